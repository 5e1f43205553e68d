"""A running session for the faults: learners in a lesson, who must find all again."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import time
from collections.abc import Callable, Coroutine, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import aiohttp

from greaterdata_lessons.hub.server import people
from greaterdata_lessons.learning import bank
from tests.hub.real.kernel import CellError, CutError
from tests.hub.real.learner import Learner, LearnerStuckError
from tests.hub.real.lesson import come_in, find_progress, right_answer
from tests.hub.real.room import kept_answers
from tests.hub.real.running import Hub, command

PROMISED = 60  # seconds in which every learner is back
WENT_WRONG = (CutError, CellError, LearnerStuckError, aiohttp.ClientError, OSError, TimeoutError)


@dataclass(frozen=True)
class Outcome:
    """What came of one fault."""

    fault: str
    seen: str
    back: float
    lost: int


@dataclass
class Session:
    """A hub, its learners, and the questions they have still to answer."""

    hub: Hub
    link: str
    loop: asyncio.AbstractEventLoop = field(default_factory=asyncio.new_event_loop)
    learners: list[Learner] = field(default_factory=list)
    outcomes: list[Outcome] = field(default_factory=list)
    markers: dict[str, list[str]] = field(default_factory=dict)
    questions: dict[str, Iterator[tuple[str, Any]]] = field(default_factory=dict)

    def run(self, doing: Coroutine[Any, Any, Any]) -> Any:
        """Let something happen, to its end."""
        return self.loop.run_until_complete(doing)

    def seat(self, name: str) -> Learner:
        """Let a learner come in, open the lesson, and run its first cell."""
        learner = Learner(name, self.hub.address, self.link)
        self.run(learner.__aenter__())
        self.learners.append(learner)
        self.run(come_in(learner))
        self.run(learner.kernel.run("import greaterdata_lessons as gd"))
        self.run(find_progress(learner))
        return learner

    def work(self, learner: Learner) -> None:
        """Answer one more question, write one more line into the notebook, and save both."""
        question, given = next(self.questions.setdefault(learner.name, choices()))
        told = self.run(learner.kernel.run(f"print(gd.check({question!r}, {given!r}))"))
        assert "Right" in told[0].get("text", ""), told
        learner.answers[question] = given
        marker = f"written before number {len(self.outcomes)}, after {question}"
        self.markers.setdefault(learner.name, []).append(marker)
        learner.notebook["cells"][0]["source"] += f"\n\n{marker}"
        self.run(learner.save())

    def lost(self, learner: Learner) -> list[str]:
        """Return what the learner has answered or written, and is not on disk any more."""
        kept = kept_answers(learner)
        gone = [question for question in learner.answers if question not in kept]
        path = people.home(learner.name) / learner.path
        first = json.loads(path.read_text())["cells"][0]["source"]
        saved = "".join(first) if isinstance(first, list) else first
        return gone + [text for text in self.markers.get(learner.name, []) if text not in saved]

    def sees(self, learner: Learner) -> str:
        """Return what the learner sees of a fault: in their next cell, and in their page."""
        return self.run(self._sees(learner))

    async def _sees(self, learner: Learner) -> str:
        learner.kernel.patience = 6
        try:
            await learner.kernel.run("1 + 1")
            return "nothing"
        except WENT_WRONG as error:
            seen = f"{error}".split("\n")[0]
        finally:
            learner.kernel.patience = 240
        try:
            page = await asyncio.wait_for(learner.page("GET", learner.own("api/status")), 10)
        except WENT_WRONG:
            return f"{seen}; no page comes"
        return f"{seen}; the page says {page.status}"

    def comes_back(self, learner: Learner) -> float:
        """Return the seconds until a cell runs and is saved; more than promised fails."""
        began = time.monotonic()
        self.run(self._comes_back(learner, began + PROMISED))
        return time.monotonic() - began

    async def _comes_back(self, learner: Learner, until: float) -> None:
        line_holds = True
        while True:
            left = until - time.monotonic()
            assert left > 0, f"{learner.name} did not come back:\n{self.hub.log()}"
            try:
                async with asyncio.timeout(left):
                    if not line_holds:
                        await learner.arrive(left)
                        await learner.connect()
                    learner.kernel.patience = 10 if line_holds else left
                    await learner.kernel.run("import greaterdata_lessons as gd; gd.question")
                    await learner.save()
                    learner.kernel.patience = 240
                    return
            except WENT_WRONG:
                line_holds = False
                await asyncio.sleep(0.3)

    def survive(self, fault: str, does: Callable[[Session, Learner], str | None]) -> Outcome:
        """Let one thing go wrong, and note what the first learner sees of it and what is lost."""
        for learner in self.learners:
            self.comes_back(learner)  # from the fault before, where that one failed
            self.work(learner)
        told = does(self, self.learners[0])
        seen = told or self.sees(self.learners[0])
        back = max(self.comes_back(learner) for learner in self.learners)
        gone = [what for learner in self.learners for what in self.lost(learner)]
        self.outcomes.append(Outcome(fault, seen, back, len(gone)))
        assert gone == []
        return self.outcomes[-1]

    def close(self) -> None:
        """Send everybody home."""
        for learner in self.learners:
            self.run(learner.__aexit__(None, None, None))
            self.hub.delete(learner.name)
        self.loop.close()


def choices() -> Iterator[tuple[str, Any]]:
    """Give the course's questions to choose from, each with its right answer."""
    for lesson in bank.lessons():
        for item in bank.whole(lesson)["items"].values():
            if item["kind"] == "choice":
                yield item["id"], right_answer(item)


def unit(learner: Learner) -> str:
    """Return the unit of a learner's server."""
    return f"{people.unix_name(learner.name)}-server.service"


def main_pid(name: str) -> int:
    """Return the number of a unit's first process."""
    return int(command("systemctl", "show", "--property=MainPID", "--value", name))


def kernel_pids(learner: Learner) -> list[int]:
    """Return the numbers of the learner's kernels."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            if unit(learner) in (folder / "cgroup").read_text():
                found += (
                    [int(folder.name)] if b"/kernel-" in (folder / "cmdline").read_bytes() else []
                )
        except OSError:
            continue
    return found


def kill(*numbers: int) -> None:
    """Kill processes at once, with no word before."""
    for number in numbers:
        os.kill(number, signal.SIGKILL)
