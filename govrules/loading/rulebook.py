"""A rulebook folder -> BookData: what is remembered of it, else what its files say.

What reads files (loading.rulebook_reader) is imported when something has to be read.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable
from pathlib import Path

from ..collecting import collector_paused
from ..model.book import BookData
from ..model.vocabulary import Vocabulary
from .cache import contents_of, kept_for, remembered
from .stored import StoredBook, restored_book, stored_book

HEADER, LEDGER = "rulebook.yaml", "provisions.yaml"
CASES = ".cases.yaml"


def load_rulebook(folder: Path, vocabulary: Vocabulary, name: str, *, until: datetime.date | None = None) -> BookData:
    """Load one rulebook, whose id must be `name`; `until` is its last day in force where another
    version follows it. Raises LoadError with every error of every file of the folder."""
    contents = contents_of(rulebook_files(folder))
    kept = None if contents is None else kept_for("rulebook", [folder], contents, name, str(until), vocabulary.digest)

    def restore(stored: StoredBook) -> BookData:
        return restored_book(stored, vocabulary)

    def load() -> tuple[BookData, Callable[[], StoredBook]]:
        from .rulebook_reader import RulebookReader

        with collector_paused():
            stored = stored_book(RulebookReader(folder, vocabulary, name, contents).load(until))
            return restore(stored), lambda: stored

    return remembered(kept, restore, load)


def rulebook_files(folder: Path) -> list[Path]:
    """The files of a rulebook: the header, the ledger, and those with rules."""
    first = (HEADER, LEDGER)
    rules = (path for path in folder.glob("*.y*ml") if path.name not in first and not path.name.endswith(CASES))
    return [*(folder / name for name in first), *sorted(rules)]
