"""One group-by, done where the records are: only counts come back."""

from __future__ import annotations

import warnings
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import narwhals as nw
import pandas as pd

from greaterdata_lessons.errors import LearnerError, did_you_mean

MOST_CELLS = 1_000_000  # a table with more groups than this is a list of people, not counts
KINDS = "a pandas, Polars, DuckDB, PySpark or Dask table, or the path of a CSV or Parquet file"

Table = nw.DataFrame[Any] | nw.LazyFrame[Any]


def grouped(
    frame: Any, keys: Mapping[str, str], *, weight: str | None = None, bins: int = 256
) -> pd.DataFrame:
    """Count the rows of a table of any kind by some of its columns, in one group-by.

    `keys` maps the new name of each column to its name in the table; one called `score` is counted
    by the number of its bin, from 0 to `bins`. `weight` names the column of weights. Returns the
    keys, `count` and, with weights, `weight` and `weight_squared` (their sums). Raises
    `LearnerError` when the table cannot be read, lacks a column, has a weight that is missing or
    below 0, or gives more groups than any table has.

    >>> grouped(pd.DataFrame({"sex": ["F", "F"]}), {"sex": "sex"})
      sex  count
    0   F      2
    """
    numbers = [name for name in (weight, keys.get("score")) if name]
    with warnings.catch_warnings():
        try:
            return _grouped(opened(frame), keys, weight, bins)
        except LearnerError:
            raise
        except Exception as error:  # each engine has errors of its own for what is no number
            if not numbers:
                raise
            first = str(error).splitlines()[0]
            raise LearnerError(
                f'"{" or ".join(numbers)}" holds something that is not a number: {first}'
            ) from None


def _grouped(table: Table, keys: Mapping[str, str], weight: str | None, bins: int) -> pd.DataFrame:
    """Count an opened table."""
    _require_columns(table, [*keys.values(), *([weight] if weight else [])])
    wanted = [nw.col(old).alias(new) for new, old in keys.items() if new != "score"]
    sums = [nw.len().alias("count")]
    if "score" in keys:
        wanted.append((nw.col(keys["score"]).cast(nw.Float64) * bins).floor().alias("score"))
    if weight:
        wanted += _weights(weight)
        sums += [nw.col(name).sum() for name in ("weight", "weight_squared", "weight_missing")]
        sums += [nw.col("weight").min().alias("weight_low")]
    cells = _collected(table.select(*wanted).group_by(*keys).agg(*sums))
    if weight:
        _require_weights(cells, weight)
    return cells


def _weights(column: str) -> list[nw.Expr]:
    """Return what has to be added up of the weights."""
    value = nw.col(column).cast(nw.Float64)
    missing = value.is_null().cast(nw.Int64)
    return [
        value.alias("weight"),
        (value * value).alias("weight_squared"),
        missing.alias("weight_missing"),
    ]


def _require_weights(cells: pd.DataFrame, column: str) -> None:
    """Insist that every weight is there and none is below 0."""
    missing = int(cells["weight_missing"].sum())
    if missing or cells["weight"].isna().any():
        some = f"{missing:,} records have" if missing else "Some records have"
        raise LearnerError(
            f'{some} no weight in "{column}". Give each a weight, or leave those records out and '
            "say so."
        )
    if (cells["weight_low"] < 0).any():
        raise LearnerError(f'"{column}" has weights below 0. A weight is 0 or more.')


def opened(frame: Any) -> Table:
    """Return a table of any kind as one that narwhals can count.

    >>> opened(pd.DataFrame({"sex": ["F"]})).collect_schema().names()
    ['sex']
    """
    source = _file(Path(frame)) if isinstance(frame, str | Path) else frame
    # narwhals announces that Dask will move to a package of its own; requirements.lock keeps up.
    warnings.filterwarnings("ignore", message="Dask support is moving", category=FutureWarning)
    try:
        table: Table = nw.from_native(source)
    except TypeError:
        inside = [name for name in ("table", "records") if hasattr(source, name)]
        step = f" Give what is in it: .{inside[0]}" if inside else ""
        raise LearnerError(
            f"Counting needs {KINDS}, but got {type(frame).__name__}.{step}"
        ) from None
    return table


def _file(path: Path) -> Any:
    """Open a file where it lies, with DuckDB, so that it may be larger than memory."""
    from greaterdata_lessons.data.own.big import connect

    if not path.exists() and "*" not in path.name:
        raise LearnerError(f"There is no file {path}. Is the name right, and its folder?")
    connection: Any = connect("files where they lie")
    try:
        if ".parquet" in path.name:
            return connection.read_parquet(str(path))
        return connection.read_csv(str(path), all_varchar=True)
    except Exception as error:
        first = str(error).splitlines()[0]
        raise LearnerError(f"{path.name} could not be read as a table: {first}") from None


def _require_columns(table: Table, columns: list[str]) -> None:
    """Insist that each column is there."""
    known = table.collect_schema().names()
    for name in columns:
        if name not in known:
            raise LearnerError(f'The table has no column "{name}". {did_you_mean(name, known)}')


def _collected(cells: Table) -> pd.DataFrame:
    """Bring the counts here, and refuse what is not counts any more."""
    if isinstance(cells, nw.LazyFrame):
        found: pd.DataFrame = cells.collect(backend="pandas").to_native()
    else:
        found = cells.to_pandas()
    if len(found) > MOST_CELLS:
        raise LearnerError(
            f"That makes {len(found):,} groups, which is a list and not counts. Is one of the "
            "columns a number that every record has of its own? Leave it out, or count by bands."
        )
    kinds = {"count": "int64", "weight": "float64", "weight_squared": "float64"}
    return found.astype({name: kind for name, kind in kinds.items() if name in found})
