"""Fetch small-area figures from their publishers, once; afterwards they work without a network."""

from __future__ import annotations

import errno
import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

import pandas as pd

from greaterdata_lessons.data.places import BOROUGHS
from greaterdata_lessons.data.small_areas import SOURCES, read
from greaterdata_lessons.errors import LearnerError, did_you_mean

# Where the files are kept, and another host to get them from (a mirror, or a test's own server).
FOLDER, HOST = "GREATERDATA_CACHE", "GREATERDATA_PUBLISHERS"
TRIES, PAUSE, TIMEOUT = 3, 1.0, 30


def fetch(
    name: str,
    *,
    everywhere: bool = False,
    address: str | None = None,
    progress: bool = True,
) -> pd.DataFrame:
    """Get small-area figures: from this machine if they are here, or else from the publisher.

    Parameters
    ----------
    name : "iod-2025" or "iod-2019" (deprivation), or "census-2021-" and one of "ethnic-group",
        "age", "disability", "religion" and "tenure".
    everywhere : all areas of the publisher's file, not the six boroughs alone.
    address : another address of the same file, such as a mirror.
    progress : say how much has come.

    Returns one row for each small area (LSOA). The file is checked before it is kept, so a bad
    one never stays; its publisher, table, address and licence are in the table's `.attrs`. The
    deprivation of 2019 and 2025 is on different small areas and is not a time series. Raises
    `LearnerError`, with the next step, when the name is not known, the publisher cannot be
    reached, or what comes is not the file we know.

    >>> fetch("iod-2024")
    Traceback (most recent call last):
    ...
    greaterdata_lessons.errors.LearnerError: There are no small-area figures called "iod-2024". \
Did you mean "iod-2025"?
    """
    if name not in SOURCES:
        raise LearnerError(
            f'There are no small-area figures called "{name}". {did_you_mean(name, SOURCES)}'
        )
    _require_libraries()
    table = _kept(name)
    if table is None:
        table = _downloaded(name, address or _address(name), progress)
    return table if everywhere else _in_region(table)


def place(name: str) -> Path:
    """Return where the file is kept on this machine: the user's cache folder, or GREATERDATA_CACHE.

    >>> place("iod-2025").name
    'iod-2025.csv'
    """
    chosen = os.environ.get(FOLDER)
    if chosen:
        folder = Path(chosen).expanduser()
    else:
        import pooch

        folder = Path(pooch.os_cache("greaterdata-lessons"))
    return folder / f"{name}{Path(SOURCES[name].file).suffix}"


def _require_libraries() -> None:
    if find_spec("pooch") is None or find_spec("pandera") is None:
        raise LearnerError(
            "Fetching needs two more libraries, pooch and pandera. Install them with: "
            'pip install "greaterdata-lessons[fetch]". Then try again.'
        )


def _address(name: str) -> str:
    host = os.environ.get(HOST)
    return f"{host.rstrip('/')}/{SOURCES[name].file}" if host else SOURCES[name].address


def _in_region(table: pd.DataFrame) -> pd.DataFrame:
    """Keep the six boroughs; a file without one of them is not the file we know."""
    lacking = [one for one in BOROUGHS if one not in set(table["borough"])]
    if lacking:
        raise LearnerError(
            f"The file has no areas in {', '.join(lacking)}. Look at all of it with "
            "everywhere=True, and tell this library's authors."
        )
    kept = table[table["borough"].isin(BOROUGHS)].reset_index(drop=True)
    kept.attrs = table.attrs
    return kept


def _kept(name: str) -> pd.DataFrame | None:
    """Return the table from this machine; a file gone bad since it came is thrown away."""
    path = place(name)
    if not path.is_file():
        return None
    try:
        return read(path, name)
    except LearnerError:
        path.unlink()
        return None


