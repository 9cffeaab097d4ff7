"""What a phrase asks, or why that cannot be said: the entrance to this package."""

from __future__ import annotations

import datetime
import functools
from collections.abc import Callable, Iterator, Sequence

from ..errors import PhraseError
from ..language.question import ALL, AskedQuestion
from .lexicon import Lexicon
from .reader import Slots, State, TooMany, Word, words_at
from .refusing import refusal
from .tokens import plain

MAX_LENGTH = 1_000
"""Characters that a phrase may have; a longer one is refused."""

InForce = Callable[[Sequence[str], datetime.date], object]
"""What is in force of the rulebooks named (all of them: none named) on a day, as something comparable."""


class PhraseReader:
    """Reads phrases in the words of one lexicon."""

    def __init__(self, lexicon: Lexicon, in_force: InForce) -> None:
        self.lexicon, self.in_force = lexicon, in_force
        self.slots = functools.cache(lambda question: Slots(lexicon, question))

    def read(self, text: str, rulebook: str | None = None) -> AskedQuestion:
        """The one reading of a phrase; `rulebook` is the one that is asked, where that is settled.

        Raises PhraseError: a word that is not understood, no question, several readings (each in
        canonical form). Names in the result are ids.
        """
        if len(text) > MAX_LENGTH:
            raise PhraseError("question.too_long", length=len(text), limit=MAX_LENGTH)
        spelt = plain(text)
        words = words_at(spelt, self.lexicon)
        begun = State() if rulebook is None else State(rulebooks=frozenset({rulebook}))
        found: dict[str, AskedQuestion] = {}
        try:
            for question in self.questions(words):
                for state in self.slots(question).readings(spelt, words, begun):
                    for asked in self._asked(question, state):
                        found.setdefault(asked.written(), asked)
        except TooMany:
            raise PhraseError("phrase.too_many", text=text) from None
        if not found:
            raise refusal(self, text, spelt, words, begun)
        if len(found) > 1:
            raise PhraseError("phrase.ambiguous", readings="\n  ".join(sorted(found)), count=len(found))
        return next(iter(found.values()))

    def questions(self, words: list[list[Word]]) -> list[str]:
        """The questions of which a word of the phrase speaks, in the order of the vocabulary."""
        named = {
            meaning.name for here in words for word in here for meaning in word.meanings if meaning.kind == "question"
        }
        return [question for question in self.lexicon.vocabulary.questions if question in named]

    def _asked(self, question: str, state: State) -> Iterator[AskedQuestion]:
        """A reading in the form of a question. A year is a day of it where the same is in force all the year;
        else its first and its last day are two readings."""
        definition = self.lexicon.vocabulary.questions[question]
        order = {name: rank for rank, name in enumerate((*definition.decides, *definition.computes))}
        facts = dict(sorted(state.facts, key=lambda fact: (order.get(fact[0], len(order)), fact[0])))
        if state.absent:
            facts["absent"] = tuple(sorted(state.absent))
        if state.pairs:
            facts["pairs"] = tuple(sorted(state.pairs))
        names = [name for name in (ALL, *self.lexicon.headers) if name in state.rulebooks]
        for day in self._days(state, names):
            yield AskedQuestion(
                tuple(names), question if state.slot is None else f"{question}.{state.slot}", facts, day
            )

    def _days(self, state: State, names: Sequence[str]) -> list[datetime.date | None]:
        if state.year is None:
            return [state.as_of]
        first, last = datetime.date(state.year, 1, 1), datetime.date(state.year, 12, 31)
        asked = [name for name in names if name != ALL] or list(self.lexicon.headers)
        return [first] if self.in_force(asked, first) == self.in_force(asked, last) else [first, last]
