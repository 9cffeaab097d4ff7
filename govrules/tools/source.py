"""What is in doubt in the numbering of a source text."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ..loading.source import ARTICLE, NUMBERED, NUMERAL, Cutter, first_words, numeral_value
from ..messages import Words
from ..model.base import FrozenMapping
from .findings import Finding

LIKE_ARTICLE = rf"第\s*(?P<article>{NUMERAL}|\d{{1,6}})\s*条"
LIKE_NUMBERED = rf"(?P<numbered>{NUMERAL})\s*[、.．]"
AT_START = re.compile(rf"[\W_]*(?:{LIKE_ARTICLE}|{LIKE_NUMBERED})")
INSIDE = re.compile(rf"(?<=[。；：！？;:!?）)】\s])(?:{LIKE_ARTICLE}|{LIKE_NUMBERED})")
"""What looks like the start of an article to a reader: other digits, blanks and marks as well."""


def numbering(text: str, file: str | None = None) -> Iterator[Finding]:
    """What is in doubt in the numbering of articles, as warnings with their lines of the text.

    `source.gap`: numbers that were expected and not found. `source.stray`: what looks like the start
    of an article and was not taken for one: a line out of sequence, or, where a number was not found,
    what stands inside a line or is written in another manner (第4条).
    """
    cutter = Cutter(text)
    found = set(cutter.begun.values())
    article = 0
    for index, line in cutter.lines:
        begun = cutter.begun.get(index)
        if begun is not None:
            if begun > article + 1:
                several = begun > article + 2
                missing = (
                    Words("articles_are", first=article + 1, last=begun - 1)
                    if several
                    else Words("article_is", number=article + 1)
                )
                before = Words("article", number=article) if article else Words("beginning")
                yield _doubt("source.gap", file, index, missing=missing, number=begun, before=before)
            article = begun
        expected = article + 1
        start = AT_START.match(line) if begun is None else None
        for match in (*([start] if start else []), *INSIDE.finditer(line)):
            numeral = match["article"] or match["numbered"]
            number = int(numeral) if numeral.isdecimal() else numeral_value(numeral)
            own_style = (match["article"] is not None) == (cutter.marker is ARTICLE)
            lacking = number == expected and number not in found
            if lacking and (own_style or cutter.marker is NUMBERED):
                expected += 1
            elif match is not start or not own_style:
                continue
            place = Words("article", number=article) if article else Words("preamble")
            words = first_words(line[match.start() :])
            yield _doubt("source.stray", file, index, place=place, words=words)


def _doubt(code: str, file: str | None, index: int, **parameters: object) -> Finding:
    return Finding(code, FrozenMapping(parameters), file, index + 1)
