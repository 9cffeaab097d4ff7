"""HTML through jinja2, escaped, with its styles inside; without jinja2 (the extra `html`) there is none."""

from __future__ import annotations

import functools
import os
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from ..errors import GovrulesError

if TYPE_CHECKING:
    import jinja2

ICONS: Mapping[str, str] = {
    "answered": "✓",
    "conditional": "?",
    "silent": "—",
    "truncated": "…",
    "not_in_force": "✕",
    "error": "✕",
    "warning": "!",
}
"""A sign for each status and severity; the word stands beside it."""


def notebook_lang() -> str:
    """The language of notebooks: that of GOVRULES_LANG where it is zh or en, else zh."""
    lang = os.environ.get("GOVRULES_LANG", "zh")
    return lang if lang in ("zh", "en") else "zh"


@functools.cache
def _templates() -> jinja2.Environment | None:
    try:
        import jinja2
    except ImportError:
        return None
    return jinja2.Environment(
        loader=jinja2.PackageLoader("govrules.notebook"),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def html(template: str, **values: Any) -> str:
    """A template filled in. GovrulesError where the extra `html` is not installed."""
    templates = _templates()
    if templates is None:
        raise GovrulesError("usage.extra", feature="HTML", package="jinja2", extra="html")
    return templates.get_template(f"{template}.html.j2").render(icons=ICONS, **values)


def bundle(plain: str, template: str, **values: Any) -> dict[str, str]:
    """A thing for a notebook: its text and, where jinja2 is installed, its HTML."""
    shown = {"text/plain": plain}
    return shown if _templates() is None else shown | {"text/html": html(template, **values)}


def table_bundle(
    title: str, header: Sequence[str], rows: Iterable[Sequence[str]], notes: Sequence[str] = (), lang: str = "zh"
) -> dict[str, str]:
    """A table with a title."""
    listed = [tuple(row) for row in rows]
    plain = "\n".join([title, *notes, *("  ".join(row) for row in listed)])
    return bundle(plain, "table", title=title, header=header, rows=listed, notes=notes, lang=lang)
