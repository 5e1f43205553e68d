"""What goes wrong in a session, done for real: each takes the session and the learner it befalls.

A fault returns what the learner sees of it where that is not read from their next cell.
"""

from __future__ import annotations

import asyncio
import json
import sqlite3
import time
from contextlib import closing, suppress
from pathlib import Path

from greaterdata_lessons.hub.lessons import repository
from greaterdata_lessons.hub.server import people
from greaterdata_lessons.hub.units import HUB, PROXY
from tests.hub.real import clock
from tests.hub.real.kernel import CellError, CutError
from tests.hub.real.learner import Learner, LearnerStuckError
from tests.hub.real.running import command
from tests.hub.real.session import PROMISED, WENT_WRONG, Session, kernel_pids, kill, main_pid, unit

DAY = 86_400
FILL = "big = open({!r}, 'wb')\nwhile True: big.write(bytes(1_000_000))"


def kernel_killed(session: Session, learner: Learner) -> None:
    """The kernel of a notebook is gone at once."""
    kill(*kernel_pids(learner))


def server_killed(session: Session, learner: Learner) -> None:
    """A learner's server is gone at once, and its kernels with it."""
    command("systemctl", "kill", "--signal=KILL", unit(learner))


def server_stopped(session: Session, learner: Learner) -> None:
    """Somebody stops a learner's unit behind the hub's back."""
    command("systemctl", "stop", unit(learner))


def hub_killed(session: Session, learner: Learner) -> None:
    """The hub is gone at once; systemd starts it again."""
    kill(main_pid(HUB))


def proxy_killed(session: Session, learner: Learner) -> None:
    """The door is gone at once; systemd starts it again."""
    kill(main_pid(PROXY))


def proxy_restarted(session: Session, learner: Learner) -> None:
    """The door is started again in good order."""
    command("systemctl", "restart", PROXY)


def both_killed(session: Session, learner: Learner) -> None:
    """The hub and its door are gone in the same moment."""
    kill(main_pid(HUB), main_pid(PROXY))


def hub_away(session: Session, learner: Learner) -> str:
    """The hub is off for a while; those who are in go on."""
    command("systemctl", "stop", HUB)
    try:
        return session.sees(learner)
    finally:
        command("systemctl", "start", HUB)


def hub_restarted_in_a_start(session: Session, learner: Learner) -> str:
    """The hub is started again while somebody's server is starting."""
    late = Learner(f"late-{len(session.outcomes)}", session.hub.address, session.link)

    async def come() -> None:
        async with late:
            coming = asyncio.create_task(late.arrive(PROMISED + 30))
            await asyncio.sleep(4)
            await asyncio.to_thread(command, "systemctl", "restart", HUB)
            await coming

    session.run(come())
    session.hub.delete(late.name)
    return f"the one who was starting got in, after {late.reloads} reloads"


def home_full(session: Session, learner: Learner) -> str:
    """A learner fills their home to the last byte, sees so, and makes room again."""
    fill = FILL.format("big")
    seen = failing_cell(session, learner, fill)
    try:
        session.run(learner.save())
        saved = "saving works"
    except LearnerStuckError as error:
        saved = "saving says: " + str(error).partition('"message": "')[2].partition('"')[0]
    session.run(learner.kernel.run("import os; big.close(); os.remove('big')"))
    session.run(learner.save())
    return f"{seen}; {saved}"


def temporary_full(session: Session, learner: Learner) -> str:
    """A learner fills the folder for temporary files."""
    fill = FILL.format("/tmp/big")
    seen = failing_cell(session, learner, fill)
    session.run(learner.kernel.run("import os; big.close(); os.remove('/tmp/big')"))
    return seen


def memory_full(session: Session, learner: Learner) -> str:
    """A cell asks for more memory than a learner has, in one piece and then in many."""
    one = failing_cell(session, learner, "bytes(50_000_000_000)")
    many = failing_cell(
        session, learner, "held = []\nwhile True: held.append(bytearray(10_000_000))"
    )
    return f"{one}; in small pieces: {many}"


def failing_cell(session: Session, learner: Learner, code: str) -> str:
    """Run a cell that cannot work; returns what the learner is told."""
    try:
        session.run(learner.kernel.run(code))
    except (CellError, CutError) as error:
        return str(error).split("\n")[0]
    return "nothing"


def clock_ahead(session: Session, learner: Learner) -> str:
    """The clock jumps forward by a day."""
    clock.move(DAY)
    return session.sees(learner)


def clock_back(session: Session, learner: Learner) -> str:
    """The clock jumps back by a day."""
    clock.move(0)
    return session.sees(learner)


def journal_killed(session: Session, learner: Learner) -> None:
    """What keeps the machine's log is gone at once."""
    command("systemctl", "kill", "--signal=KILL", "systemd-journald.service")


def line_cut(session: Session, learner: Learner) -> str:
    """The line to the kernel is cut while a cell runs; the cell runs on."""

    async def cut() -> None:
        running = asyncio.create_task(learner.kernel.run("import time; time.sleep(3); kept = 7"))
        await asyncio.sleep(1)
        await learner.line_breaks()
        with suppress(*WENT_WRONG):
            await running
        await asyncio.sleep(3)
        await learner.connect()
        shown = await learner.kernel.run("print(kept)")
        assert shown[0]["text"] == "7\n"

    session.run(cut())
    return "Lab says that it connects again; the cell had run to its end"


