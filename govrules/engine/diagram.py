"""One decision diagram a question: the rules decided in advance over the cells of the facts.

An ordered multi-valued decision diagram, reduced (equal parts are one part), so that a fact is read
only where it still matters. Branches, needs, assumptions and static proof are all read from it. It
is equal to the plain interpreter in `reference` (the tests compare them on random facts).
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ..language import FALSE, TRUE, Node, conjunction, disjunction
from ..model.outcome import Outcome
from ..model.rulebook import Rule
from .space import Space, Tree, joined, put, variables_of
from .standing import Precedence, Standing


@dataclass(frozen=True)
class Leaf:
    """What is decided here: the rules that stand, the absences that their outcome meets, and, where
    somebody is away, who holds a role that only the occasion names (fact -> cell)."""

    standing: Standing
    absent: frozenset[str] = frozenset()
    holders: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True)
class Branch:
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

    def crossed(
        self, cells: Mapping[int, int], trees: Iterable[Tree], key: Callable[[Leaf, tuple[bool, ...]], Hashable]
    ) -> Projection:
        """The diagram under known cells, told apart further by conditions over the same cells: `key`
        sees of each leaf which of them hold there."""
        return Crossed(self, cells, tuple(trees), key)

    def restricted(self, cells: Mapping[int, int], key: Callable[[Leaf], Hashable]) -> Projection:
        """The diagram under known cells, its leaves seen through `key`."""
        return Projection(self, cells, key)


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


class Projection:
    """A diagram under some known facts, with leaves that `key` does not tell apart made one."""

    def __init__(self, diagram: Diagram, cells: Mapping[int, int], key: Callable[[Leaf], Hashable]) -> None:
        self._begin(diagram)
        self._key = key
        self._seen: dict[int, Any] = {}
        self.root = self._project(diagram.root, cells)

    def _begin(self, diagram: Diagram) -> None:
        self.space = diagram.space
        self._unique: dict[Hashable, Any] = {}
        self._ends: dict[Hashable, _End] = {}
        self._below: dict[int, frozenset[Hashable]] = {}
        self.leaves: dict[Hashable, Leaf] = {}

    def _end(self, key: Hashable, leaf: Leaf) -> Any:
        if key not in self.leaves:
            self.leaves[key], self._ends[key] = leaf, _End(key)
        return self._ends[key]

    def _project(self, node: Any, cells: Mapping[int, int]) -> Any:
        if id(node) in self._seen:
            return self._seen[id(node)]
        result: Any
        if isinstance(node, Leaf):
            result = self._end(self._key(node), node)
        elif node.variable in cells:
            result = self._project(node.children[cells[node.variable]], cells)
        else:
            children = tuple(self._project(child, cells) for child in node.children)
            result = self._node(node.variable, children)
        self._seen[id(node)] = result
        return result

    def _node(self, variable: int, children: tuple[Any, ...]) -> Any:
        if all(child is children[0] for child in children):
            return children[0]
        return self._unique.setdefault((variable, *map(id, children)), Branch(variable, children))

    @property
    def single(self) -> Hashable | None:
        """The key of the only leaf, where there is only one."""
        return self.root.key if isinstance(self.root, _End) else None

    def below(self, node: Any) -> frozenset[Hashable]:
        """The keys of the leaves that can be reached from a part of the diagram."""
        if isinstance(node, _End):
            return node.alone
        found = self._below.get(id(node))
        if found is None:
            found = self._below[id(node)] = frozenset().union(*map(self.below, node.children))
        return found

    def left_open(self, variable: int) -> list[int]:
        """How many leaves can still be reached when a variable is known, for each of its cells."""
        cells = range(len(self.space.variables[variable].samples))
        memo: dict[int, list[frozenset[Hashable]]] = {}

        def reached(node: Any) -> list[frozenset[Hashable]]:
            if isinstance(node, _End) or node.variable > variable:
                return [self.below(node) for _ in cells]
            if node.variable == variable:
                return [*map(self.below, node.children)]
            if id(node) not in memo:
                memo[id(node)] = [frozenset().union(*found) for found in zip(*map(reached, node.children), strict=True)]
            return memo[id(node)]

        return [*map(len, reached(self.root))]

    def reached(self, node: Any = None) -> list[Hashable]:
        """The keys of the leaves that can be reached, in the order of the diagram."""
        found: dict[Hashable, None] = {}
        seen: set[int] = set()
        waiting = [self.root if node is None else node]
        while waiting:
            current = waiting.pop(0)
            if isinstance(current, _End):
                found.setdefault(current.key)
            elif id(current) not in seen:
                seen.add(id(current))
                waiting[:0] = current.children
        return list(found)

    def variables(self) -> list[int]:
        """The variables that the outcome still depends on."""
        found: set[int] = set()
        seen: set[int] = set()
        waiting = [self.root]
        while waiting:
            current = waiting.pop()
            if isinstance(current, Branch) and id(current) not in seen:
                seen.add(id(current))
                found.add(current.variable)
                waiting.extend(current.children)
        return sorted(found)

    def fixed(self, variable: int, cell: int, node: Any = None, memo: dict[int, Any] | None = None) -> Any:
        """The diagram when one more variable is known."""
        memo = {} if memo is None else memo
        current = self.root if node is None else node
        if isinstance(current, _End) or current.variable > variable:
            return current
        if id(current) not in memo:
            if current.variable == variable:
                memo[id(current)] = current.children[cell]
            else:
                children = tuple(self.fixed(variable, cell, child, memo) for child in current.children)
                memo[id(current)] = self._node(current.variable, children)
        return memo[id(current)]

    def condition(self, key: Hashable) -> Node:
        """When the leaf of that key is reached, over the variables that are not known."""
        return self._condition(self.root, key, {})

    def _condition(self, node: Any, key: Hashable, memo: dict[int, Node]) -> Node:
        if key not in self.below(node):
            return FALSE
        if isinstance(node, _End):
            return TRUE
        if id(node) not in memo:
            together: dict[int, tuple[Any, set[int]]] = {}
            for cell, child in enumerate(node.children):
                together.setdefault(id(child), (child, set()))[1].add(cell)
            variable = self.space.variables[node.variable]
            memo[id(node)] = disjunction(
                *(
                    conjunction(variable.condition(frozenset(cells)), self._condition(child, key, memo))
                    for child, cells in together.values()
                )
            )
        return memo[id(node)]

    def common_way(
        self, nodes: tuple[Any, ...], wanted: Callable[[tuple[Hashable, ...]], bool]
    ) -> dict[int, int] | None:
        """Cells under which several parts of the diagram lead to leaves whose keys are as wanted, each
        part its own; None where there are none."""
        fruitless: set[tuple[int, ...]] = set()

        def search(parts: tuple[Any, ...]) -> dict[int, int] | None:
            read = [part.variable for part in parts if isinstance(part, Branch)]
            if not read:
                return {} if wanted(tuple(part.key for part in parts)) else None
            mark = tuple(map(id, parts))
            if mark in fruitless:
                return None
            variable = min(read)
            for cell in range(len(self.space.variables[variable].samples)):
                reads = [isinstance(part, Branch) and part.variable == variable for part in parts]
                inner = (part.children[cell] if own else part for part, own in zip(parts, reads, strict=True))
                found = search(tuple(inner))
                if found is not None:
                    return {variable: cell, **found}
            fruitless.add(mark)
            return None

        return search(nodes)

    def way(self, key: Hashable, start: Any = None) -> dict[int, int] | None:
        """Cells of the open variables that lead from `start` (the root without it) to the leaf of that
        key: the fewest that tell it, each as low as can be; None where it is not reached."""
        ways: dict[int, dict[int, int] | None] = {}

        def search(node: Any) -> dict[int, int] | None:
            if isinstance(node, _End):
                return {} if node.key == key else None
            if id(node) not in ways:
                found = [(cell, search(child)) for cell, child in enumerate(node.children)]
                good = [{node.variable: cell} | way for cell, way in found if way is not None]
                ways[id(node)] = min(good, key=len) if good else None
            return ways[id(node)]

        return search(self.root if start is None else start)

    def fixed_facts(self, key: Hashable) -> dict[str, Any]:
        """Facts that have one and the same value wherever the leaf of that key is reached."""
        fixed: dict[str, Any] = {}
        for variable, cell in sorted((self._fixed_cells(self.root, key, {}) or {}).items()):
            entry = self.space.variables[variable]
            if entry.fact is not None and not entry.cuts and (not entry.cells or len(entry.cells[cell]) == 1):
                fixed[entry.fact.name] = entry.samples[cell]
        return fixed

    def _fixed_cells(self, node: Any, key: Hashable, memo: dict[int, dict[int, int] | None]) -> dict[int, int] | None:
        """The cells that every way from a part of the diagram to that leaf leads through; None: there is no way."""
        if key not in self.below(node):
            return None
        if isinstance(node, _End):
            return {}
        if id(node) not in memo:
            found = [(cell, self._fixed_cells(child, key, memo)) for cell, child in enumerate(node.children)]
            ways = [{node.variable: cell} | way for cell, way in found if way is not None]
            common = set(ways[0].items()).intersection(*(way.items() for way in ways[1:])) if ways else None
            memo[id(node)] = None if common is None else dict(common)
        return memo[id(node)]


class Crossed(Projection):
    """A projection that further conditions tell apart. See Diagram.crossed."""

    def __init__(
        self,
        diagram: Diagram,
        cells: Mapping[int, int],
        trees: tuple[Tree, ...],
        key: Callable[[Leaf, tuple[bool, ...]], Hashable],
    ) -> None:
        self._begin(diagram)
        self._key_of = key
        self._cells = cells
        self._made: dict[tuple[int, tuple[Tree, ...]], Any] = {}
        self.root = self._cross(diagram.root, trees)

    def _cross(self, node: Any, trees: tuple[Tree, ...]) -> Any:
        memo = (id(node), trees)
        if memo not in self._made:
            if len(self._made) > MAX_NODES:
                raise TooLarge
            self._made[memo] = self._crossing(node, trees)
        return self._made[memo]

    def _crossing(self, node: Any, trees: tuple[Tree, ...]) -> Any:
        read = frozenset().union(*map(variables_of, trees)) | ({node.variable} if isinstance(node, Branch) else set())
        if not read:
            return self._end(self._key_of(node, trees), node)
        variable = min(read)

        def within(cell: int) -> Any:
            inner = node.children[cell] if isinstance(node, Branch) and node.variable == variable else node
            return self._cross(inner, tuple(put(tree, variable, cell) for tree in trees))

        if variable in self._cells:
            return within(self._cells[variable])
        return self._node(variable, tuple(within(cell) for cell in range(len(self.space.variables[variable].samples))))


class _End:
    __slots__ = ("alone", "key")

    def __init__(self, key: Hashable) -> None:
        self.key, self.alone = key, frozenset({key})
