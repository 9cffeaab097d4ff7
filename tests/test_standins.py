"""Stand-ins from Python: pairs, absences, and the step that nobody may take."""

from __future__ import annotations

import json
import pickle
import random

import pytest

import govrules

SIGNING = "document.signing"
LEADERS = ["head", "executive_deputy", "deputy_in_charge", "leader_in_charge", "secretary_general", "office_director"]


def test_pairs_are_given_as_a_mapping_a_list_or_in_the_question(books: govrules.Books) -> None:
    kangle = books["kangle"]
    absent = ["deputy_in_charge"]
    answers = [
        kangle.ask(SIGNING, direction="downward", absent=absent, pairs={"deputy_in_charge": "executive_deputy"}),
        kangle.ask(SIGNING, direction="downward", absent=absent, pairs=[("分管副县长", "负责常务工作的副县长")]),
        kangle.ask(
            f"{SIGNING}(direction=downward, absent=[deputy_in_charge], pairs=[deputy_in_charge=executive_deputy])"
        ),
        books.ask(
            f"kangle: {SIGNING}(direction=downward)", absent=absent, pairs={"deputy_in_charge": "executive_deputy"}
        )["kangle"],
    ]
    for answer in answers:
        assert answer == answers[0]
        step = answer.require(govrules.Chain).steps[0]
        assert (step.action, step.roles, step.titles) == ("sign", ("executive_deputy",), ("负责常务工作的副县长",))
        assert step.to_dict()["instead_of"] == ["deputy_in_charge"]
        assert [citation.article for citation in answer.citations] == [53, 10]
    assert answers[0].asked.endswith("deputy_in_charge_away=true, pairs=[deputy_in_charge=executive_deputy])")
    assert kangle.ask(answers[0].asked) == answers[0]
    assert pickle.loads(pickle.dumps(answers[0])) == answers[0]


def test_pairs_do_not_leak_into_the_next_asking(books: govrules.Books) -> None:
    kangle = books["kangle"]
    pairs = {"deputy_in_charge": "executive_deputy"}
    paired = kangle.ask(SIGNING, direction="downward", absent=["deputy_in_charge"], pairs=pairs)
    unnamed = kangle.ask(SIGNING, direction="downward", absent=["deputy_in_charge"])
    assert (str(paired.value), str(unnamed.value)) == ("sign executive_deputy", "sign ab_partner")


@pytest.mark.parametrize(
    ("pairs", "code"),
    [
        ({"deputy": "deputy"}, "fact.pair_self"),
        ({"deputy": "depty"}, "fact.pair_role"),
        ([("deputy", "executive_deputy"), ("deputy", "deputy_in_charge")], "fact.pair_twice"),
        ({"deputy": "executive_deputy", "executive_deputy": "deputy_in_charge"}, "fact.pair_twice"),
        ({"deputy": "department_head"}, "fact.pair_outside"),
        ("deputy", "fact.pairs"),
        ([("deputy", 3)], "fact.pairs"),
        (["deputy"], "fact.pairs"),
        (govrules.UNKNOWN, "fact.pairs"),
    ],
)
def test_what_is_no_pair_is_refused(books: govrules.Books, pairs: object, code: str) -> None:
    with pytest.raises(govrules.FactError) as caught:
        books["kangle"].ask(SIGNING, direction="downward", pairs=pairs)  # type: ignore[arg-type]
    assert caught.value.code == code


@pytest.mark.parametrize("absent", ["?", "3", "[head=deputy]", "[haed]"])
def test_who_is_absent_must_be_a_role(books: govrules.Books, absent: str) -> None:
    with pytest.raises(govrules.FactError) as caught:
        books["kangle"].ask(f"{SIGNING}(direction=upward, absent={absent})")
    assert caught.value.code == "fact.absent_role"


@pytest.mark.parametrize("absent", ["head", 3])
def test_who_is_absent_is_a_list(books: govrules.Books, absent: object) -> None:
    for ask in (books["kangle"].ask, books.compare):
        with pytest.raises(govrules.FactError, match="a list of roles") as caught:
            ask(SIGNING, direction="upward", absent=absent)  # type: ignore[operator]
        assert caught.value.code == "fact.absent"


