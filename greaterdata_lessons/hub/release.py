"""Release lessons to a shared hub: the notebooks alone, as one commit, when one has changed."""

from __future__ import annotations

import json
import re
import subprocess
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from greaterdata_lessons import __version__
from greaterdata_lessons.errors import LearnerError
from greaterdata_lessons.files import write_whole

from .lessons import BRANCH, INDEX, Lesson, git, repository

DRIVER = "greaterdata-notebook"
NAME = {"GIT_AUTHOR_NAME": "greaterdata lessons", "GIT_AUTHOR_EMAIL": "lessons@localhost"}
COMMITTER = {key.replace("AUTHOR", "COMMITTER"): value for key, value in NAME.items()}

GIT_SETTINGS = """\
# Written by "greaterdata hub lessons": how learners' servers use git.
[safe]
\tdirectory = {repository}
[core]
\tattributesFile = {attributes}
[diff]
# nbgitpuller looks for new files and would not see one that was renamed.
\trenames = false
[merge]
\trenames = true
[merge "{driver}"]
\tname = cell by cell, and what the learner wrote comes first
\tdriver = "\\"${{GREATERDATA_PYTHON:-python3}}\\" -P -m greaterdata_lessons.hub.merge %A %O %B %P"
"""


@dataclass(frozen=True)
class Release:
    """What a release did; prints as a sentence."""

    lessons: tuple[Lesson, ...]
    changed: tuple[str, ...]
    commit: str

    def __repr__(self) -> str:
        """Return the sentence."""
        have = f"The hub has {len(self.lessons)} lessons"
        if not self.changed:
            return f"{have}; nothing has changed."
        return (
            f"{have}; {len(self.changed)} are new or changed. Learners get them when they next "
            "open a lesson's link; what they have written stays."
        )


def release(course: str | Path, state: Path) -> Release:
    """Bring the hub's lessons up to date with a copy of the course.

    course: the course's folder, or its git address (its branch "released" is then fetched).
    state: the hub's folder.

    Nothing is written when no lesson has changed; the same course twice gives the same commit.
    Raises LearnerError when the folder is not the course, or its notebooks are not as published.
    """
    if _is_address(str(course)):
        with TemporaryDirectory() as fetched:
            return release(_fetch(str(course), Path(fetched) / "course"), state)
    root = Path(course)
    found = _read(root)
    _refuse_changed(root)
    _prepare(state)
    before = _commit_of(state)
    commit = _commit(root, state, found, before)
    changed = _changed(state, before, commit) if commit != before else ()
    return Release(found, changed, commit)


def _is_address(course: str) -> bool:
    return "://" in course or bool(re.match(r"[\w.-]+@[\w.-]+:", course))


