"""A simulated learner's line to the kernel of their notebook, and the widgets that came over it."""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any

import aiohttp

Message = dict[str, Any]
SHOWS = ("display_data", "execute_result", "stream", "error")
ENDED = (aiohttp.WSMsgType.CLOSE, aiohttp.WSMsgType.CLOSING, aiohttp.WSMsgType.CLOSED)
WIDGET_FIELDS = ("_model_name", "_model_module", "_model_module_version")


class CutError(Exception):
    """The line to the kernel is gone, or the kernel itself."""


class CellError(Exception):
    """A cell ended in an error; the text is what the learner sees of it."""


@dataclass
class Kernel:
    """One kernel over one websocket: runs cells, and answers questions in their widgets."""

    line: aiohttp.ClientWebSocketResponse
    patience: float = 240
    session: str = field(default_factory=lambda: uuid.uuid4().hex)
    questions: dict[str, str] = field(default_factory=dict)  # the item's name to its widget
    widgets: dict[str, dict[str, Any]] = field(default_factory=dict)

    async def run(self, code: str) -> list[Message]:
        """Run a cell; returns what it shows, as a notebook keeps it.

        Raises CellError where the cell does, CutError when no answer will come.
        """
        asked = {"code": code, "silent": False, "store_history": True, "user_expressions": {}}
        asked |= {"allow_stdin": False, "stop_on_error": True}
        shown = []
        async for message in self.ask("execute_request", asked):
            if message["msg_type"] == "error":
                told = message["content"]
                raise CellError(f"{told['ename']}: {told['evalue']}")
            if message["msg_type"] in SHOWS:
                shown.append(as_output(message))
        return shown

    async def answer(self, question: str, record: dict[str, Any]) -> None:
        """Answer a question in its widget, as its page does."""
        state = {"method": "update", "state": {"record": record}, "buffer_paths": []}
        widget = self.questions[question]
        async for _ in self.ask("comm_msg", {"comm_id": widget, "data": state}):
            pass
        self.widgets[widget]["state"]["record"] = record

    async def ask(self, kind: str, content: Message) -> AsyncIterator[Message]:
        """Send one message and give back all that comes of it, until the kernel is at rest."""
        number = uuid.uuid4().hex
        head = {"msg_id": number, "msg_type": kind, "session": self.session}
        head |= {"username": "", "version": "5.3", "date": ""}
        sent = {"header": head, "parent_header": {}, "metadata": {}, "content": content}
        try:
            await self.line.send_json(sent | {"channel": "shell", "buffers": []})
        except (ConnectionError, aiohttp.ClientError) as error:
            raise CutError(str(error)) from error
        while True:
            message = await self.next_message()
            if message.get("parent_header", {}).get("msg_id") == number:
                yield message
                if is_rest(message):
                    return

    async def next_message(self) -> Message:
        """Return the kernel's next message, whatever it is about."""
        try:
            received = await asyncio.wait_for(self.line.receive(), self.patience)
        except TimeoutError:
            raise CutError("the kernel said nothing any more") from None
        if received.type in ENDED or received.type is aiohttp.WSMsgType.ERROR:
            raise CutError("the line to the kernel was cut")
        message: Message = received.json()
        if message["msg_type"] == "comm_open":
            self.remember_widget(message["content"])
        if is_dead(message):
            raise CutError("the kernel is gone")
        return message

    def remember_widget(self, opened: Message) -> None:
        """Keep a widget as a notebook saves it."""
        state = opened["data"].get("state", {})
        named = {name.removeprefix("_"): state.get(name) for name in WIDGET_FIELDS}
        self.widgets[opened["comm_id"]] = named | {"state": state}
        if "item" in state:
            self.questions[state["item"]["id"]] = opened["comm_id"]

    def item(self, question: str) -> dict[str, Any]:
        """Return a question as its widget has it."""
        item: dict[str, Any] = self.widgets[self.questions[question]]["state"]["item"]
        return item


def is_rest(message: Message) -> bool:
    """Tell whether this message says that the kernel has done what was asked."""
    return message["msg_type"] == "status" and message["content"]["execution_state"] == "idle"


def is_dead(message: Message) -> bool:
    """Tell whether this message says that the kernel died, or is being started again."""
    gone = ("dead", "restarting", "autorestarting")
    return message["msg_type"] == "status" and message["content"]["execution_state"] in gone


def as_output(message: Message) -> dict[str, Any]:
    """Return a message as an output of a saved notebook."""
    kept = ("data", "metadata", "name", "text", "execution_count", "ename", "evalue", "traceback")
    content = {name: value for name, value in message["content"].items() if name in kept}
    return content | {"output_type": message["msg_type"]}
