"""Tables that a screen reader can walk through: a caption, and headers with a scope."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape

import pandas as pd

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
    body = "".join(f"{_row(list(row), numeric)}\n" for row in frame.itertuples(index=False))
    return (
        f'<table class="gd-table"><caption{LEFT}>{escape(caption)}</caption>\n'
        f"<thead><tr>{heads}</tr></thead>\n<tbody>\n{body}</tbody></table>"
    )


def text(value: object) -> str:
    """Write one value as a reader expects it: thousands with commas, two decimals, no NaN.

    >>> [text(value) for value in (594488, 0.5583, float("nan"), "Sefton")]
    ['594,488', '0.56', 'not defined', 'Sefton']
    """
    if isinstance(value, str):
        return value
    if pd.isna(value):  # type: ignore[call-overload]
        return "not defined"
    if isinstance(value, float):
        return f"{value:,.2f}"
    return f"{value:,}" if isinstance(value, int) else str(value)


@dataclass(frozen=True)
class Table:
    """A table with a caption; prints as text and renders accessibly."""

    frame: pd.DataFrame
    caption: str

    def __str__(self) -> str:
        """Return the caption and the table as text."""
        shown = self.frame.map(text)
        shown.columns = [_words(name) for name in shown.columns]
        return f"{self.caption}\n{shown.to_string(index=False)}"

    __repr__ = __str__

    def _repr_html_(self) -> str:
        return html_table(self.frame, caption=self.caption)


def table(frame: pd.DataFrame | pd.Series, *, caption: str) -> Table:
    """Show a table with a caption that says what it is.

    >>> print(table(pd.DataFrame({"borough": ["Sefton"], "people": [1200]}), caption="One borough"))
    One borough
    borough people
     Sefton  1,200
    """
    shown = frame.reset_index() if isinstance(frame, pd.Series) else frame
    return Table(shown, caption)


def _kind(number: bool) -> str:
    """Numbers stand right; words stand left, which JupyterLab would not do by itself."""
    return ' class="gd-number"' if number else LEFT


def _words(name: object) -> str:
    return str(name).replace("_", " ")


def _row(values: list[object], numeric: list[bool]) -> str:
    cells = "".join(
        f"<td{_kind(number)}>{escape(text(value))}</td>"
        for value, number in zip(values[1:], numeric[1:], strict=True)
    )
    return f'<tr><th scope="row"{LEFT}>{escape(text(values[0]))}</th>{cells}</tr>'
