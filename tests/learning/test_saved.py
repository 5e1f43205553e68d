"""What is kept of an answer, in the kernel and in a notebook, and what takes it out again."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

import greaterdata_lessons as gd
from greaterdata_lessons.errors import LearnerError
from greaterdata_lessons.learning import memory, stored
from greaterdata_lessons.learning.checks import check, hint, solution
from greaterdata_lessons.learning.proofs import Crashing
from greaterdata_lessons.learning.saved import MIME, VIEW, WIDGETS, answers_in, in_words
from greaterdata_lessons.show.question import question

pytestmark = pytest.mark.usefixtures("installed")


def left_by(shown: Any) -> dict[str, Any]:
    """What an output keeps, as a notebook's file holds it."""
    kept: dict[str, Any] = json.loads(json.dumps(shown._repr_mimebundle_()[MIME]))
    return kept


def test_a_check_leaves_its_answer_in_the_notebook() -> None:
    kept = left_by(check("every-kind/ratio", 1.8, sure="fairly"))
    assert len(kept.pop("when")) == 20
    assert kept == {
        "version": 1, "item": "every-kind/ratio", "lesson": "every-kind", "kind": "number",
        "state": "not yet", "answer": "1.8", "tries": 1, "first": "not yet", "sure": "fairly",
        "misconception": "ratio-upside-down",
    }  # fmt: skip
    kept = left_by(check("every-kind/ratio", 0.556, sure="very"))
    assert (kept["state"], kept["tries"], kept["sure"]) == ("right", 2, "fairly")
    assert (kept["first"], "misconception" in kept) == ("not yet", False)


def test_the_same_answer_again_is_no_new_try() -> None:
    for _ in range(3):
        kept = left_by(check("every-kind/ratio", 1.8))
    assert kept["tries"] == 1


def test_what_was_not_tried_or_not_read_is_left_as_such() -> None:
    blank = {"version": 1, "item": "every-kind/ratio", "lesson": "every-kind", "kind": "number"}
    assert left_by(check("every-kind/ratio")) == blank | {"state": "not tried", "tries": 0}
    unread = left_by(check("every-kind/ratio", "a few"))
    assert unread == blank | {"state": "could not read", "answer": "a few", "tries": 0}
    assert "Crashing" in left_by(check("every-kind/ratio", Crashing()))["answer"]
    assert MIME not in check("nonsense", 1)._repr_mimebundle_()


def test_hints_and_solutions_leave_no_answer() -> None:
    assert MIME not in hint("every-kind/ratio")._repr_mimebundle_()
    assert MIME not in solution("every-kind/ratio")._repr_mimebundle_()


def test_no_time_is_kept_while_a_build_asks_for_the_same_bytes(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "0")
    assert "when" not in left_by(check("every-kind/ratio", 1.8))


@pytest.mark.parametrize(
    ("answer", "kept"),
    [
        (np.float64(0.5), 0.5), (np.int64(3), 3), (np.array(2), 2), ({2, 1}, [1, 2]),
        (float("nan"), "something of the type 'float'"), (10**400, 10**400), ((1, 2), [1, 2]),
        (pd.DataFrame({"a": [1], "b": [2]}), "a table of 1 rows and 2 columns: a, b"),
        (range(10**12), "something of the type 'range'"), ("x" * 10**6, None),
    ],
)  # fmt: skip
def test_any_answer_is_kept_as_json_without_rows(answer: object, kept: object) -> None:
    plain = stored.plain(answer)
    assert len(json.dumps(plain)) < 20_100
    assert kept is None or plain == kept


@pytest.mark.parametrize(
    ("name", "answer", "words"),
    [
        ("guess", 2, "about 490,000"),
        ("who-counts", 2, "Everybody whose usual address was in the city on census day"),
        ("what-fears", "1 3", "The list is sold to a company; A landlord reads it to"),
        ("steps", [3, 4, 1, 2], "Say what has to be decided; then Choose the second list"),
        ("share-it", {"action": 3, "reasons": [2], "safeguards": [1]},
         "No. Because: People were not told. Safeguards: Only totals leave the building"),
        ("your-list", "Ours.", "Ours."), ("fewest", "Roma", "Roma"), ("ratio", "60/108", "60/108"),
        ("guess", 99, "99"), ("steps", "<script>", "<script>"), ("share-it", 7, "7"),
    ],
)  # fmt: skip
def test_an_answer_is_told_in_words(
    items: dict[str, dict[str, Any]], name: str, answer: Any, words: str
) -> None:
    assert in_words(items[name], answer).startswith(words)


def test_how_sure_somebody_was_is_told_back_after_three_answers() -> None:
    asked = [("ratio", 0.556), ("doubled", 12), ("slips", 25), ("per-cent", 25)]
    says = [check(f"every-kind/{name}", answer, sure="very sure").says for name, answer in asked]
    assert "When you said" not in says[1]
    assert says[2].endswith('When you said "very sure", your first answer was right 2 times in 3.')
    assert says[3].endswith('When you said "very sure", your first answer was right 3 times in 4.')


