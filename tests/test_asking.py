"""`govrules ask` without a question: the lines of a pipe; and the language of answers and errors."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from govrules.cli import main
from govrules.messages import ENGLISH as ENGLISH_SENTENCES

ROOT = Path(__file__).parent.parent
UPWARD = "guazhou: document.signing(direction=upward)"
QUORUM = "东区: 法定人数(会议=全体会议, 应到=9)"


def names_in(folder: str) -> set[str]:
    """The Latin words of the files in a folder: names, which stay as they are."""
    texts = (path.read_text(encoding="utf-8") for path in (ROOT / folder).rglob("*.yaml"))
    return {word for text in texts for word in re.findall(r"[A-Za-z_]{4,}", text)}


NAMES = names_in("rulebooks")


def run(*arguments: str, lines: str | bytes | None = None, **environment: str) -> Result:
    env = {"GOVRULES_LANG": "", **environment}
    return CliRunner().invoke(main, list(arguments), input=lines, env=env)


def test_each_line_is_answered_in_order_and_a_bad_one_does_not_stop_the_rest() -> None:
    result = run(
        "ask", lines=f"{UPWARD}\n\n# a remark\nguazhou: document.sining()\n东区: 法定人数(会议=全体会议, 应到=9)\n"
    )
    assert result.exit_code == 2
    alone = [run("ask", text).output for text in (UPWARD, "东区: 法定人数(会议=全体会议, 应到=9)")]
    assert result.stdout == "\n".join(alone)
    assert result.stderr.splitlines() == [
        "govrules: line 4: there is no question 'document.sining'; did you mean 'document.signing'?"
    ]


def test_only_good_lines_are_exit_status_0_and_nothing_asks_nothing() -> None:
    assert run("ask", lines=f"{UPWARD}\n").exit_code == 0
    assert (run("ask", lines="").exit_code, run("ask", lines="# only\n\n").output) == (0, "")


def test_with_json_an_object_a_line() -> None:
    lines = (
        f"{UPWARD}\n瓜州: 公文签发(方向=上行)\n*: meeting.quorum(meeting=plenary)\n".encode()
        + b"\xff\n"
        + UPWARD.encode()
    )
    result = run("ask", "--json", lines=lines)
    assert (result.exit_code, result.stderr) == (2, "")
    first, second, third, fourth, last = map(json.loads, result.stdout.splitlines())
    assert first == last == json.loads(run("ask", "--json", UPWARD).output)
    assert second == {
        "error": {
            "code": "fact.unknown",
            "message": "document.signing 没有“方向”这项事实；是不是“行文方向”？",
            "suggestion": "行文方向",
            "line": 2,
            "asked": "瓜州: 公文签发(方向=上行)",
        }
    }
    assert list(third) == ["dongqu", "fushun", "guazhou", "kangle", "wolong"]
    assert {key: fourth["error"][key] for key in ("code", "suggestion", "line")} == {
        "code": "usage.line_not_utf8",
        "suggestion": None,
        "line": 4,
    }


def test_options_apply_to_each_line() -> None:
    kangle = "kangle: document.signing(direction=upward)"
    options = ("--absent", "deputy_in_charge", "--pair", "deputy_in_charge=executive_deputy", "--as-of", "2024-03-01")
    result = run("ask", "--json", *options, lines=f"{kangle}\n{kangle}\n")
    for shown in map(json.loads, result.stdout.splitlines()):
        assert shown["pairs"] == {"deputy_in_charge": "executive_deputy"}
        assert (shown["facts"]["deputy_in_charge_away"], shown["as_of"]) == (True, "2024-03-01")
        assert shown["asked"].endswith("pairs=[deputy_in_charge=executive_deputy]) @ 2024-03-01")
    assert "如果……" in run("ask", "--vary", lines=UPWARD).stdout
    assert "未适用的规则：" in run("ask", "--why", lines=UPWARD).stdout


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--pair", "deputy_in_charge", UPWARD), "pairs are given as roles, each with its partner"),
        (("--pair", "deputi=deputy", UPWARD), "'deputi' is not a role that can have a partner; did you mean 'deputy'?"),
        (("--receipt", "receipt.json"), "--receipt is for one question: give it on the command line"),
    ],
)
def test_wrong_options(arguments: tuple[str, ...], message: str) -> None:
    result = run("ask", *arguments, lines=UPWARD)
    assert (result.exit_code, message in result.stderr, result.stdout) == (2, True, "")


def started(*arguments: str, **environment: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-c", "from govrules.cli import main; main()", "ask", *arguments],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": str(ROOT), "GOVRULES_LANG": "", **environment},
    )


def test_an_answer_is_written_before_the_next_line_is_read() -> None:
    with started("--json") as process:
        assert process.stdin is not None
        assert process.stdout is not None
        for _ in range(2):
            process.stdin.write(f"{UPWARD}\n".encode())
            process.stdin.flush()
            assert json.loads(process.stdout.readline())["status"] == "answered"
        process.stdin.close()
        assert process.wait(timeout=60) == 0


def test_utf8_whatever_the_locale() -> None:
    with started(LC_ALL="C", PYTHONUTF8="0", PYTHONCOERCECLOCALE="0", PYTHONIOENCODING="latin-1") as process:
        output, errors = process.communicate(f"{QUORUM}\n瓜州: 无此问题()\n".encode(), timeout=60)
    assert "应到9人，至少7人出席" in output.decode("utf-8")
    assert "第 2 行" in errors.decode("utf-8")


def test_a_reader_that_goes_away_is_no_traceback() -> None:
    with started() as process:
        assert process.stdout is not None
        assert process.stdin is not None
        assert process.stderr is not None
        process.stdout.close()
        try:
            process.stdin.write(f"{UPWARD}\n".encode() * 500)
            process.stdin.close()
        except BrokenPipeError:
            pass
        assert process.wait(timeout=60) != 0
        assert b"Traceback" not in process.stderr.read()


HEADINGS = {"zh": "瓜州县", "en": "Guazhou County"}


@pytest.mark.parametrize(
    ("question", "options", "lang"),
    [
        (UPWARD, (), "zh"),
        ("guazhou: document.signing(direction=upward)?", (), "zh"),
        ("瓜州: 公文签发(行文方向=上行)", (), "zh"),
        ("瓜州: 公文签发(行文方向=上行)？谢谢！", (), "zh"),
        ("瓜州 公文签发 上行", (), "zh"),
        ("请问瓜州 公文签发 上行？", (), "zh"),
        ("guazhou, signing of documents, upward", (), "en"),
        ("guazhou, signing of documents, upward, please?", (), "en"),
        (UPWARD, ("--lang", "en"), "en"),
        ("瓜州 公文签发 上行", ("--lang", "en"), "en"),
        ("guazhou, signing of documents, upward", ("--lang", "zh"), "zh"),
        ("guazhou: document.signing(direction=upward), thank you.", (), "zh"),
    ],
)
def test_the_answer_is_in_the_language_of_the_question(question: str, options: tuple[str, ...], lang: str) -> None:
    result = run("ask", *options, question)
    heading, asked, *_ = result.output.splitlines()
    assert heading.startswith(HEADINGS[lang])
    assert asked.strip() == UPWARD
    assert run("ask", asked.strip(), "--lang", lang).output == result.output  # what it was read as can be asked again
    if lang == "zh":
        assert set(re.findall(r"[A-Za-z_]{4,}", result.output)) <= NAMES
    assert run("ask", *options, lines=question).output == result.output


def test_the_environment_switches_and_the_option_prevails() -> None:
    assert run("ask", UPWARD, GOVRULES_LANG="en").output.startswith("Guazhou County")
    assert run("ask", UPWARD, "--lang", "zh", GOVRULES_LANG="en").output.startswith("瓜州县")
    assert run("ask", UPWARD, GOVRULES_LANG="fr").exit_code == 2


CHINESE, ENGLISH = True, False


@pytest.mark.parametrize(
    ("arguments", "environment", "chinese"),
    [
        (("ask", "guazhou: document.signing(directoin=upward)"), {}, ENGLISH),
        (("ask", "guazhou: document.signing(directoin=upward)", "--lang", "zh"), {}, CHINESE),
        (("ask", "guazhou: document.signing(directoin=upward)"), {"GOVRULES_LANG": "zh"}, CHINESE),
        (("ask", "瓜州: 公文签发(方向=上行)"), {}, CHINESE),
        (("ask", "瓜州: 公文签发(方向=上行)", "--lang", "en"), {}, ENGLISH),
        (("ask", "瓜州 公文签发 圪蹴"), {}, CHINESE),
        (("ask", "guazhou document frobnication"), {}, ENGLISH),
        (("ask", "瓜州 上行"), {}, CHINESE),
        (("ask", "公文签发 上行"), {}, CHINESE),
        (("ask", "瓜州 公文签发 3天以上"), {}, CHINESE),
        (("due", "瓜州: 公文签发(方向=上行)"), {}, CHINESE),
        (("show", "瓜洲"), {}, CHINESE),
        (("show", "guazhuo"), {}, ENGLISH),
        (("show", "guazhou", "document.sgning", "--lang", "zh"), {}, CHINESE),
        (("rules", "--role", "县长官"), {}, CHINESE),
        (("check", "nowhere", "--lang", "zh"), {}, CHINESE),
        (("check", "--explain", "check.ovrlap", "--lang", "zh"), {}, CHINESE),
        (("test", "nowhere", "--lang", "zh"), {}, CHINESE),
        (("status", "nowhere", "--lang", "zh"), {}, CHINESE),
        (("verify", "nowhere", "--lang", "zh"), {}, CHINESE),
    ],
)
def test_the_language_of_errors(arguments: tuple[str, ...], environment: dict[str, str], chinese: bool) -> None:
    result = run(*arguments, **environment)
    assert result.exit_code == 2
    message = result.stderr.removeprefix("govrules: ")
    quoted = set(re.findall(r"[A-Za-z_]{4,}", " ".join(arguments)))
    if chinese:
        assert re.search("[一-鿿]", message)
        codes = set(re.findall(r"[A-Za-z_]{4,}", " ".join(ENGLISH_SENTENCES)))
        assert set(re.findall(r"[A-Za-z_]{4,}", message)) <= NAMES | quoted | codes
    else:
        assert re.search(r"\b(is|no|not)\b", message)


@pytest.mark.parametrize(
    ("arguments", "chinese", "english"),
    [
        (("show",), "规则名称", "instrument"),
        (("show", "guazhou"), "问什么", "asks"),
        (("show", "guazhou", "51"), "已写成规则", "encoded"),
        (("status",), "共 105 款", "105 paragraphs"),
        (("check", "--explain", "check.overlap"), "两条结果不同的规则", "Two rules with different outcomes"),
        (("due", "fushun: document.reply", "--from", "2026-02-13"), "至迟", "by"),
        (("test", "tests/worlds/numbers", "--rulebooks", "tests/worlds"), "通过", "passed"),
    ],
)
def test_every_command_can_be_switched(
    arguments: tuple[str, ...], chinese: str, english: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(ROOT)
    for lang, shown in (("zh", chinese), ("en", english)):
        by_option, by_environment = run(*arguments, "--lang", lang), run(*arguments, GOVRULES_LANG=lang)
        assert shown in by_option.output
        assert by_option.output == by_environment.output
        if lang == "zh":
            quoted = set(re.findall(r"[A-Za-z_]{4,}", " ".join(arguments)))
            world = {
                w
                for p in (ROOT / "tests/worlds").rglob("*.yaml")
                for w in re.findall(r"[A-Za-z_]{4,}", p.read_text("utf-8"))
            }
            assert set(re.findall(r"[A-Za-z_]{4,}", by_option.output)) <= NAMES | quoted | world


def test_the_help_says_how_to_switch() -> None:
    assert "--lang zh" in "\n".join(run().output.splitlines()[:6])
    assert "GOVRULES_LANG" in run().output
