"""One asking of a question: what each place of its diagram decides under the facts that are given."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from ..errors import RuleConflict
from ..language import FALSE, TRUE, UNKNOWN, Node, disjunction, facts_of, negation, residual
from ..language.question import spelt_value
from ..messages import Words, series
from ..model.base import FrozenMapping
from ..model.chain import Chain, Stage
from ..model.citations import Citation
from ..model.outcome import Outcome
from ..model.rulebook import Rule
from ..value import Value
from .answer import ANSWERED, CONDITIONAL, SILENT, TRUNCATED, Alternative, Answer, Branch, Note, UnresolvedStep
from .diagram import Leaf
from .projection import Projection
from .question import CompiledQuestion
from .resolving import NO_PAIRS, Ask, Depends, Looked, Resolution, distinct
from .settling import read_outcome, settled_outcome

MAX_CASES = 4_000
"""How many cases a question remembers before it begins anew."""


@dataclass(frozen=True, eq=False, repr=False)
class Case(Value):
    """What is decided at one place of the diagram."""

    status: str
    value: Outcome | None = None
    rules: tuple[str, ...] = ()
    citations: tuple[Citation, ...] = ()
    nearest: tuple[Citation, ...] = ()
    ordinary: Outcome | None = None
    requires: Node | None = None
    permitted: str | None = None
    delegated: Answer | None = None
    unresolved: tuple[UnresolvedStep, ...] = ()
    notes: tuple[Note, ...] = ()

    @cached_property
    def key(self) -> Hashable:
        """Two cases are one for the user when these agree. A permission is no command."""
        branches = () if self.delegated is None else self.delegated.branches
        return self.status, self.value, self.requires, self.permitted is not None, branches

    def merged(self, other: Case) -> Case:
        """Rules that agree are all cited. Where silence has several causes no one chain is the ordinary one."""
        return replace(
            self,
            rules=tuple(dict.fromkeys(self.rules + other.rules)),
            citations=distinct(self.citations + other.citations),
            nearest=distinct(self.nearest + other.nearest),
            ordinary=self.ordinary if self.ordinary == other.ordinary else None,
            unresolved=tuple(dict.fromkeys(self.unresolved + other.unresolved)),
            notes=tuple(dict.fromkeys(self.notes + other.notes)),
        )


class Situation:
    """One asking of a question: the given facts, the ordinary cases taken, who is away, and who is
    whose partner. Other questions are asked through `ask`; through `whole` where their answer becomes this one's."""

    def __init__(
        self,
        question: CompiledQuestion,
        given: Mapping[str, Any],
        absent: frozenset[str],
        ask: Ask,
        pairs: Mapping[str, str] = NO_PAIRS,
        whole: Ask | None = None,
    ) -> None:
        self.question, self.given, self.absent, self.ask, self.pairs = question, given, absent, ask, pairs
        self._whole = whole
        self.defaults = {name: value for name, value in defaults_of(question) if name not in given}
        self.facts = self.defaults | {name: value for name, value in given.items() if value is not UNKNOWN}
        away = {question.absences[name] for name, value in self.facts.items() if name in question.absences and value}
        self.away = absent | away
        self._cases: dict[tuple[Leaf, frozenset[tuple[str, Any]]], Case] = {}
        self._parts = question.parts
        self._outcomes: dict[Hashable, tuple[Outcome | None, tuple[Node, ...]]] = {}
        self.merged: dict[Hashable, Case] = {}

    def blank(self, status: str) -> Answer:
        """An answer of that status which says nothing yet."""
        book = self.question.book
        return Answer(
            question=self.question.name,
            asked="",
            rulebook=book.id,
            version=book.header.version,
            facts=FrozenMapping(self.given),
            status=status,
        )

    def supposing(self, **changes: Any) -> Situation:
        """The same asking with other facts. Nobody wants to know what is assumed there in turn."""
        return Situation(self.question, {**self.given, **changes}, self.absent, self.ask, self.pairs)

    def projection(self, *, permissions: bool = False) -> Projection:
        """What is still open: the diagram under the known facts, by outcome (and permissions)."""

        def key(leaf: Leaf) -> Hashable:
            number = self._number(leaf)
            known = self.merged.get(number)
            self.merged[number] = self.case(leaf) if known is None else known.merged(self.case(leaf))
            return (number, leaf.standing.permitted) if permissions else number

        cells = self.question.space.cells(self.facts)
        return Projection(self.question.diagram_under(cells), cells, key, self._parts)

    def _number(self, leaf: Leaf) -> int:
        """The same for leaves whose cases are one for the user."""
        return self._parts.number(self.case(leaf).key)

    def case(self, leaf: Leaf, settled: Mapping[str, Any] | None = None) -> Case:
        """What is decided at a leaf; `settled` are further facts that hold there."""
        settled = settled or {}
        memo = (leaf, frozenset(settled.items()))
        if memo not in self._cases:
            self._cases[memo] = self._case(leaf, settled)
        return self._cases[memo]

    def _case(self, leaf: Leaf, settled: Mapping[str, Any]) -> Case:
        rules = [self.question.rules[name] for name in leaf.standing.deciding]
        if not rules:
            lost = self.question.book.header.lost
            status = TRUNCATED if lost and self.question.name in lost.questions else SILENT
            return Case(status)
        cases = [self._decided(rule, leaf, settled) for rule in rules]
        first = cases[0]
        for case in cases[1:]:
            if case.key != first.key:
                raise self.conflict(leaf)
            first = first.merged(case)
        return first

    def conflict(self, leaf: Leaf) -> RuleConflict:
        """The error of rules that give different outcomes for the same facts."""
        facts = series(f"{name}={spelt_value(value)}" for name, value in self.facts.items())
        return RuleConflict(
            "rule.conflict",
            rules=series(leaf.standing.deciding, "and"),
            question=self.question.name,
            facts=facts or Words("any_facts"),
        )

    def resolution(
        self, leaf: Leaf, settled: Mapping[str, Any], supposed: Mapping[Looked, Branch] = FrozenMapping()
    ) -> Resolution:
        """Resolves outcomes at a leaf, in one branch of what substitution depends on."""
        there: dict[str, Any] = dict.fromkeys(leaf.absent, True)
        for name, cell in leaf.holders:
            held = self.question.space.variables[self.question.space.index[name]].cells[cell]
            if len(held) == 1:
                there[name] = next(iter(held))
        roles = frozenset(self.question.absences[name] for name in leaf.absent)
        facts, given = {**self.facts, **settled, **there}, {**self.given, **there}
        return Resolution(self.question.book, facts, given, self.away | roles, self.ask, self.pairs, supposed)

    def outcome(
        self, rule: Rule, leaf: Leaf, settled: Mapping[str, Any], supposed: Mapping[Looked, Branch] = FrozenMapping()
    ) -> tuple[Outcome | None, tuple[Node, ...]]:
        """What a rule that is no mere stage gives at a leaf, without what it rests on. See read_outcome."""
        memo = rule.id, leaf, frozenset(settled.items()), frozenset(supposed.items())
        if memo not in self._outcomes:
            resolution = self.resolution(leaf, settled, supposed)
            self._outcomes[memo] = read_outcome(self.question.name, rule.outcome, resolution)
        return self._outcomes[memo]

    def _decided(
        self, rule: Rule, leaf: Leaf, settled: Mapping[str, Any], supposed: Mapping[Looked, Branch] = FrozenMapping()
    ) -> Case:
        if supposed:
            return self._settled(rule, leaf, settled, supposed)
        read = self.question.decided_by(rule.id, away=bool(self.away or leaf.absent or leaf.holders))
        known = tuple((self.given.get(name), settled.get(name)) for name in read)
        key = rule.id, known, self.away, leaf.absent, leaf.holders, tuple(self.pairs.items()), self._whole is None
        case: Case | None = self.question.cases.get(key)
        if case is None:
            if len(self.question.cases) >= MAX_CASES:
                self.question.cases.clear()
            case = self.question.cases[key] = self._settled(rule, leaf, settled, supposed)
        return case

    def _settled(self, rule: Rule, leaf: Leaf, settled: Mapping[str, Any], supposed: Mapping[Looked, Branch]) -> Case:
        resolution = self.resolution(leaf, settled, supposed)
        citations = self.citations(rule, resolution.facts)
        requires = None if rule.requires is None else residual(rule.requires, resolution.facts)
        requires = None if requires == TRUE else requires
        stage = single_stage(rule.outcome)
        if stage is not None:
            return self._delegated(rule, resolution.stage(stage, self._whole), citations, requires, resolution)
        try:
            found = settled_outcome(self.question.name, rule.outcome, resolution)
        except Depends as depends:
            return self._depending(rule, leaf, settled, supposed, depends)

        def case(value: Outcome | None) -> Case:
            if value is None or (isinstance(value, Chain) and not value.entries):
                return Case(SILENT, rules=(rule.id,), nearest=citations)
            return Case(
                status=ANSWERED,
                value=value,
                rules=(rule.id, *resolution.rules),
                citations=distinct([*citations, *self._own(value), *resolution.rests_on]),
                requires=requires,
                permitted=rule.may,
                notes=found.notes,
            )

        if not found.unresolved:
            return case(found.value)
        silent = self._unresolved(rule, settled, citations, resolution, found.unresolved)
        if found.nobody == TRUE:
            return silent
        missing = dict.fromkeys(fact.name for fact in facts_of(found.nobody))
        answer = replace(self.blank(CONDITIONAL), needs=tuple(missing))
        return self._several([(negation(found.nobody), case(found.otherwise)), (found.nobody, silent)], answer)

    def _depending(
        self,
        rule: Rule,
        leaf: Leaf,
        settled: Mapping[str, Any],
        supposed: Mapping[Looked, Branch],
        depends: Depends,
    ) -> Case:
        """Whether somebody stands in depends on facts of the question about substitution: its branches."""
        found = (
            (branch.when, self._decided(rule, leaf, settled, {**supposed, depends.looked: branch}))
            for branch in depends.answer.branches
        )
        return self._several(found, replace(depends.answer, question=self.question.name))

    @staticmethod
    def _several(found: Iterable[tuple[Node, Case]], answer: Answer) -> Case:
        """One case that has several, each with its condition; `answer` says what is needed to tell them apart."""
        cases: dict[Hashable, tuple[Node, Case]] = {}
        for condition, case in found:
            when, first = cases.get(case.key, (FALSE, case))
            cases[case.key] = disjunction(when, condition), first.merged(case)
        if len(cases) == 1:
            return next(case for _, case in cases.values())
        branches = tuple(
            Branch(
                when=when,
                status=case.status,
                value=case.value,
                citations=case.citations,
                rules=case.rules,
                requires=case.requires,
                unresolved=case.unresolved,
                permitted=case.permitted,
            )
            for when, case in cases.values()
        )
        whole = [case for _, case in cases.values()]
        rules = tuple(dict.fromkeys(name for case in whole for name in case.rules))
        citations = distinct(citation for case in whole for citation in case.citations)
        answer = replace(answer, branches=branches, permitted=None, alternatives=(), assumed=(), notes=())
        answer = replace(answer, by_default=False, unstated=FrozenMapping())
        return Case(status=CONDITIONAL, rules=rules, citations=citations, delegated=answer)

    def _delegated(
        self,
        rule: Rule,
        answer: Answer,
        citations: tuple[Citation, ...],
        requires: Node | None,
        resolution: Resolution,
    ) -> Case:
        """A chain that is one stage is the answer to that stage's question."""
        return Case(
            status=answer.status,
            value=answer.value,
            rules=(rule.id, *resolution.rules),
            citations=distinct([*citations, *answer.citations]),
            nearest=answer.nearest or citations,
            ordinary=answer.ordinary,
            requires=requires or answer.requires,
            permitted=rule.may or answer.permitted,
            delegated=answer,
            unresolved=answer.unresolved,
        )

    def _unresolved(
        self,
        rule: Rule,
        settled: Mapping[str, Any],
        citations: tuple[Citation, ...],
        resolution: Resolution,
        unresolved: tuple[UnresolvedStep, ...],
    ) -> Case:
        """Somebody who must act is away, and no rule says who acts: silent, with the ordinary chain."""
        nobody_away = dict.fromkeys(self.question.absences, False)
        facts = {**self.facts, **settled, **nobody_away}
        given = {**self.given, **{name: False for name in nobody_away if name in self.given}}
        ordinary = Resolution(self.question.book, facts, given, frozenset(), self.ask, self.pairs)
        rests_on = [citation for step in unresolved for citation in step.citations]
        return Case(
            status=SILENT,
            rules=(rule.id,),
            nearest=distinct([*citations, *rests_on, *resolution.consulted]),
            ordinary=rule.outcome.resolve(ordinary),
            unresolved=unresolved,
        )

    def citations(self, rule: Rule, facts: Mapping[str, Any]) -> tuple[Citation, ...]:
        """The rule's citations: its own, those of the grounds that may hold, those of the classes
        of roles that it speaks of."""
        book = self.question.book
        quotations = list(rule.citations)
        for ground in rule.grounds:
            if residual(ground.when, facts) != FALSE:
                quotations.extend(ground.citations)
        for name in self.question.classes[rule.id]:
            quotations.extend(book.names.classes[name].citations)
        return distinct(book.citation(quotation) for quotation in quotations)

    def _own(self, value: Outcome) -> Iterator[Citation]:
        """The citations that the parts of a value carry themselves."""
        for quotation in value.quotations():
            yield self.question.book.citation(quotation)
        if isinstance(value, Chain):
            for part in value.parts():
                if isinstance(part, Stage):
                    yield from part.rests_on

    def alternatives(self, within: Hashable = None) -> tuple[Alternative, ...]:
        """What may be done instead, each with what it still depends on; only within the cases of
        one outcome where its key is given."""
        permissions = (rule for rule in self.question.rules.values() if rule.may is not None)
        found = (self._alternative(rule, within) for rule in permissions)
        return tuple(alternative for alternative in found if alternative is not None)

    def _alternative(self, rule: Rule, within: Hashable) -> Alternative | None:
        def key(leaf: Leaf) -> Hashable:
            inside = within is None or self._number(leaf) == within
            standing = leaf.standing
            named = (*standing.permitted, *standing.deciding) if self.question.collect else standing.permitted
            return rule.id in named if inside else None

        cells = self.question.space.cells(self.facts)
        open_part = Projection(self.question.diagram_under(cells), cells, key, self._parts)
        reached = set(open_part.reached()) - {None}
        if True not in reached:
            return None
        when = open_part.condition(True) if False in reached else TRUE
        resolution = Resolution(self.question.book, self.facts, self.given, self.away, self.ask, self.pairs)
        try:
            value = settled_outcome(self.question.name, rule.outcome, resolution).value
        except Depends:
            return None
        if value is None:
            return None
        requires = None if rule.requires is None else residual(rule.requires, self.facts)
        return Alternative(
            rule=rule.id,
            word=rule.may or "",
            value=value,
            when=None if when == TRUE else when,
            requires=None if requires == TRUE else requires,
            unstated=rule.unstated,
            by_default=rule.by_default is not None,
            citations=distinct([*self.citations(rule, self.facts), *self._own(value), *resolution.rests_on]),
        )


def defaults_of(question: CompiledQuestion) -> Iterator[tuple[str, Any]]:
    """The ordinary case of every fact that has one, and the readings taken."""
    for name in (*question.scope.definition.decides, *sorted(question.readings)):
        default = question.scope.use_of(name).default
        if default is not None:
            yield name, default


def single_stage(outcome: Outcome) -> str | None:
    """The question of a chain that consists of one unconditional stage."""
    if isinstance(outcome, Chain) and len(outcome.entries) == 1:
        entry = outcome.entries[0]
        if isinstance(entry, Stage) and entry.when is None and entry.requires is None:
            return entry.question
    return None
