"""Two lists are joined exactly and by score, and whom each join gets wrong is said by group."""

import subprocess
import sys

import pandas as pd
import pytest

import greaterdata_lessons as gd
from greaterdata_lessons.analysis.linkage import score
from greaterdata_lessons.analysis.linkage.result import LinkCheck
from greaterdata_lessons.analysis.linkage.scores import Scores
from greaterdata_lessons.errors import LearnerError
from greaterdata_lessons.learning.plain_errors import explain

IDS = ("hub_ref", "council_id")
ON = ["forename", "surname", "date_of_birth"]


def hub_list() -> pd.DataFrame:
    hub = gd.load("food-hub")
    hub[["surname", "forename"]] = hub["name"].str.split(", ", expand=True)
    return hub.rename(columns={"born": "date_of_birth"})


def key(name: str) -> pd.DataFrame:
    found = gd.truth(name).key
    assert found is not None
    return found


def check_exact() -> LinkCheck:
    links = gd.join_exact(hub_list(), gd.load("council"), on=ON, ids=IDS)
    return links.against(key("food-hub"), by="name_group", also=key("council"))


@pytest.fixture(scope="module")
def scores() -> Scores:
    return gd.link(hub_list(), gd.load("council"), on=[*ON, "postcode"], ids=IDS)


def test_an_exact_join_misses_what_the_truth_card_says() -> None:
    card = gd.truth("food-hub").table.set_index("name group")
    mine = check_exact().table.set_index("group").loc[card.index]
    assert (mine["on_both"] == card["records of people on both lists"]).all()
    assert (mine["missed"] == mine["on_both"] - card["found by an exact join"]).all()


def test_missed_matches_that_are_not_spread_evenly_are_said() -> None:
    found = check_exact().table.set_index("group")["finding"]
    assert found["Arabic"] == "missed more often than the others"
    assert found["British"] == "missed less often than the others"
    assert found["Irish"] == "cannot tell from these data"


def test_what_an_exact_join_loses_is_counted_by_group() -> None:
    links = gd.join_exact(hub_list(), gd.load("council"), on=ON, ids=IDS, by="town")
    lost = links.lost
    assert lost["rows"].sum() == 740
    assert lost["lost"].sum() == 740 - links.found
    assert ((lost["low"] < lost["share"]) & (lost["share"] < lost["high"])).all()


def test_scores_find_most_of_the_people_whom_an_exact_join_misses(scores: Scores) -> None:
    checked = scores.at(0.9).against(key("food-hub"), also=key("council"))
    assert checked.missed < check_exact().missed / 4
    assert checked.false <= 3


def test_a_higher_threshold_misses_more_and_mistakes_fewer(scores: Scores) -> None:
    table = scores.thresholds(key("food-hub"), also=key("council"))
    assert table["missed"].is_monotonic_increasing
    assert table["false"].is_monotonic_decreasing
    assert table["false"].iloc[0] > 50 > table["false"].iloc[-1]


def test_offering_help_takes_a_lower_threshold_than_stopping_a_payment(scores: Scores) -> None:
    truth, also = key("food-hub"), key("council")
    offering = scores.choose("offering help", truth, also=also, false_costs=0.2)
    stopping = scores.choose("stopping a payment", truth, also=also, false_costs=50)
    assert offering.threshold < 0.5 < stopping.threshold
    assert str(stopping).startswith("For stopping a payment, where taking one person for another")


def test_a_row_has_one_link_at_most_and_its_parts_add_up(scores: Scores) -> None:
    links = scores.at(0.01)
    assert not links.table["hub_ref"].duplicated().any()
    parts = scores.table.filter(like="weight_").sum(axis=1)
    start = scores.table["weight"] - parts
    assert start.max() - start.min() < 1e-4