def offline(session: Session, learner: Learner) -> str:
    """A learner is without a network for half a minute."""

    async def away() -> None:
        await learner.kernel.run("before = 11")
        await learner.line_breaks()
        await asyncio.sleep(30)
        await learner.connect()
        assert (await learner.kernel.run("print(before)"))[0]["text"] == "11\n"

    session.run(away())
    return "Lab says that it is not connected; every variable is there after"


def killed_while_saving(session: Session, learner: Learner) -> str:
    """The server is killed in the moment in which the notebook is saved."""
    path = people.home(learner.name) / learner.path

    async def saving() -> None:
        task = asyncio.create_task(learner.save())
        await asyncio.sleep(0.02)
        await asyncio.to_thread(server_killed, session, learner)
        with suppress(*WENT_WRONG):
            await task

    session.run(saving())
    json.loads(path.read_text())  # whole: as before, or as after
    return session.sees(learner)


def database_locked(session: Session, learner: Learner) -> str:
    """Something else holds the hub's database for ten seconds."""
    path = session.hub.settings.folder("hub.sqlite")
    with closing(sqlite3.connect(path, timeout=20)) as held:
        held.execute("BEGIN EXCLUSIVE")
        seen = session.sees(learner)
        time.sleep(10)
        held.rollback()
    return seen


def database_gone(session: Session, learner: Learner) -> str:
    """The hub's database is deleted, and the hub starts again without it."""
    session.hub.settings.folder("hub.sqlite").unlink()
    command("systemctl", "restart", HUB)
    return session.sees(learner)


def database_broken(session: Session, learner: Learner) -> str:
    """The hub's database is overwritten with nonsense, and the hub starts again."""
    command("systemctl", "stop", HUB)
    session.hub.settings.folder("hub.sqlite").write_bytes(b"nonsense" * 9000)
    command("systemctl", "start", HUB)
    return session.sees(learner)


def lessons_gone(session: Session, learner: Learner) -> str:
    """The lessons cannot be pulled; the learner goes on with what they have."""
    place = repository(Path(session.hub.settings.state))
    away = place.with_name("away.git")
    place.rename(away)
    try:
        session.run(learner.pull())
        seen = "nothing"
    except LearnerStuckError:
        seen = "a page that says so, with a link to go on without"
    finally:
        away.rename(place)
    session.run(learner.open())
    session.run(learner.pull())
    return seen


def culled(session: Session, learner: Learner) -> str:
    """The server of somebody who was long away is stopped, with variables in its kernel."""
    session.hub.wait()
    session.run(learner.arrive(60))  # a hub whose database was deleted knows nobody until then
    session.hub.api("DELETE", f"/users/{learner.name}/server")
    return session.sees(learner)


def machine_restarted(session: Session, learner: Learner) -> str:
    """The machine goes off and on: every process gone, every home unmounted."""
    for name in [HUB, PROXY, *session.hub.servers()]:
        command("systemctl", "kill", "--signal=KILL", name, check=False)
        command("systemctl", "stop", name, check=False)
    for who in session.learners:
        command("umount", str(people.home(who.name)))
    command("ip", "-all", "netns", "delete")
    seen = session.sees(learner)
    command("systemctl", "start", PROXY, HUB)
    session.hub.wait()
    return seen


def two_tabs(session: Session, learner: Learner) -> str:
    """The same lesson in two tabs: both answer, both save."""
    first = learner.kernel

    async def second() -> None:
        await learner.connect()
        await learner.kernel.run("from_the_second = gd.check('who-is-missing/recall-row', 2)")
        await learner.save()
        await first.run("from_the_first = gd.check('who-is-missing/recall-rate', 3)")
        await learner.save()

    session.run(second())
    learner.answers |= {"who-is-missing/recall-row": 2, "who-is-missing/recall-rate": 3}
    return session.sees(learner)


SHORT = {
    "the kernel is killed": kernel_killed,
    "the learner's server is killed": server_killed,
    "the hub is killed": hub_killed,
    "the door is killed": proxy_killed,
    "the learner's home is full": home_full,
    "a cell takes all memory": memory_full,
}
MORE = {
    "the server is stopped by hand": server_stopped,
    "the hub is off while learners work": hub_away,
    "the hub restarts while a server starts": hub_restarted_in_a_start,
    "the door is restarted": proxy_restarted,
    "hub and door are killed at once": both_killed,
    "/tmp is full": temporary_full,
    "the clock jumps a day ahead": clock_ahead,
    "the clock jumps a day back": clock_back,
    "the machine's log is killed": journal_killed,
    "the line is cut in a cell": line_cut,
    "a learner is offline for 30 s": offline,
    "the server is killed while saving": killed_while_saving,
    "the hub's database is locked": database_locked,
    "the hub's database is deleted": database_gone,
    "the hub's database is broken": database_broken,
    "the lessons are gone": lessons_gone,
    "an idle server is stopped": culled,
    "the machine goes off and on": machine_restarted,
    "the lesson is open in two tabs": two_tabs,
}
