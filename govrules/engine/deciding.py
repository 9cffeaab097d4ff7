"""Facts -> answer, read from the decision diagram of a question (design, section 4)."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator
from dataclasses import replace
from typing import TypeVar

from ..language import FALSE, TRUE, UNKNOWN, Node, facts_of, negation, residual, truth
from ..model.base import FrozenMapping
from ..model.chain import Act
from ..model.citations import Citation
from ..model.outcome import Collected, Outcome
from ..model.rulebook import Rule
from .answer import (
    ANSWERED,
    CONDITIONAL,
    SILENT,
    TRUNCATED,
    Alternative,
    Answer,
    Assumption,
    Branch,
    Note,
    UnresolvedStep,
)
from .diagram import Leaf
from .projection import Projection
from .question import CompiledQuestion
from .resolving import Depends, Resolution, distinct
from .settling import settled_outcome
from .situation import Case, Situation
from .unresolved import unresolved_step


def decide(question: CompiledQuestion, situation: Situation, *, brief: bool = False) -> Answer:
    """The whole answer, but for how it was asked and for which day; a brief one does not say what it
    assumes, which takes most of the time."""
    return _Answering(question, situation).answer(brief=brief)


class _Answering:
    def __init__(self, question: CompiledQuestion, situation: Situation) -> None:
        self.question, self.situation = question, situation
        self.base = situation.blank(SILENT)

    def answer(self, *, brief: bool) -> Answer:
        decided = self._collected() if self.question.collect else self._single()
        return self._complete(decided, brief=brief)

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
            notes=tuple(note for key in projection.reached() for note in self.situation.merged[key].notes),
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
            permitted=case.permitted,
            unresolved=case.unresolved,
            notes=case.notes,
        )
        if case.delegated is None:
            return answer
        inner = case.delegated
        stage = None if inner.question == self.question.name else inner.question
        return replace(
            answer,
            branches=tuple(_of_stage(stage, branch) for branch in inner.branches),
            needs=inner.needs,
            by_default=inner.by_default,
            alternatives=tuple(_of_stage(stage, alternative) for alternative in inner.alternatives),
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
            unresolved=whole.unresolved,
            permitted=whole.permitted,
        )

    def _needs(self, projection: Projection) -> tuple[str, ...]:
        """The missing facts, the one first that leaves the fewest outcomes open."""
        scores: dict[str, tuple[int, int, int]] = {}
        for rank, variable in enumerate(projection.variables()):
            entry = self.question.space.variables[variable]
            left = projection.left_open(variable)
            names = [entry.name] if entry.fact else [fact.name for fact in facts_of(entry.atom or TRUE)]
            for name in names:
                if name not in self.situation.facts:
                    scores.setdefault(name, (max(left), sum(left), rank))
        return tuple(sorted(scores, key=lambda name: scores[name]))

    def _collected(self) -> Answer:
        """All rules that apply, each with the condition that it still depends on."""
        cells = self.question.space.cells(self.situation.facts)
        diagram = self.question.diagram_under(cells)
        parts: list[tuple[Rule, Node]] = []
        for rule in self.question.rules.values():
            open_part = Projection(diagram, cells, lambda leaf, name=rule.id: name in leaf.standing.deciding)  # type: ignore[misc]
            condition = open_part.condition(True)
            if condition != FALSE:
                parts.append((rule, condition))
        # a permission is listed beside what is commanded; it is the value only where nothing is
        commands = [(rule, condition) for rule, condition in parts if rule.may is None]
        parts = commands or parts
        if not parts:
            return self._settled(self.situation.case(Leaf(self.question.precedence.standing(()))))
        value, citations, unresolved = self._gathered(parts)
        if value is None:
            silent = self._settled(self.situation.case(Leaf(self.question.precedence.standing(()))))
            return replace(silent, nearest=citations, unresolved=unresolved)
        if next(value.parts(), None) is None:
            return self._settled(self.situation.case(Leaf(self.question.precedence.standing(()))))
        answer = replace(
            self.base,
            status=ANSWERED,
            value=value,
            rules=tuple(rule.id for rule, _ in parts),
            citations=citations,
            unresolved=unresolved,
        )
        some = Projection(diagram, cells, lambda leaf: bool(leaf.standing.deciding))
        if some.single is True:
            return answer
        when = some.condition(True)
        branches = (
            Branch(when, ANSWERED, value, citations, answer.rules),
            Branch(negation(when), self.situation.case(Leaf(self.question.precedence.standing(()))).status, None, ()),
        )
        return replace(answer, status=CONDITIONAL, branches=branches, needs=self._needs(some))

    def _gathered(
        self, parts: list[tuple[Rule, Node]]
    ) -> tuple[Outcome | None, tuple[Citation, ...], tuple[UnresolvedStep, ...]]:
        """The outcomes of the parts as one (None where nobody may act in any), and what nobody may do."""
        situation = self.situation
        resolution = Resolution(
            self.question.book, situation.facts, situation.given, situation.away, situation.ask, situation.pairs
        )
        outcomes: list[Collected] = []
        unresolved: list[UnresolvedStep] = []
        cited: list[Citation] = []
        for rule, condition in parts:
            cited.extend(situation.citations(rule, situation.facts))
            try:
                outcome, steps, *_ = settled_outcome(self.question.name, rule.outcome, resolution)
            except Depends as depends:
                outcome, steps = None, (unresolved_step(resolution, depends.step),)
            unresolved.extend(steps)
            if outcome is not None:
                requirement = rule.requires and residual(rule.requires, resolution.facts)
                outcomes.append(Collected(outcome, condition, requirement, rule.by_default))
        if not outcomes:
            return None, distinct([*cited, *resolution.consulted]), tuple(unresolved)
        value = type(outcomes[0].outcome).gathered(outcomes)
        own = [self.question.book.citation(quotation) for quotation in value.quotations()]
        return value, distinct([*cited, *own, *resolution.rests_on]), tuple(unresolved)

    def _complete(self, answer: Answer, *, brief: bool) -> Answer:
        """What every answer carries besides its value."""
        own = [rule for rule in answer.rules if rule in self.question.rules]
        rules = [self.question.rules[rule] for rule in own]
        alternatives = tuple(a for a in self.situation.alternatives() if a.rule not in answer.rules)
        assumed, readings = ((), ()) if brief else self._assumptions()
        notes = [Note(rule.note) for rule in rules if rule.note and answer.status != SILENT]
        notes += [
            Note(self.question.rules[a.rule].note or "") for a in alternatives if self.question.rules[a.rule].note
        ]
        notes += [Note(text) for text in _part_notes(answer)]
        named = {*answer.needs, *answer.facts, *(assumption.fact for assumption in assumed)}
        notes += [self._judgement(fact) for fact in self.question.book.header.judged if fact in named]
        if answer.status == SILENT:
            notes += [Note(silence.reason) for silence in self.question.silences if self._is_silent(silence.when)]
        if answer.status == TRUNCATED and self.question.book.header.lost is not None:
            lost = self.question.book.header.lost
            notes.append(Note(lost.zh, lost.en))
        unstated = unstated_slots(rules if answer.status != SILENT else (), _values(answer))
        return replace(
            answer,
            permitted=answer.permitted
            or next((rule.may for rule in rules if rule.may and answer.value is not None), None),
            by_default=answer.by_default or (answer.status != SILENT and self._by_default(rules)),
            alternatives=answer.alternatives + alternatives,
            assumed=tuple(dict.fromkeys(answer.assumed + assumed)),
            unstated=FrozenMapping(dict(answer.unstated) | dict(unstated)),
            notes=tuple(dict.fromkeys((*answer.notes, *notes, *readings))),
            nearest=answer.nearest if answer.status not in (SILENT, TRUNCATED) else answer.nearest or self._nearest(),
        )

    def _is_silent(self, when: Node) -> bool:
        return truth(when, self.situation.facts) is True

    def _by_default(self, rules: list[Rule]) -> bool:
        """Whether the text says 一般 of the whole outcome; a list says it entry by entry, so that only
        where every rule does is it said of the whole."""
        qualified = [rule.by_default is not None for rule in rules]
        return bool(qualified) and (all(qualified) if self.question.collect else any(qualified))

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
                if otherwise:
                    assumed.append(Assumption(name, self.situation.defaults[name], otherwise))
        return tuple(assumed), tuple(notes)

    def _turns_on(self, name: str, index: int) -> bool:
        """Whether the answer, a part of it, or a permission beside it would change with the fact."""
        freed = self.situation.supposing(**{name: UNKNOWN})
        if self.question.collect:
            cells = self.question.space.cells(freed.facts)
            projection = Projection(self.question.diagram_under(cells), cells, lambda leaf: leaf.standing)
        else:
            projection = freed.projection(permissions=True)
        if index in projection.variables():
            return True
        values = [case.value for case in freed.merged.values() if case.value is not None]
        if self.question.collect:
            values = [rule.outcome for rule in self.question.rules.values()]
        return any(name == fact.name for value in values for node in value.conditions() for fact in facts_of(node))

    def _otherwise(self, name: str, index: int) -> tuple[Branch, ...]:
        """What would follow in each other case of the fact that leads elsewhere."""
        here = _outcome(self._brief(self.situation))
        variable = self.question.space.variables[index]
        taken = variable.cell(self.situation.facts)
        found: dict[Hashable, tuple[set[int], Branch]] = {}
        for cell in sorted(variable.every):
            if cell != taken:
                other = self._brief(self.situation.supposing(**{name: variable.samples[cell]}))
                if other.status == CONDITIONAL or _outcome(other) != here:
                    found.setdefault(other, (set(), other))[0].add(cell)
        return tuple(replace(branch, when=variable.condition(frozenset(cells))) for cells, branch in found.values())

    def _brief(self, situation: Situation) -> Branch:
        """An answer without what it assumes in turn."""
        answering = _Answering(self.question, situation)
        answer = answering._collected() if self.question.collect else answering._single()
        alternatives = situation.alternatives()
        return Branch(
            TRUE,
            answer.status,
            answer.value,
            answer.citations,
            answer.rules,
            alternatives,
            answer.requires,
            answer.unresolved,
            answer.permitted,
        )

    def _judgement(self, fact: str) -> Note:
        """Who classifies the matter, where the text says so."""
        book = self.question.book
        judgement = book.header.judged[fact]
        label = self.question.scope.use_of(fact).label
        roles = book.names.vocabulary.roles
        zh = "、".join(book.names.title(role) for role in judgement.by)
        en = ", ".join(roles[role].en for role in judgement.by)
        citations = distinct(book.citation(quotation) for quotation in judgement.citations)
        return Note(f"“{label.zh}”由{zh}认定", f"whether “{label.en}” holds is for {en} to say", citations)

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


P = TypeVar("P", Alternative, Branch)


def _of_stage(question: str | None, part: P) -> P:
    """A part of the answer to a stage's question: its rules are named with that question."""
    if question is None:
        return part
    if isinstance(part, Alternative):
        return replace(part, rule=_qualified(question, part.rule))
    rules = tuple(_qualified(question, name) for name in part.rules)
    return replace(part, rules=rules, alternatives=tuple(_of_stage(question, entry) for entry in part.alternatives))


