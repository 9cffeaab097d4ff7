"""What it means that two rulebooks answer alike: each point of it as a pair of little rulebooks."""

from __future__ import annotations

import copy
import itertools
import random
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

import govrules

TESTS = Path(__file__).parent
POINTS = yaml.safe_load((TESTS / "comparisons/alike.yaml").read_text(encoding="utf-8"))
WriteRulebook = Callable[..., None]


@pytest.mark.parametrize("point", POINTS, ids=[point["name"] for point in POINTS])
def test_alike(point: dict[str, Any], tmp_path: Path, write_rulebook: WriteRulebook) -> None:
    shutil.copytree(TESTS / "worlds/vocabulary", tmp_path / "vocabulary")
    question = point["question"].removesuffix(".deadline")
    write_rulebook(tmp_path / "one", {question: point["one"], **point.get("more_one", {})})
    more = point.get("more_other", {})
    write_rulebook(tmp_path / "other", {question: point["other"], **more}, label={"zh": "乙", "en": "Other"})
    books = govrules.load(tmp_path, eager=True)
    asked: dict[str, Any] = {name: point[name] for name in ("ordinary", "absent", "pairs") if name in point}
    found = books.compare(point["question"], point.get("facts"), **asked)
    assert [row.status in ("answered", "conditional") for row in found.rows] == [True, True]
    expected = {True: "same", False: "differs", "undecided": "undecided"}[point["alike"]]
    assert found.verdict == expected
    assert len(found.groups) == (1 if expected == "same" else 2)
    turned = books.compare(point["question"], point.get("facts"), among=["other", "one"], **asked)
    assert turned.verdict == expected


def test_texts_are_no_markup(tmp_path: Path, write_rulebook: WriteRulebook) -> None:

    label = {"zh": "<甲>|[bold]", "en": "[/red] <b>One</b>"}
    write_rulebook(
        tmp_path / "one", {"meeting.quorum": [{"threshold": {"at_least": "3", "of": "members_due"}}]}, label=label
    )
    found = govrules.load(tmp_path).compare("meeting.quorum")
    assert label["en"] in found.to_text("en", width=200)
    assert "&lt;b&gt;One" in found.to_html("en")
    assert "<b>" not in found.to_markdown("en")
    assert "\\|" in found.to_markdown("zh")


ATOMS = ["colour = red", "colour = blue", "colour = navy", "size > 2", "size >= 4", "wet", "hot"]
SAME_ATOMS = {
    "colour = red": "not colour in (green, blue, navy)",
    "colour = blue": "colour != red and colour != green",
    "size > 2": "not size < 3",
    "size >= 4": "size + 1 > 4",
    "wet": "wet = true",
    "hot": "not (not hot)",
}


def _condition(chance: random.Random, depth: int = 2) -> Any:
    """A random condition, as a tree of texts."""
    if depth == 0 or chance.random() < 0.3:
        return chance.choice(ATOMS)
    parts = [_condition(chance, depth - 1) for _ in range(chance.choice([1, 2, 2]))]
    return ("not", *parts) if len(parts) == 1 else (chance.choice(["and", "or"]), *parts)


def _spelt(tree: Any, chance: random.Random | None = None) -> str:
    """The condition in words; with `chance` in other words that mean the same."""
    if isinstance(tree, str):
        return SAME_ATOMS.get(tree, tree) if chance is not None and chance.random() < 0.5 else tree
    kind, *parts = tree
    spelt = [f"({_spelt(part, chance)})" for part in parts]
    if kind == "not":
        return f"not {spelt[0]}"
    if chance is not None and chance.random() < 0.5:
        other = "or" if kind == "and" else "and"
        return f"not ({f' {other} '.join(f'(not {part})' for part in reversed(spelt))})"
    return f" {kind} ".join(spelt)


def _rules(chance: random.Random) -> list[tuple[Any, dict[str, Any]]]:
    """Conditions and outcomes; each rule is an exception to those before it."""
    outcomes: list[dict[str, Any]] = [
        {"chain": [{"sign": "head"}]},
        {"chain": [{"sign": "deputy"}]},
        {"chain": [{"sign": "deputy"}], "by_default": "一般"},
    ]
    return [(_condition(chance), chance.choice(outcomes)) for _ in range(chance.choice([1, 2]))]


def _written(rules: list[tuple[Any, dict[str, Any]]], chance: random.Random | None) -> list[dict[str, Any]]:
    return [
        {
            "id": f"r{number}",
            "when": _spelt(when, chance),
            "overrides": [f"r{earlier}" for earlier in range(number)],
            **copy.deepcopy(outcome),
        }
        for number, (when, outcome) in enumerate(rules)
    ]


@pytest.mark.parametrize("seed", range(3))
def test_grouped_exactly_when_all_facts_give_the_same(seed: int, tmp_path: Path, write_rulebook: WriteRulebook) -> None:
    """Random rulebooks, each also in other words: one group for each function of the facts, found by
    asking with every combination of facts."""
    chance = random.Random(seed)
    shutil.copytree(TESTS / "worlds/vocabulary", tmp_path / "vocabulary")
    for number in range(25):
        rules = _rules(chance)
        write_rulebook(tmp_path / f"b{number}", {"toy.chain": _written(rules, None)})
        write_rulebook(tmp_path / f"c{number}", {"toy.chain": _written(rules, chance)})
    books = govrules.load(tmp_path, eager=True)
    by_function: dict[Any, set[str]] = {}
    for name, book in books.items():
        said = []
        for colour, size in itertools.product(["red", "green", "blue", "navy"], range(7)):
            for wet, hot in itertools.product([False, True], repeat=2):
                answer = book.ask("toy.chain", colour=colour, size=size, wet=wet, hot=hot)
                said.append((answer.status, str(answer.value), answer.by_default))
        by_function.setdefault(tuple(said), set()).add(name)
    found = books.compare("toy.chain")
    expected = {
        frozenset(names) for said, names in by_function.items() if {status for status, *_ in said} != {"silent"}
    }
    assert {frozenset(group) for group in found.groups} == expected
    assert 5 < len(expected) < 30


def test_every_field_of_an_outcome_is_counted_or_left_out_on_purpose() -> None:
    """A field that is added to the format must be given its place in engine/outcome_meaning.py first."""
    from govrules.model.amounts import Frequency, Limit
    from govrules.model.chain import Act, Stage
    from govrules.model.gathered import Item, Norm, RoleEntry
    from govrules.model.names import RoleSet
    from govrules.model.outcomes import OUTCOMES

    part = "when requires by_default unstated | note citations"
    fields = {
        RoleSet: "roles any | titles classes",
        Act: f"action who sender partners substituted permitted form object according_to deadline frequency {part}"
        " type term addressed stand_ins",
        Stage: f"question {part} type status chain rests_on",
        Norm: f"modality who do action to form deadline frequency unless {part}",
        RoleEntry: f"capacity who unlisted open {part} action",
        Item: f"item text by form deadline frequency {part}",
        Frequency: "exactly at_least at_most per as_needed day",
        Limit: "bound amount unit of per computed",
        govrules.Threshold: "more_than at_least of all_of | members present",
        govrules.Deadline: "relation event amount unit lapse extension set_by excluded first_day_counts",
        govrules.Substitution: "substitute acts order unstated",
        govrules.Chain: "entries",
        OUTCOMES["modality"]: "entries open",
        OUTCOMES["roles"]: "entries open",
        OUTCOMES["items"]: "entries open",
    }
    for model, known in fields.items():
        assert set(model.model_fields) == set(known.replace("|", "").split()), model.__name__
    assert set(OUTCOMES.values()) <= fields.keys()
