"""Finding rules by role, article, modality, question and word."""

from __future__ import annotations

import pytest

import govrules


def found(book: govrules.Rulebook, **criteria: str | int) -> set[str]:
    return {f"{rule.question}/{rule.id}" for rule in book.rules(**criteria)}  # type: ignore[arg-type]


def test_what_an_article_decides(books: govrules.Books) -> None:
    assert found(books["guazhou"], article=51) >= {
        "document.signing/upward",
        "document.signing/with_peer",
        "document.signing/with_party_office",
    }
    assert "document.signing/with_peer" in found(books["guazhou"], article="51.2")
    assert "document.signing/upward" not in found(books["guazhou"], article="51.2")


def test_what_binds_a_role(books: govrules.Books) -> None:
    by_title = found(books["guazhou"], role="县长", question="document")
    assert by_title == found(books["guazhou"], role="head", question="document")
    assert {"document.signing/upward", "document.signing/people_and_law"} <= by_title
    assert "document.signing/parallel_downward" not in by_title
    assert "leave.approval/department_head" in found(books["guazhou"], role="department_head")


def test_permissions_and_commands(books: govrules.Books) -> None:
    may = found(books["guazhou"], modality="may", question="document.signing")
    assert may == {"document.signing/if_necessary", "document.signing/routine", "document.signing/office_if_necessary"}
    assert "document.signing/upward" in found(books["guazhou"], modality="must")


def test_a_word(books: govrules.Books) -> None:
    rules = books["dongqu"].rules(word="纪要", question="meeting.minutes")
    assert {rule.id for rule in rules} == {"plenary", "executive", "head_office", "special"}
    assert "第六十二条第二款" in next(rule for rule in rules if rule.id == "executive").sentence()


@pytest.mark.parametrize(
    ("criteria", "code"),
    [
        ({"role": "县张"}, "name.role"),
        ({"modality": "should"}, "name.modality"),
        ({"question": "documents"}, "question.unknown"),
        ({"article": "fifty"}, "schema.provision"),
    ],
)
def test_wrong_criteria(books: govrules.Books, criteria: dict[str, str], code: str) -> None:
    with pytest.raises(govrules.GovrulesError) as caught:
        books["guazhou"].rules(**criteria)  # type: ignore[arg-type]
    assert caught.value.code == code
