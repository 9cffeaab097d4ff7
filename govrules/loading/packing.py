"""What has been loaded and checked, as compact JSON and back.

A rulebook is kept packed until a question of it is asked: its rules as objects take ten times the
memory. The same form is what a cache keeps (loading.cache).

JSON lists stand for everything that is no text, number, truth value or None: the first entry says
for what. Reading makes nothing but the values listed here, and calls nothing else.
"""

from __future__ import annotations

import datetime
import importlib
import json
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import fields, is_dataclass
from fractions import Fraction
from functools import cache, cached_property
from operator import attrgetter
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

from ..language import DATE, FLAG, NUMBER, TIME, Domain, Quantity, Type, syntax
from ..model.base import FrozenMapping, Model
from ..model.position import Position
from ..model.scope import LocalNames

K = TypeVar("K")
T = TypeVar("T")

PACKAGE = __name__.split(".")[0]
MODULES = tuple(
    f"{PACKAGE}.{module}"
    for module in (
        "language.syntax",
        "model.position",
        "model.base",
        "model.citations",
        "model.names",
        "model.outcome",
        "model.amounts",
        "model.deadline",
        "model.chain",
        "model.gathered",
        "model.substitution",
        "model.threshold",
        "model.rulebook",
        "model.vocabulary",
    )
)
"""Where the classes are of which things are packed. A module is imported when there is such a thing: one question
takes few of them."""
TYPES = {kind: kind for kind in (FLAG, NUMBER, DATE, TIME)}
"""Types of which one object serves."""


class _Shape(NamedTuple):
    """A class that is packed by its fields: its number, their names, and what reads and makes it."""

    number: int
    kind: type[Any]
    names: tuple[str, ...]
    values: Callable[[Any], Iterable[Any]]
    make: Callable[[list[Any]], Any]


def _fields(kind: type[Any]) -> tuple[str, ...]:
    """The names of the fields of a class that is packed by them; none where it is no such class."""
    if issubclass(kind, Model):
        return tuple(kind.model_fields)
    if is_dataclass(kind):
        return tuple(field.name for field in fields(kind))
    return Position._fields if kind is Position else ()


@cache
def _shapes_in(place: int) -> tuple[_Shape, ...]:
    """The classes of a module that are packed by their fields. A number says which class and of which module."""
    module = importlib.import_module(MODULES[place])
    own = [found for found in vars(module).values() if isinstance(found, type) and found.__module__ == MODULES[place]]
    known = [(kind, named) for kind in own if (named := _fields(kind))]
    return tuple(_shape(order * len(MODULES) + place, kind, named) for order, (kind, named) in enumerate(known))


def _shape(number: int, kind: type[Any], named: tuple[str, ...]) -> _Shape:
    values = attrgetter(*named)

    def single(value: Any) -> tuple[Any]:
        return (values(value),)

    def model(parts: list[Any]) -> Any:
        """A model; what is None at the end is not written."""
        found = dict.fromkeys(named)
        found.update(zip(named, parts, strict=len(parts) > len(named)))
        return kind.restored(found)

    return _Shape(
        number,
        kind,
        named,
        values if len(named) > 1 else single,
        model if issubclass(kind, Model) else lambda parts: kind(*parts),
    )


class _ByNumber(dict[int, _Shape]):
    """The shapes that have been read, by number."""

    def __missing__(self, number: int) -> _Shape:
        order, place = divmod(number, len(MODULES))
        if order < 0:
            raise LookupError(number)
        found = self[number] = _shapes_in(place)[order]
        return found


class _ByKind(dict[type[Any], _Shape]):
    """The shapes that have been written, by class."""

    def __missing__(self, kind: type[Any]) -> _Shape:
        shapes = _shapes_in(MODULES.index(kind.__module__))
        found = self[kind] = next(shape for shape in shapes if shape.kind is kind)
        return found


_BY_NUMBER, _BY_KIND = _ByNumber(), _ByKind()


def sources() -> list[Path]:
    """The files of the classes: where their fields are others, what was packed of them is no more of use."""
    package = Path(__file__).resolve().parents[1]
    return [package.joinpath(*module.split(".")[1:]).with_suffix(".py") for module in MODULES]


_written = json.JSONEncoder(ensure_ascii=False, check_circular=False, separators=(",", ":")).encode
"""JSON as it is kept: one encoder for all, since making one takes longer than a small thing takes to write."""
PLAIN = {str, int, bool, type(None)}
"""What JSON has itself."""


ONCE = (syntax.Fact, Position)
"""Of which equal ones become one object."""


