"""YAML with positions: every scalar is text, every entry knows its line and column.

Built from YAML's events, so that what the schema must not guess is refused where it stands:
duplicate keys, explicit tags, anchors and aliases, merge keys, several documents.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from ..errors import GovrulesError, LoadError

Path_ = tuple[str | int, ...]
Place = tuple[int, int]

MAX_BYTES = 4_000_000
"""The size up to which a file is read; a larger one is refused."""
MAX_DEPTH = 40
"""How deep mappings and lists may be nested in a file."""

FAST_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass
class Document:
    """The data of a file, and where each entry stands (line and column, from 1).

    `places` has the place of each value, `keys` that of each key; `plain` the paths of scalars
    whose text starts at their place (so that an offset into the text is an offset in the line).
    """

    file: str
    data: Any = None
    places: dict[Path_, Place] = field(default_factory=dict)
    keys: dict[Path_, Place] = field(default_factory=dict)
    plain: dict[Path_, int] = field(default_factory=dict)
    errors: list[GovrulesError] = field(default_factory=list)

    def error(self, code: str, place: Place, **parameters: Any) -> None:
        """Note an error at a place of this file."""
        self.errors.append(GovrulesError(code, file=self.file, line=place[0], column=place[1], **parameters))

    def locate(self, path: Path_, *, key: bool = False) -> tuple[Path_, Place]:
        """The entry nearest to `path` that stands in the file, and its place.

        Names that only the model knows (the kind of an outcome, `citations` for cite) are passed
        over.
        """
        here: Path_ = ()
        for part in path:
            for name in (part, *ALIASES.get(part, ())) if isinstance(part, str) else (part,):
                if (*here, name) in self.places:
                    here = (*here, name)
                    break
        place = self.keys.get(here) if key else None
        return here, place or self.places.get(here, (1, 1))


ALIASES = {"citations": ("cite", "quote"), "sender": ("by",), "partners": ("with",), "substitute": ("by",)}


def read_yaml(path: Path, name: str | None = None, *, loader: Any = None) -> Document:
    """Read a YAML file. Errors are collected in the document; LoadError only where the file cannot
    be read at all (no such file, not UTF-8, too large)."""
    file = name or str(path)
    try:
        content = path.read_bytes()
    except OSError:
        raise LoadError([GovrulesError("usage.path", path=file, file=file)]) from None
    if len(content) > MAX_BYTES:
        raise LoadError([GovrulesError("load.too_large", file=file, size=len(content), limit=MAX_BYTES)])
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise LoadError([GovrulesError("load.not_utf8", file=file, line=line, column=1)]) from None
    return read_text(text, file, loader=loader)


def read_text(text: str, file: str, *, loader: Any = None) -> Document:
    """Read YAML text; `file` is the name that errors give. `loader` is a PyYAML loader class."""
    document = Document(file)
    try:
        _Builder(document, yaml.parse(text, Loader=loader or FAST_LOADER)).read()
    except yaml.YAMLError:
        # The pure loader words errors better and alike everywhere; the C loader is only faster.
        document = Document(file)
        try:
            _Builder(document, yaml.parse(text, Loader=yaml.SafeLoader)).read()
        except yaml.YAMLError as error:
            _syntax_error(document, text, error)
    return document


def _syntax_error(document: Document, text: str, error: yaml.YAMLError) -> None:
    mark = getattr(error, "problem_mark", None)
    if mark is not None:
        place, problem = (mark.line + 1, mark.column + 1), getattr(error, "problem", None)
    else:  # a character that YAML does not allow
        before = text[: getattr(error, "position", 0)]
        place = (before.count("\n") + 1, len(before) - before.rfind("\n"))
        problem = f"the character {getattr(error, 'character', '')!r} is not allowed"
    document.data = None
    document.error("yaml.syntax", place, problem=" ".join(str(problem or error).split()))


class _Builder:
    def __init__(self, document: Document, events: Iterator[Any]) -> None:
        self.document = document
        self.events = iter(events)

    def read(self) -> None:
        documents = 0
        for event in self.events:
            if isinstance(event, yaml.DocumentStartEvent):
                documents += 1
                if documents > 1:
                    self.document.error("yaml.several", self._place(event))
                    return
            elif isinstance(event, yaml.NodeEvent):
                self.document.data = self._value(event, (), 0)
        if documents == 0:
            self.document.error("yaml.empty", (1, 1))

    @staticmethod
    def _place(event: Any) -> Place:
        return event.start_mark.line + 1, event.start_mark.column + 1

    def _value(self, event: Any, path: Path_, depth: int) -> Any:
        place = self._place(event)
        self.document.places[path] = place
        if isinstance(event, yaml.AliasEvent) or event.anchor is not None:
            self.document.error("yaml.anchor", place)
        if isinstance(event, yaml.AliasEvent):
            return ""
        if event.tag is not None:
            self.document.error("yaml.tag", place, tag=event.tag)
        if depth > MAX_DEPTH:
            raise yaml.MarkedYAMLError(
                problem=f"nested more than {MAX_DEPTH} levels deep", problem_mark=event.start_mark
            )
        if isinstance(event, yaml.ScalarEvent):
            self.document.plain[path] = 0 if event.style is None else 1
            return event.value
        if isinstance(event, yaml.SequenceStartEvent):
            return self._list(path, depth)
        return self._mapping(path, depth)

    def _list(self, path: Path_, depth: int) -> list[Any]:
        values: list[Any] = []
        while not isinstance(event := next(self.events), yaml.SequenceEndEvent):
            values.append(self._value(event, (*path, len(values)), depth + 1))
        return values

    def _mapping(self, path: Path_, depth: int) -> dict[str, Any]:
        values: dict[str, Any] = {}
        while not isinstance(event := next(self.events), yaml.MappingEndEvent):
            place = self._place(event)
            if not isinstance(event, yaml.ScalarEvent):
                self.document.error("yaml.key", place)
                self._value(event, (*path, "?"), depth + 1)
                self._value(next(self.events), (*path, "?"), depth + 1)
                continue
            key = event.value
            if event.tag is not None or event.anchor is not None:
                self.document.error(
                    "yaml.tag" if event.tag else "yaml.anchor", place, **({"tag": event.tag} if event.tag else {})
                )
            if key == "<<" and event.style is None:
                self.document.error("yaml.merge", place)
            if key in values:
                first = self.document.keys[(*path, key)]
                self.document.error("yaml.duplicate", place, key=key, first=first[0])
                self._value(next(self.events), (*path, f"{key} (again)"), depth + 1)
                continue
            self.document.keys[(*path, key)] = place
            values[key] = self._value(next(self.events), (*path, key), depth + 1)
        return values
