"""python benchmarks/run.py [--only NAME…] [--rounds N] [--full] [--out FILE.json]: one table of every measure."""

from __future__ import annotations

import argparse
import importlib
import json
import platform
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
if __name__ == "__main__":  # a script sees its own folder; these are modules of the project's
    sys.path[0] = str(ROOT)

from benchmarks.measuring import Options, Result, lines  # noqa: E402

MEASURES = ("decision", "frames", "start", "scale", "phrases", "commands")


def run(names: list[str], options: Options) -> list[Result]:
    """The results of the measures of these names, in the order of the table."""
    results: list[Result] = []
    for name in names:
        print(f"{name} …", file=sys.stderr, flush=True)
        results += importlib.import_module(f"benchmarks.{name}").measure(options)
    return results


def main(arguments: list[str] | None = None) -> int:
    """The command. Exit status 1 where a measure is over its limit."""
    parser = argparse.ArgumentParser(prog="benchmarks/run.py", description="Measures of speed, in one table.")
    parser.add_argument("--only", nargs="+", choices=MEASURES, metavar="NAME", help=f"of {', '.join(MEASURES)}")
    parser.add_argument("--rounds", type=int, default=5, help="rounds of each measure (5)")
    parser.add_argument("--full", action="store_true", help="the sizes of the limits, half an hour")
    parser.add_argument("--out", type=Path, metavar="FILE.json", help="write every value of every round")
    given = parser.parse_args(arguments)
    if given.rounds < 1:
        parser.error("--rounds must be at least 1")
    results = run(given.only or list(MEASURES), Options(given.rounds, "full" if given.full else "usual"))
    print("\n".join(lines(results)))
    if given.out is not None:
        data = {
            "python": platform.python_version(),
            "machine": platform.machine(),
            "rounds": given.rounds,
            "full": given.full,
            "results": [result.to_dict() for result in results],
        }
        given.out.write_text(json.dumps(data, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    return int(any(getattr(result, "verdict", "") == "over" for result in results))


if __name__ == "__main__":
    sys.exit(main())
