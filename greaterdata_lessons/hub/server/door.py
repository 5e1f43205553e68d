"""The hub's door: the proxy that learners' browsers talk to, whoever's server they want.

It is the configurable proxy's port to Python, with what a room of browsers needs of it: answers
pass through as they come, none waits for another's, what Lab and a kernel agree on is kept, a
server that goes away is told to the browser, and the door knows its ways again after a restart.
"""

from __future__ import annotations

import asyncio
import json
import os
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from configurable_http_proxy.configproxy import PythonProxy
from configurable_http_proxy.handlers import ProxyHandler
from configurable_http_proxy.store import MemoryStore
from tornado.httpclient import AsyncHTTPClient, HTTPClientError, HTTPRequest
from tornado.httputil import HTTPHeaders, parse_response_start_line
from tornado.web import Application
from tornado.websocket import websocket_connect

from greaterdata_lessons.files import write_whole
from greaterdata_lessons.hub import network
from greaterdata_lessons.hub.units import DOOR_PORT, HUB_PORT, PORT

HUB = f"http://{network.HUB}:{HUB_PORT}"
MANY = 2000  # open requests at once: each learner who waits holds one or two
LARGEST = 200 * 2**20  # bytes of one message or upload
ALIVE = 30  # seconds between two signs of life on a quiet line
OF_THIS_LINE = ("connection", "keep-alive", "transfer-encoding", "upgrade")
FORWARDED = ("X-Forwarded-For", "X-Forwarded-Proto", "X-Forwarded-Host", "X-Forwarded-Port")
STATE = "RUNTIME_DIRECTORY"  # systemd gives the door a folder of its own


class Routes(MemoryStore):
    """The ways to everybody's server, kept in a file so that a restarted door knows them."""

    def __init__(self) -> None:
        """Take up the ways as they were before a restart."""
        super().__init__()
        folder = os.environ.get(STATE)
        self.file = Path(folder) / "routes.json" if folder else None
        for path, target in self._kept().items():
            super().add(path, {"target": target})

    def _kept(self) -> dict[str, str]:
        try:
            found: dict[str, str] = json.loads(self.file.read_text()) if self.file else {}
        except (OSError, ValueError):  # the hub tells the door again within a minute
            return {}
        return found

    def add(self, path: str, data: dict[str, Any]) -> None:
        """Add a way."""
        super().add(path, data)
        self._keep()

    def remove(self, path: str) -> Any:
        """Take a way out; returns it."""
        found = super().remove(path)
        self._keep()
        return found

    def _keep(self) -> None:
        if self.file:
            kept = {path: data["target"] for path, data in self.routes.items()}
            write_whole(self.file, json.dumps(kept).encode())


class Door(ProxyHandler):
    """Pass one request on, and its answer back, piece by piece as it comes."""

    def compute_etag(self) -> None:
        """Leave it to the learner's server to say whether a page has changed."""

    def _get_proxy_request(self, url: str) -> HTTPRequest:
        request: HTTPRequest = super()._get_proxy_request(url)
        request.headers = self.told()
        request.decompress_response = False
        request.request_timeout = 0  # a cell or a first start may take minutes
        return request

    def told(self) -> HTTPHeaders:
        """Return the request's head, with who asked; only this machine's own word is passed on."""
        head: HTTPHeaders = self.request.headers.copy()
        by = self.request.remote_ip or ""
        if by not in ("127.0.0.1", "::1"):  # nobody tells the hub that they are somebody else
            for name in FORWARDED:
                head.pop(name, None)
        before = head.get("X-Forwarded-For")
        head["X-Forwarded-For"] = f"{before}, {by}" if before else by
        head.setdefault("X-Forwarded-Proto", self.request.protocol)
        head.setdefault("X-Forwarded-Host", self.request.host)
        return head

    async def call_proxy(self, path: str | None = None) -> None:
        """Pass a request on."""
        url = await self.get_target_url(path)
        if url is None:
            return
        request = self._get_proxy_request(url)
        request.header_callback = self.take_head
        request.streaming_callback = self.take_piece
        try:
            await AsyncHTTPClient().fetch(request, raise_error=False)
        except Exception as error:
            if self._headers_written:  # the browser sees an answer cut short, as it is
                self.request.connection.stream.close()
            else:
                await self.handle_proxy_error(503, error)
            return
        self.finish()

    def take_head(self, line: str) -> None:
        """Take one line of the answer's head."""
        if line.startswith("HTTP/"):
            self.clear()
            self.set_status(parse_response_start_line(line.strip()).code)
            self._headers = HTTPHeaders()
        elif line.strip():
            name, _, value = line.partition(":")
            if name.lower() not in OF_THIS_LINE:
                self.add_header(name, value.strip())

    async def take_piece(self, piece: bytes) -> None:
        """Pass one piece of the answer on, as fast as the browser takes it."""
        self.write(piece)
        await self.flush()

    def select_subprotocol(self, offered: list[str]) -> str | None:
        """Speak to the browser as its kernel's server chose to."""
        chosen: str | None = self.ws_client.selected_subprotocol if self.ws_client else None
        return chosen

    async def start_ws_client(self, path: str | None = None) -> None:
        """Open the line to the learner's server before the browser's is agreed to."""
        self.closed = False
        url = await self.get_target_url(path)
        if url is None:
            return
        line = urlsplit(url)
        request = self._get_proxy_request(line._replace(scheme="ws").geturl())
        request.request_timeout = 60
        try:
            self.ws_client = await websocket_connect(
                request, on_message_callback=self.take_message, max_message_size=LARGEST
            )
        except HTTPClientError as error:
            self.set_status(error.code)
            self.finish()
        except OSError as error:
            await self.handle_proxy_error(503, error)

    def take_message(self, message: str | bytes | None) -> None:
        """Pass a message on; nothing means that the server has gone, and the browser is told."""
        if message is None or self.closed:
            self.close()
            return
        self.proxy.update_last_activity(self.target["prefix"])
        if self.ws_connection and not self.ws_connection.is_closing():
            self.write_message(message, binary=isinstance(message, bytes))


def door(token: str | None) -> tuple[Application, Application]:
    """Return the door for browsers, and the one at which the hub says who is where."""
    options = {"default_target": HUB, "error_target": f"{HUB}/hub/error", "auth_token": token}
    kept = f"{__name__}.{Routes.__name__}"
    proxy = PythonProxy(options | {"storage_backend": kept, "include_prefix": True})
    more: dict[str, Any] = {"websocket_max_message_size": LARGEST, "websocket_ping_interval": ALIVE}
    return Application([(r"/(.*)", Door, {"proxy": proxy})], **more), proxy.api_app


async def main() -> None:
    """Open the door, and keep it open."""
    AsyncHTTPClient.configure(None, max_clients=MANY, max_body_size=LARGEST)
    browsers, hub = door(os.environ.get("CONFIGPROXY_AUTH_TOKEN"))
    browsers.listen(PORT, "0.0.0.0", max_buffer_size=LARGEST)
    hub.listen(DOOR_PORT, "127.0.0.1")
    await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(main())
