"""Rulebooks to ask: `load`, and the mapping of rulebooks."""

from __future__ import annotations

import datetime
import functools
import threading
from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from .arguments import Pairs, as_key, as_listed, exceptions, given_absent, given_date, merged
from .engine.answer import Answer
from .engine.pairing import pair_list
from .errors import GovrulesError, LoadError, QuestionError, UnknownRulebook, nearest
from .info import FactInfo, QuestionInfo
from .language.question import (
    ALL,
    AT,
    AskedQuestion,
    is_canonical,
    language_of,
    read_question,
)
from .loading.folders import Library, find_rulebooks, shipped_folder
from .model.book import BookData
from .rulebook import Rulebook
from .versions import Versions, today, unknown_version

if TYPE_CHECKING:
    import pandas

    from .asking.phrase import PhraseReader
    from .engine.comparison import Comparison
    from .engine.matrix import Matrix
    from .engine.panel import Panel
    from .loading.versions import Version


class Shipped:
    """The one value `SHIPPED`: the folder of the rulebooks that come with the library."""

    def __repr__(self) -> str:
        return "govrules.SHIPPED"


SHIPPED: Final = Shipped()
MAX_REMEMBERED = 64
"""How many comparisons are remembered before that begins anew."""
MAX_PANELS = 256
"""For how many questions it is remembered which rulebooks answer them alike, before that begins anew."""


