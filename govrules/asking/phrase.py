"""What a phrase asks, or why that cannot be said: the entrance to this package."""

from __future__ import annotations

import datetime
import functools
from collections.abc import Callable, Iterator, Sequence

from ..errors import PhraseError
from ..language.question import ALL, AT, AskedQuestion
from .lexicon import Lexicon
from .reader import Slots, State, TooMany, Word, words_at
from .refusing import refusal
from .tokens import plain

MAX_LENGTH = 1_000
"""Characters that a phrase may have; a longer one is refused."""

Answering = Callable[[Sequence[str], datetime.date | None], Sequence[tuple[str, int]]]
"""Which version of each rulebook named answers for a day (today without one), and whether that is before
(-1), within (0) or after (1) the time that it is in force."""


class PhraseReader:
    """Reads phrases in the words of one lexicon; `single` says that they are put to one rulebook, of which
    they can only name a version."""

    def __init__(self, lexicon: Lexicon, answering: Answering, *, single: bool = False) -> None:
        self.lexicon, self.answering, self.single = lexicon, answering, single
        self.slots = functools.cache(lambda question, by_subject=False: Slots(lexicon, question, by_subject))

    def read(self, text: str, rulebook: str | None = None, as_of: datetime.date | None = None) -> AskedQuestion:
        """The one reading of a phrase; `rulebook` is the one that is asked, and `as_of` the day, where that
        is settled.

        Raises PhraseError: a word that is not understood, no question, several readings (each in
        canonical form). Names in the result are ids.
        """
        if len(text) > MAX_LENGTH:
            raise PhraseError("question.too_long", length=len(text), limit=MAX_LENGTH)
        spelt = plain(text)
        words = words_at(spelt, self.lexicon)
        begun = State() if rulebook is None else State(rulebooks=frozenset({rulebook}))
        found: dict[str, AskedQuestion] = {}

        def owned(state: State) -> bool:
            return any(self._owned(state, as_of or day) for day in self._days(state))

        try:
            for by_subject, questions in ((False, self.questions(words)), (True, self.of_subjects(words))):
                for question in () if found else questions:
                    for state in self.slots(question, by_subject).readings(spelt, words, begun, owned):
                        for asked in self._asked(question, state, as_of):
                            found.setdefault(asked.written(), asked)
        except TooMany:
            raise PhraseError("phrase.too_many", text=text) from None
        if not found:
            raise refusal(self, text, spelt, words, begun, as_of)
        if len(found) > 1:
            raise PhraseError("phrase.ambiguous", readings="\n  ".join(sorted(found)), count=len(found))
        return next(iter(found.values()))

    def questions(self, words: list[list[Word]]) -> list[str]:
        """The questions of which a word of the phrase speaks, in the order of the vocabulary."""
        named = {
            meaning.name for here in words for word in here for meaning in word.meanings if meaning.kind == "question"
        }
        return [question for question in self.lexicon.vocabulary.questions if question in named]

    def of_subjects(self, words: list[list[Word]]) -> list[str]:
        """The questions that the subjects named ask where nothing else is asked."""
        named = {
            meaning.name for here in words for word in here for meaning in word.meanings if meaning.kind == "subject"
        }
        subjects = self.lexicon.vocabulary.subjects
        return [entry.question for name, entry in subjects.items() if name in named and entry.question is not None]

    def _owned(self, state: State, day: datetime.date | None) -> bool:
        """A title of one's own (市长) can only be asked of a rulebook that has it."""
        if state.owners is None or not state.rulebooks:
            return True
        if ALL in state.rulebooks:
            return bool(state.owners)
        return {version for version, _ in self.answering(self._named(state), day)} <= state.owners

    def asked(self, state: State, as_of: datetime.date | None) -> Iterator[str]:
        """The rulebooks (versions, where there are several) that would answer."""
        for day in self._days(state):
            yield from (version for version, _ in self.answering(self._named(state), as_of or day))

    def _named(self, state: State) -> list[str]:
        names = [name for name in (ALL, *self.lexicon.rulebooks) if name in state.rulebooks]
        versions = [name for name in names if AT in name]
        return versions if self.single and versions else names

    def _asked(self, question: str, state: State, as_of: datetime.date | None) -> Iterator[AskedQuestion]:
        """A reading in the form of a question. A year is a day of it where the same version is in force all
        the year; else its first and its last day are two readings."""
        definition = self.lexicon.vocabulary.questions[question]
        order = {name: rank for rank, name in enumerate((*definition.decides, *definition.computes))}
        facts = dict(sorted(state.facts, key=lambda fact: (order.get(fact[0], len(order)), fact[0])))
        if state.absent:
            facts["absent"] = tuple(sorted(state.absent))
        if state.pairs:
            facts["pairs"] = tuple(sorted(state.pairs))
        name = question if state.slot is None else f"{question}.{state.slot}"
        for day in self._days(state):
            if self._owned(state, as_of or day):
                yield AskedQuestion(tuple(self._named(state)), name, facts, day)

    def _days(self, state: State) -> list[datetime.date | None]:
        if state.year is None:
            return [state.as_of]
        first, last = datetime.date(state.year, 1, 1), datetime.date(state.year, 12, 31)
        asked = [name for name in self._named(state) if name != ALL] or self.lexicon.ids
        return [first] if self.answering(asked, first) == self.answering(asked, last) else [first, last]
