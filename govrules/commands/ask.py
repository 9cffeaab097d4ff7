"""`govrules ask`."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import click

from .common import CONTEXT, lang_option, load_books, reports_errors, rulebooks_option


@click.command(context_settings=CONTEXT)
@click.argument("question")
@click.option("--json", "as_json", is_flag=True, help="Print JSON, one object (several rulebooks: one by id).")
@click.option("--why", is_flag=True, help="Say also why the other rules did not apply.")
@click.option("--as-of", "as_of", metavar="DATE", help="The date whose rules count (today without it).")
@click.option("--absent", multiple=True, metavar="ROLE", help="A role whose holder is away (repeatable).")
@lang_option
@rulebooks_option
@reports_errors
def ask(
    question: str,
    as_json: bool,
    why: bool,
    as_of: str | None,
    absent: tuple[str, ...],
    lang: str,
    folders: tuple[Path, ...],
) -> None:
    """Ask QUESTION, in the form 'guazhou: document.signing(issuer=government, direction=upward)'.

    Several rulebooks: 'fushun, kangle: …'; all of them: '*: …'. A fact that is expressly unknown is
    written fact=?.
    """
    answers = load_books(folders).ask(question, as_of=as_of, absent=absent)
    if as_json:
        found = {name: answer.to_dict() for name, answer in answers.items()}
        shown: Any = next(iter(found.values())) if len(found) == 1 else found
        click.echo(json.dumps(shown, ensure_ascii=False, indent=2))
        return
    click.echo("\n\n".join(answer.explain(lang, why_not=why) for answer in answers.values()))
