"""A tree of small rulebooks, good and bad, with the exact findings that `check` gives of each.

A world in `tests/findings/` holds only what differs from the rulebook in `_valid/`; `expected.txt` has a
line for each finding, in order. A world whose name begins with `good` gives none.
"""

from __future__ import annotations

import os
import re
import shutil
from pathlib import Path

import pytest

import govrules
from govrules.tools.cases import find_cases, read_all, run_batches
from govrules.tools.check import check
from govrules.tools.findings import Finding
from govrules.tools.help import HELP

FINDINGS = Path(__file__).parent / "findings"
WORLDS = sorted(path.parent.name for path in FINDINGS.glob("*/expected.txt"))


def found(name: str, folder: Path) -> tuple[govrules.Books, list[Finding], list[str]]:
    """The rulebooks of a world, laid out in `folder`, and what `check` finds in them, with files relative to it."""
    shutil.copytree(FINDINGS / "_valid", folder, dirs_exist_ok=True)
    shutil.copytree(FINDINGS / name, folder, dirs_exist_ok=True)
    books = govrules.load(folder)
    cases = find_cases([folder])
    covered = run_batches(books, read_all(cases)).coverage if cases else None
    sources = folder / "sources" if name != "source_missing" else folder / "w"
    report = check(books, sources, covered)
    lines = [str(finding).replace(f"{folder}{os.sep}", "").replace(os.sep, "/") for finding in report.findings]
    return books, list(report.findings), lines


@pytest.mark.parametrize("name", WORLDS)
def test_exactly_these_findings(name: str, tmp_path: Path) -> None:
    _books, _findings, lines = found(name, tmp_path)
    assert lines == (FINDINGS / name / "expected.txt").read_text(encoding="utf-8").splitlines()
    assert bool(lines) is not name.startswith("good")


@pytest.mark.parametrize("name", [name for name in WORLDS if not name.startswith("good")])
def test_a_world_is_named_after_its_code(name: str) -> None:
    codes = re.findall(r" \[([a-z_.]+)\] ", (FINDINGS / name / "expected.txt").read_text(encoding="utf-8"))
    assert any(name.startswith(code.replace(".", "_")) for code in codes)


@pytest.mark.parametrize("name", WORLDS)
def test_an_example_shows_what_it_is_said_to_show(name: str, tmp_path: Path) -> None:
    books, findings, _lines = found(name, tmp_path)
    for finding in findings:
        if finding.example is None:
            continue
        both = finding.code == "check.boundary" and "both apply" in finding.message
        if both or finding.code == "check.overlap":
            with pytest.raises(govrules.RuleConflict):
                books.ask(finding.example)
            continue
        (answer,) = books.ask(finding.example).values()
        silent = finding.code in ("check.gap", "check.boundary")
        assert (answer.status == "silent") is silent, finding


def test_every_code_is_reached() -> None:
    expected = "".join((FINDINGS / name / "expected.txt").read_text(encoding="utf-8") for name in WORLDS)
    shown = set(re.findall(r" \[([a-z_.]+)\] ", expected))
    assert HELP.keys() - shown == set()
