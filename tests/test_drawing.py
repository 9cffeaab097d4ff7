"""Pictures of chains: what must be in them, and that nothing overlaps, is cut off or leads nowhere."""

from __future__ import annotations

import pickle
import struct
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pictures import faults, read

import govrules
from govrules.drawing.describing import describe_outcome, describe_rules
from govrules.drawing.drawing import Drawing
from govrules.drawing.measuring import text_width, wrapped
from govrules.model.chain import AnyWay, Chain, Sequence, Stage, Together

NAMES = ("guazhou", "fushun", "wolong", "kangle", "dongqu")

CHAINS: list[tuple[str, str, list[list[tuple[str, str]]]]] = [
    (
        "guazhou",
        "document.signing(direction=upward)",
        [[("县政府办公室主任", "审核"), ("分管副县长", "审核"), ("县长", "签发")]],
    ),
    (
        "guazhou",
        "document.signing()",
        [
            [("县政府办公室主任", "审核"), ("分管副县长", "审核"), ("县长", "签发")],
            [("分管副县长", "签发")],
            [("县长", "签发")],
        ],
    ),
    (
        "fushun",
        "document.signing(direction=downward, cross_portfolio=true)",
        [[("市政府分管领导同志", "审核"), ("市长", "签发"), ("市政府其他领导同志", "会签")]],
    ),
    (
        "wolong",
        "contract.review(contract_party=government)",
        [
            [
                ("区政府法制机构", "审核"),
                ("区政府常务会议或区长办公会议", "研究通过"),
                ("区长或常务副区长或区政府主管领导", "签订"),
            ]
        ],
    ),
    (
        "kangle",
        "meeting.agenda(meeting=executive)",
        [
            [
                ("县政府分管领导同志", "协调"),
                ("县政府分管领导同志", "审核"),
                ("县政府分管领导同志", "提出"),
                ("县政府办公室", "汇总"),
                ("县政府办公室", "向县长 报告"),
                ("县长", "确定"),
            ]
        ],
    ),
    (
        "dongqu",
        "document.signing(direction=upward)",
        [[("分管副区长", "审核"), ("区长", "签发")]],
    ),
]
"""A question, and for each panel with a chain who does what, in the order of the text."""


def chains(book: govrules.Rulebook) -> Iterator[tuple[str, Any, Chain]]:
    """Every chain of a rulebook: of its rules, and of the answers without facts and with each single choice."""
    seen = set()
    for name in book.questions:
        question = book.compiled(name)
        for rule in question.rules.values():
            if isinstance(rule.outcome, Chain):
                yield f"{book.id}: {name} [{rule.id}]", question, rule.outcome
        if not any(isinstance(rule.outcome, Chain) for rule in question.rules.values()):
            continue
        answers = [book.ask(name)]
        for fact in book.questions[name].facts.values():
            if fact.type not in ("number", "date") and not fact.computes:
                for value in fact.values[:2]:
                    try:
                        answers.append(book.ask(name, {fact.name: value}))
                    except govrules.FactError:
                        continue
        for answer in answers:
            values = [answer.value, answer.ordinary]
            values += [branch.value for branch in answer.branches]
            values += [alternative.value for alternative in answer.alternatives]
            for value in values:
                if isinstance(value, Chain) and (name, value) not in seen:
                    seen.add((name, value))
                    yield answer.asked, question, value


@pytest.fixture(scope="module")
def guazhou(books: govrules.Books) -> govrules.Rulebook:
    return books["guazhou"]


@pytest.mark.parametrize(("name", "asked", "expected"), CHAINS, ids=[f"{n} {a}" for n, a, _ in CHAINS])
def test_who_does_what_in_the_order_of_the_text(
    name: str, asked: str, expected: list[list[tuple[str, str]]], books: govrules.Books
) -> None:
    answer = books[name].ask(asked)
    svg = answer.to_svg()
    assert list(faults(svg)) == []
    _, panels = read(svg)
    drawn = [panel for panel in panels if panel.nodes]
    assert [[node.does for node in panel.of("act")] for panel in drawn] == expected
    for panel in drawn:
        for node in panel.of("act"):
            (lane,) = [title for rect, title in panel.lanes if rect.holds(node.rect)]
            assert lane == node.who


def test_the_mermaid_text_of_an_upward_document(guazhou: govrules.Rulebook) -> None:
    answer = guazhou.ask("document.signing", issuer="government", direction="upward")
    assert answer.to_mermaid() == (
        "flowchart TB\n"
        "  accTitle: 瓜州县 · 公文签发 — 有规定\n"
        '    p0n0["县政府办公室主任<br/>审核"]\n'
        '    p0n1["分管副县长<br/>审核"]\n'
        '    p0n2["县长<br/>签发"]\n'
        "    p0n0 --> p0n1\n"
        "    p0n1 --> p0n2\n"
        "  classDef optional stroke-dasharray: 6 4\n"
    )


