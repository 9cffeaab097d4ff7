"""Names in rules: checked against the vocabulary while the rule is read.

The validators ask the loader's context (`RuleContext`) and refuse what it does not know, with the
nearest name that it does.
"""

from collections.abc import Collection, Mapping
from typing import Annotated, Any, Protocol

from pydantic import ValidationInfo

from ..errors import ConditionError, nearest
from ..language import Node, Scope, canonical, parse_amount, parse_condition
from ..messages import Words
from .base import Model, Read, context_of, refuse


class RuleContext(Protocol):
    """The names that a rule of one question in one rulebook may use."""

    scope: Scope
    outcome_scope: Scope
    classes: Mapping[str, Any]

    def names(self, kind: str) -> dict[str, str]:
        """Every word for the things of a kind (role, action, event, count, question) -> its id."""

    def title(self, role: str) -> str:
        """The local title of a role: 县长, 市长, 区长."""


def named(kind: str, word: Any, info: ValidationInfo, **place: Any) -> str:
    """The id of the thing that `word` names; refuses a word that names nothing.

    `place` says where the word stands inside the value that is validated (see `base.refuse`).
    """
    names = context_of(info).names(kind)
    if not isinstance(word, str) or word not in names:
        suggestion = nearest(word, names) if isinstance(word, str) else None
        raise refuse(f"name.{kind}", name=word, suggestion=suggestion, **place)
    found: str = names[word]
    return found


def _name_of(kind: str) -> Read:
    return Read(lambda word, info: named(kind, word, info), named=True)


ActionName = Annotated[str, _name_of("action")]
EventName = Annotated[str, _name_of("event")]
CountName = Annotated[str, _name_of("count")]
QuestionName = Annotated[str, _name_of("question")]
RoleName = Annotated[str, _name_of("role")]
CapacityName = Annotated[str, _name_of("capacity")]
TermName = Annotated[str, _name_of("term")]


def _condition(value: Any, info: ValidationInfo) -> Any:
    if not isinstance(value, str):
        return value if info.context is None else _refused("a_condition")
    try:
        return parse_condition(value, context_of(info).scope)
    except ConditionError as error:
        raise refuse(error.code, **error.parameters, suggestion=error.suggestion, offset=error.offset) from None


def _amount(value: Any, info: ValidationInfo) -> Any:
    """A number, or arithmetic on facts, as a tree."""
    if not isinstance(value, str):
        return value if info.context is None else _refused("an_amount")
    try:
        return parse_amount(value, context_of(info).outcome_scope)
    except ConditionError as error:
        raise refuse(error.code, **error.parameters, suggestion=error.suggestion, offset=error.offset) from None


def _refused(code: str) -> Any:
    raise refuse("schema.type", key=Words(code), expected=Words("one_line"))


Condition = Annotated[Node, Read(_condition, write=canonical, named=True)]
Amount = Annotated[Node, Read(_amount, write=canonical, named=True)]


class RoleSet(Model):
    """One or several roles, all of them or any one; empty where the text does not say who.

    `titles` are the local titles in the same order; `classes` the classes that they came from.
    """

    roles: tuple[str, ...] = ()
    any: bool = False
    titles: tuple[str, ...] = ()
    classes: tuple[str, ...] = ()

    def without(self, absent: Collection[str]) -> "RoleSet":
        """The roles without some of them."""
        kept = [(role, title) for role, title in zip(self.roles, self.titles, strict=True) if role not in absent]
        return self.model_copy(
            update={"roles": tuple(role for role, _ in kept), "titles": tuple(title for _, title in kept)}
        )

    def __str__(self) -> str:
        return (" / " if self.any else " + ").join(self.roles) or "?"


def _role_set(value: Any, info: ValidationInfo) -> RoleSet:
    """`head`, `[head, office]` (all of them) or `{any: [head, deputy]}`."""
    if isinstance(value, RoleSet):
        return value
    either = isinstance(value, dict)
    if either and (set(value) != {"any"} or not isinstance(value["any"], list)):
        raise refuse("schema.type", key=Words("the_roles"), expected=Words("roles"))
    words = value["any"] if either else value if isinstance(value, list) else [value] if value else []
    known = context_of(info).classes
    classes = tuple(word for word in words if isinstance(word, str) and word in known)
    within = ("any",) if either else ()
    roles: list[str] = []
    for index, word in enumerate(words):
        found = known[word].roles if word in classes else (named("role", word, info, at=(*within, index)),)
        roles.extend(found)
    titles = tuple(context_of(info).title(role) for role in roles)
    return RoleSet.made(roles=tuple(roles), any=either, titles=titles, classes=classes)


Roles = Annotated[RoleSet, Read(_role_set, named=True)]
