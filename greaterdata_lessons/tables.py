"""Tables that a screen reader can walk through: a caption, and headers with a scope."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import escape
from math import isfinite

import pandas as pd

from greaterdata_lessons.errors import LearnerError

DECIMALS = 2
LEFT = ' style="text-align:left"'


def html_table(frame: pd.DataFrame, *, caption: str) -> str:
    """Return `frame` as an HTML table whose first column heads each row.

    >>> print(html_table(pd.DataFrame({"borough": ["Sefton"], "count": [1200]}), caption="Two"))
    <table class="gd-table"><caption style="text-align:left">Two</caption>
    <thead><tr><th scope="col" style="text-align:left">borough</th>\
<th scope="col" class="gd-number">count</th></tr></thead>
    <tbody>
    <tr><th scope="row" style="text-align:left">Sefton</th><td class="gd-number">1,200</td></tr>
    </tbody></table>
    """
    numeric = [pd.api.types.is_numeric_dtype(frame[name]) for name in frame.columns]
    heads = "".join(
        f'<th scope="col"{_kind(number)}>{escape(_words(name))}</th>'
        for name, number in zip(frame.columns, numeric, strict=True)
    )
    columns = [texts(frame.iloc[:, place]) for place in range(len(frame.columns))]
    body = "".join(f"{_row(row, numeric)}\n" for row in zip(*columns, strict=True))
    return (
        f'<table class="gd-table"><caption{LEFT}>{escape(caption)}</caption>\n'
        f"<thead><tr>{heads}</tr></thead>\n<tbody>\n{body}</tbody></table>"
    )


def texts(values: Iterable[object]) -> list[str]:
    """Write numbers that stand together with as many decimals as they need, two at most.

    >>> texts([111.0, 49.0]), texts([36.8, 40.0]), texts([1.0, 0.5583])
    (['111', '49'], ['36.8', '40.0'], ['1.00', '0.56'])
    """
    listed = list(values)
    floats = [value for value in listed if isinstance(value, float) and isfinite(value)]
    enough = (n for n in range(DECIMALS) if all(round(x, n) == round(x, DECIMALS) for x in floats))
    decimals = next(enough, DECIMALS)
    return [text(value, decimals=decimals) for value in listed]


def text(value: object, *, decimals: int = DECIMALS) -> str:
    """Write one value as a reader expects it: thousands with commas, two decimals, no NaN.

    >>> [text(value) for value in (594488, 0.5583, float("nan"), "Sefton")]
    ['594,488', '0.56', 'not defined', 'Sefton']
    """
    if isinstance(value, str):
        return value
    if pd.isna(value):  # type: ignore[call-overload]
        return "not defined"
    if isinstance(value, float):
        return f"{value:,.{decimals}f}"
    return f"{value:,}" if isinstance(value, int) else str(value)


@dataclass(frozen=True)
class Table:
    """A table with a caption; prints as text and renders accessibly."""

    frame: pd.DataFrame
    caption: str

    def __str__(self) -> str:
        """Return the caption and the table as text."""
        shown = pd.DataFrame({name: texts(self.frame[name]) for name in self.frame.columns})
        shown.columns = [_words(name) for name in shown.columns]
        return f"{self.caption}\n{shown.to_string(index=False)}"

    __repr__ = __str__

    def _repr_html_(self) -> str:
        return html_table(self.frame, caption=self.caption)


def table(frame: pd.DataFrame | pd.Series, *, caption: str) -> Table:
    """Show a table with a caption that says what it is.

    Raises `LearnerError` when it is given something else than a table or a column.

    >>> print(table(pd.DataFrame({"borough": ["Sefton"], "people": [1200]}), caption="One borough"))
    One borough
    borough people
     Sefton  1,200
    """
    shown = frame.reset_index() if isinstance(frame, pd.Series) else frame
    if not isinstance(shown, pd.DataFrame):
        raise LearnerError(
            f"gd.table shows a DataFrame or a Series, and was given something of the kind "
            f'"{type(shown).__name__}". Put it into pd.DataFrame(...) first.'
        )
    return Table(shown, caption)


def _kind(number: bool) -> str:
    """Numbers stand right; words stand left, which JupyterLab would not do by itself."""
    return ' class="gd-number"' if number else LEFT


def _words(name: object) -> str:
    return str(name).replace("_", " ")


def _row(values: Sequence[str], numeric: Sequence[bool]) -> str:
    cells = "".join(
        f"<td{_kind(number)}>{escape(value)}</td>"
        for value, number in zip(values[1:], numeric[1:], strict=True)
    )
    return f'<tr><th scope="row"{LEFT}>{escape(values[0])}</th>{cells}</tr>'
