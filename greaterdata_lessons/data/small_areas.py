"""What each publisher's small-area file must look like, and how it becomes a plain table.

Small areas (LSOAs) are neighbourhoods of about 1,600 people. Their files are too large for the box
and belong to their publishers, so `publishers.fetch` gets them; this module reads and checks them.
"""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

import pandas as pd

from greaterdata_lessons.data.boundaries import CODES
from greaterdata_lessons.errors import LearnerError

OGL = "Open Government Licence v3.0"
NOMIS = "https://www.nomisweb.co.uk/output/census/2021/"
GOV = "https://assets.publishing.service.gov.uk/"
PLACE = ["lsoa_code", "lsoa_name", "borough_code", "borough"]

# How the headings of the Indices of Deprivation begin -> the short name we give the column. The
# endings differ between files ("(rate)", a year), so a heading is known by how it begins.
DOMAINS = {
    "Index of Multiple Deprivation (IMD)": "imd",
    "Income": "income",
    "Employment": "employment",
    "Education, Skills and Training": "education",
    "Health Deprivation and Disability": "health",
    "Crime": "crime",
    "Barriers to Housing and Services": "housing",
    "Living Environment": "environment",
}
DEPRIVATION = {
    "LSOA code": "lsoa_code",
    "LSOA name": "lsoa_name",
    "Local Authority District code": "borough_code",
    "Local Authority District name": "borough",
    **{
        f"{domain} {kind}": f"{short}_{kind.lower()}"
        for domain, short in DOMAINS.items()
        for kind in ("Score", "Rank", "Decile")
    },
    "Total population: mid": "population",
}
ASIAN, BLACK = "Asian, Asian British or Asian Welsh", "Black, Black British, Black Welsh"
BLACK = f"{BLACK}, Caribbean or African"
MIXED, OTHER = "Mixed or Multiple ethnic groups", "Other ethnic group"
BANDS = ["4 years and under", *(f"{age} to {age + 4} years" for age in range(5, 85, 5))]
TOTAL = "Total: All usual residents"


@dataclass(frozen=True)
class Source:
    """One publisher's file: where it is, how many areas it lists, which columns it must have."""

    publisher: str
    table: str
    address: str
    areas: int
    needed: tuple[str, ...]
    topic: str = ""

    @property
    def file(self) -> str:
        """The last part of the address, which is the file's name."""
        return self.address.rsplit("/", 1)[-1]

    @property
    def member(self) -> str:
        """The table inside a Census zip file."""
        return self.file.replace(".zip", "-lsoa.csv")


def _deprivation(year: int, path: str, areas: int) -> Source:
    publisher = "Ministry of Housing, Communities and Local Government"
    table = f"English Indices of Deprivation {year}, File 7"
    return Source(publisher, table, GOV + path, areas, tuple(DEPRIVATION))


def _census(code: str, table: str, topic: str, *needed: str) -> Source:
    address = f"{NOMIS}census2021-{code.lower()}.zip"
    name = f"Census 2021, {code} {table}"
    return Source("Office for National Statistics", name, address, 35_672, needed, topic)


SOURCES = {
    "iod-2025": _deprivation(
        2025,
        "media/68ff5daabcb10f6bf9bef911/"
        "File_7_IoD2025_All_Ranks_Scores_Deciles_Population_Denominators.csv",
        33_755,
    ),
    "iod-2019": _deprivation(
        2019,
        "government/uploads/system/uploads/attachment_data/file/845345/"
        "File_7_-_All_IoD2019_Scores__Ranks__Deciles_and_Population_Denominators_3.csv",
        32_844,
    ),
    "census-2021-ethnic-group": _census(
        "TS021",
        "Ethnic group",
        "Ethnic group",
        TOTAL,
        *(ASIAN, BLACK, MIXED, "White", OTHER),
        *(f"{ASIAN}: {one}" for one in ("Bangladeshi", "Chinese", "Indian", "Pakistani")),
        *(f"{BLACK}: {one}" for one in ("African", "Caribbean")),
        *(f"White: {one}" for one in ("Gypsy or Irish Traveller", "Irish", "Roma")),
        "White: English, Welsh, Scottish, Northern Irish or British",
        f"{OTHER}: Arab",
    ),
    # Single years of age (TS007) stop at larger areas; five-year bands (TS007A) reach small ones.
    "census-2021-age": _census(
        "TS007A",
        "Age by five-year age bands",
        "Age",
        "Total",
        *(f"Aged {band}" for band in (*BANDS, "85 years and over")),
    ),
    "census-2021-disability": _census(
        "TS038",
        "Disability",
        "Disability",
        TOTAL,
        "Disabled under the Equality Act",
        "Not disabled under the Equality Act",
    ),
    "census-2021-religion": _census(
        "TS030",
        "Religion",
        "Religion",
        TOTAL,
        *("No religion", "Christian", "Buddhist", "Hindu", "Jewish", "Muslim", "Sikh"),
        *("Other religion", "Not answered"),
    ),
    "census-2021-tenure": _census(
        "TS054",
        "Tenure",
        "Tenure of household",
        "Total: All households",
        *("Owned", "Shared ownership", "Social rented", "Private rented", "Lives rent free"),
    ),
}


