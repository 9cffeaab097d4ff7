"""Facts as one whole number: each value of a fact has a code, and the codes of all facts make the number.

Only values that are already canonical have a code. Every other spelling, class or fact has none, and goes the
long way, which validates it and refuses what it must.
"""

from __future__ import annotations

import datetime
import itertools
from collections.abc import Iterator, Mapping
from typing import Any

from ..language import FLAG, UNKNOWN, Quantity, facts_of, parse_condition
from ..language.values import DIMENSIONS
from ..model.scope import FactUse
from .question import CompiledQuestion
from .space import Variable

MAX_VALUES = 4_000
"""How many values of an amount have a code at a time."""
NEVER_REACHED = 2**48
"""More codes than the values of an amount will ever be given."""
GIVEN_UNKNOWN = 1
"""The code of a fact that is given as unknown; 0 is that of one that is not given."""
EXACT: dict[str, type] = {"number": int, "date": datetime.date, "time": datetime.time} | dict.fromkeys(
    DIMENSIONS, Quantity
)
"""The class that an amount of a type must have to be looked up: 9.0 is not 9, nor is a datetime its date."""


class TooMany(Exception):
    """An amount has been given more values than have codes."""


class Coded:
    """A fact and its codes.

    `codes` are those of the values, each multiplied by `weight`, which is what they count in the number. The
    values of a flag or choice all have one; those of an amount (`exact` is their class) get one when they are
    first remembered. `radix` is how many codes there can be: a code that was forgotten is never given again, since
    another thread may still be about to use it.
    """

    __slots__ = ("_by_cell", "_likes", "_next", "_variable", "codes", "exact", "name", "radix", "weight")

    def __init__(self, use: FactUse, variable: Variable | None, weight: int, *, by_cell: bool) -> None:
        self.name, self.weight = use.name, weight
        self._variable, self._by_cell = variable, by_cell and variable is not None
        self._likes: dict[int | None, Any] = {}
        self.codes: dict[Any, int] = {}
        finite = (False, True) if use.type == FLAG else use.type.domain.values if use.type.domain is not None else None
        self.exact = EXACT[use.type.kind] if finite is None else None
        self.radix = NEVER_REACHED if finite is None else len(finite) + 2
        self._next = itertools.count(2)
        for value in finite or ():
            self._add(value)

    def _add(self, value: Any) -> int:
        if self.exact is not None and len(self.codes) >= MAX_VALUES:
            raise TooMany
        return self.codes.setdefault(value, next(self._next) * self.weight)

    def clear(self) -> None:
        """Forget the codes of the values of an amount."""
        if self.exact is not None:
            self.codes.clear()

    def count(self, value: Any) -> int:
        """What a canonical value counts in a number; one that is new is given a code."""
        if value is UNKNOWN:
            return GIVEN_UNKNOWN * self.weight
        return self.codes[value] if value in self.codes else self._add(value)

    def cell(self, value: Any) -> int | None:
        """The cell in which the fact lies; None: not known, or no condition tells its values apart."""
        if self._variable is None or value is UNKNOWN or value is None or not self._variable.samples:
            return None
        return self._variable.cell({self.name: value})

    def stands_for(self, value: Any) -> Any:
        """Of the values that are decided alike the one that stands for all."""
        if not self._by_cell:
            return value
        cell = self.cell(value)
        return value if cell is None else self._likes.setdefault(cell, value)


def coded_facts(question: CompiledQuestion) -> dict[str, Coded]:
    """The facts of the question with their codes, in its own order."""
    constrained = set(constrained_facts(question))
    found: dict[str, Coded] = {}
    weight = 1
    for name in question.order:
        index = question.space.index.get(name)
        variable = None if index is None else question.space.variables[index]
        by_cell = variable is not None and name in question.told_apart and name not in constrained
        found[name] = Coded(question.scope.use_of(name), variable, weight, by_cell=by_cell)
        weight *= found[name].radix
    return found


def constrained_facts(question: CompiledQuestion) -> Iterator[str]:
    """The facts that are refused together with some values of others."""
    for text in question.scope.definition.constraints:
        yield from (fact.name for fact in facts_of(parse_condition(text, question.scope.outcome_scope)))


def number_of(coded: Mapping[str, Coded], facts: Mapping[str, Any]) -> int | None:
    """The number of canonical facts; None where a value can have no code. TooMany for a value past the last code."""
    total = 0
    for name, value in facts.items():
        fact = coded[name]
        if fact.exact is not None and value is not UNKNOWN and type(value) is not fact.exact:
            return None
        total += fact.count(value)
    return total