def test_the_step_that_nobody_may_take_is_named(books: govrules.Books) -> None:
    answer = books["guazhou"].ask(SIGNING, direction="upward", absent=["head"])
    assert (answer.status, answer.value) == ("silent", None)
    (step,) = answer.unresolved
    assert (step.role, step.title, step.action, step.reason) == ("head", "县长", "sign", "acts")
    assert step.acts == ("preside_over_work",)
    assert [citation.article for citation in step.citations] == [10]
    shown = json.loads(answer.to_json())["unresolved"]
    assert shown[0]["role"] == "head" and shown[0]["citations"][0]["article"] == 10
    assert "签发：县长外出，第十条规定由他人代行的只是主持政府工作，不包括签发" in answer.explain()
    assert "signs: head of government is away" in answer.explain("en")
    with pytest.raises(govrules.NoTruthValue):
        bool(step)


def test_a_branch_names_it_too(books: govrules.Books) -> None:
    answer = books["guazhou"].ask(SIGNING, direction="upward", head_away=govrules.UNKNOWN)
    steps = {branch.status: branch.unresolved for branch in answer.branches}
    assert [step.role for step in steps["silent"]] == ["head"]
    assert steps["answered"] == ()
    assert "由他人代行的只是主持政府工作" in answer.explain()


def test_a_required_delegation_stands_on_the_step(worlds: govrules.Books) -> None:
    answer = worlds["standins"].ask("toy.clearing", colour="red", size=1, absent=["head"])
    (step,) = answer.require(govrules.Chain).steps
    assert step.to_dict()["requires"] == "delegated_by_head"
    assert "（须受县长委托）" in answer.explain()
    assert "(requires: delegated by the head)" in answer.explain("en")


def test_a_permission_to_stand_in_stands_on_the_step(books: govrules.Books) -> None:
    answer = books["dongqu"].ask("document.routing", source_level="subordinate", office_director_away=True)
    proposing = next(step for step in answer.require(govrules.Chain).steps if step.action == "propose")
    assert proposing.to_dict()["permitted"] == "可"
    assert "（代区政府办公室主任，原文：可）" in answer.explain()


def test_an_order_in_words_stays_open(worlds: govrules.Books) -> None:
    answer = worlds["standins"].ask("toy.clearing", colour="red", size=20, absent=["secretary_general"])
    (step,) = answer.require(govrules.Chain).steps
    assert (step.roles, step.any_of) == (("deputy", "deputy_secretary_general"), True)
    assert "签发按何次序（原文：领导排序）" in answer.explain()


@pytest.mark.parametrize("name", ["guazhou", "fushun", "wolong", "kangle", "dongqu", "standins"])
def test_nobody_acts_who_is_away(name: str, books: govrules.Books, worlds: govrules.Books) -> None:
    """For every question, with random facts, absences and pairs; and what was asked can be pasted back."""
    book = (worlds if name in worlds else books)[name]
    known = book.data.names.vocabulary
    steps = refused = 0
    for question, info in book.questions.items():
        if question not in book.data.rules:
            continue
        chance = random.Random(f"{name} {question}")  # a fact more in one question changes no other's draws
        choices = {fact.name: fact.values for fact in info.facts.values() if fact.values and fact.name != "in_force"}
        for _ in range(40):
            facts = {fact: chance.choice(values) for fact, values in choices.items() if chance.random() < 0.6}
            absent = chance.sample(LEADERS, chance.randrange(1, 4))
            pairs = {"deputy_in_charge": "executive_deputy"} if chance.random() < 0.5 else {}
            try:
                answer = book.ask(question, facts, absent=absent, pairs=pairs)
            except govrules.FactError as error:
                assert error.code in ("fact.absent_contradiction", "fact.constraint")
                continue
            assert book.ask(answer.asked) == answer
            assert answer.asked in answer.explain("en")
            refused += bool(answer.unresolved)
            assert answer.ordinary is None or answer.unresolved
            away = {same for role in absent for same in known.same(role)}
            for value in [answer.value, *(branch.value for branch in answer.branches)]:
                for step in value.steps if isinstance(value, govrules.Chain) else ():
                    doing = step.by if step.addressed else step.roles
                    own_request = step.action == "apply" or "applicant" in (*step.roles, *step.by)
                    own_request |= question == "leave.approval" and bool(step.by)  # who leaves asks, or reports it
                    assert own_request or not away.intersection(doing), (answer.asked, str(step))
                    steps += 1
    few = name == "wolong"  # most of it is lost
    assert steps > (0 if few else 20)
    assert few or refused > 5, (steps, refused)


def test_none_is_nobody(books: govrules.Books) -> None:
    question = "document.signing(direction=upward)"
    assert books["kangle"].ask(question, absent=None) == books["kangle"].ask(question)  # type: ignore[arg-type]
