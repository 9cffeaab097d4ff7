"""The decision diagram and the plain interpreter say the same, for every question and random facts."""

from __future__ import annotations

import random
from fractions import Fraction
from functools import partial
from typing import Any

import pytest

import govrules
from govrules.engine.projection import Projection
from govrules.engine.question import CompiledQuestion
from govrules.engine.reference import standings
from govrules.engine.situation import Situation
from govrules.engine.space import value_of_amount
from govrules.language import UNKNOWN, facts_of, truth

SHIPPED = ["guazhou", "fushun", "wolong", "kangle", "dongqu"]
WORLDS = ["overrides", "permission", "ordinary", "requires", "readings", "absence", "standins", "collecting", "numbers"]

TRIALS = 60
"""How many random facts each question is asked with."""


def _random_facts(question: CompiledQuestion, chance: random.Random, missing: int) -> dict[str, Any]:
    """A value for every fact that guards read, except for some that are left out."""
    variables = [variable for variable in question.space.variables if variable.fact is not None]
    left_out = {variable.name for variable in chance.sample(variables, min(missing, len(variables)))}
    facts: dict[str, Any] = {}
    for variable in variables:
        if variable.name not in left_out:
            sample = variable.samples[chance.randrange(len(variable.samples))]
            cell = next((cell for cell in variable.cells if sample in cell), None)
            kind = variable.fact.type
            if cell is not None:
                sample = chance.choice(sorted(cell))
            elif kind.kind != "flag":
                sample = value_of_amount(kind, sample)
            facts[variable.name] = sample
    for node in question.requirements:
        for name in {fact.name for fact in facts_of(node)} - facts.keys():
            if chance.random() < 0.6:
                facts[name] = chance.random() < 0.5
    return facts


def _questions(books: govrules.Books, names: list[str]) -> list[CompiledQuestion]:
    return [books[name].compiled(question) for name in names for question in books[name].data.rules]


def _stages(book: govrules.Rulebook, question: str) -> list[str]:
    """The questions whose chains a question's chains are made of, at every depth."""
    direct = [stage for rule in book.data.rules.get(question, ()) for stage in rule.outcome.stages()]
    return [*direct, *(inner for stage in direct for inner in _stages(book, stage))]


@pytest.mark.parametrize("missing", [0, 1, 3])
def test_diagram_equals_reference(books: govrules.Books, worlds: govrules.Books, missing: int) -> None:
    chance = random.Random(missing)
    compared = 0
    for question in _questions(books, SHIPPED) + _questions(worlds, WORLDS):
        for _ in range(60):
            facts = _random_facts(question, chance, missing)
            reference = standings(question, facts)
            cells = question.space.cells(facts)
            projection = Projection(question.diagram, cells, lambda leaf: leaf.standing)
            assert set(projection.reached()) == reference, (question.book.id, question.name, facts)
            compared += 1
    assert compared > 1_000


def test_branches_given_the_missing_facts_say_what_the_full_question_says(
    books: govrules.Books, worlds: govrules.Books
) -> None:
    """The law for incomplete facts; and the branches are complete and disjoint."""
    chance = random.Random(7)
    checked = 0
    for book in [*(books[name] for name in SHIPPED), *(worlds[name] for name in WORLDS)]:
        for name in book.data.rules:
            question = book.compiled(name)
            for _ in range(25):
                full = _random_facts(question, chance, 0)
                for stage in _stages(book, name):
                    full = _random_facts(book.compiled(stage), chance, 0) | full
                # a requirement is shown while it is unknown, by design without making anything conditional
                required = {fact.name for node in question.requirements for fact in facts_of(node)}
                known = {
                    fact: value if fact in required or chance.random() < 0.6 else UNKNOWN
                    for fact, value in full.items()
                }
                answer = book.ask(name, known)
                if answer.status != "conditional":
                    continue
                whole = book.ask(name, full)
                plain = Situation(question, full, frozenset(), book.ask_stage).facts
                holding = [branch for branch in answer.branches if truth(branch.when, plain) is True]
                assert len(holding) == 1, (book.id, name, known)
                if question.collect:
                    assert holding[0].status == whole.status
                    continue
                assert holding[0].status in (whole.status, "conditional"), (book.id, name, known, full)
                checked += 1
    assert checked > 100


