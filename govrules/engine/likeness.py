"""What is left of a question where some facts are known, as a key.

Rulebooks whose rules differ mostly have few of them left, and these are mostly alike: with one key they mean the
same, whatever else stands in them. Keys are compared within one panel of rulebooks that are put the question.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping
from functools import cached_property
from typing import Any

from ..language import UNKNOWN
from .content import content_of_rules, content_of_substitutions, content_of_variable
from .diagram import Branch, Leaf
from .question import CompiledQuestion
from .situation import defaults_of


class Likeness:
    """The keys of one rulebook's question. `number` gives equal contents one number, of whichever rulebook."""

    def __init__(self, question: CompiledQuestion, number: Callable[[Hashable], int]) -> None:
        self.question, self._number = question, number
        self._is_large = question.is_large
        lost = question.book.header.lost
        self._lost = lost is not None and question.name in lost.questions
        self._defaults = dict(defaults_of(question))
        self._rules = {name: number(content_of_rules(question.book, [rule])) for name, rule in question.rules.items()}
        self._reads: dict[tuple[str, bool], tuple[str, ...]] = {}
        self._variables: dict[int, int] = {}
        self._agreeing: dict[tuple[str, ...], int] = {}

    @cached_property
    def _substitutions(self) -> int:
        return self._number(content_of_substitutions(self.question))

    def key(self, given: Mapping[str, Any], *, present: bool) -> Hashable | None:
        """What is left under these facts, checked; None where the question is too large to be decided in advance.
        With `present` they say, as given or by the ordinary case, that nobody is away: then it is of no matter
        who stands in for whom. That somebody is away but by a fact, or paired with somebody, no key knows of.
        """
        question = self.question
        if self._is_large:
            return None
        facts = {name: value for name, value in self._defaults.items() if name not in given}
        facts |= {name: value for name, value in given.items() if value is not UNKNOWN}
        rules: dict[str, None] = {}
        tree = self._tree(question.diagram.root, question.space.cells(facts), rules, {})
        read = {name for rule in rules for name in self._read_by(rule, away=not present)}
        known = tuple((name, given[name]) for name in sorted(read & given.keys()))
        return None if present else self._substitutions, self._lost, tree, known

    def _tree(
        self, part: Any, cells: Mapping[int, int], rules: dict[str, None], memo: dict[int, tuple[Hashable, ...]]
    ) -> tuple[Hashable, ...]:
        """A part of the diagram under known cells; `rules` gathers those that are left."""
        while isinstance(part, Branch) and part.variable in cells:
            part = part.children[cells[part.variable]]
        found = memo.get(id(part))
        if found is None:
            if isinstance(part, Branch):
                inner = (self._tree(child, cells, rules, memo) for child in part.children)
                found = self._variable(part.variable), *inner
            else:
                found = self._leaf(part, rules)
            memo[id(part)] = found
        return found

    def _variable(self, variable: int) -> int:
        found = self._variables.get(variable)
        if found is None:
            content = content_of_variable(self.question.book, self.question.space.variables[variable])
            found = self._variables[variable] = self._number(content)
        return found

    def _leaf(self, leaf: Leaf, rules: dict[str, None]) -> tuple[Hashable, ...]:
        deciding, permitted = leaf.standing.deciding, leaf.standing.permitted
        rules |= dict.fromkeys((*deciding, *permitted))
        index = self.question.space.index
        holders = tuple((self._variable(index[name]), cell) for name, cell in leaf.holders)
        beside = tuple(self._rules[name] for name in permitted), leaf.absent, holders
        if len(deciding) > 1 and not self.question.collect:
            if deciding not in self._agreeing:
                agreeing = [self.question.rules[name] for name in deciding]
                self._agreeing[deciding] = self._number(content_of_rules(self.question.book, agreeing))
            return (self._agreeing[deciding],), *beside
        return tuple(self._rules[name] for name in deciding), *beside

    def _read_by(self, rule: str, *, away: bool) -> tuple[str, ...]:
        """The facts on which it turns what a rule means once it applies."""
        found = self._reads.get((rule, away))
        if found is None:
            roles = self.question.book.names.vocabulary.roles
            named = {role for group in self.question.rules[rule].outcome.role_sets() for role in group.roles}
            holders = {fact for role in named for fact in (roles[role].held_by, roles[role].partner_of)} - {None}
            found = tuple({*self.question.decided_by(rule, away=away), *(str(name) for name in holders)})
            self._reads[rule, away] = found
        return found
