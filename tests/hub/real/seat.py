"""A learner's own server, as a learner uses it: cells run in their kernel, with their rights."""

from __future__ import annotations

import inspect
import json
import re
import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import websocket

from greaterdata_lessons.hub.server import people
from tests.hub.real.running import Hub, ask


@dataclass
class Seat:
    """One learner, in their own notebook."""

    hub: Hub
    name: str
    token: str = ""
    kernel: str = ""
    line: websocket.WebSocket = field(default_factory=websocket.WebSocket)

    @property
    def user(self) -> str:
        """The learner's Unix user."""
        return people.unix_name(self.name)

    @property
    def unit(self) -> str:
        """The learner's server, as systemd calls it."""
        return f"{self.user}-server.service"

    def arrive(self, within: float = 180) -> Seat:
        """Start the server and a kernel; returns the seat."""
        if not any(user["name"] == self.name for user in self.hub.api("GET", "/users")):
            self.hub.api("POST", f"/users/{self.name}")
        if not self.ready():
            self.hub.api("POST", f"/users/{self.name}/server")
        until = time.monotonic() + within
        while not self.ready():
            assert time.monotonic() < until, self.hub.log()
            time.sleep(0.3)
        given = Path(f"/run/{self.user}-server/{self.user}-server.env").read_text()
        self.token = re.findall(r"^JUPYTERHUB_API_TOKEN=(\S+)", given, re.MULTILINE)[0]
        return self.new_kernel()

    def ready(self) -> bool:
        """Tell whether the learner's server answers."""
        servers = self.hub.api("GET", f"/users/{self.name}")["servers"]
        return bool(servers.get("", {}).get("ready"))

    def new_kernel(self) -> Seat:
        """Start a kernel and join it."""
        self.line.close()
        self.kernel = self.ask("POST", "api/kernels", {"name": "python3"})["id"]
        return self.join()

    def start_again(self) -> None:
        """Choose "Restart kernel", as somebody does whose cell does not end."""
        self.line.close()
        self.ask("POST", f"api/kernels/{self.kernel}/restart")
        self.join()

    def end_kernel(self) -> None:
        """Close the notebook, and its kernel."""
        self.line.close()
        self.ask("DELETE", f"api/kernels/{self.kernel}")

    def join(self) -> Seat:
        """Join the kernel."""
        address = f"{self.hub.address}/user/{self.name}/api/kernels/{self.kernel}/channels"
        self.line = websocket.create_connection(
            address.replace("http", "ws", 1),
            header=[f"Authorization: token {self.token}"],
            timeout=120,
        )
        return self

    def ask(self, method: str, path: str, body: Any = None) -> Any:
        """Ask the learner's own server; returns its answer."""
        return ask(method, f"{self.hub.address}/user/{self.name}/{path}", self.token, body)

    def leave(self) -> None:
        """Close the notebook, and delete the learner with all they have."""
        self.line.close()
        self.hub.api("DELETE", f"/users/{self.name}")
        people.remove(self.name, self.hub.settings)

    def send(self, code: str) -> str:
        """Send a cell without waiting for what comes of it; returns its number."""
        number = uuid.uuid4().hex
        head = {"msg_id": number, "msg_type": "execute_request", "session": "seat"}
        head |= {"username": "", "version": "5.3", "date": ""}
        content = {"code": code, "silent": False, "store_history": False, "allow_stdin": False}
        self.line.send(
            json.dumps(
                {
                    "header": head,
                    "parent_header": {},
                    "metadata": {},
                    "channel": "shell",
                    "content": content | {"user_expressions": {}, "stop_on_error": True},
                    "buffers": [],
                }
            )
        )
        return number

    def run(self, code: str, within: float = 120) -> str:
        """Run a cell; returns what it printed, and the last line of its error if it had one."""
        number, shown = self.send(code), ""
        until = time.monotonic() + within
        while True:
            self.line.settimeout(max(until - time.monotonic(), 0.01))
            message = json.loads(self.line.recv())
            content = message["content"]
            if message["parent_header"].get("msg_id") != number:
                continue
            if message["msg_type"] == "stream":
                shown += content["text"]
            if message["msg_type"] == "error":
                shown += f"{content['ename']}: {content['evalue']}"
            if message["msg_type"] == "status" and content["execution_state"] == "idle":
                return shown

    def does(self, work: Callable[..., Any], *given: Any) -> str:
        """Run a function of the tests in the learner's kernel; returns what it printed.

        It must import what it needs. The given values are written into the cell.
        """
        told = ", ".join(map(repr, given))
        source = inspect.getsource(work)
        return self.run(f"{source}\nprint({work.__name__}({told}))").strip()
