"""The walls inside which a notebook is run again. Started by ``review_rerun``, on Linux alone.

Run as root of new namespaces (see ``unshare`` in ``review_rerun``), it builds a small file system
in memory: Python, the course and the system's programs to read, one folder to write, nothing else
of this machine. It then gives up every right and becomes the runner, which runs the cells.
"""

from __future__ import annotations

import contextlib
import ctypes
import json
import os
import resource
import subprocess
import sys
from pathlib import Path
from typing import Any

SYSTEM = ("usr", "lib", "lib64", "bin", "sbin", "etc")
DEVICES = ("null", "zero", "random", "urandom")
WORK = "/work-again"  # the one folder a notebook may write to
MOUNT_SETATTR = 442  # the same number on every kind of machine; in Linux since 5.12
AT_FDCWD, AT_RECURSIVE = -100, 0x8000
READ_ONLY = 1
CAPBSET_DROP, NO_NEW_PRIVS = 24, 38


def main() -> None:
    """Read the orders from the command line, build the walls, go inside, run."""
    orders: dict[str, Any] = json.loads(sys.argv[1])
    if "walls" in orders:
        root = Path(orders["walls"])
        build(root, orders["readable"], orders["room"])
        enter(root)
        # This process waits outside the notebook's reach; when it ends, all that is in here ends.
        if child := os.fork():
            os.waitpid(child, 0)
            return
        drop_rights(orders["limits"], become=orders["user"])
        os.execve(sys.executable, [sys.executable, "-I", "-c", orders["runner"]], orders["env"])


def build(root: Path, readable: list[str], room: int) -> None:
    """Lay out the file system in memory below `root`: what can be read, and `room` bytes to write.

    Raises subprocess.CalledProcessError where this machine does not allow it.
    """
    mount("-t", "tmpfs", "-o", "size=8m,mode=755", "none", str(root))
    for name in SYSTEM:
        outside = Path("/", name)
        if outside.is_symlink():
            (root / name).symlink_to(outside.readlink())
        elif outside.is_dir():
            bind(outside, root)
    for device in DEVICES:
        bind(Path("/dev", device), root)
    (root / "dev" / "shm").mkdir()
    for place in readable:
        if not (root / place.lstrip("/")).exists():
            bind(Path(place), root)
    for name in ("proc", "tmp", WORK.strip("/"), "old"):
        (root / name).mkdir(exist_ok=True)
    mount("-t", "proc", "proc", str(root / "proc"))
    mount("-t", "tmpfs", "-o", f"size={room},mode=777", "none", str(root / WORK.strip("/")))


def mount(*arguments: str) -> None:
    """Mount something, or fail."""
    subprocess.run(["mount", *arguments], check=True, capture_output=True)


def bind(outside: Path, root: Path) -> None:
    """Make a file or folder of this machine appear at the same place below `root`."""
    inside = root / str(outside).lstrip("/")
    if outside.is_dir():
        inside.mkdir(parents=True, exist_ok=True)
    else:
        inside.parent.mkdir(parents=True, exist_ok=True)
        inside.touch()
    mount("--rbind", str(outside), str(inside))


class _MountAttributes(ctypes.Structure):
    _fields_ = [(name, ctypes.c_uint64) for name in ("set", "clear", "propagation", "userns")]


def enter(root: Path) -> None:
    """Make `root` the only file system there is, and everything in it but one folder read-only.

    Raises OSError where the system is too old for that.
    """
    os.chdir(root)
    subprocess.run(["pivot_root", ".", "old"], check=True, capture_output=True)
    os.chdir("/")
    subprocess.run(["umount", "-l", "/old"], check=True, capture_output=True)
    set_attributes("/", _MountAttributes(set=READ_ONLY), AT_RECURSIVE)
    set_attributes(WORK, _MountAttributes(clear=READ_ONLY), 0)


def set_attributes(place: str, attributes: _MountAttributes, flags: int) -> None:
    """Change what a mount allows."""
    libc = ctypes.CDLL(None, use_errno=True)
    size = ctypes.sizeof(attributes)
    path = ctypes.c_char_p(place.encode())
    if libc.syscall(MOUNT_SETATTR, AT_FDCWD, path, flags, ctypes.byref(attributes), size):
        raise OSError(ctypes.get_errno(), f"mount_setattr {place}")


def drop_rights(limits: dict[str, int], *, become: int | None) -> None:
    """Give up every right that cannot be had back, and set the limits.

    become: the number of the user that root turns into; None where there is no root to leave.
    """
    libc = ctypes.CDLL(None, use_errno=True)
    for right in range(64):
        libc.prctl(CAPBSET_DROP, right, 0, 0, 0)  # fails for numbers that are no right: no harm
    for name, most in limits.items():
        kind = getattr(resource, name)
        with contextlib.suppress(ValueError):  # a lower limit was set already
            resource.setrlimit(kind, (most, most))
    if become is not None:  # the limit on processes does not hold root
        os.setgroups([])
        os.setgid(become)
        os.setuid(become)
    libc.prctl(NO_NEW_PRIVS, 1, 0, 0, 0)
    os.chdir(WORK)


if __name__ == "__main__":
    main()
