"""Chains: the acts by which a matter passes through hands, in the order that the text sets."""

import datetime
from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Literal, Self

from pydantic import BeforeValidator, Field, ValidationInfo

from ..errors import nearest
from ..language import Node, conjunction
from ..messages import Words, series
from .amounts import Frequency
from .base import FrozenMapping, Model, Text, context_of, refuse, unknown_key
from .citations import Citation, Quotation
from .deadline import DeadlineText
from .names import ActionName, QuestionName, Roles, RoleSet
from .outcome import PART_KEYS, Outcome, Part, Resolver, Unresolved, citation_pairs
from .standing_in import Acting, acting

if TYPE_CHECKING:
    import networkx

    from .calendar import Calendar
    from .schedule import Moment, Scheduled


class Act(Part):
    """One act: who does what. For an addressed act (file, report, notify, submit, apply) `roles`
    is the addressee and `by` the sender.

    `any_of` says that one of the roles is enough; `with_roles` take part; `term` is the text's own
    word for the action, `form` its form (书面), `according_to` what else governs it. Where somebody
    is away, `substituted` are they, `stand_ins` those who act instead, and `permitted` the text's
    word where these only may (可).
    """

    type: Literal["act"] = "act"
    action: ActionName
    addressed: bool = False
    who: Roles = RoleSet.made()
    sender: Roles | None = Field(default=None, alias="by")
    partners: Roles | None = Field(default=None, alias="with")
    substituted: tuple[str, ...] = ()
    stand_ins: tuple[str, ...] = ()
    permitted: Text | None = None
    term: Text | None = None
    form: Text | None = None
    object: Text | None = None
    according_to: Text | None = None
    deadline: DeadlineText | None = None
    frequency: Frequency | None = None

    @property
    def roles(self) -> tuple[str, ...]:
        """The ids of the roles; empty where the text does not say who."""
        return self.who.roles

    @property
    def titles(self) -> tuple[str, ...]:
        """The local titles of the roles."""
        return self.who.titles

    @property
    def any_of(self) -> bool:
        """Whether one of the roles is enough."""
        return self.who.any

    @property
    def by(self) -> tuple[str, ...]:
        """The sender of an addressed act."""
        return self.sender.roles if self.sender else ()

    @property
    def with_roles(self) -> tuple[str, ...]:
        """The roles that take part beside those who act."""
        return self.partners.roles if self.partners else ()

    @property
    def performers(self) -> RoleSet | None:
        """Those who do the act: the sender of an addressed one, else its roles."""
        return self.sender if self.addressed else self.who

    def __str__(self) -> str:
        text = f"{self.action} {self.who}"
        if self.sender:
            text += f" by {self.sender}"
        if self.partners:
            text += f" with {self.partners}"
        if self.deadline is not None:
            text += f" ({self.deadline})"
        if self.frequency is not None:
            text += f" ({self.frequency})"
        return text + self.conditions_text()

    def to_dict(self) -> dict[str, Any]:
        """For JSON: what is set."""
        shown: dict[str, Any] = {"action": self.action, "roles": list(self.roles)}
        if self.any_of:
            shown["any_of"] = True
        shown["titles"] = list(self.titles)
        for key, roles in (("by", self.sender), ("with", self.partners)):
            if roles:
                shown[key] = list(roles.roles)
        for key in ("term", "form", "object", "according_to"):
            if getattr(self, key) is not None:
                shown[key] = getattr(self, key)
        if self.deadline is not None:
            shown["deadline"] = self.deadline.to_dict()
        if self.frequency is not None:
            shown["frequency"] = self.frequency.to_dict()
        if self.substituted:
            shown["instead_of"] = list(self.substituted)
        if self.permitted is not None:
            shown["permitted"] = self.permitted
        if self.citations:
            shown["citations"] = [{"cite": str(c.cite), "quote": c.quote} for c in self.citations]
        return shown | self.part_dict()

    def resolved(self, resolver: Resolver) -> "Act | None":
        """The act under the given facts; None where it falls away; Unresolved where its holder is
        absent and nobody acts instead."""
        opened = self.open_part(resolver)
        if opened is None:
            return None
        changes: dict[str, Any] = {key: value for key, value in opened.items() if value != getattr(self, key)}
        who = resolver.holders(self.who)
        sender = resolver.holders(self.sender) if self.sender else None
        if sender != self.sender:
            changes["sender"] = sender
        if who != self.who:
            changes["who"] = who
        performers = sender if self.addressed else who
        if performers is not None and self.performers is not None:
            pairs = zip(performers.roles, self.performers.roles, strict=True)
            away = [role for role, named in pairs if resolver.is_absent(role, named)]
            if away:
                changes |= self._acting(acting(performers, away, self.action, resolver), opened["requires"])
        return self.model_copy(update=changes) if changes else self

    def _acting(self, found: Acting, required: Node | None) -> dict[str, Any]:
        """What changes of the act when others perform it."""
        changes: dict[str, Any] = {"sender" if self.addressed else "who": found.who}
        if found.instead_of:
            changes |= {"substituted": found.instead_of, "stand_ins": found.stand_ins, "permitted": found.permitted}
        if found.requires is not None:
            changes["requires"] = found.requires if required is None else conjunction(required, found.requires)
        if found.order is not None:
            changes["unstated"] = FrozenMapping({**self.unstated, "order": found.order})
        return changes


