"""The guide: every block of code in it runs and prints what is shown."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from documents import Block, Run, blocks, compare, unknown

TESTS = Path(__file__).parent
DOCS = TESTS.parent / "docs"
QINGLAN = DOCS / "qinglan"
PAGES = sorted(path for path in DOCS.rglob("*.md") if path.name != "ci.md")  # test_docs runs its workflows
EVERY = [TESTS.parent / "README.md", DOCS / "ci.md", *PAGES]


@pytest.fixture
def run(tmp_path: Path) -> Run:
    folder = tmp_path / "work"
    shutil.copytree(QINGLAN, folder)
    return Run(QINGLAN, folder)


@pytest.mark.parametrize("page", PAGES, ids=[path.relative_to(DOCS).as_posix() for path in PAGES])
def test_every_block_runs_and_prints_what_is_shown(page: Path, run: Run) -> None:
    for block in blocks(page):
        run.block(block)


def test_there_is_a_guide() -> None:
    languages = {block.language for page in PAGES for block in blocks(page)}
    assert {"console", "python", "pycon", "text", "yaml", "sh", "{chain}"} <= languages


@pytest.mark.parametrize("page", EVERY, ids=[path.name for path in EVERY])
def test_no_block_of_a_language_that_nothing_runs(page: Path) -> None:
    readme = {"mermaid"} if page.name == "README.md" else set()  # test_readme compares it
    assert [block.place for block in blocks(page) if unknown(block) and block.language not in readme] == []


def block(language: str, text: str) -> Block:
    return Block(language, "", text, Path("page.md"), 1)


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("ruby", "puts 1\n"),
        ("", "an indented block\n"),
        ("{code-block}", "1\n"),
        ("python", "1 / 0\n"),
        ("pycon", ">>> 1 + 1\n3\n"),
        ("pycon", "1 + 1\n"),
        ("console", "$ govrules ask 'guazhou: document.signing(direction=upward)'\n瓜州县\n"),
        ("console", "$ govrules ask 'guazhou: document.sining'\n…\n"),
        ("console", "$ true\nsomething\n"),
        ("sh", "govrules show nowhere\n"),
        ("text", "words of no source\n"),
        ("json", "{}\n"),
        ("yaml", "a: 1\n"),
        ("yaml", "# rulebooks/qinglan/people.yaml\nduty.head: {}\n"),
        ("yaml", "# rulebooks/none.yaml\n"),
    ],
)
def test_what_is_not_so_is_noticed(language: str, text: str, run: Run) -> None:
    with pytest.raises((AssertionError, ZeroDivisionError)):
        run.block(block(language, text))


def test_what_python_prints_is_compared(run: Run) -> None:
    run.block(block("python", "print(6 * 7)\n"))
    run.block(block("text", "42\n"))
    run.block(block("python", "print(6 * 7)\n"))
    with pytest.raises(AssertionError, match="--- said"):
        run.block(block("text", "43\n"))


def test_lines_may_be_left_out_where_it_is_said() -> None:
    compare("a\nb\nc\n", "a\n…\nc", "here")
    compare("a\n\nb  \n", "a\nb\n…", "here")
    for shown in ("a\nc", "b\n…", "…\nb", "a\n…\nb"):
        with pytest.raises(AssertionError):
            compare("a\nb\nc\n", shown, "here")
