"""`govrules compare`."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import click

from ..engine.table import Tabular
from ..errors import GovrulesError
from .common import CONTEXT, lang_option, load_books, reports_errors, rulebooks_option, table

WRITERS: dict[str, Callable[[Tabular, str], str]] = {
    "markdown": lambda found, lang: found.to_markdown(lang),
    "html": lambda found, lang: found.to_html(lang),
    "csv": lambda found, lang: found.to_csv(lang),
    "json": lambda found, lang: found.to_json(indent=2),
}


@click.command(context_settings=CONTEXT, short_help="Compare what rulebooks answer to a question, or to all.")
@click.argument("question", required=False)
@click.option("--all", "everything", is_flag=True, help="Every question at once: a matrix of question and rulebook.")
@click.option("--differs", is_flag=True, help="With --all: only the questions on which the answers differ.")
@click.option("--among", metavar="ID,ID", help="The rulebooks to compare, by id or name (all without it).")
@click.option("--exceptions", is_flag=True, help="Assume no ordinary case: compare what holds in exceptions too.")
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", *WRITERS]),
    default="text",
    help="For people (text), or as Markdown, HTML, CSV, JSON.",
)
@click.option("--as-of", "as_of", metavar="DATE", help="The date whose rules count (today without it).")
@click.option("--absent", multiple=True, metavar="ROLE", help="A role whose holder is away (repeatable).")
@lang_option
@rulebooks_option
@reports_errors
def compare(
    question: str | None,
    everything: bool,
    differs: bool,
    among: str | None,
    exceptions: bool,
    form: str,
    as_of: str | None,
    absent: tuple[str, ...],
    lang: str,
    folders: tuple[Path, ...],
) -> None:
    """Compare what rulebooks answer to QUESTION, an id or a question such as
    'meeting.quorum(meeting=executive)': value, conditions, provision and words of each, and who
    answers alike (by meaning; those with one letter say the same). With --all every question.

    Same are answers that say the same in the shared vocabulary, however they are worded. Where they
    are alike but for words that the vocabulary has no name for, it is undecided.
    """
    if everything == (question is not None) or (everything and absent) or (differs and not everything):
        raise GovrulesError("usage.compare_what")
    books = load_books(folders)
    chosen = [name.strip() for name in among.replace("，", ",").split(",") if name.strip()] if among else None
    found: Tabular
    if question is None:
        whole = books.compare_all(among=chosen, as_of=as_of, ordinary=not exceptions)
        found = whole.only("differs", "undecided") if differs else whole
    else:
        found = books.compare(question, as_of=as_of, absent=absent, among=chosen, ordinary=not exceptions)
    if form == "text":
        click.echo(found.title(lang))
        table(found.headings(lang), found.rows_of_text(lang))
    else:
        click.echo(WRITERS[form](found, lang).rstrip("\n"))
