"""Whole frames are answered as `ask` answers each of their rows."""

from __future__ import annotations

import datetime
import pickle
import random
import sys
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
from framing import ADDED, EAGER, cited, drawn, given, listed, made, rows_of
from test_large import book as large  # noqa: F401

import govrules
from govrules.frames import tables
from govrules.frames.result import FrameAnswers

TESTS = Path(__file__).parent
NAMES = ("guazhou", "fushun", "wolong", "kangle", "dongqu")
QUESTION = "document.signing"
QUORUM = "meeting.quorum"
ROWS, WIDE, COMBINATIONS = 4_000, 40, 120
NOTHING: dict[str, Any] = {}
SOME: dict[str, list[Any]] = {
    "id": [1, 2, 3, 4],
    "issuer": ["government", "office", None, "政府"],
    "direction": ["upward", "downward", "上行", "downward"],
    "head_away": [None, True, False, None],
}


def few(book: govrules.Rulebook, name: str, columns: Mapping[str, list[Any]]) -> dict[str, list[Any]]:
    """Some of the columns, so that their rows are not all different: to decide each takes the scalar `ask`."""
    order = [*columns]
    found: dict[str, list[Any]] = {}
    cells = 1
    random.Random(f"{book.id} {name}").shuffle(order)
    for column in order:
        cells *= len({*columns[column]})
        if cells <= COMBINATIONS or not found:
            found[column] = columns[column]
    return found


def differing(
    book: govrules.Rulebook,
    name: str,
    columns: Mapping[str, list[Any]],
    result: FrameAnswers,
    fixed: Mapping[str, Any] = NOTHING,
) -> Iterator[str]:
    """Rows of which the frame says anything else than the scalar `ask`."""
    asked: dict[Any, tuple[str, str, govrules.Answer]] = {}
    for row, (status, key, citation) in enumerate(rows_of(result)):
        facts = {**fixed, **given(columns, row)}
        place = tuple(facts.items())
        if place not in asked:
            answer = book.ask(name, facts)
            asked[place] = answer.status, cited(answer), answer
        wanted, cites, answer = asked[place]
        said = result.outcomes[key]
        same = said is answer or replace(said, facts=answer.facts, asked=answer.asked) == answer
        if (status, citation) != (wanted, cites) or not same:
            yield f"{name} {facts}: {status} {key} {citation}, not {wanted} {cites}"


@pytest.mark.parametrize("book_id", NAMES)
def test_every_question_is_answered_as_ask_answers_each_row(books: govrules.Books, book_id: str) -> None:
    asked, apart = books[book_id], govrules.Rulebook(books[book_id].data)
    compared = 0
    for name in asked.questions:
        columns = drawn(asked, name, ROWS, 1)
        if not columns:
            continue
        wide = {fact: values[:WIDE] for fact, values in columns.items()}
        assert list(differing(apart, name, wide, asked.ask_frame(name, pl.DataFrame(wide)))) == []
        part = few(asked, name, columns)
        fixed = {fact: value for fact, value in given(columns, WIDE).items() if fact not in part}
        fixed = {} if part.keys() & {"members", "present"} else fixed
        result = asked.ask_frame(name, pl.DataFrame(part), fixed)
        assert list(differing(apart, name, part, result, fixed)) == []
        compared += len(result)
    assert compared > 350_000


def test_an_outcome_is_the_very_answer_to_facts_that_have_it(books: govrules.Books) -> None:
    book, apart = books["kangle"], govrules.Rulebook(books["kangle"].data)
    every = drawn(book, QUESTION, 500, 3)
    columns = {name: every[name] for name in ("issuer", "direction", "routine")}
    result = book.ask_frame(QUESTION, pl.DataFrame(columns))
    rows = [given(columns, row) for row in range(500)]
    assert len(result.outcomes) > 5
    for key, answer in result.outcomes.items():
        again = apart.ask(QUESTION, answer.facts)
        assert answer.facts in [facts for facts, (_, own, _) in zip(rows, rows_of(result), strict=True) if own == key]
        assert (answer, answer.asked, answer.explain()) == (again, again.asked, again.explain())
    backwards = book.ask_frame(QUESTION, pl.DataFrame(columns).reverse())
    assert dict(backwards.outcomes) == dict(result.outcomes)


