"""The questions of one version of a rulebook, decided."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

from .arguments import absences
from .engine.answer import Answer, told
from .engine.deciding import decide
from .engine.question import CompiledQuestion
from .engine.resolving import NO_PAIRS
from .engine.situation import Situation
from .errors import QuestionError, nearest
from .model.book import BookData
from .telling import QuestionTeller

MAX_REMEMBERED = 4_000
"""How many decided answers a rulebook remembers before it begins anew."""


class Questions:
    """The questions of the rulebook under `data`: each compiled when it is first asked, and what was decided."""

    def __init__(self, data: BookData) -> None:
        self.data = data
        self._compiled: dict[str, CompiledQuestion] = {}
        self._answers: dict[Any, Answer] = {}
        self._last: tuple[Any, Situation | None] = (None, None)

    def compiled(self, name: str) -> CompiledQuestion:
        """A question ready to be asked; QuestionError where there is none of that name."""
        found = self._compiled.get(name)
        if found is None:
            known = self.data.names.vocabulary.words["question"]
            if name not in known:
                raise QuestionError("question.unknown", name=name, suggestion=nearest(name, known))
            found = self._compiled.setdefault(known[name], CompiledQuestion(self.data, known[name]))
        return found

    def question_and_slot(self, name: str) -> tuple[CompiledQuestion, str | None]:
        """The question that a name means, and the part of its outcome that it is narrowed to, if any:
        `meeting.minutes.deadline` is meeting.minutes, narrowed to its deadline. QuestionError."""
        known = self.data.names.vocabulary.words["question"]
        head, _, tail = name.rpartition(".")
        if name in known or head not in known:
            return self.compiled(name), None
        from .model.outcomes import OUTCOMES  # every kind: a question that is not narrowed takes those of its own

        question = self.compiled(head)
        slots = [slot for kind in question.scope.definition.outcome for slot in OUTCOMES[kind].slots()]
        if tail not in slots:
            raise QuestionError("question.unknown_slot", question=head, slot=tail, suggestion=nearest(tail, slots))
        return question, tail

    def ask_stage(
        self,
        name: str,
        facts: Mapping[str, Any],
        absent: frozenset[str],
        pairs: Mapping[str, str] = NO_PAIRS,
        *,
        brief: bool = False,
    ) -> Answer:
        """Another question under the same facts: a stage of a chain, or a substitution."""
        question, shared, absent = self._staged(name, facts, absent)
        return self._decided(question, shared, absent, pairs, brief=brief)

    def stage(self, name: str, facts: Mapping[str, Any], absent: frozenset[str], pairs: Mapping[str, str]) -> Situation:
        """The asking of another question as `ask_stage` asks it, to be read instead of answered."""
        question, shared, absent = self._staged(name, facts, absent)
        return Situation(question, shared, absent, partial(self.ask_stage, brief=True), pairs)

    def _staged(
        self, name: str, facts: Mapping[str, Any], absent: frozenset[str]
    ) -> tuple[CompiledQuestion, dict[str, Any], frozenset[str]]:
        """A stage, and of what is known what it takes."""
        question = self.compiled(name)
        shared = {
            fact: value for fact, value in facts.items() if fact in question.scope.facts or fact in question.readings
        }
        absent, shared = absences(question, shared, absent)
        return question, shared, absent

    def _decided(
        self,
        question: CompiledQuestion,
        facts: Mapping[str, Any],
        absent: frozenset[str],
        pairs: Mapping[str, str],
        *,
        brief: bool,
    ) -> Answer:
        """The answer but for its facts and date. Facts that the rules do not tell apart share one."""
        key = question.name, question.signature(facts), absent, pairs, brief
        found = self._answers.get(key)
        if found is None:
            ask, whole = partial(self.ask_stage, brief=True), None if brief else self.ask_stage
            situation = Situation(question, facts, absent, ask, pairs, whole)
            found = told(decide(question, situation, brief=brief), QuestionTeller(question))
            if len(self._answers) >= MAX_REMEMBERED:
                self._answers.clear()
            self._answers[key] = found
        return found

    def _situation(self, compiled: CompiledQuestion, facts: Mapping[str, Any], case: tuple[Any, ...]) -> Situation:
        """The asking whose meaning is read; the last one is kept, which is mostly read once more without words."""
        kept, situation = self._last
        if kept != case or situation is None:
            _, _, away, pairs = case
            situation = Situation(compiled, facts, away, partial(self.ask_stage, brief=True), pairs)
            self._last = case, situation
        return situation
