"""What the course's interactive elements share: words first, and the same brought to life.

Each element is plain HTML that says everything. In a page `explore.mjs` finds it; in Lab the same
module runs as a widget. Without either (JavaScript off, an untrusted notebook) nothing is lost.
"""

from __future__ import annotations

import json
from abc import ABC, abstractmethod
from functools import cache
from html import escape
from pathlib import Path
from typing import Any, ClassVar

from greaterdata_lessons.errors import LearnerError
from greaterdata_lessons.learning.markup import to_html

HERE = Path(__file__).parent
MODULE, STYLE = HERE / "explore.mjs", HERE / "explore.css"
WIDGET_VIEW = "application/vnd.jupyter.widget-view+json"


class Live(ABC):
    """An element that is complete as text and as HTML; displays as both, and alive in Lab."""

    module: ClassVar[Path] = MODULE
    style: ClassVar[Path] = STYLE

    @abstractmethod
    def html(self) -> str:
        """Return everything as HTML that needs no script."""

    def _repr_mimebundle_(self, **_: object) -> dict[str, Any]:
        bundle: dict[str, Any] = {"text/plain": repr(self), "text/html": self.html()}
        return bundle | _widget(self.html(), self.module, self.style)


def view_html(view: object) -> str:
    """Return something to show as HTML: words with **bold** and lists, or an object with its own.

    A tuple shows each of its parts, one below the other.

    >>> view_html(("Two **rows**.", "Sefton."))
    '<p>Two <strong>rows</strong>.</p><p>Sefton.</p>'
    >>> view_html(4)
    Traceback (most recent call last):
    ...
    greaterdata_lessons.errors.LearnerError: A view is a chart, a table or words, and this is a \
number or the like: 4.
    """
    if isinstance(view, tuple):
        return "".join(view_html(part) for part in view)
    if isinstance(view, str):
        return to_html(view)
    if hasattr(view, "_repr_html_"):
        return str(view._repr_html_())
    raise LearnerError(
        f"A view is a chart, a table or words, and this is a number or the like: {view!r}."
    )


def view_text(view: object) -> str:
    """Return something to show as text.

    >>> print(view_text(("Two rows.", "Sefton.")))
    Two rows.
    Sefton.
    """
    if isinstance(view, tuple):
        return "\n".join(view_text(part) for part in view)
    return view.strip() if isinstance(view, str) else repr(view)


def attribute(value: object) -> str:
    """Return a value as JSON that can stand inside an HTML attribute, in quotes.

    >>> attribute(["<a>", 1])
    '"[&quot;&lt;a&gt;&quot;, 1]"'
    """
    return f'"{escape(json.dumps(value, ensure_ascii=False))}"'


def _widget(html: str, module: Path, style: Path) -> dict[str, Any]:
    """Return the live element for Lab, or nothing where anywidget is not installed."""
    made = _widget_class(module, style)
    if made is None:
        return {}
    view = made(html=html)._repr_mimebundle_()
    data = view[0] if isinstance(view, tuple) else view
    return {WIDGET_VIEW: data[WIDGET_VIEW]} if data and WIDGET_VIEW in data else {}


@cache
def _widget_class(module: Path, style: Path) -> Any:
    """Make the widget of a module once; anywidget is imported only when something is displayed."""
    try:
        import anywidget
        import traitlets
    except ImportError:
        return None

    class ExploreWidget(anywidget.AnyWidget):
        _esm = module
        _css = style
        html = traitlets.Unicode().tag(sync=True)

    return ExploreWidget
