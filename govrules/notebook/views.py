"""Answers, outcomes and questions as what the templates show."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import groupby
from typing import TYPE_CHECKING, Any

from ..drawing.describing import describe_answer, describe_outcome, describe_rules
from ..drawing.description import CONDITION, REQUIRES, Description, Panel
from ..drawing.svg import to_svg
from ..engine.answer import Answer
from ..engine.explaining import sections
from ..engine.phrases import PHRASES
from ..engine.question import CompiledQuestion
from ..loading.source import squeezed
from ..model.chain import Chain
from ..model.citations import Citation
from ..model.outcome import Outcome
from .bundles import bundle, html

if TYPE_CHECKING:
    from markupsafe import Markup

Texts = Callable[[Citation], str | None]
"""The whole article of a citation, where the source texts are at hand."""

WORDS = {
    "zh": {"picture": "流程图", "steps": "逐步的文字", "article": "全文", "facts": "可以给出的情形"},
    "en": {"picture": "the chain", "steps": "the steps in words", "article": "the whole article", "facts": "facts"},
}


@dataclass(frozen=True)
class Cited:
    """What is cited of one place: the words, and the whole article in pieces, each with whether it is cited."""

    place: str
    quotes: tuple[str, ...]
    article: tuple[tuple[str, bool], ...] = ()


@dataclass(frozen=True)
class Case:
    """An outcome: what stands above it, its picture, and its words (a list where `numbered`)."""

    kind: str
    heading: tuple[str, ...]
    picture: Markup | None
    words: tuple[str, ...]
    numbered: bool
    within: bool
    cited: tuple[Cited, ...] = ()


def answer_bundle(question: CompiledQuestion, answer: Answer, plain: str, texts: Texts, lang: str) -> dict[str, str]:
    """An answer for a notebook."""
    description = describe_answer(question, answer, lang)
    shown = bundle(plain, "answer", **answer_parts(question, answer, description, texts, lang))
    return shown | {"image/svg+xml": to_svg(description)} if _has_chain(description) else shown


def answer_parts(
    question: CompiledQuestion, answer: Answer, description: Description, texts: Texts, lang: str
) -> dict[str, Any]:
    """What the template of an answer shows."""
    phrases = PHRASES[lang]
    return {
        "lang": lang,
        "words": WORDS[lang],
        "phrases": phrases,
        "title": description.title.rpartition(" — ")[0],
        "status": answer.status,
        "asked": answer.asked,
        "decision": [line.text for line in description.decision],
        "cases": [shown_case(description, panel) for panel in description.panels],
        "sections": [(phrases[code], lines) for code, lines in sections(question, answer, lang) if lines],
        "assumed": phrases["assumed"],
        "citations": [
            (phrases[code], cited_places(citations, texts, lang))
            for code, citations in (("citations", answer.citations), ("nearest", answer.nearest))
            if citations
        ],
    }


def outcome_bundle(question: CompiledQuestion, outcome: Outcome, lang: str) -> dict[str, str]:
    """An outcome for a notebook; a chain also as SVG."""
    description = describe_outcome(question, outcome, lang)
    cases = [shown_case(description, panel) for panel in description.panels]
    plain = description.words
    shown = bundle(plain, "outcome", lang=lang, words=WORDS[lang], title=description.title, cases=cases)
    return shown | {"image/svg+xml": to_svg(description)} if isinstance(outcome, Chain) else shown


def rules_page(question: CompiledQuestion, asks: str, facts: Iterable[tuple[str, str]], texts: Texts, lang: str) -> str:
    """A whole page on what the rules of a question say. GovrulesError where jinja2 is not installed."""
    description = describe_rules(question, lang)
    cases = []
    for panel, rule in zip(description.panels, question.rules.values(), strict=True):
        cited = cited_places([question.book.citation(citation) for citation in rule.citations], texts, lang)
        heading = panel.heading[: len(panel.heading) - len(rule.citations)]
        cases.append(replace(shown_case(description, replace(panel, heading=heading)), cited=cited))
    return html(
        "rules",
        lang=lang,
        words=WORDS[lang],
        phrases=PHRASES[lang],
        title=description.title,
        asks=asks,
        facts=list(facts),
        cases=cases,
    )


def _has_chain(description: Description) -> bool:
    return any(panel.block is not None for panel in description.panels)


def shown_case(description: Description, panel: Panel) -> Case:
    """An outcome of a description, with a picture of its own where it is a chain."""
    heading = tuple(line.text for line in panel.heading)
    if panel.block is None:
        lines = tuple(line.text for line in panel.body)
        return Case(panel.kind, heading, None, lines, False, panel.within is not None)
    bare = replace(panel, heading=(), within=None, kind="value")
    title = " ".join([description.title, *heading])
    picture = to_svg(replace(description, title=title, heading=(), panels=(bare,), decision=()))
    return Case(panel.kind, heading, _markup(picture), tuple(_steps(panel)), True, panel.within is not None)


def _markup(svg: str) -> Markup | None:
    """The picture as HTML that is not escaped again: ElementTree has done so."""
    try:
        from markupsafe import Markup
    except ImportError:
        return None
    return Markup(svg)


def _steps(panel: Panel) -> Iterator[str]:
    for box in panel.boxes:
        if box.lane is not None:
            said = [line.text for line in box.lines if line.role not in (CONDITION, REQUIRES)]
            marked = [f"（{line.text}）" for line in box.lines if line.role in (CONDITION, REQUIRES)]
            yield " ".join(said) + "".join(marked)


def cited_places(citations: Iterable[Citation], texts: Texts, lang: str) -> tuple[Cited, ...]:
    """What is cited, place by place."""
    places: dict[str, list[Citation]] = {}
    for citation in citations:
        place = citation.spelt if lang == "zh" else f"{citation.provision} {citation.spelt}"
        places.setdefault(place, []).append(citation)
    found = []
    for place, cited in places.items():
        quotes = tuple(dict.fromkeys(citation.quote for citation in cited))
        text = texts(cited[0])
        found.append(Cited(place, quotes, () if text is None else tuple(marked_pieces(text, quotes))))
    return tuple(found)


def marked_pieces(text: str, quotes: Iterable[str]) -> Iterator[tuple[str, bool]]:
    """A text in pieces, those that are quoted marked; compared as quotations are (`squeezed`)."""
    whole, origin = "", []
    for number, character in enumerate(text):
        bare = squeezed(character)
        whole += bare
        origin += [number] * len(bare)
    marked = [False] * len(text)
    for quote in quotes:
        wanted = squeezed(quote)
        start = whole.find(wanted)
        if start >= 0:
            first, last = origin[start], origin[start + len(wanted) - 1]
            marked[first : last + 1] = [True] * (last + 1 - first)
    for cited, run in groupby(range(len(text)), marked.__getitem__):
        yield "".join(text[number] for number in run), cited
