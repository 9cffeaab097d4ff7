"""Whether two conditions exclude each other, as far as their form shows it.

The engine decides that for all facts; this is for whoever has conditions and no question at hand: it
says yes only where every way to fulfil both contradicts itself in one pair of parts.
"""

from __future__ import annotations

import functools
from collections.abc import Iterator
from itertools import combinations, product
from typing import Any

from .syntax import And, Compare, Constant, Fact, Member, Node, Not, Or
from .values import magnitude

MAX_WAYS = 64
"""More ways to fulfil a condition are not looked through: it then excludes nothing."""

Literal = tuple[Node, bool]
OPPOSITE = {"=": "!=", "!=": "=", "<": ">=", ">=": "<", ">": "<=", "<=": ">"}


@functools.lru_cache(maxsize=4_096)
def exclude(first: Node, second: Node) -> bool:
    """Whether no facts fulfil both conditions; False also where that cannot be seen."""
    ways = _ways(And((first, second)), holds=True)
    return ways is not None and all(any(_contradict(a, b) for a, b in combinations(way, 2)) for way in ways)


def _ways(node: Node, *, holds: bool) -> list[tuple[Literal, ...]] | None:
    """The alternatives, each a tuple of parts that all must hold (or not); None where there are too many."""
    if isinstance(node, Constant):
        return [()] if node.value is holds else []
    if isinstance(node, Not):
        return _ways(node.operand, holds=not holds)
    if not isinstance(node, And | Or):
        return [((node, holds),)]
    parts = [_ways(operand, holds=holds) for operand in node.operands]
    found: list[tuple[Literal, ...]] = []
    if None in parts:
        return None
    listed = [part for part in parts if part is not None]
    if isinstance(node, And) is holds:
        size = functools.reduce(lambda total, part: total * len(part), listed, 1)
        if size > MAX_WAYS:
            return None
        found = [tuple(literal for way in ways for literal in way) for ways in product(*listed)]
    else:
        found = [way for part in listed for way in part]
    return found if len(found) <= MAX_WAYS else None


def _contradict(first: Literal, second: Literal) -> bool:
    (left, left_holds), (right, right_holds) = first, second
    if left == right:
        return left_holds is not right_holds
    if isinstance(left, Member) and isinstance(right, Member) and left.fact == right.fact:
        if left_holds and right_holds:
            return not left.accepted & right.accepted
        if left_holds is right_holds:
            return False
        inner, outer = (left, right) if left_holds else (right, left)
        return inner.accepted <= outer.accepted
    if isinstance(left, Compare) and isinstance(right, Compare):
        return _disjoint(left, left_holds, right, right_holds)
    return False


def _disjoint(left: Compare, left_holds: bool, right: Compare, right_holds: bool) -> bool:
    """Whether two comparisons of the same with constants leave no number; or are opposites."""
    operators = tuple(
        compare.operator if holds else OPPOSITE[compare.operator]
        for compare, holds in ((left, left_holds), (right, right_holds))
    )
    if left.left != right.left:
        return False
    if left.right == right.right and not isinstance(left.right, Constant):
        return OPPOSITE[operators[0]] == operators[1] or {*operators} in ({"<", ">"}, {"=", "<"}, {"=", ">"})
    if not (isinstance(left.left, Fact) and isinstance(left.right, Constant) and isinstance(right.right, Constant)):
        return False
    bounds = [magnitude(left.right.value), magnitude(right.right.value)]
    if "!=" in operators:
        return {*operators} == {"=", "!="} and bounds[0] == bounds[1]
    lowest = max(_edges(operators, bounds, ("=", ">", ">=")), key=lambda edge: (edge[0], edge[1]), default=None)
    highest = min(_edges(operators, bounds, ("=", "<", "<=")), key=lambda edge: (edge[0], not edge[1]), default=None)
    if lowest is None or highest is None:
        return False
    beyond: bool = lowest[0] > highest[0]
    return beyond or (lowest[0] == highest[0] and (lowest[1] or highest[1]))


def _edges(operators: tuple[str, ...], bounds: list[Any], wanted: tuple[str, ...]) -> Iterator[tuple[Any, bool]]:
    """The bounds of that side, each with whether it is itself outside."""
    for operator, bound in zip(operators, bounds, strict=True):
        if operator in wanted:
            yield bound, operator in ("<", ">")
