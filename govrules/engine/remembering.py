"""What was decided, to be found again: in a tree that reads only what an answer turns on.

Of the facts given, an answer mostly turns on a few. A tree that reads no others gives the answer to facts that
were never asked together, too.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Protocol

from .coding import Coded

MAX_REMEMBERED = 4_000
"""How many decided answers, and how many whole ones, the questions of a rulebook remember before they begin anew."""

Shared = dict[str, Any]
"""The fields of an answer that all askings which lead to it have in common, but for those that are as usual."""


class Node:
    """A part of the tree: the fact that it reads, and what follows for each value of it."""

    __slots__ = ("children", "fact", "name")

    def __init__(self, fact: Coded) -> None:
        self.fact, self.name = fact, fact.name
        self.children: dict[Any, Any] = {}

    def follow(self, value: Any) -> Any:
        """What follows for a value that has not been looked up before, but is decided as another one."""
        following = self.children.get(self.fact.stands_for(value))
        if following is not None:
            self.children[value] = following
        return following


class Tree:
    """Decided answers by canonical facts, each None where it is not given."""

    def __init__(self) -> None:
        self.root: Any = None

    def find(self, facts: Mapping[str, Any]) -> Shared | None:
        """What was decided for facts that differ from these in nothing that matters."""
        node = self.root
        while type(node) is Node:
            value = facts[node.name]
            node = node.children.get(value) or node.follow(value)
        return node  # type: ignore[no-any-return]

    def add(self, facts: Mapping[str, Any], reads: Iterable[Coded], shared: Shared) -> None:
        """Remember what was decided for facts of which these were read."""
        node: Node | None = None
        value: Any = None
        for fact in reads:
            following = self.root if node is None else node.children.get(value)
            if following is None:
                following = Node(fact)
                self._put(node, value, following)
            node, value = following, fact.stands_for(facts[fact.name])
        self._put(node, value, shared)

    def _put(self, node: Node | None, value: Any, what: Any) -> None:
        if node is None:
            self.root = what
        else:
            node.children[value] = what


class Remembers(Protocol):
    """A question, as far as its rulebook's memory speaks to it."""

    def forget_decided(self) -> None:
        """Begin anew."""

    def forget_whole(self) -> None:
        """Keep only what was decided, since it took longer."""


class Memory:
    """How much the questions of a rulebook remember together: `decided` answers, and `whole` ones."""

    def __init__(self) -> None:
        self.questions: list[Remembers] = []
        self.decided = self.whole = 0

    def one_decided(self) -> None:
        """Make room for one more."""
        if self.decided >= MAX_REMEMBERED:
            self.decided = self.whole = 0
            for question in self.questions:
                question.forget_decided()
        self.decided += 1

    def begin_anew(self) -> None:
        """Make room for more whole answers."""
        self.whole = 0
        for question in self.questions:
            question.forget_whole()
