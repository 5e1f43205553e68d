"""What to say when the environment cannot be made: one sentence, and the next step."""

from __future__ import annotations

import errno
import re
import shutil
import sys
from pathlib import Path

AGAIN = "then run the same command again"
SPACE_GB = 2.2  # the finished environment takes 1.7 GB, and pip needs room to unpack

_NO_NETWORK = re.compile(
    r"NewConnectionError|Max retries exceeded|Temporary failure in name resolution|"
    r"Failed to establish a new connection|Connection refused|ConnectTimeoutError|"
    r"ReadTimeoutError|Read timed out|ProtocolError|ProxyError|Network is unreachable|"
    r"SSLError|IncompleteRead|connection broken",
    re.IGNORECASE,
)
_DISK_FULL = re.compile(r"Errno 28|No space left on device|Errno 122|quota exceeded", re.IGNORECASE)
_NOT_ALLOWED = re.compile(r"Errno 13|Errno 30|Permission denied|Read-only file system")
_HASH = re.compile(r"DO NOT MATCH THE HASHES.*?\n\s+(\S+)", re.DOTALL)
_NO_BUILD = re.compile(r"No matching distribution found for (\S+)")


class CannotMakeError(Exception):
    """The environment cannot be made; the message is the sentence to print."""


def python_name() -> str:
    """Return the running Python's name, such as "Python 3.11"."""
    return f"Python {sys.version_info.major}.{sys.version_info.minor}"


def venv_missing() -> str:
    """Return what to say when this Python has no venv module."""
    version = f"{sys.version_info.major}.{sys.version_info.minor}"
    if shutil.which("apt-get"):
        step = f"Install it with: sudo apt install python{version}-venv"
    else:
        step = "Install Python from python.org"
    return f"{python_name()} is here without its venv module. {step}, {AGAIN}."


def disk_full(folder: Path) -> str:
    """Return what to say when the disk has no room for the environment."""
    free = shutil.disk_usage(folder).free / 1e9
    return (
        f"The disk is too full: the environment needs {SPACE_GB} GB and {folder} has "
        f"{free:.1f} GB free. Make room, {AGAIN}."
    )


def not_writable(folder: Path) -> str:
    """Return what to say when nothing may be written in the course's folder."""
    return (
        f"Nothing may be written in {folder}. "
        f"Copy the course to a folder of your own (such as your home folder), {AGAIN} there."
    )


def about_system_error(error: OSError, folder: Path) -> str:
    """Return what to say about an error of the file system."""
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return disk_full(folder)
    if error.errno in (errno.EACCES, errno.EROFS, errno.EPERM):
        return not_writable(folder)
    return f"The environment could not be made ({error}). Mend that, {AGAIN}."


def about_pip(log: str, folder: Path, log_name: str) -> str:
    """Return what to say about a failed installation, from what pip wrote.

    A failed fingerprint is told first and a missing package last, because a broken connection
    or a full disk makes pip complain of missing packages too.
    """
    if wrong := _HASH.search(log):
        return (
            f"A package that arrived is not the one that was tested: {wrong.group(1)} has another "
            f"fingerprint than requirements.lock. Run the same command again; if it happens "
            f"again, tell the maintainers and do not work around it. Log: {log_name}"
        )
    if _DISK_FULL.search(log):
        return disk_full(folder)
    if _NOT_ALLOWED.search(log):
        return not_writable(folder)
    if _NO_NETWORK.search(log):
        return (
            "The packages could not be fetched: there is no connection to the Python package "
            f"index. Check the network or the proxy, {AGAIN}. Log: {log_name}"
        )
    if missing := _NO_BUILD.search(log):
        return (
            f"There is no ready-made {missing.group(1)} for {python_name()} on this machine. "
            f"Try another, from 3.11 to 3.14: make course PYTHON=python3.12. Log: {log_name}"
        )
    errors = [line for line in log.splitlines() if line.strip()]
    last = errors[-1].strip() if errors else "pip said nothing"
    return f"The packages could not be installed ({last}). Log: {log_name}; mend that, {AGAIN}."
