"""The files of a vocabulary -> one Vocabulary, with every name checked and every error at its line."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from ..errors import ConditionError, GovrulesError, LoadError, nearest
from ..language import Fact, Type, parse_condition
from ..messages import Words
from ..model.base import FrozenMapping, Labelled, not_a_flag
from ..model.digest import content_digest
from ..model.position import Position
from ..model.vocabulary import (
    SECTIONS,
    SIMPLE_TYPES,
    SINGULAR,
    Choice,
    FactDefinition,
    Vocabulary,
    shared_words,
)
from ..model.vocabulary_file import Additions, QuestionAddition, VocabularyFile
from .document import Document
from .validation import located, position, validate
from .yaml_reader import read_yaml


class VocabularyReader:
    """Reads file by file; `vocabulary` is what all of them say together."""

    def __init__(self) -> None:
        self.sections: dict[str, dict[str, Any]] = {name: {} for name in SECTIONS}
        self.origin: dict[tuple[str, str], tuple[Document, tuple[str, ...]]] = {}
        self.errors: list[GovrulesError] = []
        self.shared: set[tuple[str, ...]] = set()
        self.additions: list[tuple[Document, Additions]] = []
        self.content: list[tuple[str, Any]] = []

    def read(self, path: Path, content: bytes | None) -> None:
        """Read one file, of which `content` is what it holds where that is known."""
        document = read_yaml(path, content=content)
        if (path.name, document.data) not in self.content:  # an installed copy beside a checkout says nothing more
            self.content.append((path.name, document.data))
        if not document.errors:
            found = validate(VocabularyFile, document)
            if found is not None:
                for section in SECTIONS:
                    for name, entry in getattr(found, section).items():
                        self._add(section, name, entry, document)
                self.additions.append((document, found.additions))
        self.errors.extend(document.errors)

    def _add(self, section: str, name: str, entry: Any, document: Document) -> None:
        where = (document, (section, name))
        if self.sections[section].get(name) == entry:
            return  # the same entry again: a checkout's rulebooks beside those of an installed copy
        if (section, name) in self.origin:
            first, path = self.origin[(section, name)]
            _, (line, _column) = first.locate(path, key=True)
            self._error(where, "name.twice", name=name, first=f"{first.file}:{line}", on_key=True)
            return
        self.origin[(section, name)] = where
        self.sections[section][name] = entry

    def vocabulary(self) -> Vocabulary:
        """What the files say, later ones adding to earlier ones. LoadError with every error of every file."""
        self._add_all()
        self._check()
        if self.errors:
            raise LoadError(self.errors)
        return Vocabulary(self.sections, content_digest(self.content), self._places())

    def _places(self) -> dict[tuple[str, ...], Position]:
        """Where each fact is defined, and where each question names it."""
        found: dict[tuple[str, ...], Position] = {}
        for (section, name), (document, path) in self.origin.items():
            if section == "facts":
                found[(name,)] = position(document, path)
            elif section == "questions":
                for index, fact in enumerate(self.sections[section][name].decides):
                    if document.scalar((*path, "decides", index)) is not None:
                        found[name, fact] = position(document, (*path, "decides", index), key=False)
        for document, additions in self.additions:
            for name, addition in additions.questions.items():
                for index, fact in enumerate(addition.decides):
                    where = ("additions", "questions", name, "decides", index)
                    found.setdefault((name, fact), position(document, where, key=False))
        return found

    def _add_all(self) -> None:
        """What later folders add to enumerations and questions."""
        for document, additions in self.additions:
            for name, values in additions.enumerations.items():
                self._add_values(document, name, values)
            for name, addition in additions.questions.items():
                self._add_facts(document, name, addition)

    def _add_values(self, document: Document, name: str, values: Mapping[str, Choice]) -> None:
        where = ("additions", "enumerations", name)
        known = self.sections["enumerations"]
        if name not in known:
            self._unknown((document, where), "type", name, known, on_key=True)
            return
        for value, entry in values.items():
            if known[name].get(value, entry) != entry:
                self._error((document, (*where, value)), "name.twice", name=value, first=name, on_key=True)
        known[name] = {**known[name], **{value: entry for value, entry in values.items() if value not in known[name]}}

    def _add_facts(self, document: Document, name: str, addition: QuestionAddition) -> None:
        where = ("additions", "questions", name)
        if name not in self.sections["questions"]:
            self._unknown((document, where), "question", name, self.sections["questions"], on_key=True)
            return
        facts = self.sections["facts"]
        for key in ("decides", "computes"):
            for index, fact in enumerate(getattr(addition, key)):
                if fact not in facts:
                    self._unknown((document, (*where, key, index)), "fact", fact, facts)
        question = self.sections["questions"][name]
        self.sections["questions"][name] = question.model_copy(
            update={
                "decides": tuple(dict.fromkeys((*question.decides, *(f for f in addition.decides if f in facts)))),
                "computes": tuple(dict.fromkeys((*question.computes, *(f for f in addition.computes if f in facts)))),
                "defaults": FrozenMapping({**question.defaults, **addition.defaults}),
            }
        )

    def _error(self, where: tuple[Document, tuple[str | int, ...]], code: str, **parameters: Any) -> None:
        self.errors.append(located(where[0], where[1], code, **parameters))

    def _at(self, section: str, name: str, *rest: str | int) -> tuple[Document, tuple[str | int, ...]]:
        document, path = self.origin[(section, name)]
        return document, (*path, *rest)

    def _check(self) -> None:
        """Every name that an entry uses exists, and no word names two things."""
        for section in SINGULAR:
            self._shared(self.sections[section], section)
        for name, values in self.sections["enumerations"].items():
            self._shared(values, "enumerations", name)
            self._broader("enumerations", name, values)
        for name, role in self.sections["roles"].items():
            for key in ("held_by", "partner_of"):
                fact_name = getattr(role, key)
                if fact_name is not None and fact_name not in self.sections["facts"]:
                    self._unknown(self._at("roles", name, key), "fact", fact_name, self.sections["facts"])
            if role.same_as is not None and role.same_as not in self.sections["roles"]:
                self._unknown(self._at("roles", name, "same_as"), "role", role.same_as, self.sections["roles"])
        self._broader("roles", None, self.sections["roles"])
        for name, capacity in self.sections["capacities"].items():
            if capacity.action is not None and capacity.action not in self.sections["actions"]:
                self._unknown(
                    self._at("capacities", name, "action"), "action", capacity.action, self.sections["actions"]
                )
        for name, fact in self.sections["facts"].items():
            self._fact(name, fact)
        for name, subject in self.sections["subjects"].items():
            own = [question for question in self.sections["questions"] if question.partition(".")[0] == name]
            if subject.question is not None and subject.question not in own:
                self._unknown(self._at("subjects", name, "question"), "question", subject.question, own)
        for name in self.sections["questions"]:
            self._question(name)

    def _unknown(
        self,
        where: tuple[Document, tuple[str | int, ...]],
        kind: str,
        name: str,
        known: Iterable[str],
        *,
        on_key: bool = False,
    ) -> None:
        self._error(where, f"name.{kind}", name=name, suggestion=nearest(name, known), on_key=on_key)

    def _shared(self, entries: Mapping[str, Labelled], section: str, *inside: str) -> None:
        """Words that would name two entries, each at the second."""
        for word, first, second in shared_words(entries):
            if (section, *inside, word, second) in self.shared:
                continue
            self.shared.add((section, *inside, word, second))
            entry = entries[second]
            spellings: dict[str, tuple[str | int, ...]] = {entry.zh: ("zh",), entry.en: ("en",)}
            spellings |= {alias: ("aliases", index) for index, alias in enumerate(entry.aliases)}
            where = self._at(section, *inside, second, *spellings.get(word, ()))
            on_key = word not in spellings
            self._error(where, "name.ambiguous", word=word, first=first, second=second, on_key=on_key)

    def _broader(self, section: str, inside: str | None, entries: Mapping[str, Any]) -> None:
        circles: set[str] = set()
        for name, entry in entries.items():
            where = self._at(section, inside, name, "is") if inside else self._at(section, name, "is")
            path, current = [name], entry
            while current.broader is not None:
                if current.broader not in entries:
                    if current is entry:
                        kind = "role" if section == "roles" else "type"
                        self._unknown(where, kind, current.broader, entries)
                    break
                if current.broader in path:
                    if current.broader != name or name in circles:
                        break  # a circle is reported once, where it is first entered
                    circles.update(path)
                    self._error(where, "name.circle", name=name, way=" -> ".join([*path, current.broader]))
                    break
                path.append(current.broader)
                current = entries[current.broader]

    def _fact(self, name: str, fact: FactDefinition) -> None:
        types = [*SIMPLE_TYPES, "role", *self.sections["enumerations"]]
        if fact.type not in types:
            self._unknown(self._at("facts", name, "type"), "type", fact.type, types)
            return
        if fact.default is not None:
            self._default(self._at("facts", name, "default"), name, fact, fact.default)
        if fact.absent is not None and fact.absent not in self.sections["roles"]:
            self._unknown(self._at("facts", name, "absent"), "role", fact.absent, self.sections["roles"])

    def _default(
        self, where: tuple[Document, tuple[str | int, ...]], name: str, fact: FactDefinition, value: str
    ) -> None:
        if fact.type == "flag":
            valid: Iterable[str] = ("true", "false")
            if value not in valid:
                refusal = not_a_flag(value)
                self._error(where, refusal.type, **(refusal.context or {}))
                return
        elif fact.type == "role":
            valid = self.sections["roles"]
        elif fact.type in self.sections["enumerations"]:
            valid = self.sections["enumerations"][fact.type]
        else:
            self._error(
                where, "schema.value", problem=Words("of_key", key=name, problem=Words("no_default", type=fact.type))
            )
            return
        if value not in valid:
            self._error(where, "name.value", value=value, fact=name, suggestion=nearest(value, valid))

    def _question(self, name: str) -> None:
        question, facts = self.sections["questions"][name], self.sections["facts"]
        for key in ("decides", "computes"):
            for index, fact in enumerate(getattr(question, key)):
                if fact not in facts:
                    self._unknown(self._at("questions", name, key, index), "fact", fact, facts)
        used = {fact: facts[fact] for fact in (*question.decides, *question.computes) if fact in facts}
        self._shared(used, "facts")
        for fact, value in question.defaults.items():
            where = self._at("questions", name, "defaults", fact)
            if fact not in question.decides:
                self._unknown(where, "fact", fact, question.decides, on_key=True)
            elif fact in facts:
                self._default(where, fact, facts[fact], value)
        if question.holder is not None and question.holder not in question.decides:
            self._unknown(self._at("questions", name, "holder"), "fact", question.holder, question.decides)
        scope = _NumbersOnly(used)
        for index, constraint in enumerate(question.constraints):
            document, path = self._at("questions", name, "constraints", index)
            try:
                parse_condition(constraint, scope)
            except ConditionError as error:
                here, _place = document.locate(path)
                self.errors.append(error.at(document.file, *document.place_within(here, error.offset)))


class _NumbersOnly:
    """The scope of a constraint: the question's flags and numbers, by id."""

    def __init__(self, facts: Mapping[str, FactDefinition]) -> None:
        self.types = {name: SIMPLE_TYPES[fact.type] for name, fact in facts.items() if fact.type in SIMPLE_TYPES}

    def fact(self, word: str) -> Fact | None:
        kind: Type | None = self.types.get(word)
        return None if kind is None else Fact(word, kind)

    def fact_words(self) -> Iterable[str]:
        return self.types
