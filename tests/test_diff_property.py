"""For random facts, two rulebooks answer differently exactly where the comparison says so; and every
stated difference is shown by asking both with the facts that come with it."""

from __future__ import annotations

import itertools
import random
from fractions import Fraction
from typing import Any

import pytest

import govrules
from govrules.engine.space import value_of_amount
from govrules.language import FALSE, TRUE, Node, canonical, disjunction, facts_of, truth
from govrules.model.gathered import Listed
from govrules.tools.common_space import CommonSpace
from govrules.tools.diff import compare_rulebooks
from govrules.tools.meaning import meaning

PAIRS = [("guazhou", "kangle"), ("fushun", "dongqu"), ("kangle", "wolong"), ("dongqu", "guazhou")]
HOLDERS = {"chair"}  # the facts by which somebody who is away may be the chair


def by_occasion(book: govrules.Rulebook, value: Any) -> bool:
    """Whether an outcome names roles that only the occasion names; a comparison leaves them as they are."""
    roles = book.data.names.vocabulary.roles
    return any(roles[role].held_by is not None for group in value.role_sets() for role in group.roles)


def says(answer: govrules.Answer) -> Any:
    """What an answer says, in a form of the test's own: entries one by one, permissions besides."""
    if answer.status == "conditional":  # whether somebody stands in depends
        cases: dict[Any, Node] = {}
        for branch in answer.branches:
            key = branch.status, None if branch.value is None else meaning(branch.value), str(branch.requires)
            cases[key] = disjunction(cases.get(key, FALSE), branch.when)
        return {(canonical(when), key) for key, when in cases.items()}
    permitted = {(a.word, meaning(a.value)) for a in answer.alternatives}
    if isinstance(answer.value, Listed):
        entries = {meaning(entry.model_copy(update={"when": None})) for entry in answer.value.entries}
        return answer.status, entries, answer.value.open, answer.permitted, permitted, dict(answer.unstated)
    value = None if answer.value is None else meaning(answer.value)
    requires = None if answer.requires is None else str(answer.requires)
    return answer.status, value, requires, answer.permitted, answer.by_default, permitted, dict(answer.unstated)


def facts_for(common: CommonSpace, chance: random.Random) -> dict[str, Any]:
    """A value for every fact that a rule of either side reads."""
    facts: dict[str, Any] = {}
    for variable in common.space.variables:
        if variable.fact is None:
            continue
        cell = chance.randrange(len(variable.samples))
        if variable.cells:
            facts[variable.fact.name] = chance.choice(sorted(variable.cells[cell]))
        elif variable.fact.type.kind == "flag":
            facts[variable.fact.name] = bool(variable.samples[cell])
        else:
            facts[variable.fact.name] = value_of_amount(variable.fact.type, variable.samples[cell])
    for index, variable in enumerate(common.space.variables):
        for fact in facts_of(variable.atom or TRUE):
            if index not in common.free and fact.name not in facts:
                first = 730_000 if fact.type.kind == "date" else 1
                facts[fact.name] = value_of_amount(fact.type, Fraction(first + chance.randrange(5)))
            elif index in common.free and chance.random() < 0.5:
                facts[fact.name] = False  # refused; else it stays open
    return facts


def ask(book: govrules.Rulebook, question: str, facts: dict[str, Any]) -> govrules.Answer:
    """The answer, given what the rulebook can be told of the facts."""
    known = book.questions[question].facts
    return book.ask(question, {name: value for name, value in facts.items() if name in known})


def compared(books: govrules.Books, worlds: govrules.Books, pair: tuple[str, str]) -> tuple[int, int]:
    """How many random facts are answered alike, and how many differently: each as the comparison says."""
    old, new = (worlds[name] if name in worlds else books[name] for name in pair)
    chance = random.Random(str(pair))
    same = different = 0
    for entry in compare_rulebooks(old, new).questions:
        if any(list(rule.outcome.stages()) for book in (old, new) for rule in book.data.rules.get(entry.question, ())):
            continue  # what its stages say is compared as a question of its own
        common = CommonSpace(old.compiled(entry.question), new.compiled(entry.question))
        for _ in range(60):
            facts = facts_for(common, chance)
            answers = ask(old, entry.question, facts), ask(new, entry.question, facts)
            if any(answer.status == "conditional" and set(answer.needs) & HOLDERS for answer in answers):
                continue  # somebody is away, and who chairs is not said
            stated = any(truth(change.when, facts) is not False for change in entry.changes)
            differ = says(answers[0]) != says(answers[1])
            assert differ == stated, (pair, entry.question, facts, *map(says, answers))
            same, different = same + (not differ), different + differ
    return same, different


@pytest.mark.parametrize("pair", PAIRS)
def test_random_facts(books: govrules.Books, worlds: govrules.Books, pair: tuple[str, str]) -> None:
    same, different = compared(books, worlds, pair)
    assert same > 250
    assert different > 250


def test_random_facts_of_the_little_worlds(books: govrules.Books, worlds: govrules.Books) -> None:
    results = [compared(books, worlds, pair) for pair in itertools.permutations(worlds, 2)]
    assert sum(same for same, _ in results) > 1_000
    assert sum(different for _, different in results) > 1_000


@pytest.mark.parametrize("pair", PAIRS)
def test_every_stated_difference_comes_with_facts_that_show_it(books: govrules.Books, pair: tuple[str, str]) -> None:
    old, new = (books[name] for name in pair)
    shown = 0
    for entry in compare_rulebooks(old, new).questions:
        for change in entry.changes:
            assert change.example is not None, (entry.question, change.when)
            answers = [ask(book, entry.question, dict(change.example)) for book in (old, new)]
            if change.of != "answer" or any(answer.status == "conditional" for answer in answers):
                continue  # entries and permissions are looked for among others, above
            for book, said, answer in zip((old, new), (change.old, change.new), answers, strict=True):
                assert said is not None
                if said.value is not None and list(said.value.stages()):
                    continue  # whether a stage is silent is for its own question to say
                assert said.status == answer.status, (entry.question, change.example)
                if said.value is not None and not by_occasion(book, said.value):
                    assert meaning(said.value) == meaning(answer.value), (entry.question, change.example)
            shown += 1
    assert shown > 30
