"""The answers of a question, decided in advance: a tree over its facts that is walked and never computed.

Which fact is read next depends on those that were read before (`turning`); equal parts are one part, and so
are equal answers. A question with too many combinations for that is decided for all combinations of the facts
that come first, and of the others for one at a time; the tree says where more than one would matter.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from ..engine.answer import Answer
from ..engine.facts import checked_facts
from ..errors import FactError
from ..rulebook import Rulebook
from .choices import FIRST_VALUE, NOT_GIVEN, Choices, choices_of
from .fragments import Told, told_in
from .turning import Turning

ANSWER, BRANCH, BESIDE, NUMBER = 0, 1, 2, 3
"""The kinds of nodes, each the first entry of a node:

- ANSWER, the number of an answer;
- BRANCH, a fact, and for each of its codes the node that follows (None: there is no such code);
- BESIDE, the node that follows where none of these facts is given, then for each of them the fact and its
  branches, or None where it would be one fact too many: two of them at a time are not decided;
- NUMBER, a fact, the node where it is not given, pairs of a number and the node that follows from it on, the
  greatest number, and the number of the refusal that says why no greater one can be (None: it is not decided).
"""

MOST = 60
"""The greatest number with which an outcome is computed in advance (members of a meeting)."""


PARTS = (
    *("status", "value", "by_default", "alternatives", "branches", "needs", "assumed", "requires", "permitted"),
    *("unstated", "rules", "citations", "notes", "nearest", "ordinary", "unresolved"),
)
"""What an answer says, apart from what was asked."""


Leaf = Callable[[Mapping[str, int]], int]
"""What makes of a combination of codes the node that answers it."""


class TooMany(Exception):
    """There are more combinations than are to be decided."""


@dataclass
class Decisions:
    """The tree of one question. Of the facts `beside` only one at a time is decided. `refusals` are why facts
    were refused, `unasked` the facts that matter and that a form cannot ask (dates, amounts that are compared
    with each other)."""

    question: str
    choices: dict[str, Choices]
    beside: frozenset[str] = frozenset()
    combinations: int = 0
    nodes: list[tuple[Any, ...]] = field(default_factory=list)
    answers: list[Told] = field(default_factory=list)
    refusals: list[FactError] = field(default_factory=list)
    unasked: set[str] = field(default_factory=set)
    root: int = 0

    @property
    def asked(self) -> list[Choices]:
        """The facts that the tree reads, in the question's own order."""
        read = {node[1] for node in self.nodes if node[0] in (BRANCH, NUMBER)}
        read |= {fact for node in self.nodes if node[0] == BESIDE for fact, _ in node[2:]}
        return [choices for name, choices in self.choices.items() if name in read]


def decide_in_advance(book: Rulebook, turning: Turning, question: str, limit: int) -> Decisions:
    """The decisions of a question, of no more than `limit` combinations of its facts where they can be
    had for that; of a question that asks others, of fewer, since each takes as much longer."""
    choices = choices_of(book, turning, question)
    stages = {stage for rule in book.compiled(question).asked for stage in rule.outcome.stages()}
    most = limit // (1 + len(stages))
    exploring = _Exploring(book, turning, question, choices)
    if not exploring.count(most):
        exploring.beside = frozenset(choices)
        failed = 0
        for name in choices:
            failed += not exploring.count(most, exploring.beside - {name})
            if failed == MOST_FAILED:
                break
    return exploring.decide()


MOST_FAILED = 4
"""After how many facts that would be too many no further one is tried."""


