"""When something is due: the result of computing a deadline, with the conventions that it rests on."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import Any

from .conventions import Convention
from .moments import CHINA

WEEKDAYS = {
    "zh": ("星期一", "星期二", "星期三", "星期四", "星期五", "星期六", "星期日"),
    "en": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
}
WORDS = {
    "zh": {
        "by": "至迟{when}",
        "at": "{when}",
        "day_end": "{day}（{weekday}）24时",
        "day": "{day}（{weekday}）",
        "before": "{when}之前",
        "unknown": "{day}（{weekday}）该事项",
        "estimate": "（推定：{years}年的放假安排未见公布）",
        "lapse": "；逾期：{text}",
        "set_by": "另有时限（未计算）：{text}",
        "extension": "延期（未计算）：{text}",
        "excluded": "不计入的时间（未扣除）：{text}",
    },
    "en": {
        "by": "at the latest {when}",
        "at": "{when}",
        "day_end": "{day} ({weekday}), end of the day",
        "day": "{day} ({weekday})",
        "before": "before {when}",
        "unknown": "the event on {day} ({weekday})",
        "estimate": " (an estimate: no published calendar of {years} is known)",
        "lapse": "; when missed: {text}",
        "set_by": "another limit (not computed): {text}",
        "extension": "extension (not computed): {text}",
        "excluded": "time that does not count (not deducted): {text}",
    },
}


@dataclass(frozen=True)
class Due:
    """When something is due, and how that was found.

    `date` is the day, in China. `moment` is the last moment that is still in time: aware, in the zone
    asked for; where days are counted it is the last one of `date` (23:59:59.999999, the text's 24
    hours), so that `done <= due.moment` is the test. It is None where only the day of an event is
    known that the act must precede.

    `relation` is that of the deadline, and `sense` what it makes of the moment: `by` (at the latest
    then: within, at least before, same day, monthly), `at` (that long before, 提前3天: the text bounds
    neither side) or `before` (any time before the event). `earliest` and `latest` are the bounds, None
    where there is none or it is not known. `unit` says what was counted: a `day` or a `moment`.

    `conventions` are what the text leaves open and how it was taken. `unpublished` are the years that
    the result rests on and whose calendar is not official. `lapse` (what missing it means),
    `extension`, `set_by` and `excluded` are the text's words; the last three are not computed.
    """

    deadline: str
    relation: str
    event: str | None
    start: datetime.date
    date: datetime.date
    moment: datetime.datetime | None
    earliest: datetime.datetime | None
    latest: datetime.datetime | None
    unit: str
    sense: str
    conventions: tuple[Convention, ...]
    unpublished: tuple[int, ...] = ()
    lapse: str | None = None
    extension: str | None = None
    set_by: str | None = None
    excluded: str | None = None

    @property
    def estimated(self) -> bool:
        """Whether it rests on a year whose calendar is not official."""
        return bool(self.unpublished)

    def __str__(self) -> str:
        return self.text("en")

    def text(self, lang: str = "zh") -> str:
        """In one sentence, in `zh` or `en`: the moment, whether it is an estimate, what lapse means."""
        words = WORDS[lang]
        day = {"day": self.date.isoformat(), "weekday": WEEKDAYS[lang][self.date.weekday()]}
        if self.moment is None:
            when = words["unknown"].format(**day)
        elif self.unit == "day":
            when = words["day" if self.sense == "at" else "day_end"].format(**day)
        else:
            when = _written(self.moment)
        text = words[self.sense].format(when=when)
        if self.unpublished:
            text += words["estimate"].format(years=("、" if lang == "zh" else ", ").join(map(str, self.unpublished)))
        return text if self.lapse is None else text + words["lapse"].format(text=self.lapse)

    def explain(self, lang: str = "zh") -> str:
        """In lines: the sentence, each convention with its reason, and what was not computed."""
        details = [
            WORDS[lang][key].format(text=getattr(self, key))
            for key in ("set_by", "extension", "excluded")
            if getattr(self, key) is not None
        ]
        lines = [convention.text(lang) for convention in self.conventions] + details
        return "\n".join([self.text(lang), *(f"  - {line}" for line in lines)])

    def to_dict(self) -> dict[str, Any]:
        """For JSON; moments as ISO 8601 with their offset."""
        return {
            "type": "due",
            "text": str(self),
            "deadline": self.deadline,
            "relation": self.relation,
            "event": self.event,
            "start": self.start.isoformat(),
            "date": self.date.isoformat(),
            "moment": _iso(self.moment),
            "earliest": _iso(self.earliest),
            "latest": _iso(self.latest),
            "estimated": self.estimated,
            "unpublished": list(self.unpublished),
            "conventions": [convention.to_dict() for convention in self.conventions],
        } | {
            key: getattr(self, key)
            for key in ("lapse", "extension", "set_by", "excluded")
            if getattr(self, key) is not None
        }


def _iso(moment: datetime.datetime | None) -> str | None:
    return None if moment is None else moment.isoformat()


def _written(moment: datetime.datetime) -> str:
    """`2026-02-14 00:15`, with seconds and an offset only where they say something."""
    exact = moment.second or moment.microsecond
    text = moment.replace(tzinfo=None).isoformat(" ", "auto" if exact else "minutes")
    return text if moment.utcoffset() == CHINA.utcoffset(None) else text + moment.strftime("%z")
