"""The vocabulary: roles, actions, events, counts, enumerations, facts and questions.

All rulebooks share it; each thing has one id, a Chinese and an English label, and other words.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Annotated, Any, Literal, NamedTuple

from pydantic import BeforeValidator, Field

from ..language import DATE, FLAG, NUMBER, TIME, Domain, Type
from .base import Flag, FrozenMapping, Label, Labelled, Text, TextMapping, Texts, WholeNumber
from .position import Position

SIMPLE_TYPES: Mapping[str, Type] = {
    "flag": FLAG,
    "integer": Type("number", integer=True),
    "number": NUMBER,
    "date": DATE,
    "time": TIME,
    "duration": Type("duration"),
    "months": Type("months"),
    "working_days": Type("working_days"),
    "money": Type("money"),
}
OutcomeKind = Literal[
    "chain", "threshold", "substitution", "roles", "items", "modality", "deadline", "frequency", "limit"
]


def _listed_kinds(value: Any) -> Any:
    return [value] if isinstance(value, str) else value


class Role(Labelled):
    """A person, a body or a meeting that rules name. `held_by` is the fact that says who holds a
    role which only the occasion names; of one that `acts_when_away` no absence hinders the acts
    (whoever asks for leave). `partner_of` is the fact that names the absent one whose partner in a
    pairing (AB岗) this is: who is paired with whom only the caller knows. `same_as` is another role
    that, in one matter, the same person holds."""

    kind: Literal["person", "body", "meeting"] = "person"
    broader: Text | None = Field(default=None, alias="is")
    held_by: Text | None = None
    acts_when_away: Flag = False
    partner_of: Text | None = None
    same_as: Text | None = None


class Action(Labelled):
    """What a step does. Of an `addressed` action the roles are the addressee. A `separate` action
    clears the matter (review, approve, sign): a stand-in does not do two of them that the text gives
    to two persons."""

    addressed: Flag = False
    separate: Flag = False


class Term(Labelled):
    """An event, a way of counting members, a capacity, or another thing with a name."""


class Capacity(Term):
    """In what capacity roles are named (member, sits in, convenes). With `action` whoever is named
    acts, and cannot when away."""

    action: Text | None = None


class Choice(Labelled):
    """A value of an enumeration; `is` names the wider value that it always is."""

    broader: Text | None = Field(default=None, alias="is")


class Subject(Labelled):
    """What the questions of one subject (`document.…`) are about: words that say no more in any of them
    (公文, 文件, document). `question` is the one that they ask where a phrase says facts and asks nothing
    else (副县长外出学习 请假)."""

    question: Text | None = None


class FactDefinition(Labelled):
    """A typed input. `type` is a simple type, `role`, or the name of an enumeration; `default` is
    the ordinary case; `absent` is the role whose absence this flag states. In a phrase a value of one that
    is `named` counts only where its name stands beside (主持人为县长): a role may be anything there. A role
    to whom, or by whom, something is done (由县长, by the head) is a value only of one that `acts`: who proposes,
    but not who asks for leave."""

    type: Text
    default: Text | None = None
    minimum: WholeNumber | None = None
    maximum: WholeNumber | None = None
    unit: Label | None = None
    named: Flag = False
    acts: Flag = False
    absent: Text | None = None


class QuestionDefinition(Labelled):
    """A thing that a rulebook can be asked. Guards may read the facts under `decides`; the outcome
    computes with those under `computes`. `collect` questions gather all rules that apply. `outcome`
    is the kind of its outcomes, or the kinds where rulebooks differ in it. `phrases` are the words by
    which people ask it (谁签发, who signs), `mentions` words that may stand in it and ask
    nothing (纪要, where amending minutes is asked). `accept` are findings of `govrules check` that are accepted
    here: code -> the reason."""

    asks: Label
    outcome: Annotated[tuple[OutcomeKind, ...], BeforeValidator(_listed_kinds), Field(min_length=1)]
    collect: Flag = False
    decides: Texts = ()
    computes: Texts = ()
    defaults: TextMapping = FrozenMapping()
    constraints: Texts = ()
    holder: Text | None = None
    phrases: Texts = ()
    mentions: Texts = ()
    accept: TextMapping = FrozenMapping()


SECTIONS = (
    "roles",
    "actions",
    "events",
    "counts",
    "capacities",
    "terms",
    "enumerations",
    "facts",
    "subjects",
    "questions",
)
SINGULAR = {
    "roles": "role",
    "actions": "action",
    "events": "event",
    "counts": "count",
    "capacities": "capacity",
    "terms": "term",
    "questions": "question",
}


class Overview(NamedTuple):
    """What it takes all entries of a vocabulary to see: `words` are the spellings of each kind, `broader_roles` the
    wider role that a role always is, `same_persons` the roles that one person holds in one matter, the role itself
    first, `standing_in` the questions about who acts for somebody who is away, and `holder_facts` the facts that say
    who holds a role which only the occasion names, or whose partner it is."""

    words: Mapping[str, dict[str, str]]
    broader_roles: Mapping[str, str]
    same_persons: Mapping[str, Sequence[str]]
    standing_in: Sequence[str]
    holder_facts: Sequence[str]


def overview_of(sections: Mapping[str, Mapping[str, Any]]) -> Overview:
    """The overview of the sections of a vocabulary."""
    roles: Mapping[str, Role] = sections["roles"]
    questions: Mapping[str, QuestionDefinition] = sections["questions"]
    return Overview(
        {SINGULAR[name]: spelling(sections[name]) for name in SINGULAR},
        _broader(roles),
        _same_persons(roles),
        [name for name, asked in questions.items() if asked.holder is not None and "substitution" in asked.outcome],
        sorted({fact for role in roles.values() for fact in (role.held_by, role.partner_of) if fact is not None}),
    )


class Vocabulary:
    """All vocabulary files together, with every word looked up by kind.

    `digest` is the hash of what was loaded, whatever has become of the files since. `places` says where each
    fact is defined, and where each question names it: (fact,) and (question, fact). `overview` is what it takes
    all entries to see, where that is known already.
    """

    def __init__(
        self,
        sections: Mapping[str, Mapping[str, Any]],
        digest: str,
        places: Mapping[tuple[str, ...], Position],
        overview: Overview | None = None,
    ) -> None:
        self.sections = sections
        self.digest = digest
        self.places = places
        self.roles: Mapping[str, Role] = sections["roles"]
        self.actions: Mapping[str, Action] = sections["actions"]
        self.events: Mapping[str, Term] = sections["events"]
        self.counts: Mapping[str, Term] = sections["counts"]
        self.capacities: Mapping[str, Capacity] = sections["capacities"]
        self.terms: Mapping[str, Term] = sections["terms"]
        self.enumerations: Mapping[str, Mapping[str, Choice]] = sections["enumerations"]
        self.facts: Mapping[str, FactDefinition] = sections["facts"]
        self.subjects: Mapping[str, Subject] = sections["subjects"]
        self.questions: Mapping[str, QuestionDefinition] = sections["questions"]
        self.overview = overview_of(sections) if overview is None else overview
        self.words = self.overview.words
        self.domains: Mapping[str, Domain] = _Domains(self.enumerations)

    def role_domain(self, titles: Mapping[str, str], groups: Mapping[str, tuple[str, ...]]) -> Domain:
        """The roles, with a rulebook's local titles among their spellings, and its classes."""
        words = self.words["role"] | {title: role for role, title in titles.items()}
        return Domain("role", tuple(self.roles), words, self.overview.broader_roles, groups)

    def same(self, role: str) -> tuple[str, ...]:
        """The role, and those that the same person holds in one matter."""
        return tuple(self.overview.same_persons.get(role, (role,)))

    def may_be_same(self, first: str, second: str) -> bool:
        """Whether one person may hold both roles: one of them, or a broader one of both, is the other."""
        return bool(set(self._broader_roles(first)) & set(self._broader_roles(second)))

    def _broader_roles(self, role: str) -> Iterator[str]:
        for current in self.same(role):
            wider: str | None = current
            while wider is not None:
                yield wider
                wider = self.overview.broader_roles.get(wider)

    def is_a(self, role: str, wider: str) -> bool:
        """Whether the holder of `role` always holds `wider` too."""
        current: str | None = role
        while current is not None and current != wider:
            current = self.overview.broader_roles.get(current)
        return current is not None


