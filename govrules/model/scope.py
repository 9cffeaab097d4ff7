"""What the rules of one question in one rulebook may speak of."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction
from functools import cached_property
from typing import Any

from ..language import FLAG, Domain, Fact, Type
from ..value import Value
from .base import Label
from .rulebook import Reading, RoleClass
from .vocabulary import SIMPLE_TYPES, FactDefinition, QuestionDefinition, Vocabulary, localized, spelling


@dataclass(frozen=True, eq=False, repr=False)
class FactUse(Value):
    """A fact as one question of one rulebook uses it."""

    name: str
    label: Label
    type: Type
    default: Any = None
    computes: bool = False
    minimum: int | None = None
    maximum: int | None = None
    unit: Label | None = None
    absent: str | None = None
    reading: Reading | None = None
    words: tuple[str, ...] = ()
    value_labels: Mapping[str, Label] = field(default_factory=dict, hash=False, compare=False)

    def possible(self, amount: Fraction) -> bool:
        """Whether a number lies within what the vocabulary says of the fact."""
        above = self.minimum is None or amount >= self.minimum
        return above and (self.maximum is None or amount <= self.maximum)


class _RoleLabels(Mapping[str, Label]):
    """The label of each role in one rulebook, made when it is first asked for."""

    def __init__(self, names: LocalNames) -> None:
        self._names = names
        self._made: dict[str, Label] = {}

    def __getitem__(self, role: str) -> Label:
        found = self._made.get(role)
        if found is None:
            entry = self._names.vocabulary.roles[role]
            found = self._made.setdefault(role, Label.made(zh=self._names.title(role), en=entry.en))
        return found

    def __contains__(self, role: object) -> bool:
        return role in self._names.vocabulary.roles

    def __iter__(self) -> Iterator[str]:
        return iter(self._names.vocabulary.roles)

    def __len__(self) -> int:
        return len(self._names.vocabulary.roles)


class LocalNames:
    """The names of one rulebook: the vocabulary's, with its own titles and readings."""

    def __init__(
        self,
        vocabulary: Vocabulary,
        titles: Mapping[str, str],
        readings: Mapping[str, Reading],
        classes: Mapping[str, RoleClass],
    ) -> None:
        self.vocabulary = vocabulary
        self.titles = titles
        self.classes = classes
        self.readings = {name: self._reading(name, reading) for name, reading in readings.items()}
        self._shared: dict[str, FactUse] = {}

    @cached_property
    def roles(self) -> Domain:
        """The roles, with the local titles among their spellings, and the rulebook's classes."""
        return self.vocabulary.role_domain(self.titles, {name: group.roles for name, group in self.classes.items()})

    @cached_property
    def words(self) -> Mapping[str, dict[str, str]]:
        """Every word for the things of a kind -> its id."""
        return {**self.vocabulary.words, "role": dict(self.roles.labels)}

    @cached_property
    def role_labels(self) -> Mapping[str, Label]:
        """The label of each role, with its local title."""
        return _RoleLabels(self)

    def title(self, role: str) -> str:
        """The local title of a role, else its general Chinese label."""
        return self.titles.get(role) or self.vocabulary.roles[role].zh

    def domain(self, kind: str) -> Domain:
        """The domain of a fact type that is a choice."""
        return self.roles if kind == "role" else self.vocabulary.domains[kind]

    def fact(self, name: str) -> FactUse:
        """A fact of the vocabulary, with its own default."""
        if name not in self._shared:
            self._shared[name] = self._use(name, self.vocabulary.facts[name])
        return self._shared[name]

    def _use(self, name: str, definition: FactDefinition) -> FactUse:
        kind = SIMPLE_TYPES.get(definition.type)
        labels: Mapping[str, Any] = {}
        if kind is None:
            kind = Type("choice", self.domain(definition.type))
            labels = self.vocabulary.enumerations.get(definition.type) or self.role_labels
        return FactUse(
            name=name,
            label=Label.made(zh=self._localized(definition.zh), en=self._localized(definition.en)),
            type=kind,
            default=default_value(kind, definition.default),
            minimum=definition.minimum,
            maximum=definition.maximum,
            unit=definition.unit,
            absent=definition.absent,
            words=(name, *dict.fromkeys(self._localized(word) for word in definition.words)),
            value_labels=labels,
        )

    def _localized(self, label: str) -> str:
        return localized(label, self.vocabulary, self.titles)

    @staticmethod
    def _reading(name: str, reading: Reading) -> FactUse:
        domain = Domain(name, tuple(reading.values), spelling(reading.values), {})
        return FactUse(
            name=name,
            label=Label.made(zh=reading.zh, en=reading.en),
            type=Type("choice", domain),
            default=reading.default,
            reading=reading,
            words=(name, *reading.words),
            value_labels=reading.values,
        )


