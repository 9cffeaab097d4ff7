"""What an outcome says, whatever it is called and wherever it stands: for comparing two rulebooks."""

from __future__ import annotations

import json
from typing import Any

from pydantic import BaseModel

from ..model.gathered import Listed
from ..model.outcome import Outcome, Part
from ..model.substitution import Substitution

ASIDE = frozenset(
    {
        "citations",  # where it stands
        "rests_on",
        "titles",  # how the roles are called there
        "classes",
        "note",  # what the rulebook's author remarks
        "members",  # what one asking computed
        "present",
        "computed",
        "status",  # what became of a stage in one asking
        "chain",
    }
)


def meaning(value: Outcome | Part) -> str:
    """A key that two outcomes (or parts) share exactly where they say the same: without citations,
    local titles, remarks, and the order of what the text does not order."""
    plain = _plain(value.model_dump(exclude_none=True))
    if isinstance(value, Substitution) and value.in_order:
        plain["substitute"]["roles"] = list(value.by)
    if isinstance(value, Listed):
        plain["entries"] = sorted(plain["entries"], key=_key)
    return f"{type(value).__name__} {_key(plain)}"


def _plain(value: Any) -> Any:
    if isinstance(value, BaseModel):
        value = value.model_dump(exclude_none=True)
    if isinstance(value, list | tuple):
        return [_plain(entry) for entry in value]
    if not isinstance(value, dict):
        return value
    plain = {key: _plain(entry) for key, entry in value.items() if key not in ASIDE}
    if "by_default" in plain:
        plain["by_default"] = True  # 一般 and 原则上 qualify alike
    if "roles" in plain and "any" in plain:
        plain["roles"] = sorted(plain["roles"])
        plain["any"] = plain["any"] and len(plain["roles"]) > 1
    if plain.get("type") in ("together", "any"):
        plain["entries"] = sorted(plain["entries"], key=_key)
    return plain


def _key(plain: Any) -> str:
    return json.dumps(plain, ensure_ascii=False, sort_keys=True, default=str)
