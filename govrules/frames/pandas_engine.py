"""pandas data frames."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from .coded import CodedColumn, Codes, Dictionaries, of_anything, of_flags, of_integers, of_texts


def read(frame: Any, names: Sequence[str]) -> list[CodedColumn]:
    """See coded.Engine.read."""
    return [_column(name, frame[name]) for name in names]


def write(frame: Any, outcomes: Codes, dictionaries: Dictionaries) -> Any:
    """See coded.Engine.write: columns of the type category."""
    written = frame.copy(deep=False)
    for name, (places, texts) in dictionaries.items():
        codes = np.asarray(places, np.min_scalar_type(-len(texts))).take(outcomes)
        written[name] = pd.Categorical.from_codes(codes, list(texts))
    return written


def _column(name: str, series: Any) -> CodedColumn:
    kind = series.dtype
    if isinstance(kind, pd.CategoricalDtype):
        return _category(name, series)
    if isinstance(kind, pd.ArrowDtype):
        import pyarrow

        from .arrow_engine import column

        return column(name, pyarrow.chunked_array([pyarrow.array(series)]))
    missing = series.isna().to_numpy(bool) if series.hasnans or kind.kind == "O" else None
    if pd.api.types.is_bool_dtype(kind) and kind.kind != "O":
        flags = series if missing is None else series.fillna(False)
        codes = flags.to_numpy(np.uint8)
        return of_flags(name, codes if missing is None else np.where(missing, np.uint8(2), codes))
    if pd.api.types.is_integer_dtype(kind) and not pd.api.types.is_unsigned_integer_dtype(kind):
        numbers = series if missing is None else series.fillna(0)
        return of_integers(name, numbers.to_numpy(np.int64), missing)
    if isinstance(kind, pd.StringDtype) or pd.api.types.infer_dtype(series, skipna=True) in ("string", "empty"):
        codes, texts = pd.factorize(series)
        return of_texts(name, _unsigned(codes, len(texts)), tuple(texts))
    values = series.astype(object)
    return of_anything(name, values.where(~series.isna(), None).tolist())


def _category(name: str, series: Any) -> CodedColumn:
    values = series.cat.categories.tolist()
    codes = _unsigned(series.cat.codes.to_numpy(), len(values))
    texts = all(type(value) is str for value in values)
    return of_texts(name, codes, tuple(values)) if texts else CodedColumn(name, codes, values)


def _unsigned(codes: Codes, nothing: int) -> Codes:
    """Codes without sign; pandas writes -1 for what is not given."""
    if len(codes) and codes.min() < 0:
        codes = np.where(codes < 0, codes.dtype.type(nothing) if nothing < 127 else np.int64(nothing), codes)
    if nothing < 256:
        return codes.astype(np.uint8, copy=False) if codes.dtype != np.int8 else codes.view(np.uint8)
    return codes.astype(np.uint32)
