"""A picture of an answer, an outcome or a question, to be written in one of three forms."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from ..errors import GovrulesError
from .description import Description


@dataclass(frozen=True)
class Drawing:
    """A picture, described; write it with `to_svg`, `to_mermaid` or `to_png`. In a notebook it shows itself."""

    description: Description

    def to_svg(self, theme: str = "auto") -> str:
        """The picture as SVG, which needs nothing else. `theme` is light, dark, or auto: as whoever looks at
        it prefers (ValueError for any other)."""
        from .svg import to_svg

        return to_svg(self.description, theme)

    def to_mermaid(self) -> str:
        """The picture as Mermaid text, for a document that a code host shows."""
        from .mermaid import to_mermaid

        return to_mermaid(self.description)

    def to_png(self, path: str | Path | None = None, *, theme: str = "light", scale: int = 2) -> bytes:
        """The picture as PNG, in so many pixels a pixel; written to a file where one is given.

        Needs the extra `png`, and a font with Chinese characters on the machine. GovrulesError where the
        one is missing, or the file cannot be written.
        """
        from .png import to_png

        data = to_png(self.to_svg(theme), scale)
        if path is not None:
            try:
                Path(path).write_bytes(data)
            except OSError as error:
                raise GovrulesError("usage.unwritable", path=path, problem=error.strerror) from None
        return data

    def __str__(self) -> str:
        return f"{self.description.title}\n{self.description.words}"

    def _repr_svg_(self) -> str:
        return self.to_svg()
