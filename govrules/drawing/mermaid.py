"""A description as Mermaid text: a flowchart with a subgraph for each stage, group and panel."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ..model.order import CHOICE, FORK, JOIN, STAGE, Block, Column, Framed, Row, Single
from .description import CONDITION, Description, Line, Panel

SPECIAL = str.maketrans({character: f"#{ord(character)};" for character in "#&<>\"'`;\\{}[]|"})
"""What means something in Mermaid or in HTML, as Mermaid spells it."""


def to_mermaid(description: Description) -> str:
    """The picture as Mermaid text, ending in a line feed."""
    return "\n".join(_Flowchart(description).lines()) + "\n"


def _text(lines: Iterable[Line], joint: str = "<br/>") -> str:
    """Lines as a label; names of subgraphs have room for one line only."""
    return joint.join(line.text.translate(SPECIAL) for line in lines)


class _Flowchart:
    def __init__(self, description: Description) -> None:
        self.description = description
        self.dashed: list[str] = []
        self.bars: list[str] = []

    def lines(self) -> Iterator[str]:
        yield "flowchart TB"
        yield f"  accTitle: {_text([Line(self.description.title)])}"
        if self.description.decision:
            yield f'  decision{{{{"{_text(self.description.decision)}"}}}}'
        for number, panel in enumerate(self.description.panels):
            yield from self._panel(number, panel)
        yield "  classDef optional stroke-dasharray: 6 4"
        if self.dashed:
            yield f"  class {','.join(self.dashed)} optional"
        if self.bars:
            yield "  classDef bar fill:#52606d,stroke:#52606d"
            yield f"  class {','.join(self.bars)} bar"

    def _panel(self, number: int, panel: Panel) -> Iterator[str]:
        outer = f"p{number}"
        framed = bool(panel.heading) or bool(self.description.decision)
        if framed:
            yield f'  subgraph {outer}["{_text(panel.heading, " ") or " "}"]'
            yield "    direction TB"
        if panel.block is None:
            yield f'    {outer}n["{_text(panel.body)}"]'
        else:
            yield from self._block(panel, outer, panel.block, "    ")
            yield from self._edges(panel, outer)
        if framed:
            yield "  end"
        if panel.kind == "branch":
            yield f"  decision --> {outer}"
        elif panel.within is not None:
            yield f"  p{panel.within} -.- {outer}"
        if panel.kind in ("alternative", "ordinary"):
            self.dashed.append(outer)

    def _block(self, panel: Panel, outer: str, block: Block, indent: str) -> Iterator[str]:
        if isinstance(block, Single):
            yield f"{indent}{self._node(panel, outer, block.place)}"
        elif isinstance(block, Column):
            for part in block.blocks:
                yield from self._block(panel, outer, part, indent)
        elif isinstance(block, Framed | Row):
            frame, name = panel.frames[block.group], f"{outer}g{block.group}"
            yield f'{indent}subgraph {name}["{_text(frame.lines, " ")}"]'
            if frame.optional:
                self.dashed.append(name)
            yield from self._inside(panel, outer, block, f"{indent}  ")
            yield f"{indent}end"

    def _inside(self, panel: Panel, outer: str, block: Framed | Row, indent: str) -> Iterator[str]:
        if isinstance(block, Framed):
            yield from self._block(panel, outer, block.block, indent)
            return
        gates = [gate for gate in (block.head, block.tail) if gate is not None]
        for gate in gates:
            yield f"{indent}{self._node(panel, outer, gate)}"
        for part in block.blocks:
            yield from self._block(panel, outer, part, indent)

    def _node(self, panel: Panel, outer: str, number: int) -> str:
        box, name = panel.boxes[number], f"{outer}n{number}"
        if box.kind in (FORK, JOIN):
            self.bars.append(name)
            return f'{name}@{{ shape: fork, label: " " }}'
        if box.optional:
            self.dashed.append(name)
        entered = any(target == number for _, target in panel.edges)  # by edges that bear the condition
        lines = [line for line in box.lines if not entered or line.role != CONDITION]
        shapes = {CHOICE: ("{", "}"), STAGE: ("[[", "]]")}
        left, right = shapes.get(box.kind, ("[", "]"))
        return f'{name}{left}"{_text(lines)}"{right}'

    def _edges(self, panel: Panel, outer: str) -> Iterator[str]:
        for source, target in panel.edges:
            conditions = [line for line in panel.boxes[target].lines if line.role == CONDITION]
            label = f'|"{_text(conditions)}"|' if conditions else ""
            arrow = "-.->" if panel.boxes[target].optional else "-->"
            yield f"    {outer}n{source} {arrow}{label} {outer}n{target}"
