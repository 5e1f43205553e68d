"""A server on this machine that speaks the publishers' own formats, and can go wrong on purpose.

The files are made in the test: from the extracts kept beside a checkout where they are there, and
else from twelve areas of our own making. Both are filled up with areas from elsewhere to the number
that the publisher's file has, because that number is checked on arrival.
"""

import io
import threading
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pandas as pd

from greaterdata_lessons.data.boundaries import CODES
from greaterdata_lessons.data.small_areas import DOMAINS, SOURCES
from tests.data.reference import REFERENCE

SAMPLE = Path(__file__).with_name("small-areas.csv")
RANK = "Rank (where 1 is most deprived)"
DECILE = "Decile (where 1 is most deprived 10% of LSOAs)"
EXTRACT_DOMAINS = [
    "IMD",
    "Income",
    "Employment",
    "Education",
    "Health",
    "Crime",
    "Housing_and_Services",
    "Environment",
]

# Which columns of the extract add up to which column of the publisher's table. The extract has
# wider age bands than the publisher: each goes into one band, so that the totals stay.
CENSUS = {
    "census-2021-ethnic-group": {
        "Total: All usual residents": "eth_total",
        "White": "eth_white",
        "Asian, Asian British or Asian Welsh": "eth_asian",
        "Black, Black British, Black Welsh, Caribbean or African": "eth_black",
        "Mixed or Multiple ethnic groups": "eth_mixed",
        "Other ethnic group": "eth_other",
    },
    "census-2021-age": {
        "Total": "age_total",
        "Aged 10 to 14 years": "age_0_15",
        "Aged 20 to 24 years": "age_16_24",
        "Aged 30 to 34 years": "age_25_34",
        "Aged 40 to 44 years": "age_35_49",
        "Aged 60 to 64 years": "age_50_64",
        "Aged 85 years and over": "age_65plus",
    },
    "census-2021-disability": {
        "Total: All usual residents": "disab_total",
        "Disabled under the Equality Act": "disab_yes",
        "Not disabled under the Equality Act": "disab_no",
    },
    "census-2021-religion": {
        "Total: All usual residents": "rel_total",
        "No religion": "rel_none",
        "Christian": "rel_christian",
        "Buddhist": "rel_buddhist",
        "Hindu": "rel_hindu",
        "Jewish": "rel_jewish",
        "Muslim": "rel_muslim",
        "Sikh": "rel_sikh",
        "Other religion": "rel_other",
        "Not answered": "rel_not_answered",
    },
    "census-2021-tenure": {
        "Total: All households": "ten_total",
        "Owned": "ten_owned_outright ten_owned_mortgage",
        "Shared ownership": "ten_shared_ownership",
        "Social rented": "ten_social_council ten_social_other",
        "Private rented": "ten_private_landlord ten_private_other",
        "Lives rent free": "ten_rent_free",
    },
}


def areas(name: str) -> pd.DataFrame:
    """The areas of the region: the extract's, or our own twelve."""
    if REFERENCE.is_dir():
        file = "iod2025_lsoa21_lcr" if name.startswith("iod") else "census21_lsoa21_lcr"
        return pd.read_csv(REFERENCE / f"{file}.csv")
    sample = pd.read_csv(SAMPLE)
    sample["ltla24_name"] = sample["lsoa_name"].str.rsplit(" ", n=1).str[0]
    sample["ltla24_code"] = sample["ltla24_name"].map(CODES)
    sample["lsoa21_name"] = sample["lsoa_name"]
    sample["lsoa21_code"] = [f"E0199{number:04d}" for number in range(len(sample))]
    for domain in EXTRACT_DOMAINS:
        sample[f"{domain}_decile"] = sample["decile"]
        sample[f"{domain}_rank"] = sample["decile"] * 3_000
        sample[f"{domain}_score"] = 60.5 - 6 * sample["decile"]
    for table in CENSUS.values():  # everybody is in the first category, so that totals agree
        total, first, *rest = " ".join(table.values()).split()
        count = "households" if total == "ten_total" else "residents"
        sample = sample.assign(**{total: sample[count], first: sample[count]})
        sample = sample.assign(**dict.fromkeys(rest, 0))
    return sample


