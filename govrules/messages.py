"""The wording of every error, by its code. One sentence each: the fact, not a verdict.

Parameters stand in braces. Where an error knows the nearest valid name, `; did you mean …?` is
added.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

ENGLISH: Mapping[str, str] = {
    # the language
    "condition.too_long": "the condition has {length} characters; at most {limit} are read",
    "condition.too_deep": "the condition is nested more than {limit} levels deep",
    "condition.unexpected": "the condition cannot go on with '{found}' here",
    "condition.incomplete": "the condition ends too early: something is missing at its end",
    "condition.bad_date": "there is no day '{text}'; a date is written 2024-03-04",
    "condition.bad_time": "there is no time '{text}'; a time is written 17:30",
    "condition.unknown_name": "there is no fact '{name}' in this question",
    "condition.unknown_value": "'{value}' is not a value of {fact}",
    "condition.not_a_flag": "a condition must be true or false, and this is of the type {found}",
    "condition.not_a_number": "an amount must be a number, and this is of the type {found}",
    "condition.not_comparable": "the types {left} and {right} cannot be compared",
    "condition.in_needs_fact": "the left side of 'in' must be a fact",
    "condition.flag_value": "{fact} is true or false; compare it with true or false, or write it alone",
    "condition.bad_arithmetic": "'{operator}' has no meaning between the types {left} and {right}",
    "condition.division": "only a number that is not zero may stand under '/'",
    # questions
    "question.unreadable": "the question cannot be read at '{found}'; the form is"
    " 'guazhou: document.signing(issuer=government, direction=upward)'",
    "question.too_long": "the question has {length} characters; at most {limit} are read",
    "question.unknown": "there is no question '{name}'",
    "question.unknown_slot": "an outcome of {question} has no part '{slot}'",
    "question.no_rulebook": "the question names no rulebook; write 'guazhou: {question}', or '*: {question}' for all",
    "question.other_rulebook": "the question is put to '{asked}', and this is the rulebook '{rulebook}'",
    "question.given_twice": "'{name}' is given twice, with different values",
    "question.bad_as_of": "as_of must be a date (or the text of one, 2024-03-04), not {found}",
    "rulebook.unknown": "there is no rulebook '{name}'",
    "rulebook.unknown_version": "the rulebook '{name}' has no version '{version}'; it has {versions}",
    # facts
    "fact.unknown": "{question} has no fact '{name}'",
    "fact.value": "'{value}' is not a value of {fact}",
    "fact.type": "{fact} must be {expected}, not {found}",
    "fact.minimum": "{fact} must be at least {minimum}, and {value} is less",
    "fact.maximum": "{fact} must be at most {maximum}, and {value} is more",
    "fact.constraint": "these facts cannot be true together: {question} requires {constraint}",
    "fact.absent_contradiction": "{role} is given as absent, and {fact} says that they are not",
    "fact.absent_role": "'{name}' is not a role that can be absent",
    # answers
    "answer.not_answered": "{asked} has no {wanted}: {reason}",
    "answer.no_truth": "an answer is neither true nor false; look at its status or value",
    "rule.conflict": "the rules {rules} of {question} give different outcomes for {facts}"
    " and neither overrides the other",
    # files
    "load.failed": "{count} error(s) in the rulebook files; the first: {first}",
    "load.no_folder": "there is no folder '{path}'",
    "load.no_rulebooks": "the folder '{path}' holds no rulebook (a folder with a rulebook.yaml)",
    "load.twice": "the rulebook '{name}' stands in two folders: {first} and {second}",
    "load.wrong_id": "the rulebook says that its id is '{id}', and its folder is named '{folder}'",
    "load.beside_versions": "a rulebook stands here and its version '{version}' below: move each version into a folder"
    " of its own",
    "load.version_undated": "where there are several versions, each needs in_force_from",
    "load.version_overlap": "the versions '{first}' and '{second}' would both be in force on {day}",
    "load.not_utf8": "the file is not UTF-8 text",
    "load.too_large": "the file has {size} bytes; at most {limit} are read",
    "yaml.syntax": "this is not YAML: {problem}",
    "yaml.tab": "a tab stands here; only spaces indent and separate (inside a text in double quotes, write \\t)",
    "yaml.empty": "the file is empty",
    "yaml.several": "the file holds more than one YAML document",
    "yaml.duplicate": "the key '{key}' stands twice; first in line {first}",
    "yaml.tag": "explicit tags such as '{tag}' are not read: the schema gives the type",
    "yaml.anchor": "anchors and aliases (& and *) are not read: write the text out, or name it once",
    "yaml.key": "a key must be a plain word, not a list or a mapping",
    "yaml.merge": "the merge key '<<' is not read: write the entries out",
    "yaml.too_deep": "the file is nested more than {limit} levels deep",
    "schema.unknown_key": "'{key}' is not a key here",
    "schema.missing": "the key '{key}' is missing",
    "schema.type": "{key} must be {expected}",
    "schema.value": "{problem}",
    "schema.boolean": "a yes or no is written true or false here, not '{value}'",
    "schema.number": "'{value}' is not a whole number",
    "schema.fraction": "'{value}' is not a fraction such as 2/3, between 0 and 1, or a whole number of persons",
    "schema.date": "'{value}' is not a date such as 2020-02-24",
    "schema.version": "'{value}' cannot name a version: it is written in letters, digits, '_', '-' and '.'",
    "schema.provision": "'{value}' is not a provision such as 51, 51.1 or 40.1(3)",
    "schema.choice": "'{value}' is not one of {choices}",
    "schema.deadline": "'{value}' is not a deadline such as '3 days before departure' or"
    " 'within 3 working days after meeting_end'",
    "schema.norm": "a norm must have exactly one of must, may, must_not, need_not, and this one has {found}",
    "schema.capacity": "an entry must have exactly one capacity, and this one has {found}",
    "schema.act": "a step must have exactly one action, and this one has {found}",
    "schema.outcome": "a rule must have exactly one outcome, and this one has {found}",
    "schema.wrong_outcome": "{question} asks for a {expected}, and this rule gives a {found}",
    "schema.unpaired": "cite and quote must come in pairs: each citation needs the words it rests on",
    "schema.empty": "{key} must not be empty",
    "name.role": "there is no role '{name}'",
    "name.action": "there is no action '{name}'",
    "name.modality": "there is no modality '{name}'; it is must, may, must_not or need_not",
    "name.capacity": "there is no capacity '{name}'",
    "name.term": "there is no term '{name}'",
    "name.event": "there is no event '{name}'",
    "name.count": "there is no count '{name}'",
    "name.type": "there is no type or enumeration '{name}'",
    "name.fact": "there is no fact '{name}'",
    "name.question": "there is no question '{name}'",
    "name.value": "'{value}' is not a value of {fact}",
    "name.rule": "there is no rule '{name}' in {question}",
    "name.twice": "'{name}' is defined twice; first at {first}",
    "name.ambiguous": "'{word}' would name both {first} and {second}",
    "name.circle": "'{name}' leads back to itself: {way}",
    "rule.self": "a rule cannot override, or stand beside, itself",
    "rule.beside_without_may": "only a rule with 'may' stands beside another",
    "rule.requires_guard": "{fact} is required (another's act) and cannot be read by a condition of the same question:"
    " what refusing it leaves is a rule that this one overrides",
    "rule.stage_facts": "the stage {stage} is asked with facts that {question} does not have: {facts}",
    # sources, citations, ledger
    "cite.unknown": "there is no provision {provision} in the ledger",
    "cite.not_verbatim": "the quotation is not verbatim in {provision}: '{quote}'",
    "cite.elsewhere": "the quotation is not in {provision}; it stands in {found}",
    "ledger.pending": "{count} paragraph(s) are pending, the first is {first}: nobody has accounted for them yet",
    "ledger.missing": "the source has a provision {provision} that the ledger does not list",
    "ledger.surplus": "the ledger lists {provision}, and the source has no such provision",
    "ledger.items": "the ledger gives {provision} {listed} item(s), and the source has {found}",
    "ledger.uncited": "the ledger says that {provision} is encoded, and no rule cites it",
    "ledger.cited": "the ledger says that {provision} is {state}, and the rule {rule} cites it",
    "source.missing": "there is no source text '{path}'",
    "source.gap": "{missing} not found: article {number} follows {before}",
    "source.stray": "this looks like the start of an article and is taken as part of {place}: '{words}'",
    "wording.unquoted": "the rule says '{word}', and none of its quotations does",
    "wording.lost": "a quotation says '{word}', and the rule does not",
    "wording.number": "the rule says {number}, and none of its quotations does",
    "wording.number_lost": "a quotation says {number}, and the rule does not",
    "check.nothing_accepted": "the finding '{accepted}' is accepted here, and there is no such finding",
    "check.overlap": "the rules {rules} give different outcomes and neither overrides the other, for example: {facts}",
    "check.dead": "the rule can never decide: no facts make it apply without another rule overriding it",
    "check.untested": "no case is decided by the rule {rule}",
    "check.unspared": "there is no case in which the rule {rule} does not apply",
    "version.not_repealed": "nothing says when the version '{version}' ends: its own in_force_until is not given, and"
    " '{newer}' does not name it among what it repeals; it is taken to end on {day}",
    # comparing
    "diff.unknown": "'{name}' is no rulebook, no folder and no git revision",
    "diff.one_side": "'{name}' is compared with nothing: name a second rulebook, or a git revision",
    "diff.nothing_common": "'{old}' and '{new}' have no rulebook in common",
    "git.missing": "'{spec}' is read with git, and there is no git on this machine",
    "git.revision": "there is no git revision '{revision}' to read '{spec}' from",
    "git.failed": "git cannot read '{spec}': {problem}",
    # cases
    "case.none": "there is no case file (*.cases.yaml) in '{path}'",
    "case.unknown_key": "'{key}' is not a part of an answer that a case can expect",
    "test.failed": "{name}: {difference}",
    "skeleton.id": "'{name}' cannot be the id of a rulebook: an id is written a-z, 0-9 and _ and begins with a letter",
    "skeleton.reserved": "'{name}' cannot be the id of a rulebook: a folder of that name holds what rulebooks share",
    "skeleton.exists": "there is already a '{path}', and it is not overwritten",
    "skeleton.no_article": "no article is found in '{path}': no line begins with 第一条, or with 一、",
    "skeleton.unwritable": "'{path}' cannot be written: {problem}",
    "usage.code": "there is no finding '{name}'",
    "usage.path": "there is no '{path}'",
    "usage.target": "there is no question or article '{name}' in {rulebook}",
}


def wording(code: str, parameters: Mapping[str, Any], suggestion: str | None = None) -> str:
    """The sentence of `code` with its parameters."""
    sentence = ENGLISH[code].format(**parameters)
    return f"{sentence}; did you mean '{suggestion}'?" if suggestion else sentence
