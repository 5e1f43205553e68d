"""Views of the same thing behind controls: a switch, several switches, or steps one at a time.

In a page or in Lab the reader chooses; where scripts do not run (JavaScript off, an untrusted
notebook, print) all views stand one under the other, each with its name.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from itertools import product
from typing import Any, Literal

import pandas as pd

from greaterdata_lessons.errors import LearnerError
from greaterdata_lessons.show.live import Live, attribute, view_html, view_text
from greaterdata_lessons.show.plans import read_plan
from greaterdata_lessons.tables import html_table

MOST = 60  # views a page can carry
UNFOLDED = 6  # more views than this are folded where no script runs


@dataclass(frozen=True)
class Explore(Live):
    """Views to choose from; prints all of them one after the other."""

    label: str
    controls: Mapping[str, tuple[str, ...]]
    views: Mapping[tuple[str, ...], object]
    form: Literal["switch", "steps"] = "switch"

    def __repr__(self) -> str:
        """Return every view in words."""
        parts = [f"{self._name(chosen)}. {view_text(view)}" for chosen, view in self.views.items()]
        return "\n\n".join([self.label, *parts])

    def html(self) -> str:
        """Return every view as HTML; the script puts controls above them.

        >>> 'data-view="Before"' in explore("When?", {"Before": "Cold.", "After": "Warm."}).html()
        True
        """
        views = "".join(self._section(chosen, view) for chosen, view in self.views.items())
        controls = {name: list(options) for name, options in self.controls.items()}
        return (
            f'<div class="gd-explore" data-form="{self.form}" data-label="{escape(self.label)}" '
            f"data-controls={attribute(controls)}>{views}</div>"
        )

    def _section(self, chosen: tuple[str, ...], view: object) -> str:
        name = escape(self._name(chosen))
        start = f'<section class="gd-view" data-view="{name}" data-settings={attribute(chosen)}>'
        if len(self.views) > UNFOLDED:
            fold = f"<details><summary>{name}</summary>{view_html(view)}</details>"
            return f"{start}{fold}</section>"
        label = f'<p class="gd-view-name"><strong>{name}</strong></p>'
        return f"{start}{label}{view_html(view)}</section>"

    def _name(self, chosen: tuple[str, ...]) -> str:
        if self.form == "steps":
            steps = list(self.views)
            return f"Step {steps.index(chosen) + 1} of {len(steps)}: {chosen[0]}"
        if len(self.controls) == 1:
            return chosen[0]
        return "; ".join(f"{name}: {at}" for name, at in zip(self.controls, chosen, strict=True))


def explore(
    label: str, views: Mapping[str, object] | Callable[..., object], **controls: Sequence[str]
) -> Explore:
    """Let the reader choose between views of the same thing.

    Parameters
    ----------
    label : the question the controls answer, such as "Which groups are shown?".
    views : a name for each view and the view (a chart, a table, words, or a tuple of these), at
        least two; or a function that makes one view from the chosen settings, given by name.
    controls : with a function, the settings of each control. A control's name is read with
        spaces for underscores: `base_year=["2019", "2025"]` is shown as "Base year".

    Returns an `Explore`. Raises `LearnerError` when there are fewer than two views or more than 60.

    >>> explore("Which groups?", {})
    Traceback (most recent call last):
    ...
    greaterdata_lessons.errors.LearnerError: A switch needs at least two views, and there is 0.
    >>> both = explore("Which chart?", lambda axis, per: f"{axis}, {per}",
    ...                axis=["whole", "cut"], per=["count", "rate"])
    >>> both.views["cut", "rate"]
    'cut, rate'
    """
    made: dict[tuple[str, ...], object]
    if isinstance(views, Mapping):
        made = {(name,): view for name, view in views.items()}
        shown = {label: tuple(views)}
    else:
        settings = {name: tuple(options) for name, options in controls.items()}
        _require_number(len(list(product(*settings.values()))))
        made = {
            chosen: views(**dict(zip(settings, chosen, strict=True)))
            for chosen in product(*settings.values())
        }
        shown = {_sentence(name): options for name, options in settings.items()}
    _require_number(len(made))
    return Explore(label, shown, made)


def steps(label: str, views: Mapping[str, object] | None = None) -> Explore:
    """Let the reader walk through views in order, one step at a time.

    Parameters
    ----------
    label : what the steps lead through; without `views`, the name of a plan that holds both.
    views : a name for each step, and a chart, a table, words, or a tuple of these.

    Returns an `Explore`. Raises `LearnerError` for a single step, or a plan that does not exist.

    >>> print(steps("A call", {"Mrs A rings": "It is cold.", "A form": "No heating: yes."}))
    A call
    <BLANKLINE>
    Step 1 of 2: Mrs A rings. It is cold.
    <BLANKLINE>
    Step 2 of 2: A form. No heating: yes.
    """
    if views is None:
        plan = read_plan(label, needs=("label", "step"))
        label, views = plan["label"], {step["name"]: PlannedStep(step) for step in plan["step"]}
    _require_number(len(views))
    made: dict[tuple[str, ...], object] = {(name,): view for name, view in views.items()}
    return Explore(label, {label: tuple(views)}, made, "steps")


@dataclass(frozen=True)
class PlannedStep:
    """One step of a plan: words, the record as it stands (if any), and notes on it."""

    step: Mapping[str, Any]

    def __repr__(self) -> str:
        """Return the step in words."""
        pairs = {**self.step.get("record", {}), **self.step.get("notes", {})}
        return "\n".join([self.step["says"].strip(), *(f"{k}: {v}" for k, v in pairs.items())])

    def _repr_html_(self) -> str:
        record, notes = self.step.get("record", {}), self.step.get("notes", {})
        parts = [view_html(self.step["says"])]
        if record:
            rows = pd.DataFrame({"field": list(record), "what it says": list(record.values())})
            caption = self.step.get("caption", f"SYNTHETIC: {self.step['name']}")
            table = html_table(rows.astype(object), caption=caption)
            parts.append(f'<div class="gd-planned">{table}</div>')
        told = "".join(f"<dt>{escape(k)}</dt><dd>{escape(v)}</dd>" for k, v in notes.items())
        return "".join([*parts, f'<dl class="gd-notes">{told}</dl>' if told else ""])


def _require_number(count: int) -> None:
    if count < 2:
        raise LearnerError(f"A switch needs at least two views, and there is {count}.")
    if count > MOST:
        raise LearnerError(
            f"A page can carry {MOST} views, and these controls make {count}. Offer fewer settings."
        )


def _sentence(name: str) -> str:
    words = name.replace("_", " ")
    return words[0].upper() + words[1:]
