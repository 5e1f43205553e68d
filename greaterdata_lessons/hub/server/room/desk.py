"""What the host's page knows and does, apart from how it is shown."""

from __future__ import annotations

import asyncio
import json
import os
import time
from collections.abc import Coroutine, Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

from greaterdata_lessons.errors import LearnerError
from greaterdata_lessons.files import write_whole
from greaterdata_lessons.hub import deletion, handed_in, lessons, room_state
from greaterdata_lessons.hub.closing import Closing, kept
from greaterdata_lessons.hub.deletion import Deletion
from greaterdata_lessons.hub.handed_in import HandedIn
from greaterdata_lessons.hub.room_state import Room
from greaterdata_lessons.hub.safe_files import as_object, read_small
from greaterdata_lessons.hub.seats import Seat, seat_of
from greaterdata_lessons.hub.server.people import handed_in as hand_in_folder
from greaterdata_lessons.hub.server.people import unix_name
from greaterdata_lessons.hub.server.room.api import HubApi
from greaterdata_lessons.hub.settings import Settings
from greaterdata_lessons.hub.starting import Starting

FRESH = 1.0  # seconds for which one look at the hub serves everybody
LESSONS_FRESH = 60.0
MADE_WITHIN = 30.0  # seconds for the keeper to make the hub's users
LARGEST = 2_000_000


