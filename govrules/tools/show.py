"""`govrules show`: what there is, and what an article or a question says."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from ..books import Books, FactInfo, Rulebook
from ..engine.explaining import rule_line
from ..errors import GovrulesError, QuestionError, nearest
from ..loading.source import first_words, read_source
from ..messages import Words, wording
from ..model.book import rule_quotations
from ..model.citations import PROVISION, Provision, parse_provision
from .ledger import ledger_line, ledger_states


def overview(books: Books, lang: str) -> Iterator[tuple[str, ...]]:
    """One row a rulebook (a version, where there are several): id, government, instrument, in force
    from, rules, questions ruled on."""
    for name in books.each_version():
        book = books[name]
        instrument = book.instrument
        date = instrument.in_force_from.isoformat() if instrument.in_force_from else "?"
        yield name, book.label(lang), instrument.title, date, str(len(book.rules())), str(len(book.data.rules))


def matrix(books: Books, lang: str) -> Iterator[tuple[str, ...]]:
    """One row a question: id, label, and for each rulebook what it has of it (see `state`)."""
    names: dict[str, str] = {}
    for name in books:
        for question, info in books[name].questions.items():
            names.setdefault(question, info.label(lang))
    for question, label in names.items():
        yield question, label, *(state(books[name], question, lang) for name in books)


def state(book: Rulebook, question: str, lang: str = "en") -> str:
    """What a rulebook has of a question: its number of rules, `silent`, or `lost` (both where it is
    lost in part); the words in `zh` or `en`."""
    count = len(book.data.rules.get(question, ()))
    lost = book.data.header.lost is not None and question in book.data.header.lost.questions
    parts = [*([str(count)] if count else []), *([Words("has.lost").text(lang)] if lost else [])]
    return " + ".join(parts) or Words("has.silent").text(lang)


def questions(book: Rulebook, lang: str) -> Iterator[tuple[str, ...]]:
    """One row a question: id, what it asks, what the rulebook has of it."""
    for name, info in book.questions.items():
        rules = book.data.rules.get(name, ())
        provisions = sorted({citation.cite for rule in rules for citation in rule.citations})
        yield name, info.asks(lang), state(book, name, lang), ", ".join(map(str, dict.fromkeys(provisions)))


def target(book: Rulebook, name: str, lang: str, sources: Path | None = None) -> Iterator[str]:
    """The lines that show a question or an article; QuestionError where there is neither."""
    if name in book.data.names.vocabulary.words["question"]:
        yield from _question(book, name, lang)
    elif PROVISION.fullmatch(name) and book.data.ledger.holds(parse_provision(name)):
        yield from _article(book, parse_provision(name), lang, sources)
    else:
        near = nearest(name, book.data.names.vocabulary.words["question"])
        raise QuestionError("usage.target", name=name, rulebook=book.id, suggestion=near)


def picture(books: Books, rulebook: str | None, name: str | None, form: str, lang: str) -> str:
    """What the rules of a question say as Mermaid text, SVG or an HTML page (`form`). GovrulesError where no
    question is named, QuestionError where there is none of that name."""
    from ..drawing.describing import describe_rules
    from ..drawing.drawing import Drawing
    from ..notebook.views import rules_page

    if rulebook is None or name is None or PROVISION.fullmatch(name):
        raise GovrulesError("usage.drawn", format=form)
    book = books[books.named(rulebook)]
    question = book.compiled(name)
    if form == "html":
        info = book.questions[question.name]
        facts = [(fact.label(lang), _values(fact, lang)) for fact in info.facts.values()]
        return rules_page(question, info.asks(lang), facts, book.article, lang)
    drawing = Drawing(describe_rules(question, lang))
    return drawing.to_mermaid() if form == "mermaid" else drawing.to_svg()


def _values(fact: FactInfo, lang: str) -> str:
    if fact.type == "flag" or not fact.values:
        return fact.type
    return ("、" if lang == "zh" else ", ").join(
        fact.labels[value](lang) if value in fact.labels else str(value) for value in fact.values
    )


def _question(book: Rulebook, name: str, lang: str) -> Iterator[str]:
    question = book.compiled(name)
    info = book.questions[question.name]
    yield f"{book.label(lang)} · {info.label(lang)} — {info.asks(lang)}"
    for fact in info.facts.values():
        values = ", ".join(map(str, fact.values)) if fact.values and len(fact.values) < 14 else fact.type
        default = "" if fact.default is None else f"  [{str(fact.default).lower()}]"
        yield f"  {fact.name} ({fact.label(lang)}): {values.lower() if fact.type == 'flag' else values}{default}"
    for rule in question.rules.values():
        yield rule_line(question, rule, lang)


def _article(book: Rulebook, provision: Provision, lang: str, sources: Path | None) -> Iterator[str]:
    ledger = book.data.ledger
    yield f"{book.label(lang)} {provision.spelt()}"
    path = None if sources is None else sources / f"{book.name}.txt"
    source = read_source(path) if path is not None and path.is_file() else None
    for place, entry in ledger.provisions():
        if not place.within(provision) and not provision.within(place):
            continue
        reason = Words("reason", reason=entry.reason).text(lang) if entry.reason else ""
        yield f"  {place} {Words(f'state.{entry.state}').text(lang)}{reason}"
        text = None if source is None else source.text(place)
        if text is not None:
            yield f"    {text}"
        for name in book.data.rules:
            question = book.compiled(name)
            for rule in question.rules.values():
                if any(ledger.normal(quotation.cite).within(place) for quotation in rule_quotations(rule)):
                    yield f"    {name} {rule_line(question, rule, lang).strip()}"


def status(book: Rulebook, sources: Path | None = None, lang: str = "en") -> Iterator[str]:
    """The lines that show how much of the instrument is encoded: the number of paragraphs in each
    state, then each pending paragraph, with its first words where `sources` has the text."""
    entries = list(book.data.ledger.provisions())
    yield ledger_line(book.name, ledger_states(book.data)).text(lang)
    path = None if sources is None else sources / f"{book.name}.txt"
    if path is not None and not path.is_file():
        yield f"  {wording('source.missing', {'path': path}, lang=lang)}"
    source = read_source(path) if path is not None and path.is_file() else None
    for place, entry in entries:
        if entry.state == "pending":
            text = source.text(place) if source is not None else None
            parts = (f"{place}", first_words(text or ""), f"({entry.reason})" if entry.reason else "")
            yield "  " + "  ".join(part for part in parts if part)
