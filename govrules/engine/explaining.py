"""An answer in words, for a clerk: local titles, 第五十一条第一款, the quoted words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from ..language import UNKNOWN, Fact, Node, spell, truth
from ..language.syntax import And
from ..model.amounts import Frequency, Limit
from ..model.chain import Act, AnyWay, Chain, Entry, Sequence, Stage, Together
from ..model.citations import Citation, chinese_numeral
from ..model.deadline import Deadline
from ..model.gathered import Item, Listed, Norm, RoleEntry
from ..model.names import RoleSet
from ..model.outcome import Outcome, Part
from ..model.rulebook import Rule
from ..model.substitution import Substitution
from ..model.threshold import Threshold
from .answer import ANSWERED, NOT_IN_FORCE, Alternative, Answer, UnresolvedStep
from .phrases import KEYWORDS, PHRASES, SLOTS, UNITS
from .question import CompiledQuestion


def explain(question: CompiledQuestion, answer: Answer, lang: str, why_not: bool) -> str:
    """The answer as lines of text. `lang` is `zh` or `en` (ValueError for any other)."""
    if lang not in PHRASES:
        raise ValueError("lang must be 'zh' or 'en'")
    return "\n".join(_Explaining(question, answer, lang).lines(why_not=why_not))


def rule_line(question: CompiledQuestion, rule: Rule, lang: str) -> str:
    """A rule in one line: its condition, its outcome, its provision and words."""
    words = Wording(question, lang)
    guard = words.condition(rule.guard)
    when = "" if guard in ("true", "是") else words.say("branch", when=guard) + " "
    word = "" if rule.may is None else words.say("alternative", word=rule.may)
    requires = "" if rule.requires is None else words.say("requires", when=words.condition(rule.requires))
    cited = words.citation(question.book.citation(rule.citations[0]))
    return f"  [{rule.id}] {when}{word}{words.inline(rule.outcome)}{requires}  {cited}"


def part_line(question: CompiledQuestion, part: Part, lang: str) -> str:
    """A step of a chain, or an entry of a list, in one line."""
    words = Wording(question, lang)
    return words.act(part) if isinstance(part, Act) else words.entry(part)  # type: ignore[arg-type]


def words_of(question: CompiledQuestion, lang: str) -> Wording:
    """What puts the outcomes, conditions and facts of a question into words; `lang` is `zh` or `en`."""
    return Wording(question, lang)


class Wording:
    """Names, conditions and outcomes of one question in words."""

    def __init__(self, question: CompiledQuestion, lang: str) -> None:
        self.question, self.lang = question, lang
        self.phrases = PHRASES[lang]
        self.names = question.book.names

    def say(self, code: str, **parameters: Any) -> str:
        return self.phrases[code].format(**parameters)

    def heading(self, code: str) -> str:
        """The name of a section, with the colon of the language."""
        return self.say("heading", text=self.say(code)).rstrip()

    def condition(self, node: Node) -> str:
        return spell(node, self.fact, self.choice, KEYWORDS[self.lang])

    def knows(self, fact: Fact) -> bool:
        """Whether the rulebook has such a fact."""
        scope = self.question.scope
        return fact.name in scope.facts or fact.name in self.names.readings or fact.name in self.names.vocabulary.facts

    def fact(self, fact: Fact) -> str:
        """The word for a fact."""
        scope = self.question.scope
        if fact.name in scope.facts or fact.name in self.names.readings:
            return str(scope.use_of(fact.name).label(self.lang))
        return str(self.names.fact(fact.name).label(self.lang))  # a fact of a stage

    def choice(self, fact: Fact, value: str) -> str:
        """The word for a value of a fact."""
        if value in self.names.classes:
            return str(self.names.classes[value](self.lang))
        scope = self.question.scope
        own = fact.name in scope.facts or fact.name in self.names.readings
        use = scope.use_of(fact.name) if own else self.names.fact(fact.name)
        return str(use.value_labels[value](self.lang)) if value in use.value_labels else value

    def fact_value(self, name: str, value: Any) -> tuple[str, str]:
        """A fact and its value, both in words."""
        use = (
            self.question.scope.use_of(name)
            if name in self.question.scope.facts or name in self.names.readings
            else self.names.fact(name)
        )
        if isinstance(value, bool):
            spelt = KEYWORDS["zh"]["true" if value else "false"] if self.lang == "zh" else ("yes" if value else "no")
        elif isinstance(value, str) and value in use.value_labels:
            spelt = use.value_labels[value](self.lang)
        else:
            spelt = str(value)
        return use.label(self.lang), spelt

    def roles(self, roles: RoleSet) -> str:
        if not roles.roles:
            return self.say("step_unstated")
        known = self.names.vocabulary.roles
        names = roles.titles if self.lang == "zh" else [known[role].en for role in roles.roles]
        return self.say("or_roles" if roles.any else "and_roles").join(names)

    def _titles(self, roles: tuple[str, ...]) -> str:
        return self.roles(RoleSet(roles=roles, titles=tuple(self.names.title(role) for role in roles)))

    def citation(self, citation: Citation) -> str:
        where = citation.spelt if self.lang == "zh" else f"{citation.provision} {citation.spelt}"
        return self.say("quotation", where=where, quote=citation.quote)

    def unstated(self, slots: Mapping[str, str]) -> str:
        """What the text leaves open, in one line."""
        return self.say("heading", text=self.say("unstated")) + self.say("separator").join(
            self.say("unstated_slot", slot=self._slot(slot), word=word) for slot, word in slots.items()
        )

    def _slot(self, slot: str) -> str:
        action, _, name = slot.rpartition(".")
        known = self.names.vocabulary.actions.get(action)
        if self.lang != "zh" or (action and known is None):
            return slot
        return f"{'' if known is None else known.zh}{SLOTS.get(name, name)}"

    @staticmethod
    def indented(lines: Iterable[str], by: str = "  ") -> Iterator[str]:
        for line in lines:
            yield by + line

    def value(self, value: Any) -> Iterator[str]:
        """The lines of an outcome."""
        if isinstance(value, Chain):
            yield from self._entries(value.entries, "")
        elif isinstance(value, Threshold):
            yield from self._threshold(value)
        elif isinstance(value, Listed):
            for entry in value.entries:
                yield f"- {self.entry(entry)}"
            if value.open:
                yield f"- {self._open(value)}"
        else:
            yield self.inline(value)

    def inline(self, value: Any) -> str:
        """An outcome in one line."""
        if isinstance(value, Chain):
            return " → ".join(self._entry_inline(entry) for entry in value.entries)
        if isinstance(value, Threshold):
            return self.say("separator").join(self._threshold(value))
        if isinstance(value, Substitution):
            acts = (
                self.say("all_acts")
                if isinstance(value.acts, str)
                else self.say("and_roles").join(self._action(action) for action in value.acts)
            )
            order = "" if value.order is None else self.say("order", text=value.order)
            who = self.roles(value.substitute)
            if value.in_order:
                who = self.say("in_order", roles=self.roles(value.substitute.model_copy(update={"any": False})))
            return f"{who} {acts}{order}"
        if isinstance(value, Deadline):
            return self.deadline(value)
        if isinstance(value, Listed):
            return self.say("separator").join(self.entry(entry) for entry in value.entries) + self._open(value)
        if isinstance(value, Frequency):
            return self.frequency(value)
        if isinstance(value, Limit):
            return self.limit(value)
        return str(value)

    def _open(self, value: Listed) -> str:
        return self.say("open_list") if value.open else ""

    def entry(self, entry: Norm | RoleEntry | Item) -> str:
        """One norm, role or item in a line."""
        if isinstance(entry, Norm):
            parts = [self.roles(entry.who) if entry.who.roles else "", self.say(entry.modality), entry.do]
            if entry.unless:
                parts.append(self.say("unless", cases=self.say("and_roles").join(entry.unless)))
        elif isinstance(entry, RoleEntry):
            capacity = self.names.vocabulary.capacities[entry.capacity](self.lang)
            names = [self.roles(entry.who)] if entry.who.roles else []
            names += [entry.unlisted] if entry.unlisted is not None else []
            who = self.say("and_roles").join(names) or self.say("step_unstated")
            parts = [f"{capacity}：{who}" + (self.say("open_list") if entry.open else "")]
        else:
            label = entry.text if entry.item is None else self.names.vocabulary.terms[entry.item](self.lang)
            parts = [label or "", "" if entry.by is None else self.say("by", roles=self.roles(entry.by))]
        parts.append("" if getattr(entry, "form", None) is None else f"（{entry.form}）")  # type: ignore[union-attr]
        if not isinstance(entry, RoleEntry) and entry.deadline is not None:
            parts.append(f"（{self.deadline(entry.deadline)}）")
        if not isinstance(entry, RoleEntry) and entry.frequency is not None:
            parts.append(f"（{self.frequency(entry.frequency)}）")
        return " ".join(part for part in parts if part) + self._conditions(entry)

    def frequency(self, value: Frequency) -> str:
        """A frequency in words."""
        counts = [
            self.say(code, number=getattr(value, code), per=self.say(f"per_{value.per}"))
            for code in ("exactly", "at_least", "at_most")
            if getattr(value, code) is not None
        ]
        return self.say("separator").join([*counts, *(word for word in (value.day, value.as_needed) if word)])

    def limit(self, value: Limit) -> str:
        """A limit in words."""
        amount = self.condition(value.amount) if value.computed is None else str(value.computed)
        unit = self.names.vocabulary.terms[value.unit](self.lang)
        per = "" if value.per is None else self.say("limit_per", per=value.per)
        return self.say(f"limit_{value.bound}", amount=amount, unit=unit) + per

    def _entries(self, entries: Iterable[Entry], prefix: str) -> Iterator[str]:
        for number, entry in enumerate(entries, 1):
            label = f"{prefix}{number}"
            if isinstance(entry, Act):
                yield f"{label}. {self.act(entry)}"
            elif isinstance(entry, Stage):
                yield f"{label}. {self._stage(entry)}"
                if entry.chain is not None:
                    yield from self.indented(self._entries(entry.chain.entries, f"{label}."))
            elif isinstance(entry, Sequence):
                inner = list(self._entries(entry.entries, f"{label}."))
                yield from inner
            else:
                yield f"{label}. {self.say('together' if isinstance(entry, Together) else 'any')}"
                yield from self.indented(self._entries(entry.entries, f"{label}."))

    def _entry_inline(self, entry: Entry) -> str:
        if isinstance(entry, Act):
            return self.act(entry)
        if isinstance(entry, Stage):
            return self.inline(entry.chain) if entry.chain is not None else self._stage(entry)
        joint = {AnyWay: " | ", Together: " & ", Sequence: " → "}[type(entry)]
        return f"[{joint.join(self._entry_inline(part) for part in entry.entries)}]"

    def _stage(self, entry: Stage) -> str:
        question = self.names.vocabulary.questions[entry.question]
        status = "" if entry.status in (None, ANSWERED) else f": {self.say(str(entry.status))}"
        return f"{question.zh if self.lang == 'zh' else question.en}{status}{self._conditions(entry)}"

    def _action(self, action: str) -> str:
        entry = self.names.vocabulary.actions[action]
        return entry.zh if self.lang == "zh" else entry.en

    def act(self, act: Act) -> str:
        """One act in a line."""
        action = act.term if act.term and self.lang == "zh" else self._action(act.action)
        if act.addressed:
            to = self.say("to", roles=self.roles(act.who)) if act.roles else ""
            if self.lang == "zh":
                parts = [self.say("by", roles=self.roles(act.sender)) if act.sender is not None else "", to, action]
            else:
                parts = [self.roles(act.sender) if act.sender is not None else "", action, to]
        else:
            parts = [self.roles(act.who), action]
        if act.substituted:
            code = "instead" if act.permitted is None else "instead_permitted"
            parts.append(self.say(code, roles=self._titles(act.substituted), word=act.permitted))
        parts.append(act.object or "")
        if act.partners is not None:
            parts.append(self.say("with", roles=self.roles(act.partners)))
        if act.form:
            parts.append(f"（{act.form}）")
        if act.according_to:
            parts.append(self.say("according_to", text=act.according_to))
        if act.deadline is not None:
            parts.append(f"（{self.deadline(act.deadline)}）")
        if act.frequency is not None:
            parts.append(f"（{self.frequency(act.frequency)}）")
        return " ".join(part for part in parts if part) + self._conditions(act)

    def _conditions(self, part: Part) -> str:
        text = "" if part.by_default is None else self.say("by_default", word=part.by_default)
        if part.when is not None:
            text += self.say("if", when=self.condition(part.when))
        return text if part.requires is None else text + self.say("requires", when=self.condition(part.requires))

    def alternative(self, alternative: Alternative) -> str:
        """What may be done instead, in one line."""
        line = self.say("alternative", word=alternative.word) + self.inline(alternative.value)
        if alternative.when is not None:
            line += self.say("if", when=self.condition(alternative.when))
        if alternative.requires is not None:
            line += self.say("requires", when=self.condition(alternative.requires))
        return line + (f"（{self.say('default_outcome')}）" if alternative.by_default else "")

    def deadline(self, deadline: Deadline) -> str:
        """A deadline in words."""
        event = "" if deadline.event is None else self.names.vocabulary.events[deadline.event](self.lang)
        unit = "" if deadline.unit is None else deadline.unit
        plural = "" if deadline.amount == 1 else "s"
        length = (
            f"{deadline.amount}{UNITS.get(unit, unit)}" if self.lang == "zh" else f"{deadline.amount} {unit}{plural}"
        )
        if deadline.relation == "monthly":
            return self.say("monthly", day=deadline.amount)
        if deadline.amount is None and deadline.relation == "before":
            length = ""
        text = self.say(deadline.relation, event=event, length=length)
        if deadline.first_day_counts is not None:
            text += self.say("first_day_counts" if deadline.first_day_counts else "first_day_not_counted")
        extra = [
            self.say(key, text=getattr(deadline, key))
            for key in ("set_by", "extension", "excluded", "lapse")
            if getattr(deadline, key)
        ]
        return self.say("separator").join([text, *extra])

    def _threshold(self, value: Threshold) -> Iterator[str]:
        for part in value.all_of or (value,):
            bound = part.more_than if part.more_than is not None else part.at_least
            assert bound is not None and part.of is not None
            count = self.names.vocabulary.counts[part.of]
            code = "more_than" if part.more_than is not None else "persons" if bound.denominator == 1 else "at_least"
            spelt = str(bound)
            if self.lang == "zh" and bound.denominator > 1:
                spelt = f"{chinese_numeral(bound.denominator)}分之{chinese_numeral(bound.numerator)}"
            yield self.say(f"threshold_{code}", of=count.zh if self.lang == "zh" else count.en, bound=spelt)
        if value.members is not None:
            yield self.say("threshold_minimum", members=value.members, minimum=value.minimum())
            if value.present is not None:
                yield self.say("threshold_met" if value.met() else "threshold_not_met", present=value.present)


class _Explaining(Wording):
    """One answer in words."""

    def __init__(self, question: CompiledQuestion, answer: Answer, lang: str) -> None:
        super().__init__(question, lang)
        self.given = answer

    def lines(self, *, why_not: bool) -> Iterator[str]:
        answer = self.given
        definition = self.question.scope.definition
        yield (
            f"{self.question.book.header.label(self.lang)} · {definition.zh if self.lang == 'zh' else definition.en}"
            + (f" — {self.say(answer.status)}")
        )
        yield f"  {answer.asked}"
        if answer.value is not None:
            yield from self.indented(self.value(answer.value))
            if answer.by_default:
                yield f"  {self.say('default_outcome')}"
        if answer.permitted is not None:
            yield f"  {self.say('permitted', word=answer.permitted)}"
        if answer.requires is not None:
            yield f"  {self.say('requires', when=self.condition(answer.requires)).strip()}"
        for branch in answer.branches:
            yield f"  {self.say('branch', when=self.condition(branch.when))}"
            yield from self.indented(self._outcome(branch.status, branch.value), "    ")
            if branch.permitted is not None:
                yield f"    {self.say('permitted', word=branch.permitted)}"
            if branch.requires is not None:
                yield f"    {self.say('requires', when=self.condition(branch.requires)).strip()}"
            yield from self.indented(self._unresolved(branch.unresolved), "    ")
            yield from self.indented(self._alternatives(branch.alternatives), "    ")
        if answer.needs:
            names = [self.fact_value(name, None)[0] for name in answer.needs]
            yield self.say("heading", text=self.say("needs")) + self.say("and_roles").join(names)
        if answer.unresolved:
            yield self.heading("unresolved")
            yield from self.indented(self._unresolved(answer.unresolved))
        if answer.ordinary is not None:
            yield self.heading("ordinary")
            yield from self.indented(self.value(answer.ordinary))
        if not answer.branches:
            yield from self._alternatives(answer.alternatives)
        yield from self._assumed(answer)
        if answer.unstated:
            yield self.unstated(answer.unstated)
        yield from self._citations(answer)
        if answer.notes:
            yield self.heading("notes")
            for note in answer.notes:
                yield f"  {note.text if self.lang == 'zh' or note.text_en is None else note.text_en}"
        if why_not and answer.status != NOT_IN_FORCE:
            reasons = list(self._why_not())
            if reasons:
                yield self.heading("why_not")
                yield from self.indented(reasons)

    def _outcome(self, status: str, value: Outcome | None) -> Iterator[str]:
        if value is None:
            yield self.say(status)
        else:
            yield from self.value(value)

    def _unresolved(self, steps: Iterable[UnresolvedStep]) -> Iterator[str]:
        """For each step that nobody may take: who is away, and what the substitution rules lack."""
        for step in steps:
            action = None if step.action is None else self._action(step.action)
            where = [citation.spelt if self.lang == "zh" else str(citation.provision) for citation in step.citations]
            why = self.say(
                f"unresolved_{step.reason}",
                where=self.say("and_roles").join(dict.fromkeys(where)),
                tried=self._titles(step.tried),
                acts=self.say("and_roles").join(self._action(act) for act in step.acts),
                action=action,
                condition="" if step.condition is None else self.condition(step.condition),
            )
            code = "unresolved_substitute" if action is None else "unresolved_step"
            yield self.say(code, title=self._titles((step.role,)), action=action, why=why)

    def _alternatives(self, alternatives: Iterable[Alternative]) -> Iterator[str]:
        listed = list(alternatives)
        if listed:
            yield self.heading("alternatives")
        for alternative in listed:
            yield f"  {self.alternative(alternative)}"

    def _assumed(self, answer: Answer) -> Iterator[str]:
        if answer.assumed:
            yield self.heading("assumed")
        for assumption in answer.assumed:
            if assumption.fact == "in_force":
                yield f"  {self.say('in_force')}"
                continue
            fact, value = self.fact_value(assumption.fact, assumption.value)
            yield f"  {self.say('assumption', fact=fact, value=value)}"
            for branch in assumption.otherwise:
                parts = [self.say(branch.status) if branch.value is None else self.inline(branch.value)]
                parts += [
                    f"{a.word}: {self.inline(a.value)}" for a in branch.alternatives if a not in answer.alternatives
                ]
                condition = self.say("otherwise", when=self.condition(branch.when))
                yield f"    {condition}{self.say('separator').join(parts)}"

    def _citations(self, answer: Answer) -> Iterator[str]:
        for code, citations in (("citations", answer.citations), ("nearest", answer.nearest)):
            if citations:
                yield self.heading(code)
                for citation in citations:
                    yield f"  {self.citation(citation)}"

    def _why_not(self) -> Iterator[str]:
        """For each rule that did not decide, the one part of its guard that failed."""
        facts = self._facts()
        decided = {*self.given.rules, *(alternative.rule for alternative in self.given.alternatives)}
        for rule in self.question.rules.values():
            if rule.id not in decided:
                yield self._reason(rule, facts)

    def _facts(self) -> dict[str, Any]:
        scope = self.question.scope
        names = (*scope.definition.decides, *self.question.readings)
        defaults = {name: scope.use_of(name).default for name in names}
        known = {**defaults, **self.given.facts}
        return {name: value for name, value in known.items() if value is not None and value is not UNKNOWN}

    def _reason(self, rule: Rule, facts: dict[str, Any]) -> str:
        where = self.question.book.citation(rule.citations[0]).spelt
        parts = rule.guard.operands if isinstance(rule.guard, And) else (rule.guard,)
        for wanted, code in ((False, "not_applicable"), (None, "unknown_part")):
            for part in parts:
                if truth(part, facts) is wanted:
                    return self.say(code, rule=rule.id, where=where, part=self.condition(part))
        if rule.requires is not None and truth(rule.requires, facts) is False:
            return self.say("barred", rule=rule.id, where=where, part=self.condition(rule.requires))
        prevails = self.question.precedence.prevails
        for other in self.question.rules.values():
            if rule.id in prevails[other.id] and truth(other.guard, facts) is not False:
                return self.say("overridden", rule=rule.id, where=where, other=other.id)
        return self.say("fallen", rule=rule.id, where=where)


def sections(question: CompiledQuestion, answer: Answer, lang: str) -> list[tuple[str, list[str]]]:
    """What an answer says beside its outcomes and citations: the code of each section, and its lines."""
    words = _Explaining(question, answer, lang)
    notes = [note.text if lang == "zh" or note.text_en is None else note.text_en for note in answer.notes]
    unstated = [words.say("unstated_slot", slot=words._slot(slot), word=word) for slot, word in answer.unstated.items()]
    return [
        ("unresolved", list(words._unresolved(answer.unresolved))),
        ("unstated", unstated),
        ("notes", notes),
        ("assumed", [line.strip() for line in list(words._assumed(answer))[1:]]),
    ]
