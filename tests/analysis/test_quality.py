"""Quality finds what was planted in a list, and stays quiet where nothing was."""

import numpy as np
import pandas as pd
import pytest

import greaterdata_lessons as gd
from greaterdata_lessons.analysis.quality.result import Quality
from greaterdata_lessons.errors import LearnerError

CHECKED = "2026-05-01"
# What truth.csv calls a fault -> the check that should find it.
PLANTED = {
    "day first, where the other doors write the year first": "a date written another way",
    "a day in the future": "a day in the future",
    "a day that does not exist": "a day that does not exist",
    "St. Helens written another way": "a value written another way",
    "a dash where the other doors write to": "a value written another way",
    "blank, in four different ways": "blank",
    "Y and N where the other doors write words": "codes beside words",
    "1900, put in because the form would not take a blank": "looks like a placeholder",
    "a person referred before, under a new number": "the same record again",
}
RULE = ["home_id", "year_of_birth"]


@pytest.fixture(scope="module")
def raw() -> pd.DataFrame:
    return gd.load("warm-homes-raw")


@pytest.fixture(scope="module")
def checked(raw: pd.DataFrame) -> Quality:
    return gd.quality(raw, by="referred_by", same=RULE, on=CHECKED)


@pytest.mark.parametrize("fault", PLANTED)
def test_each_planted_fault_is_found_row_by_row(
    raw: pd.DataFrame, checked: Quality, fault: str
) -> None:
    key = gd.truth("warm-homes-raw").key
    assert key is not None
    planted = key[key["fault"] == fault]
    column = planted["column"].iloc[0]
    where = " and ".join(RULE) if column == "referral_id" else column
    found = raw.loc[checked.marked(where, PLANTED[fault]), "referral_id"]
    assert set(planted["referral_id"]) <= set(found)


def test_nothing_is_called_a_fault_that_was_not_planted(
    raw: pd.DataFrame, checked: Quality
) -> None:
    key = gd.truth("warm-homes-raw").key
    assert key is not None
    for one in checked.found:
        column = "referral_id" if one.column == " and ".join(RULE) else one.column
        if one.sure and column != "disabled":
            planted = set(key.loc[key["column"] == column, "referral_id"])
            assert set(raw.loc[checked.marked(one.column, one.what), "referral_id"]) <= planted
    # The blanks of "disabled" are in the tidy list too: they are people who did not say.
    assert set(raw.loc[checked.marked("disabled", "blank"), "disabled"]) == {"Not stated"}


def test_a_beginner_needs_no_arguments_to_see_eight_of_the_nine(raw: pd.DataFrame) -> None:
    found = {(one.column, one.what) for one in gd.quality(raw, on=CHECKED).found}
    assert {what for _, what in found} >= set(PLANTED.values()) - {"the same record again"}
    assert ("home_id", "seen before") in found


def test_the_tidy_list_shows_its_blanks_and_nothing_else() -> None:
    tidy = gd.quality(gd.load("warm-homes"), on=CHECKED)
    assert {one.what for one in tidy.found} == {"blank"}


def test_a_blank_that_leans_is_told_from_one_that_does_not(checked: Quality) -> None:
    ethnic, disabled = checked.reasons
    assert ethnic.startswith("ethnic_group is blank for a reason: referred_by council 11.1% (201")
    assert disabled.startswith("disabled: no sign")


def test_where_a_fault_stands_is_said_when_it_stands_in_one_place(checked: Quality) -> None:
    where = checked.table.set_index(["column", "found"])["where"]
    assert where["disabled", "codes beside words"] == "all where referred_by is charity"
    assert where["borough", "a value written another way"] == ""


def test_completeness_by_group_adds_up_and_has_its_interval(checked: Quality) -> None:
    mine = checked.groups[checked.groups["column"] == "ethnic_group"].set_index("group")
    assert mine["blank"].sum() == 350
    assert mine.loc["council", "complete"] == pytest.approx(1 - 201 / 1809)
    assert ((mine["low"] < mine["complete"]) & (mine["complete"] < mine["high"])).all()


def test_groups_of_a_few_rows_are_put_together() -> None:
    frame = pd.DataFrame({"site": ["a"] * 30 + ["b"] * 3 + ["c"] * 4, "sex": ["", "F"] * 18 + [""]})
    groups = gd.quality(frame, by="site", on=CHECKED).groups
    assert groups["group"].tolist() == ["a", "2 groups of fewer than 10 rows"]


