"""The second environment holds the oldest versions that the library says it runs on."""

import re
from importlib.metadata import version
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
OLDEST = re.findall(r"^([\w-]+)==([\d.]+)$", (ROOT / "requirements-oldest.in").read_text(), re.M)


@pytest.mark.parametrize(("package", "oldest"), OLDEST)
def test_what_runs_here_is_the_oldest_version_named(package: str, oldest: str) -> None:
    assert version(package) == oldest
