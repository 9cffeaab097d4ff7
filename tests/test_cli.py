"""The command line as a user meets it."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from govrules.cli import COMMANDS, main

TESTS = Path(__file__).parent


def run(*arguments: str) -> Result:
    return CliRunner().invoke(main, list(arguments))


def test_without_arguments_it_helps() -> None:
    result = run()
    assert result.exit_code == 0
    assert "govrules ask 'guazhou: document.signing" in result.output


def test_the_list_of_commands_is_not_cut_off() -> None:
    summaries = dict(re.findall(r"^  (\w+) +(\S.*)$", run().output.partition("Commands:\n")[2], re.MULTILINE))
    assert list(summaries) == list(COMMANDS)
    assert [name for name, summary in summaries.items() if not re.fullmatch(r".*[^.]\.", summary)] == []


def test_the_help_of_check_names_what_is_checked() -> None:
    text = " ".join(run("check", "--help").output.split())
    for word in ("modal words", "numbers", "conflict", "edge", "never decide", "gap", "chain", "versions", "verbatim"):
        assert word in text


def test_an_answer_at_a_glance() -> None:
    result = run("ask", "guazhou: document.signing(issuer=government, direction=upward)")
    assert result.exit_code == 0
    lines = result.output.splitlines()
    assert lines[:5] == [
        "瓜州县 · 公文签发 — 有规定",
        "  guazhou: document.signing(issuer=government, direction=upward)",
        "  1. 县政府办公室主任 审核",
        "  2. 分管副县长 审核",
        "  3. 县长 签发",
    ]
    assert any("第五十一条第一款：“以县政府名义制发的上行文" in line for line in lines)


def test_in_english() -> None:
    result = run("ask", "--lang", "en", "dongqu: meeting.quorum(meeting=plenary, members=9)")
    assert "more than 2/3 of the members of the meeting" in result.output
    assert "of 9 members at least 7" in result.output


def test_chinese_words_in_the_canonical_form() -> None:
    result = run("ask", "东区: 法定人数(会议=全体会议, 应到=9人)")
    assert result.exit_code == 0
    assert "dongqu: meeting.quorum(meeting=plenary, members=9)" in result.output
    assert "应到9人，至少7人出席" in result.output


@pytest.mark.parametrize(
    ("question", "status"),
    [
        ("wolong: document.signing(issuer=government, direction=upward)", "truncated"),
        ("kangle: meeting.quorum(meeting=executive)", "silent"),
        ("guazhou: document.signing(issuer=government)", "conditional"),
        ("guazhou: document.signing(direction=upward) @ 2019-01-01", "not_in_force"),
    ],
)
def test_json_statuses(question: str, status: str) -> None:
    result = run("ask", "--json", question)
    assert result.exit_code == 0
    assert json.loads(result.output)["status"] == status


def test_the_leave_of_article_138() -> None:
    data = json.loads(run("ask", "--json", "dongqu: leave.approval(applicant=department_head)").output)
    steps = [(step["action"], step["roles"]) for step in data["value"]["steps"]]
    assert steps == [
        ("consent", ["leader_in_charge"]),
        ("approve", ["head"]),
        ("file", ["party_organization_department", "party_committee_office", "office"]),
    ]
    assert data["citations"][0]["article"] == 138


def test_several_rulebooks() -> None:
    data = json.loads(run("ask", "--json", "fushun, kangle: meeting.quorum(meeting=executive)").output)
    assert list(data) == ["fushun", "kangle"]


@pytest.mark.parametrize(
    ("question", "message"),
    [
        ("guazhou: document.signing(directoin=upward)", "no fact 'directoin'; did you mean 'direction'?"),
        ("guazhou: document.signing(direction=upwards)", "not a value of direction; did you mean 'upward'?"),
        ("guazhou: leave.approval(applicant=deputi)", "not a value of applicant; did you mean 'deputy'?"),
        ("guazhou: document.sining()", "no question 'document.sining'; did you mean 'document.signing'?"),
        ("guazhuo: document.signing()", "no rulebook 'guazhuo'; did you mean 'guazhou'?"),
        ("guazhou: document.signing(direction=", "cannot be read at 'the end'"),
        ("guazhou: document.signing(direction=upward, direction=downward)", "'direction' is given twice"),
        ("dongqu: meeting.quorum(members=2024-02-30)", "there is no day '2024-02-30'"),
        ("x" * 5_000, "at most 1000 are read"),
        ("guazhou: document.signing(" + "x" * 5_000, "at most 4000 are read"),
    ],
)
def test_one_sentence_and_exit_status_2(question: str, message: str) -> None:
    result = run("ask", question)
    assert result.exit_code == 2
    assert message in result.output
    assert len(result.output.strip().splitlines()) == 1
    assert "Traceback" not in result.output


def test_show() -> None:
    assert "瓜州县人民政府工作规则" in run("show").output
    assert "document.signing" in run("show", "guazhou").output
    assert "[upward]" in run("show", "瓜州", "document.signing").output
    article = run("show", "guazhou", "51").output
    assert "第五十一条" in article
    assert "[with_peer]" in article
    missing = run("show", "guazhou", "document.sgning")
    assert missing.exit_code == 2
    assert "did you mean 'document.signing'?" in missing.output


def test_show_prints_the_article_where_the_source_is(sources: Path) -> None:
    assert "控制减少发文数量" in run("show", "guazhou", "52", "--sources", str(sources)).output


def test_check_and_test_are_green_and_say_what_was_not_checked() -> None:
    result = run("check")
    assert (result.exit_code, "0 finding(s) in 5 rulebook(s)" in result.output) == (0, True)
    assert "not checked: guazhou: quotations against the source text (no --sources given)" in result.output
    result = run("test", str(TESTS / "cases"))
    assert result.exit_code == 0
    assert "0 failed" in result.output


def test_wrong_paths_are_wrong_usage(tmp_path: Path) -> None:
    assert run("check", str(tmp_path / "nowhere")).exit_code == 2
    assert run("test", str(tmp_path / "nowhere")).exit_code == 2
    nothing = run("test", str(tmp_path))
    assert (nothing.exit_code, "no case file" in nothing.output) == (2, True)
    assert run("ask", "x: document.signing", "--rulebooks", str(tmp_path)).exit_code == 2
    assert run("frobnicate").exit_code == 2


def test_a_failing_case_shows_itself(tmp_path: Path) -> None:
    path = tmp_path / "one.cases.yaml"
    path.write_text(
        "rulebook: guazhou\ncases:\n"
        "  - name: 上行文\n    ask: document.signing(direction=upward)\n    article: 51.1\n"
        "    expect: {value: sign deputy_in_charge}\n",
        encoding="utf-8",
    )
    result = run("test", str(path))
    assert result.exit_code == 1
    assert f"{path}:3: 上行文" in result.output
    assert "- sign deputy_in_charge    分管副县长 签发" in result.output
    assert "+ review office_director   县政府办公室主任 审核" in result.output


def test_a_question_as_a_picture(tmp_path: Path) -> None:
    mermaid = run("show", "guazhou", "document.signing", "--format", "mermaid")
    assert mermaid.exit_code == 0
    assert mermaid.output.startswith("flowchart TB\n")
    assert '["县长<br/>签发"]' in mermaid.output
    svg = run("show", "瓜州", "公文签发", "--format", "svg", "--out", str(tmp_path / "signing.svg"))
    assert (svg.exit_code, svg.output) == (0, "")
    assert (tmp_path / "signing.svg").read_text(encoding="utf-8").startswith("<svg ")
    page = run("show", "guazhou", "document.signing", "--format", "html", "--lang", "en")
    assert page.output.startswith("<!DOCTYPE html>")
    assert "signing of documents" in page.output


def test_a_page_with_the_sources_has_the_articles(sources: Path) -> None:
    page = run("show", "guazhou", "document.signing", "--format", "html", "--sources", str(sources))
    assert "<mark>以县政府名义制发的上行文,经县政府办公室主任、分管副县长审核后,由县长签发</mark>" in page.output


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("show", "--format", "svg"), "svg shows a question of a rulebook"),
        (("show", "guazhou", "51", "--format", "html"), "html shows a question of a rulebook"),
        (("show", "guazhou", "document.sining", "--format", "svg"), "did you mean 'document.signing'?"),
        (("show", "guazhou", "document.signing", "--out", "x"), "--out is for a picture or a page"),
        (("show", "guazhou", "document.signing", "--format", "svg", "--out", "no/x.svg"), "cannot be written"),
    ],
)
def test_what_cannot_be_drawn(arguments: tuple[str, ...], message: str) -> None:
    result = run(*arguments)
    assert result.exit_code == 2
    assert message in result.output
