"""Comparisons where somebody is away: random rulebooks are grouped as asking them with all facts groups them."""

from __future__ import annotations

import itertools
import random
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import govrules

TESTS = Path(__file__).parent
Rules = list[dict[str, Any]]

STEPS: Rules = [
    {"review": "executive_deputy"},
    {"review": "deputy_in_charge"},
    {"sign": "head"},
    {"sign": "deputy_in_charge"},
    {"sign": "meeting_chair"},
    {"countersign": "executive_deputy"},
    {"sign": {"any": ["head", "executive_deputy"]}},
    {"review": "executive_deputy", "when": "wet"},
    {"sign": "head", "when": "not wet"},
    {"sign": "executive_deputy", "when": "head_away"},
    {"sign": "head", "when": "not head_away"},
]
LINE = ["executive_deputy", "deputy_in_charge", "office_director"]


def _stands_in(when: str, by: Any, acts: Any, **more: Any) -> dict[str, Any]:
    order = {"order": "依次"} if isinstance(by, list) else {}
    return {"when": when, "substitution": {"by": by, "acts": acts, **order}, **more}


FOR_THE_HEAD: list[Rules] = [
    [],
    [_stands_in("away = head", "executive_deputy", ["sign"])],
    [_stands_in("away = head", "executive_deputy", "all")],
    [_stands_in("away = head and wet", "executive_deputy", ["sign"])],
    [_stands_in("away = head and wet", "executive_deputy", ["sign"], may="可")],
    [_stands_in("away = head", "secretary_general", ["sign"], may="可")],
    [_stands_in("away = head", LINE, ["sign"])],
    [_stands_in("away = head", LINE[::-1], ["sign"])],
    [
        _stands_in("away = head and wet", "executive_deputy", ["sign"], may="可"),
        _stands_in("away = head and not wet", "deputy_in_charge", ["sign"]),
    ],
]
FOR_THE_DEPUTIES: list[Rules] = [
    [],
    [_stands_in("away in (executive_deputy, deputy_in_charge)", "ab_partner", "all")],
    [_stands_in("away = executive_deputy", "deputy_in_charge", "all")],
    [_stands_in("away = deputy_in_charge", "executive_deputy", ["review"])],
]
STAGE: Rules = [
    {"when": "wet", "chain": [{"review": "executive_deputy"}]},
    {"when": "not wet", "chain": [{"sign": "head"}]},
]


def _random(chance: random.Random) -> dict[str, Rules]:
    cut = chance.choice([["true"], ["true"], ["wet", "not wet"], ["colour = red", "colour != red"]])
    chains = [{"when": when, "chain": chance.sample(STEPS, chance.choice([1, 1, 1, 2]))} for when in cut]
    for rule in chains:
        if chance.random() < 0.3:
            rule["chain"] = [*chance.choice([[], rule["chain"]]), {"stage": "toy.packing"}]
    if chance.random() < 0.3:
        permitted = chance.choice([{"sign": "deputy_in_charge"}, {"sign": "executive_deputy"}])
        chains.append({"when": "true", "may": "可", "chain": [permitted]})
    stand_ins = chance.choice(FOR_THE_HEAD) + chance.choice(FOR_THE_DEPUTIES)
    return {"toy.clearing": chains, "toy.packing": STAGE, "toy.standing_in": stand_ins}


def _otherwise(rules: dict[str, Rules], chance: random.Random) -> dict[str, Rules]:
    """Rules that say the same: in another order, and cut into other cases."""
    found: dict[str, Rules] = {}
    for question, listed in rules.items():
        pieces = [
            {**rule, "when": when}
            for rule in listed
            for when in (
                [f"({rule['when']}) and wet", f"({rule['when']}) and not wet"]
                if chance.random() < 0.6
                else [f"not not ({rule['when']})"]
            )
        ]
        found[question] = chance.sample(pieces, len(pieces))
    return found


def _plain(part: Any) -> Any:
    """A part of an answer as JSON, without wording, and without order where there is none."""
    if isinstance(part, dict):
        kept = {key: value for key, value in part.items() if key not in ("titles", "text", "steps", "citations")}
        named = {key: frozenset(kept[key]) for key in ("roles", "instead_of", "unstated") if key in kept}
        permitted = {"permitted": True} if "permitted" in kept else {}
        return tuple(sorted((key, _plain(value)) for key, value in {**kept, **named, **permitted}.items()))
    return tuple(map(_plain, part)) if isinstance(part, list) else part


def _said(answer: govrules.Answer) -> Any:
    data = answer.to_dict()
    beside = frozenset((_plain(entry["value"]), entry["requires"]) for entry in data["alternatives"])
    return data["status"], _plain(data["value"]), data["requires"], data["permitted"] is None, beside


