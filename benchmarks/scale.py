"""Many rulebooks: load, memory, one comparison, one check, and whether each grows linearly."""

from __future__ import annotations

import statistics
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from .generate import generate
from .measuring import Limit, Options, Result, Row, Skipped, interleaved, worker

LINEAR = 1.25
"""How much more a rulebook may take among many than among few, and the growth still count as linear."""
MEGABYTES = 1
COMPARED = 100
"""Milliseconds that a second comparison over the largest number may take."""
QUESTIONS = ("document.signing", "leave.approval")
"""The questions that are put to all."""
PARSER = "PyYAML's C parser, same bytes"


def measure(options: Options) -> Iterator[Result]:
    """The rows of this measure."""
    sizes = options.pick(tiny=(2, 4), usual=(50, 200), full=(200, 800, 3_200))
    rounds = min(options.rounds, options.pick(tiny=1, usual=3, full=1))
    with tempfile.TemporaryDirectory() as folder:
        places = {}
        for size in sizes:
            places[size] = Path(folder) / str(size)
            generate(size, places[size])
        yield from _loading(rounds, places, Path(folder))
        yield from _comparing(rounds, places)
        yield from _checking(options.pick(tiny=1, usual=1), places)
        yield from _asking_one(options.rounds, places)


def _loading(rounds: int, places: dict[int, Path], folder: Path) -> Iterator[Result]:
    said: dict[tuple[int, str], list[dict[str, Any]]] = {}
    numbers = iter(range(10_000))

    def loaded(size: int, how: str) -> float:
        cache = folder / (f"cold{next(numbers)}" if how == "cold" else f"cached{size}")
        cache.mkdir(exist_ok=True)
        found = worker("load", str(places[size]), cache=cache)
        said.setdefault((size, how), []).append(found)
        return float(found["seconds"])

    each: dict[int, Row] = {}
    for size, place in places.items():
        cached = _made(folder / f"cached{size}")
        worker("load", str(place), cache=cached)
        hows = ("cold", "cached") if any(cached.iterdir()) else ("cold",)

        def parsed(place: Path = place) -> float:
            return float(worker("parse", str(place))["seconds"])

        jobs: dict[str, Callable[[], float]] = {how: lambda size=size, how=how: loaded(size, how) for how in hows}
        for how, series in interleaved(rounds, parsed, jobs, bracket=False).items():
            limit = Limit(4) if how == "cold" else None
            row = series.row(f"{size:,} rulebooks loaded, {how}", "s", PARSER, limit)
            each.setdefault(size, row)
            yield row
        for how in hows:
            mega = tuple(one["mb"] / one["books"] for one in said[(size, how)])
            yield Row(f"memory a rulebook of {size:,}, {how}", "MB", mega, limit=Limit(MEGABYTES, "value"))
    yield from _growth("load, cold", {size: row.values for size, row in each.items()})
    if hows == ("cold",):
        yield Skipped("rulebooks loaded, cached", "loading left nothing in the folder for caches")


def _comparing(rounds: int, places: dict[int, Path]) -> Iterator[Result]:
    by = ""
    for question in QUESTIONS:
        other: dict[int, tuple[float, ...]] = {}
        for size, place in places.items():
            said = [worker("compare", str(place), question) for _ in range(rounds)]
            by = said[0]["by"]
            yield from _compared(question, size, said, limited=size == max(places))
            other[size] = tuple(statistics.median(one["random"]) for one in said)
            mega = tuple(one["mb"] for one in said)
            yield Row(
                f"memory a rulebook of {size:,}, {question} compared", "MB", mega, limit=Limit(MEGABYTES, "value")
            )
        yield from _growth(f"{question}, random facts", other)
    if by == "books.ask":
        yield Skipped("books.compare", "this version has none; the question was asked of all instead")


def _compared(question: str, size: int, said: list[dict[str, Any]], *, limited: bool) -> Iterator[Result]:
    """The comparisons of a question over so many rulebooks: single ones, and of the random ones the middle and the
    slowest."""
    taken: dict[str, tuple[float, ...]] = {
        name: tuple(one[key] for one in said)
        for key, name in (("first", "first time"), ("second", "again"), ("other", "other facts"))
    }
    for key, name in (("random", "random facts"), ("missing", "random facts, some missing")):
        taken[f"{name}, median"] = tuple(statistics.median(one[key]) for one in said)
        taken[f"{name}, slowest"] = tuple(max(one[key]) for one in said)
    for name, values in taken.items():
        limit = Limit(COMPARED, "value") if limited and name != "first time" else None
        milliseconds = tuple(value * 1e3 for value in values)
        yield Row(f"{question}, {size:,} rulebooks, {name}", "ms", milliseconds, limit=limit)


def _checking(rounds: int, places: dict[int, Path]) -> Iterator[Result]:
    taken: dict[int, tuple[float, ...]] = {}
    for size, place in places.items():
        said = [worker("check", str(place)) for _ in range(rounds)]
        if said[0]["errors"]:
            raise AssertionError(f"a generated rulebook has errors: {said[0]['errors'][0]}")
        taken[size] = tuple(one["seconds"] for one in said)
        yield Row(f"{size:,} rulebooks checked", "s", taken[size])
    yield from _growth("check", taken)


def _asking_one(rounds: int, places: dict[int, Path]) -> Iterator[Result]:
    """One rulebook asked where many stand beside it, by one that stands among few."""
    few, *more = places

    def asked(size: int) -> Callable[[], float]:
        return lambda: worker("one", str(places[size]), "g0000")["seconds"] * 1e3

    for size, series in interleaved(rounds, asked(few), {size: asked(size) for size in more}).items():
        yield series.row(f"one of {size:,} rulebooks loaded and asked", "ms", f"one of {few:,}")


def _growth(what: str, taken: dict[int, tuple[float, ...]]) -> Iterator[Result]:
    """What one rulebook takes among many, by what it takes among the fewest."""
    few, *more = taken
    for size in more:
        values = tuple(value / size * 1e3 for value in taken[size])
        against = tuple(value / few * 1e3 for value in taken[few])
        name = f"a rulebook of {size:,}: {what}"
        yield Row(name, "ms", values, f"a rulebook of {few:,}", against, Limit(LINEAR))


def _made(folder: Path) -> Path:
    folder.mkdir(exist_ok=True)
    return folder
