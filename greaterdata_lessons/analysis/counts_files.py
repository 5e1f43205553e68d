"""A cube as a file that a partner can open: a CSV table, and beside it what the counts mean."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from greaterdata_lessons.analysis.counts_cells import ASKED, MEASURES, MISSING, settled
from greaterdata_lessons.errors import LearnerError, did_you_mean

if TYPE_CHECKING:
    from greaterdata_lessons.analysis.counts_cube import Cube

BESIDE = "-metadata.json"  # where CSVW looks for what a file means
MEANING = ("unit", "period", "outcome", "prediction", "score")
HIDDEN = re.compile(r"(?:<|fewer than|less than|under)\s*(\d+)", re.IGNORECASE)
RANGE = re.compile(r"(\d+)\s*(?:to|-|\u2013)\s*(\d+)")
TOTALS = frozenset({"total", "all", "totals", "all groups", "grand total"})
NOTHING = frozenset({"", "*", "c", "[c]", "x", "[x]", "suppressed", "hidden"})


def saved(cube: Cube, path: str | Path) -> Path:
    """Write a cube as a CSV file, and its meaning beside it; see `Cube.save`."""
    file = Path(path)
    if file.suffix.lower() != ".csv":
        raise LearnerError(f'A cube is saved as a CSV file: call it "{file.stem}.csv".')
    try:
        cube.table.to_csv(file, index=False, lineterminator="\r\n")
        beside = file.with_name(file.name + BESIDE)
        beside.write_text(json.dumps(_meaning(cube, file.name), indent=2) + "\n", "utf-8")
    except OSError as error:
        raise LearnerError(
            f"{file} could not be written: {error.strerror}. Is the folder there, and yours?"
        ) from None
    return file


def _meaning(cube: Cube, name: str) -> dict[str, Any]:
    """Return what the counts mean, as CSV on the Web writes it."""
    said = {name: getattr(cube, name) for name in MEANING}
    lists = {name: list(known) for name, known in cube.categories.items()}
    return {
        "@context": ["http://www.w3.org/ns/csvw", {"@language": "en"}],
        "url": name,
        "dc:title": cube._heading(),
        "tableSchema": {
            "columns": [_column(cube, str(column)) for column in cube.table],
            "primaryKey": list(cube.by) if cube.by == cube.dimensions else [],
        },
        "notes": [
            {
                **said,
                "by": list(cube.by),
                "categories": lists,
                "apart": sorted(cube.apart),
                "rows": len(cube.table),
            }
        ],
    }


def _column(cube: Cube, name: str) -> dict[str, Any]:
    """Return what one column of the file holds."""
    about = {
        "count": f"Number of {cube.unit}; empty where it is hidden",
        "low": "The fewest there can be",
        "high": "The most there can be",
        "weight": "Sum of the weights",
        "weight_squared": "Sum of the squared weights",
    }
    meaning = getattr(cube, name) if name in ASKED else about.get(name, name.replace("_", " "))
    kind = "string"
    if name in (*MEASURES, *ASKED):
        kind = "integer" if name in ("count", "low", "high", "outcome", "prediction") else "number"
    return {"name": name, "titles": name, "datatype": kind, "dc:description": meaning}


def read(  # noqa: PLR0913 - as load_cube
    path: str | Path,
    *,
    by: str | Sequence[str] | None,
    count: str,
    unit: str,
    period: str,
    hidden: tuple[int, int] | None,
) -> dict[str, Any]:
    """Read a saved cube, or a table that somebody else published; see `load_cube`."""
    file = Path(path)
    table = _table(file)
    beside = file.with_name(file.name + BESIDE)
    if by is None:
        if not beside.exists():
            raise LearnerError(
                f"There is no {beside.name} beside {file.name} to say what was counted. Ask for "
                'it, or say it yourself: load_cube(path, by="borough", count="people").'
            )
        return _told(table, _notes(beside), file)
    names = [by] if isinstance(by, str) else list(by)
    for name in (*names, count):
        if name not in table:
            there = [str(column) for column in table.columns]
            raise LearnerError(f'{file.name} has no column "{name}". {did_you_mean(name, there)}')
    cells = _narrowed(_counted(table, names, count, hidden), names)
    return {"table": settled(cells, names), "by": tuple(names), "unit": unit, "period": period}


def _table(file: Path) -> pd.DataFrame:
    """Return a CSV file as text: nothing in it is guessed."""
    try:
        return pd.read_csv(file, dtype=str, keep_default_na=False, encoding="utf-8-sig")
    except FileNotFoundError:
        raise LearnerError(f"There is no file {file}. Is the name right, and its folder?") from None
    except (ValueError, OSError) as error:
        first = str(error).splitlines()[0] if str(error) else "it is empty"
        raise LearnerError(f"{file.name} could not be read as a CSV table: {first}") from None


def _notes(beside: Path) -> dict[str, Any]:
    """Return what the file beside a table says of its counts."""
    try:
        notes: dict[str, Any] = json.loads(beside.read_text("utf-8"))["notes"][0]
        _ = notes["by"], notes["rows"]
    except (ValueError, LookupError, TypeError):
        raise LearnerError(
            f"{beside.name} does not say what was counted. Save the cube again, and keep its two "
            "files together."
        ) from None
    return notes


def _told(table: pd.DataFrame, notes: dict[str, Any], file: Path) -> dict[str, Any]:
    """Return the parts of a cube that was saved here, once the two files are of one piece."""
    said = {name: str(notes.get(name, "")) for name in MEANING}
    dimensions = [*notes["by"], *(name for name in ASKED if said[name])]
    for name in (*dimensions, "count"):
        if name not in table:
            raise LearnerError(f'{file.name} has lost its column "{name}". Ask for it again.')
    if len(table) != notes["rows"]:
        raise LearnerError(
            f"{file.name} has {len(table):,} rows and should have {notes['rows']:,}: it was cut "
            "off or changed on the way. Ask for both files again."
        )
    for name in list(table.columns):
        if name in MEASURES or name in ASKED:
            table[name] = _numbers(table[name], name, file)
    lists = {name: tuple(known) for name, known in notes.get("categories", {}).items()}
    return {
        "table": table,
        "by": tuple(notes["by"]),
        "categories": lists,
        "apart": frozenset(notes.get("apart", ())),
        **said,
    }


def _numbers(column: pd.Series, name: str, file: Path) -> pd.Series:
    """Return a column of a saved cube as the numbers it was."""
    try:
        if name in ("weight", "weight_squared", "score"):
            return column.map(lambda value: float(value) if value else float("nan")).astype(float)
        whole = column.map(lambda value: int(value) if value else pd.NA).astype("Int64")
    except ValueError:
        raise LearnerError(
            f'{file.name} has something that is not a number in "{name}". Was it edited by hand?'
        ) from None
    return whole if name in ASKED or whole.isna().any() else whole.astype("int64")


def _counted(
    table: pd.DataFrame, names: list[str], count: str, hidden: tuple[int, int] | None
) -> pd.DataFrame:
    """Return the cells of a published table, hidden ones with the fewest and most they can be."""
    cells = table[names].map(lambda text: text.strip() or MISSING)
    bounds = [_bounds(value, count, hidden) for value in table[count]]
    low, high = ([pair[side] for pair in bounds] for side in (0, 1))
    return cells.assign(low=pd.Series(low, cells.index), high=pd.Series(high, cells.index))


def _narrowed(cells: pd.DataFrame, names: list[str]) -> pd.DataFrame:
    """Take the totals out, so that nobody is counted twice, and use the grand total.

    What is hidden adds up to the total less all that is shown: a hidden count can be no more
    than that, less the fewest that the others can be; and no less, likewise.
    """
    sums = cells[names].map(lambda name: name.lower() in TOTALS)
    parts = cells[~sums.any(axis=1)].copy()
    whole = cells[sums.all(axis=1)]
    if len(whole) == 1 and len(parts):
        low, high = parts["low"].copy(), parts["high"].copy()
        most = int(whole["high"].iloc[0]) - low.sum() + low
        fewest = int(whole["low"].iloc[0]) - high.sum() + high
        parts["low"], parts["high"] = low.clip(lower=fewest), high.clip(upper=most)
        if (parts["low"] > parts["high"]).any():
            raise LearnerError(
                "The counts do not add up to the total given. Ask for the table again."
            )
    return parts


def _bounds(text: str, name: str, hidden: tuple[int, int] | None) -> tuple[int, int]:
    """Return the fewest and the most that a published count can stand for.

    >>> [_bounds(text, "people", None) for text in ("1,204", "<10", "10 to 19")]
    [(1204, 1204), (0, 9), (10, 19)]
    >>> [_bounds(text, "people", (1, 9)) for text in ("<10", "*")]
    [(1, 9), (1, 9)]
    """
    plain = text.strip().replace(",", "")
    if plain.isdigit():
        return int(plain), int(plain)
    if found := HIDDEN.fullmatch(plain):
        return (hidden[0] if hidden else 0), int(found[1]) - 1
    if found := RANGE.fullmatch(plain):
        return int(found[1]), int(found[2])
    if hidden and plain.lower() in NOTHING:
        return hidden
    raise LearnerError(
        f'"{text}" in "{name}" is not a count. If it stands for a hidden count, say the fewest and '
        "the most it can be: hidden=(1, 9)."
    )
