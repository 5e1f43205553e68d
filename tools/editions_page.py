"""List what was made on a page of the built book, with sizes; the page reads well without."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from pathlib import Path

from tools.book_pages import BookError


@dataclass(frozen=True)
class Download:
    """A file to take away: its name for readers, where it is, what it is."""

    name: str
    path: Path
    what: str


def size(path: Path) -> str:
    """Return a file's size as readers know it.

    >>> import tempfile
    >>> with tempfile.NamedTemporaryFile() as file:
    ...     _ = file.write(bytes(1_250_000)), file.flush()
    ...     size(Path(file.name))
    '1.2 MB'
    """
    number = path.stat().st_size
    return f"{number / 1e6:.1f} MB" if number >= 1e6 else f"{max(1, round(number / 1e3))} kB"


def listed(made: Sequence[Download], html: Path) -> str:
    """Return downloads as a list of links, each with what it is and its size."""
    lines = (
        f'<li><a href="{escape(each.path.relative_to(html).as_posix())}" download>'
        f"{escape(each.name)}</a> ({escape(each.what)}, {size(each.path)})</li>"
        for each in made
    )
    return f"<ul>{''.join(lines)}</ul>"


def part_pattern(part: str) -> re.Pattern[str]:
    """Return the pattern of a part of a page that is filled in after the book was built."""
    start = re.escape(f'<div data-part="{part}">')
    return re.compile(rf"(?P<start>{start})(?P<inside>.*?)(?P<end></div>)", re.DOTALL)


def fill_part(page: Path, part: str, inside: str) -> None:
    """Put a text into a part of a built page, in place of what stood there.

    Raises:
        BookError: when the page has no such part.
    """
    text = page.read_text(encoding="utf-8")
    filled, times = part_pattern(part).subn(
        lambda match: f"{match['start']}{inside}{match['end']}", text
    )
    if times != 1:
        raise BookError(
            f'{page.name} has {times} places <div data-part="{part}">, and one is needed.'
        )
    page.write_text(filled, encoding="utf-8")
