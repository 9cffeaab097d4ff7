"""Asks a frame. See Rulebook.ask_frame."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from types import ModuleType
from typing import Any

import narwhals as nw
import numpy as np

from ..engine.answer import ANSWERED, CONDITIONAL, NOT_IN_FORCE, SILENT, TRUNCATED, Answer
from ..engine.question import CompiledQuestion
from ..errors import FactError
from .coded import Codes, Dictionaries, Engine
from .deciding import UNDECIDED, Classed, Decider
from .matching import ADDED, matched
from .refusing import refusal
from .result import FrameAnswers, Outcomes
from .tables import outcomes_of

STATUSES = (ANSWERED, CONDITIONAL, SILENT, TRUNCATED, NOT_IN_FORCE)
KNOWN = "pandas, Polars, PyArrow, DuckDB, Dask, PySpark"


@dataclass(frozen=True)
class FrameQuestion:
    """One question that is put to frames: how it is written without the facts of a row, and what decides it."""

    asked: str
    decider: Decider

    @property
    def compiled(self) -> CompiledQuestion:
        """The question as the rulebook has it."""
        return self.decider.question

    def ask(self, frame: Any, columns: Mapping[str, str | None]) -> FrameAnswers:
        """The answers to all rows; FactError for what cannot be meant."""
        try:
            narrow = nw.from_native(frame)
        except TypeError:
            raise FactError("frame.kind", found=type(frame).__qualname__, known=KNOWN) from None
        except Exception as error:  # two columns of one name: each engine has its own error
            raise FactError("frame.unreadable", problem=error) from error
        names = narrow.collect_schema().names()
        read = matched(self.compiled, names, columns, self.decider.fixed)
        kind = f"{type(frame).__module__.partition('.')[0]} {type(frame).__name__}"
        if isinstance(narrow, nw.LazyFrame):
            from .lazily import asked_lazily

            return asked_lazily(self, narrow, read, kind)
        return self._asked(narrow, read, kind)

    def _asked(self, narrow: Any, read: Mapping[str, str], kind: str) -> FrameAnswers:
        engine, native = engine_of(narrow), narrow.to_native()
        decided = self.decided(engine, native, read, len(narrow))
        if UNDECIDED in decided.occurring:
            raise refusal(self.decider, decided.columns, decided.numbers).error(len(narrow))
        frame = engine.write(native, decided.numbers, decided.dictionaries())
        return FrameAnswers(frame, decided.outcomes(), read, self.asked, kind, decided.counts)

    def decided(self, engine: Engine | None, native: Any, read: Mapping[str, str], count: int) -> Decided:
        """The rows decided."""
        coded = engine.read(native, list(read)) if engine is not None and read else []
        columns = [Classed(column, read[column.name], self.decider) for column in coded]
        return Decided(self, columns, *outcomes_of(self.decider, columns, count))


@dataclass(frozen=True)
class Decided:
    """Rows with the number of the outcome of each, and the numbers that occur."""

    question: FrameQuestion
    columns: Sequence[Classed]
    numbers: Codes
    occurring: Sequence[int]

    @property
    def _used(self) -> list[int]:
        """The numbers that occur, in the order of their keys, which no other frame and no partition changes."""
        return sorted(self.occurring, key=lambda number: self.question.decider.keys[number - 1])

    def dictionaries(self) -> Dictionaries:
        """The columns that are added: for each number the place of its text among the texts of the column."""
        answers, keys = self.question.decider.answers, self.question.decider.keys
        used = self._used
        said = {
            "govrules_status": ({number: answers[number - 1].status for number in used}, STATUSES),
            "govrules_outcome": ({number: keys[number - 1] for number in used}, ()),
            "govrules_citation": ({number: _cited(answers[number - 1]) for number in used}, ()),
        }
        found = {}
        for name in ADDED:
            texts, listed = said[name]
            order = listed or tuple(sorted(set(texts.values())))
            place = {text: index for index, text in enumerate(order)}
            places = np.zeros(max(self.occurring, default=0) + 1, np.int64)
            for number, text in texts.items():
                places[number] = place[text]
            found[name] = places, order or ("",)
        return found

    def counts(self) -> dict[str, int]:
        """How many rows each outcome has."""
        rows = np.bincount(self.numbers)
        return {self.question.decider.keys[number - 1]: int(rows[number]) for number in self._used}

    def outcomes(self) -> Outcomes:
        """The outcomes, each with the answer to the least facts that have it."""
        numbers = {self.question.decider.keys[number - 1]: number for number in self._used}
        return Outcomes(tuple(numbers), lambda key: self._answer(numbers[key]))

    def _answer(self, number: int) -> Answer:
        row = self._least(np.flatnonzero(self.numbers == number))
        own = {each.fact: each.value(int(each.column.codes[row])) for each in self.columns}
        answer = self.question.decider.ask({**self.question.decider.fixed, **own})
        # what was decided stands, although a day may have passed
        return replace(self.question.decider.answers[number - 1], facts=answer.facts, asked=answer.asked)

    def _least(self, rows: Codes) -> int:
        """The row with the least facts, column by column: no order of the rows, and no engine, changes these."""
        for each in self.columns:
            codes = np.unique(each.column.codes.take(rows))
            least = min(codes.tolist(), key=each.rank)
            same = [code for code in codes.tolist() if each.rank(code) == each.rank(least)]
            rows = rows[np.isin(each.column.codes.take(rows), same)]
        return int(rows[0])


def engine_of(narrow: Any) -> Engine:
    """How frames of that kind are read and written; FactError for another library."""
    implementation = narrow.implementation
    engine: ModuleType
    if implementation.is_polars():
        from . import polars_engine as engine
    elif implementation.is_pandas():
        from . import pandas_engine as engine
    elif implementation.is_pyarrow():
        from . import arrow_engine as engine
    else:
        raise FactError("frame.kind", found=str(implementation), known=KNOWN)
    return engine  # type: ignore[return-value]


def _cited(answer: Answer) -> str:
    return ", ".join(dict.fromkeys(str(citation.provision) for citation in answer.citations))
