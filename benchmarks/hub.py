"""What a room waits for on the shared hub, and what it costs: `python benchmarks/hub.py` as root.

Thirty simulated learners within two minutes, at a hub where nothing was started and at one whose
servers were started before; on a machine of its own that is gone after. The last lines are the
figures in the form of greaterdata_lessons/hub/capacity.toml. The project's targets: prepared, the
first result within 20 s at p95; under 350 MB a learner; hub and door under 250 MB. The peer,
hubtraf, measures starting a server and running one cell; it does not open a lesson.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PYTHON = ROOT / ".venv-hub" / "bin" / "python"


def main() -> int:
    """Hold both rooms, and print what they waited for and cost; returns the exit code."""
    if not PYTHON.exists():
        raise SystemExit("There is no hub here yet. Type: make hub-test")
    tests = ["-m", "pytest", "-o", "addopts=--strict-markers", "--confcutdir=tests/hub/real"]
    rooms = ["-s", "-q", "-m", "whole", "tests/hub/real/test_room.py"]
    machine = [PYTHON, "tools/hub_machine.py", PYTHON, *tests, *rooms]
    return subprocess.run(machine, cwd=ROOT, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
