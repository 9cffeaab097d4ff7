"""What one side says of a question, over the cells of a common space: its answers, what it permits
besides, and the entries of its lists."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import replace
from typing import Any

from ..engine.answer import ANSWERED, CONDITIONAL, SILENT, TRUNCATED, Answer, Branch
from ..engine.cover import Nodes
from ..engine.diagram import TooLarge
from ..engine.question import CompiledQuestion
from ..engine.resolving import NO_PAIRS, Ask, Depends, Looked, Resolution, distinct
from ..engine.settling import settled_outcome
from ..engine.space import Tree, joined, negated
from ..language import FALSE, TRUE, Fact, Node, canonical, conjunction, disjunction, facts_of
from ..language.syntax import Not
from ..model.base import FrozenMapping
from ..model.chain import Act, Chain, Stage
from ..model.citations import Citation
from ..model.gathered import Listed
from ..model.names import RoleSet
from ..model.outcome import Outcome
from ..model.rulebook import Rule
from .common_space import CommonSpace
from .difference import CONFLICT, Said
from .meaning import meaning

Turn = Node | str | tuple[str, int]
"""What an outcome turns on: a condition, a fact that states an absence, a fact that lies in a cell."""

MAX_PARTS = 10
"""On how many conditions and absences the outcome of one permission may turn."""


class Sayings:
    """One side of a comparison."""

    def __init__(self, common: CommonSpace, question: CompiledQuestion, ask: Ask) -> None:
        self.common, self.question, self.ask = common, question, ask
        self.standing = common.standing(question)
        self.away = common.away(question)
        self.told = common.told(question)

    @property
    def nothing(self) -> Said:
        """What is said where no rule decides."""
        lost = self.question.book.header.lost
        return Said(TRUNCATED if lost and self.question.name in lost.questions else SILENT)

    @property
    def meets_absence(self) -> bool:
        """Whether an absence that some rule speaks of reaches an outcome."""
        return any(
            self.question.matters(rule.outcome, name) for rule in self.question.rules.values() for name in self.away
        )

    def answers(self, nodes: Nodes) -> Any:
        """The diagram of what is said: its leaves are pairs, a key of the meaning and a Said."""
        commands = [rule for rule in self.question.rules.values() if rule.may is None]
        free = [rule for rule in self.question.rules.values() if rule.may is not None and not rule.beside]
        nobody = negated(joined("or", [self.standing[rule.id] for rule in commands]))
        decides = {rule.id: self.standing[rule.id] for rule in commands}
        decides |= {rule.id: joined("and", [nobody, self.standing[rule.id]]) for rule in free}
        rules = [*commands, *free]
        parts = [
            (rule, key, joined("and", [decides[rule.id], tree])) for rule in rules for key, tree in self._parts(rule)
        ]

        def leaf(truths: tuple[bool, ...]) -> tuple[str, Said]:
            deciding = [rule for rule, true in zip(rules, truths, strict=False) if true]
            if deciding and deciding[0].may is not None:
                deciding = deciding[:1]
            holding: dict[str, set[Turn]] = {rule.id: set() for rule in rules}
            for (rule, key, _), true in zip(parts, truths[len(rules) :], strict=True):
                if true:
                    holding[rule.id].add(key)
            return self._merged([self._said(rule, holding[rule.id]) for rule in deciding])

        return nodes.decided((*decides.values(), *(tree for *_, tree in parts)), leaf)

    def _parts(self, rule: Rule) -> Iterator[tuple[Turn, Tree]]:
        """What a rule's outcome turns on besides its guard: the conditions of its parts, the absences
        that it meets, and the facts by which somebody may stand in then."""
        for node in dict.fromkeys(rule.outcome.conditions()):
            yield node, self.common.holds(self.question, node)
        met = {name: tree for name, tree in self.away.items() if self.question.matters(rule.outcome, name)}
        yield from met.items()
        required = {fact.name for node in rule.outcome.requirements() for fact in facts_of(node)}
        if met:
            yield from self.told.items()
        for refused, tree in self._refused():
            if met or required & {fact.name for fact in facts_of(refused.operand)}:
                yield refused, tree

    def _refused(self) -> Iterator[tuple[Not, Tree]]:
        """What some rule requires, given as refused: other rules and parts may require the same."""
        for node, index in self.common.space.barring.items():
            yield Not(node), ("is", index, frozenset({1}))

    def _resolution(self, holding: Set[Turn], supposed: Mapping[Looked, Branch]) -> Resolution:
        """Resolves outcomes where those parts and absences hold."""
        absent = frozenset(self.question.absences[name] for name in self.away if name in holding)
        refusals = [node.operand for node, _ in self._refused() if node in holding]
        refused = {node.name: False for node in refusals if isinstance(node, Fact)}
        told = {turn[0]: self.common.value(*turn) for turn in self.told if turn in holding}
        return _AsNamed(self.question.book, refused, told | refused, absent, self.ask, NO_PAIRS, supposed)

    def _said(self, rule: Rule, holding: Set[Turn], supposed: Mapping[Looked, Branch] = FrozenMapping()) -> Said:
        """What a rule says where it decides, and where those of its parts and absences hold; `supposed`
        is the case of a question about standing in."""
        resolution = self._resolution(holding, supposed)
        try:
            settled = settled_outcome(self.question.name, _with_truth(rule.outcome, holding), resolution)
        except Depends as depends:
            return self._depending(rule, holding, supposed, depends)
        value = settled.value
        if value is None:
            return Said(SILENT, citations=self._citations(rule))
        book = self.question.book
        own = [book.citation(quotation) for quotation in value.quotations()]
        return Said(
            ANSWERED,
            value,
            word=rule.may,
            requires=rule.requires,
            by_default=rule.by_default is not None,
            unstated=rule.unstated,
            citations=distinct([*self._citations(rule), *own, *resolution.rests_on]),
        )

    def _depending(self, rule: Rule, holding: Set[Turn], supposed: Mapping[Looked, Branch], depends: Depends) -> Said:
        """Whether somebody stands in depends: on the cases of the question about that."""
        found: dict[str, tuple[Node, Said]] = {}
        for branch in depends.answer.branches:
            said = self._said(rule, holding, {**supposed, depends.looked: branch})
            when, first = found.get(key_of(said), (FALSE, said))
            found[key_of(said)] = disjunction(when, branch.when), first
        cases = tuple(found.values())
        if len(cases) == 1:
            return cases[0][1]
        return Said(CONDITIONAL, branches=cases, citations=distinct(c for _, said in cases for c in said.citations))

    def _citations(self, rule: Rule) -> Any:
        return distinct(self.question.book.citation(quotation) for quotation in rule.citations)

    def _merged(self, said: list[Said]) -> tuple[str, Said]:
        """Rules that agree are all cited; the key of what they say."""
        if not said:
            return key_of(self.nothing), self.nothing
        keys = {key_of(one) for one in said}
        citations = distinct(citation for one in said for citation in one.citations)
        if len(keys) > 1:
            return f"{CONFLICT} {sorted(keys)}", Said(CONFLICT, citations=citations)
        first = said[0]
        merged = Said(
            first.status,
            first.value,
            word=first.word,
            requires=first.requires,
            by_default=any(one.by_default for one in said),
            unstated=FrozenMapping({slot: word for one in said for slot, word in one.unstated.items()}),
            citations=citations,
            branches=first.branches,
        )
        return key_of(merged), merged

    def permissions(self) -> Mapping[str, tuple[Tree, Said]]:
        """What may be done beside what is decided: the key of each -> when, and what is said."""
        found: dict[str, list[tuple[Tree, Said]]] = {}
        rules = self.question.rules.values()
        before: list[Tree] = [self.standing[rule.id] for rule in rules if rule.may is None]
        for rule in rules:
            if rule.may is None:
                continue
            tree = self.standing[rule.id]
            if not rule.beside:  # it is itself the answer where nothing else decides
                tree = joined("and", [tree, joined("or", list(before))])
                before.append(self.standing[rule.id])
            for here, said in self._ways(rule, tree):
                found.setdefault(key_of(said), []).append((here, said))
        return _together(found)

    def _ways(self, rule: Rule, tree: Tree) -> Iterator[tuple[Tree, Said]]:
        """What a rule says within its condition, in each way that its parts and absences may turn."""
        for here, holding in _turned(tree, list(self._parts(rule))):
            said = self._said(rule, holding)
            if said.value is not None:  # else nobody is there to do it
                yield here, said

    def entries(self) -> Mapping[str, tuple[Tree, Said]]:
        """The entries of lists: the key of each -> when it stands, and what is said."""
        found: dict[str, list[tuple[Tree, Said]]] = {}
        for rule in self.question.rules.values():
            for here, listed, rests_on in self._listings(rule):
                for entry in listed.entries:
                    when = TRUE if entry.when is None else entry.when
                    tree = joined("and", [here, self.common.holds(self.question, when)])
                    if entry.requires in self.common.space.barring:  # refused, the entry falls away
                        barring = self.common.space.barring[entry.requires]
                        tree = joined("and", [tree, ("is", barring, frozenset({0}))])
                    said = self._entry(rule, entry, rests_on)
                    found.setdefault(key_of(said), []).append((tree, said))
                if listed.open:
                    said = Said(ANSWERED, rest=True, word=rule.may, citations=self._citations(rule))
                    found.setdefault(key_of(said), []).append((here, said))
        return _together(found)

    def _listings(self, rule: Rule) -> Iterator[tuple[Tree, Listed, Sequence[Citation]]]:
        """What a rule lists, and when; where somebody is away, with whoever acts then."""
        assert isinstance(rule.outcome, Listed)
        met = {name: tree for name, tree in self.away.items() if self.question.matters(rule.outcome, name)}
        if not met:
            yield self.standing[rule.id], rule.outcome, ()
            return
        for here, holding in _turned(self.standing[rule.id], [*met.items(), *self.told.items(), *self._refused()]):
            resolution = self._resolution(holding, FrozenMapping())
            try:
                settled = settled_outcome(self.question.name, rule.outcome, resolution)
            except Depends:
                continue
            if isinstance(settled.value, Listed):
                yield here, settled.value, resolution.rests_on

    def _entry(self, rule: Rule, entry: Any, rests_on: Sequence[Citation]) -> Said:
        requires = conjunction(*(node for node in (rule.requires, entry.requires) if node is not None))
        own = [self.question.book.citation(quotation) for quotation in entry.citations]
        return Said(
            ANSWERED,
            entry.model_copy(update={"when": None, "requires": None, "by_default": None}),
            word=rule.may,
            requires=None if requires == TRUE else requires,
            by_default=(entry.by_default or rule.by_default) is not None,
            unstated=rule.unstated,
            citations=distinct([*(own or self._citations(rule)), *rests_on]),
        )


def _turned(tree: Tree, parts: Sequence[tuple[Turn, Tree]]) -> Iterator[tuple[Tree, set[Turn]]]:
    """A condition, with each way that what an outcome turns on may turn, and what then holds. TooLarge."""
    if len(parts) > MAX_PARTS:
        raise TooLarge
    for truths in itertools.product((True, False), repeat=len(parts)):
        turned = [part if true else negated(part) for (_, part), true in zip(parts, truths, strict=True)]
        here = joined("and", [tree, *turned])
        if here is not False:
            yield here, {key for (key, _), true in zip(parts, truths, strict=True) if true}


def key_of(said: Said) -> str:
    """What is said, as a key: the same for the same meaning, whatever the article."""
    value = None if said.value is None else meaning(said.value)
    requires = None if said.requires is None else canonical(said.requires)
    cases = [(canonical(when), key_of(case)) for when, case in said.branches]
    own = (said.status, value, said.rest, said.word, requires, said.by_default, sorted(said.unstated.items()))
    return repr((*own, cases) if cases else own)


def _together(found: Mapping[str, list[tuple[Tree, Said]]]) -> Mapping[str, tuple[Tree, Said]]:
    """Several rules that say the same: when any of them does, with the citations of all."""
    merged: dict[str, tuple[Tree, Said]] = {}
    for key, entries in found.items():
        said = entries[0][1]
        citations = distinct(citation for _, one in entries for citation in one.citations)
        merged[key] = joined("or", [tree for tree, _ in entries]), replace(said, citations=citations)
    return merged


class _AsNamed(Resolution):
    """Resolves outcomes as the rules name them: stages stay stages, the chair stays the chair."""

    def holders(self, roles: RoleSet) -> RoleSet:
        return roles

    def stage(self, question: str, ask: Ask | None = None) -> Answer:
        header = self.book.header
        return Answer(question, "", header.id, header.version, FrozenMapping(), ANSWERED)


def _with_truth(outcome: Outcome, holding: Set[Turn]) -> Outcome:
    """The outcome with the conditions of its parts decided."""

    def decided(entry: Any) -> Any:
        if isinstance(entry, Act | Stage) or not hasattr(entry, "entries"):
            truth = TRUE if entry.when in holding else FALSE
            return entry if entry.when is None else entry.model_copy(update={"when": truth})
        return entry.model_copy(update={"entries": tuple(map(decided, entry.entries))})

    if isinstance(outcome, Chain | Listed):
        return outcome.model_copy(update={"entries": tuple(map(decided, outcome.entries))})
    return outcome
