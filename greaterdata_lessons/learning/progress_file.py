"""The learner's own file of progress: where it is, whether it is kept, and how it is written.

An answer is added to the end of the file in one write and nothing in it is ever changed, so two
notebooks can write at once, and a kernel killed in the middle of a write leaves at worst half a
line, which is skipped. Reading puts the lines together.
"""

from __future__ import annotations

import os
from pathlib import Path

from greaterdata_lessons.errors import LearnerError

from .progress_format import Answers, Found, document, read
from .stored import Record

SETTING = "GREATERDATA_PROGRESS"
NAME = "greaterdata-progress.json"
LARGEST = 50_000_000  # bytes; a real file is a thousand times smaller

OFF_HERE = (
    f"Keeping progress is switched off here (the setting {SETTING} says so), so nothing is "
    "written. gd.export_progress() still makes a file when you ask for it."
)


class NotProgressError(LearnerError):
    """A file that is not a progress file, or one that this version cannot use."""


def place() -> Path:
    """Return where progress is kept: the file the setting names, or one in the home folder.

    >>> place().suffix
    '.json'
    """
    setting = os.environ.get(SETTING, "")
    return Path.home() / NAME if setting in {"", "on", "off"} else Path(setting).expanduser()


def is_off() -> bool:
    """Tell whether the setting forbids keeping progress."""
    return os.environ.get(SETTING) == "off"


def is_on() -> bool:
    """Tell whether answers are kept: the setting asks for it, or the learner made the file."""
    setting = os.environ.get(SETTING, "")
    return setting != "off" and (bool(setting) or place().is_file())


def read_file(path: Path) -> Found:
    """Return what a progress file holds; nothing for one that is empty or not there.

    Raises NotProgressError when the file is something else.

    >>> read_file(Path("no-such-file.json")).answers
    {}
    """
    try:
        if path.stat().st_size > LARGEST:
            raise NotProgressError(
                f"{path} is far too large for a progress file. It was left as it is."
            )
        text = path.read_bytes().decode("utf-8", errors="replace")
    except FileNotFoundError:
        return Found()
    except OSError as error:
        raise NotProgressError(f"{path} cannot be read: {error.strerror}.") from error
    found = read(text)
    if text.strip() and not found.ours and not _begins_as_ours(text.strip()):
        raise NotProgressError(
            f"{path} is not a progress file of this course. It was left as it is: give another "
            "name."
        )
    return found


def _begins_as_ours(text: str) -> bool:
    """Tell a first line cut short by a killed kernel from a file that is something else."""
    start = document({})[:33]
    return text[: len(start)] == start[: len(text)]


def load() -> Found:
    """Return what the learner's own file holds, if answers are kept here."""
    return read_file(place()) if is_on() else Found()


def earlier() -> Answers:
    """Return the answers of the learner's own file; none where it is not kept or cannot be read."""
    try:
        return load().answers
    except NotProgressError:
        return {}  # said when the first answer is kept


def add(answers: Answers) -> None:
    """Add answers to the learner's own file.

    Raises NotProgressError when the file is something else, OSError when it cannot be written.
    """
    path = place()
    read_first(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    # The line begins with its own line end: half a line left by a killed kernel stays apart.
    line = f"\n{document(answers)}".encode()
    file = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    try:
        written = os.write(file, line)
    finally:
        os.close(file)
    if written < len(line):
        raise OSError("the disk is full")


_known: set[tuple[Path, int]] = set()


def read_first(path: Path) -> None:
    """Refuse to add to a file that is not a progress file; each file is looked at once."""
    try:
        key = (path, path.stat().st_ino)
    except FileNotFoundError:
        return
    if key not in _known:
        read_file(path)
        _known.add(key)


_said: set[str] = set()


def keep(question: str, kept: Record) -> None:
    """Add one answer, if answers are kept here. Never fails: what went wrong is said once."""
    if not is_on():
        return
    try:
        add({question: kept})
    except (OSError, NotProgressError) as error:
        says = f"Your progress is not being kept: {error}"
        if says not in _said:
            _said.add(says)
            print(says)


def write_whole(path: Path, answers: Answers) -> None:
    """Write a progress file whole or not at all."""
    half = path.with_name(f".{path.name}.{os.getpid()}.new")
    try:
        half.write_text(document(answers) + "\n", encoding="utf-8")
        os.replace(half, path)
    finally:
        half.unlink(missing_ok=True)


def delete() -> bool:
    """Delete the learner's own file; tell whether there was one.

    Raises NotProgressError when it is something else.
    """
    path = place()
    if is_off() or not path.exists():
        return False
    read_file(path)
    path.unlink(missing_ok=True)
    return True
