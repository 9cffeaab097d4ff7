"""What all tests share: the shipped rulebooks, loaded once, and where the sources are."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import settings

import govrules

collect_ignore = ["findings"]  # their cases belong to the worlds that test_findings lays out

pytest_plugins = ["govrules.pytest_plugin", "pytester"]

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
