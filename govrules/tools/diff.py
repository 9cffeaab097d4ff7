"""`govrules diff`: what changes for whoever has to follow the rules, question by question.

The rules of both sides are laid over one space of facts. Where the two say different things, the facts
for which they do are gathered by what was said and what is said now, and written as conditions.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from ..books import Rulebook
from ..engine.answer import TRUNCATED
from ..engine.cover import Cube, Nodes, conditions, cover, leaves
from ..engine.diagram import TooLarge
from ..engine.question import CompiledQuestion
from ..engine.space import Tree, joined, negated
from ..messages import Words
from ..model.base import FrozenMapping, Label
from ..model.gathered import Item, Listed, Norm, RoleEntry
from .common_space import CommonSpace, NotComparable
from .difference import (
    CHANGED,
    GONE,
    LOST,
    MOVED,
    NEW,
    NOT_COMPARED,
    SAME,
    Change,
    Difference,
    QuestionDifference,
    Said,
    Side,
)
from .sayings import Sayings


def compare_rulebooks(old: Rulebook, new: Rulebook, questions: Iterable[str] | None = None) -> Difference:
    """What differs from `old` to `new` (two versions of one rulebook, or two governments), in all
    questions that either rules on, or in those of the given ids."""
    names = [*dict.fromkeys([*new.data.scopes, *old.data.scopes])]
    ruled = {*old.data.rules, *new.data.rules, *_lost(old), *_lost(new)}
    wanted = ruled if questions is None else set(questions)
    found = {name: _Question(old, new, name).difference() for name in names if name in ruled}
    differing = {name for name, entry in found.items() if entry.changes}
    entries = (_through(old, new, entry, differing) for name, entry in found.items() if name in wanted)
    titles = _titles(old, new) if old.id == new.id else {}
    return Difference(_side(old), _side(new), tuple(entries), FrozenMapping(titles))


def _side(book: Rulebook) -> Side:
    return Side(book.id, book.label, book.version, book.instrument.title)


def _lost(book: Rulebook) -> tuple[str, ...]:
    lost = book.data.header.lost
    return () if lost is None else lost.questions


def _titles(old: Rulebook, new: Rulebook) -> dict[str, tuple[str, str]]:
    names = old.data.names, new.data.names
    roles = [role for role in names[1].vocabulary.roles if role in names[0].vocabulary.roles]
    pairs = {role: (names[0].title(role), names[1].title(role)) for role in roles}
    return {role: pair for role, pair in pairs.items() if pair[0] != pair[1]}


def _through(old: Rulebook, new: Rulebook, entry: QuestionDifference, differing: set[str]) -> QuestionDifference:
    """The question with those of its stages that differ: they are questions of their own."""
    stages = tuple(name for name in _stages(old, new, entry.question) if name in differing)
    state = CHANGED if stages and entry.state in (SAME, MOVED) else entry.state
    return replace(entry, through=stages, state=state)


def _stages(old: Rulebook, new: Rulebook, question: str) -> list[str]:
    """The stages of a question's chains on either side, at every depth."""
    found: dict[str, None] = {}
    waiting = [question]
    while waiting:
        name = waiting.pop(0)
        for book in (old, new):
            for rule in book.data.rules.get(name, ()):
                inner = [stage for stage in rule.outcome.stages() if stage not in found]
                found.update(dict.fromkeys(inner))
                waiting.extend(inner)
    return list(found)


def _compiled(book: Rulebook, name: str, other: Rulebook) -> CompiledQuestion:
    """A question of a rulebook; without rules where its vocabulary does not have it."""
    if name in book.data.scopes:
        return book.compiled(name)
    return CompiledQuestion(replace(book.data, scopes={**book.data.scopes, name: other.data.scopes[name]}), name)