@pytest.mark.parametrize("kind", EAGER)
@pytest.mark.parametrize("small", [True, False])
def test_every_kind_of_frame_says_the_same(
    books: govrules.Books, kind: str, small: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tables, "LARGEST_TABLE", tables.LARGEST_TABLE if small else 0)
    monkeypatch.setattr(tables, "CHUNK", 64)
    for name, facts in ((QUESTION, ("issuer", "direction", "head_away")), (QUORUM, ("meeting", "members", "present"))):
        book = govrules.Rulebook(books["dongqu"].data)
        every = drawn(book, name, 300, 5)
        columns = {"id": [*range(300)], **{fact: every[fact] for fact in facts}}
        frame = made(kind, columns)
        result, wanted = book.ask_frame(name, frame), books["dongqu"].ask_frame(name, made("polars", columns))
        assert type(result.frame) is type(frame)
        assert rows_of(result) == rows_of(wanted)
        assert dict(result.outcomes) == dict(wanted.outcomes)
        assert result.counts == wanted.counts
        assert listed(result["id"]) == columns["id"]
        assert result.columns == {fact: fact for fact in facts}


def test_the_columns_are_dictionary_encoded_and_the_frame_that_came_in_is_left_alone(books: govrules.Books) -> None:
    frame = pd.DataFrame(SOME, index=[7, 5, 5, 1])
    result = books["guazhou"].ask_frame(QUESTION, frame)
    assert [*result.frame.columns] == [*SOME, *ADDED]
    assert [*frame.columns] == [*SOME]
    assert [*result.frame.index] == [7, 5, 5, 1]
    assert all(isinstance(result[name].dtype, pd.CategoricalDtype) for name in ADDED)
    assert [*result["govrules_status"].cat.categories] == [
        "answered",
        "conditional",
        "silent",
        "truncated",
        "not_in_force",
    ]
    polars = books["guazhou"].ask_frame(QUESTION, pl.DataFrame(SOME))
    assert all(isinstance(polars[name].dtype, pl.Enum) for name in ADDED)
    assert [*polars["govrules_outcome"].dtype.categories] == [*polars.outcomes]
    arrow = books["guazhou"].ask_frame(QUESTION, pa.table(SOME))
    assert all(pa.types.is_dictionary(arrow[name].type) for name in ADDED)


def test_what_stands_in_a_row_is_what_ask_says(books: govrules.Books) -> None:
    result = books["guazhou"].ask_frame(QUESTION, pl.DataFrame(SOME))
    assert list(result["govrules_status"]) == ["answered", "answered", "answered", "answered"]
    assert list(result["govrules_citation"]) == ["51.1", "51.3", "51.1", "51.1"]
    steps = [result.outcomes[key].require(govrules.Chain).steps for key in result["govrules_outcome"]]
    assert [step.roles for step in steps[0]] == [("office_director",), ("deputy_in_charge",), ("head",)]
    assert result["govrules_outcome"][0].startswith("upward-")


def test_an_outcome_has_the_same_key_in_every_frame_and_in_a_rulebook_that_was_asked_nothing_else(
    books: govrules.Books,
) -> None:
    whole = rows_of(books["guazhou"].ask_frame(QUESTION, pl.DataFrame(SOME)))
    fresh = govrules.Rulebook(books["guazhou"].data)
    assert [rows_of(fresh.ask_frame(QUESTION, pl.DataFrame(SOME)[row : row + 1]))[0] for row in (3, 2, 1, 0)] == [
        *reversed(whole)
    ]


@pytest.mark.parametrize("kind", EAGER)
def test_an_empty_frame_and_a_column_of_nothing(books: govrules.Books, kind: str) -> None:
    book = books["guazhou"]
    empty = book.ask_frame(
        QUESTION, made("polars", SOME).head(0) if kind.startswith("polars") else made(kind, SOME)[:0]
    )
    assert (len(empty), [*empty.outcomes]) == (0, [])
    nothing = {"id": [1, 2], "direction": [None, None], "head_away": [None, None]}
    result = book.ask_frame(QUESTION, made(kind.replace(", enums", ""), nothing), issuer="government")
    assert [row[0] for row in rows_of(result)] == ["conditional"] * 2
    (answer,) = result.outcomes.values()
    assert answer == book.ask(QUESTION, issuer="government")


