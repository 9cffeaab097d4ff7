"""Finding rules: everything that binds a role, that an article decides, that a word stands in."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from ..errors import FactError, QuestionError, nearest
from ..language.syntax import Member, Node, children
from ..model.book import BookData, rule_quotations
from ..model.citations import PROVISION, Citation, parse_provision
from ..model.gathered import MODALITIES, Modality
from ..model.rulebook import Rule
from .explaining import rule_line
from .question import CompiledQuestion


@dataclass(frozen=True)
class FoundRule:
    """A rule as found: its question and id, what it commands, where it stands in the text."""

    question: str
    id: str
    modalities: tuple[str, ...]
    citations: tuple[Citation, ...]
    rule: Rule
    compiled: CompiledQuestion

    def sentence(self, lang: str = "zh") -> str:
        """The rule in one line, with its provision and words; `lang` is `zh` or `en`."""
        return f"{self.question} {rule_line(self.compiled, self.rule, lang).strip()}"

    def __str__(self) -> str:
        return self.sentence()


def find_rules(
    book: BookData,
    compiled: Callable[[str], CompiledQuestion],
    *,
    role: str | None = None,
    article: int | str | None = None,
    modality: str | None = None,
    question: str | None = None,
    word: str | None = None,
) -> Iterator[FoundRule]:
    """The rules that meet every criterion given, question by question, in the order of the files.

    `role` is an id, label or local title; `article` a number or a provision (`51.1`); `modality`
    one of must, may, must_not, need_not; `question` an id or its first part (`document`); `word` a
    text that stands in the quotation, in what the rule says, or in its question's label.
    """
    wanted_role = None if role is None else _role(book, role)
    if modality is not None and modality not in MODALITIES:
        raise QuestionError("name.modality", name=modality, suggestion=nearest(modality, MODALITIES))
    if article is not None and not PROVISION.fullmatch(str(article)):
        raise QuestionError("schema.provision", value=article)
    place = None if article is None else book.ledger.normal(parse_provision(str(article)))
    if question is not None and not any(_under(name, question) for name in book.scopes):
        raise QuestionError("question.unknown", name=question, suggestion=nearest(question, book.scopes))
    for name, rules in book.rules.items():
        if question is not None and not _under(name, question):
            continue
        for rule in rules:
            cited = tuple(dict.fromkeys(book.citation(quotation) for quotation in rule_quotations(rule)))
            found = FoundRule(name, rule.id, tuple(_modalities(rule)), cited, rule, compiled(name))
            if wanted_role is not None and wanted_role not in set(_roles(rule)):
                continue
            if place is not None and not any(citation.provision.within(place) for citation in cited):
                continue
            if modality is not None and modality not in found.modalities:
                continue
            if word is not None and not _says(book, found, word):
                continue
            yield found


def _role(book: BookData, word: str) -> str:
    roles = book.names.words["role"]
    if word not in roles:
        raise FactError("name.role", name=word, suggestion=nearest(word, roles))
    return roles[word]


def _under(name: str, question: str) -> bool:
    return name == question or name.startswith(f"{question}.")


def _modalities(rule: Rule) -> Iterable[str]:
    """What a rule commands: the modalities of its norms; another outcome is a duty, or a permission."""
    if isinstance(rule.outcome, Modality):
        return dict.fromkeys(norm.modality for norm in rule.outcome.norms)
    return ("may",) if rule.may is not None else ("must",)


def _roles(rule: Rule) -> Iterator[str]:
    """The roles that an outcome names, and those whose matters the guard speaks of."""
    for roles in rule.outcome.role_sets():
        yield from roles.roles
    waiting: list[Node] = [rule.guard]
    while waiting:
        node = waiting.pop()
        if isinstance(node, Member) and node.fact.type.domain is not None and node.fact.type.domain.name == "role":
            yield from node.accepted
        waiting.extend(children(node))


def _says(book: BookData, found: FoundRule, word: str) -> bool:
    definition = book.scopes[found.question].definition
    texts = [found.sentence(), found.rule.note or "", definition.zh, definition.en]
    texts += [citation.quote for citation in found.citations]
    return any(word in text for text in texts)
