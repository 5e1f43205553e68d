"""Work is kept for as many days as the host said, and no longer."""

import time
from pathlib import Path

import pytest

from greaterdata_lessons.hub import people_list
from greaterdata_lessons.hub.people_list import People
from greaterdata_lessons.hub.server import people
from greaterdata_lessons.hub.server.config import KEPT, services
from greaterdata_lessons.hub.settings import Settings
from tests.hub.real.door import Place

CODE = "harbour lemon seven"
DAYS = 30
# The hub as it is shipped, with seconds in place of the days and of the hours between two looks.
SOONER = f"""
for service in c.JupyterHub.services:
    command = service.get("command", [])
    service["command"] = [
        word.replace("--timeout={DAYS * 86400}", "--timeout=20").replace("=3600", "=2")
        for word in command
    ]
"""


def test_who_was_last_here_too_long_ago_is_deleted_and_a_host_stays(
    tmp_path: Path,
) -> None:
    place = Place(tmp_path, 8150, mode="returning", keep_days=DAYS, disk_mb=64)
    settings = place.settings
    listed = settings.folder(people_list.FILE)
    People().added("jo").added("priya", host=True).write(listed)
    with place.open(SOONER):
        for name in ("jo", "priya"):
            assert place.visitor().sign_in(name, CODE).status_code == 302
        people.add("jo", settings)
        assert people.home("jo").is_mount()
        until = time.monotonic() + 90
        while people.is_user(people.unix_name("jo")):
            assert time.monotonic() < until, (tmp_path / "hub.log").read_text()[-3000:]
            time.sleep(1)
        assert not people.image("jo", settings).exists()
        time.sleep(5)  # the host was last here just as long ago
        taker, host = place.visitor("127.0.3.1"), place.visitor("127.0.3.2")
        assert taker.sign_in("priya", "another one instead").status_code == 403
        assert host.sign_in("priya", CODE).status_code == 302
        assert host.page("/services/room/").status_code == 200


@pytest.mark.parametrize(("said", "kept"), [(0, 7), (DAYS, DAYS)])
def test_where_a_host_forgets_to_close_work_goes_after_a_week(said: int, kept: int) -> None:
    commands = {one["name"]: one["command"] for one in services(Settings(keep_days=said))}
    assert f"--timeout={kept * 86400}" in commands[KEPT]
