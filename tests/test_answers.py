"""What other systems rely on: names, types and behaviour of answers (design, sections 4 and 6)."""

from __future__ import annotations

import datetime
import json
import pickle
import shutil
import threading
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import networkx
import pytest

import govrules
from govrules.language.grammars import data_folder


@pytest.fixture(scope="module")
def guazhou(books: govrules.Books) -> govrules.Rulebook:
    return books["guazhou"]


def test_the_headline_question(guazhou: govrules.Rulebook) -> None:
    answer = guazhou.ask("document.signing", issuer="government", direction="upward")
    assert answer.status == "answered"
    steps = answer.require(govrules.Chain).steps
    assert [(step.action, step.roles) for step in steps] == [
        ("review", ("office_director",)),
        ("review", ("deputy_in_charge",)),
        ("sign", ("head",)),
    ]
    assert steps[2].titles == ("县长",)
    citation = answer.citations[0]
    assert (citation.article, citation.paragraph, citation.item) == (51, 1, None)
    assert citation.spelt == "第五十一条第一款"
    assert "由县长签发" in citation.quote


def test_local_titles(books: govrules.Books) -> None:
    signers = {}
    for name, direction in (("guazhou", "upward"), ("fushun", "upward"), ("dongqu", "upward")):
        value = books[name].ask("document.signing", direction=direction).require(govrules.Chain)
        signers[name] = value.steps[-1].titles
    assert signers == {"guazhou": ("县长",), "fushun": ("市长",), "dongqu": ("区长",)}


def test_conditional_without_the_direction(guazhou: govrules.Rulebook) -> None:
    answer = guazhou.ask("document.signing", issuer="government")
    assert (answer.status, answer.value, answer.needs) == ("conditional", None, ("direction",))
    assert [str(branch.value) for branch in answer.branches] == [
        "review office_director -> review deputy_in_charge -> sign head",
        "sign deputy_in_charge",
    ]
    with pytest.raises(govrules.NotAnswered, match=r"needs direction"):
        answer.require(govrules.Chain)


def test_json_names_are_those_of_the_design(guazhou: govrules.Rulebook) -> None:
    answer = guazhou.ask("document.signing", direction="downward")
    data = json.loads(answer.to_json())
    assert data == answer.to_dict()
    for name in [
        "question",
        "asked",
        "rulebook",
        "version",
        "facts",
        "status",
        "value",
        "by_default",
        "alternatives",
        "branches",
        "needs",
        "assumed",
        "unstated",
        "rules",
        "citations",
        "notes",
        "nearest",
        "as_of",
    ]:
        assert name in data, name
    assert data["asked"] == "guazhou: document.signing(direction=downward)"
    assert data["alternatives"][0]["value"]["steps"][0]["roles"] == ["head"]
    assert data["as_of"] == datetime.datetime.now(datetime.timezone(datetime.timedelta(hours=8))).date().isoformat()
    assert guazhou.ask(data["asked"]) == answer


def test_a_threshold(books: govrules.Books) -> None:
    answer = books["dongqu"].ask("meeting.quorum", meeting="plenary", members=9, present=6)
    threshold = answer.require(govrules.Threshold)
    assert threshold.more_than == Fraction(2, 3)
    assert (threshold.minimum(), threshold.met(), threshold.met(7, 9)) == (7, False, True)
    assert answer.to_dict()["value"] == {
        "type": "threshold",
        "text": "more than 2/3 of body_members",
        "more_than": "2/3",
        "of": "body_members",
        "members": 9,
        "minimum": 7,
        "present": 6,
        "met": False,
    }
    with pytest.raises(ValueError, match="positive whole number"):
        threshold.minimum(True)


@pytest.mark.parametrize("members", range(1, 40))
def test_more_than_is_strictly_more(books: govrules.Books, members: int) -> None:
    half = books["dongqu"].ask("meeting.quorum", meeting="executive").require(govrules.Threshold)
    minimum = half.minimum(members)
    assert 2 * minimum > members >= 2 * (minimum - 1)


def test_answers_are_immutable_hashable_picklable_and_neither_true_nor_false(guazhou: govrules.Rulebook) -> None:
    answer = guazhou.ask("document.signing", issuer="government")
    with pytest.raises(AttributeError):
        answer.status = "answered"  # type: ignore[misc]
    assert len({answer, guazhou.ask("document.signing", issuer="government")}) == 1
    for thing in (answer, answer.branches[0], answer.branches[0].value, answer.assumed[0]):
        with pytest.raises(TypeError, match="neither true nor false"):
            bool(thing)
    copy = pickle.loads(pickle.dumps(answer))
    assert copy == answer
    assert copy.explain() == answer.explain()
    assert copy.explain("en", why_not=False) == answer.explain("en", why_not=False)
    with pytest.raises(ValueError, match="lang"):
        answer.explain("fr")


