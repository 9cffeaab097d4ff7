"""The words of a phrase that no vocabulary has: function words, numbers, dates (grammar/phrase.lark)."""

from __future__ import annotations

import datetime
import functools
import re
from collections.abc import Iterator, Mapping
from fractions import Fraction

from ..language.grammars import FULL_WIDTH, data_folder

NUMERALS = "零一二三四五六七八九"
SIGNS = {ord("’"): "'", ord("‘"): "'", ord("_"): " "}
HYPHEN = re.compile("(?<=[a-z])-(?=[a-z])")


def plain(text: str) -> str:
    """The text in half width and small letters; one character for one, so that places stay true."""
    narrow = text.translate(FULL_WIDTH).translate(SIGNS)
    return HYPHEN.sub(" ", "".join(small if len(small := letter.lower()) == 1 else letter for letter in narrow))


@functools.cache
def terminals() -> Mapping[str, re.Pattern[str]]:
    """The terminals of grammar/phrase.lark by name, as patterns."""
    from lark import Lark

    grammar = (data_folder("grammar") / "phrase.lark").read_text(encoding="utf-8")
    return {entry.name: re.compile(entry.pattern.to_regexp()) for entry in Lark(grammar, parser="earley").terminals}


def matches(text: str, position: int) -> Iterator[tuple[str, int]]:
    """What stands at a position: (terminal, end), every terminal that matches there, as far as it goes."""
    for name, pattern in terminals().items():
        found = pattern.match(text, position)
        if found is not None and found.end() > position and at_edge(text, position, found.end()):
            yield name, found.end()


def at_edge(text: str, start: int, end: int) -> bool:
    """Whether no Latin word or number is cut in two there."""
    return not (_joined(text, start) or _joined(text, end))


def _joined(text: str, place: int) -> bool:
    if not 0 < place < len(text):
        return False
    before, after = text[place - 1], text[place]
    letters = before.isascii() and after.isascii() and before.isalpha() and after.isalpha()
    return letters or (before.isdigit() and after.isdigit() and before.isascii())


def number(text: str) -> Fraction | None:
    """The exact number that digits or Chinese numerals write; None where they write none (百千)."""
    if text == "半":
        return Fraction(1, 2)
    if text[0].isdigit() and text[0].isascii():
        return None if text.endswith("/0") else Fraction(text)
    if "分之" in text:
        below, above = (number(part) for part in text.split("分之"))
        return None if not below or above is None else above / below
    import cn2an

    try:
        return Fraction(cn2an.cn2an(text.replace("〇", "零"), "smart"))
    except ValueError:
        return None


def date(text: str) -> datetime.date | None:
    """The day that the text writes; None where there is no such day."""
    parts = [number(part) for part in re.split(r"[-/年月日号]", text) if part]
    try:
        year, month, day = (int(part) for part in (_year(text), parts[1], parts[2]) if part is not None)
        return datetime.date(year, month, day)
    except ValueError:
        return None


def year(text: str) -> int | None:
    """The year that the text writes."""
    found = _year(text)
    return found if found is not None and datetime.MINYEAR <= found <= datetime.MAXYEAR else None


def _year(text: str) -> int | None:
    digits = re.search(r"\d{4}|[〇零一二三四五六七八九]{4}", text)
    if digits is None:
        return None
    return int("".join(sign if sign.isascii() else str(NUMERALS.index(sign)) for sign in digits[0].replace("〇", "零")))
