"""What `govrules check` finds of the versions of a rulebook, as against each of them alone."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator

from ..books import Books
from ..errors import LoadError
from ..loading.rulebook import HEADER
from ..loading.source import squeezed
from ..model.rulebook import Instrument
from .findings import Finding, finding

NUMBER = re.compile(r"[〔\[]\d{4}[〕\]]\w*号")
"""The part of a document's number that is written alike everywhere: 〔2018〕201号."""


def version_findings(books: Books) -> Iterator[Finding]:
    """A version whose end nothing states, and whose successor does not repeal it by name: it is
    taken to end the day before the successor begins."""
    for name in books:
        try:
            versions = list(books[name].versions.values())
        except LoadError:  # the errors are findings already
            continue
        for older, newer in itertools.pairwise(versions):
            version = books.timetable(name)[older.version]
            stated = version.header.instrument.in_force_until is not None
            if not stated and not any(_names(repealed, older.instrument) for repealed in newer.instrument.repeals):
                file = (books.folder(newer.name) / HEADER).as_posix()
                parameters = {"version": older.version, "newer": newer.version, "day": version.ends}
                yield finding("version.not_repealed", None, file, **parameters)


def _names(repealed: str, instrument: Instrument) -> bool:
    """Whether an entry of `repeals` names an instrument: by its number, else by its title."""
    text = squeezed(repealed)
    if instrument.number is not None and NUMBER.search(text):
        return squeezed(instrument.number) in text
    return squeezed(instrument.title) in text
