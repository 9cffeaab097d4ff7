"""One question with the answers of several rulebooks, side by side."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, partial
from typing import Any

from ..model.base import Label
from ..model.citations import Citation
from ..model.outcome import Outcome
from .answer import ANSWERED, NOT_IN_FORCE, SILENT, TRUNCATED, Alternative, Answer, Branch, value_dict
from .compared import Compared
from .deciding import unstated_slots
from .explaining import Wording
from .grouping import grouped, letters_of, verdict_of
from .panel import Panel
from .phrases import PHRASES
from .sharing import Shared
from .table import Tabular, spelt

LANGUAGES = ("zh", "en")


@dataclass(frozen=True)
class Part:
    """What an answer says in one case (`when`; None: in every case), in words."""

    when: Label | None
    status: str
    text: Label
    citations: tuple[Citation, ...]

    def to_dict(self) -> dict[str, Any]:
        """For JSON."""
        return {
            "when": None if self.when is None else spelt(self.when),
            "status": self.status,
            "text": spelt(self.text),
            "citations": [citation.to_dict() for citation in self.citations],
        }


@dataclass(frozen=True)
class Asking:
    """How several rulebooks were asked; `day` is the day on which they were, `how` what `ask` was given besides."""

    panel: Panel
    facts: Shared
    day: datetime.date
    how: Mapping[str, Any]

    def answer(self, place: int) -> Answer:
        """The answer of the rulebook at that place of the panel."""
        facts = self.facts.each[self.facts.of[place]]
        return self.panel.books[place]._ask_on(self.day, self.panel.question, facts, **self.how)


@dataclass(frozen=True, eq=False, repr=False)
class Row:
    """What one rulebook answers. `group` is the letter of the group that it belongs to, None where it rules on
    no case of the question. Its answer is put into words, and where need be asked for, when somebody looks:
    RuleConflict where its rules contradict each other in a case beside the one asked about."""

    rulebook: str
    label: Label
    group: str | None
    not_compared: str | None
    _asking: Asking | None
    _place: int

    @cached_property
    def answer(self) -> Answer:
        """The answer."""
        assert self._asking is not None
        return self._asking.answer(self._place)

    @cached_property
    def parts(self) -> tuple[Part, ...]:
        """What it says in words: one entry, or one for each branch of a conditional answer."""
        assert self._asking is not None
        return _parts(self._asking.panel.books[self._place], self.answer)

    @property
    def _whole(self) -> tuple[Any, ...]:
        return self.rulebook, self.label, self.answer, self.parts, self.group, self.not_compared

    def __eq__(self, other: object) -> bool:
        return self._whole == other._whole if isinstance(other, Row) else NotImplemented

    def __hash__(self) -> int:
        return hash((self.rulebook, self.group))

    def __repr__(self) -> str:
        names = ("rulebook", "label", "answer", "parts", "group", "not_compared")
        return f"Row({', '.join(f'{name}={value!r}' for name, value in zip(names, self._whole, strict=True))})"

    def __getstate__(self) -> dict[str, Any]:
        return {**self.__dict__, "answer": self.answer, "parts": self.parts, "_asking": None}

    @property
    def status(self) -> str:
        """The status of the answer."""
        return self.answer.status

    @property
    def value(self) -> Any:
        """The outcome, where one stands whatever the missing facts are."""
        return self.answer.value

    @property
    def by_default(self) -> bool:
        """Whether the text says 一般 or 原则上."""
        return self.answer.by_default

    @property
    def permitted(self) -> str | None:
        """The text's word where the value is itself a permission."""
        return self.answer.permitted

    @property
    def citations(self) -> tuple[Citation, ...]:
        """What the answer rests on."""
        return self.answer.citations

    def to_dict(self) -> dict[str, Any]:
        """For JSON."""
        return {
            "rulebook": self.rulebook,
            "label": spelt(self.label),
            "group": self.group,
            "status": self.status,
            "value": value_dict(self.value),
            "by_default": self.by_default,
            "permitted": self.permitted,
            "parts": [part.to_dict() for part in self.parts],
            "citations": [citation.to_dict() for citation in self.citations],
            "not_compared": self.not_compared,
        }


