"""`govrules diff`: what changes for whoever follows the rules. What is expected is read off the two
versions in tests/versions, and off small changes to them."""

from __future__ import annotations

import json
import shutil
import subprocess
import time
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

import govrules
from govrules.cli import main
from govrules.language import canonical
from govrules.tools.diff import compare_rulebooks
from govrules.tools.difference import Difference, QuestionDifference, Said

TESTS = Path(__file__).parent
COUNTY = TESTS / "versions" / "county"


@pytest.fixture(scope="module")
def county() -> Difference:
    books = govrules.load(TESTS / "versions")
    return compare_rulebooks(books["county@2019"], books["county@2024"])


def question(difference: Difference, name: str) -> QuestionDifference:
    return next(entry for entry in difference.questions if entry.question == name)


def shown(entry: QuestionDifference) -> list[tuple[str, str, str, str]]:
    """kind, condition, what was said, what is said now."""

    def said(side: Said | None) -> str:
        return "-" if side is None else side.status if side.value is None else str(side.value)

    return [(change.kind, canonical(change.when), said(change.old), said(change.new)) for change in entry.changes]


@pytest.mark.parametrize(
    ("name", "state", "changes", "moved"),
    [
        (
            "document.signing",
            "changed",
            [("changed", "direction in (parallel, downward)", "sign deputy_in_charge", "sign deputy")],
            [("1.1", "2.1")],
        ),
        (
            "meeting.quorum",
            "changed",
            [("changed", "meeting = plenary", "more than 1/2 of body_members", "more than 2/3 of body_members")],
            [],
        ),
        (
            "leave.approval",
            "changed",
            [("changed", "days > 3 and days <= 5", "approve head", "approve deputy_in_charge")],
            [("4.1", "5.1")],
        ),
        ("leave.return", "gone", [("gone", "true", "report head", "silent")], []),
        (
            "decision.evaluation",
            "new",
            [
                ("new", "true", "-", "office must 组织决策后评估"),
                ("new", "true", "-", "head must 参加评估"),
            ],
            [],
        ),
        (
            "decision.steps",
            "changed",
            [
                ("new", "not public_interest and uses_funds", "-", "expert_argument"),
                ("new", "uses_funds or public_interest", "-", "expert_consultation"),
            ],
            [],
        ),
    ],
)
def test_the_county(county: Difference, name: str, state: str, changes: list, moved: list) -> None:
    entry = question(county, name)
    assert (entry.state, shown(entry)) == (state, changes)
    assert [(" ".join(old), " ".join(new)) for old, new in entry.moved] == moved


def test_what_is_not_of_one_question(county: Difference) -> None:
    assert dict(county.titles) == {"deputy_in_charge": ("分管副县长", "主管副县长")}
    assert len(county.questions) == 6
    assert county.found == county.questions
    assert question(county, "decision.steps").changes[0].partly  # arguments by experts were needed before, too


def test_nothing_differs_from_itself() -> None:
    book = govrules.load(TESTS / "versions")["county@2024"]
    difference = compare_rulebooks(book, book)
    assert (difference.found, dict(difference.counts)) == ((), {"same": 5})


RULES = (COUNTY / "2019" / "rules.yaml").read_text(encoding="utf-8")


def changed(tmp_path: Path, old: str, new: str) -> Difference:
    """The county of 2019 against itself with one thing changed."""
    folder = tmp_path / "county"
    shutil.copytree(COUNTY / "2019", folder)
    assert old in RULES
    (folder / "rules.yaml").write_text(RULES.replace(old, new, 1), encoding="utf-8")
    return compare_rulebooks(govrules.load(COUNTY)["county@2019"], govrules.load(tmp_path)["county"])


