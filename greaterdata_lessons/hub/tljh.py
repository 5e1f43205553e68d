"""The files that turn The Littlest JupyterHub into this hub, written for one host's settings."""

from __future__ import annotations

import json
from pathlib import Path
from string import Template
from urllib.parse import urlparse

from greaterdata_lessons.errors import LearnerError
from greaterdata_lessons.files import write_whole
from greaterdata_lessons.hub import accounts
from greaterdata_lessons.hub.settings import Settings

TEMPLATES = Path(__file__).resolve().parents[2] / "deploy" / "tljh"
# What goes where below the folder that setup makes, as it is in the templates.
COPIED = {
    "jupyterhub_config.d/greaterdata.py": "greaterdata.py",
    "jupyterhub.service.d/greaterdata.conf": "greaterdata.conf",
    "install.sh": "install.sh",
}


def https(settings: Settings, email: str) -> str:
    """Return the part of config.yaml about https: a certificate of Let's Encrypt, or none.

    >>> print(https(Settings(address="http://10.42.0.1:8000"), ""))
    https:
      enabled: false
    """
    found = urlparse(settings.address)
    if found.scheme != "https":
        return "https:\n  enabled: false"
    contact = email or f"hostmaster@{found.hostname}"
    return (
        "https:\n  enabled: true\n  letsencrypt:\n"
        f"    email: {json.dumps(contact)}  # hears when the certificate cannot be renewed\n"
        f"    domains:\n      - {json.dumps(found.hostname)}"
    )


def write_tljh(settings: Settings, folder: Path, email: str = "") -> list[Path]:
    """Write everything a server needs into a folder; returns the paths.

    Raises LearnerError where the course's folder deploy/ is not at hand.
    """
    if not TEMPLATES.is_dir():
        raise LearnerError(
            "The files for a server come with the course's folder: get it with git clone, and "
            "type there: python3 -m greaterdata_lessons hub setup"
        )
    config = Template((TEMPLATES / "config.yaml").read_text(encoding="utf-8"))
    memory = f"{settings.memory_mb}M"
    texts = {
        "config.yaml": config.substitute(https=https(settings, email), memory=memory),
        "course-folder.txt": f"{TEMPLATES.parents[1]}\n",
        **{name: (TEMPLATES / source).read_text("utf-8") for name, source in COPIED.items()},
    }
    written = [settings.write(folder / "hub.toml")]
    for name, text in texts.items():
        place = folder / name
        place.parent.mkdir(parents=True, exist_ok=True)
        write_whole(place, text.encode())
        written.append(place)
    if settings.mode == "single-sign-on":
        written.append(write_sign_in(folder / accounts.FILE, settings))
    return written


def write_sign_in(place: Path, settings: Settings) -> Path:
    """Write the file to fill in for single sign-on, for its owner alone; leaves one that is there.

    Raises LearnerError when it cannot be written.
    """
    if not place.exists():
        back = accounts.callback(settings.address)
        text = accounts.TEMPLATE.format(provider="microsoft", callback=back)
        write_whole(place, text.encode(), mode=0o600)
    return place
