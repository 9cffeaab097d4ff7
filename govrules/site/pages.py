"""The pages: for each its path, its template and what that shows."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ..books import Books
from ..engine.matrix import Matrix
from ..engine.phrases import PHRASES
from .building import interface
from .exporting import LANGUAGES, STATUSES, script
from .governments import Government
from .questions import answered, subjects
from .searching import Entry, government_entries, kinds, question_entries
from .words import WORDS

Page = tuple[str, str, dict[str, Any]]


def pages(books: Books, names: list[str]) -> Iterator[Page]:
    """Every page in both languages, the scripts with the words and what the search finds, and the page at the
    top, where the language is chosen. `names` are the rulebooks, or their versions."""
    matrix = _matrix(books, names)
    yield "index.html", "start.html.j2", {"lang": "zh", "other": WORDS["en"], "root": "", "trees": LANGUAGES}
    for lang in LANGUAGES:
        yield from _in(lang, books, names, matrix)


def _matrix(books: Books, names: list[str]) -> Matrix:
    """Every question and rulebook, each as on a day on which it is in force."""
    versions = [name if "@" in name else f"{name}@{books[name].version}" for name in names]
    return books.compare_all(among=versions)


def _in(lang: str, books: Books, names: list[str], matrix: Matrix) -> Iterator[Page]:
    governments = [Government(books[name], lang) for name in names]
    rows = {row.question: row for row in matrix.rows}
    questions = list(rows)
    menu: dict[str, Any] = {"questions": subjects(books[names[0]], questions, lang), "labels": {}}
    labels = {question: governments[0].label(question) for question in questions}
    asks = {question: governments[0].data.scopes[question].definition.asks(lang) for question in questions}
    menu |= {"labels": labels, "asks": asks, "governments": governments, "names": names}
    letters = {
        question: {name: row.letters.get(version, "") for name, version in zip(names, matrix.rulebooks, strict=True)}
        for question, row in rows.items()
    }
    statuses = {name: dict[str, str]() for name in names}
    found: list[Entry] = list(question_entries(governments[0], questions))

    def page(path: str, template: str, root: str, **values: Any) -> Page:
        shared = {"lang": lang, "root": root, "path": path, "menu": menu}
        return f"{lang}/{path}", template, {**shared, **values}

    for question in questions:
        answers = [answered(government, question) for government in governments]
        statuses_here = {answer.name: answer.status for answer in answers}
        for name, status in statuses_here.items():
            statuses[name][question] = status
        yield page(
            f"questions/{question}.html",
            "question.html.j2",
            "../../",
            question=question,
            answers=answers,
            letters=letters[question],
            verdict=PHRASES[lang][f"verdict_{rows[question].verdict}"],
        )
    for name, government in zip(names, governments, strict=True):
        articles = government.articles()
        path = f"governments/{name}.html"
        found += government_entries(government, articles, path)
        values = {"government": government, "articles": articles, "statuses": statuses[name]}
        yield page(path, "government.html.j2", "../../", **values)
    yield page("index.html", "home.html.j2", "../", statuses=STATUSES)
    yield page("matrix.html", "matrix.html.j2", "../", statuses=statuses, letters=letters)
    yield page("search.html", "search.html.j2", "../")
    data = {"kinds": kinds(lang), "entries": [list(entry) for entry in found]}
    yield f"{lang}/data/words.js", "script.js.j2", {"lang": lang, "text": script("say", interface(lang))}
    yield f"{lang}/data/search.js", "script.js.j2", {"lang": lang, "text": script("index", data)}
