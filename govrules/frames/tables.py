"""The outcome of each row: looked up in a table where the codes of the columns span a small space, decided by
the tree where they do not."""

from __future__ import annotations

from collections.abc import Sequence
from math import prod

import numpy as np

from ..errors import FactError, GovrulesError
from ..messages import series
from .coded import Codes, narrowest
from .deciding import INVALID, UNDECIDED, Classed, Decider

LARGEST_TABLE = 1 << 20
"""How many cells a table may have; larger spaces are decided by the tree."""
LARGEST_MEMORY = 1 << 23
"""How many cells the tables of a question may have together before they begin anew."""
CHUNK = 1 << 16
"""So many rows at a time, so that what is computed with stays in the processor's cache."""
SHOWN_ROWS = 5


def outcomes_of(decider: Decider, columns: Sequence[Classed], count: int) -> tuple[Codes, Codes]:
    """For each row the number of its outcome, and for each number how many rows have it. FactError for an invalid
    value, GovrulesError for whatever else `ask` refuses."""
    with decider.lock:
        small = prod(each.column.radix for each in columns) <= LARGEST_TABLE
        found, counts = (_looked_up if small else _decided)(decider, columns, count)
    if counts[UNDECIDED]:
        raise _refusal(decider, columns, np.flatnonzero(found == UNDECIDED))
    return found, counts


def _decided(decider: Decider, columns: Sequence[Classed], count: int) -> tuple[Codes, Codes]:
    codes = [each.column.codes for each in columns]
    valid = np.ones(count, bool)
    for each, own in zip(columns, codes, strict=True):
        occurring = np.flatnonzero(np.bincount(own, minlength=1))
        refused = occurring[each.classes(occurring) == INVALID]
        if len(refused):
            valid &= ~np.isin(own, refused)
    if valid.all():
        found = decider.decide(columns, codes, count)
    else:
        found = np.full(count, UNDECIDED, np.uint32)
    return found, np.bincount(found, minlength=1)


def _looked_up(decider: Decider, columns: Sequence[Classed], count: int) -> tuple[Codes, Codes]:
    layout = tuple((each.fact, each.column.layout) for each in columns)
    cells = prod(each.column.radix for each in columns)
    table = decider.tables.get(layout)
    if table is None:
        table = np.full(cells, UNDECIDED, np.uint8)
    found, counts = np.empty(count, table.dtype), np.zeros(1, np.int64)
    for begin in range(0, count, CHUNK):
        cell = _cells(columns, begin, min(begin + CHUNK, count), cells)
        part = table.take(cell)
        counted = np.bincount(part, minlength=1)
        if counted[UNDECIDED]:
            table = _filled(decider, columns, table, np.unique(cell[part == UNDECIDED]))
            part = table.take(cell)
            counted = np.bincount(part, minlength=1)
            found = found.astype(table.dtype, copy=False)
        found[begin : begin + len(part)] = part
        if len(counted) < len(counts):
            counted, counts = counts, counted
        counted[: len(counts)] += counts
        counts = counted
    if all(each.column.layout is not None for each in columns):
        if sum(map(len, decider.tables.values())) + cells > LARGEST_MEMORY:
            decider.tables.clear()
        decider.tables[layout] = table
    return found, counts


def _cells(columns: Sequence[Classed], begin: int, end: int, cells: int) -> Codes:
    """For each row the one number that its codes make."""
    cell = np.zeros(end - begin, narrowest(cells))
    for place, each in enumerate(columns):
        if place:
            cell *= cell.dtype.type(each.column.radix)
        np.add(cell, each.column.codes[begin:end], out=cell, casting="unsafe")
    return cell


def _filled(decider: Decider, columns: Sequence[Classed], table: Codes, missing: Codes) -> Codes:
    """The table with the outcomes of the cells that are missing; what is refused stays so."""
    rest = missing.astype(np.int64)
    codes: list[Codes] = []
    for each in reversed(columns):
        rest, own = np.divmod(rest, each.column.radix)
        codes.insert(0, own)
    valid = np.ones(len(missing), bool)
    for each, own in zip(columns, codes, strict=True):
        valid &= each.classes(own) != INVALID
    numbers = decider.decide(columns, [own[valid] for own in codes], int(valid.sum()))
    table = table.astype(np.promote_types(table.dtype, narrowest(len(decider.answers))), copy=False)
    table[missing[valid]] = numbers
    return table


def _refusal(decider: Decider, columns: Sequence[Classed], rows: Codes) -> GovrulesError:
    """Why the first of the rows that have no outcome has none, and how many more there are."""
    first = int(rows[0])
    for each in columns:
        code = int(each.column.codes[first])
        try:
            each.value(code)
        except FactError as error:
            refused = [other for other in np.unique(each.column.codes).tolist() if each.classes(np.array([other])) < 0]
            held = np.flatnonzero(np.isin(each.column.codes, refused))
            wording = "frame.float" if isinstance(each.column.values[code], float) else "frame.value"
            return FactError(wording, name=each.column.name, problem=error, **_counted(held, len(each.column.codes)))
    given = {each.fact: each.value(int(each.column.codes[first])) for each in columns}
    try:
        decider.ask({**decider.fixed, **{name: value for name, value in given.items() if value is not None}})
    except GovrulesError as error:
        count = _counted(rows, len(columns[0].column.codes) if columns else len(rows))
        return FactError("frame.row", problem=error, **count)
    raise AssertionError(f"row {first} has no outcome, and nothing says why")


def _counted(rows: Codes, of: int) -> dict[str, object]:
    shown = rows[:SHOWN_ROWS].tolist()
    more = ["…"] if len(rows) > SHOWN_ROWS else []
    return {"count": len(rows), "of": of, "rows": series([*shown, *more])}
