"""What cases cover of a rulebook: its rules, the conditions of their guards, its paragraphs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from weakref import WeakKeyDictionary

from ..books import Rulebook
from ..engine.answer import NOT_IN_FORCE, Answer
from ..engine.question import CompiledQuestion
from ..language import TRUE, Node, canonical
from ..messages import Worded, Words
from ..model.book import BookData, overridden
from ..model.citations import Citation, Provision
from ..model.position import Position
from ..model.rulebook import Rule
from .casefile import place
from .witness import conditions, known_facts, mattering, possible, shown

Outcome = tuple[str, str, bool]
"""A rule (`question/rule`), a condition of its guard (canonical), and its value."""


@dataclass
class Coverage:
    """What cases that passed cover of one rulebook: the rules (`question/rule`) that decided one
    (`fired`) and those that did not in one of their question (`spared`); the conditions that were
    seen true, and false, where they mattered (`shown`); the paragraphs that an answer cited."""

    fired: set[str] = field(default_factory=set)
    spared: set[str] = field(default_factory=set)
    shown: set[Outcome] = field(default_factory=set)
    cited: set[Provision] = field(default_factory=set)

    def update(self, other: Coverage) -> None:
        """Add what other cases cover."""
        self.fired |= other.fired
        self.spared |= other.spared
        self.shown |= other.shown
        self.cited |= other.cited

    def add(self, book: Rulebook, answer: Answer, *, nearest: bool) -> None:
        """Add what an answer covers; of the provisions that it only calls near, where the case
        expects them (`nearest`)."""
        self.cited.update(_paragraphs(book.data, _citations(answer, nearest)))
        if answer.status == NOT_IN_FORCE:
            return
        main = book.question_and_slot(answer.question)[0].name
        fired = set(decided(book, answer))
        self.fired |= fired
        for name in sorted({rule.rpartition("/")[0] for rule in fired} | {main}):
            question = book.compiled(name)
            self.spared.update(f"{name}/{rule}" for rule in question.rules if f"{name}/{rule}" not in fired)
            self.add_conditions(question, answer.facts)

    def add_conditions(self, question: CompiledQuestion, given: Mapping[str, object]) -> None:
        """Add the conditions that matter in a question under the facts given."""
        known = {*question.scope.facts, *question.readings}
        facts = known_facts(question, {name: value for name, value in given.items() if name in known})
        for guard, condition, outcomes in _outcomes(question):
            if not self.shown.issuperset(outcomes):
                seen = shown(guard, condition, facts)
                if seen is not None:
                    self.shown.add(outcomes[not seen])


@dataclass(frozen=True)
class Uncovered(Worded):
    """What no case covers, and where it stands."""

    file: str
    line: int
    what: Words

    def text(self, lang: str = "en") -> str:
        """Where it stands, and what it is, in `zh` or `en`."""
        return f"{place(self.file, self.line)}: {self.what.text(lang)}"

    def __str__(self) -> str:
        return self.text()


@dataclass(frozen=True)
class Figure(Worded):
    """How many of some things are covered."""

    name: Words
    covered: int
    total: int

    @property
    def percent(self) -> Fraction:
        """The share, exactly; all of nothing is 100."""
        return Fraction(100 * self.covered, self.total) if self.total else Fraction(100)

    def text(self, lang: str = "en") -> str:
        """The figure with its share in percent, in `zh` or `en`."""
        tenths = self.percent * 10 // 1  # rounded down: 100% means all
        percent = f"{tenths // 10}.{tenths % 10}"
        return Words("figure", name=self.name, covered=self.covered, total=self.total, percent=percent).text(lang)

    def __str__(self) -> str:
        return self.text()


def decided(book: Rulebook, answer: Answer) -> Iterator[str]:
    """The rules that decided, as `question/rule`; those of stages are qualified already."""
    question = book.question_and_slot(answer.question)[0].name
    names = [*answer.rules, *(alternative.rule for alternative in answer.alternatives)]
    for branch in answer.branches:
        names.extend(alternative.rule for alternative in branch.alternatives)
    for name in dict.fromkeys(names):
        yield name if "/" in name else f"{question}/{name}"


def conditional_rules(book: BookData) -> set[str]:
    """The rules (`question/rule`) that do not always apply: those with a condition or a requirement,
    those that stand beside another, and those that another may override."""
    found: set[str] = set()
    for question, rules in book.rules.items():
        overridable = set().union(*overridden(rules).values())
        for rule in rules:
            if rule.guard != TRUE or rule.requires is not None or rule.beside or rule.id in overridable:
                found.add(f"{question}/{rule.id}")
    return found


_OUTCOMES: WeakKeyDictionary[CompiledQuestion, list[tuple[Node, Node, tuple[Outcome, Outcome]]]] = WeakKeyDictionary()


def _outcomes(question: CompiledQuestion) -> list[tuple[Node, Node, tuple[Outcome, Outcome]]]:
    """Each guard of a question with each of its conditions, true and false."""
    found = _OUTCOMES.get(question)
    if found is None:
        found = _OUTCOMES[question] = []
        for rule, guard in question.guards.items():
            for condition in conditions(guard):
                name, spelt = f"{question.name}/{rule}", canonical(condition)
                found.append((guard, condition, ((name, spelt, True), (name, spelt, False))))
    return found


class Report:
    """What is covered of a rulebook, and what is not. Conditions that no facts can show are left out
    of the figures, and listed."""

    def __init__(self, book: Rulebook, coverage: Coverage) -> None:
        self.book, self.coverage = book, coverage
        self.rules = {f"{rule.question}/{rule.id}": rule for rules in book.data.rules.values() for rule in rules}
        self.conditional = conditional_rules(book.data)
        self.unshown: list[tuple[Rule, Node, bool]] = []
        self.hopeless: list[tuple[Rule, Node, bool]] = []
        self.outcomes = 0
        for name in book.data.rules:
            question = book.compiled(name)
            for guard, condition, outcomes in _outcomes(question):
                self.outcomes += len(outcomes)
                for outcome in outcomes:
                    if outcome not in coverage.shown:
                        rule, test = self.rules[outcome[0]], mattering(guard, condition, outcome[2])
                        there = self.unshown if possible(question, rule, test, condition) else self.hopeless
                        there.append((rule, condition, outcome[2]))
        ledger = book.data.ledger.provisions()
        self.encoded = [provision for provision, entry in ledger if entry.state == "encoded"]

    def figures(self) -> tuple[Figure, Figure, Figure]:
        """The rules (that decide a case; that are spared in one), the conditions (each way), the
        paragraphs."""
        fired = len(self.rules.keys() & self.coverage.fired)
        spared = len(self.conditional & self.coverage.spared)
        total = self.outcomes - len(self.hopeless)
        cited = sum(provision in self.coverage.cited for provision in self.encoded)
        return (
            Figure(Words("figure.rules"), fired + spared, len(self.rules) + len(self.conditional)),
            Figure(Words("figure.conditions"), total - len(self.unshown), total),
            Figure(Words("figure.provisions"), cited, len(self.encoded)),
        )

    def uncovered(self) -> Iterator[Uncovered]:
        """Every rule, condition and paragraph that no case covers."""
        for name, rule in self.rules.items():
            if name not in self.coverage.fired:
                yield _at(rule.position, Words("rule_undecided", rule=name))
            if name in self.conditional and name not in self.coverage.spared:
                yield _at(rule.position, Words("rule_unspared", rule=name))
        for rule, condition, value in self.unshown:
            yield _at(rule.position, _condition("condition_unshown", rule, condition, value))
        for rule, condition, value in self.hopeless:
            yield _at(rule.position, _condition("condition_hopeless", rule, condition, value))
        yield from self._uncited()

    def _uncited(self) -> Iterator[Uncovered]:
        for provision in self.encoded:
            place = self.book.data.ledger.place(provision.article, provision.paragraph or 1)
            if provision not in self.coverage.cited and place is not None:
                yield _at(place, Words("uncited", provision=provision))


def _at(position: Position, what: Words) -> Uncovered:
    return Uncovered(position.file, position.line, what)


def _condition(code: str, rule: Rule, condition: Node, value: bool) -> Words:
    name = f"{rule.question}/{rule.id}"
    return Words(code, rule=name, condition=canonical(condition), value="true" if value else "false")


def _citations(answer: Answer, nearest: bool) -> Iterator[Citation]:
    yield from answer.citations
    for alternative in answer.alternatives:
        yield from alternative.citations
    for branch in answer.branches:
        yield from branch.citations
        for alternative in branch.alternatives:
            yield from alternative.citations
    for note in answer.notes:
        yield from note.citations
    if nearest:
        yield from answer.nearest


def _paragraphs(book: BookData, citations: Iterable[Citation]) -> Iterator[Provision]:
    """The paragraphs that are cited; all of an article that is cited as a whole."""
    for citation in citations:
        whole = citation.paragraph is None
        paragraphs = range(1, book.ledger.count(citation.article) + 1) if whole else [citation.paragraph]
        for paragraph in paragraphs:
            yield Provision(article=citation.article, paragraph=paragraph)
