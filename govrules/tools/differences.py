"""Expected and actual side by side: a difference line by line, each line in words as well."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from ..books import Rulebook
from ..engine.answer import Answer
from ..engine.explaining import words_of
from ..errors import GovrulesError
from ..language import Node, canonical, parse_condition
from ..model.chain import Act, Chain, Entry, Stage
from ..model.gathered import Listed
from ..model.names import RoleSet
from ..model.outcome import Outcome
from .casefile import NONE

KEPT, EXPECTED, ACTUAL = " ", "-", "+"
OPENING, CLOSING = "([{", ")]}"
JOINTS = (" -> ", "; ")
MAX_WIDTH = 60
"""Up to this width the words of the lines stand in one column."""

Piece = tuple[str, str]


@dataclass(frozen=True)
class Line:
    """A line of a difference: `mark` is `-` (expected), `+` (actual) or blank; `words` say the same
    as `text`, in the words of the rulebook."""

    mark: str
    text: str
    words: str = ""


@dataclass(frozen=True)
class Difference:
    """What is not as expected of one part of an answer."""

    part: str
    lines: tuple[Line, ...]

    def text_lines(self) -> list[str]:
        """The difference as text: the part's name, and its lines below it."""
        width = max((len(line.text) for line in self.lines if line.words and len(line.text) <= MAX_WIDTH), default=0)
        shown = [
            f"{line.mark} {line.text:<{width}}  {line.words}" if line.words else f"{line.mark} {line.text}"
            for line in self.lines
        ]
        return [f"{self.part}:", *(f"  {text.rstrip()}" for text in shown)]

    def __str__(self) -> str:
        return "\n".join(self.text_lines())


def difference(part: str, expected: Sequence[Piece], actual: Sequence[Piece]) -> Difference:
    """What was expected and is not there, what is there and was not expected, and what is alike."""
    before, after = [text for text, _ in expected], [text for text, _ in actual]
    lines: list[Line] = []
    matcher = difflib.SequenceMatcher(None, before, after, autojunk=False)
    for tag, first, last, start, end in matcher.get_opcodes():
        if tag == "equal":
            lines += [Line(KEPT, *piece) for piece in actual[start:end]]
        else:
            lines += [Line(EXPECTED, *piece) for piece in expected[first:last]]
            lines += [Line(ACTUAL, *piece) for piece in actual[start:end]]
    return Difference(part, tuple(lines))


def missing(part: str, absent: Sequence[Piece], present: Iterable[Piece]) -> Difference:
    """What was expected among the others, and is not, and what there is; with nothing absent: nothing
    was expected."""
    before = [Line(EXPECTED, *piece) for piece in absent or [(NONE, "")]]
    return Difference(part, (*before, *(Line(KEPT if absent else ACTUAL, *piece) for piece in present)))


class InWords:
    """The texts of one answer, and of what is expected of it, in the words of its rulebook."""

    def __init__(self, book: Rulebook, answer: Answer, lang: str) -> None:
        self.book, self.answer = book, answer
        self.question = book.question_and_slot(answer.question)[0]
        self.words = words_of(self.question, lang)

    def outcome(self, value: Outcome | None, suffix: str = "") -> list[Piece]:
        """An outcome step by step, or entry by entry."""
        if value is None:
            return [(NONE, self.words.say("no_value"))]
        own = dict(self._parts(value))
        return [(piece, own.get(piece) or self._said(piece)) for piece in split(f"{value}{suffix}")]

    def expected(self, text: str) -> list[Piece]:
        """An outcome as a case gives it, in pieces that can be held against an actual one."""
        return [(piece, self.words.say("no_value") if piece == NONE else self._said(piece)) for piece in split(text)]

    def condition(self, node: Node) -> Piece:
        """A condition, canonical and in words."""
        return canonical(node), self.words.condition(node)

    def condition_text(self, text: str) -> str:
        """A condition as a case gives it, in words; nothing where it cannot be read."""
        try:
            return self.words.condition(parse_condition(text, self.question.scope))
        except GovrulesError:
            return ""

    def fact(self, name: str, value: Any = None) -> Piece:
        """A fact (with its value) in words; the name alone where there is no such fact."""
        names = self.book.data.names
        if name in self.question.scope.facts or name in names.readings or name in names.vocabulary.facts:
            label, spelt = self.words.fact_value(name, value)
            return name, label if value is None else f"{label}：{spelt}"
        return name, ""

    @cached_property
    def _known(self) -> dict[str, str]:
        """What the rules of the rulebook say, in words, by its text."""
        found: dict[str, str] = {}
        for rules in self.book.data.rules.values():
            for rule in rules:
                found[str(rule.outcome)] = self.words.inline(rule.outcome)
                found.update(self._parts(rule.outcome))
        return found

    def _parts(self, value: Outcome) -> Iterator[Piece]:
        """The pieces of an outcome, each with its words."""
        if isinstance(value, Chain):
            yield from self._entries(value.entries)
        elif isinstance(value, Listed):
            for entry in value.entries:
                yield str(entry), self.words.entry(entry)
        else:
            yield str(value), self.words.inline(value)

    def _entries(self, entries: Iterable[Entry]) -> Iterator[Piece]:
        for entry in entries:
            chain = Chain.model_construct(entries=(entry,))
            yield str(chain), self.words.inline(chain)
            if isinstance(entry, Stage):
                yield from () if entry.chain is None else self._entries(entry.chain.entries)
            elif not isinstance(entry, Act):
                yield from self._entries(entry.entries)

    def _said(self, piece: str) -> str:
        """A piece of an expected outcome in words; nothing where there are none for it."""
        if piece in self._known:
            return self._known[piece]
        matched = re.fullmatch(r"(.+?)(?: if (.+?))?(?: requires (.+))?", piece)
        assert matched is not None
        text, when, requires = matched.groups()
        said = self._known.get(text) or self._act(text)
        for code, condition in (("if", when), ("requires", requires)):
            if condition is not None and said:
                said += self.words.say(code, when=self.condition_text(condition) or condition)
        return said

    def _act(self, text: str) -> str:
        """`sign head + deputy` in words."""
        vocabulary = self.book.data.names.vocabulary
        action, _, named = text.partition(" ")
        either = " / " in named
        roles = tuple(named.split(" / " if either else " + "))
        if action not in vocabulary.actions or not all(role in vocabulary.roles for role in roles):
            return ""
        who = RoleSet(roles=roles, any=either, titles=tuple(self.book.data.names.title(role) for role in roles))
        return self.words.act(
            Act.model_construct(action=action, addressed=vocabulary.actions[action].addressed, who=who)
        )


def split(text: str) -> list[str]:
    """An outcome's text cut where its steps or entries follow one another, groups left whole."""
    for joint in JOINTS:
        pieces: list[str] = []
        depth = start = 0
        for index, character in enumerate(text):
            depth += (character in OPENING) - (character in CLOSING)
            if depth == 0 and text.startswith(joint, index):
                pieces.append(text[start:index])
                start = index + len(joint)
        if pieces:
            return [*pieces, text[start:]]
    return [text]
