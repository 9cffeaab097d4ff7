"""Which rules stand when it is known which ones apply: exceptions and permissions.

This is the definition (design, section 4): the reference interpreter and the decision diagram both
call it, for complete facts.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import NamedTuple

from ..model.book import overridden
from ..model.rulebook import Rule


class Standing(NamedTuple):
    """The rules that decide, and the permissions beside them, by id in the order of the text."""

    deciding: tuple[str, ...]
    permitted: tuple[str, ...]


class Precedence:
    """The order among the rules of one question."""

    def __init__(self, rules: Sequence[Rule]) -> None:
        self.rules = tuple(rules)
        self.prevails = overridden(self.rules)

    def standing(self, applicable: Collection[str]) -> Standing:
        """What stands when exactly these rules apply.

        A rule that another applicable rule overrides falls away. A permission stands beside the
        rules that it departs from and falls with them; one that departs from no rule is itself the
        value where no other rule decides.
        """
        fallen = {other for rule in applicable for other in self.prevails[rule]}
        alive = [rule for rule in self.rules if rule.id in applicable and rule.id not in fallen]
        commands = [rule for rule in alive if rule.may is None]
        standing = {rule.id for rule in commands}
        free = [rule for rule in alive if rule.may is not None and not rule.beside]
        beside = [rule for rule in alive if rule.may is not None and standing.intersection(rule.beside)]
        if commands:
            permitted = [rule.id for rule in self.rules if rule in free or rule in beside]
            return Standing(tuple(rule.id for rule in commands), tuple(permitted))
        return Standing(tuple(rule.id for rule in free[:1]), tuple(rule.id for rule in free[1:]))