class _Domains(Mapping[str, Domain]):
    """The domain of each enumeration, made when it is first asked for."""

    def __init__(self, enumerations: Mapping[str, Mapping[str, Choice]]) -> None:
        self._enumerations = enumerations
        self._made: dict[str, Domain] = {}

    def __getitem__(self, name: str) -> Domain:
        found = self._made.get(name)
        if found is None:
            values = self._enumerations[name]
            made = Domain(name, tuple(values), spelling(values), _broader(values))
            found = self._made.setdefault(name, made)
        return found

    def __contains__(self, name: object) -> bool:
        return name in self._enumerations

    def __iter__(self) -> Iterator[str]:
        return iter(self._enumerations)

    def __len__(self) -> int:
        return len(self._enumerations)


def localized(label: str, vocabulary: Vocabulary, titles: Mapping[str, str]) -> str:
    """A label with the local titles of the roles that it names: {head}外出 is 县长外出."""
    return re.sub(r"\{(\w+)\}", lambda named: titles.get(named[1]) or vocabulary.roles[named[1]].zh, label)


def _same_persons(roles: Mapping[str, Role]) -> dict[str, tuple[str, ...]]:
    """Each role that shares its holder with others -> all of them, itself first."""
    groups: dict[str, list[str]] = {}
    for name, role in roles.items():
        if role.same_as is not None:
            groups.setdefault(role.same_as, [role.same_as]).append(name)
    return {name: (name, *(other for other in group if other != name)) for group in groups.values() for name in group}


def spelling(entries: Mapping[str, Any]) -> dict[str, str]:
    """Every id, label and alias -> the id. Ids win over labels, earlier entries over later ones."""
    words: dict[str, str] = {}
    for name, entry in entries.items():
        for word in entry.words:
            words.setdefault(word, name)
    return words | {name: name for name in entries}


def shared_words(entries: Mapping[str, Any]) -> Iterator[tuple[str, str, str]]:
    """Words that would name two entries: (word, first, second)."""
    seen: dict[str, str] = {}
    for name, entry in entries.items():
        for word in dict.fromkeys((name, *entry.words)):
            if word in seen:
                yield word, seen[word], name
            seen.setdefault(word, name)


def _broader(entries: Mapping[str, Any]) -> dict[str, str]:
    return {name: entry.broader for name, entry in entries.items() if entry.broader is not None}
