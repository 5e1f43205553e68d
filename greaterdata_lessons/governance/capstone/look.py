"""Look at results from your own data without leaving them in the notebook's file."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import Any

import pandas as pd

from greaterdata_lessons.documents import FOOT, page_head
from greaterdata_lessons.files import write_whole
from greaterdata_lessons.tables import html_table

FIRST = 5  # rows of a table that are shown


@dataclass(frozen=True)
class Look:
    """A page in your folder, shown below the cell; the notebook keeps its address, not its content.

    >>> Look("my-capstone-look/quality.html")
    Shown below the cell, and kept in my-capstone-look/quality.html beside your notebook, not in it.
    """

    path: str

    def __repr__(self) -> str:
        """Say where the page is."""
        return f"Shown below the cell, and kept in {self.path} beside your notebook, not in it."

    def _repr_html_(self) -> str:
        return (
            f"<p>{escape(repr(self))} It holds your numbers: keep it at home.</p><iframe "
            f'title="Your result" src="{escape(self.path)}" width="100%" height="420"></iframe>'
        )


def html_of(result: Any, caption: str) -> str:
    """Return a result as HTML: what it shows itself, the first rows of a table, or its words.

    >>> html_of("Two & three", "")
    '<p>Two &amp; three</p>'
    """
    if isinstance(result, pd.Series):
        result = result.to_frame()
    if isinstance(result, pd.DataFrame):
        return html_table(result.head(FIRST).astype(str), caption=caption)
    shown = getattr(result, "_repr_html_", None)
    if shown is None:
        return "".join(f"<p>{escape(line)}</p>" for line in str(result).splitlines())
    return str(shown())


def look(result: Any, folder: Path) -> Any:
    """Show a result of your own data; in a page nothing is kept, so there it is shown at once."""
    body = html_of(result, f"The first {FIRST} rows")
    if sys.platform == "emscripten":
        return result
    folder.mkdir(exist_ok=True)
    page = page_head("Your result", pictures=True) + body + FOOT
    name = f"{type(result).__name__.lower()}.html"
    write_whole(folder / name, page.encode())
    return Look(f"{folder.name}/{name}")