def _every_case() -> list[dict[str, Any]]:
    away = ("head_away", "executive_deputy_away", "deputy_in_charge_away")
    return [
        {"wet": wet, "colour": colour, "chair": chair, **dict(zip(away, absences, strict=True))}
        for wet, colour in itertools.product([False, True], ["red", "blue"])
        for chair in ("head", "executive_deputy", "deputy_in_charge", "office_director")
        for absences in itertools.product([False, True], repeat=3)
    ]


@pytest.mark.parametrize("pairs", [{}, {"executive_deputy": "deputy_in_charge"}])
def test_grouped_exactly_when_all_facts_give_the_same(
    pairs: dict[str, str], tmp_path: Path, write_rulebook: Callable[..., None]
) -> None:
    chance = random.Random(len(pairs))
    shutil.copytree(TESTS / "worlds/vocabulary", tmp_path / "vocabulary")
    for number in range(12):
        rules = _random(chance)
        for name, written in ((f"b{number}", rules), (f"c{number}", _otherwise(rules, chance))):
            write_rulebook(tmp_path / name, written)
    books = govrules.load(tmp_path, eager=True)
    by_answers: dict[Any, set[str]] = {}
    for name, book in books.items():
        answers = [book.ask("toy.clearing", facts, pairs=pairs) for facts in _every_case()]
        assert {answer.status for answer in answers} <= {"answered", "silent"}
        by_answers.setdefault(tuple(map(_said, answers)), set()).add(name)
    found = books.compare("toy.clearing", ordinary=False, pairs=pairs)
    ruled = {  # who says nothing anywhere, and permits nothing, is in no group
        frozenset(names)
        for said, names in by_answers.items()
        if any(status != "silent" or beside for status, *_, beside in said)
    }
    assert {frozenset(group) for group in found.groups} == ruled
    assert 6 < len(ruled) <= 12


def test_pairs_and_absences_in_the_words_of_any_rulebook(books: govrules.Books) -> None:
    found = books.compare(
        "document.signing", direction="downward", absent=["分管副县长"], pairs={"分管副县长": "executive_deputy"}
    )
    assert found.asked.endswith("deputy_in_charge_away=true, pairs=[deputy_in_charge=executive_deputy])")
    rows = {row.rulebook: row for row in found.rows}
    assert str(rows["kangle"].value) == "sign executive_deputy"
    assert books.compare(found.asked).groups == found.groups
    without = books.compare("document.signing", direction="downward", absent=["deputy_in_charge"])
    assert {row.rulebook: str(row.value) for row in without.rows}["kangle"] == "sign ab_partner"


@pytest.mark.parametrize(
    ("pairs", "code", "says"),
    [
        ({"deputy_in_chage": "executive_deputy"}, "fact.pair_role", "did you mean 'deputy_in_charge'"),
        ({"deputy_in_charge": "department_head"}, "fact.refused", "does not pair 'deputy_in_charge'"),
        ("deputy", "fact.pairs", "pairs"),
    ],
)
def test_what_is_no_pair_is_refused(books: govrules.Books, pairs: Any, code: str, says: str) -> None:
    with pytest.raises(govrules.FactError, match=says) as caught:
        books.compare("document.signing", pairs=pairs)
    assert caught.value.code == code


@pytest.mark.parametrize("absent", [3, ("head", "deputy"), "haed"])
def test_who_is_absent_must_be_a_role(books: govrules.Books, absent: Any) -> None:
    with pytest.raises(govrules.FactError) as caught:
        books.compare("document.signing", absent=[absent])
    assert caught.value.code == "fact.absent_role"


def test_a_question_may_be_a_phrase(books: govrules.Books) -> None:
    found = books.compare("所有政府 常务会议 法定人数")
    assert found == books.compare("*: meeting.quorum(meeting=executive)")
    some = books.compare("瓜州、东区 常务会议 法定人数")
    assert some.asked == "dongqu, guazhou: meeting.quorum(meeting=executive)"
    assert books.compare("常务会议 法定人数", among=["dongqu", "guazhou"]) == some
    turned = books.compare("瓜州、东区 常务会议 法定人数", among=["瓜州", "dongqu"])
    assert [row.rulebook for row in turned.rows] == ["guazhou", "dongqu"]
    with pytest.raises(govrules.QuestionError, match="'among' is given twice"):
        books.compare("瓜州、东区 常务会议 法定人数", among=["kangle"])
    with pytest.raises(govrules.GovrulesError, match="'法定人速' is not understood"):
        books.compare("所有政府 法定人速")
