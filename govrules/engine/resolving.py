"""What an outcome asks while it is resolved: who holds a role, who stands in, what a stage says."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from ..language import Node
from ..model.base import FrozenMapping
from ..model.book import BookData
from ..model.citations import Citation
from ..model.names import RoleSet
from ..model.outcome import StandIn, Unresolved
from ..model.substitution import Substitution
from .answer import ANSWERED, CONDITIONAL, Answer, Branch

Ask = Callable[[str, Mapping[str, Any], frozenset[str], Mapping[str, str]], Answer]
NO_PAIRS: Mapping[str, str] = FrozenMapping()
Looked = tuple[str, str]
"""A question about substitution, and the role that is away."""


class Depends(Exception):
    """Raised while resolving: whether somebody stands in depends on facts that are not known."""

    def __init__(self, looked: Looked, answer: Answer, step: Unresolved) -> None:
        super().__init__(looked, answer, step)
        self.looked, self.answer, self.step = looked, answer, step


class Resolution:
    """One resolving of an outcome, under known facts and absences. See model.outcome.Resolver.

    `facts` are the known facts with the ordinary cases, `given` those that the caller gave: other
    questions are asked with these, and take their own ordinary cases. `pairs` says who is whose
    partner (AB岗), `supposed` in which branch of an answer about substitution we are. `rests_on`
    gathers the citations of the rules that it fell back on (substitutions), `consulted` of those that
    did not serve.
    """

    def __init__(
        self,
        book: BookData,
        facts: Mapping[str, Any],
        given: Mapping[str, Any],
        absent: frozenset[str],
        ask: Ask,
        pairs: Mapping[str, str] = NO_PAIRS,
        supposed: Mapping[Looked, Branch] = FrozenMapping(),
    ) -> None:
        self.book = book
        self.facts = facts
        self.given = given
        self.absent = absent
        self.ask = ask
        self.pairs = pairs
        self.supposed = supposed
        self.rests_on: list[Citation] = []
        self.rules: list[str] = []
        self.consulted: list[Citation] = []
        self.waived: set[tuple[str, str]] = set()
        self._roles = book.names.vocabulary.roles

    def holders(self, roles: RoleSet) -> RoleSet:
        """See Resolver.holders: `meeting_chair` becomes `head` where the facts say who chairs, and
        `ab_partner` the partner of who is away, where the caller says who that is."""
        found = tuple(self._holder(role) for role in roles.roles)
        if found == roles.roles:
            return roles
        return roles.model_copy(update={"roles": found, "titles": self._titles(found)})

    def _holder(self, role: str) -> str:
        entry = self._roles[role]
        if entry.partner_of is not None:
            return self._partner(self.facts.get(entry.partner_of)) or role
        holder = None if entry.held_by is None else self.facts.get(entry.held_by)
        return role if holder is None else str(holder)

    def _partner(self, role: Any) -> str | None:
        same = () if role is None else self.book.names.vocabulary.same(str(role))
        return next((self.pairs[name] for name in same if name in self.pairs), None)

    def _titles(self, roles: Iterable[str]) -> tuple[str, ...]:
        return tuple(self.book.names.title(role) for role in roles)

    def is_absent(self, role: str, named: str | None = None) -> bool:
        """See Resolver.is_absent. Who is away as 分管副职 is away as 分管领导."""
        unhindered = named is not None and self._roles[named].acts_when_away
        return not unhindered and not self.absent.isdisjoint(self.book.names.vocabulary.same(role))

    def stage(self, question: str, ask: Ask | None = None) -> Answer:
        """See Resolver.stage. `ask` asks it, where more is wanted of the answer than of other questions."""
        decides = self.book.scopes[question].definition.decides
        shared = {
            name: value for name, value in self.given.items() if name in decides or name in self.book.names.readings
        }
        answer = (ask or self.ask)(question, shared, self.absent, self.pairs)
        self.rules.extend(rule if "/" in rule else f"{question}/{rule}" for rule in answer.rules)
        return answer

    def substitute(self, role: str, action: str) -> StandIn | None:
        """See Resolver.substitute: looked up in the rulebook's questions about substitution, under the
        same absences: who is away stands in for nobody. Depends where that is not known."""
        if (role, action) in self.waived:
            return StandIn(RoleSet.made(roles=(role,), titles=self._titles((role,))))
        for question, absentee in self.substitutions(role):
            answer = self.ask(question, self.shared(question, absentee), self.absent, self.pairs)
            branch = self.supposed.get((question, absentee))
            found = answer if branch is None else branch
            if found.status == CONDITIONAL and any(_covers(other.value, action) for other in answer.branches):
                raise Depends((question, absentee), answer, Unresolved(role, action))
            if found.status == ANSWERED and _covers(found.value, action):
                self.rests_on.extend(found.citations)
                self.rules.extend(f"{question}/{rule}" for rule in found.rules)
                return _stand_in(found.value, found.requires, self._permitted(question, found.rules))
            self.consulted.extend(answer.citations or answer.nearest)
        return None

    def _permitted(self, question: str, deciding: Iterable[str]) -> str | None:
        """The text's word where those who stand in only may."""
        return next((rule.may for rule in self.book.rules[question] if rule.may and rule.id in deciding), None)

    def substitutions(self, role: str) -> Iterator[tuple[str, str]]:
        """The questions about substitution, each with the role by which the absent one is named."""
        for question in self.book.substitution_questions:
            for absentee in self.book.names.vocabulary.same(role):
                yield question, absentee

    def shared(self, question: str, absentee: str) -> dict[str, Any]:
        """The facts with which a question about substitution is asked."""
        definition = self.book.scopes[question].definition
        shared = {name: value for name, value in self.given.items() if name in definition.decides}
        return shared | {str(definition.holder): absentee}

    def waive(self, step: Unresolved) -> None:
        """Go on as if the absent one acted, to find what else is unresolved."""
        self.waived.add((step.role, step.action))


def _covers(value: Any, action: str) -> bool:
    return isinstance(value, Substitution) and value.covers(action)


def _stand_in(value: Any, requires: Node | None, permitted: str | None) -> StandIn:
    return StandIn(value.acting, requires, None if value.in_order else value.order, permitted)


def distinct(citations: Iterable[Citation]) -> tuple[Citation, ...]:
    """Each citation once, in order; a shorter quotation of the same provision is part of the longer."""
    found = list(dict.fromkeys(citations))
    quotes: dict[tuple[Any, ...], list[str]] = {}
    for citation in found:
        quotes.setdefault((citation.article, citation.paragraph, citation.items), []).append(citation.quote)
    return tuple(
        citation
        for citation in found
        if not any(
            citation.quote != other and citation.quote in other
            for other in quotes[citation.article, citation.paragraph, citation.items]
        )
    )
