"""Running a learner's notebook again: what it may not do, tried; and what it still says."""

import json
import os
import pwd
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from pathlib import Path

import psutil
import pytest

from greaterdata_lessons import cli
from greaterdata_lessons.errors import LearnerError
from greaterdata_lessons.learning import review_rerun
from greaterdata_lessons.learning.notebook_files import Cell, SavedNotebook
from greaterdata_lessons.learning.review_rerun import Again, run_again
from tests.learning.learners import LESSON, answered, answers, write

pytestmark = pytest.mark.slow


def notebook(*sources: str) -> SavedNotebook:
    cells = [Cell(f"cell-{n}", source, (), "") for n, source in enumerate(sources)]
    return SavedNotebook("a.ipynb", datetime(2026, 11, 23), tuple(cells), ())


def ran(*sources: str, seconds: int = 30) -> Again:
    """Run these cells again, and insist that nothing of the run is left behind."""
    before = psutil.Process().children()
    again = run_again(notebook(*sources), seconds)
    assert psutil.Process().children() == before
    return again


def runners() -> list[psutil.Process]:
    """Every process on this machine that is a run of a notebook."""
    return [
        one
        for one in psutil.process_iter(["cmdline"])
        if any("review_runner" in part for part in one.info["cmdline"] or [])
    ]


def of_session(one: psutil.Process, leader: int) -> bool:
    try:
        return os.getsid(one.pid) == leader
    except ProcessLookupError:
        return False


def assert_gone(before: int) -> None:
    """The system takes a moment to end them all."""
    for _ in range(100):
        if len(runners()) <= before:
            return
        time.sleep(0.1)
    pytest.fail("processes of a run are still there after 10 seconds")


def test_answers_computed_in_code_are_checked_again() -> None:
    again = ran(
        "import greaterdata_lessons as gd",
        f'gd.check("{LESSON}/hidden-number", 4 + 4)',
        f'gd.check("{LESSON}/ratio", 1.8)',
    )
    assert again.says == "All 3 cells were run again."
    assert again.errors == ()
    found = {one.item: one.state for one in again.answers}
    assert found == {f"{LESSON}/hidden-number": "right", f"{LESSON}/ratio": "not yet"}


def test_magics_and_mistakes_are_survived_and_errors_are_named() -> None:
    again = ran("%matplotlib inline", "1 / 0", "def f(:", "import sys; sys.exit(3)", "1 + 1")
    assert again.ran == 5
    kinds = [error.partition(":")[0] for error in again.errors]
    assert kinds == ["ZeroDivisionError", "SyntaxError", "SystemExit"]


def test_an_endless_loop_is_stopped() -> None:
    again = ran("1", "while True: pass", "2", seconds=3)
    assert again.says == "1 of 3 cells were run again; then it was stopped after 3 seconds."


def test_an_endless_sleep_is_stopped() -> None:
    again = ran("import time; time.sleep(10_000)", seconds=3)
    assert "stopped after 3 seconds" in again.says


def test_an_allocation_of_50_gb_fails_and_the_notebook_goes_on() -> None:
    again = ran(
        "x = bytearray(50_000_000_000)",
        "import numpy; x = numpy.ones(50_000_000_000 // 8)",
        "1 + 1",
    )
    assert again.ran == 3
    assert [error.partition(":")[0] for error in again.errors] == ["MemoryError", "MemoryError"]


def test_a_fork_bomb_stays_small_and_leaves_nobody_behind() -> None:
    code = """
import os
while True:
    try:
        os.fork()
    except OSError:
        pass
"""
    most = 0
    before = len(runners())

    def watched(
        process: subprocess.Popen[bytes], stdin: bytes, deadline: float
    ) -> tuple[bytes, bool]:
        nonlocal most
        answer = listen(process, stdin, deadline)
        most = sum(of_session(one, process.pid) for one in runners())
        return answer

    listen = review_rerun._listen
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(review_rerun, "_listen", watched)
        again = ran(code, seconds=4)
    assert "stopped after 4 seconds" in again.says
    assert 1 < most <= review_rerun.PROCESSES + 2  # the two that hold the walls
    assert_gone(before)


def test_a_process_that_leaves_the_family_ends_with_it() -> None:
    before = len(runners())
    code = """
import os, time
if os.fork() == 0:
    os.setsid()
    if os.fork() == 0:
        time.sleep(600)
    os._exit(0)
"""
    assert ran(code, "1").ran == 2
    assert_gone(before)


