"""`govrules show` and `govrules rules`."""

from __future__ import annotations

from pathlib import Path

import click

from ..errors import GovrulesError
from .common import CONTEXT, heads, lang_option, load_books, reports_errors, rulebooks_option, sources_option, table


@click.command(context_settings=CONTEXT, short_help="Show the rulebooks, the questions of one, or an article.")
@click.argument("rulebook", required=False)
@click.argument("target", required=False, metavar="[QUESTION|ARTICLE]")
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "mermaid", "svg", "html"]),
    default="text",
    help="text (default); or what each rule of a question says as a picture, or as a page.",
)
@click.option(
    "--out", type=click.Path(path_type=Path, dir_okay=False), help="The file to write the picture or page to."
)
@sources_option
@lang_option
@rulebooks_option
@reports_errors
def show(
    rulebook: str | None,
    target: str | None,
    form: str,
    out: Path | None,
    sources: Path | None,
    lang: str,
    folders: tuple[Path, ...],
) -> None:
    """Show the rulebooks and what each has of every question; one rulebook's questions; one question;
    or one article with its rules."""
    from ..tools import show as showing

    if out is not None and form == "text":
        raise GovrulesError("usage.out", option="--out")
    books = load_books(folders, sources)
    if form != "text":
        picture = showing.picture(books, rulebook, target, form, lang)
        _write(picture, out)
        return
    if rulebook is None:
        head = heads(lang, "id", "government", "instrument", "in_force", "rules", "questions")
        table(head, showing.overview(books, lang))
        table((*heads(lang, "id", "question"), *books), showing.matrix(books, lang))
        return
    book = books[books.named(rulebook)]
    if target is None:
        click.echo(f"{book.label(lang)} · {book.instrument.title} · {book.version}")
        table(heads(lang, "id", "asks", "rules", "provisions"), showing.questions(book, lang))
    else:
        click.echo("\n".join(showing.target(book, target, lang, sources)))


def _write(picture: str, out: Path | None) -> None:
    if out is None:
        click.echo(picture, nl=not picture.endswith("\n"))
        return
    try:
        out.write_text(picture, encoding="utf-8")
    except OSError as error:
        raise GovrulesError("usage.unwritable", path=out, problem=error.strerror) from None


@click.command(context_settings=CONTEXT, short_help="Find rules by role, modality, question, article or word.")
@click.argument("rulebook", required=False)
@click.option("--role", help="What binds a role: an id, a label, or a local title.")
@click.option("--article", help="What an article or provision decides: 51, 51.1.")
@click.option("--modality", help="must, may, must_not or need_not.")
@click.option("--question", help="A question, or its first part: document.")
@click.option("--word", help="A word that the rule says or quotes.")
@lang_option
@rulebooks_option
@reports_errors
def rules(rulebook: str | None, lang: str, folders: tuple[Path, ...], **criteria: str | None) -> None:
    """List the rules of RULEBOOK (or of all) that meet every criterion, each with its provision."""
    books = load_books(folders)
    for name in [books.named(rulebook)] if rulebook else list(books):
        for found in books[name].rules(**criteria):
            click.echo(f"{name} {found.sentence(lang)}")
