"""`govrules ask`: one question, the lines of a pipe, or a prompt."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click

from ..books import Books
from ..engine.answer import Answer
from ..engine.phrases import PHRASES
from ..errors import FactError, GovrulesError
from ..messages import Words
from .common import (
    CONTEXT,
    given_lang,
    lang_option,
    load_books,
    program_lang,
    reports_errors,
    rulebooks_option,
    utf8_output,
)


@click.command(context_settings=CONTEXT, short_help="Answer a question, with its sources; without one: a prompt.")
@click.argument("question", required=False)
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
@click.option("--pair", "pairs", multiple=True, metavar="ROLE=ROLE", help="Who is paired with whom (repeatable).")
@lang_option
@rulebooks_option
@reports_errors
def ask(
    question: str | None,
    as_json: bool,
    why: bool,
    vary: bool,
    receipt: Path | None,
    as_of: str | None,
    absent: tuple[str, ...],
    pairs: tuple[str, ...],
    lang: str,
    folders: tuple[Path, ...],
) -> None:
    """Ask QUESTION, a phrase ('瓜州 公文签发 上行'), or in the form
    'guazhou: document.signing(issuer=government, direction=upward)'.

    Several rulebooks: 'fushun, kangle: …'; all of them: '*: …'. A fact that is expressly unknown is
    written fact=?.

    Without QUESTION: in a terminal a prompt; else each line of standard input is asked (blank ones and
    those that begin with # are not), with --json an object a line. A line that cannot be answered does
    not stop the others; exit status 2 then says at the end that there was one.
    """
    books = load_books(folders)
    utf8_output()
    asking = Asking(books, as_of, absent, tuple(map(_pair, pairs)), as_json, why, vary)
    if question is None:
        if receipt is not None:
            raise GovrulesError("usage.one_question", option="--receipt")
        if sys.stdin.isatty() and sys.stdout.isatty():
            from .prompt import prompt

            prompt(asking)
        elif not _lines(asking):
            sys.exit(2)
        return
    answers = asking.ask(question)
    if receipt is not None:
        if len(answers) > 1:
            raise GovrulesError("receipt.several", count=len(answers))
        next(iter(answers.values())).receipt().save(receipt)
    click.echo(asking.shown(question, answers))


@dataclass(frozen=True)
class Asking:
    """How each question is asked, and its answers are shown: the options of the command."""

    books: Books
    as_of: str | None
    absent: Sequence[str]
    pairs: Sequence[tuple[str, str]]
    as_json: bool
    why: bool
    vary: bool

    def ask(self, question: str) -> Mapping[str, Answer]:
        """The answers, by rulebook. GovrulesError where there are none."""
        return self.books.ask(question, as_of=self.as_of, absent=self.absent, pairs=self.pairs)

    def lang(self, question: str) -> str:
        """The language of the answer: the one that is given, else that of the question."""
        return given_lang() or self.books.language(question)

    def shown(self, question: str, answers: Mapping[str, Answer], *, indent: int | None = 2) -> str:
        """The answers as text, or as JSON (without `indent` in one line)."""
        if self.as_json:
            return self.json(answers, indent=indent)
        lang = self.lang(question)
        return "\n\n".join("\n".join(self._explained(answer, lang)) for answer in answers.values())

    def json(self, answers: Mapping[str, Answer], *, indent: int | None = 2) -> str:
        """The answers as JSON: one as such, several by rulebook."""
        found = {name: self._data(answer) for name, answer in answers.items()}
        shown: Any = next(iter(found.values())) if len(found) == 1 else found
        return json.dumps(shown, ensure_ascii=False, indent=indent)

    def _data(self, answer: Answer) -> dict[str, Any]:
        more = {"vary": [variation.to_dict() for variation in answer.vary()]} if self.vary else {}
        return answer.to_dict() | more

    def _explained(self, answer: Answer, lang: str) -> Iterator[str]:
        yield answer.explain(lang, why_not=self.why)
        if self.vary:
            phrases = PHRASES[lang]
            variations = answer.vary()
            yield phrases["what_if"] if variations else phrases["vary_nothing"]
            yield from (f"  {variation.sentence(lang)}" for variation in variations)


def _pair(text: str) -> tuple[str, str]:
    """`deputy_in_charge=executive_deputy` as a pair. FactError for what is none."""
    role, _sign, partner = text.partition("=")
    if not (role.strip() and partner.strip()):
        raise FactError("fact.pairs")
    return role.strip(), partner.strip()


def _lines(asking: Asking) -> bool:
    """Answer each line of standard input before the next is read; whether all of them could be answered."""
    answered, all_good = 0, True
    for number, content in enumerate(sys.stdin.buffer, 1):
        line = ""
        try:
            line = _text(content)
            if not line or line.startswith("#"):
                continue
            answers = asking.ask(line)
            shown = asking.shown(line, answers, indent=None)
        except GovrulesError as error:
            all_good = False
            _refused(asking, error, number, line)
            continue
        _print(shown if asking.as_json or not answered else f"\n{shown}")
        answered += 1
    return all_good


def _text(content: bytes) -> str:
    try:
        return content.decode("utf-8-sig").strip()
    except UnicodeDecodeError:
        raise GovrulesError("usage.line_not_utf8") from None


def _refused(asking: Asking, error: GovrulesError, number: int, line: str) -> None:
    """Say why a line has no answer: as an object of its own, or on standard error."""
    lang = program_lang(line)
    if asking.as_json:
        reason = {
            "code": error.code,
            "message": error.sentence(lang),
            "suggestion": error.suggestion,
            "line": number,
            "asked": line,
        }
        _print(json.dumps({"error": reason}, ensure_ascii=False))
    else:
        click.echo(f"govrules: {Words('bad_line', line=number, problem=error).text(lang)}", err=True)


def _print(text: str) -> None:
    click.echo(text)
    sys.stdout.flush()
