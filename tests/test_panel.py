"""What is remembered between comparisons changes none: each is the one that fresh rulebooks give, one by one."""

from __future__ import annotations

import datetime
import itertools
import random
import shutil
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

import govrules
from govrules.engine.content import content_of

sys.path.append(str(Path(__file__).parent.parent))  # behind the library that is tested

from benchmarks.generate import generate

ABSENT = ("head", "executive_deputy", "deputy_in_charge", "office_director")
WHERE_SOMEBODY_MAY_BE_AWAY = ("document.signing", "leave.approval", "meeting.convening", "meeting.leave")
ASKED = (*WHERE_SOMEBODY_MAY_BE_AWAY, "decision.forum", "meeting.quorum", "document.issuance", "duty.deputy")


@pytest.fixture(scope="module")
def generated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Rulebooks that are alike in much and differ in some things."""
    folder = tmp_path_factory.mktemp("generated")
    generate(9, folder)
    return folder


def _facts(question: Any, chance: random.Random) -> dict[str, Any]:
    """Some facts, perhaps unknown; an absence is stated less often, since it changes everything."""
    given: dict[str, Any] = {}
    missing = chance.choice((0, 0.2, 0.5, 0.9))
    for name, use in question.scope.facts.items():
        if chance.random() < missing or (use.absent is not None and chance.random() < 0.6):
            continue
        if chance.random() < 0.07:
            given[name] = govrules.UNKNOWN
        elif use.type.kind == "flag":
            given[name] = chance.random() < 0.5
        elif use.type.domain is not None:
            given[name] = chance.choice(use.type.domain.values)
        elif use.type.kind == "number":
            given[name] = chance.randrange(use.minimum or 0, 40)
    return given


def _asked(books: govrules.Books, name: str, chance: random.Random) -> tuple[dict[str, Any], dict[str, Any]]:
    facts = _facts(books[chance.choice(list(books))].compiled(name), chance)
    return facts, {"absent": [chance.choice(ABSENT)]} if chance.random() < 0.1 else {}


def _one_by_one(books: govrules.Books, name: str, facts: dict[str, Any], more: dict[str, Any]) -> Any:
    """The groups, and who is silent and truncated: every rulebook read for itself."""
    meanings = {}
    for book in books.values():
        question = book.compiled(name)
        own = {fact: value for fact, value in facts.items() if fact in (*question.order, "absent")}
        meanings[book.name] = book.meaning(name, own, **more)
    groups: dict[Any, list[str]] = {}
    for book_name, found in meanings.items():
        if found.status == "answered":
            groups.setdefault(found.key, []).append(book_name)
    ordered = sorted(groups.values(), key=len, reverse=True)
    having = [tuple(n for n, found in meanings.items() if found.status == each) for each in ("silent", "truncated")]
    return tuple(map(tuple, ordered)), *having


def _differing(
    books: govrules.Books, plain: govrules.Books, names: Any, rounds: int, seed: int
) -> tuple[int, list[Any]]:
    """How many comparisons were made, and those that are not what reading one by one gives."""
    chance, count, wrong = random.Random(seed), 0, []
    for name in names:
        for _ in range(rounds):
            facts, more = _asked(books, name, chance)
            try:
                found = books.compare(name, facts, **more)
            except govrules.FactError:  # facts that cannot be true together
                continue
            count += 1
            if (found.groups, found.silent, found.truncated) != _one_by_one(plain, name, facts, more):
                wrong.append((name, facts, more))
    return count, wrong


def test_every_question_of_the_shipped_rulebooks(books: govrules.Books) -> None:
    count, wrong = _differing(govrules.load(), books, list(books["guazhou"].questions), 4, seed=3)
    assert wrong == []
    assert count > 700


def test_generated_rulebooks(generated: Path) -> None:
    count, wrong = _differing(govrules.load(generated), govrules.load(generated), ASKED, 40, seed=4)
    assert wrong == []
    assert count > 200


def test_what_was_remembered_before_does_not_matter(generated: Path) -> None:
    """The same comparisons in another order, in threads, on rulebooks that share what is remembered."""
    books, chance = govrules.load(generated, eager=True), random.Random(5)
    asked = [(name, *_asked(books, name, chance)) for name in WHERE_SOMEBODY_MAY_BE_AWAY for _ in range(12)]

    def compared(one: tuple[str, dict[str, Any], dict[str, Any]]) -> Any:
        name, facts, more = one
        try:
            found = books.compare(name, facts, **more)
        except govrules.FactError as error:
            return error.code
        return found.groups, found.undecided, found.silent, found.truncated, found.asked

    with ThreadPoolExecutor(8) as pool:
        together = list(pool.map(compared, [*asked, *asked[::-1]]))
    books = govrules.load(generated, eager=True)
    assert together == [*map(compared, [*asked, *asked[::-1]])]


def test_a_row_answers_as_its_rulebook_does(generated: Path) -> None:
    books, plain, chance = govrules.load(generated), govrules.load(generated), random.Random(6)
    for name in WHERE_SOMEBODY_MAY_BE_AWAY:
        facts, more = _asked(books, name, chance)
        found = books.compare(name, facts, **more)
        for row in found.rows:
            own = {fact: value for fact, value in facts.items() if fact in plain[row.rulebook].compiled(name).order}
            assert row.answer == plain[row.rulebook].ask(name, own, **more)
            assert row.parts and row.status == row.answer.status


def _copies(folder: Path, count: int, names: tuple[str, ...] = ("guazhou", "dongqu")) -> Path:
    shipped = Path(govrules.load().folder("guazhou")).parent
    for number, name in itertools.product(range(count), names):
        copy = folder / f"{name}_{number}"
        shutil.copytree(shipped / name, copy)
        header = (copy / "rulebook.yaml").read_text(encoding="utf-8")
        (copy / "rulebook.yaml").write_text(header.replace(f"id: {name}", f"id: {copy.name}", 1), encoding="utf-8")
    return folder


def test_what_is_alike_is_read_once_and_asked_when_somebody_looks(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    many = govrules.load(_copies(tmp_path, 5, ("guazhou", "kangle")), eager=True)
    calls: list[str] = []
    for method in ("ask", "meaning"):
        plain = getattr(govrules.Rulebook, method)

        def counted(self: Any, *args: Any, _plain: Any = plain, _name: str = method, **more: Any) -> Any:
            calls.append(_name)
            return _plain(self, *args, **more)

        monkeypatch.setattr(govrules.Rulebook, method, counted)

    found = many.compare("document.signing", direction="upward", kind="decision")
    assert calls == ["meaning"] * len(calls) and 1 <= len(calls) <= 4  # two, with words and without
    calls.clear()
    assert many.compare("document.signing", direction="upward", kind="request").groups == found.groups
    assert calls == []  # no rule that is left tells them apart
    assert found.rows[3].group is not None and calls == []
    assert found.rows[3].answer.status in ("answered", "conditional")
    assert calls == ["ask"]


def test_a_rulebook_that_says_another_thing_is_not_read_as_the_others(tmp_path: Path) -> None:
    """Another role is seen; where the text stands, what it is called and what a note says is not."""
    folder = _copies(tmp_path, 3, ("guazhou",))
    changes = {
        "guazhou_1": ("quote: 如有必要,报县长签发", "quote: 报县长签发\n    note: 原文如此"),
        "guazhou_2": ("- sign: head", "- sign: executive_deputy"),
    }
    for name, (old, new) in changes.items():
        path = folder / name / "documents.yaml"
        text = path.read_text(encoding="utf-8")
        assert old in text
        path.write_text(text.replace(old, new, 1), encoding="utf-8")
    books = govrules.load(folder)
    contents = [content_of(book.compiled("document.signing")) for book in books.values()]
    assert contents[0] == contents[1] != contents[2]
    found = books.compare("document.signing", direction="upward", issuer="government")
    assert found.groups[0] == ("guazhou_0", "guazhou_1")


@pytest.mark.parametrize("facts", [{}, {"direction": "upward"}, {"direction": "downward", "kind": "decision"}])
def test_who_stands_in_counts_where_somebody_is_away(tmp_path: Path, facts: dict[str, Any]) -> None:
    """Rulebooks that differ in nothing but in who stands in say the same as long as nobody is away."""
    folder = _copies(tmp_path, 2, ("guazhou",))
    path = folder / "guazhou_1" / "people.yaml"
    text = path.read_text(encoding="utf-8")
    assert "acts: [preside_over_work]" in text
    path.write_text(text.replace("acts: [preside_over_work]", "acts: all", 1), encoding="utf-8")
    books = govrules.load(folder)
    assert books.compare("document.signing", facts).verdict == "same"
    for more in ({"absent": ["head"]}, {"head_away": True}, {"head_away": govrules.UNKNOWN}):
        found = books.compare("document.signing", facts, **more)
        expected = _one_by_one(govrules.load(folder), "document.signing", facts | more, {})
        assert (found.groups, found.silent, found.truncated) == expected
        assert facts != {"direction": "upward"} or found.verdict != "same"  # the head signs


def test_a_row_that_is_looked_at_on_another_day_answers_for_the_day_of_the_comparison(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    books = govrules.load()
    day = datetime.date(2024, 5, 6)
    for module in ("govrules.books", "govrules.rulebook", "govrules.versions"):
        monkeypatch.setattr(f"{module}.today", lambda: day)
    expected = govrules.load().compare("document.signing", direction="upward").rows[0].answer
    found = books.compare("document.signing", direction="upward")
    for module in ("govrules.books", "govrules.rulebook", "govrules.versions"):
        monkeypatch.setattr(f"{module}.today", lambda: day + datetime.timedelta(days=400))
    assert found.rows[0].answer == expected
    assert (found.rows[0].answer.as_of, "@" in found.rows[0].answer.asked) == (day, False)


def test_a_value_is_looked_up_once_in_each_rulebook(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A word of one rulebook only: what it means is asked of all once, and not once for each of them."""
    books = govrules.load(_copies(tmp_path, 6), eager=True)
    looked_up: list[str] = []
    plain = govrules.language.values.Domain.resolve

    def resolve(self: Any, text: str) -> str | None:
        looked_up.append(text)
        return plain(self, text)

    monkeypatch.setattr("govrules.language.values.Domain.resolve", resolve)
    assert books.compare("leave.approval", applicant="区长").asked == "*: leave.approval(applicant=head)"
    assert looked_up.count("区长") <= 4 * len(books)


def test_what_is_remembered_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("govrules.engine.panel.MAX_REMEMBERED", 5)
    monkeypatch.setattr("govrules.books.MAX_PANELS", 2)
    books = govrules.load()
    for name in ("meeting.quorum", "document.signing", "leave.approval"):
        for days in range(1, 12):
            books.compare(name, {"days": days} if name == "leave.approval" else {}, among=["guazhou", "kangle"])
        assert len(books._panels) <= 2
        for panel, _ in books._panels.values():
            assert len(panel._meant) <= 5 and len(panel._meanings) <= 5
