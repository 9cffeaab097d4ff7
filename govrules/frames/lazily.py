"""Asks a lazy frame. One pass over the data finds the distinct combinations of facts; these are decided here,
and a join gives every row the outcome of its combination when the frame is computed. Rows have no order here, and
nothing depends on how they are spread over partitions."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from math import prod
from typing import TYPE_CHECKING, Any

import narwhals as nw
import numpy as np

from ..errors import FactError
from .deciding import NOT_GIVEN, UNDECIDED, Classed
from .matching import ADDED
from .refusing import refusal
from .result import FrameAnswers

if TYPE_CHECKING:
    from .asking import FrameQuestion

KEY = "govrules_key"
MOST_CLASSES = 64
"""A fact with more classes than this is joined by its own values, instead of by the number of their class."""
LARGEST_NUMBER = 1 << 62


def asked_lazily(question: FrameQuestion, frame: Any, read: Mapping[str, str], kind: str) -> FrameAnswers:
    """The answers to all rows, as a lazy frame of the same kind. FactError for what cannot be meant."""
    from .asking import engine_of

    if not read:
        return _same_for_all(question, frame, kind)
    distinct = frame.select(*read).unique().collect()
    engine, native = engine_of(distinct), distinct.to_native()
    decided = question.decided(engine, native, read, len(distinct))
    if UNDECIDED in decided.occurring:
        raise _refused(question, frame, decided.columns, decided.numbers)
    keys = dict(_keys(decided.columns))
    table = nw.from_native(engine.write(native, decided.numbers, decided.dictionaries()))
    table = table.with_columns(**keys).select(*keys, *ADDED).unique(subset=list(keys), keep="any")
    joined = _joined(frame.with_columns(**keys), table, list(keys)).drop(list(keys))
    return FrameAnswers(joined.to_native(), decided.outcomes(), read, question.asked, kind)


def _same_for_all(question: FrameQuestion, frame: Any, kind: str) -> FrameAnswers:
    """No column is a fact: every row has one answer."""
    decided = question.decided(None, None, {}, 1)
    if UNDECIDED in decided.occurring:
        raise refusal(question.decider, (), decided.numbers).problem
    texts = {name: listed[places[decided.numbers[0]]] for name, (places, listed) in decided.dictionaries().items()}
    written = frame.with_columns(**{name: nw.lit(text) for name, text in texts.items()})
    return FrameAnswers(written.to_native(), decided.outcomes(), {}, question.asked, kind)


def _keys(columns: Sequence[Classed]) -> Iterator[tuple[str, Any]]:
    """Columns that together say which combination a row has, none of them null: numbers made of the classes of
    the values, and the values themselves where they have many classes."""
    numbered: list[list[tuple[Any, int]]] = [[]]
    for place, each in enumerate(columns):
        groups = _groups(each)
        column = nw.col(each.column.name)
        if len(groups) > MOST_CLASSES:
            some = next(iter(groups.values()))[0]
            yield f"{KEY}_{place}", column.fill_null(some)
            yield f"{KEY}_{place}_missing", column.is_null()
        else:
            if prod(radix for _, radix in numbered[-1]) * (len(groups) + 1) > LARGEST_NUMBER:
                numbered.append([])
            numbered[-1].append((_digit(column, groups), len(groups) + 1))
    for place, digits in enumerate(numbered):
        if digits:
            number, weight = digits[0]
            for digit, radix in digits[1:]:
                number, weight = number + digit * weight, weight * radix
            yield f"{KEY}s_{place}", number


def _groups(column: Classed) -> dict[int, list[Any]]:
    """The values that occur, by class."""
    codes = np.unique(column.column.codes)
    found: dict[int, list[Any]] = {}
    for code, number in zip(codes.tolist(), column.classes(codes).tolist(), strict=True):
        if number != NOT_GIVEN:
            found.setdefault(number, []).append(column.column.values[code])
    return found


def _digit(column: Any, groups: Mapping[int, Sequence[Any]]) -> Any:
    """The place of the group that holds the value; 0 for null."""
    digit = nw.lit(0, dtype=nw.Int64())
    for place, values in enumerate(groups.values(), 1):
        digit = nw.when(column.is_in(list(values))).then(nw.lit(place, dtype=nw.Int64())).otherwise(digit)
    return digit


def _joined(frame: Any, table: Any, keys: list[str]) -> Any:
    """The frame with the columns that the table adds. Engines differ in what they keep without being told: Polars
    the order of the rows, Dask the index."""
    implementation, native = frame.implementation, frame.to_native()
    if implementation.is_polars():
        other = table.to_native().lazy()
        return nw.from_native(native.join(other, on=keys, how="left", maintain_order="left"))
    if implementation.is_dask():
        small = table.to_native()
        return nw.from_native(
            native.map_partitions(_looked_up, small, keys, meta=_looked_up(native._meta, small, keys))
        )
    if implementation.is_duckdb():  # on the connection of the frame: those of two connections cannot be joined
        govrules_outcomes = table.to_native()
        other = nw.from_native(native.query("govrules_rows", "select * from govrules_outcomes"))
        del govrules_outcomes
    elif implementation.is_spark_like():
        texts = table.with_columns(nw.col(*ADDED).cast(nw.String))
        other = texts.lazy(backend=implementation, session=native.sparkSession)
    else:
        other = table.lazy(backend=implementation)
    return frame.join(other, on=keys, how="left")


def _looked_up(part: Any, table: Any, keys: list[str]) -> Any:
    """A partition of pandas rows with the columns that the table adds."""
    found = part[keys].merge(table, on=keys, how="left")
    return part.assign(**{name: found[name].array for name in ADDED})


def _refused(question: FrameQuestion, frame: Any, columns: Sequence[Classed], numbers: Any) -> FactError:
    why = refusal(question.decider, columns, numbers)
    if why.column is None:
        row = int(why.rows[0])
        said = ", ".join(f"{each.column.name}={value!r}" for each in columns if (value := each.raw(row)) is not None)
        return FactError("frame.somewhere", facts=said, problem=why.problem)
    name = why.column.column.name
    count = frame.filter(nw.col(name).is_in(why.values)).select(nw.len()).collect().item()
    return FactError("frame.lazy_value", name=name, count=count, problem=why.problem)
