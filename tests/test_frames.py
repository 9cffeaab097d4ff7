"""Whole frames are answered as `ask` answers each row: every question of every shipped rulebook, every kind of frame."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest

import govrules
from govrules.frames import tables
from govrules.frames.result import FrameAnswers

NAMES = ("guazhou", "fushun", "wolong", "kangle", "dongqu")
ADDED = ("govrules_status", "govrules_outcome", "govrules_citation")
QUESTION = "document.signing"
ROWS, WIDE, COMBINATIONS = 4_000, 60, 200
NOTHING: dict[str, Any] = {}
EAGER = ("polars", "pandas", "pandas, nullable", "arrow", "arrow, dictionaries", "polars, enums", "pandas, categories")


def drawn(book: govrules.Rulebook, name: str, rows: int, seed: int, missing: float = 0.4) -> dict[str, list[Any]]:
    """Random facts of a question by column; each row as `ask` takes it."""
    question, draw = book.compiled(name), random.Random(f"{seed} {name}")
    columns: dict[str, list[Any]] = {}
    for fact in (*question.scope.facts, *sorted(question.readings)):
        use = question.scope.use_of(fact)
        if use.type.kind == "number":
            values: Any = range(use.minimum or 0, min(use.maximum or 40, 40))
        else:
            values = (False, True) if use.type.domain is None else use.type.domain.values
        columns[fact] = [None if draw.random() < missing else draw.choice(values) for _ in range(rows)]
    if {"members", "present"} <= columns.keys():  # more present than there are members is refused, see below
        pairs = zip(columns["members"], columns["present"], strict=True)
        columns["present"] = [None if m is not None and p is not None and p > m else p for m, p in pairs]
    return columns


def given(columns: Mapping[str, list[Any]], row: int) -> dict[str, Any]:
    return {name: values[row] for name, values in columns.items() if values[row] is not None}


def made(kind: str, columns: Mapping[str, list[Any]]) -> Any:
    """The columns as a frame of that kind."""
    if kind == "polars":
        return pl.DataFrame(columns)
    if kind == "polars, enums":
        texts = [name for name, values in columns.items() if any(isinstance(value, str) for value in values)]
        enums = [pl.col(name).cast(pl.Enum(sorted({*columns[name]} - {None}))) for name in texts]
        return pl.DataFrame(columns).with_columns(*enums)
    if kind == "arrow":
        return pa.table(dict(columns))
    if kind == "arrow, dictionaries":
        table = pa.table(dict(columns))
        first, second = table.slice(0, len(table) // 3), table.slice(len(table) // 3)  # each with its own dictionary
        return pa.concat_tables(
            pa.table({n: c.dictionary_encode() if c.type == pa.string() else c for n, c in zip(t.column_names, t.columns)})
            for t in (first, second)
        )
    frame = pd.DataFrame({name: pd.Series(values, dtype=object) for name, values in columns.items()})
    if kind == "pandas, nullable":
        return frame.convert_dtypes()
    return frame.astype("category") if kind == "pandas, categories" else frame


def listed(column: Any) -> list[Any]:
    return column.to_pylist() if hasattr(column, "to_pylist") else column.to_list()


def rows_of(result: FrameAnswers) -> list[tuple[Any, ...]]:
    return list(zip(*(listed(result[name]) for name in ADDED), strict=True))


def cited(answer: govrules.Answer) -> str:
    return ", ".join(dict.fromkeys(str(citation.provision) for citation in answer.citations))


def few(book: govrules.Rulebook, name: str, columns: Mapping[str, list[Any]]) -> dict[str, list[Any]]:
    """Some of the columns, so that their rows are not all different: to decide each takes the scalar `ask`."""
    order, found, cells = [*columns], {}, 1
    random.Random(f"{book.id} {name}").shuffle(order)
    for column in order:
        cells *= len({*columns[column]})
        if cells <= COMBINATIONS or not found:
            found[column] = columns[column]
    return found


def differing(
    book: govrules.Rulebook,
    name: str,
    columns: Mapping[str, list[Any]],
    result: FrameAnswers,
    fixed: Mapping[str, Any] = NOTHING,
) -> Iterator[str]:
    """Rows of which the frame says anything else than the scalar `ask`."""
    asked: dict[Any, tuple[str, str, govrules.Answer]] = {}
    for row, (status, key, citation) in enumerate(rows_of(result)):
        facts = {**fixed, **given(columns, row)}
        place = tuple(facts.items())
        if place not in asked:
            answer = book.ask(name, facts)
            asked[place] = answer.status, cited(answer), answer
        wanted, cites, answer = asked[place]
        said = result.outcomes[key]
        same = said is answer or replace(said, facts=answer.facts, asked=answer.asked) == answer
        if (status, citation) != (wanted, cites) or not same:
            yield f"{name} {facts}: {status} {key} {citation}, not {wanted} {cites}"


@pytest.mark.parametrize("book_id", NAMES)
def test_every_question_is_answered_as_ask_answers_each_row(books: govrules.Books, book_id: str) -> None:
    asked, apart = books[book_id], govrules.Rulebook(books[book_id].data)
    compared = 0
    for name in asked.questions:
        columns = drawn(asked, name, ROWS, 1)
        if not columns:
            continue
        wide = {fact: values[:WIDE] for fact, values in columns.items()}
        assert list(differing(apart, name, wide, asked.ask_frame(name, pl.DataFrame(wide)))) == []
        part = few(asked, name, columns)
        fixed = {fact: value for fact, value in given(columns, WIDE).items() if fact not in part}
        fixed = {} if part.keys() & {"members", "present"} else fixed
        result = asked.ask_frame(name, pl.DataFrame(part), fixed)
        assert list(differing(apart, name, part, result, fixed)) == []
        compared += len(result)
    assert compared > 500_000


def test_an_outcome_is_the_very_answer_to_a_row_that_has_it(books: govrules.Books) -> None:
    book, apart = books["kangle"], govrules.Rulebook(books["kangle"].data)
    every = drawn(book, QUESTION, 500, 3)
    columns = {name: every[name] for name in ("issuer", "direction", "routine")}
    result = book.ask_frame(QUESTION, pl.DataFrame(columns))
    keys = listed(result["govrules_outcome"])
    assert len(result.outcomes) > 5
    for key, answer in result.outcomes.items():
        again = apart.ask(QUESTION, given(columns, keys.index(key)))
        assert (answer, answer.asked, answer.explain()) == (again, again.asked, again.explain())
