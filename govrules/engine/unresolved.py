"""Why nobody may take a step whose holder is away: what the substitution rules lack for it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from ..language import FALSE, TRUE, UNKNOWN, Node, residual, truth
from ..model.book import BookData
from ..model.citations import Citation
from ..model.outcome import Unresolved
from ..model.rulebook import Rule
from ..model.substitution import Substitution
from .answer import UnresolvedStep
from .resolving import Resolution, distinct

NEARNESS = ("none", "acts", "depends", "requires", "open", "away", "same_person")
"""The reasons, from a text that says nothing to one that only lacks a person; the nearest is told."""


class _Lack(NamedTuple):
    reason: str
    rule: Rule
    tried: tuple[str, ...] = ()
    condition: Node | None = None


def unresolved_step(resolution: Resolution, step: Unresolved) -> UnresolvedStep:
    """Why nobody acts for somebody who is away, from the rules that speak of them."""
    found = [
        lack
        for question, role in resolution.substitutions(step.role)
        for lack in _lacks(resolution, question, role, step)
    ]
    reason = max((lack.reason for lack in found), key=NEARNESS.index, default="none")
    lacks = [lack for lack in found if lack.reason == reason]
    outcomes = [lack.rule.outcome for lack in lacks]
    return UnresolvedStep(
        role=step.role,
        title=resolution.book.names.title(step.role),
        action=step.action,
        reason=reason,
        tried=tuple(dict.fromkeys(role for lack in lacks for role in lack.tried)),
        acts=tuple(
            dict.fromkeys(act for o in outcomes if isinstance(o, Substitution) and o.acts != "all" for act in o.acts)
        ),
        condition=next((lack.condition for lack in lacks if lack.condition is not None), None),
        citations=_cited(resolution.book, (lack.rule for lack in lacks)),
    )


def no_stand_in(resolution: Resolution, question: str, outcome: Substitution) -> tuple[UnresolvedStep, ...]:
    """What is unresolved where the question is who stands in, and those who would are away."""
    book = resolution.book
    role = resolution.facts.get(str(book.scopes[question].definition.holder))
    if role is None:
        return ()
    rules = [rule for rule in book.rules[question] if rule.outcome is outcome]
    title = book.names.title(str(role))
    return (UnresolvedStep(str(role), title, None, "away", _away(resolution, outcome), citations=_cited(book, rules)),)


def _lacks(resolution: Resolution, question: str, role: str, step: Unresolved) -> Iterator[_Lack]:
    """What each rule that may speak of the absent one lacks."""
    scope = resolution.book.scopes[question]
    facts = {name: scope.use_of(name).default for name in scope.definition.decides} | resolution.shared(question, role)
    known = {name: value for name, value in facts.items() if value is not None and value is not UNKNOWN}
    rules = resolution.book.rules[question]
    spoken = {rule.id for rule in rules if not rule.beside and residual(rule.guard, known) != FALSE}
    for rule in rules:
        outcome, open_part = rule.outcome, residual(rule.guard, known)
        stands = rule.id in spoken or not spoken.isdisjoint(rule.beside)
        if open_part == FALSE or not stands or not isinstance(outcome, Substitution):
            continue
        if not outcome.covers(step.action):
            yield _Lack("acts", rule)
        elif open_part != TRUE:
            yield _Lack("depends", rule, condition=open_part)
        elif rule.requires is not None and truth(rule.requires, known) is False:
            yield _Lack("requires", rule, condition=rule.requires)
        else:
            yield _person_lacking(resolution, rule, outcome, known, step)


def _person_lacking(
    resolution: Resolution, rule: Rule, outcome: Substitution, known: Mapping[str, Any], step: Unresolved
) -> _Lack:
    if step.also is not None:
        return _Lack("same_person", rule, (step.also,))
    there = Resolution(resolution.book, known, resolution.given, resolution.absent, resolution.ask, resolution.pairs)
    away = _away(there, outcome)
    return _Lack("away", rule, away) if away else _Lack("open", rule, there.holders(outcome.substitute).roles)


def _away(resolution: Resolution, outcome: Substitution) -> tuple[str, ...]:
    return tuple(role for role in resolution.holders(outcome.substitute).roles if resolution.is_absent(role))


def _cited(book: BookData, rules: Iterable[Rule]) -> tuple[Citation, ...]:
    return distinct(book.citation(quotation) for rule in rules for quotation in rule.citations)
