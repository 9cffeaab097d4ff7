"""YAML with positions: every scalar is text, every entry knows its line and column.

What the schema must not guess is refused where it stands: duplicate keys, explicit tags, anchors and
aliases, merge keys, several documents, tabs.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

from ..messages import Words
from .document import Document, place_at, place_of

MAX_BYTES = 4_000_000
"""The size up to which a file is read; a larger one is refused."""
MAX_DEPTH = 40
"""How deep mappings and lists may be nested in a file."""

FAST_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
SCALAR: Any = yaml.ScalarNode
SEQUENCE: Any = yaml.SequenceNode
MAPPING: Any = yaml.MappingNode


def read_yaml(path: Path, name: str | None = None, *, loader: Any = None, content: bytes | None = None) -> Document:
    """Read a YAML file, of which `content` is what it holds where that is known. Errors are collected in the
    document."""
    document = Document(name or str(path))
    if content is None:
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
        document.error("load.not_utf8", place_at(before, len(before)))
        return document
    return read_text(text, document.file, loader=loader)


def read_text(text: str, file: str, *, loader: Any = None) -> Document:
    """Read YAML text; `file` is the name that errors give. `loader` is a PyYAML loader class."""
    document = Document(file, text)
    if "\t" in text:  # PyYAML's two loaders disagree on where a tab may stand
        document.error("yaml.tab", place_at(text, text.index("\t")))
        return document
    if loader is None and _read_plain(document):
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


def _syntax_error(document: Document, text: str, error: yaml.YAMLError) -> None:
    mark = getattr(error, "problem_mark", None)
    if mark is not None:
        place, problem = (mark.line + 1, mark.column + 1), getattr(error, "problem", None)
    else:  # a character that YAML does not allow
        place = place_at(text, getattr(error, "position", 0))
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


class _NotPlain(Exception):
    """Ends the quick reading: the file has something that has to be looked at event by event."""


class _Composer(getattr(yaml, "CBaseLoader", yaml.BaseLoader)):  # type: ignore[misc]
    """Nodes of which only those have a tag that were given one."""

    def resolve(self, _kind: Any, _value: Any, _implicit: Any) -> None:
        """The tag of a node without one."""

    def descend_resolver(self, _node: Any, _index: Any) -> None:
        """The way to a node, by which tags could be told; none are."""

    def ascend_resolver(self) -> None:
        """The same way back."""


MARKS = re.compile(r"(?:^|[\s\[{,:?-])(?:[&*](?=[^\s,\[\]{}])|!(?=[\s,\]}]|$))", re.MULTILINE)
"""An anchor, an alias, the tag `!`."""
DEEP = re.compile(r"\n(?:(?:[-?:] +){40}| {200})")
"""A line that nests deep, or is indented as if it did."""
MAX_OPENED = 2_000
"""How many brackets a file may have to be read quickly, which nests as deep as the file does."""


def _read_plain(document: Document) -> bool:
    """Read a file that has nothing to be refused or looked at closely, as nearly all have not: false for
    any other, and for one that may not be such. Nodes are made in C, several times as fast as events."""
    text = document.text
    if any(mark in text for mark in "&*!") and MARKS.search(text):
        return False
    if DEEP.search(f"\n{text}") or text.count("[") + text.count("{") > MAX_OPENED:
        return False
    try:
        loader = _Composer(text)
        try:
            root = loader.get_single_node()
        finally:
            loader.dispose()
        if root is None:
            return False
        document.data = _plain_data(root, 0)
    except (yaml.YAMLError, _NotPlain):
        return False
    document.root = root
    return True


def _plain_data(node: Any, depth: int) -> Any:
    if node.tag is not None or depth > MAX_DEPTH:
        raise _NotPlain
    kind = type(node)
    if kind is yaml.ScalarNode:
        return node.value
    if kind is yaml.SequenceNode:
        return [_plain_data(value, depth + 1) for value in node.value]
    entries: dict[str, Any] = {}
    for key, value in node.value:
        name = key.value
        if type(key) is not yaml.ScalarNode or key.tag is not None or name in entries or name == "<<":
            raise _NotPlain
        entries[name] = _plain_data(value, depth + 1)
    return entries


def _shown(tag: str) -> str:
    """A tag as it is written."""
    return re.sub(r"^tag:yaml\.org,2002:", "!!", tag)


class _Builder:
    """Reads event by event, and notes everything that is refused."""

    def __init__(self, document: Document, events: Iterator[Any]) -> None:
        self.document = document
        self.events = iter(events)

    def read(self) -> None:
        documents = 0
        for event in self.events:
            if isinstance(event, yaml.DocumentStartEvent):
                documents += 1
                if documents > 1:
                    self.document.error("yaml.several", place_of(event))
                    return
            elif isinstance(event, yaml.NodeEvent):
                try:
                    self.document.root = self._node(event, 0)
                except _TooDeep as error:
                    self.document.error("yaml.too_deep", error.args[0], limit=MAX_DEPTH)
                    return
                self.document.data = _data(self.document.root)
        if documents == 0:
            self.document.error("yaml.empty", (1, 1))

    def _node(self, event: Any, depth: int) -> Any:
        place = place_of(event)
        if isinstance(event, yaml.AliasEvent) or event.anchor is not None:
            self.document.error("yaml.anchor", place)
        if isinstance(event, yaml.AliasEvent):
            return SCALAR(None, "", event.start_mark)
        if event.tag is not None:
            self.document.error("yaml.tag", place, tag=_shown(event.tag))
        if depth > MAX_DEPTH:
            raise _TooDeep(place)
        if isinstance(event, yaml.ScalarEvent):
            return SCALAR(None, event.value, event.start_mark, style=event.style)
        if isinstance(event, yaml.SequenceStartEvent):
            return SEQUENCE(None, self._list(depth), event.start_mark)
        return MAPPING(None, self._mapping(depth), event.start_mark)

    def _list(self, depth: int) -> list[Any]:
        values: list[Any] = []
        while not isinstance(event := next(self.events), yaml.SequenceEndEvent):
            values.append(self._node(event, depth + 1))
        return values

    def _mapping(self, depth: int) -> list[tuple[Any, Any]]:
        values: dict[str, tuple[Any, Any]] = {}
        while not isinstance(event := next(self.events), yaml.MappingEndEvent):
            place = place_of(event)
            if not isinstance(event, yaml.ScalarEvent):
                if not isinstance(event, yaml.AliasEvent):
                    self.document.error("yaml.key", place)
                self._node(event, depth + 1)
                self._node(next(self.events), depth + 1)
                continue
            key = event.value
            if event.anchor is not None:
                self.document.error("yaml.anchor", place)
            if event.tag is not None:
                self.document.error("yaml.tag", place, tag=_shown(event.tag))
            if key == "<<" and not event.style:
                self.document.error("yaml.merge", place)
            if key in values:
                first, _line = place_of(values[key][0])
                self.document.error("yaml.duplicate", place, key=key, first=first)
                self._node(next(self.events), depth + 1)
                continue
            named = SCALAR(None, key, event.start_mark, style=event.style)
            values[key] = named, self._node(next(self.events), depth + 1)
        return list(values.values())


def _data(node: Any) -> Any:
    if isinstance(node, yaml.ScalarNode):
        return node.value
    if isinstance(node, yaml.SequenceNode):
        return [_data(value) for value in node.value]
    return {key.value: _data(value) for key, value in node.value}
