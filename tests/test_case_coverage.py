"""What cases cover: rules, conditions of guards, paragraphs; and the cases that are missing."""

from __future__ import annotations

import itertools
import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml
from click.testing import CliRunner, Result

import govrules
from govrules.cli import main
from govrules.language import FLAG, Node, canonical, truth
from govrules.language.syntax import And, Constant, Not, Or
from govrules.tools.cases import run_cases
from govrules.tools.coverage import Report
from govrules.tools.witness import conditions, facts_for, known_facts, mattering, possible, shown

TESTS = Path(__file__).parent
WORLDS = TESTS / "worlds"

RULES = """\
toy.chain:
  - id: general
    chain: [{sign: deputy}]
    cite: 1
    quote: 由副县长签发
  - id: exception
    when: colour = red and (wet or size > 3)
    overrides: general
    chain: [{sign: head}]
    cite: 2
    quote: 红色的由县长签发
"""
MANY = ("colour=red, wet=true, size=1", "colour=red, wet=false, size=4", "colour=red, wet=false, size=1")

APPLIES = re.compile("colour=red.*(wet=true|size=4)")

Ask = Callable[..., Path]


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(main, ["test", *map(str, arguments)])


@pytest.fixture
def world(tmp_path: Path) -> Path:
    """A folder with one rulebook, whose exception has three conditions."""
    shutil.copytree(WORLDS / "vocabulary", tmp_path / "vocabulary")
    shutil.copytree(WORLDS / "overrides", tmp_path / "overrides", ignore=shutil.ignore_patterns("*.cases.yaml"))
    (tmp_path / "overrides" / "rules.yaml").write_text(RULES, encoding="utf-8")
    return tmp_path


@pytest.fixture
def ask(world: Path) -> Ask:
    """Writes a case file that asks with each of the facts."""

    def ask(*facts: str, expect: str = "{citations: [1]}") -> Path:
        path = world / "toys.cases.yaml"
        lines = [
            f"  - {{name: '{f}', ask: 'toy.chain({f})', article: {2 if APPLIES.match(f) else 1}, expect: {expect}}}"
            for f in facts
        ]
        path.write_text("\n".join(["rulebook: overrides", "cases:", *lines]) + "\n", encoding="utf-8")
        return path

    return ask


def outcomes(world: Path, path: Path) -> set[tuple[str, bool]]:
    """The conditions that the cases of a file show, each with its value."""
    (coverage,) = run_cases(govrules.load(world), [path]).coverage.values()
    return {(condition, value) for _, condition, value in coverage.shown}


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        # all three hold: neither wet nor the size alone flips the guard
        ("colour=red, wet=true, size=4", {("colour = red", True)}),
        ("colour=red, wet=true, size=3", {("colour = red", True), ("wet", True)}),
        ("colour=red, wet=false, size=4", {("colour = red", True), ("size > 3", True)}),
        ("colour=red, wet=false, size=3", {("wet", False), ("size > 3", False)}),
        ("colour=blue, wet=true, size=1", {("colour = red", False)}),
        ("colour=blue, wet=false, size=1", set()),
        # what is unknown shows nothing, and hides what it would decide
        ("colour=red, wet=true", {("colour = red", True)}),
        ("colour=blue, wet=true", {("colour = red", False)}),
        ("colour=blue", set()),
        ("colour=red, wet=false, size=?", set()),
    ],
)
def test_a_condition_is_shown_where_it_matters(
    world: Path, ask: Ask, facts: str, expected: set[tuple[str, bool]]
) -> None:
    assert outcomes(world, ask(facts, expect="{rulebook: overrides}")) == expected


def test_what_fails_shows_nothing(world: Path, ask: Ask) -> None:
    run = run_cases(govrules.load(world), [ask(*MANY, expect="{version: '9'}")])
    (coverage,) = run.coverage.values()
    assert len(run.failed) == 3
    assert (coverage.fired, coverage.spared, coverage.shown, coverage.cited) == (set(), set(), set(), set())


