"""Several rulebooks that are put one question: which of them can be read as one, and what facts mean to each.

What is the same at every comparison of the question is found out once, and for all rulebooks together.
"""

from __future__ import annotations

import datetime
import itertools
from collections.abc import Callable, Hashable, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from functools import cached_property, partial
from itertools import chain
from typing import Any

from ..errors import FactError
from ..language import Quantity
from ..language.values import Unknown
from .compared import Compared
from .content import ordinary_presence
from .facts import checked_facts
from .likeness import Likeness
from .meaning import Meaning
from .sharing import CommonWords, Shared, shared_facts, shared_pairs, shared_roles

MAX_REMEMBERED = 4_000
"""How many facts, roles and pairs a panel remembers, with what they mean to each rulebook, and how many meanings,
with what is left of the rules, before it begins anew."""
PLAIN = (bool, str, int, Fraction, Decimal, Quantity, datetime.date, datetime.time, Unknown)
"""The classes whose equal values are the same."""


class Panel:
    """Rulebooks that are put one question (which may be narrowed to a slot) for a day; None is today."""

    def __init__(self, books: Sequence[Compared], question: str, as_of: datetime.date | None) -> None:
        self.books, self.question, self.as_of = tuple(books), question, as_of
        self.asked = tuple(book.question_and_slot(question)[0] for book in self.books)
        self.name = self.asked[0].name
        self._in_force = [book._is_in_force(as_of) for book in self.books]
        self._number = itertools.count().__next__
        self._numbers: dict[Hashable, int] = {}
        self._likenesses: dict[int, Likeness] = {}
        self._meanings: dict[Hashable, Meaning] = {}
        self._presence = ordinary_presence(self.asked[0].book.names.vocabulary)
        self._meant: dict[Hashable, Any] = {}
        self._prepare()

    def _prepare(self) -> None:
        """Make what any comparison may need: the diagrams of the question, and where its facts may say that
        somebody is away, of those on who stands in."""
        for place in _firsts(self._alike_present):
            self._likeness(place, present=True)
        if self.asked[0].absences:
            for place in _firsts(self._alike_away):
                self._likeness(place, present=False)
                for name in self.asked[place].substitutions:
                    self.books[place].question_and_slot(name)[0].is_large  # noqa: B018

    @cached_property
    def _common(self) -> CommonWords:
        return CommonWords(self.asked)

    @cached_property
    def _alike_present(self) -> tuple[int, ...]:
        return self._alike(away=False)

    @cached_property
    def _alike_away(self) -> tuple[int, ...]:
        return self._alike(away=True)

    def _alike(self, *, away: bool) -> tuple[int, ...]:
        numbers: dict[Hashable, int] = {}
        contents = (book._content(self.question, self.as_of, away=away) for book in self.books)
        return tuple(numbers.setdefault(content, self._number()) for content in contents)

    def _numbered(self, content: Hashable) -> int:
        """A number for equal contents; none is ever given twice, whatever threads there are."""
        return self._numbers.setdefault(content, self._number())

    def meanings(self, facts: Shared, how: Mapping[str, Any]) -> tuple[list[Meaning], list[int]]:
        """What the rulebooks mean by the question, and for each of them, in their order, the number of what it
        means; `how` is what else `ask` takes.

        Those that mean the same whatever the facts are are read as one, unless that is too large to be compared:
        what then stands for the meaning is a rulebook's own.
        """
        found: list[Meaning] = []
        known: dict[tuple[int, int], int] = {}
        which = []
        for place, same in enumerate(zip(self._alike_where(facts, how), facts.of, strict=True)):
            number = known.get(same)
            if number is None or found[number].not_compared is not None:
                number = known[same] = len(found)
                found.append(self.meaning(place, facts, how))
            which.append(number)
        return found, which

    def _alike_where(self, facts: Shared, how: Mapping[str, Any]) -> Sequence[int]:
        """A number for each rulebook, in their order: those of one number mean the same where they are given the
        same facts (see `content`). A word that rulebooks take for different roles keeps all of them apart."""
        roles = self.asked[0].book.names.vocabulary.roles
        if not all(word in roles for word in (*how.get("absent", ()), *chain(*how.get("pairs", ())))):
            return range(len(self.books))
        present = _named_nobody(how) and all(map(self._is_present, facts.each))
        return self._alike_present if present else self._alike_away

    def _is_present(self, given: Mapping[str, Any]) -> bool:
        """Whether the facts say, as given or by the ordinary case, that nobody is away."""
        return all(given[name] is False if name in given else ordinary for name, ordinary in self._presence.items())

    def meaning(self, place: int, facts: Shared, how: Mapping[str, Any], *, words: bool = True) -> Meaning:
        """What the rulebook at that place means; of those of which the same is left under the facts, one is read."""
        given = facts.each[facts.of[place]]
        left = None
        if _named_nobody(how) and self._in_force[place]:
            present = self._is_present(given)
            left = self._likeness(place, present=present).key(given, present=present)
        found = None if left is None else self._meanings.get((left, words))
        if found is None:
            found = self.books[place].meaning(self.question, given, words=words, **how)
            if left is not None and found.not_compared is None:
                if len(self._meanings) >= MAX_REMEMBERED:
                    self._meanings.clear()
                self._meanings[left, words] = found
        return found

    def _likeness(self, place: int, *, present: bool) -> Likeness:
        number = (self._alike_present if present else self._alike_away)[place]
        found = self._likenesses.get(number)
        if found is None:
            found = self._likenesses[number] = Likeness(self.asked[place], self._numbered)
        return found

    def facts(self, given: Mapping[str, Any]) -> Shared:
        """The facts that each rulebook is given. See shared_facts, which says of all at once what is wrong."""
        try:
            found = self._together(given)
        except FactError:
            found = None
        return shared_facts(self.books, self.name, given) if found is None else found

    def given_to_all(self, facts: Mapping[str, Any]) -> Shared:
        """Facts by id that every rulebook is given as they are."""
        return Shared.by_all(facts, len(self.books))

    def _together(self, given: Mapping[str, Any]) -> Shared | None:
        """The facts put together from those that were given before; None where they must be looked at as a whole."""
        parts = [self._one(word, value) for word, value in given.items()]
        shared = Shared.joined(len(self.books), parts)
        scope = self.asked[0].scope
        if shared is not None and scope.definition.constraints:
            for facts in shared.each:
                checked_facts(scope, facts.keys(), facts)
        return shared

    def roles(self, words: Sequence[Any]) -> tuple[str, ...]:
        """See shared_roles."""
        return tuple(
            self._remembered(("role", word), isinstance(word, str), partial(self._role, word)) for word in words
        )

    def _role(self, word: Any) -> str:
        return shared_roles(self.books, self.name, [word])[0]

    def pairs(self, pairs: Sequence[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
        """See shared_pairs."""
        found: tuple[tuple[str, str], ...] = self._remembered(
            ("pairs", tuple(pairs)), True, partial(shared_pairs, self.books, self.name, pairs)
        )
        return found

    def _one(self, word: str, value: Any) -> Shared:
        found: Shared = self._remembered(
            ("fact", word, type(value), value), type(value) in PLAIN, partial(self._shared, word, value)
        )
        return found

    def _shared(self, word: str, value: Any) -> Shared:
        facts = self._common.fact(word, value)
        return shared_facts(self.books, self.name, {word: value}) if facts is None else self.given_to_all(facts)

    def _remembered(self, key: Hashable, kept: bool, find: Callable[[], Any]) -> Any:
        """What is found, which is remembered where the key stands for it."""
        if not kept:
            return find()
        found = self._meant.get(key)
        if found is None:
            found = find()
            if len(self._meant) >= MAX_REMEMBERED:
                self._meant.clear()
            self._meant[key] = found
        return found


def _firsts(numbers: Sequence[int]) -> list[int]:
    """The place where each number stands first."""
    places: dict[int, int] = {}
    for place, number in enumerate(numbers):
        places.setdefault(number, place)
    return list(places.values())


def _named_nobody(how: Mapping[str, Any]) -> bool:
    """Whether nobody is away but by a fact, nor paired with somebody."""
    return "absent" not in how and "pairs" not in how
