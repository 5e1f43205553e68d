"""What a bad file is: how to make it, and the sentence or the reading it must get."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pandas as pd

from greaterdata_lessons.data.own import Own

Make = Callable[[Path], Path]
Columns = Mapping[str, list[Any]]


@dataclass(frozen=True)
class Case:
    """A bad file. It is refused with a sentence that matches, or read as exactly these values."""

    name: str
    make: Make
    refuses: str = ""
    reads: Columns | None = None
    kinds: Mapping[str, str] = field(default_factory=dict)
    typed: Columns = field(default_factory=dict)
    warns: str = ""
    did: str = ""
    notes: tuple[str, ...] = ()
    options: Mapping[str, Any] = field(default_factory=dict)

    def __str__(self) -> str:
        return self.name


def values(frame: pd.DataFrame) -> dict[str, list[Any]]:
    """The values of a table, with None for a gap."""
    return {
        str(name): [None if _gap(value) else value for value in frame[name].tolist()]
        for name in frame.columns
    }


def _gap(value: Any) -> bool:
    return value is None or (not isinstance(value, (list, dict, str)) and bool(pd.isna(value)))


def read_values(own: Own) -> dict[str, list[Any]]:
    assert isinstance(own.table, pd.DataFrame)
    return values(own.table)


def data(name: str, content: str | bytes, file: str = "", **expected: Any) -> Case:
    """A case whose file is these bytes, or this text in UTF-8."""
    held = content.encode("utf-8") if isinstance(content, str) else content

    def make(folder: Path) -> Path:
        path = folder / (file or f"{name.replace(' ', '-')}.csv")
        path.write_bytes(held)
        return path

    return Case(name, make, **expected)
