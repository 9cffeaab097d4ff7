"""Several versions of one instrument side by side: the date picks, a name names one."""

from __future__ import annotations

import pickle
import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner

import govrules
from govrules import versions
from govrules.cli import main
from govrules.loading.rulebook import HEADER
from govrules.tools.cases import run_cases
from govrules.tools.check import check

TESTS = Path(__file__).parent
DOWNWARD = "document.signing(direction=downward)"


@pytest.fixture
def county() -> govrules.Books:
    return govrules.load(TESTS / "versions")


@pytest.fixture
def on(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Sets the day that it is."""
    yield lambda day: [
        monkeypatch.setattr(module, "today", lambda: date.fromisoformat(day)) for module in (versions, govrules.books)
    ]


@pytest.mark.parametrize(
    ("question", "as_of", "version", "status", "value"),
    [
        ("document.signing(direction=downward)", "2019-03-01", "2019", "answered", "sign deputy_in_charge"),
        ("document.signing(direction=downward)", "2024-04-30", "2019", "answered", "sign deputy_in_charge"),
        ("document.signing(direction=downward)", "2024-05-01", "2024", "answered", "sign deputy"),
        ("document.signing(direction=downward)", "2019-02-28", "2019", "not_in_force", "None"),
        ("document.signing(direction=downward) @ 2021-06-01", None, "2019", "answered", "sign deputy_in_charge"),
        ("document.signing(direction=downward)", None, "2024", "answered", "sign deputy"),
        ("county@2019: document.signing(direction=downward)", None, "2019", "answered", "sign deputy_in_charge"),
        ("小县 @ 2019：document.signing(direction=downward)", None, "2019", "answered", "sign deputy_in_charge"),
        ("county@2019: document.signing(direction=downward)", "2024-05-01", "2019", "not_in_force", "None"),
        ("county@2024: document.signing(direction=downward)", "2021-01-01", "2024", "not_in_force", "None"),
    ],
)
def test_which_version_answers(
    county: govrules.Books, question: str, as_of: str | None, version: str, status: str, value: str
) -> None:
    answer = county["county"].ask(question, as_of=as_of)
    assert (answer.version, answer.status, str(answer.value)) == (version, status, value)
    assert answer.rulebook == "county"
    assert county["county"].ask(answer.asked) == answer
    assert pickle.loads(pickle.dumps(answer)) == answer


def test_the_versions_of_a_rulebook(county: govrules.Books) -> None:
    book = county["county"]
    assert (book.version, list(book.versions)) == ("2024", ["2019", "2024"])
    assert book.versions["2019"] is county["county@2019"]
    assert county["county@2019"].instrument.in_force_until == date(2024, 4, 30)
    assert county.each_version() == ("county@2019", "county@2024")
    single = govrules.load()["guazhou"]
    assert (list(single.versions), single.versions["2020"].version) == (["2020"], "2020")


def test_a_named_version_without_a_day_answers_for_its_own_time(county: govrules.Books) -> None:
    """The day in force that is nearest to today, and the answer says which."""
    answer = county["county@2019"].ask("document.signing", direction="downward")
    assert (answer.status, answer.as_of) == ("answered", date(2024, 4, 30))
    assert answer.asked == "county@2019: document.signing(direction=downward) @ 2024-04-30"


@pytest.mark.parametrize(
    ("today", "version", "status"),
    [
        ("2018-01-01", "2024", "not_in_force"),
        ("2020-01-01", "2019", "answered"),
        ("2024-05-01", "2024", "answered"),
    ],
)
def test_without_a_day_it_is_today(county: govrules.Books, on: object, today: str, version: str, status: str) -> None:
    on(today)  # type: ignore[operator]
    assert county["county"].version == version  # the newest where none is in force
    answer = county["county"].ask("document.signing", direction="downward")
    assert answer.status == status
    assert (answer.version == version) == (status == "answered")


def test_a_rulebook_that_is_kept_follows_the_calendar(county: govrules.Books, on: object) -> None:
    on("2024-04-30")  # type: ignore[operator]
    book = county["county"]
    assert book.ask("document.signing", direction="downward").version == "2019"
    on("2024-05-01")  # type: ignore[operator]
    assert book.ask("document.signing", direction="downward").version == "2024"


def test_outside_it_says_when_it_is_in_force(county: govrules.Books) -> None:
    before = county["county"].ask(DOWNWARD, as_of="2010-01-01")
    assert [note.text for note in before.notes] == ["2019版自2019-03-01起施行至2024-04-30止"]
    named = county["county@2019"].ask(DOWNWARD, as_of="2025-01-01")
    assert [note.text_en for note in named.notes] == [
        "version 2019 is in force from 2019-03-01 until 2024-04-30",
        "version 2024 is in force from 2024-05-01",
    ]
    assert "2024版自2024-05-01起施行" in named.explain()
    assert "自2020-02-24起施行" in govrules.load()["guazhou"].ask("document.signing", as_of="2019-01-01").notes[0].text


def test_in_a_gap_none_is_in_force(tmp_path: Path) -> None:
    folder = tmp_path / "county"
    shutil.copytree(TESTS / "versions/county", folder)
    header = folder / "2019" / HEADER
    text = header.read_text(encoding="utf-8")
    header.write_text(text.replace("  cite: 7", "  in_force_until: 2022-12-31\n  cite: 7"), encoding="utf-8")
    book = govrules.load(tmp_path)["county"]
    statuses = [book.ask(DOWNWARD, as_of=day).status for day in ("2022-12-31", "2023-01-01", "2024-05-01")]
    assert statuses == ["answered", "not_in_force", "answered"]
    nearest = [book.ask(DOWNWARD, as_of=day).version for day in ("2023-01-01", "2024-04-30")]
    assert nearest == ["2019", "2024"]


def test_only_the_version_that_is_asked_is_read(tmp_path: Path) -> None:
    shutil.copytree(TESTS / "versions/county", tmp_path / "county")
    rules = tmp_path / "county/2019/rules.yaml"
    rules.write_text("no rules", encoding="utf-8")
    books = govrules.load(tmp_path)
    assert books["county"].ask(DOWNWARD).version == "2024"
    with pytest.raises(govrules.LoadError) as caught:
        books["county"].ask(DOWNWARD, as_of="2020-01-01")
    assert caught.value.file == str(rules)


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("county@2020", "the rulebook 'county' has no version '2020'; it has 2019, 2024; did you mean 'county@2024'?"),
        ("conty@2019", "there is no rulebook 'conty@2019'; did you mean 'county'?"),
    ],
)
def test_a_wrong_name_names_the_nearest(county: govrules.Books, name: str, message: str) -> None:
    with pytest.raises(govrules.UnknownRulebook) as caught:
        county[name]
    assert (str(caught.value), name in county) == (message, False)


def test_a_version_is_not_asked_for_another(county: govrules.Books) -> None:
    with pytest.raises(govrules.QuestionError) as caught:
        county["county@2019"].ask(f"county@2024: {DOWNWARD}")
    assert caught.value.code == "question.other_rulebook"


def test_several_versions_in_one_question(county: govrules.Books) -> None:
    answers = county.ask(f"county@2019, county@2024: {DOWNWARD}")
    assert {name: answer.version for name, answer in answers.items()} == {"county@2019": "2019", "county@2024": "2024"}


def test_a_question_and_a_date_are_no_version() -> None:
    asked = govrules.load()["guazhou"].ask("法定人数@2021-06-01")
    assert (asked.question, asked.as_of) == ("meeting.quorum", date(2021, 6, 1))


@pytest.mark.parametrize("path", ["versions", "versions/county", "versions/county/2019"])
def test_what_a_folder_holds(path: str) -> None:
    """A folder of rulebooks, a rulebook in versions, one version alone."""
    books = govrules.load(TESTS / path)
    assert list(books) == ["county"]
    assert books["county"].ask(DOWNWARD, as_of="2020-01-01").version == "2019"


def test_a_version_that_nothing_ends_is_a_finding(tmp_path: Path) -> None:
    shutil.copytree(TESTS / "versions/county", tmp_path / "county")
    header = tmp_path / "county/2024" / HEADER
    text = header.read_text(encoding="utf-8")
    repeals = "  repeals: [某县工作规则（某政发〔2019〕1号）]\n"
    for entry, codes in {
        repeals: [],
        "  repeals: [某县工作规则]\n": [],
        "  repeals: [某县工作规则（某政发〔2016〕9号）]\n": ["version.not_repealed"],
        "  repeals: [会议制度]\n": ["version.not_repealed"],
        "": ["version.not_repealed"],
    }.items():
        header.write_text(text.replace(repeals, entry), encoding="utf-8")
        found = [finding for finding in check(govrules.load(tmp_path)).findings if finding.code.startswith("version.")]
        assert [finding.code for finding in found] == codes, entry
        assert all((finding.severity, finding.file) == ("warning", header.as_posix()) for finding in found)
    older = tmp_path / "county/2019" / HEADER
    written = older.read_text(encoding="utf-8").replace("  cite: 7", "  in_force_until: 2024-04-30\n  cite: 7")
    older.write_text(written, encoding="utf-8")
    assert not any(finding.code.startswith("version.") for finding in check(govrules.load(tmp_path)).findings)


def test_check_looks_into_every_version(tmp_path: Path) -> None:
    shutil.copytree(TESTS / "versions/county", tmp_path / "county")
    ledger = tmp_path / "county/2019/provisions.yaml"
    ledger.write_text(ledger.read_text(encoding="utf-8").replace("5.1: encoded", "5.1: pending"), encoding="utf-8")
    report = check(govrules.load(tmp_path))
    assert {finding.code for finding in report.findings if finding.file == str(ledger)} == {
        "ledger.cited",
        "ledger.pending",
    }
    assert set(report.coverage) == {"county@2019", "county@2024"}


def test_cases_of_a_version_stand_in_it(tmp_path: Path) -> None:
    shutil.copytree(TESTS / "versions/county", tmp_path / "county")
    path = tmp_path / "county/2019/world.cases.yaml"
    case = "  - {{name: {0}, ask: {1}, article: 2, expect: {{value: {2}}}}}\n"
    dated = f'"{DOWNWARD} @ 2020-01-01"'
    path.write_text(f"rulebook: county@2019\ncases:\n{case.format('a', DOWNWARD, 'sign deputy_in_charge')}", "utf-8")
    other = tmp_path / "county/by_date.cases.yaml"
    other.write_text(f"rulebook: county\ncases:\n{case.format('b', dated, 'sign deputy_in_charge')}", "utf-8")
    run = run_cases(govrules.load(tmp_path), [path, other])
    assert [result.differences for result in run.results] == [(), ()]
    assert run.coverage.keys() == {"county@2019"}
    assert run.coverage["county@2019"].fired == {"document.signing/others"}


def test_the_commands_know_versions() -> None:
    def run(*arguments: str) -> str:
        result = CliRunner().invoke(main, [*arguments, "--rulebooks", str(TESTS / "versions")])
        assert result.exit_code == 0, result.output
        return result.output

    assert "分管副县长 签发" in run("ask", f"county@2019: {DOWNWARD}")
    assert "分管副县长 签发" in run("ask", f"county: {DOWNWARD}", "--as-of", "2020-01-01")
    assert "某县 · 某县工作规则 · 2019" in run("show", "county@2019")
    assert "[report]" in run("show", "county@2019", "5")
    overview = run("show")
    assert "county@2019" in overview
    assert "county@2024" in overview
    assert run("status").startswith("county@2019: 7 paragraphs")
