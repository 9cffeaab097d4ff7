"""`govrules check`: what can be proven of a rulebook before anybody asks it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from ..books import Books
from ..errors import LoadError
from ..loading.source import read_source, read_text
from ..messages import Words
from ..model.book import BookData
from .chain_checks import chain_findings
from .coverage import Coverage, conditional_rules
from .findings import Finding, Report, finding, from_error
from .ledger import ledger_findings, ledger_states, source_findings
from .proof import proof
from .source import numbering
from .unread import unread_findings
from .version_checks import version_findings
from .wording import wording_findings

SOURCE_CODES = ("cite.not_verbatim", "cite.elsewhere")
CASE_CODES = ("check.untested", "check.unspared")


def check(books: Books, sources: Path | None = None, covered: Mapping[str, Coverage] | None = None) -> Report:
    """Check all rulebooks. `sources` is a folder with the source texts, `<rulebook>.txt`; `covered`
    says for each rulebook which rules the cases cover."""
    findings: list[Finding] = []
    coverage: dict[str, dict[str, int]] = {}
    not_checked: list[Words] = []
    for name in books.each_version():
        try:
            book = books[name]
        except LoadError as error:
            findings.extend(from_error(one) for one in error.errors)
            not_checked.append(Words("unchecked", book=name, what=Words("unchecked_rest")))
            continue
        findings.extend(ledger_findings(book.data))
        coverage[name] = ledger_states(book.data)
        findings.extend(proof(book, not_checked))
        findings.extend(chain_findings(book, not_checked))
        if sources is None:
            not_checked.append(Words("unchecked", book=name, what=Words("unchecked_sources")))
        elif (sources / f"{name}.txt").is_file():
            path = sources / f"{name}.txt"
            findings.extend(source_findings(book.data, read_source(path)))
            findings.extend(numbering(read_text(path), str(path)))
        else:
            findings.append(
                finding("source.missing", None, books.folder(name).as_posix(), path=sources / f"{name}.txt")
            )
        findings.extend(wording_findings(book.data))
        if covered is None:
            not_checked.append(Words("unchecked", book=name, what=Words("unchecked_cases")))
        else:
            findings.extend(_untested(book.data, covered.get(name, Coverage())))
        unchecked = (*(SOURCE_CODES if sources is None else ()), *(CASE_CODES if covered is None else ()))
        findings = list(_not_accepted(book.data, findings, unchecked))
    findings.extend(version_findings(books))
    findings.extend(unread_findings(books))
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
