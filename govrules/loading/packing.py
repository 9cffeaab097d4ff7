"""What has been loaded and checked, as compact JSON and back.

A rulebook is kept packed until a question of it is asked: its rules as objects take ten times the
memory. The same form is what a cache keeps (loading.cache).

JSON lists stand for everything that is no text, number, truth value or None: the first entry says
for what. Reading makes nothing but the values listed here, and calls nothing else.
"""

from __future__ import annotations

import datetime
import json
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import fields
from fractions import Fraction
from functools import cache
from operator import attrgetter
from types import ModuleType
from typing import Any, NamedTuple, TypeVar

from ..language import DATE, FLAG, NUMBER, TIME, Domain, Quantity, Type, syntax
from ..model import (
    amounts,
    base,
    chain,
    citations,
    deadline,
    gathered,
    names,
    outcome,
    rulebook,
    substitution,
    threshold,
    vocabulary,
)
from ..model.base import FrozenMapping, Model
from ..model.position import Position
from ..model.scope import LocalNames

T = TypeVar("T")

MODULES = (
    base,
    citations,
    names,
    outcome,
    amounts,
    deadline,
    chain,
    gathered,
    substitution,
    threshold,
    rulebook,
    vocabulary,
)
NODES = (
    syntax.Constant,
    syntax.Fact,
    syntax.Member,
    syntax.Compare,
    syntax.Not,
    syntax.And,
    syntax.Or,
    syntax.Arithmetic,
)
TYPES = {kind: kind for kind in (FLAG, NUMBER, DATE, TIME)}
"""Types of which one object serves."""


def _models(module: ModuleType) -> Iterator[type[Model]]:
    for found in vars(module).values():
        if isinstance(found, type) and issubclass(found, Model) and found.__module__ == module.__name__:
            yield found


class _Shape(NamedTuple):
    """A class that is packed by its fields: its number, their names, and what reads and makes it."""

    number: int
    kind: type[Any]
    names: tuple[str, ...]
    values: Callable[[Any], Iterable[Any]]
    make: Callable[[list[Any]], Any]


@cache
def _shapes() -> tuple[_Shape, ...]:
    models = [(model, tuple(model.model_fields)) for module in MODULES for model in _models(module)]
    nodes = [(node, tuple(field.name for field in fields(node))) for node in NODES]
    known = (*((model, named) for model, named in models if named), *nodes, (Position, Position._fields))
    return tuple(_shape(number, kind, named) for number, (kind, named) in enumerate(known))


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


@cache
def _shape_of() -> Mapping[type[Any], _Shape]:
    return {shape.kind: shape for shape in _shapes()}


def form() -> str:
    """The form in which things are packed: another where any class has other fields."""
    return json.dumps([[shape.kind.__name__, *shape.names] for shape in _shapes()])


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
            FrozenMapping: lambda value: ["m", *self._all(value), *self._all(value.values())],
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
        self._shapes, self._shape_of = _shapes(), _shape_of()

    def dumped(self, value: Any) -> str:
        """A value as JSON."""
        return json.dumps(self._packed(value), ensure_ascii=False, separators=(",", ":"))

    def loaded(self, text: str | bytes) -> Any:
        """The value again. An error of some kind where the JSON is none that `dumped` gives."""
        return self._value(json.loads(text))

    def _packed(self, value: Any) -> Any:
        kind = type(value)
        if kind in PLAIN:
            return value
        shape = self._shape_of.get(kind)
        if shape is None:
            return self._writers[kind](value)
        parts = [shape.number, *self._all(shape.values(value))]
        while parts[-1] is None:
            parts.pop()
        return parts

    def _all(self, values: Iterable[Any]) -> list[Any]:
        return [value if type(value) in PLAIN else self._packed(value) for value in values]

    def _packed_type(self, value: Type) -> list[Any]:
        domain = value.domain
        if domain is None or self.names is None:
            return ["k", value.kind, value.integer]
        if domain is self.names.roles:
            where = "role"
        else:
            where = "enumeration" if self.names.vocabulary.domains.get(domain.name) is domain else "reading"
        return ["k", value.kind, value.integer, where, domain.name]

    def _value(self, data: Any) -> Any:
        if type(data) is not list:
            if type(data) in PLAIN:
                return data
            raise TypeError("neither a list nor a plain value")
        head, *parts = [part if type(part) in PLAIN else self._value(part) for part in data]
        if type(head) is not int:
            return self._readers[head](parts)
        shape = self._shapes[head]
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


_UNPACKING = threading.Lock()


class Packed(Mapping[str, tuple[T, ...]]):
    """Things by name, each kept as JSON until it is first asked for."""

    def __init__(self, entries: Mapping[str, str], packing: Packing) -> None:
        self._entries: dict[str, bytes | tuple[T, ...]] = {name: text.encode() for name, text in entries.items()}
        self._packing = packing

    def __getitem__(self, name: str) -> tuple[T, ...]:
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
