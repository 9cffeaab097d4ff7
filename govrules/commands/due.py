"""`govrules due`."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import click

from ..books import Rulebook
from ..engine.answer import Answer
from ..engine.explaining import part_line
from ..errors import DeadlineError, NotAnswered, nearest
from ..messages import Words
from ..model.chain import Chain
from ..model.deadline import Deadline
from ..model.due import Due
from ..model.schedule import Scheduled, not_known, schedule
from .common import CONTEXT, given_lang, lang_option, load_books, program_lang, reports_errors, rulebooks_option

METHOD = {"zh": "计算方法：", "en": "how it was counted:"}


@click.command(context_settings=CONTEXT, short_help="Say when the answer to a question is due.")
@click.argument("question")
@click.option(
    "--from",
    "start",
    metavar="MOMENT",
    help="When the event takes place that the deadline is counted from, or that begins the chain:"
    " 2026-02-13, or 2026-02-13T23:45 (China's time, without an offset).",
)
@click.option("--event", "events", multiple=True, metavar="NAME=MOMENT", help="When a named event takes place.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON: the answer, with its due moment or schedule.")
@lang_option
@rulebooks_option
@reports_errors
def due(
    question: str,
    start: str | None,
    events: tuple[str, ...],
    as_json: bool,
    lang: str,
    folders: tuple[Path, ...],
) -> None:
    """Say when the answer to QUESTION is due: the moment of a deadline, the moments of the steps of a
    chain, with the conventions by which they were counted. Several rulebooks: 'fushun, kangle: …'.

    An answer that sets no deadline is said in one sentence, with exit status 2.
    """
    books = load_books(folders)
    lang = given_lang() or books.language(question)
    shown: dict[str, Any] = {}
    texts: list[str] = []
    unanswered: list[NotAnswered] = []
    for name, answer in books.ask(question).items():
        book = books[name].version_of(answer)
        try:
            found = _found(book, answer, start, events)
        except NotAnswered as error:
            unanswered.append(error)
            continue
        kind = "due" if isinstance(found, Due) else "schedule"
        data = found.to_dict() if isinstance(found, Due) else [entry.to_dict() for entry in found]
        shown[name] = {"answer": answer.to_dict(), kind: data}
        texts.append("\n".join([*_lines(book, answer, found, lang), answer.explain(lang, why_not=False)]))
    if as_json and shown:
        whole = len(shown) + len(unanswered) == 1
        click.echo(json.dumps(next(iter(shown.values())) if whole else shown, ensure_ascii=False, indent=2))
    elif shown:
        click.echo("\n\n".join(texts))
    for reason in unanswered:
        click.echo(f"govrules: {reason.text(program_lang(question))}", err=True)
    if not shown:
        sys.exit(2)


def _found(book: Rulebook, answer: Answer, start: str | None, events: Sequence[str]) -> Due | tuple[Scheduled, ...]:
    moments = dict(_event(book, text) for text in events)
    value = answer.value
    if isinstance(value, Chain):
        return value.schedule(start, events=moments)
    if value is not None and not isinstance(value, Deadline):
        parts = [
            part for part in value.parts() if getattr(part, "deadline", None) is not None or "deadline" in part.unstated
        ]
        if parts:
            return schedule(parts, start, moments, None, None)
    deadline = answer.require(Deadline)
    surplus = next((name for name in moments if name != deadline.event), None)
    if surplus is not None:
        raise DeadlineError("due.event", name=surplus, suggestion=deadline.event)
    if start is not None and moments:
        raise DeadlineError("due.event_twice", name=deadline.event)
    moment = start if start is not None else moments.get(deadline.event or "")
    if moment is None:
        raise DeadlineError("due.no_start", event=deadline.event or Words("a_day"))
    return deadline.due(moment)


def _event(book: Rulebook, text: str) -> tuple[str, str]:
    """`receipt=2026-02-13T09:00`, or with the event's label, as the event's id and the moment."""
    name, sign, moment = text.partition("=")
    if not sign:
        raise DeadlineError("due.event_form", found=text)
    known = book.data.names.vocabulary.words["event"]
    if name not in known:
        raise DeadlineError("due.event", name=name, suggestion=nearest(name, known))
    return known[name], moment


def _lines(book: Rulebook, answer: Answer, found: Due | tuple[Scheduled, ...], lang: str) -> Iterator[str]:
    """The moments in words, and each convention once."""
    if isinstance(found, Due):
        yield found.explain(lang)
        yield ""
        return
    question, _slot = book.question_and_slot(answer.question)
    known = book.data.names.vocabulary.events
    for number, entry in enumerate(found, 1):
        yield f"{number}. {part_line(question, entry.step, lang)}"
        missing = entry.missing
        yield f"   {entry.outcome(lang) if missing is None else not_known(missing, known[missing](lang))(lang)}"
    conventions = dict.fromkeys(row.text(lang) for entry in found if entry.due for row in entry.due.conventions)
    if conventions:
        yield METHOD[lang]
        yield from (f"  - {text}" for text in conventions)
    yield ""
