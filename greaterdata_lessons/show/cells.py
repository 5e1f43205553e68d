"""Run a lesson's cells where there is no notebook: the Python inside a page.

A cell's value is shown as in a notebook. HTML is taken from this library and from pandas alone,
and the page lets through only what it knows. Nothing here knows of a browser, so it runs anywhere.
"""

from __future__ import annotations

import ast
import builtins
import io
import json
import linecache
import os
import sys
import traceback
import warnings
from base64 import b64encode
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from html import escape
from importlib.abc import MetaPathFinder
from pathlib import Path
from types import CodeType, TracebackType
from typing import Any, NoReturn

import greaterdata_lessons
from greaterdata_lessons.errors import LearnerError
from greaterdata_lessons.learning import memory
from greaterdata_lessons.learning.checks import Feedback
from greaterdata_lessons.learning.plain_errors import Explanation, explain
from greaterdata_lessons.show.question import Question

MOST_TEXT = 100_000  # letters of one output; a loop that prints for ever must not fill the memory
MAY_SHOW_HTML = {"greaterdata_lessons", "pandas"}
NO_INPUT = (
    "A page cannot stop and ask while it runs. Write the value into the code, in quotes if it is "
    "text, and run the step again."
)

# Weighty libraries that a page fetches only when a cell asks for them.
LATER = ("fairlearn", "scipy", "sklearn")

Part = dict[str, Any]


class _Asked(MetaPathFinder):
    """The last to be asked for a module: notes that one of `LATER` was wanted and is not there."""

    wanted = False

    def find_spec(self, fullname: str, path: object, target: object = None) -> None:
        self.wanted |= fullname in LATER


class Cells:
    """The memory of one lesson's cells: each sees what those before it made."""

    def __init__(self) -> None:
        """Begin with the library under its usual name, and nothing else."""
        self._asked = _Asked()
        self._parts: list[Part] = []
        self._number = 0
        self._names: dict[str, Any] = {
            "__name__": "__main__",
            "gd": greaterdata_lessons,
            "display": self._display,
        }

    def run(self, code: str, sources: Sequence[str] = ()) -> list[Part]:
        """Run a cell and return what it shows, in order; never raises.

        code: the cell's text.
        sources: the text of every cell of the lesson, so that an error can name the one missed.
        Returns parts, each with its "kind": "text" and "html" (with that field), "picture"
        ("png" in base 64), "question" ("item"), "answer" ("item", "record"), "file" ("name" of
        one that was written), and "error" ("html", and "text" for a status line). The one part
        "more" says that the cell needs what is in `LATER`: bring it, and run the cell again.

        >>> cells = Cells()
        >>> cells.run("people = 4")
        []
        >>> cells.run("print('so'); people + 1")
        [{'kind': 'text', 'text': 'so'}, {'kind': 'text', 'text': '5'}]
        """
        self._parts, self._number = [], self._number + 1
        name = f"<cell {self._number}>"
        linecache.cache[name] = (len(code), None, code.splitlines(keepends=True), name)
        before, names = _files(), dict(self._names)
        with _caught(self._parts), self._asking():
            try:
                self._execute(code, name)
            except BaseException as error:  # a cell may raise anything at all
                self._parts.append(self._error(error, sources))
        if self._asked.wanted:  # as if it had not run
            self._names.clear()
            self._names.update(names)
            return [{"kind": "more"}]
        self._parts += [{"kind": "file", "name": each} for each in _changed(before)]
        return self._parts

    @contextmanager
    def _asking(self) -> Iterator[None]:
        self._asked.wanted = False
        sys.meta_path.append(self._asked)
        try:
            yield
        finally:
            sys.meta_path.remove(self._asked)

    def run_json(self, code: str, sources: str = "[]") -> str:
        """Run a cell as `run` does; the sources and the answer are JSON, to cross into the page."""
        return json.dumps(self.run(code, json.loads(sources)))

    def _execute(self, code: str, name: str) -> None:
        tree = ast.parse(code, name)
        last = tree.body[-1] if tree.body else None
        if isinstance(last, ast.Expr) and not code.rstrip().endswith(";"):
            exec(_compiled(ast.Module(tree.body[:-1], []), name), self._names)
            value = eval(compile(ast.Expression(last.value), name, "eval"), self._names)
            if value is not None:
                self._names["_"] = value
                self._display(value)
        else:
            exec(_compiled(tree, name), self._names)
        self._parts += _pictures()

    def _display(self, *values: object) -> None:
        """Show values at this place, as `display` does in a notebook."""
        sys.stdout.flush()
        for value in values:
            self._parts += shown(value)

    def _error(self, error: BaseException, sources: Sequence[str]) -> Part:
        if isinstance(error, LearnerError):
            says = f"Not yet: {error}"
            html = f'<p class="gd-plain-error"><strong>Not yet:</strong> {escape(str(error))}</p>'
            return {"kind": "error", "html": html, "text": says}
        whole = "".join(traceback.format_exception(type(error), error, _own(error.__traceback__)))
        own = {name: value for name, value in self._names.items() if not name.startswith("__")}
        found = explain(error, own, sources)
        return _told(found or Explanation(_last_line(error)), whole)


