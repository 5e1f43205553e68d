"""The availability map: which data is listed for which theme and place, and who may have it."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from textwrap import fill
from typing import TYPE_CHECKING

import pandas as pd

from greaterdata_lessons.analysis.inventory import ACCESS, NONE, NOT_ASKED, availability
from greaterdata_lessons.data.places import BOROUGHS
from greaterdata_lessons.documents import FOOT, Block, html_parts, page_head
from greaterdata_lessons.errors import LearnerError
from greaterdata_lessons.governance.registers.register import Register, as_register
from greaterdata_lessons.show.chart import Chart, _picture
from greaterdata_lessons.tables import html_table

if TYPE_CHECKING:
    from matplotlib.axes import Axes

# The best access there is in a square, and the ground it is drawn on; words stand in it too.
GROUNDS = {"open": "#12436D", "shared": "#6BACE6", "closed": "#D5D5D5", NONE: "#FFFFFF"}
INK = {"open": "#FFFFFF"}
NAME = "Data availability map"
MEANINGS = "open: anyone may have it. shared: some may, under an agreement. closed: nobody outside."


@dataclass(frozen=True)
class AvailabilityMap:
    """Data sets listed for each theme and place, by access; `table` says gaps in words.

    `gaps` are pairs for which nothing is listed, `nothing_open` those for which something is, but
    nothing that a small charity could simply take.
    """

    table: pd.DataFrame
    title: str
    gaps: tuple[str, ...]
    nothing_open: tuple[str, ...]
    pairs: int

    def __repr__(self) -> str:
        """Return the finding, the gaps and the map as text."""
        return "\n".join([*self._said(), self.table.to_string(index=False)])

    def _repr_html_(self) -> str:
        lines = "".join(f"<p>{escape(line)}</p>" for line in self.lines())
        return lines + html_table(self.table, caption=self.title)

    def lines(self) -> list[str]:
        """Return what the map says, in sentences: the gaps by name, and what is not open."""
        if not self.pairs:
            return ["Nobody has been asked, so no gap can be told."]
        open_ = self.pairs - len(self.gaps) - len(self.nothing_open)
        said = [
            f"{open_} of {self.pairs} pairs of theme and place have something open to all, "
            f"{len(self.nothing_open)} have data that must be asked for or is closed, and for "
            f"{len(self.gaps)} nothing is listed."
        ]
        for words, names in (
            ("Nothing is listed for", self.gaps),
            ("Nothing is open for", self.nothing_open),
        ):
            if names:
                said.append(f"{words} {self._by_theme(names)}.")
        return [*said, "Nothing listed is a gap in the list: ask before you say there is no data."]

    def _by_theme(self, names: Sequence[str]) -> str:
        """Return pairs in words, theme by theme: "falls (everywhere), libraries (Halton)"."""
        places: dict[str, list[str]] = {}
        for name in names:
            theme, _, place = name.rpartition(" in ")
            places.setdefault(theme, []).append(place)
        every = len(self.table.columns) - 1
        return ", ".join(
            f"{theme} ({'everywhere' if len(found) == every > 1 else ', '.join(found)})"
            for theme, found in places.items()
        )

    def chart(self) -> Chart:
        """Return the map as a picture, with all it says in words as its text alternative."""
        alt = " ".join(self.lines())
        picture = _picture(len(self.table) + len(self.table) // 2, self.table, _squares)
        return Chart(f"Data listed by theme and place: {self.title}", alt, self.table, picture)

    def page(self) -> str:
        """Return the map as one web page that asks for nothing else, to publish as it is."""
        chart = self.chart()
        picture = b64encode(chart.png).decode()
        rows = tuple(tuple(map(str, row)) for row in self.table.itertuples(index=False))
        blocks = [
            Block("h1", NAME),
            *(Block("p", line) for line in self._said()),
            Block("h2", "As a table"),
            Block("table", self.title, tuple(self.table.columns), rows),
            Block("p", MEANINGS),
            Block("h2", "As a picture"),
        ]
        shown = f'<p><img alt="{escape(chart.alt)}" src="data:image/png;base64,{picture}"></p>\n'
        return page_head(NAME, pictures=True) + "".join(html_parts(blocks)) + shown + FOOT

    def _said(self) -> list[str]:
        return [self.title, *self.lines()]


def availability_map(
    inventory: Register | pd.DataFrame,
    *,
    boundary: str = "Liverpool City Region",
    asked: Sequence[str] = BOROUGHS,
    themes: Sequence[str] = (),
) -> AvailabilityMap:
    """Map an inventory by theme, place and access, and name the gaps.

    Parameters
    ----------
    inventory : a `register("inventory", ...)` or a table as in `load("inventory")`.
    boundary : the area whose places are shown, as `area` knows it.
    asked : the places whose partners were asked at all; others are "not asked", never a gap.
    themes : the themes that are needed, also those for which nothing is listed yet.

    Returns an `AvailabilityMap`. Raises `LearnerError` when a place or an access cannot be read.

    >>> from greaterdata_lessons.data.catalogue import load
    >>> falls = load("inventory").query('theme == "falls"')
    >>> availability_map(falls, boundary="Merseyside", themes=["rent"]).gaps[:2]
    ('rent in Knowsley', 'rent in Liverpool')
    """
    if isinstance(inventory, Register):
        table = as_register("inventory", inventory).table
    else:
        table = inventory
    whole = availability(table, boundary=boundary, asked=asked)
    _insist_on_access(table)
    places = whole.table["place"].tolist()
    wanted = list(dict.fromkeys([*table["theme"], *themes]))
    cells = _cells(table, boundary, [(theme, place) for theme in wanted for place in places])
    cells = {pair: words if pair[1] in asked else NOT_ASKED for pair, words in cells.items()}
    shown = pd.DataFrame(
        [{"theme": theme, **{place: cells[theme, place] for place in places}} for theme in wanted]
    )
    listed = {pair: words for pair, words in cells.items() if words not in (NONE, NOT_ASKED)}
    gaps = tuple(f"{t} in {p}" for (t, p), words in cells.items() if words == NONE)
    shut = tuple(f"{t} in {p}" for (t, p), words in listed.items() if "open" not in words)
    title = whole.caption.replace(", every data set", "")
    return AvailabilityMap(shown, title, gaps, shut, len(listed) + len(gaps))


def _cells(
    table: pd.DataFrame, boundary: str, pairs: Sequence[tuple[str, str]]
) -> dict[tuple[str, str], str]:
    """Return what is listed for each theme and place, in words, by access."""
    places = [place for _, place in pairs]
    maps = {
        level: availability(table, boundary=boundary, access=level, asked=places).table
        for level in ACCESS
    }
    return {
        (theme, place): _cell({level: _count(maps[level], theme, place) for level in ACCESS})
        for theme, place in pairs
    }


def _insist_on_access(table: pd.DataFrame) -> None:
    """Refuse an access that is none of the three: its data set would drop out unseen."""
    for number, access in zip(table.index, table["access"], strict=True):
        if access not in ACCESS:
            said = f'"{access}"' if access else "Nothing"
            raise LearnerError(
                f"Row {number} cannot be placed on the map: {said} stands under access. "
                "Write open, shared or closed."
            )


def _count(table: pd.DataFrame, theme: str, place: str) -> int:
    """Return how many data sets a map of one access lists for a theme and a place."""
    if theme not in table.columns:
        return 0
    said = str(table.set_index("place").at[place, theme])
    return int(said) if said.isdigit() else 0


def _cell(counts: dict[str, int]) -> str:
    """Return what is listed in words: "1 open, 2 closed"."""
    said = ", ".join(f"{number} {level}" for level, number in counts.items() if number)
    return said or NONE


def _squares(axes: Axes, table: pd.DataFrame) -> None:
    """Draw a square for each theme and place: words in it, and the ground of the best access."""
    from matplotlib.patches import Rectangle

    places = list(table.columns[1:])
    for down, row in enumerate(table.to_dict("records")):
        for along, place in enumerate(places):
            words = str(row[place])
            best = next((level for level in ACCESS if level in words), NONE)
            hatch = "////" if best == NONE else None
            square = Rectangle(
                (along, down), 1, 1, facecolor=GROUNDS[best], edgecolor="#3D3D3D",
                linewidth=0.8, hatch=hatch,
            )  # fmt: skip
            axes.add_patch(square)
            under = {"facecolor": "white", "edgecolor": "none", "pad": 1} if best == NONE else None
            axes.text(
                along + 0.5, down + 0.5, words.replace(", ", "\n"), ha="center", va="center",
                fontsize=8, color=INK.get(best, "#0B0C0C"), bbox=under,
            )  # fmt: skip
    axes.set_xlim(0, len(places))
    axes.set_ylim(len(table), 0)
    axes.set_xticks([n + 0.5 for n in range(len(places))], [_lines(p) for p in places], fontsize=8)
    themes = [_lines(str(name)) for name in table["theme"]]
    axes.set_yticks([n + 0.5 for n in range(len(table))], themes, fontsize=9)
    axes.xaxis.tick_top()
    axes.tick_params(length=0)
    axes.spines[:].set_visible(False)


def _lines(name: str) -> str:
    return fill(name, 10, break_long_words=False)
