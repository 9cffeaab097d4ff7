"""A question compiled to a function of its facts: facts -> one whole number -> the answer.

Everything that the function knows was decided by the long way (`Rulebook.ask`) and told to `remember`. What it does
not know, or has no code for, it leaves to that.
"""

from __future__ import annotations

import datetime
import keyword
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import MISSING, fields
from functools import cached_property
from typing import Any

from ..language import UNKNOWN, facts_of
from ..model.base import Given
from ..model.chain import Chain
from ..model.moments import CHINA
from .answer import NOT_IN_FORCE, Answer
from .coding import GIVEN_UNKNOWN, Coded, TooMany, coded_facts, constrained_facts, number_of
from .diagram import Leaf, reached
from .question import CompiledQuestion
from .remembering import MAX_REMEMBERED, Memory, Tree

Ask = Callable[..., Answer]
DAY = 86_400
"""Seconds."""
USUAL = {field.name: field.default for field in fields(Answer) if field.default is not MISSING}
"""The fields of an answer that the class itself holds the usual value of."""


class FastQuestion:
    """One question of a rulebook, for today. `ask` gives remembered answers, and asks the long way for others."""

    def __init__(self, question: CompiledQuestion, memory: Memory, long_way: Ask) -> None:
        self.question = question
        self._memory = memory
        memory.questions.append(self)
        self._coded = coded_facts(question)
        self._date = datetime.date.min
        self._tree = Tree()
        self._whole: dict[int, Answer] = {}
        self._names: dict[str, Any] = {}
        self.ask = self._function(long_way)

    def remember(self, answer: Answer, today: datetime.date) -> None:
        """Remember an answer that the long way gave, asked without a date and with nobody absent but by a fact."""
        if self._date != today:
            self._begin(today)
        if answer.status == NOT_IN_FORCE or answer.as_of != today or answer.absent or answer.pairs:
            return
        try:
            key = number_of(self._coded, answer.facts)
        except TooMany:
            self._restart()
            return
        facts = dict.fromkeys(self._coded) | dict(answer.facts)
        if key is None or self._tree.find(facts) is not None:
            return
        self._memory.one_decided()
        self._tree.add(facts, self.reads(facts), _shared(answer) | {"as_of": self._date})

    def forget_decided(self) -> None:
        """See Memory."""
        self._tree = Tree()
        self._names["_find"] = self._tree.find
        self._whole.clear()

    def forget_whole(self) -> None:
        """See Memory."""
        self._whole.clear()

    def _begin(self, today: datetime.date) -> None:
        """Begin a day."""
        self._date = today
        self.forget_decided()
        now = time.time()
        begins = now - (now + CHINA.utcoffset(None).total_seconds()) % DAY
        self._names |= {"_begins": begins, "_ends": begins + DAY}

    def _restart(self) -> None:
        """Begin anew with the values of amounts, of which there are too many."""
        self.forget_decided()
        for fact in self._coded.values():
            fact.clear()

    def _build(self, key: int, shared: dict[str, Any], facts: dict[str, Any]) -> Answer:
        """The whole answer to facts that are answered by what was decided."""
        memory = self._memory
        if memory.whole >= MAX_REMEMBERED:
            memory.begin_anew()
        entries = shared.copy()
        entries["facts"] = given = _new(Given)
        given._facts, given._without, given._hash = facts, None, None
        answer: Answer = _new(Answer)
        _set(answer, "__dict__", entries)
        if entries["as_of"] is self._date:  # not where the day ends meanwhile
            memory.whole += 1
            self._whole[key] = answer
        return answer

    def _function(self, long_way: Ask) -> Ask:
        """The function of the facts by id, each None where it is not given.

        It is written out for each question, as the standard library does for named tuples and data classes: a
        loop over the facts takes three times as long. Nothing goes into its text but whole numbers, and names of
        facts that can be names of Python; the others (`class`) are looked up.
        """
        names = self._names
        names |= {"_begins": 1.0, "_ends": 0.0, "_unknown": UNKNOWN, "_refuse": _refuse, "_str": str, "_type": type}
        names |= {"_now": time.time, "_whole": self._whole, "_find": self._tree.find, "_build": self._build}
        names["_long_way"] = long_way
        parameters, looked_up, entries, terms = ["*"], [], [], []
        for number, fact in enumerate(self._coded.values()):
            name = fact.name
            if name.isascii() and name.isidentifier() and not keyword.iskeyword(name) and name[0] != "_":
                parameters.append(f"{name}=None")
            else:
                name, names[f"_name{number}"] = f"_fact{number}", fact.name
                looked_up.append(f"    {name} = _others.pop(_name{number}, None)")
            names[f"_id{number}"] = fact.name
            entries.append(f"_id{number}: {name}")
            terms.append(_term(fact, number, name, names))
        text = _TEXT.format(
            parameters=", ".join([*parameters, "**_others"]) if len(parameters) > 1 else "**_others",
            looked_up="\n".join(looked_up),
            key=" + ".join(terms) or "0",
            facts=f"{{{', '.join(entries)}}}",
        )
        exec(text, names)
        return names["ask"]  # type: ignore[no-any-return]

    def reads(self, facts: Mapping[str, Any]) -> Iterator[Coded]:
        """The facts that the answer to these (each None where it is not given) turns on, each read because of those
        before it."""
        variables = self.question.space.variables

        def cell(number: int) -> int | None:
            fact = variables[number].fact
            if fact is None or fact.name in self.question.readings:  # which is always supposed to be otherwise, too
                return None
            return self._coded[fact.name].cell(facts[fact.name])

        leaves, read = reached(self.question.diagram.root, cell)
        away = any(facts[name] is True or self.question.scope.facts[name].default for name in self.question.absences)
        wanted = self._read_at(leaves, away=away)
        names = [*(name for number in read for name in variables[number].reads), *self._always]
        for name in dict.fromkeys((*names, *(name for name in self._coded if name in wanted))):
            yield self._coded[name]

    @cached_property
    def _always(self) -> list[str]:
        """The facts that are read whatever is decided: who is away, who holds a role that only the occasion
        names, what somebody has to classify, and what may be refused together with others."""
        names = self.question.book.names
        roles = names.vocabulary.roles.values()
        read = {*self.question.absences, *self.question.book.header.judged, self.question.scope.definition.holder}
        read |= {fact for role in roles for fact in (role.held_by, role.partner_of)}
        read |= {*constrained_facts(self.question)}
        return [name for name in self._coded if name in read]

    def _read_at(self, leaves: list[Leaf], *, away: bool) -> frozenset[str]:
        """The facts that are read where the diagram ends."""
        read: set[str] = set()
        rules = {name for leaf in leaves for name in (*leaf.standing.deciding, *leaf.standing.permitted)}
        outcomes = [self.question.rules[name].outcome for name in rules]
        for name in self.question.rules if self.question.collect else rules:  # a list says of all what it takes
            read |= {*self.question.read_of(name)}
        delegating = any(next(iter(outcome.stages()), None) is not None for outcome in outcomes)
        away = away or any(leaf.absent or leaf.holders for leaf in leaves)
        elsewhere = away or delegating
        if elsewhere:
            read |= self.question.handed_on(outcomes, away=away) & self._coded.keys()
        certain = all(isinstance(outcome, Chain) for outcome in outcomes) and not self.question.collect
        if elsewhere or not certain or not all(leaf.standing.deciding for leaf in leaves):
            read |= {fact.name for silence in self.question.silences for fact in facts_of(silence.when)}
        return frozenset(read)


