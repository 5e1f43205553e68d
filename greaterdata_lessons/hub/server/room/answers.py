"""What every answer of the host's page has in common: its walls, its words, who may ask."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from jupyterhub.services.auth import HubOAuthenticated
from tornado.web import RequestHandler

from greaterdata_lessons.hub import deletion, room_state, seats
from greaterdata_lessons.hub.server.room.desk import Desk

HERE = Path(__file__).parent
PAGES = Environment(
    loader=FileSystemLoader(HERE / "templates"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
PAGES.filters["clock"] = deletion.clock
SAFE = {
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; "
    "connect-src 'self'; img-src data:; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cache-Control": "no-store",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
}
WORD = "delete"
DONE = {
    "start": "The servers are being started. This page says how far they are.",
    "under-way": "That is under way already. You need not press again.",
    "stop": "No further server will be started.",
    "lesson": "Everybody's notebook page now shows the way to that lesson.",
    "no-lesson": "No lesson is shown any more.",
    "message": "The message is shown to everybody.",
    "no-message": "The message is gone.",
    "end": "Everybody sees how long there is left.",
    "no-end": "No end is shown any more.",
    "open": "A new session is open.",
    "collected": "The collected evidence is deleted.",
}
TYPES = {
    "html": "text/html; charset=utf-8",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "md": "text/markdown; charset=utf-8",
    "json": "application/json",
    "zip": "application/zip",
}


class Public(RequestHandler):
    """What anybody on the hub may ask: it names nobody."""

    @property
    def desk(self) -> Desk:
        """Return the room's desk."""
        return self.application.settings["desk"]  # type: ignore[no-any-return]

    @property
    def prefix(self) -> str:
        """Return where the page is, with a stroke at its end."""
        return str(self.application.settings["prefix"])

    def set_default_headers(self) -> None:
        """Let no page of ours reach out, be framed, or be kept."""
        self.clear_header("Server")
        for name, value in SAFE.items():
            self.set_header(name, value)

    def show(self, template: str, **more: Any) -> None:
        """Answer with a page."""
        self.finish(PAGES.get_template(template).render(prefix=self.prefix, **more))

    def write_error(self, status_code: int, **more: Any) -> None:
        """Answer a refusal with a sentence."""
        sentences = {
            403: "This page is for the host of the session. If you are the host, sign in with the "
            "host's card. If you came to learn, open your lessons instead. If you pressed a button "
            "on this page, it may have been open for too long: open it again.",
            404: "There is nothing at this address. The host's page is one click away.",
            405: "That cannot be done by opening an address. Use the buttons of the host's page.",
        }
        says = sentences.get(status_code, "Something went wrong here. Open the page again.")
        self.show("error.html", status=status_code, says=says)


class ForHost(HubOAuthenticated, Public):
    """What only a host may ask. Every POST carries the page's own token."""

    async def parts(self) -> dict[str, Any]:
        """Return what the page shows of the room."""
        desk, trouble = self.desk, ""
        try:
            found = await desk.look()
        except OSError as error:
            found, trouble = [], f"The hub does not answer just now ({error})."
        evidence = desk.evidence([seat.name for seat in found])
        room = desk.room
        ends = datetime.fromisoformat(room.ends_at).astimezone() if room.ends_at else None
        return {
            "room": room,
            "trouble": trouble,
            "seats": found,
            "counts": seats.counts(found) if not trouble else "",
            "starting": desk.starting,
            "closing": desk.closing,
            "evidence": evidence,
            "collected": bool(desk.evidence([])) and room.state != "closing",
            "lesson": desk.lesson(),
            "totals": desk.totals(),
            "ends": f"{ends:%H:%M}" if ends else "",
            "record": next((r for r in desk.records() if r.session == room.session), None),
        }

    async def page(self, template: str = "page.html", problem: str = "", **more: Any) -> None:
        """Answer with a page of the room."""
        shown = await self.parts()
        token = self.xsrf_token
        self.show(
            template,
            **shown,
            lessons=self.desk.released(),
            records=self.desk.records(),
            problem=problem,
            done=DONE.get(self.get_query_argument("done", ""), ""),
            xsrf=token.decode() if isinstance(token, bytes) else token,
            longest=room_state.LONGEST_MESSAGE,
            word=WORD,
            kept=more.get("kept", {}),
        )

    def back(self, done: str) -> None:
        """Lead back to the page, which says what was done."""
        self.redirect(f"{self.prefix}?done={done}", status=303)

    def file(self, content: bytes, name: str) -> None:
        """Answer with a file to keep; names are of our making."""
        self.set_header("Content-Type", TYPES[name.rpartition(".")[2]])
        self.set_header("Content-Disposition", f'attachment; filename="{name}"')
        self.finish(content)
