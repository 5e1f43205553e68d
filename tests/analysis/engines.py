"""The same records in every kind of table that can be counted; tests on Spark use it too."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd


def records(size: int = 2000) -> pd.DataFrame:
    """Made-up records with all that makes counting hard: gaps, two kinds of label, weights."""
    chance = np.random.default_rng(4)
    group = chance.choice(["White", "Asian", "St. Helens & co", None], size)
    return pd.DataFrame(
        {
            "group": pd.Series(group, dtype=object),
            "fifth": chance.integers(1, 6, size),
            "floor": chance.choice([1.0, 2.0, np.nan], size),
            "came": chance.choice([0.0, 1.0, np.nan], size),
            "flagged": chance.random(size) < 0.3,
            "answer": chance.choice(["yes", "no"], size),
            "score": chance.random(size),
            "weight": chance.random(size) * 3,
        }
    )


CALLS: list[dict[str, Any]] = [
    {"by": "group"},
    {"by": ["group", "fifth", "floor"], "unit": "referrals"},
    {"by": ["fifth"], "outcome": "came", "prediction": "flagged", "weight": "weight"},
    {"by": [], "outcome": "answer", "positive": "yes", "score": "score", "bins": 8},
]


def tables(frame: pd.DataFrame, folder: Path) -> dict[str, Callable[[], Any]]:
    """The records as each kind of table; Spark is tried in the environment that has it."""
    import dask.dataframe
    import duckdb
    import polars
    import pyarrow

    frame.to_csv(folder / "records.csv", index=False)
    frame.to_parquet(folder / "records.parquet")
    return {
        "categories": lambda: frame.astype({"group": "category", "answer": "category"}),
        "Polars": lambda: polars.from_pandas(frame),
        "Polars, lazy": lambda: polars.from_pandas(frame).lazy(),
        "Arrow": lambda: pyarrow.Table.from_pandas(frame),
        "DuckDB": lambda: duckdb.from_df(frame),
        "Dask": lambda: dask.dataframe.from_pandas(frame, npartitions=3),
        "CSV file": lambda: folder / "records.csv",
        "Parquet file": lambda: str(folder / "records.parquet"),
    }
