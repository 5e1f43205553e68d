"""What a learner's own server on the hub is told: JupyterLab without distractions, and small."""

from __future__ import annotations

import os
from pathlib import Path

from greaterdata_lessons.hub.lessons import git_environment, repository

HERE = Path(__file__).parent
LESSONS = "GREATERDATA_LESSONS"  # the repository to pull from
ROOM = "GREATERDATA_ROOM"  # what the host has set, such as the lesson the room is at


def server_environment(state: Path, python: str = "") -> dict[str, str]:
    """Return the environment of a learner's server: its Jupyter settings, lessons, and frugality.

    state: the hub's folder, as its settings name it.
    python: the Python of the learners' environment, "" for the one on their path.

    >>> server_environment(Path("/srv/hub"))["GREATERDATA_ROOM"]
    '/srv/hub/room/room.json'
    """
    return {
        **git_environment(state, python),
        LESSONS: repository(state).as_posix(),
        ROOM: (state / "room" / "room.json").as_posix(),
        "JUPYTER_CONFIG_PATH": str(HERE / "config"),
        "JUPYTER_PATH": str(HERE / "share"),
        # One learner's sums are small; a thread for every core only costs memory and patience.
        **dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1"),
        "MALLOC_ARENA_MAX": "2",
    }


def room_lesson() -> str:
    """Return the short name or number of the lesson that the host has set; "" when none is."""
    import json

    try:
        told = json.loads(Path(os.environ[ROOM]).read_text(encoding="utf-8"))["lesson"]
    except (KeyError, OSError, ValueError, TypeError):
        return ""
    return str(told["id"] if isinstance(told, dict) else told or "")
