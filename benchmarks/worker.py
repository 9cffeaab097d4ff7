"""One measurement in a process of its own: `python -m benchmarks.worker WHAT ARGUMENT…` prints one line of JSON."""

from __future__ import annotations

import gc
import json
import random
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from benchmarks.measuring import memory

UPWARD = {"direction": "upward"}
DOWNWARD = {"direction": "downward", "kind": "letter"}
COMPARED: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "document.signing": (UPWARD, DOWNWARD),
    "leave.approval": ({"applicant": "head"}, {"applicant": "department_head", "days": 5}),
}
"""Questions that are put to all rulebooks, each with the facts of the first comparison and of another one."""
COMPARISONS = 20
"""How many comparisons of random facts follow."""


def parse(*folders: str) -> dict[str, Any]:
    """PyYAML's C parser alone on the YAML files below the folders."""
    import yaml

    content = [path.read_bytes() for path in yaml_files(*folders)]
    begun = time.perf_counter()
    for each in content:
        yaml.load(each, Loader=yaml.CSafeLoader)
    return {"seconds": time.perf_counter() - begun, "bytes": sum(map(len, content))}


def load(*folders: str) -> dict[str, Any]:
    """All rulebooks of the folders loaded, and what memory they take. Importing the library is not counted."""
    import govrules.books

    gc.collect()
    before = memory("VmRSS")
    begun = time.perf_counter()
    books = govrules.load(*folders, eager=True)
    taken = time.perf_counter() - begun
    gc.collect()
    return {"seconds": taken, "books": len(books), "mb": memory("VmRSS") - before, "peak_mb": memory("VmHWM")}


def compare(folder: str, question: str) -> dict[str, Any]:
    """One question put to all rulebooks: the first time, again, with other facts, and with random ones; and what
    memory a rulebook takes afterwards."""
    import govrules

    books = govrules.load(folder, eager=True)
    put: Callable[..., Any] = getattr(books, "compare", books.ask)
    asked = f"*: {question}"
    facts, other = COMPARED[question]
    said: dict[str, Any] = {
        "first": _taken(lambda: put(asked, facts)),
        "second": _taken(lambda: put(asked, facts)),
        "other": _taken(lambda: put(asked, other)),
        "by": f"books.{put.__name__}",
    }
    some = next(iter(books.values())).compiled(question).scope.facts
    chance = random.Random(11)
    for name, missing in (("random", 0.0), ("missing", 0.4)):
        given = [random_facts(some, chance, missing) for _ in range(COMPARISONS)]
        said[name] = [_taken(lambda given=each: put(asked, given)) for each in given]
    gc.collect()
    return said | {"mb": memory("VmRSS") / len(books)}


def random_facts(uses: Mapping[str, Any], chance: random.Random, missing: float) -> dict[str, Any]:
    """A value for each fact that decides, but for some that are missing."""
    given: dict[str, Any] = {}
    for name, use in uses.items():
        if use.computes or chance.random() < missing:
            continue
        if use.type.kind == "flag":
            given[name] = chance.random() < 0.5
        elif use.type.domain is not None:
            given[name] = chance.choice(use.type.domain.values)
        elif use.type.kind == "number":
            given[name] = chance.randrange(use.minimum or 0, 40)
    return given


def check(folder: str) -> dict[str, Any]:
    """`check` of all rulebooks, loading included."""
    import govrules
    from govrules.tools.check import check as check_books

    begun = time.perf_counter()
    report = check_books(govrules.load(folder))
    errors = [str(finding) for finding in report.findings if finding.severity == "error"]
    return {"seconds": time.perf_counter() - begun, "errors": errors[:5]}


def one(folder: str, name: str) -> dict[str, Any]:
    """One rulebook of the folder asked, the others left alone."""
    import govrules

    begun = time.perf_counter()
    govrules.load(folder)[name].ask("document.signing", UPWARD)
    return {"seconds": time.perf_counter() - begun}


def frame(kind: str, rows: str) -> dict[str, Any]:
    """What memory `ask_frame` takes at its highest, beside the columns that come in."""
    from benchmarks import frames

    columns = frames.frame(kind, int(rows))
    gc.collect()
    Path("/proc/self/clear_refs").write_text("5")  # VmHWM begins anew: making the columns took more
    before = memory("VmRSS")
    result = frames.ask(columns)
    return {"mb": memory("VmHWM") - before, "columns_mb": frames.megabytes(kind, columns), "rows": len(result)}


def yaml_files(*folders: str) -> list[Path]:
    """The YAML files that loading the folders reads."""
    files = [path for folder in folders for path in sorted(Path(folder).rglob("*.yaml"))]
    return [path for path in files if not path.name.endswith(".cases.yaml")]


MEASUREMENTS: dict[str, Callable[..., dict[str, Any]]] = {
    work.__name__: work for work in (parse, load, compare, check, one, frame)
}


def _taken(run: Callable[[], object]) -> float:
    begun = time.perf_counter()
    run()
    return time.perf_counter() - begun


if __name__ == "__main__":
    print(json.dumps(MEASUREMENTS[sys.argv[1]](*sys.argv[2:])))
