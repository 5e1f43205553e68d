"""Two streets and three wishes: each wish can hold, and no two together unless need is alike."""

import greaterdata_lessons as gd
from greaterdata_lessons.show.dots import DIFFERS, LINES, SAME, WISHES
from greaterdata_lessons.tables import Table


def held(need: str) -> list[tuple[bool, ...]]:
    views = gd.three_dots().views.items()
    tables = [view for chosen, view in views if chosen[0] == need and isinstance(view, Table)]
    return [tuple(view.frame["holds"].str.startswith("●")) for view in tables]


def test_every_wish_can_hold_and_no_two_hold_together_where_need_differs() -> None:
    found = held(DIFFERS)
    assert len(found) == len(LINES) ** 2
    assert [any(each) for each in zip(*found, strict=True)] == [True] * len(WISHES)
    assert max(sum(each) for each in found) == 1


def test_all_wishes_hold_on_one_line_where_need_is_alike() -> None:
    assert max(sum(each) for each in held(SAME)) == len(WISHES)


def test_the_same_points_and_line_mean_the_same_visit_in_both_streets() -> None:
    last = gd.three_dots().views[DIFFERS, "5 points", "5 points"]
    words = " ".join(str(last).split())
    assert "A visit meets need equally often 32 of 40 (80%) 16 of 20 (80%)" in words
