"""How lessons reach the learners of a shared hub: one released branch, and one link a lesson.

The hub's machine keeps a small bare repository of the notebooks alone. Learners' servers have no
network, so they pull from that folder; what they then have of their own is merged, never replaced.
"""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

from greaterdata_lessons.errors import LearnerError, did_you_mean

BRANCH = "released"
FOLDER = "lessons"  # in the learner's home
INDEX = ".lessons.json"  # in the released branch: the lessons in teaching order


@dataclass(frozen=True)
class Lesson:
    """One lesson as learners open it: its short name, number, title and notebook."""

    id: str
    number: str
    title: str
    path: str  # below the learner's folder of lessons

    def link(self, state: Path) -> str:
        """Return the hub's link that brings this lesson and opens it in the simple view.

        state: the hub's folder, as its settings name it.

        >>> tea = Lesson("tea", "1.1", "Tea", "drinks/tea.ipynb")
        >>> tea.link(Path("/srv/hub")).partition("&urlpath=")[2]
        'doc%2Ftree%2Flessons%2Fdrinks%2Ftea.ipynb'
        """
        asked = {
            "repo": repository(state).as_posix(),
            "branch": BRANCH,
            "targetPath": FOLDER,
            "urlpath": f"doc/tree/{FOLDER}/{quote(self.path)}",
        }
        return f"/hub/user-redirect/git-pull?{urlencode(asked)}"


def repository(state: Path) -> Path:
    """Return the bare repository that learners' servers pull from.

    >>> repository(Path("/srv/hub")).name
    'lessons.git'
    """
    return state / "lessons.git"


def git_environment(state: Path, python: str = "") -> dict[str, str]:
    """Return what a learner's server needs in its environment to pull lessons safely.

    python: the learner's own Python, which has this library; "" for the one on its path.

    >>> git_environment(Path("/srv/hub"))["GIT_CONFIG_SYSTEM"]
    '/srv/hub/git/config'
    """
    found = {"GIT_CONFIG_SYSTEM": (state / "git" / "config").as_posix(), "GIT_TERMINAL_PROMPT": "0"}
    return found | ({"GREATERDATA_PYTHON": python} if python else {})


def lessons(state: Path) -> tuple[Lesson, ...]:
    """Return the released lessons in teaching order.

    Raises LearnerError when nothing has been released on this machine.

    >>> lessons(Path("no-such-folder"))
    Traceback (most recent call last):
    ...
    greaterdata_lessons.errors.LearnerError: There are no lessons on this hub yet. In the course's \
folder, type: greaterdata hub lessons
    """
    try:
        index = git(repository(state), "show", f"{BRANCH}:{INDEX}")
    except (OSError, subprocess.CalledProcessError):
        raise LearnerError(
            "There are no lessons on this hub yet. In the course's folder, type: "
            "greaterdata hub lessons"
        ) from None
    return tuple(Lesson(**entry) for entry in json.loads(index))


def find(state: Path, name: str) -> Lesson:
    """Return the lesson with this number ("2.1") or short name ("who-is-missing").

    Raises LearnerError with the nearest name when there is none.
    """
    known = {key: lesson for lesson in lessons(state) for key in (lesson.number, lesson.id)}
    if name in known:
        return known[name]
    meant = did_you_mean(name, [lesson.id for lesson in known.values()])
    raise LearnerError(f'There is no lesson "{name}" on this hub. {meant}')


def git(folder: Path | None, *command: str, extra: Mapping[str, str] | None = None) -> str:
    """Run git in a repository and return what it says, free of anybody's own settings.

    What it makes can be read by everybody on the machine.
    """
    where = [f"--git-dir={folder}"] if folder else []
    own: dict[str, Any] = {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"}
    trusted = ["-c", "safe.directory=*"]
    done = subprocess.run(
        ["git", *trusted, *where, *command],
        env=os.environ | own | dict(extra or {}),
        capture_output=True,
        encoding="utf-8",
        check=True,
        umask=0o022,
    )
    return done.stdout.strip()
