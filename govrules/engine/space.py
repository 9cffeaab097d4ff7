"""The space of a question's facts, cut into the finitely many cells that its rules tell apart.

A flag has two cells; an enumeration one for each group of values that every guard treats alike; a
number, date or quantity one for each band between the thresholds that the guards name, and one for
each threshold itself. A comparison of two facts with each other cannot be cut so: it is a cell
pair of its own (it holds, or not), and two such comparisons are taken as independent.
"""

from __future__ import annotations

import datetime
import itertools
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from ..language import FLAG, Fact, Node, Quantity, Type, conjunction, disjunction, facts_of, negation, truth
from ..language.syntax import And, Arithmetic, Compare, Constant, Member, Not, Or
from ..language.values import magnitude
from ..value import Value

Tree = Any  # True, False, ("is", variable, cells), ("not", tree), ("and"/"or", trees)


@dataclass(frozen=True, eq=False, repr=False)
class Variable(Value):
    """One dimension of the space: a fact, or a comparison that is a dimension of its own.

    `samples` has one value for each cell (a bool, a choice's id, an exact number).
    """

    name: str
    fact: Fact | None
    atom: Node | None
    samples: tuple[Any, ...]
    cells: tuple[frozenset[str], ...] = ()
    cuts: tuple[Fraction, ...] = ()
    _conditions: dict[frozenset[int], Node] = field(default_factory=dict, init=False, repr=False, compare=False)

    @property
    def reads(self) -> tuple[str, ...]:
        """The names of the facts by which its cell is told."""
        if self.fact is not None:
            return (self.fact.name,)
        return () if self.atom is None else tuple(dict.fromkeys(fact.name for fact in facts_of(self.atom)))

    @property
    def every(self) -> frozenset[int]:
        """All cells."""
        return frozenset(range(len(self.samples)))

    def cell(self, facts: Mapping[str, Any]) -> int | None:
        """The cell that the facts fall into; None where they do not say."""
        if self.atom is not None:
            value = truth(self.atom, facts)
            return None if value is None else int(value)
        assert self.fact is not None
        value = facts.get(self.fact.name)
        if value is None:
            return None
        if self.fact.type == FLAG:
            return int(value)
        if self.cells:
            return next(index for index, cell in enumerate(self.cells) if value in cell)
        amount = magnitude(value)
        return next(index for index, sample in enumerate(self.samples) if self._same_band(sample, amount))

    def _same_band(self, sample: Fraction, amount: Fraction) -> bool:
        return all((sample > cut) == (amount > cut) and (sample < cut) == (amount < cut) for cut in self.cuts)

    def condition(self, cells: frozenset[int]) -> Node:
        """The condition that the fact lies in one of the cells."""
        found = self._conditions.get(cells)
        if found is None:
            found = self._conditions.setdefault(cells, self._condition(cells))
        return found

    def _condition(self, cells: frozenset[int]) -> Node:
        if cells == self.every:
            return Constant(True, FLAG)
        if self.atom is not None:
            return self.atom if 1 in cells else negation(self.atom)
        assert self.fact is not None
        if self.fact.type == FLAG:
            return self.fact if 1 in cells else negation(self.fact)
        if self.cells:
            return self._choice_condition(cells)
        return disjunction(*(self._band(run) for run in _runs(cells)))

    def _choice_condition(self, cells: frozenset[int]) -> Node:
        assert self.fact is not None and self.fact.type.domain is not None
        domain = self.fact.type.domain
        wanted = [value for value in domain.values if any(value in self.cells[cell] for cell in cells)]
        others = [value for value in domain.values if value not in wanted]
        if len(wanted) > 4 and len(others) < len(wanted):
            return negation(self._choice_of(others))
        return self._choice_of(wanted)

    def _choice_of(self, values: list[str]) -> Node:
        """The values as one condition, without those that a wider one among them includes."""
        assert self.fact is not None and self.fact.type.domain is not None
        domain = self.fact.type.domain
        whole = set(values)
        named = [value for value in values if domain.broader.get(value) not in whole]
        if domain.accepted(named) != whole:  # a wider value without all its narrower ones has no spelling
            return disjunction(*(_exactly(self.fact, value, whole) for value in named))
        return Member(self.fact, tuple(named), domain.accepted(named))

    def _band(self, run: Sequence[int]) -> Node:
        assert self.fact is not None
        low, high = self.samples[run[0]], self.samples[run[-1]]
        parts: list[Node] = []
        if run[0] > 0:
            below = max((cut for cut in self.cuts if cut <= low), default=None)
            if below is not None:
                parts.append(self._compare(">=" if below == low else ">", below))
        if run[-1] < len(self.samples) - 1:
            above = min((cut for cut in self.cuts if cut >= high), default=None)
            if above is not None:
                parts.append(self._compare("<=" if above == high else "<", above))
        if low == high and low in self.cuts:
            return self._compare("=", low)
        return conjunction(*parts)

    def _compare(self, operator: str, amount: Fraction) -> Node:
        assert self.fact is not None
        kind = self.fact.type
        return Compare(operator, self.fact, Constant(value_of_amount(kind, amount), Type(kind.kind)))


