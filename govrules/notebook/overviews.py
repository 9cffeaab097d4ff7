"""Rulebooks at a glance."""

from __future__ import annotations

from collections.abc import Mapping

from ..engine.answer import Answer
from ..engine.phrases import PHRASES
from ..model.book import BookData
from ..model.rulebook import RulebookFile
from .bundles import table_bundle

HEADERS = {
    "zh": {
        "question": "问题",
        "asks": "问",
        "rules": "规则数",
        "articles": "条款",
        "government": "政府",
        "instrument": "规则",
        "in_force": "施行",
        "lost": "原文缺失",
        "outcome": "结果",
        "status": "状态",
        "rows": "行数",
        "says": "答案",
    },
    "en": {
        "question": "question",
        "asks": "asks",
        "rules": "rules",
        "articles": "provisions",
        "government": "government",
        "instrument": "instrument",
        "in_force": "in force from",
        "lost": "lost in the source",
        "outcome": "outcome",
        "status": "status",
        "rows": "rows",
        "says": "answer",
    },
}


def book_bundle(data: BookData, lang: str) -> dict[str, str]:
    """A rulebook: its questions, with the number of rules and their provisions."""
    words, header = HEADERS[lang], data.header
    lost = header.lost.questions if header.lost is not None else ()
    rows = []
    for name, scope in data.scopes.items():
        rules = data.rules.get(name, ())
        places = dict.fromkeys(sorted({citation.cite for rule in rules for citation in rule.citations}))
        has = [str(len(rules))] if rules else []
        has += [words["lost"]] if name in lost else []
        state = " + ".join(has) or PHRASES[lang]["silent"]
        rows.append((name, scope.definition.asks(lang), state, ", ".join(map(str, places))))
    names = [words[key] for key in ("question", "asks", "rules", "articles")]
    title = f"{header.label(lang)} · {header.instrument.title}"
    return table_bundle(title, names, rows, [f"{data.id} · {header.version}"], lang)


def books_bundle(headers: Mapping[str, RulebookFile], lang: str) -> dict[str, str]:
    """Several rulebooks, a row each, without loading them whole."""
    words = HEADERS[lang]
    rows = []
    for name, header in headers.items():
        begun = header.instrument.in_force_from
        rows.append((name, header.label(lang), header.instrument.title, "" if begun is None else begun.isoformat()))
    names = ["id", *(words[key] for key in ("government", "instrument", "in_force"))]
    return table_bundle("govrules", names, rows, lang=lang)


def frame_bundle(
    title: str, outcomes: Mapping[str, Answer], counts: Mapping[str, int] | None, lang: str
) -> dict[str, str]:
    """What a frame was answered: a row for each outcome, the most frequent first, as far as there is room."""
    words, most = HEADERS[lang], 20
    order = sorted(outcomes, key=lambda key: -counts[key]) if counts is not None else list(outcomes)
    rows = []
    for key in order[:most]:
        answer = outcomes[key]
        says = "" if answer.value is None else str(answer.value)
        cited = ", ".join(dict.fromkeys(str(citation.provision) for citation in answer.citations))
        rows.append((key, *([] if counts is None else [f"{counts[key]:,}"]), PHRASES[lang][answer.status], says, cited))
    names = [words[key] for key in ("outcome", *([] if counts is None else ["rows"]), "status", "says", "articles")]
    rest = len(order) - most
    return table_bundle(title, names, rows, [f"+ {rest}"] if rest > 0 else [], lang)
