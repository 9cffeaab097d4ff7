"""Answers: a status, a value, and what they rest and depend on."""

from __future__ import annotations

import datetime
import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

from ..errors import GovrulesError, NotAnswered, NoTruthValue
from ..language import Node, canonical
from ..language.question import spelt_value
from ..messages import Words, series
from ..model.base import FrozenMapping
from ..model.citations import Citation
from ..model.outcome import Outcome
from ..model.telling import Drawn, Pictured, Teller
from ..value import Value

if TYPE_CHECKING:
    import pandas

    from .receipt import Receipt
    from .variation import Variation

O = TypeVar("O", bound=Outcome)  # noqa: E741

ANSWERED, CONDITIONAL, SILENT, TRUNCATED, NOT_IN_FORCE = (
    "answered",
    "conditional",
    "silent",
    "truncated",
    "not_in_force",
)


NOTHING: FrozenMapping[Any, Any] = FrozenMapping()


class _NoTruth(Value):
    def __bool__(self) -> bool:
        raise NoTruthValue("answer.no_truth")


@dataclass(frozen=True, eq=False, repr=False)
class Alternative(_NoTruth):
    """What may be done instead: the text's word for the permission, and what it still depends on."""

    rule: str
    word: str
    value: Outcome
    when: Node | None
    requires: Node | None
    unstated: FrozenMapping[str, str]
    citations: tuple[Citation, ...]
    by_default: bool = False

    def to_dict(self) -> dict[str, Any]:
        """For JSON."""
        return {
            "rule": self.rule,
            "word": self.word,
            "value": self.value.to_dict(),
            "when": None if self.when is None else canonical(self.when),
            "requires": None if self.requires is None else canonical(self.requires),
            "by_default": self.by_default,
            "unstated": dict(self.unstated),
            "citations": [citation.to_dict() for citation in self.citations],
        }


