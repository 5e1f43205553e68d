"""The course's evaluation forms: one HTML for page, notebook and paper, and words to read aloud."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import ClassVar

from greaterdata_lessons.learning.forms import Item, Part, Spec, columns, spec, words
from greaterdata_lessons.show.live import HERE, Live, attribute

UNRATED = ("rather not say", "it depends")
_OURS = 'data-lm-suppress-shortcuts="true"'


@dataclass(frozen=True)
class Form(Live):
    """A form to fill in; it prints as the words to read aloud."""

    spec: Spec
    module: ClassVar[Path] = HERE / "form.mjs"
    style: ClassVar[Path] = HERE / "form.css"

    def __repr__(self) -> str:
        """Return what to read aloud."""
        return "\n".join(_aloud_lines(self.spec))

    def html(self) -> str:
        """Return the form as HTML that needs no script to be read or printed."""
        return form_html(self.spec)


def form(name: str) -> Form:
    """Show one of the course's own forms. Nobody has to fill it in.

    name: "before", "after" or "later" (three months after).
    Returns a Form that displays as the form. What is filled in stays on the screen until it is
    saved as a file there, on purpose; it goes nowhere by itself.
    Raises LearnerError with the nearest name when there is no such form.

    >>> print(repr(form("later")).splitlines()[0])
    Three months after the course
    """
    return Form(spec(name))


def form_html(form: Spec, level: int = 2) -> str:
    """Return a form as HTML.

    form: what it asks.
    level: of the headings of its parts.
    """
    privacy = "".join(f"<p>{escape(line)}</p>" for line in words()["privacy"])
    parts = "\n".join(_part_html(form, part, level) for part in form.parts)
    return (
        f'<form class="gd-form" data-form="{form.name}" data-version="{words()["version"]}" '
        f"data-columns={attribute(columns(form))} novalidate>\n"
        f'<div class="gd-form-about"><p><strong>{escape(words()["status"])}</strong></p>{privacy}'
        f"</div>\n{_code_html()}\n{_sheets_html(form)}{parts}\n{_ACTS}</form>"
    )


_ACTS = (
    '<div class="gd-form-acts" hidden>'
    f'<button type="button" class="gd-button" data-act="save" {_OURS}>'
    "Save my answers as a file</button> "
    f'<button type="button" class="gd-button" data-act="print" {_OURS}>Print</button> '
    f'<button type="button" class="gd-button" data-act="clear" {_OURS}>Clear</button></div>\n'
    '<p class="gd-form-said" role="status"></p>\n'
)


def _code_html() -> str:
    code = words()["code"]
    return (
        f'<div class="gd-form-code"><label>{escape(code["label"])} '
        f'<input type="text" name="code" maxlength="20" autocomplete="off" {_OURS}></label>'
        f"<p>{escape(code['says'])}</p></div>"
    )


def _sheets_html(form: Spec) -> str:
    if not form.first_sheet:
        return ""
    says = "Which task sheet are you to use? Your host says; if nobody did, leave it as it is."
    given = [
        f'<label><input type="radio" name="sheet" value="{sheet}" {_OURS}'
        f"{' checked' if sheet == form.first_sheet else ''}> sheet {sheet}</label>"
        for sheet in "AB"
    ]
    return (
        f'<fieldset class="gd-form-sheets" hidden><legend>{says}</legend>'
        f'<div class="gd-form-options">{"".join(given)}</div></fieldset>\n'
    )


def _part_html(form: Spec, part: Part, level: int) -> str:
    lead = f"form-{form.name}-{part.name}-lead"
    sheet = f' data-sheet="{part.sheet}"' if part.sheet else ""
    items = "\n".join(_item_html(item, part, lead) for item in part.items)
    return (
        f'<section class="gd-form-part"{sheet}><h{level}>{escape(part.title)}</h{level}>'
        f'<p id="{lead}">{escape(part.lead)}</p>\n{items}</section>'
    )


def _item_html(item: Item, part: Part, lead: str) -> str:
    # The two task sheets ask under the same ids, so their controls carry the sheet as well.
    name = f"{item.id}/{part.sheet}" if part.sheet else item.id
    if not item.options:
        return (
            f'<div class="gd-form-text"><label>{escape(item.text)}<textarea name="{name}" rows="2" '
            f'maxlength="1000" {_OURS}></textarea></label></div>'
        )
    sure = _choices(f"{item.id}-sure/{part.sheet}", words()["how_sure"]) if part.sure else ""
    if sure:
        sure = f'<div role="group" aria-label="How sure are you?"><p>How sure?</p>{sure}</div>'
    return (
        f'<fieldset class="gd-form-item" aria-describedby="{lead}">'
        f"<legend>{escape(item.text)}</legend>{_choices(name, item.options)}{sure}</fieldset>"
    )


def _choices(name: str, options: tuple[str, ...] | list[str]) -> str:
    sure = "-sure" in name
    boxes = "".join(
        f'<label><input type="radio" name="{name}" {_OURS} '
        f'value="{escape(option if sure or option in UNRATED else str(number))}"> '
        f"{escape(option)}</label>"
        for number, option in enumerate(options, start=1)
    )
    long = max(map(len, options)) > 20
    return f'<div class="gd-form-options{" gd-form-long" if long else ""}">{boxes}</div>'


def aloud_html(form: Spec, level: int = 2) -> str:
    """Return what a host reads aloud, in the words of the form itself, as HTML."""
    parts = "".join(
        f"<h{level}>{escape(form.title)}: {escape(part.title)}</h{level}>"
        f"<p>Say: “{escape(part.lead)}” {escape(_options_once(part))}</p>"
        f"<ul>{''.join(f'<li>{escape(line)}</li>' for line in _item_lines(part))}</ul>"
        for part in form.parts
    )
    return f'<div class="gd-aloud">{parts}</div>'


def _options_once(part: Part) -> str:
    shared = _shared(part)
    return f"Then read each line, and after it: {_options(shared)}." if shared else ""


def _shared(part: Part) -> tuple[str, ...]:
    """Return the options that most items of a part have; none when each has its own."""
    first = part.items[0].options
    alike = sum(item.options == first for item in part.items)
    return first if alike > 1 else ()


def _options(options: tuple[str, ...]) -> str:
    numbered = [
        option if option in UNRATED else f"{number}, {option}"
        for number, option in enumerate(options, start=1)
    ]
    return "; ".join(numbered[:-1]) + f"; or {numbered[-1]}"


def _item_lines(part: Part) -> Iterator[str]:
    shared = _shared(part)
    for item in part.items:
        own = f" {_options(item.options)}." if item.options and item.options != shared else ""
        open_ended = "" if item.options else " (Write down what they say, without names.)"
        sure = " How sure: guess, fairly, or very?" if part.sure else ""
        stop = "" if item.text[-1] in "?." or not own else ":"
        yield f"{item.id}. {item.text}{stop}{own}{open_ended}{sure}"


def _aloud_lines(form: Spec) -> Iterator[str]:
    yield form.title
    yield from words()["privacy"]
    for part in form.parts:
        yield f"\n{part.title}\n{part.lead} {_options_once(part)}".rstrip()
        yield from _item_lines(part)