def shown(value: object) -> list[Part]:
    """Return a value as parts: HTML where the library or pandas gives it, or else text.

    >>> shown("Bootle")
    [{'kind': 'text', 'text': "'Bootle'"}]
    """
    if isinstance(value, Question):
        return [{"kind": "question", "item": dict(value.item)}]
    html = _html(value)
    parts: list[Part] = [{"kind": "html", "html": html} if html else _text(repr(value))]
    if isinstance(value, Feedback) and (record := memory.record(value.item)) and value.kept:
        parts.append({"kind": "answer", "item": value.item, "record": dict(record)})
    return parts


def _html(value: object) -> str:
    """Return a value's own HTML, where its maker is known; empty when it has none."""
    if type(value).__module__.partition(".")[0] not in MAY_SHOW_HTML:
        return ""
    if bundle := getattr(value, "_repr_mimebundle_", None):
        return str(bundle().get("text/html", ""))
    writes = getattr(value, "_repr_html_", None)
    return str(writes() or "") if writes else ""


def _text(words: str) -> Part:
    cut = words if len(words) <= MOST_TEXT else f"{words[:MOST_TEXT]}\n… and so on."
    return {"kind": "text", "text": cut}


def _told(says: Explanation, whole: str) -> Part:
    return {"kind": "error", "html": says.html(whole), "text": says.says.replace("`", "")}


def _last_line(error: BaseException) -> str:
    if isinstance(error, SystemExit):
        return "The code asked Python to stop, so it stopped there. Nothing is broken."
    return f"`{type(error).__name__}: {str(error)[:500]}`"


def _own(trace: TracebackType | None) -> TracebackType | None:
    """Return a traceback without the steps of this module, which say nothing to a learner."""
    while trace and trace.tb_frame.f_code.co_filename == __file__:
        trace = trace.tb_next
    return trace


def _compiled(tree: ast.Module, name: str) -> CodeType:
    return compile(tree, name, "exec")


def _pictures() -> list[Part]:
    """Return the figures that pyplot holds, and close them; none where it was never used."""
    pyplot = sys.modules.get("matplotlib.pyplot")
    parts: list[Part] = []
    if pyplot is None:
        return parts
    for number in pyplot.get_fignums():
        drawn = io.BytesIO()
        pyplot.figure(number).savefig(drawn, format="png", dpi=110, bbox_inches="tight")
        pyplot.close(number)
        parts.append({"kind": "picture", "png": b64encode(drawn.getvalue()).decode()})
    return parts


class _Printed(io.TextIOBase):
    """What a cell prints becomes text between the values it shows, up to a limit."""

    def __init__(self, parts: list[Part]) -> None:
        self._parts, self._written = parts, 0
        self._held: list[str] = []

    def write(self, words: str) -> int:
        if self._written <= MOST_TEXT:
            self._held.append(words)
        self._written += len(words)
        return len(words)

    def flush(self) -> None:
        if words := "".join(self._held).rstrip("\n"):
            self._parts.append(_text(words))
        self._held = []


@contextmanager
def _caught(parts: list[Part]) -> Iterator[None]:
    """Take what is printed; refuse to wait for input; keep warnings meant for programmers away."""
    printed, asks = _Printed(parts), builtins.input
    builtins.input = _no_input
    try:
        with warnings.catch_warnings(), redirect_stdout(printed), redirect_stderr(printed):
            warnings.simplefilter("ignore")
            yield
            printed.flush()
    finally:
        builtins.input = asks


def _no_input(_prompt: object = "") -> NoReturn:
    raise LearnerError(NO_INPUT)


def _files() -> dict[str, tuple[int, int]]:
    """Return the files in the working folder, with their sizes and times; links are not ours."""
    return {
        entry.name: (found.st_size, found.st_mtime_ns)
        for entry in os.scandir(Path.cwd())
        if entry.is_file(follow_symlinks=False) and (found := entry.stat())
    }


def _changed(before: Mapping[str, tuple[int, int]]) -> list[str]:
    return sorted(name for name, state in _files().items() if before.get(name) != state)
