"""What an outcome means, as a key: equal for two outcomes exactly when they say the same.

Meaning is in the vocabulary's ids. Counted are: who does what, to whom, with whom, in what order (no
order among steps that the text does not order, nor among the entries of a list); instead of whom, and
in what order those are called who may stand in; modality; amounts by value (a week is seven days,
half an hour thirty minutes; a month is no number of days, a day no number of hours); conditions by
truth; what another must do first; that there is a permission, that the text says 一般, that it leaves
a slot open. Not counted are: citations, notes, local titles, the text's word for an action, a
permission (可, 如有必要), an 一般 or an open slot (及时, 尽快), an order that the rule writes out.

Where an outcome holds words of the text that the vocabulary has no name for (an object, a form, what a
norm demands), they count as they are written, punctuation and spaces apart. With `words` false they
count only as being there: two outcomes that are alike then, and not with their words, cannot be told
to be the same or not.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Hashable, Iterable
from fractions import Fraction
from typing import Any

from ..language import Node, canonical
from ..language.values import unit_of
from ..model.amounts import Frequency, Limit
from ..model.chain import Act, AnyWay, Chain, Entry, Sequence, Stage, Together
from ..model.deadline import Deadline
from ..model.gathered import Item, Listed, Norm, RoleEntry
from ..model.names import RoleSet
from ..model.outcome import Outcome, Part
from ..model.substitution import Substitution
from ..model.threshold import Threshold
from ..model.vocabulary import Vocabulary
from .canonical import Function, Functions

# A day is counted by the calendar and an hour by the clock: neither is a number of the other.
SIZES = {
    "minute": ("minutes", 1),
    "hour": ("minutes", 60),
    "day": ("days", 1),
    "week": ("days", 7),
    "working day": ("working days", 1),
    "month": ("months", 1),
    "year": ("months", 12),
    "yuan": ("yuan", 1),
}


class OutcomeMeaning:
    """Reads outcomes as functions of the facts that their parts still depend on.

    `stage` gives what the chain of another question means, as a function whose values are sequences.
    """

    def __init__(
        self, functions: Functions, vocabulary: Vocabulary, words: bool, stage: Callable[[Stage], Function]
    ) -> None:
        self.functions, self.vocabulary, self.words, self.stage = functions, vocabulary, words, stage

    def outcome(self, value: Outcome) -> Function:
        """An outcome of any kind."""
        if isinstance(value, Chain):
            return self.functions.joined(lambda steps: ("chain", steps), [self._sequence(value.entries)])
        if isinstance(value, Listed):
            entries = [self._where(entry.when, frozenset([self.entry(entry)]), frozenset()) for entry in value.entries]
            kind = value.kind, value.open
            return self.functions.joined(lambda *sets: (*kind, frozenset().union(*sets)), entries)
        return self.functions.end(self.plain(value))

    def slot(self, name: str, value: Any) -> Function:
        """One part of an outcome, to which a question was narrowed."""
        if isinstance(value, Outcome):
            return self.outcome(value)
        spelt = self.text(value) if name in ("lapse", "extension", "set_by", "as_needed", "per", "of") else str(value)
        return self.functions.end((name, spelt))

    def plain(self, value: Outcome) -> Hashable:
        """An outcome without conditions of its own."""
        match value:
            case Threshold():
                parts = value.all_of or (value,)
                bounds = ((part.more_than is not None, part.more_than or part.at_least, part.of) for part in parts)
                return "threshold", frozenset(bounds)
            case Substitution():
                acts = value.acts if isinstance(value.acts, str) else frozenset(value.acts)
                called = (
                    ("in order", value.by) if value.in_order else (_roles(value.substitute), self.text(value.order))
                )
                return "substitution", called, acts, frozenset(value.unstated)
            case Deadline():
                return self.deadline(value)
            case Frequency():
                return self.frequency(value)
            case Limit():
                return self._limit(value)
        raise TypeError(value.kind)

    def text(self, words: str | None) -> Hashable:
        """Words that the vocabulary has no name for."""
        if words is None:
            return None
        return "words", re.sub(r"[\W_]+", "", str(words)) if self.words else ""

    def requirement(self, *nodes: Node | None) -> Hashable:
        """What others must do first."""
        found = [self.functions.condition(node) for node in nodes if node is not None]
        both = self.functions.joined(lambda *values: all(values), found)
        return None if both is self.functions.true else self.functions.form(both)

    def deadline(self, value: Deadline | None) -> Hashable:
        """By when."""
        if value is None:
            return None
        length = None if value.amount is None else _length(value.amount, value.unit or "")
        words = (self.text(value.lapse), self.text(value.extension), self.text(value.set_by), self.text(value.excluded))
        return "deadline", value.relation, length, value.event, value.first_day_counts, words

    def frequency(self, value: Frequency | None) -> Hashable:
        """How often."""
        if value is None:
            return None
        low = value.exactly if value.exactly is not None else value.at_least
        high = value.exactly if value.exactly is not None else value.at_most
        return "frequency", low, high, value.per, self.text(value.as_needed), self.text(value.day)

    def _limit(self, value: Limit) -> Hashable:
        term = self.vocabulary.terms[value.unit]
        known = unit_of(term.zh) or unit_of(term.en)
        unit, size = SIZES[known[0]] if known is not None else (value.unit, 1)
        factor = size * (known[1] if known is not None else 1)
        amount: Hashable = canonical(value.amount) if value.computed is None else value.computed * factor
        return "limit", value.bound, amount, unit, self.text(value.of), self.text(value.per)

    def entry(self, entry: Norm | RoleEntry | Item, **more: Any) -> Hashable:
        """An entry of a list, but for the condition under which it stands."""
        shared = self._part(entry, **more)
        match entry:
            case Norm():
                to = None if entry.to is None else _roles(entry.to)
                act = (entry.action, self.text(entry.do), to, self.text(entry.form))
                unless = frozenset(self.text(case) for case in entry.unless)
                times = self.deadline(entry.deadline), self.frequency(entry.frequency)
                return entry.modality, _roles(entry.who), act, unless, times, shared
            case RoleEntry():
                return entry.capacity, _roles(entry.who), self.text(entry.unlisted), entry.open, shared
            case Item():
                by = None if entry.by is None else _roles(entry.by)
                times = self.deadline(entry.deadline), self.frequency(entry.frequency)
                return entry.item, self.text(entry.text), by, self.text(entry.form), times, shared

    def _part(
        self, part: Part, *, requires: Node | None = None, by_default: bool = False, open_slots: Iterable[str] = ()
    ) -> Hashable:
        qualified = by_default or part.by_default is not None
        return self.requirement(part.requires, requires), qualified, frozenset({*part.unstated, *open_slots})

    def _where(self, when: Node | None, then: Hashable, otherwise: Hashable) -> Function:
        if when is None:
            return self.functions.end(then)
        return self.functions.joined(lambda holds: then if holds else otherwise, [self.functions.condition(when)])

    def _sequence(self, entries: Iterable[Entry]) -> Function:
        return self.functions.joined(lambda *parts: sum(parts, ()), map(self._entry, entries))

    def _entry(self, entry: Entry) -> Function:
        match entry:
            case Act():
                return self._where(entry.when, self._act(entry), ())
            case Sequence():
                return self._sequence(entry.entries)
            case Together() | AnyWay():
                kind = entry.type
                return self.functions.joined(
                    lambda *parts: _unordered(kind, parts), [self._entry(part) for part in entry.entries]
                )
        return self._stage(entry)

    def _stage(self, entry: Stage) -> Function:
        qualities = self._part(entry)
        plain = qualities == (None, False, frozenset())
        inner = self.functions.joined(
            lambda steps: steps if plain or not steps else (("part", qualities, steps),), [self.stage(entry)]
        )
        if entry.when is None:
            return inner
        holds = self.functions.condition(entry.when)
        return self.functions.joined(lambda holds, steps: steps if holds else (), [holds, inner])

    def _act(self, act: Act) -> tuple[Hashable, ...]:
        """An act as a sequence of one; several roles of which one is enough are ways to choose from."""

        def key(roles: Hashable) -> Hashable:
            return (
                "act",
                act.action,
                roles,
                None if act.sender is None else _roles(act.sender),
                None if act.partners is None else _roles(act.partners),
                (frozenset(act.substituted), act.permitted is not None),
                (self.text(act.form), self.text(act.object), self.text(act.according_to)),
                self.deadline(act.deadline),
                self.frequency(act.frequency),
                self._part(act),
            )

        if act.who.any and len(set(act.who.roles)) > 1:
            return _unordered("any", [(key((False, frozenset([role]))),) for role in act.who.roles])
        return (key(_roles(act.who)),)


def _roles(roles: RoleSet) -> Hashable:
    """Those roles; whether one of them is enough counts only where there are several."""
    named = frozenset(roles.roles)
    return roles.any and len(named) > 1, named


def _length(amount: Fraction, unit: str) -> Hashable:
    name, size = SIZES[unit]
    return name, amount * size


def _unordered(kind: str, parts: Iterable[tuple[Any, ...]]) -> tuple[Hashable, ...]:
    """Entries without order among them; a group within a group of its kind is one with it."""
    members: set[Hashable] = set()
    for part in parts:
        if len(part) == 1 and isinstance(part[0], tuple) and part[0][0] == kind:
            members.update(part[0][1])
        elif part:
            members.add(part)
    if len(members) <= 1:
        return tuple(next(iter(members), ()))  # type: ignore[arg-type]
    return ((kind, frozenset(members)),)
