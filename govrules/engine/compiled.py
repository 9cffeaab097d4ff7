"""A question compiled to a function of its facts: the values of all facts -> the answer.

Everything that the function knows was decided by the long way (`Rulebook.ask`) and told to `remember`. What it does
not know, or has cannot look up, it leaves to that.
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
from ..model.base import FrozenMapping, Given
from ..model.chain import Chain
from ..model.moments import CHINA
from .answer import NOT_IN_FORCE, Answer
from .diagram import Leaf, reached
from .fact_values import FactValues, constrained_facts, fact_values
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
        self._facts = fact_values(question)
        self._order = tuple(self._facts)
        self._day = datetime.date.min, Tree(self._facts)
        self._named: dict[tuple[str, ...], tuple[str, ...]] = {}
        self._names: dict[str, Any] = {}
        self._long_way = long_way
        self.ask = self._function()

    def remember(self, answer: Answer, today: datetime.date) -> None:
        """Remember an answer that the long way gave, asked without a date and with nobody absent but by a fact."""
        date, tree = self._day
        if date != today:
            tree = self._begin(today)
        if answer.status == NOT_IN_FORCE or answer.as_of != today or answer.absent or answer.pairs:
            return
        given = answer.facts
        if not all(fact.validated(given[name]) for name, fact in self._facts.items() if name in given):
            return
        facts = {name: given.get(name) for name in self._order}
        values = tuple(facts.values())
        if tree.find(values) is None:
            self._memory.one_decided()
            tree.add(values, self.reads(facts), _shared(answer))

    def forget(self) -> None:
        """See Memory."""
        self._day = self._day[0], Tree(self._facts)

    def _begin(self, today: datetime.date) -> Tree:
        """Begin a day. The whole answers of another one have another number, also those that are being made."""
        tree = Tree(self._facts)
        self._day = today, tree
        begins = datetime.datetime.combine(today, datetime.time(), CHINA).timestamp()
        self._names |= {"_number": next(self._memory.numbers), "_begins": begins, "_ends": begins + DAY}
        return tree

    def _build(self, key: tuple[Any, ...], values: tuple[Any, ...]) -> Answer | None:
        """The whole answer to canonical values that are answered by what was decided; None where nothing was. `key`
        has them as they were given."""
        shared = self._day[1].find(values)
        if shared is None:
            return None
        entries = shared.copy()
        entries["facts"] = given = _new(Given)
        given._order, given._values = self._order, values
        answer: Answer = _new(Answer)
        _set(answer, "__dict__", entries)
        whole = self._memory.whole
        if len(whole) >= MAX_REMEMBERED:
            whole.clear()
        whole[key] = answer
        return answer

    def _build_spelt(self, key: tuple[Any, ...]) -> Answer | None:
        """The whole answer to facts of which some are given by a label of their value."""
        values = []
        for fact, value in zip(self._facts.values(), key, strict=False):  # the number of the day comes last
            if value not in fact.known:
                if value not in fact.labels:
                    return None
                value = fact.labels[value]
            values.append(value)
        return self._build(key, tuple(values))

    def _by_labels(self, facts: dict[str, Any], labelled: dict[str, Any]) -> Answer:
        """The answer to facts of which some are given by a label of the fact."""
        words = tuple(labelled)
        names = self._named.get(words)
        if names is None:
            found = [self.question.words.get(word) for word in words]
            names = tuple(name for name in found if name is not None)
            if len({*names}) < len(words):  # to be refused, or one fact is given twice
                return self._long_way(facts, **labelled)
            if len(self._named) >= MAX_REMEMBERED:
                self._named.clear()
            self._named[words] = names
        if any(facts[name] is not None for name in names):
            return self._long_way(facts, **labelled)
        facts.update(zip(names, labelled.values(), strict=True))
        return self.ask(**facts)

    def _function(self) -> Ask:
        """The function of the facts by id, each None where it is not given.

        It is written out for each question, as the standard library does for named tuples and data classes: a
        loop over the facts takes three times as long. Nothing goes into its text but names of facts that can be
        names of Python; the others (`class`) are looked up.
        """
        names = self._names
        names |= {"_begins": 1.0, "_ends": 0.0, "_number": -1, "_unknown": UNKNOWN, "_type": type}
        names |= {"_now": time.time, "_whole": self._memory.whole.get, "_long_way": self._long_way}
        names |= {"_build": self._build, "_build_spelt": self._build_spelt, "_by_labels": self._by_labels}
        parameters, looked_up, variables, entries, exact, known = ["*"], [], [], [], [], []
        for number, fact in enumerate(self._facts.values()):
            name = fact.name
            if name.isascii() and name.isidentifier() and not keyword.iskeyword(name) and name[0] != "_":
                parameters.append(f"{name}=None")
            else:
                name, names[f"_name{number}"] = f"_fact{number}", fact.name
                looked_up.append(f"    {name} = _others.pop(_name{number}, None)")
            names |= {f"_id{number}": fact.name, f"_class{number}": fact.exact, f"_known{number}": fact.known}
            variables.append(f"{name}, ")
            entries.append(f"_id{number}: {name}")
            if fact.exact is bool:
                exact.append(f" and ({name} is True or {name} is False or {name} is None or {name} is _unknown)")
            else:
                exact.append(f" and (_type({name}) is _class{number} or {name} is None or {name} is _unknown)")
                known.append(f" and {name} in _known{number}")
        text = _TEXT.format(
            parameters=", ".join([*parameters, "**_others"]) if len(parameters) > 1 else "**_others",
            looked_up="\n".join(looked_up),
            exact="".join(exact),
            values=f"{''.join(variables)}_number,",
            known="".join(known),
            facts=f"{{{', '.join(entries)}}}",
        )
        exec(text, names)
        return names["ask"]  # type: ignore[no-any-return]

    def reads(self, facts: Mapping[str, Any]) -> Iterator[FactValues]:
        """The facts that the answer to these (each None where it is not given) turns on, each read because of those
        before it."""
        variables = self.question.space.variables

        def cell(number: int) -> int | None:
            fact = variables[number].fact
            if fact is None or fact.name in self.question.readings:  # which is always supposed to be otherwise, too
                return None
            return self._facts[fact.name].cell(facts[fact.name])

        leaves, read = reached(self.question.diagram.root, cell)
        away = any(facts[name] is True or self.question.scope.facts[name].default for name in self.question.absences)
        wanted = self._read_at(leaves, away=away)
        names = [*(name for number in read for name in variables[number].reads), *self._always]
        for name in dict.fromkeys((*names, *(name for name in self._facts if name in wanted))):
            yield self._facts[name]

    @cached_property
    def _always(self) -> list[str]:
        """The facts that are read whatever is decided: who is away, who holds a role that only the occasion
        names, what somebody has to classify, and what may be refused together with others."""
        names = self.question.book.names
        read = {*self.question.absences, *self.question.book.header.judged, self.question.scope.definition.holder}
        read |= {*names.vocabulary.overview.holder_facts, *constrained_facts(self.question)}
        return [name for name in self._facts if name in read]

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
            read |= self.question.handed_on(outcomes, away=away) & self._facts.keys()
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
    }


_PLAIN = (bool, tuple, FrozenMapping, type(None))
_new: Callable[..., Any] = object.__new__
_set = object.__setattr__
_TEXT = """
def ask({parameters}):
{looked_up}
    if _begins <= _now() < _ends and not _others{exact}:
        _key = ({values})
        _answer = _whole(_key)
        if _answer is not None:
            return _answer
        _answer = _build(_key, _key) if True{known} else _build_spelt(_key)
        if _answer is not None:
            return _answer
    return _by_labels({facts}, _others) if _others else _long_way({facts})
"""
