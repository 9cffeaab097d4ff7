"""The schema of each kind of file but the subject files: header, ledger, vocabulary and cases."""

from __future__ import annotations

from collections.abc import Mapping

from pydantic import BaseModel

from ...engine.answer import ANSWERED, CONDITIONAL, NOT_IN_FORCE, SILENT, TRUNCATED
from ...messages import ENGLISH
from ...model.base import Label
from ...model.rulebook import Instrument, Judgement, Lost, Reading, ReadingValue, RoleClass, RulebookFile, Silence
from ...model.vocabulary import (
    SIMPLE_TYPES,
    Action,
    Capacity,
    Choice,
    FactDefinition,
    OutcomeKind,
    QuestionDefinition,
    Role,
    Subject,
    Term,
)
from ...model.vocabulary_file import Additions, QuestionAddition, VocabularyFile
from ..casefile import EXPECTATIONS, Case, CaseFile, ExpectedAlternative, ExpectedBranch
from .descriptions import EXPECTED, LEDGER
from .names import Names, choice, labels, name_definitions, suggested
from .shapes import Schema, Shapes, ref
from .written import outcome_definitions, rule_definition, rule_name

STATUSES = (ANSWERED, CONDITIONAL, SILENT, TRUNCATED, NOT_IN_FORCE)


def rules(names: Names) -> Schema:
    """Subject files: questions, each with its rules."""
    questions = names.vocabulary.questions
    kinds = {tuple(question.outcome) for question in questions.values()}
    described = {
        name: f"{question.zh} — {question.asks.zh} ({question.asks.en})."
        + (f" Facts: {', '.join((*question.decides, *question.computes))}." if question.decides else "")
        for name, question in questions.items()
    }
    return {
        "description": "Questions of the vocabulary, each with the rules that decide it.",
        "type": "object",
        "additionalProperties": False,
        "properties": {
            name: {
                "type": "array",
                "minItems": 1,
                "items": {
                    "if": {"type": "object", "required": ["silent"]},
                    "then": ref("silence"),
                    "else": ref(rule_name(question.outcome)),
                },
                "description": described[name],
            }
            for name, question in questions.items()
        },
        "$defs": {
            **{rule_name(found): rule_definition(found) for found in sorted(kinds)},
            "silence": Shapes({}, {}).object(Silence, omit=("position",)),
            **outcome_definitions(names),
            **name_definitions(names),
        },
    }


def rulebook(names: Names) -> Schema:
    """rulebook.yaml."""
    vocabulary = names.vocabulary
    by_question = {name: question.zh for name, question in vocabulary.questions.items()}
    written = {
        ("RulebookFile", "titles"): _by_name(ref("text"), labels(vocabulary.roles)),
        ("RulebookFile", "judged"): _by_name(ref("judgement"), labels(vocabulary.facts)),
        ("RulebookFile", "nearest"): _by_name({"type": "array", "minItems": 1, "items": ref("quotation")}, by_question),
        ("Lost", "questions"): {"anyOf": [choice(by_question), {"type": "array", "items": choice(by_question)}]},
    }
    forms: Mapping[type[BaseModel], str] = {
        Label: "label",
        Instrument: "instrument",
        RoleClass: "role_class",
        Reading: "reading",
        ReadingValue: "reading_value",
        Judgement: "judgement",
        Lost: "lost",
    }
    shapes = Shapes(forms, written)
    return {
        "description": "The header of a rulebook: the instrument, and what the rulebook calls things.",
        **shapes.object(RulebookFile),
        "$defs": {
            "label": shapes.object(Label),
            "instrument": shapes.object(Instrument),
            "role_class": shapes.object(RoleClass, cited="must"),
            "reading": shapes.object(Reading),
            "reading_value": shapes.object(ReadingValue, omit=("broader",), cited="must"),
            "judgement": shapes.object(Judgement, cited="must"),
            "lost": shapes.object(Lost),
            **name_definitions(names),
        },
    }


def provisions(names: Names) -> Schema:
    """provisions.yaml."""
    reasons = {
        "encoded": {"anyOf": [ref("text"), {"enum": [None, ""]}]},
        "declaratory": ref("text"),
        "pending": {"anyOf": [ref("text"), {"enum": [None, ""]}]},
        "items": {"anyOf": [ref("whole_number"), {"type": "array", "items": ref("whole_number")}]},
    }
    entry = {
        "type": "object",
        "additionalProperties": False,
        "properties": {key: schema | {"description": LEDGER[key]} for key, schema in reasons.items()},
        "oneOf": [
            *({"required": [state]} for state in ("encoded", "declaratory", "pending")),
            {"properties": dict.fromkeys(("encoded", "declaratory", "pending"), False)},
        ],
    }
    words = {state: LEDGER[state] for state in ("encoded", "pending")}
    return {
        "description": "The ledger: every article and paragraph of the instrument, and what became of it.",
        "type": "object",
        "patternProperties": {r"^(0|[1-9][0-9]{0,3})(\.[1-9][0-9]{0,2})?$": {"anyOf": [choice(words), entry]}},
        "additionalProperties": False,
        "$defs": {},
    }


