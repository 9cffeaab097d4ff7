"""What answers, outcomes, rulebooks and findings show of themselves in a notebook, and as data frames."""

from __future__ import annotations

import dataclasses
import pickle
import re
import sys
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

import govrules
from govrules.messages import Words
from govrules.model.base import FrozenMapping
from govrules.notebook import bundles
from govrules.tools.findings import Finding, Report

NAMES = ("guazhou", "fushun", "wolong", "kangle", "dongqu")
VOID = frozenset({"meta", "br", "link", "img", "input"})
NAMESPACE = "http://www.w3.org/2000/svg"


class Page(HTMLParser):
    """Reads HTML: every element is closed in order, and nothing is fetched from anywhere."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.seen: list[tuple[str, dict[str, str | None]]] = []
        self.text: list[str] = []
        self.feed(html)
        self.close()
        assert self.open == []
        assert "://" not in html.replace(NAMESPACE, "")
        assert "@import" not in html
        assert "url(" not in html

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.append((tag, dict(attrs)))
        assert not {"src", "href", "srcset", "data"} & {name for name, _ in attrs}
        assert tag not in ("script", "iframe", "object", "link", "img")
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text.append(data)

    @property
    def words(self) -> str:
        return " ".join(" ".join(self.text).split())

    def classes(self) -> Iterator[str]:
        for _, attributes in self.seen:
            yield from (attributes.get("class") or "").split()


def shown(thing: Any) -> Page:
    return Page(thing._repr_mimebundle_()["text/html"])


@pytest.mark.parametrize("name", NAMES)
def test_every_answer_shows_its_status_and_what_it_rests_on(name: str, books: govrules.Books) -> None:
    book = books[name]
    statuses = {"answered": "有规定", "conditional": "视情形而定", "silent": "未作规定", "truncated": "原文缺失"}
    for question in book.questions:
        answer = book.ask(question)
        bundle = answer._repr_mimebundle_()
        page = Page(bundle["text/html"])
        assert f"{bundles.ICONS[answer.status]} {statuses[answer.status]}" in page.words, "a sign and a word"
        assert bundle["text/plain"] == answer.explain(why_not=False)
        for citation in (*answer.citations, *answer.nearest):
            assert citation.spelt in page.words
            assert citation.quote in page.words
        chains = [answer.value, answer.ordinary, *(branch.value for branch in answer.branches)]
        if any(isinstance(value, govrules.Chain) for value in chains):
            assert "svg" in [tag for tag, _ in page.seen]
            assert bundle["image/svg+xml"] == answer.to_svg()


@pytest.mark.parametrize("name", NAMES)
def test_every_outcome_shows_itself(name: str, books: govrules.Books) -> None:
    kinds = set()
    for question in books[name].questions:
        value = books[name].ask(question).value
        if value is not None:
            kinds.add(value.kind)
            bundle = value._repr_mimebundle_()
            assert books[name].questions[question].label.zh in Page(bundle["text/html"]).words
            assert ("image/svg+xml" in bundle) == isinstance(value, govrules.Chain)
            assert bundle["text/plain"]
    assert "chain" in kinds or name == "wolong"


def test_a_part_that_is_a_text_shows_itself(books: govrules.Books) -> None:
    answer = books["kangle"].ask("leave.approval.deadline", applicant="deputy", purpose="study")
    assert shown(answer).words.count("外出前3天") == 1
    assert answer.value._repr_mimebundle_()["text/plain"] == "外出前3天"


def test_what_may_be_done_instead_and_what_was_assumed(books: govrules.Books) -> None:
    page = shown(books["guazhou"].ask("document.signing"))
    assert "还须知道：行文方向" in page.words
    assert "也可以 — 如有必要" in page.words
    assert "公文种类：一般公文" in page.words
    assert {"case-branch", "case-alternative", "within"} <= set(page.classes())


def test_who_is_away_and_why_nobody_acts(books: govrules.Books) -> None:
    page = shown(books["kangle"].ask("document.signing", direction="upward", absent=["head"]))
    assert "签发：县长外出，第十条第一款规定由他人代行的只是主持政府工作，不包括签发" in page.words
    assert "case-ordinary" in set(page.classes())


def test_in_english(books: govrules.Books, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GOVRULES_LANG", "en")
    page = shown(books["guazhou"].ask("document.signing", direction="upward"))
    assert "Guazhou County · signing of documents ✓ answered" in page.words
    assert ("div", "en") in [(tag, attributes.get("lang")) for tag, attributes in page.seen]


def test_text_is_escaped(books: govrules.Books) -> None:
    note = govrules.Note("<script>alert(1)</script> & 其他")
    answer = dataclasses.replace(books["guazhou"].ask("document.signing", direction="upward"), notes=(note,))
    assert note.text in shown(answer).words  # the parser refuses a script element
    said = FrozenMapping({"rule": "a <b> & c"})
    report = Report((Finding("check.untested", said, "/x<y>.yaml", 3, 4),), {}, (Words("quoted", word="<i>cases</i>"),))
    page = shown(report)
    assert "✕ error no case is decided by the rule a <b> & c" in page.words
    assert "/x<y>.yaml:3:4" in page.words
    assert "<i>cases</i>" in page.words
    assert "! warning there is no case" in shown(Finding("check.unspared", said)).words


def test_rulebooks_at_a_glance(books: govrules.Books) -> None:
    words = shown(books).words
    for name in books:
        assert f"{name} {books[name].label.zh} {books[name].instrument.title}" in words
    words = shown(books["wolong"]).words
    assert "contract.review" in words
    assert "原文缺失" in words


def test_with_the_sources_a_citation_unfolds_to_the_article(sources: Path) -> None:
    book = govrules.load(sources=sources)["guazhou"]
    answer = book.ask("document.signing", direction="upward")
    html = answer._repr_mimebundle_()["text/html"]
    marked = re.findall("<mark>(.*?)</mark>", html)
    assert marked == ["以县政府名义制发的上行文,经县政府办公室主任、分管副县长审核后,由县长签发"]
    assert "常规事项的发文,可由县政府办公室主任签发" in Page(html).words
    assert book.text(51) == book.text("51")
    assert (book.text("51.1") or "").startswith("以县政府名义制发的上行文")
    assert book.text("151") is None


def test_without_the_sources_there_is_no_article(books: govrules.Books, tmp_path: Path) -> None:
    assert books["guazhou"].text(51) is None
    assert govrules.load(sources=tmp_path)["guazhou"].text(51) is None
    assert "mark" not in [tag for tag, _ in shown(books["guazhou"].ask("document.signing")).seen]
    with pytest.raises(govrules.GovrulesError, match="there is no"):
        govrules.load(sources=tmp_path / "none")


def test_without_jinja2_there_is_the_text(books: govrules.Books, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "jinja2", None)
    bundles._templates.cache_clear()
    try:
        answer = books["guazhou"].ask("document.signing", direction="upward")
        bundle = answer._repr_mimebundle_()
        assert set(bundle) == {"text/plain", "image/svg+xml"}
        assert set(books["guazhou"]._repr_mimebundle_()) == {"text/plain"}
        with pytest.raises(govrules.GovrulesError, match=r"govrules\[html\]"):
            bundles.html("table")
    finally:
        bundles._templates.cache_clear()


def test_an_unpickled_answer_shows_its_words(books: govrules.Books) -> None:
    answer = books["guazhou"].ask("document.signing", direction="upward")
    copy = pickle.loads(pickle.dumps(answer))
    assert copy._repr_mimebundle_() == {"text/plain": answer.explain(why_not=False)}
    assert copy.value._repr_mimebundle_() == {"text/plain": str(answer.value)}


def test_an_answer_as_a_frame(books: govrules.Books) -> None:
    frame = books["guazhou"].ask("document.signing").to_frame()
    assert frame[["case", "when", "step", "action", "roles", "titles"]].to_numpy().tolist() == [
        ["branch", "行文方向 = 上行", 1, "review", "office_director", "县政府办公室主任"],
        ["branch", "行文方向 = 上行", 2, "review", "deputy_in_charge", "分管副县长"],
        ["branch", "行文方向 = 上行", 3, "sign", "head", "县长"],
        ["branch", "行文方向 属于 (平行, 下行)", 1, "sign", "deputy_in_charge", "分管副县长"],
        ["alternative", "行文方向 属于 (平行, 下行)", 1, "sign", "head", "县长"],
    ]
    quorum = books["dongqu"].ask("meeting.quorum", meeting="plenary", members=9).to_frame()
    assert quorum["text"].tolist() == ["超过会议组成人员的三分之二；应到9人，至少7人出席"]
    silent = books["kangle"].ask("meeting.quorum", meeting="executive").to_frame()
    assert silent[["status", "text"]].to_numpy().tolist() == [["silent", ""]]


def test_rules_as_a_frame(books: govrules.Books, monkeypatch: pytest.MonkeyPatch) -> None:
    frame = books.to_frame()
    assert len(frame) == sum(len(book.rules()) for book in books.values())
    upward = frame[(frame.rulebook == "guazhou") & (frame.question == "document.signing") & (frame.rule == "upward")]
    assert upward["provisions"].tolist() == ["51.1"]
    assert upward["text"].tolist() == ["县政府办公室主任 审核 → 分管副县长 审核 → 县长 签发"]
    monkeypatch.setitem(sys.modules, "pandas", None)
    with pytest.raises(govrules.GovrulesError, match=r"govrules\[frames\]"):
        books["guazhou"].to_frame()


def test_comparisons_show_a_table(books: govrules.Books) -> None:
    comparison = books.compare("meeting.quorum", meeting="executive")
    bundle = comparison._repr_mimebundle_()
    page = Page(bundle["text/html"])
    assert bundle["text/plain"] == comparison.to_text()
    assert comparison.title() in page.words
    for row in comparison.rows_of_text():
        for cell in row:
            assert all(line in page.words for line in cell.split("\n"))
    assert "瓜州县" in page.words
    page = shown(books.compare_all().only("same"))
    assert "meeting.leaders_at_department_meetings" in page.words
    assert [tag for tag, _ in page.seen].count("th") == 3 + len(books)


def test_a_table_is_written_as_text_in_a_notebook_too(books: govrules.Books, monkeypatch: pytest.MonkeyPatch) -> None:
    import rich.console

    monkeypatch.setattr(rich.console, "_is_jupyter", lambda: True)
    assert "瓜州县" in books.compare("meeting.quorum", meeting="executive").to_text()


def test_rows_of_a_frame_say_where_they_stand(books: govrules.Books) -> None:
    frame = books["guazhou"].ask("document.signing").to_frame()
    assert frame["provisions"].tolist() == ["51.1"] * 5
    frame = books["kangle"].ask("document.signing", direction="upward", absent=["head"]).to_frame()
    assert frame[["case", "provisions"]].drop_duplicates().to_numpy().tolist()[0] == ["value", ""]
    assert set(frame[frame["case"] == "ordinary"]["provisions"]) == {"53.1"}
    quorum = books["dongqu"].ask("meeting.quorum", meeting="plenary").to_frame()
    assert quorum["provisions"].tolist() == ["42.1"]


def test_the_frame_of_an_unpickled_answer_is_the_same(books: govrules.Books) -> None:
    for name, facts in (("guazhou", {}), ("kangle", {"absent": ["head"], "direction": "upward"})):
        answer = books[name].ask("document.signing", **facts)
        frame = books[name].frame(pickle.loads(pickle.dumps(answer)))
        assert frame.equals(answer.to_frame())
        assert (frame["provisions"] != "").any()
