"""Place questions of a lesson's bank in a page: `{question}` and `{prediction}`.

A question is written into the page as plain HTML, so that it can be read with JavaScript off,
together with its bank entry, which `page.mjs` reads to mark answers in the browser.
"""

from __future__ import annotations

import json
from abc import ABC, abstractmethod
from html import escape
from pathlib import Path
from typing import Any

from docutils import nodes  # type: ignore[import-untyped]
from sphinx.application import Sphinx
from sphinx.util import logging
from sphinx.util.docutils import SphinxDirective

from greaterdata_lessons.show.question import static_html

LOGGER = logging.getLogger(__name__)
BANKS = "_banks"
IN_THE_NOTEBOOK = {"table", "value"}


def find_item(banks: Path, name: str) -> dict[str, Any]:
    """Return the compiled bank entry called `<lesson>/<item>`.

    Raises:
        LookupError: one sentence that says which bank or item is missing.
    """
    lesson, _, key = name.partition("/")
    path = banks / f"{lesson}.json"
    if not path.exists():
        raise LookupError(f'question "{name}": there is no compiled bank for "{lesson}"')
    items: dict[str, dict[str, Any]] = json.loads(path.read_text(encoding="utf-8"))["items"]
    if key not in items:
        known = ", ".join(items)
        raise LookupError(f'question "{name}": the bank of "{lesson}" has {known}')
    return items[key]


def embed(item: dict[str, Any]) -> str:
    """Write a bank entry as JSON that no text inside it can break out of.

    What is checked in the notebook alone keeps its expected values out of the page.

    >>> embed({"kind": "reflect", "prompt": "</script>"})
    '<script type="application/json" class="gd-item">{"kind":"reflect","prompt":"\\\\u003c/script>"}</script>'
    """  # noqa: E501
    left_out = {"answer", "wrong"} if item["kind"] in IN_THE_NOTEBOOK else set()
    kept = {name: value for name, value in item.items() if name not in left_out}
    text = json.dumps(kept, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c")
    return f'<script type="application/json" class="gd-item">{text}</script>'


class BankDirective(SphinxDirective, ABC):
    """A directive whose one argument names an entry of a bank."""

    required_arguments = 1
    final_argument_whitespace = False

    def run(self) -> list[nodes.Node]:
        """Write the entry's HTML, or warn (which fails the build) when there is none."""
        banks = Path(self.env.srcdir) / BANKS
        name = self.arguments[0]
        self.env.note_dependency(str(banks / f"{name.partition('/')[0]}.json"))
        try:
            html = self.html(find_item(banks, name))
        except LookupError as error:
            LOGGER.warning(str(error), location=self.get_location())
            return []
        return [nodes.raw("", html, format="html")]

    @abstractmethod
    def html(self, item: dict[str, Any]) -> str:
        """Return the HTML of one entry; each directive says how."""


class QuestionDirective(BankDirective):
    """A question to answer in the page."""

    def html(self, item: dict[str, Any]) -> str:
        """Return the question, readable as it stands, and its entry for the script."""
        text = static_html(item, heading_level=self.level())
        return f'<div class="gd-question">{text}{embed(item)}</div>'

    def level(self) -> int:
        """Return the level of a heading one below the section this question stands in."""
        depth, node = 1, self.state_machine.node
        while node is not None:
            depth += isinstance(node, nodes.section)
            node = node.parent
        return depth


class PredictionDirective(BankDirective):
    """A place that shows the reader's own prediction again."""

    def html(self, item: dict[str, Any]) -> str:
        """Return an empty line that the script fills, and that is not shown while empty."""
        if item["kind"] != "predict":
            raise LookupError(f'prediction "{item["id"]}": that question is not a prediction')
        return f'<p class="gd-prediction" data-item="{escape(item["id"])}"></p>'


def setup(app: Sphinx) -> dict[str, Any]:
    """Register the two directives."""
    app.add_directive("question", QuestionDirective)
    app.add_directive("prediction", PredictionDirective)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
