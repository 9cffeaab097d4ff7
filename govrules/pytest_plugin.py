"""A pytest plugin: case files are collected beside a system's own tests.

`pytest my/rulebooks` runs every `*.cases.yaml` below that folder, one test a case; other YAML files
are left alone. Cases are asked of the rulebooks in the nearest folder above them that holds some,
and of those that ship with govrules; the ini option `govrules_rulebooks` names other folders.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from .books import SHIPPED, Books, load
from .errors import GovrulesError, LoadError
from .loading.folders import rulebooks_above
from .loading.rulebook import CASES
from .tools.casefile import Batch, Case, read_cases
from .tools.cases import Result, book_of, run_case

BOOKS: pytest.StashKey[dict[tuple[Path, ...], Books]] = pytest.StashKey()


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addini("govrules_rulebooks", "Folders of rulebooks that case files are asked of", type="paths", default=[])


def pytest_configure(config: pytest.Config) -> None:
    config.stash[BOOKS] = {}


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> pytest.Collector | None:
    if file_path.name.endswith(CASES):
        return CasesFile.from_parent(parent, path=file_path)
    return None


def _folders(config: pytest.Config, path: Path) -> tuple[Path, ...]:
    """The folders whose rulebooks a case file is asked of, beside the shipped ones."""
    named: list[Path] = config.getini("govrules_rulebooks")
    if named:
        return tuple(named)
    above = rulebooks_above(path)
    return () if above is None else (above,)


def _books(config: pytest.Config, path: Path) -> Books:
    folders = _folders(config, path)
    known = config.stash[BOOKS]
    if folders not in known:
        known[folders] = load(*folders, SHIPPED) if folders else load()
    return known[folders]


class CasesFile(pytest.File):
    """A case file."""

    def collect(self) -> Iterator[CaseItem]:
        try:
            batch = read_cases(self.path)
        except LoadError as error:
            raise self.CollectError(str(error)) from None
        for case, line in batch.cases:
            yield CaseItem.from_parent(self, name=case.name, batch=batch, case=case, line=line)


class CaseItem(pytest.Item):
    """One case."""

    def __init__(self, *, batch: Batch, case: Case, line: int, **options: Any) -> None:
        super().__init__(**options)
        self.batch, self.case, self.line = batch, case, line

    def runtest(self) -> None:
        book = book_of(_books(self.config, self.path), self.batch)
        result = run_case(book, self.case, self.batch.file, self.line)
        if not result.passed:
            raise CaseFailed(result)

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], style: Any = None) -> Any:
        if isinstance(excinfo.value, CaseFailed | GovrulesError):
            return str(excinfo.value)
        return super().repr_failure(excinfo, style)

    def reportinfo(self) -> tuple[Path, int, str]:
        return self.path, self.line - 1, self.name


class CaseFailed(AssertionError):
    """The answer is not what the case expects."""

    def __init__(self, result: Result) -> None:
        super().__init__("\n".join(result.text_lines()))