UPWARD = "    when: direction = upward\n    chain: [review: office_director, sign: head]\n"


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        # the same, written otherwise
        ("days <= 3", "not days > 3", []),
        ("direction in (parallel, downward)", "direction != upward", []),
        (UPWARD, UPWARD.replace("sign: head", "{sign: head, term: 签发, when: direction = upward}"), None),
        ("quote: 上行文经办公室主任审核后,由县长签发", "quote: 由县长签发", []),
        # a condition of a step
        (
            UPWARD,
            UPWARD.replace("review: office_director", "{review: office_director, when: routine}"),
            [("changed", "direction = upward and not routine", "review office_director -> sign head", "sign head")],
        ),
        # a permission, a duty that becomes one, a qualifier, a requirement
        (
            "meeting.quorum:",
            "  - {id: urgent, may: 可, beside: upward, when: routine, chain: [sign: deputy], cite: 2, quote: 可}\n\n"
            "meeting.quorum:",
            [("new", "direction = upward and routine", "-", "sign deputy")],
        ),
        (
            "    chain: [report: head]",
            "    may: 可\n    chain: [report: head]",
            [("changed", "true", "report head", "report head")],
        ),
        (
            "    chain: [report: head]",
            "    by_default: 一般\n    chain: [report: head]",
            [("changed", "true", "report head", "report head")],
        ),
        (
            "    chain: [approve: deputy_in_charge]",
            "    requires: leaving_area\n    chain: [approve: deputy_in_charge]",
            [
                ("changed", "days <= 3 and leaving_area", "approve deputy_in_charge", "approve deputy_in_charge"),
                ("gone", "days <= 3 and not leaving_area", "approve deputy_in_charge", "silent"),
            ],
        ),
        # an exception, and the chain's own rule for somebody who is away
        (
            "meeting.quorum:",
            "  - {id: bills, overrides: upward, when: direction = upward and kind = bill, chain: [sign: deputy],"
            " cite: 2, quote: 议案}\n\nmeeting.quorum:",
            [
                (
                    "changed",
                    "direction = upward and kind = bill",
                    "review office_director -> sign head",
                    "sign deputy",
                )
            ],
        ),
        (
            "    when: days > 3\n    chain: [approve: head]",
            "    when: days > 3\n    chain: [{approve: head, when: not head_away}, {approve: deputy, when: head_away}]",
            [("new", "days > 3 and head_away", "silent", "approve deputy")],
        ),
        # entries of lists
        (
            "items: [hear_opinions]",
            "items: [{item: hear_opinions, deadline: 3 days before decision_issue}]",
            [("changed", "true", "hear_opinions", "hear_opinions (3 days before decision_issue)")],
        ),
        ("items: [expert_argument]", "items: [hear_opinions]", [("gone", "public_interest", "expert_argument", "-")]),
        ("items: [hear_opinions]", "items: {open: true, entries: [hear_opinions]}", [("new", "true", "-", "answered")]),
    ],
)
def test_one_thing_changed(tmp_path: Path, old: str, new: str, expected: list | None) -> None:
    difference = changed(tmp_path, old, new)
    if expected is None:  # the text's own word for an act is part of what it says
        assert [entry.question for entry in difference.found] == ["document.signing"]
        return
    assert [entry for found in difference.found for entry in shown(found)] == expected


STAND_IN = """
absence.substitution:
  - id: head
    when: away = head and leaving_area
    substitution: {by: executive_deputy, acts: all}
    cite: 6
    quote: 县长离开本区域外出的,由常务副县长代行职责
"""
AWAY = {
    "leave.approval": (
        "chain: [approve: head]",
        "chain: [{approve: head}, {file: office, by: office_director, when: head_away}]",
    ),
    "document.signing": (
        "chain: [sign: deputy_in_charge]",
        "chain: [{sign: head}, {file: office, by: office_director, when: head_away}]",
    ),
}


def with_stand_in(tmp_path: Path, name: str, old: str, new: str) -> QuestionDifference:
    """What somebody who may stand in changes in a question that speaks of the head's absence."""
    books = []
    for side, text in (("a", old), ("b", new)):
        folder = tmp_path / side / "county"
        shutil.copytree(COUNTY / "2019", folder)
        (folder / "rules.yaml").write_text(RULES.replace(*AWAY[name], 1) + text, encoding="utf-8")
        books.append(govrules.load(folder)["county"])
    return question(compare_rulebooks(*books), name)