def test_a_day_on_which_it_is_not_in_force_shows_no_rule(world: Path, ask: Ask) -> None:
    path = ask("colour=red, wet=true, size=1", expect="{status: not_in_force}")
    path.write_text(path.read_text(encoding="utf-8").replace(")'", ") @ 2019-01-01'"), encoding="utf-8")
    (coverage,) = run_cases(govrules.load(world), [path]).coverage.values()
    assert (coverage.fired, coverage.spared, coverage.shown) == (set(), set(), set())


def test_the_ordinary_case_is_a_value(worlds: govrules.Books) -> None:
    question = worlds["ordinary"].compiled("toy.chain")
    assert known_facts(question, {"colour": "red"})["broken"] is False
    assert "broken" not in known_facts(question, {"broken": govrules.UNKNOWN})


def put(node: Node, condition: Node, value: bool) -> Node:
    """The guard with a constant in the place of a condition."""
    if node == condition:
        return Constant(value, FLAG)
    if isinstance(node, Not):
        return Not(put(node.operand, condition, value))
    if isinstance(node, And | Or):
        return type(node)(tuple(put(part, condition, value) for part in node.operands))
    return node


def test_facts_for_every_condition_of_the_shipped_rules(books: govrules.Books) -> None:
    """The facts that are found show what they are to show: the condition has its value, the guard is
    what it is with that value, and the opposite with the other. Where none are, no facts do."""
    found: dict[bool, int] = {True: 0, False: 0}
    for book in books.values():
        for rule, question in [(entry.rule, entry.compiled) for entry in book.rules()]:
            for condition, value in itertools.product(conditions(rule.guard), (True, False)):
                test = mattering(rule.guard, condition, value)
                facts = next(facts_for(question, rule, test, condition), None)
                assert possible(question, rule, test, condition) is (facts is not None)
                found[facts is not None] += 1
                if facts is not None:
                    known = known_facts(question, facts)
                    assert truth(condition, known) is value
                    assert truth(put(rule.guard, condition, value), known) is truth(rule.guard, known)
                    assert truth(put(rule.guard, condition, not value), known) is (not truth(rule.guard, known))
    assert found[True] > 1_000
    assert found[False] < 20


def test_the_figures_and_the_lists(world: Path, ask: Ask) -> None:
    path = ask("colour=red, wet=true, size=1", "colour=blue, wet=true, size=1", expect="{version: '1'}")
    result = run(path, "--rulebooks", world, "--coverage")
    rules, ledger = world / "overrides" / "rules.yaml", world / "overrides" / "provisions.yaml"
    assert result.output.splitlines() == [
        f"{rules}:6: toy.chain/exception: wet: in no case is it false where it matters",
        f"{rules}:6: toy.chain/exception: size > 3: in no case is it true where it matters",
        f"{rules}:6: toy.chain/exception: size > 3: in no case is it false where it matters",
        f"{ledger}:3: 3.1: no answer of a case cites it",
        "overrides: rules each way 4/4 (100.0%), conditions each way 3/6 (50.0%), provisions 2/3 (66.6%)",
        "2 passed, 0 failed",
    ]
    assert run(path, "--rulebooks", world).output.splitlines() == result.output.splitlines()[4:]


def test_rules_that_no_case_covers(world: Path, ask: Ask) -> None:
    result = run(ask("colour=blue, wet=true, size=1"), "--rulebooks", world, "--coverage")
    rules = world / "overrides" / "rules.yaml"
    assert f"{rules}:6: toy.chain/exception: no case is decided by the rule" in result.output
    assert f"{rules}:2: toy.chain/general: in no case does the rule not apply" in result.output
    assert "rules each way 2/4 (50.0%)" in result.output


