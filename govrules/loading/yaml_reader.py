"""YAML with positions: every scalar is text, every entry knows its line and column.

Built from YAML's events, so that what the schema must not guess is refused where it stands:
duplicate keys, explicit tags, anchors and aliases, merge keys, several documents, tabs.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from ..errors import GovrulesError
from ..messages import Words
from ..model.chain import ACT_KEYS
from ..model.gathered import NORM_KEYS, ROLE_KEYS

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

    `places` has the place of each value, `keys` that of each key; `scalars` says of each text where
    it starts in `text`, and in which of YAML's styles it is written.
    """

    file: str
    text: str = ""
    data: Any = None
    places: dict[Path_, Place] = field(default_factory=dict)
    keys: dict[Path_, Place] = field(default_factory=dict)
    scalars: dict[Path_, tuple[int, str | None]] = field(default_factory=dict)
    errors: list[GovrulesError] = field(default_factory=list)

    def error(self, code: str, place: Place | None, **parameters: Any) -> None:
        """Note an error at a place of this file, or of the file as a whole."""
        line, column = place or (None, None)
        self.errors.append(GovrulesError(code, file=self.file, line=line, column=column, **parameters))

    def locate(self, path: Path_, *, key: bool = False) -> tuple[Path_, Place]:
        """The entry nearest to `path` that stands in the file, and its place.

        Names that only the model knows (the kind of an outcome, `citations` for cite) are passed
        over.
        """
        here: Path_ = ()
        for index, part in enumerate(path):
            for name in (part, *self._spellings(here, part, path[index + 1 :])):
                if (*here, name) in self.places:
                    here = (*here, name)
                    break
        place = self.keys.get(here) if key else None
        return here, place or self.places.get(here, (1, 1))

    def _spellings(self, here: Path_, part: str | int, rest: Path_) -> Iterator[str]:
        """The keys under which what the model calls `part` may stand in the file."""
        if part == "who":  # stands under the key that names the act, the capacity or the modality
            inside = (key for key in self.keys if key[:-1] == here)
            yield from (str(key[-1]) for key in inside if key[-1] not in ENTRY_KEYS)
        elif part == "citations":
            yield from ("quote", "cite") if "quote" in rest else ("cite", "quote")
        elif part in ALIASES:
            yield from ALIASES[str(part)]

    def place_within(self, path: Path_, offset: int) -> Place:
        """The place of a character of a text, in whatever style and over however many lines it is
        written: YAML folds blanks, and nothing else."""
        value: Any = self.data
        for part in path:
            value = value[part]
        index, style = self.scalars[path]
        if style in BLOCKS:
            index = self.text.index("\n", index)
        elif style is not None:
            index += 1
        before, at_end = len("".join(value[:offset].split())), not value[offset:].strip()
        for match in WRITTEN.get(style, WRITTEN[None]).finditer(self.text, index):
            if match[0].isspace():
                continue
            if before == 0:
                index = index if at_end else match.start()
                break
            before, index = before - 1, match.end()
        return _place_of(self.text, index)


ALIASES = {
    "sender": ("by",),
    "partners": ("with",),
    "substitute": ("by",),
    "broader": ("is",),
    "start": ("from",),
    "all_of": ("all",),
    "amount": ("at_most", "at_least", "exactly"),
}
ENTRY_KEYS = {*ACT_KEYS, *ROLE_KEYS, *NORM_KEYS}
BLOCKS = ("|", ">")
WRITTEN = {
    None: re.compile(r".", re.DOTALL),
    "'": re.compile(r"''|.", re.DOTALL),
    '"': re.compile(r"\\(?:x.{2}|u.{4}|U.{8}|.)|.", re.DOTALL),
}
"""How one character of a text is written, by style."""


def read_yaml(path: Path, name: str | None = None, *, loader: Any = None) -> Document:
    """Read a YAML file. Errors are collected in the document."""
    document = Document(name or str(path))
    try:
        content = path.read_bytes()
    except OSError:
        document.error("usage.path", None, path=document.file)
        return document
    if len(content) > MAX_BYTES:
        document.error("load.too_large", None, size=len(content), limit=MAX_BYTES)
        return document
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = content[: error.start].removeprefix(codecs.BOM_UTF8).decode("utf-8")
        document.error("load.not_utf8", _place_of(before, len(before)))
        return document
    return read_text(text, document.file, loader=loader)


def read_text(text: str, file: str, *, loader: Any = None) -> Document:
    """Read YAML text; `file` is the name that errors give. `loader` is a PyYAML loader class."""
    document = Document(file, text)
    if "\t" in text:  # PyYAML's two loaders disagree on where a tab may stand
        document.error("yaml.tab", _place_of(text, text.index("\t")))
        return document
    try:
        _Builder(document, yaml.parse(text, Loader=loader or FAST_LOADER)).read()
    except yaml.YAMLError:
        # The pure loader words errors better and alike everywhere; the C loader is only faster.
        document = Document(file, text)
        try:
            _Builder(document, yaml.parse(text, Loader=yaml.SafeLoader)).read()
        except yaml.YAMLError as error:
            _syntax_error(document, text, error)
    return document


def _place_of(text: str, index: int) -> Place:
    return text.count("\n", 0, index) + 1, index - text.rfind("\n", 0, index)


def _syntax_error(document: Document, text: str, error: yaml.YAMLError) -> None:
    mark = getattr(error, "problem_mark", None)
    if mark is not None:
        place, problem = (mark.line + 1, mark.column + 1), getattr(error, "problem", None)
    else:  # a character that YAML does not allow
        place = _place_of(text, getattr(error, "position", 0))
        problem = Words("character", character=repr(chr(getattr(error, "character", 0))))
    started = getattr(error, "context_mark", None)
    if started is not None and started.line + 1 < place[0]:
        context = getattr(error, "context", None)
        problem = Words("yaml_context", problem=problem, context=context, line=started.line + 1)
    document.data = None
    document.error(
        "yaml.syntax", place, problem=problem if isinstance(problem, Words) else " ".join(str(problem or error).split())
    )


class _TooDeep(Exception):
    """Ends the reading of a file; holds the place."""


def _shown(tag: str) -> str:
    """A tag as it is written."""
    return re.sub(r"^tag:yaml\.org,2002:", "!!", tag)


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
                try:
                    self.document.data = self._value(event, (), 0)
                except _TooDeep as error:
                    self.document.error("yaml.too_deep", error.args[0], limit=MAX_DEPTH)
                    return
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
            self.document.error("yaml.tag", place, tag=_shown(event.tag))
        if depth > MAX_DEPTH:
            raise _TooDeep(place)
        if isinstance(event, yaml.ScalarEvent):
            mark: Any = event.start_mark
            self.document.scalars[path] = mark.index, event.style or None
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
                if not isinstance(event, yaml.AliasEvent):
                    self.document.error("yaml.key", place)
                self._value(event, (*path, "?"), depth + 1)
                self._value(next(self.events), (*path, "?"), depth + 1)
                continue
            key = event.value
            if event.anchor is not None:
                self.document.error("yaml.anchor", place)
            if event.tag is not None:
                self.document.error("yaml.tag", place, tag=_shown(event.tag))
            if key == "<<" and not event.style:
                self.document.error("yaml.merge", place)
            if key in values:
                first = self.document.keys[(*path, key)]
                self.document.error("yaml.duplicate", place, key=key, first=first[0])
                self._value(next(self.events), (*path, f"{key} (again)"), depth + 1)
                continue
            self.document.keys[(*path, key)] = place
            values[key] = self._value(next(self.events), (*path, key), depth + 1)
        return values
