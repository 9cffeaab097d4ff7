"""The value of a condition under facts that may be incomplete: strong Kleene logic.

A missing fact has no value (None), and None is neither true nor false: `and` is false as soon as
one part is, `or` is true as soon as one part is, and everything else that meets it stays unknown.
"""

from __future__ import annotations

import datetime
import operator as op
from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import Any

from .syntax import And, Arithmetic, Compare, Constant, Fact, Member, Node, Not, Or, conjunction, disjunction, negation
from .values import magnitude

Facts = Mapping[str, Any]

COMPARISONS: Mapping[str, Callable[[Any, Any], bool]] = {
    "=": op.eq,
    "!=": op.ne,
    "<": op.lt,
    "<=": op.le,
    ">": op.gt,
    ">=": op.ge,
}
CALCULATIONS: Mapping[str, Callable[[Fraction, Fraction], Fraction]] = {
    "+": op.add,
    "-": op.sub,
    "*": op.mul,
    "/": op.truediv,
}


def truth(node: Node, facts: Facts) -> bool | None:
    """True, False, or None (unknown: it depends on facts that are not given)."""
    result: bool | None = value_of(node, facts)
    return result


def value_of(node: Node, facts: Facts) -> Any:
    """The value of any part: a bool, a choice's id, an exact number, or None (unknown)."""
    match node:
        case Constant(value=value, type=kind):
            return value if kind.kind == "flag" else magnitude(value)
        case Fact(name=name, type=kind):
            given = facts.get(name)
            return given if given is None or kind.kind in ("flag", "choice") else magnitude(given)
        case Member(fact=fact, accepted=accepted):
            given = facts.get(fact.name)
            return None if given is None else given in accepted
        case Not(operand=operand):
            value = value_of(operand, facts)
            return None if value is None else not value
        case And(operands=operands):
            values = [value_of(operand, facts) for operand in operands]
            return False if False in values else None if None in values else True
        case Or(operands=operands):
            values = [value_of(operand, facts) for operand in operands]
            return True if True in values else None if None in values else False
        case Compare(operator=operator, left=left, right=right):
            first, second = value_of(left, facts), value_of(right, facts)
            return None if first is None or second is None else COMPARISONS[operator](first, second)
        case Arithmetic(operator=operator, left=left, right=right):
            first, second = value_of(left, facts), value_of(right, facts)
            if first is None or second is None:
                return None
            if right.type.kind == "months" and left.type.kind == "date":
                return _months_later(first, second if operator == "+" else -second)
            return CALCULATIONS[operator](first, second)


def residual(node: Node, facts: Facts) -> Node:
    """What is left of a condition when the given facts are put in: TRUE, FALSE, or the open part.

    One law holds: evaluating the residual with the missing facts equals evaluating the whole.
    """
    value = value_of(node, facts)
    if value is not None and node.type.kind == "flag":
        return Constant(value, node.type)
    match node:
        case Not(operand=operand):
            return negation(residual(operand, facts))
        case And(operands=operands):
            return conjunction(*(residual(operand, facts) for operand in operands))
        case Or(operands=operands):
            return disjunction(*(residual(operand, facts) for operand in operands))
        case _:
            return node


def _months_later(ordinal: Fraction, months: Fraction) -> Fraction:
    """The day that many months later; the last day of the month where there is no such day."""
    from dateutil.relativedelta import relativedelta

    day = datetime.date.fromordinal(int(ordinal))
    try:
        later = day + relativedelta(months=int(months))
    except (OverflowError, ValueError):  # past the calendar's end: the nearest day that exists
        later = datetime.date.max if months > 0 else datetime.date.min
    return Fraction(later.toordinal())
