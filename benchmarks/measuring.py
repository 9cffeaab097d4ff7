"""How things are measured: rounds in which yardstick and measure alternate, and what is said of them.

On a shared machine absolute times drift; what counts is the ratio to a yardstick that ran just before
and just after, and of that the median over the rounds.
"""

from __future__ import annotations

import atexit
import functools
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from typing import Any, Literal, TypeVar

ROOT = Path(__file__).resolve().parents[1]
CACHE_VARIABLES = ("GOVRULES_CACHE", "XDG_CACHE_HOME")
"""Where a cache of compiled rulebooks may be put; set to an empty folder for what is measured cold."""

K = TypeVar("K")
Size = Literal["tiny", "usual", "full"]


@dataclass(frozen=True)
class Options:
    """`rounds` of each measure; `size`: `tiny` (for tests), `usual`, or `full` as the limits are worded."""

    rounds: int = 5
    size: Size = "usual"

    def pick(self, *, tiny: Any, usual: Any, full: Any = None) -> Any:
        """What this size means for one measure; `full` is as `usual` where it is not given."""
        return {"tiny": tiny, "usual": usual, "full": usual if full is None else full}[self.size]


@dataclass(frozen=True)
class Limit:
    """At most (at least, with `least`) an amount: of the ratio to the yardstick, or of the value itself."""

    amount: float
    of: Literal["ratio", "value"] = "ratio"
    least: bool = False

    def __str__(self) -> str:
        return f"{'≥' if self.least else '≤'} {self.amount:g}{' ×' if self.of == 'ratio' else ''}"


@dataclass(frozen=True)
class Row:
    """One measure: a value a round and, beside it, what the yardstick took in that round."""

    measure: str
    unit: str
    values: tuple[float, ...]
    yardstick: str = ""
    against: tuple[float, ...] = ()
    limit: Limit | None = None
    note: str = ""

    @property
    def median(self) -> float:
        """The median of the values."""
        return median(self.values)

    @property
    def ratios(self) -> tuple[float, ...]:
        """Value by yardstick, round by round."""
        return (
            tuple(value / base for value, base in zip(self.values, self.against, strict=True)) if self.against else ()
        )

    @property
    def ratio(self) -> float | None:
        """The median of the ratios; None where there is no yardstick."""
        return median(self.ratios) if self.against else None

    @property
    def verdict(self) -> str:
        """`ok`, `over`, or nothing where no limit is set."""
        if self.limit is None:
            return ""
        found = self.ratio if self.limit.of == "ratio" else self.median
        assert found is not None, f"{self.measure}: a limit of the ratio needs a yardstick"
        return "ok" if (found >= self.limit.amount if self.limit.least else found <= self.limit.amount) else "over"

    def to_dict(self) -> dict[str, Any]:
        """For JSON."""
        return {
            "measure": self.measure,
            "unit": self.unit,
            "median": self.median,
            "values": list(self.values),
            "yardstick": self.yardstick,
            "against": list(self.against),
            "ratio": self.ratio,
            "limit": None if self.limit is None else str(self.limit),
            "verdict": self.verdict,
            "note": self.note,
        }


@dataclass(frozen=True)
class Skipped:
    """A measure that could not be made, and why."""

    measure: str
    reason: str

    def to_dict(self) -> dict[str, Any]:
        """For JSON."""
        return {"measure": self.measure, "skipped": self.reason}


Result = Row | Skipped


@dataclass
class Series:
    """The values of one job and of the yardstick beside it, a round each."""

    values: list[float] = field(default_factory=list)
    against: list[float] = field(default_factory=list)

    def row(self, measure: str, unit: str, yardstick: str = "", limit: Limit | None = None, note: str = "") -> Row:
        """The series as a row of the table."""
        return Row(measure, unit, tuple(self.values), yardstick, tuple(self.against), limit, note)


def interleaved(
    rounds: int, yardstick: Callable[[], float], jobs: Mapping[K, Callable[[], float]], *, bracket: bool = True
) -> dict[K, Series]:
    """Every job once a round, the yardstick before it and, with `bracket`, after it; the order of the
    jobs turns from round to round."""
    found: dict[K, Series] = {name: Series() for name in jobs}
    for turn in range(rounds):
        for name in [*jobs] if turn % 2 == 0 else [*jobs][::-1]:
            before = yardstick()
            found[name].values.append(jobs[name]())
            after = yardstick() if bracket else before
            found[name].against.append((before + after) / 2)
    return found


