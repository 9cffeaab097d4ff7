"""A phrase -> what it asks: every way to cut it into words that fills the slots of one question.

The words may stand in any order. Each must mean something in the question (a name, a fact, a value, a number,
a date) or be a function word; none is skipped. Of the ways to cut a phrase for one question those with the
fewest words remain (the longest match); what still differs, and what different questions make of it, are
readings side by side, of which none is chosen here.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any, NamedTuple

from ..language import UNKNOWN, quantity
from ..language.values import DIMENSIONS
from ..model.base import Label
from ..model.outcomes import OUTCOMES
from ..model.vocabulary import FactDefinition
from . import tokens
from .lexicon import ROLE, Lexicon, Meaning

ALL = "*"
UNIT = "MEASURE_UNIT"
"""A unit of the vocabulary that is no measure of the grammar."""
AFTER_ROLE = frozenset({"SPACE", "AWAY", "PAIRED", "JOINED"})
AFTER_AS_OF = frozenset({"SPACE", "DATE", "YEAR"})
AFTER_NUMBER = frozenset({"SPACE", "MEASURE", "WORD"})
AFTER_NOT = frozenset({"SPACE", "WORD"})
MAX_STATES = 400
"""How many readings may stay open at one place of a phrase; past that it is not read."""


class Word(NamedTuple):
    """Something that stands at a place of the phrase, up to `end`: a terminal of the grammar, or a word of
    the lexicon (`terminal` is then WORD). `does` says that what its holder does follows at once."""

    end: int
    terminal: str
    text: str
    meanings: tuple[Meaning, ...] = ()
    does: bool = False


@dataclass(frozen=True)
class State:
    """What the words so far say. `open` is the fact that waits for its value, `amount` the number that waits
    for its fact, `away` the role that waits for what is said of it, `joined` those named before it
    (县长和常务副县长); `agent` says that by or to whom something is done comes next."""

    rulebooks: frozenset[str] = frozenset()
    facts: frozenset[tuple[str, Any]] = frozenset()
    absent: frozenset[str] = frozenset()
    as_of: datetime.date | None = None
    year: int | None = None
    asks: bool = False
    open: str | None = None
    negated: bool = False
    amount: Fraction | None = None
    dated: bool = False
    away: str | None = None
    joined: tuple[str, ...] = ()
    joining: bool = False
    also: bool = False
    agent: bool = False
    pairing: bool = False
    pairs: frozenset[tuple[str, str]] = frozenset()
    narrowed: bool = False
    slot: str | None = None
    owners: frozenset[str] | None = None

    @property
    def complete(self) -> bool:
        """Whether it asks something, and nothing waits for a word that is still to come."""
        return self.asks and self.open is None and not self.also and self.admits is ANY

    @property
    def admits(self) -> frozenset[str]:
        """The kinds of words that may follow: what was begun must be ended."""
        if self.pairing or self.joining:
            return AFTER_NOT
        if self.away is not None:
            return AFTER_ROLE
        if self.narrowed:
            return AFTER_NOT
        if self.dated:
            return AFTER_AS_OF
        if self.amount is not None:
            return AFTER_NUMBER
        return AFTER_NOT if self.negated else ANY

    @property
    def plain(self) -> bool:
        """Whether nothing at all waits."""
        return self.open is None and self.admits is ANY

    def known(self, fact: str) -> bool:
        """Whether the fact has its value."""
        return any(name == fact for name, _ in self.facts)


class TooMany(Exception):
    """There are more than MAX_STATES ways to read the beginning of the phrase."""


def words_at(text: str, lexicon: Lexicon) -> list[list[Word]]:
    """The words that stand at each place of a plain text."""
    found: list[list[Word]] = []
    for position in range(len(text)):
        here = [Word(end, name, text[position:end]) for name, end in tokens.matches(text, position)]
        here += [
            Word(position + len(unit), UNIT, unit)
            for unit in lexicon.units
            if text.startswith(unit, position) and tokens.at_edge(text, position, position + len(unit))
        ]
        does = tokens.terminals()["DOES"]
        here += [
            Word(end, "WORD", word, lexicon.words[word], does.match(text, end) is not None)
            for word, end in lexicon.at(text, position)
        ]
        found.append(here)
    return found


class Slots:
    """What one question takes: its own words, and the facts that words can fill. `by_subject`: the words of
    its subject ask it, where facts are said besides."""

    def __init__(self, lexicon: Lexicon, question: str, by_subject: bool = False) -> None:
        self.lexicon, self.question, self.by_subject = lexicon, question, by_subject
        definition = lexicon.vocabulary.questions[question]
        facts = lexicon.vocabulary.facts
        self.facts: Mapping[str, FactDefinition] = {
            name: facts[name] for name in (*definition.decides, *definition.computes)
        }
        self.slots = {slot for kind in definition.outcome for slot in OUTCOMES[kind].slots()}
        self.subject = question.partition(".")[0]
        self.holder = definition.holder

    def readings(self, text: str, words: list[list[Word]], begun: State, owned: Callable[[State], bool]) -> list[State]:
        """What the whole phrase says of this question, each way of the fewest words; `owned` says whether
        those who are asked have the words."""
        layers: list[dict[State, int]] = [{} for _ in range(len(text) + 1)]
        layers[0][begun] = 0
        for position, here in enumerate(words):
            states = layers[position]
            if len(states) > MAX_STATES:
                raise TooMany
            for state, cost in states.items():
                for word in here:
                    price = cost + (0 if word.terminal == "SPACE" else 1)
                    for following in self.after(state, word):
                        known = layers[word.end].get(following)
                        if known is None or price < known:
                            layers[word.end][following] = price
        ends = {state: cost for state, cost in layers[-1].items() if self._says(state) and owned(state)}
        least = min(ends.values(), default=0)
        return [state for state, cost in ends.items() if cost == least]

    def _says(self, state: State) -> bool:
        return state.complete and (bool(state.facts) or not self.by_subject)

    def after(self, state: State, word: Word) -> Iterator[State]:
        """The states to which a word leads."""
        terminal = "MEASURE" if word.terminal.startswith("MEASURE") else word.terminal
        if terminal not in state.admits:
            return
        if terminal == "WORD":
            state = replace(state, agent=True) if word.does else state
            following = (after for meaning in word.meanings for after in self._meaning(state, meaning))
        else:
            following = _TERMINALS[terminal](self, state, word)
        if state.agent and terminal not in ("SPACE", "AGENT"):
            yield from (replace(after, agent=False) for after in following)
        else:
            yield from following

    # words of the lexicon

    def _meaning(self, state: State, meaning: Meaning) -> Iterator[State]:
        if state.pairing:
            if meaning.kind == "value" and meaning.within == ROLE and state.away is not None:
                pair = (state.away, meaning.name)
                yield replace(self._owner(state, meaning), pairing=False, away=None, pairs=state.pairs | {pair})
        elif state.joining:
            if meaning.kind == "value" and meaning.within == ROLE and meaning.name not in state.joined:
                yield replace(self._owner(state, meaning), joining=False, away=meaning.name)
        elif state.narrowed:
            if meaning.kind == "slot" and meaning.name in self.slots:
                yield replace(state, narrowed=False, slot=meaning.name)
        elif meaning.kind == "rulebook":
            if state.plain and ALL not in state.rulebooks:
                yield replace(state, rulebooks=state.rulebooks | {meaning.name})
        elif meaning.kind == "fact":
            yield from self._named(self._owner(state, meaning), meaning.name)
        elif meaning.kind == "value":
            yield from self._valued(self._owner(state, meaning), meaning)
        elif state.plain:
            if meaning.kind == "question" and meaning.name == self.question:
                yield replace(self._owner(state, meaning), asks=True)
            elif meaning.kind == "mention" and meaning.name == self.question:
                yield self._owner(state, meaning)
            elif meaning.kind == "subject" and meaning.name == self.subject:
                yield replace(state, asks=True) if self.by_subject else state

    @staticmethod
    def _owner(state: State, meaning: Meaning) -> State:
        """A word of some rulebooks' own narrows down whom the phrase can be put to."""
        if meaning.owners is None:
            return state
        return replace(state, owners=meaning.owners if state.owners is None else state.owners & meaning.owners)

    def _type(self, fact: str) -> str | None:
        if fact in self.facts:
            return self.facts[fact].type
        return fact if any(fact in header.readings for header in self.lexicon.headers.values()) else None

    def _named(self, state: State, fact: str) -> Iterator[State]:
        kind = self._type(fact)
        if kind is None or state.open is not None or state.known(fact):
            return
        if kind == "flag":
            yield self._with(replace(state, negated=False), fact, not state.negated)
        if state.negated:
            return
        if state.amount is not None:
            if kind in ("integer", "number"):
                yield from self._amount(replace(state, amount=None, open=fact), state.amount, None)
            return
        yield replace(state, open=fact)

    def _valued(self, state: State, meaning: Meaning) -> Iterator[State]:
        if state.negated or state.amount is not None:
            return
        if state.open is not None:
            if self._type(state.open) == meaning.within:
                yield self._with(replace(state, open=None), state.open, meaning.name)
            return
        if meaning.within == ROLE:
            yield replace(state, away=meaning.name)  # who is away or paired, if that follows
        if meaning.within == ROLE and self.lexicon.vocabulary.roles[meaning.name].kind == "meeting":
            return  # no meeting applies for leave or speaks; where one is meant, its fact is named
        for name, fact in self.facts.items():
            if fact.type != meaning.within or fact.named or state.known(name):
                continue
            if meaning.within != ROLE or fact.acts or not state.agent:
                yield self._with(state, name, meaning.name)

    @staticmethod
    def _with(state: State, fact: str, value: Any) -> State:
        return replace(state, facts=state.facts | {(fact, value)})

    # terminals of the grammar

    def _space(self, state: State, word: Word) -> Iterator[State]:
        yield state

    def _filler(self, state: State, word: Word) -> Iterator[State]:
        yield state

    def _nothing(self, state: State, word: Word) -> Iterator[State]:
        """It is only looked at from the role before it: the questions have the word themselves."""
        return iter(())

    def _agent(self, state: State, word: Word) -> Iterator[State]:
        yield replace(state, agent=True)

    def _all(self, state: State, word: Word) -> Iterator[State]:
        if not state.rulebooks and state.open is None:
            yield replace(state, rulebooks=frozenset({ALL}))

    def _not(self, state: State, word: Word) -> Iterator[State]:
        if state.open is None:
            yield replace(state, negated=True)

    def _flag(self, state: State, word: Word) -> Iterator[State]:
        if state.open is not None and self._type(state.open) == "flag":
            yield self._with(replace(state, open=None), state.open, word.terminal == "YES")

    def _unknown(self, state: State, word: Word) -> Iterator[State]:
        if state.open is not None:
            yield self._with(replace(state, open=None), state.open, UNKNOWN)

    def _is(self, state: State, word: Word) -> Iterator[State]:
        if state.open is not None:
            yield state

    def _date(self, state: State, word: Word) -> Iterator[State]:
        day = tokens.date(word.text)
        if day is None:
            return
        if state.open is not None and self._type(state.open) == "date":
            yield self._with(replace(state, open=None), state.open, day)
        elif state.open is None and state.as_of is None and state.year is None:
            yield replace(state, as_of=day, dated=False)

    def _year(self, state: State, word: Word) -> Iterator[State]:
        year = tokens.year(word.text)
        if year is not None and state.open is None and state.as_of is None and state.year is None:
            yield replace(state, year=year, dated=False)

    def _also(self, state: State, word: Word) -> Iterator[State]:
        if state.plain and not state.also:
            yield replace(state, also=True)

    def _only(self, state: State, word: Word) -> Iterator[State]:
        if state.plain and state.slot is None:
            yield replace(state, narrowed=True)

    def _as_of(self, state: State, word: Word) -> Iterator[State]:
        if state.open is None:
            yield replace(state, dated=True)

    def _at_the_time(self, state: State, word: Word) -> Iterator[State]:
        if state.as_of is not None or state.year is not None:
            yield state

    def _number(self, state: State, word: Word) -> Iterator[State]:
        amount = tokens.number(word.text)
        if amount is not None:
            yield replace(state, amount=amount)
            yield from self._amount(state, amount, None)

    def _measure(self, state: State, word: Word) -> Iterator[State]:
        if state.amount is not None:
            yield from self._amount(replace(state, amount=None), state.amount, word)

    def _amount(self, state: State, amount: Fraction, measure: Word | None) -> Iterator[State]:
        """A number for the fact that waits for one, else for any fact that it fits."""
        names: Iterable[str] = (state.open,) if state.open is not None else self.facts
        for name in names:
            value = self._value(name, amount, measure)
            if value is not None and not state.known(name):
                yield self._with(replace(state, open=None), name, value)

    def _value(self, fact: str, amount: Fraction, measure: Word | None) -> Any:
        """The number as a value of the fact; None where it is none."""
        kind = self._type(fact)
        if kind in DIMENSIONS:
            found = None if measure is None else quantity(amount, measure.text.removeprefix("个"))
            return found if found is not None and found.dimension == kind else None
        if kind not in ("integer", "number") or (kind == "integer" and amount.denominator != 1):
            return None
        unit = self.facts[fact].unit
        if measure is not None and (unit is None or not _measures(measure, unit)):
            return None
        return amount

    def _paired(self, state: State, word: Word) -> Iterator[State]:
        if state.away is not None and not state.joined:
            yield replace(state, pairing=True)

    def _join(self, state: State, word: Word) -> Iterator[State]:
        """县长和常务副县长外出时: another role follows of which the same is said."""
        if state.away is not None:
            yield replace(state, joined=(*state.joined, state.away), away=None, joining=True)

    def _away(self, state: State, word: Word) -> Iterator[State]:
        """县长外出时: the role just named is away, and those joined to it."""
        if state.away is None:
            return
        roles = (*state.joined, state.away)
        settled = replace(state, away=None, joined=(), also=False)
        if state.also:
            yield replace(settled, absent=state.absent.union(roles))
        elif self.holder is None:
            for role in roles:
                settled = self._absent(settled, role)
            yield settled
        elif not state.known(self.holder):
            for role in roles:  # of whom it is asked who acts for them, is not said: each is a reading
                others = state.absent.union(roles) - {role}
                yield self._with(replace(settled, absent=others), self.holder, role)

    def _absent(self, state: State, role: str) -> State:
        """The role is away: the question's own fact that says so, else one more that is absent."""
        for name, fact in self.facts.items():
            if fact.absent == role and not state.known(name):
                return self._with(state, name, True)
        return replace(state, absent=state.absent | {role})


