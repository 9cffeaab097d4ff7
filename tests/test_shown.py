"""Everything public is shown: used in the tour, the guide or the README, as code that runs. References do not count."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import click
import nbformat
import pytest
from documents import blocks, commands, trees
from sphinx_govrules.api import BESIDE, GROUPS, members, missing, public

import govrules
from govrules.cli import main

ROOT = Path(__file__).parent.parent
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
CLASSES = [name for names in GROUPS.values() for name in names if isinstance(public(name), type)]


def code() -> Iterator[ast.AST]:
    """All Python that is shown."""
    for page in PAGES:
        for block in blocks(page):
            yield from trees(block)
    for cell in nbformat.read(ROOT / "examples" / "tour.ipynb", as_version=4).cells:
        if cell.cell_type == "code":
            yield ast.parse(cell.source)


def used(tree: ast.AST) -> Iterator[str]:
    """The names that are read as attributes (`answer.status`), given as keywords, or defined anew."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute):
            yield node.attr
        elif isinstance(node, ast.keyword) and node.arg is not None:
            yield node.arg
        elif isinstance(node, ast.FunctionDef):
            yield node.name


@pytest.fixture(scope="module")
def names() -> set[str]:
    return {name for tree in code() for name in used(tree)}


@pytest.fixture(scope="module")
def lines() -> list[str]:
    """Every command that is shown: in blocks, and between backquotes in running text."""
    found = [command for page in PAGES for block in blocks(page) for command in commands(block)]
    for page in PAGES:
        text = page.read_text(encoding="utf-8")
        found += [part for part in text.split("`")[1::2] if part.startswith("govrules ")]
    return [part.strip() for line in found for part in line.split("&&")]


def test_the_reference_has_every_public_name() -> None:
    assert missing() == []


@pytest.mark.parametrize("name", sorted(set(govrules.__all__) - {"__version__"}))
def test_a_public_name_is_used(name: str, names: set[str]) -> None:
    assert name in names, f"nobody is shown how govrules.{name} is used"


@pytest.mark.parametrize("name", sorted({*CLASSES, *BESIDE}))
def test_the_members_of_a_class_are_used(name: str, names: set[str]) -> None:
    assert [member for member in members(public(name)) if member not in names] == []


FIELDS = ("Answer", "Branch", "Alternative", "Assumption", "Note", "UnresolvedStep", "Citation", "Variation", "Due")
"""Classes whose fields are what an answer says."""


@pytest.mark.parametrize("name", [*FIELDS, "Convention", "Scheduled", "Deadline", "Comparison", "Matrix"])
def test_the_fields_of_what_is_answered_are_used(name: str, names: set[str]) -> None:
    thing = public(name)
    fields = getattr(thing, "model_fields", None) or thing.__dataclass_fields__
    hidden = {"source", "explained", "sentences", "steps"}  # what an answer needs itself
    assert [field for field in fields if field not in names | hidden and field[0] != "_"] == []


def listed() -> Iterator[tuple[str, click.Command]]:
    context = click.Context(main)
    for name in main.list_commands(context):
        command = main.get_command(context, name)
        assert command is not None
        yield name, command


COMMANDS = dict(listed())


@pytest.mark.parametrize("name", COMMANDS)
def test_a_command_and_its_options_are_shown(name: str, lines: list[str]) -> None:
    shown = [line.split() for line in lines if name in line.split() and "govrules" in line]
    assert shown, f"nobody is shown how govrules {name} is used"
    words = {word.partition("=")[0] for line in shown for word in line}
    options = [parameter.opts for parameter in COMMANDS[name].params if isinstance(parameter, click.Option)]
    common = {"--lang", "--rulebooks"}  # the same for all commands: shown for one is enough
    assert [opts for opts in options if not words & set(opts) and not common & set(opts)] == []


def test_what_all_commands_share_is_shown(lines: list[str]) -> None:
    words = {word for line in lines for word in line.split()}
    assert {"--lang", "--rulebooks", "--version"} <= words


def test_a_name_that_nobody_uses_is_noticed(names: set[str]) -> None:
    assert "to_nothing" not in names
