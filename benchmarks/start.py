"""Start: a fresh process that answers one question, and all five rulebooks loaded."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

from govrules.loading.folders import shipped_folder

from .measuring import Limit, Options, Result, interleaved, process_milliseconds, worker

ASK = "import govrules; govrules.load()['guazhou'].ask('document.signing', direction='upward')"
BARE = "import yaml, pydantic, lark"


def measure(options: Options) -> Iterator[Result]:
    """The rows of this measure."""
    rounds, bracket = options.rounds, options.size != "tiny"
    with tempfile.TemporaryDirectory() as folder:
        warm = Path(folder) / "warm"
        numbers = iter(range(10_000))

        def cold() -> Path:
            """A place for caches where nothing is yet."""
            empty = Path(folder) / f"cold{next(numbers)}"
            empty.mkdir()
            return empty

        warm.mkdir()
        process_milliseconds(["-c", ASK], cache=warm)
        process_milliseconds(["-c", BARE])
        asked = interleaved(
            rounds,
            lambda: process_milliseconds(["-c", BARE]),
            {
                "cold": lambda: process_milliseconds(["-c", ASK], cache=cold()),
                "warm": lambda: process_milliseconds(["-c", ASK], cache=warm),
            },
            bracket=bracket,
        )
        yield asked["cold"].row("fresh process, one question, no cache", "ms", BARE, Limit(2.5))
        yield asked["warm"].row("fresh process, one question, warm cache", "ms", BARE, Limit(1.6))

        shipped = str(shipped_folder() / options.pick(tiny="wolong", usual=""))

        def loading(cache: Callable[[], Path]) -> Callable[[], float]:
            return lambda: worker("load", shipped, cache=cache())["seconds"] * 1e3

        worker("load", shipped, cache=warm)
        loaded = interleaved(
            rounds,
            lambda: worker("parse", shipped)["seconds"] * 1e3,
            {"cold": loading(cold), "warm": loading(lambda: warm)},
            bracket=bracket,
        )
        yardstick = "PyYAML's C parser, same bytes"
        yield loaded["cold"].row("all shipped rulebooks loaded, no cache", "ms", yardstick, Limit(4))
        yield loaded["warm"].row("all shipped rulebooks loaded, warm cache", "ms", yardstick, Limit(4))