def test_blanks_that_fall_by_chance_seldom_look_like_a_reason() -> None:
    chance, alarms = np.random.default_rng(1), 0
    for _ in range(100):
        frame = pd.DataFrame(
            {
                "site": chance.choice(list("abcdef"), 400, p=[0.5, 0.2, 0.1, 0.1, 0.06, 0.04]),
                "ward": chance.choice(list("uvwxyz"), 400),
                "answer": np.where(chance.random(400) < 0.05, None, "yes"),
            }
        )
        missing = gd.quality(frame, on=CHECKED).missing
        alarms += (missing["finding"] != "cannot tell from these data").any()
    assert alarms <= 5


def test_blanks_that_spare_one_group_are_no_accident() -> None:
    sites = np.repeat(["a", *(f"site {n}" for n in range(8))], [200, *[25] * 8])
    blank = np.tile(np.arange(25) < 4, 8)  # about one in six everywhere but at a
    answer = np.where(np.append(np.zeros(200, dtype=bool), blank), None, "yes")
    found = gd.quality(pd.DataFrame({"site": sites, "answer": answer}), by="site", on=CHECKED)
    assert "more often blank" not in set(found.missing["finding"])
    said = next(one for one in found.reasons if one.startswith("answer"))
    assert said.startswith("answer is blank for a reason: site a 0.0% (0 of 200), the others 16.0%")
    assert "16.0 points fewer, interval -" in said


def test_fitness_tells_counting_from_targeting(checked: Quality) -> None:
    assert checked.fitness["counting"].startswith("Fit for counting once this is put right: home")
    assert "comparing groups by ethnic_group" in checked.fitness["counting"]
    assert checked.fitness["targeting"].startswith("Not fit for targeting yet: 4,187 of 6,120")
    tidy = gd.quality(pd.DataFrame({"site": ["north", "south"]}), on=CHECKED)
    assert tidy.fitness["counting"] == "Fit for counting."
    assert tidy.fitness["targeting"].startswith("Cannot tell from these data")


def one_column(values: list[object], name: str = "value") -> dict[str, int]:
    """What is found in one column, with the number of rows."""
    checked = gd.quality(pd.DataFrame({name: values}), on=CHECKED)
    return {one.what: one.rows for one in checked.found if one.column == name}


@pytest.mark.parametrize(
    ("values", "found"),
    [
        ([1, 2, 4, 999, 999], {"looks like a placeholder": 2}),
        ([0, 1, 2, -1], {"looks like a placeholder": 1}),
        ([97, 98, 99, 40], {}),
        (["Ann", "Bob", "TEST", "Cy"], {"looks like a placeholder": 1}),
        (["Yes", "No", "Y", "No"], {"codes beside words": 1}),
        (["M", "F", "F", "M"], {}),
        (["<5", "5", "5 or more", "5"], {}),
        (["55-64", "55 to 64", "55 to 64"], {"a value written another way": 1}),
        ([None, "", "n/a", "a"], {"blank": 3, "blank written in another way": 1}),
    ],
)
def test_a_column_of_values(values: list[object], found: dict[str, int]) -> None:
    assert one_column(values) == found


@pytest.mark.parametrize(
    ("values", "found"),
    [
        (["2025-10-31", "2025-02-29"], {"a day that does not exist": 1}),
        (["2024-02-29", "2025-10-31"], {}),
        (["31/10/2025", "10/12/2025"], {}),
        (["10/31/2025", "10/12/2025"], {}),
        (["31.10.2025", "2025-10-31", "2025-11-01"], {"a date written another way": 1}),
        (["3 March 2025", "1st April 25"], {}),
        (["2025-01-01", "2025-01-02", "2025-01-03", "2025-01-04", "2025"], {"not a whole date": 1}),
        (["1900-01-01", "2025-03-04", "2025-03-05"], {"looks like a placeholder": 1}),
        (["1970-01-01", "1969-03-04", "1988-03-05"], {}),
        (["1890-03-01", "2025-03-04"], {"a day too long ago": 1}),
        ([pd.Timestamp("2030-01-05"), pd.Timestamp("2025-01-05")], {"a day in the future": 1}),
    ],
)
def test_a_column_of_days(values: list[object], found: dict[str, int]) -> None:
    assert one_column(values, "seen_on") == found


def test_days_that_are_meant_to_lie_ahead_are_no_fault() -> None:
    assert one_column(["2030-01-05", "2025-01-05"], "review_due") == {}


