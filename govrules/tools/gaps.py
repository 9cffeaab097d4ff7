"""Facts that no rule decides. Where the text is silent on purpose the author says so (`silent`, with the
reason); every other gap is a finding, and so is a silence where a rule does decide."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from ..books import Rulebook
from ..engine.answer import SILENT
from ..engine.diagram import Leaf, TooLarge
from ..engine.projection import Crossed, Projection
from ..engine.question import CompiledQuestion
from ..engine.search import satisfying
from ..engine.space import Tree, joined, negated
from ..language import canonical, disjunction
from ..messages import Words
from .examples import Example, example
from .findings import Finding, finding

GAP, COVERED, DENIED = "gap", "covered", "denied"


def gaps(book: Rulebook, question: CompiledQuestion, not_checked: list[Words]) -> Iterator[Finding]:
    """The gaps of one question, and the silences that a rule denies. Raises TooLarge."""
    return _Gaps(book, question, not_checked).by_diagram()


def gaps_by_search(book: Rulebook, question: CompiledQuestion, not_checked: list[Words]) -> Iterator[Finding]:
    """One gap, where there is any, of a question that is too large for its diagram."""
    return _Gaps(book, question, not_checked).by_search()


class _Gaps:
    def __init__(self, book: Rulebook, question: CompiledQuestion, not_checked: list[Words]) -> None:
        self.book, self.question, self.space = book, question, question.space
        self.not_checked = not_checked
        self.allowed = dict.fromkeys(self.space.barring.values(), 0)
        lost = book.data.header.lost
        self.lost = lost is not None and question.name in lost.questions

    def by_diagram(self) -> Iterator[Finding]:
        for silence in self.question.silences:
            seen = Crossed(self.question.diagram, self.allowed, [self.space.tree(silence.when)], _denied)
            way = seen.way(DENIED)
            shown = None if way is None else example(self.book, self.question, way, self._is_decided)
            if shown is not None:
                yield self._not_silent(silence.position, shown)
        if self.question.rules and not self.lost:
            silent = self.space.tree(disjunction(*(silence.when for silence in self.question.silences)))
            yield from self._found(Crossed(self.question.diagram, self.allowed, [silent], _gap))

    def by_search(self) -> Iterator[Finding]:
        rules = [rule for rule in self.question.rules.values() if not rule.beside]
        none = [negated(self.space.tree(rule.guard)) for rule in rules]
        none += [negated(self.space.tree(silence.when)) for silence in self.question.silences]
        try:
            way = None if self.lost or not rules else satisfying(self.space, joined("and", none), self.allowed)
        except TooLarge:
            self._unproven(Words("unchecked_gap"))
            return
        if way is not None:
            yield from self._gap(way, Words("these_facts"))

    def _unproven(self, what: Words) -> None:
        book = self.book.version_name
        self.not_checked.append(Words("unchecked_question", book=book, question=self.question.name, what=what))

    def _found(self, seen: Projection) -> Iterator[Finding]:
        """A gap that is the edge between two bands is named as such; the others are named together."""
        edges = dict(self._edges(seen))
        for (variable, cell), way in edges.items():
            shown = example(self.book, self.question, way, self._is_silent)
            if shown is not None:
                edge = canonical(self.space.variables[variable].condition(frozenset({cell})))
                problem = Words("edge_gap", question=self.question.name)
                yield finding("check.boundary", self._place, problem=problem, edge=edge, example=shown)
        left = self._elsewhere(seen, set(edges)) if edges else seen.way(GAP)
        if left is not None:
            yield from self._gap(left, canonical(seen.condition(GAP)))

    def _gap(self, way: Mapping[int, int], when: str) -> Iterator[Finding]:
        shown = example(self.book, self.question, way, self._is_silent)
        if shown is None:
            self._unproven(Words("unchecked_gap_facts", when=when))
        else:
            yield finding("check.gap", self._place, question=self.question.name, when=when, example=shown)

    @property
    def _place(self) -> Any:
        return self.book.data.places[self.question.name]

    def _edges(self, seen: Projection) -> Iterator[tuple[tuple[int, int], dict[int, int]]]:
        """The single values between two bands that both miss them, each with a way that shows it."""
        for variable in seen.variables():
            entry = self.space.variables[variable]
            for cell in range(1, len(entry.samples) - 1) if entry.cuts else ():
                if entry.samples[cell] in entry.cuts:
                    nodes = tuple(seen.fixed(variable, cell + step) for step in (-1, 0, 1))
                    way = seen.common_way(nodes, lambda keys: keys[1] == GAP and GAP not in (keys[0], keys[2]))
                    if way is not None:
                        yield (variable, cell), {**way, variable: cell}

    @staticmethod
    def _elsewhere(seen: Projection, edges: set[tuple[int, int]]) -> dict[int, int] | None:
        """A way to a gap that is at no such edge."""
        variable = min(edges)[0]
        for cell in sorted(seen.space.variables[variable].every):
            if (variable, cell) not in edges:
                way = seen.way(GAP, seen.fixed(variable, cell))
                if way is not None:
                    return {**way, variable: cell}
        return None

    def _is_silent(self, facts: Mapping[str, Any]) -> bool:
        answer = self.book.ask(self.question.name, facts)
        return answer.status == SILENT and not answer.rules

    def _is_decided(self, facts: Mapping[str, Any]) -> bool:
        return bool(self.book.ask(self.question.name, facts).rules)

    def _not_silent(self, position: Any, shown: Example) -> Finding:
        rules = self.book.ask(self.question.name, shown.facts).rules
        return finding("check.not_silent", position, question=self.question.name, rule=rules[0], example=shown)


def _denied(leaf: Leaf, held: tuple[Tree, ...]) -> str:
    return DENIED if held[0] is True and leaf.standing.deciding else COVERED


def _gap(leaf: Leaf, held: tuple[Tree, ...]) -> str:
    return COVERED if held[0] is True or leaf.standing.deciding else GAP