@pytest.mark.parametrize("kind", EAGER)
def test_a_frame_in_which_no_column_is_a_fact(books: govrules.Books, kind: str) -> None:
    result = books["guazhou"].ask_frame(QUESTION, made(kind, {"id": [1, 2]}), issuer="government", direction="upward")
    assert [row[::2] for row in rows_of(result)] == [("answered", "51.1")] * 2
    assert result.columns == {}
    assert "no column" in repr(result)


def test_what_is_the_same_for_all_rows(books: govrules.Books) -> None:
    book = books["kangle"]
    frame = pl.DataFrame({"direction": ["upward", "downward", None], "kind": ["decision", None, "letter"]})
    asking: list[dict[str, Any]] = [
        {"issuer": "government"},
        {"as_of": "1990-01-01"},
        {"as_of": datetime.date(2024, 3, 4), "absent": ["head"]},
        {"absent": ["deputy_in_charge"], "pairs": {"deputy_in_charge": "executive_deputy"}},
        {"head_away": govrules.UNKNOWN},
    ]
    for more in asking:
        result = book.ask_frame(QUESTION, frame, **more)
        for row, (status, key, citation) in zip(frame.to_dicts(), rows_of(result), strict=True):
            answer = book.ask(QUESTION, row, **{name: value for name, value in more.items() if name not in row})
            said = replace(result.outcomes[key], facts=answer.facts, asked=answer.asked)
            assert (said, status, citation) == (answer, answer.status, cited(answer))


def test_a_question_in_any_form(books: govrules.Books) -> None:
    frame = pl.DataFrame({"direction": ["upward", "downward"]})
    book = books["guazhou"]
    by_id = rows_of(book.ask_frame(QUESTION, frame, issuer="government"))
    assert rows_of(book.ask_frame("document.signing(issuer=government)", frame)) == by_id
    assert rows_of(book.ask_frame("guazhou: document.signing(issuer=government)", frame)) == by_id
    slot = book.ask_frame("meeting.quorum.of", pl.DataFrame({"meeting": ["plenary", "executive", None]}))
    for meeting, (status, key, _) in zip(("plenary", "executive", None), rows_of(slot), strict=True):
        answer = book.ask("meeting.quorum.of", meeting=meeting)
        assert (status, slot.outcomes[key].value) == (answer.status, answer.value)
    with pytest.raises(govrules.QuestionError, match=r"document\.signing"):
        book.ask_frame("document.singing", frame)


def test_versions_answer_for_their_days() -> None:
    county = govrules.load(TESTS / "versions")["county"]
    frame = pl.DataFrame({"direction": ["downward", "upward"]})
    for day in ("2019-02-28", "2019-03-01", "2024-04-30", "2024-05-01", None):
        result = county.ask_frame(QUESTION, frame, as_of=day)
        for direction, (status, key, citation) in zip(frame["direction"], rows_of(result), strict=True):
            answer = county.ask(QUESTION, direction=direction, as_of=day)
            assert (status, citation) == (answer.status, cited(answer))
            assert (result.outcomes[key].version, result.outcomes[key].value) == (answer.version, answer.value)
    named = govrules.load(TESTS / "versions")["county@2019"].ask_frame(QUESTION, frame)
    assert {answer.version for answer in named.outcomes.values()} == {"2019"}


def test_a_question_that_is_too_large_for_one_diagram(large: govrules.Rulebook) -> None:  # noqa: F811
    firsts = {f"first{number}": [number == 3, number == 3, False] for number in range(16)}
    frame = pl.DataFrame({**firsts, "second3": [True, None, True]})
    result = large.ask_frame("large.signing", frame)
    assert [row[0] for row in rows_of(result)] == ["answered", "conditional", "answered"]
    assert result.outcomes[result["govrules_outcome"][1]].needs == ("second3",)
    with pytest.raises(govrules.FactError, match=r"1 of 1 rows cannot be asked .*more facts given"):
        large.ask_frame("large.signing", pl.DataFrame({"second3": [True]}))


