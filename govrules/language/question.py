"""The canonical form of a question, read and written.

guazhou: document.signing(issuer=government, direction=upward) @ 2021-06-01
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from ..errors import ConditionError, QuestionError
from ..messages import Words
from .grammars import FULL_WIDTH, parser
from .parser import read_date
from .values import UNKNOWN, quantity

MAX_LENGTH = 4_000
"""Characters that a question may have; a longer one is refused."""
ALL = "*"
AT = "@"
"""Between the id of a rulebook and the name of one of its versions: kangle@2019."""


@dataclass(frozen=True)
class AskedQuestion:
    """A question as written: rulebooks (none, some, each perhaps with the name of a version, or `*`
    for all), question, facts, as-of date.

    Names are words here; the rulebook that is asked says what they mean.
    """

    rulebooks: tuple[str, ...]
    question: str
    facts: Mapping[str, Any] = field(default_factory=dict)
    as_of: datetime.date | None = None

    def written(self) -> str:
        """The question in canonical form."""
        facts = {name: spelt_value(value) for name, value in self.facts.items() if name not in ("absent", "pairs")}
        absent, pairs = self.facts.get("absent", ()), dict(self.facts.get("pairs", ()))
        return write_question(", ".join(self.rulebooks), self.question, facts, absent, self.as_of, pairs)


class _Builder:
    """Called by lark for each rule of grammar/question.lark."""

    def start(self, parts: list[Any]) -> AskedQuestion:
        rulebooks, question, *rest = parts
        date = rest.pop()
        facts: dict[str, Any] = {}
        for name, value in (part for part in rest if part is not None):
            if name in facts and facts[name] != value:
                raise QuestionError("question.given_twice", name=name)
            facts[name] = value
        as_of = None if date is None else _date(date)
        return AskedQuestion(rulebooks or (), question, facts, as_of)

    def rulebooks(self, parts: list[Any]) -> tuple[str, ...]:
        return tuple(ALL if str(part) == "全部" else "".join(str(part).split()) for part in parts)

    def question(self, parts: list[Any]) -> str:
        return ".".join(str(part) for part in parts)

    def argument(self, parts: list[Any]) -> tuple[str, Any]:
        name, value = parts
        return str(name), _value(value)

    def quantity(self, parts: list[Any]) -> Any:
        number, unit = parts
        amount = Fraction(str(number))
        if unit is None or unit.type == "MEASURE":  # 9人: repeats what is counted
            return amount
        return quantity(amount, str(unit)) or f"{number}{unit}"

    def pair(self, parts: list[Any]) -> tuple[str, str]:
        first, second = parts
        return str(first), str(second)

    def list(self, parts: list[Any]) -> tuple[Any, ...]:
        return tuple(part if isinstance(part, tuple) else str(part) for part in parts)


def _date(token: Any) -> datetime.date:
    try:
        return read_date(str(token))
    except ConditionError:
        raise QuestionError("condition.bad_date", text=str(token)) from None


def _value(part: Any) -> Any:
    kind = getattr(part, "type", None)
    if kind == "UNKNOWN":
        return UNKNOWN
    if kind == "DATE":
        return _date(part)
    if kind == "TIME":
        hour, minute = (int(number) for number in str(part).split(":"))
        if hour > 23 or minute > 59:
            raise QuestionError("condition.bad_time", text=str(part))
        return datetime.time(hour, minute)
    return str(part).strip('"“”') if kind is not None else part


def read_question(text: str) -> AskedQuestion:
    """Read a question in canonical form. QuestionError says at which word it cannot be read."""
    from lark.exceptions import UnexpectedCharacters, UnexpectedInput, VisitError

    if len(text) > MAX_LENGTH:
        raise QuestionError("question.too_long", length=len(text), limit=MAX_LENGTH)
    try:
        asked: AskedQuestion = parser("question", _Builder).parse(text.translate(FULL_WIDTH))
    except VisitError as error:
        raise error.orig_exc from None
    except UnexpectedCharacters as error:
        raise QuestionError("question.unreadable", found=text[error.pos_in_stream :][:20]) from None
    except UnexpectedInput as error:
        token = getattr(error, "token", None)
        start = None if token is None or token.type == "$END" else token.start_pos
        raise QuestionError(
            "question.unreadable", found=Words("the_end") if start is None else text[start:][:20]
        ) from None
    return asked


CANONICAL = r"\s*(?:[^:()]*:)?\s*([\w.]+)\s*(?:[(@].*)?"


def is_canonical(text: str, known: Container[str]) -> bool:
    """Whether a text has the canonical form, rather than that of a phrase: it names a question by its id
    or a label of it, perhaps after rulebooks, with nothing behind but facts in parentheses and a date."""
    found = re.fullmatch(CANONICAL, text.translate(FULL_WIDTH), re.DOTALL)
    return found is not None and (found[1] in known or "." in found[1])


def is_chinese(text: str) -> bool:
    """Whether there are Chinese characters in a text."""
    return re.search("[㐀-鿿]", text) is not None


def language_of(text: str, known: Container[str]) -> str:
    """The language of a question, `zh` or `en`: an English phrase is English, all else Chinese. The canonical
    form in ids belongs to no language, and is answered in that of the rules."""
    return "zh" if is_chinese(text) or text in known or is_canonical(text, known) else "en"


def write_question(
    rulebook: str,
    question: str,
    facts: Mapping[str, str],
    absent: Iterable[str],
    as_of: datetime.date | None,
    pairs: Mapping[str, str] | None = None,
) -> str:
    """The canonical form; `facts` are spelt values in the question's own order. Absent roles and
    pairs are sorted."""
    arguments = [f"{name}={value}" for name, value in facts.items()]
    if absent:
        arguments.append(f"absent=[{', '.join(sorted(absent))}]")
    if pairs:
        spelt = (f"{role}={partner}" for role, partner in sorted(pairs.items()))
        arguments.append(f"pairs=[{', '.join(spelt)}]")
    date = "" if as_of is None else f" @ {as_of.isoformat()}"
    put_to = f"{rulebook}: " if rulebook else ""
    return f"{put_to}{question}({', '.join(arguments)}){date}"


def spelt_value(value: Any) -> str:
    """A canonical value as the question language writes it."""
    if value is UNKNOWN:
        return "?"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, datetime.time):
        return value.strftime("%H:%M")
    return value.isoformat() if isinstance(value, datetime.date) else str(value)
