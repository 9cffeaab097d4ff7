"""Which step precedes which, and whether conditions exclude each other."""

from __future__ import annotations

from itertools import product

import networkx
import pytest
from hypothesis import given
from hypothesis import strategies as st

import govrules
from govrules.language import parse_condition, truth
from govrules.language.exclusion import exclude


@pytest.mark.parametrize(
    ("first", "second", "apart"),
    [
        ("routine", "not routine", True),
        ("routine", "routine", False),
        ("routine", "head_away", False),
        ("direction = upward", "direction = downward", True),
        ("direction in (upward, parallel)", "direction in (parallel, downward)", False),
        ("direction in (upward, parallel)", "direction = downward", True),
        ("direction = upward", "not direction = upward", True),
        ("direction = upward", "direction not in (upward, parallel)", True),
        ("direction not in (upward, parallel)", "direction not in (downward, parallel)", False),
        ("direction = upward and routine", "routine and direction = parallel", True),
        ("direction = upward or routine", "direction = parallel", False),
        ("direction = upward or routine", "direction = parallel and not routine", True),
        ("not (direction = upward or routine)", "routine", True),
        ("not (direction = upward and routine)", "direction = upward and routine", True),
    ],
)
def test_conditions_exclude_each_other(first: str, second: str, apart: bool, books: govrules.Books) -> None:
    scope = books["guazhou"].compiled("document.signing").scope
    one, other = parse_condition(first, scope), parse_condition(second, scope)
    assert exclude(one, other) is exclude(other, one) is apart


@pytest.mark.parametrize(
    ("first", "second", "apart"),
    [
        ("days < 3", "days >= 3", True),
        ("days <= 3", "days >= 3", False),
        ("days < 3", "days > 3", True),
        ("days = 3", "days > 3", True),
        ("days = 3", "days != 3", True),
        ("days != 3", "days > 3", False),
        ("days >= 2", "days <= 5", False),
        ("not days < 3", "days < 2", True),
        ("days < 3", "days < 5", False),
    ],
)
def test_numbers_exclude_each_other(first: str, second: str, apart: bool, books: govrules.Books) -> None:
    scope = books["guazhou"].compiled("leave.approval").scope
    one, other = parse_condition(first, scope), parse_condition(second, scope)
    assert exclude(one, other) is exclude(other, one) is apart


PARTS = ["routine", "head_away", "direction = upward", "direction in (upward, parallel)", "direction = downward"]


def conditions() -> st.SearchStrategy[str]:
    return st.recursive(
        st.sampled_from(PARTS),
        lambda inner: st.one_of(
            inner.map(lambda part: f"not ({part})"),
            st.tuples(inner, st.sampled_from(["and", "or"]), inner).map(lambda parts: f"({' '.join(parts)})"),
        ),
        max_leaves=5,
    )


@given(first=conditions(), second=conditions())
def test_what_excludes_holds_under_no_facts(first: str, second: str, books: govrules.Books) -> None:
    scope = books["guazhou"].compiled("document.signing").scope
    one, other = parse_condition(first, scope), parse_condition(second, scope)
    facts = [
        {"routine": routine, "head_away": away, "direction": direction}
        for routine, away, direction in product((True, False), (True, False), ("upward", "parallel", "downward"))
    ]
    if exclude(one, other):
        assert not any(truth(one, known) and truth(other, known) for known in facts)


def test_the_graph_says_who_when_and_on_what(books: govrules.Books) -> None:
    graph = books["dongqu"].ask("document.issuance").require(govrules.Chain).graph
    assert networkx.is_directed_acyclic_graph(graph)
    by_words = {(data["action"], data["role"]): node for node, data in graph.nodes(data=True)}
    draft = by_words["draft", ("lead_department",)]
    consulted = by_words["review", ("related_department",)]
    negotiated = by_words["negotiate", ("lead_department_head",)]
    submitted = by_words["submit", ("lead_department",)]
    data = graph.nodes[consulted]
    assert (data["guard"], data["optional"], data["deadline"]) == ("cross_department", True, "before submission")
    assert data["citation"] == (("93", "主办单位应在报送区政府办之前与相关单位联系并进行会审"),)
    assert not graph.nodes[draft]["optional"]
    signing = by_words["sign", ("head",)]
    assert not graph.nodes[signing]["act"].citations
    assert ("95.1(1)(1)", "上报市政府的文件") in graph.nodes[signing]["citation"], "those of its stage"
    assert set(graph.successors(consulted)) == {negotiated, submitted}, "agreed, or not agreed"
    assert not networkx.has_path(graph, negotiated, submitted)
    edge = graph.edges[draft, consulted]
    assert (edge["kind"], edge["action"], edge["guard"]) == ("then", "review", "cross_department")
    assert edge["role"] == (("lead_department",), ("related_department",))
    group = graph.graph["groups"][data["groups"][0]]
    assert (group["kind"], group["question"], group["guard"]) == ("stage", "document.joint_review", "cross_department")


def test_ways_and_what_is_not_ordered_are_told_apart(books: govrules.Books) -> None:
    graph = books["kangle"].ask("meeting.agenda", meeting="executive").require(govrules.Chain).graph
    kinds = [graph.graph["groups"][group]["kind"] for group in graph.nodes[0]["groups"]]
    assert kinds == ["any"]
    assert sorted(graph.edges) == [(0, 2), (1, 2), (2, 3), (3, 4), (4, 5)]
    graph = books["fushun"].ask("document.signing", direction="downward", cross_portfolio=True).value.graph
    assert [group["kind"] for group in graph.graph["groups"].values()] == ["together"]
