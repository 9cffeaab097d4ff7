"""Errors, findings and help in Chinese: every code, nothing left in English but names."""

from __future__ import annotations

import copy
import pickle
import re
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner

import govrules
from govrules.cli import main
from govrules.messages import CHINESE, ENGLISH, Words, either, series, wording
from govrules.messages.interface import INTERFACE
from govrules.messages.parts import PARTS
from govrules.tools.check import check
from govrules.tools.help.chinese import CHINESE_HELP
from govrules.tools.help.english import ENGLISH_HELP

BAD = Path(__file__).parent / "bad"
WORLDS = sorted(path.parent.name for path in BAD.glob("*/expected.txt"))
QUOTED = re.compile(r"“[^”]*”|\w+=\[[^\]]*\]|\{\{.*?\}\}|guazhou: [\w.]+\([^)]*\)")
"""Examples of what can be written."""
BOTH = {**PARTS, **INTERFACE}
TECHNICAL = {
    word
    for line in (
        "Asia Shanghai Ctrl Decimal Fraction JSON YAML RULEBOOK pandas tzinfo is_working_day published year",
        "accept answer as_needed as_of at_least at_most beside by_default cases check cite declaratory encoded",
        "error exactly exit expect false govrules grounds help in_force_from in_force_until item items json",
        "more_than must must_not repeals",
        "need_not overrides pending provisions quit quote reason requires rulebook separate silent sources status",
        "text true unread value when yaml",
    )
    for word in line.split()
}
"""Names that stay as they are in Chinese: keys of the files, options, types of Python, commands."""


def parameters(sentence: str) -> set[str]:
    return set(re.findall(r"(?<!\{)\{(\w+)\}", sentence))


def english_in(text: str, known: set[str]) -> set[str]:
    """The English words of a text that are no known names."""
    return {word for word in re.findall(r"[A-Za-z_]{4,}", text) if word not in known | TECHNICAL}


def test_every_code_is_worded_in_both_languages_with_the_same_parameters() -> None:
    assert list(CHINESE) == list(ENGLISH)
    assert [code for code in ENGLISH if parameters(ENGLISH[code]) != parameters(CHINESE[code])] == []
    assert [
        code for code, pair in BOTH.items() if code != "either" and len(set(map(frozenset, map(parameters, pair)))) > 1
    ] == []
    assert not PARTS.keys() & INTERFACE.keys()


def test_every_sentence_is_one_without_its_full_stop() -> None:
    for code, sentence in CHINESE.items():
        assert not re.search(r"[。.；;，,：:]$", sentence), code
        assert "。" not in sentence, code
        assert re.search("[一-鿿]", sentence) or code == "schema.value", code


@pytest.mark.parametrize("code", [*CHINESE, *BOTH])
def test_no_english_is_left_in_a_chinese_sentence(code: str) -> None:
    sentence = CHINESE.get(code) or BOTH[code][1]
    sentence = QUOTED.sub("", re.sub(r"\{\w+\}", "", sentence))
    assert english_in(sentence, set()) == set()


def test_help_is_worded_in_both_languages() -> None:
    assert list(CHINESE_HELP) == list(ENGLISH_HELP)
    for code, text in CHINESE_HELP.items():
        assert text.endswith("。")
        assert english_in(text, set()) == set(), code


@pytest.mark.parametrize("name", WORLDS)
def test_errors_of_loading_in_chinese(name: str, tmp_path: Path) -> None:
    """Each bad world: the Chinese sentence has the place and the names of the English one, and no other English."""
    shutil.copytree(BAD / "_valid", tmp_path, dirs_exist_ok=True)
    shutil.copytree(BAD / name, tmp_path, dirs_exist_ok=True)
    with pytest.raises(govrules.LoadError) as caught:
        govrules.load(tmp_path, eager=True)
    written = {
        word
        for file in tmp_path.rglob("*.yaml")
        for word in re.findall(r"[A-Za-z_]{4,}", file.read_text(encoding="utf-8", errors="ignore"))
    }
    for error in caught.value.errors:
        sentence = error.sentence("zh")
        assert sentence == wording(error.code, error.parameters, error.suggestion, "zh")
        assert re.search("[一-鿿]", sentence), error.code
        if error.code != "yaml.syntax":  # ends in PyYAML's own words
            known = written | set(re.findall(r"[A-Za-z_]{4,}", _given(error.parameters)))
            assert english_in(QUOTED.sub("", sentence), known) == set(), sentence
        assert error.text("zh") == f"{str(error).removesuffix(error.message)}{sentence}"
    assert caught.value.text("zh") == "\n".join(error.text("zh") for error in caught.value.errors)


