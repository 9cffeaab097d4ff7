"""The rules of a question, read for what they mean (see `meaning`): every case of the facts at once."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import partial
from typing import Any, Protocol

from ..language import Node, facts_of, residual
from ..model.base import FrozenMapping
from ..model.chain import Chain, Stage
from ..model.outcome import Outcome
from ..model.rulebook import Rule
from ..model.scope import LocalNames
from .answer import ANSWERED, SILENT, TRUNCATED, Branch
from .canonical import Function, Functions
from .diagram import Leaf
from .outcome_meaning import OutcomeMeaning
from .question import CompiledQuestion
from .resolving import Depends, Looked, Resolution
from .situation import Situation, single_stage
from .walking import Settled, Walking


class Asking(Protocol):
    """What a rulebook lends to the reading of its rules."""

    def stage(self, name: str, facts: Mapping[str, Any], absent: frozenset[str], pairs: Mapping[str, str]) -> Situation:
        """The asking of another question under the same facts."""


# A decision is (status, commanded, permissions); commanded is (qualities, value) or None.
Decision = tuple[str, Any, frozenset[Any]]
NOTHING: Decision = SILENT, None, frozenset()


@dataclass(frozen=True)
class Place:
    """A place of a question's diagram, in one case of what is known."""

    situation: Situation
    leaf: Leaf
    settled: Settled
    supposed: Mapping[Looked, Branch] = FrozenMapping()

    @property
    def resolution(self) -> Resolution:
        """Resolves outcomes here."""
        return self.situation.resolution(self.leaf, self.settled, self.supposed)

    @property
    def turned(self) -> frozenset[str]:
        """The facts on which the diagram turns already, where they change who acts: absences that reach
        what is commanded here, and the holders of its roles."""
        question = self.situation.question
        outcomes = [question.rules[name].outcome for name in self.leaf.standing.deciding]
        absences = {name for name in question.absences if any(question.matters(outcome, name) for outcome in outcomes)}
        return frozenset({*absences, *(name for name, _ in self.leaf.holders), *self.settled})


