"""`govrules test`."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ..books import Books
from ..errors import GovrulesError
from ..messages import Words, series
from .common import CONTEXT, lang_option, load_books, program_lang, reports_errors, rulebooks_option

if TYPE_CHECKING:
    from ..tools.cases import Batch, CaseRun, Result
    from ..tools.coverage import Coverage
    from ..tools.selection import Selection

COLOURS: Mapping[str, str] = {"-": "red", "+": "green"}


@click.command(context_settings=CONTEXT, short_help="Run the cases (*.cases.yaml), and measure their coverage.")
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path))
@click.option("-k", "texts", multiple=True, metavar="TEXT", help="Only cases with TEXT in name or question.")
@click.option("--rulebook", "named", multiple=True, metavar="ID", help="Only cases of this rulebook.")
@click.option("--question", "questions", multiple=True, metavar="ID", help="Only this question, or those under it.")
@click.option("--article", "articles", multiple=True, metavar="N[.N]", help="Only cases of this provision.")
@click.option("--coverage", is_flag=True, help="List every rule, condition and paragraph that no case covers.")
@click.option("--fail-under", type=click.IntRange(0, 100), metavar="PERCENT", help="Fail if less is covered.")
@click.option("--suggest", is_flag=True, help="Print the missing cases, as YAML without expectations.")
@click.option("--junit", type=click.Path(path_type=Path, dir_okay=False), metavar="FILE", help="Write JUnit XML.")
@click.option("--jobs", type=click.IntRange(0), help="Processes (0: one a processor). Default: as many as help.")
@lang_option
@rulebooks_option
@reports_errors
def test(
    paths: tuple[Path, ...],
    texts: tuple[str, ...],
    named: tuple[str, ...],
    questions: tuple[str, ...],
    articles: tuple[str, ...],
    coverage: bool,
    fail_under: int | None,
    suggest: bool,
    junit: Path | None,
    jobs: int | None,
    lang: str,
    folders: tuple[Path, ...],
) -> None:
    """Run the cases (*.cases.yaml) in PATHS, files or folders; without PATHS those below the
    current folder. Without --rulebooks they are asked of the rulebooks above them, else of those that ship.
    An option that selects cases may be repeated: any of its values will do."""
    from ..tools.cases import run_parallel
    from ..tools.selection import Selection, select

    selection = Selection(texts, named, questions, articles)
    if suggest:
        for option, given in (("-k", texts), ("--article", articles), ("--junit", junit), ("--fail-under", fail_under)):
            if given not in ((), None):
                raise GovrulesError("usage.together", first="--suggest", second=option)
    batches = _read(paths, suggest=suggest)
    folders = folders or _beside(batches)
    books = load_books(folders)
    if suggest:
        _suggest(books, batches, selection, folders, jobs, lang)
        return
    run = run_parallel(folders, books, select(books, batches, selection), jobs=jobs, lang=lang)
    for result in run.failed:
        _show(result)
    under: list[Words] = []
    if coverage or fail_under is not None or not selection:
        under = _coverage(books, run.coverage, listed=coverage, least=fail_under or 0)
    passed, failed = len(run.results) - len(run.failed), len(run.failed)
    click.echo(Words("passed", passed=passed, failed=failed).text(program_lang()))
    for sentence in under:
        click.echo(sentence.text(program_lang()))
    if junit is not None:
        from ..tools.junit import write_junit

        write_junit(junit, run.results)
    sys.exit(1 if run.failed or under else 0)


def _read(paths: Sequence[Path], *, suggest: bool) -> list[Batch]:
    from ..tools.casefile import find_cases, read_all

    places = list(paths) or [Path.cwd()]
    for place in places:
        if not place.exists():
            raise GovrulesError("usage.path", path=place)
    files = find_cases(places)
    if not files and not suggest:
        raise GovrulesError("case.none", path=", ".join(map(str, places)))
    return read_all(files)


def _beside(batches: Sequence[Batch]) -> tuple[Path, ...]:
    """The rulebooks above the case files, where they hold what the cases are asked of, besides those that
    ship where these are asked too."""
    from ..loading.folders import find_rulebooks, rulebooks_above, shipped_folder

    above = tuple(dict.fromkeys(folder for batch in batches if (folder := rulebooks_above(Path(batch.file)))))
    known = find_rulebooks(above).folders if above else {}
    asked = {batch.rulebook.partition("@")[0] for batch in batches}
    if not asked & known.keys():
        return ()
    return above if asked <= known.keys() else (*above, shipped_folder())


def _show(result: Result) -> None:
    """A case that failed; colours are left out where the output is no terminal."""
    from ..tools.casefile import place

    click.secho(f"{place(result.file, result.line)}: {result.case}", bold=True)
    for line in result.text_lines(program_lang()):
        click.secho(f"    {line}", fg=COLOURS.get(line[2:3]) if line.startswith("  ") else None)


def _coverage(books: Books, coverage: Mapping[str, Coverage], *, listed: bool, least: int) -> list[Words]:
    """Print what is covered; the sentences on what is covered too little."""
    from ..tools.coverage import Report

    under: list[Words] = []
    for name in sorted(coverage):
        report = Report(books[name], coverage[name])
        if listed:
            for entry in report.uncovered():
                click.echo(entry.text(program_lang()))
        figures = report.figures()
        click.echo(Words("figures", book=name, figures=series(figures)).text(program_lang()))
        lowest = min(figures, key=lambda figure: figure.percent)
        if lowest.percent < least:
            under.append(Words("under", book=name, figure=lowest, least=least))
    return under


def _suggest(
    books: Books, batches: list[Batch], selection: Selection, folders: Sequence[Path], jobs: int | None, lang: str
) -> None:
    """Print the missing cases of the rulebooks that have cases; of all that were named, with --rulebooks."""
    from ..tools.cases import run_parallel
    from ..tools.coverage import Coverage
    from ..tools.suggest import as_yaml, suggestions

    run: CaseRun = run_parallel(folders, books, batches, jobs=jobs, lang=lang)
    if run.failed:
        click.echo(Words("failing", count=len(run.failed)).text(program_lang()), err=True)
    printed = False
    for name in books.each_version() if folders or not batches else sorted(run.coverage):
        if selection.takes_rulebook(books, name):
            found = suggestions(books[name], run.coverage.get(name, Coverage()), selection, lang)
            if found:
                click.echo(("---\n" if printed else "") + as_yaml(books[name], found, program_lang()), nl=False)
                printed = True
    if not printed:
        click.echo(Words("nothing_missing").text(program_lang()), err=True)
