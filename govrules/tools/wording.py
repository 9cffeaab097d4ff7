"""Whether a rule and the words that it quotes say the same: modal words and numbers, both ways.

A word such as 一般 or 不得, and a number, that stands in the rule must stand in its quotation, and
the other way round. What these words mean: 一般, 原则上, 尽可能 a default that may be departed from; 可
a permission (but 方可 a condition, and 可行, 可控 … are other words); 如有必要 and the like somebody's
discretion; 应当, 必须 a duty; 不得 a prohibition (不得超过 a bound, which a limit expresses).

The numbers of a rule are those of its outcome and of its conditions. A quotation's are its digits, and its
numerals before 分之 or a unit: elsewhere 一 is mostly no number (一般, 一律).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from fractions import Fraction

from ..language import canonical
from ..language.syntax import Constant, Node, children
from ..language.values import SPELLINGS, UNITS, Quantity
from ..loading.source import squeezed
from ..model.amounts import Frequency, Limit
from ..model.book import BookData, rule_quotations
from ..model.citations import chinese_numeral
from ..model.deadline import Deadline
from ..model.gathered import Modality
from ..model.outcome import Outcome
from ..model.rulebook import Rule
from ..model.threshold import Threshold
from .findings import Finding, finding

DEFAULTS = ("一般", "原则上", "尽可能")
NOT_A_DEFAULT = re.compile("一般(?:公文|事项|信息|性|工作|情况)")
PERMISSION = re.compile("(?<![方不许认尽])可(?!行|能|控|操作|靠|持续|及|发可|不发)")
PROHIBITION = re.compile("不得|严禁|不准")
BOUND = re.compile("不得(?=超过|多于|高于|大于|少于|低于|小于|早于|迟于|晚于)")
ANY_PERMISSION = re.compile("可|允许|提倡|鼓励|支持|能|除|确需|申请")
ANY_PROHIBITION = re.compile("[不禁拒勿戒]|方可|防止|杜绝|制止|减少|控制")
NUMBER = re.compile(r"\d+")
DUTY = re.compile("(?<!相)应当|必须|务必")
CONTINGENT = ("如有必要", "如确有必要", "确有必要", "必要时", "根据需要", "视情")
HALF = ("半", "二分之一")
MOST = 10**16  # from here on a number has no numeral
NOT_A_NUMBER = re.compile("一般|一律|一致|统一|一并|一经|进一步|第一责任|三次产业")
DATE = re.compile("[〇零一二三四五六七八九]{4}年(?:[一二三四五六七八九十]+月)?(?:[一二三四五六七八九十]+日)?")
NUMERAL = re.compile(
    "[一二两三四五六七八九十百千]+(?:分之[一二三四五六七八九十百]+|(?=个?(?:工作日|天|日|小时|周|月|年|份|人|次|名)))"
)


def wording_findings(book: BookData) -> Iterator[Finding]:
    """Modal words and numbers that stand on one side only."""
    for rules in book.rules.values():
        for rule in rules:
            quoted = squeezed("|".join(quotation.quote for quotation in rule_quotations(rule)))
            said = squeezed(_said(rule))
            yield from _modal(rule, quoted, said)
            yield from _numbers(rule, quoted, said)


def _said(rule: Rule) -> str:
    """Everything that the rule says in the text's own words or in numbers."""
    texts = [str(rule.outcome), canonical(rule.guard), rule.may or "", rule.by_default or "", rule.note or ""]
    texts += [f"{slot} {word}" for slot, word in rule.unstated.items()]
    for part in rule.outcome.parts():
        texts += [str(value) for value in dict(part).values() if value is not None]
    return "|".join(texts)


