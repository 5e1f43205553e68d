"""The `greaterdata` command says what it can do, and in one sentence what it cannot."""

import subprocess
import sys

import pytest

from greaterdata_lessons import __version__, cli, course
from greaterdata_lessons.course import CourseError
from greaterdata_lessons.learning import bank, proofs


def refused(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> str:
    """Return what is said about a command line that cannot be read."""
    with pytest.raises(SystemExit) as left:
        cli.main(arguments)
    assert left.value.code == 2
    return capsys.readouterr().err


def test_no_command_shows_the_help_with_examples(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main([]) == 0
    said = capsys.readouterr().out
    for command in ("course", "build", "check", "datasets"):
        assert f"  greaterdata {command}" in said or f"    {command} " in said
    assert "greaterdata course --port 9000" in said


def test_the_version_is_the_librarys(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as left:
        cli.main(["--version"])
    assert left.value.code == 0
    assert capsys.readouterr().out == f"greaterdata {__version__}\n"


@pytest.mark.parametrize("port", ["abc", "80", "-1", "70000", "65535", "8.8", "٨٨٠٠"])
def test_a_port_that_is_none_is_explained(port: str, capsys: pytest.CaptureFixture[str]) -> None:
    said = refused(["course", f"--port={port}"], capsys)
    assert f'a port is a whole number from 1024 to 65534, such as 8800, not "{port}"' in said


def test_an_unknown_command_points_to_the_help(capsys: pytest.CaptureFixture[str]) -> None:
    said = refused(["cuorse"], capsys)
    assert "'cuorse'" in said
    assert said.endswith("For help, type: greaterdata --help\n")


def test_datasets_are_listed_in_plain_english(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["datasets"]) == 0
    assert "People in it are made up." in capsys.readouterr().out


def test_check_proves_every_question_of_a_lesson(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["check", "notebooks/bias-and-fairness/who-is-missing.ipynb"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == len(bank.read("who-is-missing"))
    assert all(line.endswith(": proven") for line in lines)


def test_check_tells_of_a_question_that_marks_wrongly(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    question = next(iter(bank.read("who-is-missing")))
    monkeypatch.setattr(proofs, "failures", lambda item: ["the answer 1 should be right"])
    assert cli.main(["check", question]) == 1
    first, second = capsys.readouterr().out.splitlines()
    assert first.startswith(f"{question} (")
    assert first.endswith("): NOT PROVEN")
    assert second == "  the answer 1 should be right"


def test_an_unknown_lesson_suggests_the_right_one(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["check", "who-is-mising"]) == 2
    assert capsys.readouterr().err == (
        'There is no lesson or question called "who-is-mising". Did you mean "who-is-missing"?\n'
    )


def test_a_library_without_the_course_around_it_says_how_to_get_it(
    monkeypatch: pytest.MonkeyPatch, tmp_path: object
) -> None:
    monkeypatch.setattr(
        course, "__file__", f"{tmp_path}/lib/greaterdata_lessons/course/__init__.py"
    )
    with pytest.raises(CourseError, match=r"Get the folder .* and type: make course"):
        course.course_folder()


def test_an_error_of_the_system_is_one_sentence(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fail(options: object) -> int:
        raise PermissionError(13, "Permission denied", "my-lessons")

    monkeypatch.setattr(cli, "run_datasets", fail)
    assert cli.main(["datasets"]) == 2
    assert capsys.readouterr().err.startswith("That did not work: [Errno 13] Permission denied")


def test_a_reader_that_has_seen_enough_is_no_error() -> None:
    command = [sys.executable, "-m", "greaterdata_lessons.cli", "check"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        assert process.stderr.read() == b""
