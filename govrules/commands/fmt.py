"""`govrules fmt`."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from ..errors import GovrulesError, LoadError
from ..messages import Words
from .common import CONTEXT, program_lang_option, reports_errors


@click.command(context_settings=CONTEXT, short_help="Bring YAML files into their canonical form.")
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path))
@click.option("--check", is_flag=True, help="Change nothing; exit status 1 where a file is not in its canonical form.")
@click.option("--diff", is_flag=True, help="Change nothing; print what would change.")
@program_lang_option
@reports_errors
def fmt(paths: tuple[Path, ...], check: bool, diff: bool, lang: str) -> None:
    """Bring rulebook, vocabulary and case files into their canonical form: order of keys, indentation,
    blank lines. PATHS are files and folders; without them, the current folder. Other YAML files are left
    alone, and so are all texts, conditions and comments."""
    from ..tools.format import find_files, format_file

    changed, errors = 0, list[GovrulesError]()
    files = list(dict.fromkeys(find_files(paths or [Path()])))
    for path in files:
        try:
            before, after = format_file(path)
        except LoadError as error:
            errors.extend(error.errors)
            continue
        except GovrulesError as error:
            errors.append(error)
            continue
        if before == after:
            continue
        changed += 1
        if diff:
            click.echo(_difference(path, before, after), nl=False)
        elif check:
            click.echo(Words("not_canonical", path=path).text(lang))
        else:
            _write(path, after)
            click.echo(str(path))
    code = "would_change" if check or diff else "changed"
    click.echo(Words(code, changed=changed, files=len(files)).text(lang))
    if errors:
        raise LoadError(errors)
    sys.exit(1 if check and changed else 0)


def _write(path: Path, text: str) -> None:
    try:
        path.write_text(text, encoding="utf-8", newline="")
    except OSError as error:
        raise GovrulesError("fmt.unwritable", file=str(path), problem=error.strerror or error) from None


def _difference(path: Path, before: str, after: str) -> str:
    import difflib

    old, new = before.splitlines(keepends=True), after.splitlines(keepends=True)
    lines = difflib.unified_diff(old, new, str(path), str(path))
    return "".join(line if line.endswith("\n") else f"{line}\n" for line in lines)
