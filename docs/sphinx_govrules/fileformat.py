"""The format of the files, from their JSON Schemas."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from govrules.loading.folders import shipped_folder
from govrules.tools.schema import KINDS, names_of, schema
from govrules.tools.schema.descriptions import MODALS, OUTCOME_WORDS, STEPS

from .tables import cell, code, table


def format_of(kind: str) -> str:
    """Each definition of a kind of file: its keys, what may stand there, and what it means."""
    found = schema(kind, names_of([shipped_folder()]))
    parts = [f"{cell(found['description'])}"]
    if kind != "rules":
        parts.append(_keys(found))
    for name, entry in found["$defs"].items():
        if "properties" in entry and not name.startswith("rule_"):
            parts += [f"### `{name}`", _keys(entry)]
        elif name == "rule_chain":  # every kind of rule has these keys
            parts += ["### a rule", _keys(entry)]
    return "\n\n".join(part for part in parts if part)


def _keys(entry: dict[str, Any]) -> str:
    properties = entry.get("properties") or entry.get("patternProperties") or {}
    required = set(entry.get("required", ()))
    rows = [
        (code(key) + (" *" if key in required else ""), _shape(value), cell(value.get("description", "")))
        for key, value in properties.items()
        if value is not False
    ]
    words = f"{cell(entry['description'])}\n\n" if "description" in entry and "$schema" not in entry else ""
    mark = "\n\n\\* required" if required else ""
    return words + table(("key", "holds", "meaning"), rows) + mark if rows else words


def _shape(value: Any) -> str:
    """What may stand there, shortly."""
    shapes = dict.fromkeys(_shapes(value))
    return " or ".join(shapes) or "anything"


def _shapes(value: Any) -> Iterator[str]:
    if not isinstance(value, dict):
        return
    if "$ref" in value:
        yield code(value["$ref"].rpartition("/")[2])
    elif "const" in value:
        yield code(value["const"])
    elif "enum" in value:
        shown = value["enum"][:4]
        yield " ".join(map(code, shown)) + (" …" if len(value["enum"]) > len(shown) else "")
    elif any(key in value for key in ("anyOf", "oneOf", "allOf")):
        for key in ("anyOf", "oneOf", "allOf"):
            for entry in value.get(key, ()):
                yield from _shapes(entry)
    elif value.get("type") == "array":
        inner = _shape(value.get("items", {}))
        yield f"a list of {inner}"
    elif value.get("type") == "object":
        inner = value.get("additionalProperties")
        yield "a mapping" if not isinstance(inner, dict) else f"a mapping to {_shape(inner)}"
    elif isinstance(value.get("type"), list):
        yield " or ".join(value["type"])
    elif "type" in value:
        yield value["type"]


def file_kinds() -> str:
    """The kinds of files."""
    return table(("kind", "files"), ((code(kind), cell(files)) for kind, files in KINDS.items()))


def outcome_keys() -> str:
    """The keys under which a rule gives its outcome."""
    return table(("key", "says"), ((code(key), cell(words)) for key, words in OUTCOME_WORDS.items()))


def step_keys() -> str:
    """What may stand in a chain beside an act."""
    return table(("key", "holds"), ((code(key), cell(words)) for key, words in STEPS.items() if key != "entries"))


def modal_keys() -> str:
    """The modalities of norms."""
    return table(("key", "means"), ((code(key), cell(words)) for key, words in MODALS.items()))


PAGE_FUNCTIONS = (format_of, file_kinds, outcome_keys, step_keys, modal_keys)
