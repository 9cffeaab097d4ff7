"""Findings for machines, and the help of each."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from click.testing import CliRunner

import govrules
from govrules.cli import main
from govrules.tools import chain_checks, check, gaps, ledger, proof, unread, wording
from govrules.tools.help import HELP

BAD = Path(__file__).parent / "bad" / "name_action" / "w"


@pytest.fixture
def bad(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A rulebook with one error, in the folder in which the command runs."""
    valid = BAD.parent.parent / "_valid" / "w"
    folder = tmp_path / "w"
    folder.mkdir()
    for path in [*valid.iterdir(), *BAD.iterdir()]:
        (folder / path.name).write_bytes(path.read_bytes())
    monkeypatch.chdir(tmp_path)
    return folder


def test_json(bad: Path) -> None:
    result = CliRunner().invoke(main, ["check", str(bad), "--format", "json"])
    assert result.exit_code == 1
    (finding,) = json.loads(result.output)["findings"]
    assert (finding["code"], finding["severity"]) == ("name.action", "error")
    assert finding["line"] > 1


def test_sarif(bad: Path) -> None:
    log = json.loads(CliRunner().invoke(main, ["check", str(bad), "--format", "sarif"]).output)
    assert log["version"] == "2.1.0"
    (run,) = log["runs"]
    assert run["tool"]["driver"]["rules"][0]["id"] == "name.action"
    location = run["results"][0]["locations"][0]["physicalLocation"]
    assert location["artifactLocation"]["uri"] == "w/rules.yaml"
    assert location["region"]["startLine"] > 1


def test_github(bad: Path) -> None:
    output = CliRunner().invoke(main, ["check", str(bad), "--format", "github"]).output
    assert re.match(r"::error file=w/rules\.yaml,line=\d+,col=\d+,title=name\.action::there is no action", output)


def test_every_finding_has_its_help() -> None:
    sources = "".join(
        Path(str(module.__file__)).read_text(encoding="utf-8")
        for module in (chain_checks, check, gaps, ledger, proof, unread, wording)
    )
    used = set(re.findall(r'finding\(\s*"([a-z_.]+)"', sources))
    assert len(used) > 12
    assert used <= HELP.keys()
    for code in HELP:
        result = CliRunner().invoke(main, ["check", "--explain", code])
        assert result.output.startswith(f"{code}: ")


def test_an_unknown_code_is_wrong_usage() -> None:
    result = CliRunner().invoke(main, ["check", "--explain", "wording.lots"])
    assert result.exit_code == 2
    assert "did you mean 'wording.lost'?" in result.output


def test_the_version() -> None:
    assert CliRunner().invoke(main, ["--version"]).output.strip().endswith(govrules.__version__)
