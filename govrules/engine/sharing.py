"""Facts that are given to several rulebooks at once, in the words of any of them."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any

from ..errors import FactError, nearest
from ..language.question import spelt_value
from .facts import checked_facts
from .grouping import Compared
from .pairing import checked_pairs
from .question import CompiledQuestion


def shared_facts(books: Sequence[Compared], question: str, given: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    """The facts that each rulebook is given, by its name.

    A word that only one rulebook uses for a fact or value (a local title) is understood for all. A
    reading of an ambiguous text is given to the rulebooks that have it. FactError for a fact that
    none has; one that some refuse is an error which names them.
    """
    asked = {book.name: book.question_and_slot(question)[0] for book in books}
    facts: dict[str, dict[str, Any]] = {name: {} for name in asked}
    for word, value in given.items():
        ids = {name: _fact(compiled, word) for name, compiled in asked.items()}
        known = {found for found in ids.values() if found is not None}
        if not known:
            words = {spelt for compiled in asked.values() for spelt in compiled.words}
            raise FactError("fact.unknown", question=question, name=word, suggestion=nearest(word, words))
        for name, compiled in asked.items():
            fact = ids[name] or (next(iter(known)) if len(known) == 1 else None)
            if fact is None:
                error = FactError("fact.unknown", question=question, name=word)
                raise FactError("fact.refused", rulebooks=name, problem=error.message)
            if fact in compiled.scope.facts or fact in compiled.readings:
                meant = _value(asked, name, fact, value)
                if facts[name].setdefault(fact, meant) != meant:
                    raise FactError("question.given_twice", name=fact)
    _refusals(asked, lambda name: checked_facts(asked[name].scope, asked[name].readings, facts[name]))
    return facts


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
    _refusals(asked, lambda name: checked_pairs(asked[name].book, known))
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


def _fact(compiled: CompiledQuestion, word: str) -> str | None:
    return compiled.words.get(word)


def _value(asked: Mapping[str, CompiledQuestion], name: str, fact: str, value: Any) -> Any:
    """A value in this rulebook's words: its own, else what all others mean by the word."""
    domains = {
        other: compiled.scope.use_of(fact).type.domain
        for other, compiled in asked.items()
        if fact in compiled.scope.facts or fact in compiled.readings
    }
    own = domains[name]
    if not isinstance(value, str) or own is None or own.resolve(value) is not None:
        return value
    meant = {domain.resolve(value) for domain in domains.values() if domain is not None} - {None}
    return meant.pop() if len(meant) == 1 else value


def _refusals(asked: Collection[str], check: Callable[[str], object]) -> None:
    """Raise what every rulebook refuses, or which rulebooks refuse what others take."""
    errors: dict[str, FactError] = {}
    for name in asked:
        try:
            check(name)
        except FactError as error:
            errors[name] = error
    if errors:
        first = next(iter(errors.values()))
        if len(errors) == len(asked):
            raise first
        raise FactError("fact.refused", rulebooks=", ".join(errors), problem=first.message)
