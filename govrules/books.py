"""Rulebooks to ask: `load`, the mapping of rulebooks, and each of them."""

from __future__ import annotations

import datetime
import functools
import threading
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from .asking.lexicon import Lexicon
from .asking.phrase import PhraseReader
from .asking.printer import phrase
from .engine.answer import ANSWERED, NOT_IN_FORCE, SILENT, Answer, Assumption, told
from .engine.deciding import decide
from .engine.explaining import explain
from .engine.facts import as_date, checked_facts
from .engine.finding import FoundRule, find_rules
from .engine.pairing import checked_pairs, mutual, pair_list
from .engine.question import CompiledQuestion
from .engine.receipt import Receipt, receipt_of
from .engine.resolving import NO_PAIRS
from .engine.situation import Situation
from .engine.variation import Variation
from .engine.varying import vary
from .errors import FactError, GovrulesError, LoadError, QuestionError, UnknownRulebook, nearest
from .language.question import ALL, AskedQuestion, is_canonical, read_question, spelt_value, write_question
from .loading.folders import Library, find_rulebooks, shipped_folder
from .loading.source import Source, read_source
from .model.base import FrozenMapping, Label
from .model.book import BookData
from .model.citations import Citation, Provision, parse_provision
from .model.moments import CHINA
from .model.rulebook import OUTCOMES, Instrument
from .model.scope import FactUse
from .model.telling import Drawn
from .telling import QuestionTeller

if TYPE_CHECKING:
    import pandas


class Shipped:
    """The one value `SHIPPED`: the folder of the rulebooks that come with the library."""

    def __repr__(self) -> str:
        return "govrules.SHIPPED"


SHIPPED: Final = Shipped()

Pairs = Mapping[str, str] | Sequence[tuple[str, str]]
"""Who is whose partner: role -> partner."""

MAX_REMEMBERED = 4_000
"""How many decided answers a rulebook remembers before it begins anew."""


class FactInfo:
    """A fact of a question, for whoever builds a form or a call.

    `name`, `label` (zh, en), `type`, `values` (the ids of a choice), `labels` (id -> label),
    `default` (the ordinary case), `computes` (the outcome only computes with it), `unit`.
    """

    def __init__(self, use: FactUse) -> None:
        domain = use.type.domain
        self.name = use.name
        self.label: Label = use.label
        self.type = str(use.type)
        self.values: tuple[Any, ...] = (False, True) if use.type.kind == "flag" else domain.values if domain else ()
        self.labels: Mapping[str, Label] = FrozenMapping(use.value_labels)
        self.default = use.default
        self.computes = use.computes
        self.unit = use.unit

    def __repr__(self) -> str:
        return f"<fact {self.name}: {self.type}>"


class QuestionInfo:
    """A question that a rulebook can be asked: `id`, `label`, `asks`, `outcome` (its
    kind; `outcomes` where rulebooks differ in it), `collect`, and `facts` by name."""

    def __init__(self, question: CompiledQuestion) -> None:
        definition = question.scope.definition
        self.id = question.name
        self.label = Label(zh=definition.zh, en=definition.en)
        self.asks = definition.asks
        self.outcomes = definition.outcome
        self.outcome = definition.outcome[0]
        self.collect = definition.collect
        uses = [*question.scope.facts.values(), *(question.scope.use_of(name) for name in sorted(question.readings))]
        self.facts: Mapping[str, FactInfo] = FrozenMapping({use.name: FactInfo(use) for use in uses})

    def __repr__(self) -> str:
        return f"<question {self.id}: {self.label.zh}>"


class _Questions(Mapping[str, QuestionInfo]):
    def __init__(self, book: Rulebook) -> None:
        self._book = book

    def __getitem__(self, name: str) -> QuestionInfo:
        return QuestionInfo(self._book.compiled(name))

    def __iter__(self) -> Iterator[str]:
        return iter(self._book.data.scopes)

    def __len__(self) -> int:
        return len(self._book.data.scopes)


