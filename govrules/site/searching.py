"""What the search finds: an entry for each question, rule, paragraph and silence, all of it text."""

from __future__ import annotations

from collections.abc import Iterator

from .governments import Article, Government
from .words import WORDS

Entry = tuple[str, str, str, str]
"""The kind (a code), the title, the text, and the page with the place on it."""


def government_entries(government: Government, articles: list[Article], page: str) -> Iterator[Entry]:
    """What is found of one rulebook; `page` is its page."""
    name = government.book.label(government.lang)
    joint = "；" if government.lang == "zh" else "; "
    yield "government", name, government.book.instrument.title, page
    for article in articles:
        for paragraph in article.paragraphs:
            quotes = [said.quote for said in paragraph.said]
            text = "".join(piece for piece, _ in paragraph.text)
            parts = [paragraph.word, paragraph.reason or "", text, *quotes]
            shown = joint.join(part for part in parts if part)
            yield "article", f"{name} {paragraph.place}", shown, f"{page}#{article.anchor}"
            for rule in paragraph.rules:
                said = [rule.when, *(rule.case.words if rule.first else ()), *(f"“{quote}”" for quote in rule.quotes)]
                shown = joint.join(part for part in said if part)
                place = f"{page}#{rule.anchor if rule.first else article.anchor}"
                yield "rule", f"{name} · {rule.label} · {paragraph.place}", shown, place
    for silent in government.silences():
        text = f"{silent.when}{joint}{silent.reason}"
        yield "silence", f"{name} · {silent.label}", text, f"{page}#silences"


def question_entries(government: Government, questions: list[str]) -> Iterator[Entry]:
    """What is found of the questions themselves: their names, also those in the other language."""
    for question in questions:
        definition = government.data.scopes[question].definition
        other = "en" if government.lang == "zh" else "zh"
        words = [definition.asks(government.lang), question, definition(other), definition.asks(other)]
        yield "question", definition(government.lang), " · ".join(words), f"questions/{question}.html"


def kinds(lang: str) -> dict[str, str]:
    """The words for the kinds of entries."""
    return {kind: WORDS[lang][f"kind_{kind}"] for kind in ("question", "rule", "article", "silence", "government")}
