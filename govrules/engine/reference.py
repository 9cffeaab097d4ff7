"""The plain interpreter: what the decision diagram must agree with.

It reads like the definition (design, section 4) and is used where speed does not matter: in the
differential tests, which compare it with the diagram on random facts.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping
from typing import Any

from ..language import facts_of, truth
from .question import CompiledQuestion
from .standing import Precedence, Standing


def standings(question: CompiledQuestion, facts: Mapping[str, Any]) -> frozenset[Standing]:
    """Everything that may stand under facts that may be incomplete: what stands under each of their
    completions. One standing: the facts decide. Several: it depends."""
    precedence = Precedence(tuple(question.rules.values()))
    return frozenset(
        precedence.standing({name for name in question.rules if applies(question, name, complete)})
        for complete in completions(question, facts)
    )


def applies(question: CompiledQuestion, rule: str, facts: Mapping[str, Any]) -> bool | None:
    """Whether a rule applies: true, false, or None where that is not known.

    A requirement bars the rule only when it is given as false.
    """
    requires = question.rules[rule].requires
    if requires is not None and truth(requires, facts) is False:
        return False
    return truth(question.guards[rule], facts)


def completions(question: CompiledQuestion, facts: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """The facts with every combination of values for those that are missing: one value for each
    cell that the guards tell apart. Facts that no undecided guard reads stay missing."""
    undecided = [name for name in question.rules if applies(question, name, facts) is None]
    open_facts = {name for rule in undecided for name in _reads(question, rule) if facts.get(name) is None}
    variables = [v for v in question.space.variables if v.fact is not None and v.fact.name in open_facts]
    for values in itertools.product(*(variable.samples for variable in variables)):
        names = [variable.name for variable in variables]
        yield {**facts, **dict(zip(names, values, strict=True))}


def _reads(question: CompiledQuestion, rule: str) -> set[str]:
    return {fact.name for fact in facts_of(question.guards[rule])}
