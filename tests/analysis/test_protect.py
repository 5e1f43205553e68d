"""A protected table keeps what is small hidden from everybody who can add and subtract."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import greaterdata_lessons as gd
from greaterdata_lessons.analysis.counts import Cube
from greaterdata_lessons.errors import LearnerError

TABLE = pd.DataFrame(
    {"Asian": [4, 21, 30], "Black": [12, 40, 25], "White": [90, 85, 70]},
    index=["Halton", "Sefton", "Wirral"],
)


def random_table(seed: int) -> pd.DataFrame:
    """A small table of counts, some of them small."""
    luck = np.random.default_rng(seed)
    shape = luck.integers(2, 6, size=2)
    return pd.DataFrame(luck.poisson(np.exp(luck.normal(2.6, 1.1, shape))))


def test_one_small_number_takes_three_more_with_it_and_no_fewer() -> None:
    protected = gd.protect(TABLE)
    assert (protected.small, protected.beside, protected.least) == (1, 3, True)
    assert protected.table.loc["Halton"].tolist() == ["[c]", "[c]", 90, 106]


def test_a_table_without_small_numbers_is_shown_whole() -> None:
    protected = gd.protect(TABLE + 10)
    assert str(protected) == "All 16 numbers can be shown: none is from 1 to 9."
    assert not (protected.table == "[c]").any(axis=None)


def test_without_totals_only_what_is_small_is_hidden() -> None:
    protected = gd.protect(TABLE, margins=False)
    assert (protected.small, protected.beside) == (1, 0)
    assert protected.table.shape == (3, 3)


def test_two_small_numbers_beside_each_other_do_not_hide_each_other() -> None:
    counts = pd.Series({"A": 3, "B": 4, "C": 60, "D": 80})
    protected = gd.protect(counts)
    assert protected.beside == 1
    assert protected.table["count"].tolist() == ["[c]", "[c]", "[c]", 80, 147]


def test_a_small_total_is_hidden_too() -> None:
    protected = gd.protect(pd.DataFrame({"x": [3, 40], "y": [2, 60]}, index=["A", "B"]))
    assert protected.table.loc["A", "Total"] == "[c]"
    assert gd.attack(protected).found == {}


def test_zeros_are_shown_unless_they_are_to_be_hidden() -> None:
    table = TABLE.assign(Chinese=[0, 30, 40])
    assert gd.protect(table).table.loc["Halton", "Chinese"] == 0
    assert gd.protect(table, zeros="hide").table.loc["Halton", "Chinese"] == "[c]"


def test_a_cube_of_counts_is_protected_as_it_is() -> None:
    people = pd.DataFrame({"borough": ["Sefton"] * 30 + ["Wirral"] * 34, "sex": ["F", "M"] * 32})
    people.loc[0:3, "borough"] = "Halton"
    cube = gd.count(people, by=["borough", "sex"])
    protected = gd.protect(cube)
    assert protected.table.index.name == "borough"
    assert protected.table.loc["Halton"].tolist() == ["[c]", "[c]", "[c]"]
    assert gd.attack(protected).found == {}


@pytest.mark.slow
def test_of_a_thousand_random_tables_no_hidden_number_is_recovered() -> None:
    recovered, laid_bare = 0, 0
    for seed in range(1000):
        table = random_table(seed)
        protected = gd.protect(table)
        recovered += len(gd.attack(protected).found)
        laid_bare += len(gd.attack(only_primary(table)).found)
    assert recovered == 0
    assert laid_bare > 1000


def only_primary(table: pd.DataFrame) -> pd.DataFrame:
    """What is published when small numbers alone are hidden."""
    whole = table.assign(Total=table.sum(axis=1))
    whole.loc["Total"] = whole.sum()
    return whole.astype(object).mask((whole > 0) & (whole < 10), "[c]")


@given(st.integers(0, 10_000), st.integers(3, 15))
def test_every_small_number_keeps_a_range_as_wide_as_the_threshold(seed: int, size: int) -> None:
    table = random_table(seed)
    protected = gd.protect(table, threshold=size)
    tried = gd.attack(protected).table.set_index("number")
    whole = table.assign(Total=table.sum(axis=1))
    whole.loc["Total"] = whole.sum()
    for row in whole.index:
        for column in whole.columns:
            number, shown = whole.loc[row, column], protected.table.loc[row, column]
            if 0 < number < size:
                low, high = tried.loc[f"{row}, {column}", ["lowest", "highest"]]
                assert low <= number <= high
                assert high - low >= size
            else:
                assert shown in (number, "[c]")


@pytest.mark.parametrize("threshold", [2, 0, -1, 9.5, True])
def test_a_threshold_that_hides_nobody_is_refused(threshold: float) -> None:
    with pytest.raises(LearnerError, match="Use a whole number from 3 up"):
        gd.protect(TABLE, threshold=threshold)  # type: ignore[arg-type]


def test_a_table_that_is_hidden_already_is_sent_to_the_attack() -> None:
    with pytest.raises(LearnerError, match=r"Halton, Asian is hidden already.*gd\.attack"):
        gd.protect(gd.protect(TABLE).table)


def test_rates_without_their_counts_are_refused() -> None:
    with pytest.raises(LearnerError, match="protected through its counts"):
        gd.protect(TABLE / 8)


def test_a_wrong_total_is_named() -> None:
    with pytest.raises(LearnerError, match="Halton, Total says 100, and its parts come to 106"):
        gd.protect(TABLE.assign(Total=[100, 146, 125]))


def test_more_than_four_directions_are_refused() -> None:
    deep = pd.DataFrame([[0, 0, 0, 0, 0, 12]], columns=list("abcdef")).set_index(list("abcde"))["f"]
    with pytest.raises(LearnerError, match="5 directions"):
        gd.protect(deep)


def test_a_label_that_stands_twice_is_named() -> None:
    with pytest.raises(LearnerError, match='"A" stands twice'):
        gd.protect(pd.Series([12, 13], index=["A", "A"]))


def test_an_unknown_way_with_zeros_is_refused() -> None:
    with pytest.raises(LearnerError, match='Use zeros="show" or zeros="hide"'):
        gd.protect(TABLE, zeros="drop")


def test_what_is_no_table_is_refused() -> None:
    with pytest.raises(LearnerError, match="That is no table"):
        gd.protect([1, 2, 3])  # type: ignore[arg-type]


def test_a_learner_sees_the_table_and_what_was_done() -> None:
    shown = gd.protect(
        Cube(TABLE["Asian"].rename("count").rename_axis("borough").reset_index(), ("borough",))
    )
    assert '<th scope="row" style="text-align:left">Halton</th>' in shown._repr_html_()
    assert "2 of 4 numbers are hidden: 1 below 10, and 1 more" in str(shown)
