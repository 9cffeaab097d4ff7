"""Pairs (AB岗, AB角): who is whose partner. The text requires them, and only the caller knows them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from ..errors import FactError, nearest
from ..language import FALSE, residual
from ..model.base import FrozenMapping
from ..model.book import BookData
from ..model.rulebook import Rule


def pair_list(given: Any) -> list[tuple[str, str]]:
    """Pairs as a caller writes them (a mapping, or a list of pairs) as a list; FactError for anything else."""
    pairs = list(given.items()) if isinstance(given, Mapping) else given
    if not isinstance(pairs, list | tuple):
        raise FactError("fact.pairs")
    for pair in pairs:
        if not isinstance(pair, tuple) or len(pair) != 2 or not all(isinstance(word, str) for word in pair):
            raise FactError("fact.pairs")
    return list(pairs)


def checked_pairs(book: BookData, given: Iterable[tuple[str, str]]) -> FrozenMapping[str, str]:
    """Role -> partner, by id, of pairs of words.

    FactError for an unknown role, two partners for one, and for a pair of whom the rulebook's pairing
    rules do not speak (who is paired is paired mutually: the rule must reach both). Where a rulebook has
    no such rule, pairs are without effect.
    """
    known = book.names.words["role"]
    found: dict[str, str] = {}
    for pair in given:
        for word in pair:
            if word not in known:
                raise FactError("fact.pair_role", name=word, suggestion=nearest(word, known))
        role, partner = (known[word] for word in pair)
        if role == partner:
            raise FactError("fact.pair_self", role=role)
        if found.setdefault(role, partner) != partner:
            raise FactError("fact.pair_twice", role=role, first=found[role], second=partner)
    for role, partner in found.items():
        if found.get(partner, role) != role:
            raise FactError("fact.pair_twice", role=partner, first=role, second=found[partner])
        _spoken_of(book, role, partner)
    return FrozenMapping(found)


def mutual(pairs: Mapping[str, str]) -> FrozenMapping[str, str]:
    """The pairs read both ways; one who is the partner of several has none that can be told."""
    backwards: dict[str, list[str]] = {}
    for role, partner in pairs.items():
        backwards.setdefault(partner, []).append(role)
    return FrozenMapping({partner: roles[0] for partner, roles in backwards.items() if len(roles) == 1} | {**pairs})


def _spoken_of(book: BookData, role: str, partner: str) -> None:
    rules = list(pairing_rules(book))
    if rules and not any(reaches(book, rule, role) and reaches(book, rule, partner) for rule in rules):
        where = book.citation(rules[0].citations[0]).spelt
        raise FactError("fact.pair_outside", where=f"{book.id} {where}", role=role, partner=partner)


def pairing_rules(book: BookData) -> Iterator[Rule]:
    """The substitution rules by which a partner stands in."""
    roles = book.names.vocabulary.roles
    for question in book.substitution_questions:
        for rule in book.rules[question]:
            if any(roles[role].partner_of is not None for named in rule.outcome.role_sets() for role in named.roles):
                yield rule


def reaches(book: BookData, rule: Rule, role: str) -> bool:
    """Whether the rule may speak of somebody who is away in that role."""
    holder = str(book.scopes[rule.question].definition.holder)
    return any(residual(rule.guard, {holder: name}) != FALSE for name in book.names.vocabulary.same(role))
