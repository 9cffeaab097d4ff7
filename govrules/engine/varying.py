"""`Answer.vary`: every fact is changed, each of its cells once, and the question is asked again."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from fractions import Fraction
from functools import cached_property
from math import ceil, floor
from typing import Any

from ..errors import FactError
from ..language import FLAG, UNKNOWN, Fact, Node, Type, facts_of, negation, parse_condition, truth
from ..language.syntax import Arithmetic, Compare, Constant, Member
from ..language.values import magnitude
from ..model.base import FrozenMapping, Label
from ..model.outcome import Outcome
from ..model.scope import FactUse
from .answer import NOT_IN_FORCE, Answer
from .phrases import PHRASES
from .question import CompiledQuestion
from .resolving import distinct
from .situation import defaults_of
from .space import Variable, atoms_of, is_whole, value_of_amount, variable_of
from .supposing import Supposing
from .variation import ABSENT, ASSUMED, GIVEN, MISSING, Variation, meaning

Ask = Callable[[Mapping[str, Any], frozenset[str]], Answer]
Case = tuple[int, Any, Answer]  # a cell, the value with which it was asked, the answer


def vary(question: CompiledQuestion, answer: Answer, ask: Ask) -> tuple[Variation, ...]:
    """Every single change of a fact that changes the meaning of the answer. `ask` asks the same
    question with other facts, for the same day."""
    return () if answer.status == NOT_IN_FORCE else tuple(_Varying(question, answer, ask).variations())


class _Varying:
    def __init__(self, question: CompiledQuestion, answer: Answer, ask: Ask) -> None:
        self.question, self.answer, self.ask = question, answer, ask
        self.here = meaning(answer)
        given = {name: value for name, value in answer.facts.items() if value is not UNKNOWN}
        self.defaults = {name: value for name, value in defaults_of(question) if name not in answer.facts}
        self.known = self.defaults | given
        self.words = {lang: Supposing(question, lang) for lang in PHRASES}

    def variations(self) -> Iterator[Variation]:
        names = (*self.question.scope.facts, *sorted(self.question.readings))
        bases = {name: self._basis(name) for name in names}
        for wanted in (GIVEN, ASSUMED, MISSING):
            for name in names:
                if bases[name] == wanted:
                    yield from self._of_fact(name, wanted)
            if wanted == GIVEN:
                yield from self._of_absent()

    def _basis(self, name: str) -> str:
        if name not in self.known:
            return MISSING
        return ASSUMED if name in self.defaults else GIVEN

    def _of_fact(self, name: str, basis: str) -> Iterator[Variation]:
        use = self.question.scope.use_of(name)
        variable = self._variable(use)
        if variable is None:
            return
        from_ = self.known.get(name, self.answer.facts.get(name))
        here = meaning(self.answer, self._own(name, from_))
        found: dict[Hashable, list[Case]] = {}
        for cell in sorted(variable.every - {variable.cell(self.known)}):
            case = self._asked(variable, cell)
            if case is not None and meaning(case[2]) != self.here:
                other = meaning(case[2], self._own(name, case[1]))
                if other != here:
                    found.setdefault(other, []).append(case)
        for cases in found.values():
            whole = len(cases) == len(variable.samples)  # no condition says that the fact is only known
            for group in [[case] for case in cases] if whole else [cases]:
                cells = frozenset(cell for cell, _value, _answer in group)
                yield self._variation(use, basis, from_, variable.condition(cells), group)

    def _own(self, name: str, value: Any) -> frozenset[str]:
        """The roles that an answer has only because the fact says so: that the applicant applies is the
        same for every applicant."""
        if name not in self._holders:
            return frozenset()
        roles = self.question.book.names.vocabulary.roles
        own = [role for role, entry in roles.items() if entry.held_by == name or role == value]
        return frozenset(own) | {self.question.book.names.title(role) for role in own}

    def _variation(self, use: FactUse, basis: str, from_: Any, when: Node, cases: list[Case]) -> Variation:
        _cell, to, answer = min(cases, key=lambda case: _distance(case[1], from_))
        return Variation(
            fact=use.name,
            label=use.label,
            basis=basis,
            from_=from_,
            to=to,
            when=when,
            answer=answer,
            citations=distinct(citation for _, _, other in cases for citation in other.citations),
            sentences=self._sentences(
                lambda words: words.condition(when),
                lambda words: words.say(f"vary_{basis}", value=words.fact_value(use.name, from_)[1]),
                lambda words: words.example(use.name, to) if len({meaning(case[2]) for case in cases}) > 1 else "",
                answer,
                cases,
            ),
        )

    def _of_absent(self) -> Iterator[Variation]:
        """What if a role that is given as away were not."""
        names = self.question.book.names
        for role in self.answer.absent:
            other = self.ask(self.answer.facts, frozenset(self.answer.absent) - {role})
            if meaning(other) != self.here:
                away = Member(Fact(ABSENT, Type("choice", names.roles)), (role,), frozenset({role}))
                yield Variation(
                    fact=ABSENT,
                    label=Label(zh=names.title(role), en=names.vocabulary.roles[role].en),
                    basis=GIVEN,
                    from_=True,
                    to=False,
                    when=negation(away),
                    answer=other,
                    citations=other.citations,
                    sentences=self._sentences(
                        lambda words, role=role: words.say("vary_present", role=words.role(role)),  # type: ignore[misc]
                        lambda words: words.say("vary_given", value=words.say("vary_away")),
                        lambda words: "",
                        other,
                        [(0, False, other)],
                    ),
                )

    def _sentences(
        self,
        when: Callable[[Supposing], str],
        basis: Callable[[Supposing], str],
        example: Callable[[Supposing], str],
        other: Answer,
        cases: list[Case],
    ) -> FrozenMapping[str, str]:
        cited = distinct(citation for _, _, answer in cases for citation in answer.citations)
        near = () if cited else distinct(citation for _, _, answer in cases for citation in answer.nearest)
        return FrozenMapping(
            {
                lang: words.say(
                    "vary",
                    when=when(words),
                    basis=basis(words),
                    outcome=example(words) + words.outcome(other, self.answer),
                    places=words.places(cited, near),
                )
                for lang, words in self.words.items()
            }
        )

    def _asked(self, variable: Variable, cell: int) -> Case | None:
        """The answer in a cell; None where the other facts leave no value of it possible."""
        for value in self._values(variable, cell):
            try:
                answer = self.ask({**self.answer.facts, variable.name: value}, frozenset(self.answer.absent))
            except FactError:
                continue
            return cell, answer.facts[variable.name], answer
        return None

    def _values(self, variable: Variable, cell: int) -> Iterable[Any]:
        """Values in a cell; of numbers, the nearest to the one so far first."""
        assert variable.fact is not None
        kind = variable.fact.type
        if kind == FLAG:
            return [variable.samples[cell]]
        if kind.domain is not None:
            return [value for value in kind.domain.values if value in variable.cells[cell]]
        use = self.question.scope.use_of(variable.name)
        amounts = [variable.samples[cell]]
        for cut in variable.cuts:
            amounts += (
                map(Fraction, (ceil(cut) - 1, floor(cut), ceil(cut), floor(cut) + 1)) if is_whole(kind) else [cut]
            )
        possible = [amount for amount in dict.fromkeys(amounts) if use.possible(amount)]
        values = [value_of_amount(kind, amount) for amount in possible]
        inside = [value for value in values if variable.cell({variable.name: value}) == cell]
        so_far = self.known.get(variable.name)
        return sorted(inside, key=lambda value: _distance(value, so_far)) if so_far is not None else inside

    def _variable(self, use: FactUse) -> Variable | None:
        """The cells of a fact that can make a difference here, the other facts being what they are;
        None where it makes none."""
        fact = Fact(use.name, use.type)
        atoms = self._atoms.get(use.name, [])
        if use.type == FLAG:
            turns = atoms or use.name in self.question.absences
            return Variable(use.name, fact, None, (False, True)) if turns else None
        if use.type.domain is not None:
            return self._choice(fact, atoms)
        bounds = [settled(atom, {**self.known, use.name: None}) for atom in (*atoms, *self._constraints(use.name))]
        bounds += [self._turn(fact, amount) for amount in self._turns(use.name)]
        variable = variable_of(fact, bounds, (use.minimum, use.maximum))
        return variable if variable.cuts else None

    def _choice(self, fact: Fact, atoms: list[Node]) -> Variable | None:
        assert fact.type.domain is not None
        if not atoms and fact.name not in self._holders:
            return None
        groups: dict[Hashable, list[str]] = {}
        for value in fact.type.domain.values:
            told = tuple(truth(atom, {**self.known, fact.name: value}) for atom in atoms)
            groups.setdefault(value if fact.name in self._holders else told, []).append(value)
        cells = tuple(frozenset(group) for group in groups.values())
        return Variable(fact.name, fact, None, tuple(group[0] for group in groups.values()), cells)

    @cached_property
    def _atoms(self) -> dict[str, list[Node]]:
        """The smallest conditions that some rule asked here turns on, by the facts that they read."""
        found: dict[str, list[Node]] = {}
        for rule in self.question.asked:
            outcome = rule.outcome
            nodes = (rule.guard, rule.requires, *outcome.conditions(), *outcome.requirements())
            for atom in dict.fromkeys(atom for node in nodes if node is not None for atom in atoms_of(node)):
                for name in {fact.name for fact in facts_of(atom)}:
                    found.setdefault(name, []).append(atom)
        return found

    @cached_property
    def _holders(self) -> frozenset[str | None]:
        """The facts that name who holds a role: each value of them may be an answer of its own."""
        roles = self.question.book.names.vocabulary.roles
        named = {role for rule in self.question.asked for roles in rule.outcome.role_sets() for role in roles.roles}
        return frozenset({self.question.scope.definition.holder, *(roles[role].held_by for role in named)}) - {None}

    def _constraints(self, name: str) -> Iterator[Node]:
        """Where the question's constraints leave no value possible."""
        scope = self.question.scope
        for text in scope.definition.constraints:
            for atom in atoms_of(parse_condition(text, scope.outcome_scope)):
                if name in {fact.name for fact in facts_of(atom)}:
                    yield atom

    def _turns(self, name: str) -> Iterator[int]:
        """The numbers at which a verdict of the answer turns."""
        for value in (self.answer.value, *(branch.value for branch in self.answer.branches)):
            if isinstance(value, Outcome):
                yield from value.turns(name)

    @staticmethod
    def _turn(fact: Fact, amount: int) -> Node:
        return Compare(">=", fact, Constant(amount, Type(fact.type.kind)))


def settled(node: Node, facts: Mapping[str, Any]) -> Node:
    """A comparison with the facts that are known put in."""
    match node:
        case Fact(name=name, type=kind) if facts.get(name) is not None:
            return Constant(facts[name], kind)
        case Compare(operator=operator, left=left, right=right):
            return Compare(operator, settled(left, facts), settled(right, facts))
        case Arithmetic(operator=operator, left=left, right=right, type=kind):
            return Arithmetic(operator, settled(left, facts), settled(right, facts), kind)
        case _:
            return node


def _distance(value: Any, from_: Any) -> Any:
    """How far a number is from another; nothing for what is no number: there the first is taken."""
    if from_ is None or from_ is UNKNOWN or isinstance(value, bool | str):
        return 0
    return abs(magnitude(value) - magnitude(from_))
