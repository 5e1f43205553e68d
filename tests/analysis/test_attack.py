"""An attack finds exactly what can be worked out, and says how."""

import numpy as np
import pandas as pd
import pytest

import greaterdata_lessons as gd
from greaterdata_lessons.errors import LearnerError

HOMES = pd.DataFrame(
    {"Asian": [4, 21, 30, 55], "Black": [12, 40, 25, 77], "White": [90, 85, 70, 245]},
    index=["Halton", "Sefton", "Wirral", "All"],
).assign(Total=[106, 146, 125, 377])


def hiding(*cells: tuple[str, str], mark: object = "[c]") -> pd.DataFrame:
    """The table with some cells hidden."""
    table = HOMES.astype(object)
    for row, column in cells:
        table.loc[row, column] = mark
    return table


def test_one_hidden_number_beside_its_total_is_found_and_explained() -> None:
    asian = {"Asian": 96, "Indian": 17, "Chinese": 35, "Other": 26, "Bangladeshi": 10}
    tried = gd.attack(pd.Series(asian | {"Pakistani": "too few"}), total="Asian")
    assert str(tried) == ("1 number is hidden; 1 can be worked out. Pakistani, hidden, must be 8.")
    assert tried.table["how"].tolist() == ["96 - 17 - 35 - 26 - 10 = 8"]
    assert tried.found == {"Pakistani": 8}


@pytest.mark.parametrize(
    "mark", ["c", "[c]", "*", "", "<10", "fewer than 10", "1-9", "Too few", None, np.nan]
)
def test_every_usual_mark_for_a_hidden_number_is_read(mark: object) -> None:
    assert gd.attack(hiding(("Halton", "Asian"), mark=mark)).found == {"Halton, Asian": 4}


def test_a_hidden_total_is_found_by_adding_up() -> None:
    tried = gd.attack(hiding(("All", "Black")))
    assert tried.found == {"All, Black": 77}
    assert tried.table["how"].iloc[0] in ("12 + 40 + 25 = 77", "377 - 55 - 245 = 77")


def test_numbers_hidden_in_a_ring_stay_hidden_and_their_ranges_are_exact() -> None:
    ring = [(row, column) for row in ("Halton", "Wirral") for column in ("Asian", "Black")]
    tried = gd.attack(hiding(*ring))
    assert tried.found == {}
    assert tried.table[["lowest", "highest"]].to_numpy().tolist() == [
        [0, 16],
        [0, 16],
        [18, 34],
        [21, 37],
    ]


def test_what_a_mark_says_narrows_the_ring() -> None:
    ring = [("Halton", "Black"), ("Wirral", "Asian"), ("Wirral", "Black")]
    table = hiding(*ring)
    table.loc["Halton", "Asian"] = "1-9"
    tried = gd.attack(table).table.set_index("number")
    assert tried.loc["Halton, Asian", ["lowest", "highest"]].tolist() == [1, 9]
    assert tried.loc["Wirral, Black", ["lowest", "highest"]].tolist() == [22, 30]


def test_each_number_found_helps_to_find_the_next() -> None:
    tried = gd.attack(hiding(("Halton", "Asian"), ("Halton", "Black"), ("Wirral", "Black")))
    assert tried.found == {"Halton, Asian": 4, "Halton, Black": 12, "Wirral, Black": 25}
    assert "several sums together" not in set(tried.table["how"])


def test_another_published_table_undoes_a_good_one() -> None:
    good = gd.protect(HOMES)
    assert gd.attack(good).found == {}
    halton = pd.DataFrame({"Asian": [4]}, index=["Halton"])
    assert len(gd.attack(good, also=halton).found) == 4


def test_a_table_that_shares_only_its_totals_helps_through_them() -> None:
    ages = pd.DataFrame(
        {"Under 65": [60, 80, 60], "65 and over": [46, 66, 65]}, index=HOMES.index[:3]
    ).rename_axis(index="borough", columns="age")
    rows = HOMES.iloc[:3, :3].rename_axis(index="borough", columns="group").astype(object)
    rows.loc["Halton", "Asian"] = "[c]"
    assert gd.attack(rows).found == {}
    assert gd.attack(rows.assign(Total="[c]"), also=ages.assign(Total=ages.sum(axis=1))).found == {
        "Halton, Asian": 4,
        "Halton, Total": 106,
        "Sefton, Total": 146,
        "Wirral, Total": 125,
    }


def test_a_column_of_names_and_numbers_with_commas_is_read() -> None:
    table = pd.DataFrame({"borough": ["Sefton", "Wirral", "Total"], "yes": ["1,200", "c", "1,300"]})
    assert gd.attack(table).found == {"Wirral": 100}


def test_totals_that_cannot_be_right_are_told() -> None:
    with pytest.raises(LearnerError, match="No table of whole numbers adds up"):
        gd.attack(pd.Series({"A": 5, "B": 9, "Total": 12}))


def test_a_cell_that_is_no_number_and_no_mark_is_named() -> None:
    with pytest.raises(LearnerError, match='"lots" in Sefton is neither a number nor a mark'):
        gd.attack(pd.Series({"Sefton": "lots", "Wirral": 4}))


def test_two_tables_that_disagree_are_told() -> None:
    with pytest.raises(LearnerError, match="Two tables say different numbers for Halton, Asian"):
        gd.attack(HOMES, also=pd.DataFrame({"Asian": [5]}, index=["Halton"]))


def test_a_learner_sees_a_sentence_and_a_table() -> None:
    shown = gd.attack(hiding(("Halton", "Asian")))._repr_html_()
    assert "<p>1 number is hidden; 1 can be worked out." in shown
    assert '<th scope="row"' in shown
