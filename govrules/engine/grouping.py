"""Rulebooks that say the same to a question, together.

Of those whose rules are the same one is read (see `meaning`), and once: the work grows with the number of those that
differ.
"""

from __future__ import annotations

from collections.abc import Collection, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any, TypeVar

from .answer import ANSWERED, NOT_IN_FORCE, SILENT, TRUNCATED
from .panel import Panel
from .sharing import Shared

SAME, DIFFERS, UNDECIDED, ALONE, LOST = "same", "differs", "undecided", "alone", "lost"


@dataclass(frozen=True)
class Grouping:
    """Those that say something and say the same (the largest group first), those alike but for the text's own
    words, the status of each by its meaning, and of which that could not be compared, with the reason."""

    groups: tuple[tuple[str, ...], ...]
    undecided: tuple[tuple[str, ...], ...]
    statuses: Mapping[str, str]
    reasons: Mapping[str, str]

    def having(self, status: str) -> tuple[str, ...]:
        """Those of a status."""
        return tuple(name for name, found in self.statuses.items() if found == status)

    @property
    def letters(self) -> dict[str, str]:
        """The letter of the group of each rulebook that answers."""
        return letters_of(self.groups)


def grouped(panel: Panel, facts: Shared, how: Mapping[str, Any]) -> Grouping:
    """The grouping of a panel's question; `facts` has those that each rulebook is given, `how` is what else
    `ask` takes."""
    names = [book.name for book in panel.books]
    meanings, which = panel.meanings(facts, how)
    keys: dict[Hashable, int] = {}
    numbers = [keys.setdefault(found.key, len(keys)) if found.status == ANSWERED else None for found in meanings]
    groups = _alike({place: numbers[number] for place, number in enumerate(which) if numbers[number] is not None})
    reasons = {
        names[place]: found.not_compared
        for place, found in ((place, meanings[number]) for place, number in enumerate(which))
        if found.not_compared is not None
    }
    undecided: tuple[tuple[int, ...], ...] = ()
    if len(groups) > 1:  # beside one that could not be compared by its meaning, none can be told to differ
        outlines = {
            group: None if reasons else panel.meaning(group[0], facts, how, words=False).key for group in groups
        }
        undecided = tuple(tuple(chain(*alike)) for alike in _alike(outlines) if len(alike) > 1)
    return Grouping(
        _named(names, groups),
        _named(names, undecided),
        dict(zip(names, (meanings[number].status for number in which), strict=True)),
        reasons,
    )


T = TypeVar("T", bound=Hashable)


def _alike(keys: Mapping[T, Any]) -> tuple[tuple[T, ...], ...]:
    """Those with the same key together, the largest group first, then in order."""
    groups: dict[Any, list[T]] = {}
    for entry, key in keys.items():
        groups.setdefault(key, []).append(entry)
    return tuple(tuple(group) for group in sorted(groups.values(), key=len, reverse=True))


def _named(names: Sequence[str], groups: Iterable[Iterable[int]]) -> tuple[tuple[str, ...], ...]:
    return tuple(tuple(names[place] for place in group) for group in groups)


def verdict_of(groups: Sequence[Sequence[str]], undecided: Collection[Sequence[str]]) -> str:
    """`same`, `differs`, `undecided`, `alone` (one group of one) or `silent` (no group)."""
    if not groups:
        return SILENT
    if len(groups) == 1:
        return SAME if len(groups[0]) > 1 else ALONE
    return UNDECIDED if sum(map(len, groups)) in map(len, undecided) else DIFFERS


def cells_of(grouping: Grouping) -> dict[str, str]:
    """A word for each rulebook: against the largest group, where that has more than one member."""
    words = {SILENT: SILENT, TRUNCATED: LOST, NOT_IN_FORCE: NOT_IN_FORCE}
    first = grouping.groups[0] if grouping.groups else ()
    largest = frozenset(first)
    shared = len(largest) > 1
    near = {name for group in grouping.undecided if not shared or first[0] in group for name in group}
    cells = {}
    for name, status in grouping.statuses.items():
        if status in words:
            cells[name] = words[status]
        elif shared and name in largest:
            cells[name] = SAME
        elif len(grouping.groups) == 1:
            cells[name] = ALONE
        else:
            cells[name] = UNDECIDED if name in near else DIFFERS
    return cells


def letters_of(groups: Iterable[Sequence[str]]) -> dict[str, str]:
    """The letter of the group of each that is in one."""
    return {name: letter(number) for number, group in enumerate(groups) for name in group}


def letter(number: int) -> str:
    """a, b, … z, aa, ab, …"""
    before, last = divmod(number, 26)
    return (letter(before - 1) if before else "") + chr(ord("a") + last)
