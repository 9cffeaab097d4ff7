"""The files of a rulebook -> BookData, with every name checked and every error at its line."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import ValidationError
from pydantic_core import PydanticCustomError

from ..errors import GovrulesError, LoadError, nearest
from ..language import Node, facts_of
from ..messages import Words, series
from ..model.base import FrozenMapping, refuse, unknown_key
from ..model.book import BookData, Ledger
from ..model.citations import PROVISION, parse_provision
from ..model.digest import content_digest
from ..model.outcome import Outcome
from ..model.outcomes import OUTCOMES, RULE_KEYS, rule_data
from ..model.position import Position
from ..model.rulebook import LedgerEntry, Rule, RulebookFile, Silence, ledger_entry
from ..model.scope import LocalNames, QuestionScope, Scopes
from ..model.vocabulary import Vocabulary
from .document import Document
from .rulebook import HEADER, rulebook_files
from .validation import located, note_all, note_refusal, position, validate
from .yaml_reader import read_yaml

SILENCE_KEYS = ("silent", "reason")


@dataclass(frozen=True)
class HeaderFile:
    """The rulebook.yaml of a folder: its data (None where it has not the form of a header), where each
    part of it stands, and all of its errors."""

    folder: Path
    header: RulebookFile | None
    document: Document
    errors: tuple[GovrulesError, ...]


def read_header(folder: Path, vocabulary: Vocabulary, name: str) -> HeaderFile:
    """The header of a rulebook alone, whose id must be `name`."""
    return RulebookReader(folder, vocabulary, name).header_file()


Stage = tuple[Document, tuple[str | int, ...], str]
"""A question that a rule names as a stage, after the place where it does."""


class _HeaderContext:
    """Names that the header may use: those of the vocabulary."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self.vocabulary = vocabulary

    def names(self, kind: str) -> dict[str, str]:
        return self.vocabulary.words[kind]


