"""Closing a room: everything goes, what does not is named, and the paper says which."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from greaterdata_lessons.errors import LearnerError
from greaterdata_lessons.hub import deletion
from greaterdata_lessons.hub.closing import Closing, kept
from greaterdata_lessons.hub.deletion import Deletion, Kept, all_records, blocks, printed, read
from greaterdata_lessons.hub.starting import Reply

BEGUN = "2026-11-23T16:05:00Z"
DONE = "2026-11-23T16:06:00Z"


@dataclass
class SmallHub:
    """A hub and its machine: who is there, and what of them cannot be deleted."""

    there: set[str]
    stuck: dict[str, Reply] = field(default_factory=dict)
    busy: dict[str, int] = field(default_factory=dict)
    on_machine: dict[str, list[str]] = field(default_factory=dict)

    async def stop(self, name: str) -> Reply:
        return Reply(204)

    async def delete(self, name: str) -> Reply:
        if self.busy.get(name, 0):
            self.busy[name] -= 1
            return Reply(400, "its server is stopping")
        if name in self.stuck:
            return self.stuck[name]
        self.there.discard(name)
        return Reply(204)

    async def known(self) -> Sequence[str]:
        return sorted(self.there)

    def left(self) -> dict[str, list[str]]:
        return self.on_machine


async def no_sleep(seconds: float) -> None:
    await asyncio.sleep(0)


def close(hub: SmallHub, before: Deletion | None = None) -> tuple[Deletion, list[Deletion]]:
    states: list[Deletion] = []
    job = Closing(hub, hub.left, hub.known, states.append, lambda: DONE, no_sleep)
    names = sorted({*hub.there, *hub.on_machine})
    record = before or Deletion(BEGUN, BEGUN, "host", len(names))
    return asyncio.run(job.run(record, names)), states


def test_everything_goes_and_the_record_counts_it() -> None:
    hub = SmallHub({f"seat-{n}" for n in range(7)}, busy={"seat-2": 3})
    record, states = close(hub)
    assert hub.there == set()
    assert (record.deleted, record.failed, record.done) == (7, {}, DONE)
    assert states[0].done == ""  # on paper from the first moment on
    assert record.says() == "7 of 7 seats deleted, and nothing of them is left."


def test_a_seat_that_cannot_be_deleted_is_named_and_can_be_tried_again() -> None:
    broken = {"amber-otter": Reply(500, "the home is in use")}
    hub = SmallHub({"amber-otter", "marble-linnet"}, stuck=broken)
    record, _ = close(hub)
    assert record.failed == {"amber-otter": "the home is in use"}
    assert (record.deleted, record.done) == (1, "")
    hub.stuck.clear()
    again, _ = close(hub, record)
    assert (again.failed, again.done, again.seats) == ({}, DONE, 2)
    assert again.name == record.name


def test_what_the_hub_calls_deleted_is_looked_for_on_the_machine() -> None:
    hub = SmallHub({"marble-linnet"}, on_machine={"amber-otter": ["home", "Unix user"]})
    record, _ = close(hub)
    assert record.failed == {"amber-otter": "still on the machine: home, Unix user"}
    assert record.done == ""


def test_where_nobody_could_look_nothing_counts_as_deleted() -> None:
    hub = SmallHub({"amber-otter"})
    job = Closing(hub, lambda: None, hub.known, lambda _: None, lambda: DONE, no_sleep)
    record = asyncio.run(job.run(Deletion(BEGUN, BEGUN, "host", 1), ["amber-otter"]))
    assert record.failed == {"amber-otter": "nobody could look on the machine yet"}
    assert (record.deleted, record.done) == (0, "")


def test_a_hub_that_is_gone_is_said() -> None:
    class Gone(SmallHub):
        async def stop(self, name: str) -> Reply:
            raise OSError("Connection refused")

    record, _ = close(Gone({"amber-otter"}))
    assert "Connection refused" in record.failed["amber-otter"]


WHOLE = Deletion(
    session="2026-11-23T09:00:00Z",
    begun=BEGUN,
    by="host",
    seats=30,
    done="",
    deleted=29,
    failed={"amber-otter": "<b>still</b> there"},
    kept=(Kept("Evidence of 2 seats", "They agreed."),),
)


def test_a_record_is_read_as_it_was_written(tmp_path: Path) -> None:
    deletion.write(tmp_path / "records", WHOLE)
    assert read(tmp_path / "records", WHOLE.name) == WHOLE
    assert all_records(tmp_path / "records") == [WHOLE]


@pytest.mark.parametrize("name", ["", "../secret", "deletion-2026/../x", "deletion-nothing"])
def test_a_name_that_is_no_records_leads_nowhere(tmp_path: Path, name: str) -> None:
    (tmp_path / "secret.json").write_text(json.dumps({"kept": [], "failed": {}}))
    with pytest.raises(LearnerError, match="There is no such record"):
        read(tmp_path, name)


def test_the_paper_says_what_when_by_whom_what_was_kept_and_what_was_not_deleted() -> None:
    text = " ".join(
        part for one in blocks(WHOLE) for part in (one.text, *(" ".join(row) for row in one.rows))
    )
    for words in (
        "23 November 2026, 16:05 UTC",
        "Asked for by host",
        "Seats deleted 29",
        "Deletion done not yet",
        "Evidence of 2 seats They agreed.",
        "amber-otter <b>still</b> there",
        "What was deleted",
        "How it was checked",
    ):
        assert words in text
    page = printed(WHOLE, "html").decode()
    assert "&lt;b&gt;still" in page
    assert printed(WHOLE, "docx")[:2] == b"PK"
    assert "# Record of a deletion" in printed(WHOLE, "md").decode()
    with pytest.raises(LearnerError, match="html, docx, md or json"):
        printed(WHOLE, "exe")


def test_what_is_kept_is_named_with_its_reason() -> None:
    assert [one.what for one in kept(0, True, ["host"])] == [
        "The session's totals",
        "This record",
        "The host's own way in (host)",
    ]
    assert kept(1, False, ["host"])[0].what == "Evidence of 1 seat"
