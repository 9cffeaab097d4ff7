"""Where something stands in a file."""

from __future__ import annotations

from typing import NamedTuple


class Position(NamedTuple):
    """A place in a file; line and column count from 1."""

    file: str
    line: int
    column: int
