"""Bad input: one small world for each error that loading can give, with the errors it must give.

A world in `tests/bad/` holds only the files that are bad; the rest of a rulebook comes from
`tests/bad/_valid/`. `expected.txt` has a line for each error, in order.
"""

import os
import random
import re
import shutil
from pathlib import Path

import pytest
import yaml

import govrules
from govrules.loading.yaml_reader import FAST_LOADER, MAX_BYTES, MAX_DEPTH, read_text, read_yaml
from govrules.messages import ENGLISH

BAD = Path(__file__).parent / "bad"
VALID = BAD / "_valid"
WORLDS = sorted(path.parent.name for path in BAD.glob("*/expected.txt"))
RULEBOOKS = Path(__file__).parent.parent / "rulebooks"
FILES = sorted([*BAD.rglob("*.yaml"), *RULEBOOKS.rglob("*.yaml")])

REACHABLE = ("load.", "yaml.", "schema.", "name.", "rule.", "cite.", "condition.")
MADE_HERE = {
    "load.failed": "the LoadError itself, which holds the others",
    "load.no_folder": "git keeps no absent folder",
    "load.no_rulebooks": "git keeps no empty folder",
    "load.twice": "needs two folders",
    "load.not_utf8": "is not text",
    "load.too_large": "is too large to keep",
    "yaml.too_deep": "is unreadable as a file",
    "condition.too_long": "is unreadable as a file",
}
NOT_WHILE_LOADING = {
    "rule.conflict": "an answer finds it",
    "name.modality": "a search for norms finds it",
    "cite.not_verbatim": "`check --sources` finds it",
    "cite.elsewhere": "`check --sources` finds it",
}


@pytest.fixture
def world(tmp_path):
    shutil.copytree(VALID, tmp_path, dirs_exist_ok=True)
    return tmp_path


def errors_of(folder, *folders):
    """The errors of loading a world, one a line, with its files relative to it."""
    with pytest.raises(govrules.LoadError) as caught:
        govrules.load(folder, *folders, eager=True)
    return [line(error).replace(f"{folder}{os.sep}", "").replace(os.sep, "/") for error in caught.value.errors]


def line(error):
    place = ":".join(str(part) for part in (error.file, error.line, error.column) if part is not None)
    return f"{place}: [{error.code}] {error.message}" if place else f"[{error.code}] {error.message}"


def test_the_world_without_faults_loads(world):
    assert list(govrules.load(world, eager=True)) == ["w"]


@pytest.mark.parametrize("name", WORLDS)
def test_errors(name, world):
    shutil.copytree(BAD / name, world, dirs_exist_ok=True)
    assert errors_of(world) == (BAD / name / "expected.txt").read_text(encoding="utf-8").splitlines()


def test_every_code_has_a_world():
    expected = "".join((BAD / name / "expected.txt").read_text(encoding="utf-8") for name in WORLDS)
    shown = set(re.findall(r" \[([a-z_.0-9]+)\] ", expected))
    codes = {code for code in ENGLISH if code.startswith(REACHABLE)}
    assert codes - shown == {*MADE_HERE, *NOT_WHILE_LOADING}


@pytest.mark.parametrize("name", WORLDS)
def test_a_world_is_named_after_its_error(name):
    expected = (BAD / name / "expected.txt").read_text(encoding="utf-8")
    codes = [*re.findall(r"\[([a-z_.0-9]+)\]", expected), "load.failed"]
    assert any(name.startswith(code.replace(".", "_")) for code in codes)


def test_no_folder(tmp_path):
    assert errors_of(tmp_path / "nowhere") == [f"[load.no_folder] there is no folder '{tmp_path / 'nowhere'}'"]


def test_no_rulebooks(tmp_path):
    message = f"the folder '{tmp_path}' holds no rulebook (a folder with a rulebook.yaml)"
    assert errors_of(tmp_path) == [f"[load.no_rulebooks] {message}"]


def test_twice(world):
    shutil.copytree(world / "w", world / "other" / "w")
    assert errors_of(world, world / "other") == ["[load.twice] the rulebook 'w' stands in two folders: w and other/w"]


def test_missing_file(world):
    (world / "w/provisions.yaml").unlink()
    assert errors_of(world) == ["w/provisions.yaml: [usage.path] there is no 'w/provisions.yaml'"]


def test_not_utf8(world):
    (world / "w/rules.yaml").write_bytes("# ok\nnote: 县长".encode("gb18030"))
    assert errors_of(world) == ["w/rules.yaml:2:7: [load.not_utf8] the file is not UTF-8 text"]


