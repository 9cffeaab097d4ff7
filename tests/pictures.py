"""Reads an SVG of govrules as whoever looks at it would, and says what is wrong with it."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations, pairwise
from xml.etree import ElementTree as ET

ROLES = ("who", "action")
SVG = "{http://www.w3.org/2000/svg}"


@dataclass(frozen=True)
class Rect:
    left: float
    top: float
    right: float
    bottom: float

    def overlaps(self, other: Rect) -> bool:
        return (
            self.left < other.right and other.left < self.right and self.top < other.bottom and other.top < self.bottom
        )

    def holds(self, other: Rect) -> bool:
        return (
            self.left <= other.left
            and other.right <= self.right
            and self.top <= other.top
            and other.bottom <= self.bottom
        )


@dataclass(frozen=True)
class Node:
    kind: str
    item: int
    rect: Rect
    texts: tuple[str, ...]
    text_rects: tuple[Rect, ...]
    dashed: bool
    who: str
    action: str

    @property
    def does(self) -> tuple[str, str]:
        return self.who, self.action


@dataclass
class Panel:
    kind: str
    origin: tuple[float, float]
    nodes: list[Node]
    lanes: list[tuple[Rect, str]]
    frames: list[Rect]
    paths: dict[tuple[int, int], list[tuple[float, float]]]
    texts: tuple[str, ...]

    def of(self, *kinds: str) -> list[Node]:
        return [node for node in self.nodes if node.kind in kinds]


def ems(text: str) -> float:
    """How wide a text is at least: a full-width character takes one em, others about half of one."""
    return sum(1 if unicodedata.east_asian_width(character) in "WF" else 0.5 for character in text)


def read(svg: str) -> tuple[Rect, list[Panel]]:
    """The whole, and its panels."""
    root = ET.fromstring(svg)
    _, _, width, height = map(float, root.attrib["viewBox"].split())
    groups = [g for g in root.iter(f"{SVG}g") if g.attrib.get("class", "").startswith("panel-")]
    return Rect(0, 0, width, height), [_panel(group) for group in groups]


def _panel(group: ET.Element) -> Panel:
    x, _, y = group.attrib["transform"].removeprefix("translate(").removesuffix(")").partition(" ")
    lanes: list[tuple[Rect, str]] = []
    frames = []
    for child in group:
        kind = child.attrib.get("class", "").split(" ")[0]
        if kind == "lane":
            lanes.append((_rect(child), ""))
        elif child.tag == f"{SVG}text" and lanes:
            lanes[-1] = lanes[-1][0], lanes[-1][1] + (child.text or "")
            assert lanes[-1][0].holds(_text_rect(child)), f"the name of the lane {child.text} is cut off"
        elif kind == "frame":
            frames.append(_rect(child))
    paths = {}
    for path in group.findall(f"{SVG}path"):
        source, _, target = path.attrib["data-edge"].partition("-")
        points = [tuple(map(float, point.split())) for point in path.attrib["d"].removeprefix("M").split(" L")]
        paths[int(source), int(target)] = points
    nodes = [_node(child) for child in group if child.attrib.get("class", "").startswith("node ")]
    texts = tuple(child.text or "" for child in group if child.tag == f"{SVG}text")
    kind = group.attrib["class"].removeprefix("panel-")
    return Panel(kind, (float(x), float(y)), nodes, lanes, frames, paths, texts)


def _node(group: ET.Element) -> Node:
    shape = group[0]
    texts = group.findall(f"{SVG}text")
    return Node(
        group.attrib["class"].removeprefix("node "),
        int(group.attrib["data-item"]),
        _rect(shape) if shape.tag == f"{SVG}rect" else _bounds(shape),
        tuple(text.text or "" for text in texts),
        tuple(map(_text_rect, texts)),
        "optional" in shape.attrib["class"],
        *("".join(text.text or "" for text in texts if text.attrib["class"] == f"t-{role}") for role in ROLES),
    )


def _rect(element: ET.Element) -> Rect:
    x, y, width, height = (float(element.attrib[name]) for name in ("x", "y", "width", "height"))
    return Rect(x, y, x + width, y + height)


def _bounds(polygon: ET.Element) -> Rect:
    points = [tuple(map(float, point.split(","))) for point in polygon.attrib["points"].split()]
    return Rect(
        min(x for x, _ in points), min(y for _, y in points), max(x for x, _ in points), max(y for _, y in points)
    )


def _text_rect(text: ET.Element) -> Rect:
    x, y, size = (float(text.attrib[name]) for name in ("x", "y", "font-size"))
    width = ems(text.text or "") * size
    left = x - width / 2 if text.attrib.get("text-anchor") == "middle" else x
    return Rect(left, y - 0.85 * size, left + width, y + 0.2 * size)


def faults(svg: str) -> Iterator[str]:
    """Everything that overlaps, is cut off, or leads nowhere."""
    whole, panels = read(svg)
    root = ET.fromstring(svg)
    if root.find(f"{SVG}title") is None or root.find(f"{SVG}desc") is None or root.attrib["role"] != "img":
        yield "it says nothing to whoever cannot see it"
    for panel in panels:
        yield from _panel_faults(panel, whole)


def _panel_faults(panel: Panel, whole: Rect) -> Iterator[str]:
    x, y = panel.origin
    for node in panel.nodes:
        moved = Rect(node.rect.left + x, node.rect.top + y, node.rect.right + x, node.rect.bottom + y)
        if not whole.holds(moved):
            yield f"{node.texts} is cut off"
        yield from (
            f"'{text}' runs out of its box"
            for text, rect in zip(node.texts, node.text_rects, strict=True)
            if not node.rect.holds(rect)
        )
        yield from (f"lines overlap in {node.texts}" for a, b in combinations(node.text_rects, 2) if a.overlaps(b))
        if node.kind == "act" and not any(lane.holds(node.rect) for lane, _ in panel.lanes):
            yield f"{node.texts} stands in no lane"
    for a, b in combinations(panel.nodes, 2):
        if a.rect.overlaps(b.rect):
            yield f"{a.texts} overlaps {b.texts}"
    for first, second in combinations([rect for rect, _ in panel.lanes], 2):
        if first.overlaps(second):
            yield "lanes overlap"
    for one, other in combinations(panel.frames, 2):
        if one.overlaps(other) and not one.holds(other) and not other.holds(one):
            yield "frames cross"
    for frame in panel.frames:
        for node in panel.nodes:
            if frame.overlaps(node.rect) and not frame.holds(node.rect):
                yield f"{node.texts} stands half in a frame"
    yield from _path_faults(panel)


def _path_faults(panel: Panel) -> Iterator[str]:
    nodes = {node.item: node for node in panel.of("act", "stage", "fork", "join", "choice")}
    segments = []
    for (source, target), points in panel.paths.items():
        if source not in nodes or target not in nodes:
            yield f"{source}-{target} joins what is not there"
            continue
        (x, y), (end_x, end_y) = points[0], points[-1]
        start, end = nodes[source].rect, nodes[target].rect
        if y != start.bottom or not start.left <= x <= start.right:
            yield f"{source}-{target} does not begin at its box"
        if end_y != end.top or not end.left <= end_x <= end.right:
            yield f"{source}-{target} does not end at its box"
        for (x1, y1), (x2, y2) in pairwise(points):
            if x1 != x2 and y1 != y2:
                yield f"{source}-{target} runs aslant"
            line = Rect(min(x1, x2), min(y1, y2), max(x1, x2), max(y1, y2))
            segments.append((source, target, line))
            for node in nodes.values():
                if _crosses(line, node.rect):
                    yield f"{source}-{target} runs through {node.texts}"
    for (a, b, one), (c, d, other) in combinations(segments, 2):
        if a != c and b != d and _runs_along(one, other):
            yield f"{a}-{b} and {c}-{d} look like one line"


def _crosses(line: Rect, box: Rect) -> bool:
    inner = Rect(box.left + 0.1, box.top + 0.1, box.right - 0.1, box.bottom - 0.1)
    return (
        line.left <= inner.right and inner.left <= line.right and line.top <= inner.bottom and inner.top <= line.bottom
    )


def _runs_along(one: Rect, other: Rect) -> bool:
    if one.left == one.right == other.left == other.right:
        return min(one.bottom, other.bottom) - max(one.top, other.top) > 0.5
    if one.top == one.bottom == other.top == other.bottom:
        return min(one.right, other.right) - max(one.left, other.left) > 0.5
    return False