class Rulebook:
    """One government's rules of procedure. Asking is thread-safe."""

    def __init__(self, data: BookData, sources: Path | None = None) -> None:
        self.data = data
        self._sources = sources
        self._compiled: dict[str, CompiledQuestion] = {}
        self._answers: dict[Any, Answer] = {}

    @property
    def id(self) -> str:
        """The id, such as `guazhou`."""
        return self.data.id

    @property
    def label(self) -> Label:
        """The government's name (zh, en)."""
        return self.data.header.label

    @property
    def version(self) -> str:
        """The version of the instrument that is encoded."""
        return self.data.header.version

    @property
    def instrument(self) -> Instrument:
        """The issued document."""
        return self.data.header.instrument

    @property
    def content_hash(self) -> str:
        """The SHA-256 of what was loaded from the rulebook's files: the same however they are laid out
        and commented, another as soon as one word of them is."""
        return self.data.digest

    @property
    def questions(self) -> Mapping[str, QuestionInfo]:
        """Every question that can be asked, whether or not the rulebook rules on it."""
        return _Questions(self)

    def rules(
        self,
        *,
        role: str | None = None,
        article: int | str | None = None,
        modality: str | None = None,
        question: str | None = None,
        word: str | None = None,
    ) -> tuple[FoundRule, ...]:
        """The rules that meet every criterion given; all of them without one.

        `role` is an id, label or local title; `article` a number or a provision (`51.1`);
        `modality` one of must, may, must_not, need_not; `question` an id or its first part
        (`document`); `word` a text that the rule says or quotes. FactError and QuestionError name
        the nearest valid word.
        """
        return tuple(
            find_rules(
                self.data, self.compiled, role=role, article=article, modality=modality, question=question, word=word
            )
        )

    def __repr__(self) -> str:
        return f"<rulebook {self.id} {self.version}: {self.label.zh}>"

    def text(self, provision: int | str) -> str | None:
        """The source text of an article (51) or another provision (`51.1`); None where there is no such
        provision, or the text is not in the folder that `load` was given as `sources`."""
        return None if self._source is None else self._source.text(parse_provision(str(provision)))

    @functools.cached_property
    def _source(self) -> Source | None:
        path = None if self._sources is None else self._sources / f"{self.id}.txt"
        return read_source(path) if path is not None and path.is_file() else None

    def article(self, citation: Citation) -> str | None:
        """The source text of the whole article in which a citation stands; None as for `text`."""
        return None if self._source is None else self._source.text(Provision(article=citation.article))

    def compiled(self, name: str) -> CompiledQuestion:
        """A question ready to be asked; QuestionError where there is none of that name."""
        found = self._compiled.get(name)
        if found is None:
            known = self.data.names.vocabulary.words["question"]
            if name not in known:
                raise QuestionError("question.unknown", name=name, suggestion=nearest(name, known))
            found = self._compiled.setdefault(known[name], CompiledQuestion(self.data, known[name]))
        return found

    def ask(
        self,
        question: str,
        facts: Mapping[str, Any] | None = None,
        /,
        *,
        as_of: datetime.date | str | None = None,
        absent: Sequence[str] = (),
        pairs: Pairs = (),
        **more: Any,
    ) -> Answer:
        """Ask a question by its id, or in the canonical form of the language.

        Facts are given as a mapping, as keywords, or in the text; None means not given, UNKNOWN
        expressly unknown. `as_of` is the date whose rules count (today in China without it).
        `absent` are roles whose holders are away; `pairs` (role -> partner) who is whose partner where
        the text sets up a pairing (AB岗). Raises QuestionError and FactError for what
        cannot be meant, with the nearest valid word.
        """
        asked = self._read(question)
        for name in asked.rulebooks:
            if name not in (ALL, self.id, self.label.zh, self.label.en, *self.data.header.aliases):
                raise QuestionError("question.other_rulebook", asked=name, rulebook=self.id)
        given = _merged(asked.facts, facts or {}, more)
        away = [*absent, *_listed(given.pop("absent", ()))]
        paired = checked_pairs(self.data, [*pair_list(given.pop("pairs", ())), *pair_list(pairs)])
        date = _as_of(as_of) or asked.as_of
        return self._answer(asked.question, given, self._roles(away), paired, date)

    def _read(self, question: str) -> AskedQuestion:
        """The bare id of a question, its canonical form, or a phrase."""
        known = self.data.names.vocabulary.words["question"]
        if question in known:
            return AskedQuestion((), question)
        return read_question(question) if is_canonical(question, known) else self.phrases.read(question, self.id)

    def phrase(self, question: str, lang: str = "zh") -> str:
        """A question, in any form, as a phrase that reads back as the same question; `lang` is `zh` or `en`."""
        asked = self._read(question)
        compiled, slot = self.question_and_slot(asked.question)
        given = dict(asked.facts)
        away = self._roles(_listed(given.pop("absent", ())))
        pairs = checked_pairs(self.data, pair_list(given.pop("pairs", ())))
        facts = checked_facts(compiled.scope, compiled.readings, given)
        facts |= {"absent": sorted(away)} if away else {}
        facts |= {"pairs": sorted(pairs.items())} if pairs else {}
        return phrase(compiled.scope, [self.label], slot, facts, asked.as_of, lang)

    @functools.cached_property
    def phrases(self) -> PhraseReader:
        """Reads phrases that are put to this rulebook."""
        lexicon = Lexicon(self.data.names.vocabulary, {self.id: self.data.header})
        return PhraseReader(lexicon, lambda names, date: self._in_force(date))

    def _roles(self, words: Sequence[Any]) -> frozenset[str]:
        roles = self.data.names.words["role"]
        for word in words:
            if not isinstance(word, str) or word not in roles:
                suggestion = nearest(word, roles) if isinstance(word, str) else None
                raise FactError(
                    "fact.absent_role",
                    name="=".join(word) if isinstance(word, tuple) else spelt_value(word),
                    suggestion=suggestion,
                )
        return frozenset(roles[word] for word in words)

    def _answer(
        self,
        name: str,
        given: Mapping[str, Any],
        absent: frozenset[str],
        pairs: FrozenMapping[str, str],
        as_of: datetime.date | None,
        *,
        brief: bool = False,
    ) -> Answer:
        question, slot = self.question_and_slot(name)
        facts = checked_facts(question.scope, question.readings, given)
        absent, facts = _absences(question, facts, absent)
        order = (*question.scope.facts, *sorted(question.readings))
        shown = {name: spelt_value(facts[name]) for name in order if name in facts}
        full_name = question.name if slot is None else f"{question.name}.{slot}"
        asked = write_question(self.id, full_name, shown, absent, as_of, pairs)
        date = as_of or datetime.datetime.now(CHINA).date()
        if not self._in_force(date):
            return Answer(
                question=full_name,
                asked=asked,
                rulebook=self.id,
                version=self.version,
                facts=FrozenMapping(facts),
                status=NOT_IN_FORCE,
                as_of=date,
                citations=tuple(self.data.citation(q) for q in self.instrument.citations),
                absent=tuple(sorted(absent)),
                source=self,
            )
        answer = replace(
            self._decided(question, facts, absent, mutual(pairs), brief=brief),
            asked=asked,
            facts=FrozenMapping(facts),
            as_of=date,
            absent=tuple(sorted(absent)),
            pairs=pairs,
        )
        if slot is not None:
            answer = told(_narrowed(answer, full_name, slot), QuestionTeller(question))
        return replace(answer, assumed=answer.assumed + self._undated(), source=self)

    def ask_stage(
        self,
        name: str,
        facts: Mapping[str, Any],
        absent: frozenset[str],
        pairs: Mapping[str, str] = NO_PAIRS,
        *,
        brief: bool = False,
    ) -> Answer:
        """Another question under the same facts: a stage of a chain, or a substitution."""
        question = self.compiled(name)
        shared = {
            fact: value for fact, value in facts.items() if fact in question.scope.facts or fact in question.readings
        }
        absent, shared = _absences(question, shared, absent)
        return self._decided(question, shared, absent, pairs, brief=brief)

    def _decided(
        self,
        question: CompiledQuestion,
        facts: Mapping[str, Any],
        absent: frozenset[str],
        pairs: Mapping[str, str],
        *,
        brief: bool,
    ) -> Answer:
        """The answer but for its facts and date. Facts that the rules do not tell apart share one."""
        key = question.name, question.signature(facts), absent, pairs, brief
        found = self._answers.get(key)
        if found is None:
            situation = Situation(question, facts, absent, partial(self.ask_stage, brief=brief), pairs)
            found = told(decide(question, situation, brief=brief), QuestionTeller(question))
            if len(self._answers) >= MAX_REMEMBERED:
                self._answers.clear()
            self._answers[key] = found
        return found

    def question_and_slot(self, name: str) -> tuple[CompiledQuestion, str | None]:
        """The question that a name means, and the part of its outcome that it is narrowed to, if any:
        `meeting.minutes.deadline` is meeting.minutes, narrowed to its deadline. QuestionError."""
        known = self.data.names.vocabulary.words["question"]
        head, _, tail = name.rpartition(".")
        if name in known or head not in known:
            return self.compiled(name), None
        question = self.compiled(head)
        slots = [slot for kind in question.scope.definition.outcome for slot in OUTCOMES[kind].slots()]
        if tail not in slots:
            raise QuestionError("question.unknown_slot", question=head, slot=tail, suggestion=nearest(tail, slots))
        return question, tail

    def _in_force(self, date: datetime.date) -> bool:
        instrument = self.instrument
        begun = instrument.in_force_from is None or date >= instrument.in_force_from
        return begun and (instrument.in_force_until is None or date <= instrument.in_force_until)

    def _undated(self) -> tuple[Assumption, ...]:
        """An instrument whose effective date the source lacks counts as in force, and says so."""
        if self.instrument.in_force_from is not None:
            return ()
        return (Assumption("in_force", True, note=self.instrument.note),)

    def explain(self, answer: Answer, lang: str = "zh", *, why_not: bool = True) -> str:
        """See Answer.explain; also for an answer of this rulebook that has been unpickled."""
        return explain(self._own(answer), answer, lang, why_not)

    def vary(self, answer: Answer) -> tuple[Variation, ...]:
        """See Answer.vary; also for an answer of this rulebook that has been unpickled."""

        def ask(facts: Mapping[str, Any], absent: frozenset[str]) -> Answer:
            return self._answer(answer.question, facts, absent, answer.pairs, answer.as_of, brief=True)

        return vary(self._own(answer), answer, ask)

    def receipt(self, answer: Answer) -> Receipt:
        """See Answer.receipt; also for an answer of this rulebook that has been unpickled."""
        self._own(answer)
        return receipt_of(answer, self.data)

    def drawing(self, answer: Answer, lang: str = "zh") -> Drawn:
        """See Answer.drawing; also for an answer of this rulebook that has been unpickled."""
        from .drawing.describing import describe_answer
        from .drawing.drawing import Drawing

        return Drawing(describe_answer(self._own(answer), answer, lang))

    def frame(self, answer: Answer, lang: str = "zh") -> pandas.DataFrame:
        """See Answer.to_frame; also for an answer of this rulebook that has been unpickled."""
        from .notebook.frames import answer_frame

        return answer_frame(self._own(answer), answer, lang)

    def to_frame(self, lang: str = "zh") -> pandas.DataFrame:
        """The rules as a pandas data frame, a row each. Needs the extra `frames` (GovrulesError)."""
        from .notebook.frames import rules_frame

        return rules_frame(self.id, self.rules(), lang)

    def mimebundle(self, answer: Answer) -> Mapping[str, str]:
        """An answer for a notebook, in the language that GOVRULES_LANG names (zh)."""
        from .notebook.bundles import notebook_lang
        from .notebook.views import answer_bundle

        lang = notebook_lang()
        plain = self.explain(answer, lang, why_not=False)
        return answer_bundle(self._own(answer), answer, plain, self.article, lang)

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> Mapping[str, str]:
        from .notebook.bundles import notebook_lang
        from .notebook.overviews import book_bundle

        return book_bundle(self.data, notebook_lang())

    def _own(self, answer: Answer) -> CompiledQuestion:
        """The question of an answer of this rulebook; QuestionError where it is another's."""
        if answer.rulebook != self.id:
            raise QuestionError("answer.other_rulebook", asked=answer.rulebook, rulebook=self.id)
        return self.question_and_slot(answer.question)[0]