def _downloaded(name: str, address: str, progress: bool) -> pd.DataFrame:
    """Get the file under a temporary name, check it, and only then give it its own."""
    import pooch

    checked: list[pd.DataFrame] = []

    def arrive(url: str, output: str, _: object) -> None:
        _with_restarts(name, url, output, progress)
        checked.append(read(Path(output), name))

    path = place(name)
    pooch.get_logger().setLevel("WARNING")  # its own messages are for programmers
    with _in_one_sentence(name, address):
        pooch.retrieve(address, None, path.name, path.parent, downloader=arrive)
    return checked[0]


def _with_restarts(name: str, url: str, output: str, progress: bool) -> None:
    """Download, and start again from the beginning when the connection is cut."""
    import requests

    problems = requests.exceptions
    for attempt in range(1, TRIES + 1):
        try:
            return _stream(url, Path(output), Progress(name, silent=not progress))
        except (problems.ConnectionError, problems.ChunkedEncodingError, problems.Timeout):
            if attempt == TRIES:
                raise
            time.sleep(PAUSE * attempt)


def _stream(url: str, output: Path, bar: Progress) -> None:
    """Write what comes to the file, piece by piece, and let go of the connection in any case."""
    import requests

    with (
        requests.get(url, stream=True, timeout=TIMEOUT) as response,
        output.open("wb") as file,
    ):
        response.raise_for_status()
        bar.total = int(response.headers.get("content-length", 0))
        for piece in response.iter_content(chunk_size=1 << 16):
            file.write(piece)
            bar.update(len(piece))
    bar.close()


@contextmanager
def _in_one_sentence(name: str, address: str) -> Iterator[None]:
    """Turn what can go wrong on the way into one sentence and the next step."""
    import requests

    try:
        yield
    except LearnerError:
        raise
    except requests.exceptions.RequestException as error:
        raise LearnerError(_network_sentence(error, name, address)) from None
    except OSError as error:
        raise LearnerError(_disk_sentence(error, name)) from None


def _network_sentence(error: Exception, name: str, address: str) -> str:
    """Say what the network did."""
    import requests

    problems = requests.exceptions
    if isinstance(error, problems.HTTPError) and error.response is not None:
        return (
            f'The publisher has no file for "{name}" at {address} (its answer was '
            f"{error.response.status_code}). Try later; if it stays so, the file has moved."
        )
    if isinstance(error, problems.ChunkedEncodingError):
        return (
            f'The connection was cut {TRIES} times while "{name}" came. Nothing was kept. Try '
            "again on a steadier network."
        )
    if isinstance(error, (problems.ConnectionError, problems.Timeout)):
        return (
            f'The publisher of "{name}" could not be reached. Check that this machine is online '
            "and try again; once fetched, it works without a network."
        )
    return f'The address {address} cannot be used for "{name}". Check how it is written.'


def _disk_sentence(error: OSError, name: str) -> str:
    """Say what the disk did."""
    folder = place(name).parent
    if error.errno in {errno.ENOSPC, getattr(errno, "EDQUOT", errno.ENOSPC)}:
        return (
            f'The disk is full, so "{name}" could not be kept in {folder}. Make room for 50 MB, '
            "and try again."
        )
    return (
        f'"{name}" could not be kept in {folder}. Name a folder you may write to in the '
        f"environment variable {FOLDER}, and try again."
    )


@dataclass
class Progress:
    """Say how much of a file has come, in words and tenths, so that it can be heard as well."""

    name: str
    silent: bool = False
    total: int = 0
    come: int = 0
    said: int = -1

    def update(self, size: int) -> None:
        """Add what has come, and say so at each tenth (or each 5 MB if the size is not known)."""
        self.come += size
        step = self.total / 10 if self.total else 5_000_000
        tenths = int(min(self.come, self.total or self.come) / step)
        if tenths > self.said:
            self.said = tenths
            amount = f"{tenths * 10}%" if self.total else f"{self.come / 1e6:.0f} MB"
            self._say(f"\rFetching {self.name}: {amount}")

    def close(self) -> None:
        """End the line."""
        self._say("\n")

    def _say(self, text: str) -> None:
        if not self.silent:
            sys.stderr.write(text)
            sys.stderr.flush()
