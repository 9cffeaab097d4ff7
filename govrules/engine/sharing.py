"""Facts that are given to several rulebooks at once, in the words of any of them."""

from __future__ import annotations

from collections.abc import Callable, Collection, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, TypeVar

from ..errors import FactError, nearest
from ..language.question import spelt_value
from .compared import Compared
from .facts import checked_facts
from .pairing import checked_pairs
from .question import CompiledQuestion


@dataclass(frozen=True)
class Shared:
    """Facts by id, checked, that several rulebooks are given: what is given at all (`each`), and for every
    rulebook, in their order, the number of what it is given (`of`)."""

    each: tuple[Mapping[str, Any], ...]
    of: Sequence[int]

    @classmethod
    def by_all(cls, facts: Mapping[str, Any], count: int) -> Shared:
        """The same facts, given to so many rulebooks."""
        return cls((facts,), _noughts(count))

    @classmethod
    def listed(cls, facts: Iterable[Mapping[str, Any]]) -> Shared:
        """Of the facts of each rulebook."""
        numbers: dict[Hashable, int] = {}
        each: list[Mapping[str, Any]] = []
        of = []
        for given in facts:
            number = numbers.setdefault(tuple(given.items()), len(each))
            if number == len(each):
                each.append(given)
            of.append(number)
        return cls(tuple(each), tuple(of))

    @classmethod
    def joined(cls, count: int, parts: Sequence[Shared]) -> Shared | None:
        """All of them together, for so many rulebooks; None where one fact is given by two."""
        several = [part.of for part in parts if len(part.each) > 1]
        keys: list[tuple[int, ...]] = [*zip(*several, strict=True)] if several else [()]
        numbers = {key: number for number, key in enumerate(dict.fromkeys(keys))}
        each = []
        for key in numbers:
            chosen = iter(key)
            facts: dict[str, Any] = {}
            for part in parts:
                more = part.each[next(chosen) if len(part.each) > 1 else 0]
                if facts.keys() & more.keys():
                    return None
                facts |= more
            each.append(facts)
        return cls(tuple(each), _noughts(count) if len(each) == 1 else tuple(numbers[key] for key in keys))


@lru_cache(maxsize=16)
def _noughts(count: int) -> tuple[int, ...]:
    """So many noughts: one tuple for all facts that are given to that many rulebooks."""
    return (0,) * count


def shared_facts(books: Sequence[Compared], question: str, given: Mapping[str, Any]) -> Shared:
    """The facts that each rulebook is given.

    A word that only one rulebook uses for a fact or value (a local title) is understood for all. A
    reading of an ambiguous text is given to the rulebooks that have it. FactError for a fact that
    none has; one that some refuse is an error which names them.
    """
    asked = {book.name: book.question_and_slot(question)[0] for book in books}
    facts: dict[str, dict[str, Any]] = {name: {} for name in asked}
    for word, value in given.items():
        ids = {name: _fact(compiled, word) for name, compiled in asked.items()}
        known = {found for found in ids.values() if found is not None}
        meaning = _Meant(asked, value)
        if not known:
            words = {spelt for compiled in asked.values() for spelt in compiled.words}
            raise FactError("fact.unknown", question=question, name=word, suggestion=nearest(word, words))
        for name, compiled in asked.items():
            fact = ids[name] or (next(iter(known)) if len(known) == 1 else None)
            if fact is None:
                error = FactError("fact.unknown", question=question, name=word)
                raise FactError("fact.refused", rulebooks=name, problem=error.message)
            if fact in compiled.scope.facts or fact in compiled.readings:
                meant = meaning.to(compiled, fact)
                if facts[name].setdefault(fact, meant) != meant:
                    raise FactError("question.given_twice", name=fact)
    return Shared.listed(
        _unrefused(asked, lambda name: checked_facts(asked[name].scope, asked[name].readings, facts[name]))
    )


def shared_roles(books: Sequence[Compared], question: str, words: Sequence[Any]) -> tuple[str, ...]:
    """The ids of roles that are given in the words of any rulebook; FactError where none knows a word."""
    return tuple(_role(books, question, word, "fact.absent_role") for word in words)


