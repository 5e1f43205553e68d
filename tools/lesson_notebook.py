"""Turn a lesson's source into the notebook that learners open."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping
from typing import Any

import nbformat
from nbclient import NotebookClient
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from tools.lesson_source import (
    STRETCH,
    Cell,
    Directive,
    Lesson,
    LessonError,
    split,
    with_action_log,
)

WIDGET_VIEW = "application/vnd.jupyter.widget-view+json"
TERM = re.compile(r"\{term\}`(?:([^`<]+?)\s*<[^>`]+>|([^`]+))`")
ANSI = re.compile(r"\x1b\[[0-9;]*m")
LINK = re.compile(r"\[([^\]]+)\]\((?:/|#)[^)]*\)")
START = "import greaterdata_lessons as gd"
HOW_TO = (
    "**How to use this notebook.** Click on a cell of code and press Shift and Enter together: it "
    "runs, and you move on to the next. Start here and go down in order. Where you see `...`, put "
    "your own answer. You cannot break anything: if a cell says NameError, run the cells above it "
    "first."
)
LOG = (
    "To put it in your action log, type in a new cell: "
    '`gd.log_action("what you will do", owner="your initials", due="31 March 2027", '
    'lesson="{lesson}")`. Put your own words and day between the marks.'
)
Items = Mapping[str, Mapping[str, Any]]


def unexecuted(lesson: Lesson, items: Items) -> NotebookNode:
    """Return the lesson as a notebook that has not been run.

    `items` is the compiled bank. What is meant for facilitators stays out; questions become
    cells that ask them.
    """
    shown = [cell for cell in lesson.cells if "facilitator" not in cell.tags]
    log = LOG.format(lesson=lesson.id)
    made = [part for cell in shown for part in _cells(cell, items, log)]
    start = [new_markdown_cell(HOW_TO, id="start-how"), _code("start", START, [], hidden=False)]
    cells = [made[0], *start, *made[1:]]  # the lesson's opening comes first
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    metadata = {"kernelspec": kernel, "language_info": {"name": "python"}}
    notebook: NotebookNode = new_notebook(cells=cells, metadata=metadata)
    return notebook


def execute(notebook: NotebookNode) -> NotebookNode:
    """Run a notebook in a fresh kernel and keep its outputs, without times or widget state.

    Raises `LessonError` when a cell fails.
    """
    quiet = ["--log-level=ERROR"]
    client = NotebookClient(notebook, timeout=120, record_timing=False, extra_arguments=quiet)
    same_bytes = {**os.environ, "SOURCE_DATE_EPOCH": "0"}  # no answer is kept with its time
    try:
        client.execute(env=same_bytes)
    except Exception as error:
        raise LessonError(f"the notebook cannot be run: {ANSI.sub('', str(error))}") from error
    notebook.metadata.pop("widgets", None)
    notebook.metadata["language_info"] = {"name": "python"}
    for cell in notebook.cells:
        for output in cell.get("outputs", []):
            output.get("data", {}).pop(WIDGET_VIEW, None)
    return notebook


def notebook_json(notebook: NotebookNode) -> str:
    """Return a notebook as the text of its file."""
    return str(nbformat.writes(notebook, version=4)) + "\n"


def plain_markdown(source: str) -> str:
    """Take out what only the book understands: glossary and book links keep their words.

    >>> plain_markdown("A {term}`rate` of {term}`residents <resident>`, see [the pack](/pack.md).")
    'A rate of residents, see the pack.'
    """
    return LINK.sub(r"\1", TERM.sub(lambda match: match[1] or match[2], source))


def _cells(cell: Cell, items: Items, log: str) -> Iterator[NotebookNode]:
    """Return the notebook cells that one source cell becomes."""
    if cell.kind == "code":
        yield _code(cell.id, cell.source, sorted(cell.tags), hidden="look" in cell.tags)
        return
    for number, part in enumerate(split(with_action_log(cell.source, log))):
        if isinstance(part, Directive):
            yield from _directive(part, items)
            continue
        text = plain_markdown(part)
        text = f"## For leaders\n\n{text}" if "leader" in cell.tags else text
        text = f"{STRETCH}\n\n{text}" if "stretch" in cell.tags and not number else text
        made = new_markdown_cell(text, id=f"{cell.id}-{number}" if number else cell.id)
        yield made


def _directive(directive: Directive, items: Items) -> Iterator[NotebookNode]:
    """Return the cells that ask a question, or show a prediction again."""
    name = directive.item.partition("/")[2]
    item = items[name]
    if directive.name == "prediction":
        yield _code(f"p-{name}", f'gd.prediction("{directive.item}")', ["question"], hidden=True)
    elif "stub" in item:
        yield new_markdown_cell(f"### {item['title']}\n\n{item['prompt']}", id=f"q-{name}-task")
        stub = f'{item["stub"]} = ...\ngd.check("{directive.item}", {item["stub"]})'
        yield _code(f"q-{name}", stub, ["exercise"], hidden=False)
        yield new_markdown_cell(_help(item), id=f"q-{name}-help")
    else:
        yield _code(f"q-{name}", f'gd.question("{directive.item}")', ["question"], hidden=True)


def _help(item: Mapping[str, Any]) -> str:
    """Return two hints and the solution, folded, so that they open without running anything."""
    parts = [("Hint 1", item["hints"][0]), ("Hint 2", item["hints"][1])]
    parts.append(("Worked solution", item["solution"]))
    return "\n".join(
        f"<details><summary>{name}</summary>\n\n{text.strip()}\n\n</details>"
        for name, text in parts
    )


def _code(cell_id: str, source: str, tags: list[str], *, hidden: bool) -> NotebookNode:
    metadata: dict[str, Any] = {"tags": tags} if tags else {}
    if hidden:
        metadata["jupyter"] = {"source_hidden": True}
    cell: NotebookNode = new_code_cell(source, id=cell_id, metadata=metadata)
    return cell
