"""Single sign-on: whose accounts open the hub. Kept in a file for root alone, for its secret.

Sources: oauthenticator's GenericOAuthenticator; Microsoft identity platform, OpenID Connect; Google
Identity, OpenID Connect.
"""

from __future__ import annotations

import os
import stat
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any
from urllib.parse import urlparse

from greaterdata_lessons.errors import LearnerError, did_you_mean
from greaterdata_lessons.hub.typed import hub_command

FILE = "sign-in.toml"
PLACEHOLDER = "REPLACE-ME"
CLIENT_ID, CLIENT_SECRET = "GREATERDATA_CLIENT_ID", "GREATERDATA_CLIENT_SECRET"
_MICROSOFT = "https://login.microsoftonline.com/{tenant}/oauth2/v2.0"
PROVIDERS = {
    "microsoft": {
        "authorize_url": f"{_MICROSOFT}/authorize",
        "token_url": f"{_MICROSOFT}/token",
        "userdata_url": "https://graph.microsoft.com/oidc/userinfo",
    },
    "google": {
        "authorize_url": "https://accounts.google.com/o/oauth2/v2/auth",
        "token_url": "https://oauth2.googleapis.com/token",
        "userdata_url": "https://openidconnect.googleapis.com/v1/userinfo",
    },
    "other": {"authorize_url": "", "token_url": "", "userdata_url": ""},
}
SHARED_TENANTS = ("common", "organizations", "consumers")
TEMPLATE = f"""\
# Single sign-on. Only root may read this file: sudo chmod 600 {FILE}
provider = "{{provider}}"  # microsoft, google or other
client_id = "{PLACEHOLDER}"  # from your IT team
client_secret = "{PLACEHOLDER}"  # from your IT team
tenant = "{PLACEHOLDER}"  # Microsoft only: your organisation's tenant ID
# The address your IT team enters as redirect URI: {{callback}}

# Who may come in: people by their e-mail address, or everybody of a domain. Never leave both empty.
people = []
domains = []
hosts = []  # who sees the host's page; they may come in too
"""


@dataclass(frozen=True)
class Accounts:
    """Whose accounts open the hub.

    >>> Accounts(provider="google", domains=("council.example",)).allows("jo@council.example")
    True
    """

    provider: str = "microsoft"
    client_id: str = PLACEHOLDER
    client_secret: str = PLACEHOLDER
    tenant: str = ""
    authorize_url: str = ""
    token_url: str = ""
    userdata_url: str = ""
    name: str = ""
    people: tuple[str, ...] = ()
    domains: tuple[str, ...] = ()
    hosts: tuple[str, ...] = ()

    def allows(self, name: str) -> bool:
        """Tell whether an e-mail address is on a list; nobody is on an empty one."""
        plain = name.strip().lower()
        local, _, domain = plain.rpartition("@")
        whole = bool(local) and "@" not in local
        return plain in {*self.people, *self.hosts} or (whole and domain in self.domains)

    def vouched(self, told: Mapping[str, Any]) -> bool:
        """Tell whether the organisation stands for the address it gives.

        Google and others say so in email_verified; of one Microsoft tenant the administrator does.

        >>> Accounts(provider="google").vouched({"email": "a@b.example", "email_verified": False})
        False
        """
        if self.provider == "microsoft":
            return self.tenant not in SHARED_TENANTS
        return told.get("email_verified") is True

    def url(self, name: str) -> str:
        """Return one of the provider's three addresses."""
        known = PROVIDERS[self.provider][name]
        return (getattr(self, name) or known).format(tenant=self.tenant)

    def problems(self, address: str) -> Iterator[str]:
        """Yield a sentence for each thing that is missing or wrong, for a hub at this address."""
        if self.provider not in PROVIDERS:
            yield f'provider is "{self.provider}". {did_you_mean(self.provider, PROVIDERS)}'
            return
        for name in ("client_id", "client_secret"):
            if getattr(self, name) in ("", PLACEHOLDER):
                yield f"{name} is still to be filled in: your IT team gives it to you."
        if self.provider == "microsoft" and self.tenant in ("", PLACEHOLDER, *SHARED_TENANTS):
            yield "tenant is the ID of your own organisation, so that no other's accounts count."
        urls = [name for name in PROVIDERS["other"] if urlparse(self.url(name)).scheme != "https"]
        for name in urls:
            yield f"{name} has to be an address that begins with https://"
        if not address.startswith("https://"):
            yield f"The hub's address is {address}: single sign-on needs one with https://"
        yield from self._lists()

    def _lists(self) -> Iterator[str]:
        if not (self.people or self.domains):
            yield "people and domains are both empty: nobody but the hosts could come in."
        if not self.hosts:
            yield "hosts is empty: nobody could open the host's page."
        for name in (*self.people, *self.hosts):
            if name.count("@") != 1:
                yield f'"{name}" is no e-mail address.'
        for name in self.domains:
            if "@" in name or "*" in name or "." not in name:
                yield f'"{name}" is no domain: write it as council.example'


def callback(address: str) -> str:
    """Return the address that the organisation sends people back to.

    >>> callback("https://lessons.example.org/")
    'https://lessons.example.org/hub/oauth_callback'
    """
    return f"{address.rstrip('/')}/hub/oauth_callback"


def read_accounts(path: Path) -> Accounts:
    """Return what a file says, with id and secret from the environment where they stand there.

    Raises LearnerError for a file that is missing, open to others, or says something unknown.
    """
    try:
        said = tomllib.loads(path.read_text(encoding="utf-8"))
        mode = path.stat().st_mode
    except FileNotFoundError:
        raise LearnerError(f"{path} is missing. Type: {hub_command('setup')}") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise LearnerError(f"{path} cannot be read: {error}. Mend that line.") from None
    if stat.S_IMODE(mode) & 0o077:
        raise LearnerError(
            f"Others on this machine can read {path}, and it holds a secret. "
            f"Type: sudo chmod 600 {path}"
        )
    known = [field.name for field in fields(Accounts)]
    for name in said:
        if name not in known:
            raise LearnerError(f'{path}: there is no "{name}". {did_you_mean(name, known)}')
    given = {"client_id": os.environ.get(CLIENT_ID), "client_secret": os.environ.get(CLIENT_SECRET)}
    said |= {name: value for name, value in given.items() if value}
    lists = {n: _plain(path, n, v) for n, v in said.items() if n in ("people", "domains", "hosts")}
    for name, value in said.items():
        if name not in lists and not isinstance(value, str):
            raise LearnerError(f'{path}: {name} is written in quotation marks, such as "abc".')
    return Accounts(**(said | lists))


def _plain(path: Path, name: str, value: object) -> tuple[str, ...]:
    if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
        raise LearnerError(f'{path}: {name} is a list such as ["jo@council.example"].')
    return tuple(one.strip().lower() for one in value)
