"""How wide text is, and where it may be broken.

Fonts differ, and none is at hand where an SVG is written; so the widths are upper bounds of those of the
usual sans-serif fonts: a full em for what is full-width or may be set so in a Chinese font.
"""

from __future__ import annotations

import re
import unicodedata

NARROW = frozenset(" .,:;'|!ijl()[]ftrI-")
BROAD = frozenset("MWmw%@&—…")
CLOSING = frozenset("，。；：、！？）》」』”’】〉…,.;:!?)]")
OPENING = frozenset("（《「『“‘【〈([")
SHORT = 4
"""A word of so many characters goes to the next line with the character that no longer fits."""
PIECES = re.compile(r"[A-Za-z0-9_./'-]+|\s+|.", re.DOTALL)


def text_width(text: str, size: float) -> float:
    """The width of a text in pixels at a font size, at most."""
    return size * sum(_ems(character) for character in text)


def _ems(character: str) -> float:
    if unicodedata.combining(character):
        return 0.0
    if unicodedata.east_asian_width(character) in "WFA" or character in BROAD:
        return 1.0
    return 0.42 if character in NARROW else 0.78 if character.isupper() else 0.64


def wrapped(text: str, width: float, size: float) -> tuple[str, ...]:
    """The text in lines no wider than that. Chinese is broken between characters, but no line begins with
    a closing mark or ends with an opening one; Latin words stay whole where they fit into a line."""
    lines: list[str] = []
    line = ""
    for piece in _unbroken(text):
        if text_width((line + piece).rstrip(), size) <= width:
            line += piece if line else piece.lstrip()
            continue
        head, _, word = line.rstrip().rpartition(" ")
        if head and len(word) <= SHORT and not piece.isspace():  # 报 stays with 送
            lines.append(head.strip())
            line = word + piece
        else:
            lines += [line.strip()] if line.strip() else []
            line = piece.strip()
        while text_width(line, size) > width and len(line) > 1:
            fitting = max((n for n in range(1, len(line)) if text_width(line[:n], size) <= width), default=1)
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
