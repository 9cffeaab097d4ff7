"""What a rulebook says to a question, as a key: equal for two rulebooks exactly when they say the same.

For all facts that are not given (their ordinary case is taken where there is one), the same must be
commanded and the same permitted, the same must be silent, and the same lost. It does not matter how
the rules are cut, whether a condition stands at a rule or at a step, or whether a chain is written
out or made of stages. `outcome_meaning` says what counts in an outcome.

Where somebody who must act is away and nobody acts instead, the meaning is that nobody may: the
rulebook is silent there. What its substitution rules lack for it (`Answer.unresolved`) is the reason,
and no part of the meaning; nor is the reason that an author gives for a silence.

`variation.meaning` is another notion: whether two answers that one rulebook gave say another thing to the
user who asked, with conditions as they are written and in the text's own words. It compares answers; this
reads the rules, of which an answer shows only what the facts leave.
"""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass, field

from .answer import ANSWERED
from .diagram import TooLarge
from .reading import Asking, Reading
from .situation import Situation


@dataclass(frozen=True)
class Meaning:
    """What a rulebook says to a question; equal where two say the same.

    `status` is `answered` where it rules on the question for some facts at least, else `silent`,
    `truncated` or `not_in_force`. `not_compared` says why the meaning could not be put in canonical form
    (`too_large`); the key is then the rules that an answer may turn on as they are written, and two that
    differ may yet mean the same.
    """

    key: Hashable
    status: str = field(default=ANSWERED, compare=False)
    not_compared: str | None = None


def meaning(book: Asking, situation: Situation, *, slot: str | None = None, words: bool = True) -> Meaning:
    """The meaning of a question as it is asked; `slot` narrows it to one part of the outcome.

    With `words` false, words of the text that the vocabulary has no name for do not count.
    """
    try:
        return Meaning(*Reading(book, situation.question, slot, words).read(situation))
    except TooLarge:
        rules = tuple(repr(rule.model_copy(update={"position": None})) for rule in situation.question.asked)
        return Meaning(("rules", rules) if words else ("rules",), not_compared="too_large")
