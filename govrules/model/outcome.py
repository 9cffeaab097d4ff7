"""What every outcome can do: be resolved against facts, spelt in one line, turned into JSON."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, ClassVar, NamedTuple, Protocol, Self

from pydantic import PrivateAttr

from ..errors import GovrulesError, NoTruthValue
from ..language import FALSE, TRUE, Node, canonical, residual
from .base import FrozenMapping, Model, Text, TextMapping, refuse
from .citations import Quotation
from .names import Condition, RoleSet
from .telling import Drawn, Pictured, Teller


class StandIn(NamedTuple):
    """Who acts for somebody who is away: on what it depends (another's act), the text's words for an
    order of precedence that they leave open, and for a mere permission."""

    who: RoleSet
    requires: Node | None = None
    order: str | None = None
    permitted: str | None = None


class Resolver(Protocol):
    """What an outcome asks the engine when it is resolved against the given facts."""

    facts: Mapping[str, Any]

    def holders(self, roles: RoleSet) -> RoleSet:
        """The roles, with one that only the occasion names replaced by its holder where known."""

    def stage(self, question: str) -> Any:
        """The answer to another question under the same facts."""

    def substitute(self, role: str, action: str) -> StandIn | None:
        """Who acts for an absent role in such an act; None: nobody."""

    def is_absent(self, role: str, named: str | None = None) -> bool:
        """Whether the holder of the role, whom the rule names as `named`, is away."""


class Unresolved(Exception):
    """Raised while resolving: an act has an absent holder, and no rule says who acts instead.

    `also` is who would stand in, where that one performs the act already.
    """

    def __init__(self, role: str, action: str, also: str | None = None) -> None:
        super().__init__(role, action, also)
        self.role, self.action, self.also = role, action, also


class Collected(NamedTuple):
    """An outcome that a collect question gathers: the condition under which its rule applies, what the
    rule requires, and its qualifier (一般)."""

    outcome: Any
    condition: Node
    requirement: Node | None
    by_default: str | None


class Outcome(Model, Pictured):
    """The base of all outcomes. `kind` is the name under which a rule gives it."""

    kind: ClassVar[str]
    carried: ClassVar[tuple[str, ...]] = ()
    """Its fields that only carry, or are computed from, numbers of the question."""
    _teller: Teller | None = PrivateAttr(default=None)

    def __bool__(self) -> bool:
        raise NoTruthValue("answer.no_truth")

    def __str__(self) -> str:
        raise NotImplementedError

    def to_dict(self) -> dict[str, Any]:
        """For JSON; starts with the kind under `type`."""
        raise NotImplementedError

    def told_by(self, teller: Teller) -> Self:
        """The same outcome, with somebody who has the words for it."""
        told = self.model_copy()
        told._teller = teller
        return told

    def drawing(self, lang: str = "zh") -> Drawn:
        """The outcome as a picture with `to_svg`, `to_mermaid` and `to_png`; `lang` is `zh` or `en`.

        GovrulesError where it stands in no answer that knows its rulebook: that of a rule, or an
        unpickled one; `book.drawing(answer)` draws an unpickled answer.
        """
        if self._teller is None:
            raise GovrulesError("outcome.no_words", kind=self.kind)
        return self._teller.drawing(self, lang)

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> Mapping[str, str]:
        return {"text/plain": str(self)} if self._teller is None else self._teller.mimebundle(self)

    def resolve(self, resolver: Resolver) -> Self:
        """The outcome under the given facts: parts that fall away are gone, open ones keep their
        condition."""
        return self

    @classmethod
    def gathered(cls, outcomes: Sequence[Collected]) -> "Outcome":
        """Several outcomes as one; only lists can."""
        raise NotImplementedError

    def roles_used(self) -> Iterator[str]:
        """Every role whose absence would matter."""
        return iter(())

    def conditions(self) -> Iterator[Node]:
        """Every condition of a part."""
        return iter(())

    def requirements(self) -> Iterator[Node]:
        """Every act of somebody else that a part requires."""
        return iter(())

    def computes_with(self) -> Iterator[str]:
        """The facts whose values it carries, or computes an amount from."""
        return iter(())

    def verdict(self) -> bool | None:
        """Whether the numbers of the question are enough; None where it says nothing of that."""
        return None

    def turns(self, fact: str) -> Iterator[int]:
        """The numbers from which on, if the fact were that number, its verdict would be another."""
        return iter(())

    def stages(self) -> Iterator[str]:
        """Every question that a part is an answer to."""
        return iter(())

    def parts(self) -> "Iterator[Part]":
        """Its steps or entries, where it has any."""
        return iter(())

    def role_sets(self) -> Iterator[RoleSet]:
        """Every mention of roles."""
        return iter(())

    def quotations(self) -> Iterator[Quotation]:
        """The citations that parts carry of their own."""
        return iter(())

    def slot(self, name: str) -> Any:
        """The part of that name: a value, or None where this outcome leaves it open.

        KeyError where no outcome of this kind has such a part.
        """
        if name not in type(self).model_fields:
            raise KeyError(name)
        return getattr(self, name)

    @classmethod
    def slots(cls) -> tuple[str, ...]:
        """The names of the parts that a question can be narrowed to."""
        return tuple(cls.model_fields)


class Part(Model):
    """What a step or an item may carry: a condition, a requirement, words of the text."""

    when: Condition | None = None
    requires: Condition | None = None
    by_default: Text | None = None
    unstated: TextMapping = FrozenMapping()
    note: Text | None = None
    citations: tuple[Quotation, ...] = ()

    def open_part(self, resolver: Resolver) -> dict[str, Node | None] | None:
        """The condition and requirement that stay open under the facts; None: the part falls away.

        A condition that is unknown is kept. A requirement that is not given is kept too: it never
        makes the answer conditional; only when it is given as false does the part fall away.
        """
        when = TRUE if self.when is None else residual(self.when, resolver.facts)
        requires = TRUE if self.requires is None else residual(self.requires, resolver.facts)
        if FALSE in (when, requires):
            return None
        return {"when": None if when == TRUE else when, "requires": None if requires == TRUE else requires}

    def to_dict(self) -> dict[str, Any]:
        """For JSON."""
        raise NotImplementedError

    def part_dict(self) -> dict[str, Any]:
        """The JSON of what is set."""
        shown: dict[str, Any] = {}
        if self.when is not None:
            shown["when"] = canonical(self.when)
        if self.requires is not None:
            shown["requires"] = canonical(self.requires)
        if self.by_default is not None:
            shown["by_default"] = True
            shown["qualifier"] = self.by_default
        if self.unstated:
            shown["unstated"] = dict(self.unstated)
        if self.note is not None:
            shown["note"] = self.note
        return shown

    def conditions_text(self) -> str:
        """` if … requires …`, or nothing."""
        text = "" if self.when is None else f" if {canonical(self.when)}"
        return text if self.requires is None else f"{text} requires {canonical(self.requires)}"


PART_KEYS = ("when", "requires", "by_default", "unstated", "note", "cite", "quote")
"""The keys under which that is written."""


def citation_pairs(data: dict[Any, Any]) -> dict[Any, Any]:
    """`cite` and `quote`, single or in pairs, as `citations`.

    A part may give `quote` alone: it then stands in the provision of its rule, which the loader
    fills in (`inherit`).
    """
    if "cite" not in data and "quote" not in data:
        return data
    cite, quote = data.get("cite"), data.get("quote")
    rest = {key: value for key, value in data.items() if key not in ("cite", "quote")}
    if isinstance(cite, list) and cite and isinstance(cite[0], dict) and quote is None:
        return rest | {"citations": cite}
    if isinstance(cite, list) and isinstance(quote, list) and len(cite) == len(quote):
        pairs = zip(cite, quote, strict=True)
    elif isinstance(cite, str) and isinstance(quote, list):
        pairs = zip([cite] * len(quote), quote, strict=True)
    elif isinstance(cite, str) and isinstance(quote, str):
        pairs = zip([cite], [quote], strict=True)
    else:
        raise refuse("schema.unpaired", on_key="quote" if cite is None else "cite")
    return rest | {"citations": [{"cite": where, "quote": words} for where, words in pairs]}