def test_cases_and_permissions_are_panels(guazhou: govrules.Rulebook) -> None:
    answer = guazhou.ask("document.signing")
    _, panels = read(answer.to_svg())
    assert [(panel.kind, panel.texts[0]) for panel in panels] == [
        ("branch", "如果 行文方向 = 上行："),
        ("branch", "如果 行文方向 属于 (平行, 下行)："),
        ("alternative", "也可以 — 如有必要"),
    ]
    mermaid = answer.to_mermaid()
    assert 'decision{{"还须知道：行文方向"}}' in mermaid
    assert "decision --> p0" in mermaid
    assert "decision --> p1" in mermaid
    assert "p1 -.- p2" in mermaid


def test_what_the_text_does_not_order_stands_between_bars(books: govrules.Books) -> None:
    answer = books["fushun"].ask("document.signing", direction="downward", cross_portfolio=True)
    _, (panel,) = read(answer.to_svg())
    (fork,), (join,) = panel.of("fork"), panel.of("join")
    review, sign, countersign = panel.of("act")
    assert fork.texts == ("不分先后",)
    assert set(panel.paths) == {
        (fork.item, review.item),
        (review.item, sign.item),
        (sign.item, join.item),
        (fork.item, countersign.item),
        (countersign.item, join.item),
    }
    assert countersign.rect.top == review.rect.top, "they stand beside one another"


def test_one_of_several_ways_is_a_choice(books: govrules.Books) -> None:
    answer = books["kangle"].ask("meeting.agenda", meeting="executive")
    _, (panel,) = read(answer.to_svg())
    (choice,) = panel.of("choice")
    acts = panel.of("act")
    assert choice.texts == ("任一即可",)
    assert {target for source, target in panel.paths if source == choice.item} == {act.item for act in acts[:2]}
    assert {(acts[0].item, acts[2].item), (acts[1].item, acts[2].item)} < set(panel.paths)
    assert '{"任一即可"}' in answer.to_mermaid()


def test_the_longest_way_of_a_document(books: govrules.Books) -> None:
    answer = books["dongqu"].ask("document.issuance")
    svg = answer.to_svg()
    assert list(faults(svg)) == []
    _, (panel,) = read(svg)
    acts = panel.of("act")
    assert len(acts) == len(answer.require(Chain).steps) >= 20
    stages = [tab.texts[0] for tab in panel.of("tab")]
    assert stages == ["拟稿", "会审会签", "审核", "公文签发", "校对缮印", "登记用印分发"]
    by_words = {node.does: node for node in acts}
    consulted, negotiated = by_words["区政府有关部门", "会审"], by_words["主办部门主要负责人", "主动协商"]
    agreed = by_words["牵头部门", "向区政府办公室 报送"]
    assert {consulted.dashed, negotiated.dashed, agreed.dashed} == {True}
    assert {(consulted.item, negotiated.item), (consulted.item, agreed.item)} <= set(panel.paths)
    assert (negotiated.item, agreed.item) not in panel.paths, "agreed and not agreed are two ways"
    draft = by_words["牵头部门", "草拟"]
    assert not draft.dashed


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("name", NAMES)
def test_every_chain_draws_without_a_fault(name: str, lang: str, books: govrules.Books) -> None:
    count = 0
    for where, question, chain in chains(books[name]):
        drawing = Drawing(describe_outcome(question, chain, lang))
        svg = drawing.to_svg()
        assert list(faults(svg)) == [], where
        _, (panel,) = read(svg)
        assert len(panel.of("act")) == len(chain.steps), where
        assert len(drawing.to_mermaid().splitlines()) > len(chain.steps)
        count += 1
    assert count > 5


@pytest.mark.parametrize("name", NAMES)
def test_every_question_shows_its_rules_and_its_answer(name: str, books: govrules.Books) -> None:
    book = books[name]
    for question in book.questions:
        answer = book.ask(question)
        for svg in (answer.to_svg(), Drawing(describe_rules(book.compiled(question), "zh")).to_svg()):
            assert list(faults(svg)) == [], question
        assert svg == Drawing(describe_rules(book.compiled(question), "zh")).to_svg(), "always the same"


