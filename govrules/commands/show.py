"""`govrules show` and `govrules rules`."""

from __future__ import annotations

from pathlib import Path

import click

from .common import CONTEXT, heads, lang_option, load_books, reports_errors, rulebooks_option, sources_option, table


@click.command(context_settings=CONTEXT, short_help="Show the rulebooks, the questions of one, or an article.")
@click.argument("rulebook", required=False)
@click.argument("target", required=False, metavar="[QUESTION|ARTICLE]")
@sources_option
@lang_option
@rulebooks_option
@reports_errors
def show(rulebook: str | None, target: str | None, sources: Path | None, lang: str, folders: tuple[Path, ...]) -> None:
    """Show the rulebooks and what each has of every question; one rulebook's questions; one question;
    or one article with its rules."""
    from ..tools import show as showing

    books = load_books(folders)
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