def _shared(answer: Answer) -> dict[str, Any]:
    """The fields of an answer but for its facts and how it was asked, and but for those that are as usual."""
    return {
        name: value
        for name, value in answer.__dict__.items()
        if name not in ("facts", "asked") and not (name in USUAL and type(value) in _PLAIN and value == USUAL[name])
    } | {"facts": None}


_PLAIN = (bool, tuple, type(None))
_new: Callable[..., Any] = object.__new__
_set = object.__setattr__
_TEXT = """
def ask({parameters}):
{looked_up}
    if _begins <= _now() < _ends and not _others:
        try:
            _key = {key}
        except (KeyError, TypeError):
            pass
        else:
            _answer = _whole.get(_key)
            if _answer is not None:
                return _answer
            _facts = {facts}
            _shared = _find(_facts)
            if _shared is not None:
                return _build(_key, _shared, _facts)
    return _long_way({facts}, **_others)
"""


def _term(fact: Coded, number: int, name: str, names: dict[str, Any]) -> str:
    """What a fact counts in the number, as an expression; KeyError or TypeError where it has no code."""
    other = f"0 if {name} is None else {GIVEN_UNKNOWN * fact.weight} if {name} is _unknown else _refuse()"
    if True in fact.codes and fact.exact is None:
        return f"({fact.codes[True]} if {name} is True else {fact.codes[False]} if {name} is False else {other})"
    names[f"_codes{number}"] = fact.codes
    names[f"_class{number}"] = fact.exact
    exact = "_str" if fact.exact is None else f"_class{number}"
    return f"(_codes{number}[{name}] if _type({name}) is {exact} else {other})"


def _refuse() -> int:
    raise KeyError
