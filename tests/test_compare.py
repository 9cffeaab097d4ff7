"""Rulebooks side by side: the grouping is right for all facts, and the source texts bear it out."""

from __future__ import annotations

import itertools
import json
import pickle
import random
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

import govrules
from govrules.language import facts_of

TESTS = Path(__file__).parent
EXPECTED = yaml.safe_load((TESTS / "comparisons/expected.yaml").read_text(encoding="utf-8"))
WORDING = {"titles", "term", "citations", "note", "qualifier", "word", "rule", "entries", "minimum"}


@pytest.fixture(scope="module")
def comparisons(books: govrules.Books) -> dict[str, govrules.Comparison]:
    """The comparison of every question of the shipped rulebooks, asked without facts."""
    return {name: books.compare(name) for name in books["guazhou"].questions}


@pytest.mark.parametrize("case", EXPECTED, ids=[case["ask"] for case in EXPECTED])
def test_the_source_texts(case: dict[str, Any], books: govrules.Books) -> None:
    found = books.compare(case["ask"])
    assert {frozenset(group) for group in found.groups} == {frozenset(group) for group in case.get("groups", [])}
    assert set(found.silent) == set(case.get("silent", []))
    assert set(found.truncated) == set(case.get("lost", []))
    rows = {row.rulebook: row for row in found.rows}
    for name, words in case.get("words", {}).items():
        assert any(words in citation.quote for citation in rows[name].citations), name
    for name, article in case.get("articles", {}).items():
        assert article in [citation.article for citation in rows[name].citations], name


def test_every_question(comparisons: dict[str, govrules.Comparison], books: govrules.Books) -> None:
    for name, found in comparisons.items():
        assert found.asked == f"*: {name}()"
        assert [row.rulebook for row in found.rows] == list(books)
        grouped = [*found.groups, found.silent, found.truncated, found.not_in_force]
        assert sorted(itertools.chain(*grouped)) == sorted(books)
        assert [len(group) for group in found.groups] == sorted(map(len, found.groups), reverse=True)
        for row in found.rows:
            assert row.answer == books[row.rulebook].ask(name)
            assert (row.group is not None) == (row.status in ("answered", "conditional"))
            assert len(row.parts) == max(1, len(row.answer.branches))
            assert all((part.when is None) == (not row.answer.branches) for part in row.parts)
        assert found.verdict in ("same", "differs", "undecided", "alone", "silent")


def test_reflexive_and_symmetric(comparisons: dict[str, govrules.Comparison], books: govrules.Books) -> None:
    backwards = list(books)[::-1]
    for name, found in comparisons.items():
        turned = books.compare(name, among=backwards)
        assert {frozenset(group) for group in turned.groups} == {frozenset(group) for group in found.groups}
        assert turned.verdict == found.verdict
        for first, second in itertools.combinations([row.rulebook for row in found.rows if row.group], 2):
            together = any({first, second} <= set(group) for group in found.groups)
            assert (books[first].meaning(name) == books[second].meaning(name)) is together


def _plain(value: Any) -> Any:
    """What an answer says, without wording and order: read from its JSON, not from its meaning."""
    if isinstance(value, dict):
        left_out = WORDING | ({"text"} if "type" in value else set())  # an outcome in one line
        plain = {**value, "unstated": list(value.get("unstated", ()))}
        return frozenset((key, _plain(entry)) for key, entry in plain.items() if key not in left_out)
    if isinstance(value, list):
        return frozenset(map(_plain, value))
    return re.sub(r"\W", "", value) if isinstance(value, str) else value


def _said(answer: govrules.Answer) -> Any:
    data = answer.to_dict()
    value = data["value"] or {}
    entries = value.get("steps", value.get("entries", value))
    beside = _plain([alternative["value"] for alternative in data["alternatives"]])
    return data["status"], _plain(entries), data["by_default"], data["permitted"] is None, beside


def _complete(books: list[govrules.Rulebook], name: str, chance: random.Random) -> dict[str, Any]:
    """A value for every fact without an ordinary case; another's act stays unknown (it is shown)."""
    compiled = [book.compiled(name) for book in books]
    required = {
        fact.name
        for book in books
        for rules in book.data.rules.values()
        for rule in rules
        for node in (rule.requires, *rule.outcome.requirements())
        if node is not None
        for fact in facts_of(node)
    }
    facts: dict[str, Any] = {}
    for use in compiled[0].scope.facts.values():
        if use.default is not None or use.computes or use.name in required:
            continue
        if use.type.kind == "flag":
            facts[use.name] = chance.random() < 0.5
        elif use.type.domain is not None:
            named = _named(compiled, use.name)
            facts[use.name] = chance.choice(named if named and chance.random() < 0.8 else use.type.domain.values)
        elif use.type.integer:
            facts[use.name] = chance.randrange(use.minimum or 0, 40)
    return facts


