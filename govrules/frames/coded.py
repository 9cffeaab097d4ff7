"""A column as codes into the list of its values, whatever engine holds it."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

Codes = NDArray[Any]
WIDEST_RANGE = 1 << 16
"""Whole numbers that lie closer together than this are their own codes; others are sorted first."""


@dataclass(frozen=True)
class CodedColumn:
    """The column `name`: for each row the code of its value, the place in `values`; what is not given has the
    code behind the last. `layout` is equal for columns whose codes mean the same; None where nobody knows."""

    name: str
    codes: Codes
    values: Sequence[Any]
    layout: Hashable = None

    @property
    def radix(self) -> int:
        """How many codes there may be."""
        return len(self.values) + 1


Dictionaries = Mapping[str, tuple[Codes, Sequence[str]]]
"""Columns to be written: for each code of an outcome the place in a list of texts, and these texts."""


class Engine(Protocol):
    """How a library that holds whole frames in memory reads and writes dictionary-encoded columns, for which the
    compatibility layer has no words."""

    @staticmethod
    def read(frame: Any, names: Sequence[str]) -> list[CodedColumn]:
        """The columns of those names."""

    @staticmethod
    def write(frame: Any, outcomes: Codes, dictionaries: Dictionaries) -> Any:
        """The frame and a dictionary-encoded column for each name; `outcomes` holds a code for each row."""


def of_texts(name: str, codes: Codes, words: Sequence[str]) -> CodedColumn:
    """Texts that are encoded already."""
    return CodedColumn(name, codes, words, ("text", *words))


def of_flags(name: str, codes: Codes) -> CodedColumn:
    """0, 1, and 2 for what is not given."""
    return CodedColumn(name, codes, (False, True), "flag")


def of_integers(name: str, numbers: Codes, missing: Codes | None) -> CodedColumn:
    """Whole numbers of at most 64 bits; `missing` says which of them are not given."""
    given = numbers if missing is None else numbers[~missing]
    if not len(given):
        return of_anything(name, [None] * len(numbers))
    least, greatest = int(given.min()), int(given.max())
    if greatest - least < WIDEST_RANGE:
        values: Sequence[Any] = range(least, greatest + 1)
        codes = numbers - numbers.dtype.type(least)  # what is not given may wrap round, and is replaced
    else:
        unique, codes = np.unique(numbers, return_inverse=True)
        values = unique.tolist()
    codes = codes.astype(np.uint16 if len(values) < WIDEST_RANGE else np.uint32)
    if missing is not None:
        codes[missing] = len(values)
    return CodedColumn(name, codes, values, ("whole", least, greatest) if isinstance(values, range) else None)


def of_anything(name: str, rows: Iterable[Any]) -> CodedColumn:
    """Python's own values, None for what is not given. Equal values of different types (1, True, 1.0) stay
    apart, since not all of them may be valid."""
    found: dict[Any, int] = {}
    values: list[Any] = []

    def code(value: Any) -> int:
        key = type(value), value
        try:
            known = found.get(key)
        except TypeError:  # cannot be hashed: no valid value is like that
            key = type(value), id(value)
            known = found.get(key)
        if known is None:
            known = found[key] = len(values)
            values.append(value)
        return known

    codes = np.fromiter((-1 if value is None else code(value) for value in rows), np.int64)
    codes[codes < 0] = len(values)
    return CodedColumn(name, codes.astype(narrowest(len(values))), values)


def narrowest(greatest: int) -> np.dtype[Any]:
    """The smallest type that holds the codes from 0 to the greatest."""
    return np.min_scalar_type(greatest)
