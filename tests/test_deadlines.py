"""When deadlines are due. The cases in deadlines.yaml were worked out from the official notices."""

from __future__ import annotations

import datetime
import json
import pickle
import subprocess
import sys
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from zoneinfo import ZoneInfo

import chinese_calendar
import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

import govrules
from govrules.model.deadline import deadline_body

EVENTS = {
    event: event
    for event in (
        "receipt",
        "return",
        "departure",
        "incident",
        "submission",
        "leave_start",
        "task_assigned",
        "meeting_start",
        "inspection_start",
        "inspection_end",
    )
}
CHINA = datetime.timezone(datetime.timedelta(hours=8))
DAY = datetime.timedelta(days=1)
CASES = yaml.load((Path(__file__).parent / "deadlines.yaml").read_text(encoding="utf-8"), yaml.BaseLoader)


def deadline(body: Any) -> govrules.Deadline:
    """A deadline as a rulebook writes it."""
    context = SimpleNamespace(names=lambda kind: EVENTS)
    return govrules.Deadline.model_validate(deadline_body(body), context=context)


def working_days(number: int) -> govrules.Deadline:
    return govrules.Deadline(relation="within", event="receipt", amount=number, unit="working day")


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_case(case: dict[str, Any]) -> None:
    due = deadline(case["deadline"]).due(case["start"])
    taken = {f"{row.what}.{row.taken}" for row in due.conventions}
    assert due.date.isoformat() == case["date"]
    assert [str(year) for year in due.unpublished] == case.get("unpublished", [])
    assert due.estimated is ("unpublished" in case)
    assert due.sense == case.get("sense", "by")
    assert due.latest == (None if due.sense == "at" else due.moment)
    assert taken >= set(case.get("conventions", []))
    assert not taken & set(case.get("without", []))
    stated = [row.what for row in due.conventions if row.reason.en == "the text says so"]
    assert bool(stated) is ("first_day_counts" in case["deadline"])
    assert due.moment is not None
    if "moment" in case:
        assert due.moment.isoformat() == case["moment"]
    if "earliest" in case:
        assert due.earliest is not None
        assert due.earliest.isoformat() == case["earliest"]
    assert due.moment.astimezone(CHINA).date() == due.date
    assert pickle.loads(pickle.dumps(due)) == due
    assert hash(pickle.loads(pickle.dumps(due))) == hash(due)
    assert json.loads(json.dumps(due.to_dict()))["date"] == case["date"]


def test_every_convention_is_taken_in_some_case() -> None:
    from govrules.model.conventions import CONVENTIONS

    elsewhere = {"working_days.own", "time_of_day.not_known"}
    named = {code for case in CASES for code in case.get("conventions", [])}
    assert named | elsewhere == set(CONVENTIONS)


def test_the_calendar_against_another_library() -> None:
    """`chinesecalendar` keeps the same notices. The one day on which the two differ is 31 December
    2005, a Saturday: 国办发明电〔2005〕35号 says of it 上班, so `holidays` is right."""
    calendar = govrules.ChinaCalendar()
    days = [datetime.date(2004, 1, 1) + number * DAY for number in range(8401)]
    assert days[-1] == datetime.date(2026, 12, 31)
    differ = [day for day in days if calendar.is_working_day(day) != chinese_calendar.is_workday(day)]
    assert differ == [datetime.date(2005, 12, 31)]
    assert calendar.is_working_day(differ[0])


def test_which_years_are_published() -> None:
    calendar = govrules.ChinaCalendar()
    assert all(calendar.published(year) for year in range(2001, 2027))
    assert not any(calendar.published(year) for year in (1900, 1999, 2099, 2150, 9999))


def test_the_calendar_is_imported_when_a_day_is_counted() -> None:
    code = """
import sys, govrules
found = govrules.load()["fushun"].ask("document.reply").value
assert "holidays" not in sys.modules
found.due("2026-02-13")
assert "holidays" in sys.modules
"""
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


@pytest.mark.parametrize(
    "terms",
    [
        {"relation": "within", "event": "receipt"},
        {"relation": "within", "event": "receipt", "amount": -3, "unit": "working day"},
        {"relation": "within", "event": "receipt", "amount": 1, "unit": "fortnight"},
        {"relation": "monthly", "amount": 45, "unit": "day"},
        {"relation": "monthly"},
    ],
)
def test_a_deadline_that_no_text_writes(terms: dict[str, Any]) -> None:
    with pytest.raises(govrules.DeadlineError) as caught:
        govrules.Deadline(**terms).due("2026-02-13")
    assert caught.value.code == "due.length"


