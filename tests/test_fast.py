"""Questions asked again and again: prepared, remembered, and never taken for something that is refused."""

from __future__ import annotations

import copy
import datetime
import enum
import pickle
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest

import govrules
from govrules import rulebook as asking
from govrules.engine import compiled as tables
from govrules.engine import fact_values, remembering
from govrules.errors import FactError, QuestionError

QUESTION = "document.signing"
FACTS: dict[str, Any] = {"issuer": "government", "direction": "upward", "kind": "decision"}


class Text(str):
    """A text of another class."""


class Direction(enum.StrEnum):
    UPWARD = "upward"


class Many:
    """Compares as a column does: with no truth value."""

    def __eq__(self, other: object) -> Any:
        return self

    def __bool__(self) -> bool:
        raise ValueError("ambiguous")

    __hash__ = None  # type: ignore[assignment]


class Alike:
    """Equal to a text, and no text."""

    def __eq__(self, other: object) -> bool:
        return other == "upward"

    def __hash__(self) -> int:
        return hash("upward")


@pytest.fixture
def book(books: govrules.Books) -> govrules.Rulebook:
    """A rulebook that has answered the facts."""
    fresh = govrules.Rulebook(books["guazhou"].data)
    for _ in range(3):
        fresh.ask(QUESTION, **FACTS)
    return fresh


@pytest.mark.parametrize("value", [Alike(), Many(), 1, 0.0, b"upward", ["upward"], ("upward",), "upwards"])
def test_what_is_refused_is_refused_when_the_facts_are_remembered(book: govrules.Rulebook, value: object) -> None:
    with pytest.raises(FactError):
        book.ask(QUESTION, **{**FACTS, "direction": value})


@pytest.mark.parametrize("value", [1, 0, 1.0, Decimal(1), "maybe", [True]])
def test_a_number_is_no_flag(book: govrules.Rulebook, value: object) -> None:
    for flag in (True, False):
        book.ask(QUESTION, **FACTS, head_away=flag)
    with pytest.raises(FactError):
        book.ask(QUESTION, **FACTS, head_away=value)


@pytest.mark.parametrize("value", [Text("upward"), Direction.UPWARD, "上行文", "上行"])
def test_another_spelling_is_the_same_canonical_fact(book: govrules.Rulebook, value: str) -> None:
    if book.compiled(QUESTION).scope.facts["direction"].type.domain.resolve(value) is None:  # type: ignore[union-attr]
        pytest.skip("not a word for it here")
    answer = book.ask(QUESTION, **{**FACTS, "direction": value})
    assert answer == book.ask(QUESTION, **FACTS)
    assert type(answer.facts["direction"]) is str


def test_labels_of_facts_and_values_are_remembered_too(
    book: govrules.Rulebook, monkeypatch: pytest.MonkeyPatch
) -> None:
    answer, question = book.ask(QUESTION, **FACTS), book.prepare(QUESTION)
    fast = book._tables[QUESTION]
    assert fast is not None
    refused = pytest.fail
    monkeypatch.setattr(fast, "_long_way", lambda *_facts, **_more: refused("the long way"))
    monkeypatch.setitem(fast._names, "_long_way", fast._long_way)
    for facts in (
        {"发文名义": "政府", "行文方向": "上行文", "公文种类": "决定"},
        {"issuer": "政府", "行文方向": "upward", "kind": "决定"},
        {"公文种类": "decision", "direction": "上行文", "发文名义": None, "issuer": "government"},
    ):
        given = {name: value for name, value in facts.items() if value is not None}
        assert book.ask(QUESTION, **given) == question(**given) == answer
        assert [*question(**given).facts.items()] == [*answer.facts.items()]


def test_a_fact_that_is_given_twice_is_refused_when_it_is_remembered(book: govrules.Rulebook) -> None:
    for facts in ({"kind": "decision", "公文种类": "命令"}, {"公文种类": "决定", "kind of document": "order"}):
        with pytest.raises(FactError):
            book.ask(QUESTION, issuer="government", direction="upward", **facts)


def test_a_fact_given_as_none_is_not_given(book: govrules.Rulebook) -> None:
    answer = book.ask(QUESTION, **FACTS, head_away=None)
    assert answer == book.ask(QUESTION, FACTS)
    assert "head_away" not in answer.facts


def test_facts_are_shown_in_the_order_of_the_question(book: govrules.Rulebook) -> None:
    for order in (["kind", "issuer", "direction"], [*FACTS], ["direction", "kind", "issuer"]):
        assert [*book.ask(QUESTION, {name: FACTS[name] for name in order}).facts] == ["issuer", "direction", "kind"]


def test_the_facts_of_an_answer_are_its_own(book: govrules.Rulebook) -> None:
    facts = dict(FACTS)
    answer = book.ask(QUESTION, facts)
    facts["direction"] = "downward"
    assert answer.facts["direction"] == "upward"
    assert book.ask(QUESTION, FACTS).facts["direction"] == "upward"


