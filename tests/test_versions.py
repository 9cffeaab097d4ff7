"""Several versions of one instrument side by side: the date picks, a name names one."""

from __future__ import annotations

import pickle
import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner
from jsonschema import Draft202012Validator

import govrules
from govrules import versions
from govrules.asking.completing import Completing
from govrules.cli import main
from govrules.language import canonical
from govrules.loading.folders import file_kind
from govrules.loading.rulebook import HEADER
from govrules.loading.yaml_reader import read_yaml
from govrules.tools.cases import run_cases
from govrules.tools.check import check
from govrules.tools.receipt import verify
from govrules.tools.schema import names_of, schema

TESTS = Path(__file__).parent
DOWNWARD = "document.signing(direction=downward)"


@pytest.fixture
def county() -> govrules.Books:
    return govrules.load(TESTS / "versions")


@pytest.fixture
def on(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Sets the day that it is."""
    yield lambda day: [
        monkeypatch.setattr(module, "today", lambda: date.fromisoformat(day))
        for module in (versions, govrules.rulebook)
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
    fired = {name: coverage.fired for name, coverage in run.coverage.items()}
    assert fired == {"county@2019": {"document.signing/others"}, "county@2024": set()}
    assert run_cases(govrules.load(tmp_path), [path]).coverage.keys() == {"county@2019"}


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


@pytest.mark.parametrize(
    ("phrase", "asked"),
    [
        ("某县@2019 公文签发，行文方向为下行", f"county@2019: {DOWNWARD}"),
        ("小县 @ 2019 公文签发 下行", f"county@2019: {DOWNWARD}"),
        ("county@2024 signing of documents, downward", f"county@2024: {DOWNWARD}"),
        ("某县 公文签发 下行", f"county: {DOWNWARD}"),
        ("某县 公文签发 下行 截至2020年1月1日", f"county: {DOWNWARD} @ 2020-01-01"),
        # a year is settled where one version answers all of it
        ("某县 2020年时 公文签发 下行", f"county: {DOWNWARD} @ 2020-01-01"),
        ("某县 2025年时 公文签发 下行", f"county: {DOWNWARD} @ 2025-01-01"),
        ("某县 2018年时 公文签发 下行", f"county: {DOWNWARD} @ 2018-01-01"),
        ("某县@2024 2018年时 公文签发 下行", f"county@2024: {DOWNWARD} @ 2018-01-01"),
        # a title is a word of the version that answers
        ("某县 主管副县长外出时 公文签发", "county: document.signing(deputy_in_charge_away=true)"),
        ("某县@2019 分管副县长外出时 公文签发", "county@2019: document.signing(deputy_in_charge_away=true)"),
        (
            "某县 2020年时 分管副县长外出时 公文签发",
            "county: document.signing(deputy_in_charge_away=true) @ 2020-01-01",
        ),
    ],
)
def test_phrases_name_versions(county: govrules.Books, phrase: str, asked: str) -> None:
    """A phrase is read as the canonical form that is written beside it; by the rulebook too."""
    (answer,) = county.ask(phrase).values()
    assert answer == county["county"].ask(phrase) == county["county"].ask(asked)


@pytest.mark.parametrize(
    ("phrase", "code", "says"),
    [
        ("某县 2024年时 公文签发 下行", "phrase.ambiguous", "@ 2024-12-31"),  # the version changes in May
        ("某县 2019年时 公文签发 下行", "phrase.ambiguous", "@ 2019-01-01"),  # nothing is in force until March
        ("某县@2019 2024年时 公文签发 下行", "phrase.ambiguous", "county@2019: "),
        ("某县 2020年时 主管副县长外出时 公文签发", "phrase.foreign_word", "is a word of county@2024 and not"),
        ("某县@2019 主管副县长外出时 公文签发", "phrase.foreign_word", "is a word of county@2024 and not"),
        ("某县 分管副县长外出时 公文签发", "phrase.foreign_word", "is a word of county@2019 and not"),
        ("某县@2020 公文签发 下行", "phrase.unknown_word_near", "'@2020' is not understood"),
    ],
)
def test_phrases_that_no_version_can_answer(county: govrules.Books, phrase: str, code: str, says: str) -> None:
    for asked in (county, county["county"]):
        with pytest.raises(govrules.QuestionError) as caught:
            asked.ask(phrase)
        assert (caught.value.code, says in str(caught.value)) == (code, True), str(caught.value)


def test_a_day_that_is_given_beside_a_phrase_picks_its_words(county: govrules.Books) -> None:
    (answer,) = county.ask("某县 分管副县长外出时 公文签发 下行", as_of="2020-01-01").values()
    assert (answer.version, answer.facts["deputy_in_charge_away"]) == ("2019", True)
    with pytest.raises(govrules.QuestionError) as caught:
        county["county"].ask("主管副县长外出时 公文签发 下行", as_of="2020-01-01")
    assert caught.value.code == "phrase.foreign_word"


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize(
    "asked",
    [
        f"county@2019: {DOWNWARD}",
        f"county: {DOWNWARD} @ 2020-01-01",
        "county: document.signing(deputy_in_charge_away=true)",
        "county@2019: document.signing(absent=[deputy]) @ 2020-01-01",
    ],
)
def test_a_phrase_reads_back_as_the_same_version(county: govrules.Books, asked: str, lang: str) -> None:
    phrase = county["county"].phrase(asked, lang)
    (answer,) = county.ask(phrase).values()
    assert answer == county["county"].ask(asked), phrase


def test_receipts_name_the_version_that_answered(county: govrules.Books) -> None:
    """And it is asked again for the day on which it answered."""
    for asked, version, day in (
        (f"county: {DOWNWARD} @ 2020-01-01", "2019", "2020-01-01"),
        (f"county@2019: {DOWNWARD}", "2019", "2024-04-30"),
        (f"county: {DOWNWARD} @ 2024-05-01", "2024", "2024-05-01"),
    ):
        answer = county["county"].ask(asked)
        receipt = answer.receipt()
        members = receipt.to_dict()
        assert members["rulebook"]["version"] == version
        assert members["rulebook"]["sha256"] == county[f"county@{version}"].content_hash
        assert members["asked"].endswith(f" @ {day}")
        assert verify(county, receipt).verified
        assert county["county"].receipt(pickle.loads(pickle.dumps(answer))) == receipt
    assert county["county@2019"].content_hash != county["county@2024"].content_hash


def test_a_receipt_is_held_against_the_version_of_its_day(tmp_path: Path, county: govrules.Books) -> None:
    """A version that is added later answers for its own days only; moved, another answers, and that is said."""
    old = county["county"].ask(f"{DOWNWARD}", as_of="2020-01-01").receipt()
    new = county["county"].ask(f"{DOWNWARD}", as_of="2024-06-01").receipt()
    shutil.copytree(TESTS / "versions/county/2019", tmp_path / "county")
    alone = govrules.load(tmp_path)
    assert verify(alone, old).verified
    assert [finding.code for finding in verify(alone, new).findings][:2] == ["receipt.version", "receipt.content"]
    assert verify(alone, county["county@2024"].ask(DOWNWARD, as_of="2024-06-01").receipt()).findings[0].code == (
        "receipt.not_asked"
    )


def test_an_answer_varies_within_its_version(county: govrules.Books) -> None:
    """In 2019 the leave turned at three days, since 2024 it turns at five."""
    for asked, turns in (
        ("county: leave.approval(days=3) @ 2020-01-01", "days > 3"),
        ("county@2019: leave.approval(days=3)", "days > 3"),
        ("county: leave.approval(days=3) @ 2024-05-01", "days > 5"),
    ):
        answer = county["county"].ask(asked)
        (variation,) = [found for found in answer.vary() if found.fact == "days"]
        assert canonical(variation.when) == turns
        assert variation.answer.version == answer.version
        assert county["county"].ask(variation.answer.asked).value == variation.answer.value
        assert county["county"].vary(pickle.loads(pickle.dumps(answer))) == answer.vary()


def test_an_answer_is_explained_by_its_version(county: govrules.Books) -> None:
    answer = county["county"].ask(DOWNWARD, as_of="2020-01-01")
    assert "分管副县长" in county["county"].explain(answer)
    assert county["county"].version_of(answer) is county["county@2019"]
    with pytest.raises(govrules.QuestionError) as caught:
        county["county@2024"].explain(answer)
    assert str(caught.value).endswith("of 'county@2019', and this is the rulebook 'county@2024'"), str(caught.value)


def test_deadlines_of_a_version(tmp_path: Path) -> None:
    """govrules due takes the words of the version that answers."""
    shutil.copytree(TESTS / "versions/county", tmp_path / "county")
    rules = tmp_path / "county/2019/rules.yaml"
    text = rules.read_text(encoding="utf-8")
    report = "    chain: [report: head]\n"
    assert report in text
    later = report.replace("report: head", "{report: head, by: deputy_in_charge, deadline: within 3 days after return}")
    rules.write_text(text.replace(report, later), encoding="utf-8")
    arguments = ["due", "county: leave.return() @ 2020-01-01", "--from", "2020-01-01", "--rulebooks", str(tmp_path)]
    result = CliRunner().invoke(main, arguments)
    assert result.exit_code == 0, result.output
    assert "分管副县长" in result.output
    assert "主管副县长" not in result.output


def test_coverage_and_suggestions_are_of_each_version(tmp_path: Path) -> None:
    shutil.copytree(TESTS / "versions/county", tmp_path / "county")

    def run(*arguments: str) -> str:
        return CliRunner().invoke(main, ["test", *arguments, "--rulebooks", str(tmp_path)]).output

    missing = run("--suggest", str(tmp_path))
    assert "rulebook: county@2019\n" in missing
    assert "rulebook: county@2024\n" in missing
    assert "days=6" in missing  # five days are the edge of 2024
    assert "rulebook: county@2024\n" not in run("--suggest", str(tmp_path), "--rulebook", "county@2019")
    case = "  - {{name: a, ask: '{0}', article: {1}, expect: {{status: answered}}}}\n"
    path = tmp_path / "county.cases.yaml"
    cases = case.format(f"{DOWNWARD} @ 2020-01-01", 2) + case.format(f"{DOWNWARD} @ 2025-01-01", 3)
    path.write_text(f"rulebook: county\ncases:\n{cases}", "utf-8")
    older = tmp_path / "county/2019/older.cases.yaml"
    older.write_text(f"rulebook: county@2019\ncases:\n{case.format(DOWNWARD, 2)}", "utf-8")
    output = run(str(tmp_path))
    assert "county@2019: rules each way 2/" in output
    assert "county@2024: rules each way 2/" in output
    assert "3 passed, 0 failed" in output
    assert "1 passed, 0 failed" in run(str(tmp_path), "--rulebook", "某县@2019")
    assert "3 passed, 0 failed" in run(str(tmp_path), "--rulebook", "county")
    assert "has no version '2020'; it has 2019, 2024" in run(str(tmp_path), "--rulebook", "county@2020")


def test_a_fact_that_only_an_old_version_reads_is_read(tmp_path: Path) -> None:
    shutil.copytree(TESTS / "versions", tmp_path / "books")
    folder = tmp_path / "books/vocabulary"
    folder.mkdir()
    (folder / "more.yaml").write_text(
        "facts:\n  windy: {zh: 有风, en: windy, type: flag}\n"
        "questions:\n  toy.wind:\n    zh: 风\n    en: wind\n    asks: {zh: 谁, en: who}\n"
        "    outcome: chain\n    decides: [windy]\n",
        encoding="utf-8",
    )
    rules = tmp_path / "books/county/2019/rules.yaml"
    text = rules.read_text(encoding="utf-8")

    def unread() -> list[str]:
        found = check(govrules.load(tmp_path / "books")).findings
        return [entry.code for entry in found if entry.code == "check.unread"]

    assert unread() == ["check.unread"]
    rule = "\ntoy.wind:\n  - {id: a, when: windy, chain: [sign: head], cite: 1, quote: 由县长签发}\n"
    rules.write_text(text + rule, encoding="utf-8")
    assert unread() == []


def test_a_gap_in_an_old_version_comes_with_a_question_that_shows_it(tmp_path: Path) -> None:
    shutil.copytree(TESTS / "versions/county", tmp_path / "county")
    rules = tmp_path / "county/2019/rules.yaml"
    rules.write_text(rules.read_text(encoding="utf-8").replace("days > 3", "days > 4"), encoding="utf-8")
    books = govrules.load(tmp_path)
    (gap,) = [
        finding
        for finding in check(books).findings
        if finding.file == str(rules) and finding.example is not None and "leave.approval" in finding.example
    ]
    assert gap.example == "county@2019: leave.approval(days=4)"
    assert books["county"].ask(gap.example).status == "silent"


def test_versions_are_compared_with_each_other(county: govrules.Books) -> None:
    """Upward documents are signed as before, others are not; nothing else was asked for than is shown."""
    upward = county.compare("county@2019, county@2024: document.signing(direction=upward)")
    assert (upward.verdict, upward.groups) == ("same", (("county@2019", "county@2024"),))
    downward = county.compare(DOWNWARD, among=["某县@2019", "county"])
    assert (downward.verdict, downward.groups) == ("differs", (("county@2019",), ("county",)))
    assert downward.asked == f"county@2019, county: {DOWNWARD}"
    assert {name: answer.version for name, answer in county.ask(downward.asked).items()} == {
        "county@2019": "2019",
        "county": "2024",
    }
    assert [row.answer.version for row in downward.rows] == ["2019", "2024"]
    cells = {row.question: dict(row.cells) for row in county.compare_all(among=["county@2019", "county@2024"]).rows}
    assert cells["leave.return"] == {"county@2019": "alone", "county@2024": "silent"}
    assert cells["document.signing"] == {"county@2019": "differs", "county@2024": "differs"}


def test_a_comparison_is_of_the_versions_of_its_day(county: govrules.Books) -> None:
    for day, version, title in (("2020-01-01", "2019", "分管副县长"), ("2024-05-01", "2024", "副县长")):
        (row,) = county.compare(f"county: {DOWNWARD} @ {day}").rows
        assert (row.rulebook, row.answer.version, row.parts[0].text.zh) == ("county", version, f"{title} 签发")
    assert county.compare(f"county: {DOWNWARD} @ 2010-01-01").not_in_force == ("county",)
    assert county.compare(DOWNWARD, among=["county@2019"], as_of="2025-01-01").not_in_force == ("county@2019",)
    book = county["county"]
    meanings = [
        book.meaning(DOWNWARD, as_of="2020-01-01"),
        book.meaning(f"county@2019: {DOWNWARD}"),
        book.meaning(DOWNWARD),
    ]
    assert meanings[0] == meanings[1] != meanings[2]
    assert book.meaning(DOWNWARD, as_of="2010-01-01").status == "not_in_force"


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("county/2019/rulebook.yaml", "rulebook"),
        ("county/2019/provisions.yaml", "provisions"),
        ("county/2024/rules.yaml", "rules"),
        ("county/notes.yaml", None),
    ],
)
def test_the_files_of_a_version_are_of_the_same_kinds(path: str, kind: str | None) -> None:
    assert file_kind(TESTS / "versions" / path) == kind


def test_schemas_and_the_layout_of_versions(tmp_path: Path) -> None:
    shutil.copytree(TESTS / "versions", tmp_path / "books")
    formatted = [CliRunner().invoke(main, ["fmt", *options, str(tmp_path / "books")]) for options in ([], ["--check"])]
    assert [result.output.splitlines()[-1] for result in formatted] == [
        "2 of 6 files changed",
        "0 of 6 files would change",
    ]
    assert govrules.load(tmp_path / "books")["county"].ask(DOWNWARD, as_of="2020-01-01").version == "2019"
    names = names_of([tmp_path / "books"])
    assert {"主管副县长", "分管副县长"} <= names.titles
    for path in (tmp_path / "books").rglob("*.yaml"):
        kind = file_kind(path)
        assert kind is not None
        assert not list(Draft202012Validator(schema(kind, names)).iter_errors(read_yaml(path).data)), path


def test_the_plugin_asks_cases_of_the_whole_rulebook(pytester: pytest.Pytester) -> None:
    """The folder of a version is part of a rulebook: what the next version ends has ended."""
    shutil.copytree(TESTS / "versions/county", pytester.path / "county")
    case = "  - {{name: {0}, ask: '{1}', article: {2}, expect: {{version: '{3}'}}}}\n"
    cases = case.format("old", "document.signing(direction=downward) @ 2024-04-30", 2, 2019)
    cases += case.format("new", "document.signing(direction=downward) @ 2024-05-01", 3, 2024)
    (pytester.path / "county/2019/a.cases.yaml").write_text(f"rulebook: county\ncases:\n{cases}", "utf-8")
    pytester.runpytest_inprocess("-p", "govrules.pytest_plugin").assert_outcomes(passed=2)


def test_completion_of_versions(county: govrules.Books) -> None:
    """Versions are offered once a name is followed by @, and so are the titles of the one that is named."""
    completing = Completing(county.phrases)
    assert not any("@" in entry.word for entry in completing.completions("某"))
    assert {"某县@2019", "某县@2024"} <= {entry.word for entry in completing.completions("某县@")}
    assert "分管副县长" in [entry.word for entry in completing.completions("某县@2019 公文签发 分管副")]


def test_what_is_wrong_with_versions_in_chinese(county: govrules.Books) -> None:
    with pytest.raises(govrules.UnknownRulebook) as caught:
        county["county@2020"]
    said = "规则“county”没有“2020”这个版本，只有 2019、2024；是不是“county@2024”？"
    assert caught.value.text("zh") == said
    result = CliRunner().invoke(main, ["diff", "county@2019", "nowhere", "--rulebooks", str(TESTS / "versions")])
    assert result.output == "govrules: 'nowhere' is no rulebook, no folder and no git revision\n"
    arguments = ["diff", "county@2019", "nowhere", "--lang", "zh", "--rulebooks", str(TESTS / "versions")]
    assert CliRunner().invoke(main, arguments).output == "govrules: “nowhere”不是规则，不是文件夹，也不是 git 版本\n"