def test_a_value_cannot_be_changed(guazhou: govrules.Rulebook) -> None:
    chain = guazhou.ask("document.signing", direction="upward").require(govrules.Chain)
    with pytest.raises(ValueError, match="frozen"):
        chain.entries = ()  # type: ignore[misc]
    assert hash(chain) == hash(guazhou.ask("document.signing", direction="upward").value)


def test_the_graph_has_an_edge_only_where_the_text_orders_two_acts(books: govrules.Books) -> None:
    chain = books["fushun"].ask("document.signing", direction="downward", cross_portfolio=True).require(govrules.Chain)
    assert str(chain) == "{(review leader_in_charge -> sign head) & countersign other_government_leaders}"
    graph = chain.graph
    assert networkx.is_directed_acyclic_graph(graph)
    assert sorted(graph.edges) == [(0, 1)]
    assert graph.nodes[2]["roles"] == ["other_government_leaders"]


def test_none_is_not_given_and_unknown_takes_no_default(guazhou: govrules.Rulebook) -> None:
    plain = guazhou.ask("document.signing", direction="upward")
    assert guazhou.ask("document.signing", direction="upward", kind=None) == plain
    assert "kind" in [assumption.fact for assumption in plain.assumed]
    unknown = guazhou.ask("document.signing", direction="upward", kind=govrules.UNKNOWN)
    assert unknown.status == "conditional"
    assert "kind" in unknown.needs
    assert "kind=?" in unknown.asked


def test_somebody_is_away(guazhou: govrules.Rulebook, books: govrules.Books) -> None:
    answer = guazhou.ask("document.signing", direction="upward", absent=["head"])
    assert (answer.status, answer.value) == ("silent", None)
    assert str(answer.ordinary).endswith("sign head")
    assert {citation.article for citation in answer.nearest} == {51, 10}
    assert answer == guazhou.ask("document.signing", direction="upward", head_away=True)
    assert answer == guazhou.ask("document.signing", direction="upward", absent=["县长"])
    substituted = books["kangle"].ask("document.signing", direction="upward", absent=["deputy_in_charge"])
    assert str(substituted.value) == "review office_director -> review ab_partner -> sign head"
    assert {citation.article for citation in substituted.citations} == {53, 10}


def test_dates(guazhou: govrules.Rulebook) -> None:
    before = guazhou.ask("document.signing", direction="upward", as_of=datetime.date(2020, 2, 23))
    assert before.status == "not_in_force"
    assert guazhou.ask("document.signing(direction=upward) @ 2020-02-24").status == "answered"
    assert guazhou.ask("document.signing", direction="upward", as_of="2019-01-01").status == "not_in_force"


@pytest.mark.parametrize("value", [9.0, True, "9", Decimal("9.5"), Fraction(19, 2), float("nan")])
def test_numbers_are_exact(books: govrules.Books, value: Any) -> None:
    with pytest.raises(govrules.FactError, match="members must be a whole number"):
        books["dongqu"].ask("meeting.quorum", meeting="plenary", members=value)


@pytest.mark.parametrize("value", [9, Fraction(9), Decimal(9)])
def test_exact_numbers_are_numbers(books: govrules.Books, value: Any) -> None:
    answer = books["dongqu"].ask("meeting.quorum", meeting="plenary", members=value)
    assert answer.require(govrules.Threshold).minimum() == 7


@pytest.mark.parametrize(
    ("question", "facts", "code", "suggestion"),
    [
        ("document.signing", {"directoin": "upward"}, "fact.unknown", "direction"),
        ("document.signing", {"direction": "upwards"}, "fact.value", "upward"),
        ("document.signing", {"routine": "maybe"}, "fact.type", None),
        ("document.signng", {}, "question.unknown", "document.signing"),
        ("leave.approval", {"applicant": "deputy_hed"}, "fact.value", None),
        ("meeting.quorum", {"members": 0}, "fact.minimum", None),
        ("meeting.quorum", {"members": 3, "present": 4}, "fact.constraint", None),
        ("meeting.minutes.deadlin", {}, "question.unknown_slot", "deadline"),
    ],
)
def test_wrong_names_types_and_impossible_facts_are_errors(
    guazhou: govrules.Rulebook, question: str, facts: dict[str, Any], code: str, suggestion: str | None
) -> None:
    with pytest.raises(govrules.GovrulesError) as caught:
        guazhou.ask(question, facts)
    assert caught.value.code == code
    if suggestion is not None:
        assert caught.value.suggestion == suggestion
        assert f"did you mean '{suggestion}'?" in str(caught.value)


