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

from ..language import TRUE, Node, conjunction
from ..model.chain import Act, AnyWay, Chain, Entry, Stage
from ..model.names import RoleSet
from ..model.vocabulary import Vocabulary


class Clash(NamedTuple):
    """A step that a stand-in takes (`act`, by `role`), the other step that needs somebody else (`other`,
    by `holder`), and when they are surely one person; None where no fact of the question tells."""

    act: Act
    role: str
    other: Act
    holder: str
    when: Node | None

    @property
    def certain(self) -> bool:
        """Whether they are surely one person, as far as the facts are known."""
        return self.when == TRUE


def clashes(chain: Chain, vocabulary: Vocabulary) -> Iterator[Clash]:
    """Every pair of steps that a stand-in makes, or may make, the work of one person."""
    acts = [(act, done) for act, done in acts_done(chain) if vocabulary.actions[act.action].separate]
    for act, done in acts:
        for role in act.stand_ins:
            for other, other_done in acts:
                if other.action == act.action or set(other.substituted) & set(act.substituted):
                    continue
                clash = _clash(act, role, other, vocabulary)
                if clash is not None:
                    yield clash._replace(when=_both(clash.when, _both(done, other_done)))


def _clash(act: Act, role: str, other: Act, vocabulary: Vocabulary) -> Clash | None:
    performers = other.performers or RoleSet()
    someone = vocabulary.roles[role].partner_of is not None  # a partner whom nobody has named
    for holder in performers.roles:
        if role == holder and not someone:
            return Clash(act, role, other, holder, None if performers.any and len(performers.roles) > 1 else TRUE)
    known = act.substituted if someone else (role,)
    for holder in performers.roles:
        if role == holder or any(vocabulary.may_be_same(name, holder) for name in known):
            return Clash(act, role, other, holder, None)
    return None


def _both(first: Node | None, second: Node | None) -> Node | None:
    return None if first is None or second is None else conjunction(first, second)


def acts_done(chain: Chain) -> Iterator[tuple[Act, Node | None]]:
    """Every act of a chain, those of stages included, and when it is surely done; None for one in one of
    several ways."""
    return _acts(chain.entries, TRUE)


def _acts(entries: tuple[Entry, ...], when: Node | None) -> Iterator[tuple[Act, Node | None]]:
    for entry in entries:
        if isinstance(entry, Act | Stage):
            done = _both(when, TRUE if entry.when is None else entry.when)
            if isinstance(entry, Act):
                yield entry, done
            elif entry.chain is not None:
                yield from _acts(entry.chain.entries, done)
        else:
            yield from _acts(entry.entries, None if isinstance(entry, AnyWay) else when)
