"""Findings of a check: a stable code, a severity, a place, one sentence."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ..errors import GovrulesError
from ..messages import wording
from ..model.position import Position


@dataclass(frozen=True)
class Finding:
    """One thing that a check found. `severity` is error or warning."""

    code: str
    message: str
    file: str | None = None
    line: int | None = None
    column: int | None = None
    severity: str = "error"

    def __str__(self) -> str:
        place = ":".join(str(part) for part in (self.file, self.line, self.column) if part)
        return f"{place}: {self.severity} [{self.code}] {self.message}"

    def to_dict(self) -> dict[str, Any]:
        """For JSON."""
        return dict(self.__dict__)


def finding(code: str, position: Position | None, file: str | None = None, **parameters: Any) -> Finding:
    """A finding at the place of a rule, or of a file."""
    message = wording(code, parameters)
    if position is None:
        return Finding(code, message, file)
    return Finding(code, message, position.file, position.line, position.column)


def from_error(error: GovrulesError) -> Finding:
    """An error of loading as a finding."""
    return Finding(error.code, error.message, error.file, error.line, error.column)


@dataclass(frozen=True)
class Report:
    """What a check of some rulebooks found, how much of each ledger is accounted for, and what was
    not checked, with the reason."""

    findings: tuple[Finding, ...]
    coverage: Mapping[str, Mapping[str, int]]
    not_checked: tuple[str, ...]
