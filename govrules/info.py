"""What a rulebook can be asked, for whoever builds a form or a call: questions and their facts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from .engine.question import CompiledQuestion
from .model.base import FrozenMapping, Label
from .model.scope import FactUse
from .questions import Questions


class FactInfo:
    """A fact of a question, for whoever builds a form or a call.

    `name`, `label` (zh, en), `type`, `values` (the ids of a choice), `labels` (id -> label),
    `default` (the ordinary case), `computes` (the outcome only computes with it), `unit`.
    """

    def __init__(self, use: FactUse) -> None:
        domain = use.type.domain
        self.name = use.name
        self.label: Label = use.label
        self.type = str(use.type)
        self.values: tuple[Any, ...] = (False, True) if use.type.kind == "flag" else domain.values if domain else ()
        self.labels: Mapping[str, Label] = FrozenMapping(use.value_labels)
        self.default = use.default
        self.computes = use.computes
        self.unit = use.unit

    def __repr__(self) -> str:
        return f"<fact {self.name}: {self.type}>"


class QuestionInfo:
    """A question that a rulebook can be asked: `id`, `label`, `asks`, `outcome` (its
    kind; `outcomes` where rulebooks differ in it), `collect`, and `facts` by name."""

    def __init__(self, question: CompiledQuestion) -> None:
        definition = question.scope.definition
        self.id = question.name
        self.label = Label.made(zh=definition.zh, en=definition.en)
        self.asks = definition.asks
        self.outcomes = definition.outcome
        self.outcome = definition.outcome[0]
        self.collect = definition.collect
        uses = [*question.scope.facts.values(), *(question.scope.use_of(name) for name in sorted(question.readings))]
        self.facts: Mapping[str, FactInfo] = FrozenMapping({use.name: FactInfo(use) for use in uses})

    def __repr__(self) -> str:
        return f"<question {self.id}: {self.label.zh}>"


class QuestionInfos(Mapping[str, QuestionInfo]):
    """What can be asked, by the id of the question; each is looked at when it is looked up."""

    def __init__(self, questions: Questions) -> None:
        self._questions = questions

    def __getitem__(self, name: str) -> QuestionInfo:
        return QuestionInfo(self._questions.compiled(name))

    def __iter__(self) -> Iterator[str]:
        return iter(self._questions.data.scopes)

    def __len__(self) -> int:
        return len(self._questions.data.scopes)
