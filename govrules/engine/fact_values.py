"""The canonical values of facts: which are known to be canonical, and which of them are decided alike.

Every other spelling, class or fact goes the long way, which validates it and refuses what it must.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping
from typing import Any

from ..language import FLAG, UNKNOWN, Quantity, facts_of, parse_condition
from ..language.values import DIMENSIONS
from ..model.scope import FactUse
from .question import CompiledQuestion
from .space import Variable

MAX_VALUES = 4_000
"""How many values of an amount are known to be canonical at a time."""
EXACT: dict[str, type] = {"number": int, "date": datetime.date, "time": datetime.time} | dict.fromkeys(
    DIMENSIONS, Quantity
)
"""The class that an amount of a type must have to be looked up: 9.0 is not 9, nor is a datetime its date."""


class FactValues:
    """A fact and its canonical values, all of the class `exact`.

    `known` are those of a choice, and those of an amount that have been validated; not given and unknown are among
    them. `labels` are other words for values of a choice.
    """

    __slots__ = ("_by_cell", "_likes", "_variable", "exact", "known", "labels", "name")

    def __init__(self, use: FactUse, variable: Variable | None, *, by_cell: bool) -> None:
        self.name = use.name
        self._variable, self._by_cell = variable, by_cell and variable is not None
        self._likes: dict[int | None, Any] = {}
        finite = (False, True) if use.type == FLAG else use.type.domain.values if use.type.domain is not None else None
        self.exact = EXACT[use.type.kind] if finite is None else bool if use.type == FLAG else str
        self.known: set[Any] = {None, UNKNOWN, *(finite or ())}
        self.labels: Mapping[Any, Any] = {} if use.type.domain is None else use.type.domain.labels

    def validated(self, value: Any) -> bool:
        """Know a canonical value from now on; whether it is of the class that can be looked up."""
        if value is None or value is UNKNOWN:
            return True
        if type(value) is not self.exact:
            return False
        if value not in self.known:
            if len(self.known) >= MAX_VALUES:
                self.known.clear()
                self.known.update((None, UNKNOWN))
            self.known.add(value)
        return True

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


def fact_values(question: CompiledQuestion) -> dict[str, FactValues]:
    """The facts of the question with their values, in its own order."""
    constrained = set(constrained_facts(question))
    found: dict[str, FactValues] = {}
    for name in question.order:
        index = question.space.index.get(name)
        variable = None if index is None else question.space.variables[index]
        by_cell = variable is not None and name in question.told_apart and name not in constrained
        found[name] = FactValues(question.scope.use_of(name), variable, by_cell=by_cell)
    return found


def constrained_facts(question: CompiledQuestion) -> Iterator[str]:
    """The facts that are refused together with some values of others."""
    for text in question.scope.definition.constraints:
        yield from (fact.name for fact in facts_of(parse_condition(text, question.scope.outcome_scope)))
