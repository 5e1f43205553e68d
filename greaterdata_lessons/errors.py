"""What a learner sees when something cannot be done: one sentence, and the next step."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from difflib import get_close_matches


class LearnerError(ValueError):
    """A mistake the learner can put right; notebooks show its sentence without a traceback.

    >>> raise LearnerError("The table is empty. Load some records first.")
    Traceback (most recent call last):
    ...
    greaterdata_lessons.errors.LearnerError: The table is empty. Load some records first.
    """

    def _render_traceback_(self) -> list[str]:
        """Tell IPython to show the sentence alone: the traceback would only frighten."""
        return [f"Not yet: {self}"]


def did_you_mean(name: object, known: Iterable[str]) -> str:
    """Return a sentence that suggests the nearest known name, or lists them all.

    >>> did_you_mean("wram-homes", ["lcr-boroughs", "warm-homes"])
    'Did you mean "warm-homes"?'
    >>> did_you_mean("tea", ["lcr-boroughs", "warm-homes"])
    'There are: lcr-boroughs, warm-homes.'
    """
    names = list(known)
    near = get_close_matches(str(name).lower().strip(), names, n=1, cutoff=0.6)
    return f'Did you mean "{near[0]}"?' if near else f"There are: {', '.join(names)}."


def only_on_a_machine(libraries: str) -> str:
    """Return, in a browser, what to say of a step whose libraries no browser has; else nothing.

    >>> only_on_a_machine("splink")
    ''
    """
    if sys.platform != "emscripten":
        return ""
    return (
        f"This step needs the notebook on a machine: it uses {libraries}, which a browser does not "
        "have. Its result is on the lesson's page, with a link to take the notebook home."
    )
