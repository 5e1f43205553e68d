"""What a learner could try against the machine, the course, others' servers and the hub."""

from tests.hub.real.tries import ASK, DENIED, FIXED, KEPT_OUT, READ, RUN, WRITE, Try

ANSWERED = r"was answered (403|404|405)|was sent to sign in"
HUB = "http://198.18.0.1:8081/hub/api"
DOOR = "http://198.18.0.1:8000"

MACHINE = [
    Try("ask systemd for B's unit", RUN, "left with", "systemctl show {user}-server.service"),
    Try("stop B's unit", RUN, "left with", "systemctl kill --signal=CONT {user}-server.service"),
    Try("start a unit as root", RUN, "left with", "systemd-run --wait true"),
    Try("ask the machine's bus", RUN, "left with", "busctl list"),
    Try(
        "talk to systemd's own socket",
        READ,
        KEPT_OUT,
        "/run/systemd/system/greaterdata-hub.service",
    ),
    Try(
        "read B's lines in the journal",
        RUN,
        "left with",
        "journalctl --quiet --lines=1 --unit={user}-server.service | grep .",
    ),
    Try("become root with su", RUN, "left with", "su root -c true"),
    Try("become B", "os.setuid(int(it)); print('GOT IN')", DENIED, "{uid}", "{uid}"),
    Try(
        "make a program that runs as its owner",
        "open(it, 'w').close(); os.chmod(it, 0o4755); print('GOT IN')",
        DENIED,
        "/tmp/setuid",
    ),
    Try("run one that does", RUN, "left with", "newgrp root < /dev/null; chfn -f x root"),
    Try("mount something", RUN, "left with", "mount -t tmpfs none /mnt && umount /mnt"),
    Try(
        "make a namespace, to be root in it",
        RUN,
        "left with",
        "unshare --user --map-root-user true",
    ),
    Try("make a network", RUN, "left with", "unshare --net true"),
    Try(
        "make a device",
        "os.mknod(it, 0o60600, os.makedev(7, 0)); os.remove(it); print('GOT IN')",
        DENIED,
        "/tmp/device",
    ),
    Try("make a disk of a file", RUN, "left with", "/usr/sbin/losetup --find"),
    Try(
        "send raw packets",
        "socket.socket(socket.AF_INET, socket.SOCK_RAW, 1).close(); print('GOT IN')",
        DENIED,
        "",
    ),
    Try(
        "listen on the wire",
        "socket.socket(socket.AF_PACKET, socket.SOCK_RAW).close(); print('GOT IN')",
        f"{DENIED}|not supported",
        "",
    ),
    Try(
        "find a way out of the network",
        RUN,
        "left with",
        "ip route replace 192.0.2.0/24 dev lo && ip route delete 192.0.2.0/24",
    ),
    Try(
        "change the kernel's settings",
        WRITE.replace("os.remove(it); ", "").replace("'x'", "'0'"),
        FIXED,
        "/proc/sys/net/ipv4/ip_forward",
    ),
    Try("read the kernel's messages", RUN, "left with", "dmesg > /dev/null"),
]
POISON = [
    Try("change the course's code", WRITE, FIXED, "{course}/planted.py", "{home}/planted.py"),
    Try("change a package", WRITE, FIXED, "{packages}/planted.py", "{home}/planted.py"),
    Try(
        "leave compiled code beside a package",
        WRITE,
        FIXED,
        "{packages}/requests/__pycache__/planted.pyc",
        "{home}/planted.pyc",
    ),
    Try(
        "change the released lessons",
        WRITE,
        FIXED,
        "/srv/greaterdata/lessons.git/planted",
        "{home}/planted",
    ),
    Try(
        "say where the room is at", WRITE, FIXED, "/srv/greaterdata/room/planted", "{home}/planted"
    ),
    Try(
        "change everybody's settings of Jupyter",
        WRITE,
        FIXED,
        "/etc/jupyter-planted",
        "{home}/planted",
    ),
    Try("change everybody's shell", WRITE, FIXED, "/etc/profile.d/planted.sh", "{home}/planted"),
    Try("leave a job for later", WRITE, FIXED, "/etc/cron.d/planted", "{home}/planted"),
    Try(
        "leave a unit for later",
        WRITE,
        FIXED,
        "/etc/systemd/system/planted.service",
        "{home}/planted",
    ),
]
SERVER = [
    Try(
        "open B's server with A's token",
        ASK,
        ANSWERED,
        f"GET {DOOR}/user/{{name}}/api/contents ",
        f"GET {DOOR}/user/{{name}}/api/contents ",
    ),
    Try(
        "open B's server with no token",
        f"token = 'none'\n{ASK}",
        ANSWERED,
        f"GET {DOOR}/user/{{name}}/api/contents ",
        f"GET {DOOR}/user/{{name}}/api ",
    ),
    Try(
        "run something in B's server",
        ASK,
        ANSWERED,
        f"POST {DOOR}/user/{{name}}/api/kernels {{{{}}}}",
        f"GET {DOOR}/user/{{name}}/api/kernels ",
    ),
    Try(
        "read B's file through B's server",
        ASK,
        ANSWERED,
        f"GET {DOOR}/user/{{name}}/api/contents/diary.txt ",
        f"GET {DOOR}/user/{{name}}/api/contents/diary.txt ",
    ),
]
OWN = f"GET {HUB}/user "
API = [
    Try(what, ASK, ANSWERED, theirs, OWN)
    for what, theirs in {
        "list the hub's users": f"GET {HUB}/users ",
        "look at B on the hub": f"GET {HUB}/users/{{name}} ",
        "make a user": f"POST {HUB}/users/eve-owl ",
        "make oneself administrator": f'PATCH {HUB}/users/amber-otter {{{{"admin": true}}}}',
        "delete B": f"DELETE {HUB}/users/{{name}} ",
        "stop B's server": f"DELETE {HUB}/users/{{name}}/server ",
        "start B's server": f"POST {HUB}/users/{{name}}/server ",
        "list B's tokens": f"GET {HUB}/users/{{name}}/tokens ",
        "make a token for B": f"POST {HUB}/users/{{name}}/tokens {{{{}}}}",
        "say that B is busy": f'POST {HUB}/users/{{name}}/activity {{{{"servers": {{{{}}}}}}}}',
        "see the door's table": f"GET {HUB}/proxy ",
        "turn the door elsewhere": f'PATCH {HUB}/proxy {{{{"auth_token": "x"}}}}',
        "list the hub's services": f"GET {HUB}/services ",
        "list groups": f"GET {HUB}/groups ",
        "make a group": f"POST {HUB}/groups/mine ",
        "see what is shared with B": f"GET {HUB}/users/{{name}}/shared ",
        "take a share of B's server": f'POST {HUB}/shares/{{name}}/ {{{{"user": "amber-otter"}}}}',
        "make a code to share B's server": f"POST {HUB}/share-codes/{{name}}/ {{{{}}}}",
        "stop the hub": f"POST {HUB}/shutdown {{{{}}}}",
        "read how the hub is built": f"GET {HUB}/info ",
    }.items()
] + [
    Try(
        "make a token that may do more",
        ASK,
        "was answered (400|403)",
        f'POST {HUB}/users/amber-otter/tokens {{{{"scopes": ["admin:users"]}}}}',
        f"POST {HUB}/users/amber-otter/tokens {{{{}}}}",
    ),
    Try(
        "make a token of the role of administrators",
        ASK,
        "was answered (400|403)",
        f'POST {HUB}/users/amber-otter/tokens {{{{"roles": ["admin"]}}}}',
        f"POST {HUB}/users/amber-otter/tokens {{{{}}}}",
    ),
    Try("open the hub's own page for administrators", ASK, ANSWERED, f"GET {DOOR}/hub/admin ", OWN),
]
TRIES = [*MACHINE, *POISON, *SERVER, *API]
