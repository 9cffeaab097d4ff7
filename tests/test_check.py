"""`check` is green on the shipped rulebooks and turns red when something in them is falsified."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

import govrules
from govrules.language.grammars import data_folder
from govrules.tools.cases import run_cases
from govrules.tools.check import check

TESTS = Path(__file__).parent


def test_every_quotation_and_paragraph_against_the_sources(books: govrules.Books, sources: Path) -> None:
    report = check(books, sources)
    assert [str(finding) for finding in report.findings] == []
    assert set(report.coverage) == set(books)
    assert not any("quotations" in reason for reason in report.not_checked)


def test_every_rule_has_a_case(books: govrules.Books) -> None:
    covered = run_cases(books, sorted((TESTS / "cases").rglob("*.cases.yaml"))).coverage
    findings = [
        finding
        for finding in check(books, covered=covered).findings
        if finding.code in ("check.untested", "check.unspared")
    ]
    assert [str(finding) for finding in findings] == []


def falsified(tmp_path: Path, file: str, old: str, new: str) -> Path:
    """A copy of guazhou with one thing changed."""
    folder = tmp_path / "guazhou"
    shutil.copytree(data_folder("rulebooks") / "guazhou", folder)
    path = folder / file
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    return tmp_path


@pytest.mark.parametrize(
    ("file", "old", "new", "code", "part"),
    [
        (
            "documents.yaml",
            "分管副县长审核后,由县长签发",
            "分管副县长审核后,可由县长签发",
            "cite.not_verbatim",
            "可由县长签发",
        ),
        ("documents.yaml", "cite: 51.3\n", "cite: 51.2\n", "cite.elsewhere", "it stands in 51.3"),
        ("meetings.yaml", "cite: 41.3", "cite: 41.4", "cite.unknown", "no provision 41.4"),
        ("documents.yaml", "    by_default: 一般\n", "", "wording.lost", "'一般'"),
        ("documents.yaml", "may: 如有必要\n", "may: 必要时\n", "wording.unquoted", "'必要时'"),
        ("meetings.yaml", "more_than: 1/2", "more_than: 2/3", "wording.number", "says 2/3"),
        ("provisions.yaml", "50.1: encoded", "50.1: {declaratory: 无}", "ledger.cited", "declaratory"),
        ("provisions.yaml", "50.1: encoded\n", "", "cite.unknown", "no provision 50"),
        ("documents.yaml", "    overrides: [upward, parallel_downward]\n", "", "check.overlap", "people_and_law"),
    ],
)
def test_a_falsified_rulebook_is_found_out(
    tmp_path: Path, sources: Path, file: str, old: str, new: str, code: str, part: str
) -> None:
    report = check(govrules.load(falsified(tmp_path, file, old, new)), sources)
    assert any(finding.code == code and part in finding.message for finding in report.findings), report.findings


def test_an_overlap_comes_with_facts_that_show_it(tmp_path: Path) -> None:
    old = "    overrides: [upward, parallel_downward]\n"
    book = govrules.load(falsified(tmp_path, "documents.yaml", old, ""))
    overlaps = [finding for finding in check(book).findings if finding.code == "check.overlap"]
    assert overlaps
    assert all(finding.example and finding.example in finding.message for finding in overlaps)
    with pytest.raises(govrules.RuleConflict):
        book["guazhou"].ask(overlaps[0].example)


def test_a_rule_that_can_never_decide(tmp_path: Path) -> None:
    old = "when: issuer = government and kind in (bill, rules, order, appointment)"
    new = "when: issuer = government and kind = bill and kind = order"
    findings = check(govrules.load(falsified(tmp_path, "documents.yaml", old, new))).findings
    assert [finding.code for finding in findings if "never decide" in finding.message] == ["check.dead"]


def test_quotations_ignore_white_space_and_width(tmp_path: Path, sources: Path) -> None:
    old, new = "分管副县长审核后,由县长签发", "分管副县长 审核后，由县长签发"
    report = check(govrules.load(falsified(tmp_path, "documents.yaml", old, new)), sources)
    assert [str(finding) for finding in report.findings] == []


def test_without_sources_and_cases_it_says_so(books: govrules.Books, tmp_path: Path) -> None:
    reasons = check(books).not_checked
    assert "kangle: quotations against the source text (no --sources given)" in reasons
    assert "kangle: rules without a case (no cases given)" in reasons
    missing = check(books, tmp_path).findings
    assert {finding.code for finding in missing} == {"source.missing"}


def test_a_rulebook_that_does_not_load_is_said_not_to_be_checked(tmp_path: Path) -> None:
    report = check(govrules.load(falsified(tmp_path, "meetings.yaml", "more_than: 1/2", "more_than: x")))
    assert [finding.code for finding in report.findings] == ["schema.fraction"]
    assert [str(reason) for reason in report.not_checked] == ["guazhou: everything else (it does not load)"]


def test_a_finding_is_accepted_in_place_with_a_reason(tmp_path: Path) -> None:
    old, new = "more_than: 1/2\n", "more_than: 2/3\n"
    folder = falsified(tmp_path, "meetings.yaml", old, new)
    path = folder / "guazhou" / "meetings.yaml"
    text = path.read_text(encoding="utf-8")
    counted = "      of: members_due\n"
    accepted = text.replace(counted, counted + "    accept: {wording.number: 试验}\n", 1)
    path.write_text(accepted, encoding="utf-8")
    assert [str(finding) for finding in check(govrules.load(folder)).findings] == []
    path.write_text(accepted.replace(new, old), encoding="utf-8")
    assert [finding.code for finding in check(govrules.load(folder)).findings] == ["check.nothing_accepted"]
