"""The question as an anywidget. Imported only where anywidget is installed and a kernel runs."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import anywidget
import traitlets

from greaterdata_lessons.learning import memory
from greaterdata_lessons.learning.certainty import LEVELS
from greaterdata_lessons.learning.marking import mark
from greaterdata_lessons.learning.saved import VIEW

_HERE = Path(__file__).parent


class QuestionWidget(anywidget.AnyWidget):
    """One question; its record travels between the page in Lab and this kernel, nowhere else.

    ``record`` has the shape of ``learning.stored`` and is what a saved notebook keeps;
    ``certain`` holds how sure the learner was of other questions, and how those went.
    """

    _esm = _HERE / "question.mjs"
    _css = _HERE / "question.css"
    item = traitlets.Dict().tag(sync=True)
    record = traitlets.Dict().tag(sync=True)
    certain = traitlets.Dict().tag(sync=True)


def view(item: Mapping[str, Any]) -> dict[str, Any]:
    """Return the part of a display that shows the question as a widget."""
    record = memory.record(item["id"]) or {}
    widget = QuestionWidget(item=dict(item), record=record, certain=_certain())

    def remember(change: Mapping[str, Any]) -> None:
        _remember(item, change["new"])
        widget.certain = _certain()

    widget.observe(remember, names="record")
    bundle = widget._repr_mimebundle_()
    data = bundle[0] if isinstance(bundle, tuple) else bundle or {}
    return {VIEW: data[VIEW]} if VIEW in data else {}


def _certain() -> dict[str, Any]:
    return {
        name: {"sure": record["sure"], "first": record["first"]}
        for name, record in memory.records().items()
        if "sure" in record and "first" in record
    }


def _remember(item: Mapping[str, Any], given: Mapping[str, Any]) -> None:
    # Marked again here: the kernel's own verdict counts, whatever a browser sends.
    answer, sure = given.get("answer"), given.get("sure")
    outcome = mark(item, answer)
    memory.remember(
        item["id"],
        answer,
        outcome.state,
        sure=sure if sure in LEVELS else None,
        misconception=outcome.misconception,
    )
