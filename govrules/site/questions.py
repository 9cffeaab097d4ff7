"""The page of a question: what each government answers without any facts, and every rule on it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from ..drawing.describing import describe_answer
from ..engine.explaining import words_of
from ..language import TRUE
from ..notebook.views import answer_parts
from ..rulebook import Rulebook
from .decisions import day_in_force
from .governments import Government
from .pictures import bare_cases


@dataclass(frozen=True)
class Answered:
    """What one government answers: what the template of an answer shows, and its rules (condition, outcome,
    place, anchor on the government's page)."""

    name: str
    label: str
    status: str
    parts: dict[str, Any]
    rules: tuple[tuple[str, str, str, str], ...]


def answered(government: Government, question: str) -> Answered:
    """What a government answers to a question without facts."""
    book, lang = government.book, government.lang
    compiled = book.compiled(question)
    answer = book.ask(question, as_of=day_in_force(book))
    parts = answer_parts(compiled, answer, describe_answer(compiled, answer, lang), book.article, lang)
    parts["cases"] = bare_cases(parts["cases"])
    words = words_of(compiled, lang)
    rules = tuple(
        (
            "" if rule.guard == TRUE else words.condition(rule.guard),
            words.inline(rule.outcome),
            government.place(rule.citations[0].cite),
            government.anchors[question, rule.id],
        )
        for rule in compiled.rules.values()
    )
    return Answered(book.name, book.label(lang), answer.status, parts, rules)


def subjects(book: Rulebook, questions: list[str], lang: str) -> list[tuple[str, list[str]]]:
    """The questions by subject, each with its name."""
    vocabulary = book.data.names.vocabulary
    found: dict[str, list[str]] = {}
    for question in questions:
        found.setdefault(question.partition(".")[0], []).append(question)
    named = {name: entry(lang) for name, entry in vocabulary.subjects.items()}
    return [(named.get(name, name), entries) for name, entries in found.items()]