@dataclass(frozen=True, eq=False, repr=False)
class UnresolvedStep(_NoTruth):
    """A step whose holder (`role`) is away, and why nobody acts; `action` is None where the question was
    who stands in. `reason`: `none` (no rule on that), `acts` (a rule, but only for the acts under
    `acts`), `requires` (what it requires is refused: `condition`), `depends` (on `condition`), `away`
    (those under `tried` are away too), `open` (the text names none of them), `same_person` (who is
    under `tried` does another step that the text gives to somebody else). `citations` are of those rules.
    """

    role: str
    title: str
    action: str | None
    reason: str
    tried: tuple[str, ...] = ()
    acts: tuple[str, ...] = ()
    condition: Node | None = None
    citations: tuple[Citation, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """For JSON."""
        return {
            "role": self.role,
            "title": self.title,
            "action": self.action,
            "reason": self.reason,
            "tried": list(self.tried),
            "acts": list(self.acts),
            "condition": None if self.condition is None else canonical(self.condition),
            "citations": [citation.to_dict() for citation in self.citations],
        }


@dataclass(frozen=True, eq=False, repr=False)
class Branch(_NoTruth):
    """One of the cases of a conditional answer: what holds `when` its condition does. `permitted` is the
    text's word where that is itself a permission."""

    when: Node
    status: str
    value: Outcome | None
    citations: tuple[Citation, ...]
    rules: tuple[str, ...] = ()
    alternatives: tuple[Alternative, ...] = ()
    requires: Node | None = None
    unresolved: tuple[UnresolvedStep, ...] = ()
    permitted: str | None = None

    def to_dict(self) -> dict[str, Any]:
        """For JSON."""
        return {
            "when": canonical(self.when),
            "status": self.status,
            "value": value_dict(self.value),
            "requires": None if self.requires is None else canonical(self.requires),
            "alternatives": [alternative.to_dict() for alternative in self.alternatives],
            "citations": [citation.to_dict() for citation in self.citations],
            "rules": list(self.rules),
            "permitted": self.permitted,
            "unresolved": [step.to_dict() for step in self.unresolved],
        }


@dataclass(frozen=True, eq=False, repr=False)
class Assumption(_NoTruth):
    """An ordinary case that was taken because nothing else was given, and what would follow
    otherwise."""

    fact: str
    value: Any
    otherwise: tuple[Branch, ...] = ()
    note: str | None = None

    def to_dict(self) -> dict[str, Any]:
        """For JSON."""
        return {
            "fact": self.fact,
            "value": spelt_value(self.value),
            "otherwise": [branch.to_dict() for branch in self.otherwise],
            "note": self.note,
        }


@dataclass(frozen=True, eq=False, repr=False)
class Note(_NoTruth):
    """An ambiguity or contradiction of the text that the answer touches."""

    text: str
    text_en: str | None = None
    citations: tuple[Citation, ...] = ()

    def __str__(self) -> str:
        return self.text

    def to_dict(self) -> dict[str, Any]:
        """For JSON."""
        return {
            "text": self.text,
            "text_en": self.text_en,
            "citations": [citation.to_dict() for citation in self.citations],
        }


class Source(Protocol):
    """The rulebook that gave an answer, as far as the answer asks it for more."""

    def explain(self, answer: Answer, lang: str = "zh", *, why_not: bool = True) -> str:
        """See Answer.explain."""

    def vary(self, answer: Answer) -> tuple[Variation, ...]:
        """See Answer.vary."""

    def receipt(self, answer: Answer) -> Receipt:
        """See Answer.receipt."""

    def written(self, answer: Answer) -> str:
        """See Answer.asked."""

    def drawing(self, answer: Answer, lang: str = "zh") -> Drawn:
        """See Answer.drawing."""

    def mimebundle(self, answer: Answer) -> Mapping[str, str]:
        """The answer for a notebook."""

    def frame(self, answer: Answer, lang: str = "zh") -> pandas.DataFrame:
        """See Answer.to_frame."""


@dataclass(frozen=True, eq=False, repr=False)
class Answer(_NoTruth, Pictured):
    """The answer to a question. See the README for what each status promises.

    `asked` is the question in canonical form. `status` is answered, conditional, silent, truncated or
    not_in_force; `value` the outcome, with
    `by_default` where the text says 一般 or 原则上; `alternatives` what may be done instead;
    `branches` and `needs` what a conditional answer depends on; `assumed` the ordinary cases taken;
    `permitted` the text's word where the value is itself a permission; `requires` another's act;
    `unstated` what the rule leaves open, with the text's word; `ordinary` the chain as it would be
    if nobody were away, where the text provides for no substitute, and `unresolved` the steps of it
    that nobody may take then, with the reason; `absent` the roles that were given as away, but for
    those of which `facts` says so, and `pairs` who was said to be whose partner.
    """

    question: str
    asked: str
    rulebook: str
    version: str
    facts: FrozenMapping[str, Any]
    status: str
    value: Outcome | None = None
    by_default: bool = False
    alternatives: tuple[Alternative, ...] = ()
    branches: tuple[Branch, ...] = ()
    needs: tuple[str, ...] = ()
    assumed: tuple[Assumption, ...] = ()
    requires: Node | None = None
    permitted: str | None = None
    unstated: FrozenMapping[str, str] = NOTHING
    rules: tuple[str, ...] = ()
    citations: tuple[Citation, ...] = ()
    notes: tuple[Note, ...] = ()
    nearest: tuple[Citation, ...] = ()
    ordinary: Outcome | None = None
    unresolved: tuple[UnresolvedStep, ...] = ()
    as_of: datetime.date | None = None
    absent: tuple[str, ...] = ()
    pairs: FrozenMapping[str, str] = NOTHING
    source: Source | None = field(default=None, repr=False, compare=False)
    explained: FrozenMapping[Any, str] = field(default=NOTHING, repr=False, compare=False)

    def require(self, kind: type[O]) -> O:
        """The value as an outcome of that kind; NotAnswered says why there is none."""
        if isinstance(self.value, kind):
            return self.value
        reason = Words(f"status.{self.status}") if self.value is None else Words("value_is", kind=self.value.kind)
        if self.needs:
            reason = Words("it_needs", reason=reason, needs=series(self.needs))
        raise NotAnswered("answer.not_answered", asked=self.asked, wanted=kind.kind, reason=reason)

    def explain(self, lang: str = "zh", *, why_not: bool = True) -> str:
        """The answer in words: what holds, on which article and words it rests, and (unless
        `why_not` is false) for each rule that did not apply the one part of it that failed.

        `lang` is `zh` or `en`.
        """
        if self.source is not None:
            return self.source.explain(self, lang, why_not=why_not)
        return self.explained[(lang, why_not)]

    def vary(self) -> tuple[Variation, ...]:
        """Which single changed fact would change the answer, and to what.

        One Variation for each fact and each answer that other values of it lead to: given facts and
        absent roles first, then those of which the ordinary case was taken, then the missing ones.
        Only what differs in meaning counts, not what it rests on; and that somebody else applies, or
        chairs, where a fact names who does, is by itself no other answer. Of facts that the outcome only
        computes with, those are varied on which a verdict turns (enough present, or not). A
        comparison that adds months to a date is not searched for the day on which it turns.
        GovrulesError where the answer has been unpickled: `book.vary(answer)` then does it.
        """
        return self._source("vary").vary(self)

    def receipt(self) -> Receipt:
        """What was asked, of which rulebook, and what it answered: to be kept, and verified later.

        GovrulesError where the answer has been unpickled: `book.receipt(answer)` then does it.
        """
        return self._source("receipt").receipt(self)

    def drawing(self, lang: str = "zh") -> Drawn:
        """The answer as a picture: its value, its cases, and what may be done instead. `lang` is `zh` or `en`.

        GovrulesError where the answer has been unpickled: `book.drawing(answer)` then does it.
        """
        return self._source("drawing").drawing(self, lang)

    def to_frame(self, lang: str = "zh") -> pandas.DataFrame:
        """The answer as a pandas data frame: a row for each step, entry or other outcome of its value, of
        each of its cases and of what may be done instead. Needs the extra `frames` (GovrulesError).

        GovrulesError where the answer has been unpickled: `book.frame(answer)` then does it.
        """
        return self._source("frame").frame(self, lang)

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> Mapping[str, str]:
        if self.source is None:
            return {"text/plain": self.explained["zh", False]}
        return self.source.mimebundle(self)

    def _source(self, wanted: str) -> Source:
        if self.source is None:
            raise GovrulesError("answer.no_rulebook", rulebook=self.rulebook, wanted=wanted)
        return self.source

    def to_dict(self) -> dict[str, Any]:
        """The answer as JSON data; statuses, names and the form of values are stable."""
        return {
            "question": self.question,
            "asked": self.asked,
            "rulebook": self.rulebook,
            "version": self.version,
            "facts": {name: plain(value) for name, value in self.facts.items()},
            "status": self.status,
            "value": value_dict(self.value),
            "by_default": self.by_default,
            "alternatives": [alternative.to_dict() for alternative in self.alternatives],
            "branches": [branch.to_dict() for branch in self.branches],
            "needs": list(self.needs),
            "assumed": [assumption.to_dict() for assumption in self.assumed],
            "requires": None if self.requires is None else canonical(self.requires),
            "permitted": self.permitted,
            "unstated": dict(self.unstated),
            "rules": list(self.rules),
            "citations": [citation.to_dict() for citation in self.citations],
            "notes": [note.to_dict() for note in self.notes],
            "nearest": [citation.to_dict() for citation in self.nearest],
            "ordinary": value_dict(self.ordinary),
            "unresolved": [step.to_dict() for step in self.unresolved],
            "as_of": None if self.as_of is None else self.as_of.isoformat(),
            "absent": list(self.absent),
            "pairs": dict(self.pairs),
        }

    def to_json(self, *, indent: int | None = None) -> str:
        """The answer as JSON text, Chinese as it is."""
        return json.dumps(self.to_dict(), ensure_ascii=False, indent=indent)

    def __getstate__(self) -> dict[str, Any]:
        state = {**self.__dict__, "asked": self.asked}
        if self.source is not None:  # a pickled answer keeps its words, not the rulebook
            state["explained"] = FrozenMapping(
                {(lang, why): self.explain(lang, why_not=why) for lang in ("zh", "en") for why in (True, False)}
            )
            state["source"] = None
        return state

    def __setstate__(self, state: dict[str, Any]) -> None:
        self.__dict__.update(state)


class _Written:
    """`asked`, written when it is first read where an answer was remembered; a `__getattr__` of the answer would
    slow down the reading of every other attribute."""

    def __get__(self, answer: Answer | None, owner: type[Answer]) -> Any:
        if answer is None or answer.source is None:
            raise AttributeError("asked")
        return answer.__dict__.setdefault("asked", answer.source.written(answer))


if not TYPE_CHECKING:
    Answer.asked = _Written()


def value_dict(value: Any) -> Any:
    """A value for JSON: an outcome, or the one part of it to which a question was narrowed."""
    return value.to_dict() if isinstance(value, Outcome) else None if value is None else spelt_value(value)


def plain(value: Any) -> Any:
    """The value of a fact as JSON data: bool and whole numbers as such, the rest as it is spelt."""
    return value if isinstance(value, bool | int) else spelt_value(value)


def ordinary_citations(answer: Answer) -> tuple[Citation, ...]:
    """What the chain as if nobody were away rests on: what is nearest, but for the rules on substitution."""
    instead = {citation for step in answer.unresolved for citation in step.citations}
    return tuple(citation for citation in answer.nearest if citation not in instead)


def told(answer: Answer, teller: Teller) -> Answer:
    """The answer with outcomes that have somebody who tells them, and what they rest on; a part to which a
    question was narrowed may be no outcome, but a text."""

    def outcome(value: Any, citations: tuple[Citation, ...]) -> Any:
        return value.told_by(teller.resting_on(citations)) if isinstance(value, Outcome) else value

    def permitted(alternatives: tuple[Alternative, ...]) -> tuple[Alternative, ...]:
        return tuple(replace(entry, value=outcome(entry.value, entry.citations)) for entry in alternatives)

    def cases(branches: tuple[Branch, ...]) -> tuple[Branch, ...]:
        return tuple(
            replace(branch, value=outcome(branch.value, branch.citations), alternatives=permitted(branch.alternatives))
            for branch in branches
        )

    return replace(
        answer,
        value=outcome(answer.value, answer.citations),
        ordinary=outcome(answer.ordinary, ordinary_citations(answer)),
        alternatives=permitted(answer.alternatives),
        branches=cases(answer.branches),
        assumed=tuple(replace(taken, otherwise=cases(taken.otherwise)) for taken in answer.assumed),
    )
