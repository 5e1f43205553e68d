"""Mend what Sphinx and MyST-NB write, so that every page is light and can be used by everyone.

Each mending is a small pure function over a page's HTML, called from one place.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from html import escape, unescape
from pathlib import Path
from typing import Any

from docutils import nodes  # type: ignore[import-untyped]
from myst_nb.sphinx_ import HideCodeCellNode  # type: ignore[import-untyped]
from sphinx.application import Sphinx
from sphinx.config import Config
from sphinx.util.docutils import SphinxTranslator

HEADING_OR_TABLE = re.compile(r"<h[1-6]\b.*?</h[1-6]>|<table\b.*?</table>", re.DOTALL)
CAPTION = re.compile(r"<caption\b[^>]*>(.*?)</caption>", re.DOTALL)
TAG = re.compile(r"<[^>]+>")
EMPTY_HEADER = re.compile(r"<th\b[^>]*>(?:\s|<p>\s*</p>|&nbsp;)*</th>")
PERMANENT_STYLES = ("greaterdata.css",)
QUESTION_STYLES = ("question.css",)
SWITCH_STYLES = ("explore.css",)
FORM_STYLES = ("form.css",)
RUN_STYLES = ("run.css",)
RECORD_STYLES = ("form.css", "record.css")
OUR_SCRIPTS = (
    "form.mjs",
    "record.mjs",
    "look.mjs",
    "page.mjs",
    "own-progress.mjs",
    "run.mjs",
    "search.mjs",
    "sheet.mjs",
    "terms.mjs",
    "way.mjs",
)
CAPTION_AND_LIST = re.compile(
    r'<p class="caption"[^>]*>(.*?)</p>\s*(<ul.*?)(?=<p class="caption"|\Z)', re.DOTALL
)

# What tells in a page's body that something stands on it.
QUESTION, ACTS = '<div class="gd-question">', '<div class="gd-acts"'
SWITCH, FORM, RECORD = '<div class="gd-explore"', '<form class="gd-form"', '<form class="gd-record"'
PAGE_SCRIPTS = {
    "sheet.mjs": '<section class="gd-sheet',
    "terms.mjs": 'class="xref std std-term"',
    "way.mjs": "data-way",
}


def mend_tables(body: str) -> str:
    """Let a keyboard scroll wide tables, and call no empty corner a heading.

    The place that scrolls is named by the table's caption, or else by the heading above it.

    >>> print(mend_tables("<h2>Two</h2><table><tr><th></th><th>A</th></tr></table>"))
    <h2>Two</h2><div class="gd-scroll" role="group" aria-label="Table: Two" tabindex="0">\
