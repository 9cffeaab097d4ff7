"""How often, and how much: frequencies and limits, exact."""

from collections.abc import Iterator
from fractions import Fraction
from typing import Any, ClassVar, Literal, Self

from pydantic import model_validator

from ..language import canonical, facts_of, value_of
from ..messages import Words
from .base import Text, WholeNumber, refuse
from .names import Amount, TermName
from .outcome import Outcome, Resolver

Period = Literal["day", "week", "month", "quarter", "half_year", "year"]


class Frequency(Outcome):
    """How often: at least, at most or exactly so many times a period; `as_needed` in the text's
    words (根据需要, 不定期) where that is what it says, or says besides."""

    kind: ClassVar[str] = "frequency"
    exactly: WholeNumber | None = None
    at_least: WholeNumber | None = None
    at_most: WholeNumber | None = None
    per: Period | None = None
    as_needed: Text | None = None
    day: Text | None = None

    @model_validator(mode="after")
    def _some_number(self) -> Self:
        numbers = [n for n in (self.exactly, self.at_least, self.at_most) if n is not None]
        if bool(numbers) != (self.per is not None) or not (numbers or self.as_needed):
            raise refuse("schema.value", problem=Words("frequency"))
        return self

    def __str__(self) -> str:
        parts = []
        for word in ("exactly", "at_least", "at_most"):
            number = getattr(self, word)
            if number is not None:
                parts.append(f"{word} {number}".replace("_", " "))
        text = f"{' and '.join(parts)} per {self.per}" if parts else ""
        if self.day:
            text += f" ({self.day})"
        return "; ".join(part for part in (text, self.as_needed) if part)

    def to_dict(self) -> dict[str, Any]:
        """For JSON: what is set."""
        keys = ("exactly", "at_least", "at_most", "per", "as_needed", "day")
        shown = {key: getattr(self, key) for key in keys if getattr(self, key) is not None}
        return {"type": self.kind, "text": str(self), **shown}

    @classmethod
    def slots(cls) -> tuple[str, ...]:
        """See Outcome.slots."""
        return ("exactly", "at_least", "at_most", "per", "as_needed")


class Limit(Outcome):
    """How much: at most, at least or exactly an amount of something.

    `amount` is an exact number, or arithmetic on the question's facts (`50 + members`); `unit` and
    `of` say what is counted, `per` for whom or for what period.
    """

    kind: ClassVar[str] = "limit"
    carried: ClassVar[tuple[str, ...]] = ("computed",)
    bound: Literal["at_most", "at_least", "exactly"]
    amount: Amount
    unit: TermName
    of: Text | None = None
    per: Text | None = None
    computed: Fraction | None = None

    @property
    def number(self) -> Fraction | None:
        """The amount as a number; None while facts that it is computed from are missing."""
        return self.computed

    def __str__(self) -> str:
        shown = canonical(self.amount) if self.computed is None else str(self.computed)
        text = f"{self.bound.replace('_', ' ')} {shown} {self.unit}"
        return text + (f" per {self.per}" if self.per else "")

    def to_dict(self) -> dict[str, Any]:
        """For JSON."""
        shown: dict[str, Any] = {
            "type": self.kind,
            "text": str(self),
            "bound": self.bound,
            "amount": None if self.computed is None else str(self.computed),
            "unit": self.unit,
        }
        for key in ("of", "per"):
            if getattr(self, key):
                shown[key] = getattr(self, key)
        if self.computed is None:
            shown["formula"] = canonical(self.amount)
        return shown

    def resolve(self, resolver: Resolver) -> Self:
        """The limit with its amount computed where the facts allow it."""
        return self.model_copy(update={"computed": value_of(self.amount, resolver.facts)})

    def computes_with(self) -> Iterator[str]:
        """See Outcome.computes_with."""
        return (fact.name for fact in facts_of(self.amount))

    def met(self, amount: int | Fraction) -> bool:
        """Whether an amount keeps the limit; ValueError while the limit is not computed."""
        if self.computed is None:
            raise ValueError("the limit depends on facts that are not given")
        return {
            "at_most": amount <= self.computed,
            "at_least": amount >= self.computed,
            "exactly": amount == self.computed,
        }[self.bound]

    @classmethod
    def slots(cls) -> tuple[str, ...]:
        """See Outcome.slots."""
        return ("unit", "of", "per")


def limit_body(body: Any) -> Any:
    """`at_most: 10` and the rest as written -> `bound` and `amount`."""
    if not isinstance(body, dict):
        return body
    found = [key for key in ("at_most", "at_least", "exactly") if key in body]
    if len(found) != 1:
        raise refuse("schema.value", problem=Words("limit"))
    rest = {key: value for key, value in body.items() if key != found[0]}
    return {"bound": found[0], "amount": body[found[0]], **rest}