def test_who_stands_in_is_asked_with_the_facts_of_the_question(tmp_path: Path) -> None:
    """Leave turns on whether somebody leaves the area, and so does who stands in: there is one answer
    for each case."""
    (change,) = with_stand_in(tmp_path, "leave.approval", "", STAND_IN).changes
    assert (change.kind, canonical(change.when)) == ("new", "days > 3 and leaving_area and head_away")
    assert change.old is not None
    assert change.new is not None
    assert (change.old.status, str(change.new.value)) == (
        "silent",
        "approve executive_deputy -> file office by office_director",
    )


def test_what_depends_on_other_facts_has_its_cases(tmp_path: Path) -> None:
    """Who signs does not turn on what the absence is for, and who stands in does: both cases are named."""
    rule = STAND_IN.replace("leaving_area", "away_on = official_activity")
    entry = with_stand_in(tmp_path, "document.signing", "", rule)
    change = next(change for change in entry.changes if "parallel" in canonical(change.when))
    assert (change.kind, canonical(change.when)) == ("new", "direction in (parallel, downward) and head_away")
    assert change.new is not None
    cases = {canonical(when): (said.status, str(said.value)) for when, said in change.new.branches}
    assert cases == {
        "away_on = official_activity": ("answered", "sign executive_deputy -> file office by office_director"),
        "away_on != official_activity": ("silent", "None"),
    }
    assert {branch["when"] for branch in change.new.to_dict()["branches"]} == set(cases)
    answer = govrules.load(tmp_path / "b")["county"].ask("document.signing", dict(change.example or {}))
    assert {canonical(branch.when): branch.status for branch in answer.branches} == {
        when: status for when, (status, _) in cases.items()
    }
    shown = run(*(str(tmp_path / side) for side in "ab"), "--question", "document.signing", "--lang", "en").output
    assert "now: it depends (if " in shown
    same = with_stand_in(tmp_path / "again", "document.signing", rule, rule)
    assert (same.state, same.changes) == ("same", ())


def test_one_who_stands_in_and_has_a_step_already(tmp_path: Path) -> None:
    """Reviewing and signing are two persons' acts: who reviews does not sign instead."""
    books = []
    for name, reviewer in (("a", "deputy"), ("b", "executive_deputy")):
        folder = tmp_path / name / "county"
        shutil.copytree(COUNTY / "2019", folder)
        own = f"chain: [{{review: {reviewer}}}, {{sign: head}}, {{file: office, by: office, when: head_away}}]"
        rules = RULES.replace("chain: [review: office_director, sign: head]", own, 1)
        stand_in = STAND_IN.replace(" and leaving_area", "")
        (folder / "rules.yaml").write_text(rules + stand_in, encoding="utf-8")
        books.append(govrules.load(folder)["county"])
    changes = question(compare_rulebooks(*books), "document.signing").changes
    found = {canonical(change.when): change.new and change.new.status for change in changes}
    assert found == {"direction = upward and not head_away": "answered", "direction = upward and head_away": "silent"}


def test_a_list_without_who_is_away(tmp_path: Path) -> None:
    """That the head convenes too is a difference only while the head is there."""
    presides = "  - {id: b, when: head_away, roles: [{presides: deputy}], cite: 1, quote: 由副县长主持}\n"
    convenes = "  - {id: a, roles: [{convenes: head}], cite: 1, quote: 由县长召集}\n"
    books = []
    for name, rules in (("a", presides), ("b", convenes + presides)):
        folder = tmp_path / name / "structure"
        shutil.copytree(TESTS / "worlds/structure", folder)
        shutil.copytree(TESTS / "worlds/vocabulary", tmp_path / name / "vocabulary")
        (folder / "rules.yaml").write_text("toy.hosts:\n" + rules, encoding="utf-8")
        books.append(govrules.load(tmp_path / name)["structure"])
    (change,) = question(compare_rulebooks(*books), "toy.hosts").changes
    assert (change.kind, canonical(change.when)) == ("new", "not head_away")
    answers = [book.ask("toy.hosts", head_away=True) for book in books]
    assert [str(answer.value) for answer in answers] == ["presides: deputy", "presides: deputy"]


