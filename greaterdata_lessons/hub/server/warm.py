"""A learner's server made ready: the lessons are there, and the room's lesson answers at once."""

from __future__ import annotations

import asyncio
import os
import warnings
from pathlib import Path
from typing import Any

from greaterdata_lessons.errors import LearnerError
from greaterdata_lessons.hub.lab import LESSONS, room_lesson
from greaterdata_lessons.hub.lessons import BRANCH, FOLDER, find
from greaterdata_lessons.hub.server.pull import LessonPuller, sign_published


def _jupyter_server_extension_points() -> list[dict[str, str]]:
    return [{"module": __name__}]


def _load_jupyter_server_extension(app: Any) -> None:
    """Bring the lessons before the learner asks, and start the room's lesson when all runs."""
    with warnings.catch_warnings():  # it guesses that Jupyter is new, and says so
        warnings.simplefilter("ignore")
        import nbgitpuller.handlers

    nbgitpuller.handlers.GitPuller = LessonPuller
    if repository := os.environ.get(LESSONS):
        folder = Path(app.web_app.settings["server_root_dir"]).expanduser() / FOLDER
        first_pull(app, repository, folder)
        app.io_loop.add_callback(make_ready, app, Path(repository).parent, folder)


def first_pull(app: Any, repository: str, folder: Path) -> None:
    """Bring the lessons up to date; a failure is written down and stops nothing."""
    try:
        for line in LessonPuller(repository, str(folder), branch=BRANCH).bring():
            app.log.debug(line.rstrip())
    except Exception as error:  # the lesson's link says what is wrong, to the learner
        app.log.warning("The lessons could not be brought: %s", error)


async def make_ready(app: Any, state: Path, folder: Path) -> None:
    """Start the kernel of the lesson that the room is at, and sign the published lessons."""
    try:
        path = find(state, name).path if (name := room_lesson()) else ""
    except LearnerError as error:
        app.log.warning("%s", error)
        path = ""
    if path:
        await start_lesson(app.session_manager, f"{FOLDER}/{path}")
    if folder.is_dir():
        loop = asyncio.get_running_loop()
        await loop.run_in_executor(None, sign_published, folder, path)


async def start_lesson(sessions: Any, path: str) -> None:
    """Start a lesson's kernel; JupyterLab, opening the lesson, finds and takes it."""
    if not await sessions.session_exists(path=path):
        await sessions.create_session(
            path=path, name=Path(path).name, type="notebook", kernel_name="python3"
        )
