"""The choices that the form offers for a fact, and which of them no rule of the rulebook tells apart."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from ..engine.question import CompiledQuestion
from ..language import UNKNOWN, facts_of
from ..model.scope import FactUse
from ..rulebook import Rulebook
from .turning import Turning

NOT_GIVEN, GIVEN_UNKNOWN, FIRST_VALUE = 0, 1, 2
"""The codes of a fact that is not given, of one given as unknown, and of the first group of values."""


@dataclass(frozen=True)
class Choices:
    """A fact, its codes, and for each code a value that it stands for (`values`; the first is None, not given).

    `codes` has the code of each value that is offered (True, False, the id of a choice), `starts` for an amount
    the whole number at which each code from FIRST_VALUE on begins. A code that is decided as another one is not
    in `distinct`: an unknown fact without an ordinary case is like one that is not given, and the ordinary case
    given expressly is like the one taken, but for the assumption. `offered` says whether the form can ask it.
    """

    use: FactUse
    values: tuple[Any, ...]
    codes: Mapping[Any, int]
    unknown: int
    distinct: tuple[int, ...]
    starts: tuple[int, ...] = ()
    offered: bool = True

    @property
    def name(self) -> str:
        """The fact's id."""
        return self.use.name


def choices_of(book: Rulebook, turning: Turning, question: str) -> dict[str, Choices]:
    """The choices of each fact of a question, in its own order."""
    compiled = book.compiled(question)
    asked = list(_asked(book, compiled))
    by_value = _by_value(asked) | turning.holders(question) | {compiled.scope.definition.holder}
    names = (*compiled.scope.facts, *sorted(compiled.readings))
    return {name: _choices(book, compiled, asked, name, by_value=name in by_value) for name in names}


def _asked(book: Rulebook, compiled: CompiledQuestion) -> Iterator[CompiledQuestion]:
    """The question, and every other that its answers may ask: its stages, and who stands in."""
    seen: set[str] = set()
    waiting = [compiled.name, *book.data.substitution_questions]
    while waiting:
        name = waiting.pop(0)
        if name not in seen:
            seen.add(name)
            found = book.compiled(name)
            yield found
            waiting.extend(stage for rule in found.rules.values() for stage in rule.outcome.stages())


def _by_value(asked: Iterable[CompiledQuestion]) -> set[str | None]:
    """The facts that matter by more than the cell in which they lie."""
    found: set[str | None] = set()
    for question in asked:
        nodes = list(question.space.crossed)
        for rule in question.rules.values():
            found.update(rule.outcome.computes_with())
            nodes += [node for node in (rule.requires, *rule.outcome.requirements()) if node is not None]
        found.update(fact.name for node in nodes for fact in facts_of(node))
    return found


def _choices(
    book: Rulebook, compiled: CompiledQuestion, asked: list[CompiledQuestion], name: str, *, by_value: bool
) -> Choices:
    use = compiled.scope.use_of(name)
    if use.type.kind == "flag":
        return _coded(book, use, [[False], [True]])
    if use.type.domain is not None:
        cells = _groups(asked, use)
        groups = _offered(book, use, cells)
        return _coded(book, use, [[value] for group in groups for value in group] if by_value else groups)
    number = compiled.space.index.get(name)
    samples = () if number is None else compiled.space.variables[number].samples
    offered = use.type.integer and (use.computes or not by_value)
    starts = tuple(int(sample) for sample in samples) if not by_value and offered else ()
    values = (None, UNKNOWN, *starts)
    return Choices(use, values, {}, NOT_GIVEN, (NOT_GIVEN, *range(FIRST_VALUE, len(values))), starts, offered)


def _groups(asked: list[CompiledQuestion], use: FactUse) -> list[list[str]]:
    """The values of a choice that no question tells apart, together."""
    assert use.type.domain is not None
    groups: dict[tuple[int | None, ...], list[str]] = {}
    spaces = [
        (question.space, question.space.index[use.name]) for question in asked if use.name in question.space.index
    ]
    for value in use.type.domain.values:
        key = tuple(space.variables[number].cell({use.name: value}) for space, number in spaces)
        groups.setdefault(key, []).append(value)
    return list(groups.values())


def _offered(book: Rulebook, use: FactUse, groups: list[list[str]]) -> list[list[str]]:
    """Of roles those that the government has a title for, and one of each group without such."""
    roles = book.data.names.vocabulary.roles
    if not any(value in roles for group in groups for value in group):
        return groups
    titles = book.data.header.titles
    return [[value for value in group if value in titles] or group[:1] for group in groups]


def _coded(book: Rulebook, use: FactUse, groups: list[list[Any]]) -> Choices:
    usual = use.default
    judged = use.name in book.data.header.judged  # who classifies it is said as soon as it is given
    values = [None, UNKNOWN, *(usual if usual in group else group[0] for group in groups)]
    codes: dict[Any, int] = {}
    distinct = [NOT_GIVEN]
    if usual is not None or judged:
        distinct.append(GIVEN_UNKNOWN)
    for code, group in enumerate(groups, FIRST_VALUE):
        as_usual = usual is not None and usual in group and not judged
        codes |= dict.fromkeys(group, NOT_GIVEN if as_usual else code)
        if not as_usual:
            distinct.append(code)
    unknown = GIVEN_UNKNOWN if GIVEN_UNKNOWN in distinct else NOT_GIVEN
    return Choices(use, tuple(values), codes, unknown, tuple(distinct))
