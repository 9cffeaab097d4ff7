"""Facts as examples of what a check found: made from cells of the space, and tried before they are shown."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from ..books import Rulebook
from ..engine.question import CompiledQuestion
from ..engine.space import Space, Variable, value_of_amount
from ..errors import FactError
from ..language import Fact, facts_of, truth
from ..language.question import spelt_value, write_question

MAX_TRIED = 2_000
"""How many values of facts that are compared with each other are tried."""


@dataclass(frozen=True)
class Example:
    """Facts that show a finding, and the question that asks with them."""

    facts: Mapping[str, Any]
    question: str

    def __str__(self) -> str:
        return self.question


def example(
    book: Rulebook, question: CompiledQuestion, way: Mapping[int, int], shows: Callable[[Mapping[str, Any]], bool]
) -> Example | None:
    """Facts in the cells of `way` with which asking does show what is claimed; None where none are found."""
    return example_in(book, question.name, question.space, way, shows)


def example_in(
    book: Rulebook, question: str, space: Space, way: Mapping[int, int], shows: Callable[[Mapping[str, Any]], bool]
) -> Example | None:
    """The same in a space of one's own."""
    for facts in _candidates(space, way):
        try:
            if shows(facts):
                spelt = {name: spelt_value(value) for name, value in facts.items()}
                return Example(facts, write_question(book.version_name, question, spelt, (), None))
        except FactError:  # facts that cannot be true together are no example
            continue
    return None


def _candidates(space: Space, way: Mapping[int, int]) -> Iterator[dict[str, Any]]:
    """Facts in these cells: the sample of each fact's cell; where facts are compared with each other, values
    that make the comparison come out as it must."""
    told = [(space.variables[index], cell) for index, cell in way.items()]
    settled = {entry.name: _sample(entry, cell) for entry, cell in told if entry.fact is not None}
    compared = [(entry.atom, bool(cell)) for entry, cell in told if entry.atom is not None]
    if not compared:
        yield settled
        return
    facts = {fact.name: fact for atom, _ in compared for fact in facts_of(atom)}
    ranges = [[settled[name]] if name in settled else list(_values(fact)) for name, fact in facts.items()]
    for values in itertools.islice(itertools.product(*ranges), MAX_TRIED):
        tried = {**settled, **dict(zip(facts, values, strict=True))}
        if all(truth(atom, tried) is wanted for atom, wanted in compared):
            yield tried


def _sample(entry: Variable, cell: int) -> Any:
    assert entry.fact is not None
    sample = entry.samples[cell]
    return sample if entry.fact.type.kind in ("flag", "choice") else value_of_amount(entry.fact.type, sample)


def _values(fact: Fact) -> Iterator[Any]:
    """A few values of a fact."""
    if fact.type.domain is not None:
        yield from fact.type.domain.values
    elif fact.type.kind == "flag":
        yield from (False, True)
    elif fact.type.kind == "date":
        yield from (value_of_amount(fact.type, Fraction(738_000 + day)) for day in range(40))
    else:
        yield from (value_of_amount(fact.type, Fraction(amount)) for amount in range(40))
