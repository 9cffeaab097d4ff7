"""The prompt of `govrules ask`: what it offers, what it replies, and that nothing wrong leaves it."""

from __future__ import annotations

import json
import os
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click
import pytest

import govrules
from govrules.asking.completing import Completing
from govrules.commands.ask import Asking, ask
from govrules.commands.prompt import Talk, _history

ROOT = Path(__file__).parent.parent
UPWARD = "guazhou: document.signing(direction=upward)"


@pytest.fixture(scope="module")
def completing() -> Completing:
    return Completing(govrules.load().phrases)


@pytest.mark.parametrize(
    ("typed", "word", "replaced"),
    [
        ("瓜", "瓜州", 1),
        ("瓜州 公文签", "公文签发", 3),
        ("瓜州公文签", "公文签发", 3),
        ("瓜州 公文签发 上", "上行", 1),
        ("gua", "guazhou", 3),
        ("guazhou: document.si", "document.signing", 11),
        ("guazhou: document.signing(dire", "direction", 4),
        ("guazhou: document.signing(direction=u", "upward", 1),
        ("guazhou: document.signing(direction=upward, deputy_in", "deputy_in_charge_away", 9),
        ("guazhou: document.signing(direction=upward, absent=[deputy_in", "deputy_in_charge", 9),
        ("瓜州: 公文签发(行文", "行文方向", 2),
    ],
)
def test_the_most_useful_completion_comes_first(completing: Completing, typed: str, word: str, replaced: int) -> None:
    assert completing.completions(typed)[0] == (word, replaced)


def test_a_word_is_offered_for_each_end_that_begins_it_longest_first(completing: Completing) -> None:
    found = completing.completions("瓜州 公文签")
    ends = [typed for _, typed in found]
    assert ends == sorted(ends, reverse=True)
    for word, typed in found:
        assert word.startswith("瓜州 公文签"[-typed:])
        assert len(word) > typed


def test_values_of_the_fact_that_waits_are_offered_unasked(completing: Completing) -> None:
    offered = {word for word, typed in completing.completions("guazhou: document.signing(direction=") if typed == 0}
    assert {"upward", "parallel", "downward", "上行"} <= offered
    assert "head" not in offered
    facts = {word for word, _ in completing.completions("guazhou: document.signing(", limit=200)}
    assert {"issuer", "direction", "kind", "发文名义"} <= facts
    own = govrules.load()["guazhou"].questions["document.signing"].facts
    assert {word for word in facts if word.isascii()} <= set(own)


@pytest.mark.parametrize("typed", ["", " ", "瓜州 ", "qqqq", UPWARD, "12", "()(("])
def test_nothing_is_offered_where_nothing_begins(completing: Completing, typed: str) -> None:
    assert completing.completions(typed) == []


def test_a_latin_word_is_not_completed_from_its_middle(completing: Completing) -> None:
    assert all(typed >= len("direct") for _, typed in completing.completions("guazhou direct"))


@pytest.fixture
def talk() -> Iterator[Talk]:
    with click.Context(ask, info_name="ask"):
        yield Talk(Asking(govrules.load(), None, (), (), False, False, False))


def test_what_is_replied(talk: Talk) -> None:
    assert talk.reply("why") == "nothing has been answered yet"
    assert talk.reply("为什么") == "还没有答案"
    answer = talk.reply(UPWARD)
    assert answer.splitlines()[0] == "瓜州县 · 公文签发 — 有规定"
    reasons = talk.reply("为什么").splitlines()
    assert reasons[:2] == [UPWARD, "未适用的规则："]
    book = govrules.load()["guazhou"]
    rules = set(book.compiled("document.signing").rules) - set(book.ask(UPWARD).rules)
    assert {re.match(r"  (\w+)（", line)[1] for line in reasons[2:]} <= rules
    assert json.loads(talk.reply("json")) == json.loads(book.ask(UPWARD).to_json())
    with pytest.raises(govrules.GovrulesError):
        talk.reply("guazhou: document.sining()")
    assert json.loads(talk.reply("json"))["asked"] == UPWARD  # the last answer stays


@pytest.mark.parametrize(("word", "chinese"), [("?", True), ("？", True), ("帮助", True), ("help", False)])
def test_help_has_four_lines(talk: Talk, word: str, chinese: bool) -> None:
    text = talk.reply(word)
    assert len(text.splitlines()) == 4
    assert ("问题" in text) is chinese
    question = re.search("(?:guazhou,|瓜州) [^;；]+", text)
    assert question is not None
    assert UPWARD in talk.reply(question[0])


def test_history_is_made_on_demand_and_done_without_where_it_cannot_be_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(click, "get_app_dir", lambda name: str(tmp_path / "state" / name))
    assert type(_history()).__name__ == "FileHistory"
    assert (tmp_path / "state" / "govrules" / "history").is_file()
    (tmp_path / "file").write_text("", encoding="utf-8")
    monkeypatch.setattr(click, "get_app_dir", lambda name: str(tmp_path / "file" / name))
    assert type(_history()).__name__ == "InMemoryHistory"


PROMPT = "govrules>"


def spawned(home: Path) -> Any:
    pexpect = pytest.importorskip("pexpect")
    if not hasattr(pexpect, "spawn") or not hasattr(os, "openpty"):
        pytest.skip("there are no terminals here")
    environment = {
        **os.environ,
        "PYTHONPATH": str(ROOT),
        "HOME": str(home),
        "XDG_CONFIG_HOME": str(home),
        "GOVRULES_LANG": "",
        "TERM": "xterm",
        "PROMPT_TOOLKIT_NO_CPR": "1",
        "PYTHONUTF8": "1",
    }
    command = ["-c", "from govrules.cli import main; main()", "ask"]
    try:
        child = pexpect.spawn(
            sys.executable, command, env=environment, encoding="utf-8", timeout=60, dimensions=(40, 160)
        )
    except OSError as error:
        pytest.skip(f"no terminal can be opened: {error}")
    child.expect(PROMPT)
    return child


def typed(child: Any, *keys: str) -> None:
    for key in keys:
        child.send(key)


def test_in_a_terminal(tmp_path: Path) -> None:
    """Errors stay in the prompt, Tab completes, Up brings back, and the history is there the next time."""
    child = spawned(tmp_path)
    typed(child, "guazhou: document.sining()\r")
    child.expect("did you mean 'document.signing'")
    child.expect(PROMPT)
    typed(child, "guazhou: document.signing(dir")
    child.expect("direction")  # the menu
    typed(child, "\t", "=upward)", "\r")
    child.expect("瓜州县 · 公文签发 — 有规定")
    child.expect("按通常情形")
    child.expect(PROMPT)
    typed(child, "\x03")  # gives up the line, and stays
    child.expect(PROMPT)
    typed(child, "退出\r")
    child.wait()
    assert child.exitstatus == 0
    kept = next(tmp_path.rglob("history")).read_text(encoding="utf-8")
    assert f"+{UPWARD}" in kept.splitlines()

    child = spawned(tmp_path)
    typed(child, "\x1b[A", "\x1b[A")
    child.expect(re.escape(UPWARD))
    typed(child, "\r")
    child.expect("瓜州县 · 公文签发 — 有规定")
    child.expect(PROMPT)
    typed(child, "\x04")
    child.wait()
    assert child.exitstatus == 0


@pytest.mark.parametrize("word", ["exit", "quit", "退出"])
def test_words_that_leave(tmp_path: Path, word: str) -> None:
    child = spawned(tmp_path)
    typed(child, f"{word}\r")
    child.wait()
    assert child.exitstatus == 0
