"""A file of a vocabulary folder as it is written. What all files say together is a Vocabulary."""

from .base import FrozenMapping, Model, TextMapping, Texts
from .vocabulary import Action, Capacity, Choice, FactDefinition, QuestionDefinition, Role, Subject, Term


class QuestionAddition(Model):
    """Facts that a folder of rulebooks adds to a question that another vocabulary defines."""

    decides: Texts = ()
    computes: Texts = ()
    defaults: TextMapping = FrozenMapping()


class Additions(Model):
    """What a folder adds to enumerations and questions that another vocabulary defines."""

    enumerations: dict[str, dict[str, Choice]] = {}
    questions: dict[str, QuestionAddition] = {}


class VocabularyFile(Model):
    """One file of a vocabulary folder; any section may stand in any file."""

    roles: dict[str, Role] = {}
    actions: dict[str, Action] = {}
    events: dict[str, Term] = {}
    counts: dict[str, Term] = {}
    capacities: dict[str, Capacity] = {}
    terms: dict[str, Term] = {}
    enumerations: dict[str, dict[str, Choice]] = {}
    facts: dict[str, FactDefinition] = {}
    subjects: dict[str, Subject] = {}
    questions: dict[str, QuestionDefinition] = {}
    additions: Additions = Additions.made()
