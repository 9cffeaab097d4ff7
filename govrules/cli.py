"""The command line: `govrules ask`, `show`, `rules`, `new`, `status`, `check`, `test`."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Sequence
from functools import wraps
from pathlib import Path
from typing import Any

import click

from . import __version__
from .books import SHIPPED, Books, load
from .errors import GovrulesError, LoadError, nearest

CONTEXT = {"help_option_names": ["-h", "--help"]}
LANGUAGES = click.Choice(["zh", "en"])


def _reports_errors(command: Callable[..., Any]) -> Callable[..., Any]:
    """What a user can cause is one sentence on standard error, and exit status 2."""

    @wraps(command)
    def run(*args: Any, **options: Any) -> None:
        try:
            command(*args, **options)
        except GovrulesError as error:
            click.echo(f"govrules: {error}" if not isinstance(error, LoadError) else str(error), err=True)
            sys.exit(2)

    return run


def _rulebooks(command: Callable[..., Any]) -> Callable[..., Any]:
    return click.option(
        "--rulebooks",
        "folders",
        multiple=True,
        type=click.Path(path_type=Path),
        help="A folder of rulebooks (repeatable). Without it: the rulebooks that ship with govrules.",
    )(command)


def _load(folders: Sequence[Path]) -> Books:
    return load(*folders) if folders else load(SHIPPED)


_lang = click.option("--lang", type=LANGUAGES, default="zh", envvar="GOVRULES_LANG", help="zh (default) or en.")
_sources = click.option(
    "--sources",
    type=click.Path(path_type=Path, exists=True, file_okay=False),
    help="A folder with the source texts, RULEBOOK.txt.",
)


@click.group(context_settings=CONTEXT, invoke_without_command=True)
@click.version_option(__version__, prog_name="govrules")
@click.pass_context
def main(context: click.Context) -> None:
    r"""Ask rules of procedure: who signs, how many must attend, who approves.

    \b
    govrules ask 'guazhou: document.signing(issuer=government, direction=upward)'
    govrules show                      the rulebooks
    govrules show guazhou              the questions that a rulebook rules on
    govrules show guazhou 51           an article, with its rules
    govrules rules guazhou --role 县长    everything that binds a role
    """
    if context.invoked_subcommand is None:
        click.echo(context.get_help())


@main.command(context_settings=CONTEXT)
@click.argument("question")
@click.option("--json", "as_json", is_flag=True, help="Print JSON, one object (several rulebooks: one by id).")
@click.option("--why", is_flag=True, help="Say also why the other rules did not apply.")
@click.option("--as-of", "as_of", metavar="DATE", help="The date whose rules count (today without it).")
@click.option("--absent", multiple=True, metavar="ROLE", help="A role whose holder is away (repeatable).")
@_lang
@_rulebooks
@_reports_errors
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
    answers = _load(folders).ask(question, as_of=as_of, absent=absent)
    if as_json:
        found = {name: answer.to_dict() for name, answer in answers.items()}
        shown: Any = next(iter(found.values())) if len(found) == 1 else found
        click.echo(json.dumps(shown, ensure_ascii=False, indent=2))
        return
    click.echo("\n\n".join(answer.explain(lang, why_not=why) for answer in answers.values()))


@main.command(context_settings=CONTEXT)
@click.argument("rulebook", required=False)
@click.argument("target", required=False, metavar="[QUESTION|ARTICLE]")
@_sources
@_lang
@_rulebooks
@_reports_errors
def show(rulebook: str | None, target: str | None, sources: Path | None, lang: str, folders: tuple[Path, ...]) -> None:
    """Show the rulebooks and what each has of every question; one rulebook's questions; one question;
    or one article with its rules."""
    from .tools import show as showing

    books = _load(folders)
    if rulebook is None:
        _table(("id", "政府", "规则", "施行", "rules", "questions"), showing.overview(books, lang))
        _table(("question", "问", *books), showing.matrix(books, lang))
        return
    book = books[books.named(rulebook)]
    if target is None:
        click.echo(f"{book.label(lang)} · {book.instrument.title} · {book.version}")
        _table(("question", "问", "rules", "条"), showing.questions(book, lang))
    else:
        click.echo("\n".join(showing.target(book, target, lang, sources)))


@main.command(context_settings=CONTEXT)
@click.argument("rulebook", required=False)
@click.option("--role", help="What binds a role: an id, a label, or a local title.")
@click.option("--article", help="What an article or provision decides: 51, 51.1.")
@click.option("--modality", help="must, may, must_not or need_not.")
@click.option("--question", help="A question, or its first part: document.")
@click.option("--word", help="A word that the rule says or quotes.")
@_lang
@_rulebooks
@_reports_errors
def rules(rulebook: str | None, lang: str, folders: tuple[Path, ...], **criteria: str | None) -> None:
    """List the rules of RULEBOOK (or of all) that meet every criterion, each with its provision."""
    books = _load(folders)
    for name in [books.named(rulebook)] if rulebook else list(books):
        for found in books[name].rules(**criteria):
            click.echo(f"{name} {found.sentence(lang)}")


@main.command(context_settings=CONTEXT)
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
@_reports_errors
def new(name: str, text: Path, into: Path) -> None:
    """Make the rulebook ID from the plain text of an instrument: a folder that loads, whose ledger
    lists every article and paragraph as pending. Says where the numbering of articles is in doubt."""
    from .tools.skeleton import write_skeleton

    made = write_skeleton(name, text, into)
    for doubt in made.doubts:
        click.echo(str(doubt), err=True)
    articles = {article for article, _ in made.source.paragraphs if article}
    click.echo(f"{into / name}: {len(articles)} articles, {len(made.source.paragraphs)} paragraphs, all pending")


@main.command(context_settings=CONTEXT)
@click.argument("path", required=False, type=click.Path(path_type=Path))
@_sources
@_rulebooks
@_reports_errors
def status(path: Path | None, sources: Path | None, folders: tuple[Path, ...]) -> None:
    """Say of each rulebook how many paragraphs are encoded, declaratory and pending, and which are
    pending. PATH is a rulebook, or a folder of rulebooks."""
    from .tools import show as showing

    for book in _load([*([path] if path else []), *folders]).values():
        for line in showing.status(book, sources):
            click.echo(line)


@main.command(context_settings=CONTEXT)
@click.argument("path", required=False, type=click.Path(path_type=Path))
@_sources
@click.option("--cases", multiple=True, type=click.Path(path_type=Path), help="Cases, to find rules without one.")
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json", "sarif", "github"]),
    default="text",
    help="For people (text), as JSON, as SARIF 2.1.0, or as GitHub annotations.",
)
@click.option("--explain", metavar="CODE", help="Say what a finding means, and what to do.")
@_rulebooks
@_reports_errors
def check(
    path: Path | None,
    sources: Path | None,
    cases: tuple[Path, ...],
    form: str,
    explain: str | None,
    folders: tuple[Path, ...],
) -> None:
    """Check rulebooks: schema, names, types, citations, modal words, numbers, overlaps; with --sources
    also that every quotation is verbatim and every paragraph is in the ledger; with --cases that
    every rule has its cases. PATH is a folder of rulebooks."""
    from .tools import output
    from .tools.cases import find_cases, run_cases
    from .tools.check import check as check_books
    from .tools.help import HELP, help_text

    if explain is not None:
        text = help_text(explain)
        if text is None:
            raise GovrulesError("usage.code", name=explain, suggestion=nearest(explain, HELP))
        click.echo(f"{explain}: {text}")
        return
    books = _load([*([path] if path else []), *folders])
    covered = run_cases(books, find_cases(cases)).coverage if cases else None
    report = check_books(books, sources, covered)
    if form == "text":
        for finding in report.findings:
            click.echo(str(finding))
        for reason in report.not_checked:
            click.echo(f"not checked: {reason}")
        for name, states in report.coverage.items():
            total = sum(states.values())
            counts = ", ".join(f"{count} {state}" for state, count in states.items())
            click.echo(f"{name}: {total} paragraphs: {counts}")
        click.echo(f"{len(report.findings)} finding(s) in {len(books)} rulebook(s)")
    else:
        writers = {"json": output.as_json, "github": output.as_github}
        click.echo(output.as_sarif(report, __version__) if form == "sarif" else writers[form](report))
    sys.exit(1 if report.findings else 0)


@main.command(context_settings=CONTEXT)
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path))
@_rulebooks
@_reports_errors
def test(paths: tuple[Path, ...], folders: tuple[Path, ...]) -> None:
    """Run the cases (*.cases.yaml) in PATHS, files or folders; without PATHS those below the
    current folder."""
    from .tools.cases import conditional_rules, find_cases, run_cases

    places = list(paths) or [Path.cwd()]
    for place in places:
        if not place.exists():
            raise GovrulesError("usage.path", path=place)
    files = find_cases(places)
    if not files:
        raise GovrulesError("case.none", path=", ".join(map(str, places)))
    books = _load(folders)
    run = run_cases(books, files)
    for result in run.failed:
        click.echo(f"{result.file}:{result.line}: {result.case}")
        for difference in result.differences:
            click.echo(f"    {difference}")
    for name, coverage in sorted(run.coverage.items()):
        rules = {f"{rule.question}/{rule.id}" for rule in books[name].rules()}
        conditional = conditional_rules(books[name].data)
        click.echo(
            f"{name}: {len(rules & coverage.fired)} of {len(rules)} rules decided a case;"
            f" {len(conditional & coverage.spared)} of the {len(conditional)} with a condition did not apply in one"
        )
    click.echo(f"{len(run.results) - len(run.failed)} passed, {len(run.failed)} failed")
    sys.exit(1 if run.failed else 0)


def _table(header: Sequence[str], rows: Any) -> None:
    """Rows in columns; Chinese takes two places a character."""
    from rich import box
    from rich.console import Console
    from rich.table import Table

    table = Table(*header, box=box.SIMPLE)
    for row in rows:
        table.add_row(*row)
    Console(width=None if sys.stdout.isatty() else 160).print(table)
