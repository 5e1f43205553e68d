"""A drop-in room, its host and its learners, at the host's page."""

from __future__ import annotations

import re
import time
from datetime import date
from pathlib import Path

import requests

from greaterdata_lessons.hub import cards
from tests.hub.real.door import Place, Visitor

PAGE = "/services/room/"


class Room(Place):
    """A drop-in hub, its host, and its learners."""

    def __init__(self, folder: Path, seats: int = 4, port: int = 8300) -> None:
        super().__init__(folder, port, seats=seats)
        self.deal(seats)

    def deal(self, seats: int) -> None:
        deck, dealt = cards.deal(seats, date.today())
        deck.write(self.settings.folder("cards.json"))
        self.codes = {card.name: card.spaced for card in dealt}
        self.names = deck.names()

    def signed_in(self, name: str) -> Visitor:
        somebody = self.visitor()
        assert somebody.sign_in(name, self.codes[name]).status_code == 302
        return somebody


class Host:
    """The host, at the page."""

    def __init__(self, room: Room) -> None:
        self.room = room
        self.visitor = room.signed_in("host")
        assert self.page().status_code == 200

    def page(self, path: str = "") -> requests.Response:
        return self.visitor.page(PAGE + path)

    def press(self, what: str, **fields: str) -> requests.Response:
        shown = self.page("close" if what == "close" else "").text
        found = re.search(r'name="_xsrf" value="([^"]*)"', shown)
        assert found, shown
        url = f"{self.room.settings.address}{PAGE}{what}"
        return self.visitor.session.post(url, {"_xsrf": found[1], **fields}, timeout=60)

    def states(self) -> dict[str, str]:
        shown = self.page("live").text
        return dict(re.findall(r'<th scope="row">([a-z-]+)</th><td>([^<]*)</td></tr>', shown))


def until_says(host: Host, words: str, seconds: float) -> None:
    end = time.monotonic() + seconds
    while words not in (shown := host.page("live").text):
        assert time.monotonic() < end, shown
        time.sleep(0.5)
