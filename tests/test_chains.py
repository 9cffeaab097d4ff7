"""Chains as graphs, as text, as Mermaid and as SVG: the same steps in the same order in all four."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import networkx
import pytest
import yaml
from pictures import faults, read

import govrules
from govrules.model.chain import Chain

NAMES = ("guazhou", "fushun", "wolong", "kangle", "dongqu")
CHAINS = yaml.safe_load((Path(__file__).parent / "chains.yaml").read_text(encoding="utf-8"))
GATES = ("fork", "join", "choice")
NODE = re.compile(r'^ *p0n(\d+)(?:@\{ shape: fork.*|(?:\[\[|\[|\{)"(.*)"(?:\]\]|\]|\}))$')
EDGE = re.compile(r'^ *p0n(\d+) (-->|-\.->)(?:\|"(.*)"\|)? p0n(\d+)$')


def asked(books: govrules.Books, question: str) -> govrules.Answer:
    (answer,) = books.ask(question).values()
    return answer


@pytest.fixture(params=CHAINS, ids=[chain["ask"] for chain in CHAINS])
def expected(request: pytest.FixtureRequest) -> dict[str, Any]:
    return request.param


def pairs(listed: list[list[int]]) -> set[tuple[int, int]]:
    """Pairs of steps, which are counted from 1, as pairs of nodes."""
    return {(first - 1, second - 1) for first, second in listed}


def test_every_government_is_there() -> None:
    assert {chain["ask"].partition(":")[0] for chain in CHAINS} == set(NAMES)
    assert all(any(key in chain for chain in CHAINS) for key in ("together", "any", "guard", "deadline", "quote"))


def test_the_graph(expected: dict[str, Any], books: govrules.Books) -> None:
    graph = asked(books, expected["ask"]).require(Chain).graph
    assert set(graph.edges) == pairs(expected["order"])
    for number, node in graph.nodes(data=True):
        step = number + 1
        assert node["guard"] == expected.get("guard", {}).get(step)
        assert node["optional"] == (step in expected.get("guard", {}))
        assert node["deadline"] == expected.get("deadline", {}).get(step)
        assert {provision for provision, _ in node["citation"]} == {expected["cite"][step]}
        quoted = expected.get("quote", {}).get(step, "")
        assert any(quoted in words for _, words in node["citation"])
        assert node["label"] in ("", *(part.replace("或", " ") for part in expected["steps"][number].split()))
    kinds = {group["kind"] for group in graph.graph["groups"].values()}
    for kind in ("together", "any"):
        assert (kind in kinds) == (kind in expected)
        for first, second in pairs(expected.get(kind, [])):
            assert not networkx.has_path(graph, first, second) and not networkx.has_path(graph, second, first)


def test_the_text(expected: dict[str, Any], books: govrules.Books) -> None:
    said = asked(books, expected["ask"]).explain(why_not=False)
    found = re.findall(r"^ +(?:\d+\.)+ (?:由(?=.* 向))?(.*)$", said, re.MULTILINE)
    found = [line for line in found if not line.startswith("以下各")]
    assert len(found) == len(expected["steps"])
    for line, step in zip(found, expected["steps"], strict=True):
        assert line.startswith(step.removeprefix("（未写明何人） "))


def test_mermaid_and_svg(expected: dict[str, Any], books: govrules.Books) -> None:
    answer = asked(books, expected["ask"])
    svg = answer.to_svg()
    assert list(faults(svg)) == []
    _, (panel,) = read(svg)
    acts = panel.of("act")
    assert [_joined(act.does) for act in acts] == [_joined(step) for step in expected["steps"]]
    lines = answer.to_mermaid().splitlines()
    nodes = {int(found[1]): found[2] for line in lines if (found := NODE.match(line))}
    assert set(nodes) == {node.item for node in panel.of("act", *GATES)}
    for act in acts:
        assert [_joined(line) for line in nodes[act.item].split("<br/>")[:2]] == [_joined(line) for line in act.does]
    edges = {(int(found[1]), int(found[4])): found for line in lines if (found := EDGE.match(line))}
    assert set(edges) == set(panel.paths)
    numbers = {act.item: number for number, act in enumerate(acts)}
    gates = {node.item for node in panel.of(*GATES)}
    assert {(numbers[a], numbers[b]) for a, b in through(set(edges), gates)} == pairs(expected["order"])
    for (_, target), edge in edges.items():
        depends = target in numbers and numbers[target] + 1 in expected.get("guard", {})
        assert (edge[2] == "-.->") == (edge[3] is not None) == depends


def _joined(words: str | tuple[str, ...]) -> str:
    """Without the blanks, which a picture loses where it breaks a line."""
    return "".join("".join(words).split())


def through(edges: set[tuple[int, int]], gates: set[int]) -> set[tuple[int, int]]:
    """The edges between acts, those that lead through gates included."""
    graph: networkx.DiGraph[int] = networkx.DiGraph(edges)
    for gate in gates:
        graph.add_edges_from([(a, b) for a in graph.predecessors(gate) for b in graph.successors(gate)])
        graph.remove_node(gate)
    return set(networkx.transitive_reduction(graph).edges)


@pytest.mark.parametrize("name", NAMES)
def test_nodes_and_edges_of_every_chain_say_who_what_when_and_where_it_stands(name: str, books: govrules.Books) -> None:
    count = 0
    for question in books[name].questions:
        answer = books[name].ask(question)
        for value in outcomes(answer):
            graph = value.graph
            for number, step in enumerate(value.steps):
                node = graph.nodes[number]
                assert (node["act"], node["action"]) == (step, step.action)
                assert node["role"] == (step.performers.roles if step.performers else ())
                assert node["deadline"] == (None if step.deadline is None else str(step.deadline))
                assert step.when is None or node["guard"] is not None
                assert node["citation"], f"{answer.asked}: {step} rests on nothing"
                count += 1
            for first, second, edge in graph.edges(data=True):
                assert edge["kind"] in ("then", "together", "any")
                assert edge["role"] == (graph.nodes[first]["role"], graph.nodes[second]["role"])
                for key in ("action", "guard", "deadline", "citation"):
                    assert edge[key] == graph.nodes[second][key]
    assert count > 3


def outcomes(answer: govrules.Answer) -> list[Chain]:
    """Every chain of an answer."""
    values = [answer.value, answer.ordinary, *(entry.value for entry in answer.alternatives)]
    for branch in answer.branches:
        values += [branch.value, *(entry.value for entry in branch.alternatives)]
    return [value for value in values if isinstance(value, Chain)]


def test_a_step_rests_on_its_own_words_else_on_those_of_the_rule(books: govrules.Books) -> None:
    chain = books["guazhou"].ask("document.signing", issuer="government_and_peer").require(Chain)
    signs, reports = (chain.graph.nodes[number]["citation"] for number in (0, 1))
    assert signs == (("51.2", "由与联合方签发人对应职务的县政府领导同志签发"),)
    assert reports == (("51.2", "副县长、县政府办公室主任签发的须报告县长"),)
