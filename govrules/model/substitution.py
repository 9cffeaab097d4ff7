"""Substitution: who acts for somebody who is away, and in which acts."""

from __future__ import annotations

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
    they are called (`order`), in the text's words."""

    kind: ClassVar[str] = "substitution"
    substitute: Roles = Field(alias="by")
    acts: Annotated[Literal["all"] | tuple[str, ...], BeforeValidator(_acts)]
    order: Text | None = None
    unstated: TextMapping = FrozenMapping()

    @property
    def by(self) -> tuple[str, ...]:
        """The roles that act."""
        return self.substitute.roles

    def covers(self, action: str) -> bool:
        """Whether the substitute may do such an act."""
        return self.acts == "all" or action in self.acts

    def __str__(self) -> str:
        return f"{self.substitute} for {self.acts if isinstance(self.acts, str) else ' + '.join(self.acts)}"

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
        if self.order:
            shown["order"] = self.order
        if self.unstated:
            shown["unstated"] = dict(self.unstated)
        return shown

    def resolve(self, resolver: Resolver) -> Self:
        """See Outcome.resolve. A substitute who is away too is none: Unresolved unless another is left."""
        away = [role for role in self.by if resolver.is_absent(role)]
        if not away:
            return self
        if not self.substitute.any or len(away) == len(self.by):
            raise Unresolved(away[0], "substitute")
        return self.model_copy(update={"substitute": self.substitute.without(away)})

    def role_sets(self) -> Iterator[RoleSet]:
        """See Outcome.role_sets."""
        yield self.substitute

    def roles_used(self) -> Iterator[str]:
        """A substitute's own absence is a matter of the next rule."""
        return iter(())
