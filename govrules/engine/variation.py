"""What one changed fact would change: a case of `Answer.vary`, and what counts as another answer."""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from dataclasses import dataclass, field
from typing import Any

from pydantic import BaseModel

from ..language import Node, canonical
from ..model.base import FrozenMapping, Label
from ..model.citations import Citation
from ..model.outcome import Outcome
from .answer import Alternative, Answer, plain

ABSENT = "absent"
"""The name under which a role that is given as away is varied."""

GIVEN, ASSUMED, MISSING = "given", "assumed", "missing"


@dataclass(frozen=True)
class Variation:
    """One fact, other values of it, and the answer that they lead to.

    `basis` says whether the fact was `given`, its ordinary case `assumed`, or `missing`; `from_` its
    value so far (None: missing; UNKNOWN: expressly unknown). `when` is the condition of the other
    values, `to` the nearest of them, and `answer` what was answered when it was asked with `to`, but
    for what that assumes in turn (ask `answer.asked` for it); the other values of `when` are answered
    alike, and `citations` has what any of them rests on.
    """

    fact: str
    label: Label
    basis: str
    from_: Any
    to: Any
    when: Node
    answer: Answer
    citations: tuple[Citation, ...]
    sentences: FrozenMapping[str, str] = field(repr=False, compare=False)

    @property
    def status(self) -> str:
        """The status of the other answer."""
        return self.answer.status

    @property
    def value(self) -> Outcome | None:
        """The value of the other answer."""
        return self.answer.value

    def sentence(self, lang: str = "zh") -> str:
        """The case in one line; `lang` is `zh` or `en` (ValueError for any other)."""
        if lang not in self.sentences:
            raise ValueError("lang must be 'zh' or 'en'")
        return self.sentences[lang]

    def __str__(self) -> str:
        return self.sentence()

    def to_dict(self) -> dict[str, Any]:
        """For JSON: `fact`, `label`, `basis`, `from`, `to`, `when` (as the language spells it), and of
        the other answer `status`, `value`, `by_default`, `alternatives`, `branches`, `needs`,
        `requires`, `permitted` and `citations`, in the form of Answer.to_dict."""
        other = self.answer.to_dict()
        kept = ("status", "value", "by_default", "alternatives", "branches", "needs", "requires", "permitted")
        return {
            "fact": self.fact,
            "label": {"zh": self.label.zh, "en": self.label.en},
            "basis": self.basis,
            "from": None if self.from_ is None else plain(self.from_),
            "to": plain(self.to),
            "when": canonical(self.when),
            **{name: other[name] for name in kept},
            "citations": [citation.to_dict() for citation in self.citations],
        }


def meaning(answer: Answer, own: frozenset[str] = frozenset()) -> Hashable:
    """Two answers of one rulebook mean the same when these agree: what they say, but not what it rests
    on, nor the numbers that an outcome only carries along. The roles of `own`, by id and title, are all
    alike. Conditions and words count as they are written, and so does the text's word for a permission:
    the user reads them. (engine.meaning compares rulebooks, for all facts and without their wording.)"""
    branches = [
        (
            branch.when,
            branch.status,
            _said(branch.value, own),
            branch.requires,
            branch.permitted,
            permissions(branch.alternatives, own),
        )
        for branch in answer.branches
    ]
    return (*ruling(answer, own), tuple(branches), permissions(answer.alternatives, own))


def ruling(answer: Answer, own: frozenset[str] = frozenset()) -> tuple[Hashable, ...]:
    """What an answer says without cases and permissions."""
    return answer.status, _said(answer.value, own), answer.by_default, answer.requires, answer.permitted


def permissions(alternatives: Iterable[Alternative], own: frozenset[str] = frozenset()) -> tuple[Hashable, ...]:
    """What alternatives permit, without the rule that does."""
    return tuple((a.word, _said(a.value, own), a.when, a.requires, a.by_default) for a in alternatives)


def _said(part: Any, own: frozenset[str]) -> Hashable:
    """A value, or a part of one, without what it rests on."""
    if isinstance(part, tuple):
        return tuple("" if isinstance(entry, str) and entry in own else _said(entry, own) for entry in part)
    if not isinstance(part, BaseModel):
        return part  # type: ignore[no-any-return]
    skipped = {"citations", "rests_on", "note"}
    verdict = None
    if isinstance(part, Outcome):
        skipped |= set(part.carried)
        verdict = part.verdict()
    fields = tuple(_said(getattr(part, name), own) for name in type(part).model_fields if name not in skipped)
    return type(part), verdict, fields