def microseconds_each(
    run: Callable[[Sequence[Any]], object], inputs: Sequence[Any], *, seconds: float, once: bool = False
) -> float:
    """What one input takes: the median over blocks of 100, for that long, or once through all inputs at
    most."""
    block, blocks = 100, []
    clock = time.perf_counter
    end = clock() + seconds
    while True:
        for start in range(0, max(len(inputs) - block, 0) + 1, block):
            part = inputs[start : start + block]
            begun = clock()
            run(part)
            blocks.append((clock() - begun) / len(part))
            if clock() > end:
                return median(blocks) * 1e6
        if once:
            return median(blocks) * 1e6


def seconds(run: Callable[[], object]) -> float:
    """What one call takes."""
    begun = time.perf_counter()
    run()
    return time.perf_counter() - begun


def environment(cache: Path | None = None) -> dict[str, str]:
    """The environment of a process that imports this very library; `cache` is where caches go.

    Modules are compiled once, as they are where a package is installed, and not again in every process.
    """
    import govrules

    paths = [str(Path(govrules.__file__).resolve().parents[1]), str(ROOT)]
    caches = {} if cache is None else dict.fromkeys(CACHE_VARIABLES, str(cache))
    compiled = {"PYTHONPYCACHEPREFIX": _compiled_modules(), "PYTHONDONTWRITEBYTECODE": ""}
    return {**os.environ, "PYTHONPATH": os.pathsep.join(dict.fromkeys(paths)), **compiled, **caches}


@functools.cache
def _compiled_modules() -> str:
    """A folder for compiled modules that lasts as long as this process, so that the checkout stays clean."""
    folder = tempfile.mkdtemp(prefix="govrules-benchmarks-")
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder


def process_milliseconds(arguments: Sequence[str], *, cache: Path | None = None, cwd: Path | None = None) -> float:
    """The wall time of one Python process; exit status 1 (something was found) is no failure."""
    prepared = environment(cache)
    begun = time.perf_counter()
    done = subprocess.run([sys.executable, *arguments], capture_output=True, text=True, env=prepared, cwd=cwd)
    taken = (time.perf_counter() - begun) * 1e3
    if done.returncode not in (0, 1) or "Traceback" in done.stderr:
        raise RuntimeError(f"{' '.join(arguments)}: {done.stderr[-2000:]}")
    return taken


def worker(*arguments: str, cache: Path | None = None) -> dict[str, Any]:
    """What one measurement in a process of its own (worker.py) says."""
    command = [sys.executable, "-m", "benchmarks.worker", *arguments]
    done = subprocess.run(command, capture_output=True, text=True, env=environment(cache), cwd=ROOT)
    if done.returncode != 0:
        raise RuntimeError(f"worker {' '.join(arguments)}: {done.stderr[-2000:]}")
    said: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return said


def memory(what: Literal["VmRSS", "VmHWM"]) -> float:
    """The memory of this process in MB (10⁶ bytes): resident now, or at its highest.

    Not ru_maxrss: that one survives exec, so a child would report its parent's.
    """
    with Path("/proc/self/status").open() as status:
        return next(int(line.split()[1]) for line in status if line.startswith(what)) * 1024 / 1e6


def lines(results: Sequence[Result]) -> Iterator[str]:
    """The one table, as Markdown that reads as plain text."""
    header = ("measure", "median", "spread", "ratio", "yardstick", "limit", "")
    body = [header, *(_cells(result) for result in results if isinstance(result, Row))]
    widths = [max(len(cells[column]) for cells in body) for column in range(len(header))]
    for number, cells in enumerate(body):
        yield "| " + " | ".join(cell.ljust(width) for cell, width in zip(cells, widths, strict=True)) + " |"
        if number == 0:
            yield "|" + "|".join("-" * (width + 2) for width in widths) + "|"
    for result in results:
        if isinstance(result, Skipped):
            yield f"skipped: {result.measure}: {result.reason}"
        elif result.note:
            yield f"note: {result.measure}: {result.note}"


def _cells(row: Row) -> tuple[str, ...]:
    ratio = "" if row.ratio is None else f"{_shown(row.ratio)} × ({_spread(row.ratios)})"
    return (
        row.measure,
        f"{_shown(row.median)} {row.unit}",
        _spread(row.values),
        ratio,
        row.yardstick,
        "" if row.limit is None else str(row.limit),
        row.verdict,
    )


def _spread(values: Sequence[float]) -> str:
    return f"{_shown(min(values))}–{_shown(max(values))}"


def _shown(value: float) -> str:
    """Three digits, and never an exponent."""
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.3g}"
