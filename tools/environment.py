"""Make or mend the folder .venv that every command of the course runs in.

Usage: python3 tools/environment.py           .venv
       python3 tools/environment.py oldest    .venv-oldest, for tests on the oldest versions
       python3 tools/environment.py hub       .venv-hub, the shared hub and its learners' servers
       python3 tools/environment.py deploy    .venv-deploy, what checks deploy/z2jh and binder

Any Python 3 may start this file, however old: it finds a newer one and hands over. So this one
file keeps to what Python 3.6 can read; the work itself is in environment_steps.py.
"""

import os
import platform
import shutil
import subprocess
import sys

OLDEST = (3, 11)
NAMES = ("python3.14", "python3.13", "python3.12", "python3.11")
ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
RIGHT_VERSION = "import sys; sys.exit(sys.version_info < (3, 11))"


def runs(python: str) -> bool:
    """Tell whether this command is a Python that is new enough and starts."""
    try:
        with open(os.devnull, "w") as nowhere:
            code = subprocess.call([python, "-c", RIGHT_VERSION], stdout=nowhere, stderr=nowhere)
    except OSError:
        return False
    return code == 0


def newer_python() -> str:
    """Return the path of a Python that is new enough, or an empty string."""
    found = [path for path in map(shutil.which, NAMES) if path]
    return next((path for path in found if runs(path)), "")


def how_to_get_python() -> str:
    """Return the next step towards a new Python on this kind of machine."""
    if platform.system() == "Darwin":
        return "Install it from python.org or with: brew install python@3.12"
    if shutil.which("apt-get"):
        return "Install it with: sudo apt install python3.11 python3.11-venv"
    if shutil.which("dnf"):
        return "Install it with: sudo dnf install python3.12"
    return "Install it from python.org"


def hand_over() -> int:
    """Run this file again with a newer Python, or say how to get one; returns the exit code."""
    python = newer_python()
    if python:
        return subprocess.call([python] + sys.argv)  # noqa: RUF005 - old Pythons read this too
    version = platform.python_version()
    print(
        f"This is Python {version}, and the course needs Python 3.11 or newer. "
        f"{how_to_get_python()}, then run the same command again.",
        file=sys.stderr,
    )
    return 2


def main() -> int:
    """Make the environment with a Python that can; returns the exit code."""
    if sys.version_info < OLDEST:
        return hand_over()
    if os.name == "nt":
        print(
            "On Windows the course runs inside WSL. Type: wsl --install, "
            "open Ubuntu, and run the same command there.",
            file=sys.stderr,
        )
        return 2
    sys.path.insert(0, ROOT)
    from tools import environment_kinds as kinds
    from tools.environment_steps import make_environment

    wanted = sys.argv[1] if sys.argv[1:] else ""
    others = {"oldest": kinds.OLDEST, "hub": kinds.HUB, "deploy": kinds.DEPLOY}
    return make_environment(ROOT, others.get(wanted, kinds.NEWEST))


if __name__ == "__main__":
    sys.exit(main())
