"""One question of two rulebooks over one space of facts, so that both can be asked of every cell.

Readings of the text are those that each rulebook takes. Nobody is away unless a rule of the question
speaks of it; what is then asked about standing in turns on facts of the question too. A fact that one
side does not know is not read by it.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from fractions import Fraction
from typing import Any

from ..engine.cover import Cube
from ..engine.question import CompiledQuestion
from ..engine.space import Space, Tree, Variable, atoms_of, joined, negated, value_of_amount
from ..language import Domain, Fact, Node, Type, facts_of, negation, residual, truth
from ..language.syntax import And, Arithmetic, Compare, Member, Not, Or
from ..messages import Words
from ..model.base import FrozenMapping
from ..model.book import overridden
from ..model.rulebook import Rule


class NotComparable(Exception):
    """The two sides cannot be laid over one space, for this reason."""

    def __init__(self, reason: Words) -> None:
        super().__init__(reason)
        self.reason = reason


class CommonSpace:
    """The space of the facts that the rules of either side read, and those rules over its cells."""

    def __init__(self, old: CompiledQuestion, new: CompiledQuestion) -> None:
        if old.collect != new.collect and old.rules and new.rules:
            raise NotComparable(Words("one_collects"))
        self.sides = old, new
        self.types = _types([*_facts(old), *_facts(new)])
        nodes = [self._plain(side, node) for side in self.sides for node in _nodes(side)]
        self.required = {
            side: {rule.id: self._plain(side, rule.requires) for rule in _requiring(side)} for side in self.sides
        }
        self.standing_in = {side: StandingIn(side) for side in self.sides if _speaks_of_absence(side)}
        requirements = [node for required in self.required.values() for node in required.values()]
        for side, found in self.standing_in.items():
            nodes += [self._plain(side, node) for node in found.conditions]
            requirements += [self._plain(side, node) for node in found.requirements]
        limits = [{name: (use.minimum, use.maximum) for name, use in side.scope.facts.items()} for side in self.sides]
        self.space = Space(
            nodes,
            [*dict.fromkeys([*new.scope.facts, *old.scope.facts])],
            requirements=tuple(dict.fromkeys(requirements)),
            limits={name: _wider(limits[0].get(name), limits[1].get(name)) for name in limits[0] | limits[1]},
        )
        self.free = frozenset(self.space.barring.values())

    def _plain(self, side: CompiledQuestion, node: Node) -> Node:
        """A condition under the readings that the side takes, with facts of the common types."""
        readings = side.book.names.readings
        taken = {name: use.default for name, use in readings.items() if use.default is not None}
        return _retyped(residual(node, taken), self.types)

    def holds(self, side: CompiledQuestion, node: Node) -> Tree:
        """A condition of a side over the cells."""
        return self.space.tree(self._plain(side, node))

    def standing(self, side: CompiledQuestion) -> dict[str, Tree]:
        """When each rule of a side stands: it applies, and no rule that applies overrides it. A
        permission beside others stands with them (see engine.standing)."""
        applies = {rule.id: self._applies(side, rule) for rule in side.rules.values()}
        prevails = overridden(tuple(side.rules.values()))
        alive = {
            name: joined("and", [tree, *(negated(applies[other]) for other in applies if name in prevails[other])])
            for name, tree in applies.items()
        }
        return {
            rule.id: joined("and", [alive[rule.id], joined("or", [alive[other] for other in rule.beside])])
            if rule.beside
            else alive[rule.id]
            for rule in side.rules.values()
        }

    def _applies(self, side: CompiledQuestion, rule: Rule) -> Tree:
        tree = self.holds(side, rule.guard)
        if rule.requires is None:
            return tree
        barring = self.space.barring[self.required[side][rule.id]]
        return joined("and", [tree, ("is", barring, frozenset({0}))])

    def told(self, side: CompiledQuestion) -> dict[tuple[str, int], Tree]:
        """The facts with which questions about standing in are asked: a fact and its cell -> when it is so."""
        names = self.standing_in[side].facts if side in self.standing_in else ()
        found = [self.space.variables[self.space.index[name]] for name in names if name in self.space.index]
        return {
            (entry.name, cell): ("is", self.space.index[entry.name], frozenset({cell}))
            for entry in found
            for cell in sorted(entry.every)
        }

    def value(self, name: str, cell: int) -> Any:
        """A value of a fact that lies in a cell."""
        return _value(self.space.variables[self.space.index[name]], cell)

    def away(self, side: CompiledQuestion) -> dict[str, Tree]:
        """The absences that some rule speaks of: the fact that states one -> when it is so."""
        return {
            name: ("is", self.space.index[name], frozenset({1})) for name in side.absences if name in self.space.index
        }

    def example(self, cube: Cube) -> FrozenMapping[str, Any] | None:
        """Facts that lie in a cube, ordinary ones where they may be; None where none are found (two
        facts that are compared with each other)."""
        facts: dict[str, Any] = {}
        atoms: list[Node] = []
        for index, cells in cube.items():
            variable = self.space.variables[index]
            if variable.fact is not None:
                cell = next((cell for cell in sorted(cells) if cell == self._ordinary(variable)), min(cells))
                facts[variable.fact.name] = _value(variable, cell)
            elif index not in self.free or 0 not in cells:
                assert variable.atom is not None
                atoms.append(variable.atom if 1 in cells else negation(variable.atom))
        open_facts = {fact.name: fact for atom in atoms for fact in facts_of(atom) if fact.name not in facts}
        for values in itertools.product(*(_few_values(fact) for fact in open_facts.values())):
            tried = facts | dict(zip(open_facts, values, strict=True))
            if all(truth(atom, tried) for atom in atoms):
                return FrozenMapping(tried)
        return None

    def _ordinary(self, variable: Variable) -> int | None:
        for side in self.sides:
            use = side.scope.facts.get(variable.name)
            if use is not None and use.default is not None:
                return variable.cell({variable.name: use.default})
        return None


class StandingIn:
    """What the questions about standing in read of the facts of a question, and require there."""

    def __init__(self, side: CompiledQuestion) -> None:
        self.conditions: list[Node] = []
        self.requirements: list[Node] = []
        vocabulary = side.book.names.vocabulary
        absentees = {name for role in side.absences.values() for name in vocabulary.same(role)}
        for question in side.book.substitution_questions:
            definition = side.book.scopes[question].definition
            known = {name for name in definition.decides if name in side.scope.facts and name not in side.absences}
            for rule in side.book.rules[question]:
                left = [residual(rule.guard, {str(definition.holder): role}) for role in sorted(absentees)]
                read = [atom for node in left for atom in atoms_of(node)]
                self.conditions += [atom for atom in read if _only(atom, known) and len(_names(atom)) == 1]
                if rule.requires is not None and _only(rule.requires, known):
                    self.requirements.append(rule.requires)
        self.facts = tuple(sorted({name for node in self.conditions for name in _names(node)}))


def _names(node: Node) -> set[str]:
    return {fact.name for fact in facts_of(node)}


def _only(node: Node, known: set[str]) -> bool:
    return _names(node) <= known


def _speaks_of_absence(side: CompiledQuestion) -> bool:
    """Whether some rule of the question speaks of somebody's absence."""
    return bool({fact.name for fact in _facts(side)} & side.absences.keys())