def default_value(kind: Type, text: str | None) -> Any:
    """The ordinary case as a value: a bool for a flag, the id of a choice."""
    return text == "true" if kind == FLAG and text is not None else text


class QuestionScope:
    """The scope of one question's guards, and the context in which its rules are validated."""

    def __init__(self, names: LocalNames, question: str) -> None:
        self.local = names
        self.definition: QuestionDefinition = names.vocabulary.questions[question]
        self.question = question
        self.facts: dict[str, FactUse] = {}
        for name in (*self.definition.decides, *self.definition.computes):
            use = names.fact(name)
            if name in self.definition.defaults:
                use = replace(use, default=default_value(use.type, self.definition.defaults[name]))
            if name in self.definition.computes:
                use = replace(use, computes=True)
            self.facts[name] = use
        self.by_word: dict[str, str] = {}
        for use in self.facts.values():
            for word in use.words:
                self.by_word.setdefault(word, use.name)
        self.reading_words = {word: use.name for use in names.readings.values() for word in use.words}

    @property
    def scope(self) -> QuestionScope:
        """Itself: rules are validated with the scope as their context."""
        return self

    @property
    def outcome_scope(self) -> OutcomeScope:
        """The scope of amounts: the facts that the outcome computes with, too."""
        return OutcomeScope(self)

    def use_of(self, name: str) -> FactUse:
        """A fact or reading by its id."""
        return self.facts[name] if name in self.facts else self.local.readings[name]

    def fact(self, word: str) -> Fact | None:
        """See language.Scope: the facts that decide, and the rulebook's readings."""
        name = self.by_word.get(word)
        if name is not None and not self.facts[name].computes:
            return Fact(name, self.facts[name].type)
        reading = self.reading_words.get(word)
        return None if reading is None else Fact(reading, self.local.readings[reading].type)

    def fact_words(self) -> Iterable[str]:
        """See language.Scope."""
        return [*self.by_word, *self.reading_words]

    def names(self, kind: str) -> dict[str, str]:
        """See RuleContext."""
        return self.local.words[kind]

    def addressed(self, action: str) -> bool:
        """Whether the roles of such an act are its addressee."""
        vocabulary = self.local.vocabulary
        return vocabulary.actions[vocabulary.words["action"][action]].addressed

    def capacity_action(self, capacity: str) -> str | None:
        """What somebody in that capacity does; None where it is no act."""
        vocabulary = self.local.vocabulary
        return vocabulary.capacities[vocabulary.words["capacity"][capacity]].action

    @property
    def classes(self) -> Mapping[str, RoleClass]:
        """See RuleContext."""
        return self.local.classes

    def title(self, role: str) -> str:
        """See RuleContext."""
        return self.local.title(role)


class Scopes(Mapping[str, QuestionScope]):
    """The scope of every question that the vocabulary has, each made when it is first asked for."""

    def __init__(self, names: LocalNames) -> None:
        self._names = names
        self._made: dict[str, QuestionScope] = {}

    def __getitem__(self, question: str) -> QuestionScope:
        found = self._made.get(question)
        if found is None:
            found = self._made.setdefault(question, QuestionScope(self._names, question))
        return found

    def __contains__(self, question: object) -> bool:
        return question in self._names.vocabulary.questions

    def __iter__(self) -> Iterator[str]:
        return iter(self._names.vocabulary.questions)

    def __len__(self) -> int:
        return len(self._names.vocabulary.questions)


class OutcomeScope:
    """What an amount in an outcome may speak of: every fact of the question."""

    def __init__(self, scope: QuestionScope) -> None:
        self.inner = scope

    def fact(self, word: str) -> Fact | None:
        """See language.Scope."""
        name = self.inner.by_word.get(word)
        return self.inner.fact(word) if name is None else Fact(name, self.inner.facts[name].type)

    def fact_words(self) -> Iterable[str]:
        """See language.Scope."""
        return self.inner.fact_words()
