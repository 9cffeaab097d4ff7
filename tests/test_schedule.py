"""A chain in time: each step with its due moment, or why there is none; and `govrules due`."""

from __future__ import annotations

import json
import pickle
from typing import Any

import pytest
from click.testing import CliRunner, Result

import govrules
from govrules.cli import main

ROUTING = "document.routing(source_level=superior, nature=action)"


def run(*arguments: str) -> Result:
    return CliRunner().invoke(main, ["due", *arguments])


def moments(scheduled: tuple[govrules.Scheduled, ...]) -> list[str | None]:
    return [entry.due and entry.due.moment and entry.due.moment.isoformat(timespec="minutes") for entry in scheduled]


@pytest.fixture(scope="module")
def routing(books: govrules.Books) -> govrules.Chain:
    """第八十七条: reported within half an hour of receipt; an opinion within an hour, the text does not
    say of what; then 及时 to the leader, and on to the department without a limit."""
    return books["dongqu"].ask(ROUTING).require(govrules.Chain)


def test_a_moment_is_that_of_the_first_event(routing: govrules.Chain) -> None:
    found = routing.schedule("2026-02-13T23:45")
    assert [entry.step for entry in found] == list(routing.steps)
    assert moments(found) == ["2026-02-14T00:15+08:00", None, None, None]
    assert [entry.reason and entry.reason.en for entry in found] == [
        None,
        "the moment of submission is not known",
        "the text leaves the limit open: 及时",
        "the text sets no limit",
    ]
    assert [entry.missing for entry in found] == [None, "submission", None, None]
    assert pickle.loads(pickle.dumps(found)) == found
    assert hash(found) == hash(routing.schedule("2026-02-13T23:45"))
    assert [entry["due"] is None for entry in json.loads(json.dumps([entry.to_dict() for entry in found]))] == [
        False,
        True,
        True,
        True,
    ]
    assert str(found[0]).endswith(": at the latest 2026-02-14 00:15")
    assert found[2].text("zh").endswith(": 期限原文未定：及时")


def test_the_moments_of_further_events(routing: govrules.Chain) -> None:
    both = {"receipt": "2026-02-13T23:45", "submission": "2026-02-14T00:10"}
    found = routing.schedule("2026-02-13T23:45", events={"submission": "2026-02-14T00:10"})
    assert moments(found) == ["2026-02-14T00:15+08:00", "2026-02-14T01:10+08:00", None, None]
    assert routing.schedule(both) == routing.schedule(events=both) == found
    assert found[1].due is not None
    first = found[1].due.conventions[0]
    assert (first.what, first.taken, first.reason.zh) == ("start", "submission", "原文未写明从何时起算：在1小时内")
    assert moments(routing.schedule({"submission": "2026-02-14T00:10"})) == [None, "2026-02-14T01:10+08:00", None, None]
    assert moments(routing.schedule()) == [None] * 4


def test_hours_from_a_day_are_left_open(routing: govrules.Chain) -> None:
    first = routing.schedule("2026-02-13")[0]
    assert first.due is None
    assert first.reason is not None
    assert (first.missing, "has no time of day" in first.reason.en) == (None, True)


def test_a_calendar_and_a_zone(books: govrules.Books) -> None:
    class EveryDay:
        def is_working_day(self, day: Any) -> bool:
            return True

        def published(self, year: int) -> bool:
            return True

    chain = books["fushun"].ask("supervision.inspection_filing(in_plan=true)").require(govrules.Chain)
    found = chain.schedule("2026-10-08", events={"inspection_end": "2026-10-16"})
    assert [entry.due and entry.due.date.isoformat() for entry in found] == ["2026-09-23", "2026-11-13"]
    own = chain.schedule("2026-10-08", events={"inspection_end": "2026-10-16"}, calendar=EveryDay(), tz="UTC")
    assert [entry.due and entry.due.date.isoformat() for entry in own] == ["2026-10-03", "2026-11-05"]
    assert moments(own) == ["2026-10-03T15:59+00:00", "2026-11-05T15:59+00:00"]


@pytest.mark.parametrize(
    ("start", "events", "code", "suggestion"),
    [
        ("tomorrow", {}, "due.start", None),
        ({"recipt": "2026-02-13"}, {}, "due.event", "receipt"),
        (None, {"submision": "2026-02-13"}, "due.event", "submission"),
        ({"receipt": 20260213}, {}, "due.start", None),
        ("2026-02-13T09:00", {"receipt": "2026-02-13T09:00"}, "due.event_twice", None),
    ],
)
def test_wrong_starts(routing: govrules.Chain, start: Any, events: dict[str, Any], code: str, suggestion: Any) -> None:
    with pytest.raises(govrules.DeadlineError) as caught:
        routing.schedule(start, events=events)
    assert (caught.value.code, caught.value.suggestion) == (code, suggestion)


