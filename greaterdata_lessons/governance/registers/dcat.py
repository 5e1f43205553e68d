"""An inventory in the words other catalogues read: DCAT 3, as JSON-LD.

DCAT 3 is a W3C Recommendation of 22 August 2024 (https://www.w3.org/TR/vocab-dcat-3/). Access and
frequency use the lists of the EU's Publications Office that its examples use; places use the
codes of the Office for National Statistics. What DCAT has no term for goes into the description.
"""

from __future__ import annotations

import json
from typing import Any

import pandas as pd

from greaterdata_lessons.data.boundaries import CODES
from greaterdata_lessons.errors import LearnerError
from greaterdata_lessons.governance.registers.columns import words
from greaterdata_lessons.governance.registers.register import Register, as_register
from greaterdata_lessons.governance.registers.values import places_of

LISTS = "http://publications.europa.eu/resource/authority/"
PLACES = "http://statistics.data.gov.uk/id/statistical-geography/"
ACCESS = {"open": "PUBLIC", "shared": "RESTRICTED", "closed": "NON_PUBLIC"}
FREQUENCY = {
    "every day": "DAILY", "daily": "DAILY", "every week": "WEEKLY", "weekly": "WEEKLY",
    "every month": "MONTHLY", "monthly": "MONTHLY", "every three months": "QUARTERLY",
    "quarterly": "QUARTERLY", "every term": "ANNUAL_3", "termly": "ANNUAL_3",
    "every year": "ANNUAL", "yearly": "ANNUAL", "annually": "ANNUAL", "annual": "ANNUAL",
    "never": "NEVER", "once": "NEVER",
}  # fmt: skip
CONTEXT = {
    "dcat": "http://www.w3.org/ns/dcat#",
    "dcterms": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
}


def dcat(inventory: Register | pd.DataFrame, *, title: str, publisher: str) -> str:
    """Return an inventory as a DCAT 3 catalogue in JSON-LD, for other catalogues to read.

    inventory : a `register("inventory", ...)` or a table as in `load("inventory")`.
    title : what the list is called. publisher : who publishes the list.

    The catalogue describes data sets and gives none of their contents. Raises `LearnerError` for
    a data set without a name or an owner, which a catalogue cannot do without.

    >>> from greaterdata_lessons.data.catalogue import load
    >>> found = json.loads(dcat(load("inventory"), title="Practice list", publisher="The course"))
    >>> found["@type"], len(found["dcat:dataset"])
    ('dcat:Catalog', 24)
    """
    listed = as_register("inventory", inventory)
    for number, row in zip(listed.table.index, listed.rows(), strict=True):
        for field in ("data_set", "owner"):
            if not row[field]:
                name = listed.kind.field(field).title.lower()
                raise LearnerError(f"Row {number} has no {name}: a catalogue cannot list it.")
    catalogue = {
        "@context": CONTEXT,
        "@type": "dcat:Catalog",
        "dcterms:title": _english(title),
        "dcterms:publisher": _organisation(publisher),
        "dcterms:language": {"@id": f"{LISTS}language/ENG"},
        "dcat:dataset": [_dataset(row) for row in listed.rows()],
    }
    return json.dumps(catalogue, ensure_ascii=False, indent=1) + "\n"


def _dataset(row: dict[str, str]) -> dict[str, Any]:
    """Return one row as a dcat:Dataset, with only what is filled in."""
    places = [CODES[name] for name in places_of(row["places"]) if name in CODES]
    found: dict[str, Any] = {
        "@type": "dcat:Dataset",
        "dcterms:title": _english(row["data_set"]),
        "dcterms:identifier": row["record"],
        "dcterms:description": _english(_described(row)),
        "dcterms:publisher": _organisation(row["owner"]),
        "dcat:keyword": [_english(row["theme"])] if row["theme"] else [],
        "dcterms:spatial": [{"@id": PLACES + code, "@type": "dcterms:Location"} for code in places],
        "dcterms:accessRights": _access(row["access"]),
        "dcterms:accrualPeriodicity": _frequency(row["refresh"]),
        "dcterms:conformsTo": _standard(row["standards"]),
    }
    return {name: value for name, value in found.items() if value}


def _described(row: dict[str, str]) -> str:
    """Return in sentences what DCAT has no term for: above all, who is not in it."""
    parts = {
        "One row is": "one_row_is",
        "Why it was collected:": "why_collected",
        "Who is not in it:": "who_is_not_in_it",
        "Quality:": "quality",
        "Rows are told apart by:": "identifiers",
        "Places as listed:": "places",
    }
    said = [f"{words} {row[name].rstrip('.')}." for words, name in parts.items() if row[name]]
    return " ".join(said) or row["data_set"]


def _english(text: str) -> dict[str, str]:
    return {"@value": text, "@language": "en"}


def _organisation(name: str) -> dict[str, str]:
    return {"@type": "foaf:Organization", "foaf:name": name}


def _access(access: str) -> dict[str, str]:
    known = ACCESS.get(access)
    uri = f"{LISTS}access-right/{known}"
    return {"@id": uri, "@type": "dcterms:RightsStatement"} if known else {}


def _frequency(refresh: str) -> dict[str, Any]:
    """Return how often it is refreshed: by a known code, or in the words of the list."""
    known = FREQUENCY.get(words(refresh))
    if known:
        return {"@id": f"{LISTS}frequency/{known}", "@type": "dcterms:Frequency"}
    if not refresh:
        return {}
    return {"@type": "dcterms:Frequency", "rdfs:label": _english(refresh)}


def _standard(standards: str) -> dict[str, Any]:
    if words(standards) in ("", "none", "no"):
        return {}
    return {"@type": "dcterms:Standard", "dcterms:title": _english(standards)}
