"""Start and stop the hub of this machine, and know whether it runs."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

from greaterdata_lessons.errors import LearnerError
from greaterdata_lessons.files import write_whole
from greaterdata_lessons.hub import settings, units
from greaterdata_lessons.hub.settings import Settings
from greaterdata_lessons.hub.typed import hub_command

SYSTEMD = Path("/run/systemd/system")
UNITS = Path("/etc/systemd/system")
TLJH = Path("/opt/tljh/hub")
HEALTH = "http://127.0.0.1:8000/hub/health"
CONFIG = '''\
"""JupyterHub's configuration on a machine of one's own: a laptop in a library, or a server."""

from greaterdata_lessons.hub import settings
from greaterdata_lessons.hub.server.config import configure, own_machine

c = get_config()  # noqa: F821 - JupyterHub supplies it

configure(c, settings.read())
own_machine(c, settings.read())
'''


def on_tljh() -> bool:
    """Tell whether The Littlest JupyterHub runs the hub here."""
    return TLJH.exists()


def hub_unit() -> str:
    """Return the name of the service that is the hub."""
    return "jupyterhub.service" if on_tljh() else units.HUB


def insist_on_root(command: str) -> None:
    """Raise LearnerError when this is not root on a machine with systemd."""
    if os.geteuid() != 0:
        raise LearnerError(f"Only root may do that. Type: {hub_command(command)}")


def insist_on_systemd() -> None:
    """Raise LearnerError where there is no systemd to keep learners apart."""
    if not SYSTEMD.is_dir() or not shutil.which("systemctl"):
        raise LearnerError(
            "The hub needs Linux with systemd, which keeps learners apart. To learn alone on this "
            "machine, type: make course"
        )


def runs() -> bool:
    """Tell whether the hub runs."""
    if not shutil.which("systemctl"):
        return False
    return not _systemctl("is-active", "--quiet", hub_unit()).returncode


def start(found: Settings) -> None:
    """Start the hub, and wait until it answers.

    Raises LearnerError with the hub's own last words when it does not.
    """
    insist_on_systemd()
    if not on_tljh():
        write_own(found)
    names = [hub_unit()] if on_tljh() else [units.PROXY, units.HUB]
    _systemctl("daemon-reload")
    done = _systemctl("restart" if runs() else "start", *names)
    if done.returncode or not _answers():
        raise LearnerError(f"The hub did not start. Its last words were:\n{last_words()}")


def write_own(found: Settings) -> None:
    """Write what systemd needs to run the hub on a machine of its own."""
    if not (Path(sys.executable).parent / "jupyterhub").exists():
        raise LearnerError(
            "The hub needs its own environment. Type: python3 tools/environment.py hub, "
            "then: sudo .venv-hub/bin/greaterdata hub start"
        )
    file = settings.where().resolve()
    config = file.with_name("jupyterhub_config.py")
    write_whole(config, CONFIG.encode())
    units.write_units(found, file, config, UNITS)


def stop() -> None:
    """Stop the hub and every learner's server; their work stays."""
    insist_on_systemd()
    _systemctl("stop", hub_unit())
    for line in _systemctl("list-units", "--plain", "--no-legend", "seat-*").stdout.splitlines():
        _systemctl("stop", line.split()[0])
    if not on_tljh():
        _systemctl("stop", units.PROXY)


def restart_if_running() -> bool:
    """Let a running hub read its settings again; learners' servers go on. Tells whether it ran."""
    if not runs():
        return False
    _systemctl("try-restart", hub_unit())
    return True


def last_words() -> str:
    """Return the last lines that the hub wrote."""
    shown = ["journalctl", "--no-pager", "--lines=12", "--output=cat", f"--unit={hub_unit()}"]
    return subprocess.run(shown, capture_output=True, text=True, check=False).stdout.strip()


def _systemctl(*words: str) -> subprocess.CompletedProcess[str]:
    command = ["systemctl", *words]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def _answers(seconds: float = 60) -> bool:
    """Wait until the hub answers."""
    until = time.monotonic() + seconds
    address = "http://127.0.0.1/hub/health" if on_tljh() else HEALTH
    while time.monotonic() < until:
        try:
            with urllib.request.urlopen(address, timeout=5):
                return True
        except (urllib.error.URLError, OSError):
            time.sleep(0.3)
    return False
