"""Installed away from its checkout, the library still has its data, questions and scripts."""

import subprocess
import sys
from pathlib import Path
from zipfile import ZipFile

import pytest

ROOT = Path(__file__).resolve().parents[1]
NEEDED = [
    "greaterdata_lessons/_datasets/lcr-boroughs/measures.csv",
    "greaterdata_lessons/_datasets/warm-homes/data.csv",
    "greaterdata_lessons/_datasets/warm-homes/truth.json",
    "greaterdata_lessons/course/lab_settings/overrides.json",
    "greaterdata_lessons/hub/lab/config/labconfig/page_config.json",
    "greaterdata_lessons/hub/lab/share/kernels/python3/kernel.json",
    "greaterdata_lessons/hub/lab/share/labextensions/greaterdata-room/package.json",
    "greaterdata_lessons/hub/lab/share/labextensions/greaterdata-room/static/remoteEntry.js",
    "greaterdata_lessons/learning/banks/who-is-missing.json",
    "greaterdata_lessons/show/explore.css",
    "greaterdata_lessons/learning/framework.json",
    "greaterdata_lessons/learning/review_templates/style.css",
    "greaterdata_lessons/show/explore.mjs",
    "greaterdata_lessons/show/plans/one-call-five-records.toml",
    "greaterdata_lessons/show/question.css",
    "greaterdata_lessons/show/question.mjs",
]
USE = """
import greaterdata_lessons as gd
print(gd.__file__)
print(len(gd.load("warm-homes")), gd.check("who-is-missing/hidden-number", 8).state)
"""


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    subprocess.run(build, cwd=ROOT, check=True, capture_output=True)
    (built,) = folder.glob("*.whl")
    return built


@pytest.mark.slow
def test_the_wheel_carries_what_a_lesson_needs_and_no_tests(wheel: Path) -> None:
    names = set(ZipFile(wheel).namelist())
    assert [name for name in NEEDED if name not in names] == []
    assert not any(name.startswith(("tests/", "tools/", "book/")) for name in names)


@pytest.mark.slow
def test_the_installed_library_loads_data_and_checks_an_answer(wheel: Path, tmp_path: Path) -> None:
    ZipFile(wheel).extractall(tmp_path)
    # -P and the path first: the unpacked library is used, not the checkout.
    run = [sys.executable, "-P", "-c", f"import sys; sys.path.insert(0, {str(tmp_path)!r}){USE}"]
    shown = subprocess.run(run, cwd=tmp_path, check=True, capture_output=True, text=True)
    path, result = shown.stdout.splitlines()
    assert Path(path).is_relative_to(tmp_path)
    assert result == "6000 right"