def test_too_large(world):
    (world / "w/rules.yaml").write_text("#" * (MAX_BYTES + 1))
    message = f"the file has {MAX_BYTES + 1} bytes; at most {MAX_BYTES} are read"
    assert errors_of(world) == [f"w/rules.yaml: [load.too_large] {message}"]


def test_too_deep(world):
    (world / "w/rules.yaml").write_text("[" * 100_000)
    place = f"w/rules.yaml:1:{MAX_DEPTH + 2}"
    assert errors_of(world) == [f"{place}: [yaml.too_deep] the file is nested more than {MAX_DEPTH} levels deep"]


def test_too_long(world):
    rules = world / "w/rules.yaml"
    condition = " or ".join(["routine"] * 400)
    rules.write_text(
        rules.read_text(encoding="utf-8").replace("chain:", f"when: {condition}\n    chain:"), encoding="utf-8"
    )
    message = f"the condition has {len(condition)} characters; at most 4000 are read"
    assert errors_of(world) == [f"w/rules.yaml:3:11: [condition.too_long] {message}"]


def test_a_load_error_names_the_first_error_and_holds_all(world):
    shutil.copytree(BAD / "load_failed_four_errors", world, dirs_exist_ok=True)
    with pytest.raises(govrules.LoadError) as caught:
        govrules.load(world, eager=True)
    error = caught.value
    assert error.code == "load.failed"
    assert error.message == f"4 error(s) in the rulebook files; the first: {error.errors[0]}"
    assert (error.file, error.line, error.column) == (str(world / "w" / "more.yaml"), 3, 11)
    assert error.suggestion == "meeting"
    assert str(error) == "\n".join(str(each) for each in error.errors)


def test_scalars_are_what_the_schema_says(world):
    """51.10 is no number, 12:30 no time and `no` no boolean where a provision or a text is meant."""
    (world / "w/provisions.yaml").write_text("51.1: encoded\n51.10: encoded\n", encoding="utf-8")
    rules = "  - id: no\n    note: 12:30\n    chain: [sign: head]\n    cite: 51.10\n    quote: 2020-02-24\n"
    (world / "w/rules.yaml").write_text(f"document.signing:\n{rules}", encoding="utf-8")
    (rule,) = govrules.load(world)["w"].data.rules["document.signing"]
    assert (rule.id, rule.note) == ("no", "12:30")
    assert [(str(citation.cite), citation.quote) for citation in rule.citations] == [("51.10", "2020-02-24")]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.relative_to(BAD.parent.parent).as_posix())
def test_both_yaml_loaders_read_the_same(path):
    """The C loader, where there is one, and the pure one: the same data, places and errors."""
    assert everything(read_yaml(path)) == everything(read_yaml(path, loader=yaml.SafeLoader))


def everything(document):
    found = document.data, document.places, document.keys, document.scalars
    return *found, [line(error) for error in document.errors]


PLAIN = (
    "document.signing:\n  - id: upward  # a rule\n    when: issuer != head and members * 2 >= 7\n"
    "    chain: [sign: head]\n"
    "    note: >-\n      two\n      lines\n    quote: '经…审核后''由县长签发'\n    unstated: {order: \"a \\u4e00\"}\n"
)


@pytest.mark.parametrize("seed", range(40))
def test_files_that_are_read_quickly_are_read_as_event_by_event(seed):
    """Whatever a file holds: where a quick reading would pass over something, there is none."""
    dice, plain = random.Random(seed), 0
    pieces = ["!", "! ", "!!str ", "&a ", "*a", "<<: x", "? ", "- ", ": ", "[", "]", "{", "}", ",", "'", '"', "|", ">"]
    pieces += [
        "#",
        "---\n",
        "...\n",
        "%YAML 1.1\n",
        "~",
        "\u2028",
        "\u0085",
        "\ufeff",
        "note: x\n",
        "\t",
        "`",
        "@",
        "\\",
    ]
    pieces += ["\n", "  "]
    for _ in range(50):
        text = PLAIN
        for _ in range(dice.randint(1, 3)):
            index = dice.randrange(len(text))
            text = text[:index] + dice.choice([*pieces, ""]) + text[index + dice.choice((0, 0, 1, 4)) :]
        quick, slow = read_text(text, "a file"), read_text(text, "a file", loader=FAST_LOADER)
        assert everything(quick) == everything(slow), text
        plain += not slow.errors
    assert plain


@pytest.mark.parametrize("deep", ["[", "{a: ", "- ", "? ", "a:\n", "-\n "], ids=repr)
def test_a_file_may_be_as_deep_as_it_likes(deep):
    lines = "".join(" " * depth + deep for depth in range(1_500)) if "\n" in deep else deep * 100_000
    (error,) = read_text(lines, "a file").errors[-1:]
    assert error.code in ("yaml.too_deep", "yaml.syntax", "yaml.key")
