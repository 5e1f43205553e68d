"""From bytes to text: which encoding, and is anything already broken?"""

from __future__ import annotations

import codecs
import re

from greaterdata_lessons.data.own.notes import Notes, many, need, short
from greaterdata_lessons.errors import LearnerError

BOMS = [
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
]
PLAIN = {
    "utf-8": "UTF-8",
    "utf-8-sig": "UTF-8 (with a byte order mark)",
    "utf-16": "UTF-16",
    "utf-16-le": "UTF-16",
    "utf-16-be": "UTF-16",
    "utf-32": "UTF-32",
    "cp1252": "Windows-1252, the usual one of older Windows programs",
}
# UTF-8 that was once read as Windows-1252 and saved again: "Ã©" for "é".
TWICE = re.compile("[ÃÂ][\u0080-\u00bf]|â€[\u0080-\u00ff\u0153\u02dc\u201c\u201d\u2122]")


def decode(name: str, data: bytes, notes: Notes) -> str:
    """Return the text of a file, and note how it was read.

    Raises `LearnerError` when the bytes are not text, or mix two encodings.

    >>> notes = Notes()
    >>> decode("cafes.csv", "café".encode("cp1252"), notes)
    'café'
    >>> notes.did
    ['Read as Windows-1252, the usual one of older Windows programs.']
    """
    encoding = encoding_of(name, data)
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        raise LearnerError(
            f'"{name}" begins as {PLAIN.get(encoding, encoding)} and then stops being so at byte '
            f"{error.start + 1:,}. It may be cut off or damaged: save or download it again."
        ) from None
    notes.did.append(f"Read as {PLAIN.get(encoding, encoding)}.")
    if encoding not in PLAIN or encoding == "cp1252":
        example = next(iter(re.findall(r"\w*[^\x00-\x7f]\w*", text)), "")
        notes.warnings.append(
            f'The encoding ({encoding}) is a guess: check that "{short(example)}" looks right.'
        )
    if "\0" in text:
        raise LearnerError(
            f'"{name}" has NUL bytes in it, so it is not a plain table or is damaged. '
            "Export it again as CSV."
        )
    _look_for_damage(text, notes)
    return text


def encoding_of(name: str, data: bytes) -> str:
    """Return the encoding: by its mark, as UTF-8 if it fits, or by the likeliest reading."""
    for mark, encoding in BOMS:
        if data.startswith(mark):
            return encoding
    if wide := _unmarked_utf16(data[:4000]):
        return wide
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return _older(name, data)
    return "utf-8"


def _unmarked_utf16(head: bytes) -> str | None:
    """Tell UTF-16 without its mark by the zero in every other byte."""
    if len(head) < 4:
        return None
    even, odd = head[::2].count(0), head[1::2].count(0)
    half = len(head) / 2
    if odd > 0.6 * half and even < 0.1 * half:
        return "utf-16-le"
    return "utf-16-be" if even > 0.6 * half and odd < 0.1 * half else None


def _older(name: str, data: bytes) -> str:
    """Name an encoding from before UTF-8: Windows-1252 where it will do, else the best guess."""
    _insist_on_one(name, data)
    matches = need("charset_normalizer", "this file").from_bytes(data[:200_000])
    plausible = {match.encoding for match in matches} | {
        other for match in matches for other in match.could_be_from_charset
    }
    if not plausible:
        if _mostly_printable(data):
            return "cp1252"
        raise LearnerError(
            f'"{name}" is not text in any encoding known here, so it is not a plain table. '
            "Export it again as CSV or XLSX."
        )
    # Every Western guess fits every Western file; British ones are Windows-1252 nearly always.
    western = plausible & {"cp1252", "latin_1", "cp1250", "mac_roman", "iso8859_15", "cp437"}
    try:
        data.decode("cp1252")
    except UnicodeDecodeError:
        western = set()
    return "cp1252" if western else str(matches.best().encoding)


def _mostly_printable(data: bytes) -> bool:
    sample = data[:10_000]
    plain = sum(1 for byte in sample if 32 <= byte < 127 or byte in b"\t\r\n")
    return plain > 0.9 * len(sample) and b"\x81" not in sample


def _insist_on_one(name: str, data: bytes) -> None:
    """Refuse a file whose lines are not all in one encoding: some names would come out wrong."""
    modern = older = 0
    for number, line in enumerate(data.splitlines(), start=1):
        if line.isascii():
            continue
        try:
            line.decode("utf-8")
            modern = modern or number
        except UnicodeDecodeError:
            older = older or number
        if modern and older:
            raise LearnerError(
                f'"{name}" mixes two encodings: line {modern} is UTF-8 and line {older} is an '
                "older one. Find where the parts came from and save each as UTF-8 first."
            )


def _look_for_damage(text: str, notes: Notes) -> None:
    """Note letters that were lost before the file came to us."""
    if lost := text.count("\ufffd"):
        notes.warnings.append(
            f"Letters were lost in {many(lost, 'place')} before this came here (shown as \ufffd): "
            "ask for a fresh export."
        )
    if not text.isascii() and TWICE.search(text):
        notes.warnings.append(
            'Some letters look wrongly converted before (such as "Ã©" for "é"): '
            "ask for a fresh export."
        )
