"""The conventions by which a deadline is computed, because the texts do not say how to count.

They are those of the Civil Code (民法典), articles 201 to 203 and 1259. It governs private law, and
rules of procedure only by analogy; so every convention taken is part of the result, with its reason.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from .base import Label


@dataclass(frozen=True)
class Convention:
    """One thing that the text leaves open: `what` it is, what is `taken` (both stable), what that
    `says` in words, and the `reason`, each in Chinese and English."""

    what: str
    taken: str
    says: Label
    reason: Label

    def __str__(self) -> str:
        return self.text("en")

    def text(self, lang: str = "zh") -> str:
        """In one line."""
        return (
            f"{self.says(lang)}（{self.reason(lang)}）" if lang == "zh" else f"{self.says(lang)} ({self.reason(lang)})"
        )

    def to_dict(self) -> dict[str, Any]:
        """For JSON."""
        return {
            "what": self.what,
            "taken": self.taken,
            "says": {"zh": self.says.zh, "en": self.says.en},
            "reason": {"zh": self.reason.zh, "en": self.reason.en},
        }


def _civil_code(article: str, number: str, more_zh: str = "", more_en: str = "") -> Label:
    return Label.made(
        zh=f"原文未写明；比照《民法典》{article}{more_zh}",
        en=f"the text does not say; by analogy with the Civil Code, article {number}{more_en}",
    )


def _silent(zh: str, en: str) -> Label:
    return Label.made(zh=f"原文未写明；{zh}", en=f"the text does not say; {en}")


STATED = Label.made(zh="原文写明", en="the text says so")
_FIRST_DAY = _civil_code("第二百零一条第一款", "201.1")
_NUMBER = _civil_code("第一千二百五十九条", "1259")


def _all(*rows: tuple[str, str, str, str, Label]) -> Mapping[str, Convention]:
    return {
        f"{what}.{taken}": Convention(what, taken, Label.made(zh=zh, en=en), reason)
        for what, taken, zh, en, reason in rows
    }


CONVENTIONS: Mapping[str, Convention] = _all(
    ("first_day", "counted", "起算当日计入", "the first day counts", STATED),
    ("first_day", "not_counted", "起算当日不计入，自次日起算", "the first day does not count", _FIRST_DAY),
    (
        "event_day",
        "counted",
        "倒推时，事项当日计入",
        "counted backwards, the day of the event counts",
        STATED,
    ),
    (
        "event_day",
        "not_counted",
        "倒推时，事项当日不计入",
        "counted backwards, the day of the event does not count",
        _FIRST_DAY,
    ),
    ("number", "included", "“以内”包括本数", "the last of the days, hours or minutes is still in time", _NUMBER),
    ("number", "enough", "恰满该数即为“至少”", "exactly that long before is enough", _NUMBER),
    (
        "working_days",
        "official",
        "工作日按国务院办公厅放假通知计：休息日、节假日不计，调休上班日计入",
        "working days are those of the State Council's notices: make-up days count, holidays do not",
        _silent("工作日以官方日历为准", "what is a working day is officially set"),
    ),
    (
        "working_days",
        "own",
        "工作日按所给日历计",
        "working days are those of the calendar that was given",
        Label.made(zh="日历由提问者给出", en="whoever asked gave the calendar"),
    ),
    (
        "month",
        "corresponding_day",
        "按月计算，至到期月的对应日",
        "months end on the day of the same number",
        _civil_code("第二百零二条", "202"),
    ),
    (
        "month",
        "last_day",
        "到期月没有对应日，至月末日",
        "the month lacks that day; its last day is taken",
        _civil_code("第二百零二条", "202"),
    ),
    (
        "rest_day",
        "moved",
        "最后一日是休息日或节假日，顺延至其后第一个工作日",
        "the last day is a rest day; the next working day is taken",
        _civil_code(
            "第二百零三条第一款", "203.1", "（“法定休假日”包括周末）", ", weekends taken as rest days of the law"
        ),
    ),
    (
        "rest_day",
        "stands",
        "该日是休息日，不顺延",
        "the day is a rest day, and is not moved",
        _silent(
            "倒推的日期顺延会缩短提前的时间，指明的日期不是期间",
            "moving it would shorten the notice, and a day that is named is no period",
        ),
    ),
    (
        "end_of_day",
        "midnight",
        "截止于该日24时；有业务时间的，停止业务活动的时间为止",
        "it ends with the day; where there are business hours, with them",
        _civil_code("第二百零三条第二款", "203.2"),
    ),
    (
        "hours",
        "from_the_moment",
        "按小时、分钟的，从事项发生之时起算，夜间和休息日照计",
        "hours and minutes run from the moment itself, through nights and rest days",
        _civil_code("第二百零一条第二款", "201.2"),
    ),
    (
        "hours",
        "back_from_the_moment",
        "按小时、分钟的，从事项发生之时倒推，夜间和休息日照计",
        "hours and minutes are counted back from the moment itself, through nights and rest days",
        _civil_code("第二百零一条第二款", "201.2"),
    ),
    (
        "side",
        "that_day",
        "取提前该数之时；更早是否可以，原文未写明",
        "that long before, neither more nor less",
        _silent("“提前”既不是“至少”，也不是“以内”", "it says neither “at least” nor “within”"),
    ),
    (
        "side",
        "any_time_before",
        "此前任何时候均可",
        "any time before the event is in time",
        Label(zh="原文只写“前”，未定提前多久", en="the text says “before”, and not how long"),
    ),
    (
        "time_of_day",
        "not_known",
        "只给出日期，故只知道到该日为止，不知道到几时",
        "only the day of the event is given: it is due on that day, before the event",
        Label(zh="未给出事项的时刻", en="the moment of the event is not given"),
    ),
    (
        "same_day",
        "calendar_day",
        "“当日”为事项发生的公历日",
        "the same day is the calendar day of the event",
        _silent("不以办公时间为限", "it is not bounded by office hours"),
    ),
    (
        "monthly",
        "day_included",
        "“某日前”包括该日",
        "“before” a day of the month includes that day",
        _silent(
            "《民法典》第一千二百五十九条未列“前”，依通常用法",
            "article 1259 of the Civil Code does not list 前; ordinary use is followed",
        ),
    ),
    (
        "monthly",
        "last_day",
        "当月没有该日，取月末日",
        "the month lacks that day; its last day is taken",
        _civil_code("第二百零二条", "202"),
    ),
    (
        "monthly",
        "next",
        "取给出之日当日或其后最近的一次",
        "the first such day on or after the day given",
        Label(zh="原文为每月一次", en="the text sets one for each month"),
    ),
    (
        "zone",
        "china",
        "日期按北京时间",
        "days are those of China's time",
        Label(zh="规则施行于当地", en="the rules are in force there"),
    ),
)


def counted_from(event: str, words: str) -> Convention:
    """That a step is counted from an event which the text does not name; `words` are the text's own."""
    return Convention(
        "start",
        event,
        Label(zh="从所给事项的时间起算", en="it is counted from the moment that was given"),
        Label(zh=f"原文未写明从何时起算：{words}", en=f"the text does not say from when: {words}"),
    )
