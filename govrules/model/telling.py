"""Who puts an outcome into words and pictures: an outcome alone knows ids, not the words for them."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from .citations import Citation


class Drawn(Protocol):
    """A picture that can be written (drawing.Drawing)."""

    def to_svg(self, theme: str = "auto") -> str:
        """See Drawing.to_svg."""

    def to_mermaid(self) -> str:
        """See Drawing.to_mermaid."""

    def to_png(self, path: str | Path | None = None, *, theme: str = "light", scale: int = 2) -> bytes:
        """See Drawing.to_png."""


class Pictured:
    """What can be drawn, and written in one call."""

    def drawing(self, lang: str = "zh") -> Drawn:
        """The picture; `lang` is `zh` or `en`."""
        raise NotImplementedError

    def to_svg(self, lang: str = "zh", theme: str = "auto") -> str:
        """The picture as SVG; see `drawing`, and Drawing.to_svg for `theme`."""
        return self.drawing(lang).to_svg(theme)

    def to_mermaid(self, lang: str = "zh") -> str:
        """The picture as Mermaid text; see `drawing`."""
        return self.drawing(lang).to_mermaid()

    def to_png(
        self, path: str | Path | None = None, lang: str = "zh", *, theme: str = "light", scale: int = 2
    ) -> bytes:
        """The picture as PNG; see `drawing`, and Drawing.to_png for the rest."""
        return self.drawing(lang).to_png(path, theme=theme, scale=scale)


class Teller(Protocol):
    """What an outcome asks for its words, and for what it rests on: the question that it answers.

    All tellers are equal, to one another and to none at all: two outcomes are the same whoever tells
    them. A pickled outcome keeps none.
    """

    citations: tuple[Citation, ...]
    """What the outcome rests on."""

    def resting_on(self, citations: tuple[Citation, ...]) -> Teller:
        """One for an outcome that rests on these."""

    def drawing(self, outcome: Any, lang: str) -> Drawn:
        """The picture of the outcome."""

    def mimebundle(self, outcome: Any) -> Mapping[str, str]:
        """The outcome for a notebook."""
