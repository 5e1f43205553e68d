"""Who may come in where people return: a list of names, and of those who are hosts.

The list is a text file with one name a line; the word "host" after a name makes a host of it:

    # Tuesday group
    jo
    sam.k
    priya host
"""

from __future__ import annotations

import dbm
import re
import time
from dataclasses import dataclass
from pathlib import Path

from greaterdata_lessons.errors import LearnerError
from greaterdata_lessons.files import write_whole
from greaterdata_lessons.hub.settings import Settings

FILE, PASSWORDS = "people.txt", "passwords"
_NAME = re.compile(r"[a-z0-9][a-z0-9._@+-]{0,63}")
WORDS = "# Who may come in: one name a line; write host after the name of a host.\n"


@dataclass(frozen=True)
class People:
    """The names that may come in, and which of them are hosts."""

    names: tuple[str, ...] = ()
    hosts: frozenset[str] = frozenset()

    def added(self, name: str, *, host: bool = False) -> People:
        """Return the list with one more name.

        Raises LearnerError for a name that cannot be one, or that is there already.

        >>> People().added("Priya", host=True)
        People(names=('priya',), hosts=frozenset({'priya'}))
        >>> People().added("jo bloggs")
        Traceback (most recent call last):
        ...
        greaterdata_lessons.errors.LearnerError: "jo bloggs" cannot be a name here: take letters \
without accents, figures, and . - _ @ between them, such as jo.b
        """
        plain = checked(name)
        if plain in self.names:
            raise LearnerError(f'"{plain}" is on the list already.')
        hosts = self.hosts | {plain} if host else self.hosts
        return People(tuple(sorted([*self.names, plain])), hosts)

    def without(self, name: str) -> People:
        """Return the list without a name."""
        return People(tuple(n for n in self.names if n != name), self.hosts - {name})

    def write(self, path: Path) -> None:
        """Write the list, for its owner alone to read."""
        lines = [f"{name} host\n" if name in self.hosts else f"{name}\n" for name in self.names]
        write_whole(path, (WORDS + "".join(lines)).encode(), mode=0o600)


def checked(name: str) -> str:
    """Return a name as it is kept, or raise LearnerError."""
    plain = name.strip().lower()
    if not _NAME.fullmatch(plain):
        raise LearnerError(
            f'"{name}" cannot be a name here: take letters without accents, figures, and . - _ @ '
            "between them, such as jo.b"
        )
    return plain


def read_people(path: Path) -> People:
    """Return the list in a file; an empty one where there is no file.

    Raises LearnerError naming the line that cannot be read.
    """
    found = People()
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except FileNotFoundError:
        return found
    for number, line in enumerate(lines, start=1):
        words = line.partition("#")[0].split()
        if not words:
            continue
        if len(words) > 2 or words[1:] not in ([], ["host"]):
            raise LearnerError(f'{path}, line {number}: write one name, or one name and "host".')
        try:
            found = found.added(words[0], host=len(words) == 2)
        except LearnerError as error:
            raise LearnerError(f"{path}, line {number}: {error}") from None
    return found


def reset_password(settings: Settings, name: str) -> bool:
    """Let somebody choose a new password; tells whether they had one. Their work stays.

    Raises LearnerError when the hub is at the passwords for more than five seconds on end.
    """
    file = settings.folder(PASSWORDS)
    if not any(file.parent.glob(f"{PASSWORDS}*")):
        return False
    for _ in range(50):
        try:
            with dbm.open(str(file), "w", 0o600) as kept:
                had = name.encode() in kept
                if had:
                    del kept[name.encode()]
                return had
        except dbm.error:  # the hub is looking somebody else up
            time.sleep(0.1)
    raise LearnerError("The hub is busy with passwords. Wait a moment, then type it again.")
