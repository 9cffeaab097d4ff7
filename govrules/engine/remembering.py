"""What was decided, to be found again: in a tree that reads only what an answer turns on.

Of the facts given, an answer mostly turns on a few. A tree that reads no others gives the answer to facts that
were never asked together, too.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, Protocol

from .fact_values import FactValues

if TYPE_CHECKING:
    from .answer import Answer

MAX_REMEMBERED = 4_000
"""How many decided answers, and how many whole ones, the questions of a rulebook remember before they begin anew."""

Shared = dict[str, Any]
"""The fields of an answer that all askings which lead to it have in common, but for those that are as usual."""


class Node:
    """A part of the tree: the fact that it reads (`place` is where it stands among all), and what follows for each
    value of it."""

    __slots__ = ("children", "fact", "place")

    def __init__(self, fact: FactValues, place: int) -> None:
        self.fact, self.place = fact, place
        self.children: dict[Any, Any] = {}

    def follow(self, value: Any) -> Any:
        """What follows for a value that has not been looked up before, but is decided as another one."""
        following = self.children.get(self.fact.stands_for(value))
        if following is not None and len(self.children) < len(self.fact.known):  # an amount has no end of values
            self.children[value] = following
        return following


class Tree:
    """Decided answers by the canonical values of the facts, each None where it is not given."""

    def __init__(self, facts: Mapping[str, FactValues]) -> None:
        self.root: Any = None
        self._places = {name: place for place, name in enumerate(facts)}

    def find(self, values: tuple[Any, ...]) -> Shared | None:
        """What was decided for facts that differ from these in nothing that matters."""
        node = self.root
        while type(node) is Node:
            value = values[node.place]
            node = node.children.get(value) or node.follow(value)
        return node  # type: ignore[no-any-return]

    def add(self, values: tuple[Any, ...], reads: Iterable[FactValues], shared: Shared) -> None:
        """Remember what was decided for facts of which these were read."""
        node: Node | None = None
        value: Any = None
        for fact in reads:
            following = self.root if node is None else node.children.get(value)
            if following is None:
                following = Node(fact, self._places[fact.name])
                self._put(node, value, following)
            node, value = following, fact.stands_for(values[following.place])
        self._put(node, value, shared)

    def _put(self, node: Node | None, value: Any, what: Any) -> None:
        if node is None:
            self.root = what
        else:
            node.children[value] = what


class Remembers(Protocol):
    """A question, as far as its rulebook's memory speaks to it."""

    def forget(self) -> None:
        """Forget what was decided."""


class Memory:
    """What the questions of a rulebook remember together: so many answers that were `decided`, and `whole` ones by the
    values of all facts and the number of the question and its day."""

    def __init__(self) -> None:
        self.questions: list[Remembers] = []
        self.decided = 0
        self.whole: dict[tuple[Any, ...], Answer] = {}
        self.numbers = itertools.count()

    def one_decided(self) -> None:
        """Make room for one more."""
        if self.decided >= MAX_REMEMBERED:
            self.decided = 0
            for question in self.questions:
                question.forget()
        self.decided += 1
