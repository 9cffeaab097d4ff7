"""What the commands share: options, loading, errors in one sentence, tables."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from functools import wraps
from pathlib import Path
from typing import Any

import click

from ..books import SHIPPED, Books, load
from ..errors import GovrulesError, LoadError

CONTEXT = {"help_option_names": ["-h", "--help"]}
LANGUAGES = click.Choice(["zh", "en"])


def reports_errors(command: Callable[..., Any]) -> Callable[..., Any]:
    """What a user can cause is one sentence on standard error, and exit status 2."""

    @wraps(command)
    def run(*args: Any, **options: Any) -> None:
        try:
            command(*args, **options)
        except GovrulesError as error:
            click.echo(f"govrules: {error}" if not isinstance(error, LoadError) else str(error), err=True)
            sys.exit(2)

    return run


def rulebooks_option(command: Callable[..., Any]) -> Callable[..., Any]:
    """`--rulebooks DIR`, repeatable, as `folders`."""
    return click.option(
        "--rulebooks",
        "folders",
        multiple=True,
        type=click.Path(path_type=Path),
        help="A folder of rulebooks (repeatable). Without it: the rulebooks that ship with govrules.",
    )(command)


lang_option = click.option("--lang", type=LANGUAGES, default="zh", envvar="GOVRULES_LANG", help="zh (default) or en.")
sources_option = click.option(
    "--sources",
    type=click.Path(path_type=Path, exists=True, file_okay=False),
    help="A folder with the source texts, RULEBOOK.txt.",
)


def load_books(folders: Sequence[Path], sources: Path | None = None) -> Books:
    """The rulebooks of the folders, without folders those that ship; and the source texts, where given."""
    return load(*folders, sources=sources) if folders else load(SHIPPED, sources=sources)


def table(header: Sequence[str], rows: Any) -> None:
    """Rows in columns; Chinese takes two places a character."""
    from rich import box
    from rich.console import Console
    from rich.table import Table

    table = Table(*header, box=box.SIMPLE)
    for row in rows:
        table.add_row(*row)
    Console(width=None if sys.stdout.isatty() else 160).print(table)
