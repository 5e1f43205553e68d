"""The machine that the hub's tests run on leaves no user, file, mount, disk or process behind."""

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
# All that a hub makes, each under one name that is nobody else's, and a process that would stay.
MAKES = """
set -e
useradd --create-home "$0"
truncate -s 8M "/tmp/$0.img"
mkfs.ext4 -q -F "/tmp/$0.img"
mkdir "/mnt/$0"
mount -o loop "/tmp/$0.img" "/mnt/$0"
ip netns add "$0"
systemd-run --quiet --unit="$0" sleep 86400
id "$0"
grep "/mnt/$0" /proc/mounts
"""


def found(name: str) -> list[str]:
    """Return whatever of this name is on the machine that runs the tests."""
    places = [Path(f"/{folder}/{name}") for folder in ("home", "mnt", "run/netns", "var/mail")]
    traces = [str(place) for place in [*places, Path(f"/tmp/{name}.img")] if place.exists()]
    texts = [Path("/etc/passwd"), Path("/etc/group"), Path("/proc/mounts")]
    traces += [str(text) for text in texts if name in text.read_text()]
    for disk in Path("/sys/block").glob("loop*/loop/backing_file"):
        traces += [str(disk)] if name in disk.read_text() else []
    traces += [str(group) for group in Path("/sys/fs/cgroup").rglob(f"*{name}*")]
    return traces


@pytest.mark.slow
def test_what_a_hub_makes_is_gone_with_its_machine() -> None:
    name = f"left{os.getpid()}"
    command = [sys.executable, "tools/hub_machine.py", "sh", "-c", MAKES, name]
    driver = subprocess.Popen(
        command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    said, complained = driver.communicate(timeout=120)
    if os.geteuid() != 0:  # nobody else may make one, and is told so
        assert driver.returncode == 2
        assert "only root on Linux" in complained
        return
    assert driver.returncode == 0, complained
    assert name in said
    until = time.monotonic() + 30
    while found(name) and time.monotonic() < until:  # the kernel lets a disk go after a moment
        time.sleep(0.2)
    assert found(name) == []
    assert list(Path("/sys/fs/cgroup").rglob(f"greaterdata-machine-{driver.pid}")) == []
