"""The site of the shipped rulebooks, built once for all tests that read it; and its pages, parsed."""

from __future__ import annotations

import atexit
import functools
import shutil
import tempfile
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

import govrules
from govrules.site.building import build
from govrules.site.writing import write_folder

COMBINATIONS = 40
"""Few are decided in advance, so that the tests are quick; what is decided is decided as for any number."""
VOID = {"meta", "link", "input", "br", "img", "hr", "rect", "path"}


@functools.cache
def site() -> tuple[Path, dict[str, str]]:
    """The folder of the site, and its files."""
    files = build(govrules.load(), combinations=COMBINATIONS, jobs=2)
    made = tempfile.mkdtemp(prefix="govrules-site-")
    atexit.register(shutil.rmtree, made, ignore_errors=True)
    folder = Path(made) / "out"
    write_folder(folder, files)
    return folder, files


class Page(HTMLParser):
    """What stands in a page: elements with their attributes, ids, links, and the texts of some elements."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.ids: list[str] = []
        self.links: list[str] = []
        self.texts: dict[str, list[str]] = {}
        self.open: list[str] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        self.elements.append((tag, found))
        self.ids += [found["id"]] if found.get("id") else []  # type: ignore[list-item]
        self.links += [value for name in ("href", "src") if (value := found.get(name)) is not None]
        if tag not in VOID:
            self.open.append(tag)
            self.texts.setdefault(tag, []).append("")

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open and self.open[-1] == tag, (tag, self.open[-3:])
        self.open.pop()

    def handle_data(self, data: str) -> None:
        for tag in set(self.open):
            self.texts[tag][-1] += data


def html(files: dict[str, str]) -> Iterator[tuple[str, str]]:
    """The pages by path."""
    yield from ((path, text) for path, text in sorted(files.items()) if path.endswith(".html"))


@functools.cache
def pages() -> dict[str, Page]:
    """Every page of the site, parsed."""
    return {path: Page(text) for path, text in html(site()[1])}
