"""Thresholds: exact fractions of a number of members. 超过三分之二 of 9 is 7; 过半数 of 8 is 5."""

import math
from collections.abc import Iterator
from fractions import Fraction
from typing import Any, ClassVar, Self

from pydantic import Field, model_validator

from ..messages import Words
from .base import Share, refuse
from .names import CountName
from .outcome import Outcome, Resolver


class Threshold(Outcome):
    """More than, or at least, a fraction of those who count (`of`), or a number of persons.

    `at_least: 1/2` is a fraction, `at_least: 3` three persons. `all_of` holds several thresholds
    that must all be met. `members` and `present` are the numbers given in the question, if any.
    """

    kind: ClassVar[str] = "threshold"
    carried: ClassVar[tuple[str, ...]] = ("members", "present")
    more_than: Share | None = None
    at_least: Share | None = None
    of: CountName | None = None
    all_of: "tuple[Threshold, ...]" = Field(default=(), alias="all")
    members: int | None = None
    present: int | None = None

    @model_validator(mode="after")
    def _one_bound(self) -> Self:
        bounds = [bound for bound in (self.more_than, self.at_least) if bound is not None]
        if len(bounds) + bool(self.all_of) != 1 or (bounds and self.of is None):
            raise refuse("schema.value", problem=Words("threshold"))
        return self

    def minimum(self, members: int | None = None) -> int:
        """The smallest number of persons present that is enough, of `members` (persons).

        Without an argument, of the number given in the question. ValueError where there is none,
        or where it is not a positive whole number.
        """
        count = self.members if members is None else members
        if isinstance(count, bool) or not isinstance(count, int) or count < 1:
            raise ValueError("members must be a positive whole number of persons")
        if self.all_of:
            return max(part.minimum(count) for part in self.all_of)
        if self.more_than is not None:
            return math.floor(self._amount(self.more_than, count)) + 1
        assert self.at_least is not None
        return math.ceil(self._amount(self.at_least, count))

    def met(self, present: int | None = None, members: int | None = None) -> bool:
        """Whether `present` persons of `members` are enough (arguments default to those given in
        the question)."""
        here = self.present if present is None else present
        if isinstance(here, bool) or not isinstance(here, int) or here < 0:
            raise ValueError("present must be a whole number of persons")
        return here >= self.minimum(members)

    @staticmethod
    def _amount(bound: Fraction, members: int) -> Fraction:
        return bound * members if bound.denominator > 1 else bound

    def __str__(self) -> str:
        if self.all_of:
            return " and ".join(str(part) for part in self.all_of)
        word, bound = ("more than", self.more_than) if self.more_than else ("at least", self.at_least)
        return f"{word} {bound} of {self.of}"

    def to_dict(self) -> dict[str, Any]:
        """For JSON; `minimum` and `met` where the numbers were given."""
        shown: dict[str, Any] = {"type": self.kind, "text": str(self)}
        if self.all_of:
            shown["all"] = [part.to_dict() for part in self.all_of]
        if self.more_than is not None:
            shown["more_than"] = str(self.more_than)
        if self.at_least is not None:
            shown["at_least"] = str(self.at_least)
        if self.of is not None:
            shown["of"] = self.of
        if self.members is not None:
            shown["members"] = self.members
            shown["minimum"] = self.minimum()
            if self.present is not None:
                shown["present"] = self.present
                shown["met"] = self.met()
        return shown

    def resolve(self, resolver: Resolver) -> Self:
        """The threshold with the numbers that were given in the question."""
        given = {key: resolver.facts.get(key) for key in self.computes_with()}
        numbers = {key: int(value) for key, value in given.items() if value is not None}
        return self.model_copy(update=numbers) if numbers else self

    def computes_with(self) -> Iterator[str]:
        """See Outcome.computes_with."""
        return iter(("members", "present"))

    def verdict(self) -> bool | None:
        """See Outcome.verdict."""
        return None if self.members is None or self.present is None else self.met()

    def turns(self, fact: str) -> Iterator[int]:
        """See Outcome.turns: the least presence that is enough; the first membership for which what is
        present is not."""
        if fact == "present" and self.members is not None:
            yield self.minimum()
        if fact == "members" and self.present is not None:
            outgrown = (part.outgrown(self.present) for part in self.all_of or (self,))
            yield from sorted(members for members in outgrown if members is not None)[:1]

    def outgrown(self, present: int) -> int | None:
        """The smallest membership of which `present` are not enough; None where the threshold is a
        number of persons, whatever the membership."""
        bound = self.at_least if self.more_than is None else self.more_than
        if bound is None or bound.denominator == 1:
            return None
        share = present / bound
        return max(1, math.ceil(share)) if self.more_than is not None else math.floor(share) + 1

    @classmethod
    def slots(cls) -> tuple[str, ...]:
        """See Outcome.slots."""
        return ("more_than", "at_least", "of")
