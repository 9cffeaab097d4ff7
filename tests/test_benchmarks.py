"""The benchmarks measure what they say: tables that agree, rulebooks that load and differ, every measure made."""

from __future__ import annotations

import importlib
import itertools
import json
import sys
from pathlib import Path

import pytest

import govrules
from govrules.tools.check import check

ROOT = Path(__file__).parent.parent
sys.path.append(str(ROOT))  # behind the library that is tested

from benchmarks import decision, generate, measuring, plain, run  # noqa: E402
from benchmarks.measuring import Limit, Options, Row, Skipped  # noqa: E402

COUNT = 10


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("made")
    generate.generate(COUNT, folder)
    return folder


@pytest.fixture(scope="module")
def books(made: Path) -> govrules.Books:
    return govrules.load(made, eager=True)


def written(folder: Path) -> dict[str, str]:
    return {path.relative_to(folder).as_posix(): path.read_text(encoding="utf-8") for path in folder.rglob("*.yaml")}


def test_the_same_seed_makes_the_same_rulebooks_and_fewer_are_the_first_of_them(made: Path, tmp_path: Path) -> None:
    generate.generate(3, tmp_path / "again")
    again = written(tmp_path / "again")
    assert len(again) > 3 * 5
    assert again == {name: text for name, text in written(made).items() if name[:5] in ("g0000", "g0001", "g0002")}
    generate.generate(1, tmp_path / "other", seed=8)
    assert written(tmp_path / "other") != {name: text for name, text in again.items() if name.startswith("g0000")}


def test_the_generated_rulebooks_load_check_without_error_and_have_the_articles_of_an_instrument(
    books: govrules.Books,
) -> None:
    assert len(books) == COUNT
    for book in books.values():
        articles = {provision.article for provision, _ in book.data.ledger.provisions()} - {0}
        assert articles == set(range(1, len(articles) + 1))
        assert generate.FEWEST <= len(articles) <= generate.MOST
        assert sum(map(len, book.data.rules.values())) > 60
    errors = [str(finding) for finding in check(books).findings if finding.severity == "error"]
    assert errors == []


def test_the_generated_rulebooks_differ_in_names_rules_and_answers(books: govrules.Books) -> None:
    for first, second in itertools.combinations(books.values(), 2):
        assert first.label != second.label
        assert first.instrument != second.instrument
        assert {q: [rule.id for rule in rules] for q, rules in first.data.rules.items()} != {
            q: [rule.id for rule in rules] for q, rules in second.data.rules.items()
        }
    for question in ("document.signing", "meeting.quorum", "leave.approval"):
        said = {
            (answer.status, str(answer.value), answer.citations and answer.citations[0].article)
            for answer in books.ask(f"*: {question}").values()
        }
        assert len(said) > 3, question
    deadlines = {str(answer.value) for answer in books.ask("*: document.reply").values() if answer.value is not None}
    assert len(deadlines) > 2


def test_the_rulebook_and_the_plain_table_agree_on_every_cell() -> None:
    cells = list(plain.cells())
    assert len(cells) == 2_688
    assert {plain.decide(facts) for facts in cells} == set(plain.DECISIONS)
    assert decision.wrong_cells(decision.peers_book()) == []


def test_a_wrong_cell_would_be_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(plain, "LEGISLATIVE", frozenset(("bill", "regulation")))
    assert {facts["paper"] for facts in decision.wrong_cells(decision.peers_book())} == {"order"}


@pytest.mark.parametrize("peer", ["peer_govrules", "peer_govrules_prepared"])
def test_as_a_peer_it_decides_by_the_names_of_the_peers(peer: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(Path(decision.__file__).parent))
    decide = importlib.import_module(peer).load()
    facts = {"issuer": "government", "direction": "downward", "kind": "notice", "decided_by_executive_meeting": False}
    flags = {"routine": False, "cross_portfolio": True, "important": False, "head_away": False}
    shared = (("countersign", "other_deputies"), ("review", "deputy_in_charge"), ("sign", "head"))
    assert decide(facts | flags) == (shared, "51(5)a2")
    away = decide(facts | flags | {"direction": "upward", "head_away": True})
    assert away == ((("review", "deputy_in_charge"), ("sign", "executive_deputy")), "51(1),52")
    assert decide(facts | flags | {"direction": "parallel"}) == ((), None)


def test_missing_facts_make_conditional_answers() -> None:
    book = decision.peers_book()
    facts = plain.with_missing(plain.random_facts(300, 1), decision.MISSING, 2)
    statuses = {book.ask(plain.QUESTION, each).status for each in facts}
    assert statuses == {"answered", "conditional", "silent"}


@pytest.mark.parametrize("name", run.MEASURES)
def test_each_measure_is_made(name: str) -> None:
    results = list(importlib.import_module(f"benchmarks.{name}").measure(Options(rounds=1, size="tiny")))
    rows = [result for result in results if isinstance(result, Row)]
    assert rows or name == "frames"
    assert len({row.measure for row in rows}) == len(rows)
    for row in rows:
        assert len(row.values) == len(row.against or row.values) == 1
        assert row.verdict in (("ok", "over") if row.limit else ("",))
        assert all(value > 0 for value in (*row.values, *row.against)) or row.unit == "MB"
    assert all(result.reason for result in results if isinstance(result, Skipped))


def test_a_row_says_ratio_and_verdict_round_by_round() -> None:
    row = Row("x", "ms", (8.0, 30.0, 10.0), "y", (2.0, 6.0, 2.0), Limit(5))
    assert (row.median, row.ratios, row.ratio, row.verdict) == (10.0, (4.0, 5.0, 5.0), 5.0, "ok")
    assert Row("x", "ms", (8.0,), "y", (1.0,), Limit(5)).verdict == "over"
    assert Row("x", "rows/s", (8.0,), "y", (10.0,), Limit(0.8, least=True)).verdict == "ok"
    assert Row("x", "s", (2.1,), limit=Limit(2, "value")).verdict == "over"


def test_yardstick_and_measure_alternate() -> None:
    order: list[str] = []

    def job(name: str, value: float) -> float:
        order.append(name)
        return value

    jobs = {"a": lambda: job("a", 1.0), "b": lambda: job("b", 2.0)}
    found = measuring.interleaved(2, lambda: job("y", 4.0), jobs)
    assert "".join(order) == "yayybyybyyay"
    assert (found["b"].values, found["b"].against) == ([2.0, 2.0], [4.0, 4.0])


def test_the_command_prints_one_table_and_writes_json(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    row = Row("one decision", "µs", (1.5,), "by hand", (0.5,), Limit(2), "a note")
    monkeypatch.setattr(run, "run", lambda names, options: [row, Skipped("frames", "not there")])
    assert run.main(["--only", "decision", "--rounds", "1", "--out", str(tmp_path / "out.json")]) == 1
    printed = capsys.readouterr().out.splitlines()
    assert [cell.strip() for cell in printed[2].split("|")[1:-1]] == [
        "one decision",
        "1.5 µs",
        "1.5–1.5",
        "3 × (3–3)",
        "by hand",
        "≤ 2 ×",
        "over",
    ]
    assert printed[3:] == ["note: one decision: a note", "skipped: frames: not there"]
    first, second = json.loads((tmp_path / "out.json").read_text(encoding="utf-8"))["results"]
    assert (first["ratio"], first["values"], first["verdict"]) == (3.0, [1.5], "over")
    assert second == {"measure": "frames", "skipped": "not there"}
