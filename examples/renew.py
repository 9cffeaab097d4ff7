"""Runs the tour and keeps what it shows: python examples/renew.py. It needs the extra `test`.

What differs from one run, or one machine, to the next is left out: counts, times, the version of Python.
"""

from __future__ import annotations

import os
from pathlib import Path

import nbformat
from nbclient import NotebookClient

import govrules

TOUR = Path(__file__).parent / "tour.ipynb"


def executed(notebook: nbformat.NotebookNode) -> nbformat.NotebookNode:
    """The notebook with the outputs of a run of all its cells; CellExecutionError where one fails."""
    where = str(Path(govrules.__file__).parent.parent)  # the kernel takes the govrules that runs here
    paths = [where, *filter(None, [os.environ.get("PYTHONPATH")])]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(paths), "GOVRULES_LANG": "zh"}
    fresh = nbformat.from_dict(notebook)
    client = NotebookClient(fresh, timeout=120, kernel_name="python3", record_timing=False, coalesce_streams=True)
    client.execute(cwd=str(TOUR.parent), env=environment)
    fresh.metadata = {
        "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
        "language_info": {"name": "python"},
    }
    for cell in fresh.cells:
        cell.metadata = {}
        if cell.cell_type == "code":
            cell.execution_count = None
            for output in cell.outputs:
                output.pop("execution_count", None)
                if output.output_type == "execute_result":
                    output.execution_count = None
    return fresh


def main() -> None:
    """Run the tour and write it."""
    nbformat.write(executed(nbformat.read(TOUR, as_version=4)), TOUR)


if __name__ == "__main__":
    main()
