"""One column as its distinct values and how often each stands there: all checks read that."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
import numpy.typing as npt
import pandas as pd
from pandas.api import types

from greaterdata_lessons.analysis.quality.words import (
    BLANK_WORDS,
    PLACEHOLDER_NUMBERS,
    PLACEHOLDER_WORDS,
    PLACEHOLDER_YEARS,
    YES_NO,
    alike,
)
from greaterdata_lessons.errors import LearnerError

Mask = npt.NDArray[np.bool_]
BLANK = "blank"
MOST_CODES = 2_000  # a column with more distinct values is free text, names or numbers


@dataclass(frozen=True)
class Measure:
    """One check of one column: what was looked for, by which rule, and how many rows have it.

    `sure` is False where only somebody who knows the data can say whether it is a fault.
    """

    dimension: str
    column: str
    what: str
    rule: str
    rows: int
    of: int
    sure: bool = True
    where: str = ""
    marked: Mask | None = field(default=None, repr=False, compare=False)


@dataclass(frozen=True)
class Column:
    """A column as `values`, how many rows have each (`counts`), and each row's number (`codes`)."""

    name: str
    codes: npt.NDArray[np.intp]
    values: pd.Index
    number: bool
    date: bool

    @classmethod
    def of(cls, name: str, column: pd.Series) -> Column:
        """Read a column once; raises `LearnerError` when its cells are lists or tables."""
        try:
            codes, values = pd.factorize(column, use_na_sentinel=True)
        except TypeError:
            raise LearnerError(
                f'The cells of "{name}" hold lists, not single values. Give each a row of its own '
                f'first: frame.explode("{name}").'
            ) from None
        number = types.is_numeric_dtype(column.dtype) and not types.is_bool_dtype(column.dtype)
        date = types.is_datetime64_any_dtype(column.dtype)
        return cls(name, codes, pd.Index(values), number, date)

    @property
    def size(self) -> int:
        """How many rows there are."""
        return len(self.codes)

    @cached_property
    def counts(self) -> npt.NDArray[np.intp]:
        """How many rows have each value."""
        return np.bincount(self.codes[self.codes >= 0], minlength=len(self.values))

    @cached_property
    def is_text(self) -> bool:
        """Whether the values are words (or words and numbers mixed)."""
        return not self.number and not self.date and not types.is_bool_dtype(self.values.dtype)

    @cached_property
    def words(self) -> pd.Series:
        """The distinct values as words: lower case, without spaces around them."""
        said = pd.Series(self.values)
        if not types.is_string_dtype(said.dtype) or said.dtype == object:
            said = said.astype(object).map(str)
        return said.str.strip().str.lower()

    @cached_property
    def blank_values(self) -> Mask:
        """Which of the values are words for a blank."""
        if not self.is_text:
            return np.zeros(len(self.values), dtype=bool)
        return self.words.isin(BLANK_WORDS).to_numpy()

    @cached_property
    def blank(self) -> Mask:
        """Which rows say nothing, in whatever way."""
        return np.append(self.blank_values, True)[self.codes]

    @cached_property
    def filled(self) -> int:
        """How many rows say something."""
        return self.size - int(self.blank.sum())

    @cached_property
    def is_codes(self) -> bool:
        """Whether the column uses a list of codes: few distinct values, used again and again."""
        few = min(MOST_CODES, max(20, self.size // 10))
        return self.is_text and 1 < len(self.values) <= few

    @cached_property
    def sorts(self) -> pd.Series:
        """Each value as it is when spelling is set aside; blanks are empty. For codes alone."""
        plain = pd.Series([alike(value) for value in self.values], dtype=object)
        return plain.mask(pd.Series(self.blank_values), "")

    def rows(self, marked: Mask) -> Mask:
        """Which rows have one of the marked values."""
        return np.append(marked, False)[self.codes]

    def measure(  # noqa: PLR0913 - one argument for each part of a measure
        self, dimension: str, what: str, rule: str, marked: Mask, *, of: int, sure: bool = True
    ) -> Measure:
        """Count the rows that have one of the marked values."""
        rows = int(self.counts[marked].sum())
        where = self.rows(marked) if rows else None
        return Measure(dimension, self.name, what, rule, rows, of, sure, marked=where)


def column_measures(column: Column) -> list[Measure]:
    """Run every check that one column allows by itself, dates apart."""
    blank = int(column.blank.sum())
    rule = "nothing there, or a word for nothing such as n/a, not known, not stated"
    found = [
        Measure("completeness", column.name, BLANK, rule, blank, column.size, marked=column.blank)
    ]
    if column.is_codes:
        found += [_blank_ways(column), _spellings(column), _short_codes(column)]
    if column.number:
        found.append(_numbers(column))
    if column.is_text:
        found.append(_words(column))
    return found


def _blank_ways(column: Column) -> Measure:
    """Blanks that are not written in the most common way."""
    marked = np.append(column.blank_values, True)
    counts = np.append(column.counts, (column.codes < 0).sum())
    words = pd.Series([*column.words, ""])
    ways = pd.Series(counts[marked]).groupby(words[marked].to_numpy()).sum()
    ways = ways[ways > 0]
    rows = int(ways.sum() - ways.max()) if len(ways) > 1 else 0
    usual = ways.idxmax() if len(ways) else ""
    mask = np.append(column.blank_values & (column.words != usual).to_numpy(), usual != "")
    what = "blank written in another way"
    rule = "one way of writing a blank: the most common one"
    places = mask[column.codes] if rows else None
    return Measure("consistency", column.name, what, rule, rows, column.size, marked=places)


def _spellings(column: Column) -> Measure:
    """Values that differ from a more common one in spelling alone."""
    table = pd.DataFrame({"sort": column.sorts, "count": column.counts})
    table = table.sort_values("count", ascending=False, kind="stable")
    other = table["sort"].duplicated() & (table["sort"] != "")
    marked = other.reindex(range(len(column.values))).to_numpy()
    rule = "one spelling each: case, accents, stops, dashes and St for Saint make no difference"
    what = "a value written another way"
    return column.measure("consistency", what, rule, marked, of=column.filled)


def _short_codes(column: Column) -> Measure:
    """Single letters in a column of words, or two ways of writing yes and no."""
    words = column.words.to_numpy()
    real = ~column.blank_values
    short = real & np.array([len(word) == 1 and word.isalpha() for word in words])
    long = real & np.array([len(word) > 2 for word in words])
    marked = np.zeros(len(words), dtype=bool)
    if len(words) <= 30 and short.any() and long.any():
        fewer = column.counts[short].sum() <= column.counts[long].sum()
        marked = short if fewer else long
    families = [real & np.isin(words, family) for family in YES_NO]
    used = sorted((int(column.counts[one].sum()), n) for n, one in enumerate(families) if one.any())
    for _, number in used[:-1]:
        marked = marked | families[number]
    rule = "one way of writing a code: letters, or words, or numbers"
    what = "codes beside words"
    return column.measure("consistency", what, rule, marked, of=column.filled, sure=True)


def _numbers(column: Column) -> Measure:
    """Numbers that stand for "nobody knew": 999 far above the rest, 1900 as a year."""
    values = column.values.to_numpy(dtype=float, na_value=np.nan)
    year = "year" in column.name.lower()
    marked = np.zeros(len(values), dtype=bool)
    for usual in PLACEHOLDER_YEARS if year else PLACEHOLDER_NUMBERS:
        rest = values[(values != usual) & ~marked]
        if len(rest) > 1 and (values == usual).any() and _apart(usual, rest, year=year):
            marked |= values == usual
    rule = (
        "a year such as 1900 or 9999, ten years or more from the others"
        if year
        else "a number such as 999 or -1, far outside the others"
    )
    return column.measure("validity", "looks like a placeholder", rule, marked, of=column.filled)


def _apart(usual: int, rest: npt.NDArray[np.float64], *, year: bool) -> bool:
    """Whether a number stands so far from the rest that it is likely to be a stand-in."""
    low, high = np.nanmin(rest), np.nanmax(rest)
    if year:
        return bool(usual <= low - 10 or usual >= high + 10)
    return bool(high <= usual / 2 and high > 0) if usual > 0 else bool(low >= 0)


def _words(column: Column) -> Measure:
    """Words such as "test" that somebody typed to get past a form."""
    marked = column.words.isin(PLACEHOLDER_WORDS).to_numpy()
    rule = "a word such as test, tbc or xxx"
    return column.measure("validity", "looks like a placeholder", rule, marked, of=column.filled)
