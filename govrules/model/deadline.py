"""Deadlines: an amount of time, the event that it is counted from, and on which side of it."""

import datetime
from fractions import Fraction
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Literal

from pydantic import BeforeValidator, ValidationInfo, model_validator
from pydantic_core import PydanticCustomError

from ..language.grammars import FULL_WIDTH, parser
from ..language.values import unit_of
from .base import Flag, Text, refuse, refuse_at, unknown_key
from .names import named
from .outcome import Outcome

if TYPE_CHECKING:
    from .calendar import Calendar
    from .due import Due

DETAILS = ("lapse", "extension", "set_by", "excluded", "first_day_counts")


class Deadline(Outcome):
    """By when an act must be done.

    `relation`: `before` (提前3天: that long before the event), `at_least_before`, `within` (after
    the event), `same_day` (当日; no amount) or `monthly` (每月20日前: `amount` is the day of the
    month). `amount` is exact, in `unit` (minute, hour, day, working day, week, month); `before`
    without an amount is any time before the event. `lapse` says what missing it means,
    `extension` how it may be extended, `set_by` who may set another limit, `excluded` what time does
    not count, all in the text's words.
    `first_day_counts` says whether the day of the event counts, where the text does.
    """

    kind: ClassVar[str] = "deadline"

    @model_validator(mode="before")
    @classmethod
    def _as_written(cls, value: Any, info: ValidationInfo) -> Any:
        return _fields(value, info) if isinstance(value, dict) and "relation" not in value else value

    relation: Literal["before", "at_least_before", "within", "same_day", "monthly"]
    event: str | None = None
    amount: Fraction | None = None
    unit: str | None = None
    lapse: Text | None = None
    extension: Text | None = None
    set_by: Text | None = None
    excluded: Text | None = None
    first_day_counts: Flag | None = None

    def __str__(self) -> str:
        if self.relation == "monthly":
            return f"by day {self.amount} of each month"
        if self.relation == "before" and self.amount is None:
            return f"before {self.event}"
        if self.relation == "same_day":
            return f"same day as {self.event}"
        length = f"{self.amount} {self.unit}{'' if self.amount == 1 else 's'}"
        if self.relation == "within":
            return f"within {length} after {self.event}"
        return f"{'at least ' if self.relation == 'at_least_before' else ''}{length} before {self.event}"

    def due(
        self,
        start: datetime.date | str,
        *,
        calendar: "Calendar | None" = None,
        tz: datetime.tzinfo | str | None = None,
    ) -> "Due":
        """When it is due, if its event takes place at `start`; for a monthly one, the next time.

        `start` is a date, a datetime (without a zone: China's time), or the text of one (2026-02-13,
        2026-02-13T23:45). Working days are those of `calendar`, the official Chinese one without it.
        The moments of the result are in the zone `tz`, else in that of `start`, else in China's; days
        are counted in China's time. Raises DeadlineError for what cannot be computed.
        """
        from .counting import compute
        from .moments import read_start

        return compute(self, read_start(start, tz), calendar)

    def to_dict(self) -> dict[str, Any]:
        """For JSON."""
        extra = {key: getattr(self, key) for key in DETAILS}
        return {
            "type": self.kind,
            "text": str(self),
            "relation": self.relation,
            "amount": None if self.amount is None else str(self.amount),
            "unit": self.unit,
            "event": self.event,
        } | {key: value for key, value in extra.items() if value is not None}

    @classmethod
    def slots(cls) -> tuple[str, ...]:
        """See Outcome.slots."""
        return ("amount", "unit", "event", "lapse", "extension", "set_by")


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

    def any_time_before(self, parts: list[Any]) -> tuple[str, Any, str]:
        return "before", (None, None), str(parts[0])

    def monthly(self, parts: list[Any]) -> tuple[str, Any, None]:
        return "monthly", (Fraction(str(parts[0])), "day"), None

    def at_least_before(self, parts: list[Any]) -> tuple[str, Any, str]:
        return "at_least_before", parts[0], str(parts[1])

    def within(self, parts: list[Any]) -> tuple[str, Any, str]:
        return "within", parts[0], str(parts[1])

    def same_day(self, parts: list[Any]) -> tuple[str, Any, str]:
        return "same_day", (None, None), str(parts[0])


def _fields(value: dict[str, Any], info: ValidationInfo) -> dict[str, Any]:
    """A deadline written as a mapping: its phrase under `limit`, and what else the text says of it."""
    if "limit" not in value:
        raise refuse("schema.missing", key="limit")
    rest = {key: entry for key, entry in value.items() if key != "limit"}
    for key in rest:
        if key not in DETAILS:
            raise unknown_key(key, DETAILS)
    try:
        return _phrase(value["limit"], info) | rest
    except PydanticCustomError as error:
        raise refuse_at(error, "limit") from None


def _phrase(text: Any, info: ValidationInfo) -> dict[str, Any]:
    """`within 3 working days after meeting_end` as the fields of a Deadline."""
    from lark.exceptions import UnexpectedInput

    if not isinstance(text, str):
        raise refuse("schema.deadline", value=text)
    plain = text.translate(FULL_WIDTH)
    try:
        relation, (amount, unit), event = parser("deadline", _Builder).parse(plain)
    except (UnexpectedInput, ZeroDivisionError):  # 1/0 hours
        raise refuse("schema.deadline", value=text) from None
    if relation == "monthly" and (amount.denominator != 1 or not 1 <= amount <= 31):
        raise refuse("schema.deadline", value=text)
    named_event = None if event is None else named("event", event, info, offset=plain.rindex(event))
    return {"relation": relation, "amount": amount, "unit": unit, "event": named_event}


def _deadline(value: Any, info: ValidationInfo) -> Any:
    """A deadline of an act: a phrase, or a mapping."""
    return _phrase(value, info) if isinstance(value, str) else value


DeadlineText = Annotated[Deadline, BeforeValidator(_deadline)]


def deadline_body(body: Any) -> Any:
    """A deadline as the outcome of a rule: a phrase, or a mapping with `limit` and the rest."""
    return {"limit": body} if isinstance(body, str) else body
