"""What values have in common: equal where their fields are, hashed by them, shown with them.

`dataclass` makes a function for each of these out of text, anew for each class in each process, and that takes longer
than all the rest of a class: a tenth of a start. Here they are written once, for classes that are declared with
`@dataclass(frozen=True, eq=False, repr=False)`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields
from operator import attrgetter
from typing import Any


class _Compared:
    """The fields by which values of a class are compared: found out when two of them are first compared."""

    def __get__(self, value: Any, kind: type[Any]) -> Callable[[Any], Any]:
        found = attrgetter(*(field.name for field in fields(kind) if field.compare))
        kind._compared = found
        return found


class Value:
    """The base of values. Two are equal where they are of one class and all fields that count are equal."""

    __slots__ = ()
    _compared = _Compared()

    def __eq__(self, other: object) -> bool:
        if other.__class__ is not self.__class__:
            return NotImplemented
        compared: Callable[[Any], Any] = self._compared
        same: bool = compared(self) == compared(other)
        return same

    def __hash__(self) -> int:
        return hash(self._compared(self))

    def __repr__(self) -> str:
        shown = ", ".join(f"{field.name}={getattr(self, field.name)!r}" for field in fields(self) if field.repr)  # type: ignore[arg-type]  # all are dataclasses
        return f"{self.__class__.__qualname__}({shown})"