def test_a_label_names_a_column_and_a_value(books: govrules.Books) -> None:
    frame = pl.DataFrame({"发文名义": ["政府", "政府办公室"], "行文方向": ["上行", "下行"], "标题": ["甲", "乙"]})
    result = books["guazhou"].ask_frame(QUESTION, frame)
    assert result.columns == {"发文名义": "issuer", "行文方向": "direction"}
    assert list(result["govrules_citation"]) == ["51.1", "51.3"]


def test_columns_that_are_named_otherwise(books: govrules.Books) -> None:
    frame = pl.DataFrame({"from": ["government"], "dir": ["upward"], "direction": ["somewhere"], "kinds": ["x"]})
    mapping = {"issuer": "from", "行文方向": "dir", "kind": None}
    result = books["guazhou"].ask_frame(QUESTION, frame, columns=mapping)
    assert result.columns == {"from": "issuer", "dir": "direction"}
    assert list(result["govrules_citation"]) == ["51.1"]
    assert "from as issuer" in repr(result)


@pytest.mark.parametrize(
    ("columns", "asking", "code", "says"),
    [
        ({"directoin": ["upward"]}, {}, "frame.nearly", "columns={'direction': 'directoin'}"),
        ({"Direction": ["upward"]}, {}, "frame.nearly", "columns={'direction': None}"),
        ({"head-away": [True]}, {}, "frame.nearly", "head_away"),
        ({"as_of": ["2024-01-01"]}, {}, "frame.once", "as_of"),
        ({"absent": ["head"]}, {}, "frame.once", "absent"),
        ({"x": ["head"]}, {"columns": {"absent": "x"}}, "frame.once", "absent"),
        ({"direction": ["upward"], "行文方向": ["上行"]}, {}, "frame.two_columns", "'direction' and '行文方向'"),
        ({"x": ["upward"]}, {"columns": {"direction": "y"}}, "frame.no_column", "no column 'y'"),
        ({"x": ["upward"]}, {"columns": {"directoin": "x"}}, "fact.unknown", "did you mean 'direction'"),
        ({"direction": ["upward"]}, {"direction": "upward"}, "frame.given_twice", "given for all rows"),
        ({"govrules_status": [1]}, {}, "frame.taken", "govrules_status"),
        ({"direction": ["upward"]}, {"issuer": "goverment"}, "fact.value", "did you mean 'government'"),
        ({"direction": ["upward"]}, {"isuer": "government"}, "fact.unknown", "did you mean 'issuer'"),
    ],
)
@pytest.mark.parametrize("kind", ["polars", "pandas", "arrow"])
def test_columns_that_may_be_meant_otherwise_are_refused(
    books: govrules.Books, columns: dict[str, list[Any]], asking: dict[str, Any], code: str, says: str, kind: str
) -> None:
    with pytest.raises(govrules.FactError) as caught:
        books["guazhou"].ask_frame(QUESTION, made(kind, columns), **asking)
    assert (caught.value.code, says in caught.value.message) == (code, True), caught.value.message
    assert caught.value.text("zh") != caught.value.text("en")


def test_a_near_name_is_no_matter_where_the_fact_is_given(books: govrules.Books) -> None:
    book, frame = books["guazhou"], pl.DataFrame({"direction": ["upward"], "directions": ["x"], "as_of": [1]})
    assert book.ask_frame(QUESTION, frame, columns={"as_of": None}).columns == {"direction": "direction"}


