"""A table of texts, written out for terminals, documents, spreadsheets and programs."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from ..errors import GovrulesError
from ..model.base import Label
from .phrases import PHRASES

if TYPE_CHECKING:
    import pandas

PAGE = """<!DOCTYPE html>
<html lang="{{ lang }}">
<head><meta charset="utf-8"><title>{{ title }}</title></head>
<body>
<table border="1">
<caption>{{ title }}</caption>
<thead><tr>{% for cell in header %}<th scope="col">{{ cell }}</th>{% endfor %}</tr></thead>
<tbody>
{% for row in rows %}<tr>{% for cell in row %}<td>{{ cell }}</td>{% endfor %}</tr>
{% endfor %}</tbody>
</table>
</body>
</html>
"""


class Tabular:
    """What can be shown as a table, in Chinese (`zh`) or English (`en`).

    Of each column there is a name for programs, the same in both languages, and a heading for people.
    """

    def title(self, lang: str = "zh") -> str:
        """What the table shows."""
        raise NotImplementedError

    def columns(self) -> tuple[str, ...]:
        """The names of the columns."""
        raise NotImplementedError

    def rows_of_text(self, lang: str = "zh") -> list[tuple[str, ...]]:
        """The rows, a text for each column."""
        raise NotImplementedError

    def to_dict(self) -> dict[str, Any]:
        """Everything as JSON data."""
        raise NotImplementedError

    def headings(self, lang: str = "zh") -> tuple[str, ...]:
        """The headings of the columns; a rulebook's column is headed by its id."""
        phrases = PHRASES[lang]
        return tuple(phrases.get(f"column_{name}", name) for name in self.columns())

    def __str__(self) -> str:
        return self.to_text()

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> Mapping[str, str]:
        from ..notebook.bundles import notebook_lang, table_bundle

        lang = notebook_lang()
        shown = table_bundle(self.title(lang), self.headings(lang), self.rows_of_text(lang), lang=lang)
        return shown | {"text/plain": self.to_text(lang)}

    def to_text(self, lang: str = "zh", *, width: int = 120) -> str:
        """A table for terminals, at most `width` places wide (Chinese takes two a character)."""
        from rich.console import Console

        out = io.StringIO()
        console = Console(file=out, width=width, color_system=None, force_terminal=False, force_jupyter=False)
        console.print(drawn(self.headings(lang), self.rows_of_text(lang)))
        lines = [line.rstrip() for line in out.getvalue().splitlines()]
        return "\n".join([self.title(lang), *lines]).strip()

    def to_markdown(self, lang: str = "zh") -> str:
        """A Markdown table under its title."""
        header = self.headings(lang)
        lines = [header, ["---"] * len(header), *self.rows_of_text(lang)]
        table = "\n".join(f"| {' | '.join(map(_markdown_cell, line))} |" for line in lines)
        return f"**{_markdown_cell(self.title(lang))}**\n\n{table}\n"

    def to_html(self, lang: str = "zh") -> str:
        """A page of its own with the table; nothing is fetched. GovrulesError where jinja2 is missing."""
        try:
            import jinja2
        except ImportError:
            raise GovrulesError("usage.extra", feature="HTML", package="jinja2", extra="html") from None
        page = jinja2.Environment(autoescape=True).from_string(PAGE)
        parts = {"title": self.title(lang), "header": self.headings(lang), "rows": self.rows_of_text(lang)}
        return page.render(lang="zh-CN" if lang == "zh" else "en", **parts)

    def to_csv(self, lang: str = "zh") -> str:
        """Comma-separated values; the first line has the names of the columns."""
        out = io.StringIO()
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(self.columns())
        writer.writerows(self.rows_of_text(lang))
        return out.getvalue()

    def to_frame(self, lang: str = "zh") -> pandas.DataFrame:
        """A pandas DataFrame, a column of texts for each column. GovrulesError where pandas is missing."""
        try:
            import pandas
        except ImportError:
            raise GovrulesError("usage.extra", feature="a data frame", package="pandas", extra="frames") from None
        return pandas.DataFrame(self.rows_of_text(lang), columns=list(self.columns()))

    def to_json(self, *, indent: int | None = None) -> str:
        """Everything as JSON text, Chinese as it is."""
        return json.dumps(self.to_dict(), ensure_ascii=False, indent=indent)


def spelt(label: Label) -> dict[str, str]:
    """A label for JSON."""
    return {"zh": label.zh, "en": label.en}


def drawn(header: Sequence[str], rows: Any) -> Any:
    """A rich table. Cells are texts, not markup; what is too long is wrapped, never cut off."""
    from rich import box
    from rich.table import Column, Table
    from rich.text import Text

    table = Table(*(Column(heading, overflow="fold") for heading in header), box=box.SIMPLE)
    for row in rows:
        table.add_row(*(Text(cell) for cell in row))
    return table


def _markdown_cell(text: str) -> str:
    return text.replace("|", "\\|").replace("<", "&lt;").replace("\n", "<br>")