@dataclass(frozen=True, eq=False)
class Comparison(Tabular):
    """One question, put to several rulebooks.

    `groups` are the names (an id, or `kangle@2019`) of those that say the same, the largest group first;
    `undecided` those whose answers are alike but for words of the text that the vocabulary has no name
    for, of which it is not known whether they say the same; `silent`, `truncated` (the source of some
    case is lost) and `not_in_force` those that rule on no case of it.
    """

    question: str
    label: Label
    asked: str
    groups: tuple[tuple[str, ...], ...]
    undecided: tuple[tuple[str, ...], ...]
    silent: tuple[str, ...]
    truncated: tuple[str, ...]
    not_in_force: tuple[str, ...]
    _made: Callable[[], tuple[Row, ...]] | None = field(repr=False)

    @cached_property
    def rows(self) -> tuple[Row, ...]:
        """What each rulebook answers, in the order in which they were asked."""
        assert self._made is not None
        return self._made()

    @property
    def _summary(self) -> tuple[Any, ...]:
        found = (self.groups, self.undecided, self.silent, self.truncated, self.not_in_force)
        return self.question, self.label, self.asked, *found

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Comparison):
            return NotImplemented
        return self._summary == other._summary and self.rows == other.rows

    def __hash__(self) -> int:
        return hash(self._summary)

    def __getstate__(self) -> dict[str, Any]:
        return {**self.__dict__, "rows": self.rows, "_made": None}

    def __str__(self) -> str:
        return self.to_text()

    @property
    def verdict(self) -> str:
        """`same`: all that answer say the same; `alone`: only one answers; `silent`: none does;
        `undecided`: it turns on the text's own words whether they do; `differs`."""
        return verdict_of(self.groups, self.undecided)

    def title(self, lang: str = "zh") -> str:
        """See Tabular.title."""
        return f"{self.label(lang)} · {self.asked} — {PHRASES[lang][f'verdict_{self.verdict}']}"

    def columns(self) -> tuple[str, ...]:
        """See Tabular.columns."""
        return "rulebook", "government", "group", "status", "case", "answer", "article", "quotation"

    def headings(self, lang: str = "zh") -> tuple[str, ...]:
        """See Tabular.headings."""
        return tuple(PHRASES[lang][f"column_{name}"] for name in self.columns())

    def rows_of_text(self, lang: str = "zh") -> list[tuple[str, ...]]:
        """See Tabular.rows_of_text: a row for each case of each rulebook's answer."""
        phrases = PHRASES[lang]
        return [
            (
                row.rulebook,
                row.label(lang),
                row.group or "",
                phrases[part.status],
                "" if part.when is None else part.when(lang),
                _cell(row, part, lang),
                "\n".join(_places(part.citations, lang)),
                "\n".join(dict.fromkeys(citation.quote for citation in part.citations)),
            )
            for row in self.rows
            for part in row.parts
        ]

    def to_dict(self) -> dict[str, Any]:
        """As JSON data; names are stable."""
        return {
            "question": self.question,
            "label": spelt(self.label),
            "asked": self.asked,
            "verdict": self.verdict,
            "groups": [list(group) for group in self.groups],
            "undecided": [list(group) for group in self.undecided],
            "silent": list(self.silent),
            "truncated": list(self.truncated),
            "not_in_force": list(self.not_in_force),
            "rows": [row.to_dict() for row in self.rows],
        }


def compared(asking: Asking, asked: str) -> Comparison:
    """The comparison of a question; `asked` is its canonical form."""
    panel = asking.panel
    grouping = grouped(panel, asking.facts, asking.how)
    compiled, slot = panel.books[0].question_and_slot(panel.question)
    definition = compiled.scope.definition
    return Comparison(
        question=compiled.name if slot is None else f"{compiled.name}.{slot}",
        label=Label(zh=definition.zh, en=definition.en),
        asked=asked,
        groups=grouping.groups,
        undecided=grouping.undecided,
        silent=grouping.having(SILENT),
        truncated=grouping.having(TRUNCATED),
        not_in_force=grouping.having(NOT_IN_FORCE),
        _made=partial(_rows, asking, grouping.groups, grouping.reasons),
    )


def _rows(asking: Asking, groups: Sequence[Sequence[str]], reasons: Mapping[str, str]) -> tuple[Row, ...]:
    letters = letters_of(groups)
    return tuple(
        Row(book.name, book.label, letters.get(book.name), reasons.get(book.name), asking, place)
        for place, book in enumerate(asking.panel.books)
    )


def _parts(book: Compared, answer: Answer) -> tuple[Part, ...]:
    question, _ = book.question_and_slot(answer.question)
    words = {lang: Wording(question, lang) for lang in LANGUAGES}
    if not answer.branches or answer.status == ANSWERED:
        return (Part(None, answer.status, _label(words, lambda word: _whole(word, answer)), answer.citations),)
    return tuple(
        Part(
            _label(words, lambda word, branch=branch: word.condition(branch.when)),
            branch.status,
            _label(words, lambda word, branch=branch: _branch(word, branch)),
            branch.citations,
        )
        for branch in answer.branches
    )


def _cell(row: Row, part: Part, lang: str) -> str:
    """What is said in one case, with why it was not compared by its meaning."""
    phrases = PHRASES[lang]
    lines = [] if part.text(lang) == phrases[part.status] else [part.text(lang)]
    if row.not_compared is not None:
        lines.append(phrases["not_compared"].format(reason=phrases[row.not_compared]))
    return "\n".join(lines)


def _label(words: Mapping[str, Wording], said: Any) -> Label:
    return Label(**{lang: said(word) for lang, word in words.items()})


def _whole(word: Wording, answer: Answer) -> str:
    said = word.say(answer.status) if answer.value is None else _stated(word, answer, answer.by_default)
    if answer.permitted is not None:
        said += word.say("separator") + word.say("permitted", word=answer.permitted)
    return said + _beside(word, answer.alternatives, answer.unstated)


def _branch(word: Wording, branch: Branch) -> str:
    known = word.question.rules
    rules = [known[name] for name in branch.rules if name in known]
    by_default = any(rule.by_default is not None for rule in rules)
    said = word.say(branch.status) if branch.value is None else _stated(word, branch, by_default)
    left_open = unstated_slots(rules, [branch.value]) if isinstance(branch.value, Outcome) else {}
    return said + _beside(word, branch.alternatives, left_open)


def _stated(word: Wording, answer: Answer | Branch, by_default: bool) -> str:
    requires = "" if answer.requires is None else word.say("requires", when=word.condition(answer.requires))
    default = f"{word.say('separator')}{word.say('default_outcome')}" if by_default else ""
    said = word.inline(answer.value) or word.say("no_value")  # every step may have fallen away
    return said + requires + default


def _beside(word: Wording, alternatives: Iterable[Alternative], left_open: Mapping[str, str]) -> str:
    """What may be done instead and what the text leaves open, each on a line of its own."""
    lines = [f"{word.say('alternatives')} {word.alternative(entry)}" for entry in alternatives]
    lines += [word.unstated(left_open)] if left_open else []
    return "".join(f"\n{line}" for line in lines)


def _places(citations: Iterable[Citation], lang: str) -> list[str]:
    return list(dict.fromkeys(c.spelt if lang == "zh" else str(c.provision) for c in citations))
