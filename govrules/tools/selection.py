"""Which cases run: those that a text, a rulebook, a question and an article select."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from ..books import Books, Rulebook
from ..errors import GovrulesError, nearest
from ..language.question import AT, read_question
from ..model.citations import PROVISION, parse_provision
from .casefile import Batch, Case
from .cases import book_of


@dataclass(frozen=True)
class Selection:
    """What a case must meet: one of each kind that is given. `texts` stand in its name or question;
    `questions` are ids or their first parts; `articles` are provisions that hold its article."""

    texts: tuple[str, ...] = ()
    rulebooks: tuple[str, ...] = ()
    questions: tuple[str, ...] = ()
    articles: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.texts or self.rulebooks or self.questions or self.articles)

    def __str__(self) -> str:
        named = (("-k", self.texts), ("--rulebook", self.rulebooks), ("--question", self.questions))
        options = (*named, ("--article", self.articles))
        return " ".join(f"{option} {value}" for option, values in options for value in values)

    def takes_rulebook(self, books: Books, name: str) -> bool:
        """Whether the cases of a rulebook, or of one of its versions, are selected; UnknownRulebook for one
        that there is not."""
        wanted = [books.named(word) for word in self.rulebooks]
        return not wanted or name in wanted or name.partition(AT)[0] in wanted

    def takes_question(self, name: str) -> bool:
        """Whether the cases of a question are selected."""
        return not self.questions or any(name == word or name.startswith(f"{word}.") for word in self.questions)


def select(books: Books, batches: Iterable[Batch], selection: Selection) -> list[Batch]:
    """The cases that are selected, in order. GovrulesError where none is, or where an article is not
    written as one; UnknownRulebook for a rulebook that there is not."""
    for text in selection.articles:
        if not PROVISION.fullmatch(text):
            raise GovrulesError("schema.provision", value=text)
    batches = list(batches)
    if not selection:
        return batches
    found: list[Batch] = []
    asked: set[str] = set()
    for batch in batches:
        book = book_of(books, batch)
        if selection.takes_rulebook(books, book.name):
            kept = tuple((case, line) for case, line in batch.cases if _takes(book, case, selection, asked))
            found += [replace(batch, cases=kept)] if kept else []
    if not found:
        count = sum(len(batch.cases) for batch in batches)
        near = next(_near(selection.questions, asked), None)
        raise GovrulesError("case.no_match", filters=selection, count=count, suggestion=near)
    return found


def _takes(book: Rulebook, case: Case, selection: Selection, asked: set[str]) -> bool:
    if selection.texts:
        text = f"{case.name}\n{case.ask}".lower()
        if not any(wanted.lower() in text for wanted in selection.texts):
            return False
    if selection.questions:
        name = _question(book, case)
        asked.add(name)
        if not selection.takes_question(name):
            return False
    if selection.articles:
        place = book.data.ledger.normal(case.article)
        wanted = [book.data.ledger.normal(parse_provision(text)) for text in selection.articles]
        return any(place.within(other) for other in wanted)
    return True


def _question(book: Rulebook, case: Case) -> str:
    """The id of the question that a case asks; its words where they name none."""
    try:
        return book.question_and_slot(read_question(case.ask).question)[0].name
    except GovrulesError:
        pass
    try:
        return book.question_and_slot(book.ask(case.ask).question)[0].name
    except GovrulesError:
        return case.ask


def _near(wanted: Iterable[str], asked: set[str]) -> Iterator[str]:
    """Of the questions asked (and their first parts) those that are meant."""
    known = asked | {name.partition(".")[0] for name in asked}
    for word in wanted:
        near = nearest(word, known)
        if near is not None and near not in wanted:
            yield near
