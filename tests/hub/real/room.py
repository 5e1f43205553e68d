"""A room of simulated learners: they come one after another, and what it costs is measured."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from greaterdata_lessons.hub import room_state
from greaterdata_lessons.hub.server import people
from greaterdata_lessons.learning import progress_format
from greaterdata_lessons.learning.saved import answers_in
from tests.hub.real.figures import Process, processes
from tests.hub.real.learner import Learner
from tests.hub.real.lesson import whole_lesson
from tests.hub.real.running import Hub

FIRST = ("amber", "birch", "cedar", "delta", "ember", "fjord")
SECOND = ("otter", "heron", "badger", "linnet", "marten")


def seat_names(count: int, word: str = "") -> list[str]:
    """Return made-up names for so many seats; up to 30."""
    return [f"{word}{first}-{second}" for second in SECOND for first in FIRST][:count]


@dataclass
class Room:
    """So many learners at one hub, and how it went."""

    hub: Hub
    link: str
    lesson: str
    count: int
    within: float  # seconds in which they all come
    pause: float = 0
    prepared: bool = False
    words: str = ""
    code: str = "mersey"
    learners: list[Learner] = field(default_factory=list)
    failures: dict[str, str] = field(default_factory=dict)
    used: list[Process] = field(default_factory=list)
    start_cpu: list[float] = field(default_factory=list)
    preparing: float = 0
    took: float = 0

    def hold(self) -> None:
        """Let everybody come, go through the lesson and save it; then measure, then close."""
        names = seat_names(self.count, self.words)
        address, more = self.hub.address, {"code": self.code, "pause": self.pause}
        self.learners = [Learner(name, address, self.link, **more) for name in names]
        if self.prepared:
            self.prepare(names)
        began = time.monotonic()
        asyncio.run(self.everybody())
        self.took = time.monotonic() - began
        self.used = processes()

    def prepare(self, names: Sequence[str]) -> None:
        """Choose the lesson and start every server before anybody comes, as a host does."""
        began = time.monotonic()
        room_state.change(self.hub.settings, lesson=self.lesson)
        for name in names:
            self.hub.seat(name)
        for name in names:
            self.hub.start_server(name)
        for name in names:
            self.hub.wait_for_server(name)
        while sum(one.is_kernel for one in processes()) < len(names):
            assert time.monotonic() < began + 600, "The lesson's kernels were not all started."
            time.sleep(1)
        self.preparing = time.monotonic() - began

    async def everybody(self) -> None:
        """Let the learners come, evenly spread."""
        gap = self.within / max(1, self.count - 1)
        await asyncio.gather(*(self.one(n * gap, who) for n, who in enumerate(self.learners)))

    async def one(self, wait: float, learner: Learner) -> None:
        """Let one learner come after a while; what stops them is kept, the others go on."""
        await asyncio.sleep(wait)
        learner.reached = self.look
        try:
            async with learner:
                await whole_lesson(learner)
        except Exception as error:  # whatever it is, it is this learner's failure
            self.failures[learner.name] = f"{type(error).__name__}: {error}"

    def look(self, learner: Learner, what: str) -> None:
        """Note what a server's start has cost, once it is up."""
        unit = f"{people.unix_name(learner.name)}-server.service"
        if what == "ready":
            self.start_cpu.append(sum(one.cpu for one in processes() if one.unit == unit))

    def close(self) -> None:
        """Send everybody home, and delete their places."""
        room_state.change(self.hub.settings, lesson=None)
        for learner in self.learners:
            self.hub.delete(learner.name)


def kept_answers(learner: Learner) -> dict[str, object]:
    """Return the answers on disk in the learner's file of progress, by the question's name."""
    try:
        text = Path(learner.progress).read_text(errors="replace")
    except (FileNotFoundError, IsADirectoryError):
        return {}
    return {name: kept["answer"] for name, kept in progress_format.read(text).answers.items()}


def saved_answers(learner: Learner) -> set[str]:
    """Return the questions whose answers are in the learner's saved notebook on disk."""
    path = people.home(learner.name) / learner.path
    saved = answers_in(json.loads(path.read_text()))
    return {answer["item"] for answer in saved if answer["state"] in ("right", "not yet", "kept")}


def lost_answers(learner: Learner) -> set[str]:
    """Return the questions that the learner has answered and whose answers are gone."""
    return set(learner.answers) - set(kept_answers(learner))
