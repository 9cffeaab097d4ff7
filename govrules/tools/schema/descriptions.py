"""What an editor says of each key."""

from __future__ import annotations

from collections.abc import Mapping

DESCRIPTIONS: Mapping[str, Mapping[str, str]] = {
    "Label": {
        "zh": "The Chinese wording.",
        "en": "The English wording.",
    },
    "Labelled": {"aliases": "Other words for it, in questions and conditions."},
    # vocabulary
    "Role": {
        "kind": "A person (without this key), a body or a meeting.",
        "is": "The broader role that this one always is: an executive deputy is a deputy.",
        "held_by": "The fact that says who holds this role, which only the occasion names.",
        "acts_when_away": "No absence hinders the acts of this role (whoever asks for leave).",
    },
    "Action": {"addressed": "The roles of such an act are its addressee (file, report, notify); `by` is the sender."},
    "Capacity": {"action": "What somebody in this capacity does, and cannot do when away."},
    "Choice": {"is": "The wider value of the same enumeration that this one always is."},
    "FactDefinition": {
        "type": "flag, integer, number, date, time, duration, months, working_days, money, role,"
        " or the name of an enumeration.",
        "default": "The ordinary case, which an answer assumes and says so.",
        "minimum": "The least value.",
        "maximum": "The greatest value.",
        "unit": "What a number counts.",
        "absent": "The role whose absence this flag states.",
    },
    "QuestionDefinition": {
        "asks": "What is asked, as a sentence; phrases of questions are matched with it.",
        "outcome": "The kind of outcome of its rules; a list where rulebooks differ in it.",
        "collect": "Gather all rules that apply, instead of the one that decides.",
        "decides": "The facts that conditions of its rules may read.",
        "computes": "The facts that its outcome computes with; they never make an answer conditional.",
        "defaults": "For this question: the ordinary case of some of its facts.",
        "constraints": "Conditions that facts must meet together (present <= members).",
        "holder": "Of a substitution: the fact that says who is away.",
    },
    "QuestionAddition": {
        "decides": "More facts that conditions of its rules may read.",
        "computes": "More facts that its outcome computes with.",
        "defaults": "The ordinary case of some of its facts.",
    },
    "Additions": {
        "enumerations": "Values for enumerations that another vocabulary defines.",
        "questions": "Facts for questions that another vocabulary defines.",
    },
    "VocabularyFile": {
        "roles": "Persons, bodies and meetings that rules name.",
        "actions": "What a step of a chain does.",
        "events": "What deadlines are counted from.",
        "counts": "Who counts for a threshold.",
        "capacities": "In what capacity roles are named (member, sits in, convenes).",
        "terms": "Things with a name: required steps, materials, units.",
        "enumerations": "Types of facts: each a set of values.",
        "facts": "The typed inputs of questions.",
        "questions": "What rulebooks can be asked.",
        "additions": "What this folder adds to what another vocabulary defines.",
    },
    # rulebook.yaml
    "RulebookFile": {
        "id": "The id of the rulebook: the name of its folder.",
        "label": "The name of the government.",
        "aliases": "Other names that questions may use.",
        "version": "The version, as answers show it.",
        "instrument": "The issued document.",
        "titles": "What this rulebook calls the roles of the vocabulary (县长, 市长).",
        "classes": "Classes of roles that the instrument itself defines (会议组成人员).",
        "readings": "Ambiguities of the text, each declared once as a fact whose values are the readings.",
        "judged": "By fact: who classifies a matter (重要的, 重大), where the text says so.",
        "lost": "What the source text has lost.",
        "nearest": "By question: what to cite where the rulebook is silent.",
    },
    "Instrument": {
        "title": "The title of the document.",
        "number": "Its number (瓜政发〔2020〕1号).",
        "issuer": "Who issued it.",
        "issued": "The day of issue.",
        "in_force_from": "The first day in force; without it, it counts as in force and answers say so.",
        "in_force_until": "The last day in force.",
        "repeals": "The titles of the instruments that it repeals.",
        "note": "What is to be known of the source.",
    },
    "RoleClass": {"roles": "The roles of the class."},
    "ReadingValue": {"aliases": "Other words for it."},
    "Reading": {
        "values": "The readings, at least two, each with the words that speak for it.",
        "default": "The reading taken; without it, an answer that turns on it is conditional.",
    },
    "Lost": {
        "from": "The article from which on the text is lost.",
        "questions": "The questions whose rules stood there.",
    },
    "Judgement": {"by": "The role, or the roles, that judge."},
    # rules
    "Part": {
        "when": "A condition on the facts of the question, in English or Chinese: without it, always.",
        "requires": "Another's act without which this falls away (经…批准); unknown, it is shown.",
        "by_default": "The text's word (一般, 原则上, 尽可能) for what may be departed from.",
        "unstated": "What the text leaves open, by slot, in the text's word: {deadline: 及时}.",
        "note": "An ambiguity of the text, or another remark that answers show.",
    },
    "Rule": {
        "id": "The name of the rule, unique in its question.",
        "when": "The condition under which the rule applies, in English or Chinese: without it, always.",
        "grounds": "The cases of a list (下列情形) of which one must hold; those that do are cited.",
        "requires": "Another's act without which what the rule allows falls away (经…批准).",
        "may": "The text's word for a permission (可, 如有必要): the rule departs from others.",
        "beside": "The rules that this permission departs from; it falls with them.",
        "overrides": "The general rules that this one is an exception to.",
        "by_default": "The text's word (一般, 原则上) for a rule that may be departed from.",
        "unstated": "What the text leaves open, by slot, in the text's word: {deadline: 及时}.",
        "note": "An ambiguity of the text, or another remark that answers show.",
        "accept": "Findings of `govrules check` that are accepted here: the code, and the reason.",
    },
    "Ground": {"when": "The condition of this case."},
    "Act": {
        "by": "Who sends, reports, files: the sender of an addressed act.",
        "with": "Who takes part beside those who act.",
        "term": "The text's own word for the action, where it is another.",
        "form": "The form (书面, 签字).",
        "object": "What is sent, signed, decided.",
        "according_to": "What else governs the act.",
        "deadline": "By when: a phrase, or a mapping with limit and what else the text says.",
        "frequency": "How often.",
    },
    "Norm": {
        "do": "The act, in the text's words.",
        "action": "The act's name in the vocabulary, where it has one.",
        "to": "To whom.",
        "form": "The form (书面, 签字).",
        "deadline": "By when: a phrase, or a mapping with limit and what else the text says.",
        "frequency": "How often.",
        "unless": "The text's exceptions.",
    },
    "RoleEntry": {
        "unlisted": "Persons or units that the text describes and the vocabulary has no name for.",
        "open": "The list ends in 等 or 其他.",
    },
    "Item": {
        "item": "A term of the vocabulary.",
        "text": "The text's own short words, for what is no term.",
        "by": "Who does it.",
        "form": "The form (书面, 签字).",
        "deadline": "By when: a phrase, or a mapping with limit and what else the text says.",
        "frequency": "How often.",
    },
    "Listed": {"open": "The text's list ends in 等 or 其他."},
    "Deadline": {
        "lapse": "What missing it means (逾期视为无不同意见).",
        "extension": "How it may be extended.",
        "set_by": "Who may set another limit.",
        "excluded": "What time does not count.",
        "first_day_counts": "Whether the day of the event counts, where the text says so.",
    },
    "Frequency": {
        "exactly": "So many times a period.",
        "at_least": "At least so many times a period.",
        "at_most": "At most so many times a period.",
        "per": "The period.",
        "as_needed": "The text's words (根据需要, 不定期) where it gives no number.",
        "day": "On which day, in the text's words.",
    },
    "Threshold": {
        "more_than": "More than a fraction (超过三分之二: 2/3), or than a number of persons.",
        "at_least": "At least a fraction (二分之一以上: 1/2), or a number of persons.",
        "of": "Who counts.",
        "all": "Several thresholds, all to be met.",
    },
    "Limit": {
        "unit": "What is counted, a term of the vocabulary.",
        "of": "Of what, in the text's words.",
        "per": "For whom or for what period, in the text's words.",
    },
    "Substitution": {
        "by": "Who acts instead.",
        "acts": "The acts that they may do; all, where the text excepts none.",
        "order": "The order in which they are called, in the text's words.",
        "unstated": "What the text leaves open, by slot, in the text's word.",
    },
    # *.cases.yaml
    "CaseFile": {
        "rulebook": "The id of the rulebook that is asked.",
        "cases": "Questions, each with the answer that it must get.",
    },
    "Case": {
        "name": "What the case is, in one line.",
        "ask": "The question with its facts: document.signing(issuer=government, direction=upward).",
        "article": "The provision that decides.",
        "expect": "What the answer must be: its parts, as many as matter.",
    },
}

