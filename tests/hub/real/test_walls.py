"""What one learner's runaway code does to the others: nothing. And where their network ends."""

import json
import statistics
import subprocess
import sys
import threading
import time
import urllib.error
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field

import pytest

from tests.hub.real.running import Hub, command
from tests.hub.real.seat import Seat

FILL = """
size = 0
with open({place!r}, "wb", buffering=0) as file:
    try:
        while True: size += file.write(b"x" * 2**20)
    except OSError as error: print(error.strerror, "after", size // 2**20, "MB")
import os; os.remove({place!r}) if {removed} else None
"""
PATIENT = 10  # seconds that a runaway cell is left to itself


@dataclass(frozen=True)
class Attack:
    """One cell that goes wrong: what it prints in the end, or None when it never ends."""

    what: str
    code: str
    says: str | None = None


ATTACKS = [
    Attack(
        "an endless loop in every core",
        "import subprocess, sys\n"
        "for _ in range(8): subprocess.Popen([sys.executable, '-c', 'while True: pass'])\n"
        "while True: pass",
    ),
    Attack("50 GB at once", "words = 'tea' * 17_000_000_000", "MemoryError"),
    Attack(
        "memory past the wall, piece by piece",
        "import mmap\nkept = []\n"
        "while True: kept.append(mmap.mmap(-1, 2**25)); kept[-1].write(b'x' * 2**25)",
    ),
    Attack(
        "a fork bomb",
        "import os\nwhile True:\n    try: os.fork()\n    except OSError: pass",
    ),
    Attack("a full home", FILL.format(place="fill", removed=False), "No space left on device"),
    *(
        Attack(f"a full {place}", FILL.format(place=f"{place}/fill", removed=True), "No space left")
        for place in ("/tmp", "/var/tmp", "/dev/shm", "/run")
    ),
    Attack(
        "a full folder to hand in",
        "import os\n"
        + FILL.replace("{place!r}", 'os.environ["GREATERDATA_HAND_IN"] + "/fill"').format(
            removed=True
        ),
        "No space left",
    ),
    Attack(
        "every file open",
        "kept = []\ntry:\n    while True: kept.append(open('/dev/null'))\n"
        "except OSError as error: print(error.strerror)",
        "Too many open files",
    ),
    Attack(
        "thousands of lines to the hub",
        "import socket\nkept = []\ntry:\n"
        "    while True: kept.append(socket.create_connection(('198.18.0.1', 8081), 5))\n"
        "except OSError as error: print(error.strerror)",
        "Too many open files",
    ),
    Attack("a flood of words", "while True: print('x' * 1000)"),
]


@dataclass
class Steady:
    """Somebody else in the room, who runs a small cell every second and counts what goes wrong."""

    seat: Seat
    waits: list[float] = field(default_factory=list)
    failures: list[str] = field(default_factory=list)
    ended: threading.Event = field(default_factory=threading.Event)

    def work(self) -> None:
        while not self.ended.is_set():
            began = time.monotonic()
            try:
                said = self.seat.run("print(6 * 7)", within=30)
                if said.strip() != "42":
                    self.failures.append(said)
            except Exception as error:
                self.failures.append(repr(error))
            self.waits.append(time.monotonic() - began)
            self.ended.wait(1)

    def median(self, since: int = 0) -> float:
        return statistics.median(self.waits[since:])


@pytest.fixture(scope="module")
def amber(hub: Hub) -> Iterator[Seat]:
    seat = Seat(hub, "amber-otter").arrive()
    yield seat
    seat.leave()


@pytest.fixture(scope="module")
def blue(hub: Hub) -> Iterator[Steady]:
    steady = Steady(Seat(hub, "blue-heron").arrive())
    worker = threading.Thread(target=steady.work)
    worker.start()
    while len(steady.waits) < 8:
        time.sleep(0.5)
    print(f"\n  {'before':40} B waits {steady.median():.2f} s for a cell")
    yield steady
    steady.ended.set()
    worker.join()
    steady.seat.leave()


def pid_of(unit: str) -> str:
    return command("systemctl", "show", "-PMainPID", unit).strip()


SHORT = 5  # so many of them in CI; make hub-test tries all
TRIED = [*ATTACKS[:SHORT], *(pytest.param(one, marks=pytest.mark.whole) for one in ATTACKS[SHORT:])]


