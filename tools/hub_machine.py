"""Run a command on a throwaway machine inside this one, with systemd and users of its own.

Usage: sudo .venv-hub/bin/python tools/hub_machine.py COMMAND...

The machine is made of Linux namespaces: it sees this machine's files through a layer of its own
in memory, has its own processes, users and network (none but itself), and a real systemd. When
the command ends, the whole machine is gone: no user, file, process or mount stays. The tests of
the shared hub run there, so that they can do what a host's machine would let nobody try.
"""

from __future__ import annotations

import os
import shutil
import signal
import stat
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

NEEDED = {
    "unshare": "util-linux",
    "nsenter": "util-linux",
    "systemctl": "systemd",
    "useradd": "passwd",
    "mkfs.ext4": "e2fsprogs",
    "ip": "iproute2",
    "git": "git",
    "cc": "gcc",
    "pkill": "procps",
}
SYSTEMD = Path("/lib/systemd/systemd")
GROUPS = Path("/sys/fs/cgroup")
INSIDE = "--inside"
DISKS = 200
# What a machine of half an hour does not need, and what would look for the real hardware.
ASLEEP = (
    "systemd-udevd.service",
    "systemd-udevd-control.socket",
    "systemd-udevd-kernel.socket",
    "systemd-udev-trigger.service",
    "systemd-timesyncd.service",
    "systemd-tmpfiles-clean.timer",
    "avahi-daemon.service",
    "avahi-daemon.socket",
)


class MachineError(Exception):
    """The machine could not be made; the message says why and what to do."""


def refuse_what_cannot_work() -> None:
    """Raise MachineError where the machine cannot be made here."""
    if sys.platform != "linux" or os.geteuid() != 0:
        raise MachineError(
            "The hub's tests make users and mount disks on a machine of their own, which only "
            "root on Linux may do. Run them with sudo, or leave them to CI."
        )
    lacking = sorted({package for name, package in NEEDED.items() if not shutil.which(name)})
    if lacking or not SYSTEMD.exists():
        packages = " ".join(lacking or ["systemd"])
        raise MachineError(f"The hub's tests need more programs: sudo apt install {packages}")


@contextmanager
def own_group() -> Iterator[list[Path]]:
    """Give the machine control groups of its own, and take them away after."""
    roots = [GROUPS] if (GROUPS / "cgroup.procs").exists() else sorted(GROUPS.iterdir())
    made = [root / f"greaterdata-machine-{os.getpid()}" for root in roots if not root.is_symlink()]
    for folder in made:
        folder.mkdir()
        if folder.parent.name == "cpuset":  # a group without processors takes no process
            for name in ("cpuset.cpus", "cpuset.mems"):
                (folder / name).write_text((folder.parent / name).read_text())
    try:
        yield made
    finally:
        for folder in made:
            remove_group(folder)


def remove_group(folder: Path) -> None:
    """Remove a control group and those below it, waiting for the last process to be gone."""
    for _ in range(50):
        below = sorted(folder.rglob("*/"), key=lambda path: -len(path.parts))
        for path in [*below, folder]:
            with suppress(OSError):
                path.rmdir()
        if not folder.exists():
            return
        time.sleep(0.1)


def mount(kind: str, place: Path, *, options: str = "", source: str = "none") -> None:
    """Mount something at a place that is made where it is missing."""
    place.mkdir(parents=True, exist_ok=True)
    extra = ["-o", options] if options else []
    subprocess.run(["mount", "-t", kind, *extra, source, str(place)], check=True)


def mount_groups(place: Path) -> None:
    """Show the machine its control groups as this machine's kernel arranges them."""
    if (GROUPS / "cgroup.procs").exists():
        return mount("cgroup2", place)
    mount("tmpfs", place, options="mode=755")
    for root in sorted(path for path in GROUPS.iterdir() if not path.is_symlink()):
        if root.name == "unified":
            mount("cgroup2", place / root.name)
        else:
            named = "none,name=systemd,xattr" if root.name == "systemd" else root.name
            mount("cgroup", place / root.name, options=named)
    return None


def mount_devices(place: Path) -> None:
    """Give the machine the few devices it needs, the ones for disks in a file among them."""
    mount("tmpfs", place, options="mode=755")
    for name in ("null", "zero", "full", "random", "urandom", "tty", "loop-control"):
        if (Path("/dev") / name).exists():
            (place / name).touch()
            subprocess.run(["mount", "--bind", f"/dev/{name}", str(place / name)], check=True)
    for number in range(DISKS):  # the kernel numbers them for this machine and all in it
        os.mknod(place / f"loop{number}", stat.S_IFBLK | 0o660, os.makedev(7, number))
    mount("devpts", place / "pts", options="newinstance,ptmxmode=0666")
    mount("tmpfs", place / "shm", options="mode=1777")
    (place / "ptmx").symlink_to("pts/ptmx")
    (place / "fd").symlink_to("/proc/self/fd")


