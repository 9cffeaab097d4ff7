"""Answers and rulebooks as pandas data frames (the extra `frames`)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from ..engine.answer import Answer, ordinary_citations
from ..engine.explaining import Wording, part_line
from ..engine.finding import FoundRule
from ..engine.question import CompiledQuestion
from ..errors import GovrulesError
from ..language import Node
from ..model.chain import Act, Chain
from ..model.citations import Citation
from ..model.gathered import Listed
from ..model.order import graph_of
from ..model.outcome import Outcome, Part

if TYPE_CHECKING:
    import pandas

ANSWER_COLUMNS = (
    "case",
    "when",
    "status",
    "step",
    "text",
    "action",
    "roles",
    "titles",
    "condition",
    "requires",
    "deadline",
    "provisions",
)
RULE_COLUMNS = ("rulebook", "question", "rule", "when", "permission", "kind", "text", "provisions", "quotations")


def _frame(rows: Iterable[Mapping[str, Any]], columns: tuple[str, ...]) -> pandas.DataFrame:
    try:
        import pandas
    except ImportError:
        raise GovrulesError("usage.extra", feature="a data frame", package="pandas", extra="frames") from None
    return pandas.DataFrame([[row.get(name, "") for name in columns] for row in rows], columns=list(columns))


def answer_frame(question: CompiledQuestion, answer: Answer, lang: str) -> pandas.DataFrame:
    """A row for each step or entry of each outcome: `case` is value, branch, ordinary or alternative, `when`
    its condition, `provisions` those of the step, else of the case; what is not said is an empty text."""
    return _frame(_Rows(question, lang).answer(answer), ANSWER_COLUMNS)


def rules_frame(rulebook: str, rules: Iterable[FoundRule], lang: str) -> pandas.DataFrame:
    """A row for each rule."""
    return _frame((_rule(rulebook, found, lang) for found in rules), RULE_COLUMNS)


def joined(frames: Iterable[pandas.DataFrame]) -> pandas.DataFrame:
    """Frames of the same columns under one another."""
    listed = list(frames)
    if not listed:
        return _frame((), RULE_COLUMNS)
    import pandas

    return pandas.concat(listed, ignore_index=True)


def _places(citations: Iterable[Citation]) -> str:
    return ", ".join(dict.fromkeys(str(citation.provision) for citation in citations))


def _rule(rulebook: str, found: FoundRule, lang: str) -> dict[str, Any]:
    words = Wording(found.compiled, lang)
    return {
        "rulebook": rulebook,
        "question": found.question,
        "rule": found.id,
        "when": words.condition(found.rule.guard),
        "permission": found.rule.may or "",
        "kind": found.rule.outcome.kind,
        "text": words.inline(found.rule.outcome),
        "provisions": _places(found.citations),
        "quotations": "；".join(citation.quote for citation in found.citations),
    }


class _Rows:
    def __init__(self, question: CompiledQuestion, lang: str) -> None:
        self.question, self.lang, self.words = question, lang, Wording(question, lang)

    def answer(self, answer: Answer) -> Iterator[dict[str, Any]]:
        if answer.value is not None or not answer.branches:
            yield from self._outcome("value", None, answer.status, answer.value, answer.citations)
        for branch in answer.branches:
            yield from self._outcome("branch", branch.when, branch.status, branch.value, branch.citations)
            for alternative in branch.alternatives:
                yield from self._outcome(
                    "alternative", branch.when, branch.status, alternative.value, alternative.citations
                )
        if answer.ordinary is not None:
            yield from self._outcome("ordinary", None, answer.status, answer.ordinary, ordinary_citations(answer))
        if not answer.branches:
            for alternative in answer.alternatives:
                yield from self._outcome(
                    "alternative", alternative.when, answer.status, alternative.value, alternative.citations
                )

    def _outcome(
        self, case: str, when: Node | None, status: str, value: Outcome | None, cited: Iterable[Citation]
    ) -> Iterator[dict[str, Any]]:
        shared = {"case": case, "when": self._condition(when), "status": status, "provisions": _places(cited)}
        if isinstance(value, Chain):
            graph = graph_of(value.entries, cited)  # as Chain.graph has it, of an unpickled answer too
            for number, step in enumerate(value.steps):
                places = dict.fromkeys(provision for provision, _ in graph.nodes[number]["citation"])
                yield shared | {"step": number + 1, **self._part(step), "provisions": ", ".join(places)}
            return
        if not isinstance(value, Listed):
            yield shared | {"step": 1, "text": "" if value is None else self.words.inline(value)}
            return
        for number, part in enumerate(value.entries, 1):
            yield shared | {"step": number, **self._part(part)}

    def _part(self, part: Part) -> dict[str, Any]:
        row = {
            "text": part_line(self.question, part, self.lang),
            "condition": self._condition(part.when),
            "requires": self._condition(part.requires),
        }
        if part.citations:
            row["provisions"] = ", ".join(dict.fromkeys(str(quotation.cite) for quotation in part.citations))
        deadline = getattr(part, "deadline", None)
        if deadline is not None:
            row["deadline"] = self.words.deadline(deadline)
        who = part.performers if isinstance(part, Act) else getattr(part, "who", None)
        if who is not None:
            row |= {"roles": ", ".join(who.roles), "titles": ", ".join(who.titles)}
        if isinstance(part, Act):
            row["action"] = part.action
        return row

    def _condition(self, node: Node | None) -> str:
        return "" if node is None else self.words.condition(node)
