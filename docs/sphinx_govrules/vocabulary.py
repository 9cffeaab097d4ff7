"""The shipped vocabulary, section by section."""

from __future__ import annotations

import functools
from collections.abc import Iterable
from typing import Any

from govrules.loading.folders import VOCABULARY, shipped_folder
from govrules.loading.vocabulary import load_vocabulary
from govrules.model.vocabulary import SIMPLE_TYPES, Vocabulary

from .tables import cell, code, table

TYPES = {
    "flag": "yes or no",
    "integer": "a whole number",
    "number": "an exact number",
    "date": "a day",
    "time": "a time of day",
    "duration": "minutes, hours, days, weeks",
    "months": "months, years",
    "working_days": "working days",
    "money": "yuan",
}


@functools.cache
def shipped() -> Vocabulary:
    return load_vocabulary([shipped_folder() / VOCABULARY])


def words(entry: Any) -> tuple[str, str, str]:
    """The labels of an entry, and its other words."""
    return cell(entry.zh), cell(entry.en), cell("、".join(entry.aliases))


HEAD = ("id", "Chinese", "English", "also")


def _plain(entries: Iterable[tuple[str, Any]]) -> str:
    return table(HEAD, ((code(name), *words(entry)) for name, entry in entries))


def types() -> str:
    """The types of facts."""
    assert set(TYPES) == set(SIMPLE_TYPES)
    return table(("type", "holds"), ((code(name), TYPES[name]) for name in SIMPLE_TYPES))


def roles() -> str:
    """Persons, bodies and meetings."""
    rows = []
    for name, role in shipped().roles.items():
        more = [("always", role.broader), ("held by", role.held_by), ("partner of", role.partner_of)]
        more += [("same as", role.same_as)]
        said = "; ".join(f"{how} {code(what)}" for how, what in more if what is not None)
        rows.append((code(name), role.kind, *words(role), said))
    return table(("id", "kind", "Chinese", "English", "also", "is"), rows)


def actions() -> str:
    """What a step does."""
    rows = []
    for name, action in shipped().actions.items():
        marks = [word for word, holds in (("addressed", action.addressed), ("separate", action.separate)) if holds]
        rows.append((code(name), *words(action), ", ".join(marks)))
    return table((*HEAD, "marks"), rows)


def facts() -> str:
    """The inputs of questions."""
    rows = []
    for name, fact in shipped().facts.items():
        unit = f" ({cell(fact.unit.en)})" if fact.unit is not None else ""
        rows.append((code(name), code(fact.type) + unit, code(fact.default or ""), *words(fact)))
    return table(("id", "type", "ordinary case", "Chinese", "English", "also"), rows)


def enumerations() -> str:
    """The choices: each enumeration with its values."""
    parts = []
    for name, values in shipped().enumerations.items():
        rows = ((code(value), *words(entry), code(entry.broader or "")) for value, entry in values.items())
        parts.append(f"### `{name}`\n\n{table((*HEAD, 'always'), rows)}")
    return "\n\n".join(parts)


def questions() -> str:
    """What can be asked."""
    rows = []
    for name, question in shipped().questions.items():
        kind = " or ".join(question.outcome) + (" (all that apply)" if question.collect else "")
        facts = " ".join(map(code, question.decides))
        computes = f"<br>computes with {' '.join(map(code, question.computes))}" if question.computes else ""
        asks = f"{cell(question.asks.zh)}<br>{cell(question.asks.en)}"
        rows.append((f"{code(name)}<br>{cell(question.zh)}", asks, kind, facts + computes))
    return table(("question", "asks", "outcome", "facts"), rows)


def events() -> str:
    """What deadlines are counted from."""
    return _plain(shipped().events.items())


def counts() -> str:
    """Who counts for a threshold."""
    return _plain(shipped().counts.items())


def capacities() -> str:
    """In what capacity roles are named."""
    return _plain(shipped().capacities.items())


def terms() -> str:
    """Things with a name."""
    return _plain(shipped().terms.items())


PAGE_FUNCTIONS = (types, roles, actions, facts, enumerations, questions, events, counts, capacities, terms)
