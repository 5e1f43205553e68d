"""Make the book's page of data sets from what is published beside each of them.

Two files describe a data set: its CSVW metadata (for machines) and its datasheet (for people).
"""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from tools.book_pages import BookError

HEADING = re.compile(r"^(#+) ", re.MULTILINE)


def datasets_page(folders: Iterable[Path]) -> str:
    """Return one section for each data set: facts, columns, sources and its datasheet.

    Raises:
        BookError: when a data set lacks its metadata or its datasheet.
    """
    return "\n\n".join(_section(folder) for folder in folders)


def _section(folder: Path) -> str:
    about = _read(folder / "data.csv-metadata.json")
    metadata = json.loads(about)
    parts = (
        f"(dataset-{folder.name})=\n## {metadata['dc:title']}",
        _facts(folder, metadata),
        deeper(_read(folder / "datasheet.md")),
        *_sources(folder),
        *(_columns(table) for table in metadata.get("tables", [metadata])),
    )
    return "\n\n".join(parts)


def _read(path: Path) -> str:
    if not path.exists():
        raise BookError(f"datasets/{path.parent.name} has no {path.name}: every data set needs it.")
    return path.read_text(encoding="utf-8")


def _facts(folder: Path, metadata: Mapping[str, Any]) -> str:
    return "\n".join(
        (
            f"{metadata['dc:description']}.",
            "",
            "{.gd-facts}",
            f'- **Load it** `gd.load("{folder.name}")`',
            f"- **Published by** {metadata['dc:publisher']}",
            f"- **Period** {metadata['dc:temporal']}",
            f"- **Licence** [{metadata['dc:rights']}]({metadata['dc:license']['@id']})",
        )
    )


def deeper(datasheet: str) -> str:
    """Put a datasheet under a section's heading: no title of its own, headings one level down.

    >>> deeper("# Datasheet" + chr(10) + "## Why" + chr(10) + "Because.")
    '### Why\\nBecause.'
    """
    _, _, rest = datasheet.partition("\n")
    return HEADING.sub(r"\1# ", rest.strip())


def _sources(folder: Path) -> list[str]:
    path = folder / "measures.csv"
    if not path.exists():
        return []
    with path.open(encoding="utf-8", newline="") as file:
        rows = [
            f"| {row['measure'].capitalize()} | {row['publisher']} | {row['table']} | "
            f"{row['period']} |"
            for row in csv.DictReader(file)
        ]
    head = "| Measure | Publisher | Table | Period |\n|---|---|---|---|"
    return ["### Where each figure comes from\n\n" + head + "\n" + "\n".join(rows)]


def _columns(table: Mapping[str, Any]) -> str:
    rows = "\n".join(
        f"| `{column['name']}` | {column['dc:description'].replace('|', '/')} |"
        for column in table["tableSchema"]["columns"]
    )
    return f"### Columns of {table['url']}\n\n| Column | What it holds |\n|---|---|\n{rows}"
