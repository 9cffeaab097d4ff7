"""Many rulebooks: load, memory, one comparison, one check, and whether each grows linearly."""

from __future__ import annotations

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
    second: dict[int, tuple[float, ...]] = {}
    largest = max(places)
    by = ""
    for size, place in places.items():
        said = [worker("compare", str(place)) for _ in range(rounds)]
        by = said[0]["by"]
        for what, name in (("first", "first time"), ("second", "again"), ("other", "other facts")):
            limit = Limit(COMPARED, "value") if what != "first" and size == largest else None
            values = tuple(one[what] * 1e3 for one in said)
            yield Row(f"one question, {size:,} rulebooks, {name}", "ms", values, limit=limit, note=f"by {by}")
        second[size] = tuple(one["second"] for one in said)
    yield from _growth("a comparison again", second)
    if by == "books.ask":
        yield Skipped("books.compare", "this version has none; the question was asked of all instead")


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
