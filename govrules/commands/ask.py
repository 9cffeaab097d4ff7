"""`govrules ask`."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click

from ..engine.answer import Answer
from ..engine.phrases import PHRASES
from ..errors import GovrulesError
from .common import CONTEXT, lang_option, load_books, reports_errors, rulebooks_option


@click.command(context_settings=CONTEXT)
@click.argument("question")
@click.option("--json", "as_json", is_flag=True, help="Print JSON, one object (several rulebooks: one by id).")
@click.option("--why", is_flag=True, help="Say also why the other rules did not apply.")
@click.option("--vary", is_flag=True, help="Say also which single changed fact would change the answer.")
@click.option(
    "--receipt",
    metavar="FILE",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Write a receipt of the answer, for govrules verify.",
)
@click.option("--as-of", "as_of", metavar="DATE", help="The date whose rules count (today without it).")
@click.option("--absent", multiple=True, metavar="ROLE", help="A role whose holder is away (repeatable).")
@lang_option
@rulebooks_option
@reports_errors
def ask(
    question: str,
    as_json: bool,
    why: bool,
    vary: bool,
    receipt: Path | None,
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
    if receipt is not None:
        if len(answers) > 1:
            raise GovrulesError("receipt.several", count=len(answers))
        next(iter(answers.values())).receipt().save(receipt)
    if as_json:
        found = {name: _data(answer, vary) for name, answer in answers.items()}
        shown: Any = next(iter(found.values())) if len(found) == 1 else found
        click.echo(json.dumps(shown, ensure_ascii=False, indent=2))
        return
    click.echo("\n\n".join("\n".join(_lines(answer, lang, why, vary)) for answer in answers.values()))


def _data(answer: Answer, vary: bool) -> dict[str, Any]:
    more = {"vary": [variation.to_dict() for variation in answer.vary()]} if vary else {}
    return answer.to_dict() | more


def _lines(answer: Answer, lang: str, why: bool, vary: bool) -> Iterator[str]:
    yield answer.explain(lang, why_not=why)
    if vary:
        phrases = PHRASES[lang]
        variations = answer.vary()
        yield phrases["what_if"] if variations else phrases["vary_nothing"]
        yield from (f"  {variation.sentence(lang)}" for variation in variations)