def test_a_remembered_answer_is_whole(book: govrules.Rulebook) -> None:
    answer, fresh = book.ask(QUESTION, **FACTS), govrules.Rulebook(book.data).ask(QUESTION, **FACTS)
    assert repr(answer) == repr(fresh)
    assert hash(answer) == hash(fresh)
    assert (
        answer.asked == fresh.asked == "guazhou: document.signing(issuer=government, direction=upward, kind=decision)"
    )
    assert pickle.loads(pickle.dumps(answer)) == fresh
    assert copy.copy(book.ask(QUESTION, **FACTS)) == fresh
    assert answer.to_json() == fresh.to_json()
    assert answer.explain() == fresh.explain()
    assert answer.vary() == fresh.vary()
    with pytest.raises(AttributeError):
        answer.nothing_of_that_name  # noqa: B018


def test_prepared(book: govrules.Rulebook) -> None:
    question = book.prepare(QUESTION, issuer="government")
    for direction in ("upward", "downward", "upward"):
        answer = question(direction=direction, kind="decision")
        assert answer == book.ask(QUESTION, issuer="government", direction=direction, kind="decision")
        assert answer.asked == book.ask(QUESTION, issuer="government", direction=direction, kind="decision").asked
    with pytest.raises(QuestionError):
        question(issuer="office")
    with pytest.raises(FactError):
        question(direction="sideways")
    with pytest.raises(FactError):
        question(directions="upward")


def test_what_cannot_be_meant_is_refused_when_it_is_prepared(book: govrules.Rulebook) -> None:
    with pytest.raises(QuestionError):
        book.prepare("document.singing")
    with pytest.raises(FactError):
        book.prepare(QUESTION, issuer="nobody")


def test_prepared_for_a_day_and_with_somebody_away(book: govrules.Rulebook) -> None:
    question = book.prepare(QUESTION, as_of="2024-03-04", absent=["head"])
    assert question(**FACTS) == book.ask(QUESTION, FACTS, as_of="2024-03-04", absent=["head"])
    assert book.prepare(QUESTION, FACTS)(absent=["head"]) == book.ask(QUESTION, FACTS, absent=["head"])


def test_nothing_is_remembered_past_midnight(book: govrules.Rulebook, monkeypatch: pytest.MonkeyPatch) -> None:
    before = book.ask(QUESTION, **FACTS)
    now, tomorrow = tables.time.time() + 86_400, before.as_of + datetime.timedelta(days=1)  # type: ignore[operator]
    monkeypatch.setitem(book._tables[QUESTION]._names, "_now", lambda: now)  # type: ignore[union-attr]
    monkeypatch.setattr(asking, "today", lambda: tomorrow)
    assert book.ask(QUESTION, **FACTS).as_of == tomorrow


def test_what_is_remembered_is_bounded(book: govrules.Rulebook, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tables, "MAX_REMEMBERED", 5)
    monkeypatch.setattr(remembering, "MAX_REMEMBERED", 5)
    scope = book.compiled(QUESTION).scope
    for kind in scope.facts["kind"].type.domain.values:  # type: ignore[union-attr]
        for issuer in scope.facts["issuer"].type.domain.values:  # type: ignore[union-attr]
            facts = {"kind": kind, "issuer": issuer}
            assert book.ask(QUESTION, facts) == book.ask(QUESTION, facts)
            book.ask("conduct.travel_abroad")
            memory = book._memory
            assert len(memory.whole) <= 5
            assert sum(_leaves(question._day[1].root) for question in memory.questions) <= 5  # type: ignore[attr-defined]


def _leaves(node: object) -> int:
    if not isinstance(node, remembering.Node):
        return node is not None
    return sum(_leaves(child) for child in {id(child): child for child in node.children.values()}.values())


def _nodes(node: object) -> Iterator[remembering.Node]:
    if isinstance(node, remembering.Node):
        yield node
        for child in node.children.values():
            yield from _nodes(child)


def test_an_amount_has_no_end_of_values(books: govrules.Books, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fact_values, "MAX_VALUES", 7)
    book, plain = (govrules.Rulebook(books["guazhou"].data) for _ in range(2))
    for members in [*range(3, 25), *range(3, 9), 30, 4]:
        facts = {"meeting": "executive", "members": members}
        long_way = govrules.Rulebook.ask.__wrapped__(plain, "meeting.quorum", facts)  # type: ignore[attr-defined]
        for _ in range(3):
            assert book.ask("meeting.quorum", facts) == long_way
    with pytest.raises(FactError):
        book.ask("meeting.quorum", meeting="executive", members=4.0)
    with pytest.raises(FactError):
        book.ask("meeting.quorum", meeting="executive", members=True)


def test_values_that_are_decided_alike_are_not_all_kept(books: govrules.Books, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fact_values, "MAX_VALUES", 7)
    book = govrules.Rulebook(books["fushun"].data)
    for days in [*range(1, 20), *range(1, 20)]:
        assert book.ask("leave.return", days=days) == govrules.Rulebook(book.data).ask("leave.return", days=days)
    nodes = [*_nodes(book._tables["leave.return"]._day[1].root)]  # type: ignore[union-attr]
    assert {"days"} <= {node.fact.name for node in nodes}
    assert all(len(node.children) <= 7 >= len(node.fact.known) for node in nodes if node.fact.name == "days")


def test_facts_that_cannot_be_true_together_are_refused_when_each_is_remembered(books: govrules.Books) -> None:
    book = govrules.Rulebook(books["guazhou"].data)
    for members, present in ((9, 7), (5, 4), (9, 7), (5, 4)):
        book.ask("meeting.quorum", meeting="executive", members=members, present=present)
    with pytest.raises(FactError):
        book.ask("meeting.quorum", meeting="executive", members=5, present=7)
