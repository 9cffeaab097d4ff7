"""What one changed fact would change: expectations from the source texts, and a law that every
question of every rulebook keeps."""

from __future__ import annotations

import json
import pickle
import random
from typing import Any

import pytest

import govrules
from govrules.language import Quantity, truth

SHIPPED = ["guazhou", "fushun", "wolong", "kangle", "dongqu"]

UPWARD = "guazhou: document.signing(issuer=government, direction=upward)"
PARALLEL = "guazhou: document.signing(issuer=government, direction=parallel)"
PLENARY = "dongqu: meeting.quorum(meeting=plenary, members=9, present=6)"
RETURN = "fushun: leave.return(traveller=department_head, purpose=official_activity, leaving_area=true, days=2)"

# question; fact; its other value; status; what follows; articles; the condition of the other values
CASES = [
    # 五十一：平行文和下行文,由县政府分管副县长签发
    (
        UPWARD,
        "direction",
        "parallel",
        "answered",
        "sign deputy_in_charge",
        {51},
        "direction in (parallel, downward)",
    ),
    # 五十：议案,制定的规章,发布的命令,人事任免,由县长签署
    (UPWARD, "kind", "bill", "answered", "sign head", {50}, "kind in (bill, rules, order, appointment)"),
    # 五十一.3：县委办公室、县政府办公室联合发文,由办公室主任签发
    (
        UPWARD,
        "issuer",
        "party_office_and_government_office",
        "answered",
        "sign party_office_director / office_director",
        {51},
        "issuer = party_office_and_government_office",
    ),
    # 十：县长外出期间,由负责常务工作的副县长主持政府工作（不是签发）
    (UPWARD, "head_away", True, "silent", None, set(), "head_away"),
    # 五十一：报县长签发；县长外出时无从报请，分管副县长仍签发
    (PARALLEL, "head_away", True, "answered", "sign deputy_in_charge", {51}, "head_away"),
    # 四十二：超过三分之二：9人中7人
    (PLENARY, "present", 7, "answered", "more than 2/3 of body_members", {42}, "present >= 7 and present <= 9"),
    # 6人超过8人的三分之二（5又1/3），不超过9人的三分之二（6）
    (PLENARY, "members", 8, "answered", "more than 2/3 of body_members", {42}, "members >= 6 and members < 9"),
    # 五十五：过半数
    (PLENARY, "meeting", "executive", "answered", "more than 1/2 of body_members", {55}, "meeting = executive"),
    # 一百三十八.3：副职请假,经本单位主要负责人同意,报分管领导批准,报组织部、政府办公室备案
    (
        "dongqu: leave.approval(applicant=department_head)",
        "applicant",
        "department_deputy",
        "answered",
        "approve leader_in_charge",
        {138},
        None,
    ),
    # 五十五.4：3日以上(含3日)
    (RETURN, "days", 3, "answered", "report government", {55, 5}, "days >= 3"),  # 五：市政府组成人员
    # 十.2：AB岗
    (
        "kangle: document.signing(direction=upward)",
        "deputy_in_charge_away",
        True,
        "answered",
        "review ab_partner",
        {53, 10},
        "deputy_in_charge_away",
    ),
    ("requires: toy.chain(colour=red)", "approved_by_council", False, "silent", None, set(), "not approved_by_council"),
    ("readings: toy.chain(colour=red)", "scope_of_red", "wide", "answered", "sign head", {1}, "scope_of_red = wide"),
    (
        "numbers: toy.chain(amount=499999元, start=2024-03-03)",
        "amount",
        Quantity("money", 500000),
        "answered",
        "sign head",
        {2},
        "amount >= 500000 yuan",
    ),
]


@pytest.fixture(scope="module")
def everywhere(books: govrules.Books, worlds: govrules.Books) -> dict[str, govrules.Rulebook]:
    return {**books, **worlds}


def ask(everywhere: dict[str, govrules.Rulebook], question: str) -> govrules.Answer:
    return everywhere[question.partition(":")[0]].ask(question)


def covering(variations: tuple[govrules.Variation, ...], fact: str, value: Any) -> list[govrules.Variation]:
    return [entry for entry in variations if entry.fact == fact and truth(entry.when, {fact: value})]


@pytest.mark.parametrize(("question", "fact", "value", "status", "follows", "articles", "when"), CASES)
def test_what_follows(
    everywhere: dict[str, govrules.Rulebook],
    question: str,
    fact: str,
    value: Any,
    status: str,
    follows: str | None,
    articles: set[int],
    when: str | None,
) -> None:
    (found,) = covering(ask(everywhere, question).vary(), fact, value)
    assert found.status == status
    assert follows is None or follows in str(found.value)
    assert {citation.article for citation in found.citations} == articles
    assert when is None or found.to_dict()["when"] == when
    for lang in ("zh", "en"):
        assert found.label(lang) in found.sentence(lang)


