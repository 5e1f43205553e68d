"""What a room of learners waited for and what it cost, measured and as tables of text."""

from __future__ import annotations

import os
import re
import statistics
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from greaterdata_lessons.hub import units
from greaterdata_lessons.hub.server import people

if TYPE_CHECKING:
    from tests.hub.real.learner import Learner
    from tests.hub.real.room import Room

TICKS = os.sysconf("SC_CLK_TCK")
STEPS = ("login", "ready", "open", "first result", "done")


@dataclass(frozen=True)
class Process:
    """What one process of the hub or of a learner costs: memory in MB, processor time in s."""

    unit: str
    command: str
    mb: float
    cpu: float

    @property
    def short(self) -> str:
        """The program's own name."""
        words = [word for word in self.command.split() if not word.startswith("-")]
        return words[1].rpartition("/")[2] if len(words) > 1 else self.command

    @property
    def is_kernel(self) -> bool:
        """Tell a notebook's kernel from the server that it belongs to."""
        return "/kernel-" in self.command  # the file that tells it where to listen


def processes() -> list[Process]:
    """Return every process of the hub, its proxy and the learners' servers.

    Memory is each process's proportional share (PSS): what several share is counted once.
    """
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            unit = re.search(r"([\w.@-]+\.service)", (folder / "cgroup").read_text())
            if unit and unit[1].startswith(("seat-", "greaterdata-")):
                found.append(_process(folder, unit[1]))
        except (OSError, AttributeError):  # it ended while it was looked at
            continue
    return found


def _process(folder: Path, unit: str) -> Process:
    command = (folder / "cmdline").read_bytes().replace(b"\0", b" ").decode()
    kilobytes = re.search(r"^Pss:\s+(\d+)", (folder / "smaps_rollup").read_text(), re.MULTILINE)
    times = (folder / "stat").read_text().rpartition(")")[2].split()
    cpu = (int(times[11]) + int(times[12])) / TICKS
    return Process(unit, command, int(kilobytes[1]) / 1024, cpu)  # type: ignore[index]


def memory_of(found: Iterable[Process], unit: str, *, kernels: bool | None = None) -> float:
    """Return the megabytes of a unit: of all of it, of its kernels only, or all but them."""
    return sum(
        process.mb
        for process in found
        if process.unit == unit and kernels in (None, process.is_kernel)
    )


def quantile(values: Sequence[float], share: float) -> float:
    """Return the value that so large a share does not exceed."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def table(title: str, head: Sequence[str], rows: Sequence[Sequence[object]]) -> str:
    """Return a table as lines of text."""
    cells = [[str(cell) for cell in row] for row in [head, *rows]]
    widths = [max(map(len, column)) for column in zip(*cells, strict=True)]
    cells.insert(1, ["-" * width for width in widths])
    lines = [
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in cells
    ]
    return "\n".join(["", title, *lines])


def report(room: Room) -> str:
    """Return what a room's learners waited for, and what they cost."""
    how = (
        "the lesson chosen and servers started before"
        if room.prepared
        else "nothing started before"
    )
    title = f"{room.count} learners within {room.within:.0f} s, {how}"
    if room.prepared:
        title += f" (that took {room.preparing:.0f} s)"
    done = [learner for learner in room.learners if learner.name not in room.failures]
    rows = [_times(done, step) for step in STEPS] if done else []
    waits = table(title, ("seconds from arriving", "median", "p95", "most"), rows)
    costs = table("what it costs", ("", "median", "most"), _costs(room, done))
    failed = [f"  {name}: {why}" for name, why in room.failures.items()]
    reloads = sum(learner.reloads for learner in room.learners)
    ends = f"failures: {len(failed)}; pages that had to be loaded again: {reloads}"
    return "\n".join([waits, costs, f"{ends}; all done after {room.took:.0f} s", *failed])


def _times(learners: Sequence[Learner], step: str) -> tuple[object, ...]:
    took = [learner.times[step] for learner in learners]
    shown = (statistics.median(took), quantile(took, 0.95), max(took))
    return (step, *(f"{seconds:.1f}" for seconds in shown))


def _costs(room: Room, learners: Sequence[Learner]) -> list[tuple[object, ...]]:
    rows = [_cost(f"{name}, MB", values) for name, values in learner_costs(room, learners).items()]
    for name, unit in (("the hub and its helpers", units.HUB), ("the door", units.PROXY)):
        rows.append((f"{name}, MB", f"{memory_of(room.used, unit):.1f}", ""))
    for process in room.used:
        if process.unit == units.HUB:
            rows.append((f"- {process.short}, MB", f"{process.mb:.1f}", ""))
    cpu = lesson_cpu(room, learners)
    return [
        *rows,
        _cost("starting a server, s of processor", room.start_cpu),
        _cost("the lesson, s of processor", cpu),
    ]


def _cost(name: str, values: Sequence[float]) -> tuple[object, ...]:
    return (
        (name, f"{statistics.median(values):.1f}", f"{max(values):.1f}")
        if values
        else (name, "", "")
    )


def learner_costs(room: Room, learners: Sequence[Learner]) -> dict[str, list[float]]:
    """Return the megabytes of each learner's server, kernels, and of both."""
    own = [f"{people.unix_name(learner.name)}-server.service" for learner in learners]
    return {
        "a learner": [memory_of(room.used, unit) for unit in own],
        "- server": [memory_of(room.used, unit, kernels=False) for unit in own],
        "- kernel": [memory_of(room.used, unit, kernels=True) for unit in own],
    }


def lesson_cpu(room: Room, learners: Sequence[Learner]) -> list[float]:
    """Return the processor time of each learner's kernel, which ran one lesson."""
    own = {f"{people.unix_name(learner.name)}-server.service" for learner in learners}
    return [one.cpu for one in room.used if one.is_kernel and one.unit in own]


def capacity(room: Room) -> str:
    """Return what was measured as capacity.toml has it."""
    done = [learner for learner in room.learners if learner.name not in room.failures]
    if not done:
        return ""
    costs = learner_costs(room, done)
    hub = memory_of(room.used, units.HUB) + memory_of(room.used, units.PROXY)
    figures = {
        "learners": len(done),
        "server_mb": statistics.median(costs["- server"]),
        "kernel_mb": statistics.median(costs["- kernel"]),
        "hub_mb": hub,
        "lesson_cpu_s": statistics.median(lesson_cpu(room, done)),
    }
    if room.start_cpu:
        figures["start_cpu_s"] = statistics.median(room.start_cpu)
    return "\n".join(f"{name} = {round(value, 1):g}" for name, value in figures.items())
