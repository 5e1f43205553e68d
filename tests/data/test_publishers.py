"""Small-area files come from a server that speaks the publishers' formats, and goes wrong too."""

import errno
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path

import pandas as pd
import pytest

import greaterdata_lessons as gd
from greaterdata_lessons.data import publishers
from greaterdata_lessons.data.places import BOROUGHS
from greaterdata_lessons.data.small_areas import SOURCES
from greaterdata_lessons.errors import LearnerError
from tests.data.publishers_server import CENSUS, Publisher, areas, file, serving
from tests.data.reference import REFERENCE, extract

SMALL = "census-2021-disability"  # the file that is quickest to make


@pytest.fixture(scope="module")
def server() -> Iterator[Publisher]:
    with serving() as publisher:
        publisher.files = {source.file: file(name) for name, source in SOURCES.items()}
        yield publisher


@pytest.fixture
def publisher(
    server: Publisher, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Publisher]:
    """The server in good order, with an empty folder of our own to keep files in."""
    monkeypatch.setenv("GREATERDATA_CACHE", str(tmp_path / "kept"))
    monkeypatch.setenv("GREATERDATA_PUBLISHERS", server.host)
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    monkeypatch.setattr(publishers, "PAUSE", 0)
    good = dict(server.files)
    server.cuts, server.status, server.asked = 0, 200, 0
    yield server
    server.files = good


def kept() -> list[Path]:
    """Whatever is in the folder, under any name."""
    folder = publishers.place(SMALL).parent
    return list(folder.iterdir()) if folder.is_dir() else []


@contextmanager
def refused(words: str) -> Iterator[None]:
    """Expect one sentence for the learner, and nothing bad left behind."""
    with pytest.raises(LearnerError, match=words) as caught:
        yield
    assert "\n" not in str(caught.value)
    assert str(caught.value).endswith(".")
    assert kept() == []


def answer(publisher: Publisher, name: str, body: bytes) -> None:
    publisher.files = {**publisher.files, SOURCES[name].file: body}


def changed(name: str, old: str, new: str) -> bytes:
    """A Census file with other words in its table."""
    packed, body = BytesIO(), file(name)
    with zipfile.ZipFile(BytesIO(body)) as zipped:
        text = zipped.read(SOURCES[name].member).decode().replace(old, new, 1)
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as zipped:
        zipped.writestr(SOURCES[name].member, text)
    return packed.getvalue()


@pytest.mark.parametrize("name", SOURCES)
def test_every_file_arrives_checked_and_filtered_to_the_region(
    publisher: Publisher, name: str
) -> None:
    table = gd.fetch(name, progress=False)
    assert list(table.columns[:4]) == ["lsoa_code", "lsoa_name", "borough_code", "borough"]
    assert set(table["borough"]) == set(BOROUGHS)
    assert len(table) == len(areas(name)) == (1_003 if REFERENCE.is_dir() else 12)
    assert table["lsoa_code"].is_unique
    assert table.attrs["licence"] == "Open Government Licence v3.0"
    assert [path.name for path in kept()] == [publishers.place(name).name]


@pytest.mark.parametrize("name", CENSUS)
def test_counts_add_up_to_the_totals_they_were_made_from(publisher: Publisher, name: str) -> None:
    table, source = gd.fetch(name, progress=False), areas(name)
    for category, columns in CENSUS[name].items():
        assert table[category].sum() == source[columns.split()].to_numpy().sum(), category


def test_the_small_areas_are_the_ones_behind_the_figures_in_the_box(publisher: Publisher) -> None:
    extract("iod2025_lsoa21_lcr")  # without the extracts there is nothing to compare
    table = gd.fetch("iod-2025", progress=False)
    counted = table.groupby(["borough", "imd_decile"]).size()
    box = gd.load("lcr-deprivation").set_index(["measure", "borough", "category"])["value"]
    for borough in BOROUGHS:
        here = ("2025: small areas by decile", borough, "1 (most deprived)")
        assert counted[borough, 1] == box[here]
    assert {"imd_score", "income_rank", "environment_decile", "population"} <= set(table.columns)


