"""Rules as they are written in YAML, where that differs from the fields of the models: chains and
their steps, norms, entries, deadlines, limits."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from pydantic import BaseModel

from ...model.amounts import Frequency, Limit
from ...model.base import Label
from ...model.chain import ACT_KEYS, Act, Stage
from ...model.deadline import DETAILS, Deadline
from ...model.gathered import MODALITIES, NORM_KEYS, ROLE_KEYS, Item, Listed, Norm, RoleEntry
from ...model.outcome import PART_KEYS
from ...model.outcomes import OUTCOMES, RULE_KEYS
from ...model.rulebook import Ground, Rule
from ...model.substitution import Substitution
from ...model.threshold import Threshold
from .descriptions import LIMITS, MODALS, OUTCOME_WORDS, STEPS
from .names import LOCAL_TITLE, Names, labels, other_words
from .shapes import Schema, Shapes, ref, words_pattern

FORMS: Mapping[type[BaseModel], str] = {
    Label: "label",
    Frequency: "frequency",
    Threshold: "threshold",
    Ground: "ground",
}
WRITTEN: Mapping[tuple[str, str], Schema] = {
    ("Substitution", "acts"): {
        "anyOf": [{"const": "all"}, ref("action"), {"type": "array", "items": ref("action")}],
    },
    ("Deadline", "limit"): ref("deadline_phrase"),
}
INTERNAL: Mapping[type[BaseModel], tuple[str, ...]] = {
    Threshold: ("members", "present"),
    Limit: ("bound", "amount", "computed"),
}
"""Fields that only answers have, or that stand under another key."""

RULE_ORDER = (
    "id",
    "when",
    "may",
    "beside",
    "overrides",
    "grounds",
    "requires",
    *OUTCOMES,
    "by_default",
    "unstated",
    "cite",
    "quote",
    "note",
    "accept",
)
"""The keys of a rule in the order of the shipped rulebooks."""

BOUNDS = ("exactly", "at_least", "at_most")


def outcome_definitions(names: Names) -> dict[str, Schema]:
    """The definitions of the outcomes and of what stands in them."""
    shapes = Shapes(FORMS, WRITTEN)
    return {
        "deadline_phrase": _deadline_phrase(names),
        "deadline": _deadline(shapes),
        "frequency": _frequency(shapes),
        "threshold": _threshold(shapes),
        "limit": _limit(shapes),
        "substitution": shapes.object(Substitution),
        "ground": shapes.object(Ground, cited="must"),
        "chain": {"type": "array", "minItems": 1, "items": ref("entry")},
        "entry": _entry(),
        "act": _act(shapes, names),
        "stage": _stage(shapes),
        "norm": _norm(shapes),
        "role_entry": _role_entry(shapes, names),
        "item": _item(shapes),
        "modality": _listed(shapes, "norm"),
        "role_list": _listed(shapes, "role_entry"),
        "items": _listed(shapes, "item"),
    }


def rule_definition(kinds: Iterable[str]) -> Schema:
    """A rule of a question whose outcome is of one of these kinds."""
    found = Shapes(FORMS, WRITTEN).object(Rule, RULE_KEYS, cited="must")
    bodies = {
        kind: ref("role_list" if kind == "roles" else kind) | {"description": OUTCOME_WORDS[kind]} for kind in kinds
    }
    properties = found["properties"] | bodies
    found["properties"] = {key: properties[key] for key in RULE_ORDER if key in properties}
    found["dependentRequired"] = {"beside": ["may"]}
    if len(bodies) == 1:
        found["required"] += bodies
    else:
        found["oneOf"] = _each_required(bodies)
    return found


def rule_name(kinds: Iterable[str]) -> str:
    """The definition of such a rule."""
    return f"rule_{'_or_'.join(kinds)}"


def _deadline_phrase(names: Names) -> Schema:
    """The forms of grammar/deadline.lark; what full-width characters say is left to the loader."""
    event = f"(?:{'|'.join(names.vocabulary.events)})"
    number, gap = r"[0-9]+(?:\.[0-9]+|/[0-9]+)?", r"[ \t]*"
    quantity = rf"{number}{gap}(?:working +days?|minutes?|hours?|days?|weeks?|months?)(?!\w)"
    forms = (
        rf"{quantity}{gap}before(?!\w){gap}{event}",
        rf"at +least(?!\w){gap}{quantity}{gap}before(?!\w){gap}{event}",
        rf"within(?!\w){gap}{quantity}{gap}(?:after|of)(?!\w){gap}{event}",
        rf"before(?!\w){gap}{event}",
        rf"same +day +as(?!\w){gap}{event}",
        rf"by +day(?!\w){gap}{number}{gap}of +each +month",
    )
    return {
        "anyOf": [
            {
                "type": "string",
                "pattern": f"^{gap}(?:{'|'.join(forms)}){gap}$",
                "patternErrorMessage": "A deadline is written '3 days before departure',"
                " 'within 3 working days after meeting_end', 'at least 1 day before …', 'before …', 'same day as …'"
                " or 'by day 20 of each month', with an event of the vocabulary.",
                "examples": ["3 days before departure", "within 3 working days after meeting_end"],
            },
            {"type": "string", "pattern": LOCAL_TITLE["pattern"]},
        ]
    }


def _deadline(shapes: Shapes) -> Schema:
    mapping = shapes.object(Deadline, DETAILS)
    mapping["properties"] = {
        "limit": ref("deadline_phrase") | {"description": "The deadline as a phrase: 3 days before departure."},
        **mapping["properties"],
    }
    return {"anyOf": [ref("deadline_phrase"), mapping | {"required": ["limit"]}]}


def _each_required(keys: Iterable[str]) -> list[Schema]:
    return [{"required": [key]} for key in keys]


def _frequency(shapes: Shapes) -> Schema:
    counted = {"anyOf": _each_required(BOUNDS), "required": ["per"]}
    words = {"required": ["as_needed"], "properties": dict.fromkeys((*BOUNDS, "per"), False)}
    return shapes.object(Frequency) | {"anyOf": [counted, words]}


def _threshold(shapes: Shapes) -> Schema:
    found = shapes.object(Threshold, omit=INTERNAL[Threshold])
    found["properties"]["all"]["minItems"] = 1
    bounds = [{"required": [key, "of"]} for key in ("more_than", "at_least")]
    return found | {"oneOf": [*bounds, {"required": ["all"]}]}


def _limit(shapes: Shapes) -> Schema:
    found = shapes.object(Limit, omit=INTERNAL[Limit])
    bounds = {key: ref("amount") | {"description": text} for key, text in LIMITS.items()}
    found["properties"] = bounds | found["properties"]
    return found | {"oneOf": _each_required(bounds)}


def _entry() -> Schema:
    """An entry of a chain."""
    groups = [
        {
            "type": "object",
            "properties": {key: ref("chain") | {"description": STEPS[key]}},
            "required": [key],
            "additionalProperties": False,
        }
        for key in ("together", "any")
    ]
    sequence = ref("chain") | {"description": STEPS["sequence"]}
    return {"anyOf": [ref("act"), ref("stage"), *groups, sequence]}


def _act(shapes: Shapes, names: Names) -> Schema:
    actions = names.vocabulary.actions
    return _headed(shapes.object(Act, ACT_KEYS, cited="inherits"), labels(actions), other_words(actions))


def _role_entry(shapes: Shapes, names: Names) -> Schema:
    capacities = names.vocabulary.capacities
    found = shapes.object(RoleEntry, ROLE_KEYS, cited="inherits")
    return _headed(found, labels(capacities), other_words(capacities))


def _norm(shapes: Shapes) -> Schema:
    return _headed(shapes.object(Norm, NORM_KEYS, cited="inherits"), {key: MODALS[key] for key in MODALITIES}, ())


def _headed(found: Schema, heads: Mapping[str, str], words: Iterable[str]) -> Schema:
    """An object with exactly one of some keys, which names roles: an action, a capacity, a modality.
    `words` are other spellings of these keys."""
    found["properties"] = {key: ref("roles") | {"description": text} for key, text in heads.items()} | found[
        "properties"
    ]
    found["oneOf"] = _each_required(heads)
    words = list(words)
    if words:
        pattern = words_pattern(words)
        found["patternProperties"] = {pattern: ref("roles")}
        found["oneOf"].append({"not": {"propertyNames": {"not": {"pattern": pattern}}}})
    return found


def _stage(shapes: Shapes) -> Schema:
    found = shapes.object(Stage, PART_KEYS, cited="inherits")
    found["properties"] = {"stage": ref("question") | {"description": STEPS["stage"]}} | found["properties"]
    return found | {"required": ["stage"]}


def _item(shapes: Shapes) -> Schema:
    mapping = shapes.object(Item, cited="inherits")
    mapping["oneOf"] = _each_required(("item", "text"))
    return {"anyOf": [ref("term"), mapping]}


def _listed(shapes: Shapes, entry: str) -> Schema:
    entries = {"type": "array", "minItems": 1, "items": ref(entry)}
    mapping = shapes.object(Listed, ("open",))
    mapping["properties"] = {"entries": entries | {"description": STEPS["entries"]}} | mapping["properties"]
    return {"anyOf": [entries, mapping | {"required": ["entries"]}]}