@pytest.mark.parametrize("sure", ["perhaps", 7, Crashing(), [3], {"a": 1}, "x" * 10**6])
def test_certainty_that_cannot_be_read_never_spoils_a_check(sure: Any) -> None:
    reply = check("every-kind/doubled", 12, sure=sure)
    assert reply.state == "right"
    assert "I could not read how sure you are." in reply.says
    assert "sure" not in left_by(reply)


def test_certainty_is_for_marked_questions_alone() -> None:
    assert "sure" not in left_by(check("every-kind/guess", 1, sure="very"))


def test_forgetting_leaves_nothing_in_the_kernel() -> None:
    check("every-kind/ratio", 1.8)
    memory.forget()
    assert memory.records() == {}
    assert solution("every-kind/ratio").state == "not tried"


def test_fields_from_elsewhere_are_kept() -> None:
    record = stored.add({"answer": 1, "state": "right", "tries": 4, "note": "x"}, 2, "not yet")
    assert (record["note"], record["tries"]) == ("x", 5)


def notebook_of(*shown: Any) -> dict[str, Any]:
    """A notebook with one cell for each thing shown, answers in the widget state of the first."""
    cells = []
    for number, each in enumerate(shown):
        data = json.loads(json.dumps(each._repr_mimebundle_()))
        outputs = [{"output_type": "execute_result", "data": data, "metadata": {}}]
        cells.append({"id": f"cell-{number}", "cell_type": "code", "outputs": outputs})
    return {"cells": cells, "metadata": {"kernelspec": {"name": "python3"}}, "nbformat": 4}


def in_widget(notebook: dict[str, Any], record: Any) -> dict[str, Any]:
    """Put a record into the first cell's widget, as JupyterLab saves it."""
    notebook["cells"][0]["outputs"][0]["data"][VIEW] = {"model_id": "m1"}
    state = {"m1": {"state": {"record": record}}}
    notebook["metadata"]["widgets"] = {WIDGETS: {"state": state}}
    return notebook


def test_answers_are_read_from_outputs_and_from_widgets_without_running_anything() -> None:
    shown = (question("every-kind/guess"), check("every-kind/fewest", "White"))
    record = {"answer": 3, "state": "kept", "tries": 2, "when": "2026-11-23T09:30:00Z"}
    guess, fewest = answers_in(in_widget(notebook_of(*shown), record))
    assert (guess["cell"], guess["answer"], guess["tries"]) == ("cell-0", "about 590,000", 2)
    assert (fewest["state"], fewest["misconception"]) == ("not yet", "largest-not-smallest")


@pytest.mark.parametrize("record", [None, 7, [], {"answer": 1}, {"state": "right"}, {"answer": []}])
def test_a_widget_state_that_is_no_record_leaves_what_the_output_says(record: Any) -> None:
    (found,) = answers_in(in_widget(notebook_of(question("every-kind/guess")), record))
    assert found["state"] == "not tried"


@pytest.mark.parametrize(
    "notebook",
    [
        {}, {"cells": None}, {"cells": [None, 5, {}]}, {"cells": [{"outputs": 7}]},
        {"cells": [{"outputs": [{"data": {MIME: 7}}]}]}, {"metadata": []},
        {"cells": [{"outputs": [{"data": {MIME: {"item": "a/b"}, VIEW: 5}}]}], "metadata": 3},
    ],
)  # fmt: skip
def test_a_damaged_notebook_is_read_as_far_as_it_goes(notebook: dict[str, Any]) -> None:
    assert all(each["item"] == "a/b" for each in answers_in(notebook))


def test_answers_are_taken_out_of_a_notebook_and_the_rest_stays(tmp_path: Path) -> None:
    shown = (question("every-kind/guess"), check("every-kind/fewest", "White"))
    made = in_widget(notebook_of(*shown), {"answer": "secret", "state": "kept", "tries": 1})
    made["cells"].append({"cell_type": "markdown", "source": "Mine, ünïcode"})
    path = tmp_path / "mine.ipynb"
    path.write_text(json.dumps(made), encoding="utf-8")
    assert repr(gd.forget_answers(path)).startswith("2 answers were taken out of mine.ipynb. Code")
    text = path.read_text(encoding="utf-8")
    after = json.loads(text)
    assert "secret" not in text
    assert "White" not in text
    assert "Mine, ünïcode" in text
    assert [each["state"] for each in answers_in(after)] == ["not tried"]
    assert "How many patients" in "".join(after["cells"][0]["outputs"][0]["data"]["text/html"])
    assert repr(gd.forget_answers(path)).startswith("It kept no answers.")
    assert [file.name for file in tmp_path.iterdir() if file.suffix != ".json"] == ["mine.ipynb"]


@pytest.mark.parametrize("text", ["", "{", "[]", "7", '{"cells": 3}', "\x00"])
def test_a_file_that_is_no_notebook_is_left_alone(tmp_path: Path, text: str) -> None:
    path = tmp_path / "mine.ipynb"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(LearnerError, match="is not a notebook"):
        gd.forget_answers(path)
    assert path.read_text(encoding="utf-8") == text