class Sequence(Model):
    """Entries one after the other."""

    type: Literal["sequence"] = "sequence"
    entries: "Entries"


class Together(Model):
    """Entries that the text does not order among themselves."""

    type: Literal["together"] = "together"
    entries: "Entries"


class AnyWay(Model):
    """Ways of which one is enough."""

    type: Literal["any"] = "any"
    entries: "Entries"


class Stage(Part):
    """The chain of another question, asked with the same facts.

    In an answer, `status` says what became of that question, `chain` is its chain where there is
    one, and `citations` are its own.
    """

    type: Literal["stage"] = "stage"
    question: QuestionName
    status: str | None = None
    chain: "Chain | None" = None
    rests_on: tuple[Citation, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """For JSON."""
        shown: dict[str, Any] = {"stage": self.question, "status": self.status}
        if self.chain is not None:
            shown["chain"] = self.chain.to_dict()
        if self.rests_on:
            shown["citations"] = [citation.to_dict() for citation in self.rests_on]
        return shown | self.part_dict()


Entry = Act | Sequence | Together | AnyWay | Stage

ACT_KEYS = ("by", "with", "term", "form", "object", "according_to", "deadline", "frequency", *PART_KEYS)


def _entry(value: Any, info: ValidationInfo) -> Any:
    """One entry of a chain as written in YAML, with the kind that its keys show."""
    if isinstance(value, Model):
        return value
    if isinstance(value, list):
        return {"type": "sequence", "entries": value}
    if not isinstance(value, dict):
        raise refuse("schema.type", key=Words("a_step"), expected=Words("step_mapping"))
    for key, kind in (("together", "together"), ("any", "any")):
        if key in value:
            if len(value) > 1:
                surplus = next(other for other in value if other != key)
                raise unknown_key(surplus, (key,))
            return {"type": kind, "entries": value[key]}
    if "stage" in value:
        rest = {key: entry for key, entry in value.items() if key != "stage"}
        for key in rest:
            if key not in PART_KEYS:
                raise unknown_key(key, PART_KEYS)
        return citation_pairs({"type": "stage", "question": value["stage"], **rest})
    return _act(value, info)


def _act(value: dict[str, Any], info: ValidationInfo) -> dict[str, Any]:
    actions = context_of(info).names("action")
    found = [key for key in value if key in actions]
    unknown = [key for key in value if key not in actions and key not in ACT_KEYS]
    if unknown and found:
        raise unknown_key(unknown[0], ACT_KEYS)
    if unknown:
        near = nearest(unknown[0], [*actions, *ACT_KEYS, "stage", "together", "any"])
        raise refuse("name.action", name=unknown[0], suggestion=near, on_key=unknown[0])
    if len(found) != 1:
        raise refuse("schema.act", found=series(found, "and") or Words("none"))
    rest = {key: entry for key, entry in value.items() if key != found[0]}
    addressed = context_of(info).addressed(found[0])
    act = {"type": "act", "action": found[0], "addressed": addressed, "who": value[found[0]], **rest}
    return citation_pairs(act)


Entries = Annotated[
    tuple[Annotated[Annotated[Entry, Field(discriminator="type")], BeforeValidator(_entry)], ...],
    Field(min_length=1),
]


class Chain(Outcome):
    """Acts in order. `steps` follows the text; `graph` has an edge only where the text orders two
    acts."""

    kind: ClassVar[str] = "chain"
    entries: Entries

    @property
    def steps(self) -> tuple[Act, ...]:
        """Every act, in the order of the text, those of stages included."""
        return tuple(_acts(self.entries))

    @property
    def graph(self) -> "networkx.DiGraph[int]":
        """A directed graph: a node for each step, numbered in the order of the text, and an edge where
        one step directly precedes another: never between two whose conditions exclude each other.

        Nodes have `act`, `role` (who performs it) and `label` (their titles), `action`, `guard` (its
        condition, with that of its stages), `optional`, `deadline`, `citation` (pairs of provision and words:
        its own, else those of its stage, else those of the answer that no other step has for itself; a chain
        that was unpickled has its own only), `groups`, and what Act.to_dict has. Edges have `kind` (then;
        together or any where they lead into a group of that kind), `role` (from whom, to whom), and of the
        step that they lead to `action`, `guard`, `deadline`, `citation`. `graph.graph["groups"]` says of each
        group its kind (stage, together, any), the group around it, and of a stage question, status and guard.
        """
        from .order import graph_of

        return graph_of(self.entries, () if self._teller is None else self._teller.citations)

    def schedule(
        self,
        start: "Moment | Mapping[str, Moment] | None" = None,
        *,
        events: "Mapping[str, Moment] | None" = None,
        calendar: "Calendar | None" = None,
        tz: datetime.tzinfo | str | None = None,
    ) -> "tuple[Scheduled, ...]":
        """Each of `steps` with when it is due, in the order of the text; where the text sets no limit,
        or the moment that it is counted from is not known, the step is there with the reason.

        `start` is the moment of the event that the first deadline of the chain names (or the day from
        which a monthly one is looked for), or a mapping of events to moments; `events` are the moments
        of further events. That one step follows another tells nothing of when it happens, so no
        step's moment is taken from the one before. A moment, `calendar` and `tz` are as in
        Deadline.due. Raises DeadlineError, also for an event that no deadline here is counted from.
        """
        from .schedule import schedule

        return schedule(self.steps, start, events, calendar, tz)

    def __str__(self) -> str:
        return _text(self.entries, " -> ", top=True)

    def to_dict(self) -> dict[str, Any]:
        """For JSON: `steps` (flat, in the order of the text) and `entries` (with their structure)."""
        return {
            "type": self.kind,
            "text": str(self),
            "steps": [act.to_dict() for act in self.steps],
            "entries": [_entry_dict(entry) for entry in self.entries],
        }

    def resolve(self, resolver: Resolver) -> Self:
        """See Outcome.resolve. Raises Unresolved where the holder of a step is away and nobody acts."""
        entries: list[Entry] = []
        for entry in _resolved(self.entries, resolver):
            entries.extend(entry.entries if isinstance(entry, Sequence) else (entry,))
        return self.model_copy(update={"entries": tuple(entries)})

    def roles_used(self) -> Iterator[str]:
        """Those who perform an act."""
        for act in self.steps:
            if act.performers:
                yield from act.performers.roles

    def parts(self) -> Iterator[Part]:
        """Every act and stage."""
        yield from _parts(self.entries)

    def role_sets(self) -> Iterator[RoleSet]:
        """See Outcome.role_sets."""
        for act in self.steps:
            yield from (roles for roles in (act.who, act.sender, act.partners) if roles is not None)

    def conditions(self) -> Iterator[Node]:
        """See Outcome.conditions."""
        return (part.when for part in self.parts() if part.when is not None)

    def requirements(self) -> Iterator[Node]:
        """See Outcome.requirements."""
        return (part.requires for part in self.parts() if part.requires is not None)

    def stages(self) -> Iterator[str]:
        """See Outcome.stages."""
        return (part.question for part in self.parts() if isinstance(part, Stage))

    def quotations(self) -> Iterator[Quotation]:
        """See Outcome.quotations."""
        for part in self.parts():
            yield from part.citations

    def slot(self, name: str) -> Any:
        """The acts that have that part: a Deadline where one act has one, else a chain of them."""
        if name not in self.slots():
            raise KeyError(name)
        found = [act for act in self.steps if (act.who.roles if name == "roles" else getattr(act, name) is not None)]
        if not found:
            return None
        return found[0].deadline if name == "deadline" and len(found) == 1 else Chain(entries=tuple(found))

    @classmethod
    def slots(cls) -> tuple[str, ...]:
        """See Outcome.slots."""
        return ("deadline", "form", "frequency", "object", "roles")


def _acts(entries: tuple[Entry, ...]) -> Iterator[Act]:
    for entry in entries:
        if isinstance(entry, Act):
            yield entry
        elif isinstance(entry, Stage):
            yield from entry.chain.steps if entry.chain is not None else ()
        else:
            yield from _acts(entry.entries)


def _parts(entries: tuple[Entry, ...]) -> Iterator[Part]:
    for entry in entries:
        if isinstance(entry, Act | Stage):
            yield entry
        else:
            yield from _parts(entry.entries)


def _resolved(entries: tuple[Entry, ...], resolver: Resolver) -> Iterator[Entry]:
    for entry in entries:
        if isinstance(entry, Act):
            act = entry.resolved(resolver)
            if act is not None:
                yield act
        elif isinstance(entry, Stage):
            opened = entry.open_part(resolver)
            if opened is not None:
                answer = resolver.stage(entry.question)
                found = answer.value if isinstance(answer.value, Chain) else _of_branches(answer.branches)
                yield entry.model_copy(
                    update={**opened, "status": answer.status, "chain": found, "rests_on": answer.citations}
                )
        elif isinstance(entry, AnyWay):
            yield from _resolved_ways(entry, resolver)
        else:
            inner = tuple(_resolved(entry.entries, resolver))
            if len(inner) == 1 or isinstance(entry, Sequence):
                yield from _spliced(inner, keep=len(inner) > 1)
            elif inner:
                yield entry.model_copy(update={"entries": inner})


def _of_branches(branches: Iterable[Any]) -> Chain | None:
    """A stage that depends: the steps of its branches, each with the condition of its branch."""
    steps: list[Entry] = []
    for branch in branches:
        if isinstance(branch.value, Chain):
            steps.extend(_conditioned(branch.value.entries, branch.when))
    return Chain(entries=tuple(steps)) if steps else None


def _conditioned(entries: Iterable[Entry], when: Node) -> Iterator[Entry]:
    for entry in entries:
        if isinstance(entry, Act | Stage):
            both = when if entry.when is None else conjunction(when, entry.when)
            yield entry.model_copy(update={"when": both})
        else:
            yield entry.model_copy(update={"entries": tuple(_conditioned(entry.entries, when))})


def _spliced(inner: tuple[Entry, ...], *, keep: bool) -> Iterator[Entry]:
    """A group that has one entry left is that entry; a sequence within a group stays one."""
    if keep:
        yield Sequence(entries=inner)
    else:
        yield from inner


def _resolved_ways(entry: AnyWay, resolver: Resolver) -> Iterator[Entry]:
    """The ways that are left; a way whose holder is absent is no way while another is open."""
    ways: list[Entry] = []
    blocked: Unresolved | None = None
    for way in entry.entries:
        try:
            ways.extend(_resolved((way,), resolver))
        except Unresolved as error:
            blocked = error
    if not ways and blocked is not None:
        raise blocked
    if ways:
        yield ways[0] if len(ways) == 1 else entry.model_copy(update={"entries": tuple(ways)})


def _text(entries: tuple[Entry, ...], joint: str, *, top: bool = False) -> str:
    texts: list[str] = []
    for entry in entries:
        if isinstance(entry, Act):
            texts.append(str(entry))
        elif isinstance(entry, Stage):
            inner = str(entry.chain) if entry.chain is not None else f"[{entry.question}: {entry.status or 'stage'}]"
            condition = entry.conditions_text()
            grouped = condition or (not top and entry.chain is not None and len(entry.chain.entries) > 1)
            texts.append(f"({inner}){condition}" if grouped else inner)
        elif isinstance(entry, Sequence):
            texts.append(_text(entry.entries, " -> ") if top else f"({_text(entry.entries, ' -> ')})")
        else:
            texts.append(f"{{{_text(entry.entries, ' & ' if isinstance(entry, Together) else ' | ')}}}")
    return joint.join(texts)


def _entry_dict(entry: Entry) -> dict[str, Any]:
    if isinstance(entry, Act | Stage):
        return entry.to_dict()
    key = "sequence" if isinstance(entry, Sequence) else entry.type
    return {key: [_entry_dict(part) for part in entry.entries]}
