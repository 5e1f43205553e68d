"""Workbooks are zip archives: is this one, is it safe to unpack, what else travels inside it?"""

from __future__ import annotations

import struct
import zipfile
import zlib
from pathlib import Path
from typing import BinaryIO

from greaterdata_lessons.data.own.notes import Notes
from greaterdata_lessons.errors import LearnerError

LARGEST = 100_000_000  # bytes when unpacked; about two million cells
MOST_PARTS = 10_000

KINDS = {
    "xl/workbook.xml": "xlsx",
    "xl/workbook.bin": "xlsb",
    "content.xml": "ods",
    "word/document.xml": "a Word document",
    "ppt/presentation.xml": "a PowerPoint presentation",
    "Index/Document.iwa": "an Apple Numbers or Pages document",
    "AndroidManifest.xml": "a phone app",
    "META-INF/container.xml": "an e-book",
}
# What has left the building inside a workbook before, without anybody seeing it.
STOWAWAYS = {
    "xl/pivotCache/pivotCacheRecords": "The workbook holds a pivot table with a hidden copy of all "
    "its records, even if only totals show. Before you share it, paste the values into a new one.",
    "xl/model/": "The workbook holds a hidden data model with its records. "
    "Before you share it, paste the values into a new one.",
    "xl/externalLinks/": "The workbook takes figures from other workbooks and keeps copies of "
    "them. Before you share it, break the links.",
    "xl/comments": "The workbook has comments on cells: read them before you share it.",
    "xl/threadedComments": "The workbook has comments on cells: read them before you share it.",
    "xl/vbaProject.bin": "The workbook holds macros (small programs). They were not run; do not "
    "allow them in Excel unless you know who wrote them.",
    "Basic/": "The workbook holds macros (small programs). They were not run; do not allow them "
    "unless you know who wrote them.",
}


def kind_of_zip(path: Path) -> str:
    """Return "xlsx" or "ods" after checking that the archive is whole and safe to unpack.

    Raises `LearnerError` for every other archive, for one that is damaged or locked, and for one
    that unpacks to more than a computer should be asked to hold.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            parts = archive.infolist()
            _insist_on_safe(path, parts)
            return _kind(path, archive, {part.filename for part in parts})
    except LearnerError:
        raise
    except (zipfile.BadZipFile, zlib.error, struct.error, OSError, EOFError, NotImplementedError,
            RuntimeError, ValueError):  # fmt: skip
        raise damaged(path) from None


def damaged(path: Path) -> LearnerError:
    """Return the sentence for a workbook that cannot be read."""
    return LearnerError(
        f'"{path.name}" is damaged, cut off or not a real workbook. '
        "Open it in Excel or LibreOffice and save a fresh copy, or download it again."
    )


def note_stowaways(path: Path, notes: Notes) -> None:
    """Note what travels in a workbook beside the cells one sees."""
    with zipfile.ZipFile(path) as archive:
        names = archive.namelist()
    found = [
        words for start, words in STOWAWAYS.items() if any(name.startswith(start) for name in names)
    ]
    notes.warnings.extend(dict.fromkeys(found))


def _kind(path: Path, archive: zipfile.ZipFile, names: set[str]) -> str:
    """Return the kind of a safe archive by the parts it has."""
    kind = next((kind for part, kind in KINDS.items() if part in names), "a zip archive")
    if kind == "ods":
        kind = _open_document(path, archive, names)
    if kind == "xlsb":
        raise LearnerError(f'"{path.name}" is a binary Excel workbook. Save it as .xlsx in Excel.')
    if kind not in {"xlsx", "ods"}:
        what = (
            "unpack it and name the file inside"
            if kind == "a zip archive"
            else ("copy its table to a workbook and give that")
        )
        raise LearnerError(f'"{path.name}" is {kind}, not a table: {what}.')
    return kind


def _open_document(path: Path, archive: zipfile.ZipFile, names: set[str]) -> str:
    """Tell a spreadsheet from other OpenDocument files, and refuse a locked one."""
    manifest = "META-INF/manifest.xml"
    if manifest in names and b"encryption-data" in archive.read(manifest):
        raise LearnerError(
            f'"{path.name}" is locked with a password. Open it in LibreOffice with the password, '
            "save a copy without one on your own machine, and give that copy."
        )
    said = archive.read("mimetype")[:200] if "mimetype" in names else b"spreadsheet"
    return "ods" if b"spreadsheet" in said else "an OpenDocument text, not a spreadsheet"


def _insist_on_safe(path: Path, parts: list[zipfile.ZipInfo]) -> None:
    """Refuse an archive that would unpack to too much, by what it says and by what it does."""
    said = sum(part.file_size for part in parts)
    if any(part.flag_bits & 1 for part in parts):
        raise LearnerError(
            f'"{path.name}" is a zip archive locked with a password. Unpack it with the password '
            "on your own machine, and give the file inside."
        )
    if len(parts) > MOST_PARTS:
        raise _too_large(path, f"{len(parts):,} parts")
    if said > LARGEST:
        raise _too_large(path, f"{said / 1e6:,.0f} MB")
    with path.open("rb") as file:
        unpacked = 0
        for part in parts:
            unpacked += _true_size(file, part)
            if unpacked > LARGEST:
                raise _too_large(path, f"{unpacked / 1e6:,.0f} MB or more")


def _too_large(path: Path, size: str) -> LearnerError:
    return LearnerError(
        f'"{path.name}" would unpack to {size}, which is too much for a '
        "workbook and can be a trap. If you trust it, save the sheet you need as CSV and give that."
    )


def _true_size(file: BinaryIO, part: zipfile.ZipInfo) -> int:
    """Unpack one part, keeping nothing, and return its size; stop when it passes what it said."""
    file.seek(part.header_offset + 26)
    name, extra = struct.unpack("<HH", file.read(4))
    file.seek(name + extra, 1)
    if part.compress_type == zipfile.ZIP_STORED:
        return part.compress_size
    if part.compress_type != zipfile.ZIP_DEFLATED:
        raise zipfile.BadZipFile
    packed = file.read(part.compress_size)
    engine, size = zlib.decompressobj(-15), 0
    while packed and not engine.eof:
        size += len(engine.decompress(packed, 1_000_000))
        packed = engine.unconsumed_tail
        if size > part.file_size:
            raise zipfile.BadZipFile
    return size
