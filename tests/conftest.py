"""What every test may ask for."""

import os
from importlib.util import find_spec

import pytest
from hypothesis import settings

from tests.browser import browser

__all__ = ["browser"]

# These stand in the second environment: make oldest.
collect_ignore = [] if find_spec("acro") else ["oldest"]

# Whoever runs the tests may keep progress of their own; the tests must not add to it.
os.environ["GREATERDATA_PROGRESS"] = "off"

# A busy machine is no fault of the code, and speed is measured elsewhere. Fifty examples a run find
# what a hundred find, only a run or two later: each run draws others.
settings.register_profile("patient", deadline=None, max_examples=50)
settings.load_profile("patient")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Mark every test that opens a browser, so that the quick tier can leave it to the full one.

    The tests of a file stay with one process, except those that say that they may be spread.
    """
    for item in items:
        if "browser" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.browser)
        if config.pluginmanager.hasplugin("xdist") and not item.get_closest_marker("spread"):
            item.add_marker(pytest.mark.xdist_group(item.location[0]))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print what tests measured, such as a page's weight, at the end of the run."""
    for report in terminalreporter.getreports("passed"):
        for name, value in report.user_properties:
            if name == "measured":
                terminalreporter.write_line(str(value))
