"""What notebooks show, read by an accessibility checker (axe) in a real browser, in both colour schemes."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import govrules
from govrules.tools.show import picture

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
OPTIONS = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]}


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    api = pytest.importorskip("playwright.sync_api")
    pytest.importorskip("axe_playwright_python.sync_playwright")
    if CHROMIUM is None:
        pytest.skip("there is no chromium")
    with api.sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield launched
        launched.close()


def page_of(parts: list[str]) -> str:
    """Outputs on one page, on the ground that a notebook in that scheme has."""
    ground = "<style>@media (prefers-color-scheme:dark){body{background:#111}}</style>"
    body = "".join(f"<section>{part}</section>" for part in parts)
    head = f"<head><title>govrules</title>{ground}</head>"
    return f'<!DOCTYPE html><html lang="zh">{head}<body><main>{body}</main></body></html>'


def violations(browser: Any, path: Path, scheme: str, width: int) -> list[str]:
    from axe_playwright_python.sync_playwright import Axe

    context = browser.new_context(color_scheme=scheme, viewport={"width": width, "height": 900}, offline=True)
    page = context.new_page()
    page.goto(path.as_uri())
    page.evaluate("document.querySelectorAll('details').forEach(part => part.open = true)")
    found = Axe().run(page, options=OPTIONS).response["violations"]
    context.close()
    return [f"{entry['id']} ({entry['impact']}): {entry['nodes'][0]['html'][:200]}" for entry in found]


@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_what_notebooks_show(scheme: str, width: int, browser: Any, books: govrules.Books, tmp_path: Path) -> None:
    guazhou, kangle, dongqu = books["guazhou"], books["kangle"], books["dongqu"]
    shown = [
        guazhou.ask("document.signing"),
        kangle.ask("document.signing", direction="upward", absent=["head"]),
        dongqu.ask("document.issuance"),
        dongqu.ask("meeting.quorum", meeting="plenary", members=9, present=6),
        books["wolong"].ask("document.signing"),
        dongqu.ask("meeting.leave", meeting="executive").value,
        books.compare("meeting.quorum", meeting="executive"),
        guazhou,
        books,
    ]
    path = tmp_path / "page.html"
    path.write_text(page_of([thing._repr_mimebundle_()["text/html"] for thing in shown]), encoding="utf-8")
    assert violations(browser, path, scheme, width) == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_page_of_a_question(scheme: str, browser: Any, books: govrules.Books, tmp_path: Path) -> None:
    path = tmp_path / "page.html"
    path.write_text(picture(books, "dongqu", "document.signing", "html", "zh"), encoding="utf-8")
    assert violations(browser, path, scheme, 390) == []


def test_what_is_wrong_is_noticed(browser: Any, tmp_path: Path) -> None:
    path = tmp_path / "page.html"
    path.write_text(page_of(['<p style="color:#eee;background:#fff">看不清</p>']), encoding="utf-8")
    assert any(found.startswith("color-contrast") for found in violations(browser, path, "light", 1280))
