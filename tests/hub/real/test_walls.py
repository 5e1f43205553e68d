"""A learner's server is walled in, and nothing of it is left when the learner is deleted."""

import pwd
import time
from pathlib import Path

import pytest

from greaterdata_lessons.hub.server import people
from tests.hub.real.running import Hub, command


@pytest.fixture
def amber(hub: Hub) -> str:
    hub.api("POST", "/users/amber-otter")
    hub.api("POST", "/users/amber-otter/server")
    until = time.monotonic() + 90
    while not hub.api("GET", "/users/amber-otter")["servers"].get("", {}).get("ready"):
        assert time.monotonic() < until, hub.log()
        time.sleep(0.3)
    return "amber-otter"


def test_a_deleted_learner_leaves_no_user_home_or_process(hub: Hub, amber: str) -> None:
    user = people.unix_name(amber)
    assert command("ps", "-U", user, "-o", "comm=")
    hub.api("DELETE", f"/users/{amber}")
    people.remove(amber, hub.settings)
    assert not Path(f"/home/{user}").exists()
    assert not people.image(amber, hub.settings).exists()
    with pytest.raises(KeyError):
        pwd.getpwnam(user)
