"""Lazy and distributed frames stay so, and say what the same rows say on one machine, however they are spread."""

from __future__ import annotations

import importlib.util
import shutil
import warnings
from collections.abc import Callable, Iterator
from typing import Any

import dask.dataframe
import duckdb
import pandas as pd
import polars as pl
import pytest
from framing import ADDED, cited, drawn, given

import govrules
from govrules.frames import lazily
from govrules.frames.result import FrameAnswers

pytestmark = pytest.mark.filterwarnings("ignore:Dask support is moving", "ignore:PySpark does not yet fully support")

SIGNING, QUORUM = "document.signing", "meeting.quorum"
FACTS = {SIGNING: ("issuer", "direction", "kind", "head_away", "routine"), QUORUM: ("meeting", "members", "present")}
ROWS = 400
SPARK_TYPES = {"members": "int", "present": "int", "head_away": "boolean", "routine": "boolean", "id": "int"}


class Engine:
    """How the rows of a lazy frame of one kind are made and read again."""

    def __init__(self, name: str, make: Callable[[pl.DataFrame], Any], read: Callable[[Any], pl.DataFrame]) -> None:
        self.name, self.make, self.read = name, make, read


def of_dask(partitions: int) -> Callable[[pl.DataFrame], Any]:
    def make(frame: pl.DataFrame) -> Any:
        pandas = frame.to_pandas().convert_dtypes()
        return dask.dataframe.from_pandas(pandas.sample(frac=1, random_state=4), npartitions=partitions, sort=False)

    return make


def of_duckdb(frame: pl.DataFrame) -> Any:
    connection = duckdb.connect()  # not the one that duckdb itself holds
    connection.register("facts", frame.to_arrow())
    return connection.table("facts")


@pytest.fixture(scope="session")
def spark() -> Iterator[Any]:
    if importlib.util.find_spec("pyspark") is None:
        pytest.skip("pyspark is not installed (the extra test-spark)")
    if shutil.which("java") is None:
        pytest.skip("there is no java, which PySpark needs")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from pyspark.sql import SparkSession

        builder = SparkSession.builder.master("local[2]").config("spark.ui.enabled", "false")
        builder = builder.config("spark.sql.shuffle.partitions", "3").config("spark.driver.host", "127.0.0.1")
        session = builder.config("spark.driver.bindAddress", "127.0.0.1").getOrCreate()
        yield session
        session.stop()


@pytest.fixture(params=["polars", "duckdb", "dask, one partition", "dask, five partitions", "pyspark"])
def engine(request: pytest.FixtureRequest) -> Engine:
    name: str = request.param
    if name == "polars":
        return Engine(name, lambda frame: frame.lazy(), lambda lazy: lazy.collect())
    if name == "duckdb":
        return Engine(name, of_duckdb, lambda lazy: lazy.pl())
    if name.startswith("dask"):
        return Engine(name, of_dask(1 if "one" in name else 5), lambda lazy: pl.from_pandas(lazy.compute()))
    session = request.getfixturevalue("spark")

    def make(frame: pl.DataFrame) -> Any:
        schema = ", ".join(f"{column} {SPARK_TYPES.get(column, 'string')}" for column in frame.columns)
        return session.createDataFrame(frame.rows(), schema=schema).repartition(4, "id")

    def read(lazy: Any) -> pl.DataFrame:
        return pl.DataFrame([row.asDict() for row in lazy.collect()], schema=lazy.columns, infer_schema_length=None)

    return Engine(name, make, read)


def rows(frame: pl.DataFrame) -> list[tuple[Any, ...]]:
    texts = [pl.col(name).cast(pl.String) for name in ADDED]
    return frame.with_columns(texts).sort("id").select("id", *ADDED).rows()


def table(book: govrules.Rulebook, name: str) -> pl.DataFrame:
    every = drawn(book, name, ROWS, 6)
    return pl.DataFrame({"id": range(ROWS), **{fact: every[fact] for fact in FACTS[name]}})


@pytest.mark.parametrize("name", [SIGNING, QUORUM])
@pytest.mark.parametrize("classes", [lazily.MOST_CLASSES, 2])
def test_it_says_what_one_machine_says(
    books: govrules.Books, engine: Engine, name: str, classes: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lazily, "MOST_CLASSES", classes)  # with few, facts are joined by their own values
    monkeypatch.setattr(lazily, "LARGEST_NUMBER", 50)
    book = books["dongqu"]
    facts = table(book, name)
    frame = engine.make(facts)
    result, wanted = book.ask_frame(name, frame), book.ask_frame(name, facts)
    assert type(result.frame) is type(frame)
    found = engine.read(result.frame)
    assert found.columns == [*facts.columns, *ADDED]
    assert rows(found) == rows(wanted.frame)
    assert [*result.outcomes] == [*wanted.outcomes]
    for key in (*result.outcomes,)[::7]:
        answer = result.outcomes[key]
        assert answer == wanted.outcomes[key] == book.ask(name, answer.facts)
    row = 11
    answer = book.ask(name, given({fact: facts[fact].to_list() for fact in FACTS[name]}, row))
    assert rows(found)[row][1::2] == (answer.status, cited(answer))
    assert "lazy" in repr(result)


