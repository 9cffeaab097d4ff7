"""`ask_frame` as one more peer of the engines that decide columns: see README.md, "Beside other engines".

Polars columns in, and of what comes out the row of the table, which is what the other peers give.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from peer_govrules import QUESTION, RULEBOOKS, as_peers

NAME, VENV = "govrules ask_frame (Polars columns in, whole answers)", "venv-govrules"
COLUMNAR = True
COLUMNS = {
    "letterhead": "issuer",
    "route": "direction",
    "paper": "kind",
    "settled_in_meeting": "decided_by_executive_meeting",
    "everyday": "routine",
    "several_portfolios": "cross_portfolio",
    "weighty": "important",
    "chief_away": "head_away",
}
"""Fact -> the peers' column."""

_ask_frame: Callable[..., Any]
_rows: dict[str, int] = {}


def load() -> None:
    """The rulebook, ready to be asked."""
    global _ask_frame
    import govrules

    _ask_frame = govrules.load(RULEBOOKS)["peers"].ask_frame


def columns(facts: Sequence[dict[str, Any]]) -> Any:
    """The facts as Polars columns of the types that the peers use."""
    import peer_polars

    return peer_polars.columns(facts)


def batch_columns(frame: Any) -> Any:
    """The row of the table that decides, for each row of the frame."""
    import polars
    from common import RESULTS

    answers = _ask_frame(QUESTION, frame, columns=COLUMNS)
    outcome = answers.frame["govrules_outcome"]
    keys = outcome.dtype.categories
    for key in keys:
        if key not in _rows:  # what an outcome says in the peers' terms, once: its key says the same in every frame
            _rows[key] = RESULTS.index(as_peers(answers.outcomes[key]))
    row_of = [_rows[key] for key in keys]
    return polars.Series(row_of, dtype=polars.Int8).gather(outcome.to_physical()).to_numpy()
