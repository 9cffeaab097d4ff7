"""The ledger against the rules, and both against the source text."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from ..loading.rulebook import LEDGER
from ..loading.source import Source, squeezed
from ..messages import Words, series
from ..model.book import BookData
from ..model.citations import Provision
from ..model.position import Position
from .findings import Finding, finding


def ledger_states(book: BookData) -> dict[str, int]:
    """How many paragraphs are encoded, declaratory and pending."""
    states = [entry.state for _, entry in book.ledger.provisions()]
    return {state: states.count(state) for state in ("encoded", "declaratory", "pending")}


def ledger_line(name: str, states: Mapping[str, int]) -> Words:
    """How many paragraphs a rulebook has, and how many in each state, in a line."""
    counts = (Words("state.count", count=count, state=Words(f"state.{state}")) for state, count in states.items())
    return Words("ledger", book=name, count=sum(states.values()), states=series(counts))


def _ledger_file(book: BookData) -> str | None:
    return next((file for file in book.files if file.endswith(LEDGER)), None)


def _place(book: BookData, provision: Provision) -> Position | None:
    return book.ledger.place(provision.article, provision.paragraph or 1)


def ledger_findings(book: BookData) -> Iterator[Finding]:
    """What the ledger says of each paragraph agrees with the rules that cite it."""
    cited: dict[Provision, str | None] = {}
    for quotation, rule in book.quotations():
        cite = book.ledger.normal(quotation.cite)
        paragraphs = range(1, book.ledger.count(cite.article) + 1) if cite.paragraph is None else [cite.paragraph]
        for paragraph in paragraphs:
            cited.setdefault(Provision(article=cite.article, paragraph=paragraph), rule.id if rule else None)
    for provision, entry in book.ledger.provisions():
        place = _place(book, provision)
        if entry.state == "encoded" and provision not in cited:
            yield finding("ledger.uncited", place, provision=provision)
        elif entry.state != "encoded" and cited.get(provision) is not None:
            yield finding("ledger.cited", place, provision=provision, state=entry.state, rule=cited[provision])
    pending = [provision for provision, entry in book.ledger.provisions() if entry.state == "pending"]
    if pending:
        yield finding("ledger.pending", _place(book, pending[0]), count=len(pending), first=pending[0])


def source_findings(book: BookData, source: Source) -> Iterator[Finding]:
    """What the ledger and the quotations say that the source text does not."""
    listed = {(provision.article, provision.paragraph or 1): entry for provision, entry in book.ledger.provisions()}
    for key, part in source.paragraphs.items():
        provision = Provision(article=key[0], paragraph=key[1])
        if key not in listed:
            yield finding("ledger.missing", _place(book, provision), _ledger_file(book), provision=provision)
        elif tuple(len(item.items) for item in part.items) != listed[key].items:
            numbers = [len(item.items) for item in part.items]
            place = _place(book, provision)
            yield finding("ledger.items", place, provision=provision, listed=list(listed[key].items), found=numbers)
    for key in listed:
        if key not in source.paragraphs:
            surplus = Provision(article=key[0], paragraph=key[1])
            yield finding("ledger.surplus", _place(book, surplus), provision=surplus)
    for quotation, rule in book.quotations():
        text = source.text(quotation.cite)
        position = rule.position if rule else None
        header = next(iter(book.files), None)
        if text is None or squeezed(quotation.quote) in squeezed(text):
            continue
        elsewhere = source.find(quotation.quote)
        if elsewhere is not None:
            yield finding("cite.elsewhere", position, header, provision=quotation.cite, found=elsewhere)
        else:
            yield finding("cite.not_verbatim", position, header, provision=quotation.cite, quote=quotation.quote)
