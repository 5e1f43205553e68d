"""The pages of data sets and of the library: everything is named once, nothing is forgotten."""

from __future__ import annotations

from pathlib import Path

import pytest

import greaterdata_lessons as gd
from tests.book.building import EXAMPLE
from tools.book_datasets import datasets_page
from tools.book_library import AIMS, library_page
from tools.book_pages import (
    BookError,
)


def test_a_data_set_shows_its_facts_its_columns_and_its_datasheet() -> None:
    page = datasets_page([EXAMPLE / "datasets" / "tea"])
    assert page.startswith("(dataset-tea)=\n## Cups of tea (synthetic)")
    assert "### Why it was made" in page
    assert "| `cups` | Cups / mugs drunk |" in page


def test_a_data_set_without_a_datasheet_is_named(example: Path) -> None:
    (example / "datasets" / "tea" / "datasheet.md").unlink()
    with pytest.raises(BookError, match=r"datasets/tea has no datasheet\.md"):
        datasets_page([example / "datasets" / "tea"])


def test_the_page_of_the_library_names_everything_public_once_and_says_what_it_does() -> None:
    page = library_page()
    rows = [line.split(" | ") for line in page.splitlines() if line.startswith("| `gd.")]
    assert sorted(row[0] for row in rows) == sorted(f"| `gd.{name}`" for name in gd.__all__)
    assert all(row[1].endswith(". |") for row in rows)
    start = page.index("## Make a table safe to publish")
    assert "`gd.attack` | Work out as much as can be" in page[start : page.index("## Practise")]


def test_a_public_name_that_serves_no_aim_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(AIMS, "Count")
    with pytest.raises(BookError, match=r"gd\.count \(analysis\.counts\) serves no aim"):
        library_page()
