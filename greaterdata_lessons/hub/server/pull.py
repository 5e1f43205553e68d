"""Bring a learner's folder of lessons up to date: nbgitpuller's way, and safe after any accident.

nbgitpuller does the work and git, with greaterdata_lessons.hub.merge, the merging. What is added
here is what a killed server, a full disk or a half-saved notebook leave behind: it is put right
first, and where it cannot be, the learner gets their lessons as they are instead of an error.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

from nbgitpuller.pull import GitPuller

from greaterdata_lessons.hub.lessons import BRANCH

ROOM_TO_MERGE = 20_000_000  # bytes that must be free before anything is moved about
SIGNED = "greaterdata-signed"  # in .git: the lessons that Jupyter has been told of
LOCK_HELD = 5  # seconds; only the server itself pulls, one at a time, so an older lock is left over


class LessonPuller(GitPuller):
    """nbgitpuller's puller, for lessons that somebody is working in."""

    def pull(self) -> Iterator[str]:
        """Bring the lessons, and tell Jupyter that it may show them; yields what is done."""
        yield from self.bring()
        sign_published(Path(self.repo_dir))

    def bring(self) -> Iterator[str]:
        """Make the folder, or bring it up to date; yields what is done, line by line.

        Raises what nbgitpuller raises when there are no lessons to fall back on.
        """
        folder = Path(self.repo_dir)
        yield from set_aside_if_unusable(folder)
        if not folder.exists():
            yield from self.initialize_repo()
        elif shutil.disk_usage(folder).free < ROOM_TO_MERGE:
            yield "Your space is nearly full, so your lessons stay as they are.\n"
        else:
            yield from self._update_or_leave(folder)

    def _update_or_leave(self, folder: Path) -> Iterator[str]:
        try:
            yield from mend(folder)
            yield from self.update()
        except (subprocess.CalledProcessError, OSError) as error:
            yield f"Your lessons stay as they are: {error}\n"
            _git(folder, "merge", "--abort")
            yield from mend(folder, interrupted=True)

    def ensure_lock(self) -> Iterator[str]:
        """Do without a wait: mend() has taken away a lock that was left over."""
        return iter(())


def set_aside_if_unusable(folder: Path) -> Iterator[str]:
    """Move a folder that git cannot use out of the way, such as one half made when killed."""
    if not folder.exists() or not _git(folder, "rev-parse", "--verify", "HEAD").returncode:
        return
    if all(path.name == ".git" for path in folder.iterdir()):
        shutil.rmtree(folder)
        return
    aside = folder.with_name(f"{folder.name}-before-{time.strftime('%Y-%m-%d-%H%M%S')}")
    folder.rename(aside)
    yield f"Your earlier lessons are in {aside.name}.\n"


def mend(folder: Path, *, interrupted: bool = False) -> Iterator[str]:
    """Put right what an interruption left: locks, files that are gone, damaged notebooks.

    interrupted: take files that are gone for an accident, not for the learner's wish.
    """
    locks = [path for path in (folder / ".git").rglob("*.lock") if _is_old(path)]
    for lock in locks:
        lock.unlink(missing_ok=True)
    if locks or interrupted:
        # Git takes the old file away before it writes the new one: the learner's is in HEAD.
        for name in _names(folder, "ls-files", "--deleted", "-z"):
            _git(folder, "checkout", "HEAD", "--", name)
    for name in _names(folder, "diff", "--name-only", "--diff-filter=M", "-z"):
        if name.endswith(".ipynb") and not _is_json((folder / name).read_bytes()):
            yield _replace_damaged(folder, name)


def _replace_damaged(folder: Path, name: str) -> str:
    """Keep a damaged notebook under another name; the last whole one takes its place."""
    path = folder / name
    number, aside = 1, path.with_name(f"{path.stem}-damaged.ipynb")
    while aside.exists():
        number += 1
        aside = path.with_name(f"{path.stem}-damaged-{number}.ipynb")
    whole = _git(folder, "show", f"HEAD:{name}").stdout
    path.rename(aside)
    if _is_json(whole):
        path.write_bytes(whole)
    return f"{name} was damaged: it is kept as {aside.name}, and the last whole one is back.\n"


def sign_published(folder: Path, first: str = "") -> None:
    """Tell Jupyter that lessons exactly as published may show all their outputs, once for each.

    first: the lesson to begin with, somebody may be opening it.
    """
    import nbformat
    from nbformat.sign import NotebookNotary

    memory = folder / ".git" / SIGNED
    signed = set(memory.read_text().split()) if memory.exists() else set()
    written_in = set(_names(folder, "diff", "--name-only", "-z", f"origin/{BRANCH}"))
    listed = (line.split("\t") for line in _names(folder, "ls-tree", "-rz", f"origin/{BRANCH}"))
    prints = {name: about.split()[2] for about, name in listed if name.endswith(".ipynb")}
    new = [name for name in prints if name not in written_in and prints[name] not in signed]
    if not new:
        return
    notary = NotebookNotary()
    for name in sorted(new, key=lambda name: name != first):
        notary.sign(nbformat.read(folder / name, as_version=4))
    notary.store.close()
    memory.write_text("\n".join({*signed, *(prints[name] for name in new)}))


def _is_json(content: bytes) -> bool:
    try:
        return isinstance(json.loads(content), dict)
    except ValueError:
        return False


def _is_old(lock: Path) -> bool:
    try:
        return time.time() - lock.stat().st_mtime > LOCK_HELD
    except FileNotFoundError:
        return False


def _names(folder: Path, *command: str) -> list[str]:
    return [name for name in _git(folder, *command).stdout.decode().split("\0") if name]


def _git(folder: Path, *command: str) -> subprocess.CompletedProcess[bytes]:
    own = ["git", f"--git-dir={folder / '.git'}", f"--work-tree={folder}"]
    return subprocess.run([*own, *command], cwd=folder, capture_output=True, check=False)
