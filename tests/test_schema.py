"""The schemas of `govrules schema`: they accept what the loader accepts, and refuse what it refuses
wherever a schema can say it."""

from __future__ import annotations

import copy
import json
import random
import re
import shutil
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
import yaml
from click.testing import CliRunner
from jsonschema import Draft202012Validator

import govrules
from govrules.cli import main
from govrules.loading.folders import file_kind, find_rulebooks, shipped_folder
from govrules.loading.rulebook import load_rulebook
from govrules.loading.yaml_reader import read_text, read_yaml
from govrules.model.base import Model
from govrules.tools.casefile import EXPECTATIONS
from govrules.tools.schema import KINDS, comment, names_of, schema, schema_file, schema_text

TESTS = Path(__file__).parent
ROOT = TESTS.parent
RULEBOOKS = ROOT / "rulebooks"
BAD = TESTS / "bad"
WORLDS = TESTS / "worlds"


def as_editor(text: str) -> object:
    """The data of a file as YAML 1.2 has it, which is what a language server checks."""
    document = read_text(text, "a file")
    assert not document.errors

    def value(data: object, path: tuple[str | int, ...]) -> object:
        if isinstance(data, dict):
            return {key: value(entry, (*path, key)) for key, entry in data.items()}
        if isinstance(data, list):
            return [value(entry, (*path, index)) for index, entry in enumerate(data)]
        assert isinstance(data, str)
        return data if document.scalars[path][1] else plain(data)

    return value(document.data, ())


