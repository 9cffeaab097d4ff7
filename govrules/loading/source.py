"""The plain text of an instrument, cut into articles, paragraphs and items.

Reads `第…条` and `一、` numbering; headings of chapters and sections; items （一） and sub-items 1.;
and sentences that a web page broke over two lines. What precedes article 1 is one paragraph, 0.1.
Where the text lacks an article, cutting goes on with the next; `tools.source.numbering` reports what is in doubt.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from ..errors import GovrulesError
from ..model.citations import Provision

NUMERAL = "[零〇一二三四五六七八九十百千]+"
ARTICLE = re.compile(rf"第[ 　]*({NUMERAL})[ 　]*条[\s　]*(.*)")
NUMBERED = re.compile(rf"({NUMERAL})、(.*)")
HEADING = re.compile(rf"第{NUMERAL}[编章节]")
ITEM = re.compile(rf"[（(]({NUMERAL})[)）](.*)")
SUB_ITEM = re.compile(r"(\d{1,4})[.．、](.*)")
SENTENCE_END = tuple("。；;：:！!？?”）)…")
PUNCTUATION = re.compile(r"[，,。；;：:、？！]")
BLANKS = " \t\r　\xa0\u200b\ufeff"


@dataclass
class Item:
    """An item of a paragraph, with its sub-items."""

    text: str
    items: list[Item] = field(default_factory=list)

    @property
    def whole(self) -> str:
        """The text with that of the sub-items."""
        return self.text + "".join(item.whole for item in self.items)


@dataclass(frozen=True)
class Source:
    """An instrument's text by provision: (article, paragraph) -> the paragraph with its items."""

    paragraphs: Mapping[tuple[int, int], Item]

    def text(self, provision: Provision) -> str | None:
        """The whole text of a provision; None where there is no such provision."""
        if provision.paragraph is None:
            parts = [item.whole for (article, _), item in self.paragraphs.items() if article == provision.article]
            return "".join(parts) or None
        part = self.paragraphs.get((provision.article, provision.paragraph))
        for number in provision.items:
            part = part.items[number - 1] if part and number <= len(part.items) else None
        return None if part is None else part.whole

    def find(self, quote: str) -> Provision | None:
        """The first paragraph that holds the quotation."""
        wanted = squeezed(quote)
        for (article, paragraph), part in self.paragraphs.items():
            if wanted in squeezed(part.whole):
                return Provision(article=article, paragraph=paragraph)
        return None


def squeezed(text: str) -> str:
    """Text as quotations are compared: without white space, full-width and half-width alike."""
    return "".join(unicodedata.normalize("NFKC", text).split())


def first_words(text: str, limit: int = 24) -> str:
    """The beginning of a text on one line, as a comment or a message shows it."""
    words = "".join(character for character in " ".join(text.split()) if character.isprintable())
    return words if len(words) <= limit else f"{words[:limit]}…"


def read_text(path: Path) -> str:
    """The text of a file. OSError where it cannot be read, GovrulesError where it is not UTF-8."""
    try:
        return path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        raise GovrulesError("load.not_utf8", file=str(path)) from None


def read_source(path: Path) -> Source:
    """Read and cut a source text; raises what `read_text` raises."""
    return parse_source(read_text(path))


def parse_source(text: str) -> Source:
    """Cut a source text into its provisions."""
    return Cutter(text).source


def numeral_value(numeral: str) -> int:
    """A Chinese numeral as a number; 0 for what is none (百千), or larger than any article."""
    import cn2an

    try:
        number = int(cn2an.cn2an(numeral.replace("〇", "零"), "normal"))
    except ValueError:
        return 0
    return number if number < 10_000 else 0


def _starts(lines: list[tuple[int, str]], marker: re.Pattern[str]) -> dict[int, int]:
    """The lines that begin with a number in the style of the marker: index -> number."""
    matches = ((index, marker.match(line)) for index, line in lines)
    return {index: numeral_value(match[1]) for index, match in matches if match is not None}


class Cutter:
    """Cuts a text into `source`. `lines` are those that are not blank, by index; `begun` says which of them
    begin an article."""

    def __init__(self, text: str) -> None:
        stripped = ((index, line.strip(BLANKS)) for index, line in enumerate(text.splitlines()))
        self.lines = [(index, line) for index, line in stripped if line]
        self.starts, numbered = _starts(self.lines, ARTICLE), _starts(self.lines, NUMBERED)
        self.marker = ARTICLE
        if 1 not in self.starts.values() and len(numbered) >= len(self.starts):
            self.marker, self.starts = NUMBERED, numbered
        self.last_start = {number: index for index, number in self.starts.items()}
        self.begun: dict[int, int] = {}
        self.paragraphs: dict[tuple[int, int], Item] = {(0, 1): Item("")}
        self.article = 0
        self.source = self._cut()

    def _cut(self) -> Source:
        for (index, line), (following, _line) in zip(self.lines, [*self.lines[1:], (-1, "")], strict=False):
            if self._starts_article(index):
                match = self.marker.match(line)
                self.article = self.begun[index] = self.starts[index]
                self.paragraphs[(self.article, 1)] = Item(match[2] if match else "")
            elif self.article == 0:
                self.paragraphs[(0, 1)].text += f"{line}\n"
            elif not self._is_heading(line, following):
                self._line(line)
        return Source(self.paragraphs)

    def _starts_article(self, index: int) -> bool:
        """Whether the line begins the next article, or a later one after articles that the text lacks.

        Then none of those lacking begins a later line, and the one after it does: a reference to an
        article (第十条), broken off from its sentence, is not taken for its start.
        """
        number = self.starts.get(index, 0)
        if number <= self.article + 1 or self.last_start.get(number + 1, -1) < index:
            return number == self.article + 1
        return not any(self.article < other < number and last > index for other, last in self.last_start.items())

    def _is_heading(self, line: str, following: int) -> bool:
        complete = self._last_part().whole.endswith(SENTENCE_END)
        if HEADING.match(line) and not PUNCTUATION.search(line.replace("、", "") if complete else line):
            return True
        return complete and not PUNCTUATION.search(line) and self._starts_article(following)

    def _last_key(self) -> tuple[int, int]:
        return next(reversed(self.paragraphs))

    def _last_part(self) -> Item:
        part = self.paragraphs[self._last_key()]
        while part.items:
            part = part.items[-1]
        return part

    def _line(self, line: str) -> None:
        item, sub_item = ITEM.match(line), SUB_ITEM.match(line)
        paragraph = self.paragraphs[self._last_key()]
        if item is not None and self._starts_item(numeral_value(item[1])):
            self.paragraphs[self._last_key()].items.append(Item(item[2]))
        elif sub_item is not None and paragraph.items and int(sub_item[1]) == len(paragraph.items[-1].items) + 1:
            paragraph.items[-1].items.append(Item(sub_item[2]))
        elif not self._last_part().whole.endswith(SENTENCE_END):
            self._last_part().text += line
        else:
            article, number = self._last_key()
            self.paragraphs[(article, number + 1)] = Item(line)

    def _starts_item(self, number: int) -> bool:
        """Whether an item of that number continues the list of the current paragraph.

        A plain line between two items belongs to the item before it, not to a new paragraph.
        """
        article, last = self._last_key()
        if number == len(self.paragraphs[(article, last)].items) + 1:
            return True
        before = self.paragraphs.get((article, last - 1))
        if before is None or self.paragraphs[(article, last)].items or number != len(before.items) + 1 or number == 1:
            return False
        before.items[-1].text += self.paragraphs.pop((article, last)).text
        return True
