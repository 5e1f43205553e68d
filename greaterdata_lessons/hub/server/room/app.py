"""The web application of the host's page: what may be asked, by whom, and what it answers."""

from __future__ import annotations

import asyncio
import json
import os
import secrets
from collections.abc import Callable
from datetime import datetime
from urllib.parse import urlsplit

from jupyterhub.services.auth import HubOAuthCallbackHandler
from tornado.httpserver import HTTPServer
from tornado.web import Application, HTTPError, authenticated

from greaterdata_lessons.errors import LearnerError
from greaterdata_lessons.hub import deletion, handed_in, room_state, settings
from greaterdata_lessons.hub.server.room import HOSTS, SETTINGS
from greaterdata_lessons.hub.server.room.answers import HERE, WORD, ForHost, Public
from greaterdata_lessons.hub.server.room.api import HubApi
from greaterdata_lessons.hub.server.room.desk import Desk


class Notice(Public):
    """What every learner's page shows: the lesson, the end, a message."""

    def get(self) -> None:
        """Answer with the notice as JSON."""
        self.finish(self.desk.notice())


class Go(Public):
    """Where everybody is meant to be."""

    def get(self) -> None:
        """Lead to the lesson the host has chosen, and to nowhere that was asked for."""
        lesson = self.desk.notice()["lesson"]
        self.redirect(lesson["link"] if lesson else "/hub/user-redirect/lab")


class File(Public):
    """The page's own style and script."""

    def get(self, name: str) -> None:
        """Answer with one of the two."""
        kind = "text/css" if name.endswith(".css") else "text/javascript"
        self.set_header("Content-Type", f"{kind}; charset=utf-8")
        self.finish((HERE / "static" / name).read_bytes())


class NotHere(Public):
    """Every other address."""

    def prepare(self) -> None:
        """Refuse it."""
        raise HTTPError(404)


class Page(ForHost):
    """The host's page."""

    @authenticated
    async def get(self) -> None:
        """Show it."""
        await self.page()


class Live(ForHost):
    """The parts of the page that change by themselves."""

    @authenticated
    async def get(self) -> None:
        """Answer with them."""
        await self.page("live.html")


class Set(ForHost):
    """One change to the room, asked for by a form."""

    @authenticated
    async def post(self, what: str) -> None:
        """Do it, or show the page again with what was wrong."""
        known: dict[str, Callable[[], str]] = {
            "start": lambda: "start" if self.desk.start_all() else "under-way",
            "stop": self.stop,
            "lesson": self.lesson,
            "message": self.message,
            "end": self.end,
            "open": self.open,
            "collected": self.collected,
        }
        try:
            self.back(known[what]())
        except LearnerError as error:
            self.set_status(400)
            await self.page(problem=str(error), kept={what: self.get_body_argument(what, "")})

    def stop(self) -> str:
        """Start no further server."""
        self.desk.starting.stop()
        return "stop"

    def lesson(self) -> str:
        """Put everybody at a lesson."""
        wanted = self.get_body_argument("lesson", "")
        chosen = [one.number for one in self.desk.released() if one.number == wanted]
        if wanted and not chosen:
            raise LearnerError("That lesson is not on this hub. Choose one from the list.")
        room_state.change(self.desk.settings, lesson=wanted or None)
        return "lesson" if wanted else "no-lesson"

    def message(self) -> str:
        """Show everybody a message."""
        text = room_state.message(self.get_body_argument("message", ""))
        room_state.change(self.desk.settings, message=text)
        return "message" if text else "no-message"

    def end(self) -> str:
        """Set when the session ends, after so many minutes or at a time."""
        now = datetime.now().astimezone()
        minutes, clock = (self.get_body_argument(name, "") for name in ("minutes", "clock"))
        if "clear" in self.request.body_arguments:
            room_state.change(self.desk.settings, ends_at=None)
            return "no-end"
        if bool(minutes) == bool(clock):
            raise LearnerError("Give either the minutes that are left, or the time of the end.")
        end = room_state.end_after(minutes, now) if minutes else room_state.end_at(clock, now)
        room_state.change(self.desk.settings, ends_at=end)
        return "end"

    def open(self) -> str:
        """Begin a new session once the last one is deleted."""
        if self.desk.room.state != "closed":
            raise LearnerError("The last session is not deleted yet, so no new one was opened.")
        self.desk.open()
        return "open"

    def collected(self) -> str:
        """Delete the collected evidence."""
        if self.get_body_argument("collected", "").strip().lower() != WORD:
            raise LearnerError(f'Nothing was deleted: type the word "{WORD}" first.')
        self.desk.delete_collected()
        return "collected"


