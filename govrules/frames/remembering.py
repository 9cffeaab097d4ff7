"""The questions of a rulebook that frames were asked, with what was decided for them."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from ..arguments import absences
from ..engine.facts import checked_facts
from ..model.base import FrozenMapping
from ..versions import today
from .asking import FrameQuestion
from .deciding import Decider

if TYPE_CHECKING:
    from ..rulebook import Rulebook

MAX_QUESTIONS, MAX_COMBINATIONS = 32, 20_000
"""How many questions (with what is the same for all rows) are remembered, and how many combinations of facts that one
frame may have left for the next."""


class FrameQuestions:
    """Prepares questions, and remembers them."""

    def __init__(self, book: Rulebook) -> None:
        self._book = book
        self._questions: dict[Any, FrameQuestion] = {}

    def question(
        self,
        name: str,
        given: Mapping[str, Any],
        absent: frozenset[str],
        pairs: FrozenMapping[str, str],
        as_of: datetime.date | None,
        addressed: str,
    ) -> FrameQuestion:
        """The question with what is the same for all rows. FactError and QuestionError for what cannot be meant."""
        book = self._book
        compiled, slot = book.question_and_slot(name)
        full_name = compiled.name if slot is None else f"{compiled.name}.{slot}"
        fixed = checked_facts(compiled.scope, compiled.readings, given)
        absences(compiled, fixed, absent)
        day = as_of or today()
        key = name, tuple(fixed.items()), absent, pairs, as_of, day, addressed
        found = self._questions.get(key)
        if found is None or found.decider.combinations > MAX_COMBINATIONS:
            asking = absent, pairs, as_of, addressed

            def ask(facts: Mapping[str, Any]) -> Any:
                return book._answer(name, facts, *asking)

            decider = Decider(compiled, fixed, ask, bare=not absent and not pairs)
            asked = book._written(compiled, addressed, full_name, fixed, absent, as_of, pairs)
            found = FrameQuestion(asked, decider)
            if len(self._questions) >= MAX_QUESTIONS:
                self._questions.clear()
            self._questions[key] = found
        return found
