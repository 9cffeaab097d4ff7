"""What callers give besides the question: facts, absences, a day; checked, and made one."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from typing import Any

from .engine.answer import ANSWERED, SILENT, Answer
from .engine.facts import as_date
from .engine.question import CompiledQuestion
from .errors import FactError, QuestionError
from .language import UNKNOWN, Quantity

Pairs = Mapping[str, str] | Sequence[tuple[str, str]]
"""Who is whose partner: role -> partner."""


def given_absent(absent: Any) -> Iterable[Any]:
    """Who is given as absent; None is nobody. FactError for a text, whose letters would be taken for roles."""
    if absent is None:
        return ()
    if isinstance(absent, str) or not isinstance(absent, Iterable):
        raise FactError("fact.absent")
    return absent


def as_listed(value: Any) -> Sequence[Any]:
    """A list as it is, anything else as the one entry of one."""
    return value if isinstance(value, list | tuple) else (value,)


def as_key(given: Any) -> Any:
    """What was given, as a key that is equal only for the same again: 9.0 and True are not 9 and 1. None where
    it may be another when it is looked at again, or cannot be compared."""
    if isinstance(given, Mapping):
        parts = [part for entry in given.items() for part in entry]
    elif isinstance(given, list | tuple):
        parts = list(given)
    else:
        known = isinstance(given, str | int | float | Fraction | Decimal | Quantity | datetime.date | datetime.time)
        return (type(given), given) if known or given is None or given is UNKNOWN else None
    keys = tuple(map(as_key, parts))
    return None if None in keys else (type(given), keys)


def merged(*sources: Mapping[str, Any]) -> dict[str, Any]:
    """Facts from several sources, without those that are not given (None); QuestionError where two differ."""
    found: dict[str, Any] = {}
    for source in sources:
        for name, value in source.items():
            if value is not None and name in found and found[name] != value:
                raise QuestionError("question.given_twice", name=name)
            if value is not None:
                found[name] = value
    return found


def exceptions(question: CompiledQuestion) -> dict[str, Any]:
    """Every fact that has an ordinary case, as unknown."""
    uses = question.scope.facts.values()
    return {use.name: UNKNOWN for use in uses if use.default is not None and not use.computes}


def given_date(value: datetime.date | str | None) -> datetime.date | None:
    """The day that was asked for, if any; QuestionError for what is no day."""
    found = as_date(value)
    if found is None and value is not None:
        raise QuestionError("question.bad_as_of", found=repr(value))
    return found


def absences(
    question: CompiledQuestion, facts: dict[str, Any], absent: frozenset[str]
) -> tuple[frozenset[str], dict[str, Any]]:
    """`absent` and the facts that state absences, made one; contradicting values are an error."""
    for name, role in question.absences.items():
        same = question.book.names.vocabulary.same(role)
        if facts.get(name) is False and absent & {*same}:
            raise FactError("fact.absent_contradiction", role=next(r for r in same if r in absent), fact=name)
        if role in absent:
            facts = {**facts, name: True}
    covered = {role for name, role in question.absences.items() if facts.get(name) is True}
    return absent - covered, facts


def narrowed(answer: Answer, name: str, slot: str) -> Answer:
    """The answer to a question that asks for one part of the outcome only."""

    def part(value: Any) -> Any:
        return None if value is None or slot not in value.slots() else value.slot(slot)

    if answer.status == ANSWERED and part(answer.value) is None:
        return replace(answer, question=name, status=SILENT, value=None, nearest=answer.citations)
    branches = tuple(
        replace(branch, value=part(branch.value), status=SILENT if part(branch.value) is None else branch.status)
        for branch in answer.branches
    )
    if branches and all(branch.status == SILENT for branch in branches):
        silent = replace(answer, question=name, status=SILENT, branches=(), needs=(), nearest=answer.citations)
        return replace(silent, citations=())
    return replace(answer, question=name, value=part(answer.value), branches=branches)
