"""Start a learner's server within walls: own user, own home, own share of the machine."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

from systemdspawner import SystemdSpawner
from traitlets import Instance

from greaterdata_lessons.hub.server import people
from greaterdata_lessons.hub.settings import Settings
from greaterdata_lessons.hub.units import hidden_folders

# One cell that asks for more than this gets an error; the kernel and its variables stay.
CELL_SHARE = 1.25
TASKS = 256
SMALL = "/tmp:size=128M,mode=1777 /var/tmp:size=32M,mode=1777 /dev/shm:size=64M,mode=1777"


class SeatSpawner(SystemdSpawner):
    """A learner's server as a unit of systemd, which holds the walls."""

    seat_settings = Instance(Settings, allow_none=False).tag(config=True)
    unit_name_template = "seat-{USERNAME}"

    async def start(self) -> Any:
        """Make the learner's place, then start their server in it."""
        loop = asyncio.get_running_loop()
        settings = self.seat_settings
        user = await loop.run_in_executor(None, people.add, self.user.name, settings)
        self.username_template = user.pw_name
        self.unit_name = f"{user.pw_name}-server"
        self.mem_limit = settings.memory_mb * 2**20
        self.unit_extra_properties = walls(user.pw_dir, settings)
        return await super().start()

    def get_env(self) -> dict[str, str]:
        """Return the server's environment: the hub's own, and where the learner hands in work."""
        folder = people.handed_in(self.user.name, self.seat_settings)
        given: dict[str, str] = super().get_env()
        return given | {"GREATERDATA_HAND_IN": str(folder)}


def walls(home: str, settings: Settings) -> dict[str, str]:
    """Return the properties of a learner's unit (systemd.exec, systemd.resource-control)."""
    return {
        "MemorySwapMax": "0",
        "LimitDATA": f"{int(settings.memory_mb * CELL_SHARE)}M",
        "LimitCORE": "0",
        "TasksMax": str(TASKS),
        "CPUWeight": "50",
        "OOMPolicy": "continue",
        "IPAddressDeny": "any",
        "IPAddressAllow": "localhost",
        "RestrictAddressFamilies": "AF_INET AF_INET6 AF_UNIX AF_NETLINK",  # kernels list interfaces
        "TemporaryFileSystem": f"/home:ro {SMALL}",
        "BindPaths": f"{home} {settings.folder('handed-in') / Path(home).name}",
        "BindReadOnlyPaths": " ".join(hidden_folders()),
        "ProtectSystem": "strict",
        "ReadWritePaths": f"{home} {settings.folder('handed-in') / Path(home).name}",
        "ProtectProc": "invisible",
        "ProtectKernelTunables": "yes",
        "ProtectControlGroups": "yes",
        "PrivateDevices": "yes",
        "RestrictNamespaces": "yes",
        "RestrictSUIDSGID": "yes",
        "UMask": "0027",
    }
