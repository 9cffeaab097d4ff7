"""What can be had of an answer once it is given."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from .engine.answer import Answer
from .engine.question import CompiledQuestion
from .model.telling import Drawn

if TYPE_CHECKING:
    import pandas

    from .engine.receipt import Receipt
    from .engine.variation import Variation
    from .rulebook import Rulebook


class Answered(ABC):
    """See engine.answer.Source. Each also takes an answer that has been unpickled, and no longer knows its rulebook."""

    @abstractmethod
    def version_of(self, answer: Answer) -> Rulebook:
        """The version that gave an answer of this rulebook; QuestionError where another rulebook did."""

    def explain(self, answer: Answer, lang: str = "zh", *, why_not: bool = True) -> str:
        """See Answer.explain."""
        from .engine.explaining import explain

        return explain(_question(self.version_of(answer), answer), answer, lang, why_not)

    def vary(self, answer: Answer) -> tuple[Variation, ...]:
        """See Answer.vary."""
        from .engine.varying import vary

        book = self.version_of(answer)
        put_to = answer.asked.partition(":")[0]

        def ask(facts: Mapping[str, Any], absent: frozenset[str]) -> Answer:
            return book._answer(answer.question, facts, absent, answer.pairs, answer.as_of, put_to, brief=True)

        return vary(_question(book, answer), answer, ask)

    def receipt(self, answer: Answer) -> Receipt:
        """See Answer.receipt."""
        from .engine.receipt import receipt_of

        return receipt_of(answer, self.version_of(answer).data)

    def drawing(self, answer: Answer, lang: str = "zh") -> Drawn:
        """See Answer.drawing."""
        from .drawing.describing import describe_answer
        from .drawing.drawing import Drawing

        book = self.version_of(answer)
        return Drawing(describe_answer(_question(book, answer), answer, lang))

    def frame(self, answer: Answer, lang: str = "zh") -> pandas.DataFrame:
        """See Answer.to_frame."""
        from .notebook.frames import answer_frame

        return answer_frame(_question(self.version_of(answer), answer), answer, lang)

    def mimebundle(self, answer: Answer) -> Mapping[str, str]:
        """An answer for a notebook, in the language that GOVRULES_LANG names (zh)."""
        from .notebook.bundles import notebook_lang
        from .notebook.views import answer_bundle

        lang, book = notebook_lang(), self.version_of(answer)
        plain = self.explain(answer, lang, why_not=False)
        return answer_bundle(_question(book, answer), answer, plain, book.article, lang)


def _question(book: Rulebook, answer: Answer) -> CompiledQuestion:
    return book.question_and_slot(answer.question)[0]
