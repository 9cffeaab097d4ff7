"""Working days: the official Chinese calendar with its make-up days, or a calendar of one's own."""

from __future__ import annotations

import datetime
import functools
from typing import Protocol, runtime_checkable


@runtime_checkable
class Calendar(Protocol):
    """What a deadline asks of a calendar. Anything with these two methods is one."""

    def is_working_day(self, day: datetime.date, /) -> bool:
        """Whether `day` is worked: a make-up Saturday is, a holiday is not."""

    def published(self, year: int, /) -> bool:
        """Whether the calendar of `year` is official; a result that rests on another is an estimate."""


class ChinaCalendar:
    """The calendar of the State Council's yearly notices, as the library `holidays` has them.

    A year without a notice has its weekends and the holidays that the law fixes, but not the days
    that the notice will move; it is not `published`. For local holidays, inherit from this class.
    """

    def is_working_day(self, day: datetime.date, /) -> bool:
        """See Calendar.is_working_day."""
        rest, made_up = _days(day.year)
        return day in made_up or (day.weekday() < 5 and day not in rest)

    def published(self, year: int, /) -> bool:
        """See Calendar.published. Every notice since 2001 has moved days, so a year in which the library
        knows none that was moved is one whose notice it does not have."""
        return bool(_days(year)[1])

    def __repr__(self) -> str:
        return "ChinaCalendar()"


@functools.cache
def _days(year: int) -> tuple[frozenset[datetime.date], frozenset[datetime.date]]:
    """The holidays of a year, and its weekend days that are worked."""
    from holidays.countries.china import China

    # The notice for a year may move days at the end of the year before.
    found = China(years=(year, year + 1))  # type: ignore[no-untyped-call]
    return (
        frozenset(day for day in found if day.year == year),
        frozenset(day for day in found.weekend_workdays if day.year == year),
    )
