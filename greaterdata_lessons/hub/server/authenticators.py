"""The three ways in: a card, one's own password, an organisation's account.

Nobody who signs in is an administrator of the hub, and nobody comes in who is not on a list. A
wrong name and a wrong code are answered by the same sentence after the same time, and
greaterdata_lessons.hub.throttle says how often one may be wrong.
"""

from __future__ import annotations

import asyncio
import secrets
import time
from datetime import datetime
from pathlib import Path
from typing import Any, ClassVar

import bcrypt
from firstuseauthenticator import FirstUseAuthenticator
from jupyterhub.auth import Authenticator
from jupyterhub.handlers.login import LoginHandler
from oauthenticator.generic import GenericOAuthenticator
from tornado import web
from traitlets import Instance

from greaterdata_lessons.hub import accounts, cards, people_list, throttle
from greaterdata_lessons.hub.names import as_typed
from greaterdata_lessons.hub.server import people
from greaterdata_lessons.hub.settings import Settings

BROWSER = "greaterdata-browser"  # the cookie of a browser that has been in before
LEAST_PASSWORD, MOST_PASSWORD = 12, 72  # signs; bcrypt reads no more than 72 bytes
BLANK = "Type the name and the code, then choose Sign in."
OUT = "The cards ran out on {day}. Ask the host for a new one."
NO_CARDS = "There are no cards yet. The host makes them."


class Guarded(Authenticator):
    """What the three ways in have in common."""

    seat_settings = Instance(Settings, allow_none=False).tag(config=True)
    any_allow_config = True

    def is_admin(self, handler: Any, authentication: Any) -> bool:
        """Nobody administers the hub from a browser."""
        return False

    async def delete_user(self, user: Any) -> None:
        """Delete what somebody left behind, and their way in; hosts stay for as long as they are.

        Whoever came in by that name next would be the host.
        """
        if self.is_host(user.name):
            raise web.HTTPError(409, "Hosts stay here. Take the name off the list of hosts first.")
        await asyncio.to_thread(self.forget, user.name)
        await asyncio.to_thread(people.remove, user.name, self.seat_settings)

    def forget(self, name: str) -> None:
        """Close somebody's way in, where it is theirs alone."""

    def known(self, name: str) -> bool:
        """Tell whether somebody may be here at all."""
        raise NotImplementedError

    def is_host(self, name: str) -> bool:
        """Tell whether somebody may open the host's page."""
        raise NotImplementedError

    def check_allowed(self, username: str, authentication: Any = None) -> bool:
        """Let in who is known, whatever JupyterHub's own lists say."""
        return self.known(username)

    async def refresh_user(self, user: Any, handler: Any = None) -> bool:
        """Tell, every few minutes, whether somebody who is in may stay in."""
        return self.known(user.name)


class Door(Guarded):
    """A form with a name and a code, where nobody can try quickly."""

    words: ClassVar[dict[str, str]] = {}
    wrong = "That name and that code do not go together. Look at each letter and try again."

    def __init__(self, **given: Any) -> None:
        """Open the door, with nobody having been wrong."""
        super().__init__(**given)
        self.throttle = throttle.Throttle()
        # One at a time: hashing is slow and takes memory on purpose.
        self._one = asyncio.Lock()

    def get_handlers(self, app: Any) -> list[Any]:
        """Return JupyterHub's own sign-in page: no other leads in."""
        return [(r"/login", LoginHandler)]

    async def authenticate(self, handler: Any, data: dict[str, str]) -> str:
        """Return the name of somebody who may come in; a sentence for anybody else."""
        name = self.as_typed(data.get("username", ""))
        code = data.get("password", "")
        if not name or not code:
            raise web.HTTPError(400, BLANK)
        self.refuse_before(code)
        place = address_of(handler, name)
        wait = self.throttle.ask(name, place, time.monotonic())
        if wait > 0:
            error = web.HTTPError(429, throttle.sentence(wait))
            setattr(error, "headers", {"Retry-After": str(int(wait) + 1)})  # noqa: B010 - for JupyterHub
            raise error
        async with self._one:
            right = await asyncio.to_thread(self.opens, name, code)
        if not right:
            raise web.HTTPError(403, self.wrong)
        self.throttle.right(name, place)
        mark = {"httponly": True, "samesite": "Lax", "path": handler.hub.base_url}
        mark["secure"] = handler.request.protocol == "https"
        handler.set_signed_cookie(BROWSER, f"{name} {secrets.token_urlsafe(12)}", **mark)
        return name

    def as_typed(self, name: str) -> str:
        """Return a name however it was typed."""
        return name.strip().lower()

    def refuse_before(self, code: str) -> None:
        """Say what would be wrong with this code for anybody."""

    def opens(self, name: str, code: str) -> bool:
        """Tell whether a code is right, taking as long for a name that is not there."""
        raise NotImplementedError


def address_of(handler: Any, name: str) -> str:
    """Return what a try is counted by: a browser that was in before, or else an address.

    The proxy adds the address it sees to the end of X-Forwarded-For; what a visitor writes there,
    or into X-Real-Ip, comes before it or counts for nothing.
    """
    marked = (handler.get_signed_cookie(BROWSER) or b"").decode().split(" ")
    if len(marked) == 2 and marked[0] == name:
        return throttle.MARK + marked[1]
    seen = handler.request.headers.get("X-Forwarded-For", "").split(",")[-1].strip()
    return seen or str(handler.request.remote_ip)


