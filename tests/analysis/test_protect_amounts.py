"""A table of amounts gives no contributor away to the next largest."""

import pandas as pd
import pytest

import greaterdata_lessons as gd
from greaterdata_lessons.analysis.disclosure_amounts import Amounts
from greaterdata_lessons.errors import LearnerError

PAID = pd.DataFrame(
    [
        (area, kind, firm, paid)
        for area, kind, sums in [
            ("A", "care", [900, 40, 30, 10]),
            ("A", "heat", [200, 210, 190, 220]),
            ("B", "care", [300, 280, 310, 250]),
            ("B", "heat", [150, 160, 170, 140]),
            ("C", "care", [400, 380, 390, 350]),
            ("C", "heat", [250, 260, 270, 240]),
        ]
        for firm, paid in zip("wxyz", sums, strict=True)
    ],
    columns=["area", "kind", "firm", "paid"],
)


def totals(paid: pd.DataFrame = PAID) -> Amounts:
    return gd.amounts(paid, by=["area", "kind"], amount="paid", giver="firm")


def test_a_total_that_one_firm_dominates_is_hidden_with_what_keeps_it_hidden() -> None:
    protected = gd.protect_amounts(totals())
    assert (protected.small, protected.beside) == (1, 3)
    assert protected.table.loc["A", "care"] == "[c]"
    tried = gd.attack(protected)
    assert tried.found == {}
    cell = tried.table.set_index("number").loc["A, care"]
    assert cell["highest"] - cell["lowest"] >= 2 * (0.1 * 900 - 40)


def test_a_total_of_two_firms_is_hidden_however_alike_they_are() -> None:
    two = PAID[~((PAID["area"] == "B") & (PAID["kind"] == "heat") & PAID["firm"].isin(["y", "z"]))]
    assert gd.protect_amounts(totals(two)).table.loc["B", "heat"] == "[c]"


def test_totals_that_many_firms_share_are_shown() -> None:
    alike = gd.protect_amounts(totals(PAID[PAID["area"] != "A"]))
    assert str(alike) == "All 9 amounts can be shown: none gives its largest part away."


def test_bad_input_gets_a_sentence() -> None:
    with pytest.raises(LearnerError, match='Did you mean "paid"'):
        gd.amounts(PAID, by="area", amount="pald", giver="firm")
    with pytest.raises(LearnerError, match="below 0"):
        gd.amounts(PAID.assign(paid=-1), by="area", amount="paid", giver="firm")
    with pytest.raises(LearnerError, match="Name the gap"):
        gd.amounts(PAID.assign(firm=None), by="area", amount="paid", giver="firm")
    with pytest.raises(LearnerError, match="from 1 to 100"):
        gd.protect_amounts(totals(), p=0)
