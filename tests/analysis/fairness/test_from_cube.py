"""A cube of counts gives the audit that its records give, and cubes of partners add up to one."""

import numpy as np
import pandas as pd
import pytest

import greaterdata_lessons as gd
from greaterdata_lessons.errors import LearnerError


def records(seed: int, n: int = 500) -> pd.DataFrame:
    rng = np.random.default_rng(seed)
    return pd.DataFrame(
        {
            "need": rng.integers(0, 2, n),
            "chosen": rng.integers(0, 2, n),
            "area": rng.choice(list("ABC"), n),
            "sex": rng.choice(["F", "M"], n),
            "weight": rng.random(n) * 2,
        }
    )


def counted(table: pd.DataFrame, **more: object) -> gd.count:
    by = ["area", "sex"]
    return gd.count(table, by=by, outcome="need", prediction="chosen", **more)


def in_order(found: gd.audit) -> pd.DataFrame:
    return found.table.sort_values(["measure", "group"]).reset_index(drop=True)


@pytest.mark.parametrize("by", [["area", "sex"], "area", ["sex"]])
def test_a_cube_and_its_records_give_the_same_audit(by: str | list[str]) -> None:
    table = records(1)
    from_records = gd.audit("need", "chosen", by=by, data=table)
    from_counts = gd.audit(counted(table), by=by)
    pd.testing.assert_frame_equal(in_order(from_counts), in_order(from_records))


def test_weights_travel_in_the_cube() -> None:
    table = records(2)
    from_records = gd.audit("need", "chosen", by=["area", "sex"], data=table, weight="weight")
    found = gd.audit(counted(table, weight="weight"))
    pd.testing.assert_frame_equal(in_order(found), in_order(from_records))
    with pytest.raises(LearnerError, match="these counts are weighted"):
        found.metric_frame()


def test_partners_who_share_no_record_can_audit_together() -> None:
    north, south = records(3), records(4)
    together = gd.audit(counted(north) + counted(south))
    whole = gd.audit(counted(pd.concat([north, south])))
    pd.testing.assert_frame_equal(in_order(together), in_order(whole))


def test_a_cube_becomes_rows_again_for_fairlearn() -> None:
    found = gd.audit(counted(records(5)), by="area")
    assert found.metric_frame().by_group.to_numpy() == pytest.approx(found.by_group.to_numpy())


def test_a_cube_without_outcome_or_with_gaps_gets_a_sentence() -> None:
    table = records(6)
    with pytest.raises(LearnerError, match="what was so and what was decided"):
        gd.audit(gd.count(table, by="area", outcome="need"))
    with pytest.raises(LearnerError, match="no column"):
        gd.audit(counted(table), by="borough")
    table["need"] = table["need"].astype("Int64").mask(table.index < 3)
    with pytest.raises(LearnerError, match="3 records have no outcome"):
        gd.audit(counted(table))


def test_hidden_counts_are_not_guessed() -> None:
    cube = counted(records(7))
    hidden = cube.table.assign(low=cube.table["count"], high=cube.table["count"] + 1)
    hidden["count"] = pd.array([pd.NA] * len(hidden), dtype="Int64")
    given = gd.count(records(7), by="area").__class__(
        hidden, cube.by, outcome="need", prediction="chosen"
    )
    with pytest.raises(LearnerError, match="counts are hidden"):
        gd.audit(given)