class Reading(Walking):
    """Reads what the rules of one question mean. TooLarge where that is too large a function."""

    def __init__(self, book: Asking, question: CompiledQuestion, slot: str | None, words: bool) -> None:
        self.book, self.slot, self.words = book, slot, words
        self.names = question.book.names
        order = {name: rank for rank, name in enumerate(question.scope.facts)}
        last = set(question.absences)
        super().__init__(
            Functions(
                lambda name: (name in last, order.get(name, len(order)), name),
                partial(_limits, self.names),
                partial(_identity, self.names),
            )
        )
        self.nothing = self.functions.end(NOTHING)
        self._stages: dict[Hashable, Function] = {}

    def read(self, situation: Situation) -> tuple[Hashable, str]:
        """The key of the meaning, and its status: `answered` where the rulebook rules on some facts."""
        if situation.question.collect:
            return self._collected(situation)
        decisions = self._decisions(situation, self.slot)
        ends = self.functions.ends(decisions)
        if any(commanded is not None or permissions for _, commanded, permissions in ends):
            status = ANSWERED
        else:
            status = TRUNCATED if any(status == TRUNCATED for status, _, _ in ends) else SILENT
        return self.functions.form(decisions), status

    def _decisions(self, situation: Situation, slot: str | None = None) -> Function:
        """What is decided, as a function of the facts."""
        return self.walk(situation, lambda leaf, settled: self._decided(Place(situation, leaf, settled), slot))

    def _decided(self, place: Place, slot: str | None) -> Function:
        rules, standing = place.situation.question.rules, place.leaf.standing
        deciding = [rules[name] for name in standing.deciding]
        permissions = [self._cased(place, [rules[name]], slot) for name in standing.permitted]
        if len(deciding) != 1:
            case = place.situation.case(place.leaf, place.settled)  # refuses rules that contradict each other
            if not deciding:
                return self._join(self.functions.end((case.status, None, frozenset())), permissions)
        first = self._cased(place, deciding, slot)
        if deciding[0].may is not None:
            return self._join(self.functions.end((ANSWERED, None, frozenset())), [first, *permissions])
        return self._join(first, permissions)

    def _cased(self, place: Place, agreeing: list[Rule], slot: str | None) -> Function:
        """The outcome of rules that agree as a decision, whatever is the case of who acts."""
        if not self.turning(place.situation, agreeing[0].outcome):
            return self._value(place, agreeing, slot)
        cases = list(self.cases(place.situation, agreeing[0].outcome, place.turned))
        found = [self._value(replace(place, situation=situation), agreeing, slot) for _, situation in cases]
        return self.functions.chosen(self.functions.first([when for when, _ in cases]), found)

    def _join(self, decision: Function, permissions: Iterable[Function]) -> Function:
        """What is commanded, with all that is permitted beside it."""

        def join(whole: Decision, *others: Decision) -> Decision:
            status, commanded, beside = whole
            granted = frozenset(other[1] for other in others if other[1] is not None)
            inner = frozenset().union(*(other[2] for other in others))
            allowed = beside | granted | inner
            if commanded is None and status == ANSWERED and not allowed:
                status = others[0][0]  # the only permission meets somebody who is away, or leads to what is lost
            return status, commanded, allowed

        return self.functions.joined(join, [decision, *permissions])

    def _value(self, place: Place, agreeing: list[Rule], slot: str | None) -> Function:
        outcome, resolution = agreeing[0].outcome, place.resolution
        qualities = self._qualities(agreeing, resolution.facts)
        stage = single_stage(outcome)
        if stage is not None:
            inner = self._stage_decisions(stage, resolution, slot)
            return self.functions.joined(lambda decision: _qualified(decision, qualities), [inner])
        try:
            value, nobody = place.situation.outcome(agreeing[0], place.leaf, place.settled, place.supposed)
        except Depends as depends:
            looked = depends.looked
            return self.branches(
                depends.answer.branches,
                lambda branch: self._value(replace(place, supposed={**place.supposed, looked: branch}), agreeing, slot),
            )
        part = value if value is None or slot is None else _part(value, slot)
        if part is None:
            return self.nothing
        meaning = self._outcomes(resolution)
        found = meaning.outcome(part) if slot is None else meaning.slot(slot, part)

        def decision(key: Hashable) -> Decision:  # a chain of which every step falls away says nothing
            return NOTHING if key == ("chain", ()) else (ANSWERED, (qualities, key), frozenset())

        said = self.functions.joined(decision, [found])
        return self.functions.chosen(self.functions.any(map(self.functions.condition, nobody)), [said, self.nothing])

    def _qualities(self, rules: list[Rule], facts: Mapping[str, Any]) -> Hashable:
        """What the rules require of others, whether they say 一般, and which slots they leave open."""
        requires = self._outcomes(None).requirement(_open(rules[0].requires, facts))
        slots = frozenset(slot for rule in rules for slot in rule.unstated)
        return requires, any(rule.by_default is not None for rule in rules), slots

    def _outcomes(self, resolution: Resolution | None) -> OutcomeMeaning:
        def stage(entry: Stage) -> Function:
            assert resolution is not None
            decisions = self._stage_decisions(entry.question, resolution, None)
            return self.functions.joined(lambda decision: _steps(entry.question, decision), [decisions])

        return OutcomeMeaning(self.functions, self.names.vocabulary, self.words, stage)

    def _stage_decisions(self, name: str, resolution: Resolution, slot: str | None) -> Function:
        """Another question under the same facts, as the engine asks it."""
        key = name, frozenset(resolution.given.items()), resolution.absent, slot
        if key not in self._stages:
            situation = self.book.stage(name, resolution.given, resolution.absent, resolution.pairs)
            self._stages[key] = self._decisions(situation, slot)
        return self._stages[key]

    def _collected(self, situation: Situation) -> tuple[Hashable, str]:
        """All rules that apply: each entry with the condition under which it stands."""
        commands: dict[Hashable, list[Function]] = {}
        permissions: dict[Hashable, list[Function]] = {}
        ends_open: list[Function] = []
        for rule in situation.question.rules.values():
            stands = self._standing(situation, rule)
            found = commands if rule.may is None else permissions
            entries = [
                (entry, self.functions.all([when, condition]))
                for when, there in self.cases(situation, rule.outcome)
                for entry, condition in self._entries(there, rule)
            ]
            for entry, condition in entries:
                found.setdefault(entry, []).append(self.functions.all([stands, condition]))
            if getattr(rule.outcome, "open", False):
                ends_open.append(stands)
        some = self.functions.any(part for parts in (*commands.values(), *permissions.values()) for part in parts)
        lost = situation.case(Leaf(situation.question.precedence.standing(()))).status == TRUNCATED
        key = (
            "collect",
            self._listed(commands),
            self._listed(permissions),
            self.functions.form(self.functions.any(ends_open)),
            lost and some is not self.functions.true,
        )
        return key, ANSWERED if some is not self.functions.false else TRUNCATED if lost else SILENT

    def _standing(self, situation: Situation, rule: Rule) -> Function:
        true, false = self.functions.true, self.functions.false

        def leaf(place: Leaf, settled: Settled) -> Function:
            standing = place.standing
            return true if rule.id in standing.deciding or rule.id in standing.permitted else false

        return self.walk(situation, leaf)

    def _entries(
        self, situation: Situation, rule: Rule, supposed: Mapping[Looked, Branch] = FrozenMapping()
    ) -> Iterator[tuple[Hashable, Function]]:
        """The entries that a rule gives, each with the condition under which it stands."""
        nowhere = Leaf(situation.question.precedence.standing(()))
        try:
            value: Any = situation.outcome(rule, nowhere, {}, supposed)[0]
        except Depends as depends:
            read = {fact.name for branch in depends.answer.branches for fact in facts_of(branch.when)}
            known = situation.question.scope.facts.keys() | situation.question.readings
            for branch in depends.answer.branches if read <= known else ():  # no fact of the question tells it
                holds = self.functions.condition(branch.when)
                for key, condition in self._entries(situation, rule, {**supposed, depends.looked: branch}):
                    yield key, self.functions.all([holds, condition])
            return
        if value is not None and self.slot is not None:
            value = _part(value, self.slot)
        for entry in () if value is None else value.entries:
            key = self._outcomes(None).entry(
                entry,
                requires=_open(rule.requires, situation.facts),
                by_default=rule.by_default is not None,
                open_slots=rule.unstated,
            )
            yield key, self.functions.true if entry.when is None else self.functions.condition(entry.when)

    def _listed(self, entries: Mapping[Hashable, list[Function]]) -> Hashable:
        wholes = {entry: self.functions.any(parts) for entry, parts in entries.items()}
        never = self.functions.false
        return frozenset((entry, self.functions.form(whole)) for entry, whole in wholes.items() if whole is not never)


