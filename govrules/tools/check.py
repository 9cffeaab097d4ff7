"""`govrules check`: what can be proven of a rulebook before anybody asks it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from ..books import Books, Rulebook
from ..engine.diagram import Leaf, TooLarge
from ..engine.facts import spelt_value
from ..engine.question import CompiledQuestion
from ..engine.situation import Situation
from ..engine.space import value_of_amount
from ..errors import LoadError, RuleConflict
from ..loading.rulebook import LEDGER
from ..model.book import BookData
from ..model.citations import Provision
from .cases import Coverage, conditional_rules
from .findings import Finding, Report, finding, from_error
from .source import Source, numbering, read_source, read_text, squeezed
from .version_checks import version_findings
from .wording import wording_findings

SOURCE_CODES = ("cite.not_verbatim", "cite.elsewhere")
CASE_CODES = ("check.untested", "check.unspared")


def check(books: Books, sources: Path | None = None, covered: Mapping[str, Coverage] | None = None) -> Report:
    """Check all rulebooks. `sources` is a folder with the source texts, `<rulebook>.txt`; `covered`
    says for each rulebook which rules the cases cover."""
    findings: list[Finding] = []
    coverage: dict[str, dict[str, int]] = {}
    not_checked: list[str] = []
    for name in books.each_version():
        try:
            book = books[name]
        except LoadError as error:
            findings.extend(from_error(one) for one in error.errors)
            continue
        findings.extend(_ledger(book.data))
        coverage[name] = _coverage(book.data)
        findings.extend(_proof(book, not_checked))
        if sources is None:
            not_checked.append(f"{name}: quotations against the source text (no --sources given)")
        elif (sources / f"{name}.txt").is_file():
            path = sources / f"{name}.txt"
            findings.extend(_against_source(book.data, read_source(path)))
            findings.extend(numbering(read_text(path), str(path)))
        else:
            findings.append(
                finding("source.missing", None, books.folder(name).as_posix(), path=sources / f"{name}.txt")
            )
        findings.extend(wording_findings(book.data))
        if covered is None:
            not_checked.append(f"{name}: rules without a case (no cases given)")
        else:
            findings.extend(_untested(book.data, covered.get(name, Coverage())))
        unchecked = (*(SOURCE_CODES if sources is None else ()), *(CASE_CODES if covered is None else ()))
        findings = list(_not_accepted(book.data, findings, unchecked))
    findings.extend(version_findings(books))
    order = sorted(findings, key=lambda entry: (entry.file or "", entry.line or 0, entry.column or 0, entry.code))
    return Report(tuple(order), coverage, tuple(not_checked))


def _not_accepted(book: BookData, findings: list[Finding], unchecked: Sequence[str]) -> Iterator[Finding]:
    """The findings that no rule accepts with a reason; an acceptance that accepts nothing is one too,
    unless its code was not checked."""
    accepted = {
        (rule.position.file, rule.position.line, code): rule
        for rules in book.rules.values()
        for rule in rules
        for code in rule.accept
    }
    needed: set[tuple[str | None, int | None, str]] = set()
    for entry in findings:
        key = (entry.file, entry.line, entry.code)
        if key in accepted:
            needed.add(key)
        else:
            yield entry
    for key, rule in accepted.items():
        if key not in needed and key[2] not in unchecked:
            yield finding("check.nothing_accepted", rule.position, accepted=key[2])


def _coverage(book: BookData) -> dict[str, int]:
    states = [entry.state for _, entry in book.ledger.provisions()]
    return {state: states.count(state) for state in ("encoded", "declaratory", "pending")}


def _ledger_file(book: BookData) -> str | None:
    return next((file for file in book.files if file.endswith(LEDGER)), None)


def _ledger(book: BookData) -> Iterator[Finding]:
    """What the ledger says of each paragraph agrees with the rules that cite it."""
    cited: dict[Provision, str | None] = {}
    for quotation, rule in book.quotations():
        place = book.ledger.normal(quotation.cite)
        paragraphs = range(1, book.ledger.count(place.article) + 1) if place.paragraph is None else [place.paragraph]
        for paragraph in paragraphs:
            cited.setdefault(Provision(article=place.article, paragraph=paragraph), rule.id if rule else None)
    for provision, entry in book.ledger.provisions():
        if entry.state == "encoded" and provision not in cited:
            yield finding("ledger.uncited", None, _ledger_file(book), provision=provision)
        elif entry.state != "encoded" and cited.get(provision) is not None:
            rule_id = cited[provision]
            yield finding(
                "ledger.cited", None, _ledger_file(book), provision=provision, state=entry.state, rule=rule_id
            )
    pending = [provision for provision, entry in book.ledger.provisions() if entry.state == "pending"]
    if pending:
        yield finding("ledger.pending", None, _ledger_file(book), count=len(pending), first=pending[0])


def _against_source(book: BookData, source: Source) -> Iterator[Finding]:
    listed = {(provision.article, provision.paragraph or 1): entry for provision, entry in book.ledger.provisions()}
    file = _ledger_file(book)
    for key, part in source.paragraphs.items():
        provision = Provision(article=key[0], paragraph=key[1])
        if key not in listed:
            yield finding("ledger.missing", None, file, provision=provision)
        elif tuple(len(item.items) for item in part.items) != listed[key].items:
            numbers = [len(item.items) for item in part.items]
            yield finding(
                "ledger.items", None, file, provision=provision, listed=list(listed[key].items), found=numbers
            )
    for key in listed:
        if key not in source.paragraphs:
            yield finding("ledger.surplus", None, file, provision=Provision(article=key[0], paragraph=key[1]))
    for quotation, rule in book.quotations():
        text = source.text(quotation.cite)
        position = rule.position if rule else None
        header = next(iter(book.files), None)
        if text is None or squeezed(quotation.quote) in squeezed(text):
            continue
        elsewhere = source.find(quotation.quote)
        if elsewhere is not None:
            yield finding("cite.elsewhere", position, header, provision=quotation.cite, found=elsewhere)
        else:
            yield finding("cite.not_verbatim", position, header, provision=quotation.cite, quote=quotation.quote)


def _proof(book: Rulebook, not_checked: list[str]) -> Iterator[Finding]:
    """Overlaps without an order, and rules that can never decide."""
    for name in book.data.rules:
        question = book.compiled(name)
        try:
            diagram = question.diagram
        except TooLarge:
            not_checked.append(f"{book.id} {name}: overlaps and dead rules (more than the limit of decisions)")
            continue
        reached: set[str] = set()
        shown: set[tuple[str, ...]] = set()
        for leaf, way in _leaves(diagram.root, {}):
            reached.update(leaf.standing.deciding, leaf.standing.permitted)
            pair = leaf.standing.deciding
            if len(pair) > 1 and not question.collect and pair not in shown:
                example = _example(book, question, way)
                if example is not None:
                    shown.add(pair)
                    position = question.rules[pair[0]].position
                    yield finding("check.overlap", position, rules=" and ".join(pair), facts=example or "any facts")
        for rule in question.rules.values():
            if rule.id not in reached:
                yield finding("check.dead", rule.position)


def _leaves(node: Any, way: dict[int, int], seen: set[int] | None = None) -> Iterator[tuple[Leaf, dict[int, int]]]:
    """Every leaf once, with one way to it."""
    seen = set() if seen is None else seen
    if id(node) in seen:
        return
    seen.add(id(node))
    if isinstance(node, Leaf):
        yield node, way
        return
    for cell, child in enumerate(node.children):
        yield from _leaves(child, way | {node.variable: cell}, seen)


def _example(book: Rulebook, question: CompiledQuestion, way: Mapping[int, int]) -> str | None:
    """Facts that lead that way, where asking with them does show the conflict; else None."""
    facts: dict[str, Any] = {}
    for variable, cell in way.items():
        entry = question.space.variables[variable]
        if entry.fact is None:
            continue
        sample = entry.samples[cell]
        known = entry.fact.type.kind in ("flag", "choice")
        facts[entry.fact.name] = sample if known else value_of_amount(entry.fact.type, sample)
    try:
        Situation(question, facts, frozenset(), book.ask_stage).projection()
    except RuleConflict:
        return ", ".join(f"{name}={spelt_value(value)}" for name, value in facts.items())
    return None


def _untested(book: BookData, covered: Coverage) -> Iterator[Finding]:
    """Each rule decides some case, and unless it always applies there is one that it does not."""
    conditional = conditional_rules(book)
    for question, rules in book.rules.items():
        for rule in rules:
            name = f"{question}/{rule.id}"
            if name not in covered.fired:
                yield finding("check.untested", rule.position, rule=name)
            if name in conditional and name not in covered.spared:
                yield finding("check.unspared", rule.position, rule=name)
