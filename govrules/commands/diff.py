"""`govrules diff`."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import click

from .common import CONTEXT, lang_option, reports_errors, rulebooks_option


@click.command(context_settings=CONTEXT, short_help="Say what differs between rulebooks, versions, revisions.")
@click.argument("old", metavar="A")
@click.argument("new", metavar="[B]", required=False)
@click.option("--question", help="One question only (document.signing).")
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json", "markdown"]),
    default="text",
    help="For people (text, Markdown), or as JSON: a list with an object for each pair of rulebooks.",
)
@lang_option
@rulebooks_option
@reports_errors
def diff(old: str, new: str | None, question: str | None, form: str, lang: str, folders: tuple[Path, ...]) -> None:
    """Say what differs from A to B for whoever has to follow the rules, question by question.

    \b
    A and B are each
      guazhou                   a rulebook
      kangle@2019               one version of it
      my/rulebooks/kangle       a folder with one rulebook, or several
      HEAD~1:rulebooks/kangle   such a folder in a git revision
      HEAD~1                    the folder of rulebooks in a git revision
    Without B, a git revision is compared with the working tree. Exit status: 0 no difference in
    substance, 1 differences, 2 wrong usage.
    """  # noqa: D301
    from ..tools.diff import compare_rulebooks
    from ..tools.diff_words import as_markdown, as_text
    from ..tools.sides import pairs

    found = pairs(old, new, folders)
    wanted = None if question is None else [found.both[0][1].question_and_slot(question)[0].name]
    compared = [(compare_rulebooks(*pair, wanted), *pair) for pair in found.both]
    if form == "json":
        shown = [difference.to_dict() for difference, *_ in compared]
        click.echo(json.dumps(shown, ensure_ascii=False, indent=2))
    else:
        write = as_markdown if form == "markdown" else as_text
        click.echo("\n\n".join(write(*entry, lang) for entry in compared))
        for sign, names in (("-", found.only_old), ("+", found.only_new)):
            for name in names:
                click.echo(f"{sign} {name}")
    differs = found.only_old or found.only_new or any(difference.found for difference, *_ in compared)
    sys.exit(1 if differs else 0)
