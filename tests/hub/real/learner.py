"""A simulated learner, who does over the network what somebody with a browser does.

They open a lesson's link, sign in through the form, wait for their server, get the lessons, open
the notebook, run its cells, answer questions in widgets and in code, and save.
"""

from __future__ import annotations

import asyncio
import json
import socket
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any, Self

import aiohttp
from yarl import URL

from tests.hub.real import pages
from tests.hub.real.kernel import CutError, Kernel

LESSON = "bias-and-fairness/who-is-missing.ipynb"
BUSY = 429
AGAIN = 0.5  # seconds until somebody who sees an error reloads the page
WHERE = "from greaterdata_lessons.learning import progress_file; print(progress_file.place())"
# What Lab asks its server for before a notebook shows.
LAB_ASKS = ("lab/api/settings", "api/kernelspecs", "api/sessions", "api/kernels", "api/me")


class LearnerStuckError(Exception):
    """The learner could not go on; the text says at what."""


@dataclass
class Page:
    """A page as it came, after every redirection."""

    status: int
    address: URL
    text: str
    wait: float = 1

    def is_at(self, *start: str) -> bool:
        """Tell whether the page's path begins so."""
        return self.address.path.startswith(start)


@dataclass
class Learner:
    """One learner at one browser."""

    name: str
    address: str
    link: str
    code: str = "mersey"
    lesson: str = LESSON
    folder: str = "lessons"
    pause: float = 0  # seconds to read between two cells
    times: dict[str, float] = field(default_factory=dict)
    answers: dict[str, Any] = field(default_factory=dict)  # given, and taken by the kernel
    progress: str = ""  # the path of the learner's own file of progress
    reloads: int = 0
    notebook: dict[str, Any] = field(default_factory=dict)
    began: float = field(default_factory=time.monotonic)
    reached: Callable[[Learner, str], None] = lambda learner, what: None
    kernel: Kernel = field(init=False)
    http: aiohttp.ClientSession = field(init=False)

    async def __aenter__(self) -> Self:
        """Open the browser."""
        patience = aiohttp.ClientTimeout(total=300)
        jar = aiohttp.CookieJar(unsafe=True)  # the hub's address is a number
        self.http = aiohttp.ClientSession(cookie_jar=jar, timeout=patience)
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        """Close the browser."""
        await self.http.close()

    def begin(self) -> None:
        """Note when this learner set out."""
        self.began = time.monotonic()

    def note(self, what: str) -> None:
        """Note when something was first reached, in seconds since the learner set out."""
        if what not in self.times:
            self.times[what] = time.monotonic() - self.began
            self.reached(self, what)

    @property
    def base(self) -> str:
        """The path of the learner's own server."""
        return f"/user/{self.name}/"

    @property
    def path(self) -> str:
        """The notebook's path on the learner's own server."""
        return f"{self.folder}/{self.lesson}"

    def own(self, path: str) -> str:
        """Return the address of something on the learner's own server."""
        return f"{self.address}{self.base}{path}"

    def head(self, path: str = "") -> dict[str, str]:
        """Return what a page's scripts send along, so that a server knows them for its own."""
        cookies = self.http.cookie_jar.filter_cookies(URL(self.address + (path or self.base)))
        found = cookies.get("_xsrf")
        return {"X-XSRFToken": found.value if found else "", "Referer": self.own("lab")}

    async def page(self, method: str, address: str | URL, **more: Any) -> Page:
        """Ask for a page, following it wherever it leads."""
        async with self.http.request(method, address, **more) as answer:
            text = await answer.text()
            wait = float(answer.headers.get("Retry-After", 1))
            return Page(answer.status, answer.url, text, wait)

    async def arrive(self, within: float = 300) -> None:
        """Open the lesson's link and stay until the learner's own server answers.

        Raises LearnerStuckError when it does not in time.
        """
        until = time.monotonic() + within
        page = await self.page("GET", self.address + self.link)
        while not (page.is_at(f"{self.base}git-pull") and page.status == 200):
            if time.monotonic() > until:
                raise LearnerStuckError(f"{page.status} at {page.address}: {page.text[-300:]}")
            form = pages.sign_in_form(page.text)
            if form:
                page = await self.sign_in(page, form)
                self.note("login")
                continue
            await self.wait_for(page)
            page = await self.page("GET", self.address + self.link)
        self.note("ready")

    async def sign_in(self, page: Page, form: pages.Form) -> Page:
        """Fill in the form; returns the page that it leads to."""
        target = page.address.join(URL(form.action, encoded=True))
        filled = form.fields | {"username": self.name, "password": self.code}
        after = await self.page("POST", target, data=filled)
        if after.status == 403:
            raise LearnerStuckError(f"{self.name} was not let in: {after.text[-300:]}")
        return after

    async def wait_for(self, page: Page) -> None:
        """Wait as the page asks: for a turn, for the server to start, or for things to mend."""
        if page.status == BUSY:
            await asyncio.sleep(min(page.wait, 30))
        elif page.is_at("/hub/spawn-pending"):
            await self.watch_progress()
        else:
            self.reloads += page.status >= 400
            await asyncio.sleep(AGAIN)

    async def watch_progress(self) -> None:
        """Look at the bar of the server that is starting, until it ends."""
        address = f"{self.address}/hub/api/users/{self.name}/server/progress"
        with suppress(aiohttp.ClientError):  # cut short: the page asks again by itself
            async with self.http.get(address, headers=self.head("/hub/")) as answer:
                async for line in answer.content:
                    told = json.loads(line[5:]) if line.startswith(b"data:") else {}
                    if told.get("ready") or told.get("failed"):
                        return
        await asyncio.sleep(AGAIN)

    async def pull(self) -> None:
        """Get the lessons, as the page of nbgitpuller does.

        Raises LearnerStuckError with what it says when that does not work.
        """
        asked = URL(self.address + self.link).query
        wanted = {"repo": asked["repo"], "branch": asked["branch"]}
        wanted["targetpath"] = asked["targetPath"]
        address = self.own("git-pull/api")
        async with self.http.get(address, params=wanted, headers=self.head()) as answer:
            said = await answer.text()
        if '"finished"' not in said:
            raise LearnerStuckError(f"The lessons did not come: {said[-400:]}")

    async def open(self) -> None:
        """Open the notebook in the simple view: the page, its files, and what they ask for."""
        page = await self.page("GET", self.own(f"doc/tree/{self.path}"))
        if page.status != 200:
            raise LearnerStuckError(f"The notebook did not open: {page.status} {page.address}")
        files = pages.files_of(page.text) + pages.extension_files(page.text)
        asked = [page.address.join(URL(file)) for file in files]
        asked += [URL(self.own(path)) for path in LAB_ASKS]
        await asyncio.gather(*(self.fetch(address) for address in asked))
        self.notebook = (await self.ask("GET", f"api/contents/{self.path}"))["content"]

    async def fetch(self, address: URL) -> None:
        """Load a file of a page whole."""
        async with self.http.get(address, headers=self.head()) as answer:
            await answer.read()
            if answer.status != 200:
                raise LearnerStuckError(f"{answer.status} for {address}")

    async def ask(self, method: str, path: str, body: Any = None) -> Any:
        """Ask the learner's own server; returns its answer.

        Raises LearnerStuckError with what it says when it refuses.
        """
        more = {"json": body} if body is not None else {}
        address = self.own(path)
        async with self.http.request(method, address, headers=self.head(), **more) as answer:
            text = await answer.text()
            if answer.status >= 400:
                raise LearnerStuckError(f"{method} {path}: {answer.status} {text[:300]}")
            return json.loads(text) if text else None

    async def connect(self) -> None:
        """Join the notebook's kernel: the one it has, or a new one."""
        wanted = {"path": self.path, "name": self.path, "type": "notebook"}
        session = await self.ask("POST", "api/sessions", wanted | {"kernel": {"name": "python3"}})
        channels = self.own(f"api/kernels/{session['kernel']['id']}/channels")
        try:
            line = await self.http.ws_connect(channels, headers=self.head(), max_msg_size=0)
        except aiohttp.WSServerHandshakeError as error:
            raise CutError(str(error)) from error
        self.kernel = Kernel(line)

    async def save(self) -> None:
        """Save the notebook as Lab does, with what its widgets hold."""
        from greaterdata_lessons.learning.saved import WIDGETS

        state = {"state": self.kernel.widgets, "version_major": 2, "version_minor": 0}
        self.notebook["metadata"]["widgets"] = {WIDGETS: state}
        body = {"type": "notebook", "format": "json", "content": self.notebook}
        await self.ask("PUT", f"api/contents/{self.path}", body)
        await self.ask("POST", f"api/contents/{self.path}/checkpoints")

    async def line_breaks(self) -> None:
        """Lose the line to the kernel, with no word of goodbye."""
        self.kernel.line.get_extra_info("socket").shutdown(socket.SHUT_RDWR)

    async def leave(self) -> None:
        """Close the notebook's tab; its kernel goes on."""
        with suppress(AttributeError):
            await self.kernel.line.close()
