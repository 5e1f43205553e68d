"""What the README promises exists, and the lists of packages say the same thing."""

import os
import re
import subprocess

import pytest
import yaml

from tests.start.small_course import ROOT
from tools.lock import conda_environment, pins

README = (ROOT / "README.md").read_text(encoding="utf-8")
MAKEFILE = (ROOT / "Makefile").read_text(encoding="utf-8")
LOCK = (ROOT / "requirements.lock").read_text(encoding="utf-8")
CONDA = (ROOT / "environment.yml").read_text(encoding="utf-8")


def make(*words: str) -> subprocess.CompletedProcess[str]:
    """Run make as a person does: not as a part of the make that runs these tests."""
    outside = {name: value for name, value in os.environ.items() if not name.startswith("MAKE")}
    return subprocess.run(
        ["make", *words], cwd=ROOT, env=outside, capture_output=True, text=True, check=False
    )


def test_conda_and_the_lock_pin_the_same_packages() -> None:
    conda = yaml.safe_load(CONDA)["dependencies"]
    assert conda[-1]["pip"] == [*pins(LOCK), "-e ."]
    assert conda[:2] == ["python=3.12", "pip"]
    assert conda_environment(LOCK) == CONDA, "Type: make lock"


def test_every_package_of_the_lock_has_its_fingerprint() -> None:
    requirements = re.split(r"\n(?=\S)", LOCK.strip())
    assert len(requirements) == len(pins(LOCK)) > 100
    assert all("--hash=sha256:" in requirement for requirement in requirements)


def test_every_dependency_of_the_project_is_pinned() -> None:
    project = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    named = re.findall(r'"([A-Za-z0-9._-]+)>=[^"]*"', project)
    pinned = {pin.partition("==")[0] for pin in pins(LOCK)}
    assert len(named) > 20
    assert [name for name in named if re.sub(r"[._]", "-", name).lower() not in pinned] == []


@pytest.mark.parametrize("text", [LOCK, CONDA], ids=["requirements.lock", "environment.yml"])
def test_no_list_of_packages_names_a_host(text: str) -> None:
    assert "://" not in text
    assert "index-url" not in text
    assert "find-links" not in text


def test_every_make_command_the_readme_names_exists() -> None:
    named = set(re.findall(r"\bmake ([a-z]+)\b", README)) - {"python"}
    targets = set(re.findall(r"^([a-z]+):", MAKEFILE, re.MULTILINE))
    assert {"course", "test", "quick", "lessons"} <= named
    assert named <= targets


def test_every_folder_the_readme_names_exists() -> None:
    table = re.findall(r"^\| `([^`]+/)` \|", README, re.MULTILINE)
    assert len(table) >= 7
    assert [name for name in table if not (ROOT / name).is_dir()] == []


def test_plain_make_lists_the_commands() -> None:
    said = make().stdout
    for command in ("course", "lessons", "book", "quick", "test", "clean"):
        assert f"  make {command} " in said


def test_a_machine_without_python_is_told_what_to_install() -> None:
    done = make("course", "PYTHON=no-such-python")
    assert done.returncode != 0
    assert done.stderr.startswith("There is no no-such-python on this machine. Install Python 3.11")


def test_ci_runs_the_readmes_test_command_last() -> None:
    command = re.search(r"## Test it\n\n```\n(.+)\n```", README)
    assert command is not None
    lines = (ROOT / ".ci" / "run").read_text(encoding="utf-8").splitlines()
    assert lines[-1] == command.group(1) == "make test"
