"""SVG as PNG, through resvg: one wheel, no program and no library of the system."""

from __future__ import annotations

from ..errors import GovrulesError


def to_png(svg: str, scale: int) -> bytes:
    """The picture in so many pixels a pixel; GovrulesError where the extra `png` is not installed."""
    try:
        import resvg_py
    except ImportError:
        raise GovrulesError("usage.extra", feature="PNG", package="resvg-py", extra="png") from None
    return bytes(resvg_py.svg_to_bytes(svg_string=svg, zoom=float(scale)))
