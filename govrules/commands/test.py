"""`govrules test`."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from ..errors import GovrulesError
from .common import CONTEXT, load_books, reports_errors, rulebooks_option


@click.command(context_settings=CONTEXT)
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path))
@rulebooks_option
@reports_errors
def test(paths: tuple[Path, ...], folders: tuple[Path, ...]) -> None:
    """Run the cases (*.cases.yaml) in PATHS, files or folders; without PATHS those below the
    current folder."""
    from ..tools.cases import conditional_rules, find_cases, run_cases

    places = list(paths) or [Path.cwd()]
    for place in places:
        if not place.exists():
            raise GovrulesError("usage.path", path=place)
    files = find_cases(places)
    if not files:
        raise GovrulesError("case.none", path=", ".join(map(str, places)))
    books = load_books(folders)
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
