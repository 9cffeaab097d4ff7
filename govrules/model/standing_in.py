"""Who performs an act when some of those who should are away."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from ..language import Node, conjunction
from .names import RoleSet
from .outcome import Resolver, Unresolved


class Acting(NamedTuple):
    """Those who act, for whom (`instead_of`), and which of them stand in, with what the text says of it."""

    who: RoleSet
    instead_of: tuple[str, ...] = ()
    stand_ins: tuple[str, ...] = ()
    requires: Node | None = None
    order: str | None = None
    permitted: str | None = None


def acting(performers: RoleSet, away: Sequence[str], action: str, resolver: Resolver) -> Acting:
    """Those who do an act while some of its performers are away.

    One of several of whom one is enough needs no stand-in. Unresolved where nobody stands in for
    somebody, where the stand-in must perform the same act already (two are two), and where one of
    several stand-ins would act beside others, which no set of roles says.
    """
    if performers.any and len(away) < len(performers.roles):
        return Acting(performers.without(away))
    titles = dict(zip(performers.roles, performers.titles, strict=True))
    either = performers.any
    stand_ins: dict[str, str] = {}
    requires: list[Node] = []
    orders: list[str] = []
    permitted: list[str] = []
    shown: dict[str, str] = {}
    for role in performers.roles:
        if role not in away:
            shown[role] = titles[role]
            continue
        found = resolver.substitute(role, action)
        if found is None or (found.who.any and len(found.who.roles) > 1 and len(performers.roles) > 1):
            raise Unresolved(role, action)
        twice = [other for other in found.who.roles if other in shown or (other in titles and other not in away)]
        if twice and not performers.any:
            raise Unresolved(role, action, twice[0])
        either = either or found.who.any
        named = dict(zip(found.who.roles, found.who.titles, strict=True))
        stand_ins |= named
        shown |= named
        requires += [found.requires] if found.requires is not None else []
        orders += [found.order] if found.order else []
        permitted += [found.permitted] if found.permitted else []
    return Acting(
        who=RoleSet.made(roles=tuple(shown), any=either, titles=tuple(shown.values())),
        instead_of=tuple(away),
        stand_ins=tuple(stand_ins),
        requires=conjunction(*dict.fromkeys(requires)) if requires else None,
        order="；".join(dict.fromkeys(orders)) or None,
        permitted="；".join(dict.fromkeys(permitted)) or None,
    )
