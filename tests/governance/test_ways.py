"""Opinions about people who know each other: five at least, the middle only, the self apart."""

from itertools import islice, permutations

import pytest

import greaterdata_lessons as gd
from greaterdata_lessons.errors import LearnerError


def rated(role: str, *goals: object, about: str = "Hub") -> list[dict[str, object]]:
    return [{"about": about, "role": role, "goals": value, "voices": 2} for value in goals]


def goals(review: object) -> dict[str, str]:
    return dict(review.table.iloc[0])  # type: ignore[attr-defined]


def test_nothing_shows_before_five_partners_have_rated_not_even_with_the_self_view() -> None:
    found = gd.joint_review([*rated("partner", 1, 2, 3, 4), *rated("self", 4)], about="Hub")
    assert found.table.empty
    assert "Nothing shows before 5" in str(found)
    assert "<table" not in found._repr_html_()


def test_the_partners_middle_rating_shows_beside_the_own_view_and_never_with_it() -> None:
    found = gd.joint_review([*rated("partner", 1, 2, 2, 3, 4), *rated("self", 4)], about="hub ")
    row = goals(found)
    assert (row["partners"], row["own view"]) == ("2", "4")
    assert row["side by side"] == "own view is higher"
    assert found.lines[0].startswith("For hub")
    without = gd.joint_review(rated("partner", 1, 2, 2, 3, 4), about="Hub")
    assert goals(without)["partners"] == "2"
    assert goals(without)["own view"] == "not given"


def test_a_statement_that_fewer_than_five_rated_stays_hidden_among_those_that_show() -> None:
    found = gd.joint_review(rated("partner", 1, 2, 2, 3, "cannot say"), about="Hub")
    assert goals(found)["partners"] == "too few to show"
    assert found.table.iloc[1]["partners"] == "2"


def test_what_shows_does_not_tell_who_gave_the_highest_or_the_lowest() -> None:
    shown = {
        str(gd.joint_review(rated("partner", *order), about="Hub").table)
        for ends in ((1, 4), (2, 4), (1, 3))
        for order in islice(permutations([ends[0], 2, 2, 3, ends[1]]), 0, 120, 17)
    }
    assert len(shown) == 1


def test_only_the_ratings_about_one_are_read() -> None:
    others = rated("partner", 4, 4, 4, 4, 4, about="Council")
    assert gd.joint_review([*rated("partner", 1), *others], about="Hub").table.empty


@pytest.mark.parametrize(
    ("rows", "sentence"),
    [
        (rated("boss", 1), 'The role "boss" is neither "self" nor "partner".'),
        (rated("self", 1, 2), "There are 2 self-views of Hub. Keep one."),
        (rated("partner", 5), '"5" under "goals" is no rating.'),
        (rated("partner", 1, about="Hubb"), 'No rating is about "Hub". There are: Hubb.'),
        ([{"about": "Hub"}], 'The ratings have no column "role".'),
    ],
)
def test_what_cannot_be_a_review_is_refused_in_words(
    rows: list[dict[str, object]], sentence: str
) -> None:
    with pytest.raises(LearnerError) as told:
        gd.joint_review(rows, about="Hub")
    assert sentence in str(told.value)


def test_a_team_sees_what_to_talk_about_first_and_each_chance_with_its_limit() -> None:
    rows = [{"goals": 4, "language": n, "name": "never read"} for n in (1, 2, "sometimes", 2, 3)]
    found = gd.culture_check(rows)
    assert found.table.iloc[0]["middle rating"] == "2"
    assert "Each hope has a cost" in found.table.iloc[0]["and its limit"]
    assert found.lines[1] == "Talk first about: talk about what data could make possible."
    assert "never read" not in found._repr_html_()
    assert (found.table["middle rating"] == "too few to show").sum() == 10


def test_four_of_a_team_are_too_few() -> None:
    assert gd.culture_check([{"goals": 4}] * 4).table.empty
    with pytest.raises(LearnerError, match="No column is a statement"):
        gd.culture_check([{"colour": 4}] * 5)


def test_there_are_twelve_statements_under_four_headings_each_with_a_limit() -> None:
    asked = gd.ways()
    assert asked.groupby("heading").size().tolist() == [3, 3, 3, 3]
    assert asked["limit"].str.endswith(".").all()
    assert asked["we"].is_unique


def test_saved_forms_are_told_apart_by_whose_view_they_hold() -> None:
    team = [gd.record("ways-of-working", role="team", goals="rarely") for _ in range(5)]
    review = [
        gd.record("ways-of-working", role="partner", about="Hub", goals="often") for _ in range(5)
    ]
    forms = [one.answers for one in [*team, *review]]
    assert gd.culture_check(forms).table.iloc[0]["middle rating"] == "1"
    assert goals(gd.joint_review(forms, about="Hub"))["partners"] == "3"
