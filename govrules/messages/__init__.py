"""Everything that errors and findings say, in English and Chinese, by code.

`english` and `chinese` hold the sentences, `parts` what stands inside them and is said differently in
each language, `interface` what the commands print around their answers.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from .chinese import CHINESE
from .english import ENGLISH
from .interface import INTERFACE
from .parts import PARTS

SENTENCES: Mapping[str, Mapping[str, str]] = {"en": ENGLISH, "zh": CHINESE}
IN_BOTH: Mapping[str, tuple[str, str]] = {**PARTS, **INTERFACE}
LANGUAGES = ("zh", "en")


class Worded:
    """What can be said in either language, and so may be a parameter of a sentence."""

    __slots__ = ()

    def text(self, lang: str = "en") -> str:
        """It, in `zh` or `en`."""
        raise NotImplementedError


class Words(Worded, str):
    """A part of a sentence, by its code in `parts` or `interface`: a text in English that can be said in
    Chinese too."""

    code: str
    parameters: dict[str, Any]

    def __new__(cls, code: str, /, **parameters: Any) -> Words:
        made = super().__new__(cls, _part(code, parameters, "en"))
        made.code, made.parameters = code, parameters
        return made

    def __getnewargs_ex__(self) -> tuple[tuple[str], dict[str, Any]]:
        return (self.code,), self.parameters

    def text(self, lang: str = "en") -> str:
        return _part(self.code, self.parameters, lang)


def series(entries: Iterable[Any], joint: str = "comma") -> Words:
    """Entries one after the other; `joint` is the code of what stands between them."""
    return Words("series", entries=tuple(entries), joint=Words(joint))


def either(en: str, zh: str) -> Words:
    """A text that the vocabulary has in both languages (a label)."""
    return Words("either", en=en, zh=zh)


def _part(code: str, parameters: Mapping[str, Any], lang: str) -> str:
    if code == "series":
        return said(parameters["joint"], lang).join(said(entry, lang) for entry in parameters["entries"])
    english, chinese = IN_BOTH[code]
    return _filled(chinese if lang == "zh" else english, parameters, lang)


def said(value: Any, lang: str) -> str:
    """A parameter in a language; names, numbers and the words of others are the same in both."""
    return value.text(lang) if isinstance(value, Worded) else str(value)


def _filled(sentence: str, parameters: Mapping[str, Any], lang: str) -> str:
    return sentence.format(**{name: said(value, lang) for name, value in parameters.items()})


def wording(code: str, parameters: Mapping[str, Any], suggestion: str | None = None, lang: str = "en") -> str:
    """The sentence of `code` with its parameters, in `zh` or `en` (ValueError for another language)."""
    if lang not in SENTENCES:
        raise ValueError("lang must be 'zh' or 'en'")
    sentence = _filled(SENTENCES[lang][code], parameters, lang)
    return sentence + _part("suggestion", {"word": suggestion}, lang) if suggestion else sentence


__all__ = ["CHINESE", "ENGLISH", "LANGUAGES", "Worded", "Words", "either", "said", "series", "wording"]
