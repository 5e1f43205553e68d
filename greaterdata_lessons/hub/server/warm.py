"""A learner's server made ready: the lessons are there, and the room's lesson answers at once."""

from __future__ import annotations

import os
import warnings
from pathlib import Path
from typing import Any

from greaterdata_lessons.errors import LearnerError
from greaterdata_lessons.hub.lab import LESSONS, room_lesson
from greaterdata_lessons.hub.lessons import BRANCH, FOLDER, find


def _jupyter_server_extension_points() -> list[dict[str, str]]:
    return [{"module": __name__}]


def _load_jupyter_server_extension(app: Any) -> None:
    """Bring the lessons before the learner asks, and start the room's lesson when all runs."""
    with warnings.catch_warnings():  # it guesses that Jupyter is new, and says so
        warnings.simplefilter("ignore")
        import nbgitpuller.handlers

    from greaterdata_lessons.hub.server.pull import LessonPuller

    nbgitpuller.handlers.GitPuller = LessonPuller
    if repository := os.environ.get(LESSONS):
        home = Path(app.web_app.settings["server_root_dir"]).expanduser()
        first_pull(app, repository, home / FOLDER)
        app.io_loop.add_callback(start_room_lesson, app, Path(repository).parent)


def first_pull(app: Any, repository: str, folder: Path) -> None:
    """Bring the lessons up to date; a failure is written down and stops nothing."""
    from greaterdata_lessons.hub.server.pull import LessonPuller

    try:
        for line in LessonPuller(repository, str(folder), branch=BRANCH).pull():
            app.log.debug(line.rstrip())
    except Exception as error:  # the lesson's link says what is wrong, to the learner
        app.log.warning("The lessons could not be brought: %s", error)


async def start_room_lesson(app: Any, state: Path) -> None:
    """Start the kernel of the lesson that the room is at; opening the lesson finds it ready."""
    if not (name := room_lesson()):
        return
    try:
        path = f"{FOLDER}/{find(state, name).path}"
    except LearnerError as error:
        app.log.warning("%s", error)
        return
    sessions = app.session_manager
    if not await sessions.session_exists(path=path):
        await sessions.create_session(
            path=path, name=Path(path).name, type="notebook", kernel_name="python3"
        )
