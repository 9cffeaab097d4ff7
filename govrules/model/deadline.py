"""Deadlines: an amount of time, the event that it is counted from, and on which side of it."""

from __future__ import annotations

from fractions import Fraction
from typing import Annotated, Any, ClassVar, Literal

from pydantic import BeforeValidator, ValidationInfo

from ..errors import ConditionError
from ..language.grammars import FULL_WIDTH, parser
from ..language.values import unit_of
from .base import refuse
from .names import named
from .outcome import Outcome


class Deadline(Outcome):
    """By when an act must be done.

    `relation`: `before` (提前3天: that long before the event), `at_least_before`, `within` (after
    the event) or `same_day` (当日; no amount). `amount` is exact, in `unit` (minute, hour, day,
    working day, week, month).
    """

    kind: ClassVar[str] = "deadline"
    relation: Literal["before", "at_least_before", "within", "same_day"]
    event: str
    amount: Fraction | None = None
    unit: str | None = None

    def __str__(self) -> str:
        if self.relation == "same_day":
            return f"same day as {self.event}"
        length = f"{self.amount} {self.unit}{'' if self.amount == 1 else 's'}"
        if self.relation == "within":
            return f"within {length} after {self.event}"
        return f"{'at least ' if self.relation == 'at_least_before' else ''}{length} before {self.event}"

    def to_dict(self) -> dict[str, Any]:
        """For JSON."""
        return {
            "type": self.kind,
            "text": str(self),
            "relation": self.relation,
            "amount": None if self.amount is None else str(self.amount),
            "unit": self.unit,
            "event": self.event,
        }


class _Builder:
    """Called by lark for each form of grammar/deadline.lark."""

    def quantity(self, parts: list[Any]) -> tuple[Fraction, str]:
        number, unit = parts
        known = unit_of(str(unit))
        assert known is not None  # the grammar admits only known units
        return Fraction(str(number)), known[0]

    def start(self, parts: list[Any]) -> Any:
        return parts[0]

    def before(self, parts: list[Any]) -> tuple[str, Any, str]:
        return "before", parts[0], str(parts[1])

    def at_least_before(self, parts: list[Any]) -> tuple[str, Any, str]:
        return "at_least_before", parts[0], str(parts[1])

    def within(self, parts: list[Any]) -> tuple[str, Any, str]:
        return "within", parts[0], str(parts[1])

    def same_day(self, parts: list[Any]) -> tuple[str, Any, str]:
        return "same_day", (None, None), str(parts[0])


def _deadline(value: Any, info: ValidationInfo) -> Any:
    """`within 3 working days after meeting_end` as a Deadline."""
    if isinstance(value, Deadline):
        return value
    from lark.exceptions import UnexpectedInput

    if not isinstance(value, str):
        raise refuse("schema.deadline", value=value)
    text = value
    try:
        relation, (amount, unit), event = parser("deadline", _Builder).parse(text.translate(FULL_WIDTH))
    except (UnexpectedInput, ConditionError):
        raise refuse("schema.deadline", value=text) from None
    return Deadline(relation=relation, amount=amount, unit=unit, event=named("event", event, info))


DeadlineText = Annotated[Deadline, BeforeValidator(_deadline)]
