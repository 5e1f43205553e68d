"""A course so small that its environment is made in seconds, in a folder with an awkward name."""

import base64
import hashlib
import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SCRIPTS = (
    "environment.py",
    "environment_kinds.py",
    "environment_steps.py",
    "environment_words.py",
    "progress.py",
)
# A build backend of one page, so that nothing has to be installed to install the course.
BACKEND = """
import zipfile

ABOUT = {
    "METADATA": "Metadata-Version: 2.1\\nName: small-course\\nVersion: 1.0\\n",
    "WHEEL": "Wheel-Version: 1.0\\nRoot-Is-Purelib: true\\nTag: py3-none-any\\n",
    "RECORD": "",
}

def build_editable(folder, config_settings=None, metadata_directory=None):
    name = "small_course-1.0-py3-none-any.whl"
    with zipfile.ZipFile(f"{folder}/{name}", "w") as wheel:
        for file, text in ABOUT.items():
            wheel.writestr(f"small_course-1.0.dist-info/{file}", text)
    return name
"""
PROJECT = """
[build-system]
requires = []
build-backend = "backend"
backend-path = ["."]

[project]
name = "small-course"
version = "1.0"
"""


def make_wheel(folder: Path, name: str = "tea") -> str:
    """Write a wheel of one module; returns its line for a lock."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{name}-1.0-py3-none-any.whl"
    about = f"{name}-1.0.dist-info"
    files = {
        f"{name}.py": "MILK = True\n",
        f"{about}/METADATA": f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n",
        f"{about}/WHEEL": "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
    }
    digests = {
        file: base64.urlsafe_b64encode(hashlib.sha256(text.encode()).digest()).rstrip(b"=").decode()
        for file, text in files.items()
    }
    record = "".join(f"{file},sha256={digest},\n" for file, digest in digests.items())
    with zipfile.ZipFile(path, "w") as wheel:
        for file, text in (files | {f"{about}/RECORD": f"{record}{about}/RECORD,,\n"}).items():
            wheel.writestr(file, text)
    return f"{name}==1.0 \\\n    --hash=sha256:{hashlib.sha256(path.read_bytes()).hexdigest()}\n"


def make_course(folder: Path) -> Path:
    """Lay out a small course that pins one package."""
    (folder / "tools").mkdir(parents=True)
    (folder / "tools" / "__init__.py").touch()
    for name in SCRIPTS:
        shutil.copy(ROOT / "tools" / name, folder / "tools")
    (folder / "requirements.lock").write_text(make_wheel(folder / "wheels"), encoding="utf-8")
    (folder / "pyproject.toml").write_text(PROJECT, encoding="utf-8")
    (folder / "backend.py").write_text(BACKEND, encoding="utf-8")
    return folder


def surroundings(course: Path, **more: str) -> dict[str, str]:
    """Return the environment in which pip finds the small course's package and nothing else."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PIP_")}
    offline = {"PIP_NO_INDEX": "1", "PIP_FIND_LINKS": (course / "wheels").as_uri()}
    return kept | {"PIP_CONFIG_FILE": os.devnull, "PIP_RETRIES": "0"} | offline | more


def command(course: Path) -> list[str]:
    """Return the command that makes this course's environment."""
    return [sys.executable, str(course / "tools" / "environment.py")]


def make(course: Path, **more: str) -> subprocess.CompletedProcess[str]:
    """Make the environment of a small course, as make does."""
    return subprocess.run(
        command(course),
        check=False,
        env=surroundings(course, **more),
        capture_output=True,
        text=True,
        timeout=180,
    )
