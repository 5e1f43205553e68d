"""What an independent evaluator gets: every published total as data, and how it was made."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator

import pandas as pd

from greaterdata_lessons.documents import as_markdown
from greaterdata_lessons.learning.evaluation.report import Report
from greaterdata_lessons.learning.evaluation.results import Evaluation

FIXED = (1980, 1, 1, 0, 0, 0)  # the same figures give the same file
README = """\
# For an independent evaluator

Totals only: no form, no code, no day of a form and no free text that was not checked by hand is in
here. `totals.csv` has one row for each count as published: "<10" is anything from 0 to 9, "[c]" is
a number that would give another away, all others are rounded to 5. `report.md` is the report, with
how everything was counted. Ask the course's owner what else you need; single people's answers are
not given to anybody.
"""


def totals(found: Evaluation) -> pd.DataFrame:
    """Return every published count: measure, question, moment, answer, count, of, counted on."""
    return pd.DataFrame(_totals(found))


def _totals(found: Evaluation) -> Iterator[dict[str, object]]:
    for form, told in found.forms.items():
        yield _row(f"forms/{form}", "Forms", form, "filled in", told.of, told.of, "")
    for one in found.results.values():
        for moment, told in one.counts.items():
            for answer, count in told.cells.items():
                yield _row(one.key, one.says, moment, answer, count, told.of, one.on)
    for moment, told in (("before", found.gain.before), ("after", found.gain.after)):
        count = told.cells.get("right", "[c]")
        yield _row("answers/gain", "Answers to all tasks", moment, "right", count, told.of,
                   found.gain.on)  # fmt: skip
    for reached in found.reach:
        for group in reached.table.to_dict("records"):
            yield _row(f"reach/{reached.what}", "Learners", "tally", str(group["group"]),
                       group["learners"], reached.of, reached.on)  # fmt: skip


def _row(*values: object) -> dict[str, object]:
    names = ("measure", "question", "moment", "answer", "count", "of", "counted_on")
    return dict(zip(names, values, strict=True))


def export(report: Report) -> bytes:
    """Return the evaluator's export as a zip file: totals, the report, and what is in it."""
    files = {
        "README.md": README,
        "totals.csv": totals(report.found).to_csv(index=False, lineterminator="\r\n"),
        "report.md": as_markdown(report.blocks()),
    }
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as zipped:
        for name, text in files.items():
            zipped.writestr(zipfile.ZipInfo(name, FIXED), text.encode())
    return made.getvalue()
