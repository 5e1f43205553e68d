"""Extracts of the publishers' tables, kept beside a checkout by those who maintain the figures."""

import csv
import os
from pathlib import Path

import pytest

REFERENCE = Path(
    os.environ.get("GREATERDATA_REFERENCE", Path(__file__).resolve().parents[3] / "shared" / "data")
)


def extract(name: str) -> list[dict[str, str]]:
    """The rows of one extract, or a skip with the reason when this machine has none."""
    if not REFERENCE.is_dir():
        pytest.skip("the publishers' extracts are not on this machine (GREATERDATA_REFERENCE)")
    with (REFERENCE / f"{name}.csv").open(encoding="utf-8") as file:
        return list(csv.DictReader(file))
