"""Progress is the learner's own: kept only when asked for, carried anywhere, lost by nothing."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from greaterdata_lessons import cli
from greaterdata_lessons.errors import LearnerError
from greaterdata_lessons.learning import memory, progress, progress_file
from greaterdata_lessons.learning.checks import check, solution
from greaterdata_lessons.learning.progress_format import (
    Answers,
    better,
    clean,
    document,
    merged,
    read,
)
from greaterdata_lessons.learning.progress_marks import lesson_mark, to_revisit
from tests.learning.conftest import ROOT

EARLY, LATER = "2026-01-01T09:00:00Z", "2026-01-02T09:00:00Z"


@pytest.fixture
def on(installed: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of the learner's where progress is kept, with a bank of every kind."""
    path = tmp_path / "mine" / "progress.json"
    monkeypatch.setenv(progress_file.SETTING, str(path))
    memory.forget()
    return path


@pytest.fixture
def home(installed: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home folder and no setting: a community session."""
    monkeypatch.delenv(progress_file.SETTING, raising=False)
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.setenv("USERPROFILE", str(tmp_path / "home"))
    (tmp_path / "home").mkdir()
    memory.forget()
    return tmp_path / "home"


def kept(path: Path) -> Answers:
    return read(path.read_text(encoding="utf-8")).answers


def state_of(question: str) -> str | None:
    record = memory.record(question)
    return record["state"] if record else None


def reopened() -> None:
    """Be a kernel started anew."""
    memory.forget()


def test_answers_are_kept_and_there_again_in_the_next_kernel(on: Path) -> None:
    check("every-kind/ratio", 1.8)
    check("every-kind/ratio", 0.556)
    reopened()
    again = memory.record("every-kind/ratio")
    assert again is not None
    assert (again["answer"], again["state"], again["tries"]) == (0.556, "right", 2)
    assert again["first"] == "not yet"
    assert solution("every-kind/ratio").state == "solution"


def test_what_is_blank_or_cannot_be_read_is_not_kept(on: Path) -> None:
    check("every-kind/ratio", ...)
    check("every-kind/ratio", "a few")
    assert not on.exists()


def test_nothing_is_written_in_a_community_session_until_the_learner_asks(home: Path) -> None:
    check("every-kind/ratio", 0.556)
    assert list(home.iterdir()) == []
    assert "until you stop this notebook" in repr(progress.progress())
    said = repr(progress.keep_progress())
    assert str(home / progress_file.NAME) in said
    check("every-kind/guess", 2)
    assert set(kept(home / progress_file.NAME)) == {"every-kind/ratio", "every-kind/guess"}
    progress.forget_me()
    check("every-kind/guess", 2)
    assert list(home.iterdir()) == []


def test_a_host_can_switch_it_off(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    mine = home / progress_file.NAME
    mine.write_text(document({}), encoding="utf-8")
    monkeypatch.setenv(progress_file.SETTING, "off")
    check("every-kind/ratio", 0.556)
    assert kept(mine) == {}
    with pytest.raises(LearnerError, match="switched off here"):
        progress.keep_progress()
    progress.forget_me()
    assert mine.exists()


def test_nothing_is_kept_while_lessons_are_built() -> None:
    code = (
        "import os; os.environ.pop('GREATERDATA_PROGRESS', None); from tools import build_lessons; "
        "from tools.lesson_source import LessonError; from pathlib import Path\n"
        "class Lesson: folder = Path('nowhere')\n"
        "try: build_lessons.derive(Lesson, save_bank=False)\n"
        "except Exception: print(os.environ['GREATERDATA_PROGRESS'])"
    )
    shown = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert shown.stdout.strip() == "off"


def test_the_file_has_no_place_for_a_name_and_is_for_the_learner_alone(on: Path) -> None:
    check("every-kind/ratio", 0.556)
    line = json.loads(on.read_text(encoding="utf-8"))
    assert set(line) == {"format", "version", "answers"}
    fields = {"answer", "state", "when", "began", "tries", "first"}
    assert set(line["answers"]["every-kind/ratio"]) == fields
    assert on.stat().st_mode & 0o077 == 0


TWO_WRITERS = """
import sys
from greaterdata_lessons.learning import memory
for n in range(300):
    memory.remember(f"{sys.argv[1]}/{n}", "x" * 500, "right")
"""


def test_two_notebooks_that_write_at_once_lose_nothing(on: Path) -> None:
    writers = [
        subprocess.Popen([sys.executable, "-c", TWO_WRITERS, name], cwd=ROOT) for name in "ab"
    ]
    assert [writer.wait() for writer in writers] == [0, 0]
    found = read(on.read_text(encoding="utf-8"))
    assert len(found.answers) == 600
    assert (found.unreadable, found.newer) == (0, 0)


# One process starts a hundred writers, kills each in the middle of its work, and reports. Writes
# are far larger than a real answer, so that many are cut in half.
KILLER = """
import json, os, random, signal, sys, time
from greaterdata_lessons.learning import progress_file
random.seed(7)
line = progress_file.document({"NAME": {"answer": "x" * 300_000, "state": "right"}})
# Made beforehand, so that a writer spends its time writing.
progress_file.document = lambda answers: line.replace("NAME", next(iter(answers)), 1)
lost = kept = halves = 0
for run in range(100):
    told, tell = os.pipe()
    child = os.fork()
    if not child:
        for n in range(70):  # more would make the file larger than any that is read
            name = f"run-{run}/{n}"
            progress_file.add({name: {}})
            os.write(tell, (name + "\\n").encode())
        time.sleep(60)  # until it is killed
    os.close(tell)
    os.read(told, 1)
    time.sleep(random.uniform(0, 0.004))
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    with os.fdopen(told) as confirmed:
        names = ["run-%d/0" % run] + confirmed.read().split("\\n")[1:-1]
    found = progress_file.load()
    lost += sum(name not in found.answers for name in names)
    kept, halves = kept + len(names), halves + found.unreadable
    if run % 2:  # every other writer begins behind what a killed one left
        progress_file.place().unlink()
        progress_file._known.clear()
print(json.dumps([lost, kept, halves]))
"""


def test_a_kernel_killed_while_it_writes_loses_no_answer_it_had_kept(
    on: Path, record_property: Any
) -> None:
    shown = subprocess.run(
        [sys.executable, "-c", KILLER], cwd=ROOT, capture_output=True, text=True, check=True
    )
    lost, found, halves = json.loads(shown.stdout)
    record_property(
        "measured",
        f"progress: killed with -9 while writing, 100 times: {lost} of {found} kept answers lost, "
        f"{halves} writes cut in half",
    )
    assert lost == 0
    assert found >= 100
    assert halves > 0


@pytest.mark.parametrize("cut", range(1, 110, 9))
def test_half_a_line_costs_nothing_but_itself_and_is_said(on: Path, cut: int) -> None:
    whole = document({"every-kind/guess": {"state": "kept", "answer": 2}})
    on.parent.mkdir()
    on.write_text(whole[:cut], encoding="utf-8")
    reopened()
    check("every-kind/ratio", 0.556)
    assert set(kept(on)) == {"every-kind/ratio"}
    assert on.read_text(encoding="utf-8").startswith(whole[:cut])
    assert "cut short" in repr(progress.progress())


FOREIGN = ["borough,people\nSefton,12\n", "{", "[]", '{"answers": {}}', "null", "7", "\x00\x01"]


@pytest.mark.parametrize("text", FOREIGN)
def test_a_file_that_is_something_else_is_never_written_to(
    on: Path, text: str, capsys: pytest.CaptureFixture[str]
) -> None:
    if text == "{":  # this is also how our own first line begins
        text = "{ }"
    on.parent.mkdir()
    on.write_text(text, encoding="utf-8")
    reopened()
    assert check("every-kind/ratio", 0.556).state == "right"
    check("every-kind/guess", 2)
    assert on.read_text(encoding="utf-8") == text
    said = capsys.readouterr().out
    assert said.count("is not a progress file of this course. It was left as it is") == 1
    assert "is not a progress file" in repr(progress.progress())
    for use in (progress.import_progress, progress.export_progress):
        with pytest.raises(LearnerError, match="It was left as it is"):
            use(on)
    with pytest.raises(LearnerError, match="It was left as it is"):
        progress.forget_me()
    assert on.read_text(encoding="utf-8") == text


def test_what_a_newer_version_wrote_stays_and_is_said(on: Path, tmp_path: Path) -> None:
    newer = '{"format": "greaterdata progress", "version": 2, "answers": {"a/b": {"how": 1}}}'
    on.parent.mkdir()
    on.write_text(newer, encoding="utf-8")
    reopened()
    check("every-kind/ratio", 0.556)
    assert on.read_text(encoding="utf-8").startswith(newer)
    assert set(kept(on)) == {"every-kind/ratio"}
    assert "newer version of this course" in repr(progress.progress())
    other = tmp_path / "other.json"
    other.write_text(newer, encoding="utf-8")
    for use in (progress.import_progress, progress.export_progress):
        with pytest.raises(LearnerError, match="newer version of this course"):
            use(other)
    assert other.read_text(encoding="utf-8") == newer


def test_a_full_disk_is_said_once_and_the_check_goes_on(
    on: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("os.write", lambda file, line: 10)
    for answer in (1.8, 0.556):
        assert check("every-kind/ratio", answer).state in {"right", "not yet"}
    assert capsys.readouterr().out == "Your progress is not being kept: the disk is full\n"


def test_a_place_that_cannot_be_written_is_said(
    installed: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    monkeypatch.setenv(progress_file.SETTING, str(tmp_path / "file" / "progress.json"))
    reopened()
    assert check("every-kind/ratio", 0.556).state == "right"
    with pytest.raises(LearnerError, match=r"cannot be read|could not be written"):
        progress.keep_progress()
    with pytest.raises(LearnerError, match="could not be written"):
        progress.export_progress(tmp_path / "nowhere" / "progress.json")


def test_progress_goes_from_page_to_laptop_to_hub_and_back_with_nothing_lost(
    home: Path, tmp_path: Path
) -> None:
    page = {"every-kind/guess": {"answer": "about 490,000", "state": "kept", "when": EARLY}}
    download = tmp_path / "my-progress.json"
    download.write_text(json.dumps(json.loads(document(page)), indent=2), encoding="utf-8")
    check("every-kind/ratio", 0.556)
    assert repr(progress.import_progress(download)).startswith("1 answer read, 1 of them new")
    carried = tmp_path / "carried.json"
    assert repr(progress.export_progress(carried)).startswith("2 answers written to")
    reopened()
    check("every-kind/ratio", 1.8)
    progress.import_progress(carried)
    assert state_of("every-kind/ratio") == "right"
    assert state_of("every-kind/guess") == "kept"
    assert repr(progress.import_progress(carried)).startswith("2 answers read, 0 of them new")
    progress.export_progress(carried)
    states = {name: answer["state"] for name, answer in kept(carried).items()}
    assert states == {"every-kind/ratio": "right", "every-kind/guess": "kept"}


def test_exporting_onto_an_earlier_export_keeps_what_it_had(on: Path, tmp_path: Path) -> None:
    earlier = tmp_path / "mine.json"
    earlier.write_text(document({"old/one": {"answer": 1, "state": "kept"}}), encoding="utf-8")
    check("every-kind/ratio", 0.556)
    progress.export_progress(earlier)
    assert set(kept(earlier)) == {"old/one", "every-kind/ratio"}
    assert [path.name for path in tmp_path.glob(".*")] == []


def test_a_missing_file_is_named(home: Path) -> None:
    with pytest.raises(LearnerError, match=r"There is no file nowhere\.json"):
        progress.import_progress("nowhere.json")


def test_forget_me_deletes_the_file_and_the_memory(on: Path) -> None:
    check("every-kind/ratio", 0.556)
    assert repr(progress.forget_me()).startswith("Done. 1 answer forgotten")
    assert not on.exists()
    assert state_of("every-kind/ratio") is None
    assert repr(progress.forget_me()).startswith("Done. 0 answers forgotten")


def test_progress_says_lessons_objectives_certainty_and_what_to_look_at_again(on: Path) -> None:
    assert repr(progress.progress()).startswith("You have not answered a question yet.")
    for name in ("ratio", "doubled", "who-counts"):
        memory.remember(f"every-kind/{name}", 1.8, "not yet", sure="very")
    memory.remember("every-kind/guess", 2, "kept")
    shown = progress.progress()
    assert "Every kind (4 of" in repr(shown)
    assert 'When you said "very sure", your first answer was right no time in 3.' in repr(shown)
    assert "Worth another look: Reached, out of expected" in repr(shown)
    assert str(on) in repr(shown)
    assert shown.table["answered"][0].startswith("4 of ")
    html = shown._repr_html_()
    assert "<caption" in html
    assert 'scope="col"' in html


STATES = st.sampled_from(["right", "not yet", "kept"])
WHENS = st.sampled_from([EARLY, LATER])
RECORDS = st.fixed_dictionaries(
    {"state": STATES, "answer": st.integers(0, 2)},
    optional={
        "first": st.sampled_from(["right", "not yet"]),
        "sure": st.sampled_from(["guess", "very"]),
        "when": WHENS,
        "began": WHENS,
        "tries": st.integers(1, 4),
    },
)
COLLECTIONS = st.dictionaries(st.sampled_from(["a/b", "a/c"]), RECORDS)


@given(COLLECTIONS, COLLECTIONS, COLLECTIONS)
def test_merging_does_not_depend_on_order_and_loses_no_question(
    a: Answers, b: Answers, c: Answers
) -> None:
    assert merged([a, b, c]) == merged([c, a, b]) == merged([merged([a, b]), c])
    assert merged([a, a]) == a
    assert set(merged([a, b])) == set(a) | set(b)


def test_of_two_answers_right_comes_before_later() -> None:
    right = {"answer": 1, "state": "right", "when": EARLY, "tries": 1}
    other = {"answer": 2, "state": "not yet", "when": LATER, "tries": 5}
    assert better(right, other) == right | {"tries": 5}
    assert better(right, right | {"when": LATER})["when"] == LATER


@given(st.text())
def test_no_text_makes_reading_fail(text: str) -> None:
    assert read(text).answers == {}


@given(
    st.recursive(
        st.none() | st.integers() | st.text(), lambda x: st.lists(x) | st.dictionaries(st.text(), x)
    )
)
def test_no_document_makes_reading_fail(anything: Any) -> None:
    for answers in (anything, {"a/b": anything}, {"a/b": {"answer": 1, "state": anything}}):
        text = json.dumps({"format": "greaterdata progress", "version": 1, "answers": answers})
        assert all(isinstance(each["state"], str) for each in read(text).answers.values())
    assert clean(
        {"answer": 1, "state": "right", "first": anything, "tries": anything, "when": anything}
    )


def test_deep_and_strange_documents_are_skipped() -> None:
    deep = "[" * 100_000
    named = json.dumps(
        {"__proto__": {"answer": 1, "state": "right"}, "x" * 300: {"answer": 1, "state": "right"}}
    )
    text = f'{deep}\n{{"format": "greaterdata progress", "version": 1, "answers": {named}}}\n'
    found = read("\ufeff" + text)
    assert set(found.answers) == {"__proto__"}
    assert found.unreadable == 1


def test_something_wrong_at_first_is_due_until_it_is_right_on_a_later_day() -> None:
    wrong = {"answer": 1, "state": "right", "first": "not yet", "began": EARLY}
    assert to_revisit({"a/b": wrong | {"when": EARLY}}) == ["a/b"]
    assert to_revisit({"a/b": wrong | {"when": LATER}}) == []
    assert to_revisit({"a/b": wrong | {"first": "right", "when": EARLY}}) == []
    both = {"a/b": wrong | {"when": EARLY}, "a/a": wrong | {"state": "not yet", "when": LATER}}
    assert to_revisit(both) == ["a/b", "a/a"]


def test_an_objective_is_met_when_each_of_its_marked_questions_is_right() -> None:
    items = {
        name: {"id": f"l/{name}", "kind": kind, "objective": objective}
        for name, kind, objective in [
            ("a", "number", "x"),
            ("b", "predict", "x"),
            ("c", "reflect", "y"),
        ]
    }
    bank = {"lesson": "l", "title": "L", "items": items}
    assert lesson_mark(bank, {}).state == "not begun"
    assert lesson_mark(bank, {"l/a": {"answer": 1, "state": "right"}}).met == ("x",)
    assert lesson_mark(bank, {"l/b": {"answer": 1, "state": "kept"}}).state == "begun"
    both = {"l/a": {"answer": 1, "state": "right"}, "l/c": {"answer": 1, "state": "kept"}}
    assert lesson_mark(bank, both).state == "done"


def test_the_command_shows_exports_imports_and_forgets(
    on: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    check("every-kind/ratio", 0.556)
    carried = str(on.parent / "carried.json")
    for options in ([], ["--export", carried], ["--forget"], ["--import", carried], []):
        reopened()
        assert cli.main(["progress", *options]) == 0
    said = capsys.readouterr().out
    assert said.count("Every kind (1 of ") == 2
    assert "1 answer written to" in said
    assert "Done. 1 answer forgotten" in said
    assert cli.main(["progress", "--import", "nowhere.json"]) == 2
    assert "There is no file nowhere.json." in capsys.readouterr().err


def test_an_opened_course_keeps_progress_with_the_notebooks_unless_told_otherwise(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv(progress_file.SETTING, "off")
    cli.own_progress()
    assert progress_file.is_off()
    monkeypatch.delenv(progress_file.SETTING)
    cli.own_progress()
    assert progress_file.place() == ROOT / "my-lessons" / progress_file.NAME
