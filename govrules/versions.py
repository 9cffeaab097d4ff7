"""The versions of one government's rules of procedure, and which of them answers for a day."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING

from .engine.answer import Note
from .errors import UnknownRulebook, nearest
from .language.question import AT
from .messages import series
from .model.moments import CHINA
from .model.rulebook import Instrument, RulebookFile

if TYPE_CHECKING:
    from .books import Rulebook
    from .loading.folders import Library
    from .model.book import BookData

Make = Callable[["BookData", "Versions"], "Rulebook"]


def today() -> datetime.date:
    """The date in China."""
    return datetime.datetime.now(CHINA).date()


def days_outside(begins: datetime.date | None, ends: datetime.date | None, date: datetime.date) -> int:
    """The days between a day and the nearest one in force: 0 on a day in force, less before the
    first, more after the last. An instrument without a first day counts as in force."""
    if begins is not None and date < begins:
        return (date - begins).days
    return (date - ends).days if ends is not None and date > ends else 0


def days_note(version: str, instrument: Instrument) -> Note:
    """When a version is in force, in words."""
    begins, ends = instrument.in_force_from, instrument.in_force_until
    since = ("" if begins is None else f"自{begins}起", "" if begins is None else f" from {begins}")
    until = ("" if ends is None else f"至{ends}止", "" if ends is None else f" until {ends}")
    return Note(f"{version}版{since[0]}施行{until[0]}", f"version {version} is in force{since[1]}{until[1]}")


class Versions(Mapping[str, "Rulebook"]):
    """The versions by name, oldest first. Each is loaded, whole, when it is first used; until then
    only the headers are read."""

    def __init__(self, library: Library, name: str, make: Make) -> None:
        self.name = name
        self._library, self._make = library, make
        self._timetable = {version.name: version for version in library.versions(name)}
        self._loaded: dict[str, Rulebook] = {}

    def __getitem__(self, version: str) -> Rulebook:
        if version not in self._timetable:
            raise unknown_version(self.name, version, list(self._timetable))
        if version not in self._loaded:
            data = self._library.load_version(self.name, self._timetable[version])
            self._loaded.setdefault(version, self._make(data, self))
        return self._loaded[version]

    def __iter__(self) -> Iterator[str]:
        return iter(self._timetable)

    def __len__(self) -> int:
        return len(self._timetable)

    @property
    def headers(self) -> Mapping[str, RulebookFile]:
        """The headers of the versions, by the names that these have in questions (kangle@2019)."""
        return {f"{self.name}{AT}{name}": version.header for name, version in self._timetable.items()}

    def on(self, date: datetime.date) -> str:
        """The version in force on that day; else the one that was, or will be, nearest to it (the
        later of two)."""
        return min(reversed(self._timetable), key=lambda name: self._days(name, date))

    def current(self) -> str:
        """The version in force today, else the newest."""
        now = today()
        return next((name for name in self if self._days(name, now) == 0), list(self)[-1])

    def _days(self, name: str, date: datetime.date) -> int:
        version = self._timetable[name]
        return abs(days_outside(version.begins, version.ends, date))


def unknown_version(name: str, version: str, known: list[str]) -> UnknownRulebook:
    """The error for a version that a rulebook does not have."""
    near = nearest(version, known)
    return UnknownRulebook(
        "rulebook.unknown_version",
        name=name,
        version=version,
        versions=series(known),
        suggestion=None if near is None else f"{name}{AT}{near}",
    )
