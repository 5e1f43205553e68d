"""Data sets say what they are, are described in a standard way, and can be made again."""

import importlib.util
import json
from pathlib import Path
from types import ModuleType

import pytest
from csvw import CSVW

import greaterdata_lessons as gd
from greaterdata_lessons.data import catalogue
from greaterdata_lessons.errors import LearnerError

SECTIONS = [
    "Why it was made",
    "What is in it",
    "How it was collected",
    "What was done to it",
    "What it is good for, and not",
    "Who may use it",
    "Who looks after it",
]
NAMES = catalogue.names()
MADE_UP = {"council", "falls", "food-hub", "inventory", "voices", "warm-homes", "warm-homes-raw"}


def made_up() -> list[Path]:
    return sorted(path.parent for path in catalogue.folder().glob("*/make.py"))


def maker(folder: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location(f"make_{folder.name}", folder / "make.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def fits(folder: Path) -> bool:
    """Whether the description is valid CSVW and every row keeps it."""
    try:
        described = CSVW(str(folder / "data.csv-metadata.json"), validate=True)
        return bool(described.is_valid) and described.warnings == []
    except (ValueError, UserWarning):  # csvw raises, warns or answers, by the kind of mistake
        return False


@pytest.mark.parametrize("name", NAMES)
def test_the_csvw_description_is_valid_and_fits_every_row(name: str) -> None:
    assert fits(catalogue.find(name))


@pytest.mark.parametrize(
    ("name", "good", "bad"),
    [
        ("lcr-boroughs", "E06000006", "Halton"),
        ("lcr-boroughs", ",128478", ",many"),
        ("warm-homes", "SYNTHETIC", "REAL"),
        ("warm-homes", "2025-10-01", "01/10/2025"),
        ("lcr-deprivation", "31.117", "high"),
        ("lcr-gp-workforce", "Halton", "Widnes"),
        ("stop-and-search", "Not recorded", "Missing"),
        ("case-figures", "secondary", "hearsay"),
        ("council", "ZZ7 9TW", "L1 8JQ"),
        ("food-hub", "20/10/2000", "October 2000"),
        ("inventory", "closed", "secret"),
        ("voices", "works well", "nice"),
        ("warm-homes-raw", "H00001", "Home 1"),
        ("falls", ",yes,", ",perhaps,"),
    ],
)
def test_the_description_catches_a_value_that_does_not_fit(
    name: str, good: str, bad: str, tmp_path: Path
) -> None:
    for file in catalogue.find(name).glob("*.*"):
        (tmp_path / file.name).write_bytes(file.read_bytes())
    data = tmp_path / "data.csv"
    data.write_text(data.read_text("utf-8").replace(good, bad, 1), encoding="utf-8")
    assert not fits(tmp_path)


@pytest.mark.parametrize("name", NAMES)
def test_the_datasheet_has_every_section_with_words_in_it(name: str) -> None:
    text = (catalogue.find(name) / "datasheet.md").read_text(encoding="utf-8")
    parts = text.split("\n## ")
    assert [part.splitlines()[0] for part in parts[1:]] == SECTIONS
    assert all(len(part.split()) >= 12 for part in parts[1:])


@pytest.mark.parametrize("folder", made_up(), ids=lambda folder: folder.name)
def test_made_up_data_comes_out_byte_for_byte_from_its_seed(folder: Path, tmp_path: Path) -> None:
    make = maker(folder)
    make.HERE = tmp_path
    make.main()
    made = {path.name for path in tmp_path.iterdir()}
    assert {"data.csv", "truth.json"} <= made
    for name in made:
        assert (tmp_path / name).read_bytes() == (folder / name).read_bytes(), name


@pytest.mark.parametrize("folder", made_up(), ids=lambda folder: folder.name)
def test_every_made_up_row_says_synthetic(folder: Path) -> None:
    assert set(gd.load(folder.name)["synthetic"]) == {"SYNTHETIC"}
    assert json.loads((folder / "truth.json").read_text(encoding="utf-8"))["synthetic"] is True


@pytest.mark.parametrize("name", [name for name in NAMES if name not in MADE_UP])
def test_every_real_figure_carries_publisher_table_period_and_licence(name: str) -> None:
    table = gd.load(name)
    # A case's figure was read in a page, and its unit is empty where the finding is in words.
    source = ["where_read"] if name == "case-figures" else ["table", "unit", "note"]
    columns = ["publisher", "period", "licence", *source]
    assert (table[columns] != "").all(axis=None)
    assert table[columns].notna().all(axis=None)


@pytest.mark.parametrize("name", sorted(MADE_UP))
def test_a_truth_card_says_what_was_planted_and_shows_it_in_a_table(name: str) -> None:
    truth = gd.truth(name)
    assert len(truth.planted) >= 5
    assert all(sentence.endswith(".") for sentence in truth.planted)
    assert not truth.table.empty
    assert ">SYNTHETIC: the truth behind" in truth._repr_html_()


def test_a_misspelt_name_gets_the_right_one() -> None:
    with pytest.raises(LearnerError, match='Did you mean "warm-homes"'):
        gd.load("wram-homes")


def test_a_strange_name_gets_the_list() -> None:
    with pytest.raises(LearnerError, match=r"There are: .*lcr-boroughs, .*warm-homes"):
        gd.load("zzz")


@pytest.mark.parametrize("name", ["../warm-homes", "", "/etc", None, 7])
def test_nothing_outside_the_box_is_opened(name: object) -> None:
    with pytest.raises(LearnerError):
        gd.load(name)  # type: ignore[arg-type]


def test_real_figures_have_no_truth_card() -> None:
    with pytest.raises(LearnerError, match="holds real figures"):
        gd.truth("lcr-boroughs")


def test_the_listing_says_which_people_are_made_up() -> None:
    listing = str(gd.datasets())
    assert "People in it are made up." in listing
    assert "Real figures about places." in listing
    assert "<caption" in gd.datasets()._repr_html_()
