"""Polars data frames."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import polars as pl

from .coded import CodedColumn, Codes, Dictionaries, of_anything, of_flags, of_integers, of_texts


def read(frame: Any, words: Mapping[str, Sequence[str]]) -> list[CodedColumn]:
    """See coded.Engine.read."""
    kinds = {name: _kind(frame[name], known) for name, known in words.items()}
    # in one go, so that Polars does it on several processors
    coded = frame.select(_codes(name, kind) for name, kind in kinds.items() if kind is not None)
    return [_column(frame[name], kind, coded[name] if kind is not None else None) for name, kind in kinds.items()]


def write(frame: Any, outcomes: Codes, dictionaries: Dictionaries) -> Any:
    """See coded.Engine.write: columns of the type Enum."""
    written = pl.DataFrame({"outcome": outcomes}).select(
        pl.lit(pl.Series([texts[place] for place in places], dtype=pl.Enum(texts)))
        .gather(pl.col("outcome"))
        .alias(name)
        for name, (places, texts) in dictionaries.items()
    )
    return frame.with_columns(written.get_columns())


def _kind(series: Any, words: Sequence[str]) -> Any:
    """The type by which a column is encoded: an Enum, or Boolean; None for the others."""
    kind = series.dtype
    if kind == pl.Boolean or isinstance(kind, pl.Enum):
        return kind
    if kind == pl.Categorical or (kind == pl.String and not words):
        return pl.Enum(series.cast(pl.String).unique().drop_nulls().sort())
    return pl.Enum(words) if kind == pl.String else None


def _codes(name: str, kind: Any) -> Any:
    if kind == pl.Boolean:
        return pl.col(name).cast(pl.UInt8)
    if isinstance(kind, pl.Enum):
        return pl.col(name).cast(kind, strict=False).to_physical()
    return pl.col(name)


def _column(series: Any, kind: Any, codes: Any) -> CodedColumn:
    if kind is None:
        return _uncoded(series)
    if codes.null_count() > series.null_count():  # it holds other texts than those expected
        kind = _kind(series, ())
        codes = series.to_frame().select(_codes(series.name, kind)).to_series()
    words = (False, True) if kind == pl.Boolean else kind.categories.to_list()
    if codes.null_count():
        codes = (codes if len(words) < 256 else codes.cast(pl.UInt32)).fill_null(len(words))
    numbers = codes.to_numpy()
    return of_flags(series.name, numbers) if kind == pl.Boolean else of_texts(series.name, numbers, words)


def _uncoded(series: Any) -> CodedColumn:
    fits = series.dtype.is_integer() and series.dtype not in (pl.UInt64, getattr(pl, "Int128", None))
    if not fits:
        return of_anything(series.name, series.to_list())
    missing = series.is_null().to_numpy() if series.null_count() else None
    return of_integers(series.name, series.cast(pl.Int64).fill_null(0).to_numpy(), missing)
