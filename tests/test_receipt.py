"""Receipts: what they hold, that every alteration is found, and that it is said what differs and why."""

from __future__ import annotations

import copy
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

import govrules
from govrules.cli import main
from govrules.engine.receipt import MEMBERS, members_hash
from govrules.language.grammars import data_folder
from govrules.model.digest import canonical_json

ROOT = Path(__file__).parent.parent
QUESTION = "guazhou: document.signing(issuer=government, direction=upward) @ 2024-05-06"


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(main, list(map(str, arguments)))


def codes(verification: govrules.Verification) -> list[str]:
    return [finding.code for finding in verification.findings]


def leaves(data: Any, path: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    """The way to every leaf: a text, a number, a flag, null, or an empty list or mapping."""
    entries = data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ()
    found = False
    for key, value in entries:
        found = True
        yield from leaves(value, (*path, key))
    if not found:
        yield path


def altered(data: Any, path: tuple[str | int, ...]) -> Any:
    """The data with one leaf changed, and its hash left as it is."""
    data = copy.deepcopy(data)
    place = data
    for key in path[:-1]:
        place = place[key]
    old = place[path[-1]]
    if isinstance(old, bool):
        new: Any = not old
    elif isinstance(old, int):
        new = old + 1
    elif isinstance(old, str):
        new = (old[:-1] + ("1" if old[-1] != "1" else "2")) if old else "x"
    else:
        new = ["x"] if isinstance(old, list) else {"x": "y"} if isinstance(old, dict) else "x"
    place[path[-1]] = new
    return data


@pytest.fixture(scope="module")
def rich(books: govrules.Books) -> list[dict[str, Any]]:
    """Receipts that between them have every member filled."""
    asked = [
        QUESTION,
        "dongqu: meeting.quorum(meeting=plenary, members=9, present=6)",
        "guazhou: document.signing(direction=parallel, routine=?, absent=[deputy])",
        "guazhou: document.signing(direction=upward, absent=[head])",
        "kangle: document.signing(direction=upward, absent=[deputy_in_charge], pairs=[deputy_in_charge=deputy])",
        "guazhou: document.signing()",
    ]
    return [next(iter(books.ask(text).values())).receipt().to_dict() for text in asked]


def test_what_a_receipt_holds(books: govrules.Books) -> None:
    answer = books["guazhou"].ask("document.signing", issuer="government", direction="upward", as_of="2024-05-06")
    receipt = answer.receipt()
    data = receipt.to_dict()
    assert set(data) == set(MEMBERS)
    assert set(data["rulebook"]) == {"id", "version", "sha256", "vocabulary"}
    assert data["library"] == {"name": "govrules", "version": govrules.__version__}
    assert data["rulebook"]["sha256"] == books["guazhou"].content_hash
    assert (data["question"], data["asked"], data["as_of"]) == ("document.signing", QUESTION, "2024-05-06")
    assert data["facts"] == {"issuer": "government", "direction": "upward"}
    assert {"fact": "kind", "value": "other", "note": None} in data["assumed"]
    assert data["result"]["status"] == "answered"
    assert data["result"]["value"] == answer.to_dict()["value"]
    assert data["citations"] == [
        {
            "provision": "51.1",
            "spelt": "第五十一条第一款",
            "quote": "以县政府名义制发的上行文,经县政府办公室主任、分管副县长审核后,由县长签发",
        }
    ]
    assert data["sha256"] == receipt.hash == members_hash(data)
    assert receipt.intact


def test_today_is_fixed(books: govrules.Books) -> None:
    answer = books["guazhou"].ask("document.signing", direction="upward")
    data = answer.receipt().to_dict()
    assert data["asked"] == f"{answer.asked} @ {answer.as_of}"
    assert govrules.verify(books, answer.receipt()).verified


def test_the_json_is_canonical(books: govrules.Books) -> None:
    text = books["guazhou"].ask(QUESTION).receipt().to_json()
    assert text == json.dumps(json.loads(text), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    # RFC 8785, 3.2.3: names are sorted by UTF-16 units, so that a character beyond the BMP comes first
    assert canonical_json({"ﬁ": 1, "😀": 2, "b": [True, None], "a": 'x"\n'}) == (
        '{"a":"x\\"\\n","b":[true,null],"😀":2,"ﬁ":1}'
    )
    with pytest.raises(TypeError, match="float"):
        canonical_json([1.5])


def test_a_round_trip(books: govrules.Books, tmp_path: Path) -> None:
    receipt = books["guazhou"].ask(QUESTION).receipt()
    receipt.save(tmp_path / "receipt.json")
    text = (tmp_path / "receipt.json").read_text(encoding="utf-8")
    assert govrules.read_receipt(text) == receipt
    laid_out = json.dumps(json.loads(text), indent=2)  # layout, order and \u escapes are not content
    assert govrules.read_receipt(laid_out) == receipt
    with pytest.raises(AttributeError):
        receipt.text = ""  # type: ignore[misc]


@pytest.mark.parametrize("name", ["guazhou", "fushun", "wolong", "kangle", "dongqu"])
def test_every_question_of_every_rulebook_verifies(books: govrules.Books, name: str) -> None:
    fresh = {name: govrules.Rulebook(books[name].data)}
    verified = 0
    for question in books[name].questions:
        receipt = books[name].ask(question, absent=["head"]).receipt()
        found = govrules.verify(fresh, govrules.read_receipt(receipt.to_json()))
        assert found.verified, (question, found.findings)
        verified += 1
    assert verified == len(books[name].questions) > 100


def test_every_altered_leaf_is_found(books: govrules.Books, rich: list[dict[str, Any]]) -> None:
    """Also where whoever altered it computed the hash anew."""
    checked = 0
    for data in rich:
        for path in leaves(data):
            changed = altered(data, path)
            if path == ("schema",):
                with pytest.raises(govrules.GovrulesError, match=r"its schema is govrules.receipt/2"):
                    govrules.read_receipt(canonical_json(changed))
                continue
            try:
                receipt = govrules.read_receipt(canonical_json(changed))
            except govrules.GovrulesError as error:
                assert error.code in ("receipt.type", "receipt.surplus", "receipt.missing"), path
                continue
            found = govrules.verify(books, receipt)
            assert codes(found)[0] == "receipt.altered", path
            forged = changed | {"sha256": members_hash(changed)}
            if path != ("sha256",):
                found = govrules.verify(books, govrules.read_receipt(canonical_json(forged)))
                assert found.findings, path
                assert "receipt.altered" not in codes(found), path
            checked += 1
    filled = {path[:2] for data in rich for path in leaves(data) if len(path) > 2 or data[path[0]] not in ([], {})}
    assert checked > 300
    assert {path[0] for path in filled} == set(MEMBERS)


def test_what_differs_and_why(books: govrules.Books, rich: list[dict[str, Any]]) -> None:
    changed = copy.deepcopy(rich[1])
    changed["result"]["value"]["minimum"] = 6
    found = govrules.verify(books, govrules.read_receipt(canonical_json(changed)))
    assert [str(finding) for finding in found.findings] == [
        "the receipt was altered: its members do not have the hash that it gives",
        "result.value.minimum: the receipt says 6, and asked again it is 7 (第四十二条第一款)",
        "it differs, because the receipt was altered",
    ]
    changed["sha256"] = members_hash(changed)
    found = govrules.verify(books, govrules.read_receipt(canonical_json(changed)))
    assert str(found.findings[-1]).startswith("it differs, because the receipt says what was not answered")


# file; the word; the other word; the receipt's answer still stands
CHANGES = [
    ("guazhou/documents.yaml", "经县政府办公室主任、分管副县长审核后", "经县政府办公室主任、分管副县长审查后", False),
    ("guazhou/documents.yaml", "- sign: head", "- sign: deputy", False),
    ("guazhou/rulebook.yaml", "head: 县长", "head: 县首长", False),
    ("guazhou/provisions.yaml", "没有可判定的规范", "无可判定的规范", True),
    ("guazhou/meetings.yaml", "1/2", "1/3", True),
    ("vocabulary/roles.yaml", "en: head of government", "en: chief", True),
]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of guazhou with a vocabulary of its own."""
    shutil.copytree(data_folder("rulebooks") / "guazhou", tmp_path / "guazhou")
    shutil.copytree(data_folder("rulebooks") / "vocabulary", tmp_path / "vocabulary")
    return tmp_path


@pytest.mark.parametrize(("file", "word", "other", "stands"), CHANGES)
def test_one_changed_word_is_found(
    folder: Path, monkeypatch: pytest.MonkeyPatch, file: str, word: str, other: str, stands: bool
) -> None:
    monkeypatch.setattr("govrules.loading.folders.shipped_folder", lambda: folder)
    before = govrules.load(folder)
    receipt = before["guazhou"].ask(QUESTION).receipt()
    path = folder / file
    text = path.read_text(encoding="utf-8")
    assert word in text
    path.write_text(text.replace(word, other, 1), encoding="utf-8")
    assert govrules.verify(before, receipt).verified  # what was loaded counts, not what the files are now
    found = govrules.verify(govrules.load(folder), receipt)
    assert codes(found)[0] == ("receipt.vocabulary" if file.startswith("vocabulary") else "receipt.content")
    assert (codes(found)[-1] == "receipt.same") == stands
    if not stands:
        assert {finding.code for finding in found.findings[1:-1]} == {"receipt.differs"}
        assert str(found.findings[-1]) == "it differs, because the rulebook was changed"


def test_layout_and_comments_do_not_matter(folder: Path) -> None:
    receipt = govrules.load(folder)["guazhou"].ask(QUESTION).receipt()
    for path in (folder / "guazhou").glob("*.yaml"):
        lines = path.read_text(encoding="utf-8").splitlines()
        text = "# a comment\r\n" + "\r\n\r\n".join(line.rstrip() for line in lines if not line.startswith("#"))
        path.write_bytes(text.encode())
    path = folder / "guazhou" / "documents.yaml"
    text = path.read_text(encoding="utf-8")
    assert "- sign: head" in text
    path.write_text(text.replace("- sign: head", '-   {"sign": head}   # who signs', 1), encoding="utf-8")
    assert govrules.verify(govrules.load(folder), receipt).verified


def test_the_same_in_every_process(books: govrules.Books) -> None:
    code = f"import govrules; print(next(iter(govrules.load().ask({QUESTION!r}).values())).receipt().hash)"
    expected = books["guazhou"].ask(QUESTION).receipt().hash
    for seed in ("1", "2"):
        environment = os.environ | {"PYTHONHASHSEED": seed, "PYTHONPATH": str(ROOT)}
        result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, env=environment)
        assert result.stdout.strip() == expected, result.stderr


def test_what_has_gone(books: govrules.Books, rich: list[dict[str, Any]]) -> None:
    receipt = govrules.read_receipt(canonical_json(rich[0]))
    assert codes(govrules.verify({}, receipt)) == ["receipt.no_rulebook"]
    renamed = rich[0] | {"asked": "guazhou: document.sining()"}
    found = govrules.verify(books, govrules.read_receipt(canonical_json(renamed)))
    assert codes(found) == ["receipt.altered", "receipt.not_asked"]
    assert "did you mean 'document.signing'?" in str(found.findings[-1])
    older = copy.deepcopy(rich[0])
    older["library"]["version"] = "0.0.1"
    older["sha256"] = members_hash(older)
    found = govrules.verify(books, govrules.read_receipt(canonical_json(older)))
    assert codes(found) == ["receipt.library", "receipt.same"]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "1:1: this is no receipt: it is not JSON: expecting value"),
        ("{", "1:2: this is no receipt: it is not JSON: expecting property name enclosed in double quotes"),
        ("[1]", "this is no receipt: a receipt is one JSON object"),
        ("null", "this is no receipt: a receipt is one JSON object"),
        ("{}", "its schema is none, and this library reads govrules.receipt/1"),
        ('{"schema": "govrules.receipt/9"}', "its schema is govrules.receipt/9"),
        ('{"schema": "govrules.receipt/1"}', "the receipt lacks the member 'library'"),
        ('{"a": 1, "a": 2}', "the member 'a' stands twice"),
        ('{"a": 1.0}', "1.0 is no whole number"),
        ('{"a": NaN}', "NaN is no whole number"),
        ('{"a": "\\ud800"}', "half a character"),
        ("[" * 100_000, "nested too deep"),
        ("9" * 5_000, "it is not JSON"),
    ],
)
def test_what_is_no_receipt(tmp_path: Path, text: str, message: str) -> None:
    path = tmp_path / "receipt.json"
    path.write_text(text, encoding="utf-8")
    result = run("verify", path)
    assert result.exit_code == 2
    assert message in result.output
    assert len(result.output.strip().splitlines()) == 1


@pytest.mark.parametrize("given", [5, None, {"schema": "govrules.receipt/1"}, b"{}"])
def test_what_is_no_text_of_a_receipt(books: govrules.Books, given: Any) -> None:
    for read in (govrules.read_receipt, lambda given: govrules.verify(books, given)):
        with pytest.raises(govrules.GovrulesError, match=f"of the type {type(given).__name__}") as caught:
            read(given)
        assert caught.value.code == "receipt.not_read"


def test_what_verifying_found_has_no_truth_value(books: govrules.Books) -> None:
    """`if verify(…)` would hold for a receipt that fails too."""
    receipt = books["guazhou"].ask(QUESTION).receipt()
    with pytest.raises(govrules.NoTruthValue, match="look at its verified"):
        bool(govrules.verify(books, receipt))


def test_a_member_that_is_missing_misspelt_or_of_another_type(rich: list[dict[str, Any]]) -> None:
    without = {name: value for name, value in rich[0].items() if name != "as_of"}
    for data, message in [
        (without, "lacks the member 'as_of'"),
        (without | {"as_off": "2024-05-06"}, "has no member 'as_off'; did you mean 'as_of'"),
        (rich[0] | {"more": 1}, "has no member 'more'"),
        (rich[0] | {"facts": []}, "the member 'facts' of a receipt must be a mapping"),
        (rich[0] | {"rulebook": {"id": "guazhou"}}, "lacks the member 'rulebook.version'"),
        (rich[0] | {"sha256": "0"}, "the member 'sha256' of a receipt must be 64 hexadecimal digits"),
    ]:
        with pytest.raises(govrules.GovrulesError, match=message):
            govrules.read_receipt(json.dumps(data))


def test_the_commands(tmp_path: Path) -> None:
    path = tmp_path / "receipt.json"
    assert run("ask", QUESTION, "--receipt", path).exit_code == 0
    result = run("verify", path)
    assert (result.exit_code, result.output) == (0, f"{path}: verified: {QUESTION}\n")
    text = path.read_text(encoding="utf-8")
    forged = tmp_path / "forged.json"
    forged.write_text(text.replace('"head"', '"deputy"', 1), encoding="utf-8")
    result = run("verify", forged, path)
    assert result.exit_code == 1
    assert f"{forged}: the receipt was altered" in result.output
    assert f"{path}: verified" in result.output
    data = json.loads(run("verify", forged, path, "--json").output)
    assert [entry["verified"] for entry in data] == [False, True]
    assert data[0]["findings"][0]["code"] == "receipt.altered"
    for arguments, message in [
        (("verify", tmp_path / "none.json"), "there is no"),
        (("ask", QUESTION, "--receipt", tmp_path / "no" / "receipt.json"), "cannot be written"),
        (("ask", "*: document.signing()", "--receipt", path), "a receipt is of one answer"),
    ]:
        result = run(*arguments)
        assert (result.exit_code, message in result.output) == (2, True)
        assert len(result.output.strip().splitlines()) == 1


def test_what_if_on_the_command_line() -> None:
    result = run("ask", QUESTION, "--vary")
    section = result.output.partition("如果……\n")[2].splitlines()
    line = "  如果 行文方向 属于 (平行, 下行)（现为上行）：分管副县长 签发"
    assert f"{line}；也可以——如有必要：县长 签发（第五十一条第一款）" in section
    section = run("ask", QUESTION, "--vary", "--lang", "en").output.partition("what if\n")[2].splitlines()
    line = "  if direction in (parallel, downward) (now upward): deputy head in charge of the matter signs"
    assert any(found.startswith(line) for found in section)
    data = json.loads(run("ask", QUESTION, "--vary", "--json").output)
    (found,) = [entry for entry in data["vary"] if entry["fact"] == "direction"]
    assert (found["when"], found["from"], found["to"]) == ("direction in (parallel, downward)", "upward", "parallel")
    assert found["value"]["text"] == "sign deputy_in_charge"
    nothing = run("ask", "wolong: document.signing(direction=upward)", "--vary")
    assert nothing.output.endswith("单改任何一项事实，答案都不变\n")
