"""Arrow tables."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from .coded import CodedColumn, Codes, Dictionaries, narrowest, of_anything, of_flags, of_integers, of_texts


def read(frame: Any, names: Sequence[str]) -> list[CodedColumn]:
    """See coded.Engine.read."""
    return [column(name, frame[name]) for name in names]


def write(frame: Any, outcomes: Codes, dictionaries: Dictionaries) -> Any:
    """See coded.Engine.write: columns of a dictionary type."""
    for name, (places, texts) in dictionaries.items():
        codes = np.asarray(places, np.min_scalar_type(-len(texts))).take(outcomes)
        frame = frame.append_column(name, pa.DictionaryArray.from_arrays(codes, pa.array(texts, pa.string())))
    return frame


def column(name: str, values: Any) -> CodedColumn:
    """A chunked array as a coded column."""
    kind = values.type
    if pa.types.is_string(kind) or pa.types.is_large_string(kind):
        return _dictionary(name, pc.dictionary_encode(values))
    if pa.types.is_dictionary(kind):
        return _dictionary(name, values)
    if pa.types.is_boolean(kind):
        return of_flags(name, _filled(values.cast(pa.uint8()), 2))
    if pa.types.is_signed_integer(kind) or kind in (pa.uint8(), pa.uint16(), pa.uint32()):
        missing = values.is_null().to_numpy() if values.null_count else None
        return of_integers(name, _filled(values.cast(pa.int64()), 0), missing)
    return of_anything(name, values.to_pylist())


def _dictionary(name: str, values: Any) -> CodedColumn:
    values = values.unify_dictionaries().combine_chunks()
    if isinstance(values, pa.ChunkedArray):  # what combine_chunks gives depends on the version
        values = values.chunk(0) if values.num_chunks else pa.array([], values.type)
    texts = values.dictionary.to_pylist()
    codes = values.indices
    if codes.null_count and len(texts) > np.iinfo(codes.type.to_pandas_dtype()).max:
        codes = codes.cast(pa.int64())
    numbers = _filled(codes, len(texts)).astype(narrowest(len(texts)), copy=False)
    if all(type(text) is str for text in texts):
        return of_texts(name, numbers, tuple(texts))
    return CodedColumn(name, numbers, texts)


def _filled(values: Any, nothing: int) -> Codes:
    filled: Codes = (values.fill_null(nothing) if values.null_count else values).to_numpy()
    return filled
