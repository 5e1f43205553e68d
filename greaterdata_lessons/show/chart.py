"""Charts drawn for one finding, each with a text alternative and its numbers.

The look is afcharts, the style of the UK Government Analysis Function. The font is fixed to the
one matplotlib ships, so that a picture is the same on every machine.
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Callable, Hashable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from html import escape
from io import BytesIO
from textwrap import fill
from typing import TYPE_CHECKING, Any, Literal

import pandas as pd

from greaterdata_lessons.analysis.fairness.measures import WORDS
from greaterdata_lessons.analysis.fairness.result import Audit
from greaterdata_lessons.analysis.rates import HIGHER
from greaterdata_lessons.analysis.representation import FEWER, MORE, Representation
from greaterdata_lessons.errors import LearnerError
from greaterdata_lessons.tables import html_table, text, texts

if TYPE_CHECKING:
    from matplotlib.axes import Axes

BLUE, ORANGE, GREY = "#12436D", "#F46A25", "#3D3D3D"
WIDTH, ROW, MARGIN, DPI = 5.2, 0.6, 0.9, 144
COLOURS = 32
SHORTEST_ALT = 20
NARROW = 64  # letters that fit below a chart


@dataclass(frozen=True)
class Chart:
    """A picture with its finding as title, its text alternative and the numbers behind it."""

    title: str
    alt: str
    table: pd.DataFrame
    png: bytes

    def __repr__(self) -> str:
        """Return the finding and the text alternative: the chart for those who do not see it."""
        return f"Chart: {self.title}\n{self.alt}"

    def _repr_html_(self) -> str:
        picture = b64encode(self.png).decode()
        numbers = html_table(self.table, caption=self.title)
        return (
            f'<figure class="gd-chart"><figcaption>{escape(self.title)}</figcaption>'
            f'<img alt="{escape(self.alt)}" src="data:image/png;base64,{picture}" '
            'style="max-width:100%;height:auto">'
            f"<details><summary>The numbers in this chart</summary>{numbers}</details></figure>"
        )


def chart(
    data: pd.Series | Representation | Audit | Axes,
    *,
    title: str,
    alt: str,
    small: Literal["show", "hold back"] = "show",
    axis_from: float = 0,
) -> Chart:
    """Draw a chart whose title says the finding.

    Parameters
    ----------
    data : one number for each place or group (bars), a `Representation` (dots with intervals), an
        `Audit` (its harm in every 100 people, with intervals), or a bar chart that another library
        drew, such as fairlearn's: it is taken over as it is, and gets its words and its table.
    title : the finding, as a sentence.
    alt : what a person who does not see the picture needs to know, with the numbers.
    small : "hold back" leaves groups too small to report without dot and number.
    axis_from : where the bars' axis starts. Anything but 0 misleads: it is here to teach that.

    Returns a `Chart`. Raises `LearnerError` when title or text alternative is missing or says no
    more than the other, when there is nothing to draw, or when a drawing has no upright bars.

    >>> chart(pd.Series({"Sefton": 1.0}, name="ratio"), title="Sefton is level", alt="short")
    Traceback (most recent call last):
    ...
    greaterdata_lessons.errors.LearnerError: The text alternative is too short to replace the \
