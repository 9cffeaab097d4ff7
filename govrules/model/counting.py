"""Computing when a deadline is due: counting days, working days, months, hours from or back from an event."""

from __future__ import annotations

import datetime
from dataclasses import replace
from fractions import Fraction
from typing import Protocol

from ..errors import DeadlineError
from .calendar import Calendar, ChinaCalendar
from .conventions import CONVENTIONS, STATED, Convention
from .due import Due
from .moments import CHINA, Start

LAST = datetime.time.max
DAY = datetime.timedelta(days=1)
MICROSECONDS = {"minute": 60_000_000, "hour": 3_600_000_000}
DAYS = {"day": 1, "week": 7}
NUMBERS = {"within": "number.included", "at_least_before": "number.enough", "before": "side.that_day"}
YEAR_END = (12, 25)
"""From here on the notice for the next year may move the rest days of a year (2001, 2007 and 2018: 29 December)."""


class Terms(Protocol):
    """What is computed with: a Deadline, by the parts that matter here."""

    @property
    def relation(self) -> str: ...
    @property
    def event(self) -> str | None: ...
    @property
    def amount(self) -> Fraction | None: ...
    @property
    def unit(self) -> str | None: ...
    @property
    def first_day_counts(self) -> bool | None: ...
    @property
    def lapse(self) -> str | None: ...
    @property
    def extension(self) -> str | None: ...
    @property
    def set_by(self) -> str | None: ...
    @property
    def excluded(self) -> str | None: ...


def compute(terms: Terms, start: Start, calendar: Calendar | None = None) -> Due:
    """When `terms` are due, counted from (or back from) `start`.

    Raises DeadlineError: `due.time_of_day` where hours are counted and only a day is given,
    `due.length` where there is no exact end (half a month), `due.range` outside the years 1 to 9999,
    `due.calendar` for what is no calendar.
    """
    if calendar is not None and not isinstance(calendar, Calendar):
        raise DeadlineError("due.calendar", found=repr(calendar))
    try:
        return _Count(terms, start, calendar or ChinaCalendar()).due()
    except OverflowError:
        raise DeadlineError("due.range", text=str(terms), start=start.given.isoformat()) from None


