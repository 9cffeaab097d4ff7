"""What all tests share: the shipped rulebooks, loaded once, and where the sources are."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import lark.exceptions  # noqa: F401 (before `pytester`, which forgets what is first imported under it)
import pytest
import yaml
from hypothesis import settings

import govrules

collect_ignore = ["findings"]  # their cases belong to the worlds that test_findings lays out

pytest_plugins = ["govrules.pytest_plugin", "pytester"]

os.environ["GOVRULES_CACHE"] = "off"  # tests are of what loading says; test_cache has folders of its own

settings.register_profile("govrules", deadline=None)  # how fast a machine is proves nothing
settings.load_profile("govrules")

TESTS = Path(__file__).parent
ROOT = TESTS.parent


def pytest_report_header() -> str:
    return f"govrules from {Path(govrules.__file__).parent}"


@pytest.fixture(scope="session")
def books() -> govrules.Books:
    return govrules.load(eager=True)


@pytest.fixture(scope="session")
def worlds() -> govrules.Books:
    return govrules.load(TESTS / "worlds", eager=True)


@pytest.fixture(scope="session")
def sources() -> Path:
    """The folder with the five source texts, which are not part of the project."""
    folder = Path(os.environ.get("GOVRULES_SOURCES", ROOT.parent / "shared" / "sources"))
    if not folder.is_dir():
        pytest.skip(f"the source texts are not here ({folder}); set GOVRULES_SOURCES to their folder")
    return folder


@pytest.fixture(scope="session")
def write_rulebook() -> Callable[..., None]:
    """Writes a folder with a little rulebook, from its rules by question; id, cite and quote where a rule
    has none, and anything of its header."""
    return _write_rulebook


CLASSES = {"leaders": {"zh": "领导", "en": "leaders", "roles": ["head", "deputy"], "cite": "1", "quote": "领导"}}
HEADER = {
    "label": {"zh": "甲", "en": "One"},
    "version": "1",
    "instrument": {"title": "玩具规则", "issuer": "玩具县", "in_force_from": "2020-01-01"},
    "classes": CLASSES,
}


def _write_rulebook(folder: Path, rules: dict[str, list[dict[str, Any]]], **header: Any) -> None:
    numbered = {
        question: [{"id": f"rule_{number}", "cite": "1", "quote": "原文", **rule} for number, rule in enumerate(listed)]
        for question, listed in rules.items()
        if listed
    }
    files: dict[str, Any] = {
        "rulebook.yaml": {"id": folder.name, **HEADER, **header},
        "provisions.yaml": {"1.1": "encoded", "2.1": "encoded"},
        "rules.yaml": numbered,
    }
    folder.mkdir()
    for name, data in files.items():
        (folder / name).write_text(_yaml(data), encoding="utf-8")


class _WithoutAliases(yaml.SafeDumper):
    def ignore_aliases(self, data: Any) -> bool:
        return True


def _yaml(data: Any) -> str:
    return yaml.dump(data, Dumper=_WithoutAliases, allow_unicode=True, sort_keys=False)
