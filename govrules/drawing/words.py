"""The few words of pictures that answers do not have."""

from __future__ import annotations

from collections.abc import Mapping

WORDS: Mapping[str, Mapping[str, str]] = {
    "zh": {
        "together": "不分先后",
        "any": "任一即可",
        "condition": "条件：{when}",
        "procedures": "程序",
        "silent_stage": "（{status}）",
    },
    "en": {
        "together": "in no set order",
        "any": "any one of these",
        "condition": "if {when}",
        "procedures": "procedures",
        "silent_stage": "({status})",
    },
}
