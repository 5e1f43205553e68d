"""A record as a form: one HTML for a page and a notebook, made from what the kind asks.

The HTML is complete without a script, to read or to fill in on paper; `show/record.mjs` brings it
to life. In a notebook what is typed goes into the record it was made from.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from html import escape
from pathlib import Path
from typing import Any, ClassVar

from greaterdata_lessons import documents
from greaterdata_lessons.show.live import HERE, WIDGET_VIEW, Live

from .kind import Field, Kind, Option, Section, as_data
from .record import Record, read_answers

STAYS = (
    "What you type stays on this page until you save it as a file on purpose. It goes nowhere by "
    "itself, and it is gone when you leave without saving. Name roles, not people. Where you have "
    "no such role, as in a small charity, name whoever stands in for it."
)
NOT_YET = "Not answered yet"
_OURS = 'data-lm-suppress-shortcuts="true"'
_ACTS = {
    "save": "Save to go on later",
    "word": "Save as Word",
    "html": "Save as web page",
    "md": "Save as Markdown",
}


@dataclass(frozen=True, repr=False)
class RecordForm(Live):
    """A form to fill in a record; in a notebook, `record.answers` holds what is typed."""

    record: Record
    module: ClassVar[Path] = HERE / "record.mjs"
    style: ClassVar[Path] = HERE / "record.css"

    def __repr__(self) -> str:
        """Say which record it is and what it asks."""
        return repr(self.record)

    def html(self) -> str:
        """Return the form as HTML that needs no script."""
        return form_html(self.record.kind)

    def _repr_mimebundle_(self, **_: object) -> dict[str, Any]:
        bundle: dict[str, Any] = {"text/plain": repr(self), "text/html": self.html()}
        return bundle | self._widget()

    def _widget(self) -> dict[str, Any]:
        made = _widget_class(self.module, self.style)
        if made is None:
            return {}
        widget = made(html=self.html(), answers=self.record.answers)
        widget.observe(lambda change: self._take(change["new"]), names="answers")
        view = widget._repr_mimebundle_()
        data = view[0] if isinstance(view, tuple) else view
        return {WIDGET_VIEW: data[WIDGET_VIEW]} if data and WIDGET_VIEW in data else {}

    def _take(self, typed: Mapping[str, Any]) -> None:
        """Put what was typed into the record; half-typed answers that cannot be read wait."""
        for name, value in typed.items():
            try:
                self.record.answers |= read_answers(self.record.kind, {name: value})
            except ValueError:
                continue


@cache
def _widget_class(module: Path, style: Path) -> Any:
    try:
        import anywidget
        import traitlets
    except ImportError:
        return None

    class RecordWidget(anywidget.AnyWidget):
        _esm = module
        _css = (HERE / "form.css").read_text(encoding="utf-8") + style.read_text(encoding="utf-8")
        html = traitlets.Unicode().tag(sync=True)
        answers = traitlets.Dict().tag(sync=True)

    return RecordWidget


def form_html(kind: Kind, level: int = 2) -> str:
    """Return the form of a kind of record as HTML.

    level: of the headings of its sections.
    """
    total = len(kind.sections)
    sections = "\n".join(
        _section(kind, each, number, total, level) for number, each in enumerate(kind.sections, 1)
    )
    told = as_data(kind) | {"page": [documents.page_head(kind.title), documents.FOOT]}
    data = json.dumps(told, ensure_ascii=False).replace("<", "\\u003c")
    return (
        f'<div class="gd-form"><form class="gd-record" data-kind="{kind.name}" novalidate>\n'
        f'<script type="application/json" class="gd-kind">{data}</script>\n'
        f'<div class="gd-form-about"><p>{escape(kind.about)}</p><p>{STAYS}</p></div>\n'
        f"{_open_html(kind)}{sections}\n{_steps_html()}{_result_html(kind, level)}</form></div>"
    )


def _open_html(kind: Kind) -> str:
    return (
        '<div class="gd-record-open" hidden><label>Go on with a record you saved '
        f'<input type="file" accept=".json,application/json" {_OURS}></label>'
        f'<label class="gd-record-all"><input type="checkbox" data-act="all" {_OURS}> '
        "Show all parts at once</label></div>\n"
    )


def _steps_html() -> str:
    return (
        f'<div class="gd-record-steps" hidden>{_button("back", "Back")} '
        f"{_button('next', 'Next part')}</div>\n"
    )


def _result_html(kind: Kind, level: int) -> str:
    only_rows = [field.kind for field in kind.fields.values()] == ["rows"]
    acts = _ACTS | ({"csv": "Spreadsheet"} if only_rows else {})
    buttons = " ".join(_button(act, words) for act, words in acts.items())
    return (
        f'<section class="gd-record-result" hidden><h{level}>Where this record stands</h{level}>'
        '<p class="gd-record-outcome" aria-live="polite"></p>'
        '<ul class="gd-record-points"></ul></section>\n'
        f'<div class="gd-form-acts gd-record-acts" hidden>{buttons} '
        f"{_button('clear', 'Clear')}</div>\n"
        '<p class="gd-form-said" role="status"></p>\n'
    )


def _button(act: str, words: str) -> str:
    return f'<button type="button" class="gd-button" data-act="{act}" {_OURS}>{words}</button>'


def _section(kind: Kind, section: Section, number: int, total: int, level: int) -> str:
    fields = "\n".join(_field(kind, field, level) for field in section.fields)
    lead = f"<p>{escape(section.lead)}</p>" if section.lead else ""
    return (
        f'<section class="gd-form-part gd-record-part"><h{level} tabindex="-1">'
        f"{_step(number, total)}{escape(section.title)}"
        f"</h{level}>{lead}\n{fields}</section>"
    )


def _step(number: int, total: int) -> str:
    return f'<span class="gd-record-step">{number} of {total}:</span> ' if total > 1 else ""


def _field(kind: Kind, field: Field, level: int) -> str:
    about = f"record-{kind.name}-{field.name}"
    note = _note(field, about)
    described = f' aria-describedby="{about}"' if note else ""
    inner = _CONTROLS.get(field.kind, _typed)(field, described, note)
    return f'<div class="gd-record-field" data-field="{field.name}">{inner}</div>'


def _note(field: Field, about: str) -> str:
    says = " ".join(text for text in (field.help, field.because) if text)
    return f'<p class="gd-record-note" id="{about}">{escape(says)}</p>' if says else ""


def _why(field: Field) -> str:
    """Fold away what a question rests on; it is there for whoever wants it."""
    if not field.law:
        return ""
    rests = "".join(f"<li>{escape(each.says)} ({escape(str(each))}).</li>" for each in field.law)
    return (
        f'<details class="gd-record-why"><summary>Why we ask<span class="gd-record-hidden">: '
        f"{escape(field.label)}</span></summary><ul>{rests}</ul></details>"
    )


def _typed(field: Field, described: str, note: str) -> str:
    return (
        f'<div class="gd-form-text"><label>{escape(field.label)}'
        f"{_control(field, field.name, described)}</label>{note}{_why(field)}</div>"
    )


def _control(field: Field, name: str, described: str = "") -> str:
    rest = f'name="{name}"{described} {_OURS}'
    if field.kind in {"text", "lines"}:
        return f'<textarea rows="3" {rest}></textarea>'
    if field.kind == "choice":
        options = "".join(
            f'<option value="{escape(each.value)}">{escape(each.text)}</option>'
            for each in field.options
        )
        return f'<select {rest}><option value="">{NOT_YET}</option>{options}</select>'
    kinds = {"date": "date", "number": "number"}
    ends = "".join(
        f' {word}="{end:g}"'
        for word, end in (("min", field.least), ("max", field.most))
        if end is not None
    )
    step = ' step="any"' if field.kind == "number" else ""
    return f'<input type="{kinds.get(field.kind, "text")}"{ends}{step} autocomplete="off" {rest}>'


def _choices(field: Field, described: str, note: str) -> str:
    several = field.kind == "several"
    boxes = "" if several else _box(field.name, "radio", "", NOT_YET, "", checked=True)
    boxes += "".join(
        _box(field.name, "checkbox" if several else "radio", each.value, each.text, _behind(each))
        for each in field.options
    )
    return (
        f'<fieldset class="gd-form-item"{described}><legend>{escape(field.label)}'
        f'</legend>{note}<div class="gd-form-options gd-form-long">{boxes}</div>'
        f"{_why(field)}</fieldset>"
    )


def _behind(option: Option) -> str:
    """Say why one would choose an option, and what that rests on."""
    law = "; ".join(str(each) for each in option.law)
    return f"{option.because} ({law}.)" if law else option.because


def _box(  # noqa: PLR0913 - each is one part of a box
    name: str, kind: str, value: str, text: str, because: str, *, checked: bool = False
) -> str:
    why = f' <span class="gd-record-because">{escape(because)}</span>' if because else ""
    return (
        f'<label><input type="{kind}" name="{name}" value="{escape(value)}"'
        f"{' checked' if checked else ''} {_OURS}> <span>{escape(text)}{why}</span></label>"
    )


def _rows(field: Field, described: str, note: str) -> str:
    columns = "".join(
        f"<label>{escape(each.label)}{_hint(each)}{_control(each, f'{field.name}/{each.name}')}"
        "</label>"
        for each in field.columns
    )
    return (
        f'<fieldset class="gd-form-item gd-record-rows"{described}>'
        f"<legend>{escape(field.label)}</legend>{note}"
        f'<div class="gd-record-row" role="group" aria-label="Row 1">{columns}'
        f'<button type="button" class="gd-button" data-act="drop" hidden {_OURS}>'
        "Take this row out</button></div>"
        f'<button type="button" class="gd-button" data-act="add" hidden {_OURS}>'
        f"Add a row</button>{_why(field)}</fieldset>"
    )


def _hint(field: Field) -> str:
    """What a column asks, within its label: a row has no room for notes beside it."""
    return f' <span class="gd-record-hint">{escape(field.help)}</span>' if field.help else ""


_CONTROLS = {"choice": _choices, "several": _choices, "rows": _rows}
