"""Switch plain words for errors on and off in a notebook; the words are in ``plain_errors``."""

from __future__ import annotations

import json
import os
import re
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from greaterdata_lessons.errors import LearnerError

SETTING = "GREATERDATA_PLAIN_ERRORS"
_ANSI = re.compile(r"\x1b\[[0-9;]*m")
_WHOLE = "For Python's whole message: gd.plain_errors(False), then run the cell again."
_before: dict[int, Callable[..., None]] = {}  # by shell: how it showed errors of its own accord


def plain_errors(on: bool = True) -> None:
    """Say in plain words what probably happened when a cell fails; or stop doing so.

    on: False gives Python's own messages back.
    In the course's own notebooks this is on from the start; anywhere else only when called.
    Raises LearnerError outside notebooks and IPython.

    >>> plain_errors()
    Traceback (most recent call last):
    ...
    greaterdata_lessons.errors.LearnerError: There is no notebook here, so errors are shown as \
Python shows them. Call this in a notebook.
    """
    shell = _shell()
    if shell is None:
        raise LearnerError(
            "There is no notebook here, so errors are shown as Python shows them. Call this in a "
            "notebook."
        )
    if on and id(shell) not in _before:
        _before[id(shell)] = shell._showtraceback
        shell._showtraceback = _shower(shell, shell._showtraceback)
    elif not on and id(shell) in _before:
        shell._showtraceback = _before.pop(id(shell))


def start_in_lessons() -> None:
    """Switch plain words on where a lesson's own notebook runs, unless a setting says otherwise."""
    setting = os.environ.get(SETTING)
    notebook = _notebook()
    if setting == "on" or (setting != "off" and notebook is not None and _is_lesson(notebook)):
        plain_errors()


def _shell() -> Any:
    ipython = sys.modules.get("IPython")
    return ipython.get_ipython() if ipython else None


def _notebook() -> Path | None:
    """Return the file of the notebook that runs, as far as Jupyter tells."""
    named = os.environ.get("JPY_SESSION_NAME", "")
    if sys.platform == "emscripten" and not named:  # there each lesson lies in a folder of its own
        return next(Path.cwd().glob("*.ipynb"), None) if _shell() else None
    return Path(named) if named.endswith(".ipynb") else None


def _is_lesson(notebook: Path) -> bool:
    from .bank import lessons

    return any(notebook.stem.startswith(lesson) for lesson in lessons())


def _cells() -> list[str]:
    """Return the code of the notebook's cells as last saved; none when it cannot be read."""
    path = _notebook()
    if path is None:
        return []
    try:
        here = path if path.is_file() else Path(path.name)
        cells = json.loads(here.read_text(encoding="utf-8"))["cells"]
        return ["".join(cell["source"]) for cell in cells if cell["cell_type"] == "code"]
    except (OSError, ValueError, KeyError, TypeError):
        return []


def _shower(shell: Any, show: Callable[..., None]) -> Callable[..., None]:
    """Return a way of showing errors that puts the plain words first."""

    def shown(etype: Any, evalue: Any, whole: Any) -> None:
        from .plain_errors import explain

        own = {k: v for k, v in shell.user_ns.items() if k not in shell.user_ns_hidden}
        cause = _whole_cell(evalue, shell)
        found = None if isinstance(evalue, LearnerError) else explain(cause, own, _cells())
        if found is None:
            show(etype, evalue, whole)
        elif hasattr(shell, "kernel"):
            text = _ANSI.sub("", "\n".join(whole))
            words = {"text/plain": f"{found}\n{_WHOLE}", "text/html": found.html(text)}
            shell.display_pub.publish(words)
            # One line stays an error, so that "run all" stops here and tools see it failed.
            show(etype, evalue, [_one_line(evalue)])
        else:
            print(f"{found}\n")
            show(etype, evalue, whole)

    return shown


def _whole_cell(error: Any, shell: Any) -> Any:
    """Return Python's own complaint where IPython only says that something is not complete."""
    if isinstance(error, SyntaxError) and error.msg == "incomplete input":
        try:
            compile(shell.history_manager.input_hist_parsed[-1], "cell", "exec")
        except SyntaxError as better:
            return better
    return error


def _one_line(error: BaseException) -> str:
    said = error.msg if isinstance(error, SyntaxError) else str(error)
    return f"{type(error).__name__}: {said}".split("\n")[0].removesuffix(": ")
