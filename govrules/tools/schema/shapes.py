"""Models -> JSON Schema: what may stand in YAML for each type of `govrules.model`.

The loader reads every scalar as text, an editor's language server guesses: `51.1` is a number to it,
`true` a boolean, an empty value null. A schema here accepts what the loader accepts in either form.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin, get_type_hints

from pydantic import BaseModel, BeforeValidator
from pydantic.fields import FieldInfo

from ...model import base, names
from ...model.citations import PROVISION, ProvisionText
from ...model.deadline import DeadlineText
from ...model.rulebook import VersionName
from .descriptions import DESCRIPTIONS

Schema = dict[str, Any]

TEXT: Schema = {"type": ["string", "number", "boolean"], "pattern": r"\S"}
SCALARS: Mapping[str, Schema] = {
    "text": TEXT,
    "texts": {"anyOf": [{"$ref": "#/$defs/text"}, {"type": "array", "items": {"$ref": "#/$defs/text"}}]},
    "text_by_name": {"type": "object", "additionalProperties": {"$ref": "#/$defs/text"}},
    "flag": {"anyOf": [{"type": "boolean"}, {"enum": ["true", "false"]}]},
    "whole_number": {"anyOf": [{"type": "integer"}, {"type": "string", "pattern": "^-?(0|[1-9][0-9]*)$"}]},
    "date": {
        "type": "string",
        "pattern": "^[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$",
        "patternErrorMessage": "A date is written 2020-02-24.",
    },
    "version": {
        "type": ["string", "number", "boolean"],
        "pattern": r"^([A-Za-z0-9_]|[^\u0000-\u007f])([A-Za-z0-9_.-]|[^\u0000-\u007f])*$",
        "patternErrorMessage": "A version is named in letters, digits, '_', '-' and '.'.",
    },
    "share": {
        "anyOf": [
            {"type": "string", "pattern": "^([0-9]+/)?[1-9][0-9]*$", "examples": ["1/2", "2/3"]},
            {"type": "integer", "minimum": 1},
        ]
    },
    "provision": {
        "anyOf": [
            {"type": "string", "pattern": f"^{PROVISION.pattern}$", "examples": ["51", "51.1", "40.1(3)"]},
            {"type": "number", "minimum": 0, "exclusiveMaximum": 10_000},
        ]
    },
    "quotation": {
        "type": "object",
        "additionalProperties": False,
        "required": ["cite", "quote"],
        "properties": {
            "cite": {"$ref": "#/$defs/provision", "description": "The provision."},
            "quote": {"$ref": "#/$defs/text", "description": "Its operative words, verbatim."},
        },
    },
    "condition": {"type": ["string", "boolean"], "pattern": r"\S"},
    "amount": {"type": ["string", "number"], "pattern": r"\S"},
}
"""What the scalar types of the models are in YAML."""

LEAVES: tuple[tuple[Any, str], ...] = (
    (base.Text, "text"),
    (base.Texts, "texts"),
    (base.TextMapping, "text_by_name"),
    (base.Flag, "flag"),
    (base.WholeNumber, "whole_number"),
    (base.Date, "date"),
    (base.Share, "share"),
    (VersionName, "version"),
    (ProvisionText, "provision"),
    (DeadlineText, "deadline"),
    (names.Condition, "condition"),
    (names.Amount, "amount"),
    (names.Roles, "roles"),
    (names.RoleName, "role"),
    (names.ActionName, "action"),
    (names.EventName, "event"),
    (names.CountName, "count"),
    (names.TermName, "term"),
    (names.CapacityName, "capacity"),
    (names.QuestionName, "question"),
)
"""The annotated types that are a definition of their own."""


def ref(name: str) -> Schema:
    """A reference to a definition."""
    return {"$ref": f"#/$defs/{name}"}


def words_pattern(words: Iterable[str]) -> str:
    """A pattern for exactly these words, in the syntax that Python and JavaScript share."""
    escaped = (re.sub(r"[\\^$.|?*+()\[\]{}/]", r"\\\g<0>", word) for word in sorted(set(words)))
    return f"^(?:{'|'.join(escaped)})$"


def described(model: type[BaseModel], key: str) -> str:
    """What a key of a model says, from the model itself or the one it stands on."""
    for kind in model.__mro__:
        text = DESCRIPTIONS.get(kind.__name__, {}).get(key)
        if text is not None:
            return text
    raise KeyError(f"{model.__name__}.{key} has no description")


def _is(key: str, value: Schema) -> Schema:
    return {"properties": {key: value}, "required": [key]}


def _cited(minimum: int, *, alone: bool = False) -> Schema:
    """How `cite` and `quote` go together: see model.outcome.citation_pairs. Conditions, because an
    editor offers every alternative."""
    texts = {"type": "array", "minItems": minimum, "items": {"type": ["string", "number"]}}
    return {
        "if": _is("cite", {"type": "array", "minItems": 1, "items": {"type": "object"}}),
        "then": {"properties": {"quote": False}},
        "else": {
            "if": _is("cite", {"type": "array"}),
            "then": {"properties": {"cite": texts, "quote": {"type": "array"}}, "required": ["quote"]},
            "else": {"dependentRequired": {"cite": ["quote"]} | ({} if alone else {"quote": ["cite"]})},
        },
    }


CITED: Mapping[str, Schema] = {
    "must": _cited(1),
    "may": _cited(0),
    "inherits": _cited(0, alone=True),
}
"""By whether an entry must or may cite; one that `inherits` may quote alone, in its rule's provision."""

