"""Two or more views of the same thing behind one switch, with every view there without it.

In a page or in Lab the reader switches between views; where scripts do not run (JavaScript off, an
untrusted notebook, print) all views stand one under the other. Nothing depends on the switch.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import Any

from greaterdata_lessons.errors import LearnerError
from greaterdata_lessons.show.chart import Chart

MODULE = Path(__file__).with_name("explore.mjs")


@dataclass(frozen=True)
class Explore:
    """Views to switch between; prints all of them one after the other."""

    label: str
    views: Mapping[str, Chart]

    def __repr__(self) -> str:
        """Return every view in words."""
        parts = [f"{name}. {view!r}" for name, view in self.views.items()]
        return "\n\n".join([self.label, *parts])

    def html(self) -> str:
        """Return every view as HTML; the page's script puts a switch above them.

        >>> one = Chart("Up", "It went up from 1 to 2.", __import__("pandas").DataFrame(), b"")
        >>> 'data-view="Before"' in Explore("When?", {"Before": one, "After": one}).html()
        True
        """
        views = "".join(
            f'<section class="gd-view" data-view="{escape(name)}">'
            f'<p class="gd-view-name"><strong>{escape(name)}</strong></p>'
            f"{view._repr_html_()}</section>"
            for name, view in self.views.items()
        )
        return f'<div class="gd-explore" data-label="{escape(self.label)}">{views}</div>'

    def _repr_mimebundle_(self, **_: object) -> dict[str, Any]:
        bundle: dict[str, Any] = {"text/plain": repr(self), "text/html": self.html()}
        return bundle | _widget_view(self.html())


def explore(label: str, views: Mapping[str, Chart]) -> Explore:
    """Let the reader switch between views of the same thing.

    Parameters
    ----------
    label : the question the switch answers, such as "Which groups are shown?".
    views : a name for each view, and its `Chart`; at least two.

    Raises `LearnerError` when there are fewer than two views.

    >>> explore("Which groups?", {})
    Traceback (most recent call last):
    ...
    greaterdata_lessons.errors.LearnerError: A switch needs at least two views, and there is 0.
    """
    if len(views) < 2:
        raise LearnerError(f"A switch needs at least two views, and there is {len(views)}.")
    return Explore(label, dict(views))


def _widget_view(html: str) -> dict[str, Any]:
    """Return the live switch for Lab, or nothing where anywidget is not installed."""
    try:
        import anywidget
        import traitlets
    except ImportError:
        return {}

    class ExploreWidget(anywidget.AnyWidget):
        _esm = MODULE
        # Reopened without its kernel the switch still works: no broken link to show.
        _css = ".jupyter-widgets-disconnected:has(> .gd-explore)::before { content: none; }"
        html = traitlets.Unicode().tag(sync=True)

    view = ExploreWidget(html=html)._repr_mimebundle_()
    data = view[0] if isinstance(view, tuple) else view
    key = "application/vnd.jupyter.widget-view+json"
    return {key: data[key]} if data and key in data else {}
