"""The file itself: is it there, is it a file, may it be read, and what kind is it really?"""

from __future__ import annotations

import errno
import os
import re
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from greaterdata_lessons.data.own.machine import in_a_page
from greaterdata_lessons.errors import LearnerError, did_you_mean

HEAD = 1_048_576  # bytes looked at before anything else is read

SIGNATURES = [
    (b"\x89PNG", "a PNG picture"),
    (b"\xff\xd8\xff", "a JPEG picture"),
    (b"GIF8", "a GIF picture"),
    (b"%PDF", "a PDF document"),
    (b"{\\rtf", "a rich-text document"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"7z\xbc\xaf\x27\x1c", "a 7-Zip archive"),
    (b"Rar!", "a RAR archive"),
    (b"BZh", "a bzip2 archive"),
    (b"\xfd7zXZ", "an xz archive"),
    (b"(\xb5/\xfd", "a Zstandard archive"),
    (b"SQLite format 3", "an SQLite database"),
    (b"ARROW1", "a Feather file"),
    (b"$FL2", "an SPSS file"),
    (b"<stata_dta>", "a Stata file"),
    (b"\x89HDF", "an HDF5 file"),
    (b"\x7fELF", "a program"),
    (b"MZ\x90", "a program"),
    (b"%!PS", "a PostScript document"),
]
WEB_PAGE = re.compile(rb"\s*<(?:!doctype html|html|head|\?xml|svg)", re.I)
ADDRESS = re.compile(r"(?:[a-z][a-z0-9+.-]+://|www\.|(?:https?|ftp|s3|gs|file|mailto|data):)", re.I)
TROUBLES = {
    errno.ELOOP: "is a shortcut that leads back to itself. Name the file it should lead to.",
    errno.ENAMETOOLONG: "is too long to be a file name. Check what was pasted.",
    errno.ENOTDIR: "goes through something that is not a folder. Check each part of the path.",
    errno.EACCES: "may not be read by you. Ask its owner, or copy it to a folder of your own.",
    errno.EPERM: "may not be read by you. Ask its owner, or copy it to a folder of your own.",
    errno.EIO: "could not be read: the disk or network drive failed. Copy the file and try again.",
}


def plain_path(file: object) -> Path:
    """Return the path of a file on this machine.

    Raises `LearnerError` for web addresses, folders, devices and whatever is not a file.

    >>> plain_path("https://example.org/data.csv")
    Traceback (most recent call last):
    ...
    greaterdata_lessons.errors.LearnerError: "https://example.org/data.csv" is a web address, and \
gd.own opens only files on your own machine. Download the file first and give its name.
    """
    if not isinstance(file, (str, os.PathLike)) or isinstance(os.fspath(file), bytes):
        raise LearnerError(f'Give the name of a file, such as gd.own("referrals.csv"), not {file}.')
    name = str(os.fspath(file))
    if ADDRESS.match(name):
        raise LearnerError(
            f'"{name}" is a web address, and gd.own opens only files on your own machine. '
            "Download the file first and give its name."
        )
    if not name.strip() or "\0" in name:
        raise LearnerError('That is not a file name. Give one, such as gd.own("referrals.csv").')
    path = Path(name).expanduser() if name.startswith("~/") else Path(name)
    with troubles_told(path):
        _insist_on_file(path, path.stat())
    return path


def _insist_on_file(path: Path, found: os.stat_result) -> None:
    """Refuse whatever has a name in a folder but is not a file."""
    if stat.S_ISDIR(found.st_mode):
        inside = sorted(child.name for child in path.iterdir() if child.is_file())[:3]
        hint = f"such as {', '.join(inside)}" if inside else "but this one holds no files"
        raise LearnerError(f'"{path.name}" is a folder. Name a file in it, {hint}.')
    if not stat.S_ISREG(found.st_mode):
        raise LearnerError(
            f'"{path.name}" is a device or a pipe, not a file. Save the data to a file first.'
        )
    if path.name.startswith("~$"):
        raise LearnerError(
            f'"{path.name}" is only the marker of a workbook that is open. Give the workbook\'s '
            f'own name: "{path.name[2:]}".'
        )


@contextmanager
def troubles_told(path: Path) -> Iterator[None]:
    """Turn what the operating system says about a file into one sentence."""
    try:
        yield
    except FileNotFoundError:
        raise LearnerError(f'There is no file "{path}". {_near(path)}') from None
    except OSError as error:
        words = TROUBLES.get(error.errno or 0, "could not be read. Copy it and try again.")
        raise LearnerError(f'"{_tail(path)}" {words}') from None


def _tail(path: Path) -> str:
    return path.name if len(path.name) <= 80 else f"{path.name[:80]}…"


def _near(path: Path) -> str:
    """Suggest a file with nearly that name, or say where was looked."""
    if in_a_page():
        return 'Choose your file above this step first, under "Choose your file".'
    folder = path.parent
    if not folder.is_dir():
        return f'There is no folder "{folder}" either. Check the path.'
    names = sorted(child.name for child in folder.iterdir() if child.is_file())
    hint = did_you_mean(path.name, names) if names else ""
    return hint if hint.startswith("Did") else f'Looked in "{folder.resolve()}". Check the name.'


def head_of(path: Path) -> bytes:
    """Return the first bytes of a file.

    Raises `LearnerError` when it cannot be opened or holds nothing.
    """
    with troubles_told(path), path.open("rb") as file:
        head = file.read(HEAD)
    if not head.strip(b" \t\r\n\0\xef\xbb\xbf\xff\xfe"):
        held = "is empty (0 bytes)" if not head else "holds nothing but blanks"
        raise LearnerError(f'"{path.name}" {held}. Save or download it again.')
    return head


def kind_of(path: Path, head: bytes) -> str:
    """Return the kind of a file by what it holds: zip, parquet, json or text.

    Raises `LearnerError` for a kind that holds no table we can read.
    """
    for start, what in SIGNATURES:
        if head.startswith(start):
            raise LearnerError(
                f'"{path.name}" is {what}, whatever its name says. '
                "Export the table as CSV or XLSX and give that file."
            )
    if head.startswith(b"\xd0\xcf\x11\xe0"):
        raise LearnerError(_old_office(path))
    if WEB_PAGE.match(head):
        raise LearnerError(
            f'"{path.name}" is a web page or XML. If Excel shows a table in it, save it as .xlsx; '
            "if not, it may be an error page saved by mistake: download the data again."
        )
    if head.startswith((b"PAR1", b"PARE")):
        return "parquet"
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return "zip"
    looks = path.suffix.lower() in {".json", ".ndjson", ".jsonl", ".geojson"}
    return "json" if looks or re.match(rb"(?:\xef\xbb\xbf)?\s*[\[{]\s*[\[{\"]", head) else "text"


def _old_office(path: Path) -> str:
    """Say what a file in Microsoft's old container is: locked, or just old."""
    with path.open("rb") as file:
        if "EncryptedPackage".encode("utf-16-le") in file.read(50_000_000):
            return (
                f'"{path.name}" is locked with a password. Open it in Excel with the password, '
                "save a copy without one on your own machine, and give that copy."
            )
    return (
        f'"{path.name}" is an old Office file (Excel 97 to 2003, or Word). '
        "Open it and save it as .xlsx."
    )