def test_the_least_change_is_named(everywhere: dict[str, govrules.Rulebook]) -> None:
    found = {entry.fact: (entry.from_, entry.to) for entry in ask(everywhere, PLENARY).vary()}
    assert (found["present"], found["members"]) == ((6, 7), (9, 8))
    enough = ask(everywhere, "dongqu: meeting.quorum(meeting=plenary, members=9, present=8)").vary()
    found = {entry.fact: (entry.from_, entry.to) for entry in enough}
    assert (found["present"], found["members"]) == ((8, 6), (9, 12))  # 8 of 12 are not more than two thirds


@pytest.mark.parametrize("colour", ["red", "green", "blue"])
def test_the_verdict_turns_where_it_is_said_to(worlds: govrules.Books, colour: str) -> None:
    book = worlds["numbers"]
    for members in range(1, 10):
        for present in range(members + 1):
            answer = book.ask("toy.quorum", colour=colour, members=members, present=present)
            met = answer.require(govrules.Threshold).met()
            variations = answer.vary()
            for fact, others in (("present", range(members + 1)), ("members", range(max(present, 1), 40))):
                for other in others:
                    facts = {"members": members, "present": present} | {fact: other}
                    asked = book.ask("toy.quorum", facts, colour=colour).require(govrules.Threshold).met()
                    covered = covering(variations, fact, other)
                    assert len(covered) == (asked != met), (facts, covered)


def test_what_is_permitted_counts(everywhere: dict[str, govrules.Rulebook]) -> None:
    variations = ask(everywhere, PARALLEL).vary()
    (routine,) = covering(variations, "routine", True)
    assert [alternative.word for alternative in routine.answer.alternatives] == ["如有必要", "可"]
    assert "其余不变；也可以——可：县政府办公室主任 签发" in routine.sentence()
    (away,) = covering(variations, "head_away", True)
    assert away.answer.alternatives == ()
    assert "不再可以——如有必要：县长 签发" in away.sentence()


def test_given_then_assumed_then_missing(everywhere: dict[str, govrules.Rulebook]) -> None:
    variations = ask(everywhere, "guazhou: document.signing(direction=parallel, routine=true)").vary()
    bases = [entry.basis for entry in variations]
    assert bases == sorted(bases, key=["given", "assumed", "missing"].index)
    assert [entry.fact for entry in variations if entry.basis == "given"] == ["direction", "routine"]
    assert {(entry.fact, entry.from_) for entry in variations if entry.fact == "issuer"} == {("issuer", "government")}


def test_a_missing_fact_gives_each_of_its_answers(everywhere: dict[str, govrules.Rulebook]) -> None:
    variations = ask(everywhere, "guazhou: document.signing(issuer=government)").vary()
    found = {str(entry.to_dict()["when"]): str(entry.value) for entry in variations if entry.fact == "direction"}
    assert found == {
        "direction = upward": "review office_director -> review deputy_in_charge -> sign head",
        "direction in (parallel, downward)": "sign deputy_in_charge",
    }
    assert all(entry.basis == "missing" and entry.from_ is None for entry in variations if entry.fact == "direction")


def test_who_is_away_might_not_be(everywhere: dict[str, govrules.Rulebook]) -> None:
    by_fact = ask(everywhere, "guazhou: document.signing(direction=upward, absent=[head])").vary()
    (back,) = covering(by_fact, "head_away", False)
    assert (back.basis, back.from_, str(back.value).endswith("sign head")) == ("given", True, True)
    by_role = ask(everywhere, "absence: toy.chain(colour=blue, size=7, absent=[deputy])").vary()
    (back,) = [entry for entry in by_role if entry.fact == "absent"]
    assert (back.to_dict()["when"], str(back.value)) == ("absent != deputy", "sign head / deputy")
    assert "副县长未外出（现为外出）" in back.sentence()


def test_nothing_changes_where_nothing_is_decided(everywhere: dict[str, govrules.Rulebook]) -> None:
    assert ask(everywhere, "wolong: document.signing(direction=upward)").vary() == ()
    assert ask(everywhere, "guazhou: document.signing(direction=upward) @ 2019-01-01").vary() == ()