CITATION_KEYS: Mapping[str, Schema] = {
    "cite": {
        "anyOf": [ref("provision"), {"type": "array", "items": {"anyOf": [ref("provision"), ref("quotation")]}}],
        "description": "The provision that this rests on (51, 51.1, 40.1(3)); several in a list, each with its quote,"
        " or a list of {cite, quote}.",
    },
    "quote": {
        "anyOf": [ref("text"), {"type": "array", "items": ref("text")}],
        "description": "The operative words of the provision, verbatim and no more than needed; a list, as many as"
        " cite has.",
    },
}


class Shapes:
    """Turns models into objects; `forms` names the definitions of models that stand inside others,
    `written` the keys that are written otherwise than the model holds them."""

    def __init__(self, forms: Mapping[type[BaseModel], str], written: Mapping[tuple[str, str], Schema]) -> None:
        self.forms = forms
        self.written = written

    def object(
        self,
        model: type[BaseModel],
        keys: Iterable[str] | None = None,
        *,
        omit: Iterable[str] = (),
        cited: str = "may",
    ) -> Schema:
        """The object for a model: all its fields without `omit`, or the `keys` given. `cited`: see CITED."""
        fields = {info.alias or name: (name, info) for name, info in model.model_fields.items()}
        hints = get_type_hints(model, include_extras=True)
        properties: dict[str, Schema] = {}
        required: list[str] = []
        for key in fields if keys is None else keys:
            if key in ("citations", "cite"):
                properties |= CITATION_KEYS
            elif key not in omit and key != "quote":
                name, info = fields[key]
                properties[key] = self.field(model, key, hints[name], info)
                if info.is_required():
                    required.append(key)
        found: Schema = {"type": "object", "additionalProperties": False, "properties": properties}
        if "cite" in properties:
            found |= CITED[cited]
            if cited == "must":
                required.append("cite")
        if required:
            found["required"] = required
        return found

    def field(self, model: type[BaseModel], key: str, hint: Any, info: FieldInfo) -> Schema:
        """The value of one key, with its description."""
        found = self.written.get((model.__name__, key)) or self.value(hint)
        found = found | {"description": described(model, key)}
        default = info.default
        return found | {"default": default} if isinstance(default, bool) else found

    def value(self, hint: Any) -> Schema:
        """What may stand for a type."""
        for leaf, name in LEAVES:
            if hint == leaf:
                return ref(name)
        origin, arguments = get_origin(hint), get_args(hint)
        if origin is Annotated:
            return self._annotated(*arguments)
        if origin in (Union, UnionType):
            (inner,) = (argument for argument in arguments if argument is not NoneType)
            return self.value(inner)
        if origin is Literal:
            return {"enum": list(arguments)}
        if origin is tuple:
            return {"type": "array", "items": self.value(arguments[0])}
        if origin is dict:
            return {"type": "object", "additionalProperties": self.value(arguments[1])}
        return ref(self.forms[hint])

    def _annotated(self, inner: Any, *metadata: Any) -> Schema:
        found = self.value(inner)
        for entry in metadata:
            for bound in (getattr(part, "min_length", None) for part in getattr(entry, "metadata", ())):
                if bound is not None:
                    found["minItems" if found["type"] == "array" else "minProperties"] = bound
        if any(isinstance(entry, BeforeValidator) and entry.func is base.listed for entry in metadata):
            return {"anyOf": [found["items"], found]}
        return found