def read(path: Path, name: str) -> pd.DataFrame:
    """Read and check the file at `path` as the one called `name`; every area it lists.

    Returns one row for each small area, its place first. Raises `LearnerError` when it is not the
    file we know: a web page, a broken zip, a column gone, or another number of areas.

    >>> read(Path(__file__), "census-2021-age")
    Traceback (most recent call last):
    ...
    greaterdata_lessons.errors.LearnerError: The file for "census-2021-age" is damaged or cut off, \
so it was not kept. Fetch it again.
    """
    source = SOURCES[name]
    raw = _opened(path, name, source)
    raw.columns = [str(heading).replace("; measures: Value", "").strip() for heading in raw]
    tidy = _census_table(raw, name, source) if source.topic else _deprivation_table(raw, name)
    _check(tidy, name, source)
    tidy.attrs = {
        "publisher": source.publisher,
        "table": source.table,
        "address": source.address,
        "licence": OGL,
    }
    return tidy


def _opened(path: Path, name: str, source: Source) -> pd.DataFrame:
    """Return the publisher's own table, from a csv file or from inside a zip file."""
    with path.open("rb") as file:
        start = file.read(1024).lstrip().lower()
    if start.startswith((b"<!doctype", b"<html", b"<?xml")):
        raise LearnerError(
            f'A web page came in place of the file "{name}". The publisher may have moved it, or '
            "your network asks you to sign in first: open any web page, sign in, and try again."
        )
    try:
        if not source.file.endswith(".zip"):
            return _csv(path)
        with zipfile.ZipFile(path) as zipped, zipped.open(source.member) as file:
            return _csv(file)
    except KeyError:
        raise LearnerError(
            f'The zip file for "{name}" has no {source.member} in it. The publisher has changed '
            "it: update this library, or ask its authors."
        ) from None
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError):
        raise LearnerError(
            f'The file for "{name}" is damaged or cut off, so it was not kept. Fetch it again.'
        ) from None


def _csv(file: Path | IO[bytes]) -> pd.DataFrame:
    return pd.read_csv(file, encoding="utf-8-sig", encoding_errors="replace", thousands=",")


def _deprivation_table(raw: pd.DataFrame, name: str) -> pd.DataFrame:
    """Give the columns we use their short names; leave the rest of the sixty out."""
    names = {_found(raw, name, start, begins=True): short for start, short in DEPRIVATION.items()}
    return raw[list(names)].rename(columns=names)


def _census_table(raw: pd.DataFrame, name: str, source: Source) -> pd.DataFrame:
    """Put the place first, and keep the publisher's own words for every category."""
    topic = f"{source.topic}: "
    for wanted in ("geography", "geography code", *(topic + one for one in source.needed)):
        _found(raw, name, wanted)
    counts = raw[[heading for heading in map(str, raw) if heading.startswith(topic)]]
    counts = counts.rename(columns=lambda heading: str(heading).removeprefix(topic))
    # The name of a small area is the name of its borough and a number: "St. Helens 006A".
    borough = raw["geography"].astype(str).str.rsplit(" ", n=1).str[0]
    place = pd.DataFrame(
        {
            "lsoa_code": raw["geography code"],
            "lsoa_name": raw["geography"],
            "borough_code": borough.map(CODES).fillna(""),
            "borough": borough,
        }
    )
    return pd.concat([place, counts], axis=1)


def _found(frame: pd.DataFrame, name: str, wanted: str, *, begins: bool = False) -> str:
    """Return the heading that is `wanted`, or begins with it; say so when it is gone."""
    for heading in map(str, frame.columns):
        if heading == wanted or (begins and heading.startswith(wanted)):
            return heading
    raise LearnerError(
        f'The file for "{name}" no longer has a column "{wanted}". The publisher has changed it: '
        "update this library, or ask its authors."
    )


def _check(tidy: pd.DataFrame, name: str, source: Source) -> None:
    """Hold the table to its schema: a known number of areas, each once, with sensible numbers."""
    import pandera.pandas as pa
    from pandera.errors import SchemaErrors

    numbers = {heading: _sensible(heading) for heading in tidy.columns if heading not in PLACE}
    columns: Mapping[str, Any] = {
        "lsoa_code": pa.Column(str, pa.Check.str_matches("^[EW]01[0-9]{6}$"), unique=True),
        "lsoa_name": pa.Column(str),
        **{heading: pa.Column(float, checks, coerce=True) for heading, checks in numbers.items()},
    }
    if len(tidy) != source.areas:
        raise LearnerError(
            f'The file for "{name}" lists {len(tidy):,} areas where {source.areas:,} are known, so '
            "it was not kept. Fetch it again; if it stays so, the publisher has changed it."
        )
    try:
        pa.DataFrameSchema(dict(columns)).validate(tidy, lazy=True)
    except SchemaErrors as error:
        column = error.failure_cases["column"].iloc[0]
        raise LearnerError(
            f'The file for "{name}" holds values in "{column}" that cannot be right, so it was '
            "not kept. Fetch it again; if it stays so, ask this library's authors."
        ) from None


def _sensible(heading: str) -> list[Any]:
    """Return the checks for a column of numbers: counts from 0, ranks from 1, deciles to 10."""
    import pandera.pandas as pa

    if heading.endswith("_score"):  # some scores are below nought by design
        return []
    if heading.endswith("_decile"):
        return [pa.Check.isin(range(1, 11))]
    return [pa.Check.ge(1 if heading.endswith("_rank") else 0)]
