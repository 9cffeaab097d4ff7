"""A question as a phrase that reads back as the same question: 瓜州县 公文签发，行文方向为上行。"""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from typing import Any

from ..engine.phrases import SLOTS
from ..language import UNKNOWN
from ..language.question import ALL, spelt_value
from ..model.base import Label
from ..model.scope import FactUse, QuestionScope

ALL_LABEL = Label.made(zh="所有政府", en="every government")


def phrase(
    scope: QuestionScope,
    rulebooks: Sequence[Label | str],
    slot: str | None,
    facts: Mapping[str, Any],
    as_of: datetime.date | None,
    lang: str,
) -> str:
    """The phrase, in `zh` or `en`; `rulebooks` are the labels of those that are asked (`*`: all), `facts`
    the checked facts, with the roles that are away under `absent` and
    who is whose partner under `pairs`."""
    names = [_rulebook(label, lang) for label in rulebooks]
    parts = [scope.definition.zh if lang == "zh" else scope.definition.en]
    if slot is not None:
        parts.append(f"仅{SLOTS.get(slot, slot)}" if lang == "zh" else f"only {slot.replace('_', ' ')}")
    for name, value in facts.items():
        if name == "absent":
            also = "" if scope.definition.holder is None else ("另有" if lang == "zh" else "also ")
            away = "外出时" if lang == "zh" else " is away"
            parts += [f"{also}{_role(scope, role, lang)}{away}" for role in value]
        elif name == "pairs":
            said = "的AB岗为" if lang == "zh" else " is paired with "
            parts += [f"{_role(scope, first, lang)}{said}{_role(scope, second, lang)}" for first, second in value]
        else:
            parts.append(_fact(scope.use_of(name), value, lang))
    if as_of is not None:
        parts.append(f"截至{as_of.year}年{as_of.month}月{as_of.day}日" if lang == "zh" else f"as of {as_of}")
    between = "，" if lang == "zh" else ", "
    put_to = ("、" if lang == "zh" else ", ").join(names)
    return f"{put_to}{' ' if put_to else ''}{between.join(parts)}"


def _rulebook(label: Label | str, lang: str) -> str:
    if isinstance(label, Label):
        return label(lang)
    return ALL_LABEL(lang) if label == ALL else label


def _fact(use: FactUse, value: Any, lang: str) -> str:
    """行文方向为上行; routine is no; members is 9."""
    label = use.label(lang)
    if value is UNKNOWN:
        return f"{label}不明" if lang == "zh" else f"{label} unknown"
    if isinstance(value, bool):
        spelt = ("是" if value else "否") if lang == "zh" else ("yes" if value else "no")
    elif isinstance(value, str):
        spelt = use.value_labels[value](lang)
    else:
        unit = f"{use.unit.zh}" if use.unit is not None and lang == "zh" else ""
        spelt = f"{spelt_value(value)}{unit}"
    return f"{label}为{spelt}" if lang == "zh" else f"{label} is {spelt}"


def _role(scope: QuestionScope, role: str, lang: str) -> str:
    return scope.local.title(role) if lang == "zh" else scope.local.vocabulary.roles[role].en
