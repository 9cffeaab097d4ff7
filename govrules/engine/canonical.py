"""Functions of facts in one canonical form: two are the same function exactly when their forms are equal.

The form is a reduced ordered decision diagram over the whole domains of the facts: it does not show
into which cells a rulebook's rules happened to cut them. `days <= 3` and `not days > 3` are one
function, and so are `kind in (a, b)` and `kind = a or kind = b`.
"""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from ..language import Fact, Node, Type, canonical, facts_of, truth
from ..language.syntax import And, Compare, Constant, Member, Not, Or
from .diagram import TooLarge
from .space import turning_point

Mark = tuple[Any, ...]
"""Where a band of numbers begins: LOWEST, (1, n, 0) at n, (1, n, 1) just above n."""
LOWEST: Mark = (0,)

MAX_STEPS = 200_000
"""How much work one function may be. Past that it is too large to be compared."""


@dataclass(frozen=True, eq=False)
class End:
    """A function that no longer depends on anything."""

    value: Hashable


@dataclass(frozen=True, eq=False)
class Fork:
    """A function that depends on a fact: what follows for each value, or from each mark on."""

    name: str
    banded: bool
    marks: tuple[Any, ...]
    children: tuple[Function, ...]

    def along(self, marks: Sequence[Any]) -> Sequence[Function]:
        """What follows for each value, or in the bands that these marks lie in."""
        if not self.banded or self.marks == marks:
            return self.children
        return [self.children[bisect_right(self.marks, mark) - 1] for mark in marks]


Function = End | Fork