def test_the_same_lists_give_the_same_scores_without_a_word(
    scores: Scores, capfd: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    again = gd.link(hub_list(), gd.load("council"), on=[*ON, "postcode"], ids=IDS)
    pd.testing.assert_frame_equal(again.table, scores.table)
    assert capfd.readouterr() == ("", "")
    assert caplog.records == []


def test_splinks_own_model_is_handed_over(scores: Scores) -> None:
    assert scores.model["link_type"] == "link_only"
    assert len(scores.model["comparisons"]) == 3


def test_a_second_number_of_the_same_person_counts_as_right() -> None:
    hub = pd.DataFrame({"ref": ["H1"], "name": ["Ann"]})
    council = pd.DataFrame({"no": ["C1", "C2"], "name": ["Anne", "Ann"]})
    truth = pd.DataFrame({"ref": ["H1"], "no": ["C1"]})
    also = pd.DataFrame({"no": ["C2"], "also_listed_as": ["C1"]})
    links = gd.join_exact(hub, council, on=["name"], ids=("ref", "no"))
    assert (links.against(truth).missed, links.against(truth).false) == (1, 1)
    checked = links.against(truth, also=also)
    assert (checked.missed, checked.false) == (0, 0)


def test_a_blank_agrees_with_nothing_and_days_agree_however_written() -> None:
    one = pd.DataFrame({"ref": ["a", "b", "c"], "born": ["31/10/1990", "n/a", ""]})
    other = pd.DataFrame({"no": [1, 2], "born": ["1990-10-31", None]})
    links = gd.join_exact(one, other, on=["born"], ids=("ref", "no"))
    assert links.table.to_numpy().tolist() == [["a", "1"]]


def test_nobody_on_both_lists_is_undefined_and_not_nought() -> None:
    one = pd.DataFrame({"ref": ["a"], "name": ["Ann"]})
    other = pd.DataFrame({"no": ["1"], "name": ["Bob"]})
    truth = pd.DataFrame({"ref": ["a"], "no": [""]})
    checked = gd.join_exact(one, other, on=["name"], ids=("ref", "no")).against(truth)
    assert pd.isna(checked.table["missed_share"].iloc[0])
    assert "missed Not defined" in str(checked)


@pytest.mark.parametrize(
    ("more", "sentence"),
    [
        ({"on": "surname"}, "Say which columns to join on, in a list"),
        ({"on": ["surnam"]}, 'The first list has no column "surnam". Did you mean "surname"'),
        ({"on": ["town"]}, 'The second list has no column "town"'),
        ({"ids": ("town", "council_id")}, '"town" repeats in the first list'),
        ({"ids": ("hub_ref",)}, "Name the number column of each list"),
        ({"by": "twon"}, 'The first list has no column "twon". Did you mean "town"'),
    ],
)
def test_what_cannot_be_joined_is_said_in_a_sentence(
    more: dict[str, object], sentence: str
) -> None:
    with pytest.raises(LearnerError, match=sentence):
        gd.join_exact(hub_list(), gd.load("council"), **{"on": ON, "ids": IDS, **more})


def test_what_cannot_be_scored_is_said_in_a_sentence(scores: Scores) -> None:
    with pytest.raises(LearnerError, match="Name two or more"):
        gd.link(hub_list(), gd.load("council"), on=["surname"], ids=IDS)
    with pytest.raises(LearnerError, match="not between 0 and 1"):
        scores.at(90)
    with pytest.raises(LearnerError, match="cannot cost"):
        scores.choose("help", key("food-hub"), false_costs=-1)
    with pytest.raises(LearnerError, match='The key has no column "council_id"'):
        scores.at(0.9).against(pd.DataFrame({"hub_ref": []}))
    with pytest.raises(LearnerError, match="when you join"):
        _ = scores.at(0.9).lost
    with pytest.raises(LearnerError, match="not a table with rows"):
        gd.join_exact(pd.DataFrame(), gd.load("council"), on=ON, ids=IDS)


def test_lists_with_nothing_in_common_cannot_teach_a_score() -> None:
    one = pd.DataFrame({"ref": ["a", "b"], "forename": ["x", "y"], "surname": ["p", "q"]})
    other = pd.DataFrame({"no": ["1", "2"], "forename": ["u", "v"], "surname": ["r", "s"]})
    with pytest.raises(LearnerError, match="nothing to learn a score from"):
        gd.link(one, other, on=["forename", "surname"], ids=("ref", "no"))


def test_a_missing_splink_is_named_with_the_command_that_installs_it() -> None:
    code = (
        "import sys; sys.modules['splink'] = None\n"
        "import pandas as pd, greaterdata_lessons as gd\n"
        "one = pd.DataFrame({'n': ['1'], 'a': ['x'], 'b': ['y']})\n"
        "gd.link(one, one, on=['a', 'b'], ids=('n', 'n'))"
    )
    run = subprocess.run([sys.executable, "-c", code], check=False, capture_output=True, text=True)
    assert 'pip install "greaterdata-lessons[linkage]"' in run.stderr


def test_in_a_browser_a_missing_splink_says_where_the_step_runs(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(sys.modules, "splink", None)
    monkeypatch.setattr("sys.platform", "emscripten")
    with pytest.raises(LearnerError, match="needs the notebook on a machine: it uses splink and"):
        score._splink()
    missing = ModuleNotFoundError("No module named 'splink'", name="splink")
    assert "take the notebook home" in str(explain(missing))


def test_a_column_in_which_too_many_agree_is_paired_with_another(
    monkeypatch: pytest.MonkeyPatch, scores: Scores
) -> None:
    monkeypatch.setattr(score, "MOST_PAIRS", 2000)
    fewer = gd.link(hub_list(), gd.load("council"), on=[*ON, "postcode"], ids=IDS)
    assert len(fewer.table) < len(scores.table)
    assert fewer.at(0.9).against(key("food-hub"), also=key("council")).missed < 40


def test_a_notebook_shows_both_mistakes_by_group() -> None:
    shown = check_exact()._repr_html_()
    assert "59.6% (46.7% to 71.4%)" in shown
    assert "missed more often than the others" in shown
    assert "nan" not in shown


def test_who_has_no_group_is_a_group_too() -> None:
    one = pd.DataFrame({"hub_ref": [1, 2, 3], "name": ["Ann", "Bo", "Cy"]})
    two = pd.DataFrame({"council_id": [7, 8, 9], "name": ["Ann", "Bo", "Di"]})
    true = pd.DataFrame({"hub_ref": [1, 2, 3], "council_id": [7, 8, 9], "group": ["A", None, "A"]})
    found = gd.join_exact(one, two, on=["name"], ids=IDS).against(true, by="group").table
    assert found[["group", "on_both", "missed"]].to_numpy().tolist() == [
        ["everybody", 3, 1],
        ["A", 2, 1],
        ["Missing", 1, 0],
    ]
