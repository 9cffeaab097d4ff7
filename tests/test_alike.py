"""What it means that two rulebooks answer alike: each point of it as a pair of little rulebooks."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest
import yaml

import govrules

TESTS = Path(__file__).parent
POINTS = yaml.safe_load((TESTS / "comparisons/alike.yaml").read_text(encoding="utf-8"))
HEADER = {
    "label": {"zh": "甲", "en": "One"},
    "version": "1",
    "instrument": {"title": "玩具规则", "issuer": "玩具县", "in_force_from": "2020-01-01"},
    "classes": {"leaders": {"zh": "领导", "en": "leaders", "roles": ["head", "deputy"], "cite": "1", "quote": "领导"}},
}


def _write(path: Path, data: Any) -> None:
    path.write_text(yaml.safe_dump(data, allow_unicode=True, sort_keys=False), encoding="utf-8")


def write_rulebook(folder: Path, rules: dict[str, list[dict[str, Any]]], **header: Any) -> None:
    folder.mkdir()
    _write(folder / "rulebook.yaml", {"id": folder.name, **HEADER, **header})
    _write(folder / "provisions.yaml", {"1.1": "encoded", "2.1": "encoded"})
    numbered = {
        question: [{"id": f"rule_{number}", "cite": "1", "quote": "原文", **rule} for number, rule in enumerate(listed)]
        for question, listed in rules.items()
    }
    _write(folder / "rules.yaml", numbered)


@pytest.mark.parametrize("point", POINTS, ids=[point["name"] for point in POINTS])
def test_alike(point: dict[str, Any], tmp_path: Path) -> None:
    shutil.copytree(TESTS / "worlds/vocabulary", tmp_path / "vocabulary")
    question = point["question"].removesuffix(".deadline")
    write_rulebook(tmp_path / "one", {question: point["one"], **point.get("more_one", {})})
    write_rulebook(tmp_path / "other", {question: point["other"]}, label={"zh": "乙", "en": "Other"})
    books = govrules.load(tmp_path, eager=True)
    found = books.compare(point["question"], ordinary=point.get("ordinary", True))
    assert [row.status in ("answered", "conditional") for row in found.rows] == [True, True]
    expected = {True: "same", False: "differs", "undecided": "undecided"}[point["alike"]]
    assert found.verdict == expected
    assert len(found.groups) == (1 if expected == "same" else 2)
    turned = books.compare(point["question"], among=["other", "one"], ordinary=point.get("ordinary", True))
    assert turned.verdict == expected
