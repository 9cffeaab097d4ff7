"""Provisions and citations: `51.1`, `40.2(3)`, `95.1(1)(5)`; `0.1` precedes article 1."""

import functools
import re
from typing import Annotated, Any

from .base import Model, Read, Text, refuse

DIGITS = "零一二三四五六七八九"
PROVISION = re.compile(r"(0|[1-9]\d{0,3})(?:\.([1-9]\d{0,2})((?:\([1-9]\d{0,2}\)){0,3}))?")


@functools.cache
def chinese_numeral(number: int) -> str:
    """51 -> 五十一."""
    numeral = _short_numeral(number) if 0 < number < 10_000 else _long_numeral(number)
    return numeral.removeprefix("一") if numeral.startswith("一十") else numeral


def _short_numeral(number: int) -> str:
    """That of a number of up to four digits, as every provision has: to import cn2an takes longer than to answer
    a question."""
    text = ""
    for unit in ("", "十", "百", "千"):
        number, digit = divmod(number, 10)
        if digit:
            text = DIGITS[digit] + unit + text
        elif text and not text.startswith(DIGITS[0]):
            text = DIGITS[0] + text
        if not number:
            break
    return text


def _long_numeral(number: int) -> str:
    import cn2an

    numeral: str = cn2an.an2cn(str(number), "low")
    return numeral


@functools.total_ordering
class Provision(Model):
    """A place in an instrument: an article, or a paragraph of it, or an item of that."""

    article: int
    paragraph: int | None = None
    items: tuple[int, ...] = ()

    def __str__(self) -> str:
        paragraph = "" if self.paragraph is None else f".{self.paragraph}"
        return f"{self.article}{paragraph}{''.join(f'({item})' for item in self.items)}"

    def __lt__(self, other: "Provision") -> bool:
        return self._key < other._key

    @property
    def _key(self) -> tuple[Any, ...]:
        return self.article, self.paragraph or 0, self.items

    def within(self, other: "Provision") -> bool:
        """Whether this place is the other, or part of it."""
        if self.article != other.article or other.paragraph is None:
            return self.article == other.article
        return self.paragraph == other.paragraph and self.items[: len(other.items)] == other.items

    def spelt(self, *, single_paragraph: bool = False) -> str:
        """第五十一条第一款第（三）项; without 款 where the article has one paragraph only."""
        if self.article == 0:
            return "正文之前"
        text = f"第{chinese_numeral(self.article)}条"
        if self.paragraph is not None and not single_paragraph:
            text += f"第{chinese_numeral(self.paragraph)}款"
        for level, item in enumerate(self.items):
            text += f"第（{chinese_numeral(item)}）项" if level == 0 else f"第{item}目"
        return text


def parse_provision(text: Any) -> Provision:
    """`95.1(1)(5)` as a Provision; refuses what is not of that form."""
    if isinstance(text, Provision):
        return text
    found = _provision(text) if isinstance(text, str) else None
    if found is None:
        raise refuse("schema.provision", value=text)
    return found


@functools.lru_cache(maxsize=4_096)
def _provision(text: str) -> Provision | None:
    """The provision, one object for all that cite it; None where that is none."""
    match = PROVISION.fullmatch(text)
    if match is None:
        return None
    article, paragraph, items = match.groups()
    numbers = tuple(int(item) for item in re.findall(r"\d+", items or ""))
    return Provision.made(article=int(article), paragraph=int(paragraph) if paragraph else None, items=numbers)


ProvisionText = Annotated[Provision, Read(parse_provision, write=str)]


class Quotation(Model):
    """A provision and its operative words, as a rule gives them."""

    cite: ProvisionText
    quote: Text


class Citation(Model):
    """The place in the source that an answer rests on, with the words that it quotes.

    `article`, `paragraph`, `item` (the first level of items; `items` holds all levels) say where;
    `spelt` is the place as a clerk writes it (第五十一条第一款).
    """

    rulebook: str
    article: int
    paragraph: int | None
    item: int | None
    items: tuple[int, ...]
    quote: str
    spelt: str

    @property
    def provision(self) -> Provision:
        """The place as a Provision; `str()` of it is the short form, `51.1`."""
        return Provision.made(article=self.article, paragraph=self.paragraph, items=self.items)

    def to_dict(self) -> dict[str, Any]:
        """For JSON."""
        return {
            "provision": str(self.provision),
            "article": self.article,
            "paragraph": self.paragraph,
            "item": self.item,
            "items": list(self.items),
            "quote": self.quote,
            "spelt": self.spelt,
        }
