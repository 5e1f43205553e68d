"""Three wishes for a fair line, and two streets to try them on: which of them hold together?"""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from greaterdata_lessons.show.explore import Explore, explore
from greaterdata_lessons.tables import Table, table

CHANCE = (0.1, 0.2, 0.4, 0.6, 0.8)  # of a fall, with 1 to 5 points, the same in both streets
HILL_ROW = (40, 40, 40, 40, 40)  # made-up older people with 1 to 5 points
DOCK_ROW = (90, 50, 20, 20, 20)
ALIKE = 0.03  # a wish holds when the two shares are no further apart
DIFFERS, SAME = "more in Hill Row", "the same in both"
LINES = (2, 3, 4, 5)
WISHES = (
    "The same share is visited",
    "The same share of those in need is found",
    "A visit meets need equally often",
)


def three_dots() -> Explore:
    """Let the reader draw a line in each of two made-up streets, and see which wishes hold.

    The score is honest: the same points mean the same chance of a fall in both streets. Three
    wishes are tried: equal shares visited, equal shares of those in need found, and equal shares
    of the visits that meet need. Two shares no more than 3 in 100 apart count as equal.

    Returns an `Explore` with a table for each setting. That not all of them can hold at once when
    need differs and the score is imperfect is Chouldechova's result (Big Data 5(2), 2017).

    >>> three_dots().views["more in Hill Row", "5 points", "4 points"].caption
    'SYNTHETIC: 1 dot of 3, with 80 visits'
    """
    lines = [f"{line} points" for line in LINES]
    return explore("Draw two lines", _view, need=[DIFFERS, SAME], hill_row=lines, dock_row=lines)


def _view(need: str, hill_row: str, dock_row: str) -> Table:
    """Show one setting: each wish, its share in both streets, and a dot if it holds."""
    dock = HILL_ROW if need == SAME else DOCK_ROW
    streets = [_shares(HILL_ROW, int(hill_row[0])), _shares(dock, int(dock_row[0]))]
    shares = [[some / of for some, of in street] for street in streets]
    dots = [abs(one - other) <= ALIKE for one, other in zip(*shares, strict=True)]
    told: dict[str, Sequence[str]] = {"wish": WISHES}
    for name, street in zip(("Hill Row", "Dock Row"), streets, strict=True):
        told[name] = [f"{some:.0f} of {of:.0f} ({some / of:.0%})" for some, of in street]
    told["holds"] = ["● yes" if dot else "○ no" for dot in dots]
    visits = streets[0][0][0] + streets[1][0][0]
    word = "dot" if sum(dots) == 1 else "dots"
    caption = f"SYNTHETIC: {sum(dots)} {word} of {len(WISHES)}, with {visits:.0f} visits"
    return table(pd.DataFrame(told), caption=caption)


def _shares(people: tuple[int, ...], line: int) -> list[tuple[float, float]]:
    """Return some and all of each wish: visited, found of those in need, in need of the visited."""
    need = [many * chance for many, chance in zip(people, CHANCE, strict=True)]
    visited, found = sum(people[line - 1 :]), sum(need[line - 1 :])
    return [(visited, sum(people)), (found, sum(need)), (found, visited)]
