"""The data of a YAML file, and where each entry of it stands."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from ..errors import GovrulesError
from ..model.chain import ACT_KEYS
from ..model.gathered import NORM_KEYS, ROLE_KEYS

Path_ = tuple[str | int, ...]
Place = tuple[int, int]


@dataclass(eq=False)
class Document:
    """The data of a file, and where each entry stands (line and column, from 1).

    `root` is PyYAML's node of the whole, from which places are read when they are asked for.
    """

    file: str
    text: str = ""
    data: Any = None
    root: Any = None
    errors: list[GovrulesError] = field(default_factory=list)
    _entries: dict[int, dict[str | int, tuple[Any, Any]]] = field(default_factory=dict, repr=False)

    def error(self, code: str, place: Place | None, **parameters: Any) -> None:
        """Note an error at a place of this file, or of the file as a whole."""
        line, column = place or (None, None)
        self.errors.append(GovrulesError(code, file=self.file, line=line, column=column, **parameters))

    def _inside(self, node: Any) -> dict[str | int, tuple[Any, Any]]:
        """What stands in a mapping or list: each key or number with the node of the key and that of the value."""
        found = self._entries.get(id(node))
        if found is None:
            if node.id == "mapping":
                found = {key.value: (key, value) for key, value in node.value}
            else:
                found = {} if node.id == "scalar" else {n: (None, value) for n, value in enumerate(node.value)}
            self._entries[id(node)] = found
        return found

    def _walk(self, node: Any, key: Any, path: Path_) -> Iterator[tuple[Path_, Any, Any]]:
        yield path, key, node
        for name, (inner_key, value) in self._inside(node).items():
            yield from self._walk(value, inner_key, (*path, name))

    def _all(self) -> Iterator[tuple[Path_, Any, Any]]:
        return iter(()) if self.root is None else self._walk(self.root, None, ())

    @cached_property
    def places(self) -> dict[Path_, Place]:
        """The place of each value."""
        return {path: place_of(node) for path, _key, node in self._all()}

    @cached_property
    def keys(self) -> dict[Path_, Place]:
        """The place of each key."""
        return {path: place_of(key) for path, key, _node in self._all() if key is not None}

    @cached_property
    def scalars(self) -> dict[Path_, tuple[int, str | None]]:
        """Of each text where it starts in `text`, and in which of YAML's styles it is written."""
        texts = ((path, node) for path, _key, node in self._all() if node.id == "scalar")
        return {path: (node.start_mark.index, node.style or None) for path, node in texts}

    def scalar(self, path: Path_) -> Any:
        """The node of the text at `path`; None where no text stands there."""
        node = self.root
        for part in path:
            found = None if node is None else self._inside(node).get(part)
            node = None if found is None else found[1]
        return node if node is not None and node.id == "scalar" else None

    def locate(self, path: Path_, *, key: bool = False) -> tuple[Path_, Place]:
        """The entry nearest to `path` that stands in the file, and its place.

        Names that only the model knows (the kind of an outcome, `citations` for cite) are passed
        over.
        """
        here: Path_ = ()
        at, node = None, self.root
        if node is None:
            return here, (1, 1)
        for index, part in enumerate(path):
            inside = self._inside(node)
            for name in (part, *_spellings(inside, part, path[index + 1 :])):
                if name in inside:
                    here = (*here, name)
                    at, node = inside[name]
                    break
        return here, place_of(at if key and at is not None else node)

    def place_within(self, path: Path_, offset: int) -> Place:
        """The place of a character of a text, in whatever style and over however many lines it is
        written: YAML folds blanks, and nothing else."""
        node = self.scalar(path)
        index, style, value = node.start_mark.index, node.style or None, node.value
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
        return place_at(self.text, index)


def _spellings(inside: dict[str | int, Any], part: str | int, rest: Path_) -> Iterator[str]:
    """The keys under which what the model calls `part` may stand in the file."""
    if part == "who":  # stands under the key that names the act, the capacity or the modality
        yield from (key for key in inside if isinstance(key, str) and key not in ENTRY_KEYS)
    elif part == "citations":
        yield from ("quote", "cite") if "quote" in rest else ("cite", "quote")
    elif part in ALIASES:
        yield from ALIASES[str(part)]


def place_of(node: Any) -> Place:
    """Where a node, or an event, begins."""
    mark = node.start_mark
    return mark.line + 1, mark.column + 1


def place_at(text: str, index: int) -> Place:
    """The line and column of a character."""
    return text.count("\n", 0, index) + 1, index - text.rfind("\n", 0, index)


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
