"""The moving line shows each setting in people, and refuses what cannot be moved."""

import pytest

import greaterdata_lessons as gd
from greaterdata_lessons.errors import LearnerError

NEED, POINTS, GROUP = [1] * 40 + [0] * 40, [*range(40)] * 2, ["A", "B"] * 40


def test_every_line_and_every_label_has_its_chart_with_people_by_group() -> None:
    against = {"the record": NEED, "the truth": [1] * 60 + [0] * 20}
    shown = gd.move_line(against, POINTS, by=GROUP, lines=[10, 20, 30])
    assert len(shown.views) == 6
    chart = shown.views["30", "the truth"]
    assert chart.table[["group", "missed", "of"]].to_numpy().tolist() == [
        ["A", 25, 30],
        ["B", 25, 30],
    ]
    assert "A 25 of 30" in chart.alt


@pytest.mark.parametrize(("against", "lines"), [({}, [1, 2]), ({"the record": NEED}, [1])])
def test_nothing_to_move_gets_one_sentence(
    against: dict[str, list[int]], lines: list[float]
) -> None:
    with pytest.raises(LearnerError, match="two lines at least"):
        gd.move_line(against, POINTS, by=GROUP, lines=lines)
