"""Phrases: what people type is read as one canonical form, or refused with the reason."""

from __future__ import annotations

import random

import pytest

import govrules
from govrules.engine.space import value_of_amount
from govrules.language import UNKNOWN
from govrules.model.rulebook import OUTCOMES


def some_value(use: object, choose: random.Random) -> object:
    kind = use.type
    if choose.random() < 0.1:
        return UNKNOWN
    if kind.domain is not None:
        return choose.choice(kind.domain.values)
    if kind.kind == "flag":
        return choose.random() < 0.5
    return value_of_amount(kind, choose.randint(max(use.minimum or 1, 1), 20))


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("name", ["dongqu", "fushun", "guazhou", "kangle", "wolong"])
def test_every_question_is_printed_as_a_phrase_that_reads_back(books: govrules.Books, name: str, lang: str) -> None:
    """Canonical form -> phrase -> the same canonical form, for every question with random facts."""
    book, choose = books[name], random.Random(name + lang)
    for question in book.questions:
        compiled = book.compiled(question)
        uses = [*compiled.scope.facts.values(), *(compiled.scope.use_of(fact) for fact in sorted(compiled.readings))]
        slots = [None, *(slot for kind in compiled.scope.definition.outcome for slot in OUTCOMES[kind].slots())]
        for turn in range(3):
            facts = {use.name: some_value(use, choose) for use in uses if turn and choose.random() < 0.5}
            slot = choose.choice(slots) if turn else None
            full = question if slot is None else f"{question}.{slot}"
            date = choose.choice(["", " @ 2023-06-01"])
            try:
                answer = book.ask(f"{full}", facts, absent=choose.choice([(), ("deputy_secretary_general",)]))
            except govrules.GovrulesError:  # facts that cannot be true together, or rules in conflict
                continue
            asked = answer.asked + date
            phrase = book.phrase(asked, lang)
            assert books.ask(phrase)[name].asked == asked, phrase
            assert book.ask(phrase.split(" ", 1)[1] if lang == "zh" else phrase).asked == asked, phrase
