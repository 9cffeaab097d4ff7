"""`govrules test`: cases as data, each a question and what the answer must be."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Any

from pydantic import Field, PlainValidator

from ..books import Books, Rulebook
from ..engine.answer import Answer
from ..engine.space import Space
from ..errors import GovrulesError, LoadError, nearest
from ..language import TRUE, Node, canonical, parse_condition
from ..loading.validation import validate
from ..loading.yaml_reader import read_yaml
from ..model.base import Model, Text, refuse
from ..model.book import BookData, overridden
from ..model.citations import ProvisionText, parse_provision

EXPECTATIONS = (
    "status",
    "value",
    "contains",
    "lacks",
    "permitted",
    "alternatives",
    "branches",
    "needs",
    "assumed",
    "citations",
    "nearest",
    "by_default",
    "notes",
    "unstated",
    "requires",
    "error",
)


def _expectations(value: Any) -> Any:
    if not isinstance(value, dict) or not value:
        raise refuse("schema.type", key="expect", expected="a mapping of an answer's parts")
    for key in value:
        if key not in EXPECTATIONS:
            raise refuse("case.unknown_key", key=key, on_key=key, suggestion=nearest(key, EXPECTATIONS))
    return value


class Case(Model):
    """A question with its facts, the article that decides it, and the expected answer."""

    name: Text
    ask: Text
    article: ProvisionText
    expect: Annotated[dict[str, Any], PlainValidator(_expectations)]


class CaseFile(Model):
    """A file of cases for one rulebook."""

    rulebook: Text
    cases: Annotated[tuple[Case, ...], Field(min_length=1)]


@dataclass(frozen=True)
class Result:
    """What became of a case: `differences` is empty where the answer is as expected."""

    case: str
    file: str
    line: int
    differences: tuple[str, ...]
    rules: tuple[str, ...] = ()

    @property
    def passed(self) -> bool:
        """Whether the answer is as expected."""
        return not self.differences


@dataclass
class Coverage:
    """The rules (`question/rule`) of one rulebook that some case was decided by (`fired`), and those
    of which some case of their question was not (`spared`)."""

    fired: set[str] = field(default_factory=set)
    spared: set[str] = field(default_factory=set)


@dataclass
class CaseRun:
    """The results of all cases, and what they cover of each rulebook."""

    results: list[Result] = field(default_factory=list)
    coverage: dict[str, Coverage] = field(default_factory=dict)

    @property
    def failed(self) -> list[Result]:
        """The cases whose answer differs."""
        return [result for result in self.results if not result.passed]


def find_cases(paths: Sequence[Path]) -> list[Path]:
    """The case files in files and folders, in order."""
    found: list[Path] = []
    for path in paths:
        found.extend(sorted(path.rglob("*.cases.yaml")) if path.is_dir() else [path])
    return found


def conditional_rules(book: BookData) -> set[str]:
    """The rules (`question/rule`) that do not always apply: those with a condition or a requirement,
    those that stand beside another, and those that another may override."""
    found: set[str] = set()
    for question, rules in book.rules.items():
        overridable = set().union(*overridden(rules).values())
        for rule in rules:
            if rule.guard != TRUE or rule.requires is not None or rule.beside or rule.id in overridable:
                found.add(f"{question}/{rule.id}")
    return found


def read_cases(path: Path) -> tuple[CaseFile, tuple[int, ...]]:
    """A case file and the line of each case; LoadError where it cannot be read."""
    document = read_yaml(path)
    content = None if document.errors else validate(CaseFile, document)
    if content is None:
        raise LoadError(document.errors)
    return content, tuple(document.locate(("cases", index))[1][0] for index in range(len(content.cases)))


def run_cases(books: Books, files: Iterable[Path]) -> CaseRun:
    """Run all cases of the files. LoadError for a case file that cannot be read."""
    run = CaseRun()
    for path in files:
        content, lines = read_cases(path)
        book = books[books.named(content.rulebook)]
        for case, line in zip(content.cases, lines, strict=True):
            run.results.append(run_case(book, case, str(path), line, run.coverage))
    return run


def run_case(book: Rulebook, case: Case, file: str, line: int, covered: dict[str, Coverage]) -> Result:
    """Ask one case; `covered` gathers what it covers, of each rulebook (of several versions each)."""
    try:
        answer = book.ask(case.ask)
        several = len(book.versions) > 1
        book = book.versions[answer.version] if several else book
        coverage = covered.setdefault(book.name if several else book.id, Coverage())
        rules = tuple(_qualified(book, answer))
        coverage.fired.update(rules)
        coverage.spared.update(_spared(book, rules, book.question_and_slot(answer.question)[0].name))
        return Result(case.name, file, line, tuple(_differences(book, answer, case)), rules)
    except GovrulesError as error:
        refused = () if case.expect.get("error") == error.code else (f"refused: {error.message}",)
        return Result(case.name, file, line, refused)


def _spared(book: Rulebook, fired: tuple[str, ...], question: str) -> Iterator[str]:
    """The rules that the case did not touch, of every question that it went through."""
    asked = {name.rpartition("/")[0] for name in fired} | {question}
    for name in asked:
        for rule in book.data.rules.get(name, ()):
            if f"{name}/{rule.id}" not in fired:
                yield f"{name}/{rule.id}"


def _qualified(book: Rulebook, answer: Answer) -> Iterator[str]:
    """The rules that decided, as `question/rule`; those of stages are qualified already."""
    question = book.question_and_slot(answer.question)[0].name
    names = [*answer.rules, *(alternative.rule for alternative in answer.alternatives)]
    for branch in answer.branches:
        names.extend(alternative.rule for alternative in branch.alternatives)
    for name in names:
        yield name if "/" in name else f"{question}/{name}"


def _differences(book: Rulebook, answer: Answer, case: Case) -> Iterator[str]:
    for key, expected in case.expect.items():
        difference = _COMPARISONS[key](book, answer, expected)
        if difference is not None:
            yield difference
    rests_on = [citation.provision for citation in answer.citations]
    named = book.data.ledger.normal(case.article)
    if rests_on and not any(place.within(named) or named.within(place) for place in rests_on):
        yield f"article: expected {case.article}, the answer rests on {', '.join(map(str, rests_on))}"


def _differs(key: str, expected: Any, actual: Any) -> str | None:
    return None if expected == actual else f"{key}: expected {expected}, was {actual}"


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _status(book: Rulebook, answer: Answer, expected: Any) -> str | None:
    return _differs("status", expected, answer.status)


def _value(book: Rulebook, answer: Answer, expected: Any) -> str | None:
    return _outcome("value", expected, answer.value, answer.requires)


def _outcome(key: str, expected: Any, value: Any, requires: Node | None = None) -> str | None:
    if isinstance(expected, Mapping):
        actual = {} if value is None else value.to_dict()
        wrong = {name: actual.get(name) for name, wanted in expected.items() if not _equal(wanted, actual.get(name))}
        return f"{key}: expected {dict(expected)}, was {wrong}" if wrong else None
    suffix = "" if requires is None else f" requires {canonical(requires)}"
    return _differs(key, _one_line(str(expected)), "none" if value is None else f"{value}{suffix}")


def _equal(expected: Any, actual: Any) -> bool:
    """YAML gives text; JSON has numbers and booleans."""
    if isinstance(expected, list):
        return isinstance(actual, list) and len(expected) == len(actual) and all(map(_equal, expected, actual))
    if isinstance(expected, dict):
        return isinstance(actual, dict) and all(_equal(value, actual.get(key)) for key, value in expected.items())
    return bool(expected == (str(actual).lower() if isinstance(actual, bool) else str(actual)))


def _contains(key: str) -> Any:
    def compare(book: Rulebook, answer: Answer, expected: Any) -> str | None:
        value = "" if answer.value is None else _one_line(str(answer.value))
        wrong = [text for text in expected if (_one_line(text) in value) is (key == "lacks")]
        return f"{key}: {wrong}, was {value}" if wrong else None

    return compare


def _permitted(book: Rulebook, answer: Answer, expected: Any) -> str | None:
    return _differs("permitted", expected, answer.permitted)


def _alternatives(book: Rulebook, answer: Answer, expected: Any) -> str | None:
    return _compare_alternatives(book, answer, answer.alternatives, expected)


def _compare_alternatives(book: Rulebook, answer: Answer, alternatives: Any, expected: Any) -> str | None:
    shown = [f"{a.value}" + ("" if a.when is None else f" when {canonical(a.when)}") for a in alternatives]
    message = f"alternatives: expected {expected}, was {shown}"
    if len(expected) != len(alternatives):
        return message
    for wanted in expected:
        text = _one_line(wanted["value"])
        match = [a for a in alternatives if str(a.value) == text]
        if not match or not _same_condition(book, answer, wanted.get("when"), match[0].when):
            return message
    return None


def _branches(book: Rulebook, answer: Answer, expected: Any) -> str | None:
    shown = [f"when {canonical(b.when)}: {b.status} {'' if b.value is None else b.value}" for b in answer.branches]
    message = f"branches: expected {expected}, was {shown}"
    if len(expected) != len(answer.branches):
        return message
    for wanted in expected:
        match = [b for b in answer.branches if _same_condition(book, answer, wanted["when"], b.when)]
        if not match or wanted.get("status", match[0].status) != match[0].status:
            return message
        if "value" in wanted and _outcome("value", wanted["value"], match[0].value) is not None:
            return message
    return None


def _same_condition(book: Rulebook, answer: Answer, expected: str | None, actual: Node | None) -> bool:
    """Whether two conditions mean the same: true for the same facts."""
    if expected is None or actual is None:
        return expected is None and actual is None
    scope = book.question_and_slot(answer.question)[0].scope
    wanted = parse_condition(expected, scope)
    space = Space([wanted, actual], list(scope.facts), limits={})
    return space.equivalent(wanted, actual)


def _names(key: str) -> Any:
    def compare(book: Rulebook, answer: Answer, expected: Any) -> str | None:
        actual = list(answer.needs) if key == "needs" else [assumption.fact for assumption in answer.assumed]
        if key == "needs":
            return _differs(key, list(expected), actual)
        missing = [name for name in expected if name not in actual]
        return f"assumed: expected {missing} among {actual}" if missing else None

    return compare


def _provisions(key: str) -> Any:
    def compare(book: Rulebook, answer: Answer, expected: Any) -> str | None:
        actual = [citation.provision for citation in getattr(answer, key)]
        ledger = book.data.ledger
        wanted = [ledger.normal(parse_provision(text)) for text in expected]
        missing = [str(place) for place in wanted if not any(other.within(place) for other in actual)]
        return f"{key}: expected {', '.join(missing)}, was {', '.join(map(str, actual)) or 'none'}" if missing else None

    return compare


def _boolean(key: str) -> Any:
    def compare(book: Rulebook, answer: Answer, expected: Any) -> str | None:
        actual = str(bool(getattr(answer, key))).lower()
        return _differs(key, expected, actual)

    return compare


def _slots(book: Rulebook, answer: Answer, expected: Any) -> str | None:
    missing = {slot: word for slot, word in expected.items() if answer.unstated.get(slot) != word}
    return f"unstated: expected {missing}, was {dict(answer.unstated)}" if missing else None


def _requires(book: Rulebook, answer: Answer, expected: Any) -> str | None:
    actual = None if answer.requires is None else canonical(answer.requires)
    return _differs("requires", expected, actual)


def _no_error(book: Rulebook, answer: Answer, expected: Any) -> str | None:
    return f"error: expected {expected}, was answered ({answer.status})"


_COMPARISONS: Mapping[str, Any] = {
    "status": _status,
    "value": _value,
    "contains": _contains("contains"),
    "lacks": _contains("lacks"),
    "permitted": _permitted,
    "alternatives": _alternatives,
    "branches": _branches,
    "needs": _names("needs"),
    "assumed": _names("assumed"),
    "citations": _provisions("citations"),
    "nearest": _provisions("nearest"),
    "by_default": _boolean("by_default"),
    "notes": _boolean("notes"),
    "unstated": _slots,
    "requires": _requires,
    "error": _no_error,
}