class Books(Mapping[str, Rulebook]):
    """Rulebooks by id; `kangle@2019` is one version of kangle. Each is loaded, whole, when it is
    first used."""

    def __init__(self, library: Library, sources: Path | None = None) -> None:
        self._library = library
        self._sources = sources
        self._loaded: dict[str, Rulebook] = {}
        self._versions: dict[str, Versions] = {}
        self._compared: dict[Any, Comparison] = {}
        self._panels: dict[Any, tuple[Panel, bool]] = {}
        self._lock = threading.Lock()

    def __getitem__(self, name: str) -> Rulebook:
        head, _, version = name.partition(AT)
        if head not in self._library.folders:
            raise UnknownRulebook("rulebook.unknown", name=name, suggestion=nearest(head, self._library.folders))
        several = self._several(head)
        book = self._whole(head, None if several is None else several.current())
        return book.named_version(version) if version else book

    def _whole(self, name: str, version: str | None) -> Rulebook:
        """A rulebook with all of its versions, seen on a day of that version (None: it has one)."""
        several = self._several(name)
        key = name if version is None else f"{name}{AT}{version}"
        if key not in self._loaded:
            with self._lock:
                if key not in self._loaded:
                    self._loaded[key] = (
                        Rulebook(self._library.load(name), sources=self._sources)
                        if several is None or version is None
                        else Rulebook(several[version].data, several, sources=self._sources)
                    )
        return self._loaded[key]

    def _on(self, name: str, date: datetime.date | None) -> Rulebook:
        """The rulebook of that name as it is on a day."""
        several = None if AT in name or date is None else self._several(name)
        return self[name] if several is None or date is None else self._whole(name, several.on(date))

    def _several(self, name: str) -> Versions | None:
        """The versions of a rulebook that has several."""
        if len(self._library.folders[name]) == 1:
            return None
        if name not in self._versions:
            self._versions.setdefault(name, Versions(self._library, name, partial(_named_version, self._sources)))
        return self._versions[name]

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

    def each_version(self) -> tuple[str, ...]:
        """The id of each rulebook; of one that has several versions the name of each (`kangle@2019`)."""
        names: list[str] = []
        for name in self:
            try:
                several = self._several(name)
            except LoadError:  # of its headers: looking the rulebook up says so
                several = None
            names.extend([name] if several is None else [f"{name}{AT}{version}" for version in several])
        return tuple(names)

    def load_all(self) -> None:
        """Load every rulebook now, in every version. LoadError holds the errors of all of them."""
        errors: list[GovrulesError] = []
        for name in self.each_version():
            try:
                self[name]
            except LoadError as error:
                errors.extend(error.errors)
        if errors:
            raise LoadError(errors)

    def timetable(self, name: str) -> Mapping[str, Version]:
        """The versions of a rulebook by name, oldest first, with their days. LoadError of their headers."""
        return {version.name: version for version in self._library.versions(name)}

    def folder(self, name: str) -> Path:
        """The folder of a rulebook, or of one of its versions."""
        head, _, version = name.partition(AT)
        folders, several = self._library.folders[head], self._several(head)
        if several is None:
            return folders[0]
        return self.timetable(head)[version].folder if version else folders[0].parent

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
        date = given_date(as_of)
        asked = self._read(question, date)
        if not asked.rulebooks:
            raise QuestionError("question.no_rulebook", question=asked.written())
        given = merged(asked.facts, facts or {}, more)
        return {
            name: self[name].ask(asked.question, given, as_of=date or asked.as_of, absent=absent, pairs=pairs)
            for name in self._named(asked.rulebooks)
        }

    def _read(self, question: str, date: datetime.date | None) -> AskedQuestion:
        known = self._library.vocabulary.words["question"]
        if question in known or is_canonical(question, known):
            return read_question(question)
        return self.phrases.read(question, as_of=date)

    def language(self, question: str) -> str:
        """The language in which a question is put: `en` for an English phrase, else `zh` (also for the
        canonical form in ids, which is neither)."""
        return language_of(question, self._library.vocabulary.words["question"])

    @functools.cached_property
    def phrases(self) -> PhraseReader:
        """Reads phrases in the words of all rulebooks."""
        from .asking.lexicon import Lexicon
        from .asking.phrase import PhraseReader

        return PhraseReader(Lexicon(self._library.vocabulary, self._library.headers()), self._standing)

    def _standing(self, names: Sequence[str], date: datetime.date | None) -> tuple[tuple[str, int], ...]:
        return tuple(self[name]._standing(date) for name in names)

    def compare(
        self,
        question: str,
        facts: Mapping[str, Any] | None = None,
        /,
        *,
        as_of: datetime.date | str | None = None,
        absent: Sequence[str] = (),
        pairs: Pairs = (),
        among: Sequence[str] | None = None,
        ordinary: bool = True,
        **more: Any,
    ) -> Comparison:
        """Put a question to several rulebooks and say who answers alike (by meaning, see engine.meaning).

        The question is in any form that `ask` takes (`fushun, kangle: …`, `*: …`, a phrase); `among` are
        the rulebooks (or versions, `kangle@2019`), by id or name (all without it). With `ordinary` false no
        ordinary case is assumed: exceptions are compared too. A reading of an ambiguous text that is
        given counts where a rulebook has it. Raises QuestionError, FactError and UnknownRulebook for what cannot be
        meant; a FactError names the rulebooks that refuse a fact which others take. One that is made again
        is remembered.
        """
        date = given_date(as_of)
        key = as_key((question, facts or {}, more, date or today(), date is None, absent, pairs, among or (), ordinary))
        found = None if key is None else self._compared.get(key)
        if found is None:
            given = merged(facts or {}, more)
            found = self._comparison(question, given, date, absent, pairs, among, ordinary=ordinary)
            if len(self._compared) >= MAX_REMEMBERED:
                self._compared.clear()
            if key is not None:
                self._compared[key] = found
        return found

    def _comparison(
        self,
        question: str,
        facts: Mapping[str, Any],
        date: datetime.date | None,
        absent: Sequence[str],
        pairs: Pairs,
        among: Sequence[str] | None,
        *,
        ordinary: bool,
    ) -> Comparison:
        from .engine.comparison import Asking, compared

        asked = self._read(question, date)
        date = date or asked.as_of
        day = today()
        panel, every = self._panel(asked.question, asked.rulebooks, tuple(among or ()), date, day)
        given = merged(asked.facts, facts)
        away = [*given_absent(absent), *as_listed(given.pop("absent", ()))]
        paired = [*pair_list(given.pop("pairs", ())), *pair_list(pairs)]
        if not ordinary:
            given = exceptions(panel.asked[0]) | given
        each = panel.facts(given)
        how: dict[str, Any] = {"as_of": date, "absent": panel.roles(away), "pairs": panel.pairs(paired)}
        how = {name: value for name, value in how.items() if value}
        fullest = max(range(len(each.each)), key=lambda number: len(each.each[number]))
        first = panel.books[each.of.index(fullest)]
        canonical = first._canonical(asked.question, each.each[fullest], how)
        if date is None:  # a version that is named has a day of its own
            canonical = canonical.partition(" @ ")[0]
        put_to = ALL if every else ", ".join(book.name for book in panel.books)
        return compared(Asking(panel, each, day, how), put_to + canonical.removeprefix(first.name))

    def _panel(
        self,
        question: str,
        asked: Sequence[str],
        among: tuple[str, ...],
        date: datetime.date | None,
        day: datetime.date,
    ) -> tuple[Panel, bool]:
        """The rulebooks that are compared on a question, and whether all are meant."""
        key = question, tuple(asked), among, date or day, date is None
        found = self._panels.get(key)
        if found is None:
            from .engine.panel import Panel

            books, every = self._among(asked, among, date)
            found = Panel(books, question, date), every
            if len(self._panels) >= MAX_PANELS:
                self._panels.clear()
            self._panels[key] = found
        return found

    def _among(
        self, asked: Sequence[str], among: Sequence[str] | None, date: datetime.date | None
    ) -> tuple[list[Rulebook], bool]:
        """The rulebooks that are compared, and whether all are meant; QuestionError where two lists differ."""
        first, second = self._named(asked), self._named(among or ())
        if first and second and set(first) != set(second):
            raise QuestionError("question.given_twice", name="among")
        words = among or asked or (ALL,)
        return [self._on(name, date) for name in self._named(words)], ALL in words

    def _named(self, words: Sequence[str]) -> list[str]:
        return list(self) if ALL in words else list(dict.fromkeys(map(self.named, words)))

    def compare_all(
        self,
        *,
        among: Sequence[str] | None = None,
        as_of: datetime.date | str | None = None,
        ordinary: bool = True,
    ) -> Matrix:
        """Put every question to several rulebooks (all without `among`), without facts: which say the
        same. With `ordinary` false no ordinary case is assumed: exceptions are compared too.
        UnknownRulebook and QuestionError as for `compare`."""
        from .engine.matrix import matrix

        date, day = given_date(as_of), today()
        books, _ = self._among((), among, date)
        compiled = {name: books[0].compiled(name) for name in books[0].questions}
        return matrix(
            (self._panel(name, (), tuple(among or ()), date, day)[0] for name in compiled),
            {name: {} if ordinary else exceptions(question) for name, question in compiled.items()},
            ordinary=ordinary,
            as_of=date,
        )

    def named(self, word: str) -> str:
        """The id of the rulebook that `word` (an id, a government's name) means, with the version that
        it names, if any; UnknownRulebook."""
        head, mark, version = word.partition(AT)
        if mark:
            name = self.named(head)
            known = self.timetable(name)
            if version not in known:
                raise unknown_version(name, version, list(known))
            return f"{name}{AT}{version}"
        if word in self._library.folders:
            return word
        words: dict[str, str] = {}
        for name, header in self._library.headers().items():
            for label in header.names:
                words.setdefault(label, name.partition(AT)[0])
        if word not in words:
            raise UnknownRulebook("rulebook.unknown", name=word, suggestion=nearest(word, [*self, *words]))
        return words[word]


def _named_version(sources: Path | None, data: BookData, versions: Versions) -> Rulebook:
    return Rulebook(data, versions, named=True, sources=sources)


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


__all__ = ["SHIPPED", "Books", "FactInfo", "QuestionInfo", "Rulebook", "Shipped", "load"]
