"""A rulebook folder -> BookData, with every name checked and every error at its line."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from pydantic import ValidationError
from pydantic_core import PydanticCustomError

from ..errors import GovrulesError, LoadError, nearest
from ..model.base import FrozenMapping
from ..model.book import BookData, Ledger, overridden
from ..model.citations import parse_provision
from ..model.outcome import Outcome
from ..model.rulebook import OUTCOMES, LedgerEntry, Position, Rule, RulebookFile, ledger_entry, rule_data
from ..model.scope import LocalNames, QuestionScope
from ..model.vocabulary import Vocabulary
from .validation import located, note, note_refusal, validate
from .yaml_reader import Document, read_yaml

HEADER, LEDGER = "rulebook.yaml", "provisions.yaml"


def load_rulebook(folder: Path, vocabulary: Vocabulary) -> BookData:
    """Load one rulebook. Raises LoadError with every error of every file of the folder."""
    return _Loader(folder, vocabulary).load()


class _HeaderContext:
    """Names that the header may use: those of the vocabulary."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self.vocabulary = vocabulary

    def names(self, kind: str) -> dict[str, str]:
        return self.vocabulary.words[kind]


class _Loader:
    def __init__(self, folder: Path, vocabulary: Vocabulary) -> None:
        self.folder = folder
        self.vocabulary = vocabulary
        self.documents: list[Document] = []
        self.errors: list[GovrulesError] = []
        self.places: dict[tuple[str, str], tuple[Document, tuple[str | int, ...]]] = {}

    def load(self) -> BookData:
        header, header_document = self._header()
        self._fail_on_errors()
        assert header is not None
        names = LocalNames(self.vocabulary, header.titles, header.readings, header.classes)
        ledger = self._ledger()
        rules: dict[str, list[Rule]] = {}
        scopes = {question: QuestionScope(names, question) for question in self.vocabulary.questions}
        for path in sorted(self.folder.glob("*.y*ml")):
            if path.name not in (HEADER, LEDGER):
                self._subject(path, scopes, rules)
        self._fail_on_errors()
        book = BookData(
            header=header,
            names=names,
            ledger=ledger,
            scopes=scopes,
            rules={question: tuple(found) for question, found in rules.items()},
            files=tuple(document.file for document in self.documents),
        )
        self._check(book, header_document)
        self._fail_on_errors()
        return book

    def _fail_on_errors(self) -> None:
        errors = self.errors + [error for document in self.documents for error in document.errors]
        if errors:
            raise LoadError(errors)

    def _read(self, path: Path) -> Document:
        document = read_yaml(path)
        self.documents.append(document)
        return document

    def _header(self) -> tuple[RulebookFile | None, Document]:
        document = self._read(self.folder / HEADER)
        if document.errors:
            return None, document
        header = validate(RulebookFile, document, context=_HeaderContext(self.vocabulary))
        if header is not None:
            self._header_names(header, document)
        return header, document

    def _header_names(self, header: RulebookFile, document: Document) -> None:
        if header.id != self.folder.resolve().name:
            self._note(document, ("id",), "load.wrong_id", id=header.id, folder=self.folder.resolve().name)
        known = self.vocabulary
        for role in header.titles:
            if role not in known.roles:
                self._unknown(document, ("titles", role), "role", role, known.roles)
        spelt: dict[str, str] = {}
        for role, title in header.titles.items():
            other = spelt.setdefault(title, role)
            if other != role:
                self._note(document, ("titles", role), "name.ambiguous", word=title, first=other, second=role)
        for name, reading in header.readings.items():
            if name in known.facts:
                self._note(document, ("readings", name), "name.twice", name=name, first="the vocabulary's facts")
            if reading.default is not None and reading.default not in reading.values:
                self._note(
                    document,
                    ("readings", name, "default"),
                    "name.value",
                    value=reading.default,
                    fact=name,
                    suggestion=nearest(reading.default, reading.values),
                )
        lost = header.lost.questions if header.lost else ()
        for index, question in enumerate(lost):
            if question not in known.questions:
                self._unknown(document, ("lost", "questions", index), "question", question, known.questions)
        for question in header.nearest:
            if question not in known.questions:
                self._unknown(document, ("nearest", question), "question", question, known.questions)

    def _note(self, document: Document, path: tuple[str | int, ...], code: str, **parameters: Any) -> None:
        self.errors.append(located(document, path, code, **parameters))

    def _unknown(self, document: Document, path: tuple[str | int, ...], kind: str, name: str, known: Any) -> None:
        self._note(document, path, f"name.{kind}", name=name, suggestion=nearest(name, known))

    def _ledger(self) -> Ledger:
        document = self._read(self.folder / LEDGER)
        entries: dict[tuple[int, int], LedgerEntry] = {}
        if document.errors:
            return Ledger(FrozenMapping())
        if not isinstance(document.data, dict):
            document.error("schema.type", (1, 1), key="the ledger", expected="a mapping of provisions")
            return Ledger(FrozenMapping())
        for key, value in document.data.items():
            try:
                place = parse_provision(key)
                entries[(place.article, place.paragraph or 1)] = ledger_entry(value)
            except PydanticCustomError as error:
                note_refusal(document, (key,), error)
        return Ledger(FrozenMapping(entries))

    def _subject(self, path: Path, scopes: dict[str, QuestionScope], rules: dict[str, list[Rule]]) -> None:
        document = self._read(path)
        if document.errors:
            return
        if not isinstance(document.data, dict):
            document.error("schema.type", (1, 1), key="the file", expected="a mapping of questions to rules")
            return
        for question, listed in document.data.items():
            if question not in scopes:
                self._unknown(document, (question,), "question", question, scopes)
            elif not isinstance(listed, list) or not listed:
                self._note(document, (question,), "schema.type", key=question, expected="a list of rules")
            else:
                for index, value in enumerate(listed):
                    rule = self._rule(document, scopes[question], index, value)
                    if rule is not None:
                        self._add(rule, document, index, rules.setdefault(question, []))

    def _add(self, rule: Rule, document: Document, index: int, rules: list[Rule]) -> None:
        where = (document, (rule.question, index))
        if (rule.question, rule.id) in self.places:
            first = next(other for other in rules if other.id == rule.id).position
            self._note(document, (*where[1], "id"), "name.twice", name=rule.id, first=f"{first.file}:{first.line}")
            return
        self.places[(rule.question, rule.id)] = where
        rules.append(rule)

    def _rule(self, document: Document, scope: QuestionScope, index: int, value: Any) -> Rule | None:
        question = scope.question
        path = (question, index)
        try:
            shell, kind, body = rule_data(value)
        except PydanticCustomError as error:
            note_refusal(document, path, error)
            return None
        wanted = scope.definition.outcome
        if kind != wanted:
            self._note(document, (*path, kind), "schema.wrong_outcome", question=question, expected=wanted, found=kind)
        outcome = self._outcome(document, scope, (*path, kind), OUTCOMES[kind], body)
        line, column = document.locate(path)[1]
        position = Position(file=document.file, line=line, column=column)
        shell |= {"outcome": _Nothing() if outcome is None else outcome, "question": question, "position": position}
        rule = validate(Rule, document, path, data=shell, context=scope)
        return rule if outcome is not None else None

    @staticmethod
    def _outcome(
        document: Document, scope: QuestionScope, path: tuple[str | int, ...], kind: type[Outcome], body: Any
    ) -> Outcome | None:
        try:
            return kind.model_validate(body, context=scope)
        except ValidationError as error:
            for detail in error.errors(include_url=False):
                note(document, (*path, *detail["loc"]), detail, kind)
            return None

    def _check(self, book: BookData, header: Document) -> None:
        """What can be said only of the whole: rules that name rules, and citations."""
        for quotation, rule in book.quotations():
            if not book.ledger.holds(quotation.cite):
                document, path = self.places[(rule.question, rule.id)] if rule else (header, ())
                self._note(document, (*path, "cite"), "cite.unknown", provision=quotation.cite)
        for question, rules in book.rules.items():
            if book.header.lost and question in book.header.lost.questions:
                document, path = self.places[(question, rules[0].id)]
                self._note(document, path[:1], "rule.lost", question=question)
            by_id = {rule.id: rule for rule in rules}
            prevails = overridden(rules)
            for rule in rules:
                self._rule_names(rule, by_id, prevails)
                self._stages(book, rule)

    def _rule_names(self, rule: Rule, by_id: dict[str, Rule], prevails: dict[str, frozenset[str]]) -> None:
        document, path = self.places[(rule.question, rule.id)]
        for key in ("overrides", "beside"):
            for name in getattr(rule, key):
                where = (*path, key)
                if name not in by_id:
                    near = nearest(name, by_id)
                    self._note(document, where, "name.rule", name=name, question=rule.question, suggestion=near)
                elif name == rule.id:
                    self._note(document, where, "rule.self")
        if rule.id in prevails[rule.id] and rule.id not in rule.overrides:
            self._note(document, (*path, "overrides"), "name.circle", name=rule.id, path=" -> ".join(rule.overrides))
        if rule.beside and rule.may is None:
            self._note(document, (*path, "beside"), "rule.beside_without_may")

    def _stages(self, book: BookData, rule: Rule) -> None:
        document, path = self.places[(rule.question, rule.id)]
        own = book.scopes[rule.question].facts
        for stage in rule.outcome.stages():
            lacking = [fact for fact in book.scopes[stage].definition.decides if fact not in own]
            if lacking:
                self._note(
                    document, path, "rule.stage_facts", stage=stage, question=rule.question, facts=", ".join(lacking)
                )
            if rule.question in _reached(book, stage):
                self._note(document, path, "name.circle", name=rule.question, path=f"{rule.question} -> {stage}")


class _Nothing(Outcome):
    """Stands in for an outcome with errors, so that the errors of the rest of the rule are found."""

    kind = "nothing"


def _reached(book: BookData, question: str) -> set[str]:
    """The questions that a stage leads to, itself included."""
    found: set[str] = set()
    waiting = [question]
    while waiting:
        current = waiting.pop()
        if current not in found:
            found.add(current)
            waiting.extend(stage for rule in book.rules.get(current, ()) for stage in rule.outcome.stages())
    return found


