"""Which facts the answer to a question may turn on, given some of its facts.

The decision diagram of the question is walked under what is given, once as it stands and once for each
ordinary case that was taken, since an answer also says what would follow otherwise. Rules that are reached
read the facts of their conditions and requirements, and other questions: stages, and who stands in for
somebody who is away. A fact that is never read makes no difference, whatever its value.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from ..engine.diagram import Leaf, reached
from ..engine.question import CompiledQuestion
from ..engine.space import Variable
from ..language import UNKNOWN, Node, facts_of
from ..model.rulebook import Rule
from ..rulebook import Rulebook


class Turning:
    """What the answers of a rulebook turn on."""

    def __init__(self, book: Rulebook) -> None:
        self.book = book
        self._rules: dict[tuple[str, str], _Read] = {}
        self._memory: dict[Any, tuple[str, ...]] = {}
        self._holders = {
            name: role.held_by for name, role in book.data.names.vocabulary.roles.items() if role.held_by is not None
        }

    def facts(self, question: str, given: Mapping[str, Any]) -> list[str]:
        """The facts that the answer may turn on where these are given (UNKNOWN is given too), in the order in
        which they are read; facts that are given and matter stand among them."""
        compiled = self.book.compiled(question)
        read = dict.fromkeys(self._whole(compiled, given))
        known = {*compiled.scope.facts, *compiled.readings}
        judged = (name for name in self.book.data.header.judged if name in known)
        return [name for name in (*read, *judged) if name in known]

    def holders(self, question: str) -> frozenset[str]:
        """The facts that name who holds a role of some rule that the answer may turn on."""
        return frozenset(name for rule in self.book.compiled(question).asked for name in self._held(rule))

    def _whole(self, question: CompiledQuestion, given: Mapping[str, Any]) -> Iterator[str]:
        """What is read as it stands, and with each ordinary case that was taken in doubt."""
        base = list(self._walk(question, given, whole=True))
        yield from base
        for name in dict.fromkeys(base):
            own = name in question.scope.facts or name in question.readings
            if own and name not in given and question.scope.use_of(name).default is not None:
                yield from self._walk(question, {**given, name: UNKNOWN}, whole=False)

    def _walk(self, question: CompiledQuestion, given: Mapping[str, Any], *, whole: bool) -> Iterator[str]:
        leaves, read = self._leaves(question, given)
        yield from read
        names = {name for leaf in leaves for name in (*leaf.standing.deciding, *leaf.standing.permitted)}
        rules = [self._read_of(question, name) for name in question.rules if question.collect or name in names]
        for rule in rules:
            yield from rule.facts
        stages = dict.fromkeys(stage for rule in rules for stage in rule.stages)
        permitted = any(leaf.standing.permitted for leaf in leaves)
        everywhere = question.collect or permitted or bool(stages)
        absent = any(leaf.absent for leaf in leaves)
        if everywhere:
            yield from question.absences
            absent = absent or any(given.get(name) is not False for name in question.absences)
        if absent:
            yield from question.absences
            yield from self._substitutions()
        certain = all(rule.chain for rule in rules) and not everywhere and not absent
        if not certain or not all(leaf.standing.deciding for leaf in leaves):
            yield from _names(silence.when for silence in question.silences)
        for stage in stages:
            yield from self._asked(stage, given, whole=whole)

    def _substitutions(self) -> Iterator[str]:
        """Why somebody stands in or does not is said of each rule, so that all of them are read."""
        for name in self.book.data.substitution_questions:
            question = self.book.compiled(name)
            yield from _names(question.guards.values())
            for rule in question.rules:
                yield from self._read_of(question, rule).facts

    def _asked(self, name: str, given: Mapping[str, Any], *, whole: bool) -> Iterator[str]:
        """What another question reads under the same facts."""
        question = self.book.compiled(name)
        shared = {key: value for key, value in given.items() if key in question.scope.facts or key in question.readings}
        known = name, whole, frozenset(shared.items())
        if known not in self._memory:
            read = self._whole(question, shared) if whole else self._walk(question, shared, whole=False)
            self._memory[known] = tuple(dict.fromkeys(read))
        yield from self._memory[known]

    def _leaves(self, question: CompiledQuestion, given: Mapping[str, Any]) -> tuple[list[Leaf], list[str]]:
        """The leaves that are reached, and the facts that are read on the way. An ordinary case that was taken
        counts as given; a reading of the text is always supposed to be otherwise, too."""
        variables = question.space.variables
        leaves, read = reached(question.diagram.root, lambda number: self._cell(question, variables[number], given))
        return leaves, list(dict.fromkeys(name for number in read for name in variables[number].reads))

    @staticmethod
    def _cell(question: CompiledQuestion, variable: Variable, given: Mapping[str, Any]) -> int | None:
        if variable.fact is None or variable.fact.name in question.readings:
            return None
        name = variable.fact.name
        value = given.get(name, question.scope.use_of(name).default)
        return None if value is None or value is UNKNOWN else variable.cell({name: value})

    def _read_of(self, question: CompiledQuestion, rule: str) -> _Read:
        key = question.name, rule
        if key not in self._rules:
            entry = question.rules[rule]
            facts = (*question.read_of(rule), *self._held(entry))
            chain = entry.outcome.kind == "chain"
            self._rules[key] = _Read(tuple(dict.fromkeys(facts)), tuple(entry.outcome.stages()), chain)
        return self._rules[key]

    def _held(self, rule: Rule) -> list[str]:
        """The facts that name who holds a role of which the rule speaks."""
        roles = {*rule.outcome.roles_used(), *(role for each in rule.outcome.role_sets() for role in each.roles)}
        return sorted({self._holders[role] for role in roles if role in self._holders})


@dataclass(frozen=True)
class _Read:
    """What a rule reads once it applies: facts, and other questions."""

    facts: tuple[str, ...]
    stages: tuple[str, ...]
    chain: bool


def _names(nodes: Iterable[Node]) -> list[str]:
    return list(dict.fromkeys(fact.name for node in nodes for fact in facts_of(node)))