class Functions:
    """Functions of facts that share one order of the facts: `rank` says which is read first.

    Recursion goes through methods, not through nested functions: these would be circles that only the
    garbage collector can free.
    """

    def __init__(
        self,
        rank: Callable[[str], Any],
        limits: Callable[[str], tuple[int | None, int | None]],
        name: Callable[[str], str],
    ) -> None:
        self._rank, self._limits, self._name = rank, limits, name
        self._unique: dict[Hashable, Function] = {}
        self._conditions: dict[int, tuple[Node, Function]] = {}
        self._steps = 0
        self.true, self.false = self.end(True), self.end(False)

    def end(self, value: Hashable) -> Function:
        """The function that always gives `value`."""
        key = "end", type(value), value
        found = self._unique.get(key)
        if found is None:
            found = self._unique[key] = End(value)
        return found

    def joined(self, combine: Callable[..., Hashable], functions: Iterable[Function]) -> Function:
        """The function whose value is the combination of the values of others."""
        return self._join(tuple(functions), combine, {})

    def _join(
        self, parts: tuple[Function, ...], combine: Callable[..., Hashable], memo: dict[tuple[Function, ...], Function]
    ) -> Function:
        found = memo.get(parts)
        if found is None:
            values = [part.value for part in parts if isinstance(part, End)]
            if len(values) == len(parts):
                found = self.end(combine(*values))
            else:
                found = self._split(parts, lambda inner: self._join(inner, combine, memo))
            memo[parts] = found
        return found

    def chosen(self, selector: Function, children: Sequence[Function]) -> Function:
        """The child whose number the selector gives."""
        return self._choose((selector, *children), {})

    def _choose(self, parts: tuple[Function, ...], memo: dict[tuple[Function, ...], Function]) -> Function:
        selector = parts[0]
        if isinstance(selector, End):
            return parts[1 + int(selector.value)]  # type: ignore[call-overload]
        found = memo.get(parts)
        if found is None:
            found = memo[parts] = self._split(parts, lambda inner: self._choose(inner, memo))
        return found

    def all(self, conditions: Iterable[Function]) -> Function:
        """That every one of some conditions holds."""
        return self._both_or_either(conditions, self.true, self.false, all)

    def any(self, conditions: Iterable[Function]) -> Function:
        """That one of some conditions holds."""
        return self._both_or_either(conditions, self.false, self.true, any)

    def _both_or_either(
        self,
        conditions: Iterable[Function],
        neutral: Function,
        settling: Function,
        combine: Callable[[Iterable[Hashable]], bool],
    ) -> Function:
        parts = tuple(part for part in dict.fromkeys(conditions) if part is not neutral)
        if settling in parts:
            return settling
        if len(parts) < 2:
            return parts[0] if parts else neutral
        return self.joined(lambda *values: combine(values), parts)

    def first(self, conditions: Iterable[Function]) -> Function:
        """The number of the first of some conditions, of which one always holds, that does."""
        return self.joined(lambda *holds: holds.index(True), conditions)

    def _split(self, parts: tuple[Function, ...], follow: Callable[[tuple[Function, ...]], Function]) -> Function:
        self._steps += 1
        if self._steps > MAX_STEPS:
            raise TooLarge
        name = min({part.name for part in parts if isinstance(part, Fork)}, key=self._rank)
        forks = [part for part in parts if isinstance(part, Fork) and part.name == name]
        banded = forks[0].banded
        marks = tuple(sorted({mark for fork in forks for mark in fork.marks})) if banded else forks[0].marks
        rows = [
            part.along(marks) if isinstance(part, Fork) and part.name == name else (part,) * len(marks)
            for part in parts
        ]
        return self._fork(name, banded, marks, [follow(column) for column in zip(*rows, strict=True)])

    def _fork(self, name: str, banded: bool, marks: Sequence[Any], children: Sequence[Function]) -> Function:
        if len(set(children)) == 1:
            return children[0]
        if banded:
            pairs = list(zip(marks, children, strict=True))
            kept = [pair for number, pair in enumerate(pairs) if number == 0 or pair[1] is not pairs[number - 1][1]]
            marks, children = [mark for mark, _ in kept], [child for _, child in kept]
        key = name, tuple(marks), tuple(children)
        found = self._unique.get(key)
        if found is None:
            found = self._unique[key] = Fork(name, banded, *key[1:])
        return found

    def values(self, fact: Fact, value: Callable[[Any], Function]) -> Function:
        """A function of a flag or of a choice."""
        domain = domain_of(fact)
        return self._fork(self._name(fact.name), False, domain, [value(entry) for entry in domain])

    def bands(self, fact: Fact, bands: Iterable[tuple[Mark, Function]]) -> Function:
        """A function of a number, date, time or quantity: from each mark on, in order."""
        low, high = self._limits(fact.name)
        found: dict[Mark, Function] = {}
        for mark, function in bands:
            place = _normal(mark, fact.type)
            if low is not None and place <= (1, Fraction(low), 0):
                place = LOWEST
            if high is None or place <= (1, Fraction(high), 0):
                found[place] = function  # a band that holds no value is covered by the next one
        return self._fork(self._name(fact.name), True, list(found), list(found.values()))

    def condition(self, node: Node) -> Function:
        """The condition as a function that is true or false."""
        _, found = self._conditions.get(id(node), (node, None))
        if found is None:
            found = self._condition(node)
            self._conditions[id(node)] = node, found
        return found

    def _condition(self, node: Node) -> Function:
        match node:
            case Constant(value=value):
                return self.end(bool(value))
            case Not(operand=operand):
                return self.joined(lambda value: not value, [self.condition(operand)])
            case And(operands=operands):
                return self.all(map(self.condition, operands))
            case Or(operands=operands):
                return self.any(map(self.condition, operands))
            case Fact() | Member():
                fact = next(facts_of(node))
                return self.values(fact, lambda value: self.end(bool(truth(node, {fact.name: value}))))
            case _:
                return self._comparison(node)

    def _comparison(self, node: Node) -> Function:
        facts = {fact.name: fact for fact in facts_of(node)}
        fact = next(iter(facts.values()))
        cut = turning_point(node) if len(facts) == 1 else None
        if cut is not None:
            places = ((LOWEST, cut - 1), ((1, cut, 0), cut), ((1, cut, 1), cut + 1))
            return self.bands(fact, ((mark, self.end(bool(truth(node, {fact.name: value})))) for mark, value in places))
        if len(facts) == 1 and fact.type.domain is not None:
            return self.values(fact, lambda value: self.end(bool(truth(node, {fact.name: value}))))
        name, holds = self._spelt_comparison(node)
        return self._fork(name, False, (False, True), [self.end(not holds), self.end(holds)])

    def _spelt_comparison(self, node: Node) -> tuple[str, bool]:
        """A comparison that is a variable of its own, as `<` or `=` in one spelling, and whether the
        condition is that it holds."""
        assert isinstance(node, Compare)
        left, right = canonical(node.left), canonical(node.right)
        if node.operator in ("=", "!="):
            left, right = sorted((left, right))
            return f"{left} = {right}", node.operator == "="
        if node.operator in (">", "<="):
            left, right = right, left
        return f"{left} < {right}", node.operator in ("<", ">")

    @staticmethod
    def ends(function: Function) -> list[Any]:
        """Every value that it has for some facts."""
        found: dict[Function, None] = {}
        waiting = [function]
        while waiting:
            part = waiting.pop()
            if part not in found:
                found[part] = None
                waiting.extend(() if isinstance(part, End) else part.children)
        return [part.value for part in found if isinstance(part, End)]

    def form(self, function: Function) -> Hashable:
        """The canonical form: equal for equal functions, of whichever Functions with the same order."""
        numbers: dict[Function, int] = {}
        rows: list[Hashable] = []
        _number(function, numbers, rows)
        return tuple(rows)


def _number(function: Function, numbers: dict[Function, int], rows: list[Hashable]) -> int:
    """The number of a function's row; rows of what it leads to come before it."""
    if function not in numbers:
        row: Hashable
        if isinstance(function, End):
            row = "end", function.value
        else:
            row = function.name, function.marks, tuple(_number(child, numbers, rows) for child in function.children)
        numbers[function] = len(rows)
        rows.append(row)
    return numbers[function]


def domain_of(fact: Fact) -> tuple[Any, ...]:
    """All values of a flag or of a choice."""
    return (False, True) if fact.type.domain is None else fact.type.domain.values


def _normal(mark: Mark, kind: Type) -> Mark:
    """A mark of whole numbers, dates and times of day begins at one of them."""
    if mark == LOWEST or not (kind.integer or kind.kind in ("date", "time")):
        return mark
    _, number, above = mark
    return 1, Fraction(math.floor(number) + 1 if above else math.ceil(number)), 0
