"""Which column of a frame is which fact. A column is read where it is named as a fact, or said to be one; one
that is nearly named so is refused, since it may be meant; every other one is passed through."""

from __future__ import annotations

import difflib
from collections.abc import Container, Mapping, Sequence
from typing import Any

from ..engine.question import CompiledQuestion
from ..errors import FactError, nearest

ADDED = ("govrules_status", "govrules_outcome", "govrules_citation")
"""The columns that are added."""
ASKING = ("absent", "pairs", "as_of")
"""What is said once for all rows."""
LIKE = 0.8
"""How alike, from 0 to 1, a column's name is to a fact's where it may be a misspelling of it."""


def matched(
    question: CompiledQuestion, columns: Sequence[Any], given: Mapping[str, str | None], fixed: Container[str]
) -> dict[str, str]:
    """The columns that are read -> the fact that each is, in the order of the frame.

    `given` maps facts to columns, or to None where no column is that fact; `fixed` are the facts that are the
    same for all rows. FactError for what is missing, taken, twice there, or nearly there.
    """
    for name in ADDED:
        if name in columns:
            raise FactError("frame.taken", name=name)
    words = question.words
    settled = {_fact(question, words, word): column for word, column in given.items()}
    read: dict[str, str] = {}
    for fact, column in settled.items():
        if column is not None and fact in ASKING:
            raise FactError("frame.once", name=column, once=fact)
        if column is not None and column not in columns:
            near = nearest(column, [name for name in columns if isinstance(name, str)])
            raise FactError("frame.no_column", name=column, fact=fact, suggestion=near)
        if column is not None:
            _add(read, column, fact)
    for column in columns:
        named = words.get(column) if isinstance(column, str) else None
        if named is not None and named not in settled:
            _add(read, column, named)
    for fact in read.values():
        if fact in fixed:
            raise FactError("frame.given_twice", fact=fact, name=next(name for name in read if read[name] == fact))
    _refuse_near(question, [name for name in columns if name not in read], words, {*read.values(), *settled})
    return {column: read[column] for column in columns if column in read}


def _fact(question: CompiledQuestion, words: Mapping[str, str], word: str) -> str:
    if word in ASKING:
        return word
    if word not in words:
        raise FactError("fact.unknown", question=question.name, name=word, suggestion=nearest(word, words))
    return words[word]


def _add(read: dict[str, str], column: str, fact: str) -> None:
    first = next((name for name in read if read[name] == fact or name == column), None)
    if first is not None:
        raise FactError("frame.two_columns", fact=fact, first=first, second=column)
    read[column] = fact


def _refuse_near(
    question: CompiledQuestion, others: Sequence[Any], words: Mapping[str, str], settled: Container[str]
) -> None:
    """A column that may be meant as a fact for which there is no column is an error, not passed through."""
    folded = {_folded(word): word for word in (*words, *ASKING) if words.get(word, word) not in settled}
    for column in others:
        if not isinstance(column, str):
            continue
        name = _folded(column)
        close = [name] if name in folded else difflib.get_close_matches(name, folded, n=1, cutoff=LIKE)
        if not close:
            continue
        word = folded[close[0]]
        if word in ASKING:
            raise FactError("frame.once", name=column, once=word)
        fact = words[word]
        raise FactError("frame.nearly", name=column, question=question.name, fact=fact)


def _folded(word: str) -> str:
    return "_".join(word.casefold().replace("-", " ").replace("_", " ").split())
