"""A rulebook as its files give it: the instrument, local names, the ledger, and the rules."""

import re
from typing import Annotated, Any, Literal, Self

from pydantic import BeforeValidator, Field, InstanceOf, model_validator

from ..language import Node, conjunction, disjunction
from ..messages import Words
from .base import (
    Date,
    FrozenMapping,
    Label,
    Labelled,
    Model,
    Read,
    Text,
    TextMapping,
    Texts,
    listed,
    refuse,
    unknown_key,
    whole_number,
)
from .citations import Quotation
from .names import Condition, RoleName
from .outcome import Outcome, citation_pairs
from .position import Position


def _with_citations(value: Any) -> Any:
    return citation_pairs(value) if isinstance(value, dict) else value


def _version(value: Any) -> str:
    """A word that can stand in `kangle@2019`."""
    if not isinstance(value, str):
        raise refuse("schema.type", expected=Words("text"))
    if not re.fullmatch(r"\w[\w.-]*", value):
        raise refuse("schema.version", value=value)
    return value


VersionName = Annotated[str, Read(_version)]


class Instrument(Model):
    """The issued document: its title, number and dates. Without `in_force_from` it counts as in
    force, and answers say so."""

    title: Text
    number: Text | None = None
    issuer: Text
    issued: Date | None = None
    in_force_from: Date | None = None
    in_force_until: Date | None = None
    repeals: Texts = ()
    citations: tuple[Quotation, ...] = ()
    note: Text | None = None

    @model_validator(mode="after")
    def _dates(self) -> Self:
        if self.in_force_from and self.in_force_until and self.in_force_until < self.in_force_from:
            problem = Words("dates_reversed", until=self.in_force_until, start=self.in_force_from)
            raise refuse("schema.value", problem=problem, at=("in_force_until",))
        return self


class RoleClass(Labelled):
    """A class of roles that the instrument itself defines (会议组成人员), with its source."""

    roles: Annotated[tuple[RoleName, ...], Field(min_length=1)]
    citations: Annotated[tuple[Quotation, ...], Field(min_length=1)]


class ReadingValue(Label):
    """One reading of an ambiguous text, and the words that speak for it."""

    aliases: Texts = ()
    broader: None = None
    citations: Annotated[tuple[Quotation, ...], Field(min_length=1)]

    @property
    def words(self) -> tuple[str, ...]:
        """Every word for it."""
        return (self.zh, self.en, *self.aliases)


def _values(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _with_citations(entry) for name, entry in value.items()}
    return value


class Reading(Labelled):
    """An ambiguity of the text, declared once as a fact whose values are the readings. `default`
    is the reading taken; without one, an answer that turns on it is conditional."""

    values: Annotated[dict[str, ReadingValue], BeforeValidator(_values), Field(min_length=2)]
    default: Text | None = None


class Lost(Label):
    """What the source text has lost: from which article on, and the questions that stood there. Of a
    question that is lost in part, the rules that are left still answer."""

    start: Text = Field(alias="from")
    questions: Texts


class Judgement(Model):
    """Who classifies a matter (重要的, 重大) where the text says so."""

    by: Annotated[tuple[RoleName, ...], BeforeValidator(listed), Field(min_length=1)]
    citations: Annotated[tuple[Quotation, ...], Field(min_length=1)]


class RulebookFile(Model):
    """rulebook.yaml."""

    id: Text
    label: Label
    aliases: Texts = ()
    version: VersionName
    instrument: Annotated[Instrument, BeforeValidator(_with_citations)]
    titles: dict[str, Text] = {}
    classes: Annotated[dict[str, RoleClass], BeforeValidator(_values)] = {}
    readings: dict[str, Reading] = {}
    judged: Annotated[dict[str, Judgement], BeforeValidator(_values)] = {}
    lost: Lost | None = None
    nearest: dict[str, Annotated[tuple[Quotation, ...], Field(min_length=1)]] = {}

    @property
    def names(self) -> tuple[str, ...]:
        """What the government is called, beside its id."""
        return (self.label.zh, self.label.en, *self.aliases)