def test_an_unpickled_answer_needs_its_rulebook(everywhere: dict[str, govrules.Rulebook]) -> None:
    answer = ask(everywhere, UPWARD)
    copy = pickle.loads(pickle.dumps(answer))
    for method in (copy.vary, copy.receipt):
        with pytest.raises(govrules.GovrulesError, match=r"unpickled answer .* of the rulebook guazhou"):
            method()
    assert everywhere["guazhou"].vary(copy) == answer.vary()
    assert everywhere["guazhou"].receipt(copy) == answer.receipt()
    with pytest.raises(govrules.QuestionError, match="one of 'guazhou', and this is the rulebook 'dongqu'"):
        everywhere["dongqu"].vary(copy)
    assert pickle.loads(pickle.dumps(answer.vary())) == answer.vary()
    with pytest.raises(ValueError, match="lang"):
        answer.vary()[0].sentence("fr")


DROPPED = {"citations", "rules", "rule", "note", "unresolved", "members", "present", "minimum"}


def _said(answer: govrules.Answer) -> Any:
    """What an answer says: its JSON without what it rests on, why nobody acts, and the numbers that it carries."""
    whole = answer.to_dict()
    names = ("status", "value", "by_default", "alternatives", "branches", "requires", "permitted")
    return _without({name: whole[name] for name in names})


def _without(data: Any, dropped: set[str] = DROPPED) -> Any:
    if isinstance(data, dict):
        return {name: _without(value, dropped) for name, value in data.items() if name not in dropped}
    return [_without(entry, dropped) for entry in data] if isinstance(data, list) else data


def _renamed(said: Any, book: govrules.Rulebook, fact: str, value: Any) -> str:
    """What an answer says, with the holder of a role that the fact names under one name for all."""
    names = book.data.names
    text = json.dumps(_without(said, DROPPED | {"text"}), ensure_ascii=False)
    for role, entry in names.vocabulary.roles.items():
        if entry.held_by == fact or role == value:
            for word in (role, names.title(role)):
                text = text.replace(f'"{word}"', '""')
    return text


def _random_values(info: govrules.QuestionInfo, chance: random.Random) -> dict[str, list[Any]]:
    found: dict[str, list[Any]] = {}
    for fact in info.facts.values():
        values = list(fact.values) or (list(range(1, 9)) if fact.type == "integer" else [])
        found[fact.name] = chance.sample(values, min(len(values), 5))
    return found


def check_law(book: govrules.Rulebook, question: str, chance: random.Random) -> int:
    """Another value of one fact leads to another answer if and only if one variation says so, and then
    to the answer that it says. How many other answers were met."""
    info = book.questions[question]
    values = _random_values(info, chance)
    facts = {name: chance.choice(found) for name, found in values.items() if found and chance.random() < 0.5}
    try:
        answer = book.ask(question, facts, absent=["deputy"] if chance.random() < 0.2 else [])
    except govrules.FactError:
        return 0
    variations = answer.vary()
    held_by = {entry.held_by for entry in book.data.names.vocabulary.roles.values()}
    met, now = 0, _said(answer)
    for name, others in values.items():
        so_far = answer.facts.get(name, info.facts[name].default)
        for value in others:
            if value == so_far:
                continue
            try:
                other = book.ask(question, {**answer.facts, name: value}, absent=answer.absent)
            except govrules.FactError:
                continue
            covered = covering(variations, name, value)
            differs = _said(other) != now
            if differs and name in held_by:
                differs = _renamed(_said(other), book, name, value) != _renamed(now, book, name, so_far)
            assert len(covered) == differs, (answer.asked, name, value, [str(entry) for entry in covered])
            for entry in covered:
                met += 1
                if name in held_by:
                    there = _renamed(_said(entry.answer), book, name, entry.to)
                    assert there == _renamed(_said(other), book, name, value), (answer.asked, name, value)
                else:
                    assert _said(entry.answer) == _said(other), (answer.asked, name, value)
    return met


@pytest.mark.parametrize("name", SHIPPED)
def test_the_law_of_variations(books: govrules.Books, name: str) -> None:
    chance = random.Random(name)
    book = books[name]
    assert sum(check_law(book, question, chance) for question in book.questions) > 40


def test_the_law_of_variations_in_the_little_worlds(worlds: govrules.Books) -> None:
    chance = random.Random(5)
    for book in worlds.values():
        for question in sorted(book.data.rules.keys() - {"toy.limit"}):  # see below
            for _ in range(8):
                check_law(book, question, chance)


def test_a_computed_amount_is_no_other_answer_but_another_formula_is(worlds: govrules.Books) -> None:
    variations = worlds["numbers"].ask("toy.limit", size=5).vary()
    assert [(entry.to_dict()["when"], entry.to, str(entry.value)) for entry in variations] == [
        ("size <= 3", 3, "exactly 50 + members copies")
    ]
