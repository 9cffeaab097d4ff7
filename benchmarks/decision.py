"""One decision: a whole answer, beside the same table as plain Python if/elif."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from statistics import median
from typing import Any

import govrules
from govrules.engine.space import value_of_amount

from . import plain
from .measuring import Limit, Options, Result, interleaved, microseconds_each

RULEBOOKS = Path(__file__).parent / "rulebooks"
MISSING = 0.3
YARDSTICK = "plain Python if/elif"
Asked = tuple[govrules.Rulebook, str, list[dict[str, Any]]]
"""A question of a rulebook, and facts to ask it with."""


def peers_book() -> govrules.Rulebook:
    """The table of twelve rows, as a rulebook."""
    return govrules.load(RULEBOOKS)["peers"]


def as_decision(answer: govrules.Answer) -> plain.Decision:
    """An answer in the yardstick's terms."""
    provisions = tuple(str(citation.provision) for citation in answer.citations)
    if answer.status == "silent":
        return (), provisions
    return tuple((step.action, step.roles[0]) for step in answer.require(govrules.Chain).steps), provisions


def wrong_cells(book: govrules.Rulebook) -> list[plain.Facts]:
    """The combinations of facts on which the rulebook and the if/elif differ: none."""
    return [facts for facts in plain.cells() if as_decision(book.ask(plain.QUESTION, **facts)) != plain.decide(facts)]


def measure(options: Options) -> Iterator[Result]:
    """The rows of this measure."""
    data = peers_book().data
    if wrong_cells(govrules.Rulebook(data)):
        raise AssertionError("the rulebook and the plain table differ")
    long = options.pick(tiny=0.01, usual=2.0)
    count = options.pick(tiny=200, usual=20_000)
    usual = options.pick(tiny=200, usual=100_000)
    seeds = iter(range(10_000))

    def yardstick() -> float:
        """Of facts that were made just before, as the others are."""
        return microseconds_each(_plain, plain.random_facts(count, next(seeds)), seconds=long, once=True)

    def fresh() -> govrules.Rulebook:
        """A rulebook that remembers nothing of the facts it will be asked."""
        book = govrules.Rulebook(data)
        book.ask(plain.QUESTION)
        return book

    def asked(missing: float = 0.0, often: int = count) -> govrules.Rulebook:
        """A rulebook that has been asked with other facts of the kind; as many without `often`."""
        book = fresh()
        for given in plain.with_missing(plain.random_facts(often, next(seeds)), missing, next(seeds)):
            book.ask(plain.QUESTION, **given)
        return book

    def distinct() -> float:
        cells = list(plain.cells())
        random.Random(next(seeds)).shuffle(cells)
        return microseconds_each(_asking(fresh().ask), cells, seconds=long, once=True)

    def complete() -> float:
        given = plain.random_facts(count, next(seeds))
        return microseconds_each(_asking(asked().ask), given, seconds=long, once=True)

    def incomplete(often: int = count) -> float:
        given = plain.with_missing(plain.random_facts(count, next(seeds)), MISSING, next(seeds))
        return microseconds_each(_asking(asked(MISSING, often).ask), given, seconds=long, once=True)

    def at_first() -> float:
        given = plain.with_missing(plain.random_facts(count, next(seeds)), MISSING, next(seeds))
        return microseconds_each(_asking(fresh().ask), given, seconds=long, once=True)

    def prepared() -> float:
        given = plain.random_facts(count, next(seeds))
        question: Callable[..., Any] = asked().prepare(plain.QUESTION)
        return microseconds_each(_prepared(question), given, seconds=long, once=True)

    jobs: dict[str, tuple[Callable[[], float], Limit]] = {
        "ask, random complete facts": (complete, Limit(12)),
        "ask, 30 % of the facts missing": (incomplete, Limit(30)),
        "ask, 30 % of the facts missing, after 100,000 other askings": (lambda: incomplete(usual), Limit(30)),
        "prepared question, random complete facts": (prepared, Limit(6)),
        "ask, each of the 2,688 cells once, never asked before": (distinct, Limit(12)),
        "ask, 30 % of the facts missing, never asked before": (at_first, Limit(30)),
    }
    found = interleaved(options.rounds, yardstick, {name: job for name, (job, _) in jobs.items()})
    yield from (found[name].row(name, "µs", YARDSTICK, limit) for name, (_, limit) in jobs.items())
    yield from _real(options, yardstick)


