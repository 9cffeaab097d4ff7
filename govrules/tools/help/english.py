"""What each finding of `govrules check` means, and what to do, in English."""

from __future__ import annotations

from collections.abc import Mapping

ENGLISH_HELP: Mapping[str, str] = {
    "cite.not_verbatim": "The words under `quote` do not stand in the provision under `cite`, white space and"
    " full or half width apart. Copy the operative words from the source; do not shorten them in the middle:"
    " give two quotations instead.",
    "cite.elsewhere": "The quoted words stand in another provision. Correct `cite`; paragraphs are the lines of an"
    " article that are no items, and items belong to the paragraph before them.",
    "cite.unknown": "The ledger has no such provision: the article, paragraph or item number is wrong, or the"
    " ledger lacks a line.",
    "ledger.missing": "The source has a paragraph for which provisions.yaml has no line. Add it: encoded, or"
    " declaratory with the reason.",
    "ledger.pending": "Paragraphs of the instrument are still to be encoded, or to be called declaratory with the"
    " reason. `govrules status` lists them.",
    "ledger.surplus": "provisions.yaml has a line for a paragraph that the source does not have.",
    "ledger.items": "provisions.yaml and the source disagree on the number of items of a paragraph.",
    "ledger.uncited": "A paragraph is called encoded and no rule cites it. Encode it, or say why it is declaratory.",
    "ledger.cited": "A paragraph is called declaratory or pending and a rule cites it. Call it encoded.",
    "source.missing": "The folder given with --sources has no text of this rulebook; it must be named RULEBOOK.txt.",
    "source.gap": "Article numbers that were expected are not in the source text: the text is incomplete, or an"
    " article's number is written in a way that is not recognised. Mend the text; nothing is merged silently.",
    "source.stray": "A line looks like the start of an article and was not taken for one, because its number is out"
    " of sequence. Where it is a reference to an article, nothing is wrong.",
    "wording.unquoted": "The rule takes a default (by_default) or a permission (may) for which no quotation has the"
    " word. Quote the words that say so, or correct the rule.",
    "wording.lost": "A quotation has a modal word (一般, 原则上, 可, 不得) that the rule does not express. A default"
    " belongs under by_default, a permission is a `may` rule or norm, a prohibition is must_not.",
    "wording.number": "The rule has a number, in its outcome or in a condition, that none of its quotations has. Quote"
    " the words with the number, or correct it.",
    "wording.number_lost": "A quotation has a number that the rule does not express.",
    "version.not_repealed": "An older version ends the day before the next one begins. That follows from the text where"
    " the newer one repeals it by its title or number (`repeals`), or where the older one has an end"
    " (`in_force_until`). Give the one or the other.",
    "check.overlap": "Two rules with different outcomes can apply to the same facts. Say with `overrides` which is"
    " the exception, or correct a condition. The facts shown were asked and do show the conflict.",
    "check.boundary": "At one value, the edge of a band, two rules meet that do not meet on either side of it, or none"
    " applies (三天以内 and 三天以上 both hold day three). Correct the comparison (< or <=); where the text itself is"
    " so, declare it as a reading.",
    "check.gap": "No rule decides under these facts. Encode what the text says there; where it says nothing, say so"
    " among the rules of the question: `- silent: CONDITION` with `reason:`. The facts shown were asked: silent.",
    "check.not_silent": "A silence is declared for facts that a rule decides. Narrow its condition.",
    "check.dead_part": "A step, an entry or a ground has a condition that contradicts the condition of its rule.",
    "check.idle": "A guard reads a fact, and whatever its value the same rules decide. Leave it out, or correct the"
    " condition.",
    "check.unread": "The vocabulary lets a question be asked with a fact that no rulebook beside it reads. Encode what"
    " turns on it, remove it, or accept it in the question's entry: `accept: {check.unread: reason}`.",
    "check.unused": "The vocabulary defines a fact that no question has.",
    "check.dead": "No facts make the rule decide: its condition is contradictory, or another rule always overrides it.",
    "chain.same_person": "In one chain the same role does two acts that clear the matter (`separate` in the"
    " vocabulary): review and sign, say. Where the text does give both to one person, accept it with the reason.",
    "chain.repeated": "The same role does the same act twice in a chain, with others between: the steps go in a circle."
    " Where the text says so (a second review), accept it with the reason.",
    "check.untested": "No case is decided by the rule. Write one from the source text.",
    "check.unspared": "There is no case of the question in which the rule does not apply. Write one that falls just"
    " outside its condition.",
    "check.nothing_accepted": "`accept` names a finding that is not there any more. Remove it.",
}