class _Exploring:
    """One way through the combinations of a question's facts."""

    def __init__(
        self,
        book: Rulebook,
        turning: Turning,
        question: str,
        choices: dict[str, Choices],
    ) -> None:
        self.book, self.turning, self.question, self.choices = book, turning, question, choices
        self.beside: frozenset[str] = frozenset()
        definition = book.compiled(question).scope.definition
        computed = {name for rule in book.compiled(question).rules.values() for name in rule.outcome.computes_with()}
        self.computing = [name for name in definition.computes if choices[name].offered and name in computed]
        self.constrained = bool(definition.constraints)
        self.skipped = {name for name, entry in choices.items() if not entry.offered} | set(definition.computes)
        self.day = day_in_force(book)
        self.found = Decisions(question, choices)
        self._left = 0
        self._read: dict[frozenset[tuple[str, int]], list[str]] = {}
        self._nodes: dict[tuple[Any, ...], int] = {}
        self._answers: dict[Told, int] = {}
        self._seen: dict[Any, int] = {}
        self._leaves: dict[frozenset[tuple[str, int]], int] = {}
        self._kept: list[Answer] = []

    def count(self, most: int, beside: frozenset[str] = frozenset()) -> bool:
        """Whether there are no more than `most` combinations where these facts stand beside; they do from then on."""
        before, self.beside, self._left = self.beside, beside, most
        try:
            self._explore({}, self._counted)
        except TooMany:
            self.beside = before
            return False
        return True

    def _counted(self, _given: Mapping[str, int]) -> int:
        self._left -= 1
        if self._left < 0:
            raise TooMany
        return 0

    def decide(self) -> Decisions:
        """The tree."""
        self._nodes.clear()
        self.found.nodes.clear()
        self.found.beside = self.beside
        self.found.root = self._explore({}, self._answered)
        return self.found

    def _explore(self, codes: dict[str, int], leaf: Leaf, *, one_more: bool = True) -> int:
        """The node under these codes; `one_more` where one of the facts that stand beside may still be given."""
        open_facts = [name for name in self._facts(codes) if name not in codes]
        core = next((name for name in open_facts if name not in self.beside), None)
        if core is not None:
            return self._branch(core, self._branches(core, codes, leaf, one_more=one_more))
        otherwise = leaf(codes)
        if not open_facts:
            return otherwise
        beside = [
            (name, self._branches(name, codes, leaf, one_more=False, given=True) if one_more else None)
            for name in open_facts
        ]
        if all(branches is not None and {*branches} - {None} == {otherwise} for _, branches in beside):
            return otherwise
        return self._node(BESIDE, otherwise, *beside)

    def _facts(self, codes: Mapping[str, int]) -> list[str]:
        """The facts that the tree reads under these codes."""
        key = frozenset(codes.items())
        if key not in self._read:
            facts = self.turning.facts(self.question, self._given(codes))
            self._read[key] = [name for name in facts if name not in self.skipped]
            self.found.unasked.update(name for name in facts if not self.choices[name].offered)
        return self._read[key]

    def _branches(
        self, name: str, codes: Mapping[str, int], leaf: Leaf, *, one_more: bool, given: bool = False
    ) -> tuple[int | None, ...]:
        entry = self.choices[name]
        distinct = set(entry.distinct) - ({NOT_GIVEN} if given else set())
        return tuple(
            self._explore({**codes, name: code}, leaf, one_more=one_more) if code in distinct else None
            for code in range(len(entry.values))
        )

    def _branch(self, name: str, branches: tuple[int | None, ...]) -> int:
        following = {*branches} - {None}
        return int(next(iter(following))) if len(following) == 1 else self._node(BRANCH, name, *branches)  # type: ignore[arg-type]

    def _node(self, *node: Any) -> int:
        number = self._nodes.setdefault(node, len(self._nodes))
        if number == len(self.found.nodes):
            self.found.nodes.append(node)
        return number

    def _given(self, codes: Mapping[str, int]) -> dict[str, Any]:
        return {name: self.choices[name].values[code] for name, code in codes.items() if code != NOT_GIVEN}

    def _answered(self, codes: Mapping[str, int]) -> int:
        self.found.combinations += 1
        given = self._given(codes)
        read = self.turning.facts(self.question, given)
        told = {name: value for name, value in given.items() if name in read}  # the rest no longer matters
        key = frozenset((name, codes[name]) for name in told)
        if key not in self._leaves:
            computing = [name for name in self.computing if self.constrained or name in read]
            self._leaves[key] = self._computed(told, computing)
        return self._leaves[key]

    def _computed(self, given: dict[str, Any], computing: list[str]) -> int:
        """The answer, for each of the numbers that its outcome computes with."""
        if not computing:
            return self._node(ANSWER, self._answer(self._ask(given)))
        name, *rest = computing
        otherwise = self._computed(given, rest)
        numbers = self._ranges(given, name) if not rest else None
        refusal: int | None = None
        if numbers is None:
            numbers, first = [], max(self.choices[name].use.minimum or 0, 0)
            for number in range(first, MOST + 1):
                numbers.append((number, self._computed({**given, name: number}, rest)))
            last = MOST
        else:
            numbers, last, refusal = numbers
        if all(following == otherwise for _, following in numbers) and refusal is None:
            return otherwise
        return self._node(NUMBER, name, otherwise, tuple(numbers), last, refusal)

    def _ranges(self, given: dict[str, Any], name: str) -> Any:
        """From which number on the answer is which, where it is the same but for that number between those on
        which a verdict turns; and the last number, with the refusal of greater ones. None: it is not so."""
        first, last, refusal = self.choices[name].use.minimum or 0, MOST, None
        plain = self._ask(given)
        values = [value for value in (plain.value, *(branch.value for branch in plain.branches)) if value is not None]
        for number in range(first, MOST + 1):
            error = self._refused({**given, name: number})
            if error is not None:
                refusal = len(self.found.refusals)
                self.found.refusals.append(error)
                last = number - 1
                break
        if last < first:
            return None
        turns = {turn for value in values if hasattr(value, "turns") for turn in value.turns(name)}
        starts = sorted({first, *(turn for turn in turns if first < turn <= last)})
        numbers = []
        for start, following in zip(starts, [*starts[1:], last + 1], strict=True):
            one, other = (self._ask({**given, name: number}) for number in (start, following - 1))
            if not self._same((one, start), (other, following - 1), name, plain):
                return None
            numbers.append((start, self._node(ANSWER, self._answer(one, name, start, plain))))
        return numbers, last, refusal

    def _same(self, one: tuple[Answer, int], other: tuple[Answer, int], name: str, plain: Answer) -> bool:
        """Whether two answers say the same but for the numbers to which they are the answers."""
        return all(
            told_in(self.book, one[0], lang, name, one[1], plain)
            == told_in(self.book, other[0], lang, name, other[1], plain)
            for lang in ("zh", "en")
        )

    def _refused(self, given: Mapping[str, Any]) -> FactError | None:
        """Why the facts cannot be, if they cannot."""
        compiled = self.book.compiled(self.question)
        try:
            checked_facts(compiled.scope, compiled.readings, given)
        except FactError as error:
            return error
        return None

    def _ask(self, given: Mapping[str, Any]) -> Answer:
        return self.book.ask(self.question, given, as_of=self.day)

    def _answer(self, answer: Answer, name: str | None = None, number: int = 0, plain: Answer | None = None) -> int:
        """The number of an answer. Those to facts that no rule tells apart have their parts in common."""
        parts = tuple(id(getattr(answer, field)) for field in PARTS)
        key = (*parts, name, number if name is not None else 0, id(plain) if plain is not None else 0)
        if key not in self._seen:
            self._kept += [answer] if plain is None else [answer, plain]  # as long as they are, ids are theirs
            zh, en = (told_in(self.book, answer, lang, name, number, plain) for lang in ("zh", "en"))
            whole = Told(answer.status, zh, en, answer.needs)
            if whole not in self._answers:
                self._answers[whole] = len(self.found.answers)
                self.found.answers.append(whole)
            self._seen[key] = self._answers[whole]
        return self._seen[key]


def day_in_force(book: Rulebook) -> datetime.date | None:
    """A day on which the instrument is in force, so that the pages do not depend on the day they are made."""
    return book.instrument.in_force_from or book.instrument.in_force_until


__all__ = ["ANSWER", "BESIDE", "BRANCH", "FIRST_VALUE", "NUMBER", "Decisions", "decide_in_advance"]
