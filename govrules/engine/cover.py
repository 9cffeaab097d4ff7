"""Diagrams over a space with leaves of any kind: made from conditions, joined, and read as conditions.

A node is a `diagram.Branch` or a leaf. Regions are written as a few conditions, each as wide as the
region lets it be, rather than as the ways through the diagram.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from typing import Any

from ..language import Node, conjunction, disjunction
from .diagram import MAX_NODES, Branch, TooLarge
from .space import Space, Tree, put, variables_of

Cube = Mapping[int, frozenset[int]]
"""Some cells of some variables; of the others every cell."""

INSIDE, OUTSIDE = "inside", "outside"

MAX_CUBES = 40
"""How many conditions a region is written with before it is called too large."""


class Nodes:
    """Nodes over one space, equal ones made one."""

    def __init__(self, space: Space) -> None:
        self.space = space
        self._unique: dict[Hashable, Any] = {}

    def branch(self, variable: int, children: Sequence[Any]) -> Any:
        """A node; its child where all of them are the same."""
        if all(child is children[0] for child in children):
            return children[0]
        if len(self._unique) > MAX_NODES:
            raise TooLarge
        return self._unique.setdefault((variable, *map(id, children)), Branch(variable, tuple(children)))

    def leaf(self, value: Hashable) -> Any:
        """A leaf: one object for equal values."""
        return self._unique.setdefault(("leaf", value), value)

    def decided(self, trees: tuple[Tree, ...], leaf: Callable[[tuple[bool, ...]], Hashable]) -> Any:
        """The diagram whose leaves are `leaf` of the truth of the conditions. TooLarge past the limit."""
        memo: dict[tuple[Tree, ...], Any] = {}

        def build(trees: tuple[Tree, ...]) -> Any:
            if trees not in memo:
                if len(memo) > MAX_NODES:
                    raise TooLarge
                unread = frozenset().union(*map(variables_of, trees))
                if unread:
                    variable = min(unread)
                    cells = sorted(self.space.variables[variable].every)
                    memo[trees] = self.branch(
                        variable, [build(tuple(put(tree, variable, cell) for tree in trees)) for cell in cells]
                    )
                else:
                    memo[trees] = self.leaf(leaf(trees))
            return memo[trees]

        return build(trees)

    def pairs(self, first: Any, second: Any) -> Any:
        """The diagram whose leaves are the pairs of the leaves of two diagrams."""
        memo: dict[Hashable, Any] = {}
        orders = _orders(self.space)

        def build(one: Any, other: Any, known: tuple[tuple[Hashable, frozenset[str]], ...]) -> Any:
            key = (id(one), id(other), known)
            if key not in memo:
                read = [node.variable for node in (one, other) if isinstance(node, Branch)]
                memo[key] = split(one, other, min(read), known) if read else self.leaf((one, other))
            return memo[key]

        def split(one: Any, other: Any, variable: int, known: tuple[tuple[Hashable, frozenset[str]], ...]) -> Any:
            children: dict[int, Any] = {}
            for cell in sorted(self.space.variables[variable].every):
                there = _narrowed(orders, known, variable, cell)
                if there is not None:
                    children[cell] = build(_child(one, variable, cell), _child(other, variable, cell), there)
            # a cell that cannot occur here is as its neighbour
            some = next(iter(children.values()))
            return self.branch(variable, [children.get(cell, some) for cell in self.space.variables[variable].every])

        return build(first, second, ())

    def without(self, node: Any, cube: Cube) -> Any:
        """The region without everything in the cube."""
        wanted = sorted(cube.items())
        memo: dict[tuple[int, int], Any] = {}

        def build(node: Any, position: int) -> Any:
            key = (id(node), position)
            if key not in memo:
                memo[key] = cut(node, position)
            return memo[key]

        def cut(node: Any, position: int) -> Any:
            if position == len(wanted):
                return OUTSIDE
            variable, cells = wanted[position]
            if isinstance(node, Branch) and node.variable < variable:
                return self.branch(node.variable, [build(child, position) for child in node.children])
            every = sorted(self.space.variables[variable].every)
            return self.branch(
                variable,
                [
                    build(_child(node, variable, cell), position + 1) if cell in cells else _child(node, variable, cell)
                    for cell in every
                ],
            )

        return build(node, 0)


def leaves(node: Any, cube: Cube | None = None) -> Iterator[Any]:
    """The leaves that are reached within a cube, each once."""
    waiting, seen = [node], set()
    while waiting:
        current = waiting.pop()
        if id(current) in seen:
            continue
        seen.add(id(current))
        if isinstance(current, Branch):
            cells = (cube or {}).get(current.variable, range(len(current.children)))
            waiting.extend(current.children[cell] for cell in sorted(cells, reverse=True))
        else:
            yield current


def cover(nodes: Nodes, root: Any, wanted: Callable[[Any], bool]) -> list[Cube]:
    """Cubes that together are the region of the wanted leaves, each as wide as it can be. TooLarge
    where it takes more than MAX_CUBES."""
    region = _marked(nodes, root, wanted)
    left, found = region, list[Cube]()
    while (way := _way(left)) is not None:
        if len(found) == MAX_CUBES:
            raise TooLarge
        cube = _widened(nodes.space, region, way)
        found.append(cube)
        left = nodes.without(left, cube)
    return found


def conditions(space: Space, cubes: Sequence[Cube]) -> Node:
    """Cubes as one condition."""
    return disjunction(
        *(
            conjunction(*(space.variables[variable].condition(cells) for variable, cells in sorted(cube.items())))
            for cube in cubes
        )
    )


def _child(node: Any, variable: int, cell: int) -> Any:
    return node.children[cell] if isinstance(node, Branch) and node.variable == variable else node


def _marked(nodes: Nodes, root: Any, wanted: Callable[[Any], bool]) -> Any:
    memo: dict[int, Any] = {}

    def build(node: Any) -> Any:
        if id(node) not in memo:
            if isinstance(node, Branch):
                memo[id(node)] = nodes.branch(node.variable, [build(child) for child in node.children])
            else:
                memo[id(node)] = INSIDE if wanted(node) else OUTSIDE
        return memo[id(node)]

    return build(root)


def _way(node: Any) -> Cube | None:
    """One way to the region; None where nothing is left of it."""
    dead: set[int] = set()

    def search(node: Any) -> dict[int, frozenset[int]] | None:
        if node is INSIDE:
            return {}
        if not isinstance(node, Branch) or id(node) in dead:
            return None
        for cell, child in enumerate(node.children):
            way = search(child)
            if way is not None:
                return {node.variable: frozenset({cell}), **way}
        dead.add(id(node))
        return None

    return search(node)


def _widened(space: Space, region: Any, way: Cube) -> Cube:
    """The cube of a way, widened as long as it stays inside: what is read last is dropped first."""
    cube = dict(way)
    for variable in sorted(way, reverse=True):
        without = {name: cells for name, cells in cube.items() if name != variable}
        if all(leaf is INSIDE for leaf in leaves(region, without)):
            cube = without
            continue
        for cell in sorted(space.variables[variable].every - cube[variable]):
            wider = {**cube, variable: cube[variable] | {cell}}
            if all(leaf is INSIDE for leaf in leaves(region, wider)):
                cube = wider
    return cube


ORDERINGS: Mapping[str, frozenset[str]] = {
    "<": frozenset("<"),
    "<=": frozenset("<="),
    "=": frozenset("="),
    "!=": frozenset("<>"),
    ">=": frozenset(">="),
    ">": frozenset(">"),
}


def _orders(space: Space) -> dict[int, tuple[Hashable, frozenset[str]]]:
    """Comparisons of the same two amounts with each other: which orderings each one admits. Two of
    them are not independent: an amount cannot be more than another and not at least as much."""
    from ..language.syntax import Compare

    found = {
        index: ((variable.atom.left, variable.atom.right), ORDERINGS[variable.atom.operator])
        for index, variable in enumerate(space.variables)
        if isinstance(variable.atom, Compare)
    }
    for index, (sides, admitted) in found.items():
        if (sides[1], sides[0]) in [other for _, (other, _) in list(found.items())[:index]]:
            turned = str.maketrans("<>", "><")
            found[index] = (sides[1], sides[0]), frozenset(order.translate(turned) for order in admitted)
    pairs = [sides for sides, _ in found.values()]
    return {index: entry for index, entry in found.items() if pairs.count(entry[0]) > 1}


def _narrowed(
    orders: Mapping[int, tuple[Hashable, frozenset[str]]],
    known: tuple[tuple[Hashable, frozenset[str]], ...],
    variable: int,
    cell: int,
) -> tuple[tuple[Hashable, frozenset[str]], ...] | None:
    """What is known of orderings when a comparison holds (cell 1) or not; None where that cannot be."""
    if variable not in orders:
        return known
    sides, admitted = orders[variable]
    before = dict(known)
    left = before.get(sides, frozenset("<=>")) & (admitted if cell else frozenset("<=>") - admitted)
    return (*((other, order) for other, order in known if other != sides), (sides, left)) if left else None