def test_three_sides_of_an_event() -> None:
    """Within n days of, n days before, at least n days before."""
    within, before, at_least = (
        deadline(text).due("2026-03-12T09:00")
        for text in ("within 3 days after return", "3 days before departure", "at least 3 days before departure")
    )
    assert (within.date, before.date, at_least.date) == (
        datetime.date(2026, 3, 16),  # Sunday 15 is moved
        datetime.date(2026, 3, 9),
        datetime.date(2026, 3, 9),
    )
    assert (within.earliest, within.latest) == (datetime.datetime(2026, 3, 12, 9, tzinfo=CHINA), within.moment)
    assert (before.earliest, before.latest, before.sense) == (None, None, "at")
    assert (at_least.earliest, at_least.latest, at_least.sense) == (None, at_least.moment, "by")
    assert (before.text("zh"), at_least.text("zh")) == ("2026-03-09（星期一）", "至迟2026-03-09（星期一）24时")
    assert str(at_least) == "at the latest 2026-03-09 (Monday), end of the day"


def test_before_an_event_of_which_only_the_day_is_known() -> None:
    due = deadline("before meeting_start").due(datetime.date(2026, 3, 2))
    assert (due.date, due.moment, due.latest) == (datetime.date(2026, 3, 2), None, None)
    assert "time_of_day" in {row.what for row in due.conventions}
    assert due.text("zh") == "2026-03-02（星期一）该事项之前"
    assert due.to_dict()["moment"] is None


def test_what_the_text_says_besides() -> None:
    due = deadline(
        {
            "limit": "within 3 working days after receipt",
            "lapse": "视为无不同意见",
            "extension": "商定",
            "set_by": "另定",
        }
    ).due("2026-12-30")
    assert (due.lapse, due.extension, due.set_by) == ("视为无不同意见", "商定", "另定")
    assert due.text("zh") == "至迟2027-01-05（星期二）24时（推定：2027年的放假安排未见公布）；逾期：视为无不同意见"
    assert due.text("en").startswith("at the latest 2027-01-05 (Tuesday), end of the day (an estimate: ")
    assert "延期（未计算）：商定" in due.explain("zh")
    assert due.to_dict()["lapse"] == "视为无不同意见"


def test_zones() -> None:
    new_york = ZoneInfo("America/New_York")
    start = datetime.datetime(2026, 3, 8, 1, 30, tzinfo=new_york)  # summer time begins at 02:00
    due = deadline("within 1 hour after receipt").due(start)
    assert due.moment == datetime.datetime(2026, 3, 8, 3, 30, tzinfo=new_york)
    assert due.moment is not None
    assert due.moment.isoformat() == "2026-03-08T03:30:00-04:00"
    assert due.date == datetime.date(2026, 3, 8)  # 15:30 in China
    shown = deadline("within 1 working day after receipt").due("2026-03-02", tz="Europe/Paris")
    assert shown.moment is not None
    assert (shown.date.isoformat(), shown.moment.isoformat()) == ("2026-03-03", "2026-03-03T16:59:59.999999+01:00")
    naive = deadline("within 1 hour after receipt").due(datetime.datetime(2026, 3, 2, 9))
    assert naive.moment == datetime.datetime(2026, 3, 2, 2, tzinfo=datetime.UTC)


class SixDays:
    """Sundays rest; nothing else does."""

    def is_working_day(self, day: datetime.date) -> bool:
        return day.weekday() != 6

    def published(self, year: int) -> bool:
        return year != 2030


def test_a_calendar_of_ones_own() -> None:
    due = working_days(3).due("2026-02-13", calendar=SixDays())  # 14, Monday 16, 17
    assert (due.date, due.estimated) == (datetime.date(2026, 2, 17), False)
    assert "working_days.own" in {f"{row.what}.{row.taken}" for row in due.conventions}
    assert working_days(1).due("2030-05-06", calendar=SixDays()).unpublished == (2030,)

    class Local(govrules.ChinaCalendar):
        def is_working_day(self, day: datetime.date, /) -> bool:
            return day != datetime.date(2026, 3, 20) and super().is_working_day(day)

    assert working_days(1).due("2026-03-19", calendar=Local()).date == datetime.date(2026, 3, 23)


@pytest.mark.parametrize(
    ("body", "start", "options", "code"),
    [
        ("within 1 hour after receipt", 1.5, {}, "due.start"),
        ("within 1 hour after receipt", True, {}, "due.start"),
        ("within 1 hour after receipt", None, {}, "due.start"),
        ("within 1 hour after receipt", "2026-2-13", {}, "due.start"),
        ("within 1 hour after receipt", "20260213", {}, "due.start"),
        ("within 1 hour after receipt", "2026-02-30", {}, "due.start"),
        ("within 1 hour after receipt", "2026-02-13T25:00", {}, "due.start"),
        ("within 1 hour after receipt", "２０２６-02-13", {}, "due.start"),
        ("within 1 hour after receipt", "0001-01-01T00:00+14:00", {}, "due.start"),
        ("within 1 hour after receipt", "2026-02-13", {}, "due.time_of_day"),
        ("within 1/2 month after receipt", "2026-02-13", {}, "due.length"),
        ("within 1/2 working day after receipt", "2026-02-13", {}, "due.length"),
        ("within 1/7 hour after receipt", "2026-02-13T09:00", {}, "due.length"),
        ("within 1 day after receipt", "9999-12-31", {}, "due.range"),
        ("within 1 month after receipt", "9999-12-31", {}, "due.range"),
        ("by day 1 of each month", "9999-12-31", {}, "due.range"),
        ("within 99999999999999999999 days after receipt", "2026-02-13", {}, "due.range"),
        ("within 99999999999999999999 months after receipt", "2026-02-13", {}, "due.range"),
        ("within 99999999999999999999 hours after receipt", "2026-02-13T09:00", {}, "due.range"),
        ("3 days before departure", "0001-01-02", {}, "due.range"),
        ("within 1 day after receipt", "2026-02-13", {"tz": "Mars/Olympus"}, "due.zone"),
        ("within 1 day after receipt", "2026-02-13", {"tz": 8}, "due.zone"),
        ("within 1 day after receipt", "2026-02-13", {"calendar": {"2026-02-13"}}, "due.calendar"),
    ],
)
def test_what_cannot_be_computed(body: str, start: Any, options: dict[str, Any], code: str) -> None:
    with pytest.raises(govrules.DeadlineError) as caught:
        deadline(body).due(start, **options)
    assert caught.value.code == code
    assert "\n" not in str(caught.value)


