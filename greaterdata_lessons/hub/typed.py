"""How somebody types this command where they are, so that what we tell them works as it stands."""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path


def typed() -> str:
    """Return the words that begin the command: installed, from an environment, or from a folder.

    >>> isinstance(typed(), str)
    True
    """
    called = Path(sys.argv[0])
    if called.parts[-2:] == ("greaterdata_lessons", "__main__.py"):
        return "python3 -m greaterdata_lessons"
    if called.name != "greaterdata":  # a test, or another program
        return "greaterdata"
    found = shutil.which("greaterdata")
    if found and Path(found).resolve() == called.resolve():
        return "greaterdata"
    near = os.path.relpath(called)
    return str(called) if near.startswith("..") else near


def hub_command(words: str, *, root: bool = True) -> str:
    """Return a whole command for hosts.

    >>> hub_command("cards 30")
    'sudo greaterdata hub cards 30'
    """
    return f"{'sudo ' if root else ''}{typed()} hub {words}"