def shared_pairs(
    books: Sequence[Compared], question: str, pairs: Sequence[tuple[str, str]]
) -> tuple[tuple[str, str], ...]:
    """The ids of pairs that are given in the words of any rulebook; FactError where none knows a word, and
    one that names the rulebooks which refuse a pair that others take."""
    known = tuple(
        (_role(books, question, role, "fact.pair_role"), _role(books, question, partner, "fact.pair_role"))
        for role, partner in pairs
    )
    asked = {book.name: book.question_and_slot(question)[0] for book in books}
    _unrefused(asked, lambda name: checked_pairs(asked[name].book, known))
    return known


def _role(books: Sequence[Compared], question: str, word: Any, code: str) -> str:
    """What the word means to the rulebooks that know it; as it is where it means several things."""
    spellings = [book.question_and_slot(question)[0].book.names.words["role"] for book in books]
    spelt = "=".join(word) if isinstance(word, tuple) else word if isinstance(word, str) else spelt_value(word)
    known = {spelling[spelt] for spelling in spellings if isinstance(word, str) and spelt in spelling}
    if not known:
        everything = {word for spelling in spellings for word in spelling}
        suggestion = nearest(spelt, everything) if isinstance(word, str) else None
        raise FactError(code, name=spelt, suggestion=suggestion)
    return known.pop() if len(known) == 1 else spelt


class CommonWords:
    """The words for the facts of a question, and for roles, that mean the same in all of several rulebooks: all but
    those that have to do with local titles, readings and classes of roles."""

    def __init__(self, asked: Sequence[CompiledQuestion]) -> None:
        self._first = asked[0]
        facts, roles = (set(found.items()) for found in (asked[0].scope.by_word, asked[0].book.names.roles.labels))
        readings: set[str] = set()
        for compiled in asked:
            facts &= compiled.scope.by_word.items()
            roles &= compiled.book.names.roles.labels.items()
            readings |= compiled.scope.reading_words.keys()
        self._facts = {word for word, _ in facts if word not in readings}
        self._roles = {word for word, _ in roles}

    def fact(self, word: str, value: Any) -> Mapping[str, Any] | None:
        """One fact as shared_facts gives it to every rulebook; None where word or value is not common to all.
        FactError where no rulebook takes it."""
        if word not in self._facts:
            return None
        found = checked_facts(self._first.scope, self._first.readings, {word: value})
        domains = [self._first.scope.facts[fact].type.domain for fact in found]
        local = self._first.book.names.roles
        if isinstance(value, str) and value not in self._roles and any(domain is local for domain in domains):
            return None
        return found


def _fact(compiled: CompiledQuestion, word: str) -> str | None:
    return compiled.words.get(word)


class _Meant:
    """A value that is given to all rulebooks in the words of any."""

    def __init__(self, asked: Mapping[str, CompiledQuestion], value: Any) -> None:
        self._asked, self._value = asked, value
        self._elsewhere: dict[str, set[str]] = {}

    def to(self, compiled: CompiledQuestion, fact: str) -> Any:
        """The value in a rulebook's words: its own, else what all others mean by the word."""
        own = compiled.scope.use_of(fact).type.domain
        if not isinstance(self._value, str) or own is None or own.resolve(self._value) is not None:
            return self._value
        if fact not in self._elsewhere:
            uses = (
                other.scope.use_of(fact)
                for other in self._asked.values()
                if fact in other.scope.facts or fact in other.readings
            )
            domains = (use.type.domain for use in uses)
            found = {domain.resolve(self._value) for domain in domains if domain is not None}
            self._elsewhere[fact] = {value for value in found if value is not None}
        meant = self._elsewhere[fact]
        return next(iter(meant)) if len(meant) == 1 else self._value


T = TypeVar("T")


def _unrefused(asked: Collection[str], check: Callable[[str], T]) -> list[T]:
    """What the check finds for each rulebook. Raises what every rulebook refuses, or which rulebooks refuse what
    others take."""
    found: list[T] = []
    errors: dict[str, FactError] = {}
    for name in asked:
        try:
            found.append(check(name))
        except FactError as error:
            errors[name] = error
    if errors:
        first = next(iter(errors.values()))
        if len(errors) == len(asked):
            raise first
        raise FactError("fact.refused", rulebooks=", ".join(errors), problem=first.message)
    return found
