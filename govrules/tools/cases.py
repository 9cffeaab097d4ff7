"""`govrules test`: the cases are asked, and each answer held against what its case expects."""

from __future__ import annotations

import os
import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from ..books import Books, Rulebook, load
from ..engine.answer import Answer
from ..errors import GovrulesError
from ..messages import Words
from .casefile import Batch, Case, find_cases, place, read_all, read_cases
from .coverage import Coverage, decided
from .differences import Difference, difference
from .expectations import compare

FEW = 500
"""Up to this number of cases another process costs more time than it saves."""


@dataclass(frozen=True)
class Reason:
    """A rule that decided an answer: `question/rule`, where it stands, and the words that it cites."""

    rule: str
    file: str
    line: int
    citations: tuple[str, ...]


@dataclass(frozen=True)
class Result:
    """What became of a case: `differences` is empty where the answer is as expected. `reasons` are
    given where it is not; `nanoseconds` is how long asking and comparing took."""

    case: str
    ask: str
    file: str
    line: int
    differences: tuple[Difference, ...] = ()
    reasons: tuple[Reason, ...] = ()
    nanoseconds: int = field(default=0, compare=False)

    @property
    def passed(self) -> bool:
        """Whether the answer is as expected."""
        return not self.differences

    def text_lines(self, lang: str = "en") -> Iterator[str]:
        """What differs, and what the answer rests on, with headings in `zh` or `en`; a line of a difference
        begins, after its indent, with `-` (expected) or `+` (actual)."""
        yield Words("case_asks", ask=self.ask).text(lang)
        for entry in self.differences:
            yield from entry.text_lines()
        if self.reasons:
            yield Words("decided_by").text(lang)
        for reason in self.reasons:
            yield f"    {reason.rule} ({place(reason.file, reason.line)})"
            yield from (f"      {citation}" for citation in reason.citations)


@dataclass
class CaseRun:
    """The results of all cases, and what those that passed cover of each rulebook (of each version, where
    there are several)."""

    results: list[Result] = field(default_factory=list)
    coverage: dict[str, Coverage] = field(default_factory=dict)

    @property
    def failed(self) -> list[Result]:
        """The cases whose answer differs."""
        return [result for result in self.results if not result.passed]

    def update(self, other: CaseRun) -> None:
        """Add the results of other cases."""
        self.results += other.results
        for name, coverage in other.coverage.items():
            self.coverage.setdefault(name, Coverage()).update(coverage)


def run_cases(books: Books, files: Iterable[Path], *, lang: str = "zh") -> CaseRun:
    """Run all cases of the files. LoadError for case files that cannot be read."""
    return run_batches(books, read_all(files), lang=lang)


def run_batches(books: Books, batches: Iterable[Batch], *, lang: str = "zh") -> CaseRun:
    """Run cases that were read. UnknownRulebook where a file is for a rulebook that there is not."""
    run = CaseRun()
    for batch in batches:
        book = book_of(books, batch)
        for name in book.version_names:
            run.coverage.setdefault(name, Coverage())
        for case, line in batch.cases:
            run.results.append(run_case(book, case, batch.file, line, run.coverage, lang=lang))
    return run


def book_of(books: Books, batch: Batch) -> Rulebook:
    """The rulebook that a file of cases is for; UnknownRulebook says where it is named."""
    try:
        return books[books.named(batch.rulebook)]
    except GovrulesError as error:
        raise (error.at(batch.file, batch.line, None) if error.file is None else error) from None


def run_case(
    book: Rulebook, case: Case, file: str, line: int, covered: dict[str, Coverage] | None = None, *, lang: str = "zh"
) -> Result:
    """Ask one case; `covered` gathers what it covers if it passes, under the name of what answered."""
    started = time.perf_counter_ns()
    differences: tuple[Difference, ...] = ()
    reasons: tuple[Reason, ...] = ()
    try:
        answer = book.ask(case.ask)
    except GovrulesError as error:
        expected = case.expect.error
        if expected != error.code:
            before = [] if expected is None else [(expected, "")]
            differences = (difference("error", before, [(error.code, error.message)]),)
    else:
        book = book.version_of(answer)
        coverage = None if covered is None else covered.setdefault(book.version_name, Coverage())
        differences = compare(book, answer, case, lang)
        if differences:
            reasons = tuple(_reasons(book, answer))
        elif coverage is not None:
            coverage.add(book, answer, nearest=case.expect.nearest is not None)
    elapsed = time.perf_counter_ns() - started
    return Result(case.name, case.ask, file, line, differences, reasons, elapsed)


def _reasons(book: Rulebook, answer: Answer) -> Iterator[Reason]:
    for name in decided(book, answer):
        question, _, rule_id = name.rpartition("/")
        rule = book.compiled(question).rules[rule_id]
        citations = [book.data.citation(quotation) for quotation in rule.citations]
        spelt = tuple(f"{citation.spelt}：“{citation.quote}”" for citation in citations)
        yield Reason(name, rule.position.file, rule.position.line, spelt)


def run_parallel(
    folders: Sequence[Path], books: Books, batches: Sequence[Batch], *, jobs: int | None = None, lang: str = "zh"
) -> CaseRun:
    """Run cases in several processes, whole files each, with the results that one would give. `folders`
    hold the rulebooks `books` (none: those that ship). `jobs` is how many processes; 0 as many as there
    are processors; None as many as help."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    if jobs is None:
        jobs = cores if sum(len(batch.cases) for batch in batches) > FEW else 1
    shares = _shares(batches, jobs or cores)
    if len(shares) < 2:
        return run_batches(books, batches, lang=lang)
    from concurrent.futures import ProcessPoolExecutor

    for batch in batches:  # where processes are forked they find the rulebooks loaded
        book_of(books, batch)
    _BOOKS[:] = [books]
    run = CaseRun()
    try:
        with ProcessPoolExecutor(len(shares), initializer=_start, initargs=(tuple(folders),)) as pool:
            for part in pool.map(_work, shares, [lang] * len(shares)):
                run.update(part)
    finally:
        _BOOKS.clear()
    return run


def _shares(batches: Sequence[Batch], jobs: int) -> list[list[Batch]]:
    """Files that follow one another, in shares of about as many cases: those of a rulebook stay
    together, so that its questions are compiled once."""
    total = sum(len(batch.cases) for batch in batches)
    shares: list[list[Batch]] = [[] for _ in range(jobs)]
    before = 0
    for batch in batches:
        middle = before + len(batch.cases) / 2
        shares[min(int(middle * jobs / total), jobs - 1)].append(batch)
        before += len(batch.cases)
    return [share for share in shares if share]


_BOOKS: list[Books] = []
"""The rulebooks of a process that runs cases for another."""


def _start(folders: tuple[Path, ...]) -> None:
    if not _BOOKS:
        _BOOKS.append(load(*folders))


def _work(batches: list[Batch], lang: str) -> CaseRun:
    return run_batches(_BOOKS[0], batches, lang=lang)


__all__ = ["Batch", "Case", "CaseRun", "Coverage", "Result", "find_cases", "read_all", "read_cases", "run_cases"]
