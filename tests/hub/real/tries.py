"""What a learner could try against another learner or the hub, from a cell of their own notebook.

Each try prints "GOT IN" where it works. It is tried on somebody else's thing, where it must fail
as said; and on the learner's own, or by root, where it must work: so none fails by our mistake.
"""

from __future__ import annotations

from dataclasses import dataclass

MISSING = r"FileNotFoundError|No such file"
DENIED = r"PermissionError|Permission denied|Operation not permitted"
KEPT_OUT = f"{MISSING}|{DENIED}"
FIXED = f"Read-only file system|{KEPT_OUT}"
NO_WAY = (
    r"ConnectionRefused|Connection refused|Network is unreachable|timed out|PermissionError|nothing"
)


@dataclass(frozen=True)
class Try:
    """One try: a cell in which `it` is what is wanted.

    `theirs` and `mine` say what that is, filled in from what is known of each seat; without `mine`
    root does the same outside the walls.
    """

    what: str
    code: str
    refusal: str
    theirs: str
    mine: str = ""


READ = "with open(it, 'rb') as f: print('GOT IN', f.read(40))"
LIST = "print('GOT IN', os.listdir(it))"
WRITE = "open(it, 'w').write('x'); os.remove(it); print('GOT IN')"
RUN = """\
done = subprocess.run(
    it, shell=True, capture_output=True, text=True, stdin=subprocess.DEVNULL
)
print("GOT IN" if done.returncode == 0 else "left with", done.returncode, done.stderr[-200:])"""
CONNECT = (
    "ip, port = it.split()\n"
    "socket.create_connection((ip, int(port)), timeout=2).close(); print('GOT IN')"
)
# Newer kernels encipher their lines with keys in a file that its owner alone can read.
LISTEN = """\
code = '''import json, os, sys, zmq
line = zmq.Context().socket(zmq.SUB)
if os.path.exists(sys.argv[2]):
    line.curve_serverkey = json.load(open(sys.argv[2]))["curve_publickey"].encode()
    line.curve_publickey, line.curve_secretkey = zmq.curve_keypair()
line.setsockopt(zmq.SUBSCRIBE, b"")
line.connect(sys.argv[1])
print("GOT IN, heard it print" if line.poll(4000) else "heard nothing")
line.close(0)'''
import sys
told = [sys.executable, "-c", code, *it.split()]
print(subprocess.run(told, capture_output=True, text=True).stdout)"""
SYMLINK = (
    "link = os.path.expanduser('~/link')\n"
    "if os.path.lexists(link): os.remove(link)\n"
    "os.symlink(it, link); print('GOT IN', open(link, 'rb').read(40))"
)
CALL = """\
import ctypes
libc = ctypes.CDLL(None, use_errno=True)
if eval(it) >= 0: print('GOT IN')
else: print(os.strerror(ctypes.get_errno()))"""
SHARED = """\
import ctypes
libc = ctypes.CDLL(None, use_errno=True)
print('GOT IN') if libc.shmget(int(it), 0, 0) >= 0 else print(os.strerror(ctypes.get_errno()))"""
ABSTRACT = """\
line = socket.socket(socket.AF_UNIX); line.connect("\\0" + it); print("GOT IN"); line.close()"""
ASK = """\
import urllib.request, urllib.error
method, address, body = it.split(" ", 2)
head = {"Authorization": "token " + token, "Content-Type": "application/json"}
asked = urllib.request.Request(address, body.encode() or None, head, method=method)
try:
    with urllib.request.urlopen(asked, timeout=20) as answer:
        page = answer.read()
        login = "/hub/login" in answer.url or "/hub/api/oauth2" in answer.url
        print("was sent to sign in" if login else "GOT IN", answer.status, page[:60])
except urllib.error.HTTPError as error: print("was answered", error.code)"""

