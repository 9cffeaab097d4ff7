"""Data of a file -> a model, with every error at its place in the file."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, TypeVar, get_args

from pydantic import BaseModel, ValidationError
from pydantic_core import PydanticCustomError

from ..errors import GovrulesError, nearest
from ..messages import ENGLISH, Words, either, series
from ..model.position import Position
from .document import Document

M = TypeVar("M", bound=BaseModel)

EXPECTED: Mapping[str, str] = {
    "string_type": "text",
    "dict_type": "mapping",
    "model_type": "mapping",
    "model_attributes_type": "mapping",
    "tuple_type": "list",
    "list_type": "list",
    "too_short": "filled_list",
}
"""What pydantic misses, and the code of the words for it."""


def validate(
    model: type[M], document: Document, path: tuple[str | int, ...] = (), *, data: Any = None, context: Any = None
) -> M | None:
    """The model of the entry at `path` (or of `data`, which was made from it); None where it has
    errors, which are noted in the document."""
    source = document.data if data is None else data
    if data is None:
        for part in path:
            source = source[part]
    try:
        return model.model_validate(source, context=context)
    except ValidationError as error:
        note_all(document, path, error, model)
        return None


def note_all(document: Document, path: tuple[str | int, ...], error: ValidationError, model: Any) -> None:
    """Note all errors of a model that was made from the entry at `path`."""
    details = error.errors(include_url=False)
    within = {detail["loc"][:length] for detail in details for length in range(len(detail["loc"]))}
    for detail in details:
        if detail["type"] != "too_short" or detail["loc"] not in within:  # not short: its entries have errors
            note(document, (*path, *detail["loc"]), detail, model)


def note_refusal(
    document: Document, path: tuple[str | int, ...], error: PydanticCustomError, *, on_key: bool = False
) -> None:
    """Note an error that a normalizer raised at `path`; of the key there, with `on_key`."""
    context = dict(error.context or {})
    if on_key:
        path, context["on_key"] = path[:-1], path[-1]
    note(document, path, {"type": error.type, "loc": (), "ctx": context}, None)


def note(document: Document, path: tuple[str | int, ...], detail: Mapping[str, Any], model: Any) -> None:
    """Note one of pydantic's errors in our own words, at its place.

    A validator of ours may say more of the place: `at` (the way on from `path`), `on_key` (a key
    there, rather than its value), `offset` (the character of the text there).
    """
    kind, parameters = detail["type"], dict(detail.get("ctx") or {})
    if kind == "extra_forbidden":
        key = str(path[-1])
        fields = _fields_at(model, detail["loc"][:-1])
        _, place = document.locate(path, key=True)
        document.error("schema.unknown_key", place, key=key, suggestion=nearest(key, fields))
        return
    if kind == "missing":
        here, place = document.locate(path[:-1])
        key = {"citations": "cite"}.get(str(path[-1]), str(path[-1]))
        document.error("schema.missing", place, key=key)
        return
    suggestion = parameters.pop("suggestion", None)
    offset, on_key = parameters.pop("offset", None), parameters.pop("on_key", None)
    path = (*path, *parameters.pop("at", ()), *(() if on_key is None else (on_key,)))
    here, place = document.locate(path, key=on_key is not None)
    name = next((str(part) for part in reversed(here) if isinstance(part, str)), Words("the_file"))
    if kind in ENGLISH:
        if offset is not None and document.scalar(here) is not None:
            place = document.place_within(here, offset)
        if "{key}" in ENGLISH[kind]:
            parameters.setdefault("key", name)
        document.error(kind, place, suggestion=suggestion, **parameters)
    elif kind in EXPECTED:
        document.error("schema.type", place, key=name, expected=Words(EXPECTED[kind]))
    elif kind == "literal_error":
        value = detail.get("input")
        known = re.findall(r"'(\w+)'", parameters["expected"])
        choices = either(en=parameters["expected"], zh=series(known).text("zh"))
        suggestion = nearest(value, known) if isinstance(value, str) else None
        document.error("schema.choice", place, value=value, choices=choices, suggestion=suggestion)
    else:
        document.error("schema.value", place, problem=Words("of_key", key=name, problem=detail.get("msg", kind)))


def _fields_at(model: Any, location: tuple[str | int, ...]) -> list[str]:
    """The keys that the model at `location` inside `model` admits."""
    current: Any = model
    for part in location:
        candidates = [current, *_models_in(current)]
        for candidate in candidates:
            fields = getattr(candidate, "model_fields", {})
            if part in fields:
                current = fields[part].annotation
                break
    found = [candidate for candidate in (current, *_models_in(current)) if hasattr(candidate, "model_fields")]
    names = {info.alias or name for candidate in found for name, info in candidate.model_fields.items()}
    if "citations" in names:
        names = names - {"citations"} | {"cite", "quote"}
    return sorted(names)


def _models_in(annotation: Any) -> list[Any]:
    found: list[Any] = []
    for argument in get_args(annotation):
        if isinstance(argument, type) and issubclass(argument, BaseModel):
            found.append(argument)
        else:
            found.extend(_models_in(argument))
    return found


def position(document: Document, path: tuple[str | int, ...], *, key: bool = True) -> Position:
    """Where an entry, or its key, stands."""
    line, column = document.locate(path, key=key)[1]
    return Position(file=document.file, line=line, column=column)


def located(
    document: Document, path: tuple[str | int, ...], code: str, *, on_key: bool = False, **parameters: Any
) -> GovrulesError:
    """An error at the place of an entry, or of its key."""
    _, (line, column) = document.locate(path, key=on_key)
    return GovrulesError(code, file=document.file, line=line, column=column, **parameters)
