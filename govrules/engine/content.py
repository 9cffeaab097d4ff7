"""What a rulebook's meaning of a question is made of, as a key.

Two rulebooks with one vocabulary and the same content mean the same, whatever the facts are: neither the reading
of rules (`meaning`) nor anything that it asks looks at what is left out here. That are local titles and other words,
the places of rules in their files, accepted findings, and citations and notes. Of the citations and notes of the
parts of an outcome only this counts: which of them are alike, since rules that agree must agree in them, too.

A key that is finer than it need be lets two rulebooks be read where one would do. So everything that is not known to
be without effect is in it.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence
from typing import Any

from ..language.syntax import And, Arithmetic, Compare, Constant, Fact, Member, Node, Not, Or
from ..model.base import Model
from ..model.book import BookData
from ..model.names import RoleSet
from ..model.outcome import Part
from ..model.rulebook import Ground, Rule
from ..model.vocabulary import Vocabulary
from .question import CompiledQuestion
from .space import Variable

UNREAD: Mapping[type[Model], frozenset[str]] = {
    Rule: frozenset({"note", "accept", "citations", "position"}),
    Ground: frozenset({"citations"}),
    RoleSet: frozenset({"titles"}),
}
"""The fields that nothing reads which finds the meaning of a rule."""
LIKENED = frozenset({"note", "citations"})
"""The fields of a part of which counts only whether they are alike."""


def content_of(question: CompiledQuestion, *, away: bool = True) -> Hashable:
    """What the meaning of the question is made of: its rules, and those of every question that it may ask. Without
    `away` of an asking in which all facts that state an absence say, as given or by the ordinary case, that nobody
    is away: then no rules on who stands in are asked."""
    book = question.book
    asked = _asked(book, [question.name])
    if away and any(
        next(iter(rule.outcome.role_sets()), None) is not None for rules in asked.values() for rule in rules
    ):
        asked |= _asked(book, question.substitutions)
    return _content(book, asked, [rule for name in asked for rule in asked[name]])


def content_of_rules(book: BookData, rules: Sequence[Rule]) -> Hashable:
    """What the meaning of some rules is made of, and whether they agree, but for those on who stands in."""
    stages = _asked(book, [stage for rule in rules for stage in rule.outcome.stages()])
    return _content(book, stages, [*rules, *(rule for name in stages for rule in stages[name])])


def content_of_substitutions(question: CompiledQuestion) -> Hashable:
    """What it is made of who stands in for whoever is away."""
    book = question.book
    return content_of_rules(book, [rule for name in question.substitutions for rule in book.rules[name]])


def content_of_variable(book: BookData, variable: Variable) -> Hashable:
    """What a variable tells apart."""
    if variable.atom is None:
        return variable.name, _readings(book, {variable.name}), variable.samples, variable.cells, variable.cuts
    contents = _Contents()
    return contents.node(variable.atom), _readings(book, contents.facts)


def _content(book: BookData, asked: Iterable[str], rules: Sequence[Rule]) -> Hashable:
    contents = _Contents()
    lost = () if book.header.lost is None else book.header.lost.questions
    return (
        id(book.names.vocabulary),  # which lives as long as the rulebooks that share it
        tuple(asked),
        tuple(name for name in asked if name in lost),
        tuple(map(contents.model, rules)),
        _readings(book, contents.facts),
    )


def _readings(book: BookData, facts: set[str]) -> Hashable:
    """What the readings among some facts say."""
    known = book.header.readings
    named = known.keys() & (facts | book.names.vocabulary.facts.keys())
    return tuple(
        (name, known[name].default, tuple((value, label.zh) for value, label in known[name].values.items()))
        for name in sorted(named)
    )


def ordinary_presence(vocabulary: Vocabulary) -> dict[str, bool]:
    """The facts that state an absence, and of each whether ordinarily, in every question, nobody is away."""
    defaults = [question.defaults for question in vocabulary.questions.values()]
    return {
        name: fact.default == "false" and all(default.get(name, "false") == "false" for default in defaults)
        for name, fact in vocabulary.facts.items()
        if fact.absent is not None
    }


def _asked(book: BookData, questions: Iterable[str]) -> dict[str, tuple[Rule, ...]]:
    """The rules of some questions, and of their stages."""
    found: dict[str, tuple[Rule, ...]] = {}
    waiting = [*questions]
    while waiting:
        name = waiting.pop(0)
        if name not in found:
            found[name] = book.rules.get(name, ())
            waiting += [stage for rule in found[name] for stage in rule.outcome.stages()]
    return found


class _Contents:
    """Makes keys of the rules of one rulebook, with numbers for what only has to be alike. `facts` are the names
    that their conditions and amounts read."""

    def __init__(self) -> None:
        self.facts: set[str] = set()
        self._likes: dict[Any, int] = {}

    def model(self, model: Model) -> Hashable:
        """A rule, or a part of one."""
        kind = type(model)
        unread: frozenset[str] = UNREAD.get(kind, frozenset())
        likened = LIKENED if isinstance(model, Part) else frozenset[str]()
        fields = (
            self._likes.setdefault(value, len(self._likes)) if name in likened else self._value(value)
            for name, value in model.__dict__.items()
            if name not in unread
        )
        return kind, *fields

    def _value(self, value: Any) -> Hashable:
        if value is None or isinstance(value, str):
            return value
        if isinstance(value, tuple):
            return tuple(map(self._value, value))
        if isinstance(value, Model):
            return self.model(value)
        if isinstance(value, Mapping):
            return tuple((name, self._value(entry)) for name, entry in value.items())
        if isinstance(value, Node):
            return self.node(value)
        return type(value), value

    def node(self, node: Node) -> Hashable:
        """A condition or an amount: facts by id, and the values that are accepted by theirs."""
        match node:
            case Fact(name=name):
                self.facts.add(name)
                return Fact, name
            case Member(fact=fact, values=values, accepted=accepted):
                return Member, self.node(fact), values, accepted
            case Constant(value=value, type=kind):
                return Constant, type(value), value, kind.kind
            case Not(operand=operand):
                return Not, self.node(operand)
            case And(operands=operands) | Or(operands=operands):
                return type(node), *map(self.node, operands)
            case Compare(operator=sign, left=left, right=right) | Arithmetic(operator=sign, left=left, right=right):
                return type(node), sign, self.node(left), self.node(right), node.type.kind
