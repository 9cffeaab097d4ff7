"""Many askings of one question decided together.

Rows whose facts differ in nothing that the answer turns on are decided once, by the scalar `ask`. What it
turns on is read from the compiled form of the question: `Decider` grows a tree that reads one fact after the
other, and the rows go down it together, parted at each fact by their values.
"""

from __future__ import annotations

import itertools
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from ..engine.answer import Answer
from ..engine.compiled import FastQuestion
from ..engine.fact_values import fact_values
from ..engine.facts import checked_value
from ..engine.question import CompiledQuestion
from ..engine.remembering import Memory
from ..errors import FactError, GovrulesError
from ..language import UNKNOWN
from .coded import CodedColumn, Codes, narrowest
from .identity import DIGITS, digest, key

NOT_GIVEN, INVALID, NOT_SEEN = 0, -1, -2
"""The classes of what is not given, of what no fact can be, and of what has not been looked at. Those of values
count from 1."""
UNDECIDED = 0
"""The number of a row that has no outcome; outcomes count from 1."""


@dataclass
class Node:
    """A part of the tree: the fact that it reads, and what follows for each class of its values: another part, or
    the number of an outcome."""

    fact: str
    children: dict[int, Node | int] = field(default_factory=dict)


class Decider:
    """One question with what is the same for all rows: the facts that are `fixed`, by id, and whatever else `ask`
    has been given. `bare` says that nobody is absent or paired, so that the compiled form knows what the answer reads.

    `answers` are one for each outcome so far, `keys` their names, which depend on what they say only;
    `combinations` counts what the tree holds.
    """

    def __init__(
        self,
        question: CompiledQuestion,
        fixed: Mapping[str, Any],
        ask: Callable[[Mapping[str, Any]], Answer],
        *,
        bare: bool,
    ) -> None:
        self.question, self.fixed, self.ask = question, fixed, ask
        self.answers: list[Answer] = []
        self.keys: list[str] = []
        self.tables: dict[Any, Codes] = {}
        self.lock = threading.Lock()
        self.combinations = 0
        self._numbers: dict[str, int] = {}
        self._named: set[str] = set()
        self._classes: dict[str, dict[Any, int]] = {name: {} for name in question.order}
        self._next_class = itertools.count(1)
        self._facts = fact_values(question)
        self._compiled = FastQuestion(question, Memory(), ask) if bare and not question.is_large else None
        self._constant = {name: self.class_of(name, value) for name, value in fixed.items()}
        self._root = Node("")

    def class_of(self, fact: str, value: Any) -> int:
        """The class of a canonical value. Values of one class are decided alike."""
        if value is None:
            return NOT_GIVEN
        # a number is never given twice, whoever asks at the same time
        return self._classes[fact].setdefault(self._facts[fact].stands_for(value), next(self._next_class))

    def decide(self, columns: Sequence[Classed], codes: Sequence[Codes], count: int) -> Codes:
        """The number of the outcome of each row; UNDECIDED where `ask` refuses its facts.

        `codes` are those of each column; each of their values is one that its fact can have.
        """
        found = np.full(count, UNDECIDED, np.uint32)
        read = {each.fact: (each, own) for each, own in zip(columns, codes, strict=True)}
        waiting: list[tuple[Node | int, Codes]] = [(self._root, np.arange(count))] if count else []
        while waiting:
            node, rows = waiting.pop()
            if isinstance(node, int):
                found[rows] = node
                continue
            for code, part in self._parted(node, read, rows):
                if code not in node.children:
                    first = int(part[0])
                    try:
                        self._grow({name: each.value(own[first]) for name, (each, own) in read.items()})
                    except GovrulesError:  # others in this part, with other facts, may be decided
                        others = part[~_same(codes, part)]
                        if len(others):
                            waiting.append((node, others))
                        continue
                waiting.append((node.children[code], part))
        return found

    def _parted(
        self, node: Node, read: Mapping[str, tuple[Classed, Codes]], rows: Codes
    ) -> Iterator[tuple[int, Codes]]:
        """The rows by the class that the node reads."""
        if node.fact not in read:
            yield self._constant.get(node.fact, NOT_GIVEN), rows
            return
        each, codes = read[node.fact]
        classes = each.classes(codes.take(rows))
        if (classes == classes[0]).all():
            yield int(classes[0]), rows
            return
        order = np.argsort(classes.astype(narrowest(int(classes.max()))), kind="stable")
        ordered = classes[order]
        starts = np.flatnonzero(np.diff(ordered)) + 1
        yield from zip(ordered[[0, *starts.tolist()]].tolist(), np.split(rows[order], starts), strict=True)

    def _grow(self, facts: Mapping[str, Any]) -> None:
        """Ask for these facts, and put the outcome where the tree leads with them."""
        given = {**self.fixed, **{name: value for name, value in facts.items() if value is not None}}
        outcome = self._number(self.ask(given))
        self.combinations += 1
        node, code = self._root, NOT_GIVEN
        for fact in self._reads(given):
            child = node.children.setdefault(code, Node(fact))
            assert isinstance(child, Node) and child.fact == fact, "what is read depends on what was read before"
            node, code = child, self.class_of(fact, given.get(fact))
        node.children[code] = outcome

    def _reads(self, facts: Mapping[str, Any]) -> Iterator[str]:
        """The facts that the answer turns on, each because of those before it; all, where nobody knows which."""
        if self._compiled is None:
            return iter(self.question.order)
        return (fact.name for fact in self._compiled.reads({**dict.fromkeys(self.question.order), **facts}))

    def _number(self, answer: Answer) -> int:
        whole = digest(answer)
        known = self._numbers.get(whole)
        if known is None:
            name = key(answer, whole)
            self.keys.append(name if name not in self._named else name + whole[DIGITS:])
            self._named.add(name)
            self.answers.append(answer)
            known = self._numbers[whole] = len(self.answers)
        return known


class Classed:
    """A column that is a fact, with the class of each of its values, found when a row first holds it."""

    def __init__(self, column: CodedColumn, fact: str, decider: Decider) -> None:
        self.column, self.fact, self._decider = column, fact, decider
        self._classes = np.full(column.radix, NOT_SEEN, np.int32)
        self._classes[-1] = NOT_GIVEN

    def classes(self, codes: Codes) -> Codes:
        """The class of each code."""
        found: Codes = self._classes.take(codes)
        if (found == NOT_SEEN).any():
            for code in np.unique(codes[found == NOT_SEEN]).tolist():
                try:
                    self._classes[code] = self._decider.class_of(self.fact, self.value(code))
                except FactError:
                    self._classes[code] = INVALID
            found = self._classes.take(codes)
        return found

    def raw(self, row: int) -> Any:
        """What a row holds; None where it holds nothing."""
        code = int(self.column.codes[row])
        return None if code == len(self.column.values) else self.column.values[code]

    def value(self, code: int) -> Any:
        """The canonical value, None where it is not given; FactError where the fact cannot be that."""
        if code == len(self.column.values):
            return None
        return checked_value(self._decider.question.scope.use_of(self.fact), self.column.values[code])

    def rank(self, code: int) -> tuple[Any, ...]:
        """Orders the values: what is not given first, what is expressly unknown last."""
        value = self.value(code)
        return (0,) if value is None else (2,) if value is UNKNOWN else (1, value)


def _same(codes: Sequence[Codes], rows: Codes) -> Codes:
    """Which of the rows hold the very values of the first."""
    same = np.ones(len(rows), bool)
    for column in codes:
        held = column.take(rows)
        same &= held == held[0]
    return same