class Close(ForHost):
    """Close and delete: what will be deleted, then the word."""

    @authenticated
    async def get(self) -> None:
        """Say what will be deleted, and ask for the word."""
        await self.page("close.html")

    @authenticated
    async def post(self) -> None:
        """Begin, when the word was typed."""
        if self.get_body_argument("word", "").strip().lower() != WORD:
            self.set_status(400)
            says = f'Nothing was deleted. To delete, type the word "{WORD}", then press the button.'
            await self.page("close.html", problem=says)
            return
        await self.desk.close(str(self.current_user["name"]))
        self.redirect(f"{self.prefix}#closing", status=303)


class Evidence(ForHost):
    """What learners handed in, as a zip: one seat's, or all of it."""

    @authenticated
    async def get(self, seat: str | None = None) -> None:
        """Answer with the zip."""
        found = self.desk.evidence([one.name for one in await self.desk.look()])
        if seat:
            found = {name: one for name, one in found.items() if name == seat}
        if not found:
            raise HTTPError(404)
        made = await asyncio.to_thread(handed_in.papers, found)
        self.file(made, f"evidence-{seat or 'all'}.zip")


class Record(ForHost):
    """A record of a deletion, to keep."""

    @authenticated
    def get(self, name: str, ending: str) -> None:
        """Answer with it."""
        try:
            record = deletion.read(self.desk.host_folder / "records", name)
        except LearnerError:
            raise HTTPError(404) from None
        self.file(deletion.printed(record, ending), f"{name}.{ending}")


def application(desk: Desk, prefix: str) -> Application:
    """Return the web application, at this address of the hub."""
    handlers = [
        (f"{prefix}oauth_callback", HubOAuthCallbackHandler),
        (prefix, Page),
        (f"{prefix}live", Live),
        (f"{prefix}set/(start|stop|lesson|message|end|open|collected)", Set),
        (f"{prefix}close", Close),
        (f"{prefix}evidence[.]zip", Evidence),
        (f"{prefix}evidence/([A-Za-z0-9._@+-]{{1,80}})[.]zip", Evidence),
        (f"{prefix}records/(deletion-[0-9TZ-]+)[.](html|docx|md|json)", Record),
        (f"{prefix}notice", Notice),
        (f"{prefix}go", Go),
        (f"{prefix}static/(room[.]css|room[.]js)", File),
    ]
    return Application(
        handlers,
        default_handler_class=NotHere,
        cookie_secret=secrets.token_bytes(32),
        xsrf_cookies=True,
        desk=desk,
        prefix=prefix,
    )


async def serve() -> None:
    """Answer until the hub stops this program."""
    os.umask(0o027)
    environment = os.environ
    api = HubApi(environment["JUPYTERHUB_API_URL"], environment["JUPYTERHUB_API_TOKEN"])
    told = settings.from_table(json.loads(environment[SETTINGS]), SETTINGS)
    desk = Desk(told, api, environment.get(HOSTS, "host").split())
    app = application(desk, environment["JUPYTERHUB_SERVICE_PREFIX"])
    address = urlsplit(environment["JUPYTERHUB_SERVICE_URL"])
    server = HTTPServer(app, xheaders=True, max_body_size=100_000)
    server.listen(address.port or 80, address.hostname or "127.0.0.1")
    await asyncio.Event().wait()


def main() -> None:
    """Run the host's page."""
    asyncio.run(serve())
