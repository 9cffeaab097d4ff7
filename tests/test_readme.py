"""The README shows what its commands print, and its Python runs."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

from click.testing import CliRunner

from govrules.cli import main

README = (Path(__file__).parent.parent / "README.md").read_text(encoding="utf-8")


def blocks(language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)\n```", README, re.DOTALL)


def test_the_first_command_prints_what_is_shown() -> None:
    command = blocks("sh")[0].rpartition("&&")[2]
    result = CliRunner().invoke(main, shlex.split(command)[1:])
    assert result.exit_code == 0
    assert result.output.strip() == blocks("text")[0].strip()


def test_the_error_is_the_one_shown() -> None:
    command, message = blocks("text")[1].split("\n", 1)
    result = CliRunner().invoke(main, shlex.split(command)[2:])
    assert (result.exit_code, result.output.strip()) == (2, message)


def test_the_comparison_is_the_one_shown() -> None:
    (block,) = (block for block in blocks("text") if block.startswith("$ govrules compare"))
    command, *shown = block.split("\n")
    result = CliRunner().invoke(main, shlex.split(command)[2:])
    assert result.exit_code == 0
    assert [line.rstrip() for line in result.output.splitlines() if line.strip()] == shown


def test_the_python_runs() -> None:
    for block in blocks("python"):
        exec(compile(block, "README.md", "exec"), {})


def test_the_chinese_commands_answer() -> None:
    commands = [command for command in re.findall(r"`govrules ([^`]+)`", README) if command.startswith(("ask", "show"))]
    assert len(commands) > 4
    for command in commands:
        assert CliRunner().invoke(main, shlex.split(command)).exit_code == 0, command
