"""Phrases: what people type is read as one canonical form, or refused with the reason."""

from __future__ import annotations

import random

import pytest

import govrules
from govrules.engine.space import value_of_amount
from govrules.language import UNKNOWN
from govrules.model.outcomes import OUTCOMES


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


OWN_VOCABULARY = """
roles:
  dragon_officer: {zh: 龙舟办主任, en: dragon boat director}
facts:
  boats: {zh: 龙舟数, en: boats, type: integer, minimum: 1, unit: {zh: 条, en: boats}}
  manager: {zh: 经办人, en: manager, type: role}
subjects:
  boating: {zh: 龙舟, en: boating, question: boating.approval}
questions:
  boating.approval:
    zh: 龙舟审批
    en: approval of boating
    asks: {zh: 赛龙舟由谁批准, en: who approves boat races}
    phrases: [赛龙舟谁批, who approves a boat race]
    outcome: chain
    decides: [boats, manager]
"""
OWN_HEADER = """
id: lanshan
label: {zh: 岚山区, en: Lanshan District}
aliases: [岚山]
version: '2024'
instrument: {title: 岚山区人民政府工作规则, issuer: 岚山区人民政府, in_force_from: 2024-01-01}
titles: {head: 区长}
"""
OWN_RULES = """
boating.approval:
  - id: boats
    when: boats >= 2
    chain:
      - approve: dragon_officer
    cite: 3.1
    quote: 由龙舟办主任批准
"""


@pytest.fixture(scope="module")
def own(tmp_path_factory: pytest.TempPathFactory) -> govrules.Books:
    """The shipped rulebooks, and a folder with a government, a role and a question of its own."""
    folder = tmp_path_factory.mktemp("own")
    (folder / "vocabulary").mkdir()
    (folder / "lanshan").mkdir()
    (folder / "vocabulary" / "own.yaml").write_text(OWN_VOCABULARY, encoding="utf-8")
    (folder / "lanshan" / "rulebook.yaml").write_text(OWN_HEADER, encoding="utf-8")
    (folder / "lanshan" / "rules.yaml").write_text(OWN_RULES, encoding="utf-8")
    (folder / "lanshan" / "provisions.yaml").write_text("3.1: encoded\n", encoding="utf-8")
    return govrules.load(folder, govrules.SHIPPED)


@pytest.mark.parametrize(
    ("phrase", "facts"),
    [
        ("岚山 赛龙舟谁批，3条", "boats=3"),  # a unit of its own
        ("岚山区 龙舟 龙舟数三条", "boats=3"),  # the subject asks its question, where facts are said
        ("who approves a boat race in Lanshan with 3 boats", "boats=3"),
        ("岚山 龙舟办主任赛龙舟谁批", "manager=dragon_officer"),
        ("岚山 区长赛龙舟谁批", "manager=head"),
    ],
)
def test_words_of_a_folder_of_ones_own_are_read(own: govrules.Books, phrase: str, facts: str) -> None:
    assert own.phrases.read(phrase).written() == f"lanshan: boating.approval({facts})"


@pytest.mark.parametrize(
    "phrase", ["岚山 赛龙舟谁批 由龙舟办主任", "who approves a boat race by the dragon boat director, lanshan"]
)
def test_by_whom_something_is_done_is_not_whose_it_is(own: govrules.Books, phrase: str) -> None:
    with pytest.raises(govrules.GovrulesError):
        own.phrases.read(phrase)


def test_a_subject_without_facts_asks_nothing(own: govrules.Books) -> None:
    with pytest.raises(govrules.GovrulesError, match=r"boating\.approval"):
        own.phrases.read("岚山 龙舟")
