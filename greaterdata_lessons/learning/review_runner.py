"""Run a notebook's cells, one after another, and say what each answered. Inside the walls alone.

Cells come as JSON on standard input; one line of JSON goes out for each cell, so that a run that
is cut short still tells how far it came.
"""

from __future__ import annotations

import json
import os
import sys
from typing import Any


def main() -> None:
    """Run every cell of the notebook on standard input."""
    cells: list[dict[str, str]] = json.load(sys.stdin)
    out = os.dup(1)  # cells print to nowhere: what they print is not wanted
    for number in (0, 1, 2):
        os.dup2(os.open(os.devnull, os.O_RDWR), number)
    shell, shown = _shell()
    for cell in cells:
        shown.clear()
        error = _run(shell, cell["source"])
        data = [{k: v for k, v in one["data"].items() if "json" in k} for one in shown]
        told = {"cell": cell["id"], "error": error, "data": data}
        os.write(out, (json.dumps(told, default=str) + "\n").encode())


def _shell() -> tuple[Any, list[dict[str, Any]]]:
    """Return a shell as notebooks have it, without a screen, and the list of what it displays."""
    from IPython.core.displayhook import CapturingDisplayHook
    from IPython.core.displaypub import CapturingDisplayPublisher
    from IPython.core.interactiveshell import InteractiveShell

    class Shell(InteractiveShell):
        def enable_gui(self, gui: object = None) -> None:
            """Do nothing: "%matplotlib inline" asks for it, and there is no screen."""

    shell = Shell.instance()
    shell.display_pub = CapturingDisplayPublisher()
    shown: list[dict[str, Any]] = shell.display_pub.outputs
    shell.display_trap.hook = CapturingDisplayHook(shell=shell, outputs=shown)
    return shell, shown


def _run(shell: Any, source: str) -> str:
    result = shell.run_cell(source, store_history=False)
    error = result.error_before_exec or result.error_in_exec
    return f"{type(error).__name__}: {error}"[:500] if error else ""
