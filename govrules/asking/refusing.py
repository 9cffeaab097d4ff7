"""Why a phrase cannot be read: which word is not understood, or does not fit, or what is missing."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from ..errors import PhraseError
from ..messages import Words, either, series
from .lexicon import Meaning, nearest_words
from .reader import Slots, State, Word
from .tokens import date

if TYPE_CHECKING:
    from .phrase import PhraseReader

MAX_LISTED = 8
"""How many questions or words a message lists."""


def refusal(
    reader: PhraseReader,
    text: str,
    spelt: str,
    words: list[list[Word]],
    begun: State,
    as_of: datetime.date | None,
) -> PhraseError:
    """The error that says the most: of several reasons the one that stands first here."""
    unknown = _unknown(spelt, words)
    if unknown is not None:
        start, end = unknown
        word = text[start:end].strip()
        near = series(Words("quoted", word=entry) for entry in nearest_words(reader.lexicon, spelt[start:end].strip()))
        return PhraseError("phrase.unknown_word_near" if near else "phrase.unknown_word", word=word, near=near)
    no_day = next(
        (word.text for here in words for word in here if word.terminal == "DATE" and date(word.text) is None), None
    )
    if no_day is not None:
        return PhraseError("condition.bad_date", text=no_day)
    ranged = _ranged(words)
    if ranged is not None:
        return PhraseError("phrase.range", word=text[slice(*ranged)])
    asked = reader.questions(words)
    if not asked:
        return PhraseError("phrase.no_question", questions=_listed(reader, _possible(reader, words)))
    best, reached, ends = max(
        ((question, *_reach(reader.slots(question), spelt, words, begun)) for question in asked),
        key=lambda found: (found[1], _longest(found[0], words)),
    )
    said = ends or {State(rulebooks=_named(words, begun))}
    foreign = _foreign({book for state in said if state.rulebooks for book in reader.asked(state, as_of)}, words)
    if foreign is not None:
        word, owners = foreign
        return PhraseError("phrase.foreign_word", word=word, owners=series(owners))
    if reached < len(spelt):
        word = text[reached : max((word.end for word in words[reached]), default=reached + 1)]
        label = reader.lexicon.vocabulary.questions[best]
        facts = series((*label.decides, *label.computes)) or Words("none")
        named = either(en=label.en, zh=label.zh)
        return PhraseError("phrase.does_not_fit", word=word, question=best, label=named, facts=facts)
    return PhraseError("phrase.unfinished", questions=_listed(reader, asked))


def _longest(question: str, words: list[list[Word]]) -> int:
    """The length of the longest word of the phrase that asks the question."""
    return max(
        len(word.text)
        for here in words
        for word in here
        for meaning in word.meanings
        if (meaning.kind, meaning.name) == ("question", question)
    )


def _ranged(words: list[list[Word]]) -> tuple[int, int] | None:
    """Where a number stands with a word of range before or behind it: 3天以上, at least 9."""
    for position, here in enumerate(words):
        for word in here:
            if word.terminal == "RANGE":
                for start in _past(words, word.end, "SPACE"):
                    if number := _ending(words, start, "NUMBER"):
                        return position, number
            elif word.terminal == "NUMBER":
                for end in (*_past(words, word.end, "SPACE"), *_past(words, word.end, "MEASURE")):
                    if behind := _ending(words, end, "RANGE"):
                        return position, behind
    return None


def _past(words: list[list[Word]], place: int, terminal: str) -> Iterator[int]:
    """The place, and those behind a word of that kind there."""
    yield place
    if place < len(words):
        yield from (word.end for word in words[place] if word.terminal.startswith(terminal))


def _ending(words: list[list[Word]], place: int, terminal: str) -> int | None:
    """Where the word of that kind ends that stands there; None where there is none."""
    return next((word.end for word in words[place] if word.terminal == terminal), None) if place < len(words) else None


def _named(words: list[list[Word]], begun: State) -> frozenset[str]:
    """The rulebooks that the phrase names."""
    meanings = [meaning for here in words for word in here for meaning in word.meanings]
    return begun.rulebooks | {meaning.name for meaning in meanings if meaning.kind == "rulebook"}


def _foreign(put_to: set[str], words: list[list[Word]]) -> tuple[str, list[str]] | None:
    """A title that only other rulebooks have than those that are asked."""
    for here in words:
        for word in here:
            owners = {owner for meaning in word.meanings for owner in meaning.owners or ()}
            general = any(meaning.owners is None for meaning in word.meanings)
            if put_to and owners and not general and not put_to & owners:
                return word.text, sorted(owners)
    return None


def _unknown(spelt: str, words: list[list[Word]]) -> tuple[int, int] | None:
    """The first stretch of the phrase that no word covers, however it is cut; None where there is none."""
    reachable = {0}
    for position, here in enumerate(words):
        if position in reachable:
            reachable.update(word.end for word in here)
    if len(spelt) in reachable:
        return None
    start = max(reachable)
    end = next((place for place in range(start + 1, len(spelt)) if _begins(words[place])), len(spelt))
    return start, end


def _begins(words: Iterable[Word]) -> bool:
    """Whether a word of some weight begins there: what follows a misspelt word is not part of it."""
    return any(
        word.terminal in ("SPACE", "FILLER", "AGENT") or (word.terminal == "WORD" and len(word.text) > 1)
        for word in words
    )


def _reach(slots: Slots, spelt: str, words: list[list[Word]], begun: State) -> tuple[int, set[State]]:
    """How far the phrase can be read as that question (up to a role that nothing in it takes), and what it
    then says as a whole."""
    states: list[set[State]] = [set() for _ in range(len(spelt) + 1)]
    states[0].add(begun)
    furthest = 0
    for position, here in enumerate(words):
        for state in states[position]:
            furthest = position
            for word in here:
                for following in slots.after(state, word):
                    states[word.end].add(following)
    whole = {state for state in states[-1] if state.away is None}
    if whole or not states[-1]:
        return (len(spelt) if whole else furthest), whole
    return min(
        place for place, here in enumerate(words) for word in here if word.end == len(spelt) and states[place]
    ), whole


def _possible(reader: PhraseReader, words: list[list[Word]]) -> list[str]:
    """The questions that the other words could be part of: those of the subjects named, those with a fact
    that takes them."""
    meanings = [meaning for here in words for word in here for meaning in word.meanings]
    return [question for question in reader.lexicon.vocabulary.questions if _takes(reader.slots(question), meanings)]


def _takes(slots: Slots, meanings: Iterable[Meaning]) -> bool:
    types = {fact.type for fact in slots.facts.values()}
    wanted = [meaning for meaning in meanings if meaning.kind in ("subject", "value", "fact")]
    fits = [
        (meaning.kind == "subject" and meaning.name == slots.subject)
        or (meaning.kind == "value" and meaning.within in types)
        or (meaning.kind == "fact" and meaning.name in slots.facts)
        for meaning in wanted
    ]
    return any(fits)


def _listed(reader: PhraseReader, questions: list[str]) -> Words:
    """Questions by label and id, not more than can be read."""
    known = reader.lexicon.vocabulary.questions
    names = questions or list(known)
    shown = [
        Words("named", label=either(en=known[name].en, zh=known[name].zh), name=name) for name in names[:MAX_LISTED]
    ]
    return series([*shown, "…"] if len(names) > MAX_LISTED else shown)