@st.composite
def entries(draw: st.DrawFn, acts: list[Any], depth: int) -> Any:
    kind = draw(st.sampled_from(["act"] * 3 + (["sequence", "together", "any", "stage"] if depth else [])))
    if kind == "act":
        return draw(st.sampled_from(acts))
    inner = tuple(draw(st.lists(entries(acts, depth - 1), min_size=1, max_size=4)))
    if kind == "stage":
        when = draw(st.sampled_from(acts)).when
        chain = Chain.model_construct(entries=inner)
        return Stage.model_construct(question="document.signing", status="answered", chain=chain, when=when)
    group = {"sequence": Sequence, "together": Together, "any": AnyWay}[kind]
    return group.model_construct(type=kind, entries=inner)


@settings(max_examples=150)
@given(data=st.data())
def test_any_chain_draws_without_a_fault(data: st.DataObject, books: govrules.Books) -> None:
    """Chains that no rulebook has: stages in groups in stages, with the acts and conditions of Dongqu's."""
    question = books["dongqu"].compiled("document.issuance")
    acts = list(books["dongqu"].ask("document.issuance").require(Chain).steps)
    drawn = tuple(data.draw(st.lists(entries(acts, 3), min_size=1, max_size=6)))
    chain = Chain.model_construct(entries=drawn)
    svg = Drawing(describe_outcome(question, chain, "zh")).to_svg()
    assert list(faults(svg)) == []
    _, (panel,) = read(svg)
    assert len(panel.of("act")) == len(chain.steps) == len(chain.graph)
    placed = {node.item: node.rect for node in panel.nodes if node.kind != "tab"}
    assert all(placed[source].bottom < placed[target].top for source, target in panel.paths), "time runs down"


def test_a_chain_draws_itself_and_says_when_it_cannot(guazhou: govrules.Rulebook) -> None:
    answer = guazhou.ask("document.signing", direction="upward")
    chain = answer.require(Chain)
    assert "县政府办公室主任" in chain.to_svg()
    assert "head of government<br/>signs" in chain.to_mermaid("en")
    copy = pickle.loads(pickle.dumps(answer))
    assert copy == answer
    assert hash(copy.value) == hash(chain)
    with pytest.raises(govrules.GovrulesError, match=r"drawing\(answer\)"):
        copy.to_svg()
    with pytest.raises(govrules.GovrulesError, match="no answer that knows its rulebook"):
        copy.value.to_svg()
    assert guazhou.drawing(copy).to_svg() == answer.to_svg()
    with pytest.raises(ValueError, match="theme"):
        answer.to_svg(theme="blue")


def test_light_and_dark(guazhou: govrules.Rulebook) -> None:
    chain = guazhou.ask("document.signing", direction="upward").require(Chain)
    assert "prefers-color-scheme: dark" in chain.to_svg()
    light, dark = chain.to_svg(theme="light"), chain.to_svg(theme="dark")
    assert "prefers-color-scheme" not in light + dark
    assert light != dark


def test_png(guazhou: govrules.Rulebook, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    chain = guazhou.ask("document.signing", direction="upward").require(Chain)
    data = chain.to_png(tmp_path / "chain.png", scale=2)
    assert (tmp_path / "chain.png").read_bytes() == data
    whole, _ = read(chain.to_svg())
    assert data.startswith(b"\x89PNG")
    assert struct.unpack(">II", data[16:24]) == (2 * whole.right, 2 * whole.bottom)
    with pytest.raises(govrules.GovrulesError, match="cannot be written"):
        chain.to_png(tmp_path / "none" / "chain.png")
    monkeypatch.setitem(sys.modules, "resvg_py", None)
    with pytest.raises(govrules.GovrulesError, match=r"govrules\[png\]"):
        chain.to_png()


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("县长签发", ("县长签发",)),
        ("县长签发。", ("县长签", "发。")),  # no line begins with a full stop
        ("县长签发上行文", ("县长签发", "上行文")),
        ("主持人（县长）", ("主持人", "（县长）")),  # nor ends with an opening bracket
        ("sign it", ("sign it",)),
        ("向县长 报送", ("向县长", "报送")),
        ("abcdefghijklmnop", ("abcdef", "ghijkl", "mnop")),  # a word that is too long is broken all the same
        ("", ()),
    ],
)
def test_lines_are_broken_where_chinese_is(text: str, lines: tuple[str, ...]) -> None:
    assert wrapped(text, 48, 12) == lines


@given(st.text(alphabet="县长 签发，。（）“”ab-WM=", max_size=60), st.integers(24, 200))
def test_no_line_is_too_wide_and_nothing_is_lost(text: str, width: int) -> None:
    lines = wrapped(text, width, 12)
    assert "".join("".join(lines).split()) == "".join(text.split())
    assert all(text_width(line, 12) <= width or len(line) == 1 for line in lines)
