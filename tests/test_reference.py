"""The reference pages of the guide, which are made from the code: nothing is missing, and what they say holds."""

from __future__ import annotations

import re
from pathlib import Path

import click
import jinja2
import pytest
from sphinx_govrules import api, commands, fileformat, language, vocabulary

import govrules
from govrules.cli import main
from govrules.language import FLAG, NUMBER, Fact, parse_condition
from govrules.tools.schema import KINDS, names_of, schema

DOCS = Path(__file__).parent.parent / "docs"
MODULES = (api, commands, fileformat, language, vocabulary)
FUNCTIONS = {function.__name__: function for module in MODULES for function in module.PAGE_FUNCTIONS}
PAGES = sorted((DOCS / "reference").glob("*.md"))


def filled(name: str) -> str:
    template = (DOCS / "reference" / f"{name}.md").read_text(encoding="utf-8")
    return jinja2.Environment(undefined=jinja2.StrictUndefined).from_string(template).render(FUNCTIONS)


def codes(text: str) -> set[str]:
    return set(re.findall(r"`([^`\n]+)`", text))


def test_every_function_has_its_place_on_a_page() -> None:
    text = "".join(page.read_text(encoding="utf-8") for page in PAGES)
    assert set(re.findall(r"\{\{ (\w+)\(", text)) == set(FUNCTIONS)


def test_no_page_has_a_table_of_its_own() -> None:
    """What is written by hand would not follow the code."""
    for page in PAGES:
        assert "|---" not in page.read_text(encoding="utf-8").replace(" ", ""), page.name


class Facts:
    """Two flags and a number."""

    types = {"a": FLAG, "b": FLAG, "n": NUMBER}

    def fact(self, word: str) -> Fact | None:
        return Fact(word, self.types[word]) if word in self.types else None

    def fact_words(self) -> tuple[str, ...]:
        return tuple(self.types)


def read(text: str) -> str:
    return str(parse_condition(text, Facts()))  # type: ignore[arg-type]


def test_the_keywords_are_those_that_conditions_take() -> None:
    rows = {cells[0]: codes("".join(cells[1:])) for cells in table(language.keywords())}
    assert set(rows) >= {"both", "at least one", "the opposite", "comparison"}
    assert {read(f"a {word} b") for word in rows["both"]} == {"a and b"}
    assert {read(f"a {word} b") for word in rows["at least one"]} == {"a or b"}
    assert {read(f"{word} a") for word in rows["the opposite"]} == {"not a"}
    assert {read(f"a = {word}") for word in rows["yes"]} == {"a"}
    assert {read(f"a = {word}") for word in rows["no"]} == {"not a"}
    assert {"且", "and"} <= rows["both"] and {"非", "not"} <= rows["the opposite"]
    signs = {read(f"n {word} 4") for word in rows["comparison"]}
    assert signs == {f"n {sign} 4" for sign in ("<", "<=", "=", "!=", ">=", ">")}
    assert {"大于", ">=", "≥", "不等于"} <= rows["comparison"]


def table(text: str) -> list[list[str]]:
    """The cells of each row below the head."""
    return [[cell.strip() for cell in line.strip("|").split(" | ")] for line in text.splitlines()[2:]]


def test_the_vocabulary_is_there_whole() -> None:
    text, shipped = filled("vocabulary"), vocabulary.shipped()
    known = codes(text)
    for section in (shipped.roles, shipped.actions, shipped.facts, shipped.questions, shipped.events, shipped.terms):
        assert set(section) <= known
        for entry in section.values():
            assert vocabulary.cell(entry.zh) in text
    for name, values in shipped.enumerations.items():
        assert {name, *values} <= known


@pytest.mark.parametrize("kind", KINDS)
def test_the_format_has_every_key(kind: str) -> None:
    text = fileformat.format_of(kind)
    found = schema(kind, names_of([fileformat.shipped_folder()]))
    entries = [entry for name, entry in found["$defs"].items() if not name.startswith("rule_")]
    entries += [] if kind == "rules" else [found]
    keys = {key for entry in entries for key, value in entry.get("properties", {}).items() if value is not False}
    assert keys <= codes(text)
    assert len(keys) > 3 or kind == "provisions"


def test_every_command_and_option() -> None:
    text, context = commands.command_pages(), click.Context(main)
    for name in main.list_commands(context):
        command = main.get_command(context, name)
        assert command is not None
        assert f"## `govrules {name}`" in text
        for parameter in command.params:
            if isinstance(parameter, click.Option):
                assert all(option in text for option in parameter.opts)


def test_every_public_name_with_its_docstring() -> None:
    assert api.missing() == []
    text = filled("api")
    for name in set(govrules.__all__) - {"__version__"}:
        assert f":: govrules.{name}\n" in text
        thing = getattr(govrules, name)
        assert thing.__doc__
        if isinstance(thing, type):
            for member in api.members(thing):
                assert documented(thing, member), f"{name}.{member} has no docstring"


def documented(thing: type, member: str) -> bool:
    """Whether the member, or what it overrides, says what it does."""
    for kind in thing.__mro__:
        found = vars(kind).get(member)
        if found is not None and (getattr(found, "__doc__", None) or getattr(found, "func", found).__doc__):
            return True
    return False