class CardAuthenticator(Door):
    """Drop-in: a card with a made-up name and a code."""

    words: ClassVar[dict[str, str]] = {
        "name": "Name on your card",
        "name_hint": "Two words, such as amber-otter",
        "code": "Code on your card",
        "code_hint": "Eight letters and numbers. Capitals and spaces do not matter.",
        "hidden": "",
        "help": "No card, or it does not open? Ask the host for another.",
    }

    def __init__(self, **given: Any) -> None:
        """Begin with no cards read."""
        super().__init__(**given)
        self._read: tuple[int, cards.Deck | None] = (-1, None)

    @property
    def path(self) -> Path:
        """Where the cards are kept."""
        return self.seat_settings.folder("cards.json")

    def deck(self) -> cards.Deck | None:
        """Return the cards as they are now; the host may make new ones while the hub runs."""
        changed = self.path.stat().st_mtime_ns if self.path.exists() else 0
        if changed != self._read[0]:
            self._read = (changed, cards.read_deck(self.path))
        return self._read[1]

    def as_typed(self, name: str) -> str:
        """Return a card's name however it was typed."""
        return as_typed(name)

    def refuse_before(self, code: str) -> None:
        """Say that there are no cards, or that all have run out."""
        deck = self.deck()
        if deck is None:
            raise web.HTTPError(403, NO_CARDS)
        if not deck.open(datetime.now()):
            day = f"{deck.until.day} {deck.until:%B %Y}"
            raise web.HTTPError(403, OUT.format(day=day))

    def opens(self, name: str, code: str) -> bool:
        """Tell whether a card opens its seat."""
        deck = self.deck()
        return deck is not None and deck.opens(name, code, datetime.now())

    def known(self, name: str) -> bool:
        """Tell whether a seat has a card that still opens it; the host may always be there."""
        deck = self.deck()
        if self.is_host(name):
            return True
        return deck is not None and name in deck.seats and deck.open(datetime.now())

    def is_host(self, name: str) -> bool:
        """Tell whether this is the name on the host's card."""
        return name == cards.HOST

    def forget(self, name: str) -> None:
        """Let a seat's card open nothing any more: the next person gets a card of their own."""
        deck = self.deck()
        if deck is not None and name in deck.names():
            deck.without(name).write(self.path)


class PeopleAuthenticator(Door, FirstUseAuthenticator):
    """Returning: a list of names; the first password somebody types becomes theirs."""

    wrong = "That name and that password do not go together. Look at each letter and try again."
    words: ClassVar[dict[str, str]] = {
        "name": "Your name here",
        "name_hint": "As the host wrote it on the list",
        "code": "Password",
        "code_hint": "The first time, choose one: three words that do not belong together.",
        "hidden": "yes",
        "help": "Forgotten it? The host can let you choose a new one. Your work stays.",
    }
    _nobody = bcrypt.hashpw(b"nobody has this password", bcrypt.gensalt())

    def refuse_before(self, code: str) -> None:
        """Say what kind of password nobody has."""
        if len(code) < LEAST_PASSWORD or len(set(code)) < 5:
            raise web.HTTPError(
                403,
                f"A password here has at least {LEAST_PASSWORD} letters, figures or spaces, five "
                "of them different. Three words that do not belong together make a good one.",
            )
        if len(code.encode()) > MOST_PASSWORD:
            raise web.HTTPError(403, "That is longer than a password here can be. Take a shorter.")

    def opens(self, name: str, code: str) -> bool:
        """Tell whether a password is right; the first one of somebody on the list is."""
        if not self.known(name):
            bcrypt.checkpw(code.encode(), self._nobody)
            return False
        first_use = FirstUseAuthenticator.authenticate
        found = asyncio.run(first_use(self, None, {"username": name, "password": code}))
        return found is not None

    def known(self, name: str) -> bool:
        """Tell whether somebody is on the list as it is now."""
        return name in self.listed().names

    def is_host(self, name: str) -> bool:
        """Tell whether somebody is marked as a host on the list as it is now."""
        return name in self.listed().hosts

    def listed(self) -> people_list.People:
        """Return the list as it is now; it may change while the hub runs."""
        return people_list.read_people(self.seat_settings.folder(people_list.FILE))

    def forget(self, name: str) -> None:
        """Forget somebody's password."""
        people_list.reset_password(self.seat_settings, name)


class AccountAuthenticator(Guarded, GenericOAuthenticator):
    """Single sign-on: an organisation's accounts, of the people or domains on a list."""

    sign_in = Instance(accounts.Accounts, allow_none=False).tag(config=True)

    def check_allowed(self, username: str, authentication: Any = None) -> bool:
        """Let in who is on the list, where their organisation vouches for the address."""
        if authentication is None:
            return self.known(username)
        told = (authentication.get("auth_state") or {}).get(self.user_auth_state_key) or {}
        return self.sign_in.vouched(told) and self.known(username)

    def known(self, name: str) -> bool:
        """Tell whether somebody, or their domain, is on the list."""
        return self.sign_in.allows(name)

    def is_host(self, name: str) -> bool:
        """Tell whether somebody is on the list of hosts."""
        return name in self.sign_in.hosts

    async def refresh_user(self, user: Any, handler: Any = None, **kwargs: Any) -> bool:
        """Tell whether somebody who is in is still on the list."""
        return self.known(user.name)
