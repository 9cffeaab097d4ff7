"""What is decided in advance is what the rulebook answers: for facts given, unknown and not given."""

from __future__ import annotations

import random

import pytest
from site_walk import REFUSED, UNDECIDED, facts, same_text, shown, walk

import govrules
from govrules import FactError
from govrules.site.decisions import MOST, NUMBER, day_in_force, decide_in_advance
from govrules.site.turning import Turning

DRAWN = 12


def compare(book: govrules.Rulebook, limit: int, drawn: int, seed: str) -> tuple[int, int]:
    """Ask random facts of every question; how many were decided, and how many were not."""
    turning, decided, undecided = Turning(book), 0, 0
    for question in book.questions:
        decisions = decide_in_advance(book, turning, question, limit)
        chance = random.Random(f"{seed} {book.name} {question}")
        for given in ({}, *(facts(decisions, chance) for _ in range(drawn))):
            found = walk(decisions, given)
            if found == UNDECIDED:
                assert len(given) > 1, (question, given)
                undecided += 1
                continue
            decided += 1
            try:
                answer = book.ask(question, given, as_of=day_in_force(book))
            except FactError:
                assert found == REFUSED, (question, given)
                continue
            assert not isinstance(found, str), (question, given)
            assert (found.status, found.needs) == (answer.status, answer.needs), (question, given)
            for lang in ("zh", "en"):
                said = answer.explain(lang, why_not=False).split("\n")[2:]
                assert same_text(shown(getattr(found, lang), given), said), (question, given, lang)
    return decided, undecided


@pytest.mark.parametrize("name", ["guazhou", "fushun", "wolong", "kangle", "dongqu"])
def test_random_facts_of_every_question(books: govrules.Books, name: str) -> None:
    decided, undecided = compare(books[name], 40, DRAWN, "shipped")
    assert decided > 20 * undecided


def test_random_facts_of_the_worlds(worlds: govrules.Books) -> None:
    """Rulebooks that show each feature of the format: requirements, comparisons, stages, stand-ins, numbers."""
    for name in worlds:
        decided, undecided = compare(worlds[name], 60, 25, "worlds")
        assert decided > 20 * undecided, name


def test_with_more_combinations_less_is_left_undecided(books: govrules.Books) -> None:
    book = books["guazhou"]
    turning = Turning(book)
    few, many = (decide_in_advance(book, turning, "normative.publication", limit) for limit in (5, 500))
    assert few.beside and not many.beside
    assert few.combinations < many.combinations <= 500
    given = {choices.name: next(iter(choices.codes)) for choices in many.asked if choices.use.default is None}
    assert walk(few, given) == UNDECIDED
    assert walk(many, given) != UNDECIDED


def test_a_quorum_is_a_table_of_exact_numbers(books: govrules.Books) -> None:
    """More than two thirds, more than half: computed here from the fractions, not taken from the answer."""
    book = books["dongqu"]
    decisions = decide_in_advance(book, Turning(book), "meeting.quorum", 100)
    assert any(node[0] == NUMBER for node in decisions.nodes)
    for members in range(1, MOST + 1):
        for meeting, least in (("plenary", members * 2 // 3 + 1), ("executive", members // 2 + 1)):
            for present in {0, max(least - 1, 0), min(least, members), members}:
                given = {"meeting": meeting, "members": members, "present": present}
                found = walk(decisions, given)
                assert not isinstance(found, str)
                lines = shown(found.en, given)
                assert f"of {members} members at least {least}" in lines
                assert (f"{present} present: enough" in lines) == (present >= least)
                assert (f"{present} present: not enough" in lines) == (present < least)
    assert walk(decisions, {"meeting": "plenary", "members": 9, "present": 10}) == REFUSED
    assert walk(decisions, {"meeting": "plenary", "members": MOST + 1}) == UNDECIDED


def test_facts_that_a_form_cannot_ask_are_named(worlds: govrules.Books) -> None:
    """Amounts that are compared with each other: their very values decide."""
    book = worlds["completions"]
    decisions = decide_in_advance(book, Turning(book), "toy.chain", 100)
    assert decisions.unasked == {"size", "limit_size"}
    assert not decisions.unasked & {choices.name for choices in decisions.asked}
