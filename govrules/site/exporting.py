"""The decisions of a question as data for the form: what it offers, the tree that it walks, and the answers."""

from __future__ import annotations

import json
from typing import Any

from ..engine.explaining import words_of
from ..engine.phrases import KEYWORDS
from ..language.question import spelt_value
from ..rulebook import Rulebook
from .choices import FIRST_VALUE, Choices
from .decisions import Decisions
from .fragments import Line, Section, Told

LANGUAGES = ("zh", "en")
STATUSES = ("answered", "conditional", "silent", "truncated", "not_in_force")


def script(function: str, *arguments: Any) -> str:
    """A script that hands data to a function of the site; pages opened from a disk can load nothing else."""
    said = (json.dumps(argument, ensure_ascii=False, separators=(",", ":")) for argument in arguments)
    return f"govrulesSite.{function}({','.join(said)});\n"


def exported(book: Rulebook, decisions: Decisions, outside: Told) -> dict[str, Any]:
    """The data of one question of one rulebook; `outside` is the answer for a day on which it is not in force.

    Texts and sections stand once each in `texts` and `sections`, by language; a line is the number of its text,
    or that with its level, the fact that it assumes and the fact whose number stands in it.
    """
    tables = _Tables()
    instrument = book.instrument
    answers = [tables.answer(told) for told in decisions.answers]
    answers.append(tables.answer(outside))
    asked = {choices.name for choices in decisions.asked}
    return {
        "version": book.version,
        "inForce": [_day(instrument.in_force_from), _day(instrument.in_force_until)],
        "facts": [_fact(book, decisions, choices) for choices in decisions.asked],
        "without": [
            _labels(choices)
            for name, choices in decisions.choices.items()
            if name not in asked and name not in decisions.unasked and choices.use.reading is None
        ],
        "unasked": [_labels(choices) for name, choices in decisions.choices.items() if name in decisions.unasked],
        "nodes": decisions.nodes,
        "root": decisions.root,
        "answers": answers,
        "notInForce": len(answers) - 1,
        "refusals": [[error.text(lang) for lang in LANGUAGES] for error in decisions.refusals],
        "sections": {lang: tables.sections[lang] for lang in LANGUAGES},
        "texts": {lang: tables.texts[lang] for lang in LANGUAGES},
    }


def _day(date: Any) -> str | None:
    return None if date is None else date.isoformat()


def _labels(choices: Choices) -> list[str]:
    return [choices.use.label(lang) for lang in LANGUAGES]


def _fact(book: Rulebook, decisions: Decisions, choices: Choices) -> dict[str, Any]:
    """A fact for the form: its labels and, in the order of the vocabulary, its values with their codes."""
    use = choices.use
    shown: dict[str, Any] = {"name": use.name, "label": _labels(choices), "unknown": choices.unknown}
    if choices.codes:
        shown["options"] = [
            [spelt_value(value), code, *_value_labels(book, decisions.question, choices, value)]
            for value, code in choices.codes.items()
        ]
    else:
        shown |= {"starts": list(choices.starts), "first": FIRST_VALUE, "least": use.minimum, "most": use.maximum}
        if use.unit is not None:
            shown["unit"] = [use.unit(lang) for lang in LANGUAGES]
    if use.default is not None:
        shown["usual"] = spelt_value(use.default)
    if use.name in decisions.beside:
        shown["beside"] = True
    return shown


def _value_labels(book: Rulebook, question: str, choices: Choices, value: Any) -> list[str]:
    if isinstance(value, bool):
        return [KEYWORDS["zh"]["true" if value else "false"], "yes" if value else "no"]
    compiled = book.compiled(question)
    return [words_of(compiled, lang).fact_value(choices.name, value)[1] for lang in LANGUAGES]


class _Tables:
    """Texts and sections by number, each once."""

    def __init__(self) -> None:
        self.texts: dict[str, list[str]] = {lang: [] for lang in LANGUAGES}
        self.sections: dict[str, list[Any]] = {lang: [] for lang in LANGUAGES}
        self._known: dict[Any, int] = {}

    def answer(self, told: Told) -> list[Any]:
        """An answer: its status, its sections in each language, the facts that it needs."""
        numbers = [[self._section(lang, section) for section in getattr(told, lang)] for lang in LANGUAGES]
        return [STATUSES.index(told.status), *numbers, *([list(told.needs)] if told.needs else [])]

    def _section(self, lang: str, section: Section) -> int:
        key = lang, section
        if key not in self._known:
            lines = [self._line(lang, line) for line in section.lines]
            self._known[key] = len(self.sections[lang])
            self.sections[lang].append([section.kind, section.heading, lines])
        return self._known[key]

    def _line(self, lang: str, line: Line) -> Any:
        key = lang, line.text
        if key not in self._known:
            self._known[key] = len(self.texts[lang])
            self.texts[lang].append(line.text)
        more = [line.level, line.assumes, line.number]
        while more and not more[-1]:
            more.pop()
        return [self._known[key], *more] if more else self._known[key]
