"""The language, from its grammars: keywords in both languages, units, forms."""

from __future__ import annotations

import re
from collections.abc import Iterator

from govrules.language.grammars import data_folder
from govrules.language.values import DIMENSIONS, SPELLINGS, UNITS

from .tables import code, table

MEANINGS = {
    "_AND": "both",
    "_OR": "at least one",
    "NOT": "the opposite",
    "IN": "one of several values",
    "TRUE": "yes",
    "FALSE": "no",
    "COMPARISON": "comparison",
    "PLUS": "sum",
    "MINUS": "difference",
    "TIMES": "product",
    "DIVIDED": "quotient",
}
"""The terminals of grammar/condition.lark that are words, and what each means."""
CHINESE = re.compile(r"[一-鿿]")


def grammar(name: str) -> str:
    """The text of a grammar, as a block."""
    text = (data_folder("grammar") / f"{name}.lark").read_text(encoding="utf-8")
    return f"```text\n{text.rstrip()}\n```"


def keywords() -> str:
    """The keywords of conditions: what each means, in English and in Chinese."""
    return table(("means", "English, or a sign", "Chinese"), _keywords())


def _keywords() -> Iterator[tuple[str, str, str]]:
    text = (data_folder("grammar") / "condition.lark").read_text(encoding="utf-8")
    for terminal, means in MEANINGS.items():
        found = re.search(rf"^{terminal}(?:\.\d)?: (.*)$", text, re.MULTILINE)
        if found is None:
            raise ValueError(f"grammar/condition.lark has no terminal {terminal}")
        words = spellings(found[1])
        chinese = [word for word in words if CHINESE.search(word)]
        yield means, " ".join(code(word) for word in words if word not in chinese), "、".join(map(code, chinese))


def spellings(pattern: str) -> list[str]:
    """What a terminal spells: the alternatives of its pattern."""
    if pattern.startswith('"'):
        return [pattern.strip('"')]
    body = re.sub(r"\(\?![^)]*\)", "", pattern.strip("/"))
    if re.fullmatch(r"\[.*\]", body):
        return list(body[1:-1].replace("\\", ""))
    return [word for word in re.split(r"[|()]", body) if word]


def units() -> str:
    """The units of quantities, by dimension. Quantities of two dimensions are never compared."""
    rows = []
    for dimension in DIMENSIONS:
        names = [unit for unit, (of, _) in UNITS.items() if of == dimension]
        words = [f"{code(word)}" for word, (unit, _) in SPELLINGS.items() if unit in names]
        rows.append((code(dimension), " ".join(map(code, names)), "、".join(words)))
    return table(("dimension", "English", "Chinese"), rows)


PAGE_FUNCTIONS = (grammar, keywords, units)