<table><tr><td></td><th>A</th></tr></table></div>
    """
    heading = ""

    def mend(match: re.Match[str]) -> str:
        nonlocal heading
        if not match[0].startswith("<table"):
            heading = _words(match[0])
            return match[0]
        caption = CAPTION.search(match[0])
        name = escape(f"Table: {_words(caption[1]) if caption else heading}")
        table = EMPTY_HEADER.sub("<td></td>", match[0])
        return f'<div class="gd-scroll" role="group" aria-label="{name}" tabindex="0">{table}</div>'

    return HEADING_OR_TABLE.sub(mend, body)


def _words(html: str) -> str:
    return " ".join(unescape(TAG.sub("", html)).split())


def inner_contents(toc: str) -> str:
    """Return the headings below a page's title as a list; nothing when there are none.

    >>> inner_contents('<ul><li><a href="#">Title</a><ul><li>One</li></ul></li></ul>')
    '<ul><li>One</li></ul>'
    >>> inner_contents('<ul><li><a href="#">Title</a></li></ul>')
    ''
    """
    start, end = toc.find("<ul", 1), toc.rfind("</ul>", 0, toc.rfind("</ul>"))
    return toc[start : end + len("</ul>")] if 0 < start < end else ""


def mend_menu(menu: str) -> str:
    """Fold the parts of the menu, open the one that is being read, and say which page is open.

    >>> print(mend_menu('<p class="caption">A</p><ul><li class="current"></li></ul>'))
    <details open><summary>A</summary><ul><li class="current"></li></ul></details>
    """
    here = 'class="current reference internal"'

    def fold(match: re.Match[str]) -> str:
        opened = " open" if 'class="current' in match[2] or "current" in match[2][:40] else ""
        name = _words(match[1])
        return f"<details{opened}><summary>{escape(name)}</summary>{match[2].strip()}</details>"

    folded = CAPTION_AND_LIST.sub(fold, menu)
    return folded.replace(here, f'aria-current="page" {here}')


def mend_page(
    app: Sphinx, pagename: str, _template: str, context: dict[str, Any], _doctree: nodes.Node | None
) -> None:
    """Give the page template what it needs, and leave out what the page does not use."""
    context["body"] = body = mend_tables(context.get("body", ""))
    context["gd_menu"] = mend_menu(context["toctree"](collapse=True, includehidden=True))
    context["gd_contents"] = inner_contents(context.get("toc", ""))
    context["display_toc"] = bool(context["gd_contents"])
    context["gd_has_switch"] = SWITCH in body
    context["gd_has_questions"] = QUESTION in body
    context["gd_python"] = app.config.gd_python if _has_code(pagename, body) else ""
    for script in _scripts(pagename, context):
        app.add_js_file(script, type="module")
    styles = _styles(context)
    context["css_files"] = [css for css in context["css_files"] if _name(css) in styles]
    context["script_files"] = [js for js in context["script_files"] if _name(js) in OUR_SCRIPTS]


def _scripts(pagename: str, context: Mapping[str, Any]) -> list[str]:
    """Return the scripts a page needs; those that read what page.mjs made come after it."""
    body = context["body"]
    wanted = {
        "page.mjs": QUESTION in body,
        "own-progress.mjs": QUESTION in body or ACTS in body,
        **{script: mark in body for script, mark in PAGE_SCRIPTS.items()},
        "run.mjs": context["gd_python"],
        "search.mjs": pagename == "search",
        "form.mjs": FORM in body,
        "record.mjs": RECORD in body,
    }
    return [script for script, is_needed in wanted.items() if is_needed]


def _styles(context: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the stylesheets a page needs."""
    body = context["body"]
    forms = RECORD_STYLES if RECORD in body else FORM_STYLES if FORM in body else ()
    switches = SWITCH_STYLES if SWITCH in body else ()
    live = RUN_STYLES if context["gd_python"] else ()
    questions = QUESTION_STYLES if QUESTION in body else ()
    return (*PERMANENT_STYLES, *live, *questions, *switches, *forms)


def _has_code(pagename: str, body: str) -> bool:
    return pagename.startswith("lessons/") and '<div class="cell_input' in body


def megabytes(source: Path) -> str:
    """Return how much the page's Python weighs; empty where the book was staged without it."""
    size = source / "_python.json"
    return str(json.loads(size.read_text(encoding="utf-8"))["megabytes"]) if size.exists() else ""


def _name(asset: Any) -> str:
    return str(getattr(asset, "filename", asset)).rsplit("/", 1)[-1]


def open_folded_code(self: SphinxTranslator, _node: HideCodeCellNode) -> None:
    """Write the fold around a cell's code; what it says is what a screen reader hears."""
    self.body.append('<details class="gd-code"><summary>Show the code</summary>\n')


def close_folded_code(self: SphinxTranslator, _node: HideCodeCellNode) -> None:
    """Close the fold."""
    self.body.append("</details>\n")


def no_index(app: Sphinx) -> None:
    """Leave out Sphinx's own index for searching: the pages have a plainer one."""
    app.builder.search = False


def no_numbers(_app: Sphinx, config: Config) -> None:
    """Number no figures: to do so Sphinx reads every page again at each build."""
    config.numfig = False


def search_page(_app: Sphinx) -> list[tuple[str, dict[str, Any], str]]:
    """Ask for the search page, which Sphinx makes only together with its index."""
    return [("search", {}, "search.html")]


def setup(app: Sphinx) -> dict[str, Any]:
    """Connect the mendings to the build."""
    app.connect("config-inited", no_numbers)
    app.connect("builder-inited", no_index)
    app.connect("html-collect-pages", search_page)
    app.add_node(HideCodeCellNode, override=True, html=(open_folded_code, close_folded_code))
    # Jupyter Book sets this for its comments extension, which these pages do without.
    app.add_config_value("comments_config", {}, "")
    app.add_css_file("question.css")
    app.add_css_file("form.css")
    app.add_css_file("record.css")
    app.add_css_file("explore.css")
    app.add_css_file("run.css")
    app.add_config_value("gd_python", megabytes(Path(app.srcdir)), "")
    app.add_js_file("look.mjs", type="module")
    app.connect("html-page-context", mend_page, priority=900)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
