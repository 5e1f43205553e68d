"""How many learners fit on how many machines, and what that costs, from what was measured.

The arithmetic is that of packing: a learner's server takes one seat of a fixed size on one node,
and a node holds as many whole seats as its memory gives. `capacity.toml` says what was measured,
where and when; what is decided, not measured, stands here with its reason.
"""

from __future__ import annotations

import math
import tomllib
from dataclasses import dataclass, fields
from datetime import date
from importlib.resources import files
from typing import Any

from greaterdata_lessons.errors import LearnerError

STEP_MB = 50  # a seat's size is rounded up to this
CORE_MB = 1024  # what deploy/z2jh asks for the hub, the proxy and the schedulers together
KEPT = 0.15  # of a node's memory, for its system, until the provider's own figure is known
MOST_PODS = 100  # on one node: Kubernetes allows 110 where nothing else is said, some its own
HOURS = 730  # in a month


@dataclass(frozen=True)
class Measured:
    """What one learner and the hub cost, and how that was found.

    Memory in mebibytes, processor time in seconds.
    """

    measured_on: date
    machine: str
    learners: int
    server_mb: float
    kernel_mb: float
    notebook_mb: float
    hub_mb: float
    start_cpu_s: float
    lesson_cpu_s: float

    @property
    def lesson_mb(self) -> float:
        """A learner with one lesson open."""
        return self.server_mb + self.kernel_mb

    @property
    def seat_mb(self) -> int:
        """The memory set aside for a learner: two notebooks open, rounded up.

        Two, because people open the next lesson before the last one has been put to sleep.
        """
        return math.ceil((self.lesson_mb + self.notebook_mb) / STEP_MB) * STEP_MB


def measured() -> Measured:
    """Return what was measured, as `capacity.toml` has it.

    Example:
        >>> measured().seat_mb >= measured().lesson_mb
        True
    """
    told: dict[str, Any] = tomllib.loads(files(__package__).joinpath("capacity.toml").read_text())
    return Measured(**{field.name: told[field.name] for field in fields(Measured)})


@dataclass(frozen=True)
class Node:
    """One machine of a cluster: its memory in gibibytes, its cores, the share kept for itself."""

    gb: float = 16.0
    cores: float = 4.0
    kept: float = KEPT

    def seats(self, seat_mb: float, *, without_mb: float = 0.0) -> int:
        """Return how many whole seats fit, beside `without_mb` of something else.

        Example:
            >>> Node(16).seats(450), Node(16).seats(450, without_mb=1024)
            (30, 28)
        """
        free = self.gb * 1024 * (1 - self.kept) - without_mb
        return min(max(0, math.floor(free / seat_mb)), MOST_PODS)


@dataclass(frozen=True)
class Rooms:
    """What a number of learners at once needs, and what it costs.

    Attributes:
        learners: how many are in at the same time.
        node: the kind of machine.
        seat_mb: memory set aside for each learner.
        seats: whole seats on a node.
        memory_gb: memory for all seats and the hub.
        nodes: nodes when everybody is in, and none is kept ready for more.
        waiting: placeholders, so that a room can arrive without waiting for a node.
        busiest: nodes when everybody is in and the placeholders have moved on. When nobody is in,
            one node stands ready, full of placeholders.
        start_minutes: the least time in which all servers start and run one lesson.
    """

    learners: int
    node: Node
    seat_mb: int
    seats: int
    memory_gb: float
    nodes: int
    waiting: int
    busiest: int
    start_minutes: float

    def pounds(self, price: float, hours: float | None = None) -> float:
        """Return what a month costs at `price` for a node a month.

        hours: how many hours a month learners are in; nodes beyond the first are paid for that
        long. None means that all nodes stay on, with no placeholders.
        """
        if hours is None:
            return self.nodes * price
        return price * (1 + (self.busiest - 1) * min(hours, HOURS) / HOURS)

    def __str__(self) -> str:
        """Say it in a sentence."""
        many = "1 node" if self.nodes == 1 else f"{self.nodes} nodes"
        return (
            f"{self.learners} learners at once need {self.memory_gb:.1f} GB of memory: {many} of "
            f"{self.node.gb:g} GB, {self.seats} learners on each. If nodes come and go, "
            f"1 stays ready and {self.busiest} run when everybody is in."
        )


def rooms(learners: int, node: Node | None = None, *, cost: Measured | None = None) -> Rooms:
    """Return what `learners` at the same time need on nodes of this kind.

    Args:
        learners: people with a lesson open at once, over all rooms.
        node: the kind of machine; 16 GB and 4 cores unless said.
        cost: what a learner costs; as measured unless given.

    Raises:
        LearnerError: for fewer than one learner, or a node too small to hold anybody.

    Source: packing of whole seats, as the scheduler does it by requested memory; a seat is two
    open notebooks as measured.

    Example:
        >>> a = Measured(date(2026, 1, 1), "a machine", 30, 118, 152, 150, 165, 2.9, 2.8)
        >>> print(rooms(120, Node(16), cost=a))
        120 learners at once need 53.7 GB of memory: 5 nodes of 16 GB, 30 learners on each. \
If nodes come and go, 1 stays ready and 5 run when everybody is in.
        >>> rooms(120, Node(16), cost=a).pounds(100), round(rooms(120, cost=a).pounds(100, 20), 2)
        (500, 110.96)
    """
    node, cost = node or Node(), cost or measured()
    if learners < 1:
        raise LearnerError(f"{learners} learners need nothing. Give how many are in at once.")
    each = node.seats(cost.seat_mb)
    first = node.seats(cost.seat_mb, without_mb=CORE_MB)
    if first < 1:
        raise LearnerError(
            f"A node of {node.gb:g} GB is too small: the hub takes {CORE_MB / 1024:g} GB and a "
            f"learner {cost.seat_mb} MB, beside what the node keeps for itself. Take a larger one."
        )

    def nodes(seats: int) -> int:
        return 1 + math.ceil(max(0, seats - first) / each)

    seconds = learners * (cost.start_cpu_s + cost.lesson_cpu_s)
    return Rooms(
        learners=learners,
        node=node,
        seat_mb=cost.seat_mb,
        seats=each,
        memory_gb=(learners * cost.seat_mb + CORE_MB) / 1024,
        nodes=nodes(learners),
        waiting=first,
        busiest=nodes(learners + first),
        start_minutes=seconds / (nodes(learners) * node.cores * 60),
    )
