"""One question with the answers of several rulebooks, side by side."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ..model.base import Label
from ..model.citations import Citation
from ..model.outcome import Outcome
from .answer import ANSWERED, NOT_IN_FORCE, SILENT, TRUNCATED, Alternative, Answer, Branch, value_dict
from .deciding import unstated_slots
from .explaining import Wording
from .grouping import Compared, grouped, verdict_of
from .phrases import PHRASES
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
class Row:
    """What one rulebook answers. `parts` has one entry, or one for each branch of a conditional answer;
    `group` is the letter of the group that it belongs to, None where it rules on no case of it."""

    rulebook: str
    label: Label
    answer: Answer
    parts: tuple[Part, ...]
    group: str | None
    not_compared: str | None = None

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


@dataclass(frozen=True)
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
    rows: tuple[Row, ...]
    groups: tuple[tuple[str, ...], ...]
    undecided: tuple[tuple[str, ...], ...]
    silent: tuple[str, ...]
    truncated: tuple[str, ...]
    not_in_force: tuple[str, ...]

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


def compared(
    books: Sequence[Compared], question: str, facts: Mapping[str, Mapping[str, Any]], asked: str, **how: Any
) -> Comparison:
    """The comparison of a question; `facts` has those that each rulebook is given, `asked` is the
    canonical form, `how` is what else `ask` takes (as_of, absent, pairs)."""
    answers = {book.name: book.ask(question, facts[book.name], **how) for book in books}
    grouping = grouped(books, question, facts, how)
    letters = grouping.letters
    rows = tuple(
        Row(
            book.name,
            book.label,
            answers[book.name],
            _parts(book, answers[book.name]),
            letters.get(book.name),
            grouping.reasons.get(book.name),
        )
        for book in books
    )
    definition = books[0].question_and_slot(question)[0].scope.definition
    return Comparison(
        question=answers[books[0].name].question,
        label=Label(zh=definition.zh, en=definition.en),
        asked=asked,
        rows=rows,
        groups=grouping.groups,
        undecided=grouping.undecided,
        silent=grouping.having(SILENT),
        truncated=grouping.having(TRUNCATED),
        not_in_force=grouping.having(NOT_IN_FORCE),
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