@pytest.mark.parametrize("kind", ["polars", "pandas", "pandas, nullable", "pandas, categories", "arrow"])
@pytest.mark.parametrize("rows", [10, 200_000])
def test_an_invalid_value_is_one_error_that_says_where(books: govrules.Books, kind: str, rows: int) -> None:
    values = ["upward", "downward"] * (rows // 2)
    for row in (3, 5, 7):
        values[row] = "upwards"
    values[8] = "sideways"
    with pytest.raises(govrules.FactError) as caught:
        books["guazhou"].ask_frame(QUESTION, made(kind, {"direction": values}))
    assert caught.value.code == "frame.value"
    assert (
        caught.value.message == f"the column 'direction' holds what it cannot mean in 4 of {rows} rows (counted from 0:"
        " 3, 5, 7, 8); of the first: 'upwards' is not a value of direction; did you mean 'upward'?"
    )


@pytest.mark.parametrize(
    ("fact", "values"),
    [
        ("members", pd.Series([9, None, 7])),
        ("members", pd.Series([9.0, 8.0], dtype="Float64")),
        ("members", pd.Series([9, True], dtype=object)),
        ("members", pd.Series([9, 9.0], dtype=object)),
        ("members", pd.Series([9, "9"], dtype=object)),
        ("members", pd.Series([9, -1])),
        ("members", pd.Series([True, False])),
        ("members", pl.Series([9.0, None])),
        ("members", pl.Series([True, None])),
        ("members", pl.Series([9, None], dtype=pl.Float32)),
        ("members", pl.Series([Decimal("9.5")])),
        ("members", pl.Series([9, -1], dtype=pl.Int8)),
        ("meeting", pl.Series([1, 2])),
        ("meeting", pl.Series([[1], [2]])),
        ("meeting", pl.Series(["plenary", ""])),
    ],
)
def test_what_ask_refuses_is_refused_in_a_frame(books: govrules.Books, fact: str, values: Any) -> None:
    frame = pd.DataFrame({fact: values}) if isinstance(values, pd.Series) else pl.DataFrame({fact: values})
    book = govrules.Rulebook(books["dongqu"].data)
    for _ in range(2):
        with pytest.raises(govrules.FactError, match=fact) as caught:
            book.ask_frame(QUORUM, frame)
        assert caught.value.code == ("frame.float" if "float" in caught.value.message else "frame.value")
        book.ask_frame(QUORUM, pl.DataFrame({"members": [9, 8], "meeting": ["plenary", None]}))
    assert ("Int64" in caught.value.message) == ("float" in caught.value.message)


@pytest.mark.parametrize("value", [True, False, 1, 0, 1.0, "true", "是"])
def test_a_number_is_no_flag(books: govrules.Books, value: Any) -> None:
    """However often true and false were asked before."""
    book = govrules.Rulebook(books["guazhou"].data)
    book.ask_frame(QUESTION, pl.DataFrame({"head_away": [True, False]}))
    for frame in (
        pl.DataFrame({"head_away": [value]}),
        pd.DataFrame({"head_away": pd.Series([value, True], dtype=object)}),
    ):
        if isinstance(value, bool | str):
            assert len(book.ask_frame(QUESTION, frame)) == len(frame)
        else:
            with pytest.raises(govrules.FactError, match="must be true or false"):
                book.ask_frame(QUESTION, frame)


@pytest.mark.parametrize(
    "values",
    [
        pl.Series([9, None, 7], dtype=pl.UInt64),
        pl.Series([Decimal(9), None, Decimal("7.0")]),
        pl.Series([9, None, 10**12]),
        pd.Series([9, None, 7], dtype="Int64"),
        pd.Series([9, None, 7], dtype="int64[pyarrow]"),
        pd.Series([9, None, 7], dtype="UInt8"),
        pd.Series([9, None, Decimal(7)], dtype=object),
        pd.Series([9, None, 7], dtype="Int64").astype("category"),
    ],
)
def test_exact_numbers_of_every_type(books: govrules.Books, values: Any) -> None:
    frame = pd.DataFrame({"members": values}) if isinstance(values, pd.Series) else pl.DataFrame({"members": values})
    result = books["dongqu"].ask_frame(QUORUM, frame, meeting="plenary")
    due = [result.outcomes[key].require(govrules.Threshold) for key in result["govrules_outcome"]]
    assert [entry.members for entry in due][:2] == [9, None]
    assert due[0].minimum() == 7


def test_facts_that_cannot_be_true_together_name_their_rows(books: govrules.Books) -> None:
    frame = pl.DataFrame({"members": [9, 7, 5, 7], "present": [9, 8, 6, 7]})
    for _ in range(2):
        with pytest.raises(govrules.FactError) as caught:
            books["dongqu"].ask_frame(QUORUM, frame, meeting="plenary")
        assert caught.value.code == "frame.row"
        assert caught.value.message == (
            "2 of 4 rows cannot be asked (counted from 0: 1, 2); of the first: these facts cannot be true together:"
            " meeting.quorum requires present <= members"
        )


def test_a_category_that_no_row_has_may_be_invalid(books: govrules.Books) -> None:
    frame = pl.DataFrame({"direction": pl.Series(["upward", None], dtype=pl.Enum(["sideways", "upward"]))})
    result = books["guazhou"].ask_frame(QUESTION, frame, issuer="government")
    assert result["govrules_citation"][0] == "51.1"
    pandas = pd.DataFrame({"direction": pd.Categorical(["upward", None], categories=["sideways", "upward"])})
    assert len(books["guazhou"].ask_frame(QUESTION, pandas)) == 2


def test_a_value_that_no_sample_holds(books: govrules.Books) -> None:
    values = ["upward"] * 50_000
    values[49_999] = "downward"
    result = books["guazhou"].ask_frame(QUESTION, pl.DataFrame({"direction": values}), issuer="office")
    answer = books["guazhou"].ask(QUESTION, direction="downward", issuer="office")
    assert result["govrules_status"][-1] == answer.status
    assert result.outcomes[result["govrules_outcome"][-1]] == answer


def test_more_outcomes_than_fit_in_a_byte(books: govrules.Books) -> None:
    members = [*range(1, 600), None]
    result = books["dongqu"].ask_frame(QUORUM, pl.DataFrame({"members": members}), meeting="plenary")
    assert len(result.outcomes) == 600
    assert [result.outcomes[key].value.members for key in result["govrules_outcome"]] == members


@pytest.mark.parametrize("frame", [[1], {"direction": ["upward"]}, None, pl.Series(["upward"]), np.array(["upward"])])
def test_what_is_no_frame(books: govrules.Books, frame: Any) -> None:
    with pytest.raises(govrules.FactError, match="is no frame that can be asked"):
        books["guazhou"].ask_frame(QUESTION, frame)


def test_two_columns_of_one_name(books: govrules.Books) -> None:
    frame = pd.DataFrame([["upward", "downward"]], columns=["direction", "direction"])
    with pytest.raises(govrules.FactError, match="direction"):
        books["guazhou"].ask_frame(QUESTION, frame)


def test_columns_whose_names_are_no_texts(books: govrules.Books) -> None:
    result = books["guazhou"].ask_frame(QUESTION, pd.DataFrame({0: [1], "direction": ["upward"]}), issuer="government")
    assert list(result["govrules_citation"]) == ["51.1"]


def test_without_the_extra_it_says_what_to_install(books: govrules.Books, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in sys.modules if name.startswith("govrules.frames")]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "narwhals", None)
    with pytest.raises(govrules.GovrulesError, match=r"needs narwhals, .* govrules\[frames\]"):
        govrules.Rulebook(books["guazhou"].data).ask_frame(QUESTION, pl.DataFrame(SOME))


