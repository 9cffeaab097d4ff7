"""What the commands share: options, loading, errors in one sentence, tables."""

from __future__ import annotations

import io
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import wraps
from pathlib import Path
from typing import Any

import click
from click.core import ParameterSource

from ..books import SHIPPED, Books, load
from ..errors import GovrulesError, LoadError
from ..language.question import is_chinese
from ..messages import LANGUAGES as KNOWN
from ..messages import Words

CONTEXT = {"help_option_names": ["-h", "--help"]}
LANGUAGES = click.Choice(KNOWN)
ASKED = frozenset({"question", "rulebook", "target", "role", "word"})
"""The arguments and options in which a user asks something; their language is that of errors."""


def reports_errors(command: Callable[..., Any]) -> Callable[..., Any]:
    """What a user can cause is one sentence on standard error, and exit status 2."""

    @wraps(command)
    def run(*args: Any, **options: Any) -> None:
        try:
            command(*args, **options)
        except GovrulesError as error:
            lang = program_lang(*_texts(options))
            click.echo(error.text(lang) if isinstance(error, LoadError) else f"govrules: {error.text(lang)}", err=True)
            sys.exit(2)

    return run


def _texts(options: Mapping[str, Any]) -> Iterator[str]:
    """What the user asks, in his own words."""
    yield from (value for name, value in options.items() if isinstance(value, str) and name in ASKED)


def given_lang() -> str | None:
    """The language that `--lang` or GOVRULES_LANG asks for, `zh` or `en`; None where neither does."""
    context = click.get_current_context()
    given = context.get_parameter_source("lang") not in (None, ParameterSource.DEFAULT)
    return str(context.params["lang"]) if given else None


def program_lang(*asked: str) -> str:
    """The language of what the program says of itself (counts, findings, errors), `zh` or `en`: the one that
    is given, else Chinese where it was `asked` in Chinese, else English."""
    return given_lang() or ("zh" if any(map(is_chinese, asked)) else "en")


def utf8_output() -> None:
    """UTF-8 whatever the locale, except on a terminal, which knows its own."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper) and not stream.isatty():
            stream.reconfigure(encoding="utf-8")


def rulebooks_option(command: Callable[..., Any]) -> Callable[..., Any]:
    """`--rulebooks DIR`, repeatable, as `folders`."""
    return click.option(
        "--rulebooks",
        "folders",
        multiple=True,
        type=click.Path(path_type=Path),
        help="A folder of rulebooks (repeatable). Without it: the rulebooks that ship with govrules.",
    )(command)


lang_option = click.option(
    "--lang",
    type=LANGUAGES,
    default="zh",
    envvar="GOVRULES_LANG",
    help="zh or en (GOVRULES_LANG). Without it: that of the question, else zh.",
)
program_lang_option = click.option(
    "--lang", type=LANGUAGES, default="en", envvar="GOVRULES_LANG", help="en (default) or zh (GOVRULES_LANG)."
)
sources_option = click.option(
    "--sources",
    type=click.Path(path_type=Path, exists=True, file_okay=False),
    help="A folder with the source texts, RULEBOOK.txt.",
)


def load_books(folders: Sequence[Path], sources: Path | None = None) -> Books:
    """The rulebooks of the folders, without folders those that ship; and the source texts, where given."""
    return load(*folders, sources=sources) if folders else load(SHIPPED, sources=sources)


def heads(lang: str, *codes: str) -> tuple[str, ...]:
    """The heads of a table's columns."""
    return tuple(Words(f"head.{code}").text(lang) for code in codes)


def table(header: Sequence[str], rows: Any) -> None:
    """Rows in columns; Chinese takes two places a character."""
    from rich.console import Console

    from ..engine.table import drawn

    Console(width=None if sys.stdout.isatty() else 160).print(drawn(header, rows))
