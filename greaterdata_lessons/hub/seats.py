"""The seats of a room as the host sees them: a name, and whether somebody is in. Nothing else."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal

State = Literal["in", "ready", "starting", "stopping", "out"]
WORDS: dict[State, str] = {
    "in": "in",
    "ready": "server ready, nobody yet",
    "starting": "starting",
    "stopping": "stopping",
    "out": "not in",
}
# A server that the host started is busy with itself for a moment; later somebody must be there.
ITS_OWN = timedelta(seconds=90)


@dataclass(frozen=True)
class Seat:
    """One seat and its state."""

    name: str
    state: State

    @property
    def says(self) -> str:
        """Return the state in words."""
        return WORDS[self.state]


def seat_of(user: Mapping[str, Any], prepared: Collection[str] = ()) -> Seat:
    """Return a seat from what the hub tells of a user.

    prepared: seats whose server the host started, where nobody has been seen yet.

    >>> seat_of({"name": "amber-otter", "servers": {}})
    Seat(name='amber-otter', state='out')
    >>> seat_of({"name": "amber-otter", "servers": {"": {"pending": "spawn"}}}).says
    'starting'
    """
    name = str(user["name"])
    server = (user.get("servers") or {}).get("")
    if not server:
        return Seat(name, "out")
    if server.get("pending") == "stop":
        return Seat(name, "stopping")
    if not server.get("ready"):
        return Seat(name, "starting")
    used = name not in prepared or _used(server.get("started"), user, server)
    return Seat(name, "in" if used else "ready")


def _used(started: object, *models: Mapping[str, Any]) -> bool:
    seen = [time for model in models if (time := _time(model.get("last_activity")))]
    began = _time(started)
    return began is not None and any(time > began + ITS_OWN for time in seen)


def _time(text: object) -> datetime | None:
    try:
        found = datetime.fromisoformat(str(text))
    except ValueError:
        return None
    return found if found.tzinfo else None


def counts(seats: Iterable[Seat]) -> str:
    """Return how many seats are in, in one sentence.

    >>> counts([Seat("a", "in"), Seat("b", "out"), Seat("c", "starting")])
    '1 of 3 seats in, 1 starting, 1 not in.'
    >>> counts([])
    'No seat has been made yet.'
    """
    found = Counter(seat.state for seat in seats)
    total = found.total()
    if not total:
        return "No seat has been made yet."
    parts = [f"{found['in']} of {total} seat{'s' * (total > 1)} in"]
    named = {"ready": "ready and nobody there yet", "starting": "starting", "stopping": "stopping"}
    parts += [f"{found[key]} {words}" for key, words in named.items() if found[key]]  # type: ignore[index]
    return ", ".join([*parts, f"{found['out']} not in"]) + "."
