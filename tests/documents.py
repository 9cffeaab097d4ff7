"""The code blocks of the documentation, and running them: what each language must be, and what it must say.

    python    runs; names stay for the blocks that follow on the page
    pycon     a Python session, compared with what it prints (doctest)
    console   commands behind `$ `, each compared with what it prints; `[1]` below it is an exit status
              other than 0, and a line `…` stands for any number of lines
    sh        commands that must succeed; what they print is not shown
    text      what the `python` block before it printed, or words of the source text
    json      JSON that the `python` block before it printed
    yaml      an excerpt of the file that its first line names
    chain     the question whose answer is drawn there (the title of the directive)

A block of any other language, or of none, cannot be run and is refused.
"""

from __future__ import annotations

import ast
import contextlib
import doctest
import io
import re
import shlex
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from click.testing import CliRunner
from markdown_it import MarkdownIt
from pictures import faults

import govrules
from govrules.cli import main

DIRECTIVES = frozenset({"toctree", "chain", "note"})
"""What Sphinx, and no test, makes of a fence: words, or the picture of a chain."""
LANGUAGES = frozenset({"python", "pycon", "console", "sh", "text", "json", "yaml", "{chain}"})
ANY_LINES = "…"


@dataclass(frozen=True)
class Block:
    """A fenced block: its language (`{chain}` for a directive), what stands behind that, its text, its place."""

    language: str
    argument: str
    text: str
    page: Path
    line: int

    @property
    def place(self) -> str:
        return f"{self.page.name}:{self.line}"


def blocks(page: Path) -> list[Block]:
    """The blocks of a Markdown page, in order; indented ones too, which have no language."""
    found = []
    for token in MarkdownIt().parse(page.read_text(encoding="utf-8")):
        if token.type in ("fence", "code_block"):
            assert token.map is not None
            language, _, argument = token.info.strip().partition(" ")
            found.append(Block(language, argument.strip(), token.content, page, token.map[0] + 1))
    return found


def unknown(found: Block) -> bool:
    """Whether nothing is known that would run or check the block."""
    directive = re.fullmatch(r"\{([\w-]+)\}", found.language)
    return found.language not in LANGUAGES and (directive is None or directive[1] not in DIRECTIVES)


