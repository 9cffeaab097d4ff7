"""Substitution: who acts for somebody who is away, and in which acts."""

from collections.abc import Iterator
from typing import Annotated, Any, ClassVar, Literal, Self

from pydantic import BeforeValidator, Field, ValidationInfo

from .base import FrozenMapping, Text, TextMapping, listed
from .names import Roles, RoleSet, named
from .outcome import Outcome, Resolver, Unresolved


def _acts(value: Any, info: ValidationInfo) -> Any:
    if value == "all" or isinstance(value, tuple):
        return value
    return tuple(named("action", word, info) for word in listed(value))


class Substitution(Outcome):
    """Those who act (`by`), the acts that they may do (`acts`, or "all"), and the order in which
    they are called (`order`), in the text's words.

    With an order, roles that are written out stand in that order, and the first who is not away
    acts. A class of roles, or a single one, has its order in the text's words only: it stays open.
    """

    kind: ClassVar[str] = "substitution"
    substitute: Roles = Field(alias="by")
    acts: Annotated[Literal["all"] | tuple[str, ...], BeforeValidator(_acts)]
    order: Text | None = None
    unstated: TextMapping = FrozenMapping()

    @property
    def by(self) -> tuple[str, ...]:
        """The roles that act."""
        return self.substitute.roles

    @property
    def in_order(self) -> bool:
        """Whether the roles stand in the order in which they are called."""
        return self.order is not None and len(self.by) > 1 and not self.substitute.classes

    @property
    def acting(self) -> RoleSet:
        """Those who act, of them who are not away: the first of an order, any one where it is open."""
        first, several = self.by[:1], self.order is not None and len(self.by) > 1
        if self.in_order:
            return self.substitute.without(set(self.by) - set(first))
        return self.substitute.model_copy(update={"any": self.substitute.any or several})

    def covers(self, action: str) -> bool:
        """Whether the substitute may do such an act."""
        return self.acts == "all" or action in self.acts

    def __str__(self) -> str:
        who = " then ".join(self.by) if self.in_order else str(self.substitute)
        return f"{who} for {self.acts if isinstance(self.acts, str) else ' + '.join(self.acts)}"

    def to_dict(self) -> dict[str, Any]:
        """For JSON."""
        shown: dict[str, Any] = {
            "type": self.kind,
            "text": str(self),
            "by": list(self.by),
            "titles": list(self.substitute.titles),
            "acts": self.acts if isinstance(self.acts, str) else list(self.acts),
        }
        if self.substitute.any:
            shown["any_of"] = True
        if self.in_order:
            shown["in_order"] = True
        if self.order:
            shown["order"] = self.order
        if self.unstated:
            shown["unstated"] = dict(self.unstated)
        return shown

    def resolve(self, resolver: Resolver) -> Self:
        """See Outcome.resolve. A substitute who is away too is none: Unresolved unless another is left
        of several of whom one acts."""
        who = resolver.holders(self.substitute)
        away = [role for role in who.roles if resolver.is_absent(role)]
        left = who.without(away)
        if away and not (left.roles and (who.any or self.order is not None)):
            raise Unresolved(away[0], "substitute")
        return self if left == self.substitute else self.model_copy(update={"substitute": left})

    def role_sets(self) -> Iterator[RoleSet]:
        """See Outcome.role_sets."""
        yield self.substitute

    def roles_used(self) -> Iterator[str]:
        """A substitute's own absence is a matter of the next rule."""
        return iter(())
