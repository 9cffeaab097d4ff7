"""The one canonical spelling of a condition; reading it again gives the same tree."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from .syntax import And, Arithmetic, Compare, Constant, Fact, Member, Node, Not, Or
from .values import Quantity

# How tightly each form binds; a part that binds less tightly than its place needs parentheses.
OR, AND, NOT, RELATION, SUM, PRODUCT, ATOM = range(1, 8)
FLIPPED: Mapping[str, str] = {"=": "!=", "in": "not in"}


def canonical(node: Node) -> str:
    """The condition in English keywords and ids: `issuer = government and direction = upward`."""
    return spell(node, lambda fact: fact.name, lambda fact, value: value)


def spell(
    node: Node,
    fact_word: Callable[[Fact], str],
    value_word: Callable[[Fact, str], str],
    words: Mapping[str, str] | None = None,
) -> str:
    """The condition with other words for its facts, values and keywords (labels, Chinese)."""
    return _Printer(fact_word, value_word, words or {})(node)


class _Printer:
    def __init__(
        self,
        fact_word: Callable[[Fact], str],
        value_word: Callable[[Fact, str], str],
        words: Mapping[str, str],
    ) -> None:
        self.fact_word, self.value_word, self.words = fact_word, value_word, words

    def __call__(self, node: Node, place: int = OR) -> str:
        text, binding = self._form(node)
        return f"({text})" if binding < place else text

    def _keyword(self, word: str) -> str:
        return self.words.get(word, word)

    def _form(self, node: Node) -> tuple[str, int]:
        match node:
            case Or(operands=operands):
                return f" {self._keyword('or')} ".join(self(part, AND) for part in operands), OR
            case And(operands=operands):
                return f" {self._keyword('and')} ".join(self(part, NOT) for part in operands), AND
            case Not(operand=Member() as member):
                return self._member(member, negated=True), RELATION
            case Not(operand=operand):
                return f"{self._keyword('not')} {self(operand, NOT)}", NOT
            case Member():
                return self._member(node, negated=False), RELATION
            case Compare(operator=operator, left=Fact() as left, right=Fact() as right):
                return f"{self.fact_word(left)} {operator} {self.fact_word(right)}", RELATION
            case Compare(operator=operator, left=left, right=right):
                return f"{self(left, SUM)} {operator} {self(right, SUM)}", RELATION
            case Arithmetic(operator=operator, left=left, right=right) if operator in "+-":
                return f"{self(left, SUM)} {operator} {self(right, PRODUCT)}", SUM
            case Arithmetic(operator=operator, left=left, right=right):
                return f"{self(left, PRODUCT)} {operator} {self(right, ATOM)}", PRODUCT
            case Fact():
                return self.fact_word(node), ATOM
            case Constant(value=value):
                return self._constant(value)

    def _member(self, node: Member, *, negated: bool) -> str:
        word = "=" if len(node.values) == 1 else "in"
        shown = self._keyword(FLIPPED[word] if negated else word)
        values = [self.value_word(node.fact, value) for value in node.values]
        listed = values[0] if len(values) == 1 else f"({', '.join(values)})"
        return f"{self.fact_word(node.fact)} {shown} {listed}"

    def _constant(self, value: Any) -> tuple[str, int]:
        if isinstance(value, bool):
            return self._keyword("true" if value else "false"), ATOM
        if hasattr(value, "isoformat"):
            return value.isoformat()[:10] if hasattr(value, "year") else value.strftime("%H:%M"), ATOM
        if isinstance(value, Quantity):
            amount, _, unit = str(value).partition(" ")
            # -3 days and 1/2 day are arithmetic in the grammar: (0 - 3) days has no spelling
            exact_amount = value.amount
            if exact_amount < 0:
                inner = Quantity(value.dimension, -exact_amount)
                return f"-{inner}", PRODUCT
            if "/" in amount:
                numerator, _, denominator = amount.partition("/")
                return f"{numerator} {unit} / {denominator}", PRODUCT
            return f"{amount} {unit}", ATOM
        if value < 0:
            return f"-{-value}", PRODUCT
        return str(value), PRODUCT if "/" in str(value) else ATOM
