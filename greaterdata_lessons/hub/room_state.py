"""What the host has set for the room: the lesson, the end, a message; one small file.

It names no person. The host's page alone writes it (as the Unix user greaterdata-host); learners'
servers and the totals read it.
"""

from __future__ import annotations

import json
import re
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Literal

from greaterdata_lessons.errors import LearnerError
from greaterdata_lessons.files import write_whole

from .safe_files import as_object, read_small
from .settings import Settings

LARGEST = 20_000
LONGEST_MESSAGE = 200
MOST_MINUTES = 8 * 60
State = Literal["open", "closing", "closed"]


@dataclass(frozen=True)
class Room:
    """The room as the host has set it.

    session: when it was opened, as text; another session has another one.
    state: "open", "closing" (servers are being stopped and work deleted) or "closed".
    lesson: the number or name of a lesson, such as "2.1"; None for none.
    ends_at: a time with its zone, as ISO text; None for no end.
    prepare: the host has asked for every seat's place to be made.
    """

    session: str = ""
    state: State = "open"
    lesson: str | None = None
    ends_at: str | None = None
    message: str | None = None
    prepare: bool = False


def place(settings: Settings) -> Path:
    """Return the file; its folder belongs to the host's page.

    >>> place(Settings())
    PosixPath('/srv/greaterdata/room/room.json')
    """
    return settings.folder("room") / "room.json"


def read(settings: Settings) -> Room:
    """Return the room as it is set; an open room with nothing set where there is no file."""
    found = as_object(read_small(place(settings).parent, "room.json", largest=LARGEST))
    texts = {key: found.get(key) for key in ("lesson", "ends_at", "message")}
    state = found.get("state")
    return Room(
        session=str(found.get("session") or "")[:40],
        state=state if state in ("open", "closing", "closed") else "open",
        prepare=found.get("prepare") is True,
        **{key: value if isinstance(value, str) else None for key, value in texts.items()},
    )


def write(settings: Settings, room: Room) -> Room:
    """Write the room's file whole, readable by everybody; returns the room."""
    file = place(settings)
    write_whole(file, (json.dumps(asdict(room), indent=1) + "\n").encode())
    file.chmod(0o644)
    return room


def change(settings: Settings, **changes: Any) -> Room:
    """Write the room with these fields changed; returns it."""
    return write(settings, replace(read(settings), **changes))


def stamp(now: datetime | None = None) -> str:
    """Return a time as it is kept: UTC, whole seconds.

    >>> stamp(datetime(2026, 11, 23, 9, 30, tzinfo=UTC))
    '2026-11-23T09:30:00Z'
    """
    return (now or datetime.now(UTC)).astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def end_after(minutes: str, now: datetime) -> str:
    """Return the end that so many minutes from now is, as it is kept.

    Raises LearnerError for anything that is not a number of minutes.

    >>> end_after("25", datetime(2026, 11, 23, 9, 30, tzinfo=UTC))
    '2026-11-23T09:55:00Z'
    """
    text = minutes.strip()
    if not text.isascii() or not text.isdigit() or not 1 <= int(text[:5]) <= MOST_MINUTES:
        raise LearnerError(f"Give the minutes as a whole number from 1 to {MOST_MINUTES}.")
    return stamp(now + timedelta(minutes=int(text)))


_CLOCK = re.compile(r"([01]?\d|2[0-3])[:.]([0-5]\d)")


def end_at(clock: str, now: datetime) -> str:
    """Return the end that a time of today's clock is, as it is kept.

    now: in the zone of the room.
    Raises LearnerError when it is no time, or has gone by.

    >>> end_at("15:30", datetime(2026, 11, 23, 9, 30, tzinfo=UTC))
    '2026-11-23T15:30:00Z'
    """
    found = _CLOCK.fullmatch(clock.strip())
    if not found:
        raise LearnerError("Give the time as hours and minutes, such as 15:30.")
    hour, minute = int(found[1]), int(found[2])
    end = now.replace(hour=hour, minute=minute, second=0, microsecond=0)
    if end <= now:
        raise LearnerError(
            f"{clock.strip()} has gone by: it is {now:%H:%M} here. Give a later time."
        )
    if end - now > timedelta(minutes=MOST_MINUTES):
        raise LearnerError(f"{clock.strip()} is more than eight hours away. Give an earlier time.")
    return stamp(end)


def message(text: str) -> str | None:
    """Return a message in one line; None for an empty one.

    Raises LearnerError when it is too long.

    >>> message(" Back at  ten. ")
    'Back at ten.'
    """
    line = " ".join("".join(c if c.isprintable() else " " for c in text).split())
    if len(line) > LONGEST_MESSAGE:
        raise LearnerError(
            f"A message has at most {LONGEST_MESSAGE} letters, and this one {len(line)}. "
            "Say it shorter."
        )
    return line or None