def _limits(names: LocalNames, fact: str) -> tuple[int | None, int | None]:
    if fact in names.readings:
        return None, None
    use = names.fact(fact)
    return use.minimum, use.maximum


def _identity(names: LocalNames, fact: str) -> str:
    """A fact by its id. A reading is a rulebook's own: it is what its values say."""
    if fact not in names.readings:
        return fact
    values = names.readings[fact].value_labels
    return f"{fact}: {'; '.join(f'{key} {label.zh}' for key, label in values.items())}"


def _part(value: Outcome, slot: str) -> Any:
    """The part to which a question is narrowed; None where the outcome has none."""
    return value.slot(slot) if slot in value.slots() else None


def _open(requirement: Node | None, facts: Mapping[str, Any]) -> Node | None:
    """What is left of a requirement under the facts."""
    return None if requirement is None else residual(requirement, facts)


def _qualified(decision: Decision, outer: Any) -> Decision:
    """The decision of a stage that is the whole chain, with the qualities of the rule that refers to it."""
    status, commanded, permissions = decision
    if commanded is None:
        return decision
    inner, value = commanded
    requires = outer[0] if outer[0] is not None else inner[0]
    return status, ((requires, outer[1] or inner[1], outer[2] | inner[2]), value), permissions


def _steps(question: str, decision: Decision) -> tuple[Hashable, ...]:
    """A stage among the steps of a chain: its steps; what is silent or lost stands there as such."""
    status, commanded, permissions = decision
    plain: Any = (None, False, frozenset())
    if status == ANSWERED and commanded is not None and commanded[0] == plain and not permissions:
        value = commanded[1]
        return tuple(value[1]) if value[0] == Chain.kind else (value,)
    return (("stage", question, decision),)
