"""An answer held against what a case expects of it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from typing import Any

from ..books import Rulebook
from ..engine.answer import Alternative, Answer, Branch
from ..engine.space import Space
from ..errors import GovrulesError
from ..language import Node, canonical, parse_condition
from ..language.question import spelt_value
from ..model.citations import Citation, Provision
from .casefile import EXPECTATIONS, NONE, Case, ExpectedAlternative, ExpectedBranch
from .differences import ACTUAL, EXPECTED, KEPT, Difference, InWords, Line, Piece, difference, missing


def compare(book: Rulebook, answer: Answer, case: Case, lang: str = "zh") -> tuple[Difference, ...]:
    """What of the answer is not as the case expects; empty where all is. `lang` is that of the words
    beside the texts. A condition in the case that cannot be read is a difference too."""
    comparing = _Comparing(book, answer, lang)
    named = [key for key in EXPECTATIONS if key in case.expect.model_fields_set]
    found = [comparing.part(key, getattr(case.expect, key)) for key in named]
    found.append(comparing.article(case.article))
    return tuple(entry for entry in found if entry is not None)


class _Comparing:
    """One answer. Words are sought only where something differs."""

    def __init__(self, book: Rulebook, answer: Answer, lang: str) -> None:
        self.book, self.answer, self.lang = book, answer, lang

    @cached_property
    def words(self) -> InWords:
        return InWords(self.book, self.answer, self.lang)

    def part(self, key: str, expected: Any) -> Difference | None:
        """The difference in one attribute of the answer."""
        try:
            found: Difference | None = getattr(self, f"_{key}")(key, expected)
        except GovrulesError as error:  # a condition that the case gives
            return Difference(key, (Line(EXPECTED, error.message),))
        return found

    def article(self, expected: Provision) -> Difference | None:
        """The provision of the case must be one that the answer rests on, or a part or the whole of it."""
        rests_on = [citation.provision for citation in self.answer.citations]
        named = self._place(expected)
        if not rests_on or any(place.within(named) or named.within(place) for place in rests_on):
            return None
        return missing("article", [self._provision(named)], self._cited(self.answer.citations))

    def _place(self, provision: Provision) -> Provision:
        return self.book.data.ledger.normal(provision)

    def _provision(self, place: Provision) -> Piece:
        return str(place), place.spelt(single_paragraph=self.book.data.ledger.count(place.article) == 1)

    def _cited(self, citations: Iterable[Citation]) -> list[Piece]:
        return [(str(citation.provision), f"{citation.spelt}：“{citation.quote}”") for citation in citations] or [
            (NONE, "")
        ]

    # texts and flags

    def _text(self, key: str, expected: str) -> Difference | None:
        actual = getattr(self.answer, key)
        shown = NONE if actual is None else str(actual)
        return None if shown == expected else difference(key, [(expected, "")], [(shown, "")])

    _question = _asked = _rulebook = _version = _permitted = _text

    def _as_of(self, key: str, expected: Any) -> Difference | None:
        return self._text(key, expected.isoformat())

    def _error(self, key: str, expected: str) -> Difference | None:
        return difference(key, [(expected, "")], [self._status_piece(self.answer.status)])

    def _status(self, key: str, expected: str) -> Difference | None:
        actual = self.answer.status
        if expected == actual:
            return None
        return difference(key, [self._status_piece(expected)], [self._status_piece(actual)])

    def _status_piece(self, status: str) -> Piece:
        return status, self.words.words.say(status)

    def _by_default(self, key: str, expected: bool) -> Difference | None:
        actual = self.answer.by_default
        return None if expected is actual else difference(key, [(_shown(expected), "")], [(_shown(actual), "")])

    def _notes(self, key: str, expected: Any) -> Difference | None:
        notes = self.answer.notes
        there = [(str(note), "") for note in notes] or [(NONE, "")]
        if isinstance(expected, bool):
            return None if expected is bool(notes) else difference(key, [(_shown(expected), "")], there)
        absent = [
            text
            for text in expected
            if not any(_one_line(text) in _one_line(said) for note in notes for said in (note.text, note.text_en or ""))
        ]
        return missing(key, [(text, "") for text in absent], there) if absent or (not expected and notes) else None

    # names

    def _needs(self, key: str, expected: Sequence[str]) -> Difference | None:
        if tuple(expected) == self.answer.needs:
            return None
        return difference(key, [self.words.fact(name) for name in expected], self._facts_named(self.answer.needs))

    def _facts_named(self, names: Iterable[str]) -> list[Piece]:
        return [self.words.fact(name) for name in names] or [(NONE, "")]

    def _rules(self, key: str, expected: Sequence[str]) -> Difference | None:
        actual = self.answer.rules
        if set(expected) == set(actual):
            return None
        return difference(key, [(name, "") for name in sorted(expected)], [(name, "") for name in sorted(actual)])

    def _facts(self, key: str, expected: Mapping[str, str]) -> Difference | None:
        actual = {name: spelt_value(value) for name, value in self.answer.facts.items()}
        return self._entries(key, expected, actual)

    def _unstated(self, key: str, expected: Mapping[str, str]) -> Difference | None:
        return self._entries(key, expected, self.answer.unstated)

    def _assumed(self, key: str, expected: Any) -> Difference | None:
        actual = {assumption.fact: spelt_value(assumption.value) for assumption in self.answer.assumed}
        if isinstance(expected, Mapping):
            return self._entries(key, expected, actual)
        absent = [name for name in expected if name not in actual]
        if not absent and (expected or not actual):
            return None
        return missing(key, [self.words.fact(name) for name in absent], self._facts_named(actual))

    def _entries(self, key: str, expected: Mapping[str, str], actual: Mapping[str, str]) -> Difference | None:
        """Names with texts that must be among others; that there are none, where none is given."""
        if all(actual.get(name) == value for name, value in expected.items()) and (expected or not actual):
            return None
        lines: list[Line] = []
        for name, value in (expected or {NONE: ""}).items():
            if name not in actual or actual[name] != value:
                lines.append(Line(EXPECTED, f"{name}: {value}" if value else name))
        if not actual:
            lines.append(Line(ACTUAL, NONE))
        for name, value in actual.items():
            mark = ACTUAL if not expected or expected.get(name, value) != value else KEPT
            lines.append(Line(mark, f"{name}: {value}"))
        return Difference(key, tuple(lines))

    # citations

    def _citations(self, key: str, expected: Sequence[Provision]) -> Difference | None:
        citations: tuple[Citation, ...] = getattr(self.answer, key)
        absent = self._uncited(expected, citations)
        if not absent and (expected or not citations):
            return None
        return missing(key, absent, self._cited(citations))

    _nearest = _citations

    def _uncited(self, expected: Sequence[Provision], citations: Sequence[Citation]) -> list[Piece]:
        places = [citation.provision for citation in citations]
        wanted = [self._place(provision) for provision in expected]
        return [self._provision(place) for place in wanted if not any(other.within(place) for other in places)]

    # outcomes

    def _value(self, key: str, expected: Any) -> Difference | None:
        return self._outcome(key, expected, self.answer.value, self.answer.requires)

    def _ordinary(self, key: str, expected: Any) -> Difference | None:
        return self._outcome(key, expected, self.answer.ordinary)

    def _unresolved(self, key: str, expected: Any) -> Difference | None:
        actual = [step.to_dict() for step in self.answer.unresolved]
        if len(expected) == len(actual) and all(
            _equal(dict(wanted), found) for wanted, found in zip(expected, actual, strict=True)
        ):
            return None
        names = list(dict.fromkeys(name for wanted in expected for name in wanted)) or ["role", "action", "reason"]
        shown = [", ".join(f"{name}: {_shown(step.get(name))}" for name in names) for step in actual] or [NONE]
        wanted = [", ".join(f"{name}: {_shown(value)}" for name, value in step.items()) for step in expected] or [NONE]
        return difference(key, [(text, "") for text in wanted], [(text, "") for text in shown])

    def _absent(self, key: str, expected: Sequence[str]) -> Difference | None:
        if tuple(sorted(expected)) == self.answer.absent:
            return None
        return difference(
            key, *([(name, "") for name in names] or [(NONE, "")] for names in (expected, self.answer.absent))
        )

    def _pairs(self, key: str, expected: Mapping[str, str]) -> Difference | None:
        return self._entries(key, expected, self.answer.pairs)

    def _outcome(self, key: str, expected: Any, value: Any, requires: Node | None = None) -> Difference | None:
        if isinstance(expected, Mapping):
            return self._outcome_parts(key, expected, value)
        suffix = "" if requires is None else f" requires {canonical(requires)}"
        if expected == (NONE if value is None else f"{value}{suffix}"):
            return None
        found = difference(key, self.words.expected(expected), self.words.outcome(value, suffix))
        if any(line.mark != KEPT for line in found.lines):
            return found
        return difference(key, [(expected, "")], [(f"{value}{suffix}", "")])  # alike but for what joins the pieces

    def _outcome_parts(self, key: str, expected: Mapping[str, Any], value: Any) -> Difference | None:
        actual = {} if value is None else value.to_dict()
        if all(_equal(wanted, actual.get(name)) for name, wanted in expected.items()):
            return None
        lines: list[Line] = []
        for name, wanted in expected.items():
            same = _equal(wanted, actual.get(name))
            lines.append(Line(KEPT if same else EXPECTED, f"{name}: {_shown(wanted)}"))
            if not same:
                lines.append(Line(ACTUAL, f"{name}: {_shown(actual[name]) if name in actual else NONE}"))
        whole = [] if value is None else self.words.outcome(value)
        return Difference(key, (*lines, *(Line(KEPT, *piece) for piece in whole)))

    def _contains(self, key: str, expected: Sequence[str]) -> Difference | None:
        text = "" if self.answer.value is None else _one_line(str(self.answer.value))
        absent = [part for part in expected if _one_line(part) not in text]
        return missing(key, [(part, "") for part in absent], self.words.outcome(self.answer.value)) if absent else None

    def _lacks(self, key: str, expected: Sequence[str]) -> Difference | None:
        text = "" if self.answer.value is None else _one_line(str(self.answer.value))
        found = [_one_line(part) for part in expected if _one_line(part) in text]
        if not found:
            return None
        pieces = self.words.outcome(self.answer.value)
        lines = [Line(ACTUAL if any(part in piece[0] for part in found) else KEPT, *piece) for piece in pieces]
        return Difference(key, (*(Line(EXPECTED, f"no {part}") for part in found), *lines))

    # conditions

    def _requires(self, key: str, expected: str) -> Difference | None:
        actual = self.answer.requires
        if self._same(None if expected == NONE else expected, actual):
            return None
        there = (NONE, "") if actual is None else self.words.condition(actual)
        return difference(key, [(expected, self.words.condition_text(expected))], [there])

    def _same(self, expected: str | None, actual: Node | None) -> bool:
        """Whether two conditions mean the same: true for the same facts."""
        if expected is None:
            return actual is None
        if actual is not None and expected == canonical(actual):
            return True
        scope = self.book.question_and_slot(self.answer.question)[0].scope
        wanted = parse_condition(expected, scope)
        if actual is None:
            return False
        return Space([wanted, actual], list(scope.facts), limits={}).equivalent(wanted, actual)

    def _alternatives(self, key: str, expected: Sequence[ExpectedAlternative]) -> Difference | None:
        actual = list(self.answer.alternatives)
        if len(expected) == len(actual) and all(any(self._is(w, a) for a in actual) for w in expected):
            return None
        wanted = [next((self._alternative(a) for a in actual if self._is(w, a)), self._wanted(w)) for w in expected]
        return difference(key, wanted or [(NONE, "")], [self._alternative(a) for a in actual] or [(NONE, "")])

    def _is(self, wanted: ExpectedAlternative, actual: Alternative) -> bool:
        given = wanted.model_fields_set
        return (
            self._outcome("value", wanted.value, actual.value) is None
            and self._same(wanted.when, actual.when)
            and ("word" not in given or wanted.word == actual.word)
            and ("rule" not in given or wanted.rule == actual.rule)
            and ("by_default" not in given or wanted.by_default is actual.by_default)
            and ("requires" not in given or self._same(_absent(wanted.requires), actual.requires))
        )

    def _alternative(self, actual: Alternative) -> Piece:
        text, words = str(actual.value), f"{actual.word}：{self.words.words.inline(actual.value)}"
        for code, node in (("when", actual.when), ("requires", actual.requires)):
            if node is not None:
                spelt, said = self.words.condition(node)
                text += f" {code} {spelt}"
                words += self.words.words.say("if" if code == "when" else code, when=said)
        return f"{text} ({actual.rule})", words

    def _wanted(self, wanted: ExpectedAlternative) -> Piece:
        given = [
            f"{key} {getattr(wanted, key)}" for key in ("when", "requires", "word", "rule") if getattr(wanted, key)
        ]
        return " ".join([_shown(wanted.value), *given]), ""

    def _branches(self, key: str, expected: Sequence[ExpectedBranch]) -> Difference | None:
        actual = list(self.answer.branches)
        pairs = [(wanted, next((b for b in actual if self._same(wanted.when, b.when)), None)) for wanted in expected]
        wrong = [wanted for wanted, branch in pairs if branch is None or not self._holds(wanted, branch)]
        if not wrong and len(expected) == len(actual):
            return None
        order = {id(branch): index for index, branch in enumerate(actual)}
        pairs.sort(key=lambda pair: order.get(id(pair[1]), len(actual)))
        before = [
            self._branch(branch) if branch is not None and wanted not in wrong else self._wanted_branch(wanted)
            for wanted, branch in pairs
        ]
        return difference(
            key,
            [piece for pieces in before for piece in pieces] or [(NONE, "")],
            [piece for branch in actual for piece in self._branch(branch)] or [(NONE, "")],
        )

    def _holds(self, wanted: ExpectedBranch, branch: Branch) -> bool:
        given = wanted.model_fields_set
        return (
            ("status" not in given or wanted.status == branch.status)
            and ("value" not in given or self._outcome("value", wanted.value, branch.value) is None)
            and ("requires" not in given or self._same(_absent(wanted.requires), branch.requires))
            and ("permitted" not in given or wanted.permitted == (branch.permitted or NONE))
            and ("rules" not in given or set(wanted.rules or ()) == set(branch.rules))
            and ("citations" not in given or not self._uncited(wanted.citations or (), branch.citations))
        )

    def _branch(self, branch: Branch) -> list[Piece]:
        """A branch: a line for its condition and status, one for each step of its value."""
        when, words = self.words.condition(branch.when)
        head = (
            f"when {when}: {branch.status}",
            f"{self.words.words.say('branch', when=words)}{self.words.words.say(branch.status)}",
        )
        value = [] if branch.value is None else self.words.outcome(branch.value)
        requires = [] if branch.requires is None else [self.words.condition(branch.requires)]
        permitted = [] if branch.permitted is None else [(f"permitted {branch.permitted}", "")]
        required = [(f"requires {text}", said) for text, said in requires]
        return [head, *_indented(value), *_indented(permitted), *_indented(required)]

    def _wanted_branch(self, wanted: ExpectedBranch) -> list[Piece]:
        head = f"when {wanted.when}" + (f": {wanted.status}" if wanted.status else "")
        words = self.words.condition_text(wanted.when)
        given = [
            (f"{key} {_shown(getattr(wanted, key))}", "")
            for key in ("requires", "permitted", "rules", "citations")
            if getattr(wanted, key) is not None
        ]
        value: list[Piece] = []
        if isinstance(wanted.value, str):
            value = self.words.expected(wanted.value)
        elif wanted.value is not None:
            value = [(_shown(wanted.value), "")]
        return [(head, words and self.words.words.say("branch", when=words)), *_indented(value), *_indented(given)]


def _absent(text: str | None) -> str | None:
    return None if text == NONE else text


def _indented(pieces: Iterable[Piece]) -> list[Piece]:
    return [(f"  {text}", words) for text, words in pieces]


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _shown(value: Any) -> str:
    """A value of a case or of JSON, in one line."""
    if isinstance(value, str):
        return value
    if isinstance(value, Mapping):
        value = dict(value)
    if isinstance(value, tuple):
        value = [str(entry) for entry in value]
    return json.dumps(value, ensure_ascii=False, default=str)


def _equal(expected: Any, actual: Any) -> bool:
    """YAML gives text; JSON has numbers and booleans."""
    if isinstance(expected, list):
        return isinstance(actual, list) and len(expected) == len(actual) and all(map(_equal, expected, actual))
    if isinstance(expected, dict):
        return isinstance(actual, dict) and all(_equal(value, actual.get(key)) for key, value in expected.items())
    return bool(expected == (str(actual).lower() if isinstance(actual, bool) else str(actual)))
