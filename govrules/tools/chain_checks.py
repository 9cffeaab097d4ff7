"""Chains in which one person does what two should, or a step comes round again.

Acts that clear a matter (`separate` in the vocabulary: review, countersign, approve, sign …) are told
apart by their performers. Stages are followed into the questions that they name.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import combinations
from typing import Any, NamedTuple

from ..books import Rulebook
from ..engine.diagram import TooLarge
from ..engine.search import satisfying
from ..engine.space import Space
from ..errors import GovrulesError
from ..language import TRUE, Node, conjunction
from ..messages import Words
from ..model.chain import Act, AnyWay, Chain, Entry, Stage
from ..model.rulebook import Rule
from .examples import Example, example_in
from .findings import Finding, finding

MAX_STAGES = 3
"""How deep stages are followed into each other."""


class Step(NamedTuple):
    """An act that a chain may come to: when, and by which of several ways (`ways`: one mark for each
    choice, the same mark for acts of one way). `origin` is the question whose rule has it."""

    act: Act
    when: Node
    ways: tuple[tuple[int, int], ...]
    origin: str


def chain_findings(book: Rulebook, not_checked: list[Words]) -> Iterator[Finding]:
    """The findings in every chain of the rulebook."""
    for name, rules in book.data.rules.items():
        for rule in rules:
            if isinstance(rule.outcome, Chain):
                yield from _rule_findings(book, name, rule, not_checked)


def _rule_findings(book: Rulebook, question: str, rule: Rule, not_checked: list[Words]) -> Iterator[Finding]:
    actions = book.data.names.vocabulary.actions
    assert isinstance(rule.outcome, Chain)
    found = _steps(book, question, rule.outcome.entries, rule.guard, (), 0)
    steps = [step for step in found if actions[step.act.action].separate]
    reported: set[tuple[str, ...]] = set()
    for (first_at, first), (last_at, last) in combinations(enumerate(steps), 2):
        role = _same_person(first.act, last.act)
        if role is None or _alternative(first, last) or first.origin == last.origin != question:
            continue  # what stands in one stage is found there
        between = steps[first_at + 1 : last_at]
        repeated = first.act.action == last.act.action
        if repeated and (first.act.object != last.act.object or not _others(between, role)):
            continue
        mark = (role, first.act.action, last.act.action)
        if mark in reported:
            continue
        try:
            shown = _shown(
                book, question, conjunction(first.when, last.when), role, (first.act.action, last.act.action)
            )
        except TooLarge:
            left = Words("unchecked_person", role=role, rule=rule.id)
            not_checked.append(Words("unchecked_question", book=book.version_name, question=question, what=left))
            continue
        if shown is not None:
            reported.add(mark)
            title = book.data.names.title(role)
            acts = {"first": actions[first.act.action].zh, "second": actions[last.act.action].zh}
            code = "chain.repeated" if repeated else "chain.same_person"
            yield finding(code, rule.position, role=title, **acts, example=shown)


def _steps(
    book: Rulebook,
    origin: str,
    entries: tuple[Entry, ...],
    when: Node,
    ways: tuple[tuple[int, int], ...],
    depth: int,
) -> Iterator[Step]:
    for entry in entries:
        if isinstance(entry, Act):
            yield Step(entry, conjunction(when, entry.when or TRUE), ways, origin)
        elif isinstance(entry, Stage):
            for rule in book.data.rules.get(entry.question, ()) if depth < MAX_STAGES else ():
                if isinstance(rule.outcome, Chain) and rule.may is None:
                    inner = conjunction(when, entry.when or TRUE, rule.guard)
                    yield from _steps(book, entry.question, rule.outcome.entries, inner, ways, depth + 1)
        elif isinstance(entry, AnyWay):
            for number, way in enumerate(entry.entries):
                yield from _steps(book, origin, (way,), when, (*ways, (id(entry), number)), depth)
        else:
            yield from _steps(book, origin, entry.entries, when, ways, depth)


def _same_person(first: Act, last: Act) -> str | None:
    """The one role that does both acts; None where several may."""
    performers = (first.performers, last.performers)
    if any(roles is None or len(roles.roles) != 1 for roles in performers):
        return None
    names = {roles.roles[0] for roles in performers if roles is not None}
    return names.pop() if len(names) == 1 else None


def _alternative(first: Step, last: Step) -> bool:
    """Whether the two stand in different ways of which one is enough."""
    chosen = dict(first.ways)
    return any(mark in chosen and chosen[mark] != way for mark, way in last.ways)


def _others(between: list[Step], role: str) -> bool:
    return any(step.act.performers is not None and role not in step.act.performers.roles for step in between)


def _shown(book: Rulebook, question: str, when: Node, role: str, actions: tuple[str, str]) -> Example | None:
    """Facts with which both steps are in the answer, in that order."""
    scope = book.data.scopes[question]
    space = Space([when], list(scope.facts), limits={})
    way = satisfying(space, space.tree(when))
    if way is None:
        return None

    def shows(facts: Mapping[str, Any]) -> bool:
        try:
            answer = book.ask_stage(question, facts, frozenset(), brief=True)
        except GovrulesError:
            return False
        values = [answer.value, *(branch.value for branch in answer.branches)]
        return any(_has_both(value, role, actions) for value in values if isinstance(value, Chain))

    return example_in(book, question, space, way, shows)


def _has_both(chain: Chain, role: str, actions: tuple[str, str]) -> bool:
    found = [act.action for act in chain.steps if act.performers is not None and act.performers.roles == (role,)]
    if actions[0] not in found:
        return False
    return actions[1] in found[found.index(actions[0]) + 1 :]
