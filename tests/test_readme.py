"""The README shows what its commands print, and its Python runs."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest
from click.testing import CliRunner

import govrules
from govrules.cli import main

README = (Path(__file__).parent.parent / "README.md").read_text(encoding="utf-8")


def blocks(language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)\n```", README, re.DOTALL)


def test_the_first_command_prints_what_is_shown() -> None:
    command = blocks("sh")[0].rpartition("&&")[2]
    result = CliRunner().invoke(main, shlex.split(command)[1:])
    assert result.exit_code == 0
    assert result.output.strip() == blocks("text")[0].strip()


def shown(start: str) -> tuple[list[str], str]:
    """The command that begins so, as arguments, and what the README says that it prints."""
    (block,) = [block for block in blocks("text") if block.startswith(f"$ govrules {start}")]
    command, _, output = block.partition("\n")
    return shlex.split(command)[2:], output


def test_the_error_is_the_one_shown() -> None:
    arguments, message = shown("ask 'guazhou: document.signing(directoin")
    result = CliRunner().invoke(main, arguments)
    assert (result.exit_code, result.output.strip()) == (2, message)


def test_the_comparison_is_the_one_shown() -> None:
    (block,) = (block for block in blocks("text") if block.startswith("$ govrules compare"))
    command, *shown = block.split("\n")
    result = CliRunner().invoke(main, shlex.split(command)[2:])
    assert result.exit_code == 0
    assert [line.rstrip() for line in result.output.splitlines() if line.strip()] == shown


def test_a_phrase_is_answered_as_shown() -> None:
    arguments, output = shown("ask '东区常务会议")
    result = CliRunner().invoke(main, arguments)
    assert (result.exit_code, result.output.strip()) == (0, output)


def test_the_phrase_for_officials_is_answered_as_shown() -> None:
    arguments, output = shown("ask '瓜州 上行文由谁签发")
    result = CliRunner().invoke(main, arguments)
    first, last = output.split("\n…\n")
    assert result.exit_code == 0
    assert result.output.startswith(f"{first}\n") and result.output.endswith(f"\n{last}\n")


def test_what_if_is_as_shown() -> None:
    arguments, output = shown("ask 'dongqu: meeting.quorum")
    result = CliRunner().invoke(main, arguments)
    assert (result.exit_code, result.output.strip()) == (0, output)


def test_an_altered_receipt_is_found_as_shown(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    question = [word for word in shown("ask 'dongqu: meeting.quorum")[0] if word != "--vary"]
    assert CliRunner().invoke(main, [*question, "--receipt", "receipt.json"]).exit_code == 0
    receipt = Path("receipt.json")
    receipt.write_text(receipt.read_text(encoding="utf-8").replace('"minimum":7', '"minimum":6'), encoding="utf-8")
    arguments, output = shown("verify")
    result = CliRunner().invoke(main, arguments)
    assert (result.exit_code, result.output.strip()) == (1, output)


def test_the_stand_in_is_the_one_shown() -> None:
    shown = next(block for block in blocks("text") if "pairs=" in block)
    command, *lines = shown.split("\n")
    result = CliRunner().invoke(main, shlex.split(command)[2:])
    assert (result.exit_code, lines[-1]) == (0, "…")
    assert result.output.split("\n")[: len(lines) - 1] == lines[:-1]


def test_the_picture_is_the_one_shown() -> None:
    answer = govrules.load()["guazhou"].ask("document.signing", issuer="government", direction="upward")
    assert [answer.to_mermaid().rstrip()] == blocks("mermaid")


def test_the_python_runs() -> None:
    names: dict[str, object] = {}
    for block in blocks("python"):
        exec(compile(block, "README.md", "exec"), names)


def test_the_deadline_is_the_one_shown(capsys: pytest.CaptureFixture[str]) -> None:
    code = next(block for block in blocks("python") if ".due(" in block)
    exec(compile(f"import govrules\n{code}", "README.md", "exec"), {})
    assert capsys.readouterr().out.strip() == next(block for block in blocks("text") if block.startswith("至迟"))


def test_the_chinese_commands_answer() -> None:
    commands = [
        command for command in re.findall(r"`govrules ([^`]+)`", README) if command.startswith(("ask", "show", "due '"))
    ]
    assert len(commands) > 4
    for command in commands:
        assert CliRunner().invoke(main, shlex.split(command)).exit_code == 0, command
