"""Raw tree -> checked tree: every name is resolved against a scope and every part is typed.

After this nothing can go wrong: evaluation is total.
"""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from typing import Any, Protocol

from ..errors import ConditionError, nearest
from .evaluate import value_of
from .parser import Raw, read
from .syntax import (
    Arithmetic,
    Compare,
    Constant,
    Fact,
    Member,
    Node,
    conjunction,
    disjunction,
    negation,
)
from .values import DATE, DIMENSIONS, FLAG, NUMBER, Quantity, Type

ORDERED = ("number", "date", "time", *DIMENSIONS)


class Scope(Protocol):
    """What a condition may speak of."""

    def fact(self, word: str) -> Fact | None:
        """The fact that `word` (an id, label or alias) names, or None."""

    def fact_words(self) -> Iterable[str]:
        """Every word that names a fact."""


def parse_condition(source: str, scope: Scope) -> Node:
    """Read and check a condition. Its value is a flag; ConditionError says what is wrong and where."""
    return _Checker(scope).flag(read(source))


def parse_amount(source: str, scope: Scope) -> Node:
    """Read and check arithmetic whose value is a number; ConditionError says what is wrong."""
    raw = read(source)
    node = _Checker(scope).value(raw)
    if node.type.kind != "number":
        raise ConditionError("condition.not_a_number", offset=raw.offset, found=str(node.type))
    return node


class _Checker:
    def __init__(self, scope: Scope) -> None:
        self.scope = scope

    def flag(self, raw: Raw) -> Node:
        """A part that must be true or false."""
        match raw.kind:
            case "or":
                return disjunction(*(self.flag(part) for part in raw.parts))
            case "and":
                return conjunction(*(self.flag(part) for part in raw.parts))
            case "not":
                return negation(self.flag(raw.parts[0]))
            case "in":
                return self._member(raw.parts[0], raw.parts[1:])
            case "compare":
                return self._compare(raw)
            case "flag":
                return Constant(raw.parts[0], FLAG)
            case _:
                node = self.value(raw)
                if node.type != FLAG:
                    raise ConditionError("condition.not_a_flag", offset=raw.offset, found=str(node.type))
                return node

    def value(self, raw: Raw) -> Node:
        """A part that has a value: a fact, a literal, or arithmetic on them."""
        match raw.kind:
            case "constant":
                return Constant(*raw.parts)
            case "name":
                return self._fact(raw)
            case "arithmetic":
                return self._arithmetic(raw)
            case _:
                return self.flag(raw)

    def _fact(self, raw: Raw) -> Fact:
        word = raw.parts[0]
        fact = self.scope.fact(word)
        if fact is None:
            raise ConditionError(
                "condition.unknown_name",
                offset=raw.offset,
                name=word,
                suggestion=nearest(word, self.scope.fact_words()),
            )
        return fact

    def _compare(self, raw: Raw) -> Node:
        operator, left, right = raw.parts
        if left.kind == "name" and operator in ("=", "!="):
            fact = self.scope.fact(left.parts[0])
            if fact is not None and fact.type.domain is not None and right.kind == "name":
                other = self.scope.fact(right.parts[0])
                same = other is not None and other.type == fact.type
                if other is not None and same and fact.type.domain.resolve(right.parts[0]) is None:
                    return Compare(operator, fact, other)
            if fact is not None and (fact.type.domain is not None or fact.type == FLAG):
                member = self._member(left, (right,))
                return member if operator == "=" else negation(member)
        first, second = self.value(left), self.value(right)
        if first.type.kind != second.type.kind or first.type.kind not in ORDERED:
            raise ConditionError(
                "condition.not_comparable", offset=raw.offset, left=str(first.type), right=str(second.type)
            )
        if isinstance(first, Constant) and isinstance(second, Constant):
            return Constant(value_of(Compare(operator, first, second), {}), FLAG)
        return Compare(operator, first, second)

    def _member(self, left: Raw, choices: Iterable[Raw]) -> Node:
        if left.kind != "name":
            raise ConditionError("condition.in_needs_fact", offset=left.offset)
        fact = self._fact(left)
        if fact.type == FLAG:
            return disjunction(*(self._flag_value(fact, choice) for choice in choices))
        if fact.type.domain is None:
            return disjunction(*(self._equal(fact, choice) for choice in choices))
        values = tuple(dict.fromkeys(self._choice(fact, choice) for choice in choices))
        return Member(fact, values, fact.type.domain.accepted(values))

    def _flag_value(self, fact: Fact, choice: Raw) -> Node:
        if choice.kind != "flag":
            raise ConditionError("condition.flag_value", offset=choice.offset, fact=fact.name)
        return fact if choice.parts[0] else negation(fact)

    def _equal(self, fact: Fact, choice: Raw) -> Node:
        value = self.value(choice)
        if value.type.kind != fact.type.kind:
            raise ConditionError(
                "condition.not_comparable", offset=choice.offset, left=str(fact.type), right=str(value.type)
            )
        return Compare("=", fact, value)

    def _choice(self, fact: Fact, choice: Raw) -> str:
        domain = fact.type.domain
        assert domain is not None
        word = choice.parts[0] if choice.kind == "name" else None
        value = word if word in domain.groups else domain.resolve(word) if word is not None else None
        if value is None:
            spelt = word if word is not None else _spelling(choice)
            raise ConditionError(
                "condition.unknown_value",
                offset=choice.offset,
                fact=fact.name,
                value=spelt,
                suggestion=nearest(spelt, [*domain.labels, *domain.groups]),
            )
        return value

    def _arithmetic(self, raw: Raw) -> Node:
        operator, left, right = raw.parts
        first, second = self.value(left), self.value(right)
        kind = _arithmetic_type(operator, first.type, second.type)
        if kind is None:
            raise ConditionError(
                "condition.bad_arithmetic",
                offset=raw.offset,
                operator=operator,
                left=str(first.type),
                right=str(second.type),
            )
        if operator == "/" and (not isinstance(second, Constant) or second.value == 0):
            raise ConditionError("condition.division", offset=right.offset)
        node = Arithmetic(operator, first, second, kind)
        if isinstance(first, Constant) and isinstance(second, Constant) and first.type != DATE:
            amount = value_of(node, {})
            return Constant(Quantity(kind.kind, amount) if kind.kind in DIMENSIONS else amount, kind)
        return node


def _arithmetic_type(operator: str, left: Type, right: Type) -> Type | None:
    """The type of `left operator right`, or None where that means nothing."""
    kinds = (left.kind, right.kind)
    if operator in "+-":
        if kinds[0] == kinds[1] and kinds[0] in ("number", *DIMENSIONS):
            return NUMBER if kinds[0] == "number" else left
        if kinds == ("date", "date") and operator == "-":
            return Type("duration")
        if kinds[0] == "date" and kinds[1] in ("duration", "months"):
            return DATE
        return None
    if kinds == ("number", "number"):
        return NUMBER
    if kinds[0] in DIMENSIONS and kinds[1] == "number":
        return left
    if operator == "*" and kinds[0] == "number" and kinds[1] in DIMENSIONS:
        return right
    return None


def _spelling(raw: Raw) -> str:
    part: Any = raw.parts[0]
    return str(part) if isinstance(part, Fraction | Quantity | bool) else raw.kind
