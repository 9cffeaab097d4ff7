"""One word, number, role or article falsified at random in a shipped rulebook is found out.

Each mutation changes one line of one file; only the mutated rulebook is loaded again, checked, and
asked its cases. What survives is listed when the test fails.
"""

from __future__ import annotations

import random
import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

import govrules
from govrules.language.grammars import data_folder
from govrules.tools.cases import run_cases
from govrules.tools.check import check

TESTS = Path(__file__).parent
SHIPPED = data_folder("rulebooks")
BOOKS = ["guazhou", "fushun", "wolong", "kangle", "dongqu"]
SEEDS = range(28)
ENOUGH = 0.95
NOT_RULES = ("rulebook.yaml", "provisions.yaml")

Mutation = Callable[[random.Random, str], str | None]


def _quote(chance: random.Random, line: str) -> str | None:
    match = re.search(r"quote: (.{6,})", line)
    if match is None:
        return None
    at = match.start(1) + chance.randrange(1, len(match[1]) - 1)
    return None if not "\u4e00" <= line[at] <= "\u9fff" else line[:at] + "甲" + line[at + 1 :]


def _article(chance: random.Random, line: str) -> str | None:
    match = re.fullmatch(r"(\s+(?:- )?cite: )(\d+)([.(\d)]*)", line)
    return match and f"{match[1]}{int(match[2]) + chance.choice([-1, 1, 2])}{match[3]}"


def _number(chance: random.Random, line: str) -> str | None:
    match = re.search(r"(within |least |most: |exactly: |than: |by day |deadline: )(\d+)", line)
    return match and line[: match.start(2)] + str(int(match[2]) + chance.choice([1, 2])) + line[match.end(2) :]


def _role(chance: random.Random, line: str) -> str | None:
    roles = ["head", "deputy", "deputy_in_charge", "office", "office_director", "department_head", "executive_deputy"]
    pattern = rf"(?<=: )({'|'.join(roles)})$"
    match = re.search(pattern, line)
    if match is None or re.match(r"\s+(id|when|- id)", line):
        return None
    return line[: match.start()] + chance.choice([role for role in roles if role != match[1]])


def _modality(_chance: random.Random, line: str) -> str | None:
    for old, new in (("- must: ", "- may: "), ("- must_not: ", "- must: "), ("- may: ", "- must: ")):
        if old in line:
            return line.replace(old, new)
    return None


def _guard(_chance: random.Random, line: str) -> str | None:
    match = re.fullmatch(r"(\s+when: )(not )?([a-z_]+)", line)
    return match and f"{match[1]}{'' if match[2] else 'not '}{match[3]}"


MUTATIONS: dict[str, Mutation] = {
    "a word of a quotation": _quote,
    "an article": _article,
    "a number": _number,
    "a role": _role,
    "a modality": _modality,
    "a condition": _guard,
}


def mutate(chance: random.Random, folder: Path, kind: str) -> str | None:
    """Change one line of the rules in the folder; what was changed, or None where nothing could be."""
    places = [
        (path, index)
        for path in sorted(folder.glob("*.yaml"))
        if path.name not in NOT_RULES
        for index, line in enumerate(path.read_text(encoding="utf-8").splitlines())
        if MUTATIONS[kind](random.Random(0), line) is not None
    ]
    if not places:
        return None
    path, index = chance.choice(places)
    lines = path.read_text(encoding="utf-8").splitlines()
    changed = MUTATIONS[kind](chance, lines[index])
    if changed is None or changed == lines[index]:
        return None
    note = f"{path.parent.name}/{path.name}:{index + 1}: {lines[index].strip()} -> {changed.strip()}"
    lines[index] = changed
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return note


def caught(folder: Path, name: str, sources: Path) -> bool:
    """Whether loading, check, or a case finds the change out."""
    try:
        books = govrules.load(folder, eager=True)
        run = run_cases(books, sorted((TESTS / "cases" / name).glob("*.cases.yaml")))
    except govrules.GovrulesError:
        return True
    return bool(run.failed or check(books, sources).findings)


@pytest.mark.parametrize("kind", list(MUTATIONS))
def test_what_is_falsified_is_found_out(kind: str, tmp_path: Path, sources: Path) -> None:
    survivors: list[str] = []
    tried = 0
    for seed in SEEDS:
        chance = random.Random(f"{kind} {seed}")
        name = BOOKS[seed % len(BOOKS)]
        folder = tmp_path / str(seed)
        shutil.copytree(SHIPPED / name, folder / name)
        changed = mutate(chance, folder / name, kind)
        if changed is None:
            continue
        tried += 1
        if not caught(folder, name, sources):
            survivors.append(changed)
    assert tried > len(SEEDS) // 3
    assert 1 - len(survivors) / tried >= ENOUGH, "\n".join(survivors)
