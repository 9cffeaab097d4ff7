"""A description as SVG: one file that needs nothing else, in light and dark, and says in words what it shows.

Written with the standard library's ElementTree, which escapes; the arrows are shapes and the styles are
scoped, so that several pictures may stand in one page.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from xml.etree import ElementTree as ET

from .description import Description, Line
from .layout import PADDING, Path, Picture, Rect, Shape, Text, lay_out, text_lines

MARGIN, INDENT, RAIL, APART = 12, 28, 14, 18
"""Around the picture; of a panel that belongs to a decision or to another panel; the line that leads from a
decision to its cases; between panels."""
ARROWHEAD = 7

LIGHT: Mapping[str, str] = {
    "ground": "#ffffff",
    "lane": "#f4f6f8",
    "lane-edge": "#e1e6eb",
    "panel": "#c9d2db",
    "box": "#ffffff",
    "edge": "#3d5a80",
    "line": "#52606d",
    "ink": "#16202a",
    "soft": "#4a5763",
    "condition": "#8a3b00",
    "open": "#6b2c7a",
    "frame": "#7a8794",
    "tab": "#dde6ef",
    "choice": "#fff3d6",
}
DARK: Mapping[str, str] = {
    "ground": "#12171c",
    "lane": "#1a2128",
    "lane-edge": "#2a343d",
    "panel": "#3a4650",
    "box": "#212b34",
    "edge": "#8fb3dd",
    "line": "#a3b1be",
    "ink": "#eef3f7",
    "soft": "#bcc8d2",
    "condition": "#ffb37a",
    "open": "#dfa6ec",
    "frame": "#7d8b98",
    "tab": "#2c3b49",
    "choice": "#40361d",
}
FONTS = (
    "'Noto Sans CJK SC', 'Noto Sans SC', 'Source Han Sans SC', 'PingFang SC', 'Microsoft YaHei', 'WenQuanYi Micro Hei',"
    " sans-serif"
)
SCOPE = "govrules-picture"


def to_svg(description: Description, theme: str = "auto") -> str:
    """The picture; `theme` is light, dark, or auto: as whoever looks at it prefers (ValueError else)."""
    if theme not in ("auto", "light", "dark"):
        raise ValueError("theme must be 'auto', 'light' or 'dark'")
    body = ET.Element("g")
    width, height = _Page(body, description).draw()
    svg = ET.Element(
        "svg",
        {
            "xmlns": "http://www.w3.org/2000/svg",
            "class": SCOPE,
            "role": "img",
            "lang": "zh-Hans" if description.lang == "zh" else "en",
            "aria-label": description.title,
            "width": _number(width),
            "height": _number(height),
            "viewBox": f"0 0 {_number(width)} {_number(height)}",
        },
    )
    ET.SubElement(svg, "title").text = description.title
    ET.SubElement(svg, "desc").text = description.words
    ET.SubElement(svg, "style").text = _style(theme)
    ET.SubElement(svg, "rect", {"class": "ground", "width": _number(width), "height": _number(height)})
    svg.extend(body)
    return ET.tostring(svg, encoding="unicode")


def _style(theme: str) -> str:
    if theme != "auto":
        return _rules(DARK if theme == "dark" else LIGHT)
    return f"{_rules(LIGHT)}@media (prefers-color-scheme: dark){{{_rules(DARK)}}}"


def _rules(colours: Mapping[str, str]) -> str:
    """Without variables and functions, which not every renderer knows."""
    c = colours
    rules = {
        "text": f"font-family:{FONTS};fill:{c['soft']}",
        ".ground": f"fill:{c['ground']}",
        ".lane": f"fill:{c['lane']};stroke:{c['lane-edge']}",
        ".lane.odd": f"fill:{c['ground']}",
        ".panel": f"fill:none;stroke:{c['panel']}",
        ".box": f"fill:{c['box']};stroke:{c['edge']};stroke-width:1.3",
        ".stage.box": f"fill:{c['lane']};stroke:{c['frame']}",
        ".optional": "stroke-dasharray:6 4",
        ".gate": f"fill:{c['line']}",
        "polygon.choice": f"fill:{c['choice']};stroke:{c['edge']}",
        ".frame": f"fill:none;stroke:{c['frame']};stroke-width:1.2",
        ".tab": f"fill:{c['tab']}",
        ".path": f"fill:none;stroke:{c['line']};stroke-width:1.4",
        ".head": f"fill:{c['line']}",
        ".t-action,.t-heading": f"fill:{c['ink']};font-weight:600",
        ".t-status": f"fill:{c['ink']};font-weight:600",
        ".t-condition,.t-requires": f"fill:{c['condition']}",
        ".fork .t-gate": f"fill:{c['ground']}",
        ".choice .t-gate": f"fill:{c['ink']}",
        ".t-left-open": f"fill:{c['open']}",
    }
    scoped = ((",".join(f".{SCOPE} {one}" for one in many.split(",")), body) for many, body in rules.items())
    return "".join(f"{selector}{{{body}}}" for selector, body in scoped)


def _number(value: float) -> str:
    return f"{value:.1f}".rstrip("0").rstrip(".")


class _Page:
    """Writes the panels under one another."""

    def __init__(self, body: ET.Element, description: Description) -> None:
        self.body, self.description = body, description
        self.y: float = MARGIN
        self.width: float = 0

    def draw(self) -> tuple[float, float]:
        """Everything; the width and the height that it takes."""
        pictures = [lay_out(panel) for panel in self.description.panels]
        wide = max((picture.width for picture in pictures), default=0)
        self._lines(self.description.heading, MARGIN, wide)
        rail = self._decision(wide) if self.description.decision else None
        for picture in pictures:
            within = picture.panel.within is not None
            x = MARGIN + INDENT * ((rail is not None) + within)
            if rail is not None and not within:
                self._branch(rail, x)
            self._panel(picture, x)
        return self.width + MARGIN, self.y - APART + MARGIN

    def _lines(self, lines: Sequence[Line], x: float, width: float) -> None:
        if lines:
            texts, self.y = text_lines(lines, x, self.y, max(width, 340))
            _texts(self.body, texts)
            self.y += PADDING
            self.width = max([self.width, *(text.x + text.width for text in texts)])

    def _decision(self, wide: float) -> float:
        """What the cases depend on; where the line to them begins."""
        texts, bottom = text_lines(self.description.decision, MARGIN + 16, self.y + 6, max(wide, 340) - 32)
        right = max(text.x + text.width for text in texts) + 16
        rect = Rect(MARGIN, self.y, right - MARGIN, bottom + 6 - self.y)
        group = ET.SubElement(self.body, "g", {"class": "decision"})
        ET.SubElement(group, "polygon", {"class": "choice", "points": _hexagon(rect)})
        _texts(group, texts)
        self.width = max(self.width, right)
        self.y = rect.y + rect.height + APART
        return rect.y + rect.height

    def _branch(self, rail: float, x: float) -> None:
        """The line from the decision to the panel that comes next."""
        left, y = MARGIN + RAIL, self.y + 16
        _path(self.body, Path(-1, -1, ((left, rail), (left, y), (x, y))))

    def _panel(self, picture: Picture, x: float) -> None:
        panel = picture.panel
        classes = f"panel-{panel.kind}"
        group = ET.SubElement(
            self.body, "g", {"class": classes, "transform": f"translate({_number(x)} {_number(self.y)})"}
        )
        if panel.heading or panel.block is None:
            whole = Rect(0, 0, picture.width, picture.height)
            outline = "panel optional" if panel.kind in ("alternative", "ordinary") else "panel"
            _rect(group, whole, outline, rounded=4)
        _texts(group, (*picture.heading, *picture.body))
        for lane in picture.lanes:
            _rect(group, lane.rect, "lane odd" if lane.item % 2 else "lane")
            _texts(group, lane.texts)
        for frame in picture.frames:
            _rect(group, frame.rect, _classes("frame", frame), rounded=6)
        for path in picture.paths:
            _path(group, path)
        for shape in (*picture.tabs, *picture.boxes):
            _shape(group, shape)
        self.width = max(self.width, x + picture.width)
        self.y += picture.height + APART


def _classes(kind: str, shape: Shape) -> str:
    return f"{kind} optional" if shape.optional else kind


def _rect(parent: ET.Element, rect: Rect, classes: str, rounded: float = 0) -> None:
    data = {
        "class": classes,
        "x": _number(rect.x),
        "y": _number(rect.y),
        "width": _number(rect.width),
        "height": _number(rect.height),
    }
    ET.SubElement(parent, "rect", data | ({"rx": _number(rounded)} if rounded else {}))


def _shape(parent: ET.Element, shape: Shape) -> None:
    group = ET.SubElement(parent, "g", {"class": f"node {shape.kind}", "data-item": str(shape.item)})
    if shape.kind == "choice":
        ET.SubElement(group, "polygon", {"class": "choice", "points": _hexagon(shape.rect)})
    elif shape.kind in ("fork", "join"):
        _rect(group, shape.rect, "gate", rounded=2)
    elif shape.kind == "tab":
        _rect(group, shape.rect, "tab", rounded=4)
    else:
        _rect(group, shape.rect, _classes(f"{shape.kind} box", shape), rounded=4)
    _texts(group, shape.texts)


def _hexagon(rect: Rect) -> str:
    left, right, middle = rect.x, rect.x + rect.width, rect.y + rect.height / 2
    points = [(left, middle), (left + 12, rect.y), (right - 12, rect.y), (right, middle)]
    points += [(right - 12, rect.y + rect.height), (left + 12, rect.y + rect.height)]
    return " ".join(f"{_number(x)},{_number(y)}" for x, y in points)


def _texts(parent: ET.Element, texts: Iterable[Text]) -> None:
    for text in texts:
        data = {
            "class": f"t-{text.role}",
            "x": _number(text.x),
            "y": _number(text.y),
            "font-size": str(text.size),
        }
        ET.SubElement(parent, "text", data | ({"text-anchor": "middle"} if text.centred else {})).text = text.text


def _path(parent: ET.Element, path: Path) -> None:
    points = [point for n, point in enumerate(path.points) if n == 0 or point != path.points[n - 1]]
    data = {"class": "path", "d": "M" + " L".join(f"{_number(x)} {_number(y)}" for x, y in points)}
    if path.source >= 0:
        data["data-edge"] = f"{path.source}-{path.target}"
    if path.arrow:
        (x, y), (before, _) = points[-1], points[-2]
        sideways = before != x
        back, half = ARROWHEAD, ARROWHEAD / 2 + 0.5
        tip = [(x, y), (x - back, y - half), (x - back, y + half)] if sideways else [(x, y), (x - half, y - back)]
        tip += [] if sideways else [(x + half, y - back)]
        ET.SubElement(parent, "path", data)
        corners = " ".join(f"{_number(a)},{_number(b)}" for a, b in tip)
        ET.SubElement(parent, "polygon", {"class": "head", "points": corners})
    else:
        ET.SubElement(parent, "path", data)
