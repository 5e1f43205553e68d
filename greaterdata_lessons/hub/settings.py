"""What a host has decided about a hub, in one small file without secrets."""

from __future__ import annotations

import json
import os
import tomllib
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Any

from greaterdata_lessons.errors import LearnerError, did_you_mean
from greaterdata_lessons.hub.typed import hub_command

FILE = "/etc/greaterdata/hub.toml"
SETTING = "GREATERDATA_HUB"
MODES = ("drop-in", "returning", "single-sign-on")
MOST_SEATS = 60
FORGOTTEN_DAYS = 7  # a session that nobody closed is deleted after so long


@dataclass(frozen=True)
class Settings:
    """How one hub is run.

    Parameters
    ----------
    mode : str
        "drop-in" (cards with a made-up name), "returning" (a list of people, own passwords) or
        "single-sign-on" (an organisation's accounts).
    seats : int
        How many learners at once, 1 to 60.
    keep_days : int
        Days that work is kept after somebody was last there; 0 deletes it when the session closes,
        and a week after somebody was last there if nobody closes it.
    address : str
        What learners type, such as "https://lessons.example.org".
    state : str
        The folder for everything the hub keeps.
    memory_mb, disk_mb : int
        The most one learner may use, in megabytes.
    idle_minutes : int
        A server that nobody uses for so long is stopped; the work in it is saved first.

    Examples
    --------
    >>> Settings(seats=12).folder("homes")
    PosixPath('/srv/greaterdata/homes')
    """

    mode: str = "drop-in"
    seats: int = 30
    keep_days: int = 0
    address: str = "http://127.0.0.1:8000"
    state: str = "/srv/greaterdata"
    memory_mb: int = 1024
    disk_mb: int = 512
    idle_minutes: int = 60

    def __post_init__(self) -> None:
        """Refuse what no hub could be run with, in one sentence."""
        if self.mode not in MODES:
            known = ", ".join(MODES)
            raise LearnerError(
                f'There is no mode "{self.mode}": it is one of {known}. '
                f"{did_you_mean(self.mode, MODES)}".strip()
            )
        least = {"seats": 1, "keep_days": 0, "memory_mb": 512, "disk_mb": 64, "idle_minutes": 15}
        for name, smallest in least.items():
            value = getattr(self, name)
            if not isinstance(value, int) or isinstance(value, bool) or value < smallest:
                raise LearnerError(f"{name} is a whole number from {smallest} up, not {value!r}.")
        if self.seats > MOST_SEATS:
            raise LearnerError(
                f"One machine holds {MOST_SEATS} learners at the most, not {self.seats}. "
                "For more, see deploy/z2jh in the course's files."
            )
        if not self.address.startswith(("http://", "https://")):
            raise LearnerError(
                f'An address begins with https:// (or http:// in one room), not "{self.address}".'
            )

    @property
    def days_kept(self) -> int:
        """Return the days after which somebody's work is deleted, whether or not a host does it."""
        return self.keep_days or FORGOTTEN_DAYS

    def folder(self, name: str) -> Path:
        """Return the path of something the hub keeps."""
        return Path(self.state) / name

    def write(self, path: str | Path) -> Path:
        """Write the settings as a file that people can read and change; returns its path."""
        place = Path(path)
        place.parent.mkdir(parents=True, exist_ok=True)
        lines = [f"{name} = {json.dumps(value)}\n" for name, value in asdict(self).items()]
        place.write_text("# The hub's settings. No secret belongs here.\n" + "".join(lines))
        return place


def where() -> Path:
    """Return the path of the settings file: GREATERDATA_HUB names another."""
    return Path(os.environ.get(SETTING, FILE))


def read(path: str | Path | None = None) -> Settings:
    """Return the settings in a file, `where()` when none is given.

    Raises LearnerError with one sentence when there is none, or something in it is wrong.
    """
    place = Path(path) if path else where()
    try:
        found = tomllib.loads(place.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise LearnerError(
            f"There is no hub set up here: {place} is missing. Type: {hub_command('setup')}"
        ) from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise LearnerError(
            f"The settings in {place} cannot be read: {error}. Mend that line, or type: "
            f"{hub_command('setup')}"
        ) from error
    return from_table(found, str(place))


def from_table(table: dict[str, Any], place: str) -> Settings:
    """Return the settings in a table read from a file.

    >>> from_table({"seets": 12}, "hub.toml")
    Traceback (most recent call last):
    ...
    greaterdata_lessons.errors.LearnerError: There is no setting "seets" (in hub.toml). \
Did you mean "seats"?
    """
    known = [field.name for field in fields(Settings)]
    for name in table:
        if name not in known:
            raise LearnerError(
                f'There is no setting "{name}" (in {place}). {did_you_mean(name, known)}'
            )
    return Settings(**table)
