"""Where the parts of a panel stand: each box in the column of its lane, in a row of its own place in the order.

Rows and columns only, no pixels: what may stand beside one another shares rows where the lanes differ.
A gate and a frame take the columns of what they hold; a frame has a row above for its name and one below.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from ..model.order import Block, Column, Framed, Row, Single
from .description import Panel

BOX, GATE, CHOICE, TAB, END = "box", "gate", "choice", "tab", "end"
"""What a spot is: a box in one lane; a bar over several; a choice; a frame's name, and its lower end."""


@dataclass(frozen=True)
class Spot:
    """A thing in a row, in the columns `first` to `last`; `item` is the number of a box or of a frame."""

    kind: str
    item: int
    row: int
    first: int
    last: int

    @property
    def slots(self) -> range:
        """The slots that it takes: lane n is slot 2n + 1, the gutters before and after it 2n and 2n + 2."""
        if self.kind == END:
            return range(0)
        if self.kind == GATE:
            return range(2 * self.first + 1, 2 * self.last + 2)
        return range(2 * self.first + 1, 2 * self.first + 2)


@dataclass
class Placed:
    """The spots of a panel and its number of rows."""

    panel: Panel
    spots: list[Spot] = field(default_factory=list)
    rows: int = 0

    def of(self, *kinds: str) -> Iterator[Spot]:
        """The spots of some kinds."""
        return (spot for spot in self.spots if spot.kind in kinds)

    def depth(self, frame: int) -> int:
        """How many frames of stages are nested in a frame, at most, itself included."""
        frames = self.panel.frames
        inner = [n for n, other in enumerate(frames) if other.parent == frame]
        return (frames[frame].kind == "stage") + max((self.depth(n) for n in inner), default=0)


def place(panel: Panel) -> Placed:
    """Place the boxes of a panel that shows a chain."""
    placed = Placed(panel)
    assert panel.block is not None
    placed.rows = _Placing(placed).block(panel.block, 0)
    return placed


class _Placing:
    def __init__(self, placed: Placed) -> None:
        self.placed, self.boxes = placed, placed.panel.boxes

    def columns(self, block: Block) -> tuple[int, int]:
        """The first and last lane of what a block holds."""
        lanes = [lane for box in self._held(block) if (lane := self.boxes[box].lane) is not None]
        return min(lanes, default=0), max(lanes, default=0)

    def _held(self, block: Block) -> Iterator[int]:
        if isinstance(block, Single):
            yield block.place
        elif isinstance(block, Framed):
            yield from self._held(block.block)
        else:
            for part in block.blocks:
                yield from self._held(part)

    def block(self, block: Block, row: int) -> int:
        """Place a block from that row on; the row after it."""
        if isinstance(block, Single):
            lane = self.boxes[block.place].lane or 0
            return self._spot(BOX, block.place, row, lane, lane)
        if isinstance(block, Column):
            for part in block.blocks:
                row = self.block(part, row)
            return row
        first, last = self.columns(block)
        if isinstance(block, Framed):
            self._spot(TAB, block.group, row, first, last)
            return self._spot(END, block.group, self.block(block.block, row + 1), first, last)
        return self._row(block, row, first, last)

    def _row(self, block: Row, row: int, first: int, last: int) -> int:
        if block.head is not None and block.tail is None:
            middle = (first + last) // 2
            row = self._spot(CHOICE, block.head, row, middle, middle)
        elif block.head is not None:
            row = self._spot(GATE, block.head, row, first, last)
        ends: list[tuple[int, int, int]] = []
        for part in block.blocks:
            left, right = self.columns(part)
            start = max((end for a, b, end in ends if a <= right and left <= b), default=row)
            ends.append((left, right, self.block(part, start)))
        row = max((end for _, _, end in ends), default=row)
        return row if block.tail is None else self._spot(GATE, block.tail, row, first, last)

    def _spot(self, kind: str, item: int, row: int, first: int, last: int) -> int:
        self.placed.spots.append(Spot(kind, item, row, first, last))
        return row + 1
