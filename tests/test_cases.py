"""Cases fail when they should, and say why. (The case files are collected by the pytest plugin.)"""

from __future__ import annotations

import dataclasses
import textwrap
from collections.abc import Callable
from pathlib import Path
from xml.etree import ElementTree

import pytest
from click.testing import CliRunner, Result

import govrules
from govrules.cli import main
from govrules.tools.casefile import EXPECTATIONS, read_cases
from govrules.tools.cases import run_cases
from govrules.tools.check import check

TESTS = Path(__file__).parent
WORLDS = TESTS / "worlds"
UPWARD = "document.signing(issuer=government, direction=upward)"
MINUTES = "document.signing(issuer=government)"

Write = Callable[..., Path]


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(main, ["test", *map(str, arguments)])


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Writes a case file of one case for guazhou, or the text given."""

    def write(expect: str = "", ask: str = UPWARD, article: str = "51.1", text: str | None = None) -> Path:
        path = tmp_path / "one.cases.yaml"
        case = (
            f"rulebook: guazhou\ncases:\n  - name: one\n    ask: {ask}\n    article: {article}\n    expect: {expect}\n"
        )
        path.write_text(case if text is None else textwrap.dedent(text), encoding="utf-8")
        return path

    return write


def differences(books: govrules.Books, path: Path, lang: str = "zh") -> list[str]:
    """What differs, as text: each part with its lines, in one line."""
    (result,) = run_cases(books, [path], lang=lang).results
    return [" | ".join(" ".join(line.split()) for line in str(entry).splitlines()) for entry in result.differences]


def test_the_worlds_are_clean_and_every_rule_of_them_has_a_case(worlds: govrules.Books) -> None:
    covered = run_cases(worlds, sorted(WORLDS.rglob("*.cases.yaml"))).coverage
    report = check(worlds, covered=covered)
    # A world shows one feature, leaves open what has nothing to do with it, and quotes a few bare words.
    bare = ("check.gap", "wording.number")
    assert [str(finding) for finding in report.findings if finding.code not in bare] == []


def test_a_false_expectation_fails(tmp_path: Path, books: govrules.Books) -> None:
    text = (TESTS / "cases/dongqu/meetings.cases.yaml").read_text(encoding="utf-8")
    assert "minimum: 7" in text
    falsified = tmp_path / "false.cases.yaml"
    falsified.write_text(text.replace("minimum: 7", "minimum: 6"), encoding="utf-8")
    run = run_cases(books, [falsified])
    assert any("minimum" in str(difference) for result in run.failed for difference in result.differences)


RIGHT = {
    "status": "answered",
    "value": "review office_director -> review deputy_in_charge -> sign head",
    "contains": "[review office_director, sign head]",
    "lacks": "[sign deputy]",
    "permitted": "none",
    "alternatives": "[]",
    "branches": "[]",
    "needs": "[]",
    "assumed": "{routine: 'false', head_away: 'false'}",
    "citations": "[51]",
    "nearest": "[]",
    "by_default": "false",
    "notes": "false",
    "unstated": "{}",
    "requires": "none",
    "ordinary": "none",
    "rules": "[upward]",
    "facts": "{direction: upward}",
    "asked": "'guazhou: document.signing(issuer=government, direction=upward) @ 2021-06-01'",
    "question": "document.signing",
    "rulebook": "guazhou",
    "version": "'2020'",
    "as_of": "2021-06-01",
    "unresolved": "[]",
    "absent": "[]",
    "pairs": "{}",
}


def test_every_attribute_of_an_answer_can_be_expected() -> None:
    fields = {field.name for field in dataclasses.fields(govrules.Answer)} - {"source", "explained"}
    assert fields | {"contains", "lacks", "error"} == set(EXPECTATIONS)
    assert {*RIGHT, "error"} == set(EXPECTATIONS)


@pytest.mark.parametrize("key", RIGHT)
def test_what_is_so_passes(write: Write, books: govrules.Books, key: str) -> None:
    expected = RIGHT[key] if key != "assumed" else "[head_away]"
    assert differences(books, write(f"{{{key}: {expected}}}", ask=f"{UPWARD} @ 2021-06-01")) == []


@pytest.mark.parametrize(
    ("expect", "shown"),
    [
        ("{status: silent}", "status: | - silent 未作规定 | + answered 有规定"),
        (
            "{value: review office_director -> sign head}",
            "value: | review office_director 县政府办公室主任 审核 | + review deputy_in_charge 分管副县长 审核"
            " | sign head 县长 签发",
        ),
        (
            "{value: review office_director -> review deputy_in_charge -> sign deputy + head}",
            "value: | review office_director 县政府办公室主任 审核 | review deputy_in_charge 分管副县长 审核"
            " | - sign deputy + head 副县长、县长 签发 | + sign head 县长 签发",
        ),
        ("{value: {type: deadline}}", "value: | - type: deadline | + type: chain | review office_director"),
        ("{value: {steps: [], text: x}}", "value: | - steps: [] | + steps: [{"),
        ("{contains: [sign deputy]}", "contains: | - sign deputy | review office_director"),
        ("{contains: sign deputy}", "contains: | - sign deputy | review office_director"),
        (
            "{lacks: [sign head]}",
            "lacks: | - no sign head | review office_director 县政府办公室主任 审核 |"
            " review deputy_in_charge 分管副县长 审核 | + sign head 县长 签发",
        ),
        ("{permitted: 可}", "permitted: | - 可 | + none"),
        ("{alternatives: [{value: sign head}]}", "alternatives: | - sign head | + none"),
        (
            "{branches: [{when: routine, status: answered, value: sign head}]}",
            "branches: | - when routine: answered 如果 常规事项： | - sign head 县长 签发 | + none",
        ),
        ("{needs: [direction]}", "needs: | - direction 行文方向 | + none"),
        ("{citations: [50]}", "citations: | - 50.1 第五十条 | 51.1 第五十一条第一款：“以县政府名义制发的上行文"),
        ("{citations: []}", "citations: | - none | + 51.1 第五十一条第一款"),
        ("{nearest: [51.1]}", "nearest: | - 51.1 第五十一条第一款 | none"),
        ("{assumed: [colour]}", "assumed: | - colour | kind 公文种类 | head_away 县长外出"),
        ("{assumed: []}", "assumed: | - none | + kind 公文种类 | + head_away 县长外出"),
        ("{assumed: {head_away: 'true'}}", "assumed: | - head_away: true | kind: other | + head_away: false"),
        ("{by_default: true}", "by_default: | - true | + false"),
        ("{notes: true}", "notes: | - true | + none"),
        ("{notes: 原文未写明}", "notes: | - 原文未写明 | none"),
        ("{unstated: {deadline: 及时}}", "unstated: | - deadline: 及时 | + none"),
        ("{requires: routine}", "requires: | - routine 常规事项 | + none"),
        ("{requires: authorised}", "requires: | - there is no fact 'authorised' in this question"),
        ("{ordinary: sign head}", "ordinary: | - sign head 县长 签发 | + none （无）"),
        ("{unresolved: [{role: head}]}", "unresolved: | - role: head | + none"),
        ("{absent: [head]}", "absent: | - head | + none"),
        ("{pairs: {head: deputy}}", "pairs: | - head: deputy | + none"),
        ("{rules: [upward, routine]}", "rules: | - routine | upward"),
        ("{facts: {direction: downward}}", "facts: | - direction: downward | issuer: government | + direction: upward"),
        ("{asked: x}", "asked: | - x | + guazhou: document.signing(issuer=government, direction=upward)"),
        ("{question: x}", "question: | - x | + document.signing"),
        ("{rulebook: fushun}", "rulebook: | - fushun | + guazhou"),
        ("{version: '1'}", "version: | - 1 | + 2020"),
        ("{as_of: 2020-01-01}", "as_of: | - 2020-01-01 | + "),
        ("{error: fact.unknown}", "error: | - fact.unknown | + answered 有规定"),
    ],
)
def test_every_expectation_can_fail(write: Write, books: govrules.Books, expect: str, shown: str) -> None:
    (difference,) = differences(books, write(expect))
    assert difference.startswith(shown), difference


@pytest.mark.parametrize(
    ("branch", "marked"),
    [
        ("status: silent", ["- when direction = upward: silent", "+ when direction = upward: answered"]),
        ("value: sign head", ["+ review office_director", "+ review deputy_in_charge"]),
        ("rules: [routine]", ["- when direction = upward", "- rules"]),
        ("citations: [50]", ["- when direction = upward", "- citations"]),
        ("requires: routine", ["- when direction = upward", "- requires routine"]),
    ],
)
def test_one_branch_differs(write: Write, books: govrules.Books, branch: str, marked: list[str]) -> None:
    path = write(
        f"{{branches: [{{when: direction = upward, {branch}}},"
        " {when: 'direction in (parallel, downward)', value: sign deputy_in_charge}]}",
        ask="document.signing(issuer=government, routine=false, kind=other)",
    )
    (result,) = run_cases(books, [path]).results
    lines = [" ".join(line.split()) for line in str(result.differences[0]).splitlines()]
    assert all(any(line.startswith(text) for line in lines) for text in marked), lines
    assert not any(line.startswith(("- ", "+ ")) and "deputy_in_charge" in line and "sign" in line for line in lines)


def test_one_of_several_alternatives_differs(write: Write, books: govrules.Books) -> None:
    ask = "document.signing(issuer=government, direction=downward)"
    right = "value: sign head, word: 如有必要, rule: if_necessary, by_default: false, requires: none"
    assert differences(books, write(f"{{alternatives: [{{{right}}}]}}", ask=ask)) == []
    for wrong in ("word: 可", "rule: routine", "by_default: true", "requires: routine", "when: routine"):
        key = wrong.partition(":")[0]
        rest = ", ".join(part for part in right.split(", ") if not part.startswith(key))
        (difference,) = differences(books, write(f"{{alternatives: [{{{rest}, {wrong}}}]}}", ask=ask))
        assert "+ sign head (if_necessary) 如有必要：县长 签发" in difference


def test_words_in_english(write: Write, books: govrules.Books) -> None:
    (difference,) = differences(books, write("{value: sign deputy}"), lang="en")
    assert "- sign deputy" in difference
    assert "+ sign head head of government sign" in difference


def test_what_only_the_joints_tell_apart(write: Write, books: govrules.Books) -> None:
    value = "review office_director; review deputy_in_charge; sign head"
    (difference,) = differences(books, write(f"{{value: {value}}}"))
    assert f"- {value} | + review office_director -> review deputy_in_charge -> sign head" in difference


def test_the_article_of_a_case_is_checked(write: Write, books: govrules.Books) -> None:
    (difference,) = differences(books, write("{status: answered}", article="55"))
    assert difference.startswith("article: | - 55.1 第五十五条 | 51.1 第五十一条第一款：“")


@pytest.mark.parametrize(
    ("expect", "shown"),
    [
        ("{status: answered}", "error: | + fact.value 'upwards' is not a value of direction; did you mean 'upward'?"),
        ("{error: fact.unknown}", "error: | - fact.unknown | + fact.value 'upwards' is not a value of direction"),
    ],
)
def test_a_question_that_is_refused(write: Write, books: govrules.Books, expect: str, shown: str) -> None:
    (difference,) = differences(books, write(expect, ask="document.signing(direction=upwards)"))
    assert difference.startswith(shown)


def test_a_failure_says_what_decided(write: Write) -> None:
    path = write("{status: answered, value: sign head}")
    result = run(path)
    assert result.exit_code == 1
    lines = result.output.splitlines()
    assert lines[:2] == [f"{path}:3: one", f"    ask: {UPWARD}"]
    decided = lines.index("    decided by:")
    assert "document.signing/upward (" in lines[decided + 1]
    assert "documents.yaml:3)" in lines[decided + 1]
    assert lines[decided + 2].strip().startswith("第五十一条第一款：“以县政府名义制发的上行文")
    assert lines[-1] == "0 passed, 1 failed"


BAD = {
    "nothing is expected": ("expect:", "6:12: the case expects nothing: write under 'expect' what the text says"),
    "a comment is no expectation": ("expect:  # later", "6:12: the case expects nothing"),
    "an empty mapping": ("expect: {}", "6:13: the case expects nothing"),
    "no mapping": ("expect: answered", "6:13: expect must be a mapping"),
    "no such attribute": ("expect: {statuss: silent}", "6:14: 'statuss' is not a key here; did you mean 'status'?"),
    "no such status": ("expect: {status: answerd}", "6:22: 'answerd' is not one of"),
    "no such error": ("expect: {error: fact.unknwon}", "did you mean 'fact.unknown'?"),
    "an error beside": (
        "expect: {error: fact.unknown, status: silent}",
        "6:35: a question that is refused has no answer: beside 'error', 'status' cannot be expected",
    ),
    "an alternative without value": ("expect: {alternatives: [{when: routine}]}", "the key 'value' is missing"),
    "a branch without condition": ("expect: {branches: [{status: silent}]}", "the key 'when' is missing"),
    "a branch with a wrong key": ("expect: {branches: [{when: routine, valeu: x}]}", "did you mean 'value'?"),
    "no provision": ("expect: {citations: [五十]}", "'五十' is not a provision such as 51, 51.1 or 40.1(3)"),
    "no boolean": ("expect: {by_default: yes}", "a yes or no is written true or false here, not 'yes'"),
    "no date": ("expect: {as_of: today}", "'today' is not a date such as 2020-02-24"),
    "an empty value": ("expect: {value: ''}", "value must be an outcome in one line of text, or a mapping"),
    "nothing contained": ("expect: {contains: []}", "contains must be a list with at least one entry"),
    "words that are none": ("expect: {needs: {a: b}}", "needs must be a text or a list of texts"),
    "facts without values": ("expect: {facts: [a]}", "facts must be a mapping of names to texts"),
}


@pytest.mark.parametrize("name", BAD)
def test_a_bad_case_is_refused_where_it_stands(write: Write, name: str) -> None:
    expect, message = BAD[name]
    path = write(
        text=f"""\
        rulebook: guazhou
        cases:
          - name: one
            ask: document.signing()
            article: 51.1
            {expect}
        """
    )
    result = run(path)
    assert result.exit_code == 2
    assert result.output.startswith(f"{path}:6:")
    assert message in result.output
    assert len(result.output.splitlines()) == 1


def test_all_bad_files_are_reported(tmp_path: Path) -> None:
    for name in ("a", "b"):
        (tmp_path / f"{name}.cases.yaml").write_text("rulebook: guazhou\ncases: []\n", encoding="utf-8")
    result = run(tmp_path)
    assert (result.exit_code, len(result.output.splitlines())) == (2, 2)


def test_a_file_for_no_rulebook_says_where(write: Write) -> None:
    path = write(
        text="# cases\nrulebook: guazhuo\ncases:\n  - {name: a, ask: b, article: 1, expect: {status: silent}}\n"
    )
    result = run(path)
    assert result.exit_code == 2
    assert f"{path}:2: there is no rulebook 'guazhuo'; did you mean 'guazhou'?" in result.output


def test_a_file_named_twice_runs_once(write: Write) -> None:
    path = write("{status: answered}")
    assert "1 passed, 0 failed" in run(path, path.parent, path).output


SELECTED = [
    (("-k", "edge"), 6),
    (("-k", "EDGE", "-k", "size=4"), 8),
    (("--rulebook", "overrides"), 6),
    (("--rulebook", "overrides", "--rulebook", "lost"), 15),
    (("--rulebook", "overrides", "--article", "2"), 2),
    (("--rulebook", "overrides", "--article", "2.1", "-k", "it depends"), 1),
    (("--rulebook", "overrides", "--article", "1", "--article", "3"), 4),
    (("--question", "toy.quorum"), 8),
    (("--question", "toy", "--rulebook", "numbers"), 17),
    (("--question", "meeting"), 3),
]


@pytest.mark.parametrize(("options", "count"), SELECTED)
def test_filters(options: tuple[str, ...], count: int) -> None:
    result = run(WORLDS, "--rulebooks", WORLDS, *options)
    assert result.exit_code == 0, result.output
    assert result.output == f"{count} passed, 0 failed\n"


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (("-k", "nowhere"), "no case matches -k nowhere (144 were read)"),
        (
            ("--question", "toy.quorums"),
            "no case matches --question toy.quorums (144 were read); did you mean 'toy.quorum'?",
        ),
        (("--rulebook", "lost", "--article", "9"), "no case matches --rulebook lost --article 9 (144 were read)"),
        (("--article", "IX"), "'IX' is not a provision such as 51, 51.1 or 40.1(3)"),
        (("--rulebook", "override"), "there is no rulebook 'override'; did you mean 'overrides'?"),
        (("--suggest", "-k", "x"), "--suggest and -k do not go together"),
        (("--suggest", "--article", "1"), "--suggest and --article do not go together"),
    ],
)
def test_filters_that_select_nothing(options: tuple[str, ...], message: str) -> None:
    result = run(WORLDS, "--rulebooks", WORLDS, *options)
    assert (result.exit_code, result.output.strip()) == (2, f"govrules: {message}")


def test_junit(tmp_path: Path) -> None:
    source = (WORLDS / "overrides/world.cases.yaml").read_text(encoding="utf-8")
    cases = tmp_path / "world.cases.yaml"
    text = source.replace("value: sign deputy, citations", "value: sign head, citations")
    cases.write_text(text.replace("name: the exception\n", 'name: "the \\x01 exception & <more>"\n'), encoding="utf-8")
    path = tmp_path / "junit.xml"
    result = run(cases, "--rulebooks", WORLDS, "--junit", path)
    assert result.exit_code == 1
    root = ElementTree.parse(path).getroot()
    assert (root.tag, root.get("tests"), root.get("failures")) == ("testsuites", "6", "1")
    (suite,) = root
    assert suite.get("name") == str(cases)
    first, second, *_ = suite
    assert first.attrib | {"time": ""} == {
        "name": "the general rule",
        "classname": "world",
        "file": str(cases),
        "line": "3",
        "time": "",
    }
    assert all(float(case.attrib["time"]) > 0 for case in suite)
    (failure,) = first
    assert failure.get("message") == "not as expected: value"
    shown = (failure.text or "").splitlines()
    assert shown == [line.removeprefix("    ") for line in result.output.splitlines()[1 : 1 + len(shown)]]
    assert second.get("name") == "the \ufffd exception & <more>"
    assert len(second) == 0


def test_junit_that_cannot_be_written(write: Write, tmp_path: Path) -> None:
    result = run(write("{status: answered}"), "--junit", tmp_path / "nowhere" / "junit.xml")
    assert result.exit_code == 2
    assert f"'{tmp_path / 'nowhere' / 'junit.xml'}' cannot be written: No such file or directory" in result.output


def test_the_output_does_not_depend_on_the_number_of_processes(tmp_path: Path) -> None:
    for folder in sorted(WORLDS.glob("*/world.cases.yaml")):
        text = folder.read_text(encoding="utf-8").replace("sign deputy", "sign head").replace("silent", "answered")
        (tmp_path / f"{folder.parent.name}.cases.yaml").write_text(text, encoding="utf-8")
    outputs = [run(tmp_path, "--rulebooks", WORLDS, "--coverage", "--jobs", jobs) for jobs in ("1", "2", "3", "0")]
    assert outputs[0].exit_code == 1
    assert outputs[0].output.count("decided by:") > 5
    assert len({output.output for output in outputs}) == 1


def test_another_process_reads_the_same_rulebooks(worlds: govrules.Books) -> None:
    """Where processes are not forked they load the rulebooks themselves."""
    import multiprocessing
    from concurrent.futures import ProcessPoolExecutor

    from govrules.tools import cases

    path = WORLDS / "overrides/world.cases.yaml"
    spawned = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(1, spawned, initializer=cases._start, initargs=((WORLDS,),)) as pool:
        found = pool.submit(cases._work, [read_cases(path)], "zh").result()
    assert found == run_cases(worlds, [path])


def test_cases_are_asked_of_the_rulebooks_above_them() -> None:
    result = run(WORLDS / "overrides")
    assert (result.exit_code, result.output.splitlines()[-1]) == (0, "6 passed, 0 failed")
