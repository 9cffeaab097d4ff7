"""The order that a chain sets among its steps: what the graph and the pictures of a chain stand on.

One step precedes another where the text orders them and both can be taken: two whose conditions
exclude each other are two ways, not one after the other.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from ..language import TRUE, Node, canonical, conjunction, disjunction
from ..language.exclusion import exclude

if TYPE_CHECKING:
    import networkx

    from .chain import Act, Entry, Stage
    from .citations import Citation

ACT, STAGE, FORK, JOIN, CHOICE = "act", "stage", "fork", "join", "choice"


@dataclass(frozen=True)
class Place:
    """A node: an act; a stage that has no chain; or, where gates are wanted, where `together` begins and
    ends (fork, join) and where one of several ways is taken (choice).

    `condition` is on what it depends (TRUE: nothing), with that of its stages; `groups` the numbers of
    the groups that it stands in, from the outermost.
    """

    kind: str
    part: Act | Stage | None
    condition: Node
    groups: tuple[int, ...]


@dataclass(frozen=True)
class Group:
    """A stage with its chain, or entries that stand together, or ways (`kind`: stage, together, any)."""

    kind: str
    part: Any
    parent: int | None


@dataclass(frozen=True)
class Single:
    """One node."""

    place: int


@dataclass(frozen=True)
class Column:
    """One after the other."""

    blocks: tuple[Block, ...]


@dataclass(frozen=True)
class Row:
    """Beside one another, between the nodes `head` and `tail` where there are gates."""

    group: int
    blocks: tuple[Block, ...]
    head: int | None = None
    tail: int | None = None


@dataclass(frozen=True)
class Framed:
    """The chain of a stage."""

    group: int
    block: Block


Block = Single | Column | Row | Framed


@dataclass
class Order:
    """The nodes of a chain in the order of the text, its groups, its structure, and which node precedes
    which (`pairs`: all of them, not only the next)."""

    places: list[Place] = field(default_factory=list)
    groups: list[Group] = field(default_factory=list)
    pairs: set[tuple[int, int]] = field(default_factory=set)
    block: Column = Column(())

    def edges(self, nodes: Collection[int]) -> tuple[tuple[int, int], ...]:
        """Which of some nodes directly precedes which: the pairs that do not follow from others."""
        import networkx

        graph: networkx.DiGraph[int] = networkx.DiGraph()
        graph.add_edges_from(pair for pair in self.pairs if pair[0] in nodes and pair[1] in nodes)
        return tuple(sorted(networkx.transitive_reduction(graph).edges))


def order_of(entries: Iterable[Entry], *, gates: bool = False) -> Order:
    """The order among the entries of a chain; with `gates` as it is drawn."""
    ordering = _Ordering(gates)
    ordering.order.block, _ = ordering.sequence(entries, TRUE, ())
    return ordering.order


def graph_of(entries: Iterable[Entry], rests_on: Iterable[Citation] = ()) -> networkx.DiGraph[int]:
    """See Chain.graph; `rests_on` is what the answer cites that the chain stands in."""
    import networkx

    order = order_of(entries)
    shared = _shared(order, rests_on)
    acts = [index for index, place in enumerate(order.places) if place.kind == ACT]
    numbers = {index: number for number, index in enumerate(acts)}
    graph: networkx.DiGraph[int] = networkx.DiGraph()
    graph.graph["groups"] = {number: _group_data(group) for number, group in enumerate(order.groups)}
    for index, number in numbers.items():
        graph.add_node(number, **_node_data(order, order.places[index], shared))
    for first, second in order.edges(numbers):
        graph.add_edge(numbers[first], numbers[second], **_edge_data(order, graph, numbers, first, second))
    return graph


def _shared(order: Order, rests_on: Iterable[Citation]) -> list[tuple[str, str]]:
    """What the answer cites and no step, and no stage, has for itself; all of it where nothing is left."""
    cited = _cited(rests_on)
    own = {pair for place in order.places if place.part is not None for pair in _quoted(place.part)}
    for group in order.groups:
        if group.kind == STAGE:
            own |= {*_quoted(group.part), *_cited(group.part.rests_on)}
    return [pair for pair in cited if pair not in own] or cited


def _quoted(part: Act | Stage) -> list[tuple[str, str]]:
    return [(str(quotation.cite), quotation.quote) for quotation in part.citations]


def _cited(citations: Iterable[Citation]) -> list[tuple[str, str]]:
    return [(str(citation.provision), citation.quote) for citation in citations]


def _node_data(order: Order, place: Place, shared: list[tuple[str, str]]) -> dict[str, Any]:
    act: Any = place.part
    cited = _quoted(act)
    for group in reversed(place.groups):
        if not cited and order.groups[group].kind == STAGE:
            cited = _cited(order.groups[group].part.rests_on)
    return {
        **act.to_dict(),
        "act": act,
        "label": " ".join(act.performers.titles) if act.performers else "",
        "role": act.performers.roles if act.performers else (),
        "action": act.action,
        "guard": None if place.condition == TRUE else canonical(place.condition),
        "optional": place.condition != TRUE,
        "deadline": None if act.deadline is None else str(act.deadline),
        "citation": tuple(cited or shared),
        "groups": place.groups,
    }


def _edge_data(order: Order, graph: Any, numbers: Mapping[int, int], first: int, second: int) -> dict[str, Any]:
    """How a step leads to the next one, and of that one what decides whether and how it is taken."""
    begun = [group for group in order.places[second].groups if group not in order.places[first].groups]
    kinds = [order.groups[group].kind for group in begun if order.groups[group].kind != STAGE]
    data = graph.nodes[numbers[second]]
    return {
        "kind": kinds[0] if kinds else "then",
        "role": (graph.nodes[numbers[first]]["role"], data["role"]),
        "action": data["action"],
        "guard": data["guard"],
        "deadline": data["deadline"],
        "citation": data["citation"],
    }


def _group_data(group: Group) -> dict[str, Any]:
    data: dict[str, Any] = {"kind": group.kind, "parent": group.parent}
    if group.kind == STAGE:
        when = group.part.when
        data |= {"question": group.part.question, "status": group.part.status}
        data["guard"] = None if when is None else canonical(when)
    return data


def excluded(first: Place, second: Place) -> bool:
    """Whether the two nodes are never both reached."""
    return TRUE not in (first.condition, second.condition) and exclude(first.condition, second.condition)


class _Ordering:
    """Walks the entries. A block is returned with the numbers of its nodes."""

    def __init__(self, gates: bool) -> None:
        self.gates, self.order = gates, Order()

    def sequence(self, entries: Iterable[Entry], when: Node, groups: tuple[int, ...]) -> tuple[Column, list[int]]:
        blocks: list[Block] = []
        earlier: list[int] = []
        for entry in entries:
            block, nodes = self._block(entry, when, groups)
            self._before(earlier, nodes)
            earlier += nodes
            blocks.append(block)
        return Column(tuple(blocks)), earlier

    def _before(self, earlier: Iterable[int], later: Iterable[int]) -> None:
        places, later = self.order.places, list(later)
        self.order.pairs |= {(i, j) for i in earlier for j in later if not excluded(places[i], places[j])}

    def _block(self, entry: Any, when: Node, groups: tuple[int, ...]) -> tuple[Block, list[int]]:
        if entry.type == "sequence":
            return self.sequence(entry.entries, when, groups)
        if entry.type in ("together", "any"):
            return self._row(entry, when, groups)
        both = when if entry.when is None else conjunction(when, entry.when)
        if entry.type == STAGE and entry.chain is not None:
            group = self._group(STAGE, entry, groups)
            block, nodes = self.sequence(entry.chain.entries, both, (*groups, group))
            return Framed(group, block), nodes
        number = self._place(entry.type, entry, both, groups)
        return Single(number), [number]

    def _row(self, entry: Any, when: Node, groups: tuple[int, ...]) -> tuple[Block, list[int]]:
        group = self._group(entry.type, entry, groups)
        within = (*groups, group)
        head = self._place(FORK if entry.type == "together" else CHOICE, None, when, within) if self.gates else None
        blocks: list[Block] = []
        inner: list[int] = []
        for way in entry.entries:
            block, nodes = self._block(way, when, within)
            blocks.append(block)
            inner += nodes
        if head is None:
            return Row(group, tuple(blocks)), inner
        reached = disjunction(*(self.order.places[node].condition for node in inner))
        gate = self.order.places[head] = Place(self.order.places[head].kind, None, reached, within)
        self._before([head], inner)
        if gate.kind == CHOICE:
            return Row(group, tuple(blocks), head), [head, *inner]
        tail = self._place(JOIN, None, reached, within)
        self._before([head, *inner], [tail])
        return Row(group, tuple(blocks), head, tail), [head, *inner, tail]

    def _group(self, kind: str, part: Any, groups: tuple[int, ...]) -> int:
        self.order.groups.append(Group(kind, part, groups[-1] if groups else None))
        return len(self.order.groups) - 1

    def _place(self, kind: str, part: Any, condition: Node, groups: tuple[int, ...]) -> int:
        self.order.places.append(Place(kind, part, condition, groups))
        return len(self.order.places) - 1
