"""Folders of rulebooks: which rulebooks there are, and what they share."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from ..errors import GovrulesError, LoadError
from ..language.grammars import data_folder
from ..model.book import BookData
from ..model.rulebook import RulebookFile
from ..model.vocabulary import Vocabulary
from .rulebook import HEADER, load_header, load_rulebook
from .vocabulary import load_vocabulary

VOCABULARY = "vocabulary"


def shipped_folder() -> Path:
    """The folder of the rulebooks that come with the library."""
    return data_folder("rulebooks")


@dataclass(frozen=True)
class Library:
    """The rulebook folders by id, and the vocabulary that they share."""

    vocabulary: Vocabulary
    folders: dict[str, Path]

    def headers(self) -> dict[str, RulebookFile]:
        """The rulebook.yaml of each rulebook, by which questions name it; one with errors is left to `load`."""
        found = {name: load_header(folder, self.vocabulary) for name, folder in self.folders.items()}
        return {name: header for name, header in found.items() if header is not None}

    def load(self, name: str) -> BookData:
        """Load one rulebook."""
        return load_rulebook(self.folders[name], self.vocabulary)


def find_rulebooks(folders: Sequence[Path]) -> Library:
    """Look through folders: each holds rulebook folders, or is one itself.

    The shipped vocabulary always stands below; a folder may add one in `vocabulary/`. Raises
    LoadError for a folder that does not exist or holds no rulebook, and for an id that two
    folders claim.
    """
    vocabularies = [shipped_folder() / VOCABULARY]
    found: dict[str, Path] = {}
    errors: list[GovrulesError] = []
    for folder in folders:
        if not folder.is_dir():
            errors.append(GovrulesError("load.no_folder", path=folder))
            continue
        books = [folder] if (folder / HEADER).is_file() else sorted(path.parent for path in folder.glob(f"*/{HEADER}"))
        own = folder / VOCABULARY if (folder / VOCABULARY).is_dir() else folder.resolve().parent / VOCABULARY
        if own.is_dir() and own.resolve() not in [path.resolve() for path in vocabularies]:
            vocabularies.append(own)
        if not books:
            errors.append(GovrulesError("load.no_rulebooks", path=folder))
        for book in books:
            name = book.resolve().name
            if name in found:
                errors.append(GovrulesError("load.twice", name=name, first=found[name], second=book))
            found.setdefault(name, book)
    if errors:
        raise LoadError(errors)
    return Library(load_vocabulary(vocabularies), found)