def test_every_chain_of_every_rulebook(books: govrules.Books) -> None:
    """A step has a due moment or a reason, never both and never neither."""
    seen = 0
    for book in books.values():
        for question in book.questions:
            for rule in book.compiled(question).rules.values():
                if not isinstance(rule.outcome, govrules.Chain):
                    continue
                for entry in rule.outcome.schedule("2026-02-13T09:00"):
                    assert (entry.due is None) is (entry.reason is not None)
                    limited = getattr(entry.step, "deadline", None) is not None
                    assert limited is (entry.due is not None or entry.missing is not None)
                    seen += 1
    assert seen > 500


def test_the_command_on_a_deadline() -> None:
    result = run("fushun: document.reply", "--from", "2026-02-13")
    assert result.exit_code == 0
    lines = result.output.splitlines()
    assert lines[0] == "至迟2026-02-25（星期三）24时；逾期：逾期不回复视为无不同意见"
    assert lines[1] == "  - 起算当日不计入，自次日起算（原文未写明；比照《民法典》第二百零一条第一款）"
    assert any("第五十条第二款：“" in line for line in lines)
    assert run("fushun: document.reply", "--event", "征求意见=2026-02-13").output == result.output
    assert run("抚顺: document.reply", "--from", "2026-02-13", "--lang", "en").output.startswith(
        "at the latest 2026-02-25 (Wednesday), end of the day"
    )


def test_the_command_on_a_chain_and_on_norms() -> None:
    result = run(f"dongqu: {ROUTING}", "--from", "2026-02-13T23:45", "--event", "呈报=2026-02-14T00:10")
    lines = result.output.splitlines()
    assert lines[1] == "   至迟2026-02-14 00:15"
    assert lines[3] == "   至迟2026-02-14 01:10"
    assert lines[5] == "   期限原文未定：及时"
    assert "计算方法：" in lines
    assert "   未给出“呈报”的时间" in run(f"dongqu: {ROUTING}", "--from", "2026-02-13T23:45").output
    norms = run("dongqu: document.endorsement", "--from", "2026-02-13T10:00").output.splitlines()
    assert norms[1] == "   至迟2026-02-14（星期六）24时"
    assert norms[3] == "   至迟2026-02-13（星期五）24时"


def test_the_command_in_json() -> None:
    data = json.loads(run("fushun: document.reply", "--from", "2026-02-13", "--json").output)
    assert data["answer"]["status"] == "answered"
    assert (data["due"]["date"], data["due"]["lapse"]) == ("2026-02-25", "逾期不回复视为无不同意见")
    data = json.loads(run(f"dongqu: {ROUTING}", "--from", "2026-02-13T23:45", "--json").output)
    assert data["schedule"][0]["due"]["moment"] == "2026-02-14T00:15:00+08:00"
    result = run("fushun, wolong, guazhou: document.reply", "--from", "2026-02-13", "--json")
    data = json.loads(result.stdout)
    assert {name: entry["due"]["date"] for name, entry in data.items()} == {
        "fushun": "2026-02-25",
        "guazhou": "2026-03-02",  # 14, 24, 25, 26, 27, Saturday 28, Monday 2 is the seventh
    }


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("fushun: supervision.deadline", "--from", "2026-02-13"), "has no deadline: conditional (it needs task_kind)"),
        (("wolong: supervision.deadline", "--from", "2026-02-13"), "has no deadline: truncated"),
        (("dongqu: meeting.quorum(meeting=plenary)", "--from", "2026-02-13"), "its value is a threshold"),
        (("fushun: document.reply",), "counted from consultation: give its moment"),
        (("fushun: document.reply", "--from", "13.2.2026"), "'13.2.2026' is no date or moment; write 2026-02-13"),
        (("fushun: document.reply", "--event", "consultaton=2026-02-13"), "did you mean 'consultation'?"),
        (("fushun: document.reply", "--event", "receipt=2026-02-13"), "no deadline here is counted from 'receipt'"),
        (("fushun: document.reply", "--event", "2026-02-13"), "given as NAME=MOMENT, and this is '2026-02-13'"),
        (
            ("fushun: document.reply", "--from", "2026-02-13", "--event", "consultation=2026-02-14"),
            "its moment is given twice",
        ),
    ],
)
def test_one_sentence_and_exit_status_2(arguments: tuple[str, ...], message: str) -> None:
    result = run(*arguments)
    assert result.exit_code == 2
    assert message in result.output
    assert len(result.output.strip().splitlines()) == 1
