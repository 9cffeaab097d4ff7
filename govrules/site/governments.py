"""The page of a government: its rulebook, article by article."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from ..engine.explaining import Wording, words_of
from ..language import TRUE
from ..messages import Words
from ..model.book import rule_quotations
from ..model.citations import Provision, Quotation
from ..model.rulebook import Rule
from ..notebook.views import Case, marked_pieces
from ..rulebook import Rulebook
from .pictures import rule_cases
from .words import WORDS


@dataclass(frozen=True)
class ShownRule:
    """A rule as it stands under a paragraph: with what it says where it is shown for the `first` time, and
    the words that it quotes of that paragraph."""

    anchor: str
    question: str
    label: str
    id: str
    when: str
    said: tuple[str, ...]
    case: Case
    first: bool
    quotes: tuple[str, ...]
    elsewhere: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Said:
    """A quotation of the rulebook's header: of what kind, of what, its words."""

    kind: str
    name: str
    quote: str


@dataclass
class Paragraph:
    """A paragraph of the ledger, with the rules that rest on it."""

    place: str
    state: str
    word: str
    reason: str | None
    text: tuple[tuple[str, bool], ...] = ()
    rules: list[ShownRule] = field(default_factory=list)
    said: list[Said] = field(default_factory=list)


@dataclass(frozen=True)
class Article:
    """An article, its anchor on the page, and its paragraphs."""

    number: int
    place: str
    anchor: str
    paragraphs: list[Paragraph]


@dataclass(frozen=True)
class Silent:
    """What a question does not rule on, and why."""

    question: str
    label: str
    when: str
    reason: str


