"""`govrules site`."""

from __future__ import annotations

from pathlib import Path

import click

from ..messages import Words
from .common import (
    CONTEXT,
    load_books,
    program_lang,
    program_lang_option,
    reports_errors,
    rulebooks_option,
    sources_option,
)


@click.command(
    context_settings=CONTEXT, short_help="Write a static site: rulebooks, questions, matrix, search, a form."
)
@click.argument("out", type=click.Path(path_type=Path), metavar="OUT")
@click.option(
    "--combinations",
    type=click.IntRange(1),
    default=None,
    help="How many combinations of facts a question decides in advance at most (20000).",
)
@click.option("--jobs", type=click.IntRange(1), help="Processes. Default: one a processor.")
@sources_option
@program_lang_option
@rulebooks_option
@reports_errors
def site(
    out: Path,
    combinations: int | None,
    jobs: int | None,
    sources: Path | None,
    folders: tuple[Path, ...],
    **_lang: str,
) -> None:
    """Write the rulebooks into the folder OUT as pages for people without Python: one a government and one a
    question, the matrix, a search, and a form that asks every question from answers decided in advance.

    The pages are in Chinese and English and need no server: open OUT/index.html. OUT is made, or holds an
    earlier site, which is made anew; a folder with anything else in it is refused.
    """
    from ..site.building import COMBINATIONS, build
    from ..site.writing import check_folder, write_folder

    check_folder(out)
    books = load_books(folders, sources)
    files = build(books, folders, combinations=combinations or COMBINATIONS, jobs=jobs)
    write_folder(out, files)
    pages = sum(name.endswith(".html") for name in files)
    size = f"{sum(len(text.encode()) for text in files.values()) / 1_000_000:.1f}"
    click.echo(Words("site_made", path=out / "index.html", pages=pages, size=size).text(program_lang()))
