"""Spark, where one machine ends: the same records make the same cube."""

from collections.abc import Iterator
from typing import Any

import pytest

import greaterdata_lessons as gd
from tests.analysis.engines import CALLS, records

FRAME = records()


@pytest.fixture(scope="module")
def spark(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """Spark on this machine alone, with one worker."""
    from pyspark.sql import SparkSession

    with pytest.MonkeyPatch.context() as surroundings:
        surroundings.setenv("SPARK_LOCAL_IP", "127.0.0.1")
        session = (
            SparkSession.builder.master("local[1]")
            .config("spark.ui.enabled", "false")
            .config("spark.sql.shuffle.partitions", "2")
            .config("spark.sql.warehouse.dir", str(tmp_path_factory.mktemp("spark")))
            .getOrCreate()
        )
        yield session
        session.stop()


@pytest.mark.parametrize("call", CALLS, ids=", ".join)
def test_spark_gives_the_same_cube(spark: Any, call: dict[str, Any]) -> None:
    found, expected = gd.count(spark.createDataFrame(FRAME), **call), gd.count(FRAME, **call)
    assert found == expected
    assert list(found.table) == list(expected.table)


def test_what_spark_counted_is_protected_like_any_other(spark: Any) -> None:
    few = FRAME.head(120)
    found = gd.protect(gd.count(spark.createDataFrame(few), by=["group", "fifth"]))
    assert found.table.equals(gd.protect(gd.count(few, by=["group", "fifth"])).table)
    assert gd.attack(found).found == {}
