"""Make the book's page of the library: every public name, by what one wants to do.

The words are the first lines of the docstrings, so that page and `help` say the same.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from inspect import getdoc
from typing import Any

import greaterdata_lessons as gd
from tools.book_pages import BookError

# What one wants to do, and the rooms of the library that do it, in the order of the work.
AIMS = {
    "Find and open data": (
        "analysis.inventory",
        "data.boundaries",
        "data.catalogue",
        "data.own",
        "data.p",
    ),
    "Count": ("analysis.counts",),
    "Say how sure a figure is": ("analysis.rates",),
    "See who is missing": ("analysis.reference", "analysis.representation"),
    "Check the quality of a table": ("analysis.quality", "analysis.schema"),
    "Join two lists": ("analysis.linkage",),
    "See who is harmed by a decision or a tool": ("analysis.fairness",),
    "Compare what could be done": ("analysis.mitigation",),
    "Ask a model before trusting it": ("analysis.modelling",),
    "Make a table safe to publish": ("analysis.disclosure",),
    "Practise where the truth is known": ("analysis.audit", "data.people"),
    "Show something": ("show", "tables"),
    "Answer the course's questions": ("learning.checks", "learning.plain", "show.form", "show.q"),
    "Keep records and registers with partners, and act on them": ("governance",),
    "Evaluate the course": ("learning.evaluation",),
    "Keep, carry and forget your answers": ("learning.forgetting", "learning.progress"),
    "Hand your evidence to the host of a shared hub": ("hub",),
}


def library_page(names: Iterable[str] = gd.__all__) -> str:
    """Return one section for each aim: its public names, each with what it does.

    Raises:
        BookError: when a name serves no aim, so that no name is left out in silence.
    """
    parts: dict[str, list[str]] = {aim: [] for aim in AIMS}
    for name in names:
        public = getattr(gd, name)
        parts[_aim(name, public)].append(f"| `gd.{name}` | {first_line(public)} |")
    return "\n\n".join(
        f"## {aim}\n\n| Name | What it does |\n|---|---|\n" + "\n".join(rows)
        for aim, rows in parts.items()
        if rows
    )


def first_line(public: Callable[..., Any]) -> str:
    """Return what a name does, in the one line that its docstring starts with.

    >>> first_line(gd.chart)
    'Draw a chart whose title says the finding.'
    """
    line = (getdoc(public) or "").partition("\n")[0]
    return line.replace("|", "/").replace("``", "`")


def _aim(name: str, public: Any) -> str:
    """Return the aim whose room is named most exactly."""
    room = public.__module__.removeprefix("greaterdata_lessons.")
    fits = [(len(start), aim) for aim in AIMS for start in AIMS[aim] if room.startswith(start)]
    if not fits:
        raise BookError(f"gd.{name} ({room}) serves no aim: name its room in AIMS.")
    return max(fits)[1]
