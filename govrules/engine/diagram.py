"""One decision diagram a question: the rules decided in advance over the cells of the facts.

An ordered multi-valued decision diagram, reduced (equal parts are one part), so that a fact is read
only where it still matters. Branches, needs, assumptions and static proof are all read from it. It
is equal to the plain interpreter in `reference` (the tests compare them on random facts).
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from ..model.outcome import Outcome
from ..model.rulebook import Rule
from ..value import Value
from .space import Space, Tree, joined, put, variables_of
from .standing import Precedence, Standing


@dataclass(frozen=True, eq=False, repr=False)
class Leaf(Value):
    """What is decided here: the rules that stand, the absences that their outcome meets, and, where
    somebody is away, who holds a role that only the occasion names (fact -> cell)."""

    standing: Standing
    absent: frozenset[str] = frozenset()
    holders: tuple[tuple[str, int], ...] = ()

    def __hash__(self) -> int:
        return self._hash

    @cached_property
    def _hash(self) -> int:
        """Leaves are looked up over and over."""
        return hash((self.standing, self.absent, self.holders))


@dataclass(frozen=True, eq=False, repr=False)
class Branch(Value):
    """A part of the diagram: the variable that it reads, and what follows in each of its cells."""

    variable: int
    children: tuple[Any, ...]


MAX_NODES = 10_000
"""How many parts a diagram may have. Past that the question is too large to be decided in advance."""


class TooLarge(Exception):
    """The diagram of a question would have more than MAX_NODES parts."""


class Diagram:
    """The diagram of some rules.

    `absences` are the facts that state somebody's absence, each with its role: they are read last,
    and only where `matters` says that a role of the outcome may be away. `occasion` gives the facts
    that say who holds the roles which an outcome leaves to the occasion; where somebody is away,
    they are read last of all. `known` are cells in which the facts are known to lie: the diagram then
    holds only there.
    """

    def __init__(
        self,
        rules: Sequence[Rule],
        space: Space,
        barred: Mapping[str, int],
        absences: Mapping[str, str],
        matters: Callable[[Outcome, str], bool],
        occasion: Callable[[Outcome], Iterable[str]],
        known: Mapping[int, int] | None = None,
    ) -> None:
        self.space = space
        self.precedence = Precedence(rules)
        self.outcomes = {rule.id: rule.outcome for rule in rules}
        self.absences = {space.index[name]: name for name in absences if name in space.index}
        self.roles = absences
        self.matters = matters
        self.occasion = occasion
        self._unique: dict[Hashable, Any] = {}
        self._memo: dict[Hashable, Any] = {}
        guards = tuple(_under(self._guard(rule, barred), known or {}) for rule in rules)
        self.root = self._build(guards, ())
        del self._unique, self._memo  # much, and only building needs it

    def _guard(self, rule: Rule, barred: Mapping[str, int]) -> Tree:
        tree = self.space.tree(rule.guard)
        if rule.id in barred:  # a requirement that is given as false bars the rule
            tree = joined("and", [tree, ("is", barred[rule.id], frozenset({0}))])
        return tree

    def _build(self, guards: tuple[Tree, ...], away: tuple[tuple[str, int], ...]) -> Any:
        key = (guards, away)
        if key not in self._memo:
            if len(self._memo) > MAX_NODES:
                raise TooLarge
            self._memo[key] = self._decide(guards, away)
        return self._memo[key]

    def _decide(self, guards: tuple[Tree, ...], away: tuple[tuple[str, int], ...]) -> Any:
        open_variables = frozenset().union(*(variables_of(guard) for guard in guards))
        if not open_variables:
            return self._leaf(guards, away)
        variable = min(open_variables)
        name = self.absences.get(variable)
        children = []
        for cell in range(len(self.space.variables[variable].samples)):
            rest = tuple(put(guard, variable, cell) for guard in guards)
            children.append(self._build(rest, away if name is None else (*away, (name, cell))))
        return self._node(variable, tuple(children))

    def _leaf(self, guards: tuple[Tree, ...], away: tuple[tuple[str, int], ...]) -> Any:
        rules = self.precedence.rules
        applicable = {rule.id for rule, guard in zip(rules, guards, strict=True) if guard is True}
        standing = self.precedence.standing(applicable)
        outcomes = [self.outcomes[rule] for rule in standing.deciding]
        relevant = [name for name in self.absences.values() if any(self.matters(outcome, name) for outcome in outcomes)]
        known = dict(away)
        absent = frozenset(name for name in relevant if known.get(name))
        return self._with_absences(standing, [name for name in relevant if name not in known], absent)

    def _with_absences(self, standing: Standing, unread: list[str], absent: frozenset[str]) -> Any:
        if not unread:
            names = (
                {name for rule in standing.deciding for name in self.occasion(self.outcomes[rule])} if absent else ()
            )
            return self._with_holders(standing, absent, sorted(names), ())
        name, *rest = unread
        present = self._with_absences(standing, rest, absent)
        away = self._with_absences(standing, rest, absent | {name})
        return self._node(self.space.index[name], (present, away))

    def _with_holders(
        self, standing: Standing, absent: frozenset[str], unread: list[str], holders: tuple[tuple[str, int], ...]
    ) -> Any:
        if not unread:
            leaf = Leaf(standing, absent, holders)
            return self._unique.setdefault(leaf, leaf)
        name, *rest = unread
        variable = self.space.index[name]
        cells = range(len(self.space.variables[variable].samples))
        children = (self._with_holders(standing, absent, rest, (*holders, (name, cell))) for cell in cells)
        return self._node(variable, tuple(children))

    def _node(self, variable: int, children: tuple[Any, ...]) -> Any:
        if all(child is children[0] for child in children):
            return children[0]
        key = (variable, *(id(child) for child in children))
        return self._unique.setdefault(key, Branch(variable, children))


def reached(root: Any, cell: Callable[[int], int | None]) -> tuple[list[Leaf], list[int]]:
    """The leaves of a diagram that are reached where `cell` says in which cell a variable lies (None: not known),
    and the variables that are read on the way, in their order."""
    read: list[int] = []
    parts: dict[int, Any] = {id(root): root}
    while variables := [part.variable for part in parts.values() if isinstance(part, Branch)]:
        variable = min(variables)
        read.append(variable)
        known = cell(variable)
        following: list[Any] = []
        for part in parts.values():
            if isinstance(part, Branch) and part.variable == variable:
                following += part.children if known is None else [part.children[known]]
            else:
                following.append(part)
        parts = {id(part): part for part in following}
    return list(parts.values()), read


def _under(tree: Tree, cells: Mapping[int, int]) -> Tree:
    """The condition where the facts lie in these cells."""
    for variable, cell in cells.items():
        tree = put(tree, variable, cell)
    return tree