class RulebookReader:
    """`contents` is what the files hold, where they have been read already."""

    def __init__(
        self, folder: Path, vocabulary: Vocabulary, name: str, contents: Mapping[Path, bytes] | None = None
    ) -> None:
        self.folder, self.name, self.contents = folder, name, contents
        self.vocabulary = vocabulary
        self.documents: list[Document] = []
        self.errors: list[GovrulesError] = []
        self.places: dict[tuple[str, str], tuple[Document, tuple[str | int, ...]]] = {}
        self.silences: dict[str, list[Silence]] = {}
        self.questions: dict[str, Position] = {}
        self.stages: dict[tuple[str | int, ...], list[Stage]] = {}

    def header_file(self) -> HeaderFile:
        document = self._read(self.folder / HEADER)
        header = self._header(document)
        return HeaderFile(self.folder, header, document, (*self.errors, *document.errors))

    def load(self, until: datetime.date | None) -> BookData:
        files = rulebook_files(self.folder) if self.contents is None else list(self.contents)
        header_document, ledger_document, *_ = map(self._read, files)
        readable = not any(document.errors for document in self.documents)
        header = self._header(header_document)
        ledger = self._ledger(ledger_document)
        if header is None:
            self._fail_on_errors()
        assert header is not None
        if until is not None:
            instrument = header.instrument.model_copy(update={"in_force_until": until})
            header = header.model_copy(update={"instrument": instrument})
        names = LocalNames(self.vocabulary, header.titles, header.readings, header.classes)
        rules: dict[str, list[Rule]] = {}
        scopes = Scopes(names)
        for document in self.documents[2:]:
            self._subject(document, scopes, rules)
        book = BookData(
            header=header,
            names=names,
            ledger=ledger,
            scopes=scopes,
            rules={question: tuple(found) for question, found in rules.items()},
            silences={question: tuple(found) for question, found in self.silences.items()},
            places=self.questions,
            files=tuple(document.file for document in self.documents),
            digest=content_digest([(Path(document.file).name, document.data) for document in self.documents]),
        )
        if readable:  # else names would seem to be missing that stand in the unread file
            self._check(book)
        self._fail_on_errors()
        return book

    def _fail_on_errors(self) -> None:
        errors = self.errors + [error for document in self.documents for error in document.errors]
        if errors:
            raise LoadError(errors)

    def _read(self, path: Path) -> Document:
        document = read_yaml(path, content=None if self.contents is None else self.contents.get(path))
        self.documents.append(document)
        return document

    def _header(self, document: Document) -> RulebookFile | None:
        if document.errors:
            return None
        header = validate(RulebookFile, document, context=_HeaderContext(self.vocabulary))
        if header is not None:
            self._header_names(header, document)
        return header

    def _header_names(self, header: RulebookFile, document: Document) -> None:
        if header.id != self.name:
            self._note(document, ("id",), "load.wrong_id", id=header.id, folder=self.name)
        known = self.vocabulary
        for role in header.titles:
            if role not in known.roles:
                self._unknown(document, ("titles", role), "role", role, known.roles, on_key=True)
        spelt: dict[str, str] = dict(known.words["role"])
        for role, title in header.titles.items():
            other = spelt.setdefault(title, role)
            if other != role:
                self._note(document, ("titles", role), "name.ambiguous", word=title, first=other, second=role)
        for name in header.classes:
            if name in known.roles:
                place = Words("vocabulary_roles")
                self._note(document, ("classes", name), "name.twice", name=name, first=place, on_key=True)
        for name, reading in header.readings.items():
            if name in known.facts:
                place = Words("vocabulary_facts")
                self._note(document, ("readings", name), "name.twice", name=name, first=place, on_key=True)
            if reading.default is not None and reading.default not in reading.values:
                self._note(
                    document,
                    ("readings", name, "default"),
                    "name.value",
                    value=reading.default,
                    fact=name,
                    suggestion=nearest(reading.default, reading.values),
                )
        for name in header.judged:
            if name not in known.facts:
                self._unknown(document, ("judged", name), "fact", name, known.facts, on_key=True)
        lost = header.lost.questions if header.lost else ()
        for index, question in enumerate(lost):
            if question not in known.questions:
                self._unknown(document, ("lost", "questions", index), "question", question, known.questions)
        for question in header.nearest:
            if question not in known.questions:
                self._unknown(document, ("nearest", question), "question", question, known.questions, on_key=True)

    def _note(self, document: Document, path: tuple[str | int, ...], code: str, **parameters: Any) -> None:
        self.errors.append(located(document, path, code, **parameters))

    def _unknown(
        self, document: Document, path: tuple[str | int, ...], kind: str, name: str, known: Any, *, on_key: bool = False
    ) -> None:
        self._note(document, path, f"name.{kind}", name=name, suggestion=nearest(name, known), on_key=on_key)

    def _ledger(self, document: Document) -> Ledger:
        entries: dict[tuple[int, int], LedgerEntry] = {}
        keys: dict[tuple[int, int], str] = {}
        if document.errors:
            return Ledger(FrozenMapping())
        if not isinstance(document.data, dict):
            document.error("schema.type", (1, 1), key=Words("the_ledger"), expected=Words("provisions"))
            return Ledger(FrozenMapping())
        for key, value in document.data.items():
            try:
                place = parse_provision(key)
                if place.items:
                    raise refuse("schema.value", problem=Words("ledger_items"))
            except PydanticCustomError as error:
                note_refusal(document, (key,), error, on_key=True)
                continue
            paragraph = (place.article, place.paragraph or 1)
            if paragraph in keys:
                first = self._place(document, (keys[paragraph],))
                self._note(document, (key,), "name.twice", name=key, first=first, on_key=True)
            keys.setdefault(paragraph, key)
            try:
                entries[paragraph] = ledger_entry(value)
            except PydanticCustomError as error:
                note_refusal(document, (key,), error)
        return Ledger(FrozenMapping(entries), {place: position(document, (key,)) for place, key in keys.items()})

    @staticmethod
    def _place(document: Document, path: tuple[str | int, ...]) -> str:
        """Where an entry stands, for a message about another."""
        return f"{document.file}:{document.locate(path, key=True)[1][0]}"

    def _subject(self, document: Document, scopes: Scopes, rules: dict[str, list[Rule]]) -> None:
        if document.errors:
            return
        if not isinstance(document.data, dict):
            document.error("schema.type", (1, 1), key=Words("the_file"), expected=Words("questions"))
            return
        for question, listed in document.data.items():
            if question not in scopes:
                self._unknown(document, (question,), "question", question, scopes, on_key=True)
            elif not isinstance(listed, list) or not listed:
                self._note(document, (question,), "schema.type", key=question, expected=Words("rules"))
            else:
                self.questions.setdefault(question, position(document, (question,)))
                for index, value in enumerate(listed):
                    if isinstance(value, dict) and "silent" in value:
                        self._silence(document, scopes[question], index, value)
                        continue
                    self._named(document, question, index, value)
                    rule = self._rule(document, scopes[question], index, value)
                    if rule is not None and self.places[(question, rule.id)] == (document, (question, index)):
                        rules.setdefault(question, []).append(rule)

    def _silence(self, document: Document, scope: QuestionScope, index: int, value: dict[str, Any]) -> None:
        path = (scope.question, index)
        for key in value:
            if key not in SILENCE_KEYS:
                note_refusal(document, path, unknown_key(key, SILENCE_KEYS))
        data = {key: entry for key, entry in value.items() if key in SILENCE_KEYS}
        data["position"] = position(document, path, key=False)
        silence = validate(Silence, document, path, data=data, context=scope)
        if silence is not None:
            self.silences.setdefault(scope.question, []).append(silence)

    def _named(self, document: Document, question: str, index: int, value: Any) -> None:
        """Note the place of a rule, so that others may name it even where it has errors itself."""
        name = value.get("id") if isinstance(value, dict) else None
        if not isinstance(name, str):
            return
        where = (document, (question, index))
        first, path = self.places.setdefault((question, name), where)
        if (first, path) != where:
            self._note(
                document, (question, index, "id"), "name.twice", name=name, first=self._place(first, (*path, "id"))
            )

    def _rule(self, document: Document, scope: QuestionScope, index: int, value: Any) -> Rule | None:
        question = scope.question
        path = (question, index)
        if not isinstance(value, dict):
            self._note(document, path, "schema.type", key=Words("a_rule"), expected=Words("rule_mapping"))
            return None
        known = (*RULE_KEYS, *OUTCOMES)
        surplus = [key for key in value if key not in known]
        for key in surplus:
            note_refusal(document, path, unknown_key(key, known))
        if surplus and not any(kind in value for kind in OUTCOMES):
            return None
        try:
            shell, kind, body = rule_data({key: entry for key, entry in value.items() if key in known})
        except PydanticCustomError as error:
            note_refusal(document, path, error)
            return None
        wanted = scope.definition.outcome
        if kind not in wanted:
            expected, where = series(wanted, "or"), (*path, kind)
            self._note(
                document, where, "schema.wrong_outcome", question=question, expected=expected, found=kind, on_key=True
            )
        outcome = self._outcome(document, scope, (*path, kind), OUTCOMES[kind], body)
        place = position(document, path, key=False)
        shell |= {"outcome": _Nothing() if outcome is None else outcome, "question": question, "position": place}
        rule = validate(Rule, document, path, data=shell, context=scope)
        return rule if outcome is not None else None

    @staticmethod
    def _outcome(
        document: Document, scope: QuestionScope, path: tuple[str | int, ...], kind: type[Outcome], body: Any
    ) -> Outcome | None:
        try:
            return kind.model_validate(body, context=scope)
        except ValidationError as error:
            note_all(document, path, error, kind)
            return None

    def _check(self, book: BookData) -> None:
        """What can be said only of the whole: rules that name rules, and citations."""
        for document in self.documents:
            for path, text in _values_under(("cite", "stage"), document.data):
                if "stage" not in path[-2:]:
                    if not self.documents[1].errors:
                        self._cite(document, path, text, book.ledger)
                elif text in book.names.words["question"]:  # else it is text
                    stage = document, path, book.names.words["question"][text]
                    self.stages.setdefault((document.file, *path[:2]), []).append(stage)
        for question, rules in book.rules.items():
            required = _facts(node for rule in rules for node in (rule.requires, *rule.outcome.requirements()))
            for rule in rules:
                self._rule_names(rule)
                self._stage_facts(rule, book.scopes)
                self._requirements(rule, required)
            overrides = {rule.id: rule.overrides for rule in rules}
            for way in _circles(overrides):
                document, path = self.places[(question, way[0])]
                where = (*path, "overrides", overrides[way[0]].index(way[1]))
                self._note(document, where, "name.circle", name=way[0], way=" -> ".join(way))
        self._stage_circles(book)

    def _cite(self, document: Document, path: tuple[str | int, ...], text: str, ledger: Ledger) -> None:
        if PROVISION.fullmatch(text) and not ledger.holds(parse_provision(text)):
            near = nearest(text, (str(provision) for provision, _entry in ledger.provisions()))
            self._note(document, path, "cite.unknown", provision=text, suggestion=near)

    def _rule_names(self, rule: Rule) -> None:
        document, path = self.places[(rule.question, rule.id)]
        for key in ("overrides", "beside"):
            for index, name in enumerate(getattr(rule, key)):
                where = (*path, key, index)
                if (rule.question, name) not in self.places:
                    near = nearest(name, (other for question, other in self.places if question == rule.question))
                    self._note(document, where, "name.rule", name=name, question=rule.question, suggestion=near)
                elif name == rule.id:
                    self._note(document, where, "rule.self")
        if rule.beside and rule.may is None:
            self._note(document, (*path, "beside"), "rule.beside_without_may", on_key=True)

    def _stages(self, rule: Rule) -> Sequence[Stage]:
        """The stages of a rule, each with the place where it is named."""
        document, path = self.places[(rule.question, rule.id)]
        return self.stages.get((document.file, *path), ())

    def _requirements(self, rule: Rule, required: set[str]) -> None:
        """Each "if" has one place: what is required of somebody else is no condition."""
        document, path = self.places[(rule.question, rule.id)]
        for fact in sorted(required & _facts((rule.guard, *rule.outcome.conditions()))):
            self._note(document, (*path, "when"), "rule.requires_guard", fact=fact)

    def _stage_facts(self, rule: Rule, scopes: Mapping[str, QuestionScope]) -> None:
        own = scopes[rule.question].facts
        for document, path, stage in self._stages(rule):
            lacking = ", ".join(fact for fact in scopes[stage].definition.decides if fact not in own)
            if lacking:
                self._note(document, path, "rule.stage_facts", stage=stage, question=rule.question, facts=lacking)

    def _stage_circles(self, book: BookData) -> None:
        stages = {
            question: [found for rule in rules for found in self._stages(rule)]
            for question, rules in book.rules.items()
        }
        for way in _circles({question: [stage for *_, stage in found] for question, found in stages.items()}, own=True):
            document, path, _stage = next(found for found in stages[way[0]] if found[2] == way[1])
            self._note(document, path, "name.circle", name=way[0], way=" -> ".join(way))


