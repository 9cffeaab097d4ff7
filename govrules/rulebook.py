"""One government's rulebook, to be asked."""

from __future__ import annotations

import datetime
import functools
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

from .answered import Answered
from .arguments import Pairs, absences, as_listed, given_absent, given_date, merged, narrowed
from .engine.answer import NOT_IN_FORCE, Answer, Assumption, Note, told
from .engine.compiled import FastQuestion
from .engine.facts import checked_facts
from .engine.pairing import checked_pairs, mutual, pair_list
from .engine.question import CompiledQuestion
from .engine.remembering import Memory
from .engine.resolving import NO_PAIRS
from .errors import FactError, GovrulesError, QuestionError, nearest
from .info import QuestionInfo, QuestionInfos
from .language.question import (
    ALL,
    AT,
    AskedQuestion,
    is_canonical,
    read_question,
    spelt_value,
    write_question,
)
from .model.base import FrozenMapping, Label
from .model.book import BookData
from .model.citations import Citation, Provision, parse_provision
from .model.rulebook import Instrument, RulebookFile
from .questions import MAX_REMEMBERED, Questions
from .telling import QuestionTeller
from .versions import Versions, days_note, days_outside, today, unknown_version

if TYPE_CHECKING:
    import pandas

    from .asking.phrase import PhraseReader
    from .engine.finding import FoundRule
    from .engine.meaning import Meaning
    from .frames.remembering import FrameQuestions
    from .frames.result import FrameAnswers
    from .loading.source import Source

Asked = tuple[str, dict[str, Any], frozenset[str], FrozenMapping[str, str], datetime.date | None, str]
"""The question's name, its facts, who is away, who is paired, the date, and to what it was put."""


class Day(NamedTuple):
    """The day that counts, the day that was asked for, and by how many days it lies outside the version's time."""

    date: datetime.date
    as_of: datetime.date | None
    outside: int


Asking = TypeVar("Asking", bound=Callable[..., Answer])


def _remembering(ask: Asking) -> Asking:
    """`ask`, which is called only where the answer is not remembered. This function names none of the
    arguments of `ask`, since every fact would be compared with each name."""

    @functools.wraps(ask)
    def remembered(self: Rulebook, question: str, facts: Mapping[str, Any] | None = None, /, **more: Any) -> Answer:
        try:
            fast = self._fast[question]
        except (KeyError, TypeError):
            return ask(self, question, facts, **more)
        if facts is None:
            return fast(**more)
        if more or not all(isinstance(name, str) for name in facts):
            return ask(self, question, facts, **more)
        return fast(**facts)

    return remembered  # type: ignore[return-value]


