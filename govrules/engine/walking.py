"""What the diagram of a question decides, as a function of the facts: each leaf where it is reached."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field
from typing import Any

from ..language import Fact
from ..model.outcome import Outcome
from .answer import Branch as AnswerBranch
from .canonical import LOWEST, Function, Functions, Mark, domain_of
from .diagram import Branch, Leaf
from .situation import Situation
from .space import Space, Variable

Settled = Mapping[str, Any]
"""Facts that hold at a place of the diagram: who holds the roles that only the occasion names."""


class Walking:
    """Walks the diagrams of the questions of one rulebook."""

    def __init__(self, functions: Functions) -> None:
        self.functions = functions
        self._cells: dict[int, tuple[Variable, Function]] = {}

    def walk(self, situation: Situation, leaf: Callable[[Leaf, Settled], Function]) -> Function:
        """The question's diagram in canonical form. Facts that name the holder of a role are settled on
        the way: a chair who is the head is the head."""
        space = situation.question.space
        known = space.cells(situation.facts)
        roles = situation.question.book.names.vocabulary.roles
        holders = {role.held_by for role in roles.values()} & space.index.keys()
        way = _Way(self, space, known, holders, leaf)
        return way.from_part(situation.question.diagram_under(known).root, ())

    def cell(self, variable: Variable) -> Function:
        """The number of the cell that a fact lies in."""
        _, found = self._cells.get(id(variable), (variable, None))
        if found is None:
            found = self._number(variable)
            self._cells[id(variable)] = variable, found
        return found

    def _number(self, variable: Variable) -> Function:
        end = self.functions.end
        if variable.fact is None:
            assert variable.atom is not None
            return self.functions.joined(int, [self.functions.condition(variable.atom)])
        if variable.cells:
            cells = {value: number for number, cell in enumerate(variable.cells) for value in cell}
            return self.functions.values(variable.fact, lambda value: end(cells[value]))
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

    def cases(
        self, situation: Situation, outcome: Outcome, read: Set[str] = frozenset()
    ) -> Iterator[tuple[Function, Situation]]:
        """What may be the case of facts that are not known and change who acts in an outcome, complete and
        disjoint: when, and the asking then. `read` are facts on which the diagram turns already."""
        for fact, values in self.turning(situation, outcome):
            if fact.name not in read:
                told = [(frozenset({value}), situation.supposing(**{fact.name: value})) for value in values]
                others = frozenset(domain_of(fact)).difference(values)
                for group, there in [*told, (others, situation)] if others else told:
                    for when, found in self.cases(there, outcome, read | {fact.name}):
                        yield self.functions.all([self._among(fact, group), when]), found
                return
        yield self.functions.true, situation

    def _among(self, fact: Fact, values: Set[Any]) -> Function:
        return self.functions.values(fact, lambda value: self.functions.end(value in values))

    @staticmethod
    def turning(situation: Situation, outcome: Outcome) -> list[tuple[Fact, tuple[Any, ...]]]:
        """Facts that are not known and change who acts: whether somebody is away, whether the holder of a
        role is one who is away, whether the one whose partner acts is paired. Each with the values that do."""
        question = situation.question
        vocabulary = question.book.names.vocabulary
        facts = {
            name: Fact(name, use.type)
            for name, use in question.scope.facts.items()
            if name not in situation.facts and (use.absent is not None or situation.away or situation.pairs)
        }
        if not facts:
            return []
        found: list[tuple[Fact, tuple[Any, ...]]] = [
            (facts[name], (False, True))
            for name in question.absences
            if name in facts and (question.matters(outcome, name) or question.matters_to_stage(outcome, name))
        ]
        named = {role for roles in outcome.role_sets() for role in roles.roles}
        partners = {vocabulary.roles[role].partner_of for role in named}
        for names, roles in ((question.occasion(outcome), situation.away), (partners, situation.pairs.keys())):
            for name in sorted(facts.keys() & names):
                values = domain_of(facts[name]) if roles else ()
                told = tuple(value for value in values if not roles.isdisjoint(vocabulary.same(value)))
                found += [(facts[name], told)] if told else []
        return found

    def branches(self, branches: Sequence[AnswerBranch], then: Callable[[AnswerBranch], Function]) -> Function:
        """What follows in the branches of an answer, which are complete and disjoint."""
        number = self.functions.first([self.functions.condition(branch.when) for branch in branches])
        return self.functions.chosen(number, [then(branch) for branch in branches])


@dataclass(frozen=True)
class _Way:
    """One walk through a diagram: the cells that are known, and the facts that name who holds a role."""

    walking: Walking
    space: Space
    known: Mapping[int, int]
    holders: Set[str | None]
    leaf: Callable[[Leaf, Settled], Function]
    memo: dict[Hashable, Function] = field(default_factory=dict)

    def from_part(self, part: Any, settled: tuple[tuple[str, Any], ...]) -> Function:
        key = id(part), settled
        if key not in self.memo:
            self.memo[key] = self._step(part, settled)
        return self.memo[key]

    def _step(self, part: Any, settled: tuple[tuple[str, Any], ...]) -> Function:
        if isinstance(part, Leaf):
            return self.leaf(part, dict(settled))
        assert isinstance(part, Branch)
        if part.variable in self.known:
            return self.from_part(part.children[self.known[part.variable]], settled)
        variable = self.space.variables[part.variable]
        children = []
        for child, values in zip(part.children, variable.cells or (frozenset(),) * len(part.children), strict=True):
            held = variable.name in self.holders and len(values) == 1
            there = (*settled, (variable.name, next(iter(values)))) if held else settled
            children.append(self.from_part(child, there))
        return self.walking.functions.chosen(self.walking.cell(variable), children)
