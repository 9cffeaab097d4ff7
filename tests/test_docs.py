"""What the documentation tells continuous integration to run exists, and so do the hooks."""

from __future__ import annotations

import re
import shlex
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click
import pytest
import yaml
from click.testing import CliRunner

from govrules.cli import main
from govrules.engine.diagram import MAX_NODES

TESTS = Path(__file__).parent
ROOT = TESTS.parent
CI = (ROOT / "docs/ci.md").read_text(encoding="utf-8")
BLOCKS = [yaml.safe_load(block) for block in re.findall(r"```yaml\n(.*?)```", CI, re.DOTALL)]
HOOKS = {hook["id"]: hook for hook in yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))}


def scripts(value: Any, key: str = "") -> Iterator[str]:
    """Every line that a workflow runs."""
    if isinstance(value, dict):
        for name, entry in value.items():
            yield from scripts(entry, name)
    elif isinstance(value, list):
        for entry in value:
            yield from scripts(entry, key)
    elif key in ("run", "script"):
        yield value


RUN = [line for block in BLOCKS for line in scripts(block)]
SAID = re.findall(r"`(govrules [^`]+)`", CI)
COMMANDS = sorted({line for line in [*RUN, *SAID] if line.startswith("govrules ")})


def parsed(line: str) -> click.Context:
    """A command line as click reads it; it fails for what is no command or option."""
    words = shlex.split(line.partition(">")[0])[1:]
    command = main.get_command(click.Context(main), words[0])
    assert command is not None, line
    return command.make_context(words[0], words[1:])


def test_the_workflows() -> None:
    assert len(BLOCKS) == 3
    assert {"fmt", "check"} <= {line.split()[1] for line in COMMANDS}
    assert sum(line.startswith("pytest ") for line in RUN) == 2
    uses = re.findall(r"uses: (\S+)", CI)
    assert uses
    assert all(re.fullmatch(r"[\w/-]+@v\d+", action) for action in uses)


@pytest.mark.parametrize("line", COMMANDS)
def test_a_command_of_the_documentation(line: str) -> None:
    parsed(line)


def test_an_option_that_does_not_exist_is_noticed() -> None:
    with pytest.raises(click.NoSuchOption):
        parsed("govrules check rulebooks --formt sarif")


def test_pytest_runs_the_cases_as_the_documentation_says(pytester: pytest.Pytester) -> None:
    shutil.copytree(TESTS / "worlds", pytester.path / "rulebooks")
    (pytester.path / "cases").mkdir()
    shutil.move(pytester.path / "rulebooks/numbers/world.cases.yaml", pytester.path / "cases/numbers.cases.yaml")
    line = next(line for line in RUN if line.startswith("pytest "))
    result = pytester.runpytest("-p", "govrules.pytest_plugin", *shlex.split(line)[1:])
    assert result.ret == 0
    assert 'errors="0" failures="0"' in (pytester.path / "govrules.xml").read_text(encoding="utf-8")


@pytest.mark.parametrize("hook", HOOKS)
def test_a_hook(hook: str) -> None:
    entry = HOOKS[hook]
    assert entry["language"] == "python"
    assert re.search(entry["files"], "rulebooks/guazhou/documents.yaml")
    assert not re.search(entry["files"], "README.md")
    context = parsed(shlex.join([*entry["entry"].split(), *entry.get("args", ["a.yaml", "b.yaml"])]))
    takes_files = any(parameter.nargs == -1 for parameter in context.command.params)
    assert takes_files or entry["pass_filenames"] is False


def test_the_hooks_of_the_documentation_exist() -> None:
    named = [hook for block in BLOCKS for repo in block.get("repos", ()) for hook in repo["hooks"]]
    assert [hook["id"] for hook in named] == [*HOOKS]
    for hook in named:
        if "args" in hook:
            parsed(shlex.join([*HOOKS[hook["id"]]["entry"].split(), *hook["args"]]))


def test_the_hooks_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shutil.copytree(TESTS / "worlds/numbers", tmp_path / "rulebooks/numbers")
    shutil.copytree(TESTS / "worlds/vocabulary", tmp_path / "rulebooks/vocabulary")
    monkeypatch.chdir(tmp_path)
    outputs = {}
    for name, hook in HOOKS.items():
        arguments = hook.get("args", ["rulebooks/numbers/rules.yaml"])
        outputs[name] = CliRunner().invoke(main, [*hook["entry"].split()[1:], *arguments]).output
    assert outputs["govrules-fmt"].endswith("1 of 1 files changed\n")
    assert "finding(s) in 1 rulebook(s)" in outputs["govrules-check"]
    assert "17 passed, 0 failed" in outputs["govrules-test"]


def test_the_readme_names_the_limit_of_what_is_proven() -> None:
    assert f"more\nthan {MAX_NODES:,} parts" in (ROOT / "README.md").read_text(encoding="utf-8")
