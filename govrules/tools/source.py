"""The plain text of an instrument, cut into articles, paragraphs and items.

Reads `第…条` and `一、` numbering; headings of chapters and sections; items （一） and sub-items 1.;
and sentences that a web page broke over two lines. What precedes article 1 is one paragraph, 0.1.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from ..model.citations import Provision

NUMERAL = "[零〇一二三四五六七八九十百千]+"
ARTICLE = re.compile(rf"第({NUMERAL})条[\s　]*(.*)")
NUMBERED = re.compile(rf"({NUMERAL})、(.*)")
HEADING = re.compile(rf"第{NUMERAL}[编章节]")
ITEM = re.compile(rf"[（(]({NUMERAL})[)）](.*)")
SUB_ITEM = re.compile(r"(\d+)[.．、](.*)")
SENTENCE_END = tuple("。；;：:！!？?”）)…")
PUNCTUATION = re.compile(r"[，,。；;：:、？！]")


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


def read_source(path: Path) -> Source:
    """Read and cut a source text. OSError where the file cannot be read."""
    return parse_source(path.read_text(encoding="utf-8-sig"))


def parse_source(text: str) -> Source:
    """Cut a source text into its provisions."""
    lines = [line.strip(" \t\r　") for line in text.splitlines()]
    lines = [line for line in lines if line]
    marker = ARTICLE if any(ARTICLE.match(line) for line in lines) else NUMBERED
    return _Cutter(marker).cut(lines)


def _number(numeral: str) -> int:
    import cn2an

    return int(cn2an.cn2an(numeral.replace("〇", "零"), "normal"))


class _Cutter:
    def __init__(self, marker: re.Pattern[str]) -> None:
        self.marker = marker
        self.paragraphs: dict[tuple[int, int], Item] = {(0, 1): Item("")}
        self.article = 0

    def cut(self, lines: list[str]) -> Source:
        for index, line in enumerate(lines):
            following = lines[index + 1] if index + 1 < len(lines) else ""
            start = self._article_start(line)
            if start is not None:
                self.article += 1
                self.paragraphs[(self.article, 1)] = Item(start)
            elif self.article == 0:
                self.paragraphs[(0, 1)].text += f"{line}\n"
            elif not self._is_heading(line, following):
                self._line(line)
        return Source(self.paragraphs)

    def _article_start(self, line: str) -> str | None:
        """The text after the number, where the line begins the next article."""
        match = self.marker.match(line)
        if match is None or _number(match[1]) != self.article + 1:
            return None
        return match[2]

    def _is_heading(self, line: str, following: str) -> bool:
        if HEADING.match(line) and not PUNCTUATION.search(line):
            return True
        complete = self._last_part().whole.endswith(SENTENCE_END)
        return complete and not PUNCTUATION.search(line) and self._article_start(following) is not None

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
        if item is not None and self._starts_item(_number(item[1])):
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
