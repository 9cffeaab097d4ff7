"""The tree of a checked condition: names are resolved, types are known, values are exact."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from ..value import Value
from .values import FLAG, Type


class Spelt(Value):
    """What the text of a condition is: in English keywords and ids, `issuer = government and routine`."""

    def __str__(self) -> str:
        from .printer import canonical

        return canonical(self)  # type: ignore[arg-type]  # Node is the union of the classes below


@dataclass(frozen=True, eq=False, repr=False)
class Constant(Spelt):
    """A literal: bool, Fraction, date, time or Quantity."""

    value: Any
    type: Type


@dataclass(frozen=True, eq=False, repr=False)
class Fact(Spelt):
    """The value of a fact; as a condition of its own where the fact is a flag."""

    name: str
    type: Type


@dataclass(frozen=True, eq=False, repr=False)
class Member(Spelt):
    """`fact = value` or `fact in (values)`; `accepted` holds the narrower values too."""

    fact: Fact
    values: tuple[str, ...]
    accepted: frozenset[str] = field(compare=False)
    type: Type = FLAG


@dataclass(frozen=True, eq=False, repr=False)
class Compare(Spelt):
    """A comparison of two numbers, dates, times or quantities; `=`, `!=` also of two choices."""

    operator: str
    left: Node
    right: Node
    type: Type = FLAG


@dataclass(frozen=True, eq=False, repr=False)
class Not(Spelt):
    """The opposite of a condition."""

    operand: Node
    type: Type = FLAG


@dataclass(frozen=True, eq=False, repr=False)
class And(Spelt):
    """All of several conditions."""

    operands: tuple[Node, ...]
    type: Type = FLAG


@dataclass(frozen=True, eq=False, repr=False)
class Or(Spelt):
    """Any of several conditions."""

    operands: tuple[Node, ...]
    type: Type = FLAG


@dataclass(frozen=True, eq=False, repr=False)
class Arithmetic(Spelt):
    """`+`, `-`, `*` or `/` of two amounts."""

    operator: str
    left: Node
    right: Node
    type: Type


Node = Constant | Fact | Member | Compare | Not | And | Or | Arithmetic

TRUE = Constant(True, FLAG)
FALSE = Constant(False, FLAG)


def children(node: Node) -> tuple[Node, ...]:
    """The parts that `node` stands on."""
    match node:
        case Member(fact=fact):
            return (fact,)
        case Compare(left=left, right=right) | Arithmetic(left=left, right=right):
            return (left, right)
        case Not(operand=operand):
            return (operand,)
        case And(operands=operands) | Or(operands=operands):
            return operands
        case _:
            return ()


def facts_of(node: Node) -> Iterator[Fact]:
    """Every mention of a fact, in reading order."""
    if isinstance(node, Fact):
        yield node
    for child in children(node):
        yield from facts_of(child)


def conjunction(*operands: Node) -> Node:
    """All of them, flat and without what is trivially true."""
    return _joined(And, operands, neutral=TRUE, absorbing=FALSE)


def disjunction(*operands: Node) -> Node:
    """Any of them, flat and without what is trivially false."""
    return _joined(Or, operands, neutral=FALSE, absorbing=TRUE)


def negation(operand: Node) -> Node:
    """The opposite, without a double negation."""
    if operand == TRUE:
        return FALSE
    if operand == FALSE:
        return TRUE
    return operand.operand if isinstance(operand, Not) else Not(operand)


def _joined(kind: type[And] | type[Or], operands: tuple[Node, ...], *, neutral: Node, absorbing: Node) -> Node:
    flat: list[Node] = []
    for operand in operands:
        for part in operand.operands if isinstance(operand, kind) else (operand,):
            if isinstance(part, Constant):
                if part == absorbing:
                    return absorbing
            elif part not in flat:
                flat.append(part)
    if not flat:
        return neutral
    return flat[0] if len(flat) == 1 else kind(tuple(flat))
