"""Configure how people come in, by the hub's mode, and the hub's own pages around it."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Any

from greaterdata_lessons.hub import accounts, cards, people_list
from greaterdata_lessons.hub.server.authenticators import (
    LEAST_PASSWORD,
    AccountAuthenticator,
    CardAuthenticator,
    PeopleAuthenticator,
)
from greaterdata_lessons.hub.settings import Settings

HOSTS_PAGE = "/services/room/"
PAGES = Path(__file__).with_name("templates")
# How long a browser stays signed in, in days: cards are used on machines that others use next.
DAYS_IN = {"drop-in": 0.5, "returning": 7, "single-sign-on": 1}


def sign_in(c: Any, settings: Settings) -> None:
    """Configure the way in, whatever was configured before.

    Raises LearnerError when single sign-on's file is missing or wrong.
    """
    ways = {
        "drop-in": CardAuthenticator,
        "returning": PeopleAuthenticator,
        "single-sign-on": AccountAuthenticator,
    }
    way = ways[settings.mode]
    c.JupyterHub.authenticator_class = way
    c.JupyterHub.cookie_max_age_days = DAYS_IN[settings.mode]
    c.JupyterHub.template_paths = [str(PAGES)]
    c.JupyterHub.template_vars = {"mode": settings.mode}
    c.Authenticator.admin_users = set()
    c.JupyterHub.default_url = partial(first_page, hosts(settings))
    # In the section of the class itself: it counts before what any other configuration says.
    own = c[way.__name__]
    own.seat_settings = settings
    own.allow_all = own.allow_existing_users = False
    own.auth_refresh_age = 60
    if settings.mode == "returning":
        own.dbm_path = str(settings.folder(people_list.PASSWORDS))
        own.min_password_length = LEAST_PASSWORD
        own.check_passwords_on_startup = False
    if settings.mode == "single-sign-on":
        organisation(own, settings)


def organisation(own: Any, settings: Settings) -> None:
    """Configure whose accounts count."""
    found = accounts.read_accounts(settings.folder(accounts.FILE))
    own.sign_in = found
    own.client_id, own.client_secret = found.client_id, found.client_secret
    own.authorize_url = found.url("authorize_url")
    own.token_url, own.userdata_url = found.url("token_url"), found.url("userdata_url")
    own.oauth_callback_url = accounts.callback(settings.address)
    own.scope = ["openid", "email", "profile"]
    own.username_claim = "email"
    own.login_service = found.name or {"microsoft": "Microsoft", "google": "Google"}.get(
        found.provider, "your organisation"
    )


def first_page(listed: list[str], handler: Any) -> str:
    """Return where somebody lands who just signs in: hosts on their page, learners as always.

    >>> from types import SimpleNamespace
    >>> first_page(["host"], SimpleNamespace(current_user=SimpleNamespace(name="host")))
    '/services/room/'
    """
    user = handler.current_user
    return HOSTS_PAGE if user and user.name in listed else ""


def hosts(settings: Settings) -> list[str]:
    """Return the names of those who may see the host's page."""
    if settings.mode == "drop-in":
        return [cards.HOST]
    if settings.mode == "returning":
        return sorted(people_list.read_people(settings.folder(people_list.FILE)).hosts)
    return sorted(accounts.read_accounts(settings.folder(accounts.FILE)).hosts)