def test_what_it_shows(books: govrules.Books) -> None:
    result = books["guazhou"].ask_frame(QUESTION, pl.DataFrame(SOME))
    assert repr(result) == (
        "<guazhou: document.signing(): polars DataFrame, 4 rows, 4 outcomes; read: issuer, direction, head_away>"
    )
    shown = result._repr_mimebundle_()
    assert "51.1" in shown["text/html"]
    assert "review office_director" in shown["text/html"]
    assert result.counts is not None
    assert sum(result.counts.values()) == len(result) == 4
    with pytest.raises(KeyError):
        result.outcomes["nothing"]
    with pytest.raises(TypeError):
        result.outcomes["nothing"] = 1  # type: ignore[index]


def test_a_result_can_be_pickled(books: govrules.Books) -> None:
    result = books["guazhou"].ask_frame(QUESTION, pl.DataFrame(SOME))
    again: FrameAnswers = pickle.loads(pickle.dumps(result))
    assert rows_of(again) == rows_of(result)
    assert (repr(again), again.counts, dict(again.outcomes)) == (repr(result), result.counts, dict(result.outcomes))


def test_frames_are_asked_at_the_same_time(books: govrules.Books) -> None:
    book, columns = (
        govrules.Rulebook(books["kangle"].data),
        few(books["kangle"], QUESTION, drawn(books["kangle"], QUESTION, 400, 8)),
    )
    frames = [pl.DataFrame(columns)[begin:] for begin in range(8)]
    with ThreadPoolExecutor(4) as threads:
        found = [*threads.map(lambda frame: rows_of(book.ask_frame(QUESTION, frame)), frames)]
    wanted = rows_of(books["kangle"].ask_frame(QUESTION, frames[0]))
    assert found == [wanted[begin:] for begin in range(8)]
