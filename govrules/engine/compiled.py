"""A question compiled to a table: facts -> one whole number -> the decided answer.

Each value of a fact has a code (0: not given), the codes of all facts make one number, and the number
leads to what was decided for it. Only values that are already canonical have a code: every other
spelling, class or fact goes the long way, which validates it and refuses what it must.

Of the facts given, an answer mostly turns on a few. `Decisions` keeps decided answers in a tree that reads
only these, so that facts which were never asked together can still be answered from it.
"""

from __future__ import annotations

import datetime
import keyword
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property
from typing import Any

from ..language import FLAG, UNKNOWN, Quantity, facts_of, parse_condition
from ..language.values import DIMENSIONS
from ..model.base import FrozenMapping
from ..model.chain import Chain
from ..model.moments import CHINA
from ..model.scope import FactUse
from .answer import NOT_IN_FORCE, Answer
from .diagram import Branch, Leaf
from .question import CompiledQuestion
from .space import Variable

MAX_REMEMBERED = 4_000
"""How many decided answers, and how many whole ones, the questions of a rulebook remember before they begin anew."""

Shared = dict[str, Any]
"""The fields of an answer that all askings which lead to it have in common."""

Coder = Callable[[Any], int]
GIVEN_UNKNOWN = 1
"""The code of UNKNOWN; 0 is that of a fact that is not given."""


@dataclass(frozen=True)
class Coded:
    """A fact and its codes. `codes` are those of its values, where these are finitely many, `amount` gives
    them for an amount (KeyError: none). For each code `cells` says in which cell the fact then lies (None:
    not known), and `alike` which of the codes that are decided alike stands for them. In the number the
    code counts `weight` times."""

    name: str
    weight: int
    cells: tuple[int | None, ...]
    alike: tuple[int, ...]
    codes: dict[Any, int] = field(default_factory=dict)
    amount: Coder | None = None

    @property
    def radix(self) -> int:
        """How many codes there are."""
        return len(self.cells)

    def code(self, key: int) -> int:
        """The code in a number."""
        return key // self.weight % self.radix


NOTHING = Coded("", 1, (None,), (0,))
"""What the root of a tree reads."""


class Node:
    """A part of the tree: the fact that it reads, and what follows for each code."""

    __slots__ = ("alike", "children", "radix", "weight")

    def __init__(self, fact: Coded) -> None:
        self.weight, self.radix, self.alike = fact.weight, fact.radix, fact.alike
        self.children: dict[int, Any] = {}