OUTCOME_WORDS: Mapping[str, str] = {
    "chain": "Who does what, in order: steps such as `sign: head`.",
    "threshold": "How many are enough: a fraction, or a number of persons.",
    "substitution": "Who acts for somebody who is away.",
    "modality": "Who must, may, must not or need not do what.",
    "roles": "Who belongs, sits in, convenes, is responsible.",
    "items": "Things: tasks, required steps, matters, materials.",
    "deadline": "By when: a phrase, or a mapping with limit and what else the text says.",
    "frequency": "How often.",
    "limit": "How much: at most, at least or exactly an amount.",
}
STEPS: Mapping[str, str] = {
    "together": "Steps that the text does not order among themselves.",
    "any": "Ways of which one is enough.",
    "sequence": "Steps one after the other, as one entry of together or any.",
    "stage": "The chain of another question, asked with the same facts.",
    "entries": "The entries of the list.",
}
MODALS: Mapping[str, str] = {
    "must": "Who must (应当, 须).",
    "may": "Who may (可).",
    "must_not": "Who must not (不得).",
    "need_not": "Who need not: only where the text itself bounds the duty.",
}
LIMITS: Mapping[str, str] = {
    "at_most": "At most this amount: a number, or arithmetic on facts.",
    "at_least": "At least this amount: a number, or arithmetic on facts.",
    "exactly": "Exactly this amount: a number, or arithmetic on facts (50 + members).",
}
LEDGER: Mapping[str, str] = {
    "encoded": "Some rule cites it.",
    "declaratory": "It decides nothing; the reason.",
    "pending": "Not yet encoded; perhaps what is missing.",
    "items": "How many items it has; a list gives the number of sub-items of each.",
}
EXPECTED: Mapping[str, str] = {
    "status": "What kind of answer it is.",
    "value": "The outcome on one line, or a mapping of parts of its JSON.",
    "contains": "Texts that the value on one line contains.",
    "lacks": "Texts that the value on one line does not contain.",
    "permitted": "The text's word, where the value is itself a permission.",
    "alternatives": "What may be done instead: each its value, and when.",
    "branches": "Of a conditional answer: all its branches.",
    "needs": "The missing facts, the most decisive first.",
    "assumed": "Facts whose ordinary case was taken (at least these).",
    "citations": "Provisions that the answer cites (at least these).",
    "nearest": "Provisions that a silent answer names (at least these).",
    "by_default": "Whether the answer is by default (一般, 原则上).",
    "notes": "Whether it has notes on the text.",
    "unstated": "What the deciding rule leaves open, by slot (at least these).",
    "requires": "What the value requires of somebody else.",
    "error": "The code of the error with which the question is refused.",
}
