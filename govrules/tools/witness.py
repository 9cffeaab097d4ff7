"""Facts under which one condition of a rule's guard matters: flipped alone, it flips the guard.

This is modified condition/decision coverage (MC/DC), over the conditions as the guard states them:
a condition that stands in it twice is one, and two conditions on the same fact are two.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator, Mapping
from fractions import Fraction
from typing import Any

from ..engine.question import CompiledQuestion
from ..engine.situation import Situation
from ..engine.space import Space, value_of_amount
from ..language import FLAG, Fact, Node, facts_of, truth
from ..language.syntax import And, Constant, Not, Or
from ..model.rulebook import Rule

MAX_TRIED = 50_000
"""How many combinations of facts are tried for one condition."""

Facts = Mapping[str, Any]
Test = Callable[[Facts], bool | None]
"""Of facts that may be incomplete: whether they show it, or (None) may yet, with more facts."""


def conditions(node: Node) -> tuple[Node, ...]:
    """The smallest conditions of a guard, each once, in reading order."""
    return tuple(dict.fromkeys(_conditions(node)))


def _conditions(node: Node) -> Iterator[Node]:
    match node:
        case Not(operand=operand):
            yield from _conditions(operand)
        case And(operands=operands) | Or(operands=operands):
            for operand in operands:
                yield from _conditions(operand)
        case Constant():
            return
        case _:
            yield node


def holds(guard: Node, condition: Node, supposed: bool, facts: Facts) -> bool | None:
    """Whether the guard holds if the condition is supposed to be true, or false, whatever its facts
    are. None where that is unknown."""
    if guard == condition:
        return supposed
    match guard:
        case Not(operand=operand):
            value = holds(operand, condition, supposed, facts)
            return None if value is None else not value
        case And(operands=operands):
            values = [holds(operand, condition, supposed, facts) for operand in operands]
            return False if False in values else None if None in values else True
        case Or(operands=operands):
            values = [holds(operand, condition, supposed, facts) for operand in operands]
            return True if True in values else None if None in values else False
        case _:
            return truth(guard, facts)


def shown(guard: Node, condition: Node, facts: Facts) -> bool | None:
    """The value of a condition that matters under the facts; None where it is unknown, or does not."""
    value = truth(condition, facts)
    if value is None:
        return None
    first, second = holds(guard, condition, True, facts), holds(guard, condition, False, facts)
    return value if None not in (first, second) and first is not second else None


def mattering(guard: Node, condition: Node, value: bool) -> Test:
    """The test of facts under which the condition has the value, and matters."""

    def test(facts: Facts) -> bool | None:
        now = truth(condition, facts)
        if now is not None and now is not value:
            return False
        first, second = holds(guard, condition, True, facts), holds(guard, condition, False, facts)
        if first is None or second is None:
            return None
        return False if first is second else True if now is value else None

    return test


def known_facts(question: CompiledQuestion, given: Facts) -> Facts:
    """The facts given, with the ordinary cases of those that are not; without what is unknown."""
    return Situation(question, given, frozenset(), _never).facts


def _never(*_: Any) -> Any:
    raise AssertionError("no outcome is resolved here")


def possible(question: CompiledQuestion, rule: Rule, test: Test, first: Node) -> bool:
    """Whether there are facts that pass the test; facts compared with one another have small values."""
    samples = _samples(question, rule)
    names = list(dict.fromkeys([*(fact.name for fact in facts_of(first)), *samples]))

    def found(chosen: dict[str, Any], index: int) -> bool:
        verdict = test(chosen)
        if verdict is not None or index == len(names):
            return verdict is True
        return any(found({**chosen, names[index]: value}, index + 1) for value in samples[names[index]])

    return found({}, 0)


def facts_for(
    question: CompiledQuestion, rule: Rule, test: Test, first: Node | None = None
) -> Iterator[dict[str, Any]]:
    """Facts that pass the test, those with the fewest first. `first` is the condition whose facts are
    given before others. At most MAX_TRIED combinations are tried."""
    samples = _samples(question, rule)
    own = [] if first is None else [fact.name for fact in facts_of(first)]
    names = list(dict.fromkeys([*own, *samples]))
    ordinary = known_facts(question, {})
    tried = itertools.count()

    def extended(chosen: dict[str, Any], index: int, left: int) -> Iterator[dict[str, Any]]:
        if next(tried) > MAX_TRIED:
            return
        rest = names[index:] if left else []
        verdict = test({name: value for name, value in ordinary.items() if name not in rest} | chosen)
        if verdict is False or (not left and verdict is None):
            return
        if not left:
            yield dict(chosen)
        elif len(rest) >= left:
            for value in samples[rest[0]]:
                yield from extended({**chosen, rest[0]: value}, index + 1, left - 1)
            yield from extended(chosen, index + 1, left)

    for size in range(len(names) + 1):
        yield from extended({}, 0, size)


def _samples(question: CompiledQuestion, rule: Rule) -> dict[str, tuple[Any, ...]]:
    """For each fact of the guard, in reading order, a value for each way in which the guard sees it."""
    limits = {name: (use.minimum, use.maximum) for name, use in question.scope.facts.items()}
    space = Space([rule.guard], list(question.scope.facts), limits=limits)
    found: dict[str, tuple[Any, ...]] = {}
    for fact in facts_of(rule.guard):
        index = space.index.get(fact.name)
        cells = () if index is None else space.variables[index].samples
        if fact.type.kind not in ("flag", "choice"):
            cells = tuple(value_of_amount(fact.type, amount) for amount in cells)
        crossed = any(fact in facts_of(atom) for atom in space.crossed)
        found[fact.name] = tuple(
            dict.fromkeys([*cells, *(_values(fact, *limits.get(fact.name, (None, None))) if crossed else ())])
        )
    return found


def values_of(question: CompiledQuestion, name: str) -> tuple[Any, ...]:
    """A value of the fact for each way in which the question's rules see it."""
    index = question.space.index.get(name)
    if index is None:
        return ()
    variable = question.space.variables[index]
    assert variable.fact is not None
    kind = variable.fact.type
    if kind.kind in ("flag", "choice"):
        return variable.samples
    return tuple(value_of_amount(kind, amount) for amount in variable.samples)


def _values(fact: Fact, low: int | None, high: int | None) -> Iterator[Any]:
    """Small values of a fact that is compared with another fact."""
    kind = fact.type
    if kind == FLAG:
        yield from (False, True)
    elif kind.domain is not None:
        yield from kind.domain.values[:3]
    else:
        start = {"date": 738_886, "time": 540}.get(kind.kind, max(low or 0, 0))  # 2024-01-01, 9:00
        for step in (0, 1, 2, 3, 5, 10, 30, 60, 100):
            amount = Fraction(start + step)
            if high is None or amount <= high:
                yield value_of_amount(kind, amount)
