"""Conditions: reading, types, three-valued evaluation, canonical spelling."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from govrules import ConditionError
from govrules.language import (
    DATE,
    FLAG,
    NUMBER,
    Domain,
    Fact,
    Node,
    Quantity,
    Type,
    canonical,
    conjunction,
    disjunction,
    negation,
    parse_condition,
    residual,
    truth,
)
from govrules.language.parser import MAX_DEPTH, MAX_LENGTH
from govrules.language.syntax import Compare, Constant, Member

COLOURS = ("red", "green", "blue", "navy")
DOMAIN = Domain(
    "colour", COLOURS, {**{c: c for c in COLOURS}, "红": "red", "绿": "green"}, {"navy": "blue"}, {"warm": ("red",)}
)
FACTS: Mapping[str, Type] = {
    "colour": Type("choice", DOMAIN),
    "other": Type("choice", DOMAIN),
    "wet": FLAG,
    "hot": FLAG,
    "size": NUMBER,
    "limit": NUMBER,
    "start": DATE,
    "amount": Type("money"),
    "length": Type("duration"),
    "非常规事项": FLAG,
}
WORDS = {"颜色": "colour", "尺寸": "size", "潮湿": "wet", **{name: name for name in FACTS}}


class Scope:
    def fact(self, word: str) -> Fact | None:
        return Fact(WORDS[word], FACTS[WORDS[word]]) if word in WORDS else None

    def fact_words(self) -> Iterable[str]:
        return WORDS


SCOPE = Scope()


@pytest.mark.parametrize(
    ("source", "spelt"),
    [
        ("colour = red", "colour = red"),
        ("颜色 = 红 且 非 潮湿", "colour = red and not wet"),
        ("颜色 属于 (红、绿) 或者 尺寸 大于 3", "colour in (red, green) or size > 3"),
        ("（wet）", "wet"),
        ("colour != red", "colour != red"),
        ("not colour in (red, green)", "colour not in (red, green)"),
        ("wet = no", "not wet"),
        ("wet = 是", "wet"),
        ("非常规事项", "非常规事项"),
        ("not (wet or hot) and (wet or size<=1/2)", "not (wet or hot) and (wet or size <= 1/2)"),
        ("size - (2 - size) > -3", "size - (2 - size) > -3"),
        ("size * 2 + 1 >= 30%", "size * 2 + 1 >= 3/10"),
        ("start + 3天 < 2024年3月4日", "start + 3 days < 2024-03-04"),
        ("amount ≥ 50万元", "amount >= 500000 yuan"),
        ("length <= 90 minutes", "length <= 90 minutes"),
        ("length < 36小时", "length < 36 hours"),
        ("start - 2024-01-01 > 1 week", "start - 2024-01-01 > 7 days"),
        ("colour = other", "colour = other"),
        ("colour = warm", "colour = warm"),
        ("wet and (hot and wet)", "wet and hot"),
        ('colour = "红"', "colour = red"),
    ],
)
def test_one_canonical_spelling(source: str, spelt: str) -> None:
    node = parse_condition(source, SCOPE)
    assert canonical(node) == str(node) == spelt
    assert parse_condition(spelt, SCOPE) == node


@pytest.mark.parametrize(
    ("source", "code", "offset", "suggestion"),
    [
        ("colur = red", "condition.unknown_name", 0, "colour"),
        ("wet and colour = gren", "condition.unknown_value", 17, "green"),
        ("wet and", "condition.incomplete", 7, None),
        ("wet hot", "condition.unexpected", 4, None),
        ("wet & hot", "condition.unexpected", 4, None),
        ("size", "condition.not_a_flag", 0, None),
        ("size > 3 days", "condition.not_comparable", 0, None),
        ("wet > 3", "condition.not_comparable", 0, None),
        ("colour + 1 > 3", "condition.bad_arithmetic", 0, None),
        ("size / 0 > 1", "condition.division", 7, None),
        ("size / limit > 1", "condition.division", 7, None),
        ("start < 2024-02-30", "condition.bad_date", 8, None),
        ("wet = red", "condition.flag_value", 6, None),
        ("3 in (1, 2)", "condition.in_needs_fact", 0, None),
        ("", "condition.incomplete", 0, None),
        ("amount > 3 months", "condition.not_comparable", 0, None),
    ],
)
def test_what_is_wrong_and_where(source: str, code: str, offset: int, suggestion: str | None) -> None:
    with pytest.raises(ConditionError) as caught:
        parse_condition(source, SCOPE)
    assert (caught.value.code, caught.value.offset, caught.value.suggestion) == (code, offset, suggestion)


@pytest.mark.parametrize(
    ("source", "code"),
    [
        ("wet and " * MAX_LENGTH + "wet", "condition.too_long"),
        ("(" * (MAX_DEPTH + 1) + "wet" + ")" * (MAX_DEPTH + 1), "condition.too_deep"),
        ("not " * (MAX_DEPTH + 1) + "wet", "condition.too_deep"),
        ("-" * 1_000 + "1 > size", "condition.too_deep"),
        ("(" * 1_900, "condition.incomplete"),
    ],
)
def test_sources_are_bounded(source: str, code: str) -> None:
    with pytest.raises(ConditionError) as caught:
        parse_condition(source, SCOPE)
    assert caught.value.code == code


@pytest.mark.parametrize(
    ("source", "facts", "expected"),
    [
        ("wet and hot", {"wet": False}, False),
        ("wet and hot", {"wet": True}, None),
        ("wet or hot", {"hot": True}, True),
        ("wet or hot", {"hot": False}, None),
        ("not wet", {}, None),
        ("colour = blue", {"colour": "navy"}, True),
        ("colour = navy", {"colour": "blue"}, False),
        ("colour = warm", {"colour": "red"}, True),
        ("size > 3", {"size": 3}, False),
        ("size >= 3", {"size": 3}, True),
        ("size * 3 = 1", {"size": Fraction(1, 3)}, True),
        ("start + 1 month = 2024-02-29", {"start": datetime.date(2024, 1, 31)}, True),
        ("amount < 1万元", {"amount": Quantity("money", Fraction(9_999))}, True),
        ("size > limit", {"size": 3}, None),
    ],
)
def test_three_values(source: str, facts: Mapping[str, Any], expected: bool | None) -> None:
    assert truth(parse_condition(source, SCOPE), facts) is expected


def _leaves() -> st.SearchStrategy[Node]:
    flags = st.sampled_from(["wet", "hot"]).map(lambda name: Fact(name, FLAG))
    colour = Fact("colour", FACTS["colour"])
    members = st.lists(st.sampled_from(COLOURS), min_size=1, max_size=3, unique=True).map(
        lambda values: Member(colour, tuple(values), DOMAIN.accepted(values))
    )
    comparisons = st.builds(
        lambda operator, amount: Compare(operator, Fact("size", NUMBER), Constant(amount, NUMBER)),
        st.sampled_from(["<", "<=", ">", ">=", "=", "!="]),
        st.fractions(min_value=-9, max_value=9, max_denominator=6),
    )
    return st.one_of(flags, members, comparisons)


CONDITIONS = st.recursive(
    _leaves(),
    lambda inner: st.one_of(
        inner.map(negation),
        st.lists(inner, min_size=2, max_size=3).map(lambda parts: conjunction(*parts)),
        st.lists(inner, min_size=2, max_size=3).map(lambda parts: disjunction(*parts)),
    ),
    max_leaves=8,
)
COMPLETE = st.fixed_dictionaries(
    {
        "wet": st.booleans(),
        "hot": st.booleans(),
        "colour": st.sampled_from(COLOURS),
        "size": st.fractions(min_value=-9, max_value=9, max_denominator=6),
    }
)


@given(CONDITIONS)
def test_the_canonical_spelling_reads_back_to_the_same_tree(node: Node) -> None:
    assert parse_condition(canonical(node), SCOPE) == node


@given(CONDITIONS, COMPLETE, st.sets(st.sampled_from(["wet", "hot", "colour", "size"])))
def test_unknown_is_only_what_more_facts_could_change(node: Node, facts: dict[str, Any], missing: set[str]) -> None:
    known = {name: value for name, value in facts.items() if name not in missing}
    partial = truth(node, known)
    assert partial in (None, truth(node, facts))
    assert truth(residual(node, known), facts) == truth(node, facts)