def _fetch(address: str, folder: Path) -> Path:
    command = ["git", "clone", "-q", "--depth", "1", "--branch", BRANCH, "--", address, str(folder)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise LearnerError(
            f'The course could not be fetched from "{address}": {done.stderr.strip()}. Is the '
            f'address right, does it have a branch "{BRANCH}", and is this machine online?'
        )
    return folder


def _read(root: Path) -> tuple[Lesson, ...]:
    """Return the lessons of a copy of the course, in the order of its table of contents."""
    try:
        contents = (root / "book" / "_toc.yml").read_text(encoding="utf-8")
    except OSError:
        raise LearnerError(
            f'"{root}" is not the course: it has no book/_toc.yml. Give the folder that you got '
            "with git clone or from the zip file."
        ) from None
    return tuple(_numbered(root / "notebooks", contents))


def _numbered(notebooks: Path, contents: str) -> Iterator[Lesson]:
    modules: dict[str, int] = {}
    entries = re.findall(r"file: lessons/([\w-]+)/([\w-]+)([^-]*?planned:)?", contents)
    for module, name, planned in entries:
        modules[module] = modules.get(module, 0) + 1
        if not planned:
            title = _title(notebooks / module / f"{name}.ipynb")
            number = f"{len(modules)}.{modules[module]}"
            yield Lesson(name, number, title, f"{module}/{name}.ipynb")


def _title(notebook: Path) -> str:
    """Return a notebook's first heading; refuses one that is not as the course builds them."""
    try:
        cells = json.loads(notebook.read_text(encoding="utf-8"))["cells"]
        ids = {cell["id"] for cell in cells}
        heading = re.match(r"# (.+)", "".join(cells[0]["source"]))
    except (OSError, ValueError, LookupError, TypeError):
        heading, ids, cells = None, set(), []
    if not heading or len(ids) < len(cells):
        raise LearnerError(
            f'"{notebook}" is not a finished notebook of the course. Type "make lessons" in the '
            "course's folder, or get the course again."
        )
    return heading[1].strip()


def _refuse_changed(root: Path) -> None:
    """Refuse notebooks that differ from what the course's own history holds."""
    if not (root / ".git").exists():
        return  # from the zip file: there is no history to compare with
    changed = git(root / ".git", f"--work-tree={root}", "status", "--porcelain", "--", "notebooks")
    if changed:
        raise LearnerError(
            f'The notebooks in "{root}" are not as published (changed: {changed.split()[-1]}). '
            "Commit them, or get the course again, then type the same command."
        )


def _prepare(state: Path) -> None:
    """Make the repository and the settings of git that learners' servers read."""
    repo, settings = repository(state), state / "git"
    settings.mkdir(parents=True, exist_ok=True)
    if not repo.is_dir():
        git(None, "init", "-q", "--bare", "-b", BRANCH, str(repo))
    attributes = settings / "attributes"
    texts = {
        attributes: f"*.ipynb merge={DRIVER}\n",
        settings / "config": GIT_SETTINGS.format(
            repository=repo.as_posix(), attributes=attributes.as_posix(), driver=DRIVER
        ),
    }
    for path, text in texts.items():
        write_whole(path, text.encode())
        path.chmod(0o644)
    settings.chmod(0o755)


def _commit_of(state: Path) -> str:
    try:
        return git(repository(state), "rev-parse", "-q", "--verify", BRANCH)
    except subprocess.CalledProcessError:
        return ""


def _commit(root: Path, state: Path, found: tuple[Lesson, ...], before: str) -> str:
    """Commit the lessons and their index; returns the commit, the one before if nothing changed."""
    repo = repository(state)
    with TemporaryDirectory() as folder:
        staged = Path(folder) / "tree"
        for lesson in found:
            path = staged / lesson.path
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes((root / "notebooks" / lesson.path).read_bytes())
        index = json.dumps([asdict(lesson) for lesson in found], indent=1, ensure_ascii=False)
        (staged / INDEX).write_text(index + "\n", encoding="utf-8")
        own_index = {"GIT_INDEX_FILE": str(Path(folder) / "index")}
        work = f"--work-tree={staged}"
        git(repo, "-c", "core.autocrlf=false", work, "add", "-A", "-f", ".", extra=own_index)
        tree = git(repo, "write-tree", extra=own_index)
    if before and tree == git(repo, "rev-parse", f"{before}^{{tree}}"):
        return before
    day = _day(root)
    words = f"Lessons {__version__} of {day[:10]}"
    parents = ["-p", before] if before else []
    dates = {"GIT_AUTHOR_DATE": day, "GIT_COMMITTER_DATE": day}
    commit = git(repo, "commit-tree", tree, *parents, "-m", words, extra=NAME | COMMITTER | dates)
    git(repo, "update-ref", f"refs/heads/{BRANCH}", commit)
    return commit


def _day(root: Path) -> str:
    """Return when the course's notebooks last changed, as its history or their files tell."""
    if (root / ".git").exists() and (
        said := git(root / ".git", "log", "-1", "--format=%cI", "--", "notebooks")
    ):
        return said
    from datetime import UTC, datetime

    newest = max(path.stat().st_mtime for path in (root / "notebooks").rglob("*.ipynb"))
    return datetime.fromtimestamp(int(newest), UTC).isoformat()


def _changed(state: Path, before: str, commit: str) -> tuple[str, ...]:
    told = ["diff", "--name-only", before, commit] if before else ["ls-tree", "-r", "--name-only"]
    names = git(repository(state), *told, *([] if before else [commit])).splitlines()
    return tuple(name for name in names if name != INDEX)
