"""The canonical layout of a YAML file: indentation, spaces, blank lines and the order of keys.

A file is read into pieces and written again. Texts, comments and quotation marks stay as they are
written, and what stands over several lines keeps its lines. The YAML is what `loading.yaml_reader`
reads: no anchors, no tags, one document.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import yaml

from ..loading.document import BLOCKS
from ..loading.yaml_reader import FAST_LOADER

INDENT = 2
Path_ = tuple[str | int, ...]
Order = Callable[[Path_, Sequence[str]], Sequence[str]]
"""The keys of the mapping at a path, in the order in which they are to stand."""
Apart = Callable[[Path_], bool]
"""Whether a blank line stands between the entries of the block at a path."""

COMMENT = re.compile(r"(?:^|(?<=\s))#[^\n]*")


@dataclass
class Leaf:
    """A text or a flow collection: its lines as they are written, the first without what stands
    before it. `style` is that of a text, `column` that of the entry whose value it is."""

    lines: list[str]
    style: str | None = None
    column: int = 0


@dataclass
class Entry:
    """An entry of a block; of a list, without `key`. `before` it are comments and blank lines,
    `comment` ends its line. `name` is the key without quotation marks."""

    name: str
    key: str | None
    value: Leaf | Block
    before: list[str]
    comment: str = ""


@dataclass
class Block:
    """A mapping or list in block style; `after` are the comments at its end."""

    path: Path_
    entries: list[Entry] = field(default_factory=list)
    after: list[str] = field(default_factory=list)


def laid_out(text: str, order: Order, apart: Apart) -> str:
    """The text of a YAML file in its canonical layout; yaml.YAMLError where it is not YAML."""
    root = yaml.compose(text, Loader=FAST_LOADER)
    reader = _Reader(text, root, order)
    value = reader.value(root, (), 0)
    lines = _Writer(order, apart).block(value, 0) if isinstance(value, Block) else value.lines
    rest = reader.before(len(reader.lines))
    while rest and not rest[-1]:
        rest.pop()
    return "\n".join([*lines, *rest]) + "\n"


def comments(text: str) -> list[str]:
    """The comments of a YAML file, in the order of the file."""
    found: list[str] = []
    end = 0
    for start, stop in [*_spans(yaml.compose(text, Loader=FAST_LOADER)), (len(text), len(text))]:
        found.extend(match[0].rstrip() for match in COMMENT.finditer(text, end, max(start, end)))
        end = max(end, stop)
    return found


def _spans(node: Any) -> Iterator[tuple[int, int]]:
    """From where to where the texts of a file go."""
    if isinstance(node, yaml.ScalarNode):
        yield node.start_mark.index, node.end_mark.index
    elif node is not None:
        for part in node.value:
            for inner in part if isinstance(node, yaml.MappingNode) else (part,):
                yield from _spans(inner)


class _Reader:
    """Takes the pieces in the order of the file, each with the comments that belong to it."""

    def __init__(self, text: str, root: Any, order: Order) -> None:
        self.text = text
        self.lines = text.split("\n")
        self.order = order
        self.above: dict[int, tuple[int, str]] = {}
        """By line: comments on lines of their own, with their column; blank lines."""
        self.beside: dict[int, str] = {}
        """By line: comments at its end, with the space before them."""
        self.starts: list[int] = []
        self._gaps(root)

    def _gaps(self, root: Any) -> None:
        """Find what stands between the leaves."""
        inside: set[int] = set()
        end = 0
        for node in _leaves(root):
            start, stop = node.start_mark.index, self._end(node)
            self._comments(end, start)
            line = node.start_mark.line
            self.starts.append(line)
            inside.update(range(line + 1, line + 1 + self.text.count("\n", start, stop)))
            end = max(end, stop)
        self._comments(end, len(self.text))
        for number, words in enumerate(self.lines):
            if not words.strip() and number not in inside:
                self.above[number] = (0, "")

    def _comments(self, start: int, end: int) -> None:
        for match in COMMENT.finditer(self.text, start, end):
            line = self.text.count("\n", 0, match.start())
            before = self.lines[line][: match.start() - self.text.rfind("\n", 0, match.start()) - 1]
            if before.strip(" -"):
                self.beside[line] = " " * max(2, len(before) - len(before.rstrip())) + match[0].rstrip()
            else:
                self.above[line] = (len(before), match[0].rstrip())

    def _end(self, node: Any) -> int:
        """Where the written text of a leaf ends; blank lines at the end of a block count with `+` only."""
        written = self._written(node)
        if getattr(node, "style", None) in BLOCKS and "+" in written.split("\n", 1)[0]:
            return int(node.end_mark.index) - 1
        return int(node.start_mark.index) + len(written.rstrip())

    def _written(self, node: Any) -> str:
        return self.text[node.start_mark.index : node.end_mark.index]

    def before(self, line: int) -> list[str]:
        """Take the comments and blank lines above a line (from 0)."""
        return [self.above.pop(number)[1] for number in sorted(self.above) if number < line]

    def _after(self, column: int, last: int) -> list[str]:
        """Take the comments at the end of a block that begins in a column, and whose last entry begins in
        a line: those that are indented as far as the block, and further than what follows."""
        position = bisect_right(self.starts, last)
        following = self.starts[position] if position < len(self.starts) else len(self.lines)
        next_line = self.lines[following] if following < len(self.lines) else ""
        next_column = len(next_line) - len(next_line.lstrip()) if next_line else -1
        waiting = [number for number in sorted(self.above) if number < following]
        kept = 0
        for index, number in enumerate(waiting, 1):
            indented, words = self.above[number]
            if words and (indented < column or indented <= next_column):
                break
            kept = index if words else kept
        return [self.above.pop(number)[1] for number in waiting[:kept]]

    def value(self, node: Any, path: Path_, column: int) -> Leaf | Block:
        """The piece of a node; `column` is that of the entry whose value it is."""
        if not _is_block(node):
            return self._leaf(node, path, column)
        block = Block(path)
        mapping = isinstance(node, yaml.MappingNode)
        for number, part in enumerate(node.value):
            first, value = part if mapping else (part, part)
            name, line = first.value if mapping else number, first.start_mark.line
            before = self.before(line)
            beside = self.beside.pop(line, "") if mapping and _is_block(value) else ""
            key = self._written(first).rstrip() if mapping else None
            entry = Entry(
                str(name), key, self.value(value, (*path, name), self._column(first, dash=not mapping)), before, beside
            )
            if isinstance(entry.value, Leaf):
                last = value.start_mark.line + self.text.count("\n", value.start_mark.index, self._end(value))
                entry.comment = self.beside.pop(last, "") or self.beside.pop(line, "")
            block.entries.append(entry)
        last = max(leaf.start_mark.line for leaf in _leaves(node))
        block.after = self._after(node.start_mark.column, last)
        return block

    def _column(self, node: Any, *, dash: bool) -> int:
        """The column of an entry: that of its key, or of the dash before it."""
        index = self.text.rfind("-", 0, node.start_mark.index) if dash else node.start_mark.index
        return int(index - self.text.rfind("\n", 0, index) - 1)

    def _leaf(self, node: Any, path: Path_, column: int) -> Leaf:
        lines = self.text[node.start_mark.index : self._end(node)].split("\n")
        if isinstance(node, yaml.ScalarNode):
            return Leaf(lines, node.style or "plain", column)
        return Leaf([self._flow(node, path)]) if len(lines) == 1 else Leaf(lines, None, column)

    def _flow(self, node: Any, path: Path_) -> str:
        """A flow collection on one line."""
        if isinstance(node, yaml.ScalarNode):
            return self._written(node).rstrip()
        if isinstance(node, yaml.SequenceNode):
            return f"[{', '.join(self._flow(part, (*path, number)) for number, part in enumerate(node.value))}]"
        written = {
            key.value: f"{self._written(key).rstrip()}: {self._flow(value, (*path, key.value))}"
            for key, value in node.value
        }
        return f"{{{', '.join(written[name] for name in self.order(path, list(written)))}}}"


class _Writer:
    def __init__(self, order: Order, apart: Apart) -> None:
        self.order = order
        self.apart = apart

    def block(self, block: Block, indent: int) -> list[str]:
        """The lines of a block."""
        pad = " " * indent
        lines: list[str] = []
        for entry in self._sorted(block):
            lines.extend(_padded(self._notes(entry, block, first=not lines), pad))
            lines.extend(self._entry(entry, indent))
        return [*lines, *_padded(block.after, pad)]

    def _sorted(self, block: Block) -> list[Entry]:
        if block.entries[0].key is None:
            return block.entries
        named = {entry.name: entry for entry in block.entries}
        return [named[name] for name in self.order(block.path, list(named))]

    def _notes(self, entry: Entry, block: Block, *, first: bool) -> list[str]:
        """What stands above an entry: never two blank lines, and none above the first."""
        notes = entry.before
        if not first and self.apart(block.path):
            notes = ["", *notes]
        kept: list[str] = []
        for note in notes:
            if note or not (kept[-1:] == [""] or (first and not kept)):
                kept.append(note)
        return kept

    def _entry(self, entry: Entry, indent: int) -> list[str]:
        pad = " " * indent
        head = f"{pad}-" if entry.key is None else f"{pad}{entry.key}:"
        if isinstance(entry.value, Leaf):
            first, *rest = self._leaf(entry.value, indent)
            lines = [f"{head} {first}".rstrip(), *rest]
            return [*lines[:-1], lines[-1] + entry.comment]
        inner = self.block(entry.value, indent + INDENT)
        if entry.key is not None:
            return [head + entry.comment, *inner]
        begin = next(number for number, line in enumerate(inner) if line.strip() and not line.lstrip().startswith("#"))
        above = [pad + line.strip() for line in inner[:begin] if line]
        return [*above, f"{head} {inner[begin].strip()}", *inner[begin + 1 :]]

    @staticmethod
    def _leaf(leaf: Leaf, indent: int) -> list[str]:
        """The lines after the first move with their entry."""
        first, *rest = leaf.lines
        pad = " " * (indent + INDENT)
        if leaf.style in BLOCKS:
            stated = re.search(r"\d", first[1:3])
            old = min((len(line) - len(line.lstrip()) for line in rest if line.strip()), default=0)
            if stated:  # counted from the entry, as its text begins with blanks
                old, pad = leaf.column + int(stated[0]), " " * (indent + int(stated[0]))
            return [first, *_padded((line[old:] for line in rest), pad)]
        if leaf.style is not None:
            return [first.rstrip(), *_padded((line.strip() for line in rest), pad)]
        moved = ((len(line) - len(line.lstrip()) + indent - leaf.column, line.strip()) for line in rest)
        return [first.rstrip(), *(" " * width + line if line else "" for width, line in moved)]


def _padded(lines: Any, pad: str) -> Iterator[str]:
    return (pad + line if line else "" for line in lines)


def _leaves(node: Any) -> Iterator[Any]:
    """The texts and flow collections that stand in blocks, keys included, in the order of the file."""
    if node is None:
        return
    if not _is_block(node):
        yield node
        return
    for part in node.value:
        for inner in part if isinstance(node, yaml.MappingNode) else (part,):
            yield from _leaves(inner)


def _is_block(node: Any) -> bool:
    return not isinstance(node, yaml.ScalarNode) and not node.flow_style
