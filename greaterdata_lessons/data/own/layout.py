"""From rows of cells to a table: which row heads it, which lines are only notes."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from greaterdata_lessons.data.own.notes import WIDEST, Grid, Notes, many, short, some
from greaterdata_lessons.data.own.shapes import SPACES, shape
from greaterdata_lessons.errors import LearnerError

LOOKED_AT = 50  # rows in which a header is looked for
VALUES = {"whole", "decimal", "thousands", "percent", "money", "iso", "either", "day first",
          "month first", "nhs", "zeros", "comma", "mark", "postcode", "email"}  # fmt: skip
FOOTNOTE = re.compile(r"\s*(?:notes?\b|source|footnote|\*|\[|\(?\d+[.)]\s|©|crown|produced)", re.I)
TOTAL = re.compile(r"\s*(?:grand |sub-?)?totals?\b", re.I)


@dataclass(frozen=True)
class Layout:
    """A table, the lines above and below it that are not part of it, and where each row stood."""

    table: pd.DataFrame
    notes: tuple[str, ...]
    numbers: tuple[int, ...]


def lay_out(name: str, grid: Grid, notes: Notes, *, header: int | None) -> Layout:
    """Find the header, set notes aside, and return the rows as a table of unchanged values.

    `header` is the number of the header row as the file counts them; 0 says there is none.
    Raises `LearnerError` when there is no table in the rows.
    """
    rows = [(number, _trimmed(row)) for number, row in zip(grid.numbers, grid.rows, strict=True)]
    filled = [(number, row) for number, row in rows if row]
    if not filled:
        raise LearnerError(f'"{name}" has no values in it. Save or download it again.')
    place, names = _header(name, filled, header)
    above = [_line(row) for _, row in filled[:place]]
    headed = bool(names)
    body = filled[place + headed :]
    width = 0 if headed else max(len(row) for _, row in body)
    names = _names(names or [None] * width, notes, headed=headed)
    body, below = _without_footnotes(body, len(names), {number for number, row in rows if not row})
    _insist_on_width(name, body, len(names), grid, notes)
    _say(
        filled[place][0] if headed and filled[place][0] > 1 else None,
        above,
        below,
        grid.cell_word,
        notes,
    )
    _say_gaps(rows, body, grid.cell_word, notes)
    if not body:
        raise LearnerError(f'"{name}" has a header and no rows below it. Check what was exported.')
    table = _table(names, [row for _, row in body], notes)
    return Layout(table, tuple(above + below), tuple(number for number, _ in body))


def _blank(cell: Any) -> bool:
    if cell.__class__ is str:  # asked of every cell, so the quick answers come first
        return not cell or ((cell[0].isspace() or cell[0] == "\ufeff") and not cell.strip(SPACES))
    return cell is None


def _trimmed(row: Sequence[Any]) -> list[Any]:
    """Return a row without the empty cells at its end."""
    end = len(row)
    while end and _blank(row[end - 1]):
        end -= 1
    return list(row[:end])


def _filled(row: Sequence[Any]) -> int:
    return sum(not _blank(cell) for cell in row)


def _line(row: Sequence[Any]) -> str:
    return ", ".join(str(cell).strip() for cell in row if not _blank(cell))


def _header(
    name: str, rows: list[tuple[int, list[Any]]], wanted: int | None
) -> tuple[int, list[Any]]:
    """Return the place of the header among the rows, and its cells; none when there is none."""
    if wanted:
        for place, (number, row) in enumerate(rows):
            if number == wanted:
                return place, row
        raise LearnerError(f'"{name}" has nothing in row {wanted}. Say which row has the headings.')
    usual = _usual_width([len(row) for _, row in rows[:1000]])
    wide = max(2, -(-6 * usual // 10)) if usual > 1 else 1
    for place, (_, row) in enumerate(rows[:LOOKED_AT]):
        if _filled(row) >= wide:
            return place, [] if wanted == 0 or not _can_head(row) else row
    return 0, [] if wanted == 0 or not _can_head(rows[0][1]) else rows[0][1]


def _usual_width(widths: list[int]) -> int:
    """Return how many cells a row of the table has: notes of one cell do not outvote it."""
    wide = [width for width in widths if width > 1]
    counted = Counter(wide if 3 * len(wide) >= len(widths) else widths)
    return max(counted, key=lambda width: (counted[width], width))


def _can_head(row: Sequence[Any]) -> bool:
    """Whether a row can be the header: words, or years and short codes among words."""
    return all(_blank(cell) or shape(cell) not in VALUES or _year(cell) for cell in row)


def _year(cell: Any) -> bool:
    text = str(cell).strip()
    return text.isdigit() and len(text) == 4 and "1800" <= text <= "2199"


def _names(cells: list[Any], notes: Notes, *, headed: bool) -> list[str]:
    """Return one name for each column, all different, and note each that had to be made up."""
    if len(cells) > WIDEST:
        raise LearnerError(
            f"The table has {len(cells):,} columns, more than the {WIDEST:,} a spreadsheet can "
            "hold. Check the file, or choose the columns you need and export again."
        )
    names: dict[str, None] = {}
    empty, again = [], []
    for place, cell in enumerate(cells, start=1):
        name = " ".join(str(cell).split()).strip(SPACES) if not _blank(cell) else ""
        if not name:
            name = f"column {place}"
            empty.append(name)
        unique, turn = name, 2
        while unique in names:
            unique, turn = f"{name} ({turn})", turn + 1
        if unique != name:
            again.append(unique)
        names[unique] = None
    if not headed:
        notes.warnings.append(
            "No header row was found: the columns are named column 1, column 2 and so on. "
            "If there is one, say which row it is, such as header=1."
        )
    elif empty:
        notes.warnings.append(
            f"{many(len(empty), 'column has', 'columns have')} no heading: named {some(empty)}."
        )
    if again:
        notes.warnings.append(
            f"Some headings occur twice: the later ones are named {some(again)}. Which is which?"
        )
    return list(names)


def _without_footnotes(
    rows: list[tuple[int, list[Any]]], width: int, gaps: set[int]
) -> tuple[list[tuple[int, list[Any]]], list[str]]:
    """Set aside the lines below a table: one cell, after a gap or worded like a note."""
    end = len(rows)
    while width > 1 and end and len(rows[end - 1][1]) == 1:
        end -= 1
    # A lone cell is a note when it reads like one, or when a gap sets it off from the table.
    while end < len(rows):
        number, (cell, *_) = rows[end]
        text = str(cell)
        if number - 1 in gaps or FOOTNOTE.match(text) or len(text) > 40:
            break
        end += 1
    return rows[:end], [_line(row) for _, row in rows[end:]]


def _insist_on_width(
    name: str, rows: list[tuple[int, list[Any]]], width: int, grid: Grid, notes: Notes
) -> None:
    """Refuse rows with more cells than headings; note lines of text with fewer."""
    word = grid.cell_word
    astray = (
        "a comma or quotation mark out of place" if word == "line" else "a note beside the table"
    )
    long = [(number, len(row)) for number, row in rows if len(row) > width]
    if long:
        number, cells = long[0]
        others = f" and {len(long) - 1:,} more" if len(long) > 1 else ""
        raise LearnerError(
            f'"{name}" has a value in cell {cells:,} of {word} {number:,}{others}, and the header '
            f"ends at cell {width:,}: is {astray}, or a heading missing? Mend it, or name the "
            "header row, such as header=3."
        )
    raw = dict(zip(grid.numbers, map(len, grid.rows), strict=True)) if word == "line" else {}
    cut = [number for number, _ in rows if raw.get(number, width) < width]
    if cut:
        notes.warnings.append(
            f"{many(len(cut), 'line has', 'lines have')} fewer cells than the header, the first "
            f"is line {cut[0]:,}: the missing cells are read as empty."
        )


def _say(header: int | None, above: list[str], below: list[str], word: str, notes: Notes) -> None:
    """Note which row was the header and which lines were set aside."""
    if header is not None:
        notes.did.append(f"Took {word} {header:,} as the header.")
    for lines, where in ((above, "above"), (below, "below")):
        if lines:
            notes.did.append(
                f"Set aside {many(len(lines), 'line')} {where} the table, kept in .notes: "
                f'"{short(lines[0])}".'
            )


def _say_gaps(
    rows: list[tuple[int, list[Any]]], body: list[tuple[int, list[Any]]], word: str, notes: Notes
) -> None:
    """Note empty rows inside the table, and rows that look like totals."""
    if not body:
        return
    first, last = body[0][0], body[-1][0]
    empty = sum(1 for number, row in rows if not row and first < number < last)
    if empty:
        notes.did.append(f"Left out {many(empty, f'empty {word}')} inside the table.")
    totals = [number for number, row in body[-20:] if any(TOTAL.match(str(c)) for c in row[:2])]
    if totals and len(totals) < len(body):
        where = f"{word} {totals[-1]:,}"
        notes.warnings.append(
            f"{where.capitalize()} looks like a total: leave it out before you add up or count."
        )


def _table(names: list[str], rows: list[list[Any]], notes: Notes) -> pd.DataFrame:
    """Return the rows as a table; empty cells become missing values, nothing else changes."""
    width = len(names)
    padded = (row + [None] * (width - len(row)) for row in rows)
    columns = {
        name: column([None if _blank(cell) else cell for cell in cells])
        for name, cells in zip(names, zip(*padded, strict=True), strict=True)
    }
    table = pd.DataFrame(columns)
    hollow = [
        name
        for place, name in enumerate(names, start=1)
        if name == f"column {place}" and table[name].isna().all()
    ]
    if hollow and len(hollow) < width:
        notes.did.append(f"Left out {many(len(hollow), 'column')} with neither heading nor values.")
        notes.warnings[:] = [w for w in notes.warnings if "no heading" not in w]
        table = table.drop(columns=hollow)
    return table


def column(values: list[Any]) -> pd.Series:
    """Return values as a column that holds each exactly: text as text, whole numbers whole.

    >>> column(["007", None])[0], str(column([2**62, None])[0])
    ('007', '4611686018427387904')
    """
    kinds = {type(value) for value in values if value is not None}
    gaps = any(value is None for value in values)
    try:
        if kinds == {int}:
            return pd.Series(values, dtype="Int64" if gaps else "int64")
        if kinds == {bool}:
            return pd.Series(values, dtype="boolean" if gaps else "bool")
        if kinds == {float} or (kinds == {int, float} and _exact(values)):
            return pd.Series(values, dtype="float64")
        if len(kinds) == 1 and next(iter(kinds)).__name__ in {"datetime", "Timestamp", "str"}:
            return pd.Series(values)
    except (OverflowError, pd.errors.OutOfBoundsDatetime):
        pass  # too large for a column of numbers or dates: kept one by one, below
    return pd.Series(values, dtype=object)


def _exact(values: list[Any]) -> bool:
    return all(abs(value) < 2**53 for value in values if isinstance(value, int))