def test_all_areas_come_when_asked_for(publisher: Publisher) -> None:
    table = gd.fetch("iod-2025", everywhere=True, progress=False)
    assert len(table) == 33_755
    assert "Elsewhere" in set(table["borough"])


def test_a_second_time_works_without_a_network(publisher: Publisher) -> None:
    first = gd.fetch(SMALL, progress=False)
    publisher.files = {}
    second = gd.fetch(SMALL, progress=False)
    pd.testing.assert_frame_equal(first, second)
    assert publisher.asked == 1


def test_a_file_gone_bad_since_is_thrown_away_and_fetched_again(publisher: Publisher) -> None:
    gd.fetch(SMALL, progress=False)
    path = publishers.place(SMALL)
    path.write_bytes(path.read_bytes()[:1_000])
    assert not gd.fetch(SMALL, progress=False).empty
    assert publisher.asked == 2


def test_another_address_can_be_named(publisher: Publisher) -> None:
    publisher.files = {**publisher.files, "mirror.zip": publisher.files[SOURCES[SMALL].file]}
    table = gd.fetch(SMALL, address=f"{publisher.host}/mirror.zip", progress=False)
    assert not table.empty


def test_a_cut_connection_starts_again(publisher: Publisher) -> None:
    publisher.cuts = 2
    assert not gd.fetch(SMALL, progress=False).empty
    assert publisher.asked == 3


def test_a_connection_that_is_always_cut_gets_one_sentence(publisher: Publisher) -> None:
    publisher.cuts = 99
    with refused("cut 3 times"):
        gd.fetch(SMALL, progress=False)


def test_a_truncated_zip_is_not_kept(publisher: Publisher) -> None:
    answer(publisher, SMALL, publisher.files[SOURCES[SMALL].file][:5_000])
    with refused("damaged or cut off"):
        gd.fetch(SMALL, progress=False)


def test_a_zip_with_wrong_bytes_inside_is_not_kept(publisher: Publisher) -> None:
    body = bytearray(publisher.files[SOURCES[SMALL].file])
    body[2_000:2_400] = bytes(400)
    answer(publisher, SMALL, bytes(body))
    with refused("damaged or cut off"):
        gd.fetch(SMALL, progress=False)


def test_a_zip_without_the_small_areas_is_not_kept(publisher: Publisher) -> None:
    answer(publisher, SMALL, publisher.files[SOURCES["census-2021-religion"].file])
    with refused("has no census2021-ts038-lsoa.csv in it"):
        gd.fetch(SMALL, progress=False)


@pytest.mark.parametrize("name", ["iod-2025", SMALL])
def test_a_web_page_in_place_of_the_file_is_not_kept(publisher: Publisher, name: str) -> None:
    answer(publisher, name, b"\n<!DOCTYPE html><html><title>Please sign in</title></html>")
    with refused("A web page came in place"):
        gd.fetch(name, progress=False)


