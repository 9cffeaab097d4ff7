"""Outcomes that are lists of entries: norms, roles, items. `collect` questions gather them.

Each entry is a part of its own: it may have a condition, a requirement, a qualifier (一般) and its
own citation.
"""

from collections.abc import Iterator, Sequence
from typing import Annotated, Any, ClassVar, Literal, Self

from pydantic import BeforeValidator, Field, ValidationInfo

from ..errors import nearest
from ..language import TRUE, Node, conjunction
from ..messages import Words, series
from .amounts import Frequency
from .base import Flag, FrozenMapping, Text, Texts, context_of, refuse, unknown_key
from .citations import Quotation
from .deadline import DeadlineText
from .names import ActionName, CapacityName, Roles, RoleSet, TermName
from .outcome import PART_KEYS, Collected, Outcome, Part, Resolver, Unresolved, citation_pairs
from .standing_in import acting

YES, NO, OPEN = "yes", "no", "open"


class Listed(Outcome):
    """The base of outcomes that are lists. `open` says that the text's list ends in 等 or 其他."""

    entries: tuple[Any, ...]
    open: Flag = False

    def resolve(self, resolver: Resolver) -> Self:
        """See Outcome.resolve."""
        found = []
        for entry in self.entries:
            opened = entry.open_part(resolver)
            if opened is not None:
                found.append(entry.model_copy(update={**opened, **entry.resolved_roles(resolver)}))
        return self.model_copy(update={"entries": tuple(found)})

    @classmethod
    def gathered(cls, outcomes: Sequence[Collected]) -> "Listed":
        """Several lists as one; the entries of each get the condition, the requirement and the
        qualifier of its rule. Empty where every entry has fallen away."""
        entries: list[Any] = []
        for outcome, condition, requirement, by_default in outcomes:
            for entry in outcome.entries:
                when = conjunction(condition, entry.when if entry.when is not None else TRUE)
                requires = conjunction(*(node for node in (requirement, entry.requires) if node is not None))
                changes = {"when": when, "requires": requires}
                kept = entry.model_copy(
                    update={key: None if node == TRUE else node for key, node in changes.items()}
                    | {"by_default": entry.by_default or by_default}
                )
                if kept not in entries:
                    entries.append(kept)
        first: Listed = outcomes[0].outcome
        opened = any(collected.outcome.open for collected in outcomes)
        return first.model_copy(update={"entries": tuple(entries), "open": opened})

    def conditions(self) -> Iterator[Node]:
        """See Outcome.conditions."""
        return (entry.when for entry in self.entries if entry.when is not None)

    def requirements(self) -> Iterator[Node]:
        """See Outcome.requirements."""
        return (entry.requires for entry in self.entries if entry.requires is not None)

    def quotations(self) -> Iterator[Quotation]:
        """See Outcome.quotations."""
        for entry in self.entries:
            yield from entry.citations

    def parts(self) -> Iterator[Part]:
        """See Outcome.parts."""
        return iter(self.entries)

    def role_sets(self) -> Iterator[RoleSet]:
        """See Outcome.role_sets."""
        for entry in self.entries:
            yield from (roles for roles in (getattr(entry, key, None) for key in ("who", "to", "by")) if roles)

    def __str__(self) -> str:
        return "; ".join([str(entry) for entry in self.entries] + (["…"] if self.open else []))

    def to_dict(self) -> dict[str, Any]:
        """For JSON."""
        return {
            "type": self.kind,
            "text": str(self),
            "entries": [entry.to_dict() for entry in self.entries],
            "open": self.open,
        }

    def slot(self, name: str) -> Any:
        """The entries that have that part, as a list of the same kind; None where none has it."""
        if name not in self.slots():
            raise KeyError(name)
        found = tuple(entry for entry in self.entries if getattr(entry, name, None) is not None)
        return self.model_copy(update={"entries": found}) if found else None

    @classmethod
    def slots(cls) -> tuple[str, ...]:
        """See Outcome.slots."""
        return ("deadline", "frequency")


class Entry(Part):
    """An entry of a list."""

    def resolved_roles(self, resolver: Resolver) -> dict[str, Any]:
        """Changes to roles that only the occasion names."""
        return {}


class Named(Entry):
    """An entry that names roles."""

    who: Roles = RoleSet.made()

    @property
    def roles(self) -> tuple[str, ...]:
        """The ids of the roles."""
        return self.who.roles

    def resolved_roles(self, resolver: Resolver) -> dict[str, Any]:
        """See Entry.resolved_roles."""
        return {"who": resolver.holders(self.who)}


MODALITIES = ("must", "may", "must_not", "need_not")
NORM_KEYS = ("do", "action", "to", "form", "deadline", "frequency", "unless", *PART_KEYS)
Modal = Literal["must", "may", "must_not", "need_not"]


