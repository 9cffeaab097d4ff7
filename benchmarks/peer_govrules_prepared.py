"""A prepared question as one more peer of the engines that decide the same table: see README.md."""

from collections.abc import Callable
from typing import Any

from peer_govrules import QUESTION, RULEBOOKS, Decision, deciding

NAME, VENV = "govrules (prepared question: a whole answer with citations)", "venv-govrules"


def load() -> Callable[[dict[str, Any]], Decision]:
    """Facts by the peers' names -> chain and article."""
    import govrules

    return deciding(govrules.load(RULEBOOKS)["peers"].prepare(QUESTION))
