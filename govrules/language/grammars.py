"""Where the lark grammars are, and one parser a grammar, made when it is first needed."""

from __future__ import annotations

import functools
from pathlib import Path
from typing import Any

PACKAGE = Path(__file__).resolve().parent.parent


def data_folder(name: str) -> Path:
    """The folder `name` (grammar, rulebooks): inside the package in a wheel, beside it in a checkout."""
    inside = PACKAGE / name
    return inside if inside.is_dir() else PACKAGE.parent / name


@functools.cache
def parser(name: str, transformer: type) -> Any:
    """The LALR parser of `grammar/<name>.lark`, building with `transformer` while it reads.

    Building while reading keeps deep input from recursing in Python.
    """
    from lark import Lark  # imported when the first condition is read, not with the library

    text = (data_folder("grammar") / f"{name}.lark").read_text(encoding="utf-8")
    return Lark(text, parser="lalr", transformer=transformer(), propagate_positions=False, maybe_placeholders=True)


# Full-width forms of ASCII and the ideographic space, one character for one: offsets stay true.
FULL_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3000: 0x20}
