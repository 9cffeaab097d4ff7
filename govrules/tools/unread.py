"""Facts of the vocabulary that no rulebook reads.

Only a vocabulary beside the rulebooks that are checked is looked at: what one rulebook of one's own
does not read of the shipped vocabulary, others do.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from ..books import Books, Rulebook
from ..errors import LoadError
from ..language import facts_of
from ..model.rulebook import Rule
from ..model.vocabulary import Vocabulary
from .findings import Finding, finding

UNREAD = "check.unread"


def unread_findings(books: Books) -> Iterator[Finding]:
    """Each fact that a question has and no rule of the rulebooks reads there, and each that no question has."""
    loaded = list(_loaded(books))
    if len(loaded) < len(books.each_version()):
        return  # a rulebook that cannot be read may read them
    folders = {books.folder(book.id).resolve().parent for book in loaded}
    read = {(question, fact) for book in loaded for question, fact in _read(book)}
    for book in loaded[:1]:
        vocabulary = book.data.names.vocabulary
        known = {
            fact for definition in vocabulary.questions.values() for fact in (*definition.decides, *definition.computes)
        }
        needed: set[str] = set()
        for name, position in vocabulary.places.items():
            if Path(position.file).resolve().parent.parent not in folders:
                continue
            if len(name) == 2 and name not in read:
                if UNREAD in vocabulary.questions[name[0]].accept:
                    needed.add(name[0])
                else:
                    yield finding(UNREAD, position, question=name[0], fact=name[1])
            elif len(name) == 1 and name[0] not in known:
                yield finding("check.unused", position, fact=name[0])
        yield from _nothing_accepted(vocabulary, needed, folders)


def _nothing_accepted(vocabulary: Vocabulary, needed: set[str], folders: set[Path]) -> Iterator[Finding]:
    """Acceptances of what is not found (any more)."""
    for name, definition in vocabulary.questions.items():
        position = next((place for key, place in vocabulary.places.items() if key[0] == name and len(key) == 2), None)
        if position is None or Path(position.file).resolve().parent.parent not in folders:
            continue
        for code in definition.accept:
            if code != UNREAD or name not in needed:
                yield finding("check.nothing_accepted", position, accepted=code)


def _loaded(books: Books) -> Iterator[Rulebook]:
    for name in books.each_version():
        try:
            yield books[name]
        except LoadError:
            continue


def _read(book: Rulebook) -> Iterator[tuple[str, str]]:
    """The facts that each question of a rulebook turns on: those that its rules and silences speak of,
    those that its stages and the questions about substitution read, and those that say who is away or
    who holds a role."""
    vocabulary = book.data.names.vocabulary
    holders = {role.held_by for role in vocabulary.roles.values()}
    own = {name: {fact for rule in rules for fact in _named(rule)} for name, rules in book.data.rules.items()}
    for name, silences in book.data.silences.items():
        own.setdefault(name, set()).update(fact.name for silence in silences for fact in facts_of(silence.when))
    for name in own:
        definition = vocabulary.questions[name]
        waiting, seen = [name, *book.data.substitution_questions], set()
        while waiting:
            question = waiting.pop()
            if question not in seen:
                seen.add(question)
                yield from ((name, fact) for fact in own.get(question, ()))
                waiting.extend(stage for rule in book.data.rules.get(question, ()) for stage in rule.outcome.stages())
        for fact in definition.decides:
            if fact in holders or fact == definition.holder or vocabulary.facts[fact].absent is not None:
                yield name, fact
        for text in definition.constraints:
            yield from ((name, fact) for fact in definition.decides if fact in text)


def _named(rule: Rule) -> Iterator[str]:
    nodes = [rule.guard, *rule.outcome.conditions(), *rule.outcome.requirements()]
    nodes += [rule.requires] if rule.requires is not None else []
    yield from (fact.name for node in nodes for fact in facts_of(node))