class Run:
    """The blocks of one page, run one after the other in a folder; AssertionError for what is not so."""

    def __init__(self, files: Path, folder: Path) -> None:
        self.files, self.folder = files, folder
        self.names: dict[str, Any] = {"__name__": "__main__"}
        self.printed: str | None = None

    def block(self, found: Block) -> None:
        assert not unknown(found), f"{found.place}: nothing runs a block of {found.language or 'no language'}"
        run = getattr(self, f"_{found.language.strip('{}')}", None)
        if run is not None:
            run(found)
        if found.language not in ("python", "text", "json"):
            self.printed = None

    def _python(self, found: Block) -> None:
        out = io.StringIO()
        with contextlib.redirect_stdout(out), contextlib.chdir(self.folder):
            exec(compile(found.text, found.place, "exec"), self.names)
        self.printed = out.getvalue()

    def _pycon(self, found: Block) -> None:
        parser = doctest.DocTestParser()
        test = parser.get_doctest(found.text, self.names, found.place, str(found.page), found.line)
        assert test.examples, f"{found.place}: no prompt"
        report = io.StringIO()
        with contextlib.chdir(self.folder):
            runner = doctest.DocTestRunner(optionflags=doctest.ELLIPSIS, verbose=False)
            runner.run(test, out=report.write, clear_globs=False)
        assert not runner.failures, report.getvalue()
        self.names = test.globs

    def _console(self, found: Block) -> None:
        for command, expected in sessions(found.text):
            said, status = self.shell(command)
            place = f"{found.place}: $ {command}"
            *lines, last = expected.splitlines() or [""]
            failed = re.fullmatch(r"\[(\d+)\]", last)
            assert status == (int(failed[1]) if failed else 0), f"{place}: exit status {status}\n{said}"
            compare(said, "\n".join(lines) if failed else expected, place)

    def _sh(self, found: Block) -> None:
        for command in filter(None, (line.partition(" #")[0].strip() for line in found.text.splitlines())):
            said, status = self.shell(command)
            assert status == 0, f"{found.place}: $ {command}\n{said}"

    def _text(self, found: Block) -> None:
        if self.printed:
            compare(self.printed.strip("\n"), found.text.strip("\n"), found.place)
            self.printed = None
            return
        texts = [path.read_text(encoding="utf-8") for path in self.files.glob("texts/*.txt")]
        assert any(found.text in text for text in texts), f"{found.place}: no output, and no part of a source text"

    def _json(self, found: Block) -> None:
        assert self.printed, f"{found.place}: nothing was printed before"
        self._text(found)

    def _yaml(self, found: Block) -> None:
        first, _, rest = found.text.partition("\n")
        path = self.files / first.removeprefix("# ")
        assert first.startswith("# ") and path.is_file(), f"{found.place}: the first line names no file"
        whole = path.read_text(encoding="utf-8")
        for part in re.split(r"^ *# …\n", rest, flags=re.MULTILINE):
            assert part.strip("\n") in whole, f"{found.place}: not in {path.name}:\n{part}"

    def _chain(self, found: Block) -> None:
        rulebook, _, question = found.argument.partition(": ")
        svg = govrules.load()[rulebook].ask(question).to_svg()
        assert list(faults(svg)) == [], found.place

    def shell(self, command: str) -> tuple[str, int]:
        """What a command prints, errors included, and its exit status. `govrules` runs in this process."""
        words = shlex.split(command)
        if words[0] != "govrules":
            done = subprocess.run(command, shell=True, cwd=self.folder, capture_output=True, text=True, check=False)
            return done.stdout + done.stderr, done.returncode
        into = None
        if len(words) > 2 and words[-2] == ">":
            into, words = self.folder / words[-1], words[:-2]
        with contextlib.chdir(self.folder):
            result = CliRunner().invoke(main, words[1:])
        if result.exception is not None and not isinstance(result.exception, SystemExit):
            raise result.exception
        if into is not None:
            into.write_text(result.stdout, encoding="utf-8")
            return result.stderr, result.exit_code
        return result.output, result.exit_code


def sessions(text: str) -> Iterator[tuple[str, str]]:
    """The commands of a console block, each with what is shown below it."""
    for part in re.split(r"^\$ ", text, flags=re.MULTILINE)[1:]:
        command, _, expected = part.partition("\n")
        yield command, expected.strip("\n")


def compare(said: str, expected: str, place: str) -> None:
    """AssertionError where something else is said; a line `…` stands for any lines, blanks at ends of lines
    and blank lines do not count."""
    lines = [line.rstrip() for line in said.splitlines() if line.strip()]
    wanted = [line.rstrip() for line in expected.splitlines() if line.strip()]
    pattern = "".join(r"(?:.*\n)*?" if line == ANY_LINES else f"{re.escape(line)}\n" for line in wanted)
    if not re.fullmatch(pattern, "".join(f"{line}\n" for line in lines)):
        raise AssertionError("\n".join([place, "--- shown", *wanted, "--- said", *lines]))


def trees(found: Block) -> Iterator[ast.AST]:
    """The Python of a block, as syntax trees."""
    if found.language == "python":
        yield ast.parse(found.text)
    elif found.language == "pycon":
        for example in doctest.DocTestParser().get_examples(found.text):
            yield ast.parse(example.source)


def commands(found: Block) -> Iterator[str]:
    """The commands of a block."""
    if found.language == "sh":
        yield from filter(None, (line.partition(" #")[0].strip() for line in found.text.splitlines()))
    elif found.language == "console" or found.text.startswith("$ "):
        yield from (command for command, _ in sessions(found.text))