class Norm(Named):
    """Who must, may, must not, or need not do what. `do` is the act in the text's words; `action`
    names it in the vocabulary where it has a name there; `unless` are the text's exceptions."""

    modality: Modal
    who: Roles
    do: Text
    action: ActionName | None = None
    to: Roles | None = None
    form: Text | None = None
    deadline: DeadlineText | None = None
    frequency: Frequency | None = None
    unless: Texts = ()

    def __str__(self) -> str:
        text = f"{self.who} {self.modality} {self.do}"
        if self.deadline is not None:
            text += f" ({self.deadline})"
        if self.unless:
            text += f" unless {' / '.join(self.unless)}"
        return text + self.conditions_text()

    def to_dict(self) -> dict[str, Any]:
        """For JSON."""
        shown: dict[str, Any] = {
            "modality": self.modality,
            "roles": list(self.who.roles),
            "titles": list(self.who.titles),
            "do": self.do,
        }
        for key in ("action", "form"):
            if getattr(self, key) is not None:
                shown[key] = getattr(self, key)
        if self.to is not None:
            shown["to"] = list(self.to.roles)
        if self.deadline is not None:
            shown["deadline"] = self.deadline.to_dict()
        if self.frequency is not None:
            shown["frequency"] = self.frequency.to_dict()
        if self.unless:
            shown["unless"] = list(self.unless)
        return shown | self.part_dict()


def _norm(value: Any, info: ValidationInfo) -> Any:
    """`must_not: deputy` with `do` and the rest -> a Norm."""
    if isinstance(value, Norm):
        return value
    if not isinstance(value, dict):
        raise refuse("schema.type", key=Words("a_norm"), expected=Words("norm_mapping"))
    found = [key for key in value if key in MODALITIES]
    unknown = [key for key in value if key not in MODALITIES and key not in NORM_KEYS]
    if unknown:
        raise unknown_key(unknown[0], NORM_KEYS if found else (*MODALITIES, *NORM_KEYS))
    if len(found) != 1:
        raise refuse("schema.norm", found=series(found, "and") or Words("none"))
    rest = {key: entry for key, entry in value.items() if key != found[0]}
    return citation_pairs({"modality": found[0], "who": value[found[0]], **rest})


class Modality(Listed):
    """Commands, permissions and prohibitions."""

    kind: ClassVar[str] = "modality"
    entries: Annotated[tuple[Annotated[Norm, BeforeValidator(_norm)], ...], Field(min_length=1)]

    @property
    def norms(self) -> tuple[Norm, ...]:
        """The norms."""
        return self.entries

    @property
    def modality(self) -> str | None:
        """The modality, where all norms have the same one."""
        found = {norm.modality for norm in self.entries}
        return found.pop() if len(found) == 1 else None


class RoleEntry(Named):
    """Roles in a capacity (member, sits in, convenes …). `unlisted` are persons or units that the
    text describes and the vocabulary has no name for."""

    capacity: CapacityName
    action: Text | None = None
    unlisted: Text | None = None
    open: Flag = False

    def __str__(self) -> str:
        names = [str(self.who)] if self.who.roles else []
        names += [self.unlisted] if self.unlisted is not None else []
        return f"{self.capacity}: {' + '.join(names) or '?'}{self.conditions_text()}"

    def to_dict(self) -> dict[str, Any]:
        """For JSON."""
        shown: dict[str, Any] = {
            "capacity": self.capacity,
            "roles": list(self.who.roles),
            "titles": list(self.who.titles),
        }
        if self.who.any:
            shown["any_of"] = True
        if self.unlisted is not None:
            shown["unlisted"] = self.unlisted
        if self.open:
            shown["open"] = True
        return shown | self.part_dict()


ROLE_KEYS = ("unlisted", "open", *PART_KEYS)


def _role_entry(value: Any, info: ValidationInfo) -> Any:
    """`member: [head, deputy]` and the rest -> a RoleEntry."""
    if isinstance(value, RoleEntry):
        return value
    if not isinstance(value, dict):
        raise refuse("schema.type", key=Words("an_entry"), expected=Words("entry_mapping"))
    capacities = context_of(info).names("capacity")
    found = [key for key in value if key in capacities]
    unknown = [key for key in value if key not in capacities and key not in ROLE_KEYS]
    if unknown and found:
        raise unknown_key(unknown[0], ROLE_KEYS)
    if unknown:
        near = nearest(unknown[0], [*capacities, *ROLE_KEYS])
        raise refuse("name.capacity", name=unknown[0], suggestion=near, on_key=unknown[0])
    if len(found) != 1:
        raise refuse("schema.capacity", found=series(found, "and") or Words("none"))
    rest = {key: entry for key, entry in value.items() if key != found[0]}
    action = context_of(info).capacity_action(found[0])
    return citation_pairs({"capacity": found[0], "action": action, "who": value[found[0]], **rest})


