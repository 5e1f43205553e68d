"""The host's page: a service of the hub, run by a Unix user that may read nobody's work.

What configures a hub takes its parts from here: `services` and `roles`.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from dataclasses import asdict
from socket import socket
from typing import Any

from greaterdata_lessons.hub.server.people import HOST
from greaterdata_lessons.hub.settings import SETTING, Settings, where

PORT = 8090
NAME, KEEPER = "room", "keeper"
HOSTS = "GREATERDATA_HOSTS"  # tells the page which of the hub's users are no learners
SETTINGS = "GREATERDATA_SETTINGS"  # the hub's settings: the page's user may not read their file

# Who is there, start and stop servers, delete people. It cannot open a server, read what is in
# one, make a token, or make anybody an administrator.
SCOPES = ("list:users", "read:users:activity", "read:servers", "servers", "delete:users")


def free_port(first: int = PORT) -> int:
    """Return the first port from here on that nothing on this machine listens at."""
    for port in range(first, first + 50):
        with socket() as tried:
            if tried.connect_ex(("127.0.0.1", port)):
                return port
    raise OSError(f"Every port from {first} to {first + 49} is taken.")


def service(settings: Settings, hosts: Sequence[str] = ("host",)) -> dict[str, Any]:
    """Return the host's page as c.JupyterHub.services takes it.

    hosts: the names of those who may open it.
    """
    return {
        "name": NAME,
        "display": False,
        "url": f"http://127.0.0.1:{free_port()}",
        "command": [sys.executable, "-m", __name__],
        "user": HOST,
        "cwd": "/",
        "environment": {SETTINGS: json.dumps(asdict(settings)), HOSTS: " ".join(hosts)},
        "oauth_no_confirm": True,
    }


def services(settings: Settings, hosts: Sequence[str] = ("host",)) -> list[dict[str, Any]]:
    """Return the host's page, and the program that does for it what only root can."""
    keeper = {
        "name": KEEPER,
        "display": False,
        "command": [sys.executable, "-m", "greaterdata_lessons.hub.server.totals"],
        "environment": {SETTING: str(where())},
    }
    return [service(settings, hosts), keeper]


def roles(hosts: Sequence[str] = ("host",)) -> list[dict[str, Any]]:
    """Return who may do what: hosts open the page, and nobody else."""
    return [
        {"name": "host", "scopes": [f"access:services!service={NAME}"], "users": list(hosts)},
        {"name": NAME, "scopes": list(SCOPES), "services": [NAME]},
        # It runs as root already, talks to nobody but the hub, and makes the seats' hub users.
        {"name": KEEPER, "scopes": ["admin:users"], "services": [KEEPER]},
    ]