class LedgerEntry(Model):
    """What became of one paragraph: `encoded` (some rule cites it), `declaratory` (no decidable
    norm, with the reason) or `pending` (not yet encoded). `items` counts its items; a list counts
    the sub-items of each."""

    state: Literal["encoded", "declaratory", "pending"]
    reason: Text | None = None
    items: tuple[int, ...] = ()


def ledger_entry(value: Any) -> LedgerEntry:
    """`encoded`, or a mapping with one state and perhaps `items`."""
    if isinstance(value, str):
        value = {value: None} if value in ("encoded", "pending") else {value: ""}
    if not isinstance(value, dict):
        raise refuse("schema.type", key=Words("a_ledger_entry"), expected=Words("word_or_mapping"))
    keys = ("encoded", "declaratory", "pending", "items")
    for key in value:
        if key not in keys:
            raise unknown_key(key, keys)
    states = [key for key in value if key != "items"] or ["encoded"]
    if len(states) > 1:
        raise refuse("schema.value", problem=Words("one_state", first=states[0], second=states[1]))
    reason = value.get(states[0]) or None
    if reason is not None and not isinstance(reason, str):
        raise refuse("schema.type", expected=Words("text"), at=(states[0],))
    if states[0] == "declaratory" and not reason:
        raise refuse("schema.value", problem=Words("no_reason"))
    return LedgerEntry(state=states[0], reason=reason, items=_item_counts(value.get("items", "0")))


def _item_counts(value: Any) -> tuple[int, ...]:
    """3 items without sub-items as (0, 0, 0); `[7, 2]` as two items with 7 and 2 sub-items."""
    if not isinstance(value, list):
        return (0,) * whole_number(value, at=("items",))
    return tuple(whole_number(entry, at=("items", index)) for index, entry in enumerate(value))


LedgerText = Annotated[LedgerEntry, Read(ledger_entry)]


class Ground(Model):
    """One of the cases in which a rule applies, with a citation of its own."""

    when: Condition
    citations: Annotated[tuple[Quotation, ...], Field(min_length=1)]


def _grounds(value: Any) -> Any:
    return [_with_citations(entry) for entry in value] if isinstance(value, list) else value


class Rule(Model):
    """A guard, an outcome, and the provisions that both rest on.

    `when` is the guard; with `grounds` one of them must hold too, and those that do are cited.
    `requires` is another's act without which what the rule allows falls away. `may` is the text's
    word for a permission; it stands `beside` the rules that it departs from and falls with them.
    `overrides` names the general rules that this one is an exception to. `accept` are findings of
    `govrules check` that are accepted here: code -> the reason, in terms of the text.
    """

    id: Text
    when: Condition | None = None
    grounds: Annotated[tuple[Ground, ...], BeforeValidator(_grounds)] = ()
    requires: Condition | None = None
    may: Text | None = None
    beside: Texts = ()
    overrides: Texts = ()
    by_default: Text | None = None
    unstated: TextMapping = FrozenMapping()
    note: Text | None = None
    accept: TextMapping = FrozenMapping()
    citations: Annotated[tuple[Quotation, ...], Field(min_length=1)]
    outcome: InstanceOf[Outcome]
    question: Text
    position: InstanceOf[Position]

    @property
    def guard(self) -> Node:
        """The whole condition under which the rule applies, `requires` apart."""
        cases = disjunction(*(ground.when for ground in self.grounds)) if self.grounds else None
        return conjunction(*(part for part in (self.when, cases) if part is not None))


class Silence(Model):
    """Facts on which a question's rules are silent because the text is: the condition, under `silent`
    among the rules of the question, and the reason, in terms of the text."""

    when: Condition = Field(alias="silent")
    reason: Text
    position: InstanceOf[Position]


__all__ = [
    "Ground",
    "Instrument",
    "LedgerEntry",
    "LedgerText",
    "Lost",
    "Reading",
    "ReadingValue",
    "RoleClass",
    "Rule",
    "RulebookFile",
    "Silence",
]
