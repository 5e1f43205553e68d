"""A learner's own place on the machine: a Unix user, and a home that cannot grow past its size.

The home and what the learner hands in lie on a file system in a file of its own. So one full home
fills nobody else's, and to delete a learner's work is to delete that one file.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import pwd
import re
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from greaterdata_lessons.hub import network
from greaterdata_lessons.hub.settings import Settings

HOST = "greaterdata-host"
PREFIX = "seat-"
PROGRESS = "greaterdata-progress.json"  # in the home; beside the lessons, which git looks after
_PLAIN = re.compile(r"[a-z][a-z0-9-]{0,25}")


def unix_name(name: str) -> str:
    """Return the Unix user of somebody who signs in as `name`; never another's.

    >>> unix_name("amber-otter")
    'seat-amber-otter'
    >>> unix_name("Jo.Bloggs@example.org")
    'seat-x.23145ca57c1f22da2a7e'
    """
    if _PLAIN.fullmatch(name):
        return PREFIX + name
    return f"{PREFIX}x.{hashlib.sha256(name.encode()).hexdigest()[:20]}"


def home(name: str) -> Path:
    """Return where this person's home is mounted."""
    return Path("/home") / unix_name(name)


def image(name: str, settings: Settings) -> Path:
    """Return the file that holds this person's home."""
    return settings.folder("homes") / f"{unix_name(name)}.img"


def handed_in(name: str, settings: Settings) -> Path:
    """Return the folder in which this person hands in work to the host."""
    return settings.folder("handed-in") / unix_name(name)


@contextmanager
def one_at_a_time(settings: Settings) -> Iterator[None]:
    """Keep two of these apart: the list of users has one writer."""
    settings.folder("homes").mkdir(parents=True, exist_ok=True)
    with settings.folder("homes").joinpath(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def is_user(user: str) -> bool:
    """Tell whether the machine has this Unix user."""
    return any(entry.pw_name == user for entry in pwd.getpwall())


def _do(*command: str) -> None:
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise OSError(f"{command[0]} did not work: {done.stderr.strip() or done.returncode}")


def prepare_machine(settings: Settings) -> None:
    """Make the host's user and the folders that everybody's places lie in."""
    if not is_user(HOST):
        _do("useradd", "--system", "--no-create-home", "--shell", "/usr/sbin/nologin", HOST)
    state = Path(settings.state)
    state.mkdir(parents=True, exist_ok=True)
    state.chmod(0o711)
    for folder, mode in (("homes", 0o700), ("handed-in", 0o711)):
        settings.folder(folder).mkdir(exist_ok=True)
        settings.folder(folder).chmod(mode)
    # Who is in the hub, and what opens it, is nobody's to read.
    settings.folder("hub.sqlite").touch()
    settings.folder("hub.sqlite").chmod(0o600)
    network.prepare()
    for folder, mode in (("host", 0o700), ("room", 0o755)):
        settings.folder(folder).mkdir(exist_ok=True)
        settings.folder(folder).chmod(mode)
        shutil.chown(settings.folder(folder), HOST, HOST)


def add(name: str, settings: Settings) -> pwd.struct_passwd:
    """Make this person's place, or find it as they left it; returns the Unix user.

    Safe to call again after any interruption. Raises OSError when it cannot be made.
    """
    user = unix_name(name)
    with one_at_a_time(settings):
        if not is_user(user):
            place = ["--home-dir", str(home(name)), "--no-create-home", "--shell", "/bin/bash"]
            _do("useradd", "--user-group", *place, user)
        entry = pwd.getpwnam(user)
        if Path(entry.pw_dir) != home(name):
            raise OSError(f"{user} is somebody else on this machine: their home is {entry.pw_dir}.")
        make_home(name, entry, settings)
        network.connect(entry)
    return entry


def make_home(name: str, entry: pwd.struct_passwd, settings: Settings) -> None:
    """Make the file system where it is missing, and mount its two folders."""
    host = pwd.getpwnam(HOST).pw_gid
    disk, file = image(name, settings).with_suffix(""), image(name, settings)
    if not file.exists():
        make_disk(file, settings.disk_mb)
    disk.mkdir(mode=0o700, exist_ok=True)
    if not disk.is_mount():
        _do("mount", "-o", "loop,nosuid,nodev", str(file), str(disk))
    for place, part, group, mode in (
        (home(name), disk / "home", entry.pw_gid, 0o700),
        (handed_in(name, settings), disk / "handed-in", host, 0o2750),
    ):
        place.mkdir(mode=0o700, exist_ok=True)
        if not place.is_mount():
            part.mkdir(mode=0o700, exist_ok=True)
            os.chown(part, entry.pw_uid, group)
            part.chmod(mode)
            _do("mount", "--bind", str(part), str(place))


def make_disk(file: Path, megabytes: int) -> None:
    """Make a file system in a file, its room taken now: a promise the machine's disk can keep.

    Raises OSError, and leaves no half of it, when there is not so much room.
    """
    half = file.with_suffix(".new")
    try:
        with half.open("wb") as new:
            os.fchmod(new.fileno(), 0o600)
            os.posix_fallocate(new.fileno(), 0, megabytes * 2**20)
        _do("mkfs.ext4", "-q", "-F", "-m", "0", "-E", "nodiscard", str(half))
    except OSError as error:
        half.unlink(missing_ok=True)
        raise OSError(f"There is no room for another home of {megabytes} MB: {error}") from error
    half.rename(file)


def remove(name: str, settings: Settings) -> None:
    """Delete everything of this person from the machine: processes, home, hand-in folder, user.

    Safe to call again. Raises OSError naming what could not be deleted.
    """
    user = unix_name(name)
    disk = image(name, settings).with_suffix("")
    with one_at_a_time(settings):
        if is_user(user):
            end_processes(user)
            network.disconnect(user, pwd.getpwnam(user).pw_uid)
        for place in (home(name), handed_in(name, settings), disk):
            if place.is_mount():
                unmount(place)
            with suppress(FileNotFoundError):
                place.rmdir()
        for file in (image(name, settings), image(name, settings).with_suffix(".new")):
            file.unlink(missing_ok=True)
        if is_user(user):
            _do("userdel", user)


def end_processes(user: str) -> None:
    """Stop the server of this Unix user, and every process they have left anywhere.

    Raises OSError when one does not end.
    """
    unit = f"{user}-server.service"
    for order in ("stop", "reset-failed"):
        subprocess.run(["systemctl", order, unit], check=False, capture_output=True)
    for _ in range(50):
        # Ends with 1 when there is nobody to end.
        done = subprocess.run(["pkill", "-KILL", "-U", user], check=False, capture_output=True)
        if done.returncode == 1:
            return
        time.sleep(0.1)
    raise OSError(f"A process of {user} could not be ended.")


def unmount(place: Path) -> None:
    """Unmount a folder; one that somebody still looks into goes when they look away."""
    try:
        _do("umount", str(place))
    except OSError:
        _do("umount", "--lazy", str(place))
