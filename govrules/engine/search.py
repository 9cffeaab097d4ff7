"""Whether some facts satisfy conditions: reasoning over the conditions, for spaces of any size.

A diagram decides every combination of facts at once, and may be too large. To show that two rules
can meet, or that one never applies, one combination is enough: it is searched for variable by
variable, and a part of the conditions that was shown to be impossible is not tried again.
"""

from __future__ import annotations

from collections.abc import Mapping

from .diagram import TooLarge
from .space import Space, Tree, put, variables_of

MAX_STEPS = 50_000
"""How many parts are tried before the search gives up."""


def satisfying(space: Space, tree: Tree, known: Mapping[int, int] | None = None) -> dict[int, int] | None:
    """Cells under which the condition holds, only as many as it takes; None where there are none.
    TooLarge past MAX_STEPS."""
    for variable, cell in (known or {}).items():
        tree = put(tree, variable, cell)
    impossible: set[Tree] = set()
    steps = 0

    def search(rest: Tree) -> dict[int, int] | None:
        nonlocal steps
        if isinstance(rest, bool):
            return {} if rest else None
        if rest in impossible:
            return None
        steps += 1
        if steps > MAX_STEPS:
            raise TooLarge
        variable = _next(rest)
        for cell in sorted(space.variables[variable].every):
            found = search(put(rest, variable, cell))
            if found is not None:
                return {variable: cell, **found}
        impossible.add(rest)
        return None

    return search(tree)


def _next(tree: Tree) -> int:
    """The variable to settle next: of a conjunction, one of the part that reads the fewest."""
    parts = tree[1] if tree[0] == "and" else (tree,)
    return min(_variables(part) for part in parts)[1]


def _variables(tree: Tree) -> tuple[int, int]:
    read = variables_of(tree)
    return len(read), min(read)
