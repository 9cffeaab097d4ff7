"""The words of phrases: every label and alias of the vocabulary, the phrases that questions declare, and the
names and titles that each rulebook has of its own. Nothing here is about any one question."""

from __future__ import annotations

import functools
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from ..engine.phrases import SLOTS
from ..language.question import AT
from ..model.outcomes import OUTCOMES
from ..model.rulebook import RulebookFile
from ..model.vocabulary import QuestionDefinition, Vocabulary, localized
from .tokens import at_edge, plain, terminals

ROLE = "role"


@dataclass(frozen=True)
class Meaning:
    """One thing that a word can mean. `kind`: `rulebook`, `question` (it asks that), `mention` (it may stand
    in that question), `subject` (a word of all questions of a subject), `slot` (a part of outcomes), `fact`
    (names a fact), `value` (of the domain `within`). `owners` are the rulebooks (their versions, where there
    are several) whose own word it is; None for a word of the vocabulary."""

    kind: str
    name: str
    within: str = ""
    owners: frozenset[str] | None = None

    def same(self, other: Meaning) -> bool:
        """Whether it is the same thing, whosever word it is."""
        return (self.kind, self.name, self.within) == (other.kind, other.name, other.within)


class Lexicon:
    """The words of a vocabulary and of some rulebooks, whose headers stand under their ids, or, where there
    are several versions, each under its own name (kangle@2019). `rulebooks` are the names to which a
    question can be put, `ids` those without a version."""

    def __init__(self, vocabulary: Vocabulary, headers: Mapping[str, RulebookFile]) -> None:
        self.vocabulary = vocabulary
        self.headers = headers
        self.ids = tuple(dict.fromkeys(name.partition(AT)[0] for name in headers))
        named = (f"{name.partition(AT)[0]}{AT}{header.version}" for name, header in headers.items())
        self.rulebooks = (*self.ids, *named)
        self.words: dict[str, tuple[Meaning, ...]] = {}
        self._lengths: dict[str, list[int]] = {}
        for word, meaning in (*_shared(vocabulary), *_local(vocabulary, headers)):
            self._add(word, meaning)
        for first, lengths in self._lengths.items():
            self._lengths[first] = sorted(set(lengths), reverse=True)

    def _add(self, word: str, meaning: Meaning) -> None:
        for spelling in _spellings(word):
            known = self.words.get(spelling, ())
            self.words[spelling] = tuple(_with(known, meaning))
            self._lengths.setdefault(spelling[0], []).append(len(spelling))

    def at(self, text: str, position: int) -> Iterator[tuple[str, int]]:
        """The words that stand at a position of a plain text: (word, end), longest first."""
        for length in self._lengths.get(text[position], ()):
            end = position + length
            word = text[position:end]
            if len(word) == length and word in self.words and at_edge(text, position, end):
                yield word, end

    @functools.cached_property
    def units(self) -> tuple[str, ...]:
        """The units of facts that are neither measures of the grammar nor words (条), longest first."""
        measures = [pattern for name, pattern in terminals().items() if name.startswith("MEASURE")]
        units = {
            plain(word) for fact in self.vocabulary.facts.values() if fact.unit for word in (fact.unit.zh, fact.unit.en)
        }
        own = (unit for unit in units - self.words.keys() if not any(measure.fullmatch(unit) for measure in measures))
        return tuple(sorted(own, key=lambda unit: (-len(unit), unit)))

    @functools.cached_property
    def types(self) -> Mapping[str, str]:
        """The type of each fact of the vocabulary."""
        return {name: fact.type for name, fact in self.vocabulary.facts.items()}


def _with(known: tuple[Meaning, ...], meaning: Meaning) -> Iterator[Meaning]:
    """The meanings of a word with one more; the same thing in the words of several rulebooks is one."""
    found = False
    for other in known:
        if other.same(meaning):
            found = True
            theirs, ours = other.owners, meaning.owners
            yield replace(other, owners=None if theirs is None or ours is None else theirs | ours)
        else:
            yield other
    if not found:
        yield meaning


