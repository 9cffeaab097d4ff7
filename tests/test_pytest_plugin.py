"""Case files beside a system's own tests: `pytest my/rulebooks` just works."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner

from govrules.cli import main

WORLDS = Path(__file__).parent / "worlds"


def run(pytester: pytest.Pytester, *arguments: str) -> pytest.RunResult:
    return pytester.runpytest_inprocess("-p", "govrules.pytest_plugin", *arguments)


@pytest.fixture
def folder(pytester: pytest.Pytester) -> Path:
    """A folder with one world, its vocabulary, other YAML, and a test of the host's own."""
    for name in ("vocabulary", "overrides"):
        shutil.copytree(WORLDS / name, pytester.path / "rulebooks" / name)
    (pytester.path / "rulebooks" / "settings.yaml").write_text("a: [b", encoding="utf-8")
    pytester.makepyfile(test_host="def test_of_the_host(): pass")
    return pytester.path / "rulebooks"


def test_cases_are_collected_beside_other_tests(pytester: pytest.Pytester, folder: Path) -> None:
    result = run(pytester, "--junitxml=cases.xml")
    result.assert_outcomes(passed=7)
    assert "the exception to the exception, at its edge" in Path("cases.xml").read_text(encoding="utf-8")
    run(pytester, str(folder), "-k", "edge").assert_outcomes(passed=1, deselected=5)


def test_a_failure_shows_what_differs(pytester: pytest.Pytester, folder: Path) -> None:
    path = folder / "overrides" / "world.cases.yaml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("value: sign deputy, citations", "value: sign head, citations"), encoding="utf-8")
    result = run(pytester, str(folder))
    result.assert_outcomes(passed=5, failed=1)
    shown = CliRunner().invoke(main, ["test", str(path), "--rulebooks", str(folder)]).output.splitlines()
    assert shown[1:5] == [
        "    ask: toy.chain(colour=green)",
        "    value:",
        "      - sign head    县长 签发",
        "      + sign deputy  副县长 签发",
    ]
    result.stdout.fnmatch_lines(
        [line.removeprefix("    ").replace("[", "[[]") for line in shown[1:8]], consecutive=True
    )


def test_a_file_for_no_rulebook_is_one_sentence(pytester: pytest.Pytester, folder: Path) -> None:
    (folder / "other.cases.yaml").write_text(
        "rulebook: override\ncases:\n  - {name: a, ask: toy.chain(), article: 1, expect: {status: silent}}\n",
        encoding="utf-8",
    )
    result = run(pytester, str(folder))
    result.assert_outcomes(passed=6, failed=1)
    result.stdout.fnmatch_lines(["*other.cases.yaml:1: there is no rulebook 'override'; did you mean 'overrides'?"])


def test_a_case_without_expectation_does_not_pass(pytester: pytest.Pytester, folder: Path) -> None:
    path = folder / "overrides" / "world.cases.yaml"
    path.write_text(
        f"{path.read_text(encoding='utf-8')}  - name: new\n    ask: toy.chain()\n    article: 1\n    expect:  # ?\n",
        encoding="utf-8",
    )
    result = run(pytester, str(folder))
    result.assert_outcomes(errors=1)
    result.stdout.fnmatch_lines(["*world.cases.yaml:*: the case expects nothing*"])


def test_a_case_file_that_cannot_be_read_is_an_error(pytester: pytest.Pytester, folder: Path) -> None:
    (folder / "bad.cases.yaml").write_text("rulebook: overrides\ncasess: []\n", encoding="utf-8")
    result = run(pytester, str(folder))
    result.assert_outcomes(errors=1)
    result.stdout.fnmatch_lines(["*bad.cases.yaml:2:1: 'casess' is not a key here; did you mean 'cases'?*"])


def test_other_rulebooks_by_ini(pytester: pytest.Pytester, folder: Path) -> None:
    cases = pytester.path / "cases"
    cases.mkdir()
    shutil.move(folder / "overrides" / "world.cases.yaml", cases / "world.cases.yaml")
    pytester.makeini("[pytest]\ngovrules_rulebooks = rulebooks\n")
    run(pytester, str(cases)).assert_outcomes(passed=6)
