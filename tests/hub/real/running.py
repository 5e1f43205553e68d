"""A real hub under systemd on the tests' own machine: started, stopped, asked."""

from __future__ import annotations

import json
import subprocess
import time
import urllib.error
import urllib.request
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from greaterdata_lessons.hub import units
from greaterdata_lessons.hub.settings import Settings

ROOT = Path(__file__).resolve().parents[3]
ADDRESS = "http://127.0.0.1:8000"
SETTINGS_FILE = Path("/etc/greaterdata/hub.toml")
UNITS = Path("/run/systemd/system")
BUSY = 429
TOKEN = "a-token-that-only-the-tests-of-this-machine-know"
TESTER = f"""
c.JupyterHub.services.append({{"name": "tester", "api_token": "{TOKEN}"}})
c.JupyterHub.load_roles.append({{
    "name": "tester", "services": ["tester"],
    "scopes": ["admin:users", "admin:servers", "list:users", "list:services"],
}})
"""


def command(*words: str, check: bool = True) -> str:
    """Run a command on the machine; returns what it printed."""
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    assert not check or done.returncode == 0, done.stderr
    return done.stdout


def ask(method: str, url: str, token: str, body: Any = None) -> Any:
    """Ask a hub, or a server on it, with a token; returns its answer."""
    content = None if body is None else json.dumps(body).encode()
    head = {"Authorization": f"token {token}", "Content-Type": "application/json"}
    request = urllib.request.Request(url, content, head, method=method)
    with urllib.request.urlopen(request, timeout=120) as answer:
        said = answer.read()
    return json.loads(said) if said else None


@dataclass
class Hub:
    """One running hub, and what the tests may do to it."""

    settings: Settings
    extra: str = ""
    address: str = ADDRESS
    environment: dict[str, str] = field(default_factory=dict)  # of the hub and its door

    def start(self) -> None:
        """Write the configuration as a host's machine has it, and start both services."""
        self.settings.write(SETTINGS_FILE)
        config = SETTINGS_FILE.with_name("jupyterhub_config.py")
        shipped = (ROOT / "deploy" / "hub" / "jupyterhub_config.py").read_text()
        config.write_text(shipped + TESTER + self.extra)
        units.write_units(self.settings, SETTINGS_FILE, config, UNITS)
        lines = "".join(f"Environment={name}={value}\n" for name, value in self.environment.items())
        for unit in (units.PROXY, units.HUB):
            folder = UNITS / f"{unit}.d"
            folder.mkdir(exist_ok=True)
            (folder / "tests.conf").write_text(f"[Service]\n{lines}")
        command("systemctl", "daemon-reload")
        command("systemctl", "start", units.PROXY, units.HUB)
        self.wait()

    def wait(self, seconds: float = 60) -> None:
        """Wait until all of the hub answers through its door: the host's page comes last."""
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            try:
                with urllib.request.urlopen(f"{self.address}/services/room/notice", timeout=5):
                    return
            except (urllib.error.URLError, OSError):
                time.sleep(0.2)
        raise AssertionError(f"The hub did not answer:\n{self.log()}")

    def pause(self) -> None:
        """Stop the hub and its proxy; learners' servers go on."""
        command("systemctl", "stop", units.HUB, units.PROXY)

    def stop(self) -> None:
        """Stop the hub, its proxy and every learner's server, and delete every place."""
        from greaterdata_lessons.hub.server import people

        command("systemctl", "stop", units.HUB, units.PROXY)
        for unit in self.servers():
            command("systemctl", "stop", unit)
        for file in self.settings.folder("homes").glob("*.img"):
            people.remove(file.stem.removeprefix(people.PREFIX), self.settings)
        for name in ("hub.sqlite", "cookie-secret"):
            self.settings.folder(name).unlink(missing_ok=True)

    def servers(self) -> list[str]:
        """Return the units of the learners' servers that run."""
        shown = command("systemctl", "list-units", "--no-legend", "--plain", "seat-*.service")
        return [line.split()[0] for line in shown.splitlines()]

    def log(self) -> str:
        """Return the last lines the hub and the proxy wrote."""
        units_of = [f"--unit={name}" for name in (units.HUB, units.PROXY)]
        return command("journalctl", "--no-pager", "--lines=60", "--output=cat", *units_of)

    def api(self, method: str, path: str, body: Any = None, token: str = TOKEN) -> Any:
        """Ask the hub's own interface as the tester, or with another token; returns its answer."""
        return ask(method, f"{self.address}/hub/api{path}", token, body)

    def seat(self, name: str) -> None:
        """Make a seat that nobody sits in yet."""
        with suppress(urllib.error.HTTPError):  # it is there already
            self.api("POST", f"/users/{name}")

    def start_server(self, name: str) -> None:
        """Start a learner's server, waiting for a turn where the hub says so."""
        while True:
            try:
                self.api("POST", f"/users/{name}/server")
                return
            except urllib.error.HTTPError as error:
                if error.code != BUSY:
                    raise
                time.sleep(1)

    def is_up(self, name: str) -> bool:
        """Tell whether a learner's server is up, as the hub sees it."""
        return bool(self.api("GET", f"/users/{name}")["servers"].get("", {}).get("ready"))

    def wait_for_server(self, name: str, seconds: float = 180) -> None:
        """Wait until a learner's server is up."""
        until = time.monotonic() + seconds
        while not self.is_up(name):
            assert time.monotonic() < until, f"{name} has no server:\n{self.log()}"
            time.sleep(0.3)

    def delete(self, name: str) -> None:
        """Delete a learner and everything of theirs."""
        from greaterdata_lessons.hub.server import people

        with suppress(urllib.error.HTTPError):
            self.api("DELETE", f"/users/{name}")
        people.remove(name, self.settings)