class Packing:
    """Packs and unpacks the things of one rulebook, whose `names` tell which choices its types speak of (None where
    there are no such types)."""

    def __init__(self, names: LocalNames | None = None) -> None:
        self.names = names
        self._same: dict[Any, Any] = {}
        self._writers: dict[type[Any], Callable[[Any], Any]] = {
            tuple: lambda value: ["t", *self._all(value)],
            dict: lambda value: ["d", *self._all(value), *self._all(value.values())],
            FrozenMapping: lambda value: ["m", *self._all(value), *self._all(value.values())] if value else ["m"],
            frozenset: lambda value: ["s", *sorted(value)],
            Fraction: lambda value: ["f", value.numerator, value.denominator],
            datetime.date: lambda value: ["y", value.isoformat()],
            datetime.time: lambda value: ["h", value.isoformat()],
            Quantity: lambda value: ["q", value.dimension, value.amount.numerator, value.amount.denominator],
            Type: self._packed_type,
        }
        self._readers: dict[str, Callable[[list[Any]], Any]] = {
            "t": tuple,
            "d": _mapping,
            "m": lambda parts: FrozenMapping(_mapping(parts)),
            "s": frozenset,
            "f": lambda parts: Fraction(parts[0], parts[1]),
            "y": lambda parts: datetime.date.fromisoformat(*parts),
            "h": lambda parts: datetime.time.fromisoformat(*parts),
            "q": lambda parts: Quantity(parts[0], Fraction(parts[1], parts[2])),
            "k": self._type,
        }

    def dumped(self, value: Any) -> str:
        """A value as JSON."""
        return _written(self.packed(value))

    def loaded(self, text: str | bytes) -> Any:
        """The value again. An error of some kind where the JSON is none that `dumped` gives."""
        return self.unpacked(json.loads(text))

    def packed(self, value: Any) -> Any:
        """A value in JSON's own types."""
        kind = type(value)
        if kind in PLAIN:
            return value
        if kind is tuple and not value:  # every other thing is one
            return ["t"]
        writer = self._writers.get(kind)
        if writer is not None:
            return writer(value)
        shape = _BY_KIND[kind]
        parts = [shape.number, *self._all(shape.values(value))]
        while parts[-1] is None:
            parts.pop()
        return parts

    def _all(self, values: Iterable[Any]) -> list[Any]:
        return [value if type(value) in PLAIN else self.packed(value) for value in values]

    def _packed_type(self, value: Type) -> list[Any]:
        domain = value.domain
        if domain is None or self.names is None:
            return ["k", value.kind, value.integer]
        if domain is self.names.roles:
            where = "role"
        else:
            where = "enumeration" if self.names.vocabulary.domains.get(domain.name) is domain else "reading"
        return ["k", value.kind, value.integer, where, domain.name]

    def unpacked(self, data: Any) -> Any:
        """The value again. An error of some kind where the data are none that `packed` gives."""
        if type(data) is not list:
            if type(data) in PLAIN:
                return data
            raise TypeError("neither a list nor a plain value")
        head, *parts = [part if type(part) in PLAIN else self.unpacked(part) for part in data]
        if type(head) is not int:
            return self._readers[head](parts)
        shape = _BY_NUMBER[head]
        made = shape.make(parts)
        return self._once(made) if shape.kind in ONCE else made

    def _once(self, value: T) -> T:
        found: T = self._same.setdefault(value, value)
        return found

    def _type(self, parts: list[Any]) -> Type:
        kind, integer, *where = parts
        found = Type(kind, self._domain(*where) if where else None, integer)
        return TYPES.get(found) or self._once(found)

    def _domain(self, where: str, name: str) -> Domain | None:
        assert self.names is not None
        if where == "role":
            return self.names.roles
        return self.names.vocabulary.domains[name] if where == "enumeration" else self.names.readings[name].type.domain


def _mapping(parts: list[Any]) -> dict[Any, Any]:
    middle = len(parts) // 2
    return dict(zip(parts[:middle], parts[middle:], strict=True))


_UNPACKING = threading.RLock()  # unpacking a rule unpacks what it speaks of


class Packed(Mapping[str, T]):
    """Things by name, each kept as JSON until it is first asked for."""

    def __init__(self, entries: Mapping[str, str], packing: Packing) -> None:
        self._entries: dict[str, bytes | T] = {name: text.encode() for name, text in entries.items()}
        self._packing = packing

    def __getitem__(self, name: str) -> T:
        found = self._entries[name]
        if isinstance(found, bytes):
            with _UNPACKING:  # all threads get the same objects
                found = self._entries[name]
                if isinstance(found, bytes):
                    found = self._entries[name] = self._packing.loaded(found)
        return found

    def __contains__(self, name: object) -> bool:
        return name in self._entries

    def __iter__(self) -> Iterator[str]:
        return iter(self._entries)

    def __len__(self) -> int:
        return len(self._entries)


class PackedWhole(Mapping[K, T]):
    """A mapping, kept as JSON until it is first looked at."""

    def __init__(self, text: str, packing: Packing) -> None:
        self._text, self._packing = text, packing

    @cached_property
    def _entries(self) -> Mapping[K, T]:
        found: Mapping[K, T] = self._packing.loaded(self._text)
        return found

    def __getitem__(self, key: K) -> T:
        return self._entries[key]

    def __iter__(self) -> Iterator[K]:
        return iter(self._entries)

    def __len__(self) -> int:
        return len(self._entries)
