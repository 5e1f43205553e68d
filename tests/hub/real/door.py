"""A hub of one test module's own, and somebody who stands at its door."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlparse

import requests
from requests.adapters import HTTPAdapter

from greaterdata_lessons.hub.settings import Settings

CONFIG = """
from greaterdata_lessons.hub import settings
from greaterdata_lessons.hub.server.config import configure
from greaterdata_lessons.hub.units import proxy_command
c = get_config()
configure(c, settings.read())
c.JupyterHub.bind_url = "http://127.0.0.1:{port}"
c.JupyterHub.hub_port = {port} + 1
c.ConfigurableHTTPProxy.api_url = "http://127.0.0.1:{api}"
c.ConfigurableHTTPProxy.command = proxy_command()
c.JupyterHub.redirect_to_server = False
"""


class FromAddress(HTTPAdapter):
    """Reach the hub from another address of this machine: all of 127.0.0.0/8 is here."""

    def __init__(self, address: str) -> None:
        self.address = address
        super().__init__()

    def init_poolmanager(self, *args: object, **kwargs: object) -> None:
        kwargs["source_address"] = (self.address, 0)
        super().init_poolmanager(*args, **kwargs)


class Visitor:
    """Somebody with a browser at an address."""

    def __init__(self, hub: str, address: str = "127.0.0.1") -> None:
        self.hub = hub
        self.session = requests.Session()
        self.session.trust_env = False
        self.session.mount("http://", FromAddress(address))

    def page(self, path: str = "/hub/login", **options: object) -> requests.Response:
        return self.session.get(self.hub + path, timeout=30, **options)

    def sign_in(self, name: str, code: str, after: str = "", **headers: str) -> requests.Response:
        """Fill in the form and send it; follows nothing."""
        shown = self.page(f"/hub/login?next={after}").text
        xsrf = re.search(r'name="_xsrf" value="([^"]*)"', shown)
        assert xsrf, shown
        form = {"username": name, "password": code, "_xsrf": xsrf[1]}
        url = f"{self.hub}/hub/login?next={after}"
        return self.session.post(url, form, allow_redirects=False, timeout=30)

    def is_in(self) -> bool:
        """Tell whether the hub's own page opens without signing in."""
        return self.page("/hub/home", allow_redirects=False).status_code == 200


def alarm(answer: requests.Response) -> str:
    """The sentence on the sign-in page."""
    found = re.search(r'role="alert">([^<]*)<', answer.text)
    return found[1].replace("&#39;", "'") if found else ""


class Place:
    """A hub of a test's own at a port, and the way to its door."""

    def __init__(self, folder: Path, port: int, **settings: Any) -> None:
        for place in (folder, *list(folder.parents)[:2]):  # the host's page is a user of its own
            place.chmod(0o755)
        address, state = f"http://127.0.0.1:{port}", str(folder / "state")
        self.folder = folder
        self.settings = Settings(address=address, state=state, **settings)
        Path(state).mkdir()

    def visitor(self, address: str = "127.0.0.1") -> Visitor:
        return Visitor(self.settings.address, address)

    def open(self, extra: str = "") -> AbstractContextManager[str]:
        return open_hub(self.settings, self.folder, extra)


@contextmanager
def open_hub(settings: Settings, folder: Path, extra: str = "") -> Iterator[str]:
    """A hub with these settings, and more configuration; yields the address it answers at."""
    port = urlparse(settings.address).port
    assert port
    file = settings.write(folder / "hub.toml")
    config = folder / "jupyterhub_config.py"
    config.write_text(CONFIG.format(port=port, api=port + 2) + extra)
    binary = Path(sys.executable).parent
    environment = os.environ | {
        "GREATERDATA_HUB": str(file),
        "PATH": f"{binary}:{os.environ['PATH']}",
    }
    log = folder / "hub.log"
    with log.open("wb") as written:
        running = subprocess.Popen(
            [binary / "jupyterhub", "--config", config],
            cwd=folder,
            env=environment,
            stdout=written,
            stderr=written,
        )
    try:
        wait_for(f"http://127.0.0.1:{port}/hub/health", running, log)
        yield f"http://127.0.0.1:{port}"
    finally:
        running.terminate()
        running.wait(timeout=60)


def wait_for(url: str, running: subprocess.Popen[bytes], log: Path) -> None:
    """Wait until the hub answers."""
    until = time.monotonic() + 90
    while time.monotonic() < until and running.poll() is None:
        try:
            if requests.get(url, timeout=5).ok:
                return
        except requests.RequestException:  # not yet, or too busy to say
            time.sleep(0.2)
    raise AssertionError(f"The hub did not answer:\n{log.read_text()}")
