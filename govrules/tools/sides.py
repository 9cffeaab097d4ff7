"""What the two words of `govrules diff A B` mean: a rulebook, a version, a folder, or a git revision."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from ..books import SHIPPED, Books, Rulebook, load
from ..errors import GovrulesError, UnknownRulebook, nearest
from ..language.question import AT
from .revisions import books_of_revision, is_revision, working_path

IN_REVISION = re.compile(r"([^:]+):(.*)")


@dataclass(frozen=True)
class Pairs:
    """The rulebooks of two sides that belong together, and the names of those without a partner."""

    both: tuple[tuple[Rulebook, Rulebook], ...]
    only_old: tuple[str, ...] = ()
    only_new: tuple[str, ...] = ()


def pairs(old: str, new: str | None, folders: Sequence[Path]) -> Pairs:
    """The rulebooks that `old` and `new` mean, each with its partner; without `new`, those of the
    revision `old` and the same folder as it stands now.

    One on either side are partners whatever they are; of several those of one id and version, then
    those of one id. Raises GovrulesError for a word that means nothing, and where nothing pairs.
    """
    first = _side(old, folders)
    second = _all(load(_working_tree(old, folders))) if new is None else _side(new, folders)
    if len(first) == 1 and len(second) == 1:
        return Pairs(((first[0], second[0]),))
    found: list[tuple[Rulebook, Rulebook]] = []
    for key in (lambda book: (book.id, book.version), lambda book: book.id):
        left = {key(book): book for book in second if book not in [pair[1] for pair in found]}
        found += [
            (book, left[key(book)]) for book in first if book not in [pair[0] for pair in found] and key(book) in left
        ]
    if not found:
        raise GovrulesError("diff.nothing_common", old=old, new=new)
    return Pairs(
        tuple(found),
        tuple(f"{book.id}{AT}{book.version}" for book in first if book not in [pair[0] for pair in found]),
        tuple(f"{book.id}{AT}{book.version}" for book in second if book not in [pair[1] for pair in found]),
    )


def _side(word: str, folders: Sequence[Path]) -> list[Rulebook]:
    """The rulebooks that a word means: an id first, then a folder, then a revision."""
    near: str | None = None
    within = IN_REVISION.fullmatch(word)
    if within is not None and not Path(word).is_dir():
        return _all(books_of_revision(within[1], within[2] or "."))
    if "/" not in word and within is None:
        books = load(*folders) if folders else load(SHIPPED)
        try:
            return [books[books.named(word)]]
        except UnknownRulebook as error:
            if error.code != "rulebook.unknown":
                raise
            near = nearest(word.partition(AT)[0], books)
    if Path(word).is_dir():
        return _all(load(word))
    if is_revision(word):
        return _all(books_of_revision(word, _default_path(folders)))
    raise GovrulesError("diff.unknown", name=word, suggestion=near)


def _default_path(folders: Sequence[Path]) -> str:
    """The folder of rulebooks in a revision that is named alone."""
    return str(folders[0].resolve()) if folders else "rulebooks"


def _working_tree(word: str, folders: Sequence[Path]) -> Path:
    """The folder as it stands now that is compared with a revision."""
    within = IN_REVISION.fullmatch(word)
    if not is_revision(within[1] if within else word):
        raise GovrulesError("diff.one_side", name=word)
    return working_path(within[2] or "." if within else _default_path(folders), word)


def _all(books: Books) -> list[Rulebook]:
    return [books[name] for name in books.each_version()]
