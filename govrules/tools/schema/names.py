"""The names that files may use, as definitions of a schema: the ids to choose from, and every other
spelling that the loader reads."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ...loading.folders import find_rulebooks
from ...loading.rulebook import HEADER
from ...loading.yaml_reader import read_yaml
from ...model.base import Labelled
from ...model.vocabulary import SINGULAR, Vocabulary, spelling
from .shapes import Schema, words_pattern

LOCAL_TITLE: Schema = {"type": "string", "pattern": r"[^\u0000-\u007f]"}
"""A role by a local title (县长), which a rulebook may add at any time."""


@dataclass
class Names:
    """The vocabulary of some folders of rulebooks, and what the headers there add to its roles."""

    vocabulary: Vocabulary
    rulebooks: list[str] = field(default_factory=list)
    titles: set[str] = field(default_factory=set)
    classes: dict[str, str] = field(default_factory=dict)


def names_of(folders: Sequence[Path]) -> Names:
    """The names of folders of rulebooks. Headers count as far as they can be read: a rulebook may be
    half written. LoadError for a folder that does not exist and a vocabulary with errors."""
    library = find_rulebooks(folders)
    found = Names(library.vocabulary, sorted(library.folders))
    for folder in [folder for _, versions in sorted(library.folders.items()) for folder in versions]:
        header = read_yaml(folder / HEADER).data
        if isinstance(header, dict):
            titles, classes = (header.get(key) for key in ("titles", "classes"))
            if isinstance(titles, dict):
                found.titles.update(title for title in titles.values() if isinstance(title, str) and title)
            if isinstance(classes, dict):
                for name, entry in classes.items():
                    label = entry.get("zh") if isinstance(entry, dict) else None
                    found.classes.setdefault(name, label if isinstance(label, str) else name)
    return found


def labels(entries: Mapping[str, Labelled]) -> dict[str, str]:
    """What an editor shows of each id."""
    return {name: f"{entry.zh} — {entry.en}" for name, entry in entries.items()}


def choice(ids: Mapping[str, str]) -> Schema:
    """Ids to choose from, each with its label."""
    return {"enum": list(ids), "enumDescriptions": list(ids.values())}


def suggested(ids: Mapping[str, str]) -> Schema:
    """Ids to choose from, where the file itself may define more."""
    return {"anyOf": [choice(ids), {"type": "string", "pattern": r"\S"}]}


def other_words(entries: Mapping[str, Any], more: Iterable[str] = ()) -> list[str]:
    """The spellings of ids that are not ids."""
    return sorted({*spelling(entries), *more} - {*entries})


def name_definitions(names: Names) -> dict[str, Schema]:
    """A definition for each kind of name."""
    found: dict[str, Schema] = {}
    for section, kind in SINGULAR.items():
        entries = getattr(names.vocabulary, section)
        found[kind] = _spelt(labels(entries), other_words(entries))
    roles = names.vocabulary.roles
    found["role"] = _spelt(labels(roles) | names.classes, other_words(roles, names.titles))
    found["role"]["anyOf"].append(LOCAL_TITLE)
    found["roles"] = {
        "anyOf": [
            {"$ref": "#/$defs/role"},
            {"type": "array", "items": {"$ref": "#/$defs/role"}},
            {
                "type": "object",
                "properties": {
                    "any": {
                        "type": "array",
                        "items": {"$ref": "#/$defs/role"},
                        "description": "The roles of which any one is enough.",
                    }
                },
                "required": ["any"],
                "additionalProperties": False,
            },
            {"enum": [None, ""], "description": "The text does not say who."},
        ]
    }
    return found


def _spelt(ids: Mapping[str, str], words: Collection[str]) -> Schema:
    found: list[Schema] = [choice(ids)]
    if words:
        found.append({"type": "string", "pattern": words_pattern(words)})
    return {"anyOf": found}
