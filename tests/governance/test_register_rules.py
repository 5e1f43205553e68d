"""What the ledger, the action log and the scorecard count, say, and refuse to say."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pandas as pd
import pytest

import greaterdata_lessons as gd
from greaterdata_lessons.errors import LearnerError

TODAY = date(2026, 11, 23)
FLOW = {"from": "Food hub", "to": "Council", "what": "visits"}


def flows(*returns: dict[str, str]) -> pd.DataFrame:
    return pd.DataFrame([{**FLOW, "what": f"visits {n}", **one} for n, one in enumerate(returns)])


def test_the_ledger_tells_nothing_back_from_not_said_and_from_late() -> None:
    found = gd.two_way(
        flows(
            {"comes_back": "a map", "came_back": "2026-05-01"},
            {"comes_back": "a map", "due": "2026-10-01"},
            {"comes_back": "a map", "due": "2026-12-01"},
            {"comes_back": "Nothing."},
            {"comes_back": ""},
        ),
        today=TODAY,
    )
    assert found.flows["return"].tolist() == [
        "came back",
        "late",
        "promised",
        "nothing",
        "not said",
    ]
    assert (found.share, found.promised_share) == (0.2, 0.6)
    assert str(found).splitlines() == [
        "Something came back for 1 of 5 flows; a return is named for 3 of 5.",
        "Food hub sends Council visits 3, and nothing comes back.",
        "a map is late: due to Food hub on 2026-10-01.",
        "Food hub to Council, visits 4: nobody has said what comes back.",
    ]


def test_an_empty_ledger_has_no_share_rather_than_none_of_it() -> None:
    found = gd.two_way(gd.register("ledger"))
    assert found.share is None
    assert str(found) == "No flow is listed, so no share is defined."
    assert "not defined" not in found._repr_html_()


def test_the_burden_is_added_up_for_each_sender_and_gaps_are_said() -> None:
    found = gd.two_way(flows({"hours": "3"}, {"hours": "2.5"}, {"hours": ""}))
    assert found.table["hours a month"].tolist() == ["5.5, and 1 not said"]


def test_nothing_back_needs_neither_a_form_nor_a_day() -> None:
    row = {**FLOW, "why": "to plan", "how_often": "once", "comes_back": "nothing"}
    assert gd.register("ledger", [row]).check().passes
    assert len(gd.register("ledger", [{**row, "comes_back": "a map"}]).check().table) == 2


def log(*rows: dict[str, str]) -> pd.DataFrame:
    return pd.DataFrame(
        [{"action": f"Step {n}", "owner": "A", **one} for n, one in enumerate(rows)]
    )


def test_logs_roll_up_by_partner_and_name_what_is_overdue_and_dropped() -> None:
    hub = log(
        {"due": "2026-10-01", "state": "complete", "done_on": "2026-09-30"},
        {"due": "2026-10-01"},
        {"due": "2026-10-01", "state": "cancelled", "reason": "The funding ended"},
    )
    council = log({"due": "2027-01-01"}, {"due": ""}, {"due": "2026-11-01", "state": "dropped"})
    found = gd.roll_up({"Hub": hub, "Council": council}, today=TODAY)
    assert found.done_share == 1 / 4
    assert found.table.set_index("organisation").loc["Hub"].tolist() == [3, 3, 1, 1, 0, 1, 0, 0]
    assert found.table.set_index("organisation").loc["Council"].tolist() == [3, 1, 0, 0, 1, 0, 1, 1]
    assert str(found).splitlines() == [
        "6 actions on 2026-11-23. 1 of 4 that were due are done.",
        "Overdue: Step 1 (A, Hub, due 2026-10-01).",
        "Dropped: Step 2 (A, Hub). Reason: The funding ended",
        "Dropped: Step 2 (A, Council). No reason was given: ask for it.",
        "1 action without a day that can be read: never due.",
    ]


def test_before_anything_is_due_there_is_no_share() -> None:
    found = gd.roll_up(log({"due": "2027-01-01"}), today=TODAY)
    assert found.done_share is None
    assert "no share is defined" in str(found)
    assert gd.roll_up(gd.register("action-log"), today=TODAY).done_share is None


def test_an_action_due_today_is_not_overdue_until_tomorrow() -> None:
    assert gd.roll_up(log({"due": "2026-11-23"}), today=TODAY).overdue.empty
    assert len(gd.roll_up(log({"due": "2026-11-22"}), today=TODAY).overdue) == 1


def test_a_lesson_s_action_is_logged_in_one_line_and_kept_when_the_next_is_wrong(
    tmp_path: Path,
) -> None:
    file = tmp_path / "my-actions.csv"
    gd.log_action("Ask the hub", owner="AB", due=date(2027, 1, 1), lesson="one-shape", file=file)
    gd.log_action("Ask the clinic", owner="AB", due="1 Feb 2027", file=file, today=TODAY)
    again = gd.log_action("Ask the clinic", owner="AB", due="1 Feb 2027", file=file, today=TODAY)
    assert again.notes == ("That action is in the log already.",)
    before = file.read_bytes()
    with pytest.raises(LearnerError, match=r"Nothing was added\. Owner: Nothing is filled in"):
        gd.log_action("Ring", owner=" ", due="2027-01-01", file=file, today=TODAY)
    assert file.read_bytes() == before
    rows = gd.register("action-log", file).rows()
    assert [row["action"] for row in rows] == ["Ask the hub", "Ask the clinic"]
    assert rows[0]["lesson"] == "one-shape"


def scores(**offers: dict[str, object]) -> pd.DataFrame:
    return pd.DataFrame(
        [
            {"offer": offer, "question": question, "score": score, "reason": "seen"}
            for offer, answers in offers.items()
            for question, score in answers.items()
        ]
    )


WEIGHTS = {"export": 3, "exit": 1}


def test_points_are_weighted_and_a_must_have_puts_an_offer_out_whatever_its_points() -> None:
    found = gd.scorecard(
        scores(North={"export": 1, "exit": 3}, Quay={"export": 2, "exit": 0}),
        weights=WEIGHTS,
        must=["export"],
    )
    assert found.table["offer"].tolist() == ["Quay", "North"]
    assert found.table["least"].tolist() == [6, 6]
    assert str(found).splitlines() == [
        "Quay is alone in the comparison with 6 of 12 points.",
        "North is out: it does not meet export.",
    ]


def test_a_tie_is_called_a_tie() -> None:
    found = gd.scorecard(
        scores(North={"export": 2, "exit": 3}, Quay={"export": 3, "exit": 0}),
        weights=WEIGHTS,
        must=[],
    )
    assert str(found).splitlines()[0] == (
        "North and Quay tie at 9 of 12 points: read the reasons, the points do not decide."
    )


def test_a_missing_answer_is_a_range_and_may_leave_first_place_open() -> None:
    found = gd.scorecard(
        scores(North={"export": 3, "exit": 1}, Quay={"export": 3}), weights=WEIGHTS, must=[]
    )
    assert str(found).splitlines() == [
        "Who is first cannot be told yet, answers are missing: "
        "North 10 of 12 points; Quay 9 to 12 of 12 points.",
        "Quay has not answered: exit.",
    ]


def test_it_is_said_when_the_weights_decide_and_when_reasons_are_missing() -> None:
    table = scores(North={"export": 3, "exit": 0}, Quay={"export": 2, "exit": 2})
    found = gd.scorecard(table.assign(reason=""), weights=WEIGHTS, must=[])
    assert str(found).splitlines() == [
        "North is first with 9 of 12 points; next is Quay with 8.",
        "The weights decide: if each question counted the same, Quay would be first.",
        "4 scores without a reason: nobody can check them.",
    ]


def test_several_scorers_are_averaged() -> None:
    twice = pd.concat([scores(North={"export": 3}), scores(North={"export": 2})])
    assert gd.scorecard(twice, weights={"export": 2}).table["least"].tolist() == [5]


@pytest.mark.parametrize(
    ("table", "more", "sentence"),
    [
        (scores(North={"export": 4}), {}, 'Row 2: "4" is not a score. Give a number from 0 to 3.'),
        (scores(North={"exprot": 1}), {}, 'is no question here. Did you mean "export"?'),
        (scores(North={"export": ""}), {}, "No offer has a score yet."),
        (scores(North={"export": 1}), {"weights": {"export": 0}}, "is not above 0"),
        (scores(North={"export": 1}), {"must": ["exti"]}, 'Did you mean "exit"?'),
    ],
)
def test_what_cannot_be_scored_is_refused_in_words(
    table: pd.DataFrame, more: dict[str, object], sentence: str
) -> None:
    with pytest.raises(LearnerError) as told:
        gd.scorecard(table, **more)
    assert sentence in str(told.value)


def test_the_usual_questions_have_words_weights_and_must_haves() -> None:
    asked = gd.purchase_questions()
    assert {"export", "standards", "identifiers", "connection", "exit"} <= set(asked["question"])
    assert asked["asks"].str.endswith("?").all()
    assert asked["must-have"].any()


@pytest.mark.parametrize(
    ("ask", "says"),
    [
        (lambda: gd.register("ledger", 5), "Give the name of a file, a table"),
        (lambda: gd.two_way(gd.register("inventory")), "needs the two-way ledger"),
        (lambda: gd.roll_up(gd.register("ledger")), "needs the action log"),
        (lambda: gd.scorecard(gd.register("ledger")), "needs the .*scorecard"),
        (lambda: gd.availability_map(gd.register("ledger")), "you gave the two-way ledger"),
        (lambda: gd.availability_map(pd.DataFrame({"a": [1]})), "An inventory needs the column"),
        (lambda: gd.culture_check(5), "Give the ratings as a table"),
        (lambda: gd.joint_review("Hub", about="Hub"), "Give the ratings as a table"),
    ],
)
def test_what_is_no_register_or_another_one_is_refused_in_words(
    ask: Callable[[], object], says: str
) -> None:
    with pytest.raises(LearnerError, match=says):
        ask()
