"""`govrules schema`: the JSON Schema of each kind of file, for editors and other tools.

Written for a vocabulary: names of it are offered and checked. What depends on more than one entry
(conditions, citations, conflicts) is `govrules check`'s.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from ...errors import GovrulesError
from . import files
from .names import Names, names_of
from .shapes import SCALARS, Schema

DRAFT = "https://json-schema.org/draft/2020-12/schema"
FOLDER = "schema"
"""The folder beside rulebooks that holds their schemas."""

KINDS: Mapping[str, str] = {
    "rulebook": "rulebook.yaml",
    "provisions": "provisions.yaml",
    "rules": "the other files of a rulebook: questions with their rules",
    "vocabulary": "vocabulary/*.yaml",
    "cases": "*.cases.yaml",
}
"""Each kind of file, and which files those are."""

_BUILDERS: Mapping[str, Callable[[Names], Schema]] = {
    "rulebook": files.rulebook,
    "provisions": files.provisions,
    "rules": files.rules,
    "vocabulary": files.vocabulary,
    "cases": files.cases,
}


def schema(kind: str, names: Names) -> Schema:
    """The JSON Schema (draft 2020-12) of a kind of file, for a vocabulary."""
    found: Schema = {"$schema": DRAFT, "title": f"govrules {kind}", **_BUILDERS[kind](names)}
    definitions = {name: SCALARS[name] for name in SCALARS if name not in found["$defs"]} | found["$defs"]
    reached = _reached({key: value for key, value in found.items() if key != "$defs"}, definitions)
    return found | {"$defs": {name: entry for name, entry in definitions.items() if name in reached}}


def schema_text(kind: str, names: Names) -> str:
    """The same as the text of a file: one line for each key of the file and each definition."""
    lines = []
    for key, value in schema(kind, names).items():
        if key in ("properties", "$defs"):
            entries = ",\n".join(f"    {_json(name)}: {_json(entry)}" for name, entry in value.items())
            lines.append(f"  {_json(key)}: {{\n{entries}\n  }}")
        else:
            lines.append(f"  {_json(key)}: {_json(value)}")
    return "{\n" + ",\n".join(lines) + "\n}\n"


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)


def schema_file(kind: str) -> str:
    """The name of the file that holds it."""
    return f"{kind}.schema.json"


def comment(kind: str, folder: str) -> str:
    """The first line of a file that tells an editor where its schema is; `folder` is relative to the
    file."""
    return f"# yaml-language-server: $schema={folder}/{schema_file(kind)}"


def write_schemas(kinds: Sequence[str], names: Names, folder: Path) -> list[Path]:
    """Write the schemas of some kinds of file into a folder, which is made where there is none;
    GovrulesError where it cannot be written."""
    written = []
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for kind in kinds:
            path = folder / schema_file(kind)
            path.write_text(schema_text(kind, names), encoding="utf-8", newline="\n")
            written.append(path)
    except OSError as error:
        raise GovrulesError("skeleton.unwritable", path=folder, problem=error.strerror or error) from None
    return written


def _reached(value: object, definitions: Mapping[str, Schema], found: set[str] | None = None) -> set[str]:
    """The definitions that are referred to, from `value` on."""
    found = set() if found is None else found
    if isinstance(value, list):
        for entry in value:
            _reached(entry, definitions, found)
    elif isinstance(value, dict):
        for key, entry in value.items():
            if key == "$ref" and (name := entry.rpartition("/")[2]) not in found:
                found.add(name)
                _reached(definitions[name], definitions, found)
            _reached(entry, definitions, found)
    return found


__all__ = ["FOLDER", "KINDS", "Names", "comment", "names_of", "schema", "schema_file", "schema_text", "write_schemas"]
