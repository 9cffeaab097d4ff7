"""govrules: rules of procedure of governments, as rulebooks that answer questions.

import govrules
book = govrules.load()["guazhou"]
answer = book.ask("document.signing", issuer="government", direction="upward")
print(answer.explain())
"""

from .books import SHIPPED, Books, FactInfo, QuestionInfo, Rulebook, load
from .engine.answer import Alternative, Answer, Assumption, Branch, Note
from .engine.comparison import Comparison
from .engine.finding import FoundRule
from .engine.matrix import Matrix
from .engine.meaning import Meaning
from .errors import (
    ConditionError,
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
from .model.chain import Act, AnyWay, Chain, Sequence, Stage, Together
from .model.citations import Citation
from .model.deadline import Deadline
from .model.outcome import Outcome
from .model.substitution import Substitution
from .model.threshold import Threshold

__version__ = "0.1.0"

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
    "Chain",
    "Citation",
    "Comparison",
    "ConditionError",
    "Deadline",
    "FactError",
    "FactInfo",
    "FoundRule",
    "GovrulesError",
    "LoadError",
    "Matrix",
    "Meaning",
    "NoTruthValue",
    "NotAnswered",
    "Note",
    "Outcome",
    "Quantity",
    "QuestionError",
    "QuestionInfo",
    "RuleConflict",
    "Rulebook",
    "Sequence",
    "Stage",
    "Substitution",
    "Threshold",
    "Together",
    "UnknownRulebook",
    "load",
]
