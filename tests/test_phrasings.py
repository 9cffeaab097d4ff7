"""What people type (tests/phrasings/): each phrasing reads as one canonical form, or is refused with the reason."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

import govrules
from govrules.errors import GovrulesError

FOLDER = Path(__file__).parent / "phrasings"
REFUSED = ".refused.yaml"


def entries(refused: bool) -> list[object]:
    """The entries of the files of one kind, each named by its file and what is typed."""
    files = [path for path in sorted(FOLDER.glob("*.yaml")) if path.name.endswith(REFUSED) is refused]
    return [
        pytest.param(entry, id=f"{path.name.removesuffix('.yaml')}: {entry['ask']}")
        for path in files
        for entry in yaml.safe_load(path.read_text(encoding="utf-8"))
    ]


@pytest.mark.parametrize("entry", entries(refused=False))
def test_a_phrasing_is_read(books: govrules.Books, entry: dict[str, str]) -> None:
    assert books.phrases.read(entry["ask"]).written() == entry["reads"]


@pytest.mark.parametrize("entry", entries(refused=True))
def test_a_phrasing_is_refused(books: govrules.Books, entry: dict[str, str | list[str]]) -> None:
    """`message` is a part of the sentence that is given, or several."""
    with pytest.raises(GovrulesError) as error:
        books.phrases.read(entry["ask"])
    parts = entry["message"] if isinstance(entry["message"], list) else [entry["message"]]
    assert (error.value.code, [part for part in parts if part in str(error.value)]) == (entry["code"], parts)


@pytest.mark.parametrize("refused", [False, True])
def test_no_phrasing_stands_twice(refused: bool) -> None:
    asked = [entry.values[0]["ask"] for entry in entries(refused)]  # type: ignore[attr-defined]
    assert asked and len(asked) == len(set(asked))