def test_a_remembered_answer_is_the_answer(books: govrules.Books, worlds: govrules.Books) -> None:
    """Facts in the same cells share a decided answer; it must be what a fresh rulebook would say."""
    chance = random.Random(11)
    for book in [*(books[name] for name in SHIPPED), *(worlds[name] for name in worlds)]:
        for name in list(book.data.rules)[:12]:
            question = book.compiled(name)
            for _ in range(6):
                facts = _random_facts(question, chance, 2)
                assert book.ask(name, facts) == govrules.Rulebook(book.data).ask(name, facts), (book.id, name, facts)


def _facts_to_ask(question: CompiledQuestion, chance: random.Random) -> dict[str, Any]:
    """Facts as they may be given: missing, expressly unknown, and now and then by a label or wrong."""
    facts: dict[str, Any] = {}
    missing = chance.choice((0.0, 0.2, 0.5))
    labelled = chance.choice((0.0, 0.0, 0.2, 1.0))
    for use in (*question.scope.facts.values(), *(question.scope.use_of(name) for name in sorted(question.readings))):
        if chance.random() < missing:
            continue
        if chance.random() < 0.07:
            facts[use.name] = chance.choice((UNKNOWN, UNKNOWN, None, "否", "县长", 1, 9.0, True, []))
        elif use.type.domain is not None:
            facts[use.name] = chance.choice(use.type.domain.values)
        elif use.type.kind == "flag":
            facts[use.name] = chance.random() < 0.5
        else:
            least = 738_000 if use.type.kind == "date" else max(use.minimum or 0, 0)  # in 2021
            facts[use.name] = value_of_amount(use.type, Fraction(chance.randint(least, least + 25)))
        if chance.random() < labelled:
            value = facts.pop(use.name)
            if use.type.domain is not None and chance.random() < 0.5:
                value = chance.choice(
                    [word for word, name in use.type.domain.labels.items() if name == value] or [value]
                )
            facts[chance.choice([word for word, name in question.words.items() if name == use.name])] = value
    return facts


def _said(ask: Any, question: str, facts: dict[str, Any]) -> Any:
    try:
        return ask(question, **facts)
    except govrules.GovrulesError as error:
        return type(error), str(error)


class _Forgetful(dict[Any, Any]):
    """Finds nothing of what was put in."""

    def get(self, key: Any, default: Any = None) -> Any:
        return default


class _NotRemembered(Exception):
    """Raised in the place of the long way."""


def _remembered(table: Any, facts: dict[str, Any]) -> govrules.Answer | None:
    def long_way(*_facts: Any, **_others: Any) -> govrules.Answer:
        raise _NotRemembered

    kept, table._names["_long_way"], table._long_way = table._long_way, long_way, long_way
    try:
        return table.ask(**facts)
    except _NotRemembered:
        return None
    finally:
        table._names["_long_way"] = table._long_way = kept


def test_what_the_table_answers_is_what_the_long_way_answers(books: govrules.Books, worlds: govrules.Books) -> None:
    """For every question: facts that were never asked together are answered from what was decided for others;
    what was decided must be the very same as if these had been asked."""
    chance = random.Random(23)
    compared = fast = 0
    long_way = govrules.Rulebook.ask.__wrapped__  # type: ignore[attr-defined]
    for known in [*books.values(), *worlds.values()]:
        if len(known.versions) > 1:
            continue
        book, plain = govrules.Rulebook(known.data), govrules.Rulebook(known.data)
        for name in known.data.scopes:
            plain.compiled(name).cases = _Forgetful()
        for name in known.data.scopes:
            question = known.compiled(name)
            for _ in range(TRIALS):
                facts = _facts_to_ask(question, chance)
                table = book._tables.get(name)
                remembered = None if table is None else _remembered(table, facts)
                if remembered is None:
                    _said(book.ask, name, facts)
                else:
                    expected = _said(partial(long_way, plain), name, facts)
                    assert remembered == expected, (book.id, name, facts)
                    assert remembered.asked == expected.asked
                    assert [*map(type, remembered.facts.values())] == [*map(type, expected.facts.values())]
                    fast += 1
                compared += 1
    assert compared > 100_000
    assert fast > compared / 4, (fast, compared)
