"""The command line: a command is imported when it is called."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module

import click

from . import __version__
from .commands.common import CONTEXT

COMMANDS: Mapping[str, str] = {
    "ask": "ask",
    "compare": "compare",
    "due": "due",
    "show": "show",
    "rules": "show",
    "site": "site",
    "diff": "diff",
    "new": "author",
    "status": "author",
    "schema": "schema",
    "fmt": "fmt",
    "check": "check",
    "test": "test",
    "verify": "verify",
}
"""Each command, in the order of the help, and the module that holds it."""


class Commands(click.Group):
    """The commands of COMMANDS."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        command: click.Command = getattr(import_module(f".commands.{COMMANDS[cmd_name]}", __package__), cmd_name)
        return command


@click.group(cls=Commands, context_settings=CONTEXT, invoke_without_command=True)
@click.version_option(__version__, prog_name="govrules")
@click.pass_context
def main(context: click.Context) -> None:
    """Ask rules of procedure: who signs, how many must attend, who approves.
    Every command speaks Chinese (--lang zh) and English (--lang en); GOVRULES_LANG sets it for all.

    \b
    govrules ask 'guazhou: document.signing(issuer=government, direction=upward)'
    govrules compare meeting.frequency      one question, all rulebooks side by side
    govrules due 'fushun: document.reply' --from 2026-02-13
    govrules show                      the rulebooks
    govrules show guazhou              the questions that a rulebook rules on
    govrules show guazhou 51           an article, with its rules
    govrules rules guazhou --role 县长    everything that binds a role
    govrules diff guazhou kangle       what differs, question by question
    govrules site OUT                  all of it as pages, with a form, for people without Python
    """  # noqa: D301
    if context.invoked_subcommand is None:
        click.echo(context.get_help())
