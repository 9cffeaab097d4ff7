"""The public names, from `govrules.__all__`; which of their members are public, and which serve the library itself."""

from __future__ import annotations

import functools
import importlib
import inspect
import pkgutil
from collections.abc import Iterator
from typing import Any

import govrules
from govrules.frames.result import FrameAnswers
from govrules.model.gathered import Item, Norm, RoleEntry

GROUPS = {
    "Asking": ("load", "SHIPPED", "UNKNOWN", "Books", "Rulebook", "QuestionInfo", "FactInfo", "FoundRule"),
    "Answers": ("Answer", "Branch", "Alternative", "Assumption", "Note", "UnresolvedStep", "Citation", "Variation"),
    "Outcomes": (
        *("Outcome", "Chain", "Threshold", "Limit", "Deadline", "Frequency", "RoleList", "Items", "Modality"),
        "Substitution",
    ),
    "Parts of outcomes": ("Act", "Sequence", "Together", "AnyWay", "Stage", "RoleEntry", "Item", "Norm", "Quantity"),
    "Time": ("Due", "Scheduled", "Convention", "Calendar", "ChinaCalendar"),
    "Frames": ("FrameAnswers",),
    "Comparing": ("Comparison", "Matrix", "Meaning"),
    "Receipts": ("Receipt", "read_receipt", "verify", "Verification"),
    "Pictures": ("Drawing",),
    "Errors": (
        *("GovrulesError", "LoadError", "ConditionError", "QuestionError", "FactError", "UnknownRulebook"),
        *("NotAnswered", "NoTruthValue", "RuleConflict", "DeadlineError"),
    ),
}
"""Every public name, in the order in which it is read about."""
BESIDE = {thing.__name__: thing for thing in (RoleEntry, Item, Norm, FrameAnswers)}
"""Classes that nobody needs to name, and everybody meets."""

INTERNAL = {
    "Model": ("made", "restored"),
    "Outcome": (
        *("carried", "computes_with", "conditions", "gathered", "parts", "quotations", "requirements", "resolve"),
        *("role_sets", "roles_used", "stages", "told_by", "turns", "verdict", "slot", "slots", "model_post_init"),
    ),
    "Act": ("open_part", "part_dict", "resolved", "resolved_roles", "conditions_text"),
    "Substitution": ("acting",),
    "Threshold": ("outgrown",),
    "Rulebook": (
        *("ask_stage", "stage", "compiled", "question_and_slot", "mimebundle", "written", "phrases", "drawing_of"),
    ),
    "Books": ("phrases", "language"),
    "GovrulesError": ("at",),
}
"""Members by which the parts of the library speak with each other, of a class and of those that inherit from it
(those of Act: of every part of an outcome)."""
SHARED = ("Outcome", "Act")


@functools.cache
def modules() -> tuple[str, ...]:
    """Every module of the library."""
    found = pkgutil.walk_packages(govrules.__path__, "govrules.")
    return ("govrules", *(module.name for module in found if "pytest" not in module.name))


def public(name: str) -> Any:
    """The thing of a public name."""
    return BESIDE.get(name) or getattr(govrules, name)


def members(thing: Any) -> Iterator[str]:
    """The public members of a class that are its own or inherited within the library."""
    hidden = {member for of in SHARED for member in INTERNAL[of]} | {"model_config"}
    hidden |= {member for kind in thing.__mro__ for member in INTERNAL.get(kind.__name__, ())}
    seen = set()
    for kind in thing.__mro__:
        if not kind.__module__.startswith("govrules"):
            continue
        for member, value in list(vars(kind).items()):  # looking at a model may complete it
            shown = (
                callable(value) or isinstance(value, property | classmethod | staticmethod) or hasattr(value, "func")
            )
            if shown and not member.startswith("_") and member not in hidden and member not in seen:
                seen.add(member)
                yield member


def api(group: str) -> str:
    """The names of a group, for autodoc."""
    parts = []
    for name in GROUPS[group]:
        thing = public(name)
        path = f"{thing.__module__}.{name}" if name in BESIDE else f"govrules.{name}"
        if inspect.isclass(thing):
            lines = [f".. autoclass:: {path}", f"   :members: {', '.join(members(thing))}", "   :show-inheritance:"]
            if not list(members(thing)):
                del lines[1]
        elif inspect.isfunction(thing):
            lines = [f".. autofunction:: {path}"]
        else:
            lines = [f".. autodata:: {path}", "   :no-value:"]
        parts.append("```{eval-rst}\n" + "\n".join(lines) + "\n```")
    return "\n\n".join(parts)


def missing() -> list[str]:
    """Public names that no group has."""
    listed = {name for names in GROUPS.values() for name in names}
    return sorted(set(govrules.__all__) - listed - {"__version__"})


importlib.import_module("govrules.cli")
assert not missing(), f"no group of the API reference has {missing()}"

PAGE_FUNCTIONS = (api,)