class Government:
    """What the pages show of one rulebook, in one language."""

    def __init__(self, book: Rulebook, lang: str) -> None:
        self.book, self.lang, self.data = book, lang, book.data
        self.rules = [(question, rule) for question, rules in self.data.rules.items() for rule in rules]
        self.anchors = {(question, rule.id): f"r{number}" for number, (question, rule) in enumerate(self.rules, 1)}
        self._shown: set[tuple[str, str]] = set()

    def label(self, question: str) -> str:
        """What a question is called."""
        return self.data.scopes[question].definition(self.lang)

    def words(self, question: str) -> Wording:
        """What says the parts of a rule."""
        return words_of(self.book.compiled(question), self.lang)

    def place(self, provision: Provision) -> str:
        """A place as it is written: 第五十一条第一款, in English with 51.1 before it."""
        normal = self.data.ledger.normal(provision)
        spelt = normal.spelt(single_paragraph=self.data.ledger.count(normal.article) == 1)
        return spelt if self.lang == "zh" else f"{normal} {spelt}"

    def spot(self, provision: Provision) -> tuple[int, int]:
        """The article and paragraph under which a quotation is shown."""
        normal = self.data.ledger.normal(provision)
        first = min(paragraph for article, paragraph in self.data.ledger.paragraphs if article == normal.article)
        return normal.article, normal.paragraph or first

    def articles(self) -> list[Article]:
        """Every article of the ledger in order, each rule where it is first quoted, and again where it quotes
        another paragraph."""
        self._shown.clear()
        spots: dict[tuple[int, int], Paragraph] = {}
        found: dict[int, Article] = {}
        for provision, entry in self.data.ledger.provisions():
            assert provision.paragraph is not None
            number = provision.article
            if number not in found:
                article = Provision(article=number)
                place = article.spelt() if self.lang == "zh" else f"{number} {article.spelt()}"
                found[number] = Article(number, place, f"a{number}", [])
            word = Words(f"state.{entry.state}").text(self.lang)
            paragraph = Paragraph(self.place(provision), entry.state, word, entry.reason)
            spots[number, provision.paragraph] = paragraph
            found[number].paragraphs.append(paragraph)
        self._quoted(spots)
        self._said(spots)
        self._sources(spots)
        return list(found.values())

    def _quoted(self, spots: dict[tuple[int, int], Paragraph]) -> None:
        cases = {question: rule_cases(self.book.compiled(question), self.lang) for question in self.data.rules}
        by_spot: dict[tuple[int, int], dict[tuple[str, str], list[str]]] = {}
        for question, rule in self.rules:
            for quotation in rule_quotations(rule):
                quotes = by_spot.setdefault(self.spot(quotation.cite), {}).setdefault((question, rule.id), [])
                if quotation.quote not in quotes:
                    quotes.append(quotation.quote)
        for spot in sorted(by_spot):
            for (question, rule_id), quotes in by_spot[spot].items():
                rule = next(rule for name, rule in self.rules if (name, rule.id) == (question, rule_id))
                spots[spot].rules.append(self._rule(question, rule, cases[question][rule_id], quotes, spot))

    def _rule(self, question: str, rule: Rule, case: Case, quotes: list[str], spot: tuple[int, int]) -> ShownRule:
        words = self.words(question)
        places = {self.spot(quotation.cite): quotation.cite for quotation in rule_quotations(rule)}
        elsewhere = [
            (self.place(Provision(article=other[0], paragraph=other[1])), f"a{other[0]}")
            for other in sorted(places)
            if other != spot
        ]
        key = question, rule.id
        first = key not in self._shown
        self._shown.add(key)
        return ShownRule(
            anchor=self.anchors[key],
            question=question,
            label=self.label(question),
            id=rule.id,
            when="" if rule.guard == TRUE else words.condition(rule.guard),
            said=tuple(self._beside(rule, words)),
            case=case,
            first=first,
            quotes=tuple(quotes),
            elsewhere=tuple(elsewhere),
        )

    def _beside(self, rule: Rule, words: Wording) -> Iterator[str]:
        """What is said of a rule beside its condition and its outcome."""
        own = WORDS[self.lang]
        if rule.may is not None:
            yield own["permission"].format(word=rule.may)
        if rule.by_default is not None:
            yield words.say("by_default", word=rule.by_default).strip("（）() ")
        if rule.requires is not None:
            yield words.say("requires", when=words.condition(rule.requires)).strip("（）() ")
        if rule.overrides:
            yield own["overrides"].format(rules=words.say("and_roles").join(rule.overrides))
        if rule.unstated:
            yield words.unstated(rule.unstated)
        if rule.note is not None:
            yield f"{own['note']}{'：' if self.lang == 'zh' else ': '}{rule.note}"

    def _said(self, spots: dict[tuple[int, int], Paragraph]) -> None:
        for kind, name, quotation in self._header():
            said = Said(kind, name, quotation.quote)
            paragraph = spots[self.spot(quotation.cite)]
            if said not in paragraph.said:
                paragraph.said.append(said)

    def _header(self) -> Iterator[tuple[str, str, Quotation]]:
        """The quotations of the header, with what they are quoted for."""
        header, lang = self.data.header, self.lang
        own = WORDS[lang]
        yield from ((own["term_instrument"], header.instrument.title, each) for each in header.instrument.citations)
        for group in header.classes.values():
            yield from ((own["term_class"], group(lang), each) for each in group.citations)
        for reading in header.readings.values():
            for value in reading.values.values():
                yield from ((own["term_reading"], f"{reading(lang)} — {value(lang)}", each) for each in value.citations)
        for fact, judgement in header.judged.items():
            label = self.data.names.fact(fact).label(lang)
            yield from ((own["term_judged"], label, each) for each in judgement.citations)
        for question, quotations in header.nearest.items():
            yield from ((own["term_nearest"], self.label(question), each) for each in quotations)

    def _sources(self, spots: dict[tuple[int, int], Paragraph]) -> None:
        for (article, number), paragraph in spots.items():
            text = self.book.text(f"{article}.{number}")
            if text is not None:
                quotes = [quote for rule in paragraph.rules for quote in rule.quotes]
                paragraph.text = tuple(marked_pieces(text, [*quotes, *(said.quote for said in paragraph.said)]))

    def silences(self) -> list[Silent]:
        """What questions with rules do not rule on by intention, with the reasons."""
        return [
            Silent(question, self.label(question), self.words(question).condition(silence.when), silence.reason)
            for question, silences in self.data.silences.items()
            for silence in silences
        ]

    def without_rules(self) -> tuple[list[str], list[str]]:
        """The questions on which there is no rule: those that stood in what is lost, and the others."""
        lost = self.data.header.lost.questions if self.data.header.lost is not None else ()
        none = [question for question in self.data.scopes if not self.data.rules.get(question)]
        return [question for question in none if question in lost], [name for name in none if name not in lost]
