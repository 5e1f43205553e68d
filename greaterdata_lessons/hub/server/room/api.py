"""Ask the hub, with the host's page's own few rights."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import quote

from tornado.httpclient import AsyncHTTPClient, HTTPRequest, HTTPResponse

from greaterdata_lessons.hub.starting import Reply

PAGE = 100  # people in one answer
SECONDS = 60.0


class HubApi:
    """The few things that the host's page asks of the hub."""

    def __init__(self, url: str, token: str) -> None:
        """Begin with the hub's own address, and this service's token."""
        self._url, self._token = url.rstrip("/"), token
        self._client = AsyncHTTPClient(force_instance=True, max_clients=20)

    async def users(self) -> list[dict[str, Any]]:
        """Return everybody the hub knows: name, servers, when last active.

        Raises OSError when the hub does not answer.
        """
        found: list[dict[str, Any]] = []
        while True:
            answer = await self._ask("GET", f"/users?limit={PAGE}&offset={len(found)}")
            if answer.code != 200:
                raise OSError(f"the hub answered {answer.code}")
            page = json.loads(answer.body)
            found += page["items"]
            if not page["items"] or not page["_pagination"]["next"]:
                return found

    async def start(self, name: str) -> Reply:
        """Ask for somebody's server to be started."""
        return _reply(await self._ask("POST", f"/users/{quote(name, safe='')}/server", b"{}"))

    async def stop(self, name: str) -> Reply:
        """Ask for somebody's server to be stopped."""
        return _reply(await self._ask("DELETE", f"/users/{quote(name, safe='')}/server"))

    async def delete(self, name: str) -> Reply:
        """Ask for somebody, and all that is theirs, to be deleted."""
        return _reply(await self._ask("DELETE", f"/users/{quote(name, safe='')}"))

    async def _ask(self, method: str, path: str, body: bytes | None = None) -> HTTPResponse:
        request = HTTPRequest(
            f"{self._url}{path}",
            method=method,
            body=body,
            headers={
                "Authorization": f"token {self._token}",
                "Accept": "application/jupyterhub-pagination+json",
                "Content-Type": "application/json",
            },
            connect_timeout=10,
            request_timeout=SECONDS,
        )
        return await self._client.fetch(request, raise_error=False)


def _reply(answer: HTTPResponse) -> Reply:
    try:
        again = float(answer.headers.get("Retry-After", "0"))
    except ValueError:
        again = 0.0
    try:
        says = str(json.loads(answer.body or b"{}").get("message", ""))
    except (ValueError, AttributeError):
        says = ""
    return Reply(answer.code, says[:300], again)
