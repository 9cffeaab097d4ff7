"""Cases fail when they should. (The case files themselves are collected by the pytest plugin.)"""

from __future__ import annotations

from pathlib import Path

import pytest

import govrules
from govrules.tools.cases import run_cases
from govrules.tools.check import check

TESTS = Path(__file__).parent


def test_the_worlds_are_clean_and_every_rule_of_them_has_a_case(worlds: govrules.Books) -> None:
    covered = run_cases(worlds, sorted((TESTS / "worlds").rglob("*.cases.yaml"))).coverage
    report = check(worlds, covered=covered)
    assert [str(finding) for finding in report.findings] == []


def test_a_false_expectation_fails(tmp_path: Path, books: govrules.Books) -> None:
    text = (TESTS / "cases/dongqu/meetings.cases.yaml").read_text(encoding="utf-8")
    assert "minimum: 7" in text
    falsified = tmp_path / "false.cases.yaml"
    falsified.write_text(text.replace("minimum: 7", "minimum: 6"), encoding="utf-8")
    run = run_cases(books, [falsified])
    assert any("minimum" in difference for result in run.failed for difference in result.differences)


@pytest.mark.parametrize(
    ("expect", "difference"),
    [
        ("{status: silent}", "status: expected silent, was answered"),
        ("{value: sign head}", "value: expected sign head, was"),
        ("{alternatives: [{value: sign head}]}", "alternatives: expected"),
        ("{needs: [direction]}", "needs: expected ['direction'], was []"),
        ("{citations: [50]}", "citations: expected 50.1, was 51.1"),
        ("{assumed: [routine]}", "assumed: expected ['routine'] among"),
        ("{by_default: true}", "by_default: expected true, was false"),
        ("{notes: true}", "notes: expected true, was false"),
        ("{unstated: {deadline: 及时}}", "unstated: expected"),
        ("{requires: authorized_by_head}", "requires: expected authorized_by_head, was None"),
        ("{branches: [{when: routine, status: answered}]}", "branches: expected"),
        ("{nearest: [51.1]}", "nearest: expected 51.1, was none"),
        ("{ordinary: sign head}", "ordinary: expected sign head, was none"),
        ("{unresolved: [{role: head}]}", "unresolved: expected [{'role': 'head'}], was []"),
        ("{error: fact.unknown}", "error: expected fact.unknown, was answered"),
    ],
)
def test_every_expectation_can_fail(tmp_path: Path, books: govrules.Books, expect: str, difference: str) -> None:
    path = tmp_path / "one.cases.yaml"
    ask = "document.signing(issuer=government, direction=upward)"
    path.write_text(
        f"rulebook: guazhou\ncases:\n  - {{name: one, ask: '{ask}', article: 51.1, expect: {expect}}}\n",
        encoding="utf-8",
    )
    (result,) = run_cases(books, [path]).results
    assert any(text.startswith(difference) for text in result.differences), result.differences


def test_the_article_of_a_case_is_checked(tmp_path: Path, books: govrules.Books) -> None:
    path = tmp_path / "one.cases.yaml"
    path.write_text(
        "rulebook: dongqu\ncases:\n"
        "  - {name: one, ask: meeting.quorum(meeting=plenary), article: 55, expect: {status: answered}}\n",
        encoding="utf-8",
    )
    (result,) = run_cases(books, [path]).results
    assert result.differences == ("article: expected 55, the answer rests on 42.1",)
