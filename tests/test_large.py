"""A question with more combinations of facts than its diagram may have: it is still asked and checked."""

from __future__ import annotations

from pathlib import Path

import pytest

import govrules
from govrules.tools.check import check

PAIRS = 16
"""So many pairs of facts, the first of each before the second of any: 2 ** PAIRS combinations to tell apart."""


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> govrules.Rulebook:
    folder = tmp_path_factory.mktemp("large")
    names = [f"{half}{number}" for half in ("first", "second") for number in range(PAIRS)]
    facts = "\n".join(f"  {name}: {{zh: {name}甲, en: {name} en, type: flag}}" for name in names)
    question = f"asks: {{zh: 谁, en: who}}, outcome: chain, decides: [{', '.join(names)}]"
    (folder / "vocabulary").mkdir()
    (folder / "vocabulary" / "large.yaml").write_text(
        f"facts:\n{facts}\nquestions:\n  large.signing: {{zh: 大, en: large, {question}}}\n", encoding="utf-8"
    )
    home = folder / "large"
    home.mkdir()
    (home / "rulebook.yaml").write_text(
        "id: large\nlabel: {zh: 大县, en: Large}\nversion: '1'\ninstrument: {title: 规则, issuer: 大县}\n",
        encoding="utf-8",
    )
    (home / "provisions.yaml").write_text("1: encoded\n2: encoded\n3: encoded\n", encoding="utf-8")
    some = " or ".join(f"first{number} and second{number}" for number in range(PAIRS))
    rules = [
        ("some", some, "head", 1),
        ("none", f"not ({some})", "deputy", 2),
        ("odd", "first0 and second1", "office", 3),
    ]
    text = "".join(
        f"  - id: {name}\n    when: {when}\n    chain: [{{sign: {role}}}]\n    cite: {article}\n    quote: 由其签发\n"
        for name, when, role, article in rules
    )
    (home / "rules.yaml").write_text(f"large.signing:\n{text}", encoding="utf-8")
    return govrules.load(folder)["large"]


def test_it_is_asked_under_the_facts_that_are_given(book: govrules.Rulebook) -> None:
    facts = {f"first{number}": number == 3 for number in range(PAIRS)}
    answer = book.ask("large.signing", facts, second3=True)
    assert (answer.status, str(answer.value)) == ("answered", "sign head")
    answer = book.ask("large.signing", facts)
    assert (answer.status, answer.needs) == ("conditional", ("second3",))


def test_too_few_facts_are_an_error_that_says_so(book: govrules.Rulebook) -> None:
    with pytest.raises(govrules.QuestionError, match="with more facts given it can be decided"):
        book.ask("large.signing")


def test_its_overlap_is_found_by_search_and_what_is_left_is_named(book: govrules.Rulebook) -> None:
    report = check(govrules.load(Path(book.data.files[0]).parents[1]))
    overlaps = [finding for finding in report.findings if finding.code == "check.overlap"]
    assert overlaps
    assert all("odd" in finding.message for finding in overlaps)
    for finding in overlaps:
        assert finding.example is not None
        with pytest.raises(govrules.RuleConflict):
            book.ask(finding.example)
    assert [finding for finding in report.findings if finding.code in ("check.gap", "check.dead")] == []
    assert any("edges and idle facts" in reason for reason in report.not_checked)