def test_errors_can_be_pickled(guazhou: govrules.Rulebook) -> None:
    with pytest.raises(govrules.FactError) as caught:
        guazhou.ask("document.signing", directoin="upward")
    copy = pickle.loads(pickle.dumps(caught.value))
    assert (copy.code, copy.message, copy.suggestion) == (
        caught.value.code,
        caught.value.message,
        caught.value.suggestion,
    )


def test_books_are_a_mapping(books: govrules.Books) -> None:
    assert set(books) == {"guazhou", "fushun", "wolong", "kangle", "dongqu"}
    with pytest.raises(KeyError, match="did you mean 'guazhou'"):
        books["guazhuo"]
    assert books.get("nowhere") is None
    answers = books.ask("瓜州, 东区: meeting.quorum(meeting=executive)")
    assert {name: answer.status for name, answer in answers.items()} == {"guazhou": "answered", "dongqu": "answered"}
    everywhere = books.ask("*: meeting.quorum(meeting=executive)")
    assert {name: answer.status for name, answer in everywhere.items()} == {
        "dongqu": "answered",
        "fushun": "silent",
        "guazhou": "answered",
        "kangle": "silent",
        "wolong": "truncated",
    }
    with pytest.raises(govrules.QuestionError, match="names no rulebook"):
        books.ask("meeting.quorum(meeting=executive)")
    with pytest.raises(govrules.QuestionError, match="put to 'fushun'"):
        books["guazhou"].ask("fushun: meeting.quorum(meeting=executive)")


def test_facts_in_the_text_and_in_the_call_are_one(guazhou: govrules.Rulebook) -> None:
    one = guazhou.ask("document.signing(issuer=government)", direction="upward")
    assert one == guazhou.ask("document.signing", {"issuer": "government", "direction": "upward"})
    with pytest.raises(govrules.QuestionError, match="'direction' is given twice"):
        guazhou.ask("document.signing(direction=downward)", direction="upward")


def test_what_a_form_needs_to_know(guazhou: govrules.Rulebook) -> None:
    info = guazhou.questions["document.signing"]
    assert (info.outcome, info.label.zh) == ("chain", "公文签发")
    direction = info.facts["direction"]
    assert direction.values == ("upward", "parallel", "downward")
    assert direction.labels["upward"].zh == "上行"
    assert direction.default is None
    assert info.facts["issuer"].default == "government"
    assert info.facts["head_away"].label.zh == "县长外出"
    assert guazhou.questions["meeting.quorum"].facts["members"].computes


def test_asking_is_thread_safe(books: govrules.Books) -> None:
    fresh = govrules.load()
    expected = books["fushun"].ask("document.signing", direction="downward", routine=True)
    answers: list[govrules.Answer] = []

    def ask() -> None:
        answers.append(fresh["fushun"].ask("document.signing", direction="downward", routine=True))

    threads = [threading.Thread(target=ask) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert answers == [expected] * 8


def test_why_not(guazhou: govrules.Rulebook) -> None:
    text = guazhou.ask("document.signing", direction="upward", kind="bill").explain("en")
    assert "upward (第五十一条第一款): overridden by people_and_law" in text
    assert "parallel_downward (第五十一条第一款): not direction in (parallel, downward)" in text


def test_the_shipped_rulebooks_beside_ones_own(worlds: govrules.Books) -> None:
    both = govrules.load(Path(__file__).parent / "worlds", govrules.SHIPPED)
    assert set(both) > {"guazhou", "overrides"}
    assert both["overrides"].ask("toy.chain", colour="red", size=4).status == "answered"
    assert both["guazhou"].ask("document.signing", direction="upward").status == "answered"


def test_a_copy_of_the_shipped_rulebooks_is_no_contradiction(tmp_path: Path) -> None:
    """As when a checkout's rulebooks are checked with an installed copy of the library."""
    copy = tmp_path / "rulebooks"
    shutil.copytree(data_folder("rulebooks"), copy)
    answer = govrules.load(copy)["guazhou"].ask("document.signing", direction="upward")
    assert answer.status == "answered"
    vocabulary = copy / "vocabulary" / "roles.yaml"
    text = vocabulary.read_text(encoding="utf-8")
    vocabulary.write_text(text.replace("en: head of government,", "en: chief,", 1), encoding="utf-8")
    with pytest.raises(govrules.LoadError, match="'head' is defined twice"):
        govrules.load(copy)