def test_a_csv_that_stops_early_is_not_kept(publisher: Publisher) -> None:
    whole = publisher.files[SOURCES["iod-2025"].file]
    answer(publisher, "iod-2025", whole[: whole.index(b"\n", len(whole) // 2) + 1])
    with refused("areas where 33,755 are known"):
        gd.fetch("iod-2025", progress=False)


def test_a_missing_column_is_named(publisher: Publisher) -> None:
    answer(publisher, SMALL, changed(SMALL, "Disabled under", "Limited under"))
    with refused('no longer has a column "Disability: Disabled under the Equality Act"'):
        gd.fetch(SMALL, progress=False)


def test_a_missing_deprivation_column_is_named(publisher: Publisher) -> None:
    body = publisher.files[SOURCES["iod-2025"].file].replace(b"Income Score", b"Income Amount", 1)
    answer(publisher, "iod-2025", body)
    with refused('no longer has a column "Income Score"'):
        gd.fetch("iod-2025", progress=False)


def test_another_file_of_the_publisher_is_not_kept(publisher: Publisher) -> None:
    answer(publisher, "iod-2019", publisher.files[SOURCES["iod-2025"].file])
    with refused("33,755 areas where 32,844 are known"):
        gd.fetch("iod-2019", progress=False)


@pytest.mark.parametrize("wrong", ["-5", "many", ""])
def test_a_value_that_cannot_be_right_is_not_kept(publisher: Publisher, wrong: str) -> None:
    first = areas(SMALL).iloc[0]
    good = f"{first['lsoa21_code']},{first['disab_total']},"
    answer(publisher, SMALL, changed(SMALL, good, f"{first['lsoa21_code']},{wrong},"))
    with refused('values in "Total: All usual residents" that cannot be right'):
        gd.fetch(SMALL, progress=False)


def test_an_area_listed_twice_is_not_kept(publisher: Publisher) -> None:
    codes = areas(SMALL)["lsoa21_code"]
    answer(publisher, SMALL, changed(SMALL, codes[1], codes[0]))
    with refused('values in "lsoa_code" that cannot be right'):
        gd.fetch(SMALL, progress=False)


@pytest.mark.parametrize("status", [404, 500, 503])
def test_an_error_of_the_publisher_gets_one_sentence(publisher: Publisher, status: int) -> None:
    publisher.status = status
    with refused(f"its answer was {status}"):
        gd.fetch(SMALL, progress=False)


def test_no_network_gets_one_sentence(
    publisher: Publisher, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GREATERDATA_PUBLISHERS", "http://127.0.0.1:9")  # nobody listens there
    with refused("could not be reached"):
        gd.fetch(SMALL, progress=False)


@pytest.mark.parametrize("address", ["census.zip", "http://", "magic://census.zip"])
def test_an_address_that_is_none_gets_one_sentence(publisher: Publisher, address: str) -> None:
    with refused("cannot be used"):
        gd.fetch(SMALL, address=address, progress=False)


def test_a_full_disk_gets_one_sentence(
    publisher: Publisher, monkeypatch: pytest.MonkeyPatch
) -> None:
    def half_and_no_more(_url: str, output: Path, _bar: object) -> None:
        output.write_bytes(b"half of the file")
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(publishers, "_stream", half_and_no_more)
    with refused("The disk is full"):
        gd.fetch(SMALL, progress=False)


def test_a_folder_that_cannot_be_written_to_gets_one_sentence(
    publisher: Publisher, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    in_the_way = tmp_path / "a-file"
    in_the_way.write_text("not a folder", encoding="utf-8")
    monkeypatch.setenv("GREATERDATA_CACHE", str(in_the_way / "kept"))
    with refused("could not be kept"):
        gd.fetch(SMALL, progress=False)


def test_missing_libraries_are_named_with_the_command(
    publisher: Publisher, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(publishers, "find_spec", lambda _: None)
    with refused(r"greaterdata-lessons\[fetch\]"):
        gd.fetch(SMALL)


def test_progress_is_said_in_tenths(
    publisher: Publisher, capsys: pytest.CaptureFixture[str]
) -> None:
    gd.fetch("iod-2025")
    said = capsys.readouterr().err
    assert "Fetching iod-2025: 10%" in said
    assert said.endswith("100%\n")
    assert said.count("%") <= 11


def test_without_a_known_size_progress_is_said_in_megabytes(
    capsys: pytest.CaptureFixture[str],
) -> None:
    bar = publishers.Progress("iod-2025")
    for _ in range(12):
        bar.update(1_000_000)
    assert "Fetching iod-2025: 5 MB" in capsys.readouterr().err


def test_an_unknown_name_gets_the_nearest() -> None:
    with pytest.raises(LearnerError, match='Did you mean "census-2021-tenure"'):
        gd.fetch("census-2021-tenures")


def test_the_addresses_are_the_publishers_own() -> None:
    hosts = {source.address.split("/")[2] for source in SOURCES.values()}
    assert hosts == {"assets.publishing.service.gov.uk", "www.nomisweb.co.uk"}


def test_no_small_area_file_is_kept_with_the_library() -> None:
    root = Path(__file__).parents[2]
    found = [path for path in root.glob("datasets/**/*.csv") if "E0100" in path.read_text("utf-8")]
    assert found == []
