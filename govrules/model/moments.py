"""The moment from which a deadline is counted, as people give it: a date, a time of day, a text."""

from __future__ import annotations

import datetime
import re
from typing import Any, Final, NamedTuple

from ..errors import DeadlineError

# Local law is dated in China, wherever the computer stands.
CHINA: Final = datetime.timezone(datetime.timedelta(hours=8))

_WRITTEN = r"[0-9]{4}-[0-9]{2}-[0-9]{2}([T ][0-9]{2}:[0-9]{2}(:[0-9]{2}(\.[0-9]{1,6})?)?(Z|[+-][0-9]{2}:[0-9]{2})?)?"


class Start(NamedTuple):
    """When an event takes place: the `day` in China; the aware `instant`, None where only the day is
    given; the `zone` in which results are shown."""

    day: datetime.date
    instant: datetime.datetime | None
    zone: datetime.tzinfo

    @property
    def given(self) -> datetime.date:
        """The instant where it is known, else the day."""
        return self.day if self.instant is None else self.instant

    @property
    def begin(self) -> datetime.datetime:
        """The instant, or the first moment of the day."""
        return self.at(self.day, datetime.time.min) if self.instant is None else self.instant

    def at(self, day: datetime.date, time: datetime.time) -> datetime.datetime:
        """That time of that day in China, in the zone of the results."""
        return datetime.datetime.combine(day, time, CHINA).astimezone(self.zone)


def read_start(value: Any, tz: datetime.tzinfo | str | None = None) -> Start:
    """A date, a datetime (without a zone: China's time), or the text of one (2026-02-13,
    2026-02-13T23:45). `tz` is the zone of the results, without it that of an aware datetime, else
    China's. Raises DeadlineError for anything else."""
    zone = _zone(tz)
    found = _written(value) if isinstance(value, str) else value
    if not isinstance(found, datetime.date):
        raise DeadlineError("due.start", found=repr(value))
    try:
        if not isinstance(found, datetime.datetime):
            return Start(datetime.date(found.year, found.month, found.day), None, zone or CHINA)
        own = CHINA if found.tzinfo is None or found.utcoffset() is None else found.tzinfo
        instant = found.replace(tzinfo=own)
        return Start(instant.astimezone(CHINA).date(), instant.astimezone(zone or own), zone or own)
    except (OverflowError, ValueError, TypeError):  # the first and last day of time; pandas' NaT
        raise DeadlineError("due.start", found=repr(value)) from None


def _written(text: str) -> datetime.date | None:
    if not re.fullmatch(_WRITTEN, text):
        return None
    try:
        return datetime.date.fromisoformat(text) if len(text) == 10 else datetime.datetime.fromisoformat(text)
    except ValueError:
        return None


def _zone(tz: Any) -> datetime.tzinfo | None:
    if tz is None or isinstance(tz, datetime.tzinfo):
        return tz
    from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

    try:
        return ZoneInfo(tz)
    except (ZoneInfoNotFoundError, ValueError, TypeError, OSError, AttributeError):
        raise DeadlineError("due.zone", found=repr(tz)) from None
