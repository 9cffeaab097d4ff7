"""`govrules fmt`: one canonical form, and nothing that a file says is changed by it."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from govrules.cli import main
from govrules.errors import GovrulesError, LoadError
from govrules.loading.folders import file_kind
from govrules.loading.yaml_reader import read_text
from govrules.tools.format import find_files, formatted
from govrules.tools.layout import comments

TESTS = Path(__file__).parent
ROOT = TESTS.parent
SHIPPED = [*(ROOT / "rulebooks").rglob("*.yaml"), *(TESTS / "cases").rglob("*.yaml")]
FILES = sorted([*SHIPPED, *(TESTS / "worlds").rglob("*.yaml")])


def name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(main, ["fmt", *map(str, arguments)])


@pytest.mark.parametrize("path", FILES, ids=name)
def test_twice_is_once_and_nothing_is_lost(path: Path) -> None:
    before = path.read_text(encoding="utf-8")
    after = formatted(before, file_kind(path) or "", "a file")
    assert formatted(after, file_kind(path) or "", "a file") == after
    assert read_text(after, "a file").data == read_text(before, "a file").data
    lines = [[line.strip() for line in text.splitlines() if line.lstrip().startswith("#")] for text in (before, after)]
    assert sorted(lines[0]) == sorted(lines[1])
    assert len(comments(before)) == len(comments(after)) >= len(lines[0])


def test_another_indentation_comes_to_the_same() -> None:
    """Indented by four, with wide dashes, a file comes back to its canonical form."""
    compared = 0
    for path in FILES:
        canonical = formatted(path.read_text(encoding="utf-8"), file_kind(path) or "", "a file")
        if re.search(r": [>|]|^ *- - ", canonical, re.M):
            continue  # its lines do not stand for themselves
        wider = re.sub(r"^( +)", r"\1\1", canonical, flags=re.M)
        wider = re.sub(r"^( *)- (?=\S)", r"\1-   ", wider, flags=re.M)
        assert formatted(wider, file_kind(path) or "", "a file") == canonical
        compared += 1
    assert compared > 100


def test_the_shipped_files_are_in_their_canonical_form() -> None:
    result = run("--check", ROOT / "rulebooks", TESTS / "cases")
    assert (result.exit_code, result.output) == (0, f"0 of {len(SHIPPED)} files would change\n")


EXAMPLES = {
    "the order of keys": (
        "rules",
        "q:\n  - quote: b\n    cite: 1\n    chain: [{sign: head}]\n    may: 可\n    when: a\n    id: x\n",
        "q:\n  - id: x\n    when: a\n    may: 可\n    chain: [{sign: head}]\n    cite: 1\n    quote: b\n",
    ),
    "what an act says of itself stays in its order": (
        "rules",
        "q:\n  - id: x\n    chain:\n      - sign: head\n        quote: b\n        when: a\n        by: office\n",
        "q:\n  - id: x\n    chain:\n      - sign: head\n        when: a\n        by: office\n        quote: b\n",
    ),
    "slots stay in their order": (
        "rules",
        "q:\n  - id: x\n    unstated: {note: b, cite: a}\n",
        "q:\n  - id: x\n    unstated: {note: b, cite: a}\n",
    ),
    "indentation and spaces": (
        "rules",
        "q:\n-   id:   x\n    chain:\n    -  together:\n         -   -  sign:   head\n             -  issue: [ a,b ]\n",
        "q:\n  - id: x\n    chain:\n      - together:\n          - - sign: head\n            - issue: [a, b]\n",
    ),
    "blank lines": (
        "rules",
        "\n\nq:\n\n  - id: x\n    note: a\n\n\n    accept: {b: c}\n  - id: y\nr:\n  - id: z\n\n\n",
        "q:\n  - id: x\n    note: a\n\n    accept: {b: c}\n\n  - id: y\n\nr:\n  - id: z\n",
    ),
    "comments go with what they stand above or beside": (
        "rules",
        "# file\nq: # q\n  # rule\n  - # dash\n    quote: b # beside\n    # id\n    id: x\n    # end of x\n# end\n",
        "# file\nq:  # q\n  # rule\n  # dash\n  # id\n  - id: x\n    quote: b  # beside\n    # end of x\n# end\n",
    ),
    "a comment after a deep block belongs to what follows": (
        "rules",
        "q:\n  - chain:\n      - sign: head\n    # cite\n    cite: 1\n    id: x\n",
        "q:\n  - id: x\n    chain:\n      - sign: head\n    # cite\n    cite: 1\n",
    ),
    "quotation marks": (
        "rules",
        "q:\n  - \"id\": 'it''s'\n    note:   \"a # b\"\n",
        "q:\n  - \"id\": 'it''s'\n    note: \"a # b\"\n",
    ),
    "texts over several lines": (
        "rules",
        'q:\n-  note: >-\n         a\n           b\n\n         c\n   when: a\n    and b\n   id: "a\n\n    b"\n',
        'q:\n  - id: "a\n\n      b"\n    when: a\n      and b\n    note: >-\n      a\n        b\n\n      c\n',
    ),
    "a block text that begins with blanks": (
        "rules",
        "q:\n-  note: |2\n        a\n     b\n   id: x\n",
        "q:\n  - id: x\n    note: |2\n         a\n      b\n",
    ),
    "a list over several lines keeps them": (
        "rules",
        "q:\n- id: x\n  chain: [\n    {sign: head},  # one\n    {issue: office}\n  ]\n",
        "q:\n  - id: x\n    chain: [\n      {sign: head},  # one\n      {issue: office}\n    ]\n",
    ),
    "nothing is nothing": (
        "rules",
        "q:\n  - id: x\n    chain:\n    - sign:\n",
        "q:\n  - id: x\n    chain:\n      - sign:\n",
    ),
    "a header": (
        "rulebook",
        "titles: {deputy: 副县长, head: 县长}\nlabel: {en: W, zh: 某县}\n"
        "instrument:\n  quote: a\n  cite: 1\n  title: t\nid: w\n",
        "id: w\nlabel: {en: W, zh: 某县}\ninstrument:\n  title: t\n  cite: 1\n  quote: a\n"
        "titles: {deputy: 副县长, head: 县长}\n",
    ),
    "a reading; its values stay in their order": (
        "rulebook",
        "readings:\n  r:\n    values:\n      zh: {quote: a, cite: 1, en: b, zh: c}\n      en: {zh: a, en: b}\n"
        "    zh: x\n    en: y\n",
        "readings:\n  r:\n    zh: x\n    en: y\n    values:\n"
        "      zh: {zh: c, en: b, cite: 1, quote: a}\n      en: {zh: a, en: b}\n",
    ),
    "a vocabulary; values of an enumeration stay in their order": (
        "vocabulary",
        "enumerations:\n  e:\n    note: {en: a, zh: b}\n    en: {zh: a, en: b}\nfacts:\n  f: {type: e, en: a, zh: b}\n",
        "enumerations:\n  e:\n    note: {zh: b, en: a}\n    en: {zh: a, en: b}\nfacts:\n  f: {zh: b, en: a, type: e}\n",
    ),
    "cases": (
        "cases",
        "cases:\n- expect: {notes: true, value: a, status: answered}\n  article: 1\n  ask: q\n  name: n\nrulebook: w\n",
        "rulebook: w\ncases:\n  - name: n\n    ask: q\n    article: 1\n"
        "    expect: {status: answered, value: a, notes: true}\n",
    ),
    "a ledger": (
        "provisions",
        "1.2:   encoded\n1.1: {items: 2,pending: ''}\n",
        "1.2: encoded\n1.1: {items: 2, pending: ''}\n",
    ),
    "lines that end as on Windows": ("provisions", "1.1:  encoded\r\n\r\n\r\n", "1.1: encoded\r\n"),
}


@pytest.mark.parametrize("what", EXAMPLES)
def test_example(what: str) -> None:
    kind, before, after = EXAMPLES[what]
    assert formatted(before, kind, "a file") == after
    assert formatted(after, kind, "a file") == after


def test_a_file_that_cannot_be_read() -> None:
    with pytest.raises(LoadError) as caught:
        formatted("q:\n  - id: x\n   note: y\n", "rules", "a.yaml")
    assert str(caught.value).startswith("a.yaml:3:4: this is not YAML: ")


def test_a_layout_that_would_change_the_text_is_refused() -> None:
    """With `+`, blank lines after a text are part of it: none can be put there."""
    with pytest.raises(GovrulesError) as caught:
        formatted("q:\n  - note: |+\n      a\n  - id: y\n", "rules", "a.yaml")
    assert caught.value.code == "fmt.changed"


# The command.


@pytest.fixture
def world(tmp_path: Path) -> Path:
    shutil.copytree(TESTS / "bad" / "_valid" / "w", tmp_path / "w")
    (tmp_path / "w/rules.yaml").write_text("document.signing:\n- quote: a\n  id: x\n", encoding="utf-8")
    (tmp_path / "other.yaml").write_text("a:   b\n", encoding="utf-8")
    (tmp_path / ".hidden").mkdir()
    shutil.copytree(tmp_path / "w", tmp_path / ".hidden/w")
    return tmp_path


def test_files_are_rewritten(world: Path) -> None:
    result = run(world)
    assert result.exit_code == 0
    assert result.output == f"{world / 'w/rules.yaml'}\n1 of 3 files changed\n"
    assert (world / "w/rules.yaml").read_text(encoding="utf-8") == "document.signing:\n  - id: x\n    quote: a\n"
    assert (world / "other.yaml").read_text(encoding="utf-8") == "a:   b\n"
    assert run(world).output == "0 of 3 files changed\n"


def test_check_changes_nothing(world: Path) -> None:
    before = (world / "w/rules.yaml").read_text(encoding="utf-8")
    result = run("--check", world)
    assert result.exit_code == 1
    assert result.output == f"{world / 'w/rules.yaml'}: not in its canonical form\n1 of 3 files would change\n"
    assert (world / "w/rules.yaml").read_text(encoding="utf-8") == before


def test_diff(world: Path) -> None:
    result = run("--diff", world)
    assert result.exit_code == 0
    assert "\n-- quote: a\n-  id: x\n+  - id: x\n+    quote: a\n1 of 3 files would change\n" in result.output
    assert run("--check", "--diff", world).exit_code == 1


def test_the_current_folder(world: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(world)
    assert run().output == "w/rules.yaml\n1 of 3 files changed\n"


def test_single_files(world: Path) -> None:
    assert run(world / "w/rules.yaml", world / "other.yaml", world / "w/rules.yaml").output.endswith(
        "1 of 1 files changed\n"
    )


def test_errors_do_not_hinder_the_other_files(world: Path) -> None:
    (world / "w/provisions.yaml").write_text("1.1: [encoded\n", encoding="utf-8")
    result = run(world)
    assert result.exit_code == 2
    assert f"{world / 'w/rules.yaml'}\n1 of 3 files changed\n" in result.output
    assert f"{world / 'w/provisions.yaml'}:2:1: this is not YAML: " in result.output


def test_no_such_path(tmp_path: Path) -> None:
    result = run(tmp_path / "nowhere")
    assert (result.exit_code, result.output) == (2, f"govrules: there is no '{tmp_path / 'nowhere'}'\n")


def test_a_rulebook_is_found_from_within(world: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(world / "w")
    assert sorted(path.name for path in find_files([Path()])) == ["provisions.yaml", "rulebook.yaml", "rules.yaml"]
