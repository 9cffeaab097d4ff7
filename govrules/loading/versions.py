"""The versions of one instrument: which there are, and when each is in force."""

from __future__ import annotations

import datetime
import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from ..errors import GovrulesError, LoadError
from ..model.rulebook import RulebookFile
from .document import Document
from .rulebook_reader import HeaderFile
from .validation import located

DAY = datetime.timedelta(days=1)


@dataclass(frozen=True)
class Version:
    """One version: its header as written, and the days from which and until which it is in force
    (None: without end; one that stands alone may also lack the first day). A version whose end is not
    written ends the day before the next begins."""

    header: RulebookFile
    folder: Path
    begins: datetime.date | None
    ends: datetime.date | None

    @property
    def name(self) -> str:
        """What the header calls the version."""
        return self.header.version


def versions_of(files: Sequence[HeaderFile]) -> tuple[Version, ...]:
    """The versions whose headers were read, oldest first.

    Raises LoadError with every error of the headers; then, where they can be read, for several
    versions of one name, without a first day, or in force on the same day.
    """
    errors = [error for file in files for error in file.errors]
    if errors:
        raise LoadError(errors)
    known = [_Read(file.header, file.document, file.folder) for file in files if file.header is not None]
    if len(known) > 1:
        errors = [*_twice(known), *_undated(known)]
        if not errors:
            known.sort(key=lambda version: version.begins)
            errors.extend(_overlapping(known))
        if errors:
            raise LoadError(errors)
    following = [*(version.begins - DAY for version in known[1:]), None]
    return tuple(
        Version(version.header, version.folder, instrument.in_force_from, instrument.in_force_until or end)
        for version, end in zip(known, following, strict=True)
        for instrument in (version.header.instrument,)
    )


@dataclass(frozen=True)
class _Read:
    header: RulebookFile
    document: Document
    folder: Path

    @property
    def begins(self) -> datetime.date:
        assert self.header.instrument.in_force_from is not None  # else _undated has said so
        return self.header.instrument.in_force_from


def _twice(versions: Sequence[_Read]) -> Iterator[GovrulesError]:
    first: dict[str, _Read] = {}
    for version in versions:
        known = first.setdefault(version.header.version, version)
        if known is not version:
            _, (line, _column) = known.document.locate(("version",))
            place = f"{known.document.file}:{line}"
            yield located(version.document, ("version",), "name.twice", name=version.header.version, first=place)


def _undated(versions: Sequence[_Read]) -> Iterator[GovrulesError]:
    for version in versions:
        if version.header.instrument.in_force_from is None:
            yield located(version.document, ("instrument",), "load.version_undated", on_key=True)


def _overlapping(versions: Sequence[_Read]) -> Iterator[GovrulesError]:
    """Days on which two versions would be in force, in the order of their first days."""
    for older, newer in itertools.pairwise(versions):
        until = older.header.instrument.in_force_until
        if (older.begins if until is None else until) >= newer.begins:
            key = "in_force_from" if until is None else "in_force_until"
            first, second = older.header.version, newer.header.version
            where = ("instrument", key)
            yield located(older.document, where, "load.version_overlap", first=first, second=second, day=newer.begins)
