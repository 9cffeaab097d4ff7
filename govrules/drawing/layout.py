"""A panel in pixels: the size of its boxes from their text, rows and columns from the boxes, and the lines."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, field

from .description import ACTION, HEADING, STATUS, Line, Panel
from .measuring import text_width, wrapped
from .placing import BOX, CHOICE, END, GATE, TAB, Placed, Spot, place
from .routing import Route, routes, tracks

WIDTH, PADDING = 160, 8
"""Of a box, and between its border and its text."""
TRACK, ARROW, FRAME = 9, 12, 8
"""Between two parallel lines; what an arrow needs; from one frame to the next around it."""
GAPS: Mapping[str, int] = {BOX: 26, GATE: 20, CHOICE: 24, TAB: 22, END: 8}
"""The least height of the channel above a row, by what stands in it."""
BAR, NAMED_BAR, CHOICE_HEIGHT, END_HEIGHT = 5, 20, 34, 4
SIZES: Mapping[str, int] = {ACTION: 15, HEADING: 13, STATUS: 13}
SIZE = 12
BOLD = frozenset({ACTION, HEADING, STATUS})
"""The roles of lines in bold."""
PANEL_WIDTH = 340
"""The least width of a panel: room for its heading."""


@dataclass(frozen=True)
class Rect:
    """A rectangle; x to the right and y down, in pixels."""

    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True)
class Text:
    """One line of text: `x` is its left end, or its middle where `centred`; `y` its baseline."""

    x: float
    y: float
    text: str
    role: str
    size: int
    centred: bool = False

    @property
    def width(self) -> float:
        """At most so wide."""
        return text_width(self.text, self.size, bold=self.role in BOLD)


@dataclass(frozen=True)
class Shape:
    """A rectangle with its text. `kind` is that of a box or frame, `item` its number, `optional` whether it
    is dashed."""

    kind: str
    item: int
    rect: Rect
    texts: tuple[Text, ...]
    optional: bool = False


@dataclass(frozen=True)
class Path:
    """A line through points, with an arrow at its end (but not where it ends in a bar)."""

    source: int
    target: int
    points: tuple[tuple[float, float], ...]
    arrow: bool = True


@dataclass
class Picture:
    """A panel: shapes by what they are, and its size."""

    panel: Panel
    heading: tuple[Text, ...] = ()
    body: tuple[Text, ...] = ()
    lanes: list[Shape] = field(default_factory=list)
    frames: list[Shape] = field(default_factory=list)
    tabs: list[Shape] = field(default_factory=list)
    boxes: list[Shape] = field(default_factory=list)
    paths: list[Path] = field(default_factory=list)
    width: float = PANEL_WIDTH
    height: float = 0


def lay_out(panel: Panel) -> Picture:
    """The panel with its upper left corner at (0, 0)."""
    if panel.block is None:
        picture = Picture(panel)
        picture.heading, top = text_lines(panel.heading, PADDING, PADDING / 2, PANEL_WIDTH - 2 * PADDING)
        picture.body, bottom = text_lines(panel.body, PADDING, top, PANEL_WIDTH - 2 * PADDING)
        picture.height = bottom + PADDING
        return picture
    return _Layout(place(panel)).picture()


def text_lines(
    lines: Sequence[Line], x: float, y: float, width: float, *, centred: bool = False
) -> tuple[tuple[Text, ...], float]:
    """Lines of text broken to a width, from a height on; and the height below them."""
    texts: list[Text] = []
    for line in lines:
        size = SIZES.get(line.role, SIZE)
        for part in wrapped(line.text, width, size, bold=line.role in BOLD):
            y += round(size * 1.4)
            texts.append(Text(x + width / 2 if centred else x, y - round(size * 0.3), part, line.role, size, centred))
    return tuple(texts), y


def _height(lines: Sequence[Line], width: float) -> float:
    return text_lines(lines, 0, 0, width)[1]


class _Layout:
    def __init__(self, placed: Placed) -> None:
        self.placed, self.panel = placed, placed.panel
        self.routes = routes(placed)
        self.lefts, self.gutters, self.gutter_tracks, self.width = self._columns()
        self.heading, self.head = text_lines(self.panel.heading, PADDING, PADDING / 2, self.width - 2 * PADDING)
        names = max(_height((Line(name, HEADING),), WIDTH) for name in self.panel.lanes)
        self.lane_top = self.head + PADDING if self.heading else 0.0
        self.first_row = self.lane_top + names + PADDING
        self.channels = self._channels()
        self.tops = self._rows()

    # columns

    def _columns(self) -> tuple[list[float], list[float], dict[Hashable, int], float]:
        """The left ends of lanes, where the tracks of each gutter begin, the tracks, and the whole width."""
        nested = max((self.placed.depth(n) for n, f in enumerate(self.panel.frames) if f.parent is None), default=0)
        margin = FRAME * (nested + 1)
        found: dict[Hashable, int] = {}
        lefts: list[float] = []
        gutters: list[float] = []
        x = 0.0
        for gutter in range(len(self.panel.lanes) + 1):
            spans = [(("gutter", gutter, r.target), r.first_row, r.last_row) for r in self.routes if r.gutter == gutter]
            numbers, count = tracks(spans, 0.5)
            found |= numbers
            x += 0 if gutter == 0 else margin
            gutters.append(x + TRACK)
            x += (count + 1) * TRACK if count else 0
            x += 0 if gutter == len(self.panel.lanes) else margin
            if gutter < len(self.panel.lanes):
                lefts.append(x)
                x += WIDTH
        return lefts, gutters, found, max(x, PANEL_WIDTH) if self.panel.heading else x

    def _middle(self, lane: int) -> float:
        return self.lefts[lane] + WIDTH / 2

    def _gutter_x(self, route: Route) -> float:
        assert route.gutter is not None
        return self.gutters[route.gutter] + TRACK * self.gutter_tracks["gutter", route.gutter, route.target]

    def _out(self, route: Route) -> float:
        """Where an edge leaves: in the middle, or towards the side to which it turns."""
        towards = self._gutter_x(route) if route.gutter is not None else self._middle(route.arrives)
        middle = self._middle(route.leaves)
        return middle if not route.turns else middle + (WIDTH / 4 if towards > middle else -WIDTH / 4)

    # rows

    def _spans(self) -> dict[int, list[tuple[Hashable, float, float]]]:
        """What runs across in the channel above each row."""
        spans: dict[int, list[tuple[Hashable, float, float]]] = {}
        for route in self.routes:
            if not route.turns:
                continue
            leaving = spans.setdefault(route.first_row + 1, [])
            if route.gutter is None:
                leaving.append((self._key(route, leaves=True), self._out(route), self._middle(route.arrives)))
            else:
                leaving.append((self._key(route, leaves=True), self._out(route), self._gutter_x(route)))
                arriving = spans.setdefault(route.last_row, [])
                arriving.append((self._key(route, leaves=False), self._gutter_x(route), self._middle(route.arrives)))
        return spans

    @staticmethod
    def _key(route: Route, *, leaves: bool) -> Hashable:
        """What shares a track: what arrives at one box in this channel, else what leaves one."""
        arrives = not leaves or (route.gutter is None and route.last_row == route.first_row + 1)
        return ("in", route.target) if arrives else ("out", route.source, route.gutter is None and route.target)

    def _channels(self) -> dict[int, tuple[dict[Hashable, int], int]]:
        return {row: tracks(spans, TRACK) for row, spans in self._spans().items()}

    def _rows(self) -> list[tuple[float, float]]:
        """The top and the height of each row."""
        rows: list[tuple[float, float]] = []
        y = self.first_row
        for row in range(self.placed.rows):
            spots = [spot for spot in self.placed.spots if spot.row == row]
            count = self.channels.get(row, ({}, 0))[1]
            gap = max(GAPS[spot.kind] for spot in spots)
            y += max(gap if row else PADDING, TRACK * count + ARROW + TRACK if count else 0)
            height = max(self._spot_height(spot) for spot in spots)
            rows.append((y, height))
            y += height
        self.bottom = y + PADDING + FRAME
        return rows

    def _spot_height(self, spot: Spot) -> float:
        if spot.kind == BOX:
            return _height(self.panel.boxes[spot.item].lines, WIDTH - 2 * PADDING) + 2 * PADDING
        if spot.kind == TAB:
            return _height(self.panel.frames[spot.item].lines, WIDTH - 2 * PADDING) + PADDING
        if spot.kind == GATE:
            return NAMED_BAR if self.panel.boxes[spot.item].lines else BAR
        return {CHOICE: CHOICE_HEIGHT, END: END_HEIGHT}[spot.kind]

    def _track_y(self, row: int, key: Hashable) -> float:
        """The height of a track; the last of a channel leaves room for an arrow."""
        numbers, count = self.channels[row]
        return self.tops[row][0] - ARROW - TRACK * (count - numbers[key])

    # shapes

    def picture(self) -> Picture:
        picture = Picture(self.panel, self.heading, width=self.width, height=self.bottom)
        picture.lanes = [self._lane(number, name) for number, name in enumerate(self.panel.lanes)]
        for spot in self.placed.spots:
            if spot.kind == TAB:
                picture.frames.append(self._frame(spot))
                picture.tabs.append(self._tab(spot))
            elif spot.kind != END:
                picture.boxes.append(self._box(spot))
        shapes = {shape.item: shape.rect for shape in picture.boxes}
        picture.paths = [self._path(route, shapes) for route in self.routes]
        return picture

    def _lane(self, number: int, name: str) -> Shape:
        left = 0.0 if number == 0 else (self.lefts[number - 1] + WIDTH + self.lefts[number]) / 2
        last = number == len(self.panel.lanes) - 1
        right = self.width if last else (self.lefts[number] + WIDTH + self.lefts[number + 1]) / 2
        texts, _ = text_lines((Line(name, HEADING),), self.lefts[number], self.lane_top + 4, WIDTH, centred=True)
        return Shape("lane", number, Rect(left, self.lane_top, right - left, self.bottom - self.lane_top), texts)

    def _frame(self, spot: Spot) -> Shape:
        frame = self.panel.frames[spot.item]
        end = next(other for other in self.placed.of(END) if other.item == spot.item)
        margin = FRAME * self.placed.depth(spot.item)
        left, right = self.lefts[spot.first] - margin, self.lefts[spot.last] + WIDTH + margin
        top, bottom = self.tops[spot.row][0], self.tops[end.row][0] + END_HEIGHT
        return Shape("frame", spot.item, Rect(left, top, right - left, bottom - top), (), frame.optional)

    def _tab(self, spot: Spot) -> Shape:
        lines = self.panel.frames[spot.item].lines
        left, top = self.lefts[spot.first], self.tops[spot.row][0]
        texts, bottom = text_lines(lines, left + PADDING, top + PADDING / 2, WIDTH - 2 * PADDING, centred=True)
        return Shape("tab", spot.item, Rect(left, top, WIDTH, bottom + PADDING / 2 - top), texts)

    def _box(self, spot: Spot) -> Shape:
        box = self.panel.boxes[spot.item]
        left, top = self.lefts[spot.first], self.tops[spot.row][0]
        width, height = self.lefts[spot.last] + WIDTH - left, self._spot_height(spot)
        inner = _height(box.lines, width - 2 * PADDING)
        texts, _ = text_lines(
            box.lines, left + PADDING, top + (height - inner) / 2, width - 2 * PADDING, centred=spot.kind != BOX
        )
        return Shape(box.kind, spot.item, Rect(left, top, width, height), texts, box.optional)

    def _path(self, route: Route, shapes: Mapping[int, Rect]) -> Path:
        start, end = shapes[route.source], shapes[route.target]
        x, arrives = self._out(route), self._middle(route.arrives)
        points = [(x, start.y + start.height)]
        if route.turns:
            y = self._track_y(route.first_row + 1, self._key(route, leaves=True))
            points.append((x, y))
            if route.gutter is not None:
                gutter = self._gutter_x(route)
                below = self._track_y(route.last_row, self._key(route, leaves=False))
                points += [(gutter, y), (gutter, below)]
                y = below
            points.append((arrives, y))
        points.append((arrives, end.y))
        return Path(route.source, route.target, tuple(points), end.height > BAR)