class Decisions:
    """What was decided on one day, `date`, which lasts from `begins` until `ends` (seconds since 1970)."""

    def __init__(self, date: datetime.date) -> None:
        now = time.time()
        offset = CHINA.utcoffset(None).total_seconds()
        self.date = date
        self.begins = now - (now + offset) % 86_400
        self.ends = self.begins + 86_400
        self.by_key: dict[int, tuple[Answer, tuple[str, ...]]] = {}
        self.tree = Node(NOTHING)

    def find(self, key: int) -> Shared | None:
        """What was decided for facts that differ from these in nothing that matters."""
        node: Any = self.tree
        while type(node) is Node:
            node = node.children.get(node.alike[key // node.weight % node.radix])
        return node  # type: ignore[no-any-return]

    def add(self, key: int, reads: Iterator[Coded], shared: Shared) -> None:
        """Remember what was decided for facts of which these were read."""
        node, code = self.tree, 0
        for fact in reads:
            node = node.children.setdefault(code, Node(fact))
            code = fact.alike[fact.code(key)]
        node.children[code] = shared


class Memory:
    """How much the questions of a rulebook remember together: `decided` answers, and `whole` ones."""

    def __init__(self) -> None:
        self.questions: list[FastQuestion] = []
        self.decided = self.whole = 0

    def one_decided(self) -> None:
        """Make room for one more."""
        if self.decided >= MAX_REMEMBERED:
            self.decided = self.whole = 0
            for question in self.questions:
                question.decisions = Decisions(question.decisions.date)
        self.decided += 1

    def one_whole(self) -> None:
        """Make room for one more. What was decided stays, since it took longer."""
        if self.whole >= MAX_REMEMBERED:
            self.whole = 0
            for question in self.questions:
                question.decisions.by_key = {}
        self.whole += 1


class FastQuestion:
    """One question as a table. `answer` gives remembered answers, and `remember` takes them."""

    def __init__(self, question: CompiledQuestion, memory: Memory) -> None:
        self.question = question
        self._memory = memory
        memory.questions.append(self)
        self._coded = _coded_facts(question)
        self._encode = _encoder(self._coded.values())
        self._exact = all(fact.amount is None for fact in self._coded.values())
        self.decisions = Decisions(datetime.date.min)

    def answer(self, given: dict[str, Any]) -> Answer | None:
        """The answer to facts by id; None where it is not remembered. It keeps `given`."""
        decisions = self.decisions
        if not decisions.begins <= _now() < decisions.ends:
            return None
        try:
            key = self._encode(**given)
        except (KeyError, TypeError):
            if not any(value is None for value in given.values()):
                return None
            return self.answer({name: value for name, value in given.items() if value is not None})
        known = decisions.by_key.get(key)
        if known is not None and known[1] == (*given,):
            return known[0]  # an answer shows its facts in the order in which they were given
        shared = decisions.find(key)
        if shared is None:
            return None
        facts = _new(FrozenMapping)
        facts._entries = given
        facts._hash = None
        own = shared.copy()
        own["facts"] = facts
        answer: Answer = _new(Answer)
        _set(answer, "__dict__", own)
        if self._exact:  # the number says what the facts are
            self._memory.one_whole()
            decisions.by_key[key] = answer, (*given,)
        return answer

    def remember(self, given: dict[str, Any], answer: Answer, today: datetime.date) -> None:
        """Remember the answer that the long way gave to these facts, asked without a date."""
        if self.decisions.date != today or not self.decisions.begins <= _now() < self.decisions.ends:
            self.decisions = Decisions(today)
        if answer.status == NOT_IN_FORCE or answer.as_of != today:
            return
        try:
            key = self._encode(**given)
        except (KeyError, TypeError):
            return
        shared = {name: value for name, value in answer.__dict__.items() if name not in ("facts", "asked")}
        self._memory.one_decided()
        decisions = self.decisions
        if decisions.date == answer.as_of:
            decisions.add(key, self._reads(key), shared)

    def _reads(self, key: int) -> Iterator[Coded]:
        """The facts that the answer to these turns on, each read because of those before it."""
        seen: set[str] = set()

        parts: dict[int, Any] = {id(self.question.diagram.root): self.question.diagram.root}
        while variables := [part.variable for part in parts.values() if isinstance(part, Branch)]:
            variable = min(variables)
            entry = self.question.space.variables[variable]
            cell: int | None = None
            for name in self._read_by(entry):
                fact = self._coded[name]
                if name not in seen:
                    seen.add(name)
                    yield fact
                if entry.fact is not None and name not in self.question.readings:
                    cell = fact.cells[fact.code(key)]  # a reading is always supposed to be otherwise, too
            following: list[Any] = []
            for part in parts.values():
                if isinstance(part, Branch) and part.variable == variable:
                    following += part.children if cell is None else [part.children[cell]]
                else:
                    following.append(part)
            parts = {id(part): part for part in following}
        for name in self._always:
            if name not in seen:
                seen.add(name)
                yield self._coded[name]
        away = any(
            self._coded[name].codes.get(True) == self._coded[name].code(key) or self.question.scope.facts[name].default
            for name in self.question.absences
        )
        wanted = self._read_at(list(parts.values()), away=away)
        yield from (self._coded[name] for name in self._coded if name in wanted and name not in seen)

    @staticmethod
    def _read_by(variable: Variable) -> list[str]:
        if variable.fact is not None:
            return [variable.fact.name]
        assert variable.atom is not None
        return list(dict.fromkeys(fact.name for fact in facts_of(variable.atom)))

    @cached_property
    def _always(self) -> list[str]:
        """The facts that are read whatever is decided: who is away, who holds a role that only the occasion
        names, and what somebody has to classify."""
        names = self.question.book.names
        roles = names.vocabulary.roles.values()
        read = {*self.question.absences, *self.question.book.header.judged, self.question.scope.definition.holder}
        read |= {fact for role in roles for fact in (role.held_by, role.partner_of)}
        return [name for name in self._coded if name in read]

    @cached_property
    def _by_value(self) -> frozenset[str]:
        """The facts whose values matter to other questions or to the outcome."""
        return frozenset(self._coded) - self.question.told_apart

    def _read_at(self, leaves: list[Leaf], *, away: bool) -> frozenset[str]:
        """The facts that are read where the diagram ends."""
        read: set[str] = set()
        rules = {name for leaf in leaves for name in (*leaf.standing.deciding, *leaf.standing.permitted)}
        outcomes = [self.question.rules[name].outcome for name in rules]
        for name in self.question.rules if self.question.collect else rules:  # a list says of all what it takes
            read |= self._read_of(name)
        delegating = any(next(iter(outcome.stages()), None) is not None for outcome in outcomes)
        elsewhere = away or delegating or any(leaf.absent or leaf.holders for leaf in leaves)
        if elsewhere:
            read |= self._by_value
        certain = all(isinstance(outcome, Chain) for outcome in outcomes) and not self.question.collect
        if elsewhere or not certain or not all(leaf.standing.deciding for leaf in leaves):
            read |= {fact.name for silence in self.question.silences for fact in facts_of(silence.when)}
        return frozenset(read)

    def _read_of(self, rule: str) -> set[str]:
        """The facts that a rule reads once it applies."""
        entry = self.question.rules[rule]
        nodes = [*entry.outcome.conditions(), *entry.outcome.requirements(), *(each.when for each in entry.grounds)]
        nodes += [] if entry.requires is None else [entry.requires]
        return {fact.name for node in nodes for fact in facts_of(node)} | set(entry.outcome.computes_with())


_MISSING = object()
_now = time.time
_new: Callable[..., Any] = object.__new__
_set = object.__setattr__


def _coded_facts(question: CompiledQuestion) -> dict[str, Coded]:
    """The facts of the question with their codes, in its own order."""
    constraints = [
        parse_condition(text, question.scope.outcome_scope) for text in question.scope.definition.constraints
    ]
    constrained = {fact.name for node in constraints for fact in facts_of(node)}
    found: dict[str, Coded] = {}
    weight = 1
    for name in (*question.scope.facts, *sorted(question.readings)):
        use = question.scope.use_of(name)
        index = question.space.index.get(name)
        variable = None if index is None else question.space.variables[index]
        coded = Coded(name, weight, (None,), (0,))
        if name not in constrained:
            coded = _coded(use, variable, weight, by_cell=name in question.told_apart)
        found[name] = coded
        weight *= coded.radix
    return found


def _coded(use: FactUse, variable: Variable | None, weight: int, *, by_cell: bool) -> Coded:
    """The codes of one fact: those of its cells, or of its values. None but that of 0 where its values are
    too many to be told apart so."""
    values = (False, True) if use.type == FLAG else use.type.domain.values if use.type.domain is not None else None
    if values is None:
        if variable is None or not by_cell or not variable.cuts:
            return Coded(use.name, weight, (None,), (0,))
        cells = (None, None, *range(len(variable.samples)))
        return Coded(use.name, weight, cells, tuple(range(len(cells))), amount=_amount_coder(use, variable))
    cells = (None, None, *(None if variable is None else variable.cell({use.name: value}) for value in values))
    alike = [cells.index(cell) if by_cell and cell is not None else code for code, cell in enumerate(cells)]
    codes = {value: code for code, value in enumerate(values, 2)}
    return Coded(use.name, weight, cells, tuple(alike), codes)


def _amount_coder(use: FactUse, variable: Variable) -> Coder:
    """The code of an amount by the cell that it lies in; KeyError for what has to be checked first."""
    kind = use.type.kind
    exact: dict[str, Any] = {"number": int, "date": datetime.date, "time": datetime.time} | dict.fromkeys(
        DIMENSIONS, Quantity
    )
    wanted = exact[kind]

    def code(value: Any) -> int:
        if value is UNKNOWN:
            return GIVEN_UNKNOWN
        if type(value) is not wanted or (wanted is Quantity and value.dimension != kind):
            raise KeyError
        if wanted is int and not use.possible(Fraction(value)):
            raise KeyError
        cell = variable.cell({use.name: value})
        if cell is None:
            raise KeyError
        return 2 + cell

    return code


def _encoder(facts: Any) -> Callable[..., int]:
    """A function of the facts by id that gives their number; KeyError or TypeError where they have none.

    It is written out for each question, as the standard library does for named tuples and data classes: a loop
    over the facts takes three times as long. Nothing goes into its text but whole numbers, and names of facts
    that can be names of Python; the others (`class`) are looked up.
    """
    names: dict[str, Any] = {"_missing": _MISSING, "_unknown": UNKNOWN, "_refuse": _refuse}
    terms = ["0"]
    parameters: list[str] = []
    looked_up: list[str] = []
    for number, fact in enumerate(facts):
        name, unknown = fact.name, GIVEN_UNKNOWN * fact.weight
        if name.isidentifier() and not keyword.iskeyword(name) and not name.startswith("_"):
            parameters.append(f"{name}=_missing")
        else:
            names[f"_name{number}"], name = name, f"_fact{number}"
            looked_up.append(f"    {name} = _others.pop(_name{number}, _missing)")
        codes = {value: code * fact.weight for value, code in fact.codes.items()}
        if fact.radix == 1:
            terms.append(f"(0 if {name} is _missing else _refuse())")
        elif fact.amount is not None:
            names[f"_code{number}"] = fact.amount
            terms.append(f"(0 if {name} is _missing else _code{number}({name}) * {fact.weight})")
        elif True in codes:
            other = f"0 if {name} is _missing else {unknown} if {name} is _unknown else _refuse()"
            terms.append(f"({codes[True]} if {name} is True else {codes[False]} if {name} is False else {other})")
        else:
            names[f"_codes{number}"] = codes
            other = f"0 if {name} is _missing else {unknown} if {name} is _unknown else _refuse()"
            terms.append(f"(_codes{number}[{name}] if _type({name}) is _str else {other})")
    names |= {"_type": type, "_str": str}
    if looked_up:
        parameters.append("**_others")
        looked_up.append("    _others and _refuse()")
    body = "\n".join([*looked_up, f"    return {' + '.join(terms)}"])
    exec(f"def encode({', '.join(parameters)}):\n{body}", names)
    return names["encode"]  # type: ignore[no-any-return]


def _refuse() -> int:
    raise KeyError
