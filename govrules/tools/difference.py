"""What differs between two rulebooks, as data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from ..language import Node, canonical
from ..language.question import spelt_value
from ..messages import Words
from ..model.base import FrozenMapping, Label
from ..model.citations import Citation
from ..model.outcome import Outcome, Part

CHANGED, NEW, GONE = "changed", "new", "gone"
SAME, MOVED, LOST, NOT_COMPARED = "same", "moved", "lost", "not_compared"
CONFLICT = "conflict"


@dataclass(frozen=True)
class Said:
    """What one side says: a status, an outcome (or one entry of a list; `rest` stands for the open end
    of a list), the text's word for a permission, what it requires, and where it stands. `branches` are
    the cases where it depends on who stands in for somebody who is away."""

    status: str
    value: Outcome | Part | None = None
    rest: bool = False
    word: str | None = None
    requires: Node | None = None
    by_default: bool = False
    unstated: FrozenMapping[str, str] = field(default_factory=FrozenMapping)
    citations: tuple[Citation, ...] = ()
    branches: tuple[tuple[Node, Said], ...] = ()

    @property
    def empty(self) -> bool:
        """Whether nothing is ruled."""
        return self.value is None and not self.rest and not self.branches

    @property
    def provisions(self) -> tuple[str, ...]:
        """Where it stands, in short (51.1)."""
        return tuple(sorted({str(citation.provision) for citation in self.citations}))

    def to_dict(self) -> dict[str, Any]:
        """For JSON."""
        shown: dict[str, Any] = {"status": self.status}
        if self.value is not None:
            shown["value"] = self.value.to_dict()
        if self.rest:
            shown["open"] = True
        if self.word is not None:
            shown["word"] = self.word
        if self.requires is not None:
            shown["requires"] = canonical(self.requires)
        if self.by_default:
            shown["by_default"] = True
        if self.unstated:
            shown["unstated"] = dict(self.unstated)
        if self.branches:
            shown["branches"] = [{"when": canonical(when), **said.to_dict()} for when, said in self.branches]
        return shown | {"citations": [citation.to_dict() for citation in self.citations]}


@dataclass(frozen=True)
class Change:
    """Facts for which the two sides say different things. `of` is `answer`, `permission` (what may be
    done besides) or `entry` (of a list); `partly` that an entry or permission also stands, unchanged,
    for other facts. `example` are facts for which it is so; ask both sides, and see."""

    of: str
    when: Node
    old: Said | None
    new: Said | None
    partly: bool = False
    example: FrozenMapping[str, Any] | None = None

    @property
    def kind(self) -> str:
        """changed, new (only the new side says something) or gone."""
        if self.old is None or self.old.empty:
            return CHANGED if self.new is None or self.new.empty else NEW
        return GONE if self.new is None or self.new.empty else CHANGED

    def to_dict(self) -> dict[str, Any]:
        """For JSON."""
        example = self.example
        return {
            "of": self.of,
            "kind": self.kind,
            "when": canonical(self.when),
            "partly": self.partly,
            "old": None if self.old is None else self.old.to_dict(),
            "new": None if self.new is None else self.new.to_dict(),
            "example": None if example is None else {name: spelt_value(value) for name, value in example.items()},
        }


@dataclass(frozen=True)
class QuestionDifference:
    """What differs in one question. `state`: new or gone (only one side rules on it), lost (the source
    text of the new side lacks it), changed, moved (the same, under other articles), same, or
    not_compared, with the `reason`. `moved` pairs the provisions under which the same stands;
    `through` are stages of its chain that differ, each a question of its own."""

    question: str
    label: Label
    state: str
    changes: tuple[Change, ...] = ()
    moved: tuple[tuple[tuple[str, ...], tuple[str, ...]], ...] = ()
    through: tuple[str, ...] = ()
    reason: Words | None = None

    def to_dict(self) -> dict[str, Any]:
        """For JSON."""
        return {
            "question": self.question,
            "state": self.state,
            "changes": [change.to_dict() for change in self.changes],
            "moved": [[list(old), list(new)] for old, new in self.moved],
            "through": list(self.through),
            "reason": self.reason,
        }


@dataclass(frozen=True)
class Side:
    """One of the two rulebooks: its id, government, version, and the title of the instrument."""

    rulebook: str
    label: Label
    version: str
    title: str

    def to_dict(self) -> dict[str, Any]:
        """For JSON."""
        return {"rulebook": self.rulebook, "version": self.version, "title": self.title}


@dataclass(frozen=True)
class Difference:
    """What differs between two rulebooks: question by question, in the order of the vocabulary.

    `titles` are roles whose local title differs between two versions of one rulebook (role -> old,
    new); that alone changes no answer.
    """

    old: Side
    new: Side
    questions: tuple[QuestionDifference, ...]
    titles: FrozenMapping[str, tuple[str, str]] = field(default_factory=FrozenMapping)

    @property
    def found(self) -> tuple[QuestionDifference, ...]:
        """The questions whose answers differ, or could not be compared."""
        return tuple(entry for entry in self.questions if entry.state not in (SAME, MOVED))

    @property
    def counts(self) -> Mapping[str, int]:
        """How many questions are in each state."""
        states = [entry.state for entry in self.questions]
        return {state: states.count(state) for state in dict.fromkeys(states)}

    def to_dict(self) -> dict[str, Any]:
        """For JSON; questions that are the same are counted only."""
        return {
            "old": self.old.to_dict(),
            "new": self.new.to_dict(),
            "counts": dict(self.counts),
            "titles": {role: list(pair) for role, pair in self.titles.items()},
            "questions": [entry.to_dict() for entry in self.questions if entry.state != SAME],
        }