@pytest.mark.parametrize(
    ("least", "code", "sentence"),
    [
        (16, 0, None),
        (17, 1, "overrides: conditions each way 1/6 (16.6%) is under 17%"),
        (100, 1, "overrides: conditions each way 1/6"),
    ],
)
def test_fail_under(world: Path, ask: Ask, least: int, code: int, sentence: str | None) -> None:
    result = run(ask("colour=blue, wet=true, size=1"), "--rulebooks", world, "--fail-under", str(least))
    assert result.exit_code == code
    last = result.output.splitlines()[-1]
    assert last.startswith(sentence or "1 passed, 0 failed")


def test_fail_under_takes_a_percentage(world: Path, ask: Ask) -> None:
    assert run(ask("colour=blue"), "--rulebooks", world, "--fail-under", "101").exit_code == 2


def test_filtered_runs_do_not_speak_of_coverage_unless_asked(world: Path, ask: Ask) -> None:
    path = ask("colour=blue, wet=true, size=1")
    assert run(path, "--rulebooks", world, "-k", "blue").output == "1 passed, 0 failed\n"
    assert "conditions each way 1/6" in run(path, "--rulebooks", world, "-k", "blue", "--coverage").output


def test_a_condition_that_cannot_matter_is_left_out_and_listed(world: Path, ask: Ask) -> None:
    rules = world / "overrides" / "rules.yaml"
    text = rules.read_text(encoding="utf-8").replace("wet or size > 3", "size > 1 or size > 3")
    rules.write_text(text, encoding="utf-8")
    result = run(ask("colour=blue, size=1"), "--rulebooks", world, "--coverage")
    assert f"{rules}:6: toy.chain/exception: size > 3: no facts were found under which it matters true" in result.output
    assert "conditions each way 0/5 (0.0%)" in result.output  # below the 3, only the other matters


def test_what_the_text_calls_near_counts_where_it_is_expected(worlds: govrules.Books, tmp_path: Path) -> None:
    path = tmp_path / "lost.cases.yaml"
    for expect, cited in (("{nearest: [3]}", {"3.1"}), ("{status: silent}", set())):
        path.write_text(
            f"rulebook: lost\ncases:\n  - {{name: one, ask: toy.items(colour=red), article: 1, expect: {expect}}}\n",
            encoding="utf-8",
        )
        (coverage,) = run_cases(worlds, [path]).coverage.values()
        assert {str(provision) for provision in coverage.cited} == cited


def test_every_rule_and_paragraph_of_the_shipped_rulebooks_has_its_cases(books: govrules.Books) -> None:
    run = run_cases(books, sorted((TESTS / "cases").rglob("*.cases.yaml")))
    for name, coverage in run.coverage.items():
        rules, _, provisions = Report(books[name], coverage).figures()
        assert (name, rules.percent, provisions.percent) == (name, 100, 100)


# suggestions


def test_suggestions_are_what_is_missing(world: Path, ask: Ask) -> None:
    path = ask("colour=blue, wet=true, size=1")
    result = run(path, "--rulebooks", world, "--suggest")
    assert result.exit_code == 0, result.output
    content = yaml.safe_load(result.output)
    assert content["rulebook"] == "overrides"
    assert [case["ask"] for case in content["cases"]] == [
        "toy.chain(colour=red, size=0, wet=true)",
        "toy.chain(colour=red, size=0, wet=false)",
        "toy.chain(colour=red, size=4, wet=false)",
    ]
    assert {case["article"] for case in content["cases"]} == {2.1}
    assert all(case["expect"] is None for case in content["cases"])
    assert "红色的由县长签发" in result.output


def test_suggestions_pasted_in_want_their_expectations(world: Path, ask: Ask) -> None:
    path = ask("colour=blue, wet=true, size=1")
    suggested = run(path, "--rulebooks", world, "--suggest").output
    pasted = world / "more.cases.yaml"
    pasted.write_text(suggested, encoding="utf-8")
    result = run(world, "--rulebooks", world)
    assert result.exit_code == 2
    line = suggested.splitlines().index(next(line for line in suggested.splitlines() if "expect:" in line)) + 1
    assert f"{pasted}:{line}:12: the case expects nothing" in result.output
    assert result.output.count("the case expects nothing") == suggested.count("expect:")