@pytest.mark.parametrize(("order", "state"), [("head, deputy", "same"), ("deputy, head", "changed")])
def test_the_order_of_those_who_stand_in(tmp_path: Path, order: str, state: str) -> None:
    rule = "absence.substitution:\n  - {id: a, when: away = office_director, substitution: {by: [%s], acts: all, "
    rule += "order: 依次}, cite: 6, quote: 依次}\n"
    books = []
    for name, by in (("a", "head, deputy"), ("b", order)):
        folder = tmp_path / name / "county"
        shutil.copytree(COUNTY / "2019", folder)
        (folder / "rules.yaml").write_text(RULES + rule % by, encoding="utf-8")
        books.append(govrules.load(folder)["county"])
    assert question(compare_rulebooks(*books), "absence.substitution").state == state


def test_a_silence_that_is_declared_is_no_difference(tmp_path: Path) -> None:
    """Only that somebody has said so; the answer was silent before."""
    silence = "  - {silent: direction = upward and kind = bill, reason: 原文没有规定}\n"
    old = "    quote: 平行文和下行文由分管副县长签发\n"
    assert changed(tmp_path, old, old + silence).found == ()


def test_a_renumbered_article_is_no_change_of_substance(tmp_path: Path) -> None:
    difference = changed(tmp_path, "    cite: 5\n", "    cite: 6\n")
    assert difference.found == ()
    entry = question(difference, "leave.return")
    assert (entry.state, entry.moved) == ("moved", ((("5.1",), ("6.1",)),))


def test_a_stage_that_differs_is_a_question_of_its_own(tmp_path: Path) -> None:
    stage = "document.issuance:\n  - {id: as_signed, chain: [stage: document.signing], cite: 1, quote: 依公文签发}\n\n"
    folders = []
    for name, direction in (("a", "upward"), ("b", "downward")):
        folder = tmp_path / name / "county"
        shutil.copytree(COUNTY / "2019", folder)
        text = stage + RULES.replace("when: direction = upward", f"when: direction = {direction}", 1)
        text = text.replace("direction in (parallel, downward)", "direction = parallel")
        (folder / "rules.yaml").write_text(text, encoding="utf-8")
        folders.append(govrules.load(folder)["county"])
    difference = compare_rulebooks(*folders)
    entry = question(difference, "document.issuance")
    assert (entry.state, entry.changes, entry.through) == ("changed", (), ("document.signing",))


def test_comparisons_of_the_same_facts_are_not_independent(worlds: govrules.Books, tmp_path: Path) -> None:
    """`>` became `>=`: only where the two are equal is there a difference; no impossible facts are named."""
    shutil.copytree(TESTS / "worlds/vocabulary", tmp_path / "vocabulary")
    text = (
        "toy.chain:\n  - {id: big, when: size > limit_size, chain: [sign: head], cite: 1, quote: 大的}\n"
        "  - {id: small, when: not size > limit_size, chain: [sign: deputy], cite: 2, quote: 小的}\n"
    )
    for name, sign in (("a", ">"), ("b", ">=")):
        folder = tmp_path / name / "structure"
        shutil.copytree(TESTS / "worlds/structure", folder)
        shutil.copytree(TESTS / "worlds/vocabulary", tmp_path / name / "vocabulary")
        (folder / "rules.yaml").write_text(text.replace(" > ", f" {sign} "), encoding="utf-8")
    old, new = (govrules.load(tmp_path / name)["structure"] for name in ("a", "b"))
    (change,) = question(compare_rulebooks(old, new), "toy.chain").changes
    assert (str(change.old.value), str(change.new.value)) == ("sign deputy", "sign head")
    assert change.example is not None
    assert change.example["size"] == change.example["limit_size"]


def test_what_is_lost_is_not_called_gone(books: govrules.Books) -> None:
    difference = compare_rulebooks(books["kangle"], books["wolong"])
    lost = [entry for entry in difference.questions if entry.state == "lost"]
    assert "document.signing" in [entry.question for entry in lost]
    statuses = {change.new.status for entry in lost for change in entry.changes if change.new is not None}
    assert statuses == {"truncated"}


