"""Binder: what it would build, without building it."""

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from tools.check_rooms_chart import BIN
from tools.lock import pins

ROOT = Path(__file__).resolve().parents[2]
BINDER = ROOT / "binder"


def lock(name: str) -> dict[str, str]:
    text = (ROOT / f"requirements-{name}.lock").read_text("utf-8")
    return dict(pin.split(" ; ")[0].split("==") for pin in pins(text) if " ; " not in pin)


@pytest.mark.parametrize("name", ["hub", "image", "deploy"])
def test_jupyterhub_stays_in_the_series_that_hosts_and_binder_run(name: str) -> None:
    assert lock(name)["jupyterhub"].startswith("5.")


def test_a_container_has_what_the_shared_hub_has_and_none_of_its_test_tools() -> None:
    image, hub = lock("image"), lock("hub")
    assert image.items() <= hub.items()
    assert {"jupyterlab", "nbgitpuller", "pandas", "anywidget", "fairlearn"} <= set(image)
    assert not {"playwright", "pytest", "oauthenticator"} & set(image)


def test_binder_takes_its_packages_from_the_images_lock() -> None:
    asked = (BINDER / "requirements.txt").read_text("utf-8")
    named = [line for line in asked.splitlines() if not line.startswith("#")]
    assert named == ["-r ../requirements-image.lock"]
    after = BINDER / "postBuild"
    assert os.access(after, os.X_OK)
    subprocess.run(["bash", "-n", str(after)], check=True)
    copied = re.findall(r"^cp (\S+) ", after.read_text("utf-8"), re.MULTILINE)
    assert copied
    assert all((ROOT / name).is_file() for name in copied)


@pytest.mark.slow
def test_a_dry_run_builds_on_python_312_from_this_folder_and_not_for_conda(tmp_path: Path) -> None:
    shutil.copytree(BINDER, tmp_path / "binder")
    for name in ("requirements-image.lock", "environment.yml", "pyproject.toml"):
        shutil.copy(ROOT / name, tmp_path)
    command = [str(BIN / "jupyter-repo2docker"), "--no-build", "--debug", str(tmp_path)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    built = done.stdout + done.stderr
    assert 'install --no-cache-dir -r "binder/requirements.txt"' in built
    assert "./binder/postBuild" in built
    assert "Building conda environment for python=3.12" in built
    assert "env update -p" not in built  # what environment.yml at the root would have asked for
