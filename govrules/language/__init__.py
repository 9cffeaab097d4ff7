"""The language of conditions: syntax, types, three-valued evaluation, canonical spelling."""

from .checker import Scope, parse_amount, parse_condition
from .evaluate import residual, truth, value_of
from .printer import canonical, spell
from .syntax import FALSE, TRUE, Fact, Node, conjunction, disjunction, facts_of, negation
from .values import DATE, FLAG, NUMBER, TIME, UNKNOWN, Domain, Quantity, Type, Unknown, exact, quantity

__all__ = [
    "DATE",
    "FALSE",
    "FLAG",
    "NUMBER",
    "TIME",
    "TRUE",
    "UNKNOWN",
    "Domain",
    "Fact",
    "Node",
    "Quantity",
    "Scope",
    "Type",
    "Unknown",
    "canonical",
    "conjunction",
    "disjunction",
    "exact",
    "facts_of",
    "negation",
    "parse_amount",
    "parse_condition",
    "quantity",
    "residual",
    "spell",
    "truth",
    "value_of",
]
