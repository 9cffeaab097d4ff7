"""The whole site: every page in both languages, the data of the forms and of the search."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from datetime import timedelta
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..books import SHIPPED, Books, load
from ..engine.phrases import PHRASES
from ..errors import GovrulesError
from ..notebook.bundles import ICONS
from ..rulebook import Rulebook
from ..version import __version__
from .decisions import decide_in_advance
from .exporting import LANGUAGES, STATUSES, exported, script
from .fragments import Told, told_in
from .turning import Turning
from .words import WORDS

if TYPE_CHECKING:
    import jinja2

COMBINATIONS = 20_000
"""How many combinations of facts a question decides in advance at most, unless it is said otherwise."""


def build(
    books: Books, folders: Sequence[Path] = (), *, combinations: int = COMBINATIONS, jobs: int | None = None
) -> dict[str, str]:
    """The files of the site, by their path. `folders` hold the rulebooks `books` (none: those that ship);
    `combinations` is how many combinations of facts a question decides in advance at most, `jobs` how many
    processes do so (None: one a processor). GovrulesError where jinja2 is not installed."""
    from .pages import pages

    templates = _templates()
    names = list(books.each_version())
    made: dict[str, str] = {}
    for name, text in _data(names, folders, combinations, jobs or os.cpu_count() or 1):
        made[name] = text
    for path, template, values in pages(books, names):
        lang = values["lang"]
        shared = {"words": WORDS[lang], "phrases": PHRASES[lang], "icons": ICONS, "version": __version__}
        made[path] = templates.get_template(template).render(**shared, **values)
    return made | dict(_assets())


def _templates() -> jinja2.Environment:
    try:
        import jinja2
    except ImportError:
        raise GovrulesError("usage.extra", feature="HTML", package="jinja2", extra="html") from None
    return jinja2.Environment(
        loader=jinja2.PackageLoader("govrules.site"),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def _assets() -> Iterator[tuple[str, str]]:
    from .pictures import picture_style

    folder = files("govrules.site") / "assets"
    for name in ("site.js", "form.js", "search.js"):
        yield f"assets/{name}", (folder / name).read_text(encoding="utf-8")
    yield "assets/style.css", (folder / "style.css").read_text(encoding="utf-8") + picture_style() + "\n"


def _data(names: list[str], folders: Sequence[Path], limit: int, jobs: int) -> Iterator[tuple[str, str]]:
    """The data of every form, by the path of its file; decided by several processes, each a rulebook at a time."""
    if jobs == 1:
        _start(tuple(folders))
        for name in names:
            yield from _decided(name, limit)
        return
    with ProcessPoolExecutor(min(jobs, len(names)), initializer=_start, initargs=(tuple(folders),)) as pool:
        for found in pool.map(_decided, names, [limit] * len(names)):
            yield from found


_books: Books | None = None


def _start(folders: tuple[Path, ...]) -> None:
    global _books
    _books = load(*folders) if folders else load(SHIPPED)


def _decided(name: str, limit: int) -> list[tuple[str, str]]:
    assert _books is not None
    book = _books[name]
    turning = Turning(book)
    found = []
    for question in book.questions:
        decisions = decide_in_advance(book, turning, question, limit)
        data = exported(book, decisions, not_in_force(book, question))
        found.append((f"data/{name}/{question}.js", script("answers", f"{name}/{question}", data)))
    return found


def not_in_force(book: Rulebook, question: str) -> Told:
    """The answer for a day on which the rulebook is not in force. One without dates always is."""
    start, end = book.instrument.in_force_from, book.instrument.in_force_until
    day = start - timedelta(days=1) if start is not None else end + timedelta(days=1) if end is not None else None
    answer = book.ask(question, as_of=day)
    zh, en = (told_in(book, answer, lang) for lang in ("zh", "en"))
    return Told(answer.status, zh, en)


def interface(lang: str) -> Mapping[str, Any]:
    """The words that the scripts need."""
    statuses = {status: [ICONS[status], PHRASES[lang][status]] for status in STATUSES}
    return {"lang": lang, "language": LANGUAGES.index(lang), "statuses": statuses, "words": WORDS[lang]}
