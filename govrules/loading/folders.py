"""Folders of rulebooks: which rulebooks there are, in which versions, and what they share."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from ..errors import GovrulesError, LoadError
from ..language.grammars import data_folder
from ..language.question import AT
from ..model.book import BookData
from ..model.rulebook import RulebookFile
from ..model.vocabulary import Vocabulary
from .rulebook import CASES, HEADER, LEDGER, load_rulebook
from .vocabulary import load_vocabulary

if TYPE_CHECKING:
    from .rulebook_reader import HeaderFile
    from .versions import Version

VOCABULARY = "vocabulary"


def shipped_folder() -> Path:
    """The folder of the rulebooks that come with the library."""
    return data_folder("rulebooks")


def file_kind(path: Path) -> str | None:
    """What a YAML file is: `cases`, `vocabulary`, `rulebook` (the header), `provisions` (the ledger) or
    `rules`; None where it is no file of rulebooks."""
    if path.name.endswith(CASES):
        return "cases"
    folder = path.resolve().parent
    if folder.name == VOCABULARY:
        return "vocabulary"
    if path.suffix not in (".yaml", ".yml") or not (folder / HEADER).is_file():
        return None
    return {HEADER: "rulebook", LEDGER: "provisions"}.get(path.name, "rules")


@dataclass(frozen=True)
class Library:
    """The rulebooks by id, each with the folder of every version, and the vocabulary that they share."""

    vocabulary: Vocabulary
    folders: dict[str, tuple[Path, ...]]
    _files: dict[str, tuple[HeaderFile, ...]] = field(default_factory=dict, init=False, repr=False, compare=False)

    def _read(self, name: str) -> tuple[HeaderFile, ...]:
        """The headers of a rulebook's versions, read once."""
        if name not in self._files:
            from .rulebook_reader import read_header

            files = (read_header(folder, self.vocabulary, name) for folder in self.folders[name])
            self._files.setdefault(name, tuple(files))
        return self._files[name]

    def headers(self) -> dict[str, RulebookFile]:
        """The rulebook.yaml of each rulebook, by which questions name it; of one that has several
        versions that of each (kangle@2019). One that cannot be read is left to `load`."""
        return {
            name if len(self.folders[name]) == 1 else f"{name}{AT}{file.header.version}": file.header
            for name in self.folders
            for file in self._read(name)
            if file.header is not None
        }

    def load(self, name: str) -> BookData:
        """Load a rulebook that has one version only."""
        return load_rulebook(self.folders[name][0], self.vocabulary, name)

    def versions(self, name: str) -> tuple[Version, ...]:
        """The versions of a rulebook, oldest first; only their headers are read. LoadError."""
        from .versions import versions_of

        return versions_of(self._read(name))

    def load_version(self, name: str, version: Version) -> BookData:
        """Load one version of a rulebook that has several."""
        return load_rulebook(version.folder, self.vocabulary, name, until=version.ends)


def find_rulebooks(folders: Sequence[Path], *, below: Sequence[Path] | None = None) -> Library:
    """Look through folders: each holds rulebook folders, or is one itself.

    A rulebook folder holds a `rulebook.yaml`, or one sub-folder for each version that does. The
    shipped vocabulary always stands below (`below`: other vocabularies instead); a folder may add
    one in `vocabulary/`. Raises LoadError for a folder that does not exist or holds no rulebook,
    for an id that two folders claim, and for a rulebook that stands beside its own versions.
    """
    vocabularies = [shipped_folder() / VOCABULARY] if below is None else list(below)
    found: dict[str, tuple[Path, ...]] = {}
    errors: list[GovrulesError] = []
    for folder in folders:
        if not folder.is_dir():
            errors.append(GovrulesError("load.no_folder", path=folder))
            continue
        books = dict(_books(folder))
        own = _vocabulary(folder)
        if own is not None and own.resolve() not in [path.resolve() for path in vocabularies]:
            vocabularies.append(own)
        if not books:
            errors.append(GovrulesError("load.no_rulebooks", path=folder))
        for book, versions in books.items():
            name = _name(book) if book == folder else _own_name(book)
            if versions and versions[0] != book and (book / HEADER).is_file():
                errors.append(GovrulesError("load.beside_versions", file=str(book / HEADER), version=versions[0].name))
            if name in found:
                errors.append(GovrulesError("load.twice", name=name, first=_shown(found[name]), second=book))
            found.setdefault(name, versions)
    if errors:
        raise LoadError(errors)
    return Library(load_vocabulary(vocabularies), found)


def _books(folder: Path) -> Iterator[tuple[Path, tuple[Path, ...]]]:
    """The rulebook folders in a folder (or itself), each with the folders of its versions."""
    inside = sorted(folder / name for name in _folders(folder))
    whole = _versions(folder) or (folder / HEADER).is_file()
    for book in [folder] if whole else inside:
        versions = _versions(book)
        if versions or (book / HEADER).is_file():
            yield book, versions or (book,)


def _versions(folder: Path) -> tuple[Path, ...]:
    """The sub-folders that hold versions of the rulebook `folder`: some header says that they do."""
    inside = sorted(folder / name for name in _folders(folder) if (folder / name / HEADER).is_file())
    if not inside:
        return ()
    name = folder.resolve().name
    return tuple(inside) if any(path.name != name == _id(path) for path in inside) else ()


def _folders(folder: Path) -> list[str]:
    """The names of the folders in a folder; none where it may not be looked into."""
    try:
        with os.scandir(folder) as entries:
            return [entry.name for entry in entries if entry.is_dir()]
    except OSError:
        return []


def _id(folder: Path) -> str | None:
    """The id that a header states, as far as can be seen without reading it as YAML."""
    try:
        text = (folder / HEADER).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        return None  # loading it says what is wrong
    stated = re.search(r"""^id:[ \t]*["']?(\w+)""", text, re.MULTILINE)
    return None if stated is None else stated[1]


def _name(book: Path) -> str:
    """The id of a rulebook: the name of its folder; of one version's folder, the name of the folder
    above it, which its header states."""
    # Of one that stands among others, `_books` has seen already that its header does not state the name above.
    own, above = book.resolve().name, book.resolve().parent.name
    return above if (book / HEADER).is_file() and own != above == _id(book) else own


def _own_name(book: Path) -> str:
    """The name of a folder; of a link that of what it leads to."""
    return book.resolve().name if book.is_symlink() else book.name


def rulebook_folder(folder: Path) -> Path:
    """The folder of the rulebook, of the folder of one of its versions; else the folder itself."""
    whole = folder.resolve()
    return whole.parent if _name(folder) != whole.name else whole


def rulebooks_above(file: Path) -> Path | None:
    """The nearest folder above a file that is a rulebook or holds some."""
    for folder in file.resolve().parents:
        if (folder / HEADER).is_file() or any(folder.glob(f"*/{HEADER}")):
            return rulebook_folder(folder)
    return None


def _vocabulary(folder: Path) -> Path | None:
    """The vocabulary that a folder adds: its own, or that of the folders beside it (of a version's
    folder, beside the rulebook's)."""
    beside = rulebook_folder(folder).parent
    return next((path for path in (folder / VOCABULARY, beside / VOCABULARY) if path.is_dir()), None)


def _shown(versions: tuple[Path, ...]) -> Path:
    return versions[0] if len(versions) == 1 else versions[0].parent
