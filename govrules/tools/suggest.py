"""The cases that are missing, as YAML that waits for what the text says."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import yaml

from ..books import Rulebook
from ..engine.answer import CONDITIONAL, Answer
from ..engine.explaining import words_of
from ..engine.question import CompiledQuestion
from ..errors import GovrulesError
from ..language import Node, canonical, truth
from ..language.question import spelt_value, write_question
from ..messages import Words
from ..model.citations import Citation, Quotation
from ..model.rulebook import Rule
from .casefile import place
from .coverage import Coverage, Outcome, Report, decided
from .selection import Selection
from .witness import Test, conditions, facts_for, mattering, values_of

Shown = str | Outcome
"""A rule (`question/rule`) that decides, or a condition with the value that it has where it matters."""


@dataclass(frozen=True)
class Suggestion:
    """A case that is missing: what it would show, the question, and the provision to read."""

    shows: Words
    name: str
    ask: str
    citation: Citation
    file: str
    line: int


def suggestions(book: Rulebook, coverage: Coverage, selection: Selection, lang: str = "zh") -> list[Suggestion]:
    """A question for each condition that no case shows to matter, each way, and for each rule that
    decides no case; none whose facts show nothing that the others do not."""
    report = Report(book, coverage)
    found: list[tuple[Suggestion, frozenset[Shown]]] = []
    for name, rules in book.data.rules.items():
        if selection.takes_question(name):
            suggesting = _Suggesting(book, book.compiled(name), lang)
            missing: set[Shown] = {
                (f"{name}/{rule.id}", canonical(condition), value)
                for rule, condition, value in report.unshown
                if rule.question == name
            }
            missing.update(f"{name}/{rule.id}" for rule in rules if f"{name}/{rule.id}" not in coverage.fired)
            new: list[tuple[Suggestion, frozenset[Shown]]] = []
            for rule, condition, value in report.unshown:
                if rule.question == name and not _covered((f"{name}/{rule.id}", canonical(condition), value), new):
                    new += suggesting.for_condition(rule, condition, value)
            for rule in rules:
                if f"{name}/{rule.id}" in missing and not _covered(f"{name}/{rule.id}", new):
                    new += suggesting.for_rule(rule)
            found += _needed(new, missing)
    return [suggestion for suggestion, _ in found]


def _covered(wanted: Shown, found: Iterable[tuple[Suggestion, frozenset[Shown]]]) -> bool:
    return any(wanted in shown for _, shown in found)


def _needed(
    found: list[tuple[Suggestion, frozenset[Shown]]], missing: set[Shown]
) -> list[tuple[Suggestion, frozenset[Shown]]]:
    """The suggestions without those whose share the others show too."""
    for entry in list(found):
        others = [other for other in found if other is not entry]
        if all(_covered(wanted, others) for wanted in entry[1] & missing):
            found = others
    return found


class _Suggesting:
    """The suggestions for one question. What it would answer serves to choose the facts; nobody sees
    it."""

    def __init__(self, book: Rulebook, question: CompiledQuestion, lang: str) -> None:
        self.book, self.question, self.lang = book, question, lang
        self.words = words_of(question, lang)

    def for_rule(self, rule: Rule) -> Iterator[tuple[Suggestion, frozenset[Shown]]]:
        """Facts under which the rule decides; nothing where there are none."""
        name = f"{self.question.name}/{rule.id}"
        for facts, answer in self._asked(rule, lambda facts: truth(rule.guard, facts)):
            if name in decided(self.book, answer):
                applies = {"zh": f"{rule.id} 适用", "en": f"{rule.id} applies"}[self.lang]
                cited = rule.citations[0]
                yield (
                    self._suggestion(rule, cited, Words("shows_rule", rule=name), applies, facts),
                    self._shown(answer),
                )
                return

    def for_condition(self, rule: Rule, condition: Node, value: bool) -> Iterator[tuple[Suggestion, frozenset[Shown]]]:
        """Facts under which the condition matters with that value; nothing where there are none."""
        for facts, answer in self._asked(rule, mattering(rule.guard, condition, value), condition):
            states = {"zh": ("不成立", "成立"), "en": (" does not hold", " holds")}[self.lang]
            name = f"{rule.id}{'：' if self.lang == 'zh' else ': '}“{self.words.condition(condition)}”{states[value]}"
            spelt = "true" if value else "false"
            shows = Words(
                "shows_condition", rule=f"{self.question.name}/{rule.id}", condition=canonical(condition), value=spelt
            )
            ground = next((ground for ground in rule.grounds if condition in conditions(ground.when)), rule)
            yield self._suggestion(rule, ground.citations[0], shows, name, facts), self._shown(answer)
            return

    def _shown(self, answer: Answer) -> frozenset[Shown]:
        coverage = Coverage()
        coverage.add(self.book, answer, nearest=False)
        return frozenset({*coverage.fired, *coverage.shown})

    def _asked(self, rule: Rule, test: Test, first: Node | None = None) -> Iterator[tuple[dict[str, Any], Answer]]:
        """Facts that pass the test and that the question admits, with as many more as settle it."""
        for facts in facts_for(self.question, rule, test, first):
            answer = self._answer(facts)
            if answer is not None:
                yield self._settled(rule, facts, answer)

    def _answer(self, facts: dict[str, Any]) -> Answer | None:
        """The answer, or None where the facts cannot be together."""
        try:
            return self.book.ask(self.question.name, facts)
        except GovrulesError:
            return None

    def _settled(self, rule: Rule, facts: dict[str, Any], answer: Answer) -> tuple[dict[str, Any], Answer]:
        """The facts with those that the answer needs: such that it depends on no more, and the rule
        decides it where it can."""
        while answer.status == CONDITIONAL and answer.needs:
            need = answer.needs[0]
            tried = [{**facts, need: value} for value in values_of(self.question, need)]
            answers = [(more, found) for more in tried if (found := self._answer(more)) is not None]
            if not answers:
                break
            facts, answer = min(answers, key=lambda pair: (pair[1].status == CONDITIONAL, rule.id not in pair[1].rules))
        return facts, answer

    def _suggestion(
        self, rule: Rule, quotation: Quotation, shows: Words, name: str, facts: dict[str, Any]
    ) -> Suggestion:
        question, definition = self.question, self.question.scope.definition
        order = [*question.scope.facts, *sorted(question.readings)]
        spelt = {fact: spelt_value(facts[fact]) for fact in order if fact in facts}
        ask = write_question(self.book.id, question.name, spelt, (), None).partition(": ")[2]
        label = f"{definition.zh}，" if self.lang == "zh" else f"{definition.en}, "
        return Suggestion(
            shows=shows,
            name=label + name,
            ask=ask,
            citation=self.book.data.citation(quotation),
            file=rule.position.file,
            line=rule.position.line,
        )


def as_yaml(book: Rulebook, found: Iterable[Suggestion], lang: str = "en") -> str:
    """The suggestions as a case file whose expectations are still to be written; comments in `zh` or `en`."""
    lines = [f"rulebook: {book.version_name}", "cases:"]
    for entry in found:
        citation = entry.citation
        words = Words("fill_in", where=citation.spelt, quote=" ".join(citation.quote.split())).text(lang)
        lines += [
            f"  # {place(entry.file, entry.line)}: {entry.shows.text(lang)}",
            f"  - name: {_scalar(entry.name)}",
            f"    ask: {_scalar(entry.ask)}",
            f"    article: {citation.provision}",
            f"    expect:  # {words}",
        ]
    return "\n".join(lines) + "\n"


def _scalar(text: str) -> str:
    """A text as YAML on one line."""
    return str(yaml.safe_dump(text, allow_unicode=True, width=10_000)).removesuffix("\n").removesuffix("\n...")