class Rulebook(Questions, Answered):
    """One government's rules of procedure. Asking is thread-safe.

    Where there are several versions, the one in force on the day that is asked about answers; what
    else the rulebook says (`questions`, `rules`, `instrument`) is that of the version in force when
    it was looked up. One that was `named` (`kangle@2019`) answers for that version alone, and where no
    day is given for the day in force that is nearest to today.
    """

    def __init__(
        self,
        data: BookData,
        versions: Versions | None = None,
        *,
        named: bool = False,
        sources: Path | None = None,
    ) -> None:
        super().__init__(data)
        self._sources = sources
        self.name = f"{data.id}{AT}{data.header.version}" if named else data.id
        self._named = named
        self._several = versions
        self._alone: Rulebook | None = None
        self._tables: dict[str, FastQuestion | None] = {}
        self._fast: dict[str, Callable[..., Answer]] = {}
        self._memory = Memory()
        self._meanings: dict[Any, Meaning] = {}

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
    def version_name(self) -> str:
        """The id; where there are several versions, with that of this one (`kangle@2019`)."""
        return self.id if self._several is None else f"{self.id}{AT}{self.version}"

    @property
    def version_names(self) -> tuple[str, ...]:
        """The `version_name` of each version that it answers for; of one that is named only its own."""
        return tuple(self._headers())

    @property
    def versions(self) -> Mapping[str, Rulebook]:
        """The versions by name, oldest first, each as if it had been named (`kangle@2019`)."""
        if self._several is not None:
            return self._several
        if self._alone is None:
            self._alone = self if self._named else Rulebook(self.data, named=True)
        return FrozenMapping({self.version: self._alone})

    def named_version(self, name: str) -> Rulebook:
        """The version of that name; UnknownRulebook where there is none."""
        versions = self.versions
        if name not in versions:
            raise unknown_version(self.id, name, list(versions))
        return versions[name]

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
        return QuestionInfos(self)

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
        from .engine.finding import find_rules

        return tuple(
            find_rules(
                self.data, self.compiled, role=role, article=article, modality=modality, question=question, word=word
            )
        )

    def __repr__(self) -> str:
        return f"<rulebook {self.id} {self.version}: {self.label.zh}>"

    def _addressed(self, words: Iterable[str]) -> Rulebook:
        """The rulebook that a question is put to by its words: this one, or the version of it that they name."""
        book = self
        known = {ALL, self.id} | {name for header in self._headers().values() for name in header.names}
        for word in words:
            head, _, version = word.partition(AT)
            if head not in known or (version and book._named and version != book.version):
                raise QuestionError("question.other_rulebook", asked=word, rulebook=book.name)
            book = book.named_version(version) if version else book
        return book

    def _headers(self) -> Mapping[str, RulebookFile]:
        """The headers of all versions (of one that is named: its own), by version name."""
        if self._several is None or self._named:
            return {self.version_name: self.data.header}
        return self._several.headers

    def _on(self, date: datetime.date | None) -> Rulebook:
        """The version that answers for a day (today without one); one that is named answers itself."""
        if self._several is None or self._named:
            return self
        return self._several[self._several.on(date or today())]

    def _standing(self, date: datetime.date | None) -> tuple[str, int]:
        """The version that answers for a day, and whether that is before (-1), within or after (1) its time."""
        book, day = self._on(date), date or today()
        outside = book._days_outside(day)
        return book.version_name, (outside > 0) - (outside < 0)

    def version_of(self, answer: Answer) -> Rulebook:
        """The version that gave an answer of this rulebook; QuestionError where another rulebook did."""
        if answer.rulebook == self.id and answer.version == self.version:
            return self
        if answer.rulebook == self.id and not self._named and answer.version in self.versions:
            return self.versions[answer.version]
        of = answer.rulebook if answer.rulebook != self.id else f"{self.id}{AT}{answer.version}"
        raise QuestionError("answer.other_rulebook", asked=of, rulebook=self.name)

    def text(self, provision: int | str) -> str | None:
        """The source text of an article (51) or another provision (`51.1`); None where there is no such
        provision, or the text is not in the folder that `load` was given as `sources`."""
        return None if self._source is None else self._source.text(parse_provision(str(provision)))

    @functools.cached_property
    def _source(self) -> Source | None:
        from .loading.source import read_source

        path = None if self._sources is None else self._sources / f"{self.version_name}.txt"
        return read_source(path) if path is not None and path.is_file() else None

    def article(self, citation: Citation) -> str | None:
        """The source text of the whole article in which a citation stands; None as for `text`."""
        return None if self._source is None else self._source.text(Provision(article=citation.article))

    @_remembering
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
        return self._long_way(question, merged(facts or {}, more), as_of=as_of, absent=absent, pairs=pairs)

    def _long_way(
        self,
        question: str,
        facts: Mapping[str, Any],
        /,
        *,
        as_of: datetime.date | str | None = None,
        absent: Sequence[str] = (),
        pairs: Pairs = (),
        **more: Any,
    ) -> Answer:
        """`ask` where the answer is not remembered."""
        book, asked = self._asked(question, merged(facts, more), as_of, absent, pairs)
        answer = book._answer(*asked)
        if as_of is None and not absent and not pairs and (fast := self._fast_question(question)) is not None:
            fast.remember(answer, today())
        return answer

    def _fast_question(self, question: str) -> FastQuestion | None:
        """The question as a table; None where it has none: it is too large, it is asked in more than one
        word, or the version that answers has to be looked up first."""
        known = self.data.names.vocabulary.words["question"]
        if question not in known or self._several is not None or self._named:
            return None
        name = known[question]
        if name not in self._tables:
            compiled, long_way = self.compiled(name), partial(self._long_way, name)
            self._tables[name] = None if compiled.is_large else FastQuestion(compiled, self._memory, long_way)
        table = self._tables[name]
        if table is not None:
            self._fast[question] = table.ask
        return table

    def prepare(
        self,
        question: str,
        facts: Mapping[str, Any] | None = None,
        /,
        *,
        as_of: datetime.date | str | None = None,
        absent: Sequence[str] = (),
        pairs: Pairs = (),
        **more: Any,
    ) -> Callable[..., Answer]:
        """A question to be asked many times, with what is always given: call it with the other facts as
        keywords, and it answers as `ask` does. QuestionError and FactError for what cannot be meant."""
        fixed = merged(facts or {}, more)
        book, asked = self._asked(question, fixed, as_of, absent, pairs)
        compiled, _ = book.question_and_slot(asked[0])
        absences(compiled, checked_facts(compiled.scope, compiled.readings, asked[1]), asked[2])
        bare = as_of is None and not absent and not pairs
        fast = self._fast_question(question) if bare else None
        ask = partial(self.ask, question, as_of=as_of, absent=absent, pairs=pairs) if fast is None else fast.ask
        return (lambda **facts: ask(**merged(fixed, facts))) if fixed else ask

    def ask_frame(
        self,
        question: str,
        frame: Any,
        facts: Mapping[str, Any] | None = None,
        /,
        *,
        as_of: datetime.date | str | None = None,
        absent: Sequence[str] = (),
        pairs: Pairs = (),
        columns: Mapping[str, str | None] | None = None,
        **more: Any,
    ) -> FrameAnswers:
        """Ask a question of every row of a frame (pandas, Polars, PyArrow; lazily Polars, DuckDB, Dask, PySpark).

        A column that is named as a fact is (id or label) is that fact, and null is not given; the facts here are
        the same for all rows. `columns` (fact -> column) names columns that are called otherwise, or None for a
        fact that no column is; what is no fact is passed through. Answers are those of `ask`, row by row.
        FactError for an invalid value names the column, the rows and what would be right, and so it does for a
        column that is nearly a fact. Needs the extra `frames` (GovrulesError).
        """
        fixed = merged(facts or {}, more)
        book, asked = self._asked(question, fixed, as_of, absent, pairs)
        return book._frames.question(*asked).ask(frame, columns or {})

    @functools.cached_property
    def _frames(self) -> FrameQuestions:
        """The questions that frames were asked."""
        try:
            from .frames.remembering import FrameQuestions
        except ImportError as error:
            package = error.name or "narwhals"
            raise GovrulesError("usage.extra", feature="ask_frame", package=package, extra="frames") from None
        return FrameQuestions(self)

    def meaning(
        self,
        question: str,
        facts: Mapping[str, Any] | None = None,
        /,
        *,
        as_of: datetime.date | str | None = None,
        absent: Sequence[str] = (),
        pairs: Pairs = (),
        words: bool = True,
        **more: Any,
    ) -> Meaning:
        """What the rulebook says to a question, as a key: equal for two rulebooks (or two versions of
        one) exactly when they say the same (see engine.meaning). Asked as `ask` is.

        With `words` false, words of the text that the vocabulary has no name for do not count.
        """
        book, asked = self._asked(question, merged(facts or {}, more), as_of, absent, pairs)
        return book._meaning(*asked, words=words)

    def _content(self, question: str, as_of: datetime.date | None, *, away: bool = True) -> Hashable:
        """What `meaning` is made of: rulebooks that have the same content on a day mean the same by the
        question, whatever the facts are; without `away`, where nobody is (see engine.content)."""
        from .engine.content import content_of

        book = self._on(as_of)
        compiled, _ = book.question_and_slot(question)
        return content_of(compiled, away=away) if self._is_in_force(as_of) else (NOT_IN_FORCE,)

    def _is_in_force(self, as_of: datetime.date | None) -> bool:
        """Whether a version is in force on a day (None: today, or for one that is named its own time)."""
        return not self._on(as_of)._day(as_of, self.name).outside

    def _canonical(self, question: str, facts: Mapping[str, Any], how: Mapping[str, Any]) -> str:
        """The canonical form of a question: `Answer.asked` of its answer; `how` is what else `ask` takes."""
        asking = how.get("as_of"), how.get("absent", ()), how.get("pairs", ())
        book, (name, given, away, paired, date, addressed) = self._asked(question, facts, *asking)
        compiled, slot = book.question_and_slot(name)
        away, checked = absences(compiled, checked_facts(compiled.scope, compiled.readings, given), away)
        full_name = compiled.name if slot is None else f"{compiled.name}.{slot}"
        return self._written(compiled, addressed, full_name, checked, away, book._day(date, addressed).as_of, paired)

    def _ask_on(self, day: datetime.date, question: str, facts: Mapping[str, Any], /, **how: Any) -> Answer:
        """`ask` as it answered on a day, which may be over; `how` is what else it takes."""
        answer = self.ask(question, facts, **how)
        outside = self._days_outside(day) if self._named else 0
        counted = day - datetime.timedelta(days=outside)
        if "as_of" in how or answer.as_of == counted:
            return answer
        answer = self.ask(question, facts, as_of=counted, **how)
        return answer if outside else replace(answer, asked=answer.asked.partition(" @ ")[0])

    def _meaning(
        self,
        name: str,
        given: Mapping[str, Any],
        absent: frozenset[str],
        pairs: FrozenMapping[str, str],
        as_of: datetime.date | None,
        addressed: str,
        *,
        words: bool,
    ) -> Meaning:
        from .engine.meaning import Meaning, meaning

        compiled, slot = self.question_and_slot(name)
        checked = checked_facts(compiled.scope, compiled.readings, given)
        away, checked = absences(compiled, checked, absent)
        if self._day(as_of, addressed).outside:
            return Meaning((NOT_IN_FORCE,), NOT_IN_FORCE)
        case = compiled.name, compiled.signature(checked), away, mutual(pairs)
        key = *case, slot, words
        found = self._meanings.get(key)
        if found is None:
            found = meaning(self, self._situation(compiled, checked, case), slot=slot, words=words)
            if len(self._meanings) >= MAX_REMEMBERED:
                self._meanings.clear()
            self._meanings[key] = found
        return found

    def _asked(
        self,
        question: str,
        facts: Mapping[str, Any],
        as_of: datetime.date | str | None,
        absent: Sequence[str],
        pairs: Pairs,
    ) -> tuple[Rulebook, Asked]:
        """The version that answers, and what it is asked."""
        date = given_date(as_of)
        asked = self._read(question, date)
        given = merged(asked.facts, facts)
        away = [*given_absent(absent), *as_listed(given.pop("absent", ()))]
        paired = [*pair_list(given.pop("pairs", ())), *pair_list(pairs)]
        date = date or asked.as_of
        put_to = self._addressed(asked.rulebooks)
        book = put_to._on(date)
        return book, (asked.question, given, book._roles(away), checked_pairs(book.data, paired), date, put_to.name)

    def _read(self, question: str, date: datetime.date | None = None) -> AskedQuestion:
        """The bare id of a question, its canonical form, or a phrase, for a day that is given beside it."""
        known = self.data.names.vocabulary.words["question"]
        if question in known:
            return AskedQuestion((), question)
        if is_canonical(question, known):
            return read_question(question)
        return self.phrases.read(question, self.name, date)

    def phrase(self, question: str, lang: str = "zh") -> str:
        """A question, in any form, as a phrase that reads back as the same question; `lang` is `zh` or `en`."""
        from .asking.printer import phrase

        asked = self._read(question)
        put_to = self._addressed(asked.rulebooks)
        book = put_to._on(asked.as_of)
        compiled, slot = book.question_and_slot(asked.question)
        given = dict(asked.facts)
        away = book._roles(as_listed(given.pop("absent", ())))
        pairs = checked_pairs(book.data, pair_list(given.pop("pairs", ())))
        facts = checked_facts(compiled.scope, compiled.readings, given)
        facts |= {"absent": sorted(away)} if away else {}
        facts |= {"pairs": sorted(pairs.items())} if pairs else {}
        version = f"{AT}{put_to.version}" if put_to._named else ""
        label = Label.made(zh=f"{put_to.label.zh}{version}", en=f"{put_to.label.en}{version}")
        return phrase(compiled.scope, [label], slot, facts, asked.as_of, lang)

    @functools.cached_property
    def phrases(self) -> PhraseReader:
        """Reads phrases that are put to this rulebook."""
        from .asking.lexicon import Lexicon
        from .asking.phrase import PhraseReader

        lexicon = Lexicon(self.data.names.vocabulary, self._headers())
        return PhraseReader(lexicon, lambda names, date: (self._addressed(names)._standing(date),), single=True)

    def _roles(self, words: Sequence[Any]) -> frozenset[str]:
        if not words:
            return frozenset()
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
        addressed: str,
        *,
        brief: bool = False,
    ) -> Answer:
        question, slot = self.question_and_slot(name)
        absent, facts = absences(question, checked_facts(question.scope, question.readings, given), absent)
        facts = {fact: facts[fact] for fact in question.order if fact in facts}
        full_name = question.name if slot is None else f"{question.name}.{slot}"
        date, as_of, outside = self._day(as_of, addressed)
        asked = self._written(question, addressed, full_name, facts, absent, as_of, pairs)
        if outside:
            return Answer(
                question=full_name,
                asked=asked,
                rulebook=self.id,
                version=self.version,
                facts=FrozenMapping(facts),
                status=NOT_IN_FORCE,
                as_of=date,
                notes=self._dates(date),
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
            answer = told(narrowed(answer, full_name, slot), QuestionTeller(question))
        return replace(answer, assumed=answer.assumed + self._undated(), source=self)

    def _day(self, as_of: datetime.date | None, addressed: str) -> Day:
        """The day that counts; a version that is named answers for its own time."""
        date = as_of or today()
        outside = self._days_outside(date)
        if outside and as_of is None and addressed != self.id:
            date -= datetime.timedelta(days=outside)
            return Day(date, date, 0)
        return Day(date, as_of, outside)

    def _days_outside(self, date: datetime.date) -> int:
        return days_outside(self.instrument.in_force_from, self.instrument.in_force_until, date)

    def _dates(self, date: datetime.date) -> tuple[Note, ...]:
        """When this version is in force, and the version that is on that day, if any."""
        found = [days_note(self.version, self.instrument)]
        if self._several is not None:
            other = self._several[self._several.on(date)]
            if not other._days_outside(date):
                found.append(days_note(other.version, other.instrument))
        return tuple(found)

    def _undated(self) -> tuple[Assumption, ...]:
        """An instrument whose effective date the source lacks counts as in force, and says so."""
        if self.instrument.in_force_from is not None:
            return ()
        return (Assumption("in_force", True, note=self.instrument.note),)

    def written(self, answer: Answer) -> str:
        """The canonical form of a question that was asked bare, without a date."""
        return self._written(self.question_and_slot(answer.question)[0], self.name, answer.question, answer.facts)

    @staticmethod
    def _written(
        question: CompiledQuestion,
        addressed: str,
        full_name: str,
        facts: Mapping[str, Any],
        absent: Iterable[str] = (),
        as_of: datetime.date | None = None,
        pairs: Mapping[str, str] = NO_PAIRS,
    ) -> str:
        shown = {name: spelt_value(facts[name]) for name in question.order if name in facts}
        return write_question(addressed, full_name, shown, absent, as_of, pairs)

    def to_frame(self, lang: str = "zh") -> pandas.DataFrame:
        """The rules as a pandas data frame, a row each. Needs the extra `frames` (GovrulesError)."""
        from .notebook.frames import rules_frame

        return rules_frame(self.id, self.rules(), lang)

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> Mapping[str, str]:
        from .notebook.bundles import notebook_lang
        from .notebook.overviews import book_bundle

        return book_bundle(self.data, notebook_lang())
