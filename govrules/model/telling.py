"""Who puts an outcome into words and pictures: an outcome alone knows ids, not the words for them."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Protocol


class Drawn(Protocol):
    """A picture that can be written (drawing.Drawing)."""

    def to_svg(self, theme: str = "auto") -> str:
        """See Drawing.to_svg."""

    def to_mermaid(self) -> str:
        """See Drawing.to_mermaid."""

    def to_png(self, path: str | Path | None = None, *, theme: str = "light", scale: int = 2) -> bytes:
        """See Drawing.to_png."""


class Teller(Protocol):
    """What an outcome asks for its words: the question that it answers.

    All tellers are equal, to one another and to none at all: two outcomes are the same whoever tells
    them. A pickled outcome keeps none.
    """

    def drawing(self, outcome: Any, lang: str) -> Drawn:
        """The picture of the outcome."""

    def mimebundle(self, outcome: Any) -> Mapping[str, str]:
        """The outcome for a notebook."""
