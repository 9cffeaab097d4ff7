"""`govrules schema`."""

from __future__ import annotations

from pathlib import Path

import click

from ..errors import GovrulesError, nearest
from .common import CONTEXT, program_lang_option, reports_errors, rulebooks_option


@click.command(context_settings=CONTEXT, short_help="Print or write the JSON Schemas of the files.")
@click.argument("kind", required=False)
@click.option(
    "--into",
    type=click.Path(path_type=Path, file_okay=False),
    help="Write KIND.schema.json into this folder (without KIND: all of them).",
)
@rulebooks_option
@program_lang_option
@reports_errors
def schema(kind: str | None, into: Path | None, folders: tuple[Path, ...], **_lang: str) -> None:
    """Print the JSON Schema of a KIND of file: rulebook, provisions, rules, vocabulary or cases. Without
    KIND: say which files these are.

    An editor with the YAML language server completes and checks a file whose first line is
    '# yaml-language-server: $schema=../schema/rules.schema.json'.
    """
    from ..loading.folders import shipped_folder
    from ..tools import schema as schemas

    if kind is not None and kind not in schemas.KINDS:
        raise GovrulesError("usage.kind", name=kind, suggestion=nearest(kind, schemas.KINDS))
    if kind is None and into is None:
        for name, files in schemas.KINDS.items():
            click.echo(f"{name:12}{files}")
        return
    names = schemas.names_of(folders or [shipped_folder()])
    if into is None:
        assert kind is not None
        click.echo(schemas.schema_text(kind, names), nl=False)
        return
    for path in schemas.write_schemas([kind] if kind else list(schemas.KINDS), names, into):
        click.echo(str(path))
