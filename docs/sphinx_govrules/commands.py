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
    parts = []
    for name, command in listed():
        usage = command.get_usage(click.Context(command, info_name=f"govrules {name}")).removeprefix("Usage: ")
        rows = []
        for parameter in command.params:
            if isinstance(parameter, click.Option):
                metavar = "" if parameter.is_flag else f" {parameter.make_metavar(click.Context(command))}"
                rows.append((code(", ".join([*parameter.opts, *parameter.secondary_opts]) + metavar), cell(parameter.help or "")))
        words = " ".join((command.help or "").split())
        parts.append(f"## `govrules {name}`\n\n```text\n{' '.join(usage.split())}\n```\n\n{cell(words)}\n\n" + table(("option", ""), rows))
    return "\n\n".join(parts)


PAGE_FUNCTIONS = (command_pages,)
