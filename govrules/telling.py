"""Puts answers and outcomes into pictures, notebooks and frames: what a rulebook lends them.

Answers and outcomes know neither drawing nor HTML. They ask whoever gave them (Answer.source,
Outcome.told_by), and this is what the rulebook puts there.
"""

from __future__ import annotations

from typing import Any

from .engine.question import CompiledQuestion
from .model.citations import Citation
from .model.outcome import Outcome
from .model.telling import Drawn


class QuestionTeller:
    """The words of one question, for its outcomes; see model.telling.Teller."""

    __slots__ = ("_question", "citations")

    def __init__(self, question: CompiledQuestion, citations: tuple[Citation, ...] = ()) -> None:
        self._question, self.citations = question, citations

    def resting_on(self, citations: tuple[Citation, ...]) -> QuestionTeller:
        """See Teller.resting_on."""
        return QuestionTeller(self._question, citations)

    def drawing(self, outcome: Outcome, lang: str) -> Drawn:
        """See Outcome.drawing."""
        from .drawing.describing import describe_outcome
        from .drawing.drawing import Drawing

        return Drawing(describe_outcome(self._question, outcome, lang))

    def mimebundle(self, outcome: Outcome) -> dict[str, str]:
        """The outcome for a notebook."""
        from .notebook.bundles import notebook_lang
        from .notebook.views import outcome_bundle

        return outcome_bundle(self._question, outcome, notebook_lang())

    def __eq__(self, other: object) -> bool:
        return other is None or isinstance(other, QuestionTeller)

    def __hash__(self) -> int:
        return hash(None)

    def __reduce__(self) -> tuple[Any, ...]:
        return _nobody, ()


def _nobody() -> None:
    """What a pickled teller is when it is read again."""
