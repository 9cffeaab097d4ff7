"""The types and values of the language: flags, choices, exact numbers, dates, quantities.

Numbers are exact (int, Fraction, Decimal); floats are refused everywhere, because a
rule's edge must not depend on rounding.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from typing import Any, Final

from ..value import Value


class Unknown:
    """The one value `UNKNOWN`: a fact that is expressly unknown, so that no default is assumed."""

    _instance: Unknown | None = None

    def __new__(cls) -> Unknown:
        if cls._instance is None:
            cls._instance = super().__new__(cls)
        return cls._instance

    def __repr__(self) -> str:
        return "govrules.UNKNOWN"

    def __reduce__(self) -> str:
        return "UNKNOWN"


UNKNOWN: Final = Unknown()


@dataclass(frozen=True, eq=False, repr=False)
class Domain(Value):
    """The values of an enumeration or the roles that a fact can name.

    `labels` maps every valid spelling (id, Chinese or English label, alias, local title) to the
    id; `broader` maps an id to the wider value that it always is (annual leave is a vacation).
    `groups` are named sets of values that a condition may speak of and a fact cannot have.
    """

    name: str
    values: tuple[str, ...]
    labels: Mapping[str, str] = field(hash=False, compare=False)
    broader: Mapping[str, str] = field(hash=False, compare=False)
    groups: Mapping[str, tuple[str, ...]] = field(default_factory=dict, hash=False, compare=False)

    def resolve(self, text: str) -> str | None:
        """The id that `text` spells, or None."""
        return self.labels.get(text)

    def accepted(self, values: Iterable[str]) -> frozenset[str]:
        """The values and everything narrower: who asks for `deputy` means every deputy."""
        wanted: set[str] = set()
        for value in values:
            wanted.update(self.groups.get(value, (value,)))
        for value in self.values:
            wider: str | None = value
            while wider is not None and wider not in wanted:
                wider = self.broader.get(wider)
            if wider is not None:
                wanted.add(value)
        return frozenset(wanted)


@dataclass(frozen=True, eq=False, repr=False)
class Type(Value):
    """A type of the language. `kind` is one of flag, choice, number, date, time, duration,
    months, working_days, money; `domain` belongs to a choice; `integer` to a number."""

    kind: str
    domain: Domain | None = None
    integer: bool = False

    def __str__(self) -> str:
        if self.domain is not None:
            return self.domain.name
        return "integer" if self.integer else self.kind.replace("_", " ")


FLAG: Final = Type("flag")
NUMBER: Final = Type("number")
DATE: Final = Type("date")
TIME: Final = Type("time")

# unit -> (dimension, size in the dimension's base unit). Working days and months have no fixed
# length in days, so each is a dimension of its own and never compared with days.
UNITS: Final[Mapping[str, tuple[str, Fraction]]] = {
    "minute": ("duration", Fraction(1, 1440)),
    "hour": ("duration", Fraction(1, 24)),
    "day": ("duration", Fraction(1)),
    "week": ("duration", Fraction(7)),
    "month": ("months", Fraction(1)),
    "year": ("months", Fraction(12)),
    "working day": ("working_days", Fraction(1)),
    "yuan": ("money", Fraction(1)),
}
SPELLINGS: Final[Mapping[str, tuple[str, int]]] = {
    "分钟": ("minute", 1),
    "小时": ("hour", 1),
    "天": ("day", 1),
    "日": ("day", 1),
    "周": ("week", 1),
    "个月": ("month", 1),
    "月": ("month", 1),
    "年": ("year", 1),
    "工作日": ("working day", 1),
    "个工作日": ("working day", 1),
    "元": ("yuan", 1),
    "万元": ("yuan", 10_000),
    "亿元": ("yuan", 100_000_000),
}
DIMENSIONS: Final = ("duration", "months", "working_days", "money")


@dataclass(frozen=True, order=True)
class Quantity:
    """An exact amount of a dimension, in its base unit (day, month, working day, yuan)."""

    dimension: str
    amount: Fraction

    def __str__(self) -> str:
        units = [(size, unit) for unit, (dimension, size) in UNITS.items() if dimension == self.dimension]
        for size, unit in sorted(units, reverse=True):
            count = self.amount / size
            if count.denominator == 1 and unit != "week":
                plural = "" if count == 1 or unit == "yuan" else "s"
                return f"{count} {unit}{plural}"
        size, unit = min(units)
        return f"{self.amount / size} {unit}s"


def unit_of(text: str) -> tuple[str, int] | None:
    """The unit that `text` spells and a factor (万元 is 10,000 yuan), or None."""
    if text in SPELLINGS:
        return SPELLINGS[text]
    word = " ".join(text.replace("_", " ").split())
    word = word if word in UNITS else word.removesuffix("s")
    return (word, 1) if word in UNITS else None


def quantity(amount: Fraction, unit: str) -> Quantity | None:
    """`amount` of the spelt unit, or None where there is no such unit."""
    known = unit_of(unit)
    if known is None:
        return None
    dimension, size = UNITS[known[0]]
    return Quantity(dimension, amount * known[1] * size)


def exact(number: Any) -> Fraction | None:
    """The exact value of an int, Fraction or finite Decimal; None for anything else (bool, float)."""
    if isinstance(number, bool):
        return None
    if isinstance(number, int | Fraction) or (isinstance(number, Decimal) and number.is_finite()):
        return Fraction(number)
    return None


def magnitude(value: Any) -> Fraction:
    """What comparisons see of a number, date, time or quantity: one exact number."""
    if isinstance(value, Quantity):
        return value.amount
    if isinstance(value, datetime.date):
        return Fraction(value.toordinal())
    if isinstance(value, datetime.time):
        return Fraction(value.hour * 60 + value.minute)
    return Fraction(value)
