"""A loaded rulebook: what its files say, checked, before anything is asked of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from ..value import Value
from .citations import Citation, Provision, Quotation
from .position import Position
from .rulebook import LedgerEntry, Rule, RulebookFile, Silence
from .scope import LocalNames, QuestionScope


@dataclass(frozen=True, eq=False, repr=False)
class Ledger(Value):
    """Every article and paragraph of the instrument, with what became of it, and its place in the file."""

    paragraphs: Mapping[tuple[int, int], LedgerEntry]
    places: Mapping[tuple[int, int], Position] = field(default_factory=dict)

    def count(self, article: int) -> int:
        """How many paragraphs an article has; 0 where there is no such article."""
        return self._counts[article]

    @cached_property
    def _counts(self) -> Counter[int]:
        return Counter(article for article, _paragraph in self.paragraphs)

    def holds(self, provision: Provision) -> bool:
        """Whether the instrument has such a provision."""
        if provision.paragraph is None:
            return self.count(provision.article) > 0
        entry = self.paragraphs.get((provision.article, provision.paragraph))
        if entry is None or not provision.items:
            return entry is not None
        item, *rest = provision.items
        if item > len(entry.items):
            return False
        return not rest or (len(rest) == 1 and rest[0] <= entry.items[item - 1])

    def provisions(self) -> Iterator[tuple[Provision, LedgerEntry]]:
        """The paragraphs in order."""
        for (article, paragraph), entry in sorted(self.paragraphs.items()):
            yield Provision.made(article=article, paragraph=paragraph), entry

    def place(self, article: int, paragraph: int) -> Position | None:
        """Where the paragraph stands in the ledger's file; one that does not stand there, where the one
        before it does."""
        known = [key for key in self.places if key <= (article, paragraph)]
        return self.places[max(known)] if known else next(iter(self.places.values()), None)

    def normal(self, provision: Provision) -> Provision:
        """The provision with its paragraph where the article has only one."""
        if provision.paragraph is None and self.count(provision.article) == 1:
            return Provision.made(article=provision.article, paragraph=1, items=provision.items)
        return provision


@dataclass(frozen=True, eq=False, repr=False)
class BookData(Value):
    """One government's rulebook. `silences` are the facts on which each question is silent by intention,
    `places` where each question stands in the files, `digest` the hash of what was loaded, whatever has
    become of the files since."""

    header: RulebookFile
    names: LocalNames
    ledger: Ledger
    scopes: Mapping[str, QuestionScope]
    rules: Mapping[str, tuple[Rule, ...]]
    silences: Mapping[str, tuple[Silence, ...]]
    places: Mapping[str, Position]
    files: tuple[str, ...]
    digest: str

    @property
    def id(self) -> str:
        """The id, by which questions name the rulebook."""
        return self.header.id

    @cached_property
    def substitution_questions(self) -> tuple[str, ...]:
        """The questions about who acts for somebody who is away on which there are rules."""
        standing_in = set(self.names.vocabulary.overview.standing_in)
        return tuple(question for question in self.rules if question in standing_in)

    def citation(self, quotation: Quotation) -> Citation:
        """A quotation of the rules as the citation of an answer: one object for each."""
        cite = quotation.cite
        key = cite.article, cite.paragraph, cite.items, quotation.quote
        found = self._citations.get(key)
        if found is None:
            place = self.ledger.normal(cite)
            single = self.ledger.count(place.article) == 1
            found = Citation.made(
                rulebook=self.id,
                article=place.article,
                paragraph=place.paragraph,
                item=place.items[0] if place.items else None,
                items=place.items,
                quote=quotation.quote,
                spelt=place.spelt(single_paragraph=single),
            )
            found = self._citations.setdefault(key, found)
        return found

    @cached_property
    def _citations(self) -> dict[tuple[Any, ...], Citation]:
        """The citations that have been made, so that equal ones are mostly the same and quickly compared."""
        return {}

    def quotations(self) -> Iterator[tuple[Quotation, Rule | None]]:
        """Every quotation of the rulebook, with the rule that gives it (None: the header)."""
        header = self.header
        yield from ((quotation, None) for quotation in header.instrument.citations)
        for group in header.classes.values():
            yield from ((quotation, None) for quotation in group.citations)
        for reading in header.readings.values():
            for value in reading.values.values():
                yield from ((quotation, None) for quotation in value.citations)
        for judgement in header.judged.values():
            yield from ((quotation, None) for quotation in judgement.citations)
        for quotations in header.nearest.values():
            yield from ((quotation, None) for quotation in quotations)
        for rules in self.rules.values():
            for rule in rules:
                yield from ((quotation, rule) for quotation in rule_quotations(rule))


def rule_quotations(rule: Rule) -> Iterator[Quotation]:
    """The quotations of a rule, its grounds and its parts."""
    yield from rule.citations
    for ground in rule.grounds:
        yield from ground.citations
    yield from rule.outcome.quotations()


def overridden(rules: tuple[Rule, ...]) -> dict[str, frozenset[str]]:
    """For each rule, the rules that it prevails over: exceptions to exceptions included."""
    direct = {rule.id: rule.overrides for rule in rules}
    reached: dict[str, frozenset[str]] = {}
    for name in direct:
        found: set[str] = set()
        waiting: list[Any] = list(direct[name])
        while waiting:
            other = waiting.pop()
            if other not in found:
                found.add(other)
                waiting.extend(direct.get(other, ()))
        reached[name] = frozenset(found)
    return reached
