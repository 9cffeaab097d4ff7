"""The facts of a question, as a caller gives them: checked, or refused with the nearest valid word."""

from __future__ import annotations

import contextlib
import datetime
from collections.abc import Iterable, Mapping
from fractions import Fraction
from typing import Any

from ..errors import FactError, nearest
from ..language import FLAG, UNKNOWN, Quantity, canonical, exact, parse_condition, quantity, truth
from ..language.question import spelt_value
from ..language.values import DIMENSIONS
from ..messages import Words, series
from ..model.scope import FactUse, QuestionScope

SPELT_FLAGS = {"true": True, "yes": True, "是": True, "真": True, "false": False, "no": False, "否": False, "假": False}


def checked_facts(scope: QuestionScope, readings: Iterable[str], given: Mapping[str, Any]) -> dict[str, Any]:
    """The facts by id, with canonical values; those given as None are left out.

    `readings` are the readings that the question's rules turn on; they can be given like facts.
    Raises FactError for an unknown name, a wrong type, or an impossible value.
    """
    known = {word: name for word, name in scope.reading_words.items() if name in readings} | scope.by_word
    facts: dict[str, Any] = {}
    for word, value in given.items():
        name = known.get(word)
        if name is None:
            near = nearest(word, known)
            raise FactError("fact.unknown", question=scope.question, name=word, suggestion=near)
        checked = checked_value(scope.use_of(name), value)
        if name in facts and facts[name] != checked:
            raise FactError("question.given_twice", name=name)
        if checked is not None:
            facts[name] = checked
    _constraints(scope, facts)
    return facts


def checked_value(use: FactUse, value: Any) -> Any:
    """One value, in canonical form: bool, id, int or Fraction, date, time, Quantity; UNKNOWN and
    None stay as they are."""
    if value is None or value is UNKNOWN:
        return value
    kind = use.type
    if kind == FLAG:
        if isinstance(value, bool):
            return value
        if isinstance(value, str) and value in SPELT_FLAGS:
            return SPELT_FLAGS[value]
        raise _wrong_type(use, Words("flag"), value)
    if kind.domain is not None:
        if not isinstance(value, str):
            raise _wrong_type(use, Words("one_of", values=series(kind.domain.values[:6])), value)
        found = kind.domain.resolve(value)
        if found is None:
            near = nearest(value, kind.domain.labels)
            raise FactError("fact.value", fact=use.name, value=value, suggestion=near)
        return found
    if kind.kind == "number":
        return _number(use, value)
    if kind.kind == "date":
        return _date(use, value)
    if kind.kind == "time":
        if isinstance(value, datetime.time):
            return value
        raise _wrong_type(use, Words("time"), value)
    return _quantity(use, value)


def _wrong_type(use: FactUse, expected: str, value: Any) -> FactError:
    shown = spelt_value(value) if isinstance(value, Fraction | datetime.date | datetime.time) else repr(value)
    return FactError("fact.type", fact=use.name, expected=expected, found=f"{shown} ({type(value).__name__})")


def _number(use: FactUse, value: Any) -> int | Fraction:
    if isinstance(value, Quantity):
        value = _counted(use, value)
    amount = exact(value)
    if amount is None:
        wanted = Words("whole_number" if use.type.integer else "exact_number")
        raise _wrong_type(use, wanted, value)
    if use.type.integer and amount.denominator != 1:
        raise _wrong_type(use, Words("whole_number"), value)
    if use.minimum is not None and amount < use.minimum:
        raise FactError("fact.minimum", fact=use.name, minimum=use.minimum, value=value)
    if use.maximum is not None and amount > use.maximum:
        raise FactError("fact.maximum", fact=use.name, maximum=use.maximum, value=value)
    return int(amount) if amount.denominator == 1 else amount


def _counted(use: FactUse, value: Quantity) -> Any:
    """3天 as a number, where the fact counts days; else the quantity as it is."""
    one = None if use.unit is None else quantity(Fraction(1), use.unit.zh)
    return value.amount / one.amount if one is not None and one.dimension == value.dimension else value


def _date(use: FactUse, value: Any) -> datetime.date:
    found = as_date(value)
    if found is None:
        raise _wrong_type(use, Words("date"), value)
    return found


def as_date(value: Any) -> datetime.date | None:
    """A date, or the text of one (2024-03-04); None for anything else."""
    if isinstance(value, datetime.date) and not isinstance(value, datetime.datetime):
        return value
    if isinstance(value, str):
        with contextlib.suppress(ValueError):
            return datetime.date.fromisoformat(value)
    return None


def _quantity(use: FactUse, value: Any) -> Quantity:
    found: Quantity | None = None
    if isinstance(value, Quantity):
        found = value
    elif isinstance(value, datetime.timedelta):
        found = Quantity("duration", Fraction(value // datetime.timedelta(microseconds=1), 86_400_000_000))
    elif isinstance(value, str) and " " in value:
        number, unit = value.split(" ", 1)
        if number.replace("/", "", 1).isdigit():
            found = quantity(Fraction(number), unit)
    if found is None or found.dimension != use.type.kind or use.type.kind not in DIMENSIONS:
        raise _wrong_type(use, Words("amount", type=use.type), value)
    return found


def _constraints(scope: QuestionScope, facts: Mapping[str, Any]) -> None:
    """Refuse facts that cannot be true together (more present than there are members)."""
    if not scope.definition.constraints:
        return
    known = {name: value for name, value in facts.items() if value is not UNKNOWN}
    for text in scope.definition.constraints:
        constraint = parse_condition(text, scope.outcome_scope)
        if truth(constraint, known) is False:
            raise FactError("fact.constraint", question=scope.question, constraint=canonical(constraint))
