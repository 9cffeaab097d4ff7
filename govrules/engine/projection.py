"""A decision diagram under some known facts: what it can still come to, when, and what that depends on."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Hashable, Iterable, Mapping
from typing import Any

from ..language import FALSE, TRUE, Node, conjunction, disjunction
from .diagram import MAX_NODES, Branch, Diagram, Leaf, TooLarge
from .space import Space, Tree, put, variables_of


class End:
    """Where a projection ends: the leaves that its key does not tell apart."""

    __slots__ = ("alone", "key")

    def __init__(self, key: Hashable) -> None:
        self.key, self.alone = key, frozenset({key})


class Parts:
    """The parts of projections of one diagram, each once, and what was found out about each: much of what is still open
    under some facts is open under others, too. Ids of parts serve as keys, since none is forgotten before all are."""

    def __init__(self, space: Space) -> None:
        self.space = space
        self._unique: dict[Hashable, Any] = {}
        self._ends: dict[Hashable, End] = {}
        self._below: dict[int, frozenset[Hashable]] = {}
        self._conditions: dict[tuple[int, Hashable], Node] = {}
        self._fixed: dict[tuple[int, Hashable], dict[int, int] | None] = {}
        self._open: dict[tuple[int, int], list[frozenset[Hashable]]] = {}
        self._numbers: dict[Hashable, int] = {}
        self._next = itertools.count(2)  # as keys 0 and 1 would be the same as False and True

    @property
    def full(self) -> bool:
        """Whether it is time to begin anew."""
        return len(self._unique) > MAX_NODES or len(self._ends) > MAX_NODES or len(self._numbers) > MAX_NODES

    def number(self, key: Hashable) -> int:
        """A number that stands for a key, which would be hashed at every look-up."""
        return self._numbers.setdefault(key, next(self._next))

    def end(self, key: Hashable) -> End:
        """The end of that key."""
        return self._ends.setdefault(key, End(key))

    def node(self, variable: int, children: tuple[Any, ...]) -> Any:
        """The part that reads a variable, or what follows where nothing depends on it."""
        if all(child is children[0] for child in children):
            return children[0]
        return self._unique.setdefault((variable, *map(id, children)), Branch(variable, children))

    def below(self, node: Any) -> frozenset[Hashable]:
        """The keys of the ends that can be reached from a part."""
        if isinstance(node, End):
            return node.alone
        found = self._below.get(id(node))
        if found is None:
            found = self._below[id(node)] = frozenset().union(*map(self.below, node.children))
        return found

    def left_open(self, node: Any, variable: int) -> list[frozenset[Hashable]]:
        """The keys of the ends that can still be reached when a variable is known, for each of its cells."""
        if isinstance(node, End) or node.variable > variable:
            return [self.below(node)] * len(self.space.variables[variable].samples)
        if node.variable == variable:
            return [*map(self.below, node.children)]
        found = self._open.get((id(node), variable))
        if found is None:
            each = [self.left_open(child, variable) for child in node.children]
            found = [frozenset().union(*keys) for keys in zip(*each, strict=True)]
            self._open[id(node), variable] = found
        return found

    def condition(self, node: Any, key: Hashable) -> Node:
        """When the end of that key is reached from a part."""
        if key not in self.below(node):
            return FALSE
        if isinstance(node, End):
            return TRUE
        found = self._conditions.get((id(node), key))
        if found is None:
            together: dict[int, tuple[Any, set[int]]] = {}
            for cell, child in enumerate(node.children):
                together.setdefault(id(child), (child, set()))[1].add(cell)
            variable = self.space.variables[node.variable]
            found = self._conditions[id(node), key] = disjunction(
                *(
                    conjunction(variable.condition(frozenset(cells)), self.condition(child, key))
                    for child, cells in together.values()
                )
            )
        return found

    def fixed_cells(self, node: Any, key: Hashable) -> dict[int, int] | None:
        """The cells that every way from a part to the end of that key leads through; None: there is no way."""
        if key not in self.below(node):
            return None
        if isinstance(node, End):
            return {}
        if (id(node), key) not in self._fixed:
            found = [(cell, self.fixed_cells(child, key)) for cell, child in enumerate(node.children)]
            ways = [{node.variable: cell} | way for cell, way in found if way is not None]
            common = set(ways[0].items()).intersection(*(way.items() for way in ways[1:])) if ways else None
            self._fixed[id(node), key] = None if common is None else dict(common)
        return self._fixed[id(node), key]


class Projection:
    """A diagram under some known facts, with leaves that `key` does not tell apart made one."""

    def __init__(
        self,
        diagram: Diagram,
        cells: Mapping[int, int],
        key: Callable[[Leaf], Hashable],
        parts: Parts | None = None,
    ) -> None:
        self._begin(diagram, parts)
        self._key = key
        self._seen: dict[int, Any] = {}
        self.root = self._project(diagram.root, cells)

    def _begin(self, diagram: Diagram, parts: Parts | None = None) -> None:
        self.space = diagram.space
        self.parts = Parts(diagram.space) if parts is None else parts
        self.leaves: dict[Hashable, Leaf] = {}

    def _end(self, key: Hashable, leaf: Leaf) -> Any:
        self.leaves.setdefault(key, leaf)
        return self.parts.end(key)

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
            result = self.parts.node(node.variable, children)
        self._seen[id(node)] = result
        return result

    @property
    def single(self) -> Hashable | None:
        """The key of the only leaf, where there is only one."""
        return self.root.key if isinstance(self.root, End) else None

    def left_open(self, variable: int) -> list[int]:
        """How many leaves can still be reached when a variable is known, for each of its cells."""
        return [*map(len, self.parts.left_open(self.root, variable))]

    def reached(self, node: Any = None) -> list[Hashable]:
        """The keys of the leaves that can be reached, in the order of the diagram."""
        found: dict[Hashable, None] = {}
        seen: set[int] = set()
        waiting = [self.root if node is None else node]
        while waiting:
            current = waiting.pop(0)
            if isinstance(current, End):
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
        if isinstance(current, End) or current.variable > variable:
            return current
        if id(current) not in memo:
            if current.variable == variable:
                memo[id(current)] = current.children[cell]
            else:
                children = tuple(self.fixed(variable, cell, child, memo) for child in current.children)
                memo[id(current)] = self.parts.node(current.variable, children)
        return memo[id(current)]

    def condition(self, key: Hashable) -> Node:
        """When the leaf of that key is reached, over the variables that are not known."""
        return self.parts.condition(self.root, key)

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
            if isinstance(node, End):
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
        for variable, cell in sorted((self.parts.fixed_cells(self.root, key) or {}).items()):
            entry = self.space.variables[variable]
            if entry.fact is not None and not entry.cuts and (not entry.cells or len(entry.cells[cell]) == 1):
                fixed[entry.fact.name] = entry.samples[cell]
        return fixed


class Crossed(Projection):
    """A diagram under known cells, told apart further by conditions over the same cells: `key` sees of each leaf which
    of them hold there."""

    def __init__(
        self,
        diagram: Diagram,
        cells: Mapping[int, int],
        trees: Iterable[Tree],
        key: Callable[[Leaf, tuple[bool, ...]], Hashable],
    ) -> None:
        self._begin(diagram)
        self._key_of = key
        self._cells = cells
        self._made: dict[tuple[int, tuple[Tree, ...]], Any] = {}
        self.root = self._cross(diagram.root, tuple(trees))

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
        return self.parts.node(variable, tuple(map(within, range(len(self.space.variables[variable].samples)))))
