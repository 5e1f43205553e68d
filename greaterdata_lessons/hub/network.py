"""A learner's own network: one wire to the hub, and nothing else at its end.

Each learner's server lives in a network namespace. So no learner can reach another's server or
kernel, what else listens on this machine, or the internet; nor take a door another waits at.
"""

from __future__ import annotations

import pwd
import shutil
import subprocess
from ipaddress import IPv4Address
from pathlib import Path

# Where the hub waits for learners' servers: addresses set aside for tests, used by no real network.
EVERYBODY, HUB = "198.18.0.0/15", "198.18.0.1"
_FIRST, _MANY = IPv4Address("198.18.1.0"), 120_000
_SPACES = Path("/run/netns")


def address(uid: int) -> str:
    """Return the address of this Unix user's server.

    >>> address(1000)
    '198.18.4.232'
    """
    return str(_FIRST + uid % _MANY)


def wire(uid: int) -> str:
    """Return the name of the machine's end of this Unix user's wire."""
    return f"seat{uid}"


def space(user: str) -> Path:
    """Return the file that stands for this Unix user's network."""
    return _SPACES / user


def prepare() -> None:
    """Give the machine the address at which the hub waits.

    Raises OSError when the machine does not let it.
    """
    _ip(f"address replace {HUB}/32 dev lo")


def connect(user: pwd.struct_passwd) -> None:
    """Make this user's network, or find it as it is.

    Raises OSError when the machine does not let it.
    """
    name, own, end = user.pw_name, address(user.pw_uid), wire(user.pw_uid)
    made = _said("route", "show", f"{own}/32", "dev", end)
    if made.strip() and space(name).exists():
        return
    disconnect(name, user.pw_uid)
    _ip(
        f"netns add {name}",
        f"link add {end} type veth peer name hub netns {name}",
        f"link set {end} addrgenmode none",
        f"link set {end} up",
    )
    _ip(
        "link set lo up",
        "link set hub addrgenmode none",
        f"address add {own}/32 dev hub",
        "link set hub up",
        f"route add {HUB}/32 dev hub src {own}",
        inside=name,
    )
    _ip(f"route replace {own}/32 dev {end} src {HUB}")  # last: it says that all the rest is there


def disconnect(name: str, uid: int) -> None:
    """Take away this user's network. Safe to call again."""
    _said("link", "delete", wire(uid))
    _said("netns", "delete", name)


def _said(*words: str) -> str:
    done = subprocess.run([_program(), *words], capture_output=True, text=True, check=False)
    return done.stdout


def _ip(*lines: str, inside: str | None = None) -> None:
    there = ["-n", inside] if inside else []
    command = [_program(), *there, "-batch", "-"]
    given = "".join(f"{line}\n" for line in lines)
    done = subprocess.run(command, input=given, capture_output=True, text=True, check=False)
    if done.returncode:
        raise OSError(f"A learner's network could not be made: {done.stderr.strip()}")


def _program() -> str:
    found = shutil.which("ip") or shutil.which("ip", path="/usr/sbin:/sbin")
    if not found:
        raise OSError("The program ip is missing here. Type: sudo apt install iproute2")
    return found
