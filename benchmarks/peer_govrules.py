"""The library as one more peer of the engines that decide the same table: see README.md, "Beside other engines"."""

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

NAME, VENV = "govrules (ask: a whole answer with citations)", "venv-govrules"

QUESTION = "peers.handling"
RULEBOOKS = Path(__file__).resolve().parent / "rulebooks"
Decision = tuple[tuple[tuple[str, str], ...], str | None]


def load() -> Callable[[dict[str, Any]], Decision]:
    """Facts by the peers' names -> chain and article."""
    import govrules

    return deciding(partial(govrules.load(RULEBOOKS)["peers"].ask, QUESTION))


def deciding(ask: Callable[..., Any]) -> Callable[[dict[str, Any]], Decision]:
    """The interface of the peers for what answers facts by id."""
    spelt: dict[tuple[Any, ...], Decision] = {}

    def decide(facts: dict[str, Any]) -> Decision:
        answer = ask(
            letterhead=facts["issuer"],
            route=facts["direction"],
            paper=facts["kind"],
            settled_in_meeting=facts["decided_by_executive_meeting"],
            everyday=facts["routine"],
            several_portfolios=facts["cross_portfolio"],
            weighty=facts["important"],
            chief_away=facts["head_away"],
        )
        key = answer.rules
        if key not in spelt:  # what a rule says in the peers' spelling, once
            spelt[key] = as_peers(answer)
        return spelt[key]

    return decide


def as_peers(answer: Any) -> Decision:
    """An answer as the peers write it: `51(5)a2` is item 1, sub-item 2 of article 51, paragraph 5."""
    if answer.status == "silent":
        return (), None
    chain = tuple((step.action, step.roles[0]) for step in answer.value.steps)
    return chain, ",".join(_article(citation) for citation in answer.citations)


def _article(citation: Any) -> str:
    if citation.article == 52:
        return "52"
    letter = "".join("ab"[item - 1] if level == 0 else str(item) for level, item in enumerate(citation.items))
    return f"{citation.article}({citation.paragraph}){letter}"
