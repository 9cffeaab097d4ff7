"""Every error that a user of govrules can cause: one clear sentence, with its place.

Errors carry a stable `code` and parameters; the wording of every code stands in
`govrules.messages`, so that it can be read (and translated) in one place.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from .messages import Worded, wording


class GovrulesError(Worded, Exception):
    """The base of all errors of this library.

    Attributes: `code` (stable), `message` (one sentence), `file`, `line`, `column` (counted
    from 1; None where the input is no file), `suggestion` (the nearest valid name, or None). Both are in English;
    `sentence` and `text` say them in Chinese too.
    """

    def __init__(
        self,
        code: str,
        /,
        *,
        file: str | None = None,
        line: int | None = None,
        column: int | None = None,
        suggestion: str | None = None,
        **parameters: Any,
    ) -> None:
        self.code = code
        self.parameters = parameters
        self.file, self.line, self.column = file, line, column
        self.suggestion = suggestion
        self.message = wording(code, parameters, suggestion)
        super().__init__(self.message)

    def sentence(self, lang: str = "en") -> str:
        """The message, in `zh` or `en`."""
        return wording(self.code, self.parameters, self.suggestion, lang)

    def text(self, lang: str = "en") -> str:
        """The message after its place in a file, in `zh` or `en`."""
        place = ":".join(str(part) for part in (self.file, self.line, self.column) if part)
        return f"{place}: {self.sentence(lang)}" if place else self.sentence(lang)

    def __str__(self) -> str:
        return self.text()

    def __reduce__(self) -> tuple[Any, ...]:
        return _rebuild, (type(self), self.code, self.__dict__.copy())

    def at(self, file: str | None, line: int | None, column: int | None) -> GovrulesError:
        """The same error, at a place in a file; returns itself."""
        self.file, self.line, self.column = file, line, column
        return self


def _rebuild(kind: type[GovrulesError], code: str, state: dict[str, Any]) -> GovrulesError:
    error = kind.__new__(kind)
    Exception.__init__(error, state["message"])
    error.__dict__.update(state)
    return error


class ConditionError(GovrulesError):
    """A condition that cannot be read or is not well typed; `offset` counts characters from 0."""

    def __init__(self, code: str, /, *, offset: int = 0, **parameters: Any) -> None:
        super().__init__(code, **parameters)
        self.offset = offset


class QuestionError(GovrulesError):
    """A question that cannot be read, or that names what does not exist."""


class PhraseError(QuestionError):
    """A phrase that cannot be read, or that can be read in more than one way."""


class FactError(GovrulesError):
    """A fact with an unknown name, a wrong type, or an impossible value."""


class UnknownRulebook(GovrulesError, KeyError):
    """There is no rulebook of that name (a KeyError too: `books[...]` is a mapping)."""

    __str__ = GovrulesError.__str__


class DeadlineError(GovrulesError):
    """A moment, an event or a calendar with which no deadline can be computed."""


class NotAnswered(GovrulesError):
    """`Answer.require` found no value of the type that was asked for."""


class NoTruthValue(GovrulesError, TypeError):
    """An answer or an outcome was used as if it were yes or no."""

    __str__ = GovrulesError.__str__


class RuleConflict(GovrulesError):
    """Two rules with different outcomes apply and neither overrides the other."""


class LoadError(GovrulesError):
    """Files that cannot be loaded. `errors` holds every error found, in file order."""

    def __init__(self, errors: Sequence[GovrulesError]) -> None:
        self.errors = tuple(sorted(errors, key=lambda e: (e.file or "", e.line or 0, e.column or 0)))
        first = self.errors[0]
        super().__init__("load.failed", count=len(self.errors), first=first)
        self.file, self.line, self.column = first.file, first.line, first.column
        self.suggestion = first.suggestion

    def text(self, lang: str = "en") -> str:
        return "\n".join(error.text(lang) for error in self.errors)


def nearest(word: str, candidates: Iterable[str]) -> str | None:
    """The candidate most like `word`, or None where none is near enough to be meant."""
    import difflib  # when there is an error

    names = sorted(set(candidates))
    close = difflib.get_close_matches(word.lower(), names, n=1, cutoff=0.6)
    if close:
        return close[0]
    return next((name for name in names if len(word) > 1 and (word in name or name in word)), None)
