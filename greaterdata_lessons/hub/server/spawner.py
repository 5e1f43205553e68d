"""Start a learner's server within walls: own user, own home, own network, own share."""

from __future__ import annotations

import asyncio
import pwd
from pathlib import Path
from typing import Any

from jupyterhub.spawner import SimpleLocalProcessSpawner
from systemdspawner import SystemdSpawner
from traitlets import Instance, default

from greaterdata_lessons.hub import network
from greaterdata_lessons.hub.server import people
from greaterdata_lessons.hub.settings import Settings
from greaterdata_lessons.hub.units import hidden_folders

# One cell that asks for more than this gets an error; the kernel and its variables stay.
CELL_SHARE = 1.25
TASKS = 256
# Empty folders of the learner's own, gone with the server. The machine's own /run holds the
# ways to its services; this one holds the keys of the learner's kernels.
SMALL = (
    "/tmp:size=128M,mode=1777 /var/tmp:size=32M,mode=1777 /dev/shm:size=64M,mode=1777 "
    "/run:size=16M,mode=1777"
)
RUNTIME = "/run/jupyter"


class SeatSpawner(SystemdSpawner):
    """A learner's server as a unit of systemd, which holds the walls."""

    seat_settings = Instance(Settings, allow_none=False).tag(config=True)
    unit_name_template = "{USERNAME}-server"
    username_template = "{USERNAME}"

    def _expand_user_vars(self, string: str) -> str:
        """Fill in the Unix user: a sign-in name may hold what a unit's name may not."""
        return string.format(USERNAME=people.unix_name(self.user.name), USERID=self.user.id)

    async def start(self) -> Any:
        """Make the learner's place, then start their server in it."""
        loop = asyncio.get_running_loop()
        settings = self.seat_settings
        user = await loop.run_in_executor(None, people.add, self.user.name, settings)
        self.ip = network.address(user.pw_uid)
        self.mem_limit = settings.memory_mb * 2**20
        self.unit_extra_properties = walls(user, str(self.handed_in), settings)
        return await super().start()

    @property
    def handed_in(self) -> Path:
        """The folder in which this learner hands in work."""
        return people.handed_in(self.user.name, self.seat_settings)

    def get_env(self) -> dict[str, str]:
        """Return the server's environment: the hub's own, and where the learner hands in work."""
        given: dict[str, str] = super().get_env()
        progress = people.home(self.user.name) / people.PROGRESS
        ours = {"GREATERDATA_HAND_IN": str(self.handed_in), "JUPYTER_RUNTIME_DIR": RUNTIME}
        ours["GREATERDATA_PROGRESS"] = str(progress)
        # Arrow's own allocator sets 1 GB aside unused, which LimitDATA counts: the kernel died.
        ours["ARROW_DEFAULT_MEMORY_POOL"] = "system"
        return given | ours


class TrialSpawner(SimpleLocalProcessSpawner):
    """A server without any walls, as whoever started the hub: to try a hub out alone."""

    seat_settings = Instance(Settings, allow_none=False).tag(config=True)

    @default("home_dir")
    def _own_folder(self) -> str:
        return str(self.seat_settings.folder("homes") / people.unix_name(self.user.name))

    def get_env(self) -> dict[str, str]:
        """Return the server's environment: the hub's own, and where one hands in work."""
        folder = people.handed_in(self.user.name, self.seat_settings)
        folder.mkdir(parents=True, exist_ok=True)
        given: dict[str, str] = super().get_env()
        return given | {"GREATERDATA_HAND_IN": str(folder)}


def walls(user: pwd.struct_passwd, handed_in: str, settings: Settings) -> dict[str, str]:
    """Return the properties of a learner's unit (systemd.exec, systemd.resource-control)."""
    own = f"{user.pw_dir} {handed_in}"
    shown = hidden_folders()  # none where the course lies in /opt; systemd refuses an empty list
    return {
        "MemorySwapMax": "0",
        "LimitDATA": f"{int(settings.memory_mb * CELL_SHARE)}M",
        "LimitCORE": "0",
        "LimitNOFILE": "4096",
        "TasksMax": str(TASKS),
        "CPUWeight": "50",
        "OOMPolicy": "continue",
        "LogRateLimitIntervalSec": "30s",
        "LogRateLimitBurst": "200",
        "NetworkNamespacePath": str(network.space(user.pw_name)),
        "IPAddressDeny": "any",
        "IPAddressAllow": f"127.0.0.0/8 ::1 {network.HUB} {network.address(user.pw_uid)}",
        "RestrictAddressFamilies": "AF_INET AF_INET6 AF_UNIX AF_NETLINK",  # kernels list interfaces
        "TemporaryFileSystem": f"/home:ro {SMALL} /run/{user.pw_name}-server:ro",
        "BindPaths": own,
        **({"BindReadOnlyPaths": " ".join(shown)} if shown else {}),
        "InaccessiblePaths": "-/sys/fs/cgroup -/dev/mqueue",
        "ProtectSystem": "strict",
        "ReadOnlyPaths": "-/root",
        "ReadWritePaths": own,
        "ProtectProc": "invisible",
        "ProtectKernelTunables": "yes",
        "ProtectKernelModules": "yes",
        "ProtectKernelLogs": "yes",
        "ProtectClock": "yes",
        "ProtectControlGroups": "yes",
        "PrivateDevices": "yes",
        "PrivateIPC": "yes",
        "KeyringMode": "private",
        "CapabilityBoundingSet": "",
        "LockPersonality": "yes",
        "RestrictNamespaces": "yes",
        "RestrictRealtime": "yes",
        "RestrictSUIDSGID": "yes",
        "SystemCallArchitectures": "native",
        "SystemCallFilter": "@system-service",
        "SystemCallErrorNumber": "EPERM",
        "UMask": "0027",
    }
