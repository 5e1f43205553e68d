"""A check of quality as one page: to read, to print, to forward."""

from __future__ import annotations

from html import escape

import pandas as pd

from greaterdata_lessons.analysis.quality.missing import MORE
from greaterdata_lessons.analysis.quality.result import DIMENSIONS, Quality
from greaterdata_lessons.tables import html_table

STYLE = """
:root { color-scheme: light dark; }
body { font: 1.05rem/1.5 Arial, Helvetica, sans-serif; margin: 0; color: CanvasText;
  background: Canvas; }
main { max-width: 62rem; margin: 0 auto; padding: 1rem 1rem 3rem; }
h1 { font-size: 1.7rem; line-height: 1.25; } h2 { font-size: 1.25rem; margin-top: 2.2rem; }
.use { border-left: .4rem solid #1d70b8; padding: .1rem 1rem; margin: 1rem 0; }
.wide { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; min-width: 34rem; margin-top: .8rem;
  font-size: .95rem; }
caption { font-weight: bold; padding: .4rem 0; }
th, td { padding: .35rem .7rem .35rem 0; border-bottom: 1px solid #8a8f94; vertical-align: top; }
tbody th { font-weight: normal; }
.gd-number { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
@media print { body { font-size: 10pt; } .wide { overflow: visible; } tr { break-inside: avoid; }
  h2 { break-after: avoid; } main { max-width: none; padding: 0; } }
"""
ABOUT = """<h2>About this page</h2>
<p>Made with greaterdata lessons. It holds counts and the names of groups, and no row of the table.
Small counts can still point to a person: protect them before you publish them.</p>"""


def page(checked: Quality) -> str:
    """Return the page: what it is fit for, what was found, who it is blank for, by which rules."""
    title = f"Data quality: {checked.name}"
    body = [
        f"<h1>{escape(title)}</h1>",
        f"<p>{checked.rows:,} rows and {len(checked.columns)} columns, checked on "
        f"{_day(checked)}. Good enough depends on the use, so the answer stands for each use.</p>",
        "<h2>What it is fit for</h2>",
        *(f'<p class="use">{escape(said)}</p>' for said in checked.fitness.values()),
        "<h2>Six dimensions</h2>",
        _wide(_dimensions(checked), "What each dimension can say here"),
        "<h2>What was found</h2>",
        _found(checked),
        "<h2>How complete each column is</h2>",
        _wide(_shares(checked.by_column, ["complete"]), "Each column: rows filled, rows at fault"),
        "<h2>Who is it blank for?</h2>",
        *_blanks(checked),
        "<h2>The rules</h2>",
        _rules(checked),
        ABOUT,
    ]
    return (
        '<!DOCTYPE html>\n<html lang="en-GB"><head><meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta http-equiv="Content-Security-Policy" '
        "content=\"default-src 'none'; style-src 'unsafe-inline'\">\n"
        f"<title>{escape(title)}</title>\n<style>{STYLE}</style></head>\n"
        f"<body><main>\n{chr(10).join(body)}\n</main></body></html>\n"
    )


def _day(checked: Quality) -> str:
    """Write the day of the check in words."""
    return f"{checked.checked_on.day} {checked.checked_on:%B %Y}"


def _wide(table: pd.DataFrame, caption: str) -> str:
    """Let a table that is wider than the screen be moved sideways, with the keyboard too."""
    return (
        f'<div class="wide" tabindex="0" role="region" aria-label="{escape(caption)}">'
        f"{html_table(table, caption=caption)}</div>"
    )


def _shares(table: pd.DataFrame, columns: list[str]) -> pd.DataFrame:
    """Write shares as a reader expects them: 94.3%."""
    shown = table.copy()
    for column in columns:
        shown[column] = [f"{share:.1%}" for share in table[column]]
    return shown


def _dimensions(checked: Quality) -> pd.DataFrame:
    """List the dimensions: how far each can be measured, and how many checks found something."""
    rows = []
    for dimension, how in DIMENSIONS.items():
        mine = [one for one in checked.measures if one.dimension == dimension]
        found = sum(one.rows > 0 for one in mine)
        result = f"{found} of {len(mine)} checks" if mine else "not a count"
        # The reasons for blanks have a section of their own.
        notes = [] if dimension == "completeness" else checked.notes(dimension)
        rows.append([dimension.capitalize(), " ".join([how, *notes]), result])
    return pd.DataFrame(rows, columns=["dimension", "how far it can be said", "found something"])


def _found(checked: Quality) -> str:
    """List what was found, or say that nothing was."""
    if checked.table.empty:
        return "<p>None of the checks found anything.</p>"
    table = _shares(checked.table.drop(columns="rule"), ["share"])
    return _wide(table, "Rows in which something was found, by dimension and column")


def _blanks(checked: Quality) -> list[str]:
    """Say by accident or for a reason, with the comparisons and each group's completeness."""
    if not checked.reasons:
        return ["<p>Nothing is blank.</p>"]
    parts = [f"<p>{escape(reason)}</p>" for reason in checked.reasons]
    parts.append(
        "<p>No table can show whether a blank depends on the very thing that was left blank. Ask "
        "the people who fill in the form.</p>"
    )
    lean = checked.missing[checked.missing["finding"] == MORE]
    if len(lean):
        parts.append(_wide(_points(lean), "Groups for which a column is blank more often"))
    groups = checked.groups[checked.groups["column"].isin(lean["column"])]
    if len(groups):
        shown = _shares(groups, ["complete", "low", "high"])
        parts.append(_wide(shown, "How complete each column is in each group, 95% interval"))
    return parts


def _points(lean: pd.DataFrame) -> pd.DataFrame:
    """Write gaps in points, with the people they are made of."""
    return pd.DataFrame(
        {
            "column": lean["column"],
            "group": lean["by"] + ": " + lean["group"],
            "blank": [f"{n:,} of {of:,}" for n, of in zip(lean["blank"], lean["of"], strict=True)],
            "others blank": [
                f"{n:,} of {of:,}"
                for n, of in zip(lean["others_blank"], lean["others_of"], strict=True)
            ],
            "gap in points": [f"{gap * 100:.1f}" for gap in lean["gap"]],
            "interval": [
                f"{low * 100:.1f} to {high * 100:.1f}"
                for low, high in zip(lean["low"], lean["high"], strict=True)
            ],
        }
    )


def _rules(checked: Quality) -> str:
    """List the rule of each kind of check, once."""
    rules: dict[tuple[str, str], list[str]] = {}
    for one in checked.measures:
        rules.setdefault((one.what, one.rule), []).append(one.column)
    table = pd.DataFrame(
        [[what, rule, ", ".join(columns)] for (what, rule), columns in rules.items()],
        columns=["check", "rule", "columns"],
    )
    return _wide(table, "What was looked for, by which rule, in which columns")