def _qualified(question: str, rule: str) -> str:
    return rule if "/" in rule else f"{question}/{rule}"


def unstated_slots(rules: Iterable[Rule], values: Iterable[Outcome]) -> FrozenMapping[str, str]:
    """What the rules, and single parts of their outcomes, leave open: slot -> the text's word. A step
    of a chain leaves open `action.slot`. Several words for one slot stand together."""
    found: dict[str, dict[str, None]] = {}
    for rule in rules:
        for slot, word in rule.unstated.items():
            found.setdefault(slot, {}).setdefault(word)
    for value in values:
        for part in value.parts():
            action = f"{part.action}." if isinstance(part, Act) else ""
            for slot, word in part.unstated.items():
                found.setdefault(f"{action}{slot}", {}).setdefault(word)
    return FrozenMapping({slot: "；".join(words) for slot, words in found.items()})


def _outcome(branch: Branch) -> Branch:
    """What a branch says, without what it rests on."""
    alternatives = tuple(replace(alternative, citations=()) for alternative in branch.alternatives)
    return replace(branch, citations=(), rules=(), alternatives=alternatives, unresolved=())


def _values(answer: Answer) -> list[Outcome]:
    values = [answer.value, *(branch.value for branch in answer.branches)]
    return [value for value in values if value is not None]


def _part_notes(answer: Answer) -> Iterator[str]:
    for value in _values(answer):
        for part in value.parts():
            if part.note is not None:
                yield part.note