class Desk:
    """The room of one hub, as its host works with it."""

    def __init__(self, settings: Settings, api: HubApi, hosts: Sequence[str]) -> None:
        """Open the desk; a room that has no session yet begins one."""
        self.settings, self.api, self.hosts = settings, api, tuple(hosts)
        self.host_folder = settings.folder("host")
        self.starting = Starting(api.start, self.look)
        self.closing = Closing(api, self.left, self.known, self.keep_record, room_state.stamp)
        self._seats: tuple[float, list[Seat]] = (float("-inf"), [])
        self._lessons: tuple[float, tuple[lessons.Lesson, ...]] = (float("-inf"), ())
        self._tasks: set[asyncio.Task[Any]] = set()
        found = as_object(read_small(self.host_folder, "prepared.json", largest=LARGEST))
        self.starting.started = {str(name) for name in found.get("seats", [])}
        if not self.room.session:
            # A folder that cannot be written is said at the first press; the hub needs us to run.
            with suppress(LearnerError):
                self.open()

    @property
    def room(self) -> Room:
        """Return the room as it is set."""
        return room_state.read(self.settings)

    def open(self) -> Room:
        """Begin a new session in an empty room."""
        self.starting.started = set()
        return room_state.write(self.settings, Room(session=room_state.stamp()))

    async def look(self) -> list[Seat]:
        """Return every seat and its state. Raises OSError when the hub does not answer."""
        when, seats = self._seats
        if time.monotonic() - when < FRESH:
            return seats
        users = [user for user in await self.api.users() if user["name"] not in self.hosts]
        started = self.starting.started
        found = {user["name"]: seat_of(user, started) for user in users}
        for name in self.expected():
            found.setdefault(name, Seat(name, "out"))
        # Who has been seen in a server is somebody, also after it has been stopped and started.
        seen = {name for name in started if found.get(name, Seat(name, "out")).state == "in"}
        if seen:
            self.starting.started -= seen
        self._seats = (time.monotonic(), [found[name] for name in sorted(found)])
        return self._seats[1]

    def expected(self) -> list[str]:
        """Return the names of the seats there are, whether or not the hub knows them yet."""
        found = as_object(read_small(Path(self.settings.state), "seats.json", largest=LARGEST))
        return [str(name) for name in found.get("seats", []) if name not in self.hosts]

    async def known(self) -> list[str]:
        """Return the names of the learners that the hub knows."""
        return [str(u["name"]) for u in await self.api.users() if u["name"] not in self.hosts]

    def background(self, work: Coroutine[Any, Any, Any]) -> None:
        """Do something beside answering."""
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def start_all(self) -> bool:
        """Start every seat's server in the background; False when that is under way already."""
        if self.starting.running or self.closing.running or self.room.state != "open":
            return False
        self.starting.running = True
        room_state.change(self.settings, prepare=True)
        self.background(self._start_all())
        return True

    async def _start_all(self) -> None:
        wanted = set(self.expected())
        until = time.monotonic() + MADE_WITHIN
        try:
            while wanted - set(await self.known()) and time.monotonic() < until:
                await asyncio.sleep(1)
            await self.starting.run(sorted(await self.known()))
        except OSError as error:
            self.starting.wanted = tuple(sorted(wanted))
            self.starting.failed = {"every seat": f"the hub did not answer ({error})"}
        finally:
            self.starting.running = False
            content = json.dumps({"seats": sorted(self.starting.started)})
            write_whole(self.host_folder / "prepared.json", content.encode(), mode=0o600)

    def released(self) -> tuple[lessons.Lesson, ...]:
        """Return the released lessons; none where nothing was released yet."""
        when, found = self._lessons
        if time.monotonic() - when >= LESSONS_FRESH or not found:
            try:
                found = lessons.lessons(Path(self.settings.state))
            except LearnerError:
                found = ()
            self._lessons = (time.monotonic(), found)
        return found

    def lesson(self) -> lessons.Lesson | None:
        """Return the lesson that everybody was put at."""
        wanted = self.room.lesson
        return next((one for one in self.released() if wanted in (one.id, one.number)), None)

    def notice(self) -> dict[str, Any]:
        """Return what every learner may know: it names nobody."""
        room, lesson = self.room, self.lesson()
        link = lesson.link(Path(self.settings.state)) if lesson else ""
        return {
            "lesson": {"id": lesson.number, "title": lesson.title, "link": link}
            if lesson
            else None,
            "ends_at": room.ends_at,
            "message": room.message,
            "idle_minutes": self.settings.idle_minutes,
        }

    def totals(self) -> dict[str, Any]:
        """Return the totals that the keeper wrote for this session; none is empty."""
        found = as_object(read_small(Path(self.settings.state), "totals.json", largest=LARGEST))
        return dict(found) if found.get("session") == self.room.session else {}

    def evidence(self, names: Sequence[str]) -> dict[str, HandedIn]:
        """Return what these seats have handed in, and what was collected at the close."""
        found: dict[str, HandedIn] = {}
        for folder in sorted(self.collected.glob("*.json")) if self.collected.is_dir() else []:
            content = read_small(self.collected, folder.name, largest=handed_in.LARGEST)
            if one := handed_in.understood(content):
                found[folder.stem] = one
        for name in names:
            if one := handed_in.understood(self._handed_in(name)):
                found[name] = one
        return found

    @property
    def collected(self) -> Path:
        """Return the folder of what was collected at the close."""
        return self.host_folder / "collected"

    def _handed_in(self, name: str) -> bytes | None:
        folder = hand_in_folder(name, self.settings)
        try:
            owner = os.stat(folder, follow_symlinks=False).st_uid
        except OSError:
            return None
        return read_small(folder, handed_in.NAME, largest=handed_in.LARGEST, owner=owner)

    def collect(self, names: Sequence[str]) -> int:
        """Copy what was handed in to where a deletion leaves it; returns how much there is."""
        self.collected.mkdir(mode=0o700, exist_ok=True)
        for name in names:
            content = self._handed_in(name)
            if content and handed_in.understood(content) and "/" not in name:
                write_whole(self.collected / f"{name}.json", content, mode=0o600)
        return len(self.evidence([]))

    def delete_collected(self) -> None:
        """Delete what was collected."""
        for file in self.collected.glob("*.json"):
            file.unlink()

    async def close(self, by: str) -> bool:
        """Close the room and delete it in the background; False when that is under way."""
        if self.closing.running or self.room.state == "closed":
            return False
        self.closing.running = True
        self.starting.stop()
        self.background(self._close(by))
        return True

    async def _close(self, by: str) -> None:
        try:
            last = self.record()
            old = last and self.room.state == "closing" and last.session == self.room.session
            room = room_state.change(self.settings, state="closing", prepare=False)
            names = await self.known()
            evidence = self.collect(names)
            totals = bool(self.totals().get("took_part"))
            record = last if old and last else Deletion(room.session, room_state.stamp(), by, 0)
            names = sorted({*names, *record.failed})
            seats = max(record.seats, len(names))
            everything = kept(evidence, totals, self.hosts)
            done = await self.closing.run(replace(record, seats=seats, kept=everything), names)
            if done.done:
                self.starting.started = set()
                (self.host_folder / "prepared.json").unlink(missing_ok=True)  # it names seats
                room_state.change(
                    self.settings, state="closed", lesson=None, ends_at=None, message=None
                )
        finally:
            self.closing.running = False

    def left(self) -> dict[str, list[str]] | None:
        """Return what the keeper still finds of each seat, by the seat's name where it has one."""
        found = as_object(read_small(Path(self.settings.state), "left.json", largest=LARGEST))
        if str(found.get("at", "")) < self.last_step:
            return None
        own = {unix_name(name) for name in self.hosts}
        return {
            unix.removeprefix("seat-"): [str(part) for part in what]
            for unix, what in dict(found.get("left", {})).items()
            if unix not in own
        }

    last_step = ""

    def keep_record(self, record: Deletion) -> None:
        """Write how far a deletion is."""
        self.last_step = room_state.stamp()
        deletion.write(self.host_folder / "records", record)

    def records(self) -> list[Deletion]:
        """Return the records of deletions, the newest first."""
        return deletion.all_records(self.host_folder / "records")

    def record(self) -> Deletion | None:
        """Return the newest record of a deletion."""
        return next(iter(self.records()), None)