def _measures(measure: Word, unit: Label) -> bool:
    """Whether it is a word for the unit."""
    if measure.terminal == UNIT:
        return measure.text in (tokens.plain(unit.zh), tokens.plain(unit.en))
    return tokens.terminals()[measure.terminal].fullmatch(unit.zh) is not None


_TERMINALS: Mapping[str, Any] = {
    "SPACE": Slots._space,
    "FILLER": Slots._filler,
    "AGENT": Slots._agent,
    "DOES": Slots._nothing,
    "ALL": Slots._all,
    "NOT": Slots._not,
    "YES": Slots._flag,
    "NO": Slots._flag,
    "UNKNOWN": Slots._unknown,
    "IS": Slots._is,
    "DATE": Slots._date,
    "YEAR": Slots._year,
    "ALSO": Slots._also,
    "ONLY": Slots._only,
    "AS_OF": Slots._as_of,
    "AT_THE_TIME": Slots._at_the_time,
    "NUMBER": Slots._number,
    "MEASURE": Slots._measure,
    "AWAY": Slots._away,
    "JOINED": Slots._join,
    "PAIRED": Slots._paired,
}
"""What each terminal does. A RANGE (3天以上) is admitted nowhere: a fact has one value."""

ANY = frozenset({*_TERMINALS, "WORD"})
