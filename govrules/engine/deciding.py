"""Facts -> answer, read from the decision diagram of a question (design, section 4)."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from ..errors import RuleConflict
from ..language import FALSE, TRUE, UNKNOWN, Node, facts_of, negation, residual
from ..model.base import FrozenMapping
from ..model.chain import Chain, Stage
from ..model.citations import Citation
from ..model.outcome import Outcome, Unresolved
from ..model.rulebook import Rule
from .answer import ANSWERED, CONDITIONAL, SILENT, TRUNCATED, Alternative, Answer, Assumption, Branch, Note
from .diagram import Leaf, Projection
from .facts import spelt_value
from .question import CompiledQuestion
from .resolving import Ask, Resolution, distinct


@dataclass(frozen=True)
class Case:
    """What is decided at one place of the diagram."""

    status: str
    value: Outcome | None = None
    rules: tuple[str, ...] = ()
    citations: tuple[Citation, ...] = ()
    nearest: tuple[Citation, ...] = ()
    ordinary: Outcome | None = None
    requires: Node | None = None
    delegated: Answer | None = None

    @property
    def key(self) -> Hashable:
        """Two cases are one for the user when these agree."""
        branches = () if self.delegated is None else self.delegated.branches
        return self.status, self.value, self.requires, branches

    def merged(self, other: Case) -> Case:
        """Rules that agree are all cited."""
        return replace(
            self,
            rules=tuple(dict.fromkeys(self.rules + other.rules)),
            citations=distinct(self.citations + other.citations),
            nearest=distinct(self.nearest + other.nearest),
        )


class Situation:
    """One asking of a question: the given facts, the ordinary cases taken, and who is away."""

    def __init__(self, question: CompiledQuestion, given: Mapping[str, Any], absent: frozenset[str], ask: Ask) -> None:
        self.question, self.given, self.absent, self.ask = question, given, absent, ask
        self.defaults = {name: value for name, value in _defaults(question) if name not in given}
        self.facts = self.defaults | {name: value for name, value in given.items() if value is not UNKNOWN}
        away = {question.absences[name] for name, value in self.facts.items() if name in question.absences and value}
        self.away = absent | away
        self._cases: dict[tuple[Leaf, frozenset[tuple[str, Any]]], Case] = {}
        self.merged: dict[Hashable, Case] = {}

    def supposing(self, **changes: Any) -> Situation:
        """The same asking with other facts."""
        return Situation(self.question, {**self.given, **changes}, self.absent, self.ask)

    def projection(self, *, permissions: bool = False) -> Projection:
        """What is still open: the diagram under the known facts, by outcome (and permissions)."""

        def key(leaf: Leaf) -> Hashable:
            case = self.case(leaf)
            known = self.merged.get(case.key)
            self.merged[case.key] = case if known is None else known.merged(case)
            return (case.key, leaf.standing.permitted) if permissions else case.key

        space = self.question.space
        return self.question.diagram.restricted(space.cells(self.facts), key)

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
        facts = ", ".join(f"{name}={spelt_value(value)}" for name, value in self.facts.items())
        return RuleConflict(
            "rule.conflict",
            rules=" and ".join(leaf.standing.deciding),
            question=self.question.name,
            facts=facts or "any facts",
        )

    def resolution(self, leaf: Leaf, settled: Mapping[str, Any]) -> Resolution:
        """Resolves outcomes at a leaf."""
        there: dict[str, Any] = dict.fromkeys(leaf.absent, True)
        for name, cell in leaf.holders:
            held = self.question.space.variables[self.question.space.index[name]].cells[cell]
            if len(held) == 1:
                there[name] = next(iter(held))
        roles = frozenset(self.question.absences[name] for name in leaf.absent)
        return Resolution(
            self.question.book, {**self.facts, **settled, **there}, {**self.given, **there}, self.away | roles, self.ask
        )

    def _decided(self, rule: Rule, leaf: Leaf, settled: Mapping[str, Any]) -> Case:
        resolution = self.resolution(leaf, settled)
        citations = self.citations(rule, resolution.facts)
        requires = None if rule.requires is None else residual(rule.requires, resolution.facts)
        requires = None if requires == TRUE else requires
        stage = _single_stage(rule.outcome)
        if stage is not None:
            return self._delegated(rule, resolution.stage(stage), citations, requires, resolution)
        try:
            value = rule.outcome.resolve(resolution)
        except Unresolved:
            return self._unresolved(rule, settled, citations, resolution)
        return Case(
            status=ANSWERED,
            value=value,
            rules=(rule.id, *resolution.rules),
            citations=distinct([*citations, *self._own(value), *resolution.rests_on]),
            requires=requires,
        )

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
            delegated=answer,
        )

    def _unresolved(
        self,
        rule: Rule,
        settled: Mapping[str, Any],
        citations: tuple[Citation, ...],
        resolution: Resolution,
    ) -> Case:
        """Somebody who must act is away, and no rule says who acts: silent, with the ordinary chain."""
        nobody_away = dict.fromkeys(self.question.absences, False)
        facts = {**self.facts, **settled, **nobody_away}
        ordinary = Resolution(self.question.book, facts, self.given, frozenset(), self.ask)
        return Case(
            status=SILENT,
            rules=(rule.id,),
            nearest=distinct([*citations, *resolution.consulted]),
            ordinary=rule.outcome.resolve(ordinary),
        )

    def citations(self, rule: Rule, facts: Mapping[str, Any]) -> tuple[Citation, ...]:
        """The rule's citations: its own, those of the grounds that may hold, those of the classes
        of roles that it speaks of."""
        book = self.question.book
        quotations = list(rule.citations)
        for ground in rule.grounds:
            if residual(ground.when, facts) != FALSE:
                quotations.extend(ground.citations)
        for name in _classes(rule):
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
            inside = within is None or self.case(leaf).key == within
            standing = leaf.standing
            named = (*standing.permitted, *standing.deciding) if self.question.collect else standing.permitted
            return rule.id in named if inside else None

        cells = self.question.space.cells(self.facts)
        open_part = self.question.diagram.restricted(cells, key)
        reached = set(open_part.reached()) - {None}
        if True not in reached:
            return None
        when = open_part.condition(True) if False in reached else TRUE
        resolution = Resolution(self.question.book, self.facts, self.given, self.away, self.ask)
        try:
            value = rule.outcome.resolve(resolution)
        except Unresolved:
            return None
        requires = None if rule.requires is None else residual(rule.requires, self.facts)
        return Alternative(
            rule=rule.id,
            word=rule.may or "",
            value=value,
            when=None if when == TRUE else when,
            requires=None if requires == TRUE else requires,
            unstated=rule.unstated,
            citations=distinct([*self.citations(rule, self.facts), *self._own(value), *resolution.rests_on]),
        )


def _defaults(question: CompiledQuestion) -> Iterator[tuple[str, Any]]:
    """The ordinary case of every fact that has one, and the readings taken."""
    for name in (*question.scope.definition.decides, *sorted(question.readings)):
        default = question.scope.use_of(name).default
        if default is not None:
            yield name, default


def _single_stage(outcome: Outcome) -> str | None:
    """The question of a chain that consists of one unconditional stage."""
    if isinstance(outcome, Chain) and len(outcome.entries) == 1:
        entry = outcome.entries[0]
        if isinstance(entry, Stage) and entry.when is None and entry.requires is None:
            return entry.question
    return None


def _classes(rule: Rule) -> Iterator[str]:
    """The classes of roles that a rule's guard or outcome speaks of."""
    from ..language.syntax import Member, children

    waiting: list[Node] = [rule.guard]
    while waiting:
        node = waiting.pop()
        if isinstance(node, Member) and node.fact.type.domain is not None:
            yield from (value for value in node.values if value in node.fact.type.domain.groups)
        waiting.extend(children(node))
    for roles in rule.outcome.role_sets():
        yield from roles.classes


