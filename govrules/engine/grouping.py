"""Rulebooks that say the same to a question, together.

Each is read once (see `meaning`): the work grows as their number does.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from ..model.base import Label
from .answer import ANSWERED, NOT_IN_FORCE, SILENT, TRUNCATED, Answer
from .meaning import Meaning
from .question import CompiledQuestion

SAME, DIFFERS, UNDECIDED, ALONE, LOST = "same", "differs", "undecided", "alone", "lost"


class Compared(Protocol):
    """A rulebook, as far as a comparison needs it."""

    @property
    def name(self) -> str: ...

    @property
    def label(self) -> Label: ...

    def ask(self, question: str, facts: Mapping[str, Any] | None = None, /, **more: Any) -> Answer:
        """See Rulebook.ask."""

    def meaning(self, question: str, facts: Mapping[str, Any] | None = None, /, **more: Any) -> Meaning:
        """See Rulebook.meaning."""

    def question_and_slot(self, name: str) -> tuple[CompiledQuestion, str | None]:
        """See Rulebook.question_and_slot."""


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
        return {name: letter(number) for number, group in enumerate(self.groups) for name in group}


def grouped(
    books: Sequence[Compared], question: str, facts: Mapping[str, Mapping[str, Any]], how: Mapping[str, Any]
) -> Grouping:
    """The grouping of one question; `facts` has those that each rulebook is given, `how` is what else
    `ask` takes."""
    meanings = {book.name: book.meaning(question, facts[book.name], **how) for book in books}
    answering = [book for book in books if meanings[book.name].status == ANSWERED]
    groups = _alike({book.name: meanings[book.name].key for book in answering})
    undecided: tuple[tuple[str, ...], ...] = ()
    reasons = {name: found.not_compared for name, found in meanings.items() if found.not_compared is not None}
    if len(groups) > 1:  # beside one that could not be compared by its meaning, none can be told to differ
        outlines = {
            book.name: None if reasons else book.meaning(question, facts[book.name], words=False, **how).key
            for book in answering
        }
        firsts = [group[0] for group in groups]
        members = {group[0]: group for group in groups}
        undecided = tuple(
            tuple(name for first in alike for name in members[first])
            for alike in _alike({first: outlines[first] for first in firsts})
            if len(alike) > 1
        )
    return Grouping(groups, undecided, {name: found.status for name, found in meanings.items()}, reasons)


def _alike(keys: Mapping[str, Any]) -> tuple[tuple[str, ...], ...]:
    """Those with the same key together, the largest group first, then in order."""
    groups: dict[Any, list[str]] = {}
    for name, key in keys.items():
        groups.setdefault(key, []).append(name)
    return tuple(tuple(group) for group in sorted(groups.values(), key=len, reverse=True))


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


def letter(number: int) -> str:
    """a, b, … z, aa, ab, …"""
    before, last = divmod(number, 26)
    return (letter(before - 1) if before else "") + chr(ord("a") + last)
