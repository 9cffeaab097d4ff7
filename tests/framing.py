"""Frames of every kind that hold the same facts, and what their answers say."""

from __future__ import annotations

import random
from collections.abc import Mapping
from typing import Any

import pandas as pd
import polars as pl
import pyarrow as pa

import govrules
from govrules.frames.result import FrameAnswers

ADDED = ("govrules_status", "govrules_outcome", "govrules_citation")
EAGER = (
    "polars",
    "polars, enums",
    "pandas",
    "pandas, nullable",
    "pandas, categories",
    "arrow",
    "arrow, dictionaries",
)


def drawn(book: govrules.Rulebook, name: str, rows: int, seed: int, missing: float = 0.4) -> dict[str, list[Any]]:
    """Random facts of a question by column; each row as `ask` takes it."""
    question, draw = book.compiled(name), random.Random(f"{seed} {name}")
    columns: dict[str, list[Any]] = {}
    for fact in question.order:
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
            pa.table({name: part[name].dictionary_encode() for name in part.column_names}) for part in (first, second)
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