def test_with_the_suggested_cases_nothing_is_missing(world: Path) -> None:
    """Filled in by somebody who reads the text, they cover every rule and condition."""
    suggested = run("--rulebooks", world, "--suggest", world).output  # there is no case yet
    pasted = world / "all.cases.yaml"
    lines = [line if "expect:" not in line else "    expect: {rulebook: overrides}" for line in suggested.splitlines()]
    text = "\n".join(lines)
    for _ in range(text.count("- name")):
        pasted.write_text(text, encoding="utf-8")
        failed = run_cases(govrules.load(world), [pasted]).failed
        if not failed:
            break
        start = text.split("\n")
        where = next(i for i in range(failed[0].line, len(start)) if "article:" in start[i])
        start[where] = "    article: 1"  # another rule decides there
        text = "\n".join(start)
    result = run(pasted, "--rulebooks", world)
    assert "rules each way 4/4 (100.0%), conditions each way 6/6 (100.0%)" in result.output, result.output
    nothing = run(pasted, "--rulebooks", world, "--suggest")
    assert (nothing.exit_code, nothing.stdout, nothing.stderr) == (0, "", "no case is missing\n")


@pytest.mark.parametrize("name", sorted(path.parent.name for path in WORLDS.glob("*/rulebook.yaml")))
def test_every_suggestion_can_be_asked(worlds: govrules.Books, name: str) -> None:
    result = run("--suggest", "--rulebooks", WORLDS / name, TESTS / "bad" / "_valid", "--lang", "en")
    assert result.exit_code == 0, result.output
    if result.stdout:
        for case in yaml.safe_load(result.stdout)["cases"]:
            assert worlds[name].ask(case["ask"]).status in ("answered", "conditional", "silent", "truncated")


def test_suggestions_obey_the_constraints_of_a_question(world: Path) -> None:
    """The toys' quorum is bound: no more can be present than there are members."""
    toys = world / "vocabulary" / "toys.yaml"
    text = toys.read_text(encoding="utf-8").replace(
        "    outcome: chain\n    decides: [colour, size",
        "    outcome: chain\n    constraints: [size != 0, size <= 2]\n    decides: [colour, size",
        1,
    )
    toys.write_text(text, encoding="utf-8")
    result = run("--rulebooks", world, "--suggest", world)
    asked = [case["ask"] for case in yaml.safe_load(result.stdout)["cases"]]
    assert asked
    assert not any("size=0" in ask or "size=4" in ask for ask in asked)


def test_suggestions_for_one_question_and_in_english(world: Path) -> None:
    assert run("--rulebooks", world, "--suggest", "--question", "toy.items", world).stdout == ""
    english = run("--rulebooks", world, "--suggest", "--question", "toy", "--lang", "en", world).stdout
    assert "toy chain, exception: “wet” holds" in english


def test_several_rulebooks_are_several_documents() -> None:
    result = run("--rulebooks", WORLDS / "overrides", "--rulebooks", WORLDS / "numbers", "--suggest", TESTS / "bad")
    documents = list(yaml.safe_load_all(result.stdout))
    assert [document["rulebook"] for document in documents] == ["overrides", "numbers"]


def test_a_failing_case_is_no_cover_for_suggestions(world: Path, ask: Ask) -> None:
    result = run(ask("colour=blue, wet=true, size=1", expect="{status: silent}"), "--rulebooks", world, "--suggest")
    assert (result.exit_code, result.stderr) == (0, "1 case(s) fail, and show nothing\n")


def test_a_condition_that_stands_twice_is_one(worlds: govrules.Books) -> None:
    (rule,) = [rule for rule in worlds["overrides"].rules() if rule.id == "exception"]
    (condition,) = conditions(rule.rule.guard)
    assert canonical(condition) == "colour = red"
    assert shown(rule.rule.guard, condition, {"colour": "red"}) is True
    assert shown(rule.rule.guard, condition, {"colour": "blue"}) is False
    assert shown(rule.rule.guard, condition, {}) is None