class _Count:
    """One computation: the conventions taken on the way, and the years that it looked at."""

    def __init__(self, terms: Terms, start: Start, calendar: Calendar) -> None:
        self.terms, self.start, self.calendar = terms, start, calendar
        self.conventions: list[Convention] = []
        self.unpublished: set[int] = set()
        self.backwards = terms.relation in ("before", "at_least_before")

    def due(self) -> Due:
        if self.start.begin.utcoffset() != CHINA.utcoffset(None):
            self.take("zone.china")
        if self.terms.relation == "monthly":
            return self.on(self.monthly())
        if self.terms.relation == "same_day":
            self.take("same_day.calendar_day")
            return self.on(self.named(self.start.day))
        if self.terms.amount is None and self.terms.relation == "before":
            return self.before_event()
        if self.terms.amount is None or self.terms.amount < 0:
            raise DeadlineError("due.length", text=str(self.terms))
        if self.terms.unit in MICROSECONDS:
            return self.by_the_clock(self.terms.amount * MICROSECONDS[self.terms.unit])
        return self.on(self.counted(self.whole()))

    def take(self, code: str, *, stated: bool = False) -> None:
        convention = CONVENTIONS[code]
        self.conventions.append(replace(convention, reason=STATED) if stated else convention)

    def works(self, day: datetime.date) -> bool:
        """Whether a day is worked, noting where the calendar that says so is not official."""
        years = (day.year, day.year + 1) if (day.month, day.day) >= YEAR_END else (day.year,)
        self.unpublished.update(year for year in years if not self.calendar.published(year))
        return self.calendar.is_working_day(day)

    def whole(self) -> int:
        amount = self.terms.amount
        if amount is None or amount.denominator != 1 or self.terms.unit not in (*DAYS, "working day", "month"):
            raise DeadlineError("due.length", text=str(self.terms))
        return amount.numerator

    def counted(self, number: int) -> datetime.date:
        """The last day of that many days, weeks, months or working days, or the day that long before."""
        first_counts = self.terms.first_day_counts
        what = "event_day" if self.backwards else "first_day"
        self.take(f"{what}.{'counted' if first_counts else 'not_counted'}", stated=first_counts is not None)
        step = -1 if self.backwards else 1
        if self.terms.unit == "working day":
            day = self.working_days(number, step, first_counts=bool(first_counts))
        elif self.terms.unit == "month":
            day = self.months(number, step, first_counts=bool(first_counts))
        else:
            days = number * DAYS[self.terms.unit or ""]
            day = self.start.day + (days - (1 if first_counts and days else 0)) * step * DAY
        self.take(NUMBERS[self.terms.relation])
        if self.terms.unit == "working day":
            return day
        return self.named(day) if self.backwards else self.moved(day)

    def working_days(self, number: int, step: int, *, first_counts: bool) -> datetime.date:
        self.take("working_days.official" if type(self.calendar) is ChinaCalendar else "working_days.own")
        day = self.start.day
        if first_counts and number and self.works(day):
            number -= 1
        while number:
            day += step * DAY
            number -= self.works(day)
        return day

    def months(self, number: int, step: int, *, first_counts: bool) -> datetime.date:
        day = _shifted(self.start.day, months=number * step)
        if day.day != self.start.day.day:
            self.take("month.last_day")
            return day
        self.take("month.corresponding_day")
        return day - step * DAY if first_counts and number else day

    def moved(self, day: datetime.date) -> datetime.date:
        """The day, or the next working day where it is a rest day."""
        if self.works(day):
            return day
        self.take("rest_day.moved")
        while not self.works(day):
            day += DAY
        return day

    def named(self, day: datetime.date) -> datetime.date:
        """The day, which stands even where it is a rest day."""
        if not self.calendar.is_working_day(day):
            self.take("rest_day.stands")
        return day

    def monthly(self) -> datetime.date:
        number = self.whole()
        if not 1 <= number <= 31:
            raise DeadlineError("due.length", text=str(self.terms))
        self.take("monthly.next")
        day = _shifted(self.start.day, day=number)
        if day < self.start.day:
            day = _shifted(day, months=1, day=number)
        self.take("monthly.day_included")
        if day.day != number:
            self.take("monthly.last_day")
        return self.named(day)

    def on(self, day: datetime.date) -> Due:
        """Due by a day: at its end."""
        self.take("end_of_day.midnight")
        moment = self.start.at(day, LAST)
        return self.made(day, moment, "day", "at" if self.terms.relation == "before" else "by")

    def by_the_clock(self, microseconds: Fraction) -> Due:
        """Due at a moment: hours and minutes run on."""
        if self.start.instant is None:
            raise DeadlineError("due.time_of_day", text=str(self.terms), start=self.start.given.isoformat())
        if microseconds.denominator != 1:
            raise DeadlineError("due.length", text=str(self.terms))
        length = datetime.timedelta(microseconds=microseconds.numerator)
        # Through UTC: a zone with summer time would add hours of the clock, not of time.
        from_event = self.start.instant.astimezone(datetime.UTC)
        moment = from_event - length if self.backwards else from_event + length
        self.take("hours.back_from_the_moment" if self.backwards else "hours.from_the_moment")
        self.take(NUMBERS[self.terms.relation])
        sense = "at" if self.terms.relation == "before" else "by"
        return self.made(moment.astimezone(CHINA).date(), moment.astimezone(self.start.zone), "moment", sense)

    def before_event(self) -> Due:
        """Due at any time before the event."""
        self.take("side.any_time_before")
        if self.start.instant is None:
            self.take("time_of_day.not_known")
        return self.made(self.start.day, self.start.instant, "moment", "before")

    def made(self, day: datetime.date, moment: datetime.datetime | None, unit: str, sense: str) -> Due:
        terms = self.terms
        return Due(
            deadline=str(terms),
            relation=terms.relation,
            event=terms.event,
            start=self.start.given,
            date=day,
            moment=moment,
            earliest=self.start.begin if terms.relation in ("within", "same_day") else None,
            latest=None if sense == "at" else moment,
            unit=unit,
            sense=sense,
            conventions=tuple(self.conventions),
            unpublished=tuple(sorted(self.unpublished)),
            lapse=terms.lapse,
            extension=terms.extension,
            set_by=terms.set_by,
            excluded=terms.excluded,
        )


def _shifted(start: datetime.date, *, months: int = 0, day: int | None = None) -> datetime.date:
    """The day of another month, its last day where the month is shorter; OverflowError outside the calendar."""
    from dateutil.relativedelta import relativedelta

    try:
        return start + relativedelta(months=months, day=day)
    except ValueError:
        raise OverflowError from None
