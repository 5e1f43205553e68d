"""The hub that the tests in this folder share. They run by: make hub-test."""

from collections.abc import Iterator

import pytest

from greaterdata_lessons.hub.settings import Settings
from tests.hub.real.running import Hub

# Every test but those of the sign-in itself: any name, one pass-code.
ANY_NAME = """
c.JupyterHub.authenticator_class = "dummy"
c.DummyAuthenticator.password = "mersey"
c.Authenticator.allow_all = True
"""


@pytest.fixture(scope="session")
def hub() -> Iterator[Hub]:
    """A hub for the whole run, in which anybody signs in with the code "mersey"."""
    running = Hub(Settings(seats=40), extra=ANY_NAME)
    running.start()
    yield running
    running.stop()
