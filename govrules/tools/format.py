"""`govrules fmt`: the canonical form of rulebook, vocabulary and case files.

The order of keys is that of the shipped rulebooks; where the text of an instrument sets the order
(what an act says of itself before its citation), the author's stays.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from ..errors import GovrulesError, LoadError
from ..loading.folders import file_kind
from ..loading.yaml_reader import read_text, read_yaml
from .layout import Path_, comments, laid_out

REST = "…"
"""Stands for the keys that are not named, in the order of the file."""

RULE = (
    *("id", "when", "may", "beside", "overrides", "grounds", "requires", REST),
    *("by_default", "unstated", "cite", "quote", "note", "accept"),
)
PART = (REST, "unstated", "cite", "quote", "note")
NAMED = ("zh", "en", REST, "cite", "quote", "note")
HEADER = (
    *("id", "label", "aliases", "version", "instrument"),
    *("titles", "classes", "readings", "judged", "lost", "nearest"),
)
INSTRUMENT = (
    *("title", "number", "issuer", "issued", "in_force_from", "in_force_until"),
    *("cite", "quote", "repeals", "note"),
)
SLOTS = ("unstated", "accept")
"""Mappings whose keys are the author's words."""


def _rules(path: Path_) -> Sequence[str]:
    if len(path) < 2 or path[-1] in SLOTS:
        return ()
    return RULE if len(path) == 2 else PART


def _rulebook(path: Path_) -> Sequence[str]:
    if len(path) < 2:
        return INSTRUMENT if path == ("instrument",) else () if path else HEADER
    named = {"classes": 2, "judged": 2, "nearest": 3, "readings": 4}.get(str(path[0]))
    return NAMED if len(path) == named or (len(path) == 2 and path[0] == "readings") else ()


def _vocabulary(path: Path_) -> Sequence[str]:
    named = {"enumerations": 3, "additions": 4}.get(str(path[0]), 2) if path else 1
    return NAMED if len(path) == named and path[-1] != "defaults" else ()


def _cases(path: Path_) -> Sequence[str]:
    if path[2:] == ("expect",):
        return "status", "value", REST
    return {0: ("rulebook", "cases"), 2: ("name", "ask", "article", "expect")}.get(len(path), ())


ORDERS: Mapping[str, Callable[[Path_], Sequence[str]]] = {
    "rules": _rules,
    "rulebook": _rulebook,
    "vocabulary": _vocabulary,
    "cases": _cases,
    "provisions": lambda path: (),
}
"""By kind of file: the keys of the mapping at a path, in their order."""


def formatted(text: str, kind: str, file: str) -> str:
    """A file of a kind in its canonical form. LoadError where it cannot be read; GovrulesError where it
    could not be brought into that form without changing what it says."""
    ends = "\r\n" if "\r\n" in text else "\n"
    plain = text.replace("\r\n", "\n")
    before = read_text(plain, file)
    if before.errors:
        raise LoadError(before.errors)

    def order(path: Path_, keys: Sequence[str]) -> Sequence[str]:
        places = {key: place for place, key in enumerate(ORDERS[kind](path))}
        rest = places.get(REST, len(places))
        return sorted(keys, key=lambda key: places.get(key, rest))

    def apart(path: Path_) -> bool:
        return kind == "rules" and len(path) < 2

    after = laid_out(plain, order, apart)
    if read_text(after, file).data != before.data or sorted(comments(after)) != sorted(comments(plain)):
        raise GovrulesError("fmt.changed", file=file)
    return after.replace("\n", ends)


def find_files(paths: Iterable[Path]) -> Iterator[Path]:
    """The rulebook, vocabulary and case files among files and in folders; folders that are hidden, or
    that hold installed packages, are left alone. GovrulesError for a path that does not exist."""
    for path in paths:
        if not path.exists():
            raise GovrulesError("usage.path", path=path)
        if path.is_file():
            found = [path]
        else:
            inner = (file for file in path.rglob("*.y*ml") if not _foreign(file.relative_to(path)))
            found = sorted(file for file in inner if file.is_file())
        yield from (file for file in found if file_kind(file) is not None)


def _foreign(path: Path) -> bool:
    return any(part.startswith(".") or part in ("site-packages", "node_modules") for part in path.parts)


def format_file(path: Path) -> tuple[str, str]:
    """The text of a file as it is, and in its canonical form. Errors: see `formatted`."""
    document = read_yaml(path)
    if document.errors:
        raise LoadError(document.errors)
    kind = file_kind(path)
    assert kind is not None
    return document.text, formatted(document.text, kind, str(path))
