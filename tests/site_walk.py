"""The decisions of a question, walked as the form walks them, and random facts to walk with."""

from __future__ import annotations

import random
from collections.abc import Iterable, Mapping
from typing import Any

from govrules import UNKNOWN
from govrules.site.choices import FIRST_VALUE, Choices
from govrules.site.decisions import ANSWER, BESIDE, BRANCH, Decisions
from govrules.site.fragments import Section, Told

UNDECIDED, REFUSED = "undecided", "refused"


def code_of(choices: Choices, value: Any) -> int:
    """The code of a value."""
    if value is UNKNOWN:
        return choices.unknown
    if choices.codes:
        return choices.codes[value]
    return FIRST_VALUE + max([0, *(place for place, start in enumerate(choices.starts) if value >= start)])


def walk(decisions: Decisions, given: Mapping[str, Any]) -> Told | str:
    """What the tree says of facts."""
    place = decisions.root
    codes = {name: code_of(decisions.choices[name], value) for name, value in given.items()}
    while True:
        node = decisions.nodes[place]
        if node[0] == ANSWER:
            return decisions.answers[node[1]]
        if node[0] == BRANCH:
            place = node[2 + codes.get(node[1], 0)]
        elif node[0] == BESIDE:
            named = [(name, branches) for name, branches in node[2:] if codes.get(name, 0)]
            if len(named) > 1 or (named and named[0][1] is None):
                return UNDECIDED
            place = named[0][1][codes[named[0][0]]] if named else node[1]
        else:
            number = given.get(node[1])
            if number is None or number is UNKNOWN:
                place = node[2]
            elif number > node[4]:
                return UNDECIDED if node[5] is None else REFUSED
            else:
                place = [following for start, following in node[3] if start <= number][-1]


def shown(sections: tuple[Section, ...], given: Mapping[str, Any]) -> list[str]:
    """The lines that the form shows of an answer: what it assumes only of facts that are not given."""
    lines: list[str] = []
    for section in sections:
        own = [line for line in section.lines if line.assumes not in given]
        texts = [line.text.replace(f"{{{line.number}}}", str(given.get(line.number or ""))) for line in own]
        if texts:
            lines += [section.heading, *texts] if section.heading else texts
    return lines


def facts(decisions: Decisions, chance: random.Random) -> dict[str, Any]:
    """Some of the facts that the form asks, with values that it offers, or unknown."""
    often = chance.choice([0.15, 0.4, 0.9])
    return {choices.name: value(choices, chance) for choices in decisions.asked if chance.random() < often}


def value(choices: Choices, chance: random.Random) -> Any:
    """A value that the form offers for a fact, or unknown."""
    if chance.random() < 0.2:
        return UNKNOWN
    if choices.codes:
        return chance.choice([*choices.codes])
    least = choices.use.minimum or 0
    return chance.choice([least, least + 1, *choices.starts, *(start + 1 for start in choices.starts), 9, 30])


def same_text(one: Iterable[str], other: Iterable[str]) -> bool:
    """Whether two texts are the same but for how they are broken into lines and indented."""
    return "".join("".join(one).split()) == "".join("".join(other).split())
