"""A rulebook, as far as a comparison needs it."""

from __future__ import annotations

import datetime
from collections.abc import Hashable, Mapping
from typing import Any, Protocol

from ..model.base import Label
from .answer import Answer
from .meaning import Meaning
from .question import CompiledQuestion


class Compared(Protocol):
    """See Rulebook."""

    @property
    def name(self) -> str: ...

    @property
    def label(self) -> Label: ...

    def _ask_on(self, day: datetime.date, question: str, facts: Mapping[str, Any], /, **more: Any) -> Answer:
        """See Rulebook._ask_on."""

    def _canonical(self, question: str, facts: Mapping[str, Any], how: Mapping[str, Any]) -> str:
        """See Rulebook._canonical."""

    def meaning(self, question: str, facts: Mapping[str, Any] | None = None, /, **more: Any) -> Meaning:
        """See Rulebook.meaning."""

    def _content(self, question: str, as_of: datetime.date | None, *, away: bool) -> Hashable:
        """See Rulebook._content."""

    def _is_in_force(self, as_of: datetime.date | None) -> bool:
        """See Rulebook._is_in_force."""

    def question_and_slot(self, name: str) -> tuple[CompiledQuestion, str | None]:
        """See Rulebook.question_and_slot."""