picture: "short". Say what it shows, with the numbers.
    """
    _require_words(title, alt)
    if isinstance(data, Representation):
        table = _shown(data, small)
        return Chart(title, alt, _in_words(data, small), _picture(len(table), table, _dots))
    if isinstance(data, Audit):
        of = data.terms.measures[0]
        rows = data.table[data.table["measure"] == of.name]
        draw = partial(_rates, said=f"{_sentence(of.name)} in every 100 {_whom(data)}")
        return Chart(title, alt, _rates_in_words(data, rows), _picture(len(rows), rows, draw))
    if not isinstance(data, pd.Series):
        return Chart(title, alt, *_taken(data))
    if data.empty:
        raise LearnerError("There is nothing to draw: the numbers are empty.")
    names, number = data.index.name or "group", data.name or "number"
    bars = pd.DataFrame({names: data.index, number: data.to_numpy()})
    return Chart(title, alt, bars, _picture(len(bars), bars, partial(_bars, axis_from=axis_from)))


def _require_words(title: str, alt: str) -> None:
    """Insist on a finding and on a text alternative that adds to it."""
    if not title.strip():
        raise LearnerError("The chart has no title. Say its finding in a sentence.")
    if len(alt.strip()) < SHORTEST_ALT or alt.strip() == title.strip():
        raise LearnerError(
            f'The text alternative is too short to replace the picture: "{alt.strip()}". '
            "Say what it shows, with the numbers."
        )


def _shown(data: Representation, small: str) -> pd.DataFrame:
    """Return the rows to draw, with the groups to hold back marked."""
    table = data.table.copy()
    table["held back"] = table["group"].isin(data.small) & (small == "hold back")
    return _last(table, table["held back"])


def _in_words(data: Representation, small: str) -> pd.DataFrame:
    """Return the numbers for the table under the chart, without those held back."""
    table = data.readable()
    back = table["group"].isin(data.small) & (small == "hold back")
    for name in table.columns.drop("group"):
        table[name] = table[name].map(text).mask(back, "too few to report")
    return _last(table, back)


def _last(table: pd.DataFrame, back: pd.Series) -> pd.DataFrame:
    """Move groups held back to the end, by name: their place in the ranking would tell."""
    return pd.concat([table[~back], table[back].sort_values("group")])


def _picture(rows: int, table: pd.DataFrame, draw: Callable[[Axes, pd.DataFrame], None]) -> bytes:
    """Draw on a figure high enough for its rows and return it as PNG."""
    from matplotlib.figure import Figure

    with _style():
        figure = Figure(figsize=(WIDTH, MARGIN + ROW * rows), layout="constrained")
        draw(figure.subplots(), table)
        drawn = BytesIO()
        figure.savefig(drawn, format="png", dpi=DPI)
    return _smaller(drawn)


def _smaller(drawn: BytesIO) -> bytes:
    """Save the picture with a palette: it weighs a fifth, and looks the same."""
    from PIL import Image

    picture = BytesIO()
    with Image.open(drawn) as image:
        few = image.convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE)
        few.save(picture, format="PNG", optimize=True)
    return picture.getvalue()


@contextmanager
def _style() -> Iterator[None]:
    import matplotlib.style

    ours = {"font.sans-serif": ["DejaVu Sans"], "font.size": 11, "axes.grid": False}
    with matplotlib.style.context(["afcharts.afcharts", ours]):
        yield


def _dots(axes: Axes, table: pd.DataFrame) -> None:
    """One row a group: its words, and under them a dot at the ratio with its interval."""
    right = max(2.0, float(table.loc[~table["held back"], "high"].max()) * 1.05)
    axes.vlines(1, -0.55, len(table) - 0.5, color=GREY, linewidth=1, linestyle="--", zorder=1)
    axes.text(1, -0.6, "as expected", ha="center", va="bottom", color=GREY, fontsize=10)
    for position, row in enumerate(table.to_dict("records")):
        _label(axes, position, f"{row['group']}: {_people(row)}")
        if not row["held back"]:
            sure = row["finding"] in {FEWER, MORE}
            colour = ORANGE if sure else BLUE
            axes.plot([row["low"], row["high"]], [position] * 2, color=colour, linewidth=2.5)
            axes.plot(row["ratio"], position, "D" if sure else "o", color=colour, markersize=8)
    axes.set_xlim(0, right)
    axes.set_xticks([step / 2 for step in range(int(right * 2) + 1)])
    _frame(axes, len(table), "Reached, for each person expected (line: 95% interval)")


def _bars(axes: Axes, table: pd.DataFrame, axis_from: float) -> None:
    """One row a group: its words with the number, and under them the bar."""
    labels, numbers = table.iloc[:, 0], table.iloc[:, 1]
    axes.barh(range(len(table)), numbers, color=BLUE, height=0.3)
    for position, (label, number) in enumerate(zip(labels, texts(numbers), strict=True)):
        _label(axes, position, f"{label}: {number}", left=axis_from)
    axes.set_xlim(left=axis_from)
    _frame(axes, len(table), str(table.columns[1]).capitalize())


def _whom(data: Audit) -> str:
    """Say of whom the harm is counted, such as "people who needed help"."""
    whom = data.terms.measures[0].whom.format(**WORDS[data.purpose])
    return f"{data.unit} {whom}".strip()


def _sentence(words: str) -> str:
    return words[0].upper() + words[1:]


def _range(low: float, high: float) -> str:
    return "not defined" if pd.isna(low) else f"{low:.0f} to {high:.0f}"


def _rates_in_words(data: Audit, rows: pd.DataFrame) -> pd.DataFrame:
    """Return the numbers under the chart of an audit: people first."""
    ends = zip(rows["low"] * 100, rows["high"] * 100, strict=True)
    return pd.DataFrame(
        {
            "group": rows["group"],
            data.terms.measures[0].name: rows["count"].map(int),
            "of": rows["of"].map(int),
            "in every 100": (rows["rate"] * 100).round(1),
            f"{data.terms.level:.0%} interval": [_range(low, high) for low, high in ends],
            "beside the others": rows["finding"],
        }
    )


def _rates(axes: Axes, table: pd.DataFrame, said: str) -> None:
    """One row a group: its people in words, and under them a bar with its interval as a line."""
    for position, row in enumerate(table.to_dict("records")):
        none = "" if row["of"] else ", not defined"
        _label(axes, position, f"{row['group']}: {row['count']:,.0f} of {row['of']:,.0f}{none}")
        if row["of"]:
            colour = ORANGE if row["finding"] == HIGHER else BLUE  # harmed more than the others
            axes.barh(position, 100 * row["rate"], color=colour, height=0.3)
            ends = [100 * row["low"], 100 * row["high"]]
            axes.plot(ends, [position] * 2, color="white", linewidth=5, solid_capstyle="butt")
            axes.plot(ends, [position] * 2, "|-", color=GREY, linewidth=2, markersize=9)
    axes.set_xlim(0, 100)
    _frame(axes, len(table), fill(f"{said} (line: 95% interval)", NARROW))


def _taken(drawn: Any) -> tuple[pd.DataFrame, bytes]:
    """Take over a bar chart another library drew: its bars as a table, its picture as PNG."""
    axes = drawn.ravel()[0] if hasattr(drawn, "ravel") else drawn
    bars = list(getattr(axes, "patches", []))
    if not bars:
        raise LearnerError(
            "There are no bars to take over. Give numbers, a result, or a plot of kind='bar'."
        )
    names = [label.get_text() for label in axes.get_xticklabels()]
    heights = [bar.get_height() for bar in bars]
    table = pd.DataFrame(
        {axes.get_xlabel() or "group": names, axes.get_title() or "number": heights}
    )
    from matplotlib import pyplot

    figure, picture = axes.get_figure(), BytesIO()
    figure.set_layout_engine("constrained")
    figure.savefig(picture, format="png", dpi=DPI)
    pyplot.close(figure)  # else a notebook shows it a second time, without words
    return table, _smaller(picture)


def _people(row: Mapping[Hashable, Any]) -> str:
    if row["held back"]:
        return "too few to report"
    return f"{row['reached']:,} came, {row['expected']:,.0f} expected"


def _label(axes: Axes, position: int, words: str, *, left: float = 0) -> None:
    """Write a row's words above its mark, so that nothing is small on a phone."""
    clear = {"facecolor": "white", "edgecolor": "none", "pad": 1}  # no line runs through words
    place = (left, position)
    axes.annotate(words, place, (0, 11), textcoords="offset points", va="bottom", bbox=clear)


def _frame(axes: Axes, rows: int, label: str) -> None:
    """Leave out every line that carries no number."""
    axes.set_yticks([])
    axes.set_ylim(rows - 0.5, -0.9)
    axes.set_xlabel(label, fontsize=10)
    axes.tick_params(length=0)
    axes.spines[["left", "right", "top"]].set_visible(False)
