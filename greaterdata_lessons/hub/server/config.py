"""The whole configuration of a hub, from its settings: the same on every machine that runs one."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from greaterdata_lessons.hub import network
from greaterdata_lessons.hub.database import put_aside_broken
from greaterdata_lessons.hub.lab import server_environment
from greaterdata_lessons.hub.server import people, room
from greaterdata_lessons.hub.server.sign_in import hosts, sign_in
from greaterdata_lessons.hub.server.spawner import SeatSpawner, TrialSpawner
from greaterdata_lessons.hub.settings import Settings
from greaterdata_lessons.hub.units import DOOR_PORT, HUB_PORT, PORT, proxy_command

IDLE = "idle"  # stops servers that nobody uses
KEPT = "kept-long-enough"  # deletes learners, and their work, who were last here too long ago
DAY = 24 * 3600  # seconds


def configure(
    c: Any, settings: Settings, learners: str | Path = sys.prefix, *, trial: bool = False
) -> None:
    """Configure a JupyterHub for these settings.

    `c` is JupyterHub's configuration; `learners` the environment that learners' servers run in;
    `trial` a hub for one person at their own machine, without walls.
    """
    if not trial:
        people.prepare_machine(settings)
    spawner = TrialSpawner if trial else SeatSpawner
    own = c[spawner.__name__]
    c.JupyterHub.spawner_class = spawner
    own.seat_settings = settings
    own.cmd = [str(Path(learners) / "bin" / "jupyterhub-singleuser")]
    python = str(Path(learners) / "bin" / "python")
    own.environment = server_environment(Path(settings.state), python)
    own.default_url = "/lab"
    own.http_timeout = 120
    own.start_timeout = 180
    # A server that died is seen so soon, and its learner led to a new one.
    own.poll_interval = 10
    # More at once only makes every one of them slower.
    c.JupyterHub.concurrent_spawn_limit = 3 * (os.cpu_count() or 1)
    c.JupyterHub.active_server_limit = settings.seats + 2
    c.JupyterHub.allow_named_servers = False
    c.JupyterHub.cookie_secret_file = str(settings.folder("cookie-secret"))
    put_aside_broken(settings.folder("hub.sqlite"))
    c.JupyterHub.db_url = f"sqlite:///{settings.folder('hub.sqlite')}"
    c.JupyterHub.services = services(settings)
    c.JupyterHub.load_roles = roles(settings)
    sign_in(c, settings)
    if trial:
        for_one_person(c, settings)
    else:
        with_walls(c, settings, Path(learners))


def with_walls(c: Any, settings: Settings, learners: Path) -> None:
    """Configure what only a machine of the hub's own can have."""
    c.SeatSpawner.extra_paths = [str(learners / "bin")]
    # Learners' servers reach the hub here, and nothing else.
    c.JupyterHub.hub_ip = network.HUB
    # A hub that is started again finds the learners' servers as they were.
    c.JupyterHub.cleanup_servers = False


def for_one_person(c: Any, settings: Settings) -> None:
    """Configure a hub that nobody else can reach, and that leaves nothing running."""
    port = urlsplit(settings.address).port or PORT
    c.JupyterHub.bind_url = f"http://127.0.0.1:{port}"
    c.JupyterHub.hub_ip, c.JupyterHub.hub_port = "127.0.0.1", port + 1
    c.ConfigurableHTTPProxy.api_url = f"http://127.0.0.1:{port + 2}"
    c.ConfigurableHTTPProxy.command = proxy_command()
    for folder in ("homes", "handed-in", "host", "room"):
        settings.folder(folder).mkdir(parents=True, exist_ok=True)
    for service in c.JupyterHub.services:  # one person is everybody here, the host too
        service.pop("user", None)
    c.TrialSpawner.args = ["--allow-root"] if os.geteuid() == 0 else []


def services(settings: Settings) -> list[dict[str, Any]]:
    """Return the programs that run beside the hub."""
    culler = [sys.executable, "-m", "jupyterhub_idle_culler"]
    idle = [f"--timeout={settings.idle_minutes * 60}", "--cull-every=120"]
    kept = [f"--timeout={settings.days_kept * DAY}", "--cull-every=3600", "--cull-users=True"]
    return [
        {"name": IDLE, "command": [*culler, *idle]},
        {"name": KEPT, "command": [*culler, *kept]},
        *room.services(settings, hosts(settings)),
    ]


def roles(settings: Settings) -> list[dict[str, Any]]:
    """Return what each of them may do, and no more."""
    scopes = ["list:users", "read:users:activity", "read:servers", "delete:servers"]
    # When somebody was made counts for those who were never here.
    days = [*scopes, "read:users", "delete:users"]
    return [
        {"name": IDLE, "scopes": scopes, "services": [IDLE]},
        {"name": KEPT, "scopes": days, "services": [KEPT]},
        *room.roles(hosts(settings)),
    ]


def own_machine(c: Any, settings: Settings) -> None:
    """Configure what The Littlest JupyterHub brings by itself: ports, and a proxy run apart."""
    c.JupyterHub.hub_port = HUB_PORT
    c.JupyterHub.bind_url = f"http://:{PORT}"
    c.ConfigurableHTTPProxy.api_url = f"http://127.0.0.1:{DOOR_PORT}"
    # Its own unit: learners go on working while the hub is started again.
    c.ConfigurableHTTPProxy.should_start = False
    # A proxy that was started again learns from the hub within so many seconds who is where.
    c.JupyterHub.last_activity_interval = 10