FILES = [
    Try("read B's file", READ, MISSING, "{home}/diary.txt", "{home}/diary.txt"),
    Try("read it through a link", SYMLINK, MISSING, "{home}/diary.txt", "{home}/diary.txt"),
    Try(
        "read it through B's process",
        READ,
        KEPT_OUT,
        "/proc/{kernel_pid}/root{home}/diary.txt",
        "/proc/{kernel_pid}/root{home}/diary.txt",
    ),
    Try(
        "read B's environment, with the token in it",
        READ,
        KEPT_OUT,
        "/proc/{server_pid}/environ",
        "/proc/{server_pid}/environ",
    ),
    Try(
        "look into the folder B works in",
        LIST,
        KEPT_OUT,
        "/proc/{kernel_pid}/cwd",
        "/proc/{kernel_pid}/cwd",
    ),
    Try(
        "look through B's open files",
        LIST,
        KEPT_OUT,
        "/proc/{kernel_pid}/fd",
        "/proc/{kernel_pid}/fd",
    ),
    Try(
        "see where in memory B's things lie",
        READ,
        KEPT_OUT,
        "/proc/{kernel_pid}/maps",
        "/proc/{kernel_pid}/maps",
    ),
    Try("read B's progress", READ, MISSING, "{progress}", "{progress}"),
    Try(
        "read what B handed in",
        READ,
        KEPT_OUT,
        "{handed_in}/handed-in.json",
        "{handed_in}/handed-in.json",
    ),
    Try(
        "put something into what B hands in",
        WRITE,
        FIXED,
        "{handed_in}/planted",
        "{handed_in}/planted",
    ),
    Try("list who handed in", LIST, DENIED, "/srv/greaterdata/handed-in"),
    Try("read the disk that B's home lies on", READ, KEPT_OUT, "/srv/greaterdata/homes/{user}.img"),
    Try("look into B's disk where it is mounted", LIST, KEPT_OUT, "/srv/greaterdata/homes/{user}"),
    Try(
        "read the keys of B's kernel",
        READ,
        KEPT_OUT,
        "/proc/{server_pid}/root{connection}",
        "{connection}",
    ),
    Try("look into B's own /tmp", READ, KEPT_OUT, "/tmp/{name}", "/tmp/{name}"),
    Try("look into B's shared memory", READ, KEPT_OUT, "/dev/shm/{name}", "/dev/shm/{name}"),
    *(
        Try(f"read the hub's {name}", READ, KEPT_OUT, f"/srv/greaterdata/{name}")
        for name in ("secrets.env", "hub.sqlite", "cookie-secret", "cards.json", "seats.json")
    ),
    Try("look into the host's folder", LIST, KEPT_OUT, "/srv/greaterdata/host"),
    Try("read the machine's passwords", READ, DENIED, "/etc/shadow"),
    Try("see who uses how much of the machine", LIST, DENIED, "/sys/fs/cgroup"),
    Try("read the machine's disks", READ, MISSING, "/dev/loop0"),
]
PROCESSES = [
    Try(
        "find B's kernel among the processes",
        "print('GOT IN' if it in os.listdir('/proc') else 'it is not in the list')",
        "not in the list",
        "{kernel_pid}",
        "{kernel_pid}",
    ),
    Try(
        "find the hub among the processes",
        "print('GOT IN' if it in os.listdir('/proc') else 'it is not in the list')",
        "not in the list",
        "{hub_pid}",
    ),
    Try(
        "stop B's kernel",
        "os.kill(int(it), 0); print('GOT IN')",
        "PermissionError|ProcessLookup",
        "{kernel_pid}",
        "{kernel_pid}",
    ),
    Try(
        "slow B's kernel down",
        "os.setpriority(os.PRIO_PROCESS, int(it), 10); print('GOT IN')",
        "PermissionError|ProcessLookup",
        "{kernel_pid}",
        "{kernel_pid}",
    ),
    Try(
        "limit B's kernel",
        "import resource; resource.prlimit(int(it), resource.RLIMIT_CORE, (0, 0)); print('GOT IN')",
        "PermissionError|ProcessLookup",
        "{kernel_pid}",
        "{kernel_pid}",
    ),
    Try(
        "debug B's kernel",
        CALL,
        "Operation not permitted",
        "(libc.ptrace(0x4206, {kernel_pid}, 0, 0), libc.ptrace(17, {kernel_pid}, 0, 0))[0]",
    ),
]
SOCKETS = [
    Try("connect to B's server", CONNECT, NO_WAY, "{ip} {port}", "{ip} {port}"),
    Try(
        "connect to B's kernel from here",
        CONNECT,
        NO_WAY,
        "127.0.0.1 {shell_port}",
        "127.0.0.1 {shell_port}",
    ),
    Try(
        "listen to what B's cells print",
        LISTEN,
        "heard nothing",
        "tcp://127.0.0.1:{iopub_port} {connection}",
        "tcp://127.0.0.1:{iopub_port} {connection}",
    ),
    Try(
        "listen to it at B's address",
        LISTEN,
        "heard nothing",
        "tcp://{ip}:{iopub_port} {connection}",
        "tcp://127.0.0.1:{iopub_port} {connection}",
    ),
    Try("turn the door's table at 127.0.0.1", CONNECT, NO_WAY, "127.0.0.1 8001"),
    Try(
        "turn the door's table at the hub's address",
        CONNECT,
        NO_WAY,
        "198.18.0.1 8001",
        "198.18.0.1 8000",
    ),
    Try("join B's hidden socket", ABSTRACT, NO_WAY, "{name}", "{name}"),
    Try("join B's memory by its number", SHARED, MISSING, "{shared}", "{shared}"),
]
TRIES = [*FILES, *PROCESSES, *SOCKETS]
