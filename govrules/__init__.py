"""govrules: rules of procedure of governments, as rulebooks that answer questions.

import govrules
book = govrules.load()["guazhou"]
answer = book.ask("document.signing", issuer="government", direction="upward")
print(answer.explain())
"""

import importlib
from typing import TYPE_CHECKING, Any

from .collecting import collector_paused
from .version import __version__

if TYPE_CHECKING:
    from .books import SHIPPED, Books, FactInfo, QuestionInfo, Rulebook, load
    from .drawing.drawing import Drawing
    from .engine.answer import Alternative, Answer, Assumption, Branch, Note, UnresolvedStep
    from .engine.comparison import Comparison
    from .engine.finding import FoundRule
    from .engine.matrix import Matrix
    from .engine.meaning import Meaning
    from .engine.receipt import Receipt, read_receipt
    from .engine.variation import Variation
    from .errors import (
        ConditionError,
        DeadlineError,
        FactError,
        GovrulesError,
        LoadError,
        NotAnswered,
        NoTruthValue,
        QuestionError,
        RuleConflict,
        UnknownRulebook,
    )
    from .language import UNKNOWN, Quantity
    from .model.amounts import Frequency, Limit
    from .model.calendar import Calendar, ChinaCalendar
    from .model.chain import Act, AnyWay, Chain, Sequence, Stage, Together
    from .model.citations import Citation
    from .model.conventions import Convention
    from .model.deadline import Deadline
    from .model.due import Due
    from .model.gathered import Items, Modality, RoleList
    from .model.outcome import Outcome
    from .model.schedule import Scheduled
    from .model.substitution import Substitution
    from .model.threshold import Threshold
    from .tools.receipt import Verification, verify

_HOMES = {
    "books": "SHIPPED Books FactInfo QuestionInfo Rulebook load",
    "drawing.drawing": "Drawing",
    "engine.answer": "Alternative Answer Assumption Branch Note UnresolvedStep",
    "engine.comparison": "Comparison",
    "engine.finding": "FoundRule",
    "engine.matrix": "Matrix",
    "engine.meaning": "Meaning",
    "engine.receipt": "Receipt read_receipt",
    "engine.variation": "Variation",
    "errors": "ConditionError DeadlineError FactError GovrulesError LoadError NotAnswered NoTruthValue "
    "QuestionError RuleConflict UnknownRulebook",
    "language": "UNKNOWN Quantity",
    "model.amounts": "Frequency Limit",
    "model.calendar": "Calendar ChinaCalendar",
    "model.chain": "Act AnyWay Chain Sequence Stage Together",
    "model.citations": "Citation",
    "model.conventions": "Convention",
    "model.deadline": "Deadline",
    "model.due": "Due",
    "model.gathered": "Items Modality RoleList",
    "model.outcome": "Outcome",
    "model.schedule": "Scheduled",
    "model.substitution": "Substitution",
    "model.threshold": "Threshold",
    "tools.receipt": "Verification verify",
}
"""Each module, and what of it is public: imported when it is first named, since most programs ask one question."""
_HOME_OF = {name: module for module, names in _HOMES.items() for name in names.split()}


if not TYPE_CHECKING:  # else every name would count as one of this module

    def __getattr__(name: str) -> Any:
        if name not in _HOME_OF:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        with collector_paused():
            found = globals()[name] = getattr(importlib.import_module(f".{_HOME_OF[name]}", __name__), name)
        return found


def __dir__() -> list[str]:
    return sorted({*globals(), *_HOME_OF})


__all__ = [
    "SHIPPED",
    "UNKNOWN",
    "Act",
    "Alternative",
    "Answer",
    "AnyWay",
    "Assumption",
    "Books",
    "Branch",
    "Calendar",
    "Chain",
    "ChinaCalendar",
    "Citation",
    "Comparison",
    "ConditionError",
    "Convention",
    "Deadline",
    "DeadlineError",
    "Drawing",
    "Due",
    "FactError",
    "FactInfo",
    "FoundRule",
    "Frequency",
    "GovrulesError",
    "Items",
    "Limit",
    "LoadError",
    "Matrix",
    "Meaning",
    "Modality",
    "NoTruthValue",
    "NotAnswered",
    "Note",
    "Outcome",
    "Quantity",
    "QuestionError",
    "QuestionInfo",
    "Receipt",
    "RoleList",
    "RuleConflict",
    "Rulebook",
    "Scheduled",
    "Sequence",
    "Stage",
    "Substitution",
    "Threshold",
    "Together",
    "UnknownRulebook",
    "UnresolvedStep",
    "Variation",
    "Verification",
    "__version__",
    "load",
    "read_receipt",
    "verify",
]