def test_too_many_birthdays_on_1_january_are_a_question() -> None:
    checked = gd.quality(gd.load("food-hub"), on=CHECKED)
    [asked] = [one for one in checked.found if one.what == "1 January too often"]
    assert (asked.column, asked.sure) == ("born", False)


def test_rules_of_ones_own_are_counted() -> None:
    frame = pd.DataFrame(
        {
            "ref": ["R1", "R2", "X3"],
            "age": [12, 40, 140],
            "borough": ["Wirral", "Chester", ""],
            "seen_on": ["2025-01-01", "2025-02-03", "2026-02-03"],
        }
    )
    rules = {
        "ref": "R[0-9]",
        "age": (0, 120),
        "borough": ["Wirral", "Sefton"],
        "seen_on": ("2025-01-01", "2025-12-31"),
    }
    checked = gd.quality(frame, rules=rules, on=CHECKED)
    broken = {one.column: one.rows for one in checked.found if one.what == "breaks your rule"}
    assert broken == {"ref": 1, "age": 1, "borough": 1, "seen_on": 1}


def test_days_in_the_wrong_order_are_found() -> None:
    frame = pd.DataFrame(
        {"asked_on": ["2025-01-02", "2025-01-09"], "seen_on": ["05/01/2025", "06/01/2025"]}
    )
    checked = gd.quality(frame, order=["asked_on", "seen_on"], on=CHECKED)
    assert checked.marked("seen_on", "days in the wrong order").tolist() == [False, True]


def test_keys_and_rows_that_repeat_are_found() -> None:
    frame = pd.DataFrame({"ref": ["a", "b", "b", "a"], "day": [1, 2, 2, 3]})
    checked = gd.quality(frame, key="ref", on=CHECKED)
    assert checked.marked("ref", "key repeated").tolist() == [False, False, True, True]
    assert checked.marked("every column").tolist() == [False, False, True, False]


def test_a_blank_is_the_same_as_nothing() -> None:
    frame = pd.DataFrame({"name": ["n/a", "n/a", "Ann Lee", "ANN LEE"]})
    checked = gd.quality(frame, same="name", on=CHECKED)
    assert checked.marked("name", "the same record again").tolist() == [False, False, False, True]


@pytest.mark.parametrize(
    ("more", "sentence"),
    [
        ({"by": "brough"}, 'has no column "brough", named in by='),
        ({"key": "home"}, 'named in key=. Did you mean "home_id"'),
        ({"on": "soon"}, '"soon" cannot be read as the day of the check'),
        ({"dates": "borough"}, 'Nothing in "borough" could be read as a day'),
        ({"rules": {"borough": "St. Helens("}}, "no pattern that Python can read"),
        ({"rules": {"borough": 3}}, 'The rule for "borough" is a int'),
        ({"rules": {"year_of_birth": ("a", "b")}}, "which is not two numbers"),
        ({"rules": {"referred_on": ("then", "now")}}, '"then" cannot be read as the rule'),
        ({"by": "home_id"}, "groups, too many to compare"),
    ],
)
def test_what_cannot_be_checked_is_said_in_a_sentence(
    raw: pd.DataFrame, more: dict[str, object], sentence: str
) -> None:
    with pytest.raises(LearnerError, match=sentence.replace("(", r"\(").replace("[", r"\[")):
        gd.quality(raw, **{"on": CHECKED, **more})


def test_tables_that_cannot_be_checked_are_refused(checked: Quality) -> None:
    with pytest.raises(LearnerError, match="The table has no rows"):
        gd.quality(pd.DataFrame({"a": []}))
    with pytest.raises(LearnerError, match='Two columns are called "a"'):
        gd.quality(pd.DataFrame([[1, 2]], columns=["a", "a"]))
    with pytest.raises(LearnerError, match="this is a dict"):
        gd.quality({"a": [1]})
    with pytest.raises(LearnerError, match="hold lists"):
        gd.quality(pd.DataFrame({"a": [[1], [2]]}))
    with pytest.raises(LearnerError, match='Nothing was checked in "brough"'):
        checked.marked("brough")
    with pytest.raises(LearnerError, match='"blanks" was not checked in "borough"'):
        checked.marked("borough", "blanks")


def test_a_notebook_shows_what_was_found_why_blank_and_fit_for_what(checked: Quality) -> None:
    shown = checked._repr_html_()
    assert "<td>5.7%</td>" in shown.replace(' style="text-align:left"', "")
    assert "ethnic_group is blank for a reason" in shown
    assert "needs a source outside this table" in shown
    assert "Not fit for targeting yet" in shown
