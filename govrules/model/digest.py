"""Canonical JSON, and the hash of it."""

from __future__ import annotations

import hashlib
import json
from typing import Any


def canonical_json(data: Any) -> str:
    """JSON text as RFC 8785 writes it: names sorted by their UTF-16 units, no blanks, text as it is.

    `data` is made of mappings, lists, text, whole numbers, bool and None. TypeError for a float: how
    one is written would depend on rounding.
    """
    return _written(_sorted(data))


def _written(data: Any) -> str:
    return json.dumps(data, ensure_ascii=False, separators=(",", ":"), allow_nan=False)


def _sorted(data: Any) -> Any:
    if isinstance(data, float):
        raise TypeError("a float has no exact value")
    if isinstance(data, dict):
        return {name: _sorted(data[name]) for name in sorted(data, key=_units)}
    return [_sorted(entry) for entry in data] if isinstance(data, list) else data


def _units(name: str) -> bytes:
    return name.encode("utf-16-be", "surrogatepass")


def digest(text: str) -> str:
    """The SHA-256 of a text in UTF-8, in hexadecimal."""
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


def content_digest(files: Any) -> str:
    """The hash of what was read from files: of their data in its order, whatever comments, blanks and
    line ends stood between. `files` is a sequence of pairs, a file's name and its data."""
    return digest(_written(list(files)))
