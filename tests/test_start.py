"""A program that asks one question imports what that takes, and nothing that only other things need."""

import ast
import json
import subprocess
import sys
from pathlib import Path

import govrules

HEAVY = {
    "click", "cn2an", "dateutil", "holidays", "jinja2", "networkx", "numpy", "pandas", "polars", "prompt_toolkit",
    "pyarrow", "pytest", "rich",
}  # fmt: skip
OTHERS = {
    "asking", "commands", "drawing", "notebook", "tools", "engine.comparison", "engine.explaining", "engine.finding",
    "engine.matrix", "engine.meaning", "engine.receipt", "engine.table", "engine.varying", "loading.source",
    "model.conventions", "model.counting", "model.order", "model.schedule",
}  # fmt: skip
"""Parts of the library that one question does not take."""


def imported(program: str) -> set[str]:
    """The modules that a fresh process has imported after a program."""
    printed = f"{program}\nimport json, sys\nprint(json.dumps(sorted(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", printed], capture_output=True, text=True, check=True)
    return set(json.loads(done.stdout))


def test_one_question_imports_nothing_that_it_does_not_take() -> None:
    asked = imported("import govrules; govrules.load()['guazhou'].ask('document.signing', direction='upward')")
    assert {"govrules.engine.deciding", "pydantic"} <= asked
    assert not asked & HEAVY
    assert not asked & {f"govrules.{name}" for name in OTHERS}


def test_importing_the_library_imports_no_other() -> None:
    bare = imported("import govrules; assert 'load' in dir(govrules)")
    assert not bare & {*HEAVY, "pydantic", "yaml", "lark", "govrules.books"}
    assert "yaml" not in imported("from govrules import Answer, Chain, GovrulesError")


def test_every_public_name_is_there_and_the_types_know_the_same() -> None:
    tree = ast.parse(Path(govrules.__file__).read_text(encoding="utf-8"))
    block = next(node for node in tree.body if isinstance(node, ast.If))
    known = {
        (node.module, name.name) for node in ast.walk(block) if isinstance(node, ast.ImportFrom) for name in node.names
    }
    assert known == {(module, name) for name, module in govrules._HOME_OF.items()}
    assert {name for _, name in known} | {"__version__"} == set(govrules.__all__) <= set(dir(govrules))
    for name in govrules.__all__:
        assert getattr(govrules, name) is not None
    assert not hasattr(govrules, "nothing_of_the_kind")
