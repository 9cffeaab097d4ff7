"""What is proven of each question over the whole space of its facts: overlaps, dead rules and parts,
facts that change nothing. Gaps are the matter of `gaps`.

Everything is read from the decision diagram. Where that is too large, single statements are still
proven by search (engine.search), and what is left is named as not checked.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping
from itertools import combinations
from typing import Any

from ..books import Rulebook
from ..engine.diagram import MAX_NODES, TooLarge
from ..engine.projection import Crossed, Projection
from ..engine.question import CompiledQuestion
from ..engine.search import satisfying
from ..engine.situation import Situation
from ..engine.space import Tree, joined, negated, put
from ..engine.standing import Standing
from ..errors import RuleConflict
from ..language import Node, canonical, facts_of
from ..messages import Words, series
from ..model.rulebook import Rule
from .examples import Example, example
from .findings import Finding, finding
from .gaps import gaps, gaps_by_search


def proof(book: Rulebook, not_checked: list[Words]) -> Iterator[Finding]:
    """The findings of every question that the rulebook speaks of; what could not be checked is added
    to `not_checked`, with the reason."""
    for name in book.data.places:
        question = book.compiled(name)
        proven = _Proof(book, question, not_checked)
        try:
            yield from [*proven.by_diagram(), *gaps(book, question, not_checked)]
        except TooLarge:
            left = Words("unchecked_edges", limit=MAX_NODES)
            not_checked.append(Words("unchecked_question", book=book.version_name, question=name, what=left))
            yield from [*proven.by_search(), *gaps_by_search(book, question, not_checked)]


class _Proof:
    def __init__(self, book: Rulebook, question: CompiledQuestion, not_checked: list[Words]) -> None:
        self.book, self.question, self.space = book, question, question.space
        self.not_checked = not_checked

    def by_diagram(self) -> Iterator[Finding]:
        whole = Projection(self.question.diagram, {}, lambda leaf: leaf.standing)
        standings: list[Any] = whole.reached()
        if not self.question.collect:
            yield from self._overlaps(standings)
        decided = {rule for standing in standings for rule in (*standing.deciding, *standing.permitted)}
        for rule in self.question.rules.values():
            if rule.id not in decided:
                yield finding("check.dead", rule.position)
        yield from self._dead_parts()
        yield from self._idle(whole)

    def by_search(self) -> Iterator[Finding]:
        """Pair by pair, rule by rule."""
        rules = [rule for rule in self.question.rules.values() if rule.may is None]
        for first, second in combinations(rules, 2) if not self.question.collect else ():
            if first.outcome != second.outcome:
                both = joined("and", [self._decides(first), self._decides(second)])
                yield from self._searched(both, (first, second))
        for rule in self.question.rules.values():
            try:
                if satisfying(self.space, self._decides(rule)) is None:
                    yield finding("check.dead", rule.position)
            except TooLarge:
                self._unproven(Words("unchecked_dead", rule=rule.id))

    def _decides(self, rule: Rule) -> Tree:
        """When a rule applies, and none that prevails over it does."""
        prevails = self.question.precedence.prevails
        over = [self._applies(other) for other in self.question.rules.values() if rule.id in prevails[other.id]]
        return joined("and", [self._applies(rule), *map(negated, over)])

    def _applies(self, rule: Rule) -> Tree:
        guard = self.space.tree(rule.guard)
        barred = self.question.barred.get(rule.id)
        return guard if barred is None else joined("and", [guard, ("is", barred, frozenset({0}))])

    def _searched(self, both: Tree, pair: tuple[Rule, Rule]) -> Iterator[Finding]:
        try:
            way = satisfying(self.space, both)
        except TooLarge:
            self._unproven(Words("unchecked_conflict", rules=series((pair[0].id, pair[1].id), "and")))
            return
        if way is not None:
            shown = example(self.book, self.question, way, self._conflicts)
            if shown is not None:
                yield self._overlap((pair[0].id, pair[1].id), way, shown)

    def _unproven(self, what: Words) -> None:
        book = self.book.version_name
        self.not_checked.append(Words("unchecked_question", book=book, question=self.question.name, what=what))

    def _overlaps(self, standings: list[Standing]) -> Iterator[Finding]:
        shown: set[tuple[str, ...]] = set()
        for standing in standings:
            pair = standing.deciding
            rules = [self.question.rules[name] for name in pair]
            if len(pair) < 2 or pair in shown or all(_same(rules[0], rule) for rule in rules):
                continue
            found = self._conflict(standing, rules)
            if found is not None:
                shown.add(pair)
                yield self._overlap(pair, *found)

    def _conflict(self, standing: Standing, rules: list[Rule]) -> tuple[dict[int, int], Example] | None:
        """A way on which the rules do give different outcomes, and facts that show it. Outcomes that
        differ only in parts with conditions agree on some ways."""
        trees = [self.space.tree(node) for rule in rules for node in rule.outcome.conditions()]

        def key(leaf: Any, held: tuple[bool, ...]) -> Hashable:
            return held if leaf.standing == standing else None

        split = Crossed(self.question.diagram, {}, trees, key)
        occurs = False
        for held in split.reached():
            way = split.way(held) if held is not None else None
            if way is None:
                continue
            shown = example(self.book, self.question, way, self._conflicts)
            if shown is not None:
                return way, shown
            occurs = occurs or example(self.book, self.question, way, lambda facts: True) is not None
        if not occurs:
            self._unproven(Words("unchecked_meeting", rules=series((rule.id for rule in rules), "and")))
        return None

    def _conflicts(self, facts: Mapping[str, Any]) -> bool:
        try:
            Situation(self.question, facts, frozenset(), self.book.ask_stage).projection()
        except RuleConflict:
            return True
        return False

    def _overlap(self, pair: tuple[str, ...], way: Mapping[int, int], shown: Example) -> Finding:
        position = self.question.rules[pair[0]].position
        names = series(pair, "and")
        edge = self._edge(pair, way)
        if edge is None:
            return finding("check.overlap", position, rules=names, example=shown)
        return finding("check.boundary", position, problem=Words("edge_both", rules=names), edge=edge, example=shown)

    def _edge(self, pair: tuple[str, ...], way: Mapping[int, int]) -> str | None:
        """The value at which alone the rules meet, where it is the edge of a band."""
        guards = [self.space.tree(self.question.guards[name]) for name in pair]
        for variable, cell in way.items():
            entry = self.space.variables[variable]
            if not entry.cuts or entry.samples[cell] not in entry.cuts or not 0 < cell < len(entry.samples) - 1:
                continue
            beside = [{**way, variable: cell + step} for step in (-1, 1)]
            if all(any(_under(guard, other) is False for guard in guards) for other in beside):
                return canonical(entry.condition(frozenset({cell})))
        return None

    def _dead_parts(self) -> Iterator[Finding]:
        """Parts and grounds whose condition contradicts that of their rule."""
        for rule in self.question.rules.values():
            own = [self.space.tree(rule.when)] if rule.when is not None else []
            inner: list[tuple[Words, Node, list[Tree]]] = [
                (Words("ground"), ground.when, own) for ground in rule.grounds
            ]
            whole = [self.space.tree(rule.guard)]
            inner += [
                (Words("part", part=part), part.when, whole) for part in rule.outcome.parts() if part.when is not None
            ]
            for what, when, outer in inner:
                if satisfying(self.space, joined("and", [*outer, self.space.tree(when)])) is None:
                    yield finding("check.dead_part", rule.position, part=what, when=canonical(when))

    def _idle(self, whole: Projection) -> Iterator[Finding]:
        """Facts that a guard reads and on which nothing turns."""
        turning = {self.space.variables[index].name for index in whole.variables()}
        turning |= {fact.name for index in whole.variables() for fact in _compared(self.space.variables[index].atom)}
        for rule in self.question.rules.values():
            cited = [ground.when for ground in rule.grounds]  # which of them is cited turns on what they read
            turning |= {fact.name for node in (*cited, *rule.outcome.conditions()) for fact in facts_of(node)}
        reported: set[str] = set()
        for rule in self.question.rules.values():
            for fact in facts_of(rule.guard):
                if fact.name not in turning and fact.name not in reported:
                    reported.add(fact.name)
                    yield finding("check.idle", rule.position, question=self.question.name, fact=fact.name)


def _same(first: Rule, second: Rule) -> bool:
    return first.outcome == second.outcome and first.requires == second.requires


def _compared(atom: Node | None) -> Iterator[Any]:
    return iter(()) if atom is None else facts_of(atom)


def _under(tree: Tree, cells: Mapping[int, int]) -> Tree:
    for variable, cell in cells.items():
        tree = put(tree, variable, cell)
    return tree
