"""The entry for a catalogue of open data: it says what DCAT-AP-SE asks for, and the shapes miss nothing of that."""

import pytest

from parser.release import dcat
from parser.release.about import load_about
from records import sample_minutes, sample_record
from release_world import ABOUT, made, put

rdflib = pytest.importorskip("rdflib")
pytest.importorskip("pyshacl")


@pytest.fixture(scope="module")
def release(tmp_path_factory):
    folder = tmp_path_factory.mktemp("release")
    (folder / "about.toml").write_text(ABOUT, encoding="utf-8")
    corpus = put(folder / "corpus", pm=sample_record(), minutes=sample_minutes())
    return made(corpus, folder / "out", about=load_about(folder / "about.toml"), date="2026-11-28")


def graph(path):
    return rdflib.Graph().parse(path)


def test_both_files_say_the_same(release):
    from rdflib.compare import isomorphic

    assert isomorphic(graph(release / "dcat.ttl"), graph(release / "dcat.rdf"))


def test_nothing_that_the_profile_asks_for_is_missing(release):
    assert list(dcat.problems((release / "dcat.ttl").read_bytes())) == []


def test_it_says_when_who_where_and_what_can_be_fetched(release):
    base = "https://data.example.se/decisions/1.0.0/"
    found = graph(release / "dcat.ttl")
    told = {(str(p).rpartition("/")[2].rpartition("#")[2] or str(p), str(o)) for _, p, o in found}
    names = {
        path.relative_to(release).as_posix() for one in ("records", "tables") for path in (release / one).iterdir()
    }
    assert {(("downloadURL"), base + name) for name in names} <= told
    assert ("startDate", "2006-11-09") in told
    assert ("endDate", "2019-03-14") in told
    assert ("hasEmail", "mailto:arkivet@example.se") in told
    assert ("version", "1.0.0") in told
    assert ("theme", "http://publications.europa.eu/resource/authority/data-theme/GOVE") in told


MANDATORY = [
    ("http://www.w3.org/ns/dcat#Catalog", "http://purl.org/dc/terms/title", "the catalogue needs a title"),
    ("http://www.w3.org/ns/dcat#Catalog", "http://purl.org/dc/terms/description", "the catalogue needs a description"),
    ("http://www.w3.org/ns/dcat#Catalog", "http://purl.org/dc/terms/publisher", "the catalogue needs exactly one pub"),
    ("http://www.w3.org/ns/dcat#Catalog", "http://purl.org/dc/terms/license", "must be under CC0"),
    ("http://www.w3.org/ns/dcat#Catalog", "http://www.w3.org/ns/dcat#dataset", "the catalogue needs a dataset"),
    ("http://www.w3.org/ns/dcat#Dataset", "http://purl.org/dc/terms/title", "the dataset needs a title"),
    ("http://www.w3.org/ns/dcat#Dataset", "http://purl.org/dc/terms/description", "the dataset needs a description"),
    ("http://www.w3.org/ns/dcat#Dataset", "http://purl.org/dc/terms/publisher", "the dataset needs exactly one publi"),
    ("http://www.w3.org/ns/dcat#Distribution", "http://www.w3.org/ns/dcat#accessURL", "a distribution needs an add"),
    ("http://xmlns.com/foaf/0.1/Agent", "http://xmlns.com/foaf/0.1/name", "the publisher needs a name"),
    ("http://www.w3.org/2006/vcard/ns#Organization", "http://www.w3.org/2006/vcard/ns#fn", "whom to ask needs a name"),
    ("http://www.w3.org/2006/vcard/ns#Organization", "http://www.w3.org/2006/vcard/ns#hasEmail", "address for mail"),
]
"""The mandatory properties of DCAT-AP-SE, by class."""


@pytest.mark.parametrize(("kind", "wanted", "sentence"), MANDATORY)
def test_each_property_that_the_profile_asks_for_is_missed_when_it_is_not_there(release, kind, wanted, sentence):
    found = graph(release / "dcat.ttl")
    for subject in found.subjects(rdflib.RDF.type, rdflib.URIRef(kind)):
        assert (subject, rdflib.URIRef(wanted), None) in found
        found.remove((subject, rdflib.URIRef(wanted), None))
    assert [one for one in dcat.problems(found.serialize(format="turtle", encoding="utf-8")) if sentence in one]


def test_without_a_publisher_the_entry_is_written_and_what_it_lacks_is_told(tmp_path):
    out = made(put(tmp_path / "corpus", pm=sample_record()), tmp_path / "out")
    problems = list(dcat.problems((out / "dcat.ttl").read_bytes()))
    assert problems == [
        "the catalogue needs exactly one publisher: publisher",
        "the dataset needs exactly one publisher: publisher",
    ]