def plain(text: str) -> object:
    """A plain scalar in YAML 1.2's core schema."""
    if text in ("", "~", "null", "Null", "NULL"):
        return None
    if text in ("true", "True", "TRUE", "false", "False", "FALSE"):
        return text.lower() == "true"
    if re.fullmatch(r"[-+]?[0-9]+", text):
        return int(text)
    if re.fullmatch(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?", text):
        return float(text)
    return text


class Schemas:
    def __init__(self, *folders: Path) -> None:
        names = names_of(folders)
        self.validators = {kind: Draft202012Validator(schema(kind, names)) for kind in KINDS}

    def complaints(self, path: Path) -> list[str]:
        kind = file_kind(path)
        assert kind is not None
        errors = self.validators[kind].iter_errors(as_editor(path.read_text(encoding="utf-8")))
        return [f"{list(error.path)}: {error.message[:200]}" for error in errors]


@pytest.fixture(scope="module")
def shipped() -> Schemas:
    return Schemas(shipped_folder())


@pytest.fixture(scope="module")
def of_worlds() -> Schemas:
    return Schemas(WORLDS)


# They are schemas, and say what the models say.


def all_schemas() -> dict[str, Any]:
    names = names_of([WORLDS])
    return {kind: schema(kind, names) for kind in KINDS}


@pytest.mark.parametrize("kind", KINDS)
def test_it_is_a_schema(kind: str) -> None:
    Draft202012Validator.check_schema(all_schemas()[kind])


def objects(value: Any) -> Iterator[dict[str, Any]]:
    """Every part of a schema that closes its keys."""
    if isinstance(value, list):
        for entry in value:
            yield from objects(entry)
    elif isinstance(value, dict):
        if value.get("additionalProperties") is False:
            yield value
        for entry in value.values():
            yield from objects(entry)


def test_every_key_has_a_description() -> None:
    for kind, found in all_schemas().items():
        for entry in objects({key: value for key, value in found.items() if key != "$defs"} | found["$defs"]):
            for key, value in entry.get("properties", {}).items():
                branch = kind == "cases" and {"value", "when"} & {*entry["properties"]} and "asks" not in entry
                assert value.get("description") or branch, (kind, key)


WRITTEN_OTHERWISE = {
    "Act": {"type", "action", "addressed", "who", "substituted", "stand_ins"},
    "Stage": {"type", "question", "status", "chain", "rests_on"},
    "Sequence": {"type"},
    "Together": {"type"},
    "AnyWay": {"type"},
    "RoleSet": {"roles", "titles", "classes"},
    "Threshold": {"members", "present"},
    "Limit": {"bound", "amount", "computed"},
    "Deadline": {"relation", "event", "amount", "unit"},
    "Norm": {"modality", "who"},
    "Named": {"who"},
    "RoleEntry": {"capacity", "action", "who"},
    "ReadingValue": {"broader"},
    "Rule": {"outcome", "question", "position"},
    "Silence": {"when", "position"},
    "LedgerEntry": {"state", "reason"},
}
"""Fields that stand under another key (the action of a step), or that only answers have."""
NOT_IN_FILES = {"Provision", "Citation", "Position", "Model"}


def test_every_key_of_the_models_occurs() -> None:
    known: set[str] = set()
    for found in all_schemas().values():
        for entry in objects(found):
            known.update(entry.get("properties", {}))
    models = ("rulebook", "vocabulary", "chain", "gathered", "amounts", "threshold", "deadline", "substitution")
    modules = [*(import_module(f"govrules.model.{name}") for name in models), import_module("govrules.tools.cases")]
    checked = 0
    for model in {entry for module in modules for entry in vars(module).values() if isinstance(entry, type)}:
        if not issubclass(model, Model) or model.__name__ in NOT_IN_FILES:
            continue
        for name, info in model.model_fields.items():
            if name in WRITTEN_OTHERWISE.get(model.__name__, ()):
                continue
            keys = {"cite", "quote"} if name == "citations" else {info.alias or name}
            assert keys <= known, (model.__name__, name)
            checked += 1
    assert checked > 150
    assert {*EXPECTATIONS} <= known


# They accept what the loader accepts.


SHIPPED = sorted([*RULEBOOKS.rglob("*.yaml"), *(TESTS / "cases").rglob("*.yaml")])


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_shipped_files_are_valid(path: Path, shipped: Schemas) -> None:
    assert shipped.complaints(path) == []


@pytest.mark.parametrize("path", sorted(WORLDS.rglob("*.yaml")), ids=lambda path: path.relative_to(TESTS).as_posix())
def test_worlds_are_valid(path: Path, of_worlds: Schemas) -> None:
    assert of_worlds.complaints(path) == []


RULE = "document.signing:\n  - id: {id}\n    chain:\n      - {step}\n    {cited}\n"
CITED = "cite: 1.1\n    quote: 由县长签发"


@pytest.mark.parametrize(
    "rule",
    [
        RULE.format(id="no", step="{sign: head}", cited=CITED),
        RULE.format(id="12", step="签发: [政府正职, head of government]", cited=CITED),
        RULE.format(id="a", step="签发: 县长", cited=CITED),
        RULE.format(id="a", step="{sign: {any: [head, 副县长]}, by_default: true}", cited=CITED),
        RULE.format(id="a", step="{sign: }", cited=CITED),
        RULE.format(id="a", step='{sign: "", term: 2020-02-24, note: 12:30}', cited=CITED),
        RULE.format(id="a", step="{sign: head, deadline: ３ days before departure}", cited=CITED),
        RULE.format(id="a", step="{sign: head, deadline: at least 1/2 day before departure}", cited=CITED),
        RULE.format(id="a", step="{sign: head, deadline: by day 20 of each month}", cited=CITED),
        RULE.format(id="a", step="{sign: head, deadline: {limit: before departure, lapse: 视为同意}}", cited=CITED),
        RULE.format(id="a", step="{sign: head, quote: 由县长签发}", cited=CITED),
        RULE.format(id="a", step="{sign: head, cite: [1, 1.2], quote: [a, b]}", cited=CITED),
        RULE.format(id="a", step="[[{sign: head}], {together: [{sign: head}]}]", cited=CITED),
        RULE.format(id="a", step="{sign: head}", cited="cite: [{cite: 1, quote: a}, {cite: 1.2, quote: b}]"),
        RULE.format(id="a", step="{sign: head}", cited="cite: 1.1\n    quote: [a, b]\n    when: true"),
        RULE.format(id="a", step="{sign: head}", cited=f"{CITED}\n    accept: {{wording.number: 3}}\n    may: 可"),
    ],
)
def test_every_spelling_is_valid(rule: str, tmp_path: Path) -> None:
    shutil.copytree(BAD / "_valid", tmp_path, dirs_exist_ok=True)
    header = tmp_path / "w/rulebook.yaml"
    header.write_text(header.read_text(encoding="utf-8") + "titles: {head: 县长, deputy: 副县长}\n", encoding="utf-8")
    (tmp_path / "w/rules.yaml").write_text(rule, encoding="utf-8")
    assert govrules.load(tmp_path, eager=True)["w"]
    assert Schemas(tmp_path).complaints(tmp_path / "w/rules.yaml") == []


VALUES: list[Any] = [
    *("", "head", "12", "1.5", "true", "2020-01-01", "51.1", "1/2", "1", "all", "copies", "red", "encoded", "签发"),
    *("3 days before departure", {"limit": "3 days before departure"}, {"at_least": "1", "per": "month"}),
    *([], {}, ["head"], {"any": ["head"]}, [{"sign": "head"}], [[{"sign": "head"}]], ["1", "2"]),
    *({"cite": "1", "quote": "x"}, [{"cite": "1", "quote": "x"}]),
]
WORDS = [
    *(
        "accept",
        "acts",
        "all",
        "any",
        "at_least",
        "beside",
        "by",
        "by_default",
        "citations",
        "cite",
        "deadline",
        "default",
    ),
    *(
        "declaratory",
        "entries",
        "exactly",
        "frequency",
        "from",
        "grounds",
        "id",
        "is",
        "item",
        "items",
        "lapse",
        "limit",
    ),
    *("may", "member", "must", "note", "of", "open", "order", "pending", "per", "quote", "requires", "roles", "sign"),
    *(
        "stage",
        "text",
        "to",
        "together",
        "type",
        "unit",
        "unlisted",
        "unstated",
        "values",
        "when",
        "with",
        "zh",
        "签发",
    ),
]


def entries(data: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[tuple[Any, ...], Any]]:
    for key, value in data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ():
        yield (*path, key), value
        yield from entries(value, (*path, key))


def changed(data: Any, dice: random.Random) -> Any:
    """The data of a file with one entry changed, taken out, renamed, added to or put elsewhere."""
    data = copy.deepcopy(data)
    found = [*entries(data)]
    path, value = dice.choice(found)
    parent = data
    for part in path[:-1]:
        parent = parent[part]
    way = dice.choice(("value", "out", "rename", "add", "copy", "wrap", "unwrap"))
    if way == "rename" and isinstance(parent, dict):
        items = [*parent.items()]
        parent.clear()
        parent.update((dice.choice(WORDS) if key == path[-1] else key, entry) for key, entry in items)
    elif way == "add" and isinstance(value, dict):
        value[dice.choice(WORDS)] = dice.choice(VALUES)
    elif way == "out":
        del parent[path[-1]]
    elif way == "copy":
        parent[path[-1]] = copy.deepcopy(dice.choice(found)[1])
    elif way == "wrap":
        parent[path[-1]] = [value]
    elif way == "unwrap" and isinstance(value, list) and value:
        parent[path[-1]] = value[0]
    else:
        parent[path[-1]] = dice.choice(VALUES)
    return json.loads(json.dumps(data))  # nothing twice: it would be written as an alias


def test_no_false_alarm(of_worlds: Schemas, tmp_path: Path) -> None:
    """Whatever is done to a file: where the schema complains, the loader does."""
    library = find_rulebooks([WORLDS])
    files = [
        path
        for (folder,) in library.folders.values()
        for path in sorted(folder.glob("*.yaml"))
        if file_kind(path) != "cases"
    ]
    dice = random.Random(4)
    refused = 0
    for number in range(400):
        path = dice.choice(files)
        text = yaml.safe_dump(changed(read_yaml(path).data, dice), allow_unicode=True, sort_keys=False)
        text = re.sub(r"'([0-9./-]+|true|)'(?=\s*\n)", r"\1", text)  # as an author writes it, for an editor to guess
        folder = tmp_path / str(number) / path.parent.name
        shutil.copytree(path.parent, folder)
        (folder / path.name).write_text(text, encoding="utf-8")
        complaints = of_worlds.complaints(folder / path.name)
        if complaints:
            refused += 1
            with pytest.raises(govrules.LoadError):
                load_rulebook(folder, library.vocabulary, folder.name)
    assert refused > 100


# They refuse what the loader refuses, wherever a schema can say it.


SAID = (
    "schema.",
    "name.role",
    "name.action",
    "name.capacity",
    "name.term",
    "name.count",
    "name.event",
    "name.question",
)
NOT_SAID = {
    "name_role_same": "a vocabulary may itself define the role",
    "name_question_subject": "a vocabulary may itself define the question",
    "schema_deadline_monthly": "the forty-fifth day of a month",
    "schema_deadline_zero": "a number over nothing",
    "name_event_full_width": "full-width characters are left to the loader",
    "schema_number": "08 is a number to an editor",
    "schema_number_decimal": "1.0 is a whole number to JSON Schema",
    "schema_provision": "1.01 is a number to an editor",
    "schema_unpaired_step": "two lists of one length",
    "schema_value_dates": "one day before another",
}


def bad_worlds() -> list[str]:
    return sorted(path.parent.name for path in BAD.glob("*/expected.txt") if not path.parent.name.startswith("yaml_"))


@pytest.fixture(scope="module")
def of_valid() -> Schemas:
    return Schemas(BAD / "_valid")


@pytest.mark.parametrize("name", bad_worlds())
def test_bad_files_are_refused(name: str, shipped: Schemas, of_valid: Schemas, tmp_path: Path) -> None:
    shutil.copytree(BAD / "_valid", tmp_path, dirs_exist_ok=True)
    shutil.copytree(BAD / name, tmp_path, dirs_exist_ok=True)
    expected = (BAD / name / "expected.txt").read_text(encoding="utf-8")
    bad = {line.split(":")[0] for line in expected.splitlines()}
    said = {
        found[1] for found in re.finditer(r"^([^:\n]+):.*?\[([a-z_.]+)\]", expected, re.M) if found[2].startswith(SAID)
    }
    try:
        schemas = Schemas(tmp_path) if (tmp_path / "vocabulary").is_dir() else of_valid
    except govrules.LoadError:  # the vocabulary has errors
        schemas = shipped
    refused = {path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*.yaml") if schemas.complaints(path)}
    assert refused <= bad
    assert (said <= refused) is (name not in NOT_SAID)


# The command, and the files that are kept.


def run(*arguments: str) -> tuple[int, str]:
    result = CliRunner().invoke(main, ["schema", *arguments])
    return result.exit_code, result.output


def test_the_kinds() -> None:
    code, output = run()
    assert code == 0
    assert [line.split()[0] for line in output.splitlines()] == [*KINDS]


def test_an_unknown_kind() -> None:
    assert run("ruls") == (2, "govrules: there is no kind of file 'ruls'; did you mean 'rules'?\n")


def test_an_unwritable_folder(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    code, output = run("rules", "--into", str(tmp_path / "file" / "schema"))
    assert code == 2
    assert "cannot be written: " in output


@pytest.mark.parametrize("kind", KINDS)
def test_the_kept_schemas_are_those_that_the_command_prints(kind: str) -> None:
    """If not: `govrules schema --into rulebooks/schema`."""
    assert run(kind) == (0, (RULEBOOKS / "schema" / schema_file(kind)).read_text(encoding="utf-8"))


def test_nothing_else_is_kept() -> None:
    assert {path.name for path in (RULEBOOKS / "schema").iterdir()} == {schema_file(kind) for kind in KINDS}


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_the_first_line_names_the_schema(path: Path) -> None:
    first = path.read_text(encoding="utf-8").split("\n", 1)[0]
    folder, _, file = first.removeprefix("# yaml-language-server: $schema=").rpartition("/")
    assert first == comment(file_kind(path) or "", folder)
    assert (path.parent / folder / file).samefile(RULEBOOKS / "schema" / file)


def test_rulebooks_of_ones_own(tmp_path: Path) -> None:
    """Their names are offered beside the shipped ones; a half-written header does not matter."""
    shutil.copytree(BAD / "_valid", tmp_path, dirs_exist_ok=True)
    (tmp_path / "vocabulary").mkdir()
    (tmp_path / "vocabulary/own.yaml").write_text("actions: {juggle: {zh: 抛接, en: juggles}}\n", encoding="utf-8")
    (tmp_path / "w/rulebook.yaml").write_text("classes:\n  all_heads: {zh: 各级首长}\nversion:\n", encoding="utf-8")
    code, output = run("--rulebooks", str(tmp_path), "--into", str(tmp_path / "schema"))
    assert code == 0
    assert output.splitlines() == [str(tmp_path / "schema" / schema_file(kind)) for kind in KINDS]
    found = json.loads((tmp_path / "schema/rules.schema.json").read_text(encoding="utf-8"))
    assert found["$defs"]["act"]["properties"]["juggle"]["description"] == "抛接 — juggles"
    assert "all_heads" in found["$defs"]["role"]["anyOf"][0]["enum"]
    assert found["$defs"]["act"]["properties"]["sign"]
    assert schema_text("rules", names_of([tmp_path])) != schema_text("rules", names_of([shipped_folder()]))


def test_a_new_rulebook_names_schemas_where_there_are_some(tmp_path: Path) -> None:
    text = tmp_path / "a.txt"
    text.write_text("某县人民政府工作规则\n第一条 为了规范工作，制定本规则。\n", encoding="utf-8")
    for into, first in (("without", "# The header."), ("with", comment("rulebook", "../schema"))):
        if into == "with":
            assert run("--into", str(tmp_path / into / "schema"))[0] == 0
        result = CliRunner().invoke(main, ["new", "a", "--from", str(text), "--into", str(tmp_path / into)])
        assert result.exit_code == 0
        assert (tmp_path / into / "a/rulebook.yaml").read_text(encoding="utf-8").startswith(first)
        assert list(govrules.load(tmp_path / into, eager=True)) == ["a"]
