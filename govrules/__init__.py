"""govrules: rules of procedure of governments, as rulebooks that answer questions.

import govrules
book = govrules.load()["guazhou"]
answer = book.ask("document.signing", issuer="government", direction="upward")
print(answer.explain())
"""

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
from .version import __version__

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
