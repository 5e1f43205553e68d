"""The real figures of 1,003 small areas, through counting, adding, files and representation."""

from pathlib import Path

import pandas as pd
import pytest

import greaterdata_lessons as gd
from greaterdata_lessons.analysis.counts import Cube
from greaterdata_lessons.data.places import BOROUGHS
from tests.data.reference import extract

GROUPS = {f"eth_{name.lower()}": name for name in ("White", "Asian", "Black", "Mixed", "Other")}
PERTURBED = 0.005  # small areas were perturbed by their publisher, each on its own


@pytest.fixture(scope="module")
def areas() -> pd.DataFrame:
    table = pd.DataFrame(extract("census21_lsoa21_lcr"))
    fifths = pd.DataFrame(extract("iod2025_lsoa21_lcr"))[["lsoa21_code", "IMD_decile"]]
    return table.merge(fifths, on="lsoa21_code", validate="one_to_one")


@pytest.fixture(scope="module")
def people(areas: pd.DataFrame) -> Cube:
    """Residents by borough, small area and ethnic group."""
    by = ["ltla24_name", "lsoa21_code", "IMD_decile"]
    table = areas.rename(columns=GROUPS).melt(by, list(GROUPS.values()), "ethnic_group", "count")
    table["count"] = table["count"].astype(int)
    named = table.rename(columns={"ltla24_name": "borough", "lsoa21_code": "area"})
    return Cube(named, ("borough", "area", "IMD_decile", "ethnic_group"), "residents")


def test_small_areas_roll_up_to_the_residents_in_the_box(people: Cube) -> None:
    rolled = people.by_only("ethnic_group").counts()
    published = gd.residents(by="ethnic_group").counts()
    assert set(rolled.index) == set(published.index)
    assert (rolled[published.index] / published - 1).abs().max() < PERTURBED


def test_boroughs_apart_add_up_to_the_region(people: Cube, tmp_path: Path) -> None:
    apart = [people.only(borough=name) for name in BOROUGHS]
    loaded = [gd.load_cube(cube.save(tmp_path / f"{i}.csv")) for i, cube in enumerate(apart)]
    together = sum(cube.by_only("borough", "ethnic_group") for cube in loaded)
    assert together == people.by_only("borough", "ethnic_group")
    assert people.total == sum(cube.total for cube in apart)


def test_each_small_area_is_counted_once_and_by_every_engine(
    areas: pd.DataFrame, tmp_path: Path
) -> None:
    cube = gd.count(areas, by=["ltla24_name", "IMD_decile"], unit="small areas")
    assert cube.total == 1003
    areas.to_csv(tmp_path / "areas.csv", index=False)
    assert gd.count(tmp_path / "areas.csv", by=list(cube.by), unit="small areas") == cube


def test_who_lives_in_the_most_deprived_areas_beside_all_residents(people: Cube) -> None:
    """More Black residents live in the most deprived tenth than their share of residents."""
    deprived = people.only(IMD_decile="1.0").by_only("ethnic_group")
    found = gd.representation(deprived, against=people.by_only("ethnic_group"))
    assert found.table["reached"].sum() == deprived.total
    assert found.table["gap"].sum() == pytest.approx(0, abs=1e-6)
    assert found.row("Black")["low"] > 1


def test_every_small_area_can_be_the_groups_themselves(people: Cube) -> None:
    """1,003 groups at once: the list of homes is too short to tell for one small area."""
    each = people.by_only("area")
    thin = gd.representation(
        Cube(each.table.assign(count=each.table["count"] // 300), ("area",), "members"),
        against=each,
    )
    assert len(thin.table) == 1003
    assert len(thin.small) > 900
    assert (thin.table["low"] <= thin.table["ratio"]).all()
    assert (thin.table["ratio"] <= thin.table["high"]).all()
