"""What each finding of `govrules check` means, and what to do (`govrules check --explain CODE`)."""

from __future__ import annotations

from collections.abc import Mapping

from ...messages import CHINESE, ENGLISH
from .chinese import CHINESE_HELP
from .english import ENGLISH_HELP

HELP: Mapping[str, str] = ENGLISH_HELP


def help_text(code: str, lang: str = "en") -> str | None:
    """The help of a code, in `zh` or `en`; for an error of loading its message; None where there is no such code."""
    texts = CHINESE_HELP if lang == "zh" else ENGLISH_HELP
    if code in texts:
        return texts[code]
    if code not in ENGLISH:
        return None
    return f"读取文件时的错误：{CHINESE[code]}。" if lang == "zh" else f"An error of loading: {ENGLISH[code]}."
