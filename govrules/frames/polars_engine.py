"""Polars data frames."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import polars as pl

from .coded import CodedColumn, Codes, Dictionaries, of_anything, of_flags, of_integers, of_texts

SAMPLE = 1_000
FEW = 16
"""Texts that are no more than this are compared one by one, which is faster than to look each row's up."""


def read(frame: Any, names: Sequence[str]) -> list[CodedColumn]:
    """See coded.Engine.read."""
    kinds = {name: _kind(frame[name]) for name in names}
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


def _kind(series: Any) -> Any:
    """The type by which a column is encoded: Boolean, an Enum, or String where a sample holds but a few, which
    come with it; None for the others."""
    kind = series.dtype
    if kind == pl.Boolean or isinstance(kind, pl.Enum):
        return kind
    if kind == pl.String:
        sample = _texts(series.gather_every(max(1, len(series) // SAMPLE)))
        return sample if 0 < len(sample) <= FEW else pl.Enum(_texts(series))
    return pl.Enum(_texts(series.cast(pl.String))) if kind == pl.Categorical else None


def _texts(series: Any) -> tuple[str, ...]:
    return tuple(series.unique().drop_nulls().sort())


def _codes(name: str, kind: Any) -> Any:
    if kind == pl.Boolean:
        return pl.col(name).cast(pl.UInt8)
    if isinstance(kind, pl.Enum):
        return pl.col(name).cast(kind).to_physical()
    code: Any = pl
    for number, text in enumerate(kind):
        code = code.when(pl.col(name) == text).then(pl.lit(number, dtype=pl.UInt8))
    return code.alias(name)


def _column(series: Any, kind: Any, codes: Any) -> CodedColumn:
    if kind is None:
        return _uncoded(series)
    if codes.null_count() > series.null_count():  # it holds texts that are not in the sample
        kind = pl.Enum(_texts(series))
        codes = series.to_frame().select(_codes(series.name, kind)).to_series()
    flags = kind == pl.Boolean
    words: Any = (False, True) if flags else kind.categories.to_list() if isinstance(kind, pl.Enum) else kind
    if codes.null_count():
        codes = (codes if len(words) < 256 else codes.cast(pl.UInt32)).fill_null(len(words))
    return of_flags(series.name, codes.to_numpy()) if flags else of_texts(series.name, codes.to_numpy(), words)


def _uncoded(series: Any) -> CodedColumn:
    fits = series.dtype.is_integer() and series.dtype not in (pl.UInt64, getattr(pl, "Int128", None))
    if not fits:
        return of_anything(series.name, series.to_list())
    missing = series.is_null().to_numpy() if series.null_count() else None
    return of_integers(series.name, series.cast(pl.Int64).fill_null(0).to_numpy(), missing)
