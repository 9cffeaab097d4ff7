"""Data of a file -> a model, with every error at its place in the file."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, get_args

from pydantic import BaseModel, ValidationError
from pydantic_core import PydanticCustomError

from ..errors import GovrulesError, nearest
from ..messages import ENGLISH
from .yaml_reader import Document

M = TypeVar("M", bound=BaseModel)

EXPECTED: Mapping[str, str] = {
    "string_type": "a text",
    "dict_type": "a mapping",
    "model_type": "a mapping",
    "model_attributes_type": "a mapping",
    "tuple_type": "a list",
    "list_type": "a list",
    "too_short": "a list with at least one entry",
}


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
        for detail in error.errors(include_url=False):
            note(document, (*path, *detail["loc"]), detail, model)
        return None


def note_refusal(document: Document, path: tuple[str | int, ...], error: PydanticCustomError) -> None:
    """Note an error that a normalizer raised at `path`."""
    note(document, path, {"type": error.type, "loc": (), "ctx": error.context or {}}, None)


def note(document: Document, path: tuple[str | int, ...], detail: Mapping[str, Any], model: Any) -> None:
    """Note one of pydantic's errors in our own words, at its place."""
    kind, parameters = detail["type"], dict(detail.get("ctx") or {})
    if kind == "extra_forbidden":
        key = str(path[-1])
        fields = _fields_at(model, detail["loc"][:-1])
        _, place = document.locate(path, key=True)
        document.error("schema.unknown_key", place, key=key, suggestion=nearest(key, fields))
        return
    if kind == "missing":
        _, place = document.locate(path[:-1])
        key = {"citations": "cite"}.get(str(path[-1]), path[-1])
        document.error("schema.missing", place, key=key)
        return
    offset = int(parameters.pop("offset", 0))
    suggestion = parameters.pop("suggestion", None)
    here, (line, column) = document.locate(path, key=kind == "schema.unknown_key" and "key" in parameters)
    if kind == "schema.unknown_key":
        _, (line, column) = document.locate((*here, parameters["key"]), key=True)
    if kind in ENGLISH:
        place = (line, column + offset + document.plain.get(here, 0) if offset else column)
        document.error(kind, place, suggestion=suggestion, **parameters)
        return
    name = next((str(part) for part in reversed(path) if isinstance(part, str)), "the file")
    if kind in EXPECTED:
        document.error("schema.type", (line, column), key=name, expected=EXPECTED[kind])
    elif kind == "literal_error":
        document.error("schema.choice", (line, column), value=detail.get("input"), choices=parameters["expected"])
    else:
        document.error("schema.value", (line, column), problem=f"{name}: {detail.get('msg', kind)}")


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


def located(document: Document, path: tuple[str | int, ...], code: str, **parameters: Any) -> GovrulesError:
    """An error at the place of an entry."""
    _, (line, column) = document.locate(path)
    return GovrulesError(code, file=document.file, line=line, column=column, **parameters)
