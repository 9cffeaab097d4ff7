"""An answer in the words of `explain`, in parts that a page can show: sections of lines."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from ..engine.answer import Answer
from ..engine.phrases import PHRASES
from ..rulebook import Rulebook

HEADINGS = ("needs", "unresolved", "ordinary", "alternatives", "assumed", "unstated", "citations", "nearest", "notes")
"""The sections of an answer that have a heading."""


class Line(NamedTuple):
    """A line, how far it is indented (0, 1 …), the fact whose ordinary case it assumes, and the fact whose
    number stands in it as `{fact}`."""

    text: str
    level: int = 0
    assumes: str | None = None
    number: str | None = None


class Section(NamedTuple):
    """A part of an answer: its kind (`value`, or a code of HEADINGS), its heading, and its lines."""

    kind: str
    heading: str
    lines: tuple[Line, ...]


class Told(NamedTuple):
    """What an answer says: its status, its sections in Chinese and in English, and the facts that it needs."""

    status: str
    zh: tuple[Section, ...]
    en: tuple[Section, ...]
    needs: tuple[str, ...] = ()


def told_in(
    book: Rulebook, answer: Answer, lang: str, name: str | None = None, number: int = 0, plain: Answer | None = None
) -> tuple[Section, ...]:
    """The sections of an answer. With `name`, the `number` of that fact is left open in the lines that the
    answer without it (`plain`) does not have."""
    sections = tuple(_sections(book, answer, lang))
    if name is None or plain is None:
        return sections
    known = {line for section in _sections(book, plain, lang) for line in section.lines}
    pattern = re.compile(rf"(?<!\d){number}(?!\d)")

    def opened(line: Line) -> Line:
        text = pattern.sub(f"{{{name}}}", line.text)
        return line if line in known or text == line.text else line._replace(text=text, number=name)

    return tuple(section._replace(lines=tuple(map(opened, section.lines))) for section in sections)


def _sections(book: Rulebook, answer: Answer, lang: str) -> Iterator[Section]:
    phrases = PHRASES[lang]
    heads = {phrases["heading"].format(text=phrases[code]).rstrip(): code for code in HEADINGS}
    kind, heading, lines = "value", "", list[str]()
    for text in book.explain(answer, lang, why_not=False).split("\n")[2:]:
        if text.startswith(" "):
            lines.append(text)
            continue
        if lines or heading:
            yield _section(kind, heading, lines, answer)
        heading = next((head for head in heads if text.startswith(head)), "")
        kind = heads.get(heading, "value")
        rest = text.removeprefix(heading).strip()
        lines = [f"  {rest}"] if rest else []
    if lines or heading:
        yield _section(kind, heading, lines, answer)


def _section(kind: str, heading: str, lines: list[str], answer: Answer) -> Section:
    assumed = iter(answer.assumed if kind == "assumed" else ())
    fact: str | None = None
    found = []
    for text in lines:
        bare = text.lstrip(" ")
        level = max((len(text) - len(bare)) // 2 - 1, 0)
        if kind == "assumed" and level == 0:
            fact = next(assumed).fact
        found.append(Line(bare, level, fact))
    return Section(kind, heading, tuple(found))
