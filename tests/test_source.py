"""Cutting the plain text of an instrument into articles, paragraphs and items."""

from __future__ import annotations

from pathlib import Path

import cn2an
import pytest

from govrules.loading.source import parse_source, read_source
from govrules.model.citations import chinese_numeral, parse_provision

NUMBERED = """
某县人民政府工作规则
总 则
一、为了规范，制定本规则。
二、会议的任务是：
（一）传达；
（二）讨论重要事
项；
1.预算；
2.决算。
仍属第二项。
（三）其他。
另一款。
第二章  附则
三、本规则自发布之日
起施行。
"""


def text(source: str, provision: str) -> str | None:
    return parse_source(source).text(parse_provision(provision))


def test_articles_paragraphs_items() -> None:
    assert text(NUMBERED, "1") == "为了规范，制定本规则。"
    assert text(NUMBERED, "2.1(1)") == "传达；"
    assert text(NUMBERED, "2.1(2)(2)") == "决算。"
    assert "仍属第二项。" in str(text(NUMBERED, "2.1(2)"))
    assert "讨论重要事项；" in str(text(NUMBERED, "2.1(2)"))
    assert text(NUMBERED, "2.1(3)") == "其他。"
    assert text(NUMBERED, "2.2") == "另一款。"
    assert text(NUMBERED, "3") == "本规则自发布之日起施行。"
    assert "某县人民政府工作规则" in str(text(NUMBERED, "0.1"))
    assert text(NUMBERED, "4") is None
    assert text(NUMBERED, "2.1(4)") is None


def test_article_numbering_with_items_in_the_other_style() -> None:
    source = "第一章 总则\n第一条 甲。\n一、乙。\n第二条\n丙。\n第十条 不是下一条。\n"
    assert text(source, "1.2") == "一、乙。"
    assert "丙。" in str(text(source, "2"))
    assert text(source, "3") is None


@pytest.mark.parametrize(
    ("name", "articles", "paragraphs", "items"),
    [
        ("guazhou", 69, 104, 15),
        ("fushun", 79, 118, 32),
        ("wolong", 30, 32, 0),
        ("kangle", 71, 102, 16),
        ("dongqu", 144, 165, 58),
    ],
)
def test_the_five_instruments(sources: Path, name: str, articles: int, paragraphs: int, items: int) -> None:
    source = read_source(sources / f"{name}.txt")
    numbers = [article for article, _ in source.paragraphs if article]
    assert sorted(set(numbers)) == list(range(1, articles + 1))
    assert len(numbers) == paragraphs
    assert sum(len(part.items) for part in source.paragraphs.values()) == items


def test_article_numbers_are_spelt_as_cn2an_spells_them() -> None:
    for number in (*range(12_000), 500_000, 10**9 + 1, -3):
        spelt = cn2an.an2cn(str(number), "low")
        assert chinese_numeral(number) == (spelt[1:] if spelt.startswith("一十") else spelt)
