"""Every question of every rulebook, with random facts: it answers, explains itself, and what it was
read as can be pasted back."""

from __future__ import annotations

import json
import pickle
import random
from typing import Any

import pytest

import govrules

ABSENT = ["head", "deputy", "office_director", "executive_deputy", "leader_in_charge"]


def _facts(info: govrules.QuestionInfo, chance: random.Random) -> dict[str, Any]:
    facts: dict[str, Any] = {}
    for fact in info.facts.values():
        if chance.random() < 0.5:
            continue
        if chance.random() < 0.15:
            facts[fact.name] = govrules.UNKNOWN
        elif fact.values:
            facts[fact.name] = chance.choice(fact.values)
        elif fact.type == "integer":
            facts[fact.name] = chance.randrange(1, 9)
    return facts


@pytest.mark.parametrize("name", ["guazhou", "fushun", "wolong", "kangle", "dongqu"])
def test_every_question(name: str, books: govrules.Books) -> None:
    book, chance = books[name], random.Random(name)
    answered = 0
    for question, info in book.questions.items():
        for round_ in range(5):
            facts = _facts(info, chance)
            absent = [chance.choice(ABSENT)] if chance.random() < 0.3 else []
            try:
                answer = book.ask(question, facts, absent=absent)
            except govrules.FactError as error:
                assert error.code in ("fact.absent_contradiction", "fact.constraint")
                continue
            answered += 1
            assert answer.question == question
            assert (answer.value is not None) or answer.status != "answered"
            assert answer.citations or answer.status not in ("answered", "conditional")
            for lang in ("zh", "en"):
                assert answer.asked in answer.explain(lang)
            assert json.loads(answer.to_json())["status"] == answer.status
            assert book.ask(answer.asked) == answer
            if round_ == 0:
                assert pickle.loads(pickle.dumps(answer)) == answer
            if isinstance(answer.value, govrules.Chain):
                assert len(answer.value.graph) == len(answer.value.steps)
    assert answered > 4 * len(book.questions)
