"""What an answer says, as a digest: equal for equal answers, in every process, whatever facts they were given."""

from __future__ import annotations

import dataclasses
import hashlib
import json
from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel

from ..engine.answer import ANSWERED, Answer

OWN = ("facts", "asked", "as_of")
"""What answers that say the same differ in."""
DIGITS = 12


def digest(answer: Answer) -> str:
    """The SHA-256 of everything by which answers are compared, but for what is each one's own."""
    names = [field.name for field in dataclasses.fields(answer) if field.compare and field.name not in OWN]
    text = json.dumps([_plain(getattr(answer, name)) for name in names], ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def key(answer: Answer, whole: str) -> str:
    """What the outcome is called: the first rule that decides, and how many more (the status, where it is not
    answered), and the first digits of the `whole` digest."""
    said = answer.status
    if answer.status == ANSWERED and answer.rules:
        more = len(answer.rules) - 1
        said = answer.rules[0] + (f"+{more}" if more else "")
    return f"{said}-{whole[:DIGITS]}"


def _plain(value: Any) -> Any:
    """A value as data that JSON spells in one way; values that are not equal stay so."""
    if value is None or type(value) in (str, bool, int):
        return value
    if isinstance(value, tuple | list):
        return [_plain(entry) for entry in value]
    if isinstance(value, Mapping):
        return {"mapping": _sorted(value.items())}
    if isinstance(value, set | frozenset):
        return {"set": _sorted(value)}
    if isinstance(value, BaseModel):
        names = type(value).model_fields
        return {type(value).__name__: [_plain(getattr(value, name)) for name in names]}
    if dataclasses.is_dataclass(value):
        compared = [field.name for field in dataclasses.fields(value) if field.compare]
        return {type(value).__name__: [_plain(getattr(value, name)) for name in compared]}
    return {type(value).__name__: str(value)}  # numbers, days and times


def _sorted(entries: Any) -> list[Any]:
    return sorted((_plain(entry) for entry in entries), key=json.dumps)
