"""What a rulebook says to a question, as a key: equal for two rulebooks exactly when they say the same.

For all facts that are not given (their ordinary case is taken where there is one), the same must be
commanded and the same permitted, the same must be silent, and the same lost. It does not matter how
the rules are cut, whether a condition stands at a rule or at a step, or whether a chain is written
out or made of stages. `outcome_meaning` says what counts in an outcome.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from ..language import Node, residual
from ..model.chain import Chain, Stage
from ..model.outcome import Unresolved
from ..model.rulebook import Rule
from .answer import ANSWERED, SILENT, TRUNCATED, Answer
from .canonical import LOWEST, Function, Functions, Mark
from .diagram import Branch, Leaf, TooLarge
from .outcome_meaning import OutcomeMeaning
from .question import CompiledQuestion
from .resolving import Resolution
from .situation import Situation, single_stage
from .space import Variable


@dataclass(frozen=True)
class Meaning:
    """What a rulebook says to a question; equal where two say the same.

    `not_compared` says why the meaning could not be put in canonical form (`too_large`); the key is
    then the question's rules as they are written, and two that differ may yet mean the same.
    """

    key: Hashable
    not_compared: str | None = None


class Asking(Protocol):
    """What a rulebook lends to the comparison."""

    def compiled(self, name: str) -> CompiledQuestion:
        """A question ready to be asked."""

    def ask_stage(self, name: str, facts: Mapping[str, Any], absent: frozenset[str]) -> Answer:
        """Another question under the same facts."""


def meaning(
    book: Asking,
    question: CompiledQuestion,
    facts: Mapping[str, Any],
    absent: frozenset[str],
    *,
    slot: str | None = None,
    words: bool = True,
) -> Meaning:
    """The meaning of a question under checked facts; `slot` narrows it to one part of the outcome.

    With `words` false, words of the text that the vocabulary has no name for do not count.
    """
    try:
        return Meaning(_Reading(book, question, slot, words).key(question, facts, absent))
    except TooLarge:
        rules = tuple(repr(rule.model_copy(update={"position": None})) for rule in question.rules.values())
        return Meaning(("rules", rules) if words else ("rules",), "too_large")


# A decision is (status, commanded, permissions); commanded is (qualities, value) or None.
Decision = tuple[str, Any, frozenset[Any]]


class _Reading:
    def __init__(self, book: Asking, question: CompiledQuestion, slot: str | None, words: bool) -> None:
        self.book, self.slot, self.words = book, slot, words
        self.names = question.book.names
        order = {name: rank for rank, name in enumerate(question.scope.facts)}
        last = set(question.absences)
        self.functions = Functions(
            lambda name: (name in last, order.get(name, len(order)), name),
            lambda name: (None, None) if name in self.names.readings else self._limits(name),
            self._identity,
        )

    def _limits(self, name: str) -> tuple[int | None, int | None]:
        use = self.names.fact(name)
        return use.minimum, use.maximum

    def _identity(self, name: str) -> str:
        """A fact by its id. A reading is a rulebook's own: it is what its values say."""
        if name not in self.names.readings:
            return name
        values = self.names.readings[name].value_labels
        return f"{name}: {'; '.join(f'{key} {label.zh}' for key, label in values.items())}"

    def key(self, question: CompiledQuestion, facts: Mapping[str, Any], absent: frozenset[str]) -> Hashable:
        situation = Situation(question, facts, absent, self.book.ask_stage)
        if question.collect:
            return self._collected(situation)
        return self.functions.form(self._decisions(situation, self.slot))

    def _decisions(self, situation: Situation, slot: str | None = None) -> Function:
        """What is decided, as a function of the facts."""

        def leaf(place: Leaf, settled: Mapping[str, Any]) -> Function:
            return self._decided(situation, place, settled, slot)

        return self._walk(situation, leaf)

    def _walk(self, situation: Situation, leaf: Callable[[Leaf, Mapping[str, Any]], Function]) -> Function:
        """The question's diagram in canonical form. Facts that name the holder of a role are settled on
        the way: a chair who is the head is the head."""
        space = situation.question.space
        known = space.cells(situation.facts)
        roles = self.names.vocabulary.roles
        holders = {role.held_by for role in roles.values()} & space.index.keys()
        memo: dict[Hashable, Function] = {}

        def visit(node: Any, settled: tuple[tuple[str, Any], ...]) -> Function:
            key = id(node), settled
            if key not in memo:
                memo[key] = step(node, settled)
            return memo[key]

        def step(node: Any, settled: tuple[tuple[str, Any], ...]) -> Function:
            if isinstance(node, Leaf):
                return leaf(node, dict(settled))
            assert isinstance(node, Branch)
            if node.variable in known:
                return visit(node.children[known[node.variable]], settled)
            variable = space.variables[node.variable]
            children = []
            for child, values in zip(node.children, variable.cells or (frozenset(),) * len(node.children), strict=True):
                held = variable.name in holders and len(values) == 1
                children.append(visit(child, (*settled, (variable.name, next(iter(values)))) if held else settled))
            return self.functions.chosen(self._cell(variable), children)

        return visit(situation.question.diagram.root, ())

    def _cell(self, variable: Variable) -> Function:
        """The number of the cell that a fact lies in."""
        end = self.functions.end
        if variable.fact is None:
            assert variable.atom is not None
            return self.functions.joined(int, [self.functions.condition(variable.atom)])
        if variable.cells:
            cells = variable.cells
            return self.functions.values(
                variable.fact, lambda value: end(next(number for number, cell in enumerate(cells) if value in cell))
            )
        if not variable.cuts:
            return self.functions.values(variable.fact, lambda value: end(int(value)))
        marks = [self._mark(variable, sample) for sample in variable.samples]
        return self.functions.bands(variable.fact, [(mark, end(number)) for number, mark in enumerate(marks)])

    @staticmethod
    def _mark(variable: Variable, sample: Any) -> Mark:
        """Where the band begins that a sample stands for."""
        if sample in variable.cuts:
            return 1, sample, 0
        below = [cut for cut in variable.cuts if cut < sample]
        return (1, max(below), 1) if below else LOWEST

    def _decided(self, situation: Situation, leaf: Leaf, settled: Mapping[str, Any], slot: str | None) -> Function:
        question = situation.question
        deciding = [question.rules[name] for name in leaf.standing.deciding]
        permitted = [question.rules[name] for name in leaf.standing.permitted]
        case = situation.case(leaf, settled)  # refuses rules that contradict each other
        resolution = situation.resolution(leaf, settled)
        permissions = [self._value(rule, resolution, slot, [rule]) for rule in permitted]
        if not deciding:
            status = case.status
            return self._join(self.functions.end((status, None, frozenset())), permissions)
        first = self._value(deciding[0], resolution, slot, deciding)
        if deciding[0].may is not None:
            return self._join(self.functions.end((ANSWERED, None, frozenset())), [first, *permissions])
        return self._join(first, permissions)

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

    def _value(self, rule: Rule, resolution: Resolution, slot: str | None, agreeing: list[Rule]) -> Function:
        """A rule's outcome as a decision; `agreeing` are all rules that give it."""
        qualities = self._qualities(agreeing, resolution.facts)
        stage = single_stage(rule.outcome)
        if stage is not None:
            inner = self._stage_decisions(stage, resolution, slot)
            return self.functions.joined(lambda decision: _qualified(decision, qualities), [inner])
        try:
            value: Any = rule.outcome.resolve(resolution)
        except Unresolved:
            return self.functions.end((SILENT, None, frozenset()))
        meaning = self._outcomes(resolution)
        if slot is None:
            found = meaning.outcome(value)
        else:
            part = value.slot(slot) if slot in value.slots() else None
            if part is None:
                return self.functions.end((SILENT, None, frozenset()))
            found = meaning.slot(slot, part)
        return self.functions.joined(lambda key: (ANSWERED, (qualities, key), frozenset()), [found])

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
        question = self.book.compiled(name)
        decides = question.scope.definition.decides
        shared = {
            fact: value for fact, value in resolution.given.items() if fact in decides or fact in question.readings
        }
        return self._decisions(Situation(question, shared, resolution.absent, self.book.ask_stage), slot)

    def _collected(self, situation: Situation) -> Hashable:
        """All rules that apply: each entry with the condition under which it stands."""
        commands: dict[Hashable, list[Function]] = {}
        permissions: dict[Hashable, list[Function]] = {}
        ends_open: list[Function] = []
        for rule in situation.question.rules.values():
            stands = self._standing(situation, rule)
            found = commands if rule.may is None else permissions
            for entry, condition in self._entries(situation, rule):
                found.setdefault(entry, []).append(self._both(stands, condition))
            if getattr(rule.outcome, "open", False):
                ends_open.append(stands)
        some = self._any([part for parts in (*commands.values(), *permissions.values()) for part in parts])
        lost = situation.case(Leaf(situation.question.diagram.precedence.standing(()))).status == TRUNCATED
        return (
            "collect",
            self._listed(commands),
            self._listed(permissions),
            self.functions.form(self._any(ends_open)),
            lost and some is not self.functions.true,
        )

    def _standing(self, situation: Situation, rule: Rule) -> Function:
        true, false = self.functions.true, self.functions.false

        def leaf(place: Leaf, settled: Mapping[str, Any]) -> Function:
            standing = place.standing
            return true if rule.id in standing.deciding or rule.id in standing.permitted else false

        return self._walk(situation, leaf)

    def _entries(self, situation: Situation, rule: Rule) -> Iterator[tuple[Hashable, Node | None]]:
        resolution = Resolution(
            situation.question.book, situation.facts, situation.given, situation.away, situation.ask
        )
        value: Any = rule.outcome.resolve(resolution)
        if self.slot is not None:
            value = value.slot(self.slot) if self.slot in value.slots() else None
        for entry in () if value is None else value.entries:
            key = self._outcomes(None).entry(
                entry,
                requires=_open(rule.requires, resolution.facts),
                by_default=rule.by_default is not None,
                open_slots=rule.unstated,
            )
            yield key, entry.when

    def _both(self, stands: Function, condition: Node | None) -> Function:
        if condition is None:
            return stands
        return self.functions.joined(lambda *values: all(values), [stands, self.functions.condition(condition)])

    def _any(self, parts: Iterable[Function]) -> Function:
        return self.functions.joined(lambda *values: any(values), parts)

    def _listed(self, entries: Mapping[Hashable, list[Function]]) -> Hashable:
        wholes = {entry: self._any(parts) for entry, parts in entries.items()}
        never = self.functions.false
        return frozenset((entry, self.functions.form(whole)) for entry, whole in wholes.items() if whole is not never)


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