class Books(Mapping[str, Rulebook]):
    """Rulebooks by id. Each is loaded, whole, when it is first used."""

    def __init__(self, library: Library, sources: Path | None = None) -> None:
        self._library = library
        self._sources = sources
        self._loaded: dict[str, Rulebook] = {}
        self._lock = threading.Lock()

    def __getitem__(self, name: str) -> Rulebook:
        if name not in self._library.folders:
            raise UnknownRulebook("rulebook.unknown", name=name, suggestion=nearest(name, self._library.folders))
        if name not in self._loaded:
            with self._lock:
                if name not in self._loaded:
                    self._loaded[name] = Rulebook(self._library.load(name), self._sources)
        return self._loaded[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._library.folders)

    def __len__(self) -> int:
        return len(self._library.folders)

    def __repr__(self) -> str:
        return f"<rulebooks {', '.join(self)}>"

    def to_frame(self, lang: str = "zh") -> pandas.DataFrame:
        """The rules of all rulebooks as a pandas data frame, a row each. Needs the extra `frames`
        (GovrulesError)."""
        from .notebook.frames import joined

        return joined(self[name].to_frame(lang) for name in self)

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> Mapping[str, str]:
        from .notebook.bundles import notebook_lang
        from .notebook.overviews import books_bundle

        return books_bundle(self._library.headers(), notebook_lang())

    def load_all(self) -> None:
        """Load every rulebook now. LoadError holds the errors of all of them."""
        errors: list[GovrulesError] = []
        for name in self:
            try:
                self[name]
            except LoadError as error:
                errors.extend(error.errors)
        if errors:
            raise LoadError(errors)

    def folder(self, name: str) -> Path:
        """The folder of a rulebook."""
        return self._library.folders[name]

    def ask(
        self,
        question: str,
        facts: Mapping[str, Any] | None = None,
        /,
        *,
        as_of: datetime.date | str | None = None,
        absent: Sequence[str] = (),
        pairs: Pairs = (),
        **more: Any,
    ) -> Mapping[str, Answer]:
        """Ask one or several rulebooks: `guazhou: …`, `fushun, kangle: …`, `*: …`. Rulebook id ->
        answer, in the order asked. See Rulebook.ask."""
        asked = self._read(question)
        if not asked.rulebooks:
            raise QuestionError("question.no_rulebook", question=asked.written())
        names = list(self) if ALL in asked.rulebooks else [self.named(word) for word in asked.rulebooks]
        given = _merged(asked.facts, facts or {}, more)
        date = _as_of(as_of) or asked.as_of
        return {
            name: self[name].ask(asked.question, given, as_of=date, absent=absent, pairs=pairs)
            for name in dict.fromkeys(names)
        }

    def _read(self, question: str) -> AskedQuestion:
        known = self._library.vocabulary.words["question"]
        if question in known or is_canonical(question, known):
            return read_question(question)
        return self.phrases.read(question)

    @functools.cached_property
    def phrases(self) -> PhraseReader:
        """Reads phrases in the words of all rulebooks."""
        return PhraseReader(Lexicon(self._library.vocabulary, self._library.headers()), self._in_force)

    def _in_force(self, names: Sequence[str], date: datetime.date) -> tuple[bool, ...]:
        return tuple(self[name]._in_force(date) for name in names)

    def named(self, word: str) -> str:
        """The id of the rulebook that `word` (an id, a government's name) means; UnknownRulebook."""
        if word in self._library.folders:
            return word
        words: dict[str, str] = {}
        for name, header in self._library.headers().items():
            for label in (header.label.zh, header.label.en, *header.aliases):
                words.setdefault(label, name)
        if word not in words:
            raise UnknownRulebook("rulebook.unknown", name=word, suggestion=nearest(word, [*self, *words]))
        return words[word]