def _facts(nodes: Iterable[Node | None]) -> set[str]:
    """The facts that conditions speak of."""
    return {fact.name for node in nodes if node is not None for fact in facts_of(node)}


class _Nothing(Outcome):
    """Stands in for an outcome with errors, so that the errors of the rest of the rule are found."""

    kind = "nothing"


def _circles(following: Mapping[str, Sequence[str]], *, own: bool = False) -> Iterator[list[str]]:
    """Ways that lead from a name back to itself, each circle once; with `own` of one name, too."""
    reported: set[str] = set()
    for start in following:
        ways, seen = [[start]], {start}
        while ways and start not in reported:
            way = ways.pop(0)
            for name in following.get(way[-1], ()):
                if name == start and (own or len(way) > 1):
                    reported.update(way)
                    yield [*way, start]
                    break
                if name not in seen:
                    seen.add(name)
                    ways.append([*way, name])


def _values_under(
    keys: Sequence[str], data: Any, path: tuple[str | int, ...] = ()
) -> Iterator[tuple[tuple[str | int, ...], str]]:
    """Every text (or text of a list) that stands under one of the keys, with its path."""
    listed = path != () and path[-1] in keys
    for name, value in enumerate(data) if isinstance(data, list) else data.items() if isinstance(data, dict) else ():
        if not isinstance(value, str):
            yield from _values_under(keys, value, (*path, name))
        elif listed or name in keys:
            yield (*path, name), value
