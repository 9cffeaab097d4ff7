"""Text of a condition -> raw tree. Names are still words here; `checker` gives them meaning."""

from __future__ import annotations

import datetime
import functools
import re
from fractions import Fraction
from typing import Any, NamedTuple

from ..errors import ConditionError
from .grammars import FULL_WIDTH, parser
from .values import DATE, NUMBER, TIME, Quantity, Type, quantity

MAX_LENGTH = 4_000
"""Characters that a condition may have; a longer one is refused."""
MAX_DEPTH = 40
"""Nesting (parentheses, `not`, signs) that a condition may have; a deeper one is refused."""

OPERATORS = {
    "≤": "<=",
    "≥": ">=",
    "≠": "!=",
    "等于": "=",
    "不等于": "!=",
    "大于": ">",
    "小于": "<",
    "不大于": "<=",
    "不小于": ">=",
    "×": "*",
    "÷": "/",
}


class Raw(NamedTuple):
    """A node as written: its kind, its parts, where it starts, and how deep it is."""

    kind: str
    parts: tuple[Any, ...]
    offset: int
    depth: int


def _node(kind: str, parts: list[Any], offset: int) -> Raw:
    depth = 1 + max((part.depth for part in parts if isinstance(part, Raw)), default=0)
    if depth > MAX_DEPTH:
        raise ConditionError("condition.too_deep", offset=offset, limit=MAX_DEPTH)
    return Raw(kind, tuple(parts), offset, depth)


class RawBuilder:
    """Called by lark for each rule as it is read (an inline transformer: there is no lark tree)."""

    def disjunction(self, parts: list[Any]) -> Raw:
        return _node("or", parts, parts[0].offset)

    def conjunction(self, parts: list[Any]) -> Raw:
        return _node("and", parts, parts[0].offset)

    def negation(self, parts: list[Any]) -> Raw:
        return _node("not", [parts[1]], parts[0].start_pos)

    def comparison(self, parts: list[Any]) -> Raw:
        left, operator, right = parts
        written = str(operator)
        return _node("compare", [OPERATORS.get(written, written), left, right], left.offset)

    def membership(self, parts: list[Any]) -> Raw:
        return _node("in", [parts[0], *parts[2:]], parts[0].offset)

    def exclusion(self, parts: list[Any]) -> Raw:
        return _node("not", [_node("in", [parts[0], *parts[3:]], parts[0].offset)], parts[0].offset)

    def arithmetic(self, parts: list[Any]) -> Raw:
        left, operator, right = parts
        written = str(operator)
        return _node("arithmetic", [OPERATORS.get(written, written), left, right], left.offset)

    def negative(self, parts: list[Any]) -> Raw:
        sign, operand = parts
        zero = Raw("constant", (Fraction(0), NUMBER), sign.start_pos, 1)
        return _node("arithmetic", ["-", zero, operand], sign.start_pos)

    def group(self, parts: list[Any]) -> Raw:
        inner: Raw = parts[0]
        if inner.depth >= MAX_DEPTH:
            raise ConditionError("condition.too_deep", offset=inner.offset, limit=MAX_DEPTH)
        return Raw(inner.kind, inner.parts, inner.offset, inner.depth + 1)

    def name(self, parts: list[Any]) -> Raw:
        token = parts[0]
        return Raw("name", (str(token).strip('"“”'),), token.start_pos, 1)

    def quantity(self, parts: list[Any]) -> Raw:
        number, unit = parts
        amount = Fraction(str(number))
        value: Any = amount
        if unit is not None and str(unit) == "%":
            value = amount / 100
        elif unit is not None:
            value = quantity(amount, str(unit))
        kind = Type(value.dimension) if isinstance(value, Quantity) else NUMBER
        return Raw("constant", (value, kind), number.start_pos, 1)

    def date(self, parts: list[Any]) -> Raw:
        token = parts[0]
        return Raw("constant", (read_date(str(token), token.start_pos), DATE), token.start_pos, 1)

    def time(self, parts: list[Any]) -> Raw:
        token = parts[0]
        try:
            hour, minute = (int(part) for part in str(token).split(":"))
            value = datetime.time(hour, minute)
        except ValueError:
            raise ConditionError("condition.bad_time", offset=token.start_pos, text=str(token)) from None
        return Raw("constant", (value, TIME), token.start_pos, 1)

    def true(self, parts: list[Any]) -> Raw:
        return Raw("flag", (True,), parts[0].start_pos, 1)

    def false(self, parts: list[Any]) -> Raw:
        return Raw("flag", (False,), parts[0].start_pos, 1)


def read_date(text: str, offset: int = 0) -> datetime.date:
    """`2024-03-04` or `2024年3月4日` as a date; ConditionError where there is no such day."""
    try:
        year, month, day = (int(part) for part in re.findall(r"\d+", text))
        return datetime.date(year, month, day)
    except ValueError:
        raise ConditionError("condition.bad_date", offset=offset, text=text) from None


@functools.lru_cache(maxsize=4_096)
def read(source: str) -> Raw:
    """The raw tree of a condition; ConditionError (with its offset) where it cannot be read.

    Trees are remembered: rules, and rulebooks even more, have many conditions in common.
    """
    from lark.exceptions import UnexpectedCharacters, UnexpectedInput, VisitError

    if len(source) > MAX_LENGTH:
        raise ConditionError("condition.too_long", length=len(source), limit=MAX_LENGTH)
    text = source.translate(FULL_WIDTH)
    try:
        raw: Raw = parser("condition", RawBuilder).parse(text)
    except VisitError as error:
        if isinstance(error.orig_exc, ConditionError):
            raise error.orig_exc from None
        raise
    except UnexpectedCharacters as error:
        offset = error.pos_in_stream or 0
        raise ConditionError("condition.unexpected", offset=offset, found=source[offset]) from None
    except UnexpectedInput as error:
        raise _syntax_error(source, error) from None
    return raw


def _syntax_error(source: str, error: Any) -> ConditionError:
    token = getattr(error, "token", None)
    if token is None or token.type == "$END":
        return ConditionError("condition.incomplete", offset=len(source))
    return ConditionError("condition.unexpected", offset=token.start_pos, found=source[token.start_pos : token.end_pos])