def _given(parameters: dict[str, object]) -> str:
    """Names among parameters, but for what is worded by ourselves."""
    names = [value.parameters for value in parameters.values() if isinstance(value, Words)]
    plain = [str(value) for value in parameters.values() if not isinstance(value, Words)]
    return " ".join([*plain, *map(_given, names), *(str(given["entries"]) for given in names if "entries" in given)])


def test_a_part_is_a_text_that_knows_itself_in_chinese() -> None:
    part = Words("it_needs", reason=Words("status.silent"), needs=series(["a", "b"]))
    assert (part, part.text("zh")) == ("silent (it needs a, b)", "未作规定（还须知道 a、b）")
    for other in (pickle.loads(pickle.dumps(part)), copy.deepcopy(part)):
        assert (other, other.text("zh"), hash(other)) == (part, part.text("zh"), hash(part))
    assert either(en="head", zh="县长").text("zh") == "县长"
    assert not series([])


def test_errors_stay_english_and_keep_their_chinese_through_pickling(books: govrules.Books) -> None:
    with pytest.raises(govrules.FactError) as caught:
        books["guazhou"].ask("document.signing", directoin="upward")
    error = pickle.loads(pickle.dumps(caught.value))
    assert str(error) == "document.signing has no fact 'directoin'; did you mean 'direction'?"
    assert error.text("zh") == "document.signing 没有“directoin”这项事实；是不是“direction”？"
    with pytest.raises(ValueError, match="lang must be"):
        error.text("fr")


@pytest.mark.parametrize(
    ("ask", "sentence"),
    [
        (
            lambda book: book.ask("document.signing", routine="maybe"),
            "routine 必须是“true”或“false”，不能是 'maybe' (str)",
        ),
        (lambda book: book.ask("meeting.quorum", members="x"), "members 必须是整数，不能是 'x' (str)"),
        (
            lambda book: book.ask("meeting.quorum", members=True),
            "members 必须是整数，不能是 True (bool)",
        ),
        (
            lambda book: book.ask("document.signing(direction="),
            "问题从“末尾”起无法读懂；格式如“guazhou: document.signing(issuer=government, direction=upward)”",
        ),
        (
            lambda book: book.ask("document.signing", issuer="government").require(govrules.Chain),
            "guazhou: document.signing(issuer=government) 没有 chain 类的答案：视情形而定（还须知道 direction）",
        ),
    ],
)
def test_what_was_expected_is_said_in_chinese_too(books: govrules.Books, ask: object, sentence: str) -> None:
    with pytest.raises(govrules.GovrulesError) as caught:
        ask(books["guazhou"])
    assert caught.value.text("zh") == sentence


def test_findings_of_a_check_in_chinese(tmp_path: Path) -> None:
    folder = tmp_path / "rulebooks"
    shutil.copytree(Path(__file__).parent.parent / "rulebooks", folder)
    file = folder / "guazhou" / "documents.yaml"
    text = file.read_text(encoding="utf-8")
    assert "    overrides: [upward, parallel_downward]\n" in text
    file.write_text(text.replace("    overrides: [upward, parallel_downward]\n", ""), encoding="utf-8")
    report = check(govrules.load(folder))
    overlaps = [finding for finding in report.findings if finding.code == "check.overlap"]
    assert overlaps
    for finding in overlaps:
        assert re.fullmatch(r"规则 \w+( 和 \w+)+ 结果不同，又都不排除另一条，例如：guazhou: .*", finding.sentence("zh"))
        assert f": 错误 [check.overlap] {finding.sentence('zh')}" in finding.text("zh")
        assert "give different outcomes" in finding.message
    result = CliRunner().invoke(main, ["check", str(folder), "--lang", "zh"])
    assert result.exit_code == 1
    assert overlaps[0].text("zh") in result.output
    assert "未检查：guazhou：引文与原文是否一致（没有给出 --sources）" in result.output
    texts = [text for path in folder.rglob("*.yaml") for text in (path.stem, path.read_text("utf-8"))]
    names = {word for text in texts for word in re.findall(r"[A-Za-z_]{4,}", text)}
    shown = re.sub(r"\[[a-z_.]+\]", "", result.output.replace(str(folder), ""))
    assert english_in(shown, names) == set()
