"""Start every seat's server before a session, a few at a time; press twice, stop, try again."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field

from .seats import Seat

AT_ONCE = 4  # more at once only makes every one of them slower
SHORTEST, LONGEST = 1.0, 30.0  # seconds between two tries, whatever the hub says
TRIES = 3
PATIENCE = 240.0  # seconds until a server counts as not started
LOOK = 1.5


@dataclass(frozen=True)
class Reply:
    """What the hub answered: its status, its words, and when to ask again, in seconds."""

    status: int
    says: str = ""
    again: float = 0.0


@dataclass
class Starting:
    """One press of "Start all servers", and how far it is."""

    ask: Callable[[str], Awaitable[Reply]]
    look: Callable[[], Awaitable[Sequence[Seat]]]
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep
    wanted: tuple[str, ...] = ()
    ready: set[str] = field(default_factory=set)
    failed: dict[str, str] = field(default_factory=dict)
    started: set[str] = field(default_factory=set)  # by this press, so nobody is there yet
    running: bool = False
    stopped: bool = False

    async def run(self, names: Sequence[str]) -> None:
        """Start these seats' servers; returns when each is ready, has failed, or was left out."""
        self.running, self.stopped = True, False
        self.wanted, self.failed = tuple(names), {}
        self.ready = {seat.name for seat in await self.look() if seat.state in ("in", "ready")}
        self.ready &= set(names)
        waiting = [name for name in names if name not in self.ready]
        try:
            await asyncio.gather(*(self._worker(waiting) for _ in range(AT_ONCE)))
        finally:
            self.running = False

    def stop(self) -> None:
        """Begin no further one; those that have begun go on."""
        self.stopped = True

    async def _worker(self, waiting: list[str]) -> None:
        while waiting and not self.stopped:
            name = waiting.pop(0)
            if problem := await self._one(name):
                self.failed[name] = problem
            elif not self.stopped or name in self.started:
                self.ready.add(name)

    async def _one(self, name: str) -> str:
        """Start one server; returns what went wrong, or an empty text."""
        said = ""
        for _ in range(TRIES):
            said = await self._asked(name) or await self._seen(name)
            if not said or self.stopped:
                break
        return said

    async def _asked(self, name: str) -> str:
        """Ask until the hub takes it on; a hub that is busy says when to come again."""
        waited = 0.0
        while waited < PATIENCE and not self.stopped:
            try:
                answer = await self.ask(name)
            except OSError as error:
                return f"the hub did not answer ({error})"
            if answer.status in (201, 202):
                self.started.add(name)
                return ""
            if answer.status == 400 and "already running" in answer.says:
                return ""
            if answer.status == 404:
                return "the hub does not know this seat"
            if answer.status not in (400, 429, 503):
                return answer.says or f"the hub answered {answer.status}"
            pause = min(max(answer.again, SHORTEST), LONGEST)
            waited += pause
            await self.sleep(pause)
        return "" if self.stopped else "the hub was busy for too long"

    async def _seen(self, name: str) -> str:
        """Wait until the server is ready."""
        waited = 0.0
        while waited < PATIENCE and not (self.stopped and name not in self.started):
            try:
                states = {seat.name: seat.state for seat in await self.look()}
            except OSError:
                states = {name: "starting"}  # the hub may be on its way back
            if states.get(name) in ("in", "ready"):
                return ""
            if states.get(name, "out") == "out" and waited:
                return "the server did not start"
            waited += LOOK
            await self.sleep(LOOK)
        return "" if self.stopped else "the server was not ready after four minutes"

    @property
    def says(self) -> str:
        """Return how far it is, in one sentence; empty before the first press."""
        if not self.wanted:
            return ""
        share = f"{len(self.ready)} of {len(self.wanted)} servers ready"
        wrong = f", {len(self.failed)} did not start" if self.failed else ""
        if self.running:
            return f"Starting{', no further ones' * self.stopped}: {share}{wrong}."
        return f"{'Stopped' if self.stopped else 'Done'}: {share}{wrong}."