@pytest.mark.parametrize("attack", TRIED, ids=lambda attack: attack.what.replace(" ", "-"))
def test_the_others_notice_nothing_of(hub: Hub, amber: Seat, blue: Steady, attack: Attack) -> None:
    units = [amber.unit, blue.seat.unit, "greaterdata-hub.service", "greaterdata-proxy.service"]
    before, since, failed = [pid_of(unit) for unit in units], len(blue.waits), len(blue.failures)
    amber.new_kernel()
    if attack.says:
        assert attack.says in amber.run(attack.code, within=240)
        # The kernel is still the same, with its variables.
        assert amber.run("print(6 * 7)").strip() == "42"
    else:
        amber.send(attack.code)
        time.sleep(PATIENT)
    while len(blue.waits) < since + 8:
        time.sleep(0.5)
    waited = blue.median(since)
    amber.start_again()
    print(f"  {attack.what:40} B waits {waited:.2f} s, {len(blue.failures)} failures")
    assert blue.failures[failed:] == []
    assert [pid_of(unit) for unit in units] == before
    assert amber.run("import os; os.path.exists('fill') and os.remove('fill'); print(6 * 7)") in (
        "42\n",
    )
    amber.end_kernel()


def test_many_kernels_are_the_learners_own_trouble(hub: Hub, amber: Seat, blue: Steady) -> None:
    failed, server = len(blue.failures), pid_of(amber.unit)
    for _ in range(10):
        with suppress(urllib.error.HTTPError):  # no memory is left for one more
            amber.ask("POST", "api/kernels", {"name": "python3"})
    time.sleep(PATIENT)
    assert blue.failures[failed:] == []
    for kernel in amber.ask("GET", "api/kernels"):
        amber.ask("DELETE", f"api/kernels/{kernel['id']}")
    assert pid_of(amber.unit) == server
    assert amber.new_kernel().run("print(6 * 7)").strip() == "42"


REACH = """
import socket
def tried(*kind, to):
    try:
        with socket.socket(*kind) as line:
            line.settimeout(2)
            line.connect(to); line.send(b"GET / HTTP/1.0\\r\\n\\r\\n"); return line.recv(4).decode()
    except OSError as error: return error.strerror or "timed out"
print(*(tried(family, kind, to=(to, port)) for family, kind, to, port in [
    (socket.AF_INET, socket.SOCK_STREAM, "203.0.113.2", 80),
    (socket.AF_INET, socket.SOCK_DGRAM, "203.0.113.2", 53),
    (socket.AF_INET6, socket.SOCK_STREAM, "2001:db8::2", 80)]), sep="; ")
"""
SERVER = """
import http.server, socket, threading
class V6(http.server.ThreadingHTTPServer): address_family = socket.AF_INET6
udp = socket.socket(socket.AF_INET, socket.SOCK_DGRAM); udp.bind(("203.0.113.2", 53))
def answer():
    while True: udp.sendto(b"DNS!", udp.recvfrom(512)[1])
threading.Thread(target=answer, daemon=True).start()
V6(("::", 80), http.server.SimpleHTTPRequestHandler).serve_forever()
"""


@pytest.fixture
def outside() -> Iterator[None]:
    """The internet: another network behind this machine's, with a page and a name server."""
    for line in (
        "ip netns add outside",
        "ip link add uplink type veth peer name door netns outside",
        "ip address add 203.0.113.1/24 dev uplink",
        "ip address add 2001:db8::1/64 dev uplink nodad",
        "ip link set uplink up",
        "ip route add default via 203.0.113.2",
        "ip -n outside address add 203.0.113.2/24 dev door",
        "ip -n outside address add 2001:db8::2/64 dev door nodad",
        "ip -n outside link set door up",
        "ip -n outside route add default via 203.0.113.1",
        "sysctl -qw net.ipv4.ip_forward=1",  # as a machine with Docker on it has
    ):
        command(*line.split())
    server = subprocess.Popen(["ip", "netns", "exec", "outside", sys.executable, "-c", SERVER])
    yield
    server.kill()
    server.wait()
    command("ip", "link", "delete", "uplink")
    command("ip", "netns", "delete", "outside")


def test_a_learner_reaches_the_hub_and_nothing_outside(
    hub: Hub, amber: Seat, outside: None
) -> None:
    by_root = [sys.executable, "-c", REACH]
    until = time.monotonic() + 20
    while command(*by_root).strip() != "HTTP; DNS!; HTTP":
        assert time.monotonic() < until, command(*by_root)
        time.sleep(0.3)
    amber.new_kernel()
    assert amber.run(REACH).strip() == "; ".join(["Network is unreachable"] * 3)
    name = amber.run("import socket; socket.getaddrinfo('example.org', 80)")
    assert "gaierror" in name
    asks = "import urllib.request as u; print(u.urlopen('http://198.18.0.1:8081/hub/api/').read())"
    assert "version" in amber.run(asks)
    assert json.loads(amber.run("import json; print(json.dumps(list(range(3))))")) == [0, 1, 2]
