"""A difference in words, as plain text or Markdown."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from ..books import Rulebook
from ..engine.explaining import Wording
from ..engine.phrases import KEYWORDS, PHRASES
from ..language import TRUE, Fact, Node, spell
from ..model.citations import parse_provision
from ..model.outcome import Outcome
from .difference import (
    CHANGED,
    CONFLICT,
    GONE,
    LOST,
    NEW,
    NOT_COMPARED,
    SAME,
    Change,
    Difference,
    QuestionDifference,
    Said,
)

CHINESE: Mapping[str, str] = {
    "was": "原",
    "now": "现",
    "colon": "：",
    "always": "一律",
    NEW: "新增",
    GONE: "不再规定",
    "also": "扩及",
    "no longer": "不再及于",
    "only": "只有{side}规定",
    "question_new": "（新增）",
    "question_gone": "（不再规定）",
    "question_lost": "（原文缺失）",
    "question_only": "（只有{side}规定）",
    "permission": "也可以（{word}）：",
    "may": "（许可：{word}）",
    "by_default": "（一般）",
    "unstated": "（未定：{words}）",
    "rest": "其他（原文未列尽）",
    "moved": "内容不变，条文移动：",
    "moved_between": "规定相同的条文：",
    "through": "其中的步骤有变化，见：",
    "titles": "职务名称：",
    CONFLICT: "规则互相矛盾",
    NOT_COMPARED: "未比较：{reason}",
    "counts": "共{total}个问题：{counts}",
    "state_changed": "{n}个有变化",
    "state_new": "{n}个新增",
    "state_gone": "{n}个不再规定",
    "state_only_old": "{n}个只有{side}规定",
    "state_only_new": "{n}个只有{side}规定",
    "state_lost": "{n}个原文缺失",
    "state_moved": "{n}个只是条文移动",
    "state_same": "{n}个相同",
    "state_not_compared": "{n}个未比较",
    "comma": "，",
    "article": "第{article}条",
}
ENGLISH: Mapping[str, str] = {
    "was": "was",
    "now": "now",
    "colon": ": ",
    "always": "always",
    NEW: "new",
    GONE: "no longer",
    "also": "now also",
    "no longer": "no longer",
    "only": "only {side}",
    "question_new": " (new)",
    "question_gone": " (no longer ruled on)",
    "question_lost": " (the source text is lost)",
    "question_only": " (only {side} rules on it)",
    "permission": "permitted ({word}): ",
    "may": " (a permission: {word})",
    "by_default": " (as a rule)",
    "unstated": " (left open: {words})",
    "rest": "others (the text's list is open)",
    "moved": "the same, moved: ",
    "moved_between": "the same stands in: ",
    "through": "a stage of it differs, see: ",
    "titles": "titles: ",
    CONFLICT: "rules that contradict each other",
    NOT_COMPARED: "not compared: {reason}",
    "counts": "{total} question(s): {counts}",
    "state_changed": "{n} changed",
    "state_new": "{n} new",
    "state_gone": "{n} no longer ruled on",
    "state_only_old": "{n} that only {side} rules on",
    "state_only_new": "{n} that only {side} rules on",
    "state_lost": "{n} lost",
    "state_moved": "{n} only moved",
    "state_same": "{n} the same",
    "state_not_compared": "{n} not compared",
    "comma": ", ",
    "article": "{article}",
}
WORDS: Mapping[str, Mapping[str, str]] = {"zh": CHINESE, "en": ENGLISH}


class DifferenceWords:
    """The words for what differs between two rulebooks. Between two governments the sides have their
    names; between two versions they are what was and what is now."""

    def __init__(self, difference: Difference, old: Rulebook, new: Rulebook, lang: str, *, markdown: bool) -> None:
        self.difference, self.books = difference, (old, new)
        self.lang, self.markdown = lang, markdown
        self.between = difference.old.rulebook != difference.new.rulebook
        sides = difference.old, difference.new
        self.names = tuple(side.label(lang) for side in sides) if self.between else (self._say("was"), self._say("now"))

    def lines(self) -> Iterator[str]:
        """The whole difference: a heading, each question that differs, and how many there are."""
        heading = self._heading()
        yield f"# {heading}" if self.markdown else heading
        titles = self.difference.titles
        if titles:
            pairs = [f"{old} → {new}" for old, new in titles.values()]
            yield from ("", self._say("titles") + self._say("comma").join(pairs))
        for entry in self.difference.questions:
            if entry.state != SAME:
                yield ""
                yield from self._question(entry)
        yield from ("", self._counts())

    def _say(self, code: str, **parameters: Any) -> str:
        return WORDS[self.lang][code].format(**parameters)

    def _heading(self) -> str:
        old, new = self.difference.old, self.difference.new
        if self.between:
            return f"{old.label(self.lang)} {old.version} ↔ {new.label(self.lang)} {new.version}"
        return f"{new.label(self.lang)} {old.version} → {new.version}"

    def _counts(self) -> str:
        shown = [
            self._say(f"state_{self._side_state(state)}", n=count, side=self._only(state))
            for state, count in self.difference.counts.items()
        ]
        total = len(self.difference.questions)
        return self._say("counts", total=total, counts=self._say("comma").join(shown))

    def _side_state(self, state: str) -> str:
        return {NEW: "only_new", GONE: "only_old"}.get(state, state) if self.between else state

    def _only(self, state: str) -> str:
        return self.names[1] if state == NEW else self.names[0]

    def _question(self, entry: QuestionDifference) -> Iterator[str]:
        heading = f"{entry.label(self.lang)} {f'`{entry.question}`' if self.markdown else entry.question}"
        if entry.state in (NEW, GONE) and self.between:
            heading += self._say("question_only", side=self._only(entry.state))
        elif entry.state in (NEW, GONE, LOST):
            heading += self._say(f"question_{entry.state}")
        yield f"## {heading}" if self.markdown else heading
        if self.markdown:
            yield ""
        for change in entry.changes:
            yield from self._change(entry, change)
        if entry.moved:
            text = self._say("moved_between" if self.between else "moved")
            yield self._item(text + self._say("comma").join(self._moved(*pair) for pair in entry.moved))
        if entry.through:
            yield self._item(self._say("through") + self._say("comma").join(entry.through))
        if entry.state == NOT_COMPARED:
            yield self._item(
                self._say(NOT_COMPARED, reason="" if entry.reason is None else entry.reason.text(self.lang))
            )

    def _item(self, text: str, depth: int = 0) -> str:
        return f"{'  ' * depth}- {text}" if self.markdown else f"{'  ' * (depth + 1)}{text}"

    @staticmethod
    def _moved(old: tuple[str, ...], new: tuple[str, ...]) -> str:
        def listed(provisions: tuple[str, ...]) -> str:
            return " + ".join(str(place) for place in sorted(map(parse_provision, provisions)))

        return f"{listed(old)} → {listed(new)}"

    def _change(self, entry: QuestionDifference, change: Change) -> Iterator[str]:
        """A change that both sides speak to in two lines, one that only one does in a line."""
        when = (
            "" if change.when == TRUE else PHRASES[self.lang]["branch"].format(when=self._condition(entry, change.when))
        )
        if change.old is not None and change.new is not None and (change.kind == CHANGED or change.of == "answer"):
            if when:
                yield self._item(when)
            for index, side in enumerate((change.old, change.new)):
                line = f"{self.names[index]}{self._say('colon')}{self._said(entry, index, side, change.of)}"
                yield self._item(line, 1 if when else 0)
            return
        index = 0 if change.new is None else 1
        said = change.old if change.new is None else change.new
        assert said is not None
        word = self._say("only", side=self.names[index]) if self.between else self._word(change, index)
        condition = f"{when.strip()}{'' if self.lang == 'zh' else ' '}" if when else ""
        yield self._item(f"{word}{self._say('colon')}{condition}{self._said(entry, index, said, change.of)}")

    def _word(self, change: Change, index: int) -> str:
        if change.partly:
            return self._say("also" if index else "no longer")
        return self._say(NEW if index else GONE)

    def _said(self, entry: QuestionDifference, index: int, said: Said, of: str) -> str:
        words = self._wording(entry, index)
        if said.rest:
            text = self._say("rest")
        elif said.branches:
            cases = [
                words.say("otherwise", when=words.condition(when)) + self._said(entry, index, case, of)
                for when, case in said.branches
            ]
            return words.say("vary_depends", cases=words.say("separator").join(cases))
        elif said.value is None:
            text = self._say(CONFLICT) if said.status == CONFLICT else words.say(said.status)
        elif isinstance(said.value, Outcome):
            text = words.inline(said.value)
        else:
            text = words.entry(said.value)  # type: ignore[arg-type]
        if said.word is not None:
            text = (
                self._say("permission", word=said.word) + text
                if of == "permission"
                else text + self._say("may", word=said.word)
            )
        if said.by_default:
            text += self._say("by_default")
        if said.requires is not None:
            text += words.say("requires", when=words.condition(said.requires))
        if said.unstated:
            text += self._say("unstated", words=self._say("comma").join(said.unstated.values()))
        return text + self._where(said)

    def _where(self, said: Said) -> str:
        if self.lang == "zh":
            places = dict.fromkeys(citation.spelt for citation in said.citations)
            return f"（{'、'.join(places)}）" if places else ""
        return f" ({', '.join(said.provisions)})" if said.citations else ""

    def _wording(self, entry: QuestionDifference, index: int) -> Wording:
        """The words of one side; of the other where it does not know the question."""
        book = self.books[index]
        known = book if entry.question in book.data.scopes else self.books[1 - index]
        return Wording(known.compiled(entry.question), self.lang)

    def _condition(self, entry: QuestionDifference, node: Node) -> str:
        """A condition in the words of the new side, or of the old for what only it knows."""
        sides = [self._wording(entry, 1), self._wording(entry, 0)]

        def fact_word(fact: Fact) -> str:
            return next((words.fact(fact) for words in sides if words.knows(fact)), fact.name)

        def value_word(fact: Fact, value: str) -> str:
            found = [words.choice(fact, value) for words in sides if words.knows(fact)]
            return next((word for word in found if word != value), value)

        return spell(node, fact_word, value_word, KEYWORDS[self.lang])


def as_text(difference: Difference, old: Rulebook, new: Rulebook, lang: str) -> str:
    """The difference as plain text, in `zh` or `en`."""
    return "\n".join(DifferenceWords(difference, old, new, lang, markdown=False).lines())


def as_markdown(difference: Difference, old: Rulebook, new: Rulebook, lang: str) -> str:
    """The difference as Markdown, in `zh` or `en`."""
    return "\n".join(DifferenceWords(difference, old, new, lang, markdown=True).lines())