def settle(root: Path) -> None:
    """Change what a new machine must have changed before it starts."""
    (root / "etc" / "machine-id").write_text("")
    units = root / "etc" / "systemd" / "system"
    for name in ASLEEP:
        (units / name).unlink(missing_ok=True)
        (units / name).symlink_to("/dev/null")
    tidy = root / "etc" / "tmpfiles.d"  # keeps the files in /tmp, where a checkout may lie
    tidy.mkdir(exist_ok=True)
    (tidy / "tmp.conf").write_text("")
    # Learners run this Python too, wherever this machine keeps it.
    for start in (Path(sys.base_prefix), Path(sys.prefix), Path(__file__).resolve()):
        for folder in start.parents:
            inside = root / folder.relative_to("/")
            inside.chmod(inside.stat().st_mode | 0o011)


def become_the_machine(box: Path) -> None:
    """Inside the namespaces: build the file system, move into it, and turn into systemd."""
    mount("tmpfs", box, options="mode=755")
    for name in ("over", "work"):
        (box / name).mkdir()
    root = box / "root"
    layers = f"lowerdir=/,upperdir={box / 'over'},workdir={box / 'work'}"
    mount("overlay", root, options=layers)
    mount("proc", root / "proc")
    mount("sysfs", root / "sys")
    mount_groups(root / "sys" / "fs" / "cgroup")
    mount_devices(root / "dev")
    mount("tmpfs", root / "run", options="mode=755")
    settle(root)
    (root / "before").mkdir()
    os.chdir(root)
    subprocess.run(["pivot_root", ".", "before"], check=True)
    subprocess.run(["umount", "--lazy", "/before"], check=True)
    environment = {"container": "greaterdata", "PATH": os.environ["PATH"], "LANG": "C.UTF-8"}
    os.execve(SYSTEMD, [str(SYSTEMD), "--log-target=journal", "--unit=basic.target"], environment)


def start(box: str, groups: Sequence[Path]) -> subprocess.Popen[bytes]:
    """Start the machine; it dies with the process that is returned."""

    joined = " ".join(f"echo $$ > {folder}/cgroup.procs;" for folder in groups)
    spaces = ["--mount", "--pid", "--net", "--uts", "--ipc", "--cgroup", "--fork"]
    command = ["unshare", *spaces, "--kill-child", sys.executable, __file__, INSIDE, box]
    joining = ["sh", "-c", f'{joined} exec "$@"', "sh"]
    return subprocess.Popen([*joining, *command], stdin=subprocess.DEVNULL)


def first_process(machine: subprocess.Popen[bytes]) -> int:
    """Return the number of the machine's systemd, once it has started.

    Raises MachineError when it does not start within a minute.
    """
    children = Path(f"/proc/{machine.pid}/task/{machine.pid}/children")
    for _ in range(600):
        if machine.poll() is not None:
            break
        for number in children.read_text().split():
            running = ["nsenter", "--all", f"--target={number}", "systemctl", "is-system-running"]
            said = subprocess.run(running, capture_output=True, text=True, check=False).stdout
            if said.strip() in ("running", "degraded"):
                return int(number)
        time.sleep(0.1)
    raise MachineError("The machine for the hub's tests did not start; what stopped it is above.")


def run(command: Sequence[str]) -> int:
    """Run the command on a machine of its own; returns the command's exit code."""
    refuse_what_cannot_work()
    with tempfile.TemporaryDirectory(prefix="hub-machine-") as box, own_group() as groups:
        machine = start(box, groups)
        try:
            number = first_process(machine)
            enter = ["nsenter", "--all", f"--target={number}", "env", f"--chdir={os.getcwd()}"]
            return subprocess.run([*enter, *command], check=False).returncode
        finally:
            machine.send_signal(signal.SIGKILL)
            machine.wait()


def main(arguments: Sequence[str]) -> int:
    """Make the machine and run the command there; 2 when there can be no machine."""
    if arguments[:1] == [INSIDE]:
        become_the_machine(Path(arguments[1]))
    # Ctrl-C too: what was begun in the background would otherwise not hear it, nor what it starts.
    for name in (signal.SIGINT, signal.SIGTERM):
        signal.signal(name, signal.default_int_handler)
    try:
        return run(arguments)
    except MachineError as error:
        print(error, file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
