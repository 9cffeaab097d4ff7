"""What a case file says: questions with the answers they must get, checked before any is asked."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, PlainValidator

from ..errors import GovrulesError, LoadError, nearest
from ..loading.rulebook import CASES
from ..loading.validation import validate
from ..loading.yaml_reader import read_yaml
from ..messages import ENGLISH, Words
from ..model.base import Date, Flag, FrozenMapping, Model, Text, Texts, listed, refuse
from ..model.citations import ProvisionText

NONE = "none"
"""Written for a value, permission or requirement that must not be there."""


def _outcome(value: Any) -> Any:
    """An outcome in one line of text, or a mapping of some of its parts."""
    if isinstance(value, dict) and value:
        return FrozenMapping(value)
    if isinstance(value, str) and value.strip():
        return " ".join(value.split())
    raise refuse("schema.type", expected=Words("outcome"))


def _mapping(value: Any) -> Any:
    if isinstance(value, dict) and all(isinstance(entry, str) for entry in value.values()):
        return FrozenMapping(value)
    raise refuse("schema.type", expected=Words("texts_by_name"))


def _assumed(value: Any) -> Any:
    """Facts, or facts with the value that is assumed."""
    return _mapping(value) if isinstance(value, dict) else _texts(value)


def _texts(value: Any) -> Any:
    entries = listed(value)
    if not isinstance(entries, list) or not all(isinstance(entry, str) and entry.strip() for entry in entries):
        raise refuse("schema.type", expected=Words("text_or_texts"))
    return tuple(entries)


def _steps(value: Any) -> Any:
    """Steps that nobody may take, each by some of its parts."""
    if isinstance(value, list) and all(isinstance(entry, dict) and entry for entry in value):
        return tuple(FrozenMapping(entry) for entry in value)
    raise refuse("schema.type", expected=Words("mappings"))


def _notes(value: Any) -> Any:
    """Whether there are notes, or words that stand in one."""
    if value in ("true", "false"):
        return value == "true"
    return _texts(value)


def _code(value: Any) -> Any:
    if value not in ENGLISH:
        raise refuse("case.error_code", name=value, suggestion=nearest(str(value), ENGLISH))
    return value


OutcomeText = Annotated[Any, PlainValidator(_outcome)]
Names = Annotated[tuple[str, ...], PlainValidator(_texts)]
SomeWords = Annotated[Texts, Field(min_length=1)]
Provisions = Annotated[tuple[ProvisionText, ...], BeforeValidator(listed)]
Status = Literal["answered", "conditional", "silent", "truncated", "not_in_force"]


class ExpectedAlternative(Model):
    """What may be done instead: its value, and what is said of it."""

    value: OutcomeText
    when: Text | None = None
    word: Text | None = None
    rule: Text | None = None
    requires: Text | None = None
    by_default: Flag | None = None


class ExpectedBranch(Model):
    """One of the cases of a conditional answer."""

    when: Text
    status: Status | None = None
    value: OutcomeText | None = None
    requires: Text | None = None
    permitted: Text | None = None
    rules: Names | None = None
    citations: Provisions | None = None


class Expectation(Model):
    """What a case expects, by the answer's attributes; what is not named may be anything.

    Whole: `question`, `asked`, `rulebook`, `version`, `as_of`, `status`, `value`, `permitted`,
    `alternatives`, `branches`, `needs`, `requires`, `rules` (in any order), `by_default`, `ordinary`,
    `unresolved` (of each step, parts), `absent`, `pairs`.
    Among others: `facts`, `assumed`, `citations`, `nearest`, `notes`, `unstated`; empty, they say
    that there are none. `contains` and `lacks` are words of the value; `error` is the code of a
    question that must be refused, and stands alone.
    """

    error: Annotated[str, PlainValidator(_code)] | None = None
    question: Text | None = None
    asked: Text | None = None
    rulebook: Text | None = None
    version: Text | None = None
    as_of: Date | None = None
    facts: Annotated[Any, PlainValidator(_mapping)] = None
    status: Status | None = None
    value: OutcomeText = None
    contains: SomeWords | None = None
    lacks: SomeWords | None = None
    by_default: Flag | None = None
    permitted: Text | None = None
    requires: Text | None = None
    alternatives: tuple[ExpectedAlternative, ...] | None = None
    branches: tuple[ExpectedBranch, ...] | None = None
    needs: Names | None = None
    assumed: Annotated[Any, PlainValidator(_assumed)] = None
    unstated: Annotated[Any, PlainValidator(_mapping)] = None
    ordinary: OutcomeText = None
    unresolved: Annotated[Any, PlainValidator(_steps)] = None
    absent: Names | None = None
    pairs: Annotated[Any, PlainValidator(_mapping)] = None
    rules: Names | None = None
    citations: Provisions | None = None
    nearest: Provisions | None = None
    notes: Annotated[Any, PlainValidator(_notes)] = None


EXPECTATIONS = tuple(Expectation.model_fields)


def _expectation(value: Any) -> Any:
    if value in ("", {}, []):
        raise refuse("case.no_expectation")
    if isinstance(value, dict) and "error" in value and len(value) > 1:
        other = next(key for key in value if key != "error")
        raise refuse("case.error_alone", other=other, on_key=other)
    return value


class Case(Model):
    """A question with its facts, the article that decides it, and the expected answer."""

    name: Text
    ask: Text
    article: ProvisionText
    expect: Annotated[Expectation, BeforeValidator(_expectation)]


class CaseFile(Model):
    """A file of cases for one rulebook."""

    rulebook: Text
    cases: Annotated[tuple[Case, ...], Field(min_length=1)]


@dataclass(frozen=True)
class Batch:
    """The cases of one file (those that were selected), each with its line."""

    file: str
    rulebook: str
    line: int
    cases: tuple[tuple[Case, int], ...]


def place(file: str, line: int) -> str:
    """A line of a file, named from the current folder where it is below it."""
    path = Path(file)
    return f"{path.relative_to(Path.cwd()) if path.is_relative_to(Path.cwd()) else path}:{line}"


def find_cases(paths: Sequence[Path]) -> list[Path]:
    """The case files in files and folders, in order, each once."""
    found: dict[Path, None] = {}
    for path in paths:
        found.update(dict.fromkeys(sorted(path.rglob(f"*{CASES}")) if path.is_dir() else [path]))
    return list(found)


def read_cases(path: Path) -> Batch:
    """A case file; LoadError, with all of its errors, where it cannot be read."""
    document = read_yaml(path)
    content = None if document.errors else validate(CaseFile, document)
    if content is None:
        raise LoadError(document.errors)
    lines = [document.locate(("cases", index))[1][0] for index in range(len(content.cases))]
    line = document.locate(("rulebook",))[1][0]
    return Batch(str(path), content.rulebook, line, tuple(zip(content.cases, lines, strict=True)))


def read_all(paths: Iterable[Path]) -> list[Batch]:
    """All case files; LoadError holds the errors of all of them."""
    batches: list[Batch] = []
    errors: list[GovrulesError] = []
    for path in paths:
        try:
            batches.append(read_cases(path))
        except LoadError as error:
            errors.extend(error.errors)
    if errors:
        raise LoadError(errors)
    return batches