def decide(question: CompiledQuestion, situation: Situation) -> Answer:
    """The whole answer, but for how it was asked and for which day."""
    return _Answering(question, situation).answer()


class _Answering:
    def __init__(self, question: CompiledQuestion, situation: Situation) -> None:
        self.question, self.situation = question, situation
        book = question.book
        self.base = Answer(
            question=question.name,
            asked="",
            rulebook=book.id,
            version=book.header.version,
            facts=FrozenMapping(situation.given),
            status=SILENT,
        )

    def answer(self) -> Answer:
        decided = self._collected() if self.question.collect else self._single()
        return self._complete(decided)

    def _single(self) -> Answer:
        projection = self.situation.projection()
        key = projection.single
        if key is not None:
            return self._settled(self.situation.merged[key])
        branches = tuple(self._branch(projection, key) for key in projection.reached())
        return replace(
            self.base,
            status=CONDITIONAL,
            branches=branches,
            needs=self._needs(projection),
            rules=tuple(dict.fromkeys(rule for branch in branches for rule in branch.rules)),
            citations=distinct(citation for branch in branches for citation in branch.citations),
        )

    def _settled(self, case: Case) -> Answer:
        answer = replace(
            self.base,
            status=case.status,
            value=case.value,
            rules=case.rules,
            citations=case.citations if case.status in (ANSWERED, CONDITIONAL) else (),
            nearest=case.nearest,
            ordinary=case.ordinary,
            requires=case.requires,
        )
        if case.delegated is None:
            return answer
        inner = case.delegated
        return replace(
            answer,
            branches=inner.branches,
            needs=inner.needs,
            by_default=inner.by_default,
            permitted=inner.permitted,
            alternatives=inner.alternatives,
            assumed=inner.assumed,
            unstated=inner.unstated,
            notes=inner.notes,
        )

    def _branch(self, projection: Projection, key: Hashable) -> Branch:
        when = projection.condition(key)
        settled = projection.fixed_facts(key)
        case = self.situation.case(projection.leaves[key], settled)
        whole = self.situation.merged[key]
        answered = case.status in (ANSWERED, CONDITIONAL)
        return Branch(
            when=when,
            status=case.status,
            value=case.value,
            citations=whole.citations if answered else (),
            rules=whole.rules,
            alternatives=self.situation.alternatives(key),
            requires=case.requires,
        )

    def _needs(self, projection: Projection) -> tuple[str, ...]:
        """The missing facts, the one first that leaves the fewest outcomes open."""
        scores: dict[str, tuple[int, int, int]] = {}
        for rank, variable in enumerate(projection.variables()):
            entry = self.question.space.variables[variable]
            left = [len(projection.reached(projection.fixed(variable, cell))) for cell in sorted(entry.every)]
            names = [entry.name] if entry.fact else [fact.name for fact in facts_of(entry.atom or TRUE)]
            for name in names:
                if name not in self.situation.facts:
                    scores.setdefault(name, (max(left), sum(left), rank))
        return tuple(sorted(scores, key=lambda name: scores[name]))

    def _collected(self) -> Answer:
        """All rules that apply, each with the condition that it still depends on."""
        cells = self.question.space.cells(self.situation.facts)
        diagram = self.question.diagram
        parts: list[tuple[Rule, Node]] = []
        for rule in self.question.rules.values():
            open_part = diagram.restricted(cells, lambda leaf, name=rule.id: name in leaf.standing.deciding)  # type: ignore[misc]
            condition = open_part.condition(True)
            if condition != FALSE:
                parts.append((rule, condition))
        # a permission is listed beside what is commanded; it is the value only where nothing is
        commands = [(rule, condition) for rule, condition in parts if rule.may is None]
        parts = commands or parts
        if not parts:
            return self._settled(self.situation.case(Leaf(diagram.precedence.standing(()))))
        value, citations = self._gathered(parts)
        if not next(value.parts(), None):
            return self._settled(self.situation.case(Leaf(diagram.precedence.standing(()))))
        answer = replace(
            self.base,
            status=ANSWERED,
            value=value,
            rules=tuple(rule.id for rule, _ in parts),
            citations=citations,
        )
        some = diagram.restricted(cells, lambda leaf: bool(leaf.standing.deciding))
        if some.single is True:
            return answer
        when = some.condition(True)
        branches = (
            Branch(when, ANSWERED, value, citations, answer.rules),
            Branch(negation(when), self.situation.case(Leaf(diagram.precedence.standing(()))).status, None, ()),
        )
        return replace(answer, status=CONDITIONAL, branches=branches, needs=self._needs(some))

    def _gathered(self, parts: list[tuple[Rule, Node]]) -> tuple[Outcome, tuple[Citation, ...]]:
        situation = self.situation
        resolution = Resolution(self.question.book, situation.facts, situation.given, situation.away, situation.ask)
        outcomes = [
            (rule.outcome.resolve(resolution), condition, rule.requires and residual(rule.requires, resolution.facts))
            for rule, condition in parts
        ]
        value = type(outcomes[0][0]).gathered(outcomes)
        citations = [citation for rule, _ in parts for citation in situation.citations(rule, situation.facts)]
        own = [self.question.book.citation(quotation) for quotation in value.quotations()]
        return value, distinct([*citations, *own])

    def _complete(self, answer: Answer) -> Answer:
        """What every answer carries besides its value."""
        own = [rule for rule in answer.rules if rule in self.question.rules]
        rules = [self.question.rules[rule] for rule in own]
        alternatives = tuple(a for a in self.situation.alternatives() if a.rule not in answer.rules)
        assumed, readings = self._assumptions()
        notes = [Note(rule.note) for rule in rules if rule.note and answer.status != SILENT]
        notes += [
            Note(self.question.rules[a.rule].note or "") for a in alternatives if self.question.rules[a.rule].note
        ]
        notes += [Note(text) for text in _part_notes(answer)]
        if answer.status == TRUNCATED and self.question.book.header.lost is not None:
            lost = self.question.book.header.lost
            notes.append(Note(lost.zh, lost.en))
        unstated = _unstated(rules) if answer.status != SILENT else {}
        for outcome in _values(answer):
            unstated |= _part_unstated(outcome)
        return replace(
            answer,
            permitted=answer.permitted
            or next((rule.may for rule in rules if rule.may and answer.value is not None), None),
            by_default=answer.by_default or (answer.status != SILENT and any(rule.by_default for rule in rules)),
            alternatives=answer.alternatives + alternatives,
            assumed=tuple(dict.fromkeys(answer.assumed + assumed)),
            unstated=FrozenMapping(dict(answer.unstated) | unstated),
            notes=tuple(dict.fromkeys((*answer.notes, *notes, *readings))),
            nearest=answer.nearest if answer.status not in (SILENT, TRUNCATED) else answer.nearest or self._nearest(),
        )

    def _nearest(self) -> tuple[Citation, ...]:
        """Where the rulebook is silent: what its author declares near, else the question's rules."""
        book = self.question.book
        declared = book.header.nearest.get(self.question.name)
        if declared:
            return distinct(book.citation(quotation) for quotation in declared)
        return distinct(
            citation for rule in self.question.rules.values() for citation in self.situation.citations(rule, {})
        )

    def _assumptions(self) -> tuple[tuple[Assumption, ...], tuple[Note, ...]]:
        """The ordinary cases that the answer turns on, and notes on the readings that it takes."""
        assumed: list[Assumption] = []
        notes: list[Note] = []
        readings = self.question.book.names.readings
        for name in (
            *self.situation.defaults,
            *(reading for reading in readings if reading not in self.situation.defaults),
        ):
            index = self.question.space.index.get(name)
            if index is None or not self._turns_on(name, index):
                continue
            if name in readings:
                notes.append(self._reading_note(name))
            if name in self.situation.defaults:
                otherwise = self._otherwise(name, index)
                assumed.append(Assumption(name, self.situation.defaults[name], otherwise))
        return tuple(assumed), tuple(notes)

    def _turns_on(self, name: str, index: int) -> bool:
        """Whether the answer, a part of it, or a permission beside it would change with the fact."""
        freed = self.situation.supposing(**{name: UNKNOWN})
        if self.question.collect:
            cells = self.question.space.cells(freed.facts)
            projection = self.question.diagram.restricted(cells, lambda leaf: leaf.standing)
        else:
            projection = freed.projection(permissions=True)
        if index in projection.variables():
            return True
        values = [case.value for case in freed.merged.values() if case.value is not None]
        if self.question.collect:
            values = [rule.outcome for rule in self.question.rules.values()]
        return any(name == fact.name for value in values for node in value.conditions() for fact in facts_of(node))

    def _otherwise(self, name: str, index: int) -> tuple[Branch, ...]:
        """What would follow in each other case of the fact."""
        variable = self.question.space.variables[index]
        taken = variable.cell(self.situation.facts)
        found: dict[Hashable, tuple[set[int], Branch]] = {}
        for cell in sorted(variable.every):
            if cell != taken:
                other = self._brief(self.situation.supposing(**{name: variable.samples[cell]}), TRUE)
                found.setdefault(replace(other, when=TRUE), (set(), other))[0].add(cell)
        return tuple(replace(branch, when=variable.condition(frozenset(cells))) for cells, branch in found.values())

    def _brief(self, situation: Situation, when: Node) -> Branch:
        """An answer without what it assumes in turn."""
        answering = _Answering(self.question, situation)
        answer = answering._collected() if self.question.collect else answering._single()
        return Branch(when, answer.status, answer.value, answer.citations, answer.rules, situation.alternatives())

    def _reading_note(self, name: str) -> Note:
        book = self.question.book
        reading = book.header.readings[name]
        taken = self.situation.facts.get(name)
        citations = distinct(book.citation(q) for value in reading.values.values() for q in value.citations)
        others = [value for key, value in reading.values.items() if key != taken]
        if taken is None:
            zh = f"{reading.zh}：原文可作两解——" + "；".join(value.zh for value in reading.values.values())
            en = f"{reading.en}: the text can be read as: " + "; or: ".join(v.en for v in reading.values.values())
        else:
            zh = f"{reading.zh}：此处取“{reading.values[taken].zh}”；另一解：{'；'.join(v.zh for v in others)}"
            en = f"{reading.en}: taken as: {reading.values[taken].en}; or else: {'; '.join(v.en for v in others)}"
        return Note(zh, en, citations)


def _unstated(rules: Iterable[Rule]) -> dict[str, str]:
    """What the rules leave open by slot; a slot that several leave open bears the rule's name too."""
    found: dict[str, str] = {}
    for rule in rules:
        for slot, word in rule.unstated.items():
            found[slot if found.get(slot, word) == word else f"{rule.id}.{slot}"] = word
    return found


def _values(answer: Answer) -> list[Outcome]:
    values = [answer.value, *(branch.value for branch in answer.branches)]
    return [value for value in values if value is not None]


def _part_notes(answer: Answer) -> Iterator[str]:
    for value in _values(answer):
        for part in value.parts():
            if part.note is not None:
                yield part.note


def _part_unstated(value: Outcome) -> dict[str, str]:
    """What single steps leave open, as `action.slot`."""
    if isinstance(value, Chain):
        return {f"{act.action}.{slot}": word for act in value.steps for slot, word in act.unstated.items()}
    return {slot: word for part in value.parts() for slot, word in part.unstated.items()}
