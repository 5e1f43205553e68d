"""The question as an anywidget. Imported only where anywidget is installed and a kernel runs."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import anywidget
import traitlets

from greaterdata_lessons.learning.marking import mark
from greaterdata_lessons.learning.memory import record, remember

_HERE = Path(__file__).parent
VIEW = "application/vnd.jupyter.widget-view+json"


class QuestionWidget(anywidget.AnyWidget):
    """One question; its record travels between the page in Lab and this kernel, nowhere else."""

    _esm = _HERE / "question.mjs"
    _css = _HERE / "question.css"
    item = traitlets.Dict().tag(sync=True)
    record = traitlets.Dict().tag(sync=True)


def view(item: Mapping[str, Any]) -> dict[str, Any]:
    """Return the part of a display that shows the question as a widget."""
    widget = QuestionWidget(item=dict(item), record=_kept(item["id"]))
    widget.observe(lambda change: _remember(item, change["new"]), names="record")
    bundle = widget._repr_mimebundle_()
    data = bundle[0] if isinstance(bundle, tuple) else bundle or {}
    return {VIEW: data[VIEW]} if VIEW in data else {}


def _kept(name: str) -> dict[str, Any]:
    """Return an earlier answer in a form that can travel; an answer made of objects stays here."""
    kept = record(name)
    try:
        given = {"answer": kept.answer, "state": kept.state}
        return json.loads(json.dumps(given)) if kept.state != "not tried" else {}
    except (TypeError, ValueError):
        return {}


def _remember(item: Mapping[str, Any], given: Mapping[str, Any]) -> None:
    # Marked again here: the kernel's own verdict counts, whatever a browser sends.
    answer = given.get("answer")
    remember(item["id"], answer, mark(item, answer).state)