def test_nothing_is_computed_before_it_is_asked_for(books: govrules.Books, engine: Engine) -> None:
    result = books["dongqu"].ask_frame(SIGNING, engine.make(table(books["dongqu"], SIGNING)))
    with pytest.raises(govrules.GovrulesError, match="a column is not known, since the frame is lazy"):
        result["govrules_status"]
    with pytest.raises(govrules.GovrulesError, match="the number of rows is not known"):
        len(result)
    assert result.counts is None
    assert "text/html" in result._repr_mimebundle_()


def test_a_frame_in_which_no_column_is_a_fact(books: govrules.Books, engine: Engine) -> None:
    facts = pl.DataFrame({"id": [1, 2, 3]})
    result = books["guazhou"].ask_frame(SIGNING, engine.make(facts), issuer="government", direction="upward")
    assert rows(engine.read(result.frame)) == rows(
        books["guazhou"].ask_frame(SIGNING, facts, issuer="government", direction="upward").frame
    )
    with pytest.raises(govrules.FactError, match="cannot be true together"):
        books["dongqu"].ask_frame(QUORUM, engine.make(facts), members=3, present=4)


def test_an_empty_frame_and_a_column_of_nothing(books: govrules.Books, engine: Engine) -> None:
    schema = {"id": pl.Int64, "direction": pl.String, "head_away": pl.Boolean}
    empty = books["guazhou"].ask_frame(SIGNING, engine.make(pl.DataFrame(schema=schema)))
    assert [*empty.outcomes] == []
    assert engine.read(empty.frame).height == 0
    facts = pl.DataFrame({"id": [1, 2], "direction": [None, None], "head_away": [None, None]}, schema=schema)
    result = books["guazhou"].ask_frame(SIGNING, engine.make(facts), issuer="government")
    wanted = books["guazhou"].ask_frame(SIGNING, facts, issuer="government")
    assert rows(engine.read(result.frame)) == rows(wanted.frame)


def test_an_invalid_value_is_one_error_with_its_column_and_how_many_rows(books: govrules.Books, engine: Engine) -> None:
    facts = pl.DataFrame({"id": range(6), "direction": ["upward", "upwards", None, "upwards", "upward", "upward"]})
    with pytest.raises(govrules.FactError) as caught:
        books["guazhou"].ask_frame(SIGNING, engine.make(facts))
    assert caught.value.message == (
        "the column 'direction' holds what it cannot mean in 2 rows; of one: 'upwards' is not a value of direction;"
        " did you mean 'upward'?"
    )
    facts = pl.DataFrame({"id": range(3), "members": [9, 7, 8], "present": [9, 8, 8]})
    with pytest.raises(govrules.FactError) as caught:
        books["dongqu"].ask_frame(QUORUM, engine.make(facts), meeting="plenary")
    assert caught.value.message == (
        "members=7, present=8 cannot be asked together: these facts cannot be true together: meeting.quorum requires"
        " present <= members"
    )


def test_polars_keeps_the_order_of_the_rows_and_dask_the_index(books: govrules.Books) -> None:
    facts = table(books["dongqu"], SIGNING)
    frame: pl.DataFrame = books["dongqu"].ask_frame(SIGNING, facts.lazy()).frame.collect()
    assert frame["id"].to_list() == [*range(ROWS)]
    assert all(isinstance(frame.schema[name], pl.Enum) for name in ADDED)
    indexed = facts.to_pandas().convert_dtypes().set_index("id", drop=False)
    lazy = dask.dataframe.from_pandas(indexed, npartitions=3)
    result = books["dongqu"].ask_frame(SIGNING, lazy)
    assert result.frame.divisions == lazy.divisions
    assert result.frame.compute().index.tolist() == [*range(ROWS)]
    assert all(isinstance(result.frame.dtypes[name], pd.CategoricalDtype) for name in ADDED)


def test_a_lazy_result_can_be_asked_on(books: govrules.Books) -> None:
    """What is added is part of the query."""
    facts = table(books["dongqu"], SIGNING)
    result: FrameAnswers = books["dongqu"].ask_frame(SIGNING, facts.lazy())
    counted = result.frame.group_by("govrules_status").len().collect()
    wanted = books["dongqu"].ask_frame(SIGNING, facts)["govrules_status"].value_counts(name="len")
    assert {*counted.rows()} == {*wanted.rows()}
