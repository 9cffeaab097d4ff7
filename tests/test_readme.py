"""The README shows what its commands print, and its Python runs."""

from __future__ import annotations

import ast
import re
import shlex
from pathlib import Path

import click
import documents
import pytest
import yaml
from click.testing import CliRunner

import govrules
from govrules.cli import main
from govrules.language import parse_condition

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")


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


def test_an_altered_receipt_is_found_as_shown(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    question = [word for word in shown("ask 'dongqu: meeting.quorum")[0] if word != "--vary"]
    assert CliRunner().invoke(main, [*question, "--receipt", "receipt.json"]).exit_code == 0
    receipt = Path("receipt.json")
    receipt.write_text(receipt.read_text(encoding="utf-8").replace('"minimum":7', '"minimum":6'), encoding="utf-8")
    arguments, output = shown("verify")
    result = CliRunner().invoke(main, arguments)
    assert (result.exit_code, result.output.strip()) == (1, output)


def test_the_picture_is_the_one_shown() -> None:
    answer = govrules.load()["guazhou"].ask("document.signing", issuer="government", direction="upward")
    assert [answer.to_mermaid().rstrip()] == blocks("mermaid")


def test_the_python_runs_and_gives_what_stands_beside_it() -> None:
    names: dict[str, object] = {}
    beside = 0
    for block in blocks("python"):
        lines = block.split("\n")
        for statement in ast.parse(block).body:
            assert statement.end_lineno is not None
            value = re.search(r"  # (\(.*\)|'.*'|\d+)", lines[statement.end_lineno - 1])
            source = ast.unparse(statement)
            if isinstance(statement, ast.Expr) and value is not None:
                assert eval(source, names) == ast.literal_eval(value[1]), source
                beside += 1
            else:
                exec(source, names)
    assert beside >= 6


def test_the_deadline_is_the_one_shown(capsys: pytest.CaptureFixture[str]) -> None:
    code = next(block for block in blocks("python") if ".due(" in block)
    exec(compile(f"import govrules\n{code}", "README.md", "exec"), {})
    assert capsys.readouterr().out.strip() == next(block for block in blocks("text") if block.startswith("至迟"))


def test_the_frame_is_the_one_shown(capsys: pytest.CaptureFixture[str]) -> None:
    code = next(block for block in blocks("python") if "ask_frame(" in block)
    exec(compile(f"import govrules\n{code}", "README.md", "exec"), {})
    assert capsys.readouterr().out.strip() == next(block for block in blocks("text") if block.startswith("shape:"))


def test_the_chinese_commands_answer() -> None:
    commands = [
        command for command in re.findall(r"`govrules ([^`]+)`", README) if command.startswith(("ask", "show", "due '"))
    ]
    assert len(commands) > 4
    for command in commands:
        assert CliRunner().invoke(main, shlex.split(command)).exit_code == 0, command


COMMANDS = [block for block in blocks("text") if block.startswith("$ ")]
OTHERS = {
    "python": "test_the_python_runs_and_gives_what_stands_beside_it",
    "mermaid": "test_the_picture_is_the_one_shown",
    "yaml": "test_the_rule_is_one_of_the_rulebook",
    "sh": "test_the_commands_of_an_author_exist",
    "text": "test_what_a_command_prints",
}
"""By language: the test that sees to blocks of it."""


def test_every_block_has_its_test() -> None:
    found = documents.blocks(ROOT / "README.md")
    assert {block.language for block in found} == set(OTHERS)
    assert all(name in globals() for name in OTHERS.values())
    plain = [block for block in blocks("text") if block not in COMMANDS]
    first, frame, due, layout = (
        plain  # test_the_first_command_…, test_the_frame_…, test_the_deadline_…, test_the_layout_…
    )
    assert first.startswith("瓜州县") and frame.startswith("shape:")
    assert due.startswith("至迟") and layout.startswith("govrules/")


@pytest.mark.parametrize("block", COMMANDS, ids=[block.partition("\n")[0] for block in COMMANDS])
def test_what_a_command_prints(block: str) -> None:
    command, _, shown = block.partition("\n")
    if "verify receipt.json" in command:
        return  # test_an_altered_receipt_is_found_as_shown makes the receipt first
    result = CliRunner().invoke(main, shlex.split(command)[2:])
    documents.compare(result.output, shown, command)
    assert result.exit_code == (2 if shown.startswith("govrules: ") else 0)


def test_the_rule_is_one_of_the_rulebook() -> None:
    (block,) = blocks("yaml")
    shown = yaml.safe_load(block)
    shipped = yaml.safe_load((ROOT / "rulebooks/guazhou/documents.yaml").read_text(encoding="utf-8"))
    assert shown["document.signing"] == shipped["document.signing"][:1]
    chinese = re.search(r"# +or: (.*)", block)
    assert chinese is not None
    compiled = govrules.load()["guazhou"].compiled("document.signing")
    assert parse_condition(chinese[1], compiled.scope) == compiled.rules["upward"].guard


def test_the_commands_of_an_author_exist() -> None:
    lines = [line.partition("  #")[0] for block in blocks("sh") for line in block.split("\n")]
    listed = [line for line in lines if line.startswith("govrules ")]
    assert len(listed) >= 9
    for line in listed:
        words = shlex.split(line)[1:]
        command = main.get_command(click.Context(main), words[0])
        assert command is not None, line
        try:
            command.make_context(words[0], words[1:])
        except click.BadParameter as error:  # the folders of the example are not here
            assert "does not exist" in error.message, line


def test_the_layout_is_what_is_there() -> None:
    layout = next(block for block in blocks("text") if block.startswith("govrules/"))
    named = re.findall(r"^(\w+)/", layout, re.MULTILINE)
    assert len(named) > 5
    assert [name for name in named if not (ROOT / name).is_dir()] == []
