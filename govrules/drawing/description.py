"""What a picture shows, before anybody says where: panels with lanes, boxes, frames and edges, all in words."""

from __future__ import annotations

from dataclasses import dataclass

from ..model.order import Block

WHO, ACTION, DETAIL, CONDITION, REQUIRES, LEFT_OPEN, HEADING, STATUS, GATE = (
    "who",
    "action",
    "detail",
    "condition",
    "requires",
    "left-open",
    "heading",
    "status",
    "gate",
)
"""What a line of text is: who acts, what is done, and what is said of it."""


@dataclass(frozen=True)
class Line:
    """A line of text, not yet broken into lines of a width."""

    text: str
    role: str = DETAIL


@dataclass(frozen=True)
class Box:
    """A node: an act, a stage without a chain, or a gate (fork, join, choice: see model.order), which
    belongs to no lane. `optional` where it depends on a condition."""

    kind: str
    lane: int | None
    lines: tuple[Line, ...]
    optional: bool = False


@dataclass(frozen=True)
class Frame:
    """A group around boxes (kind: stage, together, any), and the frame around it."""

    kind: str
    lines: tuple[Line, ...]
    parent: int | None
    optional: bool = False


@dataclass(frozen=True)
class Panel:
    """One outcome: a chain (`block` is its structure, by the numbers of boxes and frames) or, where that is
    None, the words under `body`. `kind`: value, branch, alternative, ordinary or rule; `within` the panel
    that it belongs to."""

    kind: str
    heading: tuple[Line, ...] = ()
    lanes: tuple[str, ...] = ()
    boxes: tuple[Box, ...] = ()
    frames: tuple[Frame, ...] = ()
    groups: tuple[tuple[int, ...], ...] = ()
    edges: tuple[tuple[int, int], ...] = ()
    block: Block | None = None
    body: tuple[Line, ...] = ()
    within: int | None = None


@dataclass(frozen=True)
class Description:
    """A whole picture. `decision` is what its branches depend on; `lang` zh or en."""

    lang: str
    title: str
    heading: tuple[Line, ...]
    panels: tuple[Panel, ...]
    decision: tuple[Line, ...] = ()

    @property
    def words(self) -> str:
        """The picture in words, for whoever cannot see it."""
        texts = []
        for panel in self.panels:
            texts.append(" ".join(line.text for line in (*panel.heading, *panel.body)))
            acts = [box for box in panel.boxes if box.lines]
            texts += [f"{number}. {' '.join(line.text for line in box.lines)}" for number, box in enumerate(acts, 1)]
        return "\n".join(text for text in texts if text)