def _modal(rule: Rule, quoted: str, said: str) -> Iterator[Finding]:
    parts = list(rule.outcome.parts())
    defaults = [word for word in (rule.by_default, *(part.by_default for part in parts)) if word]
    for word in [*defaults, *([rule.may] if rule.may else [])]:
        if squeezed(word).replace(",", "") not in quoted.replace(",", ""):
            yield finding("wording.unquoted", rule.position, word=word)
    for word in DEFAULTS:
        if (
            word in NOT_A_DEFAULT.sub("", quoted)
            and not any(word in default for default in defaults)
            and word not in said
        ):
            yield finding("wording.lost", rule.position, word=word)
    for word in CONTINGENT:
        if word in quoted and word not in said:
            yield finding("wording.lost", rule.position, word=word)
    permits = rule.may is not None or (
        isinstance(rule.outcome, Modality) and {"may", "need_not"} & {norm.modality for norm in rule.outcome.norms}
    )
    if PERMISSION.search(quoted) and not permits and not PERMISSION.search(said):
        yield finding("wording.lost", rule.position, word="可")
    if isinstance(rule.outcome, Modality):
        for norm in rule.outcome.norms:
            own = "|".join(quotation.quote for quotation in norm.citations) or quoted
            for modality, words, word in (("may", ANY_PERMISSION, "可"), ("must_not", ANY_PROHIBITION, "不得")):
                if norm.modality == modality and not words.search(own):
                    yield finding("wording.unquoted", rule.position, word=word)
        forbids = any(norm.modality == "must_not" for norm in rule.outcome.norms)
        duty = DUTY.search(quoted)
        if (
            duty
            and not any(norm.modality == "must" for norm in rule.outcome.norms)
            and not ANY_PERMISSION.search(quoted)
        ):
            yield finding("wording.lost", rule.position, word=duty[0])
        if PROHIBITION.search(quoted) and not forbids and not PROHIBITION.search(said):
            yield finding("wording.lost", rule.position, word="不得")
    elif PROHIBITION.search(BOUND.sub("", quoted)) and not PROHIBITION.search(said):
        yield finding("wording.lost", rule.position, word="不得")


def _numbers(rule: Rule, quoted: str, said: str) -> Iterator[Finding]:
    counted = NOT_A_NUMBER.sub("", quoted)
    numbers = list(dict.fromkeys(_rule_numbers(rule)))
    for number in numbers:
        if not any(spelling in counted for spelling in _spellings(number)):
            yield finding("wording.number", rule.position, number=number)
    expressed = {spelling for number in numbers for spelling in _spellings(number)}
    numerals = [match[0] for match in NUMERAL.finditer(DATE.sub("", counted))]
    for written in dict.fromkeys([*NUMBER.findall(quoted), *numerals]):
        if written not in said and not any(_is_spelt(written, spelling) for spelling in expressed):
            yield finding("wording.number_lost", rule.position, number=written)


def _is_spelt(written: str, spelling: str) -> bool:
    """Whether a spelling of a number, with or without a unit, is the number that is `written`."""
    return spelling.startswith(written) and spelling[len(written) :].removeprefix("个") in ("", *SPELLINGS)


def _rule_numbers(rule: Rule) -> Iterator[Fraction | Quantity]:
    """The numbers of a rule: of its outcome, and of its conditions and those of its parts."""
    yield from _amounts(rule.outcome)
    for condition in (rule.guard, *rule.outcome.conditions()):
        yield from filter(None, _constants(condition))  # no text writes the nought of "more than none"


def _amounts(outcome: Outcome) -> Iterator[Fraction | Quantity]:
    """The numbers of an outcome and of its parts."""
    if isinstance(outcome, Deadline):
        yield from (outcome.amount,) if outcome.amount is not None else ()
    elif isinstance(outcome, Limit):
        yield from _constants(outcome.amount)
    elif isinstance(outcome, Frequency):
        numbers = (outcome.exactly, outcome.at_least, outcome.at_most)
        yield from (Fraction(number) for number in numbers if number is not None)
    elif isinstance(outcome, Threshold):
        for threshold in outcome.all_of or (outcome,):
            yield from (bound for bound in (threshold.more_than, threshold.at_least) if bound is not None)
    for part in outcome.parts():
        for inner in (getattr(part, "deadline", None), getattr(part, "frequency", None)):
            if isinstance(inner, Outcome):
                yield from _amounts(inner)


def _constants(node: Node) -> Iterator[Fraction | Quantity]:
    """The numbers, with their unit where they have one, that stand in a condition or an amount."""
    if isinstance(node, Constant) and isinstance(node.value, Fraction | Quantity):
        yield node.value
    for child in children(node):
        yield from _constants(child)


def _spellings(number: Fraction | Quantity) -> Iterator[str]:
    """How a text may write the number; a quantity with each Chinese word for a unit of its kind."""
    if isinstance(number, Quantity):
        for word, (unit, times) in SPELLINGS.items():
            dimension, size = UNITS[unit]
            if dimension == number.dimension:
                for spelling in _spellings(number.amount / size / times):
                    yield from (f"{spelling}{word}", f"{spelling}个{word}")
        return
    if number == Fraction(1, 2):
        yield from HALF
    if number.denominator == 1:
        yield str(number)
        if abs(number) < MOST:
            yield chinese_numeral(int(number))
        if number == 2:
            yield "两"
        if number == 1:  # 每周, 每月, 定期一次 need not write it
            yield "每"
    else:
        yield str(number)
        yield f"{chinese_numeral(number.denominator)}分之{chinese_numeral(number.numerator)}"