class _Question:
    """The comparison of one question."""

    def __init__(self, old: Rulebook, new: Rulebook, name: str) -> None:
        self.name = name
        self.books = old, new
        self.questions = _compiled(old, name, new), _compiled(new, name, old)
        definition = self.questions[1].scope.definition
        self.label = Label(zh=definition.zh, en=definition.en)

    def difference(self) -> QuestionDifference:
        try:
            self.common = CommonSpace(*self.questions)
            self.nodes = Nodes(self.common.space)
            self.sides = tuple(
                Sayings(self.common, question, book.ask_stage)
                for question, book in zip(self.questions, self.books, strict=True)
            )
            changes, moved = self._lists() if self._listed() else self._answers()
        except TooLarge:
            return self._entry(NOT_COMPARED, reason=Words("too_many_cases"))
        except NotComparable as error:
            return self._entry(NOT_COMPARED, reason=error.reason)
        ruled = [bool(question.rules) for question in self.questions]
        state = CHANGED if changes else MOVED if moved else SAME
        if not ruled[1] and self.sides[1].nothing.status == TRUNCATED and (ruled[0] or state != SAME):
            state = LOST
        elif ruled[0] != ruled[1]:
            state = NEW if ruled[1] else GONE
        return self._entry(state, changes=changes, moved=moved)

    def _entry(self, state: str, **parts: Any) -> QuestionDifference:
        return QuestionDifference(self.name, self.label, state, **parts)

    def _listed(self) -> bool:
        """Whether both sides answer with lists, which are compared entry by entry; but as a whole where
        somebody of a single list may be away, so that others act."""
        outcomes = [rule.outcome for question in self.questions for rule in question.rules.values()]
        lists = bool(outcomes) and all(isinstance(outcome, Listed) for outcome in outcomes)
        return lists and (self.questions[1].collect or not any(side.meets_absence for side in self.sides))

    def _answers(self) -> tuple[tuple[Change, ...], Any]:
        old, new = (side.answers(self.nodes) for side in self.sides)
        root = self.nodes.pairs(old, new)
        groups: dict[tuple[str, str], tuple[list[Said], list[Said]]] = {}
        moved: dict[Any, None] = {}
        for (old_key, old_said), (new_key, new_said) in leaves(root):
            if old_key != new_key:
                group = groups.setdefault((old_key, new_key), ([], []))
                group[0].append(old_said)
                group[1].append(new_said)
            elif old_said.value is not None and old_said.provisions != new_said.provisions:
                moved.setdefault((old_said.provisions, new_said.provisions))
        changes = [
            self._change("answer", root, lambda leaf, keys=keys: (leaf[0][0], leaf[1][0]) == keys, *map(_all, said))
            for keys, said in groups.items()
        ]
        permissions, more = self._parts("permission", *(side.permissions() for side in self.sides))
        return (*changes, *permissions), _in_order([*moved, *more])

    def _lists(self) -> tuple[tuple[Change, ...], Any]:
        entries = [side.entries() for side in self.sides]
        changes, moved = self._parts("entry", *entries)
        return (*_paired(changes), *self._unlisted(*entries)), _in_order(moved)

    def _unlisted(self, *entries: Mapping[str, tuple[Tree, Said]]) -> list[Change]:
        """Where neither side lists anything, one may say nothing and the other may have lost its text."""
        old, new = (side.nothing for side in self.sides)
        if old == new:
            return []
        empty = [negated(joined("or", [tree for tree, _ in side.values()])) for side in entries]
        root = self.nodes.decided((joined("and", empty),), lambda truth: truth[0])
        return [self._change("answer", root, lambda leaf: leaf, old, new)] if True in leaves(root) else []

    def _parts(
        self, of: str, old: Mapping[str, tuple[Tree, Said]], new: Mapping[str, tuple[Tree, Said]]
    ) -> tuple[list[Change], list[Any]]:
        """What stands on one side only, for which facts; and what stands elsewhere now."""
        changes: list[Change] = []
        moved: list[Any] = []
        for key in dict.fromkeys([*old, *new]):
            was, now = old.get(key, (False, None)), new.get(key, (False, None))
            first, second = (self.nodes.decided((tree,), lambda truth: truth[0]) for tree in (was[0], now[0]))
            root = self.nodes.pairs(first, second)
            reached = set(leaves(root))
            both = (True, True) in reached
            if (True, False) in reached:
                changes.append(self._change(of, root, lambda leaf: leaf == (True, False), was[1], None, partly=both))
            if (False, True) in reached:
                changes.append(self._change(of, root, lambda leaf: leaf == (False, True), None, now[1], partly=both))
            if both and was[1] and now[1] and was[1].provisions != now[1].provisions:
                moved.append((was[1].provisions, now[1].provisions))
        return changes, moved

    def _change(self, of: str, root: Any, wanted: Any, old: Said | None, new: Said | None, **more: Any) -> Change:
        cubes = cover(self.nodes, root, wanted)
        example = self._example(cubes)
        when = conditions(self.common.space, cubes)
        return Change(of, when, old, new, example=example, **more)

    def _example(self, cubes: list[Cube]) -> FrozenMapping[str, Any] | None:
        return next((found for cube in cubes if (found := self.common.example(cube)) is not None), None)


def _all(said: list[Said]) -> Said:
    """The same said in several places: with all of them."""
    citations = dict.fromkeys(citation for one in said for citation in one.citations)
    return replace(said[0], citations=tuple(citations))


def _in_order(moved: Iterable[Any]) -> tuple[Any, ...]:
    return tuple(sorted(dict.fromkeys(moved)))


def _paired(changes: list[Change]) -> tuple[Change, ...]:
    """An entry that is gone, and one of the same thing that is new for the same facts, are one that
    changed."""
    found: list[Change] = []
    for change in changes:
        subject = _subject(change.old or change.new)
        for index, other in enumerate(found):
            opposite = (other.old is None) != (change.old is None) and (other.new is None) != (change.new is None)
            if opposite and subject == _subject(other.old or other.new) and other.when == change.when:
                found[index] = replace(other, old=other.old or change.old, new=other.new or change.new)
                break
        else:
            found.append(change)
    return tuple(found)


def _subject(said: Said | None) -> tuple[str, str] | None:
    """What an entry is about, by its own name: never by likeness of text."""
    value = None if said is None else said.value
    if isinstance(value, Item):
        return "item", value.item or value.text or ""
    if isinstance(value, Norm):
        return "norm", value.do
    return ("role", value.capacity) if isinstance(value, RoleEntry) else None
