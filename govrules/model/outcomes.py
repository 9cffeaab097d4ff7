"""The kinds of outcomes, and how a rule with one is written."""

from collections.abc import Callable
from typing import Any

from pydantic_core import PydanticCustomError

from ..messages import Words, series
from .amounts import Frequency, Limit, limit_body
from .base import refuse, refuse_at
from .chain import Chain
from .deadline import Deadline, deadline_body
from .gathered import Items, Modality, RoleList, listed_body
from .outcome import PART_KEYS, Outcome, citation_pairs
from .substitution import Substitution
from .threshold import Threshold

OUTCOMES: dict[str, type[Outcome]] = {
    kind.kind: kind for kind in (Chain, Threshold, Substitution, Modality, RoleList, Items, Deadline, Frequency, Limit)
}
BODIES: dict[str, Callable[[Any], Any]] = {
    "chain": lambda body: {"entries": body},
    "modality": listed_body,
    "roles": listed_body,
    "items": listed_body,
    "deadline": deadline_body,
    "limit": limit_body,
}
"""How an outcome is written where that differs from its fields."""


RULE_KEYS = ("id", "grounds", "may", "beside", "overrides", "accept", *PART_KEYS)


def rule_data(value: dict[str, Any]) -> tuple[dict[str, Any], str, Any]:
    """A rule as written in YAML: its own keys (citations in pairs), and the kind and body of its
    outcome."""
    found = [kind for kind in OUTCOMES if kind in value]
    if len(found) != 1:
        raise refuse("schema.outcome", found=series(found, "and") or Words("none"))
    first = value.get("cite")
    if isinstance(first, list) and first:
        first = first[0].get("cite") if isinstance(first[0], dict) else first[0]
    rest = {key: entry for key, entry in value.items() if key != found[0]}
    body = _inherit(value[found[0]], first)
    try:
        body = BODIES.get(found[0], _as_written)(body)
    except PydanticCustomError as error:
        raise refuse_at(error, found[0]) from None
    return citation_pairs(rest), found[0], body


def _as_written(body: Any) -> Any:
    return body


def _inherit(value: Any, cite: Any) -> Any:
    """A part that quotes without citing quotes the provision of its rule."""
    if isinstance(value, list):
        return [_inherit(entry, cite) for entry in value]
    if isinstance(value, dict):
        value = {key: _inherit(entry, cite) if key != "unstated" else entry for key, entry in value.items()}
        if "quote" in value and "cite" not in value:
            value["cite"] = cite
    return value
