"""The command line, from the commands themselves."""

from __future__ import annotations

from collections.abc import Iterator

import click

from govrules.cli import main

from .tables import cell, code, table


def listed() -> Iterator[tuple[str, click.Command]]:
    """Every command, in the order of the help."""
    context = click.Context(main)
    for name in main.list_commands(context):
        command = main.get_command(context, name)
        assert command is not None
        yield name, command


def command_pages() -> str:
    """Every command: how it is written, what it does, and its options."""
    return "\n\n".join(_page(name, command) for name, command in listed())


def _page(name: str, command: click.Command) -> str:
    context = click.Context(command, info_name=f"govrules {name}")
    usage = " ".join(command.get_usage(context).removeprefix("Usage: ").split())
    words = cell(command.help or "")
    return f"## `govrules {name}`\n\n```text\n{usage}\n```\n\n{words}\n\n{table(('option', ''), _options(command))}"


def _options(command: click.Command) -> Iterator[tuple[str, str]]:
    for option in command.params:
        if isinstance(option, click.Option):
            value = "" if option.is_flag else f" {option.make_metavar(click.Context(command))}"
            yield code(", ".join([*option.opts, *option.secondary_opts]) + value), cell(option.help or "")


PAGE_FUNCTIONS = (command_pages,)
