"""Why rows are refused: one error that names the column, how many rows, which, and what would be right."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from ..errors import FactError, GovrulesError
from ..messages import series
from .coded import Codes
from .deciding import INVALID, UNDECIDED, Classed, Decider

SHOWN_ROWS = 5


@dataclass(frozen=True)
class Refusal:
    """What `ask` says to the first of the `rows` that it refuses: to their values in a `column`, or, where that
    is None, to their facts together."""

    problem: GovrulesError
    rows: Codes
    column: Classed | None

    @property
    def values(self) -> list[Any]:
        """The values of the column that are refused."""
        assert self.column is not None
        codes = np.unique(self.column.column.codes[self.rows]).tolist()
        return [self.column.column.values[code] for code in codes]

    def error(self, of: int) -> FactError:
        """The error, where rows have numbers; there are so many of them."""
        shown = [*self.rows[:SHOWN_ROWS].tolist(), *(["…"] if len(self.rows) > SHOWN_ROWS else [])]
        counted: dict[str, Any] = {"count": len(self.rows), "of": of, "rows": series(shown), "problem": self.problem}
        if self.column is None:
            return FactError("frame.row", **counted)
        floats = any(isinstance(value, float) for value in self.values)
        return FactError("frame.float" if floats else "frame.value", name=self.column.column.name, **counted)


def refusal(decider: Decider, columns: Sequence[Classed], numbers: Codes) -> Refusal:
    """Why the first of the rows that have no outcome has none."""
    undecided = np.flatnonzero(numbers == UNDECIDED)
    facts = dict(decider.fixed)
    for each in columns:
        codes = each.column.codes
        try:
            value = each.value(int(codes[undecided[0]]))
        except FactError as error:
            held = np.unique(codes)
            refused = held[each.classes(held) == INVALID]
            return Refusal(error, np.flatnonzero(np.isin(codes, refused)), each)
        if value is not None:
            facts[each.fact] = value
    try:
        decider.ask(facts)
    except GovrulesError as error:
        return Refusal(error, undecided, None)
    raise AssertionError(f"nothing says why {facts} has no outcome")