def _named(compiled: list[Any], fact: str) -> list[str]:
    """The values of a fact that some rule tells apart from others."""
    spaces = [
        question.space.variables[question.space.index[fact]] for question in compiled if fact in question.space.index
    ]
    return sorted({value for variable in spaces for cell in variable.cells if len(cell) < 8 for value in cell})


def _pairs(found: govrules.Comparison) -> Iterator[tuple[str, str, bool]]:
    for first, second in itertools.combinations([row.rulebook for row in found.rows if row.group], 2):
        yield first, second, any({first, second} <= set(group) for group in found.groups)


def test_whoever_is_grouped_says_the_same_for_all_facts(
    comparisons: dict[str, govrules.Comparison], books: govrules.Books
) -> None:
    """Two rulebooks in one group: whatever the facts, their answers say the same."""
    chance, compared = random.Random(5), 0
    for name, found in comparisons.items():
        for first, second, together in _pairs(found):
            for _ in range(25 if together else 0):
                pair = [books[first], books[second]]
                facts = _complete(pair, name, chance)
                answers = [book.ask(name, facts) for book in pair]
                assert pair[0].meaning(name, facts) == pair[1].meaning(name, facts), (name, first, second, facts)
                if "conditional" not in [answer.status for answer in answers]:
                    assert _said(answers[0]) == _said(answers[1]), (name, first, second, facts)
                    compared += 1
    assert compared > 500


def test_whoever_is_not_grouped_differs_for_some_facts(
    comparisons: dict[str, govrules.Comparison], books: govrules.Books
) -> None:
    """Two rulebooks in different groups: there are facts for which their answers differ."""
    chance, found_none = random.Random(6), []
    for name, found in comparisons.items():
        for first, second, together in _pairs(found):
            pair = [books[first], books[second]]
            if not together and not any(
                len({_said(book.ask(name, facts)) for book in pair}) == 2
                for facts in (_complete(pair, name, chance) for _ in range(200))
            ):
                found_none.append((name, first, second))
    assert found_none == []