def _spellings(word: str) -> Iterator[str]:
    """The word as it may stand in a plain text; an English one also in the plural."""
    spelt = " ".join(plain(word).split())
    if spelt:
        yield spelt
        if spelt[-1].isascii() and spelt[-1].isalpha() and not spelt.endswith("s"):
            yield f"{spelt}s"


def _shared(vocabulary: Vocabulary) -> Iterator[tuple[str, Meaning]]:
    for name, question in vocabulary.questions.items():
        for word in (name, *_general(_asking(question))):
            yield word, Meaning("question", name)
        for word in question.mentions:
            yield word, Meaning("mention", name)
    for name, subject in vocabulary.subjects.items():
        for word in subject.words:
            yield word, Meaning("subject", name)
    for slot in {slot for kind in OUTCOMES.values() for slot in kind.slots()}:
        for word in {slot, SLOTS.get(slot, slot)}:
            yield word, Meaning("slot", slot)
    for enumeration, values in vocabulary.enumerations.items():
        yield from _values(values, enumeration)
    yield from _values(vocabulary.roles, ROLE)
    for name, fact in vocabulary.facts.items():
        yield name, Meaning("fact", name)
        for word in _general(fact.words):
            yield word, Meaning("fact", name)


def _asking(question: QuestionDefinition) -> tuple[str, ...]:
    """The words that ask a question."""
    return (*question.words, *question.phrases)


def _general(words: Iterable[str]) -> Iterator[str]:
    """Those that name no local title."""
    return (word for word in words if "{" not in word)


def _values(
    values: Mapping[str, Any], within: str, owners: frozenset[str] | None = None
) -> Iterator[tuple[str, Meaning]]:
    for name, value in values.items():
        for word in (name, *_general(value.words)):
            yield word, Meaning("value", name, within, owners)


def _local(vocabulary: Vocabulary, headers: Mapping[str, RulebookFile]) -> Iterator[tuple[str, Meaning]]:
    """The names of rulebooks, and what each calls roles and ambiguities of its text."""
    titled = list(_titled(vocabulary))
    for book, header in headers.items():
        own = frozenset({book})
        name = book.partition(AT)[0]
        for word in (name, *header.names):
            yield word, Meaning("rulebook", name)
            for mark in (AT, f" {AT} "):
                yield f"{word}{mark}{header.version}", Meaning("rulebook", f"{name}{AT}{header.version}")
        for role, title in header.titles.items():
            yield title, Meaning("value", role, ROLE, own)
        for name, reading in header.readings.items():
            for word in (name, *reading.words):
                yield word, Meaning("fact", name, owners=own)
            yield from _values(reading.values, name, own)
        for word, meaning in titled:
            yield localized(word, vocabulary, header.titles), replace(meaning, owners=own)


def _titled(vocabulary: Vocabulary) -> Iterator[tuple[str, Meaning]]:
    """The words that name a local title: {head}外出, {head}职责, {head}办公会议."""
    named: list[tuple[Iterable[str], Meaning]] = []
    named += [(fact.words, Meaning("fact", name)) for name, fact in vocabulary.facts.items()]
    named += [(_asking(question), Meaning("question", name)) for name, question in vocabulary.questions.items()]
    named += [(question.mentions, Meaning("mention", name)) for name, question in vocabulary.questions.items()]
    for within, values in (*vocabulary.enumerations.items(), (ROLE, vocabulary.roles)):
        named += [(value.words, Meaning("value", name, within)) for name, value in values.items()]
    for words, meaning in named:
        yield from ((word, meaning) for word in words if "{" in word)


def nearest_words(lexicon: Lexicon, word: str, limit: int = 3) -> Iterable[str]:
    """The words of the lexicon that are most like a word."""
    import difflib

    words = [known for known in lexicon.words if f" {AT} " not in known]
    return difflib.get_close_matches(word, words, n=limit, cutoff=0.5)