class RoleList(Listed):
    """Who belongs, sits in, convenes, is responsible …"""

    kind: ClassVar[str] = "roles"
    entries: Annotated[tuple[Annotated[RoleEntry, BeforeValidator(_role_entry)], ...], Field(min_length=1)]

    @property
    def roles(self) -> tuple[str, ...]:
        """Every role of every entry, once."""
        return tuple(dict.fromkeys(role for entry in self.entries for role in entry.who.roles))

    def roles_used(self) -> Iterator[str]:
        """Those who act in their capacity."""
        return (role for entry in self.entries if entry.action is not None for role in entry.who.roles)

    def resolve(self, resolver: Resolver) -> Self:
        """See Outcome.resolve. Somebody who is away cannot act: whoever a substitution rule names does,
        else others of the same capacity are left, else Unresolved."""
        resolved = super().resolve(resolver)
        entries: list[RoleEntry] = []
        blocked: dict[str, Unresolved] = {}
        for entry in resolved.entries:
            away = [role for role in entry.who.roles if entry.action and resolver.is_absent(role)]
            if not away or entry.action is None:
                entries.append(entry)
                continue
            try:
                found = acting(entry.who, away, entry.action, resolver)
            except Unresolved as error:
                blocked.setdefault(entry.capacity, error)
                continue
            requires = [node for node in (entry.requires, found.requires) if node is not None]
            open_order = {} if found.order is None else {"order": found.order}
            entries.append(
                entry.model_copy(
                    update={
                        "who": found.who,
                        "requires": conjunction(*requires) if requires else None,
                        "unstated": FrozenMapping({**entry.unstated, **open_order}),
                    }
                )
            )
        for capacity, unresolved in blocked.items():
            if not any(entry.capacity == capacity for entry in entries):
                raise unresolved
        return resolved.model_copy(update={"entries": tuple(entries)})

    def allows(self, role: str, capacity: str | None = None) -> str:
        """Whether a role is among them (in that capacity): `yes`, `no`, or `open` where the list is
        open, or where it depends on what is not known."""
        entries = [entry for entry in self.entries if capacity in (None, entry.capacity)]
        named = [entry for entry in entries if role in entry.who.roles]
        if any(entry.when is None and entry.requires is None for entry in named):
            return YES
        undecided = self.open or any(entry.open or entry.unlisted for entry in entries)
        return OPEN if named or undecided else NO


class Item(Entry):
    """An item: a term of the vocabulary, or the text's own short words."""

    item: TermName | None = None
    text: Text | None = None
    by: Roles | None = None
    form: Text | None = None
    deadline: DeadlineText | None = None
    frequency: Frequency | None = None

    def __str__(self) -> str:
        text = f"{self.item or self.text}"
        if self.by is not None:
            text += f" by {self.by}"
        if self.deadline is not None:
            text += f" ({self.deadline})"
        return text + self.conditions_text()

    def to_dict(self) -> dict[str, Any]:
        """For JSON."""
        shown: dict[str, Any] = {key: getattr(self, key) for key in ("item", "text", "form") if getattr(self, key)}
        if self.by is not None:
            shown["by"] = list(self.by.roles)
        if self.deadline is not None:
            shown["deadline"] = self.deadline.to_dict()
        return shown | self.part_dict()


def _item(value: Any, info: ValidationInfo) -> Any:
    """A term, `{item: term, …}` or `{text: …}` -> an Item."""
    if isinstance(value, Item):
        return value
    if isinstance(value, str):
        return {"item": value}
    if not isinstance(value, dict) or ("item" in value) == ("text" in value):
        raise refuse("schema.type", key=Words("an_item"), expected=Words("item_mapping"))
    return citation_pairs(value)


class Items(Listed):
    """Things: tasks, required steps, matters, materials."""

    kind: ClassVar[str] = "items"
    entries: Annotated[tuple[Annotated[Item, BeforeValidator(_item)], ...], Field(min_length=1)]

    @property
    def items(self) -> tuple[str, ...]:
        """The items' names or words."""
        return tuple(entry.item or entry.text or "" for entry in self.entries)

    def allows(self, item: str) -> str:
        """Whether an item is among them: `yes`, `no`, or `open`."""
        named = [entry for entry in self.entries if item in (entry.item, entry.text)]
        if any(entry.when is None and entry.requires is None for entry in named):
            return YES
        return OPEN if named or self.open else NO


def listed_body(body: Any) -> Any:
    """A list as written: a bare list, or a mapping with `entries` and `open`."""
    return {"entries": body} if isinstance(body, list) else body