def test_what_is_too_large_is_not_judged(books: govrules.Books, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("govrules.engine.canonical.MAX_STEPS", 0)
    fresh = govrules.load()
    found = fresh.compare("document.signing", among=["guazhou", "fushun", "kangle"])
    assert {row.not_compared for row in found.rows} == {"too_large"}
    assert found.verdict == "undecided"
    assert "未按含义比较：" in found.to_markdown()
    assert {frozenset(group) for group in found.groups} <= {frozenset({name}) for name in fresh}


def test_words_that_the_vocabulary_has_no_name_for_are_not_judged(books: govrules.Books) -> None:
    found = books.compare("leave.approval", applicant="head", purpose="study")
    assert found.undecided == (("guazhou", "kangle"),)
    assert found.verdict == "differs"  # Dongqu's head applies for leave
    assert (
        books.compare("leave.approval", applicant="head", purpose="study", among=["瓜州", "康乐"]).verdict
        == "undecided"
    )


def test_the_question_in_each_of_its_forms(books: govrules.Books) -> None:
    plain = books.compare("meeting.quorum", meeting="executive")
    assert plain.asked == "*: meeting.quorum(meeting=executive)"
    for same in (
        books.compare("*: meeting.quorum(meeting=executive)"),
        books.compare("法定人数(会议=常务会议)"),
        books.compare("meeting.quorum", {"meeting": "executive"}, among=list(books)[::-1][::-1]),
    ):
        assert same.groups == plain.groups
    two = books.compare("抚顺, guazhou: meeting.quorum", meeting="executive")
    assert ([row.rulebook for row in two.rows], two.asked) == (
        ["fushun", "guazhou"],
        "fushun, guazhou: meeting.quorum(meeting=executive)",
    )
    assert books.compare("meeting.quorum", meeting="executive", as_of="1990-01-01").not_in_force != ()


def test_local_words_are_understood_for_all(books: govrules.Books) -> None:
    """县长 is a word of the counties only; what it means there is asked of all."""
    found = books.compare("leave.approval", applicant="县长", purpose="学习", among=["guazhou", "dongqu"])
    assert found.asked == "guazhou, dongqu: leave.approval(applicant=head, purpose=study)"
    away = books.compare("document.signing", direction="upward", absent=["区长"])
    assert "absent" in away.asked or "head_away=true" in away.asked


@pytest.mark.parametrize(
    ("question", "facts", "code", "says"),
    [
        ("meeting.quorum", {"meting": "executive"}, "fact.unknown", "did you mean 'meeting'"),
        ("meeting.quorum", {"meeting": "execitive"}, "fact.value", "did you mean 'executive'"),
        ("meeting.quorun", {}, "question.unknown", "did you mean 'meeting.quorum'"),
        ("guazou: meeting.quorum", {}, "rulebook.unknown", "did you mean 'guazhou'"),
        ("meeting.quorum(meeting=special)", {"meeting": "plenary"}, "question.given_twice", "given twice"),
    ],
)
def test_what_cannot_be_meant(
    question: str, facts: dict[str, Any], code: str, says: str, books: govrules.Books
) -> None:
    with pytest.raises(govrules.GovrulesError, match=says) as error:
        books.compare(question, facts)
    assert error.value.code == code


def test_a_reading_counts_where_there_is_one(worlds: govrules.Books) -> None:
    taken = worlds.compare("toy.chain", {"colour": "red", "scope_of_red": "wide"}, among=["readings", "overrides"])
    rows = {row.rulebook: row for row in taken.rows}
    assert str(rows["readings"].value) == "sign head"
    assert "scope_of_red" not in rows["overrides"].answer.facts
    assert taken.asked == "readings, overrides: toy.chain(colour=red, scope_of_red=wide)"


def test_a_comparison_is_immutable_hashable_and_picklable(books: govrules.Books) -> None:
    for found in (books.compare("leave.approval"), books.compare_all(among=["guazhou", "kangle"])):
        assert pickle.loads(pickle.dumps(found)) == found
        assert hash(found) == hash(pickle.loads(pickle.dumps(found)))
        with pytest.raises(AttributeError):
            found.rows = ()  # type: ignore[misc]


def test_the_matrix(books: govrules.Books, comparisons: dict[str, govrules.Comparison]) -> None:
    """Every cell says what the comparison of its question says."""
    matrix = books.compare_all()
    assert [row.question for row in matrix.rows] == list(comparisons)
    words = {word for row in matrix.rows for word in row.cells.values()}
    assert words == {"same", "differs", "undecided", "alone", "silent", "lost"}
    for row in matrix.rows:
        found = comparisons[row.question]
        assert row.verdict == found.verdict
        for name in books:
            group = next((group for group in found.groups if name in group), ())
            assert (row.cells[name] == "same") == (len(group) > 1 and group == found.groups[0])
            assert (row.cells[name] == "silent") == (name in found.silent)
            assert (row.cells[name] == "lost") == (name in found.truncated)
            assert (row.cells[name] == "alone") == (found.verdict == "alone" and bool(group))
            together = {other for other, letter in row.letters.items() if letter == row.letters.get(name)}
            assert not group or together == set(group)
    assert {row.verdict for row in matrix.only("differs").rows} == {"differs"}


def test_exceptions_can_be_compared_too(books: govrules.Books) -> None:
    """Who signs upward when it is a bill, or when somebody is away, is not the same in these two."""
    pair = ["guazhou", "kangle"]
    assert books.compare("document.signing", among=pair).verdict == "same"
    assert books.compare("document.signing", among=pair, ordinary=False).verdict == "differs"
    away = books.compare("document.signing", among=pair, direction="upward", kind="bill", ordinary=False)
    assert "direction=upward, kind=bill, class=?" in away.asked


def test_the_work_is_linear(books: govrules.Books, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No rulebook is asked, and one of those that say the same read twice, however many there are."""
    shipped = Path(books.folder("guazhou")).parent
    for number in range(4):
        for name in ("guazhou", "dongqu"):
            copy = tmp_path / f"{name}_{number}"
            shutil.copytree(shipped / name, copy)
            header = (copy / "rulebook.yaml").read_text(encoding="utf-8")
            (copy / "rulebook.yaml").write_text(header.replace(f"id: {name}", f"id: {copy.name}", 1), encoding="utf-8")
    many = govrules.load(tmp_path, eager=True)
    calls: list[str] = []
    for method in ("ask", "meaning"):
        plain = getattr(govrules.Rulebook, method)

        def counted(self: Any, *args: Any, _plain: Any = plain, _name: str = method, **more: Any) -> Any:
            calls.append(_name)
            return _plain(self, *args, **more)

        monkeypatch.setattr(govrules.Rulebook, method, counted)
    found = many.compare("document.signing")
    assert [len(group) for group in found.groups] == [4, 4]
    assert calls == ["meaning"] * 4
    assert {row.status for row in found.rows} == {"conditional"}
    assert calls.count("ask") == len(many)


def _markdown_cells(text: str) -> list[list[str]]:
    lines = [line for line in text.splitlines() if line.startswith("|")]
    return [re.split(r" (?<!\\)\| ", line.strip("| ")) for line in lines]


def test_output_for_documents_and_programs(books: govrules.Books) -> None:
    import csv
    import io
    from html.parser import HTMLParser

    for found in (books.compare("meeting.frequency"), books.compare_all(among=["dongqu", "guazhou"])):
        for lang in ("zh", "en"):
            rows = found.rows_of_text(lang)
            read = list(csv.reader(io.StringIO(found.to_csv(lang))))
            assert (tuple(read[0]), [tuple(row) for row in read[1:]]) == (found.columns(), rows)
            frame = found.to_frame(lang)
            assert (list(frame.columns), [tuple(row) for row in frame.to_numpy().tolist()]) == (
                list(found.columns()),
                rows,
            )
            assert len(_markdown_cells(found.to_markdown(lang))) == len(rows) + 2
            cells: list[str] = []
            parser = HTMLParser()
            parser.handle_data = cells.append  # type: ignore[method-assign]
            parser.feed(found.to_html(lang))
            for row in rows:
                assert all(cell in cells for cell in row if cell)
        assert json.loads(found.to_json()) == found.to_dict()


def test_nothing_is_cut_off_in_a_terminal(books: govrules.Books) -> None:
    found = books.compare("leave.approval")
    assert str(found) == found.to_text()
    text = re.sub(r"[\s─]", "", found.to_text("zh", width=100))
    assert "…" not in text
    for row in found.rows:
        for citation in row.citations:
            assert all(letter in text for letter in re.sub(r"\s", "", citation.quote))


@pytest.mark.parametrize(
    ("method", "package", "extra"), [("to_frame", "pandas", "frames"), ("to_html", "jinja2", "html")]
)
def test_a_missing_extra_is_named(
    method: str, package: str, extra: str, books: govrules.Books, monkeypatch: pytest.MonkeyPatch
) -> None:
    import sys

    monkeypatch.setitem(sys.modules, package, None)
    with pytest.raises(govrules.GovrulesError, match=re.escape(f"govrules[{extra}]")):
        getattr(books.compare("meeting.quorum"), method)()


def test_the_command(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from click.testing import CliRunner

    from govrules.cli import main

    monkeypatch.chdir(tmp_path)

    def run(*arguments: str) -> tuple[int, str]:
        result = CliRunner().invoke(main, ["compare", *arguments])
        return result.exit_code, result.output

    code, text = run("meeting.quorum(meeting=executive)")
    assert code == 0
    assert "*: meeting.quorum(meeting=executive)" in text
    assert "超过应到人数的二分之一" in text
    assert json.loads(run("meeting.quorum", "--among", "瓜州,dongqu", "--format", "json")[1])["verdict"] == "differs"
    assert run("meeting.quorum", "--format", "csv", "--lang", "en")[1].startswith("rulebook,government,group,status,")
    assert run("meeting.quorum", "--format", "html")[1].startswith("<!DOCTYPE html>")
    assert run("meeting.quorum", "--format", "markdown")[1].startswith("**法定人数")
    matrix = json.loads(run("--all", "--differs", "--format", "json")[1])
    assert {entry["verdict"] for entry in matrix["questions"]} == {"differs", "undecided"}
    for wrong in ([], ["--differs"], ["meeting.quorum", "--all"], ["--all", "--absent", "head"], ["meeting.quorun"]):
        code, text = run(*wrong)
        assert (code, text.startswith("govrules: "), text.count("\n")) == (2, True, 1), wrong


def test_a_comparison_that_is_made_again_is_remembered_and_no_other_taken_for_it(books: govrules.Books) -> None:
    question = "meeting.quorum"
    asked: list[dict[str, Any]] = [
        {},
        {"meeting": "plenary"},
        {"meeting": "executive"},
        {"members": 9},
        {"ordinary": False},
        {"as_of": "2021-01-01"},
        {"as_of": "2022-01-01"},
        {"among": ["guazhou", "kangle"]},
        {"among": ["kangle", "guazhou"]},
        {"absent": ["head"]},
        {"absent": ("head",)},
    ]
    found = [books.compare(question, **each) for each in asked]
    assert len({id(each) for each in found}) == len(asked)
    assert all(books.compare(question, **each) is first for each, first in zip(asked, found, strict=True))
    fresh = govrules.load()
    assert [fresh.compare(question, **each) for each in asked] == found
    assert books.compare(question, {"members": 9}) == found[3]
    for value in (9.0, True, "9x"):  # equal to what is remembered, or like it, and refused all the same
        with pytest.raises(govrules.FactError):
            books.compare(question, members=value)
    given = ["head"]
    before = books.compare(question, absent=given)
    given.append("executive_deputy")
    assert books.compare(question, absent=given).asked != before.asked
    assert books.compare(question, absent=iter(["head"])).asked == before.asked


def test_comparisons_are_not_remembered_without_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("govrules.books.MAX_REMEMBERED", 3)
    books = govrules.load()
    for members in range(8):
        books.compare("guazhou, kangle: meeting.quorum", members=members + 5)
    assert 1 <= len(books._compared) <= 3