def test_a_calendar_without_working_days_ends() -> None:
    class Never(SixDays):
        def is_working_day(self, day: datetime.date) -> bool:
            return False

    with pytest.raises(govrules.DeadlineError, match="leads out of the years"):
        working_days(1).due("9990-01-01", calendar=Never())


def _deadlines(books: govrules.Books) -> Iterator[govrules.Deadline]:
    """Every deadline that is written in a rulebook."""
    for book in books.values():
        for question in book.questions:
            for rule in book.compiled(question).rules.values():
                if isinstance(rule.outcome, govrules.Deadline):
                    yield rule.outcome
                else:
                    parts = [getattr(part, "deadline", None) for part in rule.outcome.parts()]
                    yield from (found for found in parts if found is not None)


def test_every_deadline_of_every_rulebook(books: govrules.Books) -> None:
    start = datetime.datetime(2026, 2, 13, 9, 30, tzinfo=CHINA)
    kinds = set()
    for found in _deadlines(books):
        due = found.due(start)
        kinds.add((found.relation, found.unit))
        assert due.moment is not None
        backwards = found.relation in ("before", "at_least_before")
        assert due.moment <= start if backwards else due.moment > start
        assert due.explain("zh") and due.explain("en")
    assert kinds == {
        ("before", None),
        ("before", "day"),
        ("before", "week"),
        ("before", "working day"),
        ("at_least_before", "working day"),
        ("within", "hour"),
        ("within", "day"),
        ("within", "month"),
        ("within", "working day"),
        ("same_day", None),
        ("monthly", "day"),
    }


days = st.dates(datetime.date(2004, 1, 1), datetime.date(2026, 10, 1))
numbers = st.integers(0, 40)


@given(days, numbers, numbers)
def test_more_days_are_never_due_earlier(day: datetime.date, one: int, two: int) -> None:
    fewer, more = sorted((one, two))
    for unit in ("day", "working day", "week", "month"):
        ends = [
            govrules.Deadline(relation="within", event="receipt", amount=number, unit=unit).due(day).date
            for number in (fewer, more)
        ]
        assert day <= ends[0] <= ends[1]


@given(days, st.integers(1, 40))
def test_between_lie_exactly_so_many_working_days(day: datetime.date, number: int) -> None:
    end = working_days(number).due(day).date
    counted = [day + n * DAY for n in range(1, (end - day).days + 1)]
    worked = [one for one in counted if govrules.ChinaCalendar().is_working_day(one)]
    assert (len(worked), worked[-1]) == (number, end)


@given(days, st.integers(1, 40))
def test_working_days_after_and_before_are_inverse(day: datetime.date, number: int) -> None:
    if not govrules.ChinaCalendar().is_working_day(day):
        day = working_days(1).due(day).date
    end = working_days(number).due(day).date
    back = govrules.Deadline(relation="before", event="departure", amount=number, unit="working day")
    assert back.due(end).date == day


@given(st.datetimes(datetime.datetime(2004, 1, 1), datetime.datetime(2026, 10, 1)), st.fractions(0, 500))
def test_hours_are_exact(moment: datetime.datetime, hours: Fraction) -> None:
    hours = Fraction(round(hours * 3600), 3600)
    found = govrules.Deadline(relation="within", event="receipt", amount=hours, unit="hour").due(moment)
    assert found.moment is not None
    elapsed = found.moment - moment.replace(tzinfo=CHINA)
    assert Fraction(elapsed // datetime.timedelta(microseconds=1), 3_600_000_000) == hours


@given(days, st.integers(1, 31))
def test_the_first_day_makes_one_less(day: datetime.date, number: int) -> None:
    plain, counted = (
        govrules.Deadline(relation="before", event="departure", amount=number, unit="day", first_day_counts=first)
        for first in (None, True)
    )
    assert counted.due(day).date - plain.due(day).date == DAY