def load(*folders: str | Path | Shipped, eager: bool = False, sources: str | Path | None = None) -> Books:
    """The rulebooks in the given folders, or those that ship with the library.

    A folder holds rulebook folders or is one itself, and may add to the vocabulary; `SHIPPED` may
    stand among the folders. With `eager` every rulebook is loaded now. `sources` is a folder with the
    source texts, RULEBOOK.txt, where they are at hand: answers in a notebook then unfold to the whole
    article. Raises LoadError, which holds every error of the files, and GovrulesError where there is no
    such folder of sources.
    """
    if sources is not None and not Path(sources).is_dir():
        raise GovrulesError("usage.path", path=sources)
    paths = [shipped_folder() if isinstance(folder, Shipped) else Path(folder) for folder in folders]
    books = Books(find_rulebooks(paths or [shipped_folder()]), None if sources is None else Path(sources))
    if eager:
        books.load_all()
    return books


def _listed(value: Any) -> Sequence[Any]:
    return value if isinstance(value, list | tuple) else (value,)


def _merged(*sources: Mapping[str, Any]) -> dict[str, Any]:
    merged: dict[str, Any] = {}
    for source in sources:
        for name, value in source.items():
            if value is not None and name in merged and merged[name] != value:
                raise QuestionError("question.given_twice", name=name)
            if value is not None:
                merged[name] = value
    return merged


