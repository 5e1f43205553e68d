"""A table beside its agreed shape: each cell that does not fit is named, and nothing is changed."""

import pandas as pd
import pytest

import greaterdata_lessons as gd
from greaterdata_lessons.errors import LearnerError

SCHEMA = [
    {"name": "ref", "type": "text"},
    {"name": "born", "type": "day", "required": False},
    {"name": "people", "type": "number", "allowed": [1, 12]},
    {"name": "borough", "type": "code", "allowed": ["Sefton", "St. Helens"]},
]


def table(**changed: object) -> pd.DataFrame:
    row = {"ref": "H1", "born": "2000-10-20", "people": 3, "borough": "Sefton"}
    return pd.DataFrame([row | changed])


@pytest.mark.parametrize(
    ("column", "value", "says"),
    [
        ("born", "20/10/2000", "Write 2000-10-20."),
        ("born", "20.10.2000", "Write 2000-10-20."),
        ("born", "31/02/2000", "is not a day"),
        ("born", "1945", "is not a day"),
        ("people", "2 adults", "is not a number"),
        ("people", "13", "is not between 1 and 12"),
        ("borough", "ST HELENS", "is not on the list"),
        ("borough", None, "This is blank, and has to be filled in."),
        ("ref", "  ", "This is blank, and has to be filled in."),
    ],
)
def test_a_cell_that_does_not_fit_is_named_with_what_is_wrong(
    column: str, value: object, says: str
) -> None:
    found = gd.check_schema(table(**{column: value}), SCHEMA)
    assert found.table["column"].tolist() == [column]
    assert says in found.table["says"].iloc[0]
    assert found.fits == 0


@pytest.mark.parametrize("changed", [{}, {"born": None}, {"people": "1,2"[:1]}, {"visits": 4}])
def test_a_row_of_the_agreed_shape_passes_and_a_further_column_is_only_named(
    changed: dict[str, object],
) -> None:
    found = gd.check_schema(table(**changed), SCHEMA)
    assert (found.fits, len(found.table)) == (1, 0)
    assert found.spare == tuple(name for name in changed if name == "visits")


def test_a_column_that_is_not_there_stops_every_row_and_counts_each_cell() -> None:
    two = pd.concat([table(), table()], ignore_index=True).rename(columns={"born": "birth"})
    found = gd.check_schema(two, SCHEMA)
    assert found.fits == 0
    assert 'There is no column "born"' in repr(found)
    assert found.burden.to_numpy().tolist() == [["born", 2, 1]]


def test_the_burden_counts_cells_and_different_values() -> None:
    hub = pd.concat([table(borough=name) for name in ("St Helens", "St Helens", "Saint Helens")])
    found = gd.check_schema(hub.reset_index(drop=True), SCHEMA)
    assert found.burden.to_numpy().tolist() == [["borough", 3, 2]]


def test_the_table_checked_stays_as_it_was_and_its_row_numbers_are_used() -> None:
    hub = table(born="20/10/2000").set_index(pd.Index([57]))
    before = hub.copy()
    assert "Row 57, born" in repr(gd.check_schema(hub, SCHEMA))
    pd.testing.assert_frame_equal(hub, before)


def test_more_cells_than_can_be_read_are_counted() -> None:
    many = pd.concat([table(born="1945")] * 14, ignore_index=True)
    assert "And 4 more cells" in repr(gd.check_schema(many, SCHEMA))
    assert gd.check_schema(many, SCHEMA)._repr_html_().count("<tr>") == 11


@pytest.mark.parametrize(
    ("schema", "says"),
    [
        ([{"type": "day"}], 'Column 1 of the schema lacks its "name"'),
        ([{"name": "a", "kind": "day"}], 'unknown part "kind"'),
        ([{"name": "a", "type": "date"}], "Types are: text, number, day, code"),
        ([{"name": "a", "type": "code"}], "say which ones"),
    ],
)
def test_a_schema_that_cannot_be_read_is_refused_with_a_sentence(
    schema: list[dict[str, object]], says: str
) -> None:
    with pytest.raises(LearnerError, match=says):
        gd.check_schema(table(), schema)


def test_something_else_than_a_table_is_refused_with_a_sentence() -> None:
    with pytest.raises(LearnerError, match="Give a table to check"):
        gd.check_schema([1], SCHEMA)  # type: ignore[arg-type]
