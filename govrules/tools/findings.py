"""Findings of a check: a stable code, a severity, a place, one sentence."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from ..errors import GovrulesError
from ..messages import Worded, Words, wording
from ..model.base import FrozenMapping
from ..model.position import Position

WARNINGS = frozenset(
    {
        "chain.repeated",
        "chain.same_person",
        "check.gap",
        "check.idle",
        "check.unread",
        "check.unspared",
        "check.unused",
        "ledger.pending",
        "source.gap",
        "source.stray",
        "version.not_repealed",
    }
)
"""What may be so on purpose, or is not yet done; everything else is an error of the rulebook."""


@dataclass(frozen=True)
class Finding(Worded):
    """One thing that a check found: a code with the parameters of its sentence. `example` is a question that
    shows it, where it claims facts: it was asked before it is shown."""

    code: str
    parameters: FrozenMapping[str, Any] = field(hash=False)
    file: str | None = None
    line: int | None = None
    column: int | None = None
    example: str | None = None
    suggestion: str | None = None

    @property
    def message(self) -> str:
        """The sentence in English."""
        return self.sentence()

    def sentence(self, lang: str = "en") -> str:
        """The sentence, in `zh` or `en`."""
        return wording(self.code, self.parameters, self.suggestion, lang)

    @property
    def severity(self) -> str:
        """`error` or `warning`."""
        return "warning" if self.code in WARNINGS else "error"

    def text(self, lang: str = "en") -> str:
        """Place, severity, code and sentence, in `zh` or `en`."""
        place = ":".join(str(part) for part in (self.file, self.line, self.column) if part)
        return f"{place}: {Words(self.severity).text(lang)} [{self.code}] {self.sentence(lang)}"

    def __str__(self) -> str:
        return self.text()

    def to_dict(self, lang: str = "en") -> dict[str, Any]:
        """For JSON; the sentence in `zh` or `en`."""
        return {
            "code": self.code,
            "message": self.sentence(lang),
            "file": self.file,
            "line": self.line,
            "column": self.column,
            "example": self.example,
            "severity": self.severity,
        }

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> Mapping[str, str]:
        return _bundle(str(self), "", (self,), ())


def finding(code: str, position: Position | None, file: str | None = None, **parameters: Any) -> Finding:
    """A finding at the place of a rule, or of a file."""
    example = str(parameters["example"]) if "example" in parameters else None
    if position is None:
        return Finding(code, FrozenMapping(parameters), file, example=example)
    return Finding(code, FrozenMapping(parameters), position.file, position.line, position.column, example)


def from_error(error: GovrulesError) -> Finding:
    """An error of loading as a finding."""
    return Finding(
        error.code,
        FrozenMapping(error.parameters),
        error.file,
        error.line,
        error.column,
        suggestion=error.suggestion,
    )


@dataclass(frozen=True)
class Report:
    """What a check of some rulebooks found, how much of each ledger is accounted for, and what was
    not checked, with the reason."""

    findings: tuple[Finding, ...]
    coverage: Mapping[str, Mapping[str, int]]
    not_checked: tuple[Words, ...]

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> Mapping[str, str]:
        errors = sum(finding.severity == "error" for finding in self.findings)
        title = f"errors: {errors}, warnings: {len(self.findings) - errors}"
        notes = [f"not checked: {reason}" for reason in self.not_checked]
        plain = "\n".join([title, *(str(finding) for finding in self.findings), *notes])
        return _bundle(plain, title, self.findings, notes)


def _bundle(plain: str, title: str, findings: Sequence[Finding], notes: Sequence[str]) -> Mapping[str, str]:
    """Findings for a notebook."""
    from ..notebook.bundles import bundle

    shown = [
        {
            "severity": finding.severity,
            "code": finding.code,
            "message": finding.message,
            "place": ":".join(str(part) for part in (finding.file, finding.line, finding.column) if part),
            "example": finding.example,
        }
        for finding in findings
    ]
    return bundle(plain, "findings", lang="en", title=title, findings=shown, notes=notes)
