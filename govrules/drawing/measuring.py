"""How wide text is, and where it may be broken.

Fonts differ, and none is at hand where an SVG is written; so the widths are upper bounds of those of the
usual sans-serif fonts: a full em for what is full-width or may be set so in a Chinese font.
"""

from __future__ import annotations

import re
import unicodedata

NARROW = frozenset(" .,:;'|!ijl()[]ftrI-")
BROAD = frozenset("MWmw%@&—…=+<>~#")
BOLD = 1.12
"""How much wider Latin is in bold."""
CLOSING = frozenset("，。；：、！？）》」』”’】〉…,.;:!?)]")
OPENING = frozenset("（《「『“‘【〈([")
SHORT = 4
"""A word of so many characters goes to the next line with the character that no longer fits."""
PIECES = re.compile(r"[A-Za-z0-9_./'-]+|\s+|.", re.DOTALL)


def text_width(text: str, size: float, *, bold: bool = False) -> float:
    """The width of a text in pixels at a font size, at most."""
    return size * sum(_ems(character, bold) for character in text)


def _ems(character: str, bold: bool) -> float:
    if unicodedata.combining(character):
        return 0.0
    if unicodedata.east_asian_width(character) in "WFA":
        return 1.0
    ems = 0.42 if character in NARROW else 1.0 if character in BROAD else 0.78 if character.isupper() else 0.64
    return ems * BOLD if bold else ems


def wrapped(text: str, width: float, size: float, *, bold: bool = False) -> tuple[str, ...]:
    """The text in lines no wider than that. Chinese is broken between characters, but no line begins with
    a closing mark or ends with an opening one; Latin words stay whole where they fit into a line."""
    lines: list[str] = []
    line = ""

    def fits(part: str) -> bool:
        return text_width(part, size, bold=bold) <= width

    for piece in _unbroken(text):
        if fits((line + piece).rstrip()):
            line += piece if line else piece.lstrip()
            continue
        head, _, word = line.rpartition(" ")
        if head and 0 < len(word) <= SHORT and not piece.isspace():  # 报 stays with 送
            lines.append(head.strip())
            line = word + piece
        else:
            lines += [line.strip()] if line.strip() else []
            line = piece.strip()
        while not fits(line) and len(line) > 1:
            fitting = max((n for n in range(1, len(line)) if fits(line[:n])), default=1)
            lines.append(line[:fitting])
            line = line[fitting:]
    if line.strip():
        lines.append(line.strip())
    return tuple(lines)


def _unbroken(text: str) -> list[str]:
    """The pieces between which a line may be broken."""
    pieces: list[str] = []
    for piece in PIECES.findall(text):
        glued = bool(pieces) and (piece[0] in CLOSING or pieces[-1][-1] in OPENING)
        if glued:
            pieces[-1] += piece
        else:
            pieces.append(piece)
    return pieces
