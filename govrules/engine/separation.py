"""One person does not do what the text gives to two: a stand-in who reviews does not sign as well.

A stand-in takes over the acts of one absent person. Where the same chain gives another act that
clears the matter (an action that is `separate` in the vocabulary: review, countersign, approve,
sign …) to the stand-in already, the text wants two persons and only one is left: the rule of
substitution does not say that its check falls away, so the step is unresolved. Not so where the text
itself joins the two: a chain's own rule for the absence names who acts (nobody stands in then), and
acts that the absent one would have done both go together to the stand-in.

Persons are told apart by their roles. Equal roles are one person. Where one person may hold both (an
executive deputy who is also the deputy in charge) it is for the reader to see: a note says so. Acts
of the same action (two reviews), acts under an open condition and ways of which one is enough are no
certain clash; the latter two are noted.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from ..model.chain import Act, AnyWay, Chain, Entry, Stage
from ..model.names import RoleSet
from ..model.vocabulary import Vocabulary


class Clash(NamedTuple):
    """A step that a stand-in takes (`act`, by `role`), the other step that needs somebody else
    (`other`, by `holder`), and whether they are surely one person."""

    act: Act
    role: str
    other: Act
    holder: str
    certain: bool


def clashes(chain: Chain, vocabulary: Vocabulary) -> Iterator[Clash]:
    """Every pair of steps that a stand-in makes, or may make, the work of one person."""
    acts = [(act, sure) for act, sure in _acts(chain.entries, sure=True) if vocabulary.actions[act.action].separate]
    for act, sure in acts:
        for role in act.stand_ins:
            for other, other_sure in acts:
                if other.action == act.action or set(other.substituted) & set(act.substituted):
                    continue
                clash = _clash(act, role, other, vocabulary)
                if clash is not None:
                    yield clash._replace(certain=clash.certain and sure and other_sure)


def _clash(act: Act, role: str, other: Act, vocabulary: Vocabulary) -> Clash | None:
    performers = other.performers or RoleSet()
    someone = vocabulary.roles[role].partner_of is not None  # a partner whom nobody has named
    for holder in performers.roles:
        if role == holder and not someone:
            return Clash(act, role, other, holder, not (performers.any and len(performers.roles) > 1))
    known = act.substituted if someone else (role,)
    for holder in performers.roles:
        if role == holder or any(vocabulary.may_be_same(name, holder) for name in known):
            return Clash(act, role, other, holder, False)
    return None


def _acts(entries: tuple[Entry, ...], *, sure: bool) -> Iterator[tuple[Act, bool]]:
    """Every act, and whether it is surely done: not under an open condition, nor in one of several ways."""
    for entry in entries:
        if isinstance(entry, Act):
            yield entry, sure and entry.when is None
        elif isinstance(entry, Stage):
            if entry.chain is not None:
                yield from _acts(entry.chain.entries, sure=sure and entry.when is None)
        else:
            yield from _acts(entry.entries, sure=sure and not isinstance(entry, AnyWay))
