"""A chain, or another outcome with parts, in time: each step with its due moment, or why there is none."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from ..errors import DeadlineError, nearest
from .base import Label
from .calendar import Calendar
from .conventions import counted_from
from .counting import compute
from .due import Due
from .moments import Start, read_start
from .outcome import Part

Moment = datetime.date | str

NO_LIMIT = Label.made(zh="原文未定期限", en="the text sets no limit")
NO_END = {"due.time_of_day": "期限按小时计，而只给出日期", "due.length": "该期限没有确切的终点"}


@dataclass(frozen=True)
class Scheduled:
    """A step and when it is due; or `due` is None, and `reason` says why. `missing` is then the event
    that the step is counted from, where its moment is what is not known."""

    step: Part
    due: Due | None
    reason: Label | None = None
    missing: str | None = None

    def __str__(self) -> str:
        return self.text("en")

    def text(self, lang: str = "zh") -> str:
        """In a line: the step as its outcome spells it, and the moment or the reason."""
        return f"{self.step}: {self.outcome(lang)}"

    def outcome(self, lang: str = "zh") -> str:
        """The moment in a sentence, or the reason why there is none."""
        if self.due is not None:
            return self.due.text(lang)
        return "" if self.reason is None else self.reason(lang)

    def to_dict(self) -> dict[str, Any]:
        """For JSON."""
        return {
            "step": self.step.to_dict(),
            "due": None if self.due is None else self.due.to_dict(),
            "reason": None if self.reason is None else {"zh": self.reason.zh, "en": self.reason.en},
            "missing": self.missing,
        }


def schedule(
    steps: Iterable[Part],
    start: Moment | Mapping[str, Moment] | None,
    events: Mapping[str, Moment] | None,
    calendar: Calendar | None,
    tz: datetime.tzinfo | str | None,
) -> tuple[Scheduled, ...]:
    """Each step with its due moment. See Chain.schedule."""
    listed = tuple(steps)
    deadlines = [step.deadline for step in listed if getattr(step, "deadline", None) is not None]  # type: ignore[attr-defined]
    named = list(dict.fromkeys(deadline.event for deadline in deadlines if deadline.event is not None))
    bare = None if start is None or isinstance(start, Mapping) else read_start(start, tz)
    given: dict[str, Start] = {}
    for source in (start if isinstance(start, Mapping) else {}, events or {}):
        for name, moment in source.items():
            if name not in named:
                raise DeadlineError("due.event", name=name, suggestion=nearest(str(name), named))
            given[name] = read_start(moment, tz)
    if bare is not None and named:
        if named[0] in given:
            raise DeadlineError("due.event_twice", name=named[0])
        given[named[0]] = bare
    return tuple(_scheduled(step, bare, given, calendar) for step in listed)


def _scheduled(step: Part, bare: Start | None, given: Mapping[str, Start], calendar: Calendar | None) -> Scheduled:
    deadline = getattr(step, "deadline", None)
    if deadline is None:
        word = step.unstated.get("deadline")
        if word is None:
            return Scheduled(step, None, NO_LIMIT)
        reason = Label(zh=f"期限原文未定：{word}", en=f"the text leaves the limit open: {word}")
        return Scheduled(step, None, reason)
    moment = bare if deadline.event is None else given.get(deadline.event)
    if moment is None:
        return Scheduled(step, None, not_known(deadline.event), deadline.event)
    try:
        due = compute(deadline, moment, calendar)
    except DeadlineError as error:
        if error.code not in NO_END:
            raise
        return Scheduled(step, None, Label(zh=NO_END[error.code], en=error.message))
    words = step.unstated.get("event")
    if words is not None and deadline.event is not None:
        due = replace(due, conventions=(counted_from(deadline.event, words), *due.conventions))
    return Scheduled(step, due)


def not_known(event: str | None, label: str | None = None) -> Label:
    """Why a step is open whose event has no moment; `label` is the event in words."""
    name = label or event
    if name is None:
        return Label(zh="未给出起算之日", en="no day is given to start from")
    return Label(zh=f"未给出“{name}”的时间", en=f"the moment of {name} is not known")