def _plain(block: Sequence[plain.Facts]) -> None:
    decide = plain.decide
    for facts in block:
        decide(facts)


def _asking(ask: Callable[..., govrules.Answer]) -> Callable[[Sequence[plain.Facts]], None]:
    """Asks, and reads what an answer promises, so that nothing is put off."""

    def run(block: Sequence[plain.Facts]) -> None:
        for facts in block:
            answer = ask("peers.handling", **facts)
            _ = answer.status, answer.value, answer.citations, answer.assumed, answer.facts

    return run


def _prepared(question: Callable[..., govrules.Answer]) -> Callable[[Sequence[plain.Facts]], None]:
    def run(block: Sequence[plain.Facts]) -> None:
        for facts in block:
            answer = question(**facts)
            _ = answer.status, answer.value, answer.citations, answer.assumed, answer.facts

    return run


def _real(options: Options, yardstick: Callable[[], float]) -> Iterator[Result]:
    """Every question of the shipped rulebooks: the median over them."""
    books = govrules.load()
    names = options.pick(tiny=["wolong"], usual=list(books))
    each = options.pick(tiny=2, usual=40)
    seeds = iter(range(10_000))

    def job(missing: float) -> Callable[[], float]:
        return lambda: _median_question([books[name] for name in names], each, missing, next(seeds))

    limits = {"real rulebooks, complete facts": (0.0, Limit(12)), "real rulebooks, 30 % missing": (MISSING, Limit(30))}
    found = interleaved(options.rounds, yardstick, {name: job(missing) for name, (missing, _) in limits.items()})
    note = "the median over every question of every shipped rulebook, each with its own random facts"
    yield from (found[name].row(name, "µs", YARDSTICK, limit, note) for name, (_, limit) in limits.items())


def _median_question(books: Sequence[govrules.Rulebook], each: int, missing: float, seed: int) -> float:
    """The median over the questions of what one answer takes, each after as many other askings of it."""
    times = []
    for book, question, facts in questions(books, 2 * each, missing, seed):
        run, half = _block(book.ask, question), len(facts) // 2
        run(facts[:half])
        times.append(microseconds_each(run, facts[half:], seconds=10, once=True))
    return median(times)


def _block(ask: Callable[..., govrules.Answer], question: str) -> Callable[[Sequence[dict[str, Any]]], None]:
    def run(block: Sequence[dict[str, Any]]) -> None:
        for facts in block:
            answer = ask(question, **facts)
            _ = answer.status, answer.value, answer.citations, answer.assumed, answer.facts

    return run


def questions(books: Sequence[govrules.Rulebook], each: int, missing: float, seed: int) -> Iterator[Asked]:
    """Every question that a rulebook rules on, with random facts that it accepts; the rulebooks are
    fresh ones, which have not been asked with them."""
    chance = random.Random(seed)
    for known in books:
        book = govrules.Rulebook(known.data)
        for question in known.data.rules:
            accepted: list[dict[str, Any]] = []
            for _ in range(each * 5):
                facts = _some_facts(known, question, missing, chance)
                if len(accepted) < each and _accepts(known, question, facts):
                    accepted.append(facts)
            if accepted:
                yield book, question, accepted


def _some_facts(book: govrules.Rulebook, question: str, missing: float, chance: random.Random) -> dict[str, Any]:
    compiled = book.compiled(question)
    uses = [*compiled.scope.facts.values(), *(compiled.scope.use_of(name) for name in sorted(compiled.readings))]
    facts: dict[str, Any] = {}
    for use in uses:
        if chance.random() < missing:
            continue
        if use.type.domain is not None:
            facts[use.name] = chance.choice(use.type.domain.values)
        elif use.type.kind == "flag":
            facts[use.name] = chance.random() < 0.5
        else:
            facts[use.name] = value_of_amount(use.type, chance.randint(max(use.minimum or 1, 1), 20))
    return facts


def _accepts(book: govrules.Rulebook, question: str, facts: dict[str, Any]) -> bool:
    """Whether the facts can be true together."""
    try:
        book.ask(question, **facts)
    except govrules.GovrulesError:
        return False
    return True
