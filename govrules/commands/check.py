"""`govrules check`."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from .. import __version__
from ..errors import GovrulesError, nearest
from ..messages import Words
from .common import CONTEXT, load_books, program_lang_option, reports_errors, rulebooks_option, sources_option


@click.command(context_settings=CONTEXT, short_help="Check rulebooks: names, sources, wording, conflicts, gaps.")
@click.argument("path", required=False, type=click.Path(path_type=Path))
@sources_option
@click.option(
    "--cases",
    multiple=True,
    type=click.Path(path_type=Path),
    help="Cases (files or folders, repeatable), to find rules without one.",
)
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json", "sarif", "github"]),
    default="text",
    help="For people (text), as JSON, as SARIF 2.1.0, or as GitHub annotations.",
)
@click.option("--explain", metavar="CODE", help="Say what the finding CODE (check.gap) means, and what to do.")
@program_lang_option
@rulebooks_option
@reports_errors
def check(
    path: Path | None,
    sources: Path | None,
    cases: tuple[Path, ...],
    form: str,
    explain: str | None,
    lang: str,
    folders: tuple[Path, ...],
) -> None:
    """Check the rulebooks in PATH, a folder of rulebooks (without it: those that ship with govrules).

    \b
    Always:          schema, names, types and citations; the ledger; modal
                     words and numbers of a rule against its quotations;
                     rules that conflict or meet at an edge, can never
                     decide, or leave a gap; facts that change nothing or
                     are not read; roles that do two acts of a chain, or
                     the same one twice; versions without a stated end.
    With --sources:  every quotation is verbatim, and every paragraph of
                     the source is in the ledger.
    With --cases:    every rule decides a case, and is spared in one.

    What is not checked is said. A finding is accepted where it stands: accept: {CODE: reason}.
    Exit status: 0 nothing found, 1 findings, 2 wrong usage."""  # noqa: D301
    from ..tools import output
    from ..tools.cases import find_cases, run_cases
    from ..tools.check import check as check_books
    from ..tools.help import HELP, help_text
    from ..tools.ledger import ledger_line

    if explain is not None:
        text = help_text(explain, lang)
        if text is None:
            raise GovrulesError("usage.code", name=explain, suggestion=nearest(explain, HELP))
        click.echo(Words("help_of", code=explain, text=text).text(lang))
        return
    books = load_books([*([path] if path else []), *folders])
    covered = run_cases(books, find_cases(cases)).coverage if cases else None
    report = check_books(books, sources, covered)
    if form == "text":
        for finding in report.findings:
            click.echo(finding.text(lang))
        for reason in report.not_checked:
            click.echo(Words("not_checked", reason=reason).text(lang))
        for name, states in report.coverage.items():
            click.echo(ledger_line(name, states).text(lang))
        click.echo(Words("findings", count=len(report.findings), books=len(books)).text(lang))
    else:
        writers = {"json": output.as_json, "github": output.as_github}
        click.echo(output.as_sarif(report, __version__, lang) if form == "sarif" else writers[form](report, lang))
    sys.exit(1 if report.findings else 0)
