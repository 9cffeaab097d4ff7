"""What every model shares: frozen, no unknown keys, and scalars that are read as written.

Modules of models do without `from __future__ import annotations`: pydantic would have to evaluate the text of each
annotation again, each time a process starts.

YAML gives every scalar as text; the types here say what the text must be. So `51.10`, `no`, `08`
and `12:30` mean what the schema says and never what YAML guesses.
"""

import datetime
import functools
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from fractions import Fraction
from typing import Annotated, Any, Generic, Self, TypeVar

from pydantic import BaseModel, BeforeValidator, ConfigDict, GetCoreSchemaHandler, ValidationInfo
from pydantic_core import CoreSchema, PydanticCustomError, core_schema

from ..errors import nearest
from ..messages import Words

K = TypeVar("K")
V = TypeVar("V")


def refuse(code: str, /, **parameters: Any) -> PydanticCustomError:
    """The error of a validator: a code of `govrules.messages` with its parameters.

    `suggestion` is the nearest valid word; `at`, `on_key` and `offset` say where inside the value
    (see loading.validation.note); `key` is the name of the value where it is not given.
    """
    return PydanticCustomError(code, code, parameters)


def refuse_at(error: PydanticCustomError, *way: str | int) -> PydanticCustomError:
    """The same error, further inside: `way` leads to the value that it is about."""
    context = dict(error.context or {})
    return refuse(error.type, **context | {"at": (*way, *context.get("at", ()))})


def unknown_key(key: str, known: Iterable[str]) -> PydanticCustomError:
    """The error for a key that is none of the known ones."""
    return refuse("schema.unknown_key", key=key, on_key=key, suggestion=nearest(key, known))


class Model(BaseModel):
    """The base of all models."""

    model_config = ConfigDict(
        frozen=True,
        extra="forbid",
        populate_by_name=True,
        arbitrary_types_allowed=True,
        strict=False,
        defer_build=True,  # the schema of a model is made when something is first validated by it
    )

    @classmethod
    def made(cls, **values: Any) -> Self:
        """One made of values that are known to be right: nothing is checked, and no schema made for that."""
        return cls.restored({**cls._blank(), **values})

    @classmethod
    def restored(cls, values: dict[str, Any]) -> Self:
        """One with these values of all its fields, in their order, which are known to be right."""
        found = cls.__new__(cls)
        object.__setattr__(found, "__dict__", values)
        object.__setattr__(found, "__pydantic_fields_set__", cls._names())
        object.__setattr__(found, "__pydantic_extra__", None)
        object.__setattr__(found, "__pydantic_private__", None)
        if cls.__pydantic_post_init__:
            found.model_post_init(None)
        return found

    @classmethod
    @functools.cache
    def _blank(cls) -> dict[str, Any]:
        """Every field with its default."""
        return {name: field.default for name, field in cls.model_fields.items()}

    @classmethod
    @functools.cache
    def _names(cls) -> set[str]:
        """The names of the fields: one set for all that are not validated."""
        return set(cls.model_fields)


class FrozenMapping(Mapping[K, V], Generic[K, V]):
    """A mapping that cannot change, and so can be hashed, pickled and shared between threads."""

    __slots__ = ("_entries", "_hash")
    _hash: int

    def __init__(self, entries: Mapping[K, V] | None = None) -> None:
        self._entries = dict(entries or {})

    def __getitem__(self, key: K) -> V:
        return self._entries[key]

    def __iter__(self) -> Iterator[K]:
        return iter(self._entries)

    def __len__(self) -> int:
        return len(self._entries)

    def __hash__(self) -> int:
        try:
            return self._hash
        except AttributeError:
            self._hash = hash(frozenset(self._entries.items()))
            return self._hash

    def __repr__(self) -> str:
        return repr(self._entries)

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), (self._entries,)


class Given(FrozenMapping[str, Any]):
    """Facts by id, made of the ids in their order and as many values, of which those that are None do not count. To
    make it takes a third of the time that an answer takes, so it is done when somebody looks."""

    __slots__ = ("_made", "_order", "_values")
    _made: dict[str, Any]
    _order: tuple[str, ...]
    _values: tuple[Any, ...]

    @property
    def _entries(self) -> dict[str, Any]:  # type: ignore[override]
        try:
            return self._made
        except AttributeError:
            given = zip(self._order, self._values, strict=False)  # there may be more values than these
            self._made = {name: value for name, value in given if value is not None}
            return self._made

    def __reduce__(self) -> tuple[Any, ...]:
        return FrozenMapping, (self._entries,)


