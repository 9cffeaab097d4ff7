"""The site in a real browser, from the disk: the form answers as the library does, and everybody can use it."""

from __future__ import annotations

import random
import shutil
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from site_built import site
from site_walk import same_text

import govrules
from govrules import UNKNOWN, FactError
from govrules.engine.phrases import PHRASES
from govrules.site.exporting import LANGUAGES

sync_api = pytest.importorskip("playwright.sync_api", reason="the browser is driven by playwright (govrules[test])")
CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="there is no chromium on this machine")

PHONE = {"width": 360, "height": 720}
DESKTOP = {"width": 1200, "height": 900}
KINDS = (
    "index.html",
    "matrix.html",
    "search.html?q=会议",
    "governments/wolong.html",
    "questions/meeting.quorum.html#dongqu?meeting=plenary&members=9&present=6",
    "questions/document.signing.html#guazhou?issuer=government",
    "questions/leave.approval.html#wolong",
)
"""A page of each kind; of questions one with numbers, one with much that is needed, one that is lost."""
DRAWN = 3
CHOOSE = """
  const choose = async name => {
    document.querySelector(`input[value='${name}']`).click();
    const asked = document.getElementById('asked');
    while (!asked.textContent.startsWith(name + ':')) await new Promise(done => setTimeout(done, 2));
  };
"""
OFFERED = (
    "async names => {"
    + CHOOSE
    + """
  const found = {};
  for (const name of names) {
    await choose(name);
    found[name] = Object.fromEntries(Array.from(document.querySelectorAll('#facts [id^=fact-]'), each =>
      [each.name, each.tagName === 'SELECT' ? Array.from(each.options, o => o.value).filter(Boolean) : []]));
  }
  return found;
}"""
)
"""The facts of the form for each government, each with the values that can be chosen; a number has none."""
ASKED = (
    "async drawn => {"
    + CHOOSE
    + """
  const found = {}, ask = facts => {
  document.querySelector('[type=reset]').click();
  for (const [name, value] of Object.entries(facts)) {
    const unknown = document.getElementById('unknown-' + name), field = document.getElementById('fact-' + name);
    if (unknown && value === '?') unknown.checked = true; else field.value = value;
    field.dispatchEvent(new Event('change', {bubbles: true}));
  }
  const status = document.getElementById('status');
  return {
    status: status.dataset.status,
    said: status.textContent,
    asked: document.getElementById('asked').textContent,
    lines: Array.from(document.querySelectorAll('#answer .part, #answer .line'), each => each.textContent),
    needed: Array.from(document.querySelectorAll('.field.needed select, .field.needed input:not([type=checkbox])'),
                       each => each.name),
    hidden: Object.keys(facts).filter(name => document.getElementById('fact-' + name).closest('[hidden]'))
  }; };
  for (const [name, facts] of Object.entries(drawn)) {
    await choose(name);
    found[name] = facts.map(ask);
  }
  return found;
}"""
)


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with sync_api.sync_playwright() as playwright:
        found = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield found
        found.close()


@pytest.fixture
def opened(browser: Any) -> Iterator[Callable[..., Any]]:
    """Opens a page of the site; whatever it complains of, or fetches from elsewhere, fails the test."""
    contexts: list[Any] = []
    wrong: list[str] = []

    def opening(path: str, **how: Any) -> Any:
        context = browser.new_context(**({"viewport": DESKTOP} | how))
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: wrong.append(str(error)))
        page.on("console", lambda message: wrong.append(message.text) if message.type == "error" else None)
        page.on("request", lambda asked: None if asked.url.startswith("file:") else wrong.append(asked.url))
        page.on("dialog", lambda dialog: wrong.append(dialog.message))
        page.goto(address(path))
        return page

    yield opening
    for context in contexts:
        context.close()
    assert wrong == []


def address(path: str) -> str:
    return f"file://{site()[0]}/{path}"


def choose(page: Any, name: str) -> None:
    """Choose a government, and wait until its answers are there."""
    page.check(f"input[value='{name}']")
    page.wait_for_function("name => document.getElementById('asked').textContent.startsWith(name + ':')", arg=name)


def drawn(fields: dict[str, list[str]], chance: random.Random) -> dict[str, str]:
    often = chance.choice([0.15, 0.4, 0.9])
    numbers = ["?", *map(str, (1, 2, 3, 5, 6, 9, 30))]
    return {name: chance.choice(values or numbers) for name, values in fields.items() if chance.random() < often}


def meant(book: govrules.Rulebook, question: str, facts: dict[str, str]) -> dict[str, Any]:
    """What is chosen in the form, as facts of the library."""
    types = book.questions[question].facts
    return {
        name: UNKNOWN if value == "?" else int(value) if types[name].type == "integer" else value
        for name, value in facts.items()
    }


