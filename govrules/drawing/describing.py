"""Answers, outcomes and rules as descriptions of pictures, in the words of a question."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from ..engine.answer import ANSWERED, Alternative, Answer
from ..engine.explaining import Wording
from ..engine.phrases import SLOTS
from ..engine.question import CompiledQuestion
from ..language import TRUE, Node
from ..model.chain import Act, Chain, Stage
from ..model.names import RoleSet
from ..model.order import ACT, CHOICE, FORK, Group, Place, order_of
from ..model.outcome import Outcome, Part
from .description import (
    ACTION,
    CONDITION,
    GATE,
    HEADING,
    LEFT_OPEN,
    REQUIRES,
    STATUS,
    WHO,
    Box,
    Description,
    Frame,
    Line,
    Panel,
)
from .words import WORDS


def describe_answer(question: CompiledQuestion, answer: Answer, lang: str) -> Description:
    """The picture of an answer: its value, else its cases; what it would be if nobody were away; what may be
    done instead."""
    describing = _Describing(question, lang)
    words = describing.words
    title = f"{describing.place()} — {words.say(answer.status)}"
    panels = list(describing.answer(answer))
    needs = words.say("and_roles").join(words.fact_value(name, None)[0] for name in answer.needs)
    decision = (Line(words.say("heading", text=words.say("needs")) + needs, HEADING),) if answer.branches else ()
    return Description(lang, title, (Line(title, HEADING), Line(answer.asked)), tuple(panels), decision)


def describe_outcome(question: CompiledQuestion, outcome: Outcome, lang: str) -> Description:
    """The picture of one outcome."""
    describing = _Describing(question, lang)
    return Description(lang, describing.place(), (), (describing.panel("value", outcome),))


def describe_rules(question: CompiledQuestion, lang: str) -> Description:
    """The picture of what each rule of the question says."""
    describing = _Describing(question, lang)
    panels = tuple(describing.rule(rule) for rule in question.rules.values())
    return Description(lang, describing.place(), (Line(describing.place(), HEADING),), panels)


class _Describing:
    def __init__(self, question: CompiledQuestion, lang: str) -> None:
        self.question, self.lang = question, lang
        self.words = Wording(question, lang)
        self.vocabulary = question.book.names.vocabulary

    def place(self) -> str:
        """Government and question."""
        definition = self.question.scope.definition
        return f"{self.question.book.header.label(self.lang)} · {definition(self.lang)}"

    def say(self, code: str, **parameters: Any) -> str:
        return WORDS[self.lang][code].format(**parameters)

    def answer(self, answer: Answer) -> Iterator[Panel]:
        words = self.words
        said: list[Line] = []
        if answer.by_default:
            said.append(Line(words.say("default_outcome")))
        if answer.permitted is not None:
            said.append(Line(words.say("permitted", word=answer.permitted)))
        said += self._requires(answer.requires)
        count = 0
        if answer.value is not None or not answer.branches:
            yield self.panel("value", answer.value, said, status=answer.status)
            count += 1
        for branch in answer.branches:
            heading = [Line(words.say("branch", when=words.condition(branch.when)), HEADING)]
            heading += self._requires(branch.requires)
            yield self.panel("branch", branch.value, heading, status=branch.status)
            yield from self._alternatives(branch.alternatives, within=count)
            count += 1 + len(branch.alternatives)
        if answer.ordinary is not None:
            yield self.panel("ordinary", answer.ordinary, [Line(words.say("ordinary"), HEADING)])
        if not answer.branches:
            yield from self._alternatives(answer.alternatives)

    def _alternatives(self, alternatives: Iterable[Alternative], within: int | None = None) -> Iterator[Panel]:
        for alternative in alternatives:
            heading = [Line(f"{self.words.say('alternatives')} — {alternative.word}", HEADING)]
            heading += self._condition(alternative.when)
            heading += self._requires(alternative.requires)
            if alternative.by_default:
                heading.append(Line(self.words.say("default_outcome")))
            yield self.panel("alternative", alternative.value, heading, within=within)

    def rule(self, rule: Any) -> Panel:
        words = self.words
        heading = [Line(f"[{rule.id}]", HEADING)]
        if rule.guard != TRUE:
            heading[0] = Line(f"[{rule.id}] {words.say('branch', when=words.condition(rule.guard))}", HEADING)
        if rule.may is not None:
            heading.append(Line(words.say("permitted", word=rule.may)))
        heading += self._requires(rule.requires)
        heading += [Line(words.citation(self.question.book.citation(citation))) for citation in rule.citations]
        return self.panel("rule", rule.outcome, heading)

    def panel(
        self,
        kind: str,
        outcome: Outcome | None,
        heading: Iterable[Line] = (),
        *,
        status: str = ANSWERED,
        within: int | None = None,
    ) -> Panel:
        """An outcome with what stands above it; its status where there is none."""
        if outcome is None:
            return Panel(kind, tuple(heading), body=(Line(self.words.say(status), STATUS),), within=within)
        if not isinstance(outcome, Chain):
            body = tuple(Line(text) for text in self.words.value(outcome))
            return Panel(kind, tuple(heading), body=body, within=within)
        order = order_of(outcome.entries, gates=True)
        lanes: dict[str, int] = {}
        return Panel(
            kind,
            tuple(heading),
            boxes=tuple(self._box(place, lanes) for place in order.places),
            frames=tuple(self._frame(group) for group in order.groups),
            groups=tuple(place.groups for place in order.places),
            edges=order.edges(range(len(order.places))),
            block=order.block,
            lanes=tuple(lanes),
            within=within,
        )

    def _box(self, place: Place, lanes: dict[str, int]) -> Box:
        part: Any = place.part
        optional = part is not None and part.when is not None
        if place.kind == ACT:
            who = self.words.roles(part.performers or RoleSet())
            return Box(ACT, lanes.setdefault(who, len(lanes)), tuple(self._act(part)), optional)
        if part is not None:
            lane = lanes.setdefault(self.say("procedures"), len(lanes))
            return Box(place.kind, lane, tuple(self._stage(part, whole=True)), optional)
        text = {FORK: self.say("together"), CHOICE: self.say("any")}.get(place.kind)
        return Box(place.kind, None, () if text is None else (Line(text, GATE),), optional)

    def _frame(self, group: Group) -> Frame:
        if isinstance(group.part, Stage):
            lines = tuple(self._stage(group.part, whole=False))
            return Frame(group.kind, lines, group.parent, group.part.when is not None)
        return Frame(group.kind, (Line(self.say(group.kind)),), group.parent)

    def _stage(self, stage: Stage, *, whole: bool) -> Iterator[Line]:
        yield Line(self.vocabulary.questions[stage.question](self.lang), ACTION if whole else HEADING)
        if stage.status not in (None, ANSWERED):
            yield Line(self.say("silent_stage", status=self.words.say(str(stage.status))), STATUS)
        yield from self._said(stage)

    def _act(self, act: Act) -> Iterator[Line]:
        words = self.words
        yield Line(words.roles(act.performers or RoleSet()), WHO)
        action = act.term if act.term and self.lang == "zh" else self.vocabulary.actions[act.action](self.lang)
        if act.addressed and act.roles:
            to = words.say("to", roles=words.roles(act.who))
            action = f"{to} {action}" if self.lang == "zh" else f"{action} {to}"
        yield Line(action, ACTION)
        if act.substituted:
            titles = tuple(self.question.book.names.title(role) for role in act.substituted)
            away = words.roles(RoleSet(roles=act.substituted, titles=titles))
            code = "instead" if act.permitted is None else "instead_permitted"
            yield Line(words.say(code, roles=away, word=act.permitted).strip())
        if act.object:
            yield Line(act.object)
        if act.partners is not None:
            yield Line(words.say("with", roles=words.roles(act.partners)))
        if act.form:
            yield Line(f"（{act.form}）")
        if act.according_to:
            yield Line(words.say("according_to", text=act.according_to))
        if act.deadline is not None:
            yield Line(words.deadline(act.deadline))
        if act.frequency is not None:
            yield Line(words.frequency(act.frequency))
        yield from self._said(act)

    def _said(self, part: Part) -> Iterator[Line]:
        """What a part says of itself beside what is done."""
        words = self.words
        if part.by_default is not None:
            yield Line(words.say("by_default", word=part.by_default).strip())
        for slot, word in part.unstated.items():
            name = SLOTS.get(slot, slot) if self.lang == "zh" else slot
            open_slot = words.say("unstated_slot", slot=name, word=word)
            yield Line(f"{words.say('unstated')} {open_slot}", LEFT_OPEN)
        yield from self._requires(part.requires)
        yield from self._condition(part.when)

    def _requires(self, node: Node | None) -> list[Line]:
        if node is None:
            return []
        return [Line(self.words.say("requires", when=self.words.condition(node)).strip(), REQUIRES)]

    def _condition(self, node: Node | None) -> list[Line]:
        return [] if node is None else [Line(self.say("condition", when=self.words.condition(node)), CONDITION)]
