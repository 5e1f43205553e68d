"""The environment is made once, mended when it must be, and says in one sentence when it cannot."""

import ast
import errno
import importlib.util
import os
import shutil
import signal
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from tests.start.small_course import ROOT, command, make, make_course, make_wheel, surroundings
from tools import environment, environment_steps, environment_words

slow = pytest.mark.slow


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small course with its environment made; shared, so tests leave it as it is."""
    course = make_course(tmp_path_factory.mktemp("making") / "où est le thé")
    done = make(course)
    assert done.returncode == 0, done.stderr
    return course


@pytest.fixture
def unstamped(made: Path, tmp_path: Path) -> Path:
    """A copy of it that has everything but the stamp, so that the next run only mends it."""
    course = tmp_path / "a copy"
    shutil.copytree(made, course, symlinks=True)
    (course / ".venv" / "course-stamp.txt").unlink()
    return course


def stamp(course: Path) -> Path:
    return course / ".venv" / "course-stamp.txt"


def pin_one_more(course: Path) -> None:
    line = make_wheel(course / "wheels", "milk")
    with (course / "requirements.lock").open("a", encoding="utf-8") as lock:
        lock.write(line)


def only_sentence(done: subprocess.CompletedProcess[str]) -> str:
    """Return the sentence a failed run ends with, after making sure it is no traceback."""
    assert done.returncode == 1
    assert "Traceback" not in done.stdout + done.stderr
    return done.stderr.strip()


@slow
def test_a_fresh_environment_holds_the_locked_packages_and_the_course(made: Path) -> None:
    question = "import tea, importlib.metadata as m; print(tea.MILK, m.version('small-course'))"
    python = made / ".venv" / "bin" / "python"
    answer = subprocess.run([python, "-c", question], capture_output=True, text=True, check=True)
    assert answer.stdout == "True 1.0\n"
    assert list((made / ".venv").glob("lib/python*/site-packages/__pycache__/tea.*.pyc"))


@slow
def test_a_ready_environment_is_left_alone_without_a_word(made: Path) -> None:
    before = (made / ".venv").stat().st_mtime_ns
    done = make(made)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert (made / ".venv").stat().st_mtime_ns == before


@slow
def test_a_changed_lock_is_installed_into_the_same_environment(unstamped: Path) -> None:
    pin_one_more(unstamped)
    done = make(unstamped)
    assert done.returncode == 0, done.stderr
    assert "Bringing .venv up to date" in done.stdout
    assert list((unstamped / ".venv").glob("lib/python*/site-packages/milk.py"))


@slow
def test_a_package_that_left_the_lock_leaves_the_environment_and_what_is_locked_stays(
    unstamped: Path,
) -> None:
    lock = unstamped / "requirements.lock"
    before = lock.read_text(encoding="utf-8")
    pin_one_more(unstamped)
    assert make(unstamped).returncode == 0
    lock.write_text(before, encoding="utf-8")
    done = make(unstamped)
    assert done.returncode == 0, done.stderr
    site = next((unstamped / ".venv").glob("lib/python*/site-packages"))
    assert not list(site.glob("milk*"))
    assert {path.name for path in site.glob("*-1.0.dist-info")} == {
        "tea-1.0.dist-info",
        "small_course-1.0.dist-info",
    }


@slow
def test_a_changed_project_file_fetches_no_package(made: Path) -> None:
    project = made / "pyproject.toml"
    project.write_text(project.read_text(encoding="utf-8") + "\n# changed\n", encoding="utf-8")
    done = make(made, PIP_FIND_LINKS="")
    assert done.returncode == 0, done.stderr
    assert "Fetching" not in done.stdout


@slow
def test_an_environment_whose_folder_was_moved_is_not_trusted(made: Path, tmp_path: Path) -> None:
    moved = tmp_path / "moved"
    shutil.copytree(made, moved, symlinks=True)
    assert environment_steps.Environment(made).usable()
    assert not environment_steps.Environment(moved).usable()


@slow
def test_a_run_waits_for_another_and_recovers_what_that_one_left_half_made(unstamped: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:  # an index that never answers
        index = f"http://127.0.0.1:{silent.getsockname()[1]}/simple"
        hanging = surroundings(unstamped, PIP_INDEX_URL=index)
        del hanging["PIP_NO_INDEX"], hanging["PIP_FIND_LINKS"]
        pin_one_more(unstamped)
        first = subprocess.Popen(
            command(unstamped),
            env=hanging,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        silent.settimeout(120)
        asked, _ = silent.accept()
        second = subprocess.Popen(
            command(unstamped), env=surroundings(unstamped), stdout=subprocess.PIPE, text=True
        )
        assert second.stdout is not None
        assert second.stdout.readline().startswith("Another run is making .venv; waiting")
        first.send_signal(signal.SIGINT)
        said = first.communicate(timeout=120)[1]
        asked.close()
    assert first.returncode == 1
    assert said.strip() == (
        "Stopped before the environment was ready. To carry on, run the same command again."
    )
    assert "Making .venv again, from the start" in second.communicate(timeout=180)[0]
    assert second.returncode == 0
    assert stamp(unstamped).exists()
    assert not list((unstamped / "_build").glob("old-environment-*"))


@slow
def test_a_package_with_another_fingerprint_is_refused(unstamped: Path) -> None:
    lock = unstamped / "requirements.lock"
    lock.write_text(f"tea==1.0 \\\n    --hash=sha256:{'0' * 64}\n", encoding="utf-8")
    python = unstamped / ".venv" / "bin" / "python"
    subprocess.run([python, "-m", "pip", "-q", "uninstall", "-y", "tea"], check=True)
    sentence = only_sentence(make(unstamped))
    assert "tea==1.0" in sentence
    assert "has another fingerprint than requirements.lock" in sentence
    assert not stamp(unstamped).exists()


@slow
def test_no_network_is_said_and_names_the_log(unstamped: Path) -> None:
    lock = unstamped / "requirements.lock"
    lock.write_text(f"milk==1.0 --hash=sha256:{'0' * 64}\n", encoding="utf-8")
    with socket.create_server(("127.0.0.1", 0)) as closed:
        index = f"http://127.0.0.1:{closed.getsockname()[1]}/simple"
    done = make(unstamped, PIP_NO_INDEX="0", PIP_FIND_LINKS="", PIP_INDEX_URL=index)
    sentence = only_sentence(done)
    assert "there is no connection to the Python package index" in sentence
    assert "Log: _build/environment.log" in sentence
    assert "milk" in (unstamped / "_build" / "environment.log").read_text(encoding="utf-8")


@slow
def test_a_package_that_is_not_made_for_this_python_is_named(unstamped: Path) -> None:
    lock = unstamped / "requirements.lock"
    lock.write_text(f"milk==1.0 --hash=sha256:{'0' * 64}\n", encoding="utf-8")
    assert "There is no ready-made milk==1.0 for Python" in only_sentence(make(unstamped))


def test_a_python_without_venv_names_the_package_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    course = make_course(tmp_path / "course")
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    monkeypatch.setattr(shutil, "which", lambda name: f"/usr/bin/{name}")
    assert environment_steps.make_environment(str(course)) == 1
    version = f"{sys.version_info.major}.{sys.version_info.minor}"
    assert f"sudo apt install python{version}-venv, then run the same" in capsys.readouterr().err
    assert not (course / ".venv").exists()


def test_a_full_disk_is_said_before_anything_is_fetched(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    course = make_course(tmp_path / "course")
    usage = shutil.disk_usage(tmp_path)._replace(free=200_000_000)
    monkeypatch.setattr(shutil, "disk_usage", lambda folder: usage)
    assert environment_steps.make_environment(str(course)) == 1
    assert "needs 2.2 GB and" in (said := capsys.readouterr().err)
    assert "has 0.2 GB free. Make room" in said


def test_a_folder_that_cannot_be_written_in_says_where_to_go(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    course = make_course(tmp_path / "course")

    def refuse(path: Path) -> None:
        raise OSError(errno.EROFS, "Read-only file system", str(path))

    monkeypatch.setattr(environment_steps, "only_one", refuse)
    assert environment_steps.make_environment(str(course)) == 1
    assert f"Nothing may be written in {course}. Copy the course" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("log", "says"),
    [
        ("ERROR: [Errno 28] No space left on device", "The disk is too full"),
        ("ERROR: [Errno 13] Permission denied: '/x'", "Nothing may be written"),
        ("Max retries exceeded\nNo matching distribution found for a", "no connection"),
        ("ERROR: something new\n", "could not be installed (ERROR: something new)"),
        ("", "could not be installed (pip said nothing)"),
    ],
)
def test_what_pip_wrote_becomes_a_sentence(log: str, says: str, tmp_path: Path) -> None:
    assert says in environment_words.about_pip(log, tmp_path, "the log")


def test_the_entry_can_be_read_by_a_very_old_python() -> None:
    source = (ROOT / "tools" / "environment.py").read_text(encoding="utf-8")
    ast.parse(source, feature_version=(3, 6))


def test_an_old_python_hands_over_to_a_newer_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    newer = tmp_path / "python3.12"
    newer.write_text(f'#!/bin/sh\n[ "$1" = -c ] || echo "$@" > "{tmp_path}/handed"\n')
    newer.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}/bin")
    monkeypatch.setattr(environment, "OLDEST", (99,))
    monkeypatch.setattr(environment, "NAMES", ("python3.12",))
    monkeypatch.setattr(sys, "argv", ["tools/environment.py"])
    assert environment.main() == 0
    assert (tmp_path / "handed").read_text() == "tools/environment.py\n"


def test_an_old_python_alone_says_which_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    broken = tmp_path / "python3.12"  # such as a version manager's stand-in for one not installed
    broken.write_text("#!/bin/sh\nexit 127\n")
    broken.chmod(0o755)
    (tmp_path / "apt-get").symlink_to("/bin/true")
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(environment, "OLDEST", (99,))
    assert environment.main() == 2
    said = capsys.readouterr().err
    assert "the course needs Python 3.11 or newer. Install it with: sudo apt install" in said
    assert said.endswith("then run the same command again.\n")