def _as_of(value: datetime.date | str | None) -> datetime.date | None:
    found = as_date(value)
    if found is None and value is not None:
        raise QuestionError("question.bad_as_of", found=repr(value))
    return found


def _absences(
    question: CompiledQuestion, facts: dict[str, Any], absent: frozenset[str]
) -> tuple[frozenset[str], dict[str, Any]]:
    """`absent` and the facts that state absences, made one; contradicting values are an error."""
    for name, role in question.absences.items():
        same = question.book.names.vocabulary.same(role)
        if facts.get(name) is False and absent & {*same}:
            raise FactError("fact.absent_contradiction", role=next(r for r in same if r in absent), fact=name)
        if role in absent:
            facts = {**facts, name: True}
    covered = {role for name, role in question.absences.items() if facts.get(name) is True}
    return absent - covered, facts


def _narrowed(answer: Answer, name: str, slot: str) -> Answer:
    """The answer to a question that asks for one part of the outcome only."""

    def part(value: Any) -> Any:
        return None if value is None or slot not in value.slots() else value.slot(slot)

    if answer.status == ANSWERED and part(answer.value) is None:
        return replace(answer, question=name, status=SILENT, value=None, nearest=answer.citations)
    branches = tuple(
        replace(branch, value=part(branch.value), status=SILENT if part(branch.value) is None else branch.status)
        for branch in answer.branches
    )
    return replace(answer, question=name, value=part(answer.value), branches=branches)