def test_all_questions_of_two_governments_within_seconds(books: govrules.Books) -> None:
    begun = time.monotonic()
    difference = compare_rulebooks(books["fushun"], books["dongqu"])
    assert time.monotonic() - begun < 5
    assert len(difference.questions) > 100
    assert not any(entry.state == "not_compared" for entry in difference.questions)


def run(*arguments: str) -> Result:
    return CliRunner().invoke(main, ["diff", *arguments])


def test_the_command() -> None:
    result = run("county@2019", "county@2024", "--rulebooks", str(TESTS / "versions"))
    assert result.exit_code == 1
    assert result.output.startswith("某县 2019 → 2024\n")
    assert (
        "公文签发 document.signing\n"
        "  如果 行文方向 属于 (平行, 下行)：\n"
        "    原：分管副县长 签发（第二条）\n"
        "    现：副县长 签发（第三条）\n"
        "  内容不变，条文移动：1.1 → 2.1\n"
    ) in result.output
    assert "共6个问题：4个有变化，1个新增，1个不再规定" in result.output


def test_in_english_and_markdown() -> None:
    arguments = ("county@2019", "county@2024", "--rulebooks", str(TESTS / "versions"), "--question", "leave.approval")
    english = run(*arguments, "--lang", "en").output
    assert "  if days > 3 and days <= 5:\n    was: head of government approves (4.1)\n" in english
    assert english.endswith("1 question(s): 1 changed\n")
    markdown = run(*arguments, "--format", "markdown").output
    assert "## 请假审批 `leave.approval`\n\n- 如果 天数 > 3 且 天数 <= 5：\n  - 原：县长 批准（第四条）\n" in markdown
    (data,) = json.loads(run(*arguments, "--format", "json").output)
    (change,) = data["questions"][0]["changes"]
    assert (change["when"], change["kind"], change["example"]) == ("days > 3 and days <= 5", "changed", {"days": "4"})
    assert change["old"]["citations"][0]["provision"] == "4.1"


def test_two_governments_have_their_names() -> None:
    result = run("guazhou", "康乐", "--question", "document.signing")
    assert result.exit_code == 1
    assert result.output.startswith("瓜州县 2020 ↔ 康乐县 undated\n")
    assert "    瓜州县：县长或分管副县长 会签（第五十一条第二款）\n" in result.output
    assert "    康乐县：分管副县长 审核 → 县长 会签（第五十三条）\n" in result.output


