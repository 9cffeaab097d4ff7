"""A rulebook, and a vocabulary, as packed parts and back: what is kept in memory, and what a cache keeps."""

from __future__ import annotations

from typing import Any

from ..model.book import BookData, Ledger
from ..model.rulebook import Rule, RulebookFile, Silence
from ..model.scope import LocalNames, Scopes
from ..model.vocabulary import SECTIONS, SINGULAR, Overview, Vocabulary
from .packing import Packed, PackedWhole, Packing

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
        rules=Packed[tuple[Rule, ...]](rules, packing),
        silences=Packed[tuple[Silence, ...]](silences, packing),
        places=questions,
        files=files,
        digest=digest,
    )


StoredVocabulary = tuple[str, dict[str, dict[str, str]], tuple[Any, ...], str]
"""The parts of a vocabulary: its digest, the entries of each section as JSON, the overview, and the places as JSON."""


def stored_vocabulary(vocabulary: Vocabulary) -> StoredVocabulary:
    """A vocabulary that was loaded, packed."""
    packing = Packing()
    sections = {
        section: {name: packing.dumped(entry) for name, entry in entries.items()}
        for section, entries in vocabulary.sections.items()
    }
    return vocabulary.digest, sections, vocabulary.overview, packing.dumped(dict(vocabulary.places))


def restored_vocabulary(stored: StoredVocabulary) -> Vocabulary:
    """The vocabulary again; what it holds is unpacked when it is asked for."""
    digest, sections, overview, places = stored
    seen = Overview(*overview)
    if set(sections) != set(SECTIONS) or set(seen.words) != set(SINGULAR.values()):
        raise TypeError("no vocabulary")
    packing = Packing()
    packed = {section: Packed[Any](entries, packing) for section, entries in sections.items()}
    return Vocabulary(packed, digest, PackedWhole(places, packing), seen)
