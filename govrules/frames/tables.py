"""The outcome of each row: looked up in a table where the codes of the columns span a small space, decided by
the tree where they do not."""

from __future__ import annotations

from collections.abc import Sequence
from math import prod

import numpy as np

from .coded import Codes, narrowest
from .deciding import INVALID, UNDECIDED, Classed, Decider

LARGEST_TABLE = 1 << 20
"""How many cells a table may have; larger spaces are decided by the tree."""
LARGEST_MEMORY = 1 << 23
"""How many cells the tables of a question may have together before they begin anew."""
CHUNK = 1 << 16
"""So many rows at a time, so that what is computed with stays in the processor's cache."""
FEW = 16
"""So many numbers are looked for one by one."""


def outcomes_of(decider: Decider, columns: Sequence[Classed], count: int) -> tuple[Codes, list[int]]:
    """For each row the number of its outcome, and the numbers that occur; UNDECIDED for what `ask` refuses."""
    with decider.lock:
        small = prod(each.column.radix for each in columns) <= LARGEST_TABLE
        found, occurring = (_looked_up if small else _decided)(decider, columns, count)
    return found, sorted(occurring)


def _decided(decider: Decider, columns: Sequence[Classed], count: int) -> tuple[Codes, set[int]]:
    codes = [each.column.codes for each in columns]
    valid = np.ones(count, bool)
    for each, own in zip(columns, codes, strict=True):
        occurring = np.flatnonzero(np.bincount(own, minlength=1))
        refused = occurring[each.classes(occurring) == INVALID]
        if len(refused):
            valid &= ~np.isin(own, refused)
    found = decider.decide(columns, codes, count) if valid.all() else np.full(count, UNDECIDED, np.uint32)
    return found, set(np.flatnonzero(np.bincount(found)).tolist())


def _looked_up(decider: Decider, columns: Sequence[Classed], count: int) -> tuple[Codes, set[int]]:
    layout = tuple((each.fact, each.column.layout) for each in columns)
    cells = prod(each.column.radix for each in columns)
    table = decider.tables.get(layout)
    if table is None:
        table = np.full(cells, UNDECIDED, np.uint8)
    found, seen = np.empty(count, table.dtype), set[int]()
    for begin in range(0, count, CHUNK):
        cell = _cells(columns, begin, min(begin + CHUNK, count), cells)
        part = table.take(cell)
        if not part.all():
            table = _filled(decider, columns, table, np.unique(cell[part == UNDECIDED]))
            part = table.take(cell)
            found = found.astype(table.dtype, copy=False)
        found[begin : begin + len(part)] = part
        seen |= _occurring(part, set(range(len(decider.answers) + 1)) - seen)
    if all(each.column.layout is not None for each in columns):
        if sum(map(len, decider.tables.values())) + cells > LARGEST_MEMORY:
            decider.tables.clear()
        decider.tables[layout] = table
    return found, seen


def _occurring(part: Codes, wanted: set[int]) -> set[int]:
    """Which of the numbers occur. To look for a few is faster than to count all."""
    if len(wanted) <= FEW:
        return {number for number in wanted if (part == number).any()}
    return set(np.flatnonzero(np.bincount(part)).tolist())


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
