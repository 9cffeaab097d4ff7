"""The shipped rulebooks taken apart, so that others can be made of their rules: text with a slot for each article."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from govrules.loading.document import Document
from govrules.loading.folders import shipped_folder
from govrules.loading.yaml_reader import read_yaml
from govrules.model.citations import PROVISION, parse_provision

HEADER, LEDGER = "rulebook.yaml", "provisions.yaml"
BOOKS = ("guazhou", "fushun", "kangle", "dongqu", "wolong")
WORD = re.compile(r"\w+")


@dataclass(frozen=True)
class Cite:
    """Where a provision stands in a text: its article, which changes, and what follows it (`.2(3)`)."""

    article: int
    rest: str

    @property
    def paragraph(self) -> int | None:
        """The paragraph; None where the whole article is meant."""
        return parse_provision(f"{self.article}{self.rest}").paragraph


@dataclass(frozen=True)
class Text:
    """Lines of a file, taken apart at its provisions."""

    pieces: tuple[str | Cite, ...]

    @property
    def cites(self) -> tuple[Cite, ...]:
        """The provisions."""
        return tuple(piece for piece in self.pieces if isinstance(piece, Cite))

    @cached_property
    def words(self) -> frozenset[str]:
        """Every word that stands in it, names among them."""
        return frozenset(word for piece in self.pieces if isinstance(piece, str) for word in WORD.findall(piece))

    def written(self, articles: dict[int, int]) -> str:
        """The lines, with these articles for those."""
        return "".join(
            piece if isinstance(piece, str) else f"{articles[piece.article]}{piece.rest}" for piece in self.pieces
        )


@dataclass(frozen=True)
class RuleText:
    """A rule, or a silence, of a question. `spare` rules can be left out without a contradiction: they
    override no other, and no other names them."""

    text: Text
    spare: bool


@dataclass
class Source:
    """One shipped rulebook: what its header declares and its files say, by name."""

    id: str
    titles: dict[str, str]
    members: dict[str, list[str]]
    """class of roles -> its roles."""
    classes: dict[str, Text]
    readings: dict[str, Text]
    judged: dict[str, Text]
    nearest: dict[str, Text]
    ledger: dict[int, dict[int, Any]]
    """article -> paragraph -> what the ledger says of it."""
    rules: dict[str, dict[str, list[RuleText]]] = field(default_factory=lambda: defaultdict(dict))
    """question -> file -> its rules there, in order."""
    stages: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    accepting: set[str] = field(default_factory=set)
    """Questions in which a finding is accepted, so that the finding must stay."""
    standing_in: set[str] = field(default_factory=set)
    """Questions on who stands in for whom: chains elsewhere turn on them."""

    def texts(self, question: str) -> Iterator[Text]:
        """Everything that the rulebook says on a question."""
        return (rule.text for rules in self.rules[question].values() for rule in rules)


def sources() -> dict[str, Source]:
    """The five shipped rulebooks."""
    return {name: _source(shipped_folder() / name) for name in BOOKS}


def _source(folder: Path) -> Source:
    header, ledger = read_yaml(folder / HEADER), read_yaml(folder / LEDGER)
    parts = {
        name: _entries(header, (name,)) for name in ("classes", "readings", "judged", "nearest") if name in header.data
    }
    paragraphs: dict[int, dict[int, Any]] = defaultdict(dict)
    for key, value in ledger.data.items():
        place = parse_provision(key)
        paragraphs[place.article][place.paragraph or 1] = value
    found = Source(
        folder.name,
        header.data.get("titles", {}),
        {name: entry["roles"] for name, entry in header.data.get("classes", {}).items()},
        *(parts.get(name, {}) for name in ("classes", "readings", "judged", "nearest")),
        ledger=dict(paragraphs),
    )
    for path in sorted(folder.glob("*.yaml")):
        if path.name not in (HEADER, LEDGER):
            _subject(found, path.name, read_yaml(path))
    return found


def _subject(source: Source, file: str, document: Document) -> None:
    ends = _ends(document, [(question,) for question in document.data])
    for question, rules in document.data.items():
        if any(code.startswith("wording.") for rule in rules for code in rule.get("accept", ())):
            continue  # what is accepted of a wording rests on the very numbers, which change
        named = {name for rule in rules for key in ("overrides", "beside") for name in _listed(rule.get(key, ()))}
        starts = [document.places[(question, number)] for number in range(len(rules))]
        offsets = [_line_start(document.text, line) for line, _column in starts] + [ends[(question,)]]
        source.rules[question][file] = [
            RuleText(_text(document, offsets[number], offsets[number + 1]), _is_spare(rule, named))
            for number, rule in enumerate(rules)
        ]
        source.stages[question].update(_values("stage", rules))
        if any("accept" in rule for rule in rules):
            source.accepting.add(question)
        if any("substitution" in rule for rule in rules):
            source.standing_in.add(question)


def _is_spare(rule: dict[str, Any], named: set[str]) -> bool:
    return "silent" not in rule and "overrides" not in rule and rule["id"] not in named


def _entries(document: Document, path: tuple[str, ...]) -> dict[str, Text]:
    """The entries of a section of the header, each with all its lines."""
    (section,) = path
    names = list(document.data[section])
    ends = _ends(document, [(section, name) for name in names])
    return {
        name: _text(document, _line_start(document.text, document.keys[(section, name)][0]), ends[(section, name)])
        for name in names
    }


def _ends(document: Document, paths: Sequence[tuple[str, ...]]) -> dict[tuple[str, ...], int]:
    """Where the lines of each entry end: where the next one begins, or the next of the level above."""
    text, keys = document.text, document.keys
    limits = sorted({place[0] for path, place in keys.items() if len(path) <= len(paths[0])})
    found = {}
    for path in paths:
        later = [line for line in limits if line > keys[path][0]]
        found[path] = _line_start(text, later[0]) if later else len(text)
    return found


def _line_start(text: str, line: int) -> int:
    index = 0
    for _ in range(line - 1):
        index = text.index("\n", index) + 1
    return index


def _text(document: Document, start: int, end: int) -> Text:
    """A part of a file with its provisions as slots."""
    pieces: list[str | Cite] = []
    here = start
    for index, value in _provisions(document):
        if start <= index < end:
            match = PROVISION.fullmatch(value)
            assert match is not None
            pieces += [document.text[here:index], Cite(int(match[1]), value[len(match[1]) :])]
            here = index + len(value)
    lines = document.text[here:end].rstrip() + "\n"
    return Text((*pieces, lines))


def _provisions(document: Document) -> list[tuple[int, str]]:
    """The provisions that a file cites: where each starts, and how it is written."""
    found = []
    for path, (index, style) in document.scalars.items():
        if "cite" in path[-2:] and (path[-1] == "cite" or isinstance(path[-1], int)):
            value: Any = document.data
            for part in path:
                value = value[part]
            found.append((index + (style is not None), value))
    return sorted(found)


def _listed(value: Any) -> Sequence[str]:
    return (value,) if isinstance(value, str) else value


def _values(key: str, data: Any) -> Iterator[str]:
    """Every text that stands under `key`."""
    for name, value in data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ():
        if name == key and isinstance(value, str):
            yield value
        yield from _values(key, value)
