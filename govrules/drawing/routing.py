"""How edges run between the spots of a panel: down a lane that is free, else down a gutter between lanes,
and across in the channels above rows, each on a track of its own.

Edges to the same box may share a track, and so may edges from the same box; no others that overlap.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass

from .placing import BOX, CHOICE, GATE, TAB, Placed, Spot


@dataclass(frozen=True)
class Route:
    """An edge from `source` to `target` (numbers of boxes). It leaves in the lane `leaves` and arrives in
    `arrives`; `turns` says whether it leaves sideways, and `gutter` down which gutter it runs, if any."""

    source: int
    target: int
    leaves: int
    arrives: int
    first_row: int
    last_row: int
    gutter: int | None = None

    @property
    def turns(self) -> bool:
        """Whether it is anything but a straight line."""
        return self.gutter is not None or self.leaves != self.arrives


def routes(placed: Placed) -> tuple[Route, ...]:
    """A route for every edge of the panel."""
    spots = {spot.item: spot for spot in placed.of(BOX, GATE, CHOICE)}
    return tuple(_route(placed, spots, source, target) for source, target in placed.panel.edges)


def _route(placed: Placed, spots: Mapping[int, Spot], source: int, target: int) -> Route:
    start, end = spots[source], spots[target]
    if end.kind == GATE:
        leaves = start.first if start.kind != GATE else _nearest(_nearest(end.first, start), end)
        leaves = _nearest(leaves, start)
        arrives = _nearest(leaves, end)
    else:
        arrives = end.first
        leaves = _nearest(arrives, start)
    between = range(start.row + 1, end.row)
    route = Route(source, target, leaves, arrives, start.row, end.row)
    if _free(placed, 2 * arrives + 1, between, target):
        return route
    from_right = leaves > arrives or (leaves == arrives and start.kind == BOX)
    side = 2 * arrives + (2 if from_right else 0)
    gutters = range(0, 2 * len(placed.panel.lanes) + 1, 2)
    for gutter in sorted(gutters, key=lambda slot: (abs(slot - side), slot)):
        if _free(placed, gutter, between, target):
            return Route(source, target, leaves, arrives, start.row, end.row, gutter // 2)
    raise AssertionError("the outermost gutters are always free")


def _nearest(lane: int, spot: Spot) -> int:
    """The lane of a spot that is nearest to another."""
    if spot.kind != GATE:
        return spot.first
    return min(max(lane, spot.first), spot.last)


def _free(placed: Placed, slot: int, rows: range, target: int) -> bool:
    """Whether nothing stands in a slot in some rows, but for the names of the frames that the edge enters."""
    entered = placed.panel.groups[target]
    return not any(
        spot.row in rows and slot in spot.slots and not (spot.kind == TAB and spot.item in entered)
        for spot in placed.spots
    )


def tracks(spans: Iterable[tuple[Hashable, float, float]], margin: float) -> tuple[dict[Hashable, int], int]:
    """A track for each key, such that spans of different keys on one track are apart by the margin; and the
    number of tracks. Spans of one key count as one."""
    whole: dict[Hashable, tuple[float, float]] = {}
    for key, one, other in spans:
        low, high = min(one, other), max(one, other)
        before = whole.get(key, (low, high))
        whole[key] = min(before[0], low), max(before[1], high)
    found: dict[Hashable, int] = {}
    ends: list[float] = []
    for key, (low, high) in sorted(whole.items(), key=lambda item: (item[1], repr(item[0]))):
        track = next((number for number, end in enumerate(ends) if end + margin <= low), len(ends))
        if track == len(ends):
            ends.append(high)
        ends[track] = high
        found[key] = track
    return found, len(ends)
