"""Facts that are given to several rulebooks at once, in the words of any of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from ..errors import FactError, nearest
from .facts import checked_facts
from .grouping import Compared
from .question import CompiledQuestion


def shared_facts(books: Sequence[Compared], question: str, given: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    """The facts that each rulebook is given, by its id.

    A word that only one rulebook uses for a fact or value (a local title) is understood for all. A
    reading of an ambiguous text is given to the rulebooks that have it. FactError for a fact that
    none has; one that some refuse is an error which names them.
    """
    asked = {book.id: book.question_and_slot(question)[0] for book in books}
    facts: dict[str, dict[str, Any]] = {name: {} for name in asked}
    for word, value in given.items():
        ids = {name: _fact(compiled, word) for name, compiled in asked.items()}
        known = {found for found in ids.values() if found is not None}
        if not known:
            words = {spelt for compiled in asked.values() for spelt in _words(compiled)}
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
    _refusals(asked, facts)
    return facts


def shared_roles(books: Sequence[Compared], question: str, words: Sequence[str]) -> tuple[str, ...]:
    """The ids of roles that are given in the words of any rulebook; FactError where none knows a word."""
    spellings = [book.question_and_slot(question)[0].book.names.words["role"] for book in books]
    found = []
    for word in words:
        known = {spelling[word] for spelling in spellings if word in spelling}
        if not known:
            everything = {word for spelling in spellings for word in spelling}
            raise FactError("fact.absent_role", name=word, suggestion=nearest(word, everything))
        found.append(known.pop() if len(known) == 1 else word)
    return tuple(found)


def _words(compiled: CompiledQuestion) -> dict[str, str]:
    readings = compiled.scope.reading_words
    return compiled.scope.by_word | {word: name for word, name in readings.items() if name in compiled.readings}


def _fact(compiled: CompiledQuestion, word: str) -> str | None:
    return _words(compiled).get(word)


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


def _refusals(asked: Mapping[str, CompiledQuestion], facts: Mapping[str, Mapping[str, Any]]) -> None:
    errors: dict[str, FactError] = {}
    for name, compiled in asked.items():
        try:
            checked_facts(compiled.scope, compiled.readings, facts[name])
        except FactError as error:
            errors[name] = error
    if errors:
        first = next(iter(errors.values()))
        if len(errors) == len(asked):
            raise first
        raise FactError("fact.refused", rulebooks=", ".join(errors), problem=first.message)
