"""A rulebook, and a vocabulary, as packed parts and back: what is kept in memory, and what a cache keeps."""

from __future__ import annotations

from typing import Any

from ..model.book import BookData, Ledger
from ..model.rulebook import RulebookFile
from ..model.scope import LocalNames, Scopes
from ..model.vocabulary import Vocabulary
from .packing import Packed, Packing

StoredBook = tuple[str, dict[str, str], dict[str, str]]
"""The parts of a rulebook as JSON: its header, ledger and places; of each question the rules; the silences."""


def stored_book(book: BookData) -> StoredBook:
    """A rulebook that was loaded, packed."""
    packing = Packing(book.names)
    ledger = book.ledger.paragraphs, book.ledger.places
    return (
        Packing().dumped((book.header, *ledger, book.places, book.files, book.digest)),
        {question: packing.dumped(rules) for question, rules in book.rules.items()},
        {question: packing.dumped(silences) for question, silences in book.silences.items()},
    )


def restored_book(stored: StoredBook, vocabulary: Vocabulary) -> BookData:
    """The rulebook again; its rules are unpacked when they are asked for."""
    whole, rules, silences = stored
    header, paragraphs, places, questions, files, digest = Packing().loaded(whole)
    if not isinstance(header, RulebookFile):
        raise TypeError("no header")
    names = LocalNames(vocabulary, header.titles, header.readings, header.classes)
    packing = Packing(names)
    return BookData(
        header=header,
        names=names,
        ledger=Ledger(paragraphs, places),
        scopes=Scopes(names),
        rules=Packed(rules, packing),
        silences=Packed(silences, packing),
        places=questions,
        files=files,
        digest=digest,
    )


def stored_vocabulary(vocabulary: Vocabulary) -> str:
    """A vocabulary that was loaded, packed."""
    return Packing().dumped((dict(vocabulary.sections), dict(vocabulary.places), vocabulary.digest))


def restored_vocabulary(stored: str) -> Vocabulary:
    """The vocabulary again."""
    found: tuple[Any, Any, str] = Packing().loaded(stored)
    sections, places, digest = found
    return Vocabulary(sections, digest, places)
