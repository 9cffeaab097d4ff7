"""One question of one rulebook, compiled: its rules, the space of its facts, its diagram."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Mapping
from functools import cached_property
from typing import Any

from ..errors import QuestionError
from ..language import UNKNOWN, Fact, Node, facts_of, truth
from ..language.syntax import Member, children
from ..model.book import BookData
from ..model.chain import Chain
from ..model.outcome import Outcome
from ..model.rulebook import Rule
from ..model.substitution import Substitution
from .diagram import MAX_NODES, Diagram, TooLarge
from .pairing import pairing_rules, reaches
from .projection import Parts
from .space import Space
from .standing import Precedence


class CompiledQuestion:
    """The rules of a question over the space of its facts. Everything is made when first needed."""

    def __init__(self, book: BookData, name: str) -> None:
        self.book, self.name = book, name
        self.scope = book.scopes[name]
        self.rules: dict[str, Rule] = {rule.id: rule for rule in book.rules.get(name, ())}
        self.silences = book.silences.get(name, ())
        self.collect = self.scope.definition.collect
        self.cases: dict[Hashable, Any] = {}
        """What the rules give, by that on which it turns. See Situation."""
        self._parts: Parts | None = None
        self._read_of: dict[str, tuple[str, ...]] = {}
        self._decided_by: dict[tuple[str, bool], tuple[str, ...]] = {}
        self._mattering: dict[tuple[int, str], bool] = {}

    @cached_property
    def guards(self) -> dict[str, Node]:
        """The guard of each rule."""
        return {rule.id: rule.guard for rule in self.rules.values()}

    @cached_property
    def readings(self) -> frozenset[str]:
        """The readings of the text on which a rule of this question, or of its stages, turns."""
        mentioned = {fact.name for rule in self._rules_and_stages([self.name]) for fact in _facts(rule)}
        return frozenset(name for name in mentioned if name in self.book.names.readings)

    @cached_property
    def words(self) -> dict[str, str]:
        """The words for the facts and readings that it can be asked with."""
        readings = self.scope.reading_words
        return {word: name for word, name in readings.items() if name in self.readings} | self.scope.by_word

    @cached_property
    def order(self) -> tuple[str, ...]:
        """The facts and readings that it can be asked with, in the order in which they are shown."""
        return (*self.scope.facts, *sorted(self.readings))

    @cached_property
    def asked(self) -> tuple[Rule, ...]:
        """Every rule that an answer may turn on: of this question, of its stages, and of the questions
        about substitution, which are asked where somebody is away."""
        return tuple(self._rules_and_stages([self.name, *self.substitutions]))

    @property
    def substitutions(self) -> tuple[str, ...]:
        """The questions about somebody who is away on which there are rules."""
        definitions = {name: self.book.names.vocabulary.questions[name] for name in self.book.rules}
        return tuple(name for name, entry in definitions.items() if entry.holder is not None)

    def _rules_and_stages(self, questions: list[str]) -> Iterator[Rule]:
        waiting, seen = questions, set()
        while waiting:
            question = waiting.pop()
            if question not in seen:
                seen.add(question)
                for rule in self.book.rules.get(question, ()):
                    yield rule
                    waiting.extend(rule.outcome.stages())

    @cached_property
    def precedence(self) -> Precedence:
        """The order among the rules."""
        return Precedence(tuple(self.rules.values()))

    @cached_property
    def requirements(self) -> tuple[Node, ...]:
        """What rules require of others, each once."""
        return tuple(dict.fromkeys(rule.requires for rule in self.rules.values() if rule.requires is not None))

    @cached_property
    def classes(self) -> dict[str, tuple[str, ...]]:
        """The classes of roles that the guard or the outcome of each rule speaks of."""
        return {name: tuple(_classes(rule)) for name, rule in self.rules.items()}

    def read_of(self, rule: str) -> tuple[str, ...]:
        """The facts that a rule reads once it applies."""
        found = self._read_of.get(rule)
        if found is None:
            found = self._read_of[rule] = tuple(dict.fromkeys(self._read_by(self.rules[rule])))
        return found

    @staticmethod
    def _read_by(entry: Rule) -> Iterator[str]:
        nodes = [*entry.outcome.conditions(), *entry.outcome.requirements(), *(each.when for each in entry.grounds)]
        nodes += [] if entry.requires is None else [entry.requires]
        for node in nodes:
            yield from (fact.name for fact in facts_of(node))
        yield from entry.outcome.computes_with()

    def handed_on(self, outcomes: Iterable[Outcome], *, away: bool) -> set[str]:
        """The facts that other questions are asked with: the stages of outcomes, and where somebody is away those
        about substitution. They see no others; a stage hands on what it was handed."""
        asked = {stage for outcome in outcomes for stage in outcome.stages()}
        asked |= {*self.book.substitution_questions} if away else set()
        facts = {name for other in asked for name in self._facts_of(other)}
        return facts | (self.book.names.readings.keys() if asked else set())

    def _facts_of(self, question: str) -> set[str]:
        """The facts of another question; its scope would take long to make."""
        definition = self.book.names.vocabulary.questions[question]
        return {*definition.decides, *definition.computes}

    def decided_by(self, rule: str, *, away: bool) -> tuple[str, ...]:
        """The facts on which it turns what a rule gives once it applies."""
        key = rule, away
        if key not in self._decided_by:
            outcome, roles = self.rules[rule].outcome, self.book.names.vocabulary.roles
            named = {*outcome.roles_used(), *(role for group in outcome.role_sets() for role in group.roles)}
            holders = {fact for role in named for fact in (roles[role].held_by, roles[role].partner_of)}
            read = (
                {*self.read_of(rule)} | self.handed_on([outcome], away=away) | holders | {self.scope.definition.holder}
            )
            if away:
                read |= {*self.absences, *self.book.names.vocabulary.overview.holder_facts}
            self._decided_by[key] = tuple(sorted(name for name in read if name is not None))
        return self._decided_by[key]

    @cached_property
    def absences(self) -> dict[str, str]:
        """The facts of the question that state an absence -> the role that is away."""
        return {name: use.absent for name, use in self.scope.facts.items() if use.absent is not None}

    @cached_property
    def space(self) -> Space:
        """The space of the facts that decide."""
        parts = [node for rule in self.rules.values() for node in rule.outcome.conditions()]
        holders = sorted({name for rule in self.rules.values() for name in self.occasion(rule.outcome)})
        told_apart = [self._is_role(name, role) for name in holders for role in self.absences.values()]
        return Space(
            [*self.guards.values(), *parts, *told_apart, *(silence.when for silence in self.silences)],
            self.order,
            last=[Fact(name, self.scope.facts[name].type) for name in (*self.absences, *holders)],
            requirements=self.requirements,
            limits={name: (use.minimum, use.maximum) for name, use in self.scope.facts.items()},
        )

    def signature(self, facts: Mapping[str, Any]) -> tuple[Any, ...]:
        """What the answer depends on of the facts given: the cell of each fact that only guards and
        conditions read, and the value of each that the outcome or another question uses."""
        return tuple(
            (name, self._cell(name, value) if name in self.told_apart else value)
            for name, value in sorted(facts.items())
        )

    def _cell(self, name: str, value: Any) -> Any:
        return value if value is UNKNOWN else self.space.variables[self.space.index[name]].cell({name: value})

    @cached_property
    def told_apart(self) -> frozenset[str]:
        """The facts that matter only by the cell that they lie in."""
        used = {*self.book.names.vocabulary.overview.holder_facts, *self.scope.definition.computes}
        crossed = {fact.name for node in self.space.crossed for fact in facts_of(node)}
        asked: set[str | None] = {self.scope.definition.holder}
        for question in self.book.substitution_questions:
            asked |= self._facts_of(question)
        for rule in self.rules.values():
            asked |= set(rule.outcome.computes_with())
            for stage in rule.outcome.stages():
                asked |= self._facts_of(stage) | self.book.names.readings.keys()
            for node in (rule.requires, *rule.outcome.requirements()):
                asked |= {fact.name for fact in facts_of(node)} if node is not None else set()
        return frozenset(self.space.index) - used - crossed - asked

    @cached_property
    def diagram(self) -> Diagram:
        """The decision diagram of all rules. Raises TooLarge past its limit."""
        return self._diagram({})

    def diagram_under(self, cells: Mapping[int, int]) -> Diagram:
        """The diagram, where it is not too large; else one that holds in these cells only. QuestionError
        where even that is too large."""
        if not self.is_large:
            return self.diagram
        try:
            return self._diagram(cells)
        except TooLarge:
            raise QuestionError("question.too_large", question=self.name, limit=MAX_NODES) from None

    @cached_property
    def is_large(self) -> bool:
        """Whether the question is too large for one diagram."""
        try:
            return self.diagram is None
        except TooLarge:
            return True

    @property
    def parts(self) -> Parts:
        """The parts of projections of the diagram by the number of what is decided. See Situation."""
        if self._parts is None or self._parts.full:
            self._parts = Parts(self.space)
        return self._parts

    def _diagram(self, known: Mapping[int, int]) -> Diagram:
        rules = tuple(self.rules.values())
        return Diagram(rules, self.space, self.barred, self.absences, self.matters, self.occasion, known)

    @cached_property
    def barred(self) -> dict[str, int]:
        """Each rule that requires something -> the variable that says whether that is refused."""
        return {rule.id: self.space.barring[rule.requires] for rule in self.rules.values() if rule.requires is not None}

    def _is_role(self, name: str, role: str) -> Node:
        fact = Fact(name, self.scope.facts[name].type)
        return Member(fact, (role,), frozenset({role}))

    def occasion(self, outcome: Outcome) -> set[str]:
        """The facts that say who holds the roles which an outcome leaves to the occasion."""
        roles = self.book.names.vocabulary.roles
        named = {role for role in outcome.roles_used() if not roles[role].acts_when_away}
        return {fact for role in named if (fact := roles[role].held_by) is not None and fact in self.scope.facts}

    def matters(self, outcome: Outcome, fact: str) -> bool:
        """Whether an absence can reach the outcome of a rule: it has an act that the absent one would do, or
        that they might do for somebody else who is away."""
        key = id(outcome), fact
        if key not in self._mattering:
            self._mattering[key] = self._matters(outcome, fact)
        return self._mattering[key]

    def _matters(self, outcome: Outcome, fact: str) -> bool:
        role = self.absences[fact]
        if not isinstance(outcome, Chain):
            used = set(outcome.roles_used())
            return bool(used & {*self._same(role)}) or (bool(used) and self._may_stand_in(role, None))
        acts = [act for act in outcome.steps if act.performers is not None and act.performers.roles]
        own = [act for act in acts if act.performers is not None and self._may_be(act.performers.roles, role)]
        if any(act.when is None or truth(act.when, {fact: True}) is not False for act in own):
            return True
        return any(self._may_stand_in(role, act.action) for act in acts)

    def matters_to_stage(self, outcome: Outcome, fact: str) -> bool:
        """Whether an absence can reach the outcome of a stage that cannot be asked about it."""
        return any(
            fact not in self.book.scopes[stage].facts
            and any(
                self.matters(rule.outcome, fact) or self.matters_to_stage(rule.outcome, fact)
                for rule in self.book.rules.get(stage, ())
            )
            for stage in outcome.stages()
        )

    def _may_be(self, roles: Iterable[str], role: str) -> bool:
        """Whether one of the roles is, or may turn out to be, that role."""
        known = self.book.names.vocabulary.roles
        return any(
            name in self._same(role) or (known[name].held_by is not None and not known[name].acts_when_away)
            for name in roles
        )

    def _same(self, role: str) -> tuple[str, ...]:
        return self.book.names.vocabulary.same(role)

    def _may_stand_in(self, role: str, action: str | None) -> bool:
        """Whether a substitution rule names, or by a pairing may come to name, the role for the act."""
        for question in self.book.substitution_questions:
            for rule in self.book.rules[question]:
                if isinstance(rule.outcome, Substitution) and (action is None or rule.outcome.covers(action)):
                    paired = rule in self._pairing and reaches(self.book, rule, role)
                    if paired or set(rule.outcome.by) & {*self._same(role)}:
                        return True
        return False

    @cached_property
    def _pairing(self) -> tuple[Rule, ...]:
        return tuple(pairing_rules(self.book))


def _facts(rule: Rule) -> Iterator[Fact]:
    for node in (rule.guard, *rule.outcome.conditions()):
        yield from facts_of(node)


def _classes(rule: Rule) -> Iterator[str]:
    waiting: list[Node] = [rule.guard]
    while waiting:
        node = waiting.pop()
        if isinstance(node, Member) and node.fact.type.domain is not None:
            yield from (value for value in node.values if value in node.fact.type.domain.groups)
        waiting.extend(children(node))
    for roles in rule.outcome.role_sets():
        yield from roles.classes
