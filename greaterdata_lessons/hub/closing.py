"""Close a room and delete it: collect what was handed in, stop, delete, look that nothing is left.

Safe to be stopped anywhere and begun again: each step is asked of the hub as often as it takes,
and the record on paper says after every seat how far it is.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from .deletion import Deletion, Kept
from .starting import Reply

AT_ONCE = 3
TRIES = 12
PAUSE = 5.0  # seconds
LOOKS = 15  # at what is left, one every PAUSE


class Hub(Protocol):
    """What closing asks of the hub."""

    async def stop(self, name: str) -> Reply:
        """Stop somebody's server."""

    async def delete(self, name: str) -> Reply:
        """Delete somebody, and all that is theirs."""


@dataclass
class Closing:
    """One deletion on its way.

    left: tells for each seat what of it is on the machine; None while that is not known yet.
    known: tells which seats the hub still knows.
    keep: called with the record after every step.
    """

    hub: Hub
    left: Callable[[], Mapping[str, Sequence[str]] | None]
    known: Callable[[], Awaitable[Sequence[str]]]
    keep: Callable[[Deletion], object]
    now: Callable[[], str]
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep
    running: bool = False

    async def run(self, record: Deletion, names: Sequence[str]) -> Deletion:
        """Delete these seats; returns the record of it, which names what is left."""
        self.running = True
        self.record = replace(record, failed={}, done="", deleted=0)
        self.keep(self.record)
        waiting, said = list(names), dict[str, str]()
        try:
            await asyncio.gather(*(self._worker(waiting, said) for _ in range(AT_ONCE)))
            return await self._looked(names, said)
        finally:
            self.running = False

    async def _worker(self, waiting: list[str], said: dict[str, str]) -> None:
        while waiting:
            name = waiting.pop(0)
            if problem := await self._one(name):
                said[name] = problem
            else:
                self.record = replace(self.record, deleted=self.record.deleted + 1)
            self.keep(self.record)

    async def _one(self, name: str) -> str:
        """Stop and delete one seat; returns what went wrong, or an empty text."""
        problem = ""
        for _ in range(TRIES):
            try:
                await self.hub.stop(name)
                answer = await self.hub.delete(name)
            except OSError as error:
                problem = f"the hub did not answer ({error})"
            else:
                if answer.status in (204, 404):
                    return ""
                problem = answer.says or f"the hub answered {answer.status}"
                if answer.status >= 500:
                    return problem
            await self.sleep(PAUSE)
        return problem

    async def _looked(self, names: Sequence[str], said: Mapping[str, str]) -> Deletion:
        """Look what is left, and say it; a machine that is slow is given a little time."""
        failed: dict[str, str] = dict(said)
        for _ in range(LOOKS):
            failed = {**await self._left(names), **said}
            if set(failed) == set(said):
                break
            await self.sleep(PAUSE)
        gone = len(set(names) - set(failed))
        self.record = replace(
            self.record, failed=failed, deleted=gone, done="" if failed else self.now()
        )
        self.keep(self.record)
        return self.record

    async def _left(self, names: Sequence[str]) -> dict[str, str]:
        left = self.left()
        if left is None:
            return dict.fromkeys(names, "nobody could look on the machine yet")
        found = {name: f"still on the machine: {', '.join(what)}" for name, what in left.items()}
        try:
            still = set(await self.known()) & set(names)
        except OSError:
            still = set(names)
        return {**{name: "the hub still knows it" for name in still}, **found}


def kept(evidence: int, totals: bool, hosts: Sequence[str]) -> tuple[Kept, ...]:
    """Return what a deletion keeps, and why.

    >>> [one.what for one in kept(2, False, ["host"])]
    ['Evidence of 2 seats', 'This record', "The host's own way in (host)"]
    """
    found = []
    if evidence:
        seats = "1 seat" if evidence == 1 else f"{evidence} seats"
        why = "Its learners agreed that the host keeps it. The host's page deletes it."
        found.append(Kept(f"Evidence of {seats}", why))
    if totals:
        why = 'They say no more than "at least ten" of anything, and point at nobody.'
        found.append(Kept("The session's totals", why))
    found.append(Kept("This record", "To show that the deletion was done, and how."))
    why = "To open this page. A place of notebooks that a host opened is the host's own, and stays."
    found.append(Kept(f"The host's own way in ({', '.join(hosts)})", why))
    return tuple(found)
