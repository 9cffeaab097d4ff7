"""The ledger against the rules, and both against the source text."""

from __future__ import annotations

from collections.abc import Iterator

from ..loading.rulebook import LEDGER
from ..model.book import BookData
from ..model.citations import Provision
from .findings import Finding, finding
from .source import Source, squeezed


def ledger_states(book: BookData) -> dict[str, int]:
    """How many paragraphs are encoded, declaratory and pending."""
    states = [entry.state for _, entry in book.ledger.provisions()]
    return {state: states.count(state) for state in ("encoded", "declaratory", "pending")}


def _ledger_file(book: BookData) -> str | None:
    return next((file for file in book.files if file.endswith(LEDGER)), None)


def ledger_findings(book: BookData) -> Iterator[Finding]:
    """What the ledger says of each paragraph agrees with the rules that cite it."""
    cited: dict[Provision, str | None] = {}
    for quotation, rule in book.quotations():
        place = book.ledger.normal(quotation.cite)
        paragraphs = range(1, book.ledger.count(place.article) + 1) if place.paragraph is None else [place.paragraph]
        for paragraph in paragraphs:
            cited.setdefault(Provision(article=place.article, paragraph=paragraph), rule.id if rule else None)
    for provision, entry in book.ledger.provisions():
        if entry.state == "encoded" and provision not in cited:
            yield finding("ledger.uncited", None, _ledger_file(book), provision=provision)
        elif entry.state != "encoded" and cited.get(provision) is not None:
            rule_id = cited[provision]
            yield finding(
                "ledger.cited", None, _ledger_file(book), provision=provision, state=entry.state, rule=rule_id
            )
    pending = [provision for provision, entry in book.ledger.provisions() if entry.state == "pending"]
    if pending:
        yield finding("ledger.pending", None, _ledger_file(book), count=len(pending), first=pending[0])


def source_findings(book: BookData, source: Source) -> Iterator[Finding]:
    """What the ledger and the quotations say that the source text does not."""
    listed = {(provision.article, provision.paragraph or 1): entry for provision, entry in book.ledger.provisions()}
    file = _ledger_file(book)
    for key, part in source.paragraphs.items():
        provision = Provision(article=key[0], paragraph=key[1])
        if key not in listed:
            yield finding("ledger.missing", None, file, provision=provision)
        elif tuple(len(item.items) for item in part.items) != listed[key].items:
            numbers = [len(item.items) for item in part.items]
            yield finding(
                "ledger.items", None, file, provision=provision, listed=list(listed[key].items), found=numbers
            )
    for key in listed:
        if key not in source.paragraphs:
            yield finding("ledger.surplus", None, file, provision=Provision(article=key[0], paragraph=key[1]))
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
