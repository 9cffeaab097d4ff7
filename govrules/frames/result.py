"""What comes of asking a frame: the frame with its new columns, and the answers that these name."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cached_property, partial
from typing import Any

from ..engine.answer import Answer
from ..errors import GovrulesError
from ..messages import Words
from ..model.base import FrozenMapping


class Outcomes(Mapping[str, Answer]):
    """The answer of each outcome by its key, made when it is first looked at. Immutable."""

    def __init__(self, keys: Sequence[str], make: Callable[[str], Answer]) -> None:
        self._keys = dict.fromkeys(keys)
        self._make = make
        self._made: dict[str, Answer] = {}

    def __getitem__(self, key: str) -> Answer:
        if key not in self._keys:
            raise KeyError(key)
        if key not in self._made:
            self._made[key] = self._make(key)
        return self._made[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self._keys)

    def __len__(self) -> int:
        return len(self._keys)

    def __reduce__(self) -> tuple[Any, ...]:
        return FrozenMapping, (dict(self),)

    def __repr__(self) -> str:
        return f"{{{', '.join(f'{key!r}: {self[key].status}' for key in self)}}}"


class FrameAnswers:
    """The answers to all rows of a frame.

    `frame` is the frame that came in, of the same kind (a lazy one is still lazy), with the columns
    `govrules_status`, `govrules_outcome` and `govrules_citation`. `outcomes` maps what stands in
    `govrules_outcome` to the Answer: that to the least facts that have it; those to others differ in their facts
    alone. `columns` are those that were read -> the fact that each is; all others were passed through.
    """

    def __init__(
        self,
        frame: Any,
        outcomes: Mapping[str, Answer],
        columns: Mapping[str, str],
        asked: str,
        kind: str,
        count: Callable[[], Mapping[str, int]] | None = None,
    ) -> None:
        self.frame, self.outcomes, self.columns = frame, outcomes, columns
        self._asked, self._kind, self._count = asked, kind, count

    @cached_property
    def counts(self) -> Mapping[str, int] | None:
        """How many rows have each outcome; None where the frame is lazy."""
        return None if self._count is None else self._count()

    def __getitem__(self, column: str) -> Any:
        """A column of the frame; GovrulesError where that is lazy."""
        if self._count is None:
            raise GovrulesError("frame.lazy", wanted=Words("frame_column"), kind=self._kind)
        return self.frame[column]

    def __len__(self) -> int:
        """How many rows there are; GovrulesError where the frame is lazy."""
        if self.counts is None:
            raise GovrulesError("frame.lazy", wanted=Words("frame_length"), kind=self._kind)
        return sum(self.counts.values())

    def __getstate__(self) -> dict[str, Any]:
        return {**self.__dict__, "_count": None if self._count is None else partial(dict, self.counts)}

    def __repr__(self) -> str:
        rows = "lazy" if self.counts is None else f"{len(self):,} rows"
        read = ", ".join(name if name == fact else f"{name} as {fact}" for name, fact in self.columns.items())
        return f"<{self._asked}: {self._kind}, {rows}, {len(self.outcomes)} outcomes; read: {read or 'no column'}>"

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> Mapping[str, str]:
        from ..notebook.bundles import notebook_lang
        from ..notebook.overviews import frame_bundle

        return frame_bundle(repr(self), self.outcomes, self.counts, notebook_lang())