def test_exit_status() -> None:
    assert run("guazhou", "guazhou").exit_code == 0
    assert run("guazhou", str(TESTS / "nowhere")).exit_code == 2


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["guazou", "kangle"], "'guazou' is no rulebook, no folder and no git revision; did you mean 'guazhou'?"),
        (["guazhou@2019", "kangle"], "the rulebook 'guazhou' has no version '2019'; it has 2020"),
        (["guazhou"], "'guazhou' is compared with nothing: name a second rulebook, or a git revision"),
        (["guazhou", "kangle", "--question", "document.sgning"], "there is no question 'document.sgning'; did you"),
    ],
)
def test_wrong_usage(arguments: list[str], message: str) -> None:
    result = run(*arguments)
    assert result.exit_code == 2
    assert result.output.startswith(f"govrules: {message}")


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A repository with the county of 2019, committed, and its rules of 2024 in the working tree."""
    if shutil.which("git") is None:
        pytest.skip("there is no git")
    for name in ("GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE"):
        monkeypatch.delenv(name, raising=False)
    shutil.copytree(COUNTY / "2019", tmp_path / "rulebooks" / "county")
    shutil.copytree(TESTS / "worlds" / "vocabulary", tmp_path / "rulebooks" / "vocabulary")
    commit(tmp_path, "init", "--quiet")
    commit(tmp_path, "add", ".")
    commit(tmp_path, "commit", "--quiet", "-m", "2019")
    for name in ("rules.yaml", "provisions.yaml"):
        shutil.copy(COUNTY / "2024" / name, tmp_path / "rulebooks" / "county" / name)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def commit(folder: Path, *arguments: str) -> None:
    who = ("-c", "user.name=a", "-c", "user.email=a@example.org", "-c", "commit.gpgsign=false")
    subprocess.run(["git", *who, *arguments], cwd=folder, check=True, capture_output=True)


@pytest.mark.parametrize(
    "arguments",
    [
        ["HEAD"],
        ["HEAD", "rulebooks"],
        ["HEAD:rulebooks"],
        ["HEAD:rulebooks/county"],
        ["HEAD:./rulebooks/county", "./rulebooks/county"],
        ["HEAD", "--rulebooks", "rulebooks"],
    ],
)
def test_a_git_revision_and_the_working_tree(repository: Path, arguments: list[str]) -> None:
    result = run(*arguments)
    assert result.exit_code == 1, result.output
    assert "    原：分管副县长 签发（第二条）\n    现：副县长 签发（第三条）\n" in result.output
    commit(repository, "commit", "--quiet", "-a", "-m", "2024")
    assert run(*arguments).exit_code == 0
    assert run("HEAD~1:rulebooks", "HEAD:rulebooks").exit_code == 1


def test_the_vocabulary_of_the_revision(repository: Path) -> None:
    """What is called otherwise, or is no longer there, in the working tree's vocabulary."""
    toys = repository / "rulebooks" / "vocabulary" / "toys.yaml"
    rules = repository / "rulebooks" / "county" / "rules.yaml"
    text = rules.read_text(encoding="utf-8")
    toy = "toy.chain:\n  - {id: red, when: colour = red, chain: [sign: head], cite: 1, quote: 红}\n"
    rules.write_text(text + toy, encoding="utf-8")
    commit(repository, "commit", "--quiet", "-a", "-m", "red")
    toys.write_text(
        toys.read_text(encoding="utf-8").replace("    red: {zh: 红, en: red}", "    pink: {zh: 粉红, en: pink}")
    )
    rules.write_text(text + toy.replace("colour = red", "colour = pink"), encoding="utf-8")
    result = run("HEAD", "--lang", "en")
    assert result.exit_code == 1, result.output
    assert "if colour = red:\n    was: head of government signs (1.1)" in result.output
    assert "if colour = pink:\n    was: the rulebook does not say" in result.output


@pytest.mark.parametrize(
    ("spec", "message"),
    [
        ("HEAD~7:rulebooks", "there is no git revision 'HEAD~7' to read 'HEAD~7:rulebooks' from"),
        ("HEAD:nowhere", "git cannot read 'HEAD:nowhere': pathspec 'nowhere' did not match any files"),
        ("HEAD:../..", "git cannot read 'HEAD:../..': '../..' is outside the repository"),
        ("--help:rulebooks", "there is no git revision '--help' to read '--help:rulebooks' from"),
    ],
)
def test_what_git_cannot_read(repository: Path, spec: str, message: str) -> None:
    result = run("--", spec, "rulebooks")
    assert (result.exit_code, result.output) == (2, f"govrules: {message}\n")


def test_errors_of_a_revision_name_its_files(repository: Path) -> None:
    rules = repository / "rulebooks" / "county" / "rules.yaml"
    rules.write_text("document.sgning: []\n", encoding="utf-8")
    commit(repository, "commit", "--quiet", "-a", "-m", "bad")
    result = run("HEAD:rulebooks", "HEAD~1:rulebooks")
    assert result.exit_code == 2
    assert result.output.startswith("HEAD:rulebooks/county/rules.yaml:1:1: there is no question 'document.sgning'")


def test_without_git(repository: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    result = run("HEAD:rulebooks", "rulebooks")
    message = "govrules: 'HEAD:rulebooks' is read with git, and there is no git on this machine\n"
    assert (result.exit_code, result.output) == (2, message)


def test_outside_a_repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))
    result = run("HEAD:rulebooks", "guazhou")
    assert result.exit_code == 2
    assert "git cannot read 'HEAD:rulebooks': not a git repository" in result.output


def test_a_version_that_was_added(repository: Path) -> None:
    """The version that is on both sides is compared, and the other is named."""
    folder = repository / "rulebooks" / "county"
    shutil.rmtree(folder)
    shutil.copytree(COUNTY, folder)
    result = run("HEAD")
    assert result.exit_code == 1
    assert "某县 2019 → 2019" in result.output
    assert result.output.endswith("+ county@2024\n")