def vocabulary(names: Names) -> Schema:
    """vocabulary/*.yaml. Names are only suggested: the file may itself define others."""
    known = names.vocabulary
    facts, roles = suggested(labels(known.facts)), suggested(labels(known.roles))
    types = {name: name for name in (*SIMPLE_TYPES, "role", *known.enumerations)}
    kinds = Shapes({}, {}).value(OutcomeKind)
    one_or_more = {"anyOf": [ref("fact"), {"type": "array", "items": ref("fact")}]}
    written = {
        ("Role", "is"): roles,
        ("Role", "held_by"): ref("fact"),
        ("Role", "partner_of"): ref("fact"),
        ("Role", "same_as"): roles,
        ("Capacity", "action"): suggested(labels(known.actions)),
        ("FactDefinition", "type"): suggested(types),
        ("FactDefinition", "absent"): roles,
        ("QuestionDefinition", "outcome"): {"anyOf": [kinds, {"type": "array", "minItems": 1, "items": kinds}]},
        ("QuestionDefinition", "holder"): ref("fact"),
        ("QuestionDefinition", "decides"): one_or_more,
        ("QuestionDefinition", "computes"): one_or_more,
        ("QuestionAddition", "decides"): one_or_more,
        ("QuestionAddition", "computes"): one_or_more,
    }
    models: Mapping[type[BaseModel], str] = {
        Label: "label",
        Role: "role",
        Action: "action",
        Subject: "subject",
        Term: "term",
        Capacity: "capacity",
        Choice: "choice",
        FactDefinition: "fact_definition",
        QuestionDefinition: "question",
        QuestionAddition: "question_addition",
        Additions: "additions",
    }
    shapes = Shapes(models, written)
    definitions = {"fact": facts} | {name: shapes.object(model) for model, name in models.items()}
    definitions["fact_definition"] |= {
        "if": {"properties": {"type": {"const": "flag"}}, "required": ["type"]},
        "then": {"properties": {"default": ref("flag")}},
    }
    return {
        "description": "A file of a vocabulary; any section may stand in any file.",
        **shapes.object(VocabularyFile),
        "$defs": definitions,
    }


def cases(names: Names) -> Schema:
    """*.cases.yaml."""
    text, words = ref("text"), {"anyOf": [ref("texts"), {"type": "array", "maxItems": 0}]}
    outcome = {"anyOf": [text, {"type": "object"}]}
    expected: Mapping[tuple[str, str], Schema] = {
        (model.__name__, key): schema
        for model in (ExpectedAlternative, ExpectedBranch)
        for key, schema in (
            ("value", outcome),
            ("status", {"enum": list(STATUSES)}),
            ("rules", words),
            ("citations", ref("provision_list")),
        )
    }
    shapes = Shapes(
        {Case: "case", ExpectedAlternative: "expected_alternative", ExpectedBranch: "expected_branch"},
        {
            ("CaseFile", "rulebook"): suggested({name: name for name in names.rulebooks}),
            ("Case", "expect"): ref("expect"),
            **expected,
        },
    )
    parts: dict[str, Schema] = {
        "status": {"enum": list(STATUSES)},
        **dict.fromkeys(("value", "ordinary"), outcome),
        **dict.fromkeys(("contains", "lacks"), ref("texts")),
        **dict.fromkeys(("question", "asked", "rulebook", "version", "permitted", "requires"), text),
        "as_of": ref("date"),
        "alternatives": {"type": "array", "items": ref("expected_alternative")},
        "branches": {"type": "array", "items": ref("expected_branch")},
        "needs": ref("fact_list"),
        "assumed": {"anyOf": [ref("fact_list"), ref("text_by_name")]},
        **dict.fromkeys(("rules", "absent"), words),
        **dict.fromkeys(("citations", "nearest"), ref("provision_list")),
        "by_default": ref("flag"),
        "notes": {"anyOf": [ref("flag"), words]},
        **dict.fromkeys(("facts", "unstated", "pairs"), ref("text_by_name")),
        "unresolved": {"type": "array", "items": {"type": "object"}},
        "error": suggested({code: code for code in ENGLISH if code.startswith(("question.", "fact.", "rulebook."))}),
    }
    return {
        "description": "Cases of one rulebook: questions with the answers that they must get.",
        **shapes.object(CaseFile),
        "$defs": {
            "case": shapes.object(Case),
            "expected_alternative": shapes.object(ExpectedAlternative),
            "expected_branch": shapes.object(ExpectedBranch),
            "fact": suggested(labels(names.vocabulary.facts)),
            "fact_list": {"anyOf": [ref("fact"), {"type": "array", "items": ref("fact")}]},
            "provision_list": {"anyOf": [ref("provision"), {"type": "array", "items": ref("provision")}]},
            "expect": {
                "type": "object",
                "minProperties": 1,
                "additionalProperties": False,
                "properties": {key: parts[key] | {"description": EXPECTED[key]} for key in EXPECTATIONS},
            },
        },
    }


def _by_name(value: Schema, ids: Mapping[str, str]) -> Schema:
    """A mapping whose keys are ids."""
    return {
        "type": "object",
        "properties": {name: value | {"description": label} for name, label in ids.items()},
        "additionalProperties": False,
    }
