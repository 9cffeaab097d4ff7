"""`govrules new` and `govrules status`: from the text of an instrument to a rulebook."""

from __future__ import annotations

from pathlib import Path

import click

from ..messages import Words
from .common import CONTEXT, load_books, program_lang_option, reports_errors, rulebooks_option, sources_option


@click.command(context_settings=CONTEXT, short_help="Make a rulebook skeleton from the text of an instrument.")
@click.argument("name", metavar="ID")
@click.option(
    "--from",
    "text",
    required=True,
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="The plain text of the instrument, UTF-8.",
)
@click.option(
    "--into",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path(),
    help="The folder in which the folder ID is made (the current one without it).",
)
@program_lang_option
@reports_errors
def new(name: str, text: Path, into: Path, lang: str) -> None:
    """Make the rulebook ID from the plain text of an instrument: a folder that loads, whose ledger
    lists every article and paragraph as pending. Says where the numbering of articles is in doubt."""
    from ..tools.skeleton import write_skeleton

    made = write_skeleton(name, text, into)
    for doubt in made.doubts:
        click.echo(doubt.text(lang), err=True)
    articles = {article for article, _ in made.source.paragraphs if article}
    paragraphs = len(made.source.paragraphs)
    click.echo(Words("made", folder=into / name, articles=len(articles), paragraphs=paragraphs).text(lang))


@click.command(context_settings=CONTEXT, short_help="Say which paragraphs are encoded, and which are pending.")
@click.argument("path", required=False, type=click.Path(path_type=Path))
@sources_option
@program_lang_option
@rulebooks_option
@reports_errors
def status(path: Path | None, sources: Path | None, lang: str, folders: tuple[Path, ...]) -> None:
    """Say of each rulebook how many paragraphs are encoded, declaratory and pending, and which are
    pending. PATH is a rulebook, or a folder of rulebooks."""
    from ..tools import show as showing

    books = load_books([*([path] if path else []), *folders])
    for name in books.each_version():
        for line in showing.status(books[name], sources, lang):
            click.echo(line)
