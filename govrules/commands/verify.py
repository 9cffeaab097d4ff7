"""`govrules verify`."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import click

from ..errors import GovrulesError
from ..messages import Words
from .common import CONTEXT, load_books, program_lang_option, reports_errors, rulebooks_option


@click.command(context_settings=CONTEXT, short_help="Recompute receipts, and say what differs and why.")
@click.argument("files", nargs=-1, required=True, metavar="FILE...", type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Print JSON, one object for each FILE.")
@program_lang_option
@rulebooks_option
@reports_errors
def verify(files: tuple[Path, ...], as_json: bool, lang: str, folders: tuple[Path, ...]) -> None:
    """Recompute receipts (govrules ask … --receipt FILE): whether each is intact, and whether rulebook,
    library and answer are still those that it names. Says what differs, and why.

    Exit status: 0 all is as the receipts say, 1 something is not, 2 a FILE holds no receipt."""
    from ..tools import receipt as receipts

    books = load_books(folders)
    shown: list[dict[str, Any]] = []
    status = 0
    for file in files:
        try:
            verification = receipts.verify(books, receipts.read_receipt_file(file))
        except GovrulesError as error:
            status = 2
            shown.append({"file": str(file), "error": error.text(lang)})
            if not as_json:
                click.echo(f"govrules: {error.text(lang)}", err=True)
            continue
        status = max(status, 0 if verification.verified else 1)
        data = verification.to_dict(lang)
        shown.append({"file": str(file), **data})
        if not as_json:
            for finding in verification.findings:
                click.echo(Words("of_file", file=file, finding=finding).text(lang))
            if verification.verified:
                click.echo(Words("verified", file=file, asked=data["asked"]).text(lang))
    if as_json:
        click.echo(json.dumps(shown[0] if len(shown) == 1 else shown, ensure_ascii=False, indent=2))
    sys.exit(status)
