"""The yardstick of one decision: the table of rulebooks/peers, as a programmer would write it in Python.

Twelve rows in order, the first that matches decides; else the table is silent.
"""

from __future__ import annotations

import itertools
import random
from collections.abc import Iterator
from typing import Any

QUESTION = "peers.handling"
CHOICES: dict[str, tuple[str, ...]] = {
    "letterhead": ("government", "office", "joint_party_government", "joint_peer"),
    "route": ("upward", "parallel", "downward"),
    "paper": ("bill", "regulation", "order", "appointment", "official_letter", "notice", "other"),
}
FLAGS = ("settled_in_meeting", "everyday", "several_portfolios", "weighty", "chief_away")

Facts = dict[str, Any]
Decision = tuple[tuple[tuple[str, str], ...], tuple[str, ...]]
"""The steps (action, role) of a chain, and the provisions that it rests on."""

REVIEW, SIGN = ("review", "deputy_in_charge"), ("sign", "head")
LAW: Decision = ((REVIEW, SIGN), ("51.2",))
APPOINTMENT: Decision = ((SIGN,), ("51.3",))
UPWARD_AWAY: Decision = ((REVIEW, ("sign", "executive_deputy")), ("51.1", "52.1"))
UPWARD: Decision = ((REVIEW, SIGN), ("51.1",))
SETTLED: Decision = ((("sign", "head_or_authorised_deputy"),), ("51.5(2)",))
SHARED: Decision = ((("countersign", "other_deputies"), REVIEW, SIGN), ("51.5(1)(2)",))
DOWNWARD: Decision = ((REVIEW, SIGN), ("51.5(1)",))
WEIGHTY_LETTER: Decision = ((REVIEW, SIGN), ("51.6(2)",))
LETTER: Decision = ((("sign", "deputy_in_charge"),), ("51.6(1)",))
WITH_PARTY: Decision = ((REVIEW, SIGN, ("sign", "party_secretary")), ("51.7",))
WITH_PEER: Decision = ((SIGN, ("sign", "peer_head")), ("51.8",))
AWAY: Decision = ((("sign", "executive_deputy"),), ("52.1",))
SILENT: Decision = ((), ())
DECISIONS = (
    LAW,
    APPOINTMENT,
    UPWARD_AWAY,
    UPWARD,
    SETTLED,
    SHARED,
    DOWNWARD,
    WEIGHTY_LETTER,
    LETTER,
    WITH_PARTY,
    WITH_PEER,
    AWAY,
    SILENT,
)

LEGISLATIVE = frozenset(("bill", "regulation", "order"))


def decide(facts: Facts) -> Decision:
    """The decision, by hand: as fast as straight Python is."""
    paper = facts["paper"]
    if paper in LEGISLATIVE:
        return LAW
    if paper == "appointment":
        return APPOINTMENT
    letterhead = facts["letterhead"]
    if letterhead == "government":
        route = facts["route"]
        if route == "upward":
            return UPWARD_AWAY if facts["chief_away"] else UPWARD
        if route == "downward":
            if facts["settled_in_meeting"] or facts["everyday"]:
                return SETTLED
            return SHARED if facts["several_portfolios"] else DOWNWARD
    if paper == "official_letter" or letterhead == "office":
        return WEIGHTY_LETTER if facts["weighty"] else LETTER
    if letterhead == "joint_party_government":
        return WITH_PARTY
    if letterhead == "joint_peer":
        return WITH_PEER
    return AWAY if facts["chief_away"] else SILENT


def cells() -> Iterator[Facts]:
    """Every combination of facts: 4 · 3 · 7 · 2⁵ = 2,688."""
    names = (*CHOICES, *FLAGS)
    for values in itertools.product(*CHOICES.values(), *[(False, True)] * len(FLAGS)):
        yield dict(zip(names, values, strict=True))


def random_facts(count: int, seed: int) -> list[Facts]:
    """Complete facts at random."""
    chance = random.Random(seed)
    return [
        {name: chance.choice(values) for name, values in CHOICES.items()}
        | {name: chance.random() < 0.5 for name in FLAGS}
        for _ in range(count)
    ]


def with_missing(facts: list[Facts], share: float, seed: int) -> list[Facts]:
    """The same facts, each left out with the probability `share`."""
    chance = random.Random(seed)
    return [{name: value for name, value in each.items() if chance.random() >= share} for each in facts]