def _value(variable: Variable, cell: int) -> Any:
    assert variable.fact is not None
    sample = variable.samples[cell]
    return sample if variable.fact.type.kind in ("flag", "choice") else value_of_amount(variable.fact.type, sample)


def _few_values(fact: Fact) -> tuple[Any, ...]:
    """Values enough to make a comparison of two facts hold, and not."""
    kind = fact.type
    if kind.kind == "flag":
        return False, True
    if kind.domain is not None:
        return kind.domain.values[:3]
    first = 730_000 if kind.kind == "date" else 1
    return tuple(value_of_amount(kind, Fraction(first + step)) for step in range(3))


def _nodes(side: CompiledQuestion) -> Iterator[Node]:
    yield from side.guards.values()
    for rule in side.rules.values():
        yield from rule.outcome.conditions()


def _requiring(side: CompiledQuestion) -> Iterator[Any]:
    return (rule for rule in side.rules.values() if rule.requires is not None)


def _facts(side: CompiledQuestion) -> Iterator[Fact]:
    for node in (*_nodes(side), *(rule.requires for rule in _requiring(side))):
        yield from facts_of(node)


def _types(facts: Iterable[Fact]) -> dict[str, Type]:
    """One type for each fact: of an enumeration that differs, with the values of both."""
    found: dict[str, Type] = {}
    for fact in facts:
        known = found.setdefault(fact.name, fact.type)
        if known == fact.type:
            continue
        one, other = known.domain, fact.type.domain
        if one is None or other is None:
            raise NotComparable(Words("two_types", fact=fact.name, first=known, second=fact.type))
        values = tuple(dict.fromkeys((*one.values, *other.values)))
        domain = Domain(one.name, values, {**one.labels, **other.labels}, {**one.broader, **other.broader})
        found[fact.name] = Type(known.kind, domain)
    return found


def _retyped(node: Node, types: Mapping[str, Type]) -> Node:
    """The condition with the given types of its facts."""
    match node:
        case Fact(name=name, type=kind):
            return node if types.get(name, kind) == kind else Fact(name, types[name])
        case Member(fact=fact):
            return replace(node, fact=_retyped(fact, types))  # type: ignore[arg-type]
        case Compare(left=left, right=right) | Arithmetic(left=left, right=right):
            return replace(node, left=_retyped(left, types), right=_retyped(right, types))
        case Not(operand=operand):
            return replace(node, operand=_retyped(operand, types))
        case And(operands=operands) | Or(operands=operands):
            return replace(node, operands=tuple(_retyped(part, types) for part in operands))
        case _:
            return node


Bounds = tuple[int | None, int | None]


def _wider(one: Bounds | None, other: Bounds | None) -> Bounds:
    """The bounds of a number that both sides keep to."""
    if one is None or other is None:
        return one or other or (None, None)
    low = None if one[0] is None or other[0] is None else min(one[0], other[0])
    high = None if one[1] is None or other[1] is None else max(one[1], other[1])
    return low, high