def _flag(value: Any) -> bool:
    if value in ("true", True):
        return True
    if value in ("false", False):
        return False
    raise not_a_flag(value)


def not_a_flag(value: Any) -> PydanticCustomError:
    """The error for what is neither `true` nor `false`; of `no` and the like it says which is meant."""
    word = value.lower() if isinstance(value, str) else ""
    meant = "true" if word in ("yes", "on", "y", "是") else "false" if word in ("no", "off", "n", "否") else None
    return refuse("schema.boolean", value=value, suggestion=meant or nearest(word, ("true", "false")))


def whole_number(value: Any, **place: Any) -> int:
    """`12` as 12; refuses `08`, `1.0` and everything else (`place`: see refuse)."""
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    if isinstance(value, str) and re.fullmatch(r"-?(0|[1-9][0-9]*)", value):
        return int(value)
    plain = value.lstrip("0") if isinstance(value, str) and value.isascii() and value.isdigit() else None
    raise refuse("schema.number", value=value, suggestion=plain or None, **place)


def _date(value: Any) -> datetime.date:
    if isinstance(value, datetime.date):
        return value
    if isinstance(value, str) and re.fullmatch(r"\d{4}-\d{2}-\d{2}", value):
        try:
            return datetime.date.fromisoformat(value)
        except ValueError:
            pass
    raise refuse("schema.date", value=value)


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise refuse("schema.type", expected=Words("text"))
    if not value.strip():
        raise refuse("schema.empty")
    return value


def _share(value: Any) -> Fraction:
    if isinstance(value, Fraction):
        return value
    if isinstance(value, str):
        parts = re.fullmatch(r"([0-9]+)/([1-9][0-9]*)", value)
        if parts and 0 < (share := Fraction(int(parts[1]), int(parts[2]))) <= 1:
            return share
        if re.fullmatch(r"[1-9][0-9]*", value):
            return Fraction(int(value))
    raise refuse("schema.fraction", value=value)


def listed(value: Any) -> Any:
    """One entry may be written without a list around it."""
    return [value] if isinstance(value, str | dict) else value


class Read:
    """How a value is read, as an annotation: what `function` makes of what stands in the file (with `named`, of that
    and of the validation's info, whose context knows the names), and what `write` makes of that for JSON.

    It is pydantic's PlainValidator and PlainSerializer in one, which tells pydantic outright what these find out
    about the function and the type: three quarters of what it takes to make the schemas of all models.
    """

    def __init__(
        self, function: Callable[..., Any], *, write: Callable[[Any], Any] | None = None, named: bool = False
    ) -> None:
        self.function, self.write, self.named = function, write, named

    def __get_pydantic_core_schema__(self, _source: Any, _handler: GetCoreSchemaHandler) -> CoreSchema:
        write = None if self.write is None else core_schema.plain_serializer_function_ser_schema(self.write)
        if self.named:
            return core_schema.with_info_plain_validator_function(self.function, serialization=write)
        return core_schema.no_info_plain_validator_function(self.function, serialization=write)


Flag = Annotated[bool, Read(_flag)]
WholeNumber = Annotated[int, Read(whole_number)]
Date = Annotated[datetime.date, Read(_date, write=datetime.date.isoformat)]
Text = Annotated[str, Read(_text)]
Share = Annotated[Fraction, Read(_share, write=str)]
Texts = Annotated[tuple[Text, ...], BeforeValidator(listed)]


def _frozen_texts(value: Any) -> FrozenMapping[str, str]:
    if isinstance(value, FrozenMapping):
        return value
    if not isinstance(value, dict):
        raise refuse("schema.type", expected=Words("texts_by_name"))
    for key, entry in value.items():
        try:
            _text(entry)
        except PydanticCustomError as error:
            raise refuse_at(error, key) from None
    return FrozenMapping(value)


TextMapping = Annotated[FrozenMapping[str, str], Read(_frozen_texts, write=dict)]


class Label(Model):
    """A Chinese and an English wording of the same thing."""

    zh: Text
    en: Text

    def __call__(self, language: str) -> str:
        """The wording in `zh` or `en`."""
        return self.zh if language == "zh" else self.en


class Labelled(Label):
    """A named thing of the vocabulary, with other words for it."""

    aliases: Texts = ()

    @property
    def words(self) -> tuple[str, ...]:
        """Every word for it."""
        return (self.zh, self.en, *self.aliases)


def context_of(info: ValidationInfo) -> Any:
    """What the loader says of the names that are valid here."""
    return info.context