def test_a_machine_where_others_run_many_processes_runs_notebooks_all_the_same(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(review_rerun, "PROCESSES", 6)
    busy = """
import os, time
for _ in range(3):
    if os.fork() == 0:
        time.sleep(6)
        os._exit(0)
time.sleep(6)
"""
    with ThreadPoolExecutor(3) as pool:
        all_of_them = list(pool.map(lambda code: run_again(notebook(code), 20), [busy] * 3))
    assert [again.ran for again in all_of_them] == [1, 1, 1]
    assert [again.errors for again in all_of_them] == [(), (), ()]


def test_a_deleted_home_is_only_its_own(tmp_path: Path) -> None:
    precious = tmp_path / "mentor" / "thesis.txt"
    precious.parent.mkdir()
    precious.write_text("twenty years of work", encoding="utf-8")
    os.chmod(precious.parent, 0o777)
    again = ran(
        "import os, shutil, pathlib",
        "(pathlib.Path.home() / 'note').write_text('mine')",
        "shutil.rmtree(pathlib.Path.home(), ignore_errors=True)",
        f"shutil.rmtree({str(tmp_path)!r}, ignore_errors=True)",
        "assert not (pathlib.Path.home() / 'note').exists()",
        f"assert not os.path.exists({str(precious)!r})",
    )
    assert again.errors == ()
    assert precious.read_text(encoding="utf-8") == "twenty years of work"


def test_the_mentors_files_cannot_be_seen_nor_anything_changed() -> None:
    home = pwd.getpwuid(os.getuid()).pw_dir
    library = review_rerun.__file__
    again = ran(
        "import os",
        f"assert not [n for n in os.listdir({home!r}) if n in ('.bashrc', '.ssh', '.profile')]",
        f"open({library!r}, 'a')",
        "open('/usr/bin/tea', 'w')",
        "open('/tmp/tea', 'w')",
        "os.setuid(0); os.setgroups([0])",
        "import subprocess",
        "subprocess.run(['mount', '-o', 'remount,rw', '/usr'], check=True)",
        "assert not any('SECRET' in name for name in os.environ)",
    )
    said = [error for error in again.errors if "Error: [Errno 2]" not in error]  # no such home
    refused = ("Read-only file system", "Permission denied", "not permitted")
    assert len(said) == 5
    assert all(any(words in error for words in refused) for error in said[:4])
    assert said[4].startswith("CalledProcessError")


def test_there_is_no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    again = ran("import socket", "socket.create_connection(('127.0.0.1', 80), timeout=2)")
    assert "Network is unreachable" in again.errors[0]


def test_the_mentors_environment_stays_outside(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SECRET_TOKEN", "abc")
    assert ran("import os", "assert 'SECRET_TOKEN' not in os.environ").errors == ()


def test_a_full_disk_is_the_notebooks_own() -> None:
    code = """
for n in range(10_000):
    with open(f"f{n}", "wb") as file:
        file.write(bytes(50_000_000))
"""
    (error,) = ran(code).errors
    assert "No space left on device" in error


def test_a_run_that_floods_its_answer_is_cut_off() -> None:
    code = """
import os
for number in range(3, 20):
    try:
        for _ in range(1_000):
            os.write(number, b"{}" * 50_000)
    except OSError:
        pass
"""
    again = ran(code, "1")
    assert again.ran <= 2


def test_what_a_run_says_of_itself_is_read_as_data() -> None:
    said = [b"{", b"[[" * 9_000, b'{"data": 5}', b'{"data": [{"x": []}], "error": 7}', b"null"]
    told = list(review_rerun._told(b"\n".join(said)))
    assert told == [{"data": [{"x": []}], "error": 7}]


def test_where_no_walls_can_be_built_nothing_is_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = tmp_path / "made"
    for name, value in (("platform", "win32"), ("executable", "/nowhere/python")):
        with monkeypatch.context() as patch:
            patch.setattr(sys, name, value)
            with pytest.raises(LearnerError, match="only where they can be walled in"):
                run_again(notebook(f"open({str(made)!r}, 'w')"))
    assert not made.exists()


def test_the_command_runs_again_and_sets_saved_beside_run_again(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    kept = answers()
    kept["hidden-number"] = {**kept["ratio"], "item": f"{LESSON}/hidden-number"}
    made = answered(kept)
    source = f'import greaterdata_lessons as gd\ngd.check("{LESSON}/hidden-number", 5)'
    made["cells"] = [c for c in made["cells"] if "hidden-number" in json.dumps(c)]
    made["cells"].append({"cell_type": "code", "id": "again", "source": source, "outputs": []})
    write(tmp_path / "in" / "amina" / "a.ipynb", made)
    assert cli.main(["review", str(tmp_path / "in"), "--rerun", "--seconds", "30"]) == 0
    assert "Running again: amina, a.ipynb" in capsys.readouterr().out
    (page,) = (tmp_path / "in-review" / "learners").iterdir()
    text = page.read_text(encoding="utf-8")
    row = text.partition("Saved beside run again")[2]
    assert "<td>Right</td><td>Not yet right</td>" in row
