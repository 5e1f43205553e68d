"""The inventory leaves as DCAT 3 that another program reads without asking anybody."""

import json
import warnings

import pandas as pd
import pytest
from rdflib import Graph, URIRef
from rdflib.namespace import DCAT, DCTERMS, FOAF, RDF

import greaterdata_lessons as gd
from greaterdata_lessons.errors import LearnerError


@pytest.fixture(scope="module")
def text() -> str:
    return gd.dcat(gd.load("inventory"), title="Practice list", publisher="The course")


@pytest.fixture(scope="module")
def graph(text: str) -> Graph:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # rdflib's, of itself
        return Graph().parse(data=text, format="json-ld")


def test_every_term_is_one_that_dcat_and_its_neighbours_define(graph: Graph) -> None:
    known = {str(term) for space in (DCAT, DCTERMS, FOAF) for term in dir(space)}
    known |= {str(RDF.type), "http://www.w3.org/2000/01/rdf-schema#label"}
    used = {str(one) for one in graph.predicates()}
    used |= {str(kind) for kind in graph.objects(predicate=RDF.type)}
    assert used <= known
    assert {str(DCAT.dataset), str(DCTERMS.accessRights), str(DCAT.Dataset)} <= used


def test_each_data_set_is_there_with_owner_access_places_and_who_is_not_in_it(
    graph: Graph,
) -> None:
    [catalogue] = graph.subjects(RDF.type, DCAT.Catalog)
    sets = list(graph.objects(catalogue, DCAT.dataset))
    assert len(sets) == 24
    practice = gd.load("inventory").set_index("record")
    for one in sets:
        row = practice.loc[str(graph.value(one, DCTERMS.identifier))]
        owner = graph.value(one, DCTERMS.publisher)
        assert str(graph.value(owner, FOAF.name)) == row["owner"]
        rights = {"open": "PUBLIC", "shared": "RESTRICTED", "closed": "NON_PUBLIC"}[row["access"]]
        assert str(graph.value(one, DCTERMS.accessRights)).endswith(f"access-right/{rights}")
        if isinstance(row["who_is_not_in_it"], str) and row["who_is_not_in_it"]:
            assert row["who_is_not_in_it"] in str(graph.value(one, DCTERMS.description))
    falls = next(s for s in sets if str(graph.value(s, DCTERMS.identifier)) == "D02")
    assert len(list(graph.objects(falls, DCTERMS.spatial))) == 6
    daily = URIRef("http://publications.europa.eu/resource/authority/frequency/DAILY")
    assert graph.value(falls, DCTERMS.accrualPeriodicity) == daily


def test_a_frequency_without_a_code_keeps_its_words_and_blanks_stay_away() -> None:
    row = {"data_set": "Visits", "owner": "Hub", "refresh": "when it rains", "standards": "none"}
    found = json.loads(gd.dcat(gd.register("inventory", [row]), title="One", publisher="Hub"))
    [one] = found["dcat:dataset"]
    assert one["dcterms:accrualPeriodicity"]["rdfs:label"]["@value"] == "when it rains"
    assert not {"dcterms:accessRights", "dcterms:conformsTo", "dcterms:spatial"} & set(one)


def test_a_data_set_without_an_owner_cannot_be_listed() -> None:
    with pytest.raises(LearnerError, match="Row 2 has no owner: a catalogue cannot list it"):
        gd.dcat(pd.DataFrame([{"data_set": "Visits"}]), title="One", publisher="Hub")