def value_of_amount(kind: Type, amount: Fraction) -> Any:
    """The value of a type whose magnitude is `amount`."""
    if kind.kind == "date":
        return datetime.date.fromordinal(int(amount))
    if kind.kind == "time":
        return datetime.time(int(amount) // 60, int(amount) % 60)
    return amount if kind.kind == "number" else Quantity(kind.kind, amount)


def _exactly(fact: Fact, value: str, whole: set[str]) -> Node:
    assert fact.type.domain is not None
    accepted = fact.type.domain.accepted([value])
    outside = tuple(sorted(accepted - whole))
    member = Member(fact, (value,), accepted)
    if not outside:
        return member
    return conjunction(member, negation(Member(fact, outside, fact.type.domain.accepted(outside))))


def _runs(cells: Iterable[int]) -> list[list[int]]:
    """Neighbouring cells together."""
    runs: list[list[int]] = []
    for cell in sorted(cells):
        if runs and runs[-1][-1] == cell - 1:
            runs[-1].append(cell)
        else:
            runs.append([cell])
    return runs


class Space:
    """The variables of some conditions, and each condition as a tree over their cells.

    `order` ranks the facts; `last` are facts that come after everything else, whether a condition
    names them or not (absences). `requirements` become variables with two cells: not barred, and
    barred because the requirement is given as false. `limits` gives the least and greatest value
    of a number where the vocabulary sets one.
    """

    def __init__(
        self,
        conditions: Iterable[Node],
        order: Sequence[str],
        *,
        last: Sequence[Fact] = (),
        requirements: Sequence[Node] = (),
        limits: Mapping[str, tuple[int | None, int | None]],
    ) -> None:
        atoms = [atom for node in conditions for atom in atoms_of(node)]
        facts: dict[str, Fact] = {}
        crossed: list[Node] = []
        for atom in atoms:
            names = {fact.name: fact for fact in facts_of(atom)}
            if len(names) == 1 and (not isinstance(atom, Compare) or turning_point(atom) is not None):
                facts.update(names)
            elif atom not in crossed and names:
                crossed.append(atom)
        ranks = {name: rank for rank, name in enumerate(order)}
        at_end = {fact.name: fact for fact in last}
        names_first = sorted(set(facts) - set(at_end), key=lambda name: (ranks.get(name, len(ranks)), name))

        def variable(fact: Fact) -> Variable:
            own = [atom for atom in atoms if atom not in crossed and next(facts_of(atom)).name == fact.name]
            return variable_of(fact, own, limits.get(fact.name))

        self.variables: list[Variable] = [variable(facts[name]) for name in names_first]
        self.variables += [Variable(f"atom {index}", None, atom, (False, True)) for index, atom in enumerate(crossed)]
        self.variables += [
            Variable(f"requirement {index}", None, negation(node), (False, True))
            for index, node in enumerate(requirements)
        ]
        self.variables += [variable(fact) for fact in last]
        self.index = {entry.name: index for index, entry in enumerate(self.variables)}
        self.crossed = {atom: self.index[f"atom {index}"] for index, atom in enumerate(crossed)}
        self.barring = {node: self.index[f"requirement {index}"] for index, node in enumerate(requirements)}

    def cells(self, facts: Mapping[str, Any]) -> dict[int, int]:
        """The cell of each variable that the facts settle. A requirement bars nothing until it is
        given as false."""
        found: dict[int, int] = {}
        barring = set(self.barring.values())
        for index, variable in enumerate(self.variables):
            cell = variable.cell(facts)
            if cell is not None or index in barring:
                found[index] = cell or 0
        return found

    def equivalent(self, first: Node, second: Node) -> bool:
        """Whether two conditions hold for the same facts."""
        return self._same(self.tree(first), self.tree(second))

    def _same(self, first: Tree, second: Tree) -> bool:
        unread = variables_of(first) | variables_of(second)
        if not unread:
            return bool(first == second)
        variable = min(unread)
        return all(
            self._same(put(first, variable, cell), put(second, variable, cell))
            for cell in self.variables[variable].every
        )

    def tree(self, node: Node) -> Tree:
        """The condition over cells."""
        match node:
            case Constant(value=value):
                return value
            case Not(operand=operand):
                return negated(self.tree(operand))
            case And(operands=operands):
                return joined("and", [self.tree(operand) for operand in operands])
            case Or(operands=operands):
                return joined("or", [self.tree(operand) for operand in operands])
            case _:
                return self._leaf(node)

    def _leaf(self, atom: Node) -> Tree:
        if atom in self.crossed:
            return ("is", self.crossed[atom], frozenset({1}))
        name = next(facts_of(atom)).name
        index = self.index[name]
        variable = self.variables[index]
        cells = frozenset(cell for cell in variable.every if truth(atom, {name: variable.samples[cell]}))
        return cells == variable.every if cells in (variable.every, frozenset()) else ("is", index, cells)


def atoms_of(node: Node) -> Iterable[Node]:
    """The smallest conditions in a condition."""
    match node:
        case Not(operand=operand):
            yield from atoms_of(operand)
        case And(operands=operands) | Or(operands=operands):
            for operand in operands:
                yield from atoms_of(operand)
        case Constant():
            return
        case _:
            yield node


def variable_of(fact: Fact, atoms: list[Node], limits: tuple[int | None, int | None] | None) -> Variable:
    """The fact, cut into the cells that the conditions tell apart."""
    if fact.type == FLAG:
        return Variable(fact.name, fact, None, (False, True))
    if fact.type.domain is not None:
        groups: dict[tuple[bool | None, ...], list[str]] = {}
        for value in fact.type.domain.values:
            groups.setdefault(tuple(truth(atom, {fact.name: value}) for atom in atoms), []).append(value)
        cells = tuple(frozenset(group) for group in groups.values())
        return Variable(fact.name, fact, None, tuple(group[0] for group in groups.values()), cells)
    cuts = sorted({cut for atom in atoms if (cut := turning_point(atom)) is not None})
    whole = is_whole(fact.type)
    if not cuts:
        return Variable(fact.name, fact, None, ())
    return Variable(fact.name, fact, None, tuple(_samples(cuts, whole, limits or (None, None))), (), tuple(cuts))


def is_whole(kind: Type) -> bool:
    """Whether a type has no values between whole amounts."""
    return kind.integer or kind.kind in ("date", "time")


def _samples(cuts: list[Fraction], whole: bool, limits: tuple[int | None, int | None]) -> Iterable[Fraction]:
    """One value below the cuts, one at each, one between each two, one above; only those there are."""
    low = Fraction(limits[0]) if limits[0] is not None else cuts[0] - 2
    high = Fraction(limits[1]) if limits[1] is not None else cuts[-1] + 2
    edges = [low, *(cut for cut in cuts if low <= cut <= high), high]
    found: list[Fraction] = []
    for edge, following in itertools.pairwise(edges):
        if edge in cuts and (edge.denominator == 1 or not whole):
            found.append(edge)
        between = Fraction(edge.__floor__() + 1) if whole else (edge + following) / 2
        if edge not in cuts and edge == low and (edge.denominator == 1 or not whole) and edge < following:
            between = edge
        if edge <= between < following and between not in cuts:
            found.append(between)
    if high in cuts or (limits[1] is not None and high not in found and (not found or found[-1] in cuts)):
        found.append(high)
    return dict.fromkeys(found)


def turning_point(atom: Node) -> Fraction | None:
    """The one value of its one fact at which a comparison turns; None where there is no such value."""
    if not isinstance(atom, Compare) or atom.left.type.kind == "choice":
        return None
    left, right = _slope(atom.left), _slope(atom.right)
    if left is None or right is None or left[0] == right[0]:
        return None
    return (right[1] - left[1]) / (left[0] - right[0])


def _slope(node: Node) -> tuple[Fraction, Fraction] | None:
    """`a * fact + b` as (a, b); None where the part is no straight line."""
    match node:
        case Constant(value=value):
            return Fraction(0), magnitude(value)
        case Fact():
            return Fraction(1), Fraction(0)
        case Arithmetic(operator=operator, left=left, right=right):
            first, second = _slope(left), _slope(right)
            if first is None or second is None or (left.type.kind == "date" and right.type.kind == "months"):
                return None
            if operator in "+-":
                sign = 1 if operator == "+" else -1
                return first[0] + sign * second[0], first[1] + sign * second[1]
            if operator == "*" and first[0] == 0:
                return first[1] * second[0], first[1] * second[1]
            if second[0] != 0:
                return None
            factor = second[1] if operator == "*" else 1 / second[1]
            return first[0] * factor, first[1] * factor
        case _:
            return None


def negated(tree: Tree) -> Tree:
    """The opposite of a tree."""
    if isinstance(tree, bool):
        return not tree
    return tree[1] if tree[0] == "not" else ("not", tree)


def joined(kind: str, trees: list[Tree]) -> Tree:
    """All (and) or any (or) of the trees."""
    neutral = kind == "and"
    parts: list[Tree] = []
    for tree in trees:
        if tree is (not neutral):
            return not neutral
        if tree is not neutral and tree not in parts:
            parts.append(tree)
    if not parts:
        return neutral
    return parts[0] if len(parts) == 1 else (kind, tuple(parts))


def put(tree: Tree, variable: int, cell: int) -> Tree:
    """The tree when the variable lies in the cell."""
    if isinstance(tree, bool):
        return tree
    if tree[0] == "is":
        return cell in tree[2] if tree[1] == variable else tree
    if tree[0] == "not":
        return negated(put(tree[1], variable, cell))
    return joined(tree[0], [put(part, variable, cell) for part in tree[1]])


def variables_of(tree: Tree) -> frozenset[int]:
    """The variables that the tree reads."""
    if isinstance(tree, bool):
        return frozenset()
    if tree[0] == "is":
        return frozenset({tree[1]})
    if tree[0] == "not":
        return variables_of(tree[1])
    return frozenset().union(*(variables_of(part) for part in tree[1]))
