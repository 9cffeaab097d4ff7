"""What an outcome asks while it is resolved: who holds a role, who stands in, what a stage says."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from ..language import Node
from ..model.book import BookData
from ..model.citations import Citation
from ..model.names import RoleSet
from ..model.substitution import Substitution
from .answer import ANSWERED, Answer

Ask = Callable[[str, Mapping[str, Any], frozenset[str]], Answer]


class Resolution:
    """One resolving of an outcome, under known facts and absences. See model.outcome.Resolver.

    `facts` are the known facts with the ordinary cases, `given` those that the caller gave: other
    questions are asked with these, and take their own ordinary cases.
    `rests_on` gathers the citations of the rules that it fell back on (substitutions).
    """

    def __init__(
        self,
        book: BookData,
        facts: Mapping[str, Any],
        given: Mapping[str, Any],
        absent: frozenset[str],
        ask: Ask,
    ) -> None:
        self.book = book
        self.facts = facts
        self.given = given
        self.absent = absent
        self.ask = ask
        self.rests_on: list[Citation] = []
        self.rules: list[str] = []
        self.consulted: list[Citation] = []

    def holders(self, roles: RoleSet) -> RoleSet:
        """See Resolver.holders: `meeting_chair` becomes `head` where the facts say who chairs."""
        found = tuple(self._holder(role) for role in roles.roles)
        if found == roles.roles:
            return roles
        titles = tuple(self.book.names.title(role) for role in found)
        return roles.model_copy(update={"roles": found, "titles": titles})

    def _holder(self, role: str) -> str:
        held_by = self.book.names.vocabulary.roles[role].held_by
        holder = None if held_by is None else self.facts.get(held_by)
        return role if holder is None else str(holder)

    def is_absent(self, role: str, named: str | None = None) -> bool:
        """See Resolver.is_absent."""
        unhindered = named is not None and self.book.names.vocabulary.roles[named].acts_when_away
        return role in self.absent and not unhindered

    def stage(self, question: str) -> Answer:
        """See Resolver.stage."""
        decides = self.book.scopes[question].definition.decides
        shared = {
            name: value for name, value in self.given.items() if name in decides or name in self.book.names.readings
        }
        answer = self.ask(question, shared, self.absent)
        self.rules.extend(rule if "/" in rule else f"{question}/{rule}" for rule in answer.rules)
        return answer

    def substitute(self, role: str, action: str) -> tuple[RoleSet, Node | None] | None:
        """See Resolver.substitute: looked up in the rulebook's questions about substitution."""
        for question, rules in self.book.rules.items():
            definition = self.book.scopes[question].definition
            if Substitution.kind not in definition.outcome or definition.holder is None or not rules:
                continue
            shared = {name: value for name, value in self.given.items() if name in definition.decides}
            answer = self.ask(question, shared | {definition.holder: role}, frozenset())
            covered = isinstance(answer.value, Substitution) and answer.value.covers(action)
            if answer.status == ANSWERED and covered and isinstance(answer.value, Substitution):
                self.rests_on.extend(answer.citations)
                self.rules.extend(f"{question}/{rule}" for rule in answer.rules)
                return answer.value.substitute, answer.requires
            self.consulted.extend(answer.citations or answer.nearest)
        return None


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