def filled_up(table: pd.DataFrame, number: int, place: str) -> str:
    """Write the areas as csv, and copies of the last from elsewhere until there are enough.

    `place` is how an area from elsewhere begins, with its code and name to be filled in.
    """
    text = table.to_csv(index=False)
    counts = text.rstrip().rsplit("\n", 1)[1].split(",", place.count(",") + 1)[-1]
    lines = [
        place.format(code=f"W01{one:06d}", name=f"Elsewhere {one:05d}A") + f",{counts}"
        for one in range(number - len(table))
    ]
    return text + "\n".join(lines) + "\n"


def deprivation(name: str) -> bytes:
    """The Indices of Deprivation as their publisher writes them: one wide csv file."""
    here, year = areas(name), {"iod-2025": ("2021", "2024"), "iod-2019": ("2011", "2019")}[name]
    table = pd.DataFrame({f"LSOA code ({year[0]})": here["lsoa21_code"]})
    table[f"LSOA name ({year[0]})"] = here["lsoa21_name"]
    table[f"Local Authority District code ({year[1]})"] = here["ltla24_code"]
    table[f"Local Authority District name ({year[1]})"] = here["ltla24_name"]
    for domain, short in zip(DOMAINS, EXTRACT_DOMAINS, strict=True):
        rate = " (rate)" if domain in {"Income", "Employment"} else ""
        table[f"{domain} Score{rate}"] = here[f"{short}_score"]
        table[f"{domain} {RANK}"] = here[f"{short}_rank"].astype(int)
        table[f"{domain} {DECILE}"] = here[f"{short}_decile"].astype(int)
    table["Income Deprivation Affecting Children Index (IDACI) Score (rate)"] = 0.1
    table["Total population: mid 2022"] = 1_600
    elsewhere = "{code},{name},E07000001,Elsewhere"
    return filled_up(table, SOURCES[name].areas, elsewhere).encode("utf-8-sig")


def census(name: str) -> bytes:
    """A Census table as its publisher writes it: a zip file with one csv for each kind of area."""
    here, source = areas(name), SOURCES[name]
    table = pd.DataFrame({"date": 2021, "geography": here["lsoa21_name"]})
    table["geography code"] = here["lsoa21_code"]
    for category in source.needed:
        counts = here[CENSUS[name].get(category, "").split()].sum(axis=1).astype(int)
        table[f"{source.topic}: {category}; measures: Value"] = counts
    full = filled_up(table, source.areas, "2021,{name},{code}")
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as zipped:
        zipped.writestr(source.member, full)
        zipped.writestr(source.member.replace("lsoa", "msoa"), "date,geography\n")
    return packed.getvalue()


@cache
def file(name: str) -> bytes:
    """The file called `name` as its publisher would send it."""
    return deprivation(name) if name.startswith("iod") else census(name)


class Publisher:
    """What the server answers: files by path, and how often to cut the connection half-way."""

    def __init__(self) -> None:
        self.files: dict[str, bytes] = {}
        self.cuts = 0
        self.status = 200
        self.asked = 0
        self.host = ""


@contextmanager
def serving() -> Iterator[Publisher]:
    """Run the server on a free port of this machine."""
    publisher = Publisher()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            publisher.asked += 1
            body = publisher.files.get(self.path.lstrip("/"))
            self.send_response(404 if body is None else publisher.status)
            self.send_header("Content-Length", str(len(body or b"")))
            self.end_headers()
            if publisher.cuts > 0:
                publisher.cuts -= 1
                body = (body or b"")[: len(body or b"") // 2]
            self.wfile.write(body or b"")

        def log_message(self, *_: object) -> None:
            """Say nothing: the tests speak for themselves."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    publisher.host = f"http://127.0.0.1:{server.server_port}"
    try:
        yield publisher
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
