"""Starting every seat's server: a few at a time, patient with a busy hub, safe to press twice."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from dataclasses import dataclass, field

import pytest

from greaterdata_lessons.hub.seats import Seat, seat_of
from greaterdata_lessons.hub.starting import AT_ONCE, Reply, Starting


@dataclass
class SmallHub:
    """A hub that starts at most `limit` servers at once, each in three looks."""

    names: list[str]
    limit: int = 2
    broken: set[str] = field(default_factory=set)
    running: dict[str, int] = field(default_factory=dict)
    most: int = 0
    asked: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    waited: list[float] = field(default_factory=list)

    async def ask(self, name: str) -> Reply:
        self.asked[name] += 1
        if self.running.get(name, 0) >= 3:
            return Reply(400, f"{name} is already running")
        busy = sum(looks < 3 for looks in self.running.values())
        if busy >= self.limit:
            return Reply(429, "Too many at once", 7.0)
        if name not in self.broken:
            self.running[name] = 0
        self.most = max(self.most, busy + 1)
        return Reply(202)

    async def look(self) -> list[Seat]:
        return [
            Seat(name, "ready" if self.running[name] >= 3 else "starting")
            if name in self.running
            else Seat(name, "out")
            for name in self.names
        ]

    async def sleep(self, seconds: float) -> None:
        self.waited.append(seconds)
        self.running = {name: looks + 1 for name, looks in self.running.items()}
        await asyncio.sleep(0)


def small_hub(count: int = 9, **more: object) -> tuple[SmallHub, Starting]:
    hub = SmallHub([f"seat-{n}" for n in range(count)], **more)  # type: ignore[arg-type]
    return hub, Starting(hub.ask, hub.look, hub.sleep)


def test_every_server_is_started_and_the_hubs_limit_is_kept() -> None:
    hub, job = small_hub()
    asyncio.run(job.run(hub.names))
    assert job.ready == set(hub.names)
    assert job.says == "Done: 9 of 9 servers ready."
    assert hub.most <= 2 < AT_ONCE
    assert 7.0 in hub.waited  # as the hub had asked


def test_pressing_again_starts_nothing_that_runs() -> None:
    hub, job = small_hub()
    asyncio.run(job.run(hub.names))
    before = dict(hub.asked)
    asyncio.run(job.run(hub.names))
    assert dict(hub.asked) == before
    assert job.says == "Done: 9 of 9 servers ready."


def test_one_that_does_not_start_is_named_and_keeps_nobody_else_waiting() -> None:
    hub, job = small_hub(broken={"seat-3"})
    asyncio.run(job.run(hub.names))
    assert job.failed == {"seat-3": "the server did not start"}
    assert len(job.ready) == 8
    hub.broken.clear()
    asyncio.run(job.run(hub.names))
    assert not job.failed
    assert job.ready == set(hub.names)


def test_stop_begins_no_further_one() -> None:
    hub, job = small_hub(20)

    async def press() -> None:
        running = asyncio.ensure_future(job.run(hub.names))
        for _ in range(6):
            await asyncio.sleep(0)
        job.stop()
        await running

    asyncio.run(press())
    assert len(hub.running) < 20
    assert job.says.startswith("Stopped: ")


def test_a_hub_that_is_gone_is_said_and_not_waited_for() -> None:
    hub, job = small_hub(1)

    async def gone(name: str) -> Reply:
        raise OSError("Connection refused")

    job.ask = gone
    asyncio.run(job.run(hub.names))
    assert job.failed == {"seat-0": "the hub did not answer (Connection refused)"}


@pytest.mark.parametrize(
    ("server", "state"),
    [
        ({"ready": True, "started": "2026-11-23T09:00:00Z"}, "ready"),
        ({"ready": True, "started": "2026-11-23T09:00:00Z", "last_activity": "x"}, "ready"),
        (
            {
                "ready": True,
                "started": "2026-11-23T09:00:00Z",
                "last_activity": "2026-11-23T09:00:40Z",
            },
            "ready",
        ),
        (
            {
                "ready": True,
                "started": "2026-11-23T09:00:00Z",
                "last_activity": "2026-11-23T09:10:00Z",
            },
            "in",
        ),
        ({"ready": False, "pending": "spawn"}, "starting"),
        ({"ready": True, "pending": "stop"}, "stopping"),
    ],
)
def test_a_server_that_the_host_started_is_nobody_until_somebody_works_in_it(
    server: dict[str, object], state: str
) -> None:
    user = {"name": "amber-otter", "servers": {"": server}}
    assert seat_of(user, prepared={"amber-otter"}).state == state
    assert seat_of(user).state == ("in" if state == "ready" else state)
