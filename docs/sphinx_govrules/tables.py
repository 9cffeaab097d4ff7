"""Tables and text in Markdown."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence


def cell(text: object) -> str:
    """A text in a table."""
    plain = re.sub(r"([|{<*\\])", r"\\\1", " ".join(str(text).split()))
    return re.sub(r"(\w+@\d+)", r"`\1`", plain)  # kangle@2019 is no address


def code(text: object) -> str:
    """A text as code, in a table."""
    return "`" + str(text).replace("|", "\\|") + "`" if str(text) else ""


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table; the cells are Markdown."""
    lines = [list(head), ["---"] * len(head), *map(list, rows)]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)