@pytest.mark.parametrize("share", range(4))
def test_the_form_answers_every_question_as_the_library_does(
    opened: Callable[..., Any], books: govrules.Books, share: int
) -> None:
    page = opened("index.html")
    undecided = asked = 0
    for number, question in list(enumerate(books["guazhou"].questions))[share::4]:
        lang = LANGUAGES[number % 8 // 4]
        page.goto(address(f"{lang}/questions/{question}.html"))
        combinations = {}
        for name, fields in page.evaluate(OFFERED, list(books)).items():
            chance = random.Random(f"browser {question} {name}")
            combinations[name] = [{}, *(drawn(fields, chance) for _ in range(DRAWN if fields else 0))]
        for name, answers in page.evaluate(ASKED, combinations).items():
            for facts, found in zip(combinations[name], answers, strict=True):
                asked += 1
                undecided += found["status"] == "undecided"
                same_as_library(books[name], question, facts, found, lang)
    assert asked > 5 * undecided


def same_as_library(
    book: govrules.Rulebook, question: str, facts: dict[str, str], found: dict[str, Any], lang: str
) -> None:
    where = (book.name, question, facts, found["lines"][:3])
    assert found["hidden"] == [], where
    if found["status"] == "undecided":
        assert len(facts) > 1, where
        return
    given = meant(book, question, facts)
    try:
        answer = book.ask(question, given)
    except FactError as error:
        assert (found["status"], found["lines"]) == ("refused", [error.text(lang)]), where
        return
    assert found["status"] == answer.status, where
    assert PHRASES[lang][answer.status] in found["said"]
    assert found["asked"] == answer.asked, where
    assert same_text(found["lines"], answer.explain(lang, why_not=False).split("\n")[2:]), where
    assert set(found["needed"]) == {name for name in answer.needs if name in book.questions[question].facts}, where


def test_a_day_on_which_the_rulebook_is_not_in_force(opened: Callable[..., Any], books: govrules.Books) -> None:
    page = opened("zh/questions/document.signing.html#guazhou")
    choose(page, "guazhou")
    page.fill("#day", "1990-01-01")
    page.locator("#status[data-status=not_in_force]").wait_for()
    answer = books["guazhou"].ask("document.signing", as_of="1990-01-01")
    assert page.text_content("#asked") == answer.asked
    lines = page.locator("#answer .part, #answer .line").all_text_contents()
    assert same_text(lines, answer.explain("zh", why_not=False).split("\n")[2:])


def test_impossible_numbers_are_refused_in_words(opened: Callable[..., Any]) -> None:
    page = opened("zh/questions/meeting.quorum.html#dongqu?meeting=plenary")
    choose(page, "dongqu")
    for members, present, status, said in (
        ("0", "", "refused", "应到不能小于 1"),
        ("2.5", "", "refused", "应到须是整数"),
        ("61", "", "undecided", "至多 60"),
        ("9", "7", "answered", "实到7人，达到法定人数"),
        ("9", "10", "refused", "present <= members"),
    ):
        page.fill("#fact-members", members)
        if present:
            page.fill("#fact-present", present)
        assert page.get_attribute("#status", "data-status") == status
        assert said in page.inner_text("#answer")


def test_facts_stay_when_the_government_or_the_language_changes(opened: Callable[..., Any]) -> None:
    page = opened("zh/questions/document.signing.html")
    choose(page, "guazhou")
    page.select_option("#fact-direction", "upward")
    choose(page, "kangle")
    assert page.text_content("#asked") == "kangle: document.signing(direction=upward)"
    page.click("a.language")
    page.wait_for_url("**/en/questions/**")
    page.wait_for_function("document.getElementById('asked').textContent !== ''")
    assert page.text_content("#asked") == "kangle: document.signing(direction=upward)"
    assert "answered" in page.text_content("#status")
    page.click("[type=reset]")
    assert page.text_content("#asked") == "kangle: document.signing()"


def test_everything_is_done_with_the_keyboard(opened: Callable[..., Any], books: govrules.Books) -> None:
    page = opened("zh/questions/meeting.quorum.html")
    keys = page.keyboard
    page.wait_for_function("document.getElementById('asked').textContent !== ''")
    keys.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    assert page.evaluate("document.activeElement.getBoundingClientRect().left") >= 0
    keys.press("Enter")
    keys.press("Tab")
    assert page.evaluate("document.activeElement.type") == "radio"
    assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"
    focused = page.evaluate("document.activeElement.value")
    for _ in range(list(books).index("dongqu") - list(books).index(focused) or 0):
        keys.press("ArrowDown")
    page.wait_for_function("document.getElementById('asked').textContent.startsWith('dongqu')")
    seen = []
    for _ in range(12):
        keys.press("Tab")
        seen.append(page.evaluate("document.activeElement.id"))
        if seen[-1] == "fact-meeting":
            keys.press("ArrowDown")
        if seen[-1] == "fact-members":
            keys.type("9")
    assert {"fact-meeting", "fact-members", "fact-present", "day", "all", "result"} <= {*seen}
    meeting = page.input_value("#fact-meeting")
    assert page.text_content("#asked") == f"dongqu: meeting.quorum(meeting={meeting}, members=9)"
    answer = books["dongqu"].ask("meeting.quorum", meeting=meeting, members=9)
    assert page.get_attribute("#status", "data-status") == answer.status


def test_only_facts_that_matter_are_listed_unless_all_are_wanted(opened: Callable[..., Any]) -> None:
    page = opened("zh/questions/meeting.quorum.html")
    choose(page, "dongqu")
    assert page.is_visible("#fact-members") and page.is_hidden("#fact-present")
    page.fill("#fact-members", "9")
    assert page.is_visible("#fact-present")
    page.fill("#fact-members", "")
    page.check("#all")
    assert page.is_visible("#fact-present")
    page.uncheck("#all")
    assert page.is_hidden("#fact-present")


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_search_finds_any_part_of_a_text(opened: Callable[..., Any], books: govrules.Books, lang: str) -> None:
    page = opened(f"{lang}/search.html")
    quotation = next(iter(books["dongqu"].data.rules["meeting.quorum"])).citations[0].quote
    page.fill("#q", quotation[3:9])
    found = page.locator("#found li").all_inner_texts()
    assert found and all(quotation[3:9] in text for text in found)
    page.fill("#q", f"{quotation[3:9]} 没有这个词")
    assert page.locator("#found li").count() == 0
    assert page.text_content("#count") != ""
    page.fill("#q", "ＧＵＡＺＨＯＵ" if lang == "en" else "法定 人数")
    assert page.locator("#found mark").count() > 0
    page.goto(address(f"{lang}/index.html"))
    page.fill("#q", "document.signing")
    page.press("#q", "Enter")
    page.wait_for_url("**/search.html?q=document.signing")
    page.click("#found a")
    page.wait_for_url("**/questions/document.signing.html")


@pytest.mark.parametrize("lang", LANGUAGES)
def test_no_page_is_wider_than_a_phone(opened: Callable[..., Any], books: govrules.Books, lang: str) -> None:
    page = opened("index.html", viewport=PHONE)
    governments = [f"governments/{name}.html" for name in books]
    questions = [f"questions/{question}.html" for question in list(books["guazhou"].questions)[::7]]
    for path in ("../index.html", *KINDS, *governments, *questions):
        page.goto(address(f"{lang}/{path}"))
        page.evaluate("document.querySelectorAll('details').forEach(each => { each.open = true })")
        assert page.evaluate("document.documentElement.scrollWidth") <= 360, path
        assert page.evaluate("() => { window.scrollTo(1000, 0); return window.scrollX }") == 0, path


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_an_accessibility_checker_finds_nothing_serious(opened: Callable[..., Any], lang: str, scheme: str) -> None:
    checker = pytest.importorskip("axe_playwright_python.sync_playwright", reason="govrules[test] has axe").Axe()
    page = opened("index.html", color_scheme=scheme)
    found = []
    for path in ("../index.html", *KINDS):
        page.goto(address(f"{lang}/{path}"))
        page.wait_for_load_state()
        if path.startswith("questions/"):
            page.wait_for_function("document.getElementById('status').textContent !== ''")
        response = checker.run(page, options={"resultTypes": ["violations"], "preload": False}).response
        found += [
            (path, entry["id"], entry["nodes"][0]["html"][:200])
            for entry in response["violations"]
            if entry["impact"] in ("serious", "critical")
        ]
    assert found == []


def test_light_and_dark_differ(opened: Callable[..., Any]) -> None:
    shown = [
        opened("zh/index.html", color_scheme=scheme).evaluate("getComputedStyle(document.body).backgroundColor")
        for scheme in ("light", "dark")
    ]
    assert shown == ["rgb(255, 255, 255)", "rgb(18, 23, 28)"]


def test_paper_shows_what_is_folded(opened: Callable[..., Any]) -> None:
    page = opened("zh/questions/document.signing.html")
    folded = "details.citation blockquote"
    assert not page.is_visible(folded)
    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    page.emulate_media(media="print")
    assert page.is_visible(folded) and not page.is_visible("nav")
    page.evaluate("window.dispatchEvent(new Event('afterprint'))")
    page.emulate_media(media="screen")
    assert not page.is_visible(folded)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_pages_read_without_scripts(opened: Callable[..., Any], books: govrules.Books, lang: str) -> None:
    page = opened(f"{lang}/questions/document.signing.html", java_script_enabled=False)
    assert page.locator("noscript").is_visible()
    assert not page.locator("#ask").is_visible() and not page.locator("#status").is_visible()
    assert [card.is_visible() for card in page.locator("section.card").all()] == [True] * len(books)
    page.click("details.citation summary")
    assert page.locator("details.citation blockquote").first.is_visible()
    page.click("header a[href$='matrix.html']")
    assert page.locator("td.cell-answered").first.is_visible()
