"""The cube of counts: what is left of records once they have been counted by group."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, NamedTuple

import pandas as pd

from greaterdata_lessons.analysis import counts_add, counts_cells, counts_files
from greaterdata_lessons.analysis.counts_cells import ASKED
from greaterdata_lessons.errors import LearnerError
from greaterdata_lessons.tables import html_table

SPOKEN = 20  # a sentence with more cells than this is no longer read


class Bounds(NamedTuple):
    """The fewest and the most there can be."""

    low: int
    high: int


@dataclass(frozen=True, eq=False, repr=False)
class Cube:
    """Counts over named categories: one row for each combination, with a column `count`.

    `table` holds the columns named in `by`, then `outcome` and `prediction` (1, 0, or nothing
    where it is missing) and `score` (the middle of its bin) where they were asked for, then
    `count`. Counts that somebody hid stand as `<NA>`, with the fewest and the most they can be in
    `low` and `high`. A weighted cube also has `weight` (the sum of the weights) and
    `weight_squared` (the sum of their squares): the effective number of people is
    `weight ** 2 / weight_squared`.

    `unit` says what was counted, `period` when, and `outcome`, `prediction` and `score` what each
    of them means ("" when it was not asked for). `categories` has the agreed categories of a
    column, where they were agreed; `apart` the columns that keep partners apart in a sum. Cubes
    add up: `liverpool + wirral`.
    """

    table: pd.DataFrame
    by: tuple[str, ...]
    unit: str = "records"
    period: str = ""
    outcome: str = ""
    prediction: str = ""
    score: str = ""
    categories: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    apart: frozenset[str] = frozenset()

    @property
    def dimensions(self) -> tuple[str, ...]:
        """The columns that say what a row counts: `by`, then outcome, prediction and score.

        >>> Cube(pd.DataFrame({"sex": ["F"], "outcome": [1], "count": [3]}), by=("sex",),
        ...      outcome="referred").dimensions
        ('sex', 'outcome')
        """
        return (*self.by, *(name for name in ASKED if getattr(self, name)))

    @property
    def hidden(self) -> bool:
        """Whether some counts are known only to lie between two numbers."""
        return "low" in self.table

    @property
    def weighted(self) -> bool:
        """Whether records were counted with weights."""
        return "weight" in self.table

    @property
    def bounds(self) -> Bounds:
        """The fewest and the most that can have been counted; the same when nothing is hidden.

        >>> table = pd.DataFrame({"sex": ["F", "M"], "low": [0, 30], "high": [9, 30]})
        >>> Cube(counts_cells.settled(table, ["sex"]), by=("sex",)).bounds
        Bounds(low=30, high=39)
        """
        low, high = ("low", "high") if self.hidden else ("count", "count")
        return Bounds(int(self.table[low].sum()), int(self.table[high].sum()))

    @property
    def total(self) -> int:
        """Everything counted.

        Raises `LearnerError` when hidden counts leave more than one possible total.

        >>> Cube(pd.DataFrame({"sex": ["F", "M"], "count": [2, 1]}), by=("sex",)).total
        3
        """
        low, high = self.bounds
        if low != high:
            raise LearnerError(
                f"Some counts are hidden, so the total is only known to lie between {low:,} and "
                f"{high:,}. Use .bounds for the two."
            )
        return low

    def counts(self) -> pd.Series:
        """Return the counts alone, by category; hidden ones are `<NA>`.

        >>> Cube(pd.DataFrame({"sex": ["F", "M"], "count": [2, 1]}), by=("sex",)).counts().to_dict()
        {'F': 2, 'M': 1}
        """
        return self.table.set_index(list(self.dimensions))["count"]

    def only(self, **wanted: object) -> Cube:
        """Return the part of the cube with the categories named, one or several for a column.

        Raises `LearnerError` when a column or category is not there, so that a slip is noticed.

        >>> table = pd.DataFrame({"borough": ["Sefton", "Wirral"], "count": [2, 1]})
        >>> print(Cube(table, by=("borough",)).only(borough="Wirral"))
        1 records by borough: Wirral 1.
        """
        table = self.table
        for name, value in wanted.items():
            values = [value] if isinstance(value, str) or not isinstance(value, Iterable) else value
            kept = list(values)
            self._require(name, kept)
            table = table[table[name].isin(kept)]
        return replace(self, table=counts_cells.trimmed(table))

    def without(self, *categories: str) -> Cube:
        """Return the cube with some categories of its one characteristic left out.

        Raises `LearnerError` when a category is not there, so that a slip of spelling is noticed.

        >>> table = pd.DataFrame({"age": ["0 to 14", "85 and over"], "count": [1, 1]})
        >>> print(Cube(table, by=("age",)).without("0 to 14"))
        1 records by age: 85 and over 1.
        """
        self._require(self.by[0], categories)
        kept = self.table[~self.table[self.by[0]].isin(categories)]
        return replace(self, table=counts_cells.trimmed(kept))

    def by_only(self, *names: str) -> Cube:
        """Return the cube rolled up to some of its columns; everybody is still counted.

        Outcome and prediction stay, where they were asked for; `people()` rolls those up too.
        Raises `LearnerError` when a column is not one the cube counts by.

        >>> table = pd.DataFrame({"borough": ["Sefton"] * 2, "sex": ["F", "M"], "count": [2, 1]})
        >>> print(Cube(table, by=("borough", "sex")).by_only("borough"))
        3 records by borough: Sefton 3.
        """
        for name in names:
            counts_cells.require_column(name, self.by)
        lists = {name: known for name, known in self.categories.items() if name in names}
        return replace(self, by=tuple(names), categories=lists)._of(self.table)

    def people(self) -> Cube:
        """Return the cube with outcome, prediction and score rolled up: who, whatever came of it.

        >>> table = pd.DataFrame({"sex": ["F", "F"], "outcome": [0, 1], "count": [2, 1]})
        >>> print(Cube(table, by=("sex",), outcome="referred").people())
        3 records by sex: F 3.
        """
        return replace(self, outcome="", prediction="", score="")._of(self.table)

    def recode(self, **mappings: Mapping[str, str]) -> Cube:
        """Return the cube with categories renamed or joined: old name to new name, by column.

        Categories not named stay as they are. Use it to bring two partners' lists together
        before adding. Raises `LearnerError` when a column or an old name is not there.

        >>> table = pd.DataFrame({"sex": ["F", "f"], "count": [2, 1]})
        >>> print(Cube(table, by=("sex",)).recode(sex={"F": "Female", "f": "Female"}))
        3 records by sex: Female 3.
        """
        table, lists = self.table.copy(), dict(self.categories)
        for name, mapping in mappings.items():
            self._require(name, mapping)
            table[name] = table[name].map(lambda old, new=mapping: new.get(old, old))
            if name in lists:
                renamed = (mapping.get(old, old) for old in lists[name])
                lists[name] = tuple(dict.fromkeys(renamed))
        return replace(self, categories=lists)._of(table)

    def renamed(self, **names: str) -> Cube:
        """Return the cube with columns of `by` renamed: old name to new name.

        Raises `LearnerError` when a column is not there or a new name is taken.

        >>> table = pd.DataFrame({"district": ["Sefton"], "count": [2]})
        >>> print(Cube(table, by=("district",)).renamed(district="borough"))
        2 records by borough: Sefton 2.
        """
        for old, new in names.items():
            self._require(old, ())
            if new in self.table:
                raise LearnerError(f'"{new}" is the name of another column. Choose another name.')
        by = tuple(names.get(name, name) for name in self.by)
        lists = {names.get(name, name): known for name, known in self.categories.items()}
        return replace(self, table=self.table.rename(columns=names), by=by, categories=lists)

    def described(
        self,
        *,
        unit: str | None = None,
        period: str | None = None,
        outcome: str | None = None,
        prediction: str | None = None,
    ) -> Cube:
        """Return the cube with its definitions put in other words, the counts unchanged.

        Use it where two partners counted the same thing under different names.

        >>> cube = Cube(pd.DataFrame({"sex": ["F"], "count": [2]}), by=("sex",))
        >>> print(cube.described(unit="referrals"))
        2 referrals by sex: F 2.
        """
        told = {"unit": unit, "period": period, "outcome": outcome, "prediction": prediction}
        said = {name: words for name, words in told.items() if words is not None}
        for name in ("outcome", "prediction"):
            if name in said and bool(said[name]) != bool(getattr(self, name)):
                raise LearnerError(f"The cube has no {name} to describe. Count with {name}=.")
        return replace(self, **said)  # type: ignore[arg-type]

    def save(self, path: str | Path) -> Path:
        """Write the cube as a CSV file, and what it means beside it (CSVW), for `gd.load_cube`.

        Small counts are written as they are: protect the cube first if it leaves the building.
        Raises `LearnerError` when the file cannot be written.

        >>> import tempfile
        >>> cube = Cube(pd.DataFrame({"sex": ["F"], "count": [2]}), by=("sex",))
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     cube.save(f"{folder}/liverpool.csv").name
        'liverpool.csv'
        """
        return counts_files.saved(self, path)

    def __add__(self, other: object) -> Cube:
        """Return the counts of both cubes together; see `counts_add.added`."""
        if not isinstance(other, Cube):
            return NotImplemented
        return counts_add.added(self, other)

    def __radd__(self, other: object) -> Cube:
        """Let `sum([liverpool, wirral, sefton])` start from nothing."""
        return self if other == 0 else NotImplemented

    def __eq__(self, other: object) -> bool:
        """Two cubes are equal when they count the same, by the same definitions, in any order."""
        if not isinstance(other, Cube):
            return NotImplemented
        return counts_add.definition(self) == counts_add.definition(other) and (
            counts_cells.same(self.table, other.table, self.dimensions)
        )

    __hash__ = None  # type: ignore[assignment]

    def __str__(self) -> str:
        """Return the counts as one sentence."""
        rows = self.table.to_dict("records")
        parts = ", ".join(self._cell(row) for row in rows[:SPOKEN])
        more = f", and {len(rows) - SPOKEN:,} more in .table" if len(rows) > SPOKEN else ""
        return f"{self._heading()}: {parts}{more}."

    __repr__ = __str__

    def _repr_html_(self) -> str:
        shown = counts_cells.readable(self.table)
        told = {name: getattr(self, name) for name in ASKED if name in self.dimensions}
        return html_table(shown.rename(columns=told), caption=self._heading())

    def _heading(self) -> str:
        low, high = self.bounds
        total = f"{low:,}" if low == high else f"Between {low:,} and {high:,}"
        by = " and ".join(self.by).replace("_", " ")
        when = f", {self.period}" if self.period else ""
        return f"{total} {self.unit}{f' by {by}' if by else ''}{when}"

    def _cell(self, row: Mapping[Any, Any]) -> str:
        """Return one cell in words: its categories, what came of it, and the number."""
        words = [str(row[name]) for name in self.by]
        for name in self.dimensions[len(self.by) :]:
            words.append(counts_cells.came(getattr(self, name), name, row[name]))
        return f"{' / '.join(words)} {counts_cells.spoken(row)}"

    def _of(self, table: pd.DataFrame) -> Cube:
        """Return a cube of the same definitions with these cells, each combination once."""
        return replace(self, table=counts_cells.settled(table, self.dimensions))

    def _require(self, name: str, categories: Iterable[object]) -> None:
        """Insist that a column is there, and each category in it."""
        counts_cells.require_column(name, self.dimensions)
        known = {*self.table[name].dropna(), *self.categories.get(name, ())}
        counts_cells.require_categories(name, categories, known)
