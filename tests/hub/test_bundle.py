"""The bundle for a laptop without internet: what it holds, what its install does and refuses."""

from __future__ import annotations

import os
import subprocess
import tarfile
from pathlib import Path

import pytest

from tools.hub_bundle import INSTALL, LOCK, BundleError, made_for, make
from tools.lesson_source import ROOT

# In place of the real one: says with what it was called, and leaves what a real one leaves.
ENVIRONMENT = """\
import os, pathlib, sys
root = pathlib.Path(__file__).parents[1]
(root / ".venv-hub" / "bin").mkdir(parents=True, exist_ok=True)
(root / ".venv-hub" / "bin" / "greaterdata").write_text("")
print(sys.argv[1], os.environ["PIP_NO_INDEX"], os.environ["PIP_FIND_LINKS"])
print(os.environ["npm_config_offline"], *os.listdir(os.environ["npm_config_cache"]))
"""


def git(folder: Path, *words: str) -> None:
    named = ["-c", "user.name=greaterdata", "-c", "user.email=lessons@localhost"]
    subprocess.run(["git", "-C", folder, *named, *words], check=True, capture_output=True)


def one_package(lock: Path, folder: Path) -> None:
    assert lock.read_text() == "tea==1\n"
    folder.mkdir()
    (folder / "tea-1-py3-none-any.whl").write_bytes(b"tea")


def one_proxy(pins: Path, folder: Path) -> None:
    assert pins.name == "proxy"
    folder.mkdir()
    (folder / "proxy.tgz").write_bytes(b"proxy")


@pytest.fixture
def bundle(tmp_path: Path) -> Path:
    """A bundle of a very small course, on a stick whose name holds a space."""
    course = tmp_path / "course"
    for name, text in {
        LOCK: "tea==1\n",
        str(INSTALL): (ROOT / INSTALL).read_text(encoding="utf-8"),
        "tools/environment.py": ENVIRONMENT,
    }.items():
        (course / name).parent.mkdir(parents=True, exist_ok=True)
        (course / name).write_text(text, encoding="utf-8")
    git(course, "init", "-q")
    git(course, "add", "-A")
    git(course, "commit", "-qm", "a course")
    (course / "own-notes.txt").write_text("not committed")
    made = tmp_path / "MY STICK" / "hub-bundle"
    assert make(course, made, one_package, one_proxy) > 0
    return made


def install(bundle: Path, place: Path) -> subprocess.CompletedProcess[str]:
    links = place.with_name("links")
    links.mkdir(parents=True, exist_ok=True)
    settings = {"GREATERDATA_PLACE": str(place), "GREATERDATA_LINKS": str(links)}
    return subprocess.run(
        ["bash", bundle / "install"],
        env={**os.environ, **settings},
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_bundle_holds_the_committed_course_and_every_package(bundle: Path) -> None:
    names = {path.relative_to(bundle).as_posix() for path in bundle.rglob("*") if path.is_file()}
    fetched = {"packages/tea-1-py3-none-any.whl", "proxy-packages/proxy.tgz"}
    assert names == {"course.tar.gz", "install", "made-for.txt", *fetched}
    with tarfile.open(bundle / "course.tar.gz") as course:
        assert {"tools/environment.py", LOCK} <= set(course.getnames())
        assert "own-notes.txt" not in course.getnames()


def test_install_unpacks_and_asks_no_network_and_may_be_run_again(
    bundle: Path, tmp_path: Path
) -> None:
    place = tmp_path / "opt" / "greaterdata"
    for _ in range(2):
        done = install(bundle, place)
        assert done.returncode == 0, done.stderr
        assert f"hub 1 {(bundle / 'packages').as_uri()}\n" in done.stdout
        assert "true proxy.tgz\n" in done.stdout
        assert "%20" in done.stdout  # the space in the stick's name does not end the place
        assert done.stdout.endswith("type: sudo greaterdata hub setup\n")
    assert (place.with_name("links") / "greaterdata").resolve().is_relative_to(place)


def test_install_says_in_one_sentence_that_another_python_cannot_use_it(
    bundle: Path, tmp_path: Path
) -> None:
    (bundle / "made-for.txt").write_text("3.9 abacus\n")
    done = install(bundle, tmp_path / "place")
    assert done.returncode == 2
    assert done.stderr == (
        f"This bundle is for Python 3.9 abacus, and this machine has {made_for()}. "
        "Make the bundle on a machine with the same system.\n"
    )


def test_install_says_that_only_root_may_write_there(bundle: Path, tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("a file where the folder should be")
    done = install(bundle, tmp_path / "taken")
    assert done.returncode == 2
    assert done.stderr.startswith("Only root can install the hub. Type: sudo bash ")


def test_a_bundle_of_what_is_no_checkout_is_refused_in_words(tmp_path: Path) -> None:
    folder = tmp_path / "no-checkout"
    folder.mkdir()
    with pytest.raises(BundleError, match="made from a git checkout"):
        make(folder, tmp_path / "bundle", one_package, one_proxy)
