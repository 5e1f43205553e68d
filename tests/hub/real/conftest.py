"""The hub that the tests in this folder share. They run by: make hub-test."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from greaterdata_lessons.hub.lessons import find
from greaterdata_lessons.hub.release import release
from greaterdata_lessons.hub.settings import Settings
from tests.hub.real import clock
from tests.hub.real.running import ROOT, Hub

# Every test but those of the sign-in itself: any name, one pass-code.
ANY_NAME = """
c.JupyterHub.authenticator_class = "dummy"
c.JupyterHub.template_paths = []
c.DummyAuthenticator.password = "mersey"
c.Authenticator.allow_all = True
c.SeatSpawner.environment["GREATERDATA_PROGRESS"] = "on"
"""

LESSON = "who-is-missing"


@pytest.fixture(scope="session")
def hub() -> Iterator[Hub]:
    """A hub for the whole run, in which anybody signs in with the code "mersey"."""
    by_the_clock = clock.make()
    learners = f"c.SeatSpawner.environment |= {by_the_clock!r}\n"
    running = Hub(
        Settings(seats=40, disk_mb=128), extra=ANY_NAME + learners, environment=by_the_clock
    )
    running.start()
    yield running
    running.stop()


@pytest.fixture(scope="session")
def link(hub: Hub) -> str:
    """The link to lesson 4.1, released to this hub from this checkout."""
    state = Path(hub.settings.state)
    release(ROOT, state)
    return find(state, LESSON).link(state)
