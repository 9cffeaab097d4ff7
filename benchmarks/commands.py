"""`govrules check` and `govrules test` on the shipped rulebooks."""

from __future__ import annotations

from collections.abc import Iterator

from .measuring import ROOT, Limit, Options, Result, interleaved, process_milliseconds

COMMAND = "from govrules.cli import main; main()"
CASES = "tests/cases"
IMPORTS = "import yaml, pydantic, lark"


def measure(options: Options) -> Iterator[Result]:
    """The rows of this measure: seconds of a process; the limit is one of time."""
    cases = options.pick(tiny=f"{CASES}/wolong", usual=CASES)
    lines = {"govrules check": ("check",), f"govrules test {cases}": ("test", cases)}

    def job(arguments: tuple[str, ...]) -> float:
        return process_milliseconds(["-c", COMMAND, *arguments], cwd=ROOT) / 1e3

    jobs = {name: lambda arguments=arguments: job(arguments) for name, arguments in lines.items()}
    found = interleaved(options.rounds, lambda: process_milliseconds(["-c", IMPORTS]) / 1e3, jobs)
    yield from (found[name].row(name, "s", IMPORTS, Limit(2, "value")) for name in lines)
