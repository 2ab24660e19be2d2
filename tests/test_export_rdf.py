"""JSON-LD and N-Triples: two independent readers agree, the shapes hold, the vocabulary defines what is used."""

import json

import pytest
from hypothesis import given, settings

from export_world import content, corpora, corpus, exported, in_memory, sample
from parser.export.directory import gather
from parser.export.jsonld import agent_nodes, data_file, document
from parser.export.linked_names import OURS, context
from parser.export.rdf import lines
from records import sample_minutes, sample_record

__all__ = ["sample"]

rdflib = pytest.importorskip("rdflib")
BASE = "https://decisions.example.org/"
pytestmark = pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated")  # rdflib's own


@pytest.fixture(scope="module")
def package(sample, tmp_path_factory):
    return exported(sample, "jsonld", tmp_path_factory.mktemp("jsonld") / "out", base=BASE)


@pytest.fixture(scope="module")
def graph(package):
    made = rdflib.Graph()
    for path in sorted(package.rglob("*.jsonld")):
        made.parse(path, format="json-ld")
    return made


@pytest.fixture(scope="module")
def vocabulary():
    return rdflib.Graph().parse(data=data_file("vocabulary.ttl"), format="turtle")


def conforms(data, vocabulary):
    import pyshacl

    shapes = rdflib.Graph().parse(data=data_file("shapes.ttl"), format="turtle")
    holds, _, text = pyshacl.validate(data + vocabulary, shacl_graph=shapes)
    return holds, text


def test_the_shapes_hold(graph, vocabulary):
    holds, text = conforms(graph, vocabulary)
    assert holds, text


def test_the_shapes_would_find_an_act_without_a_place(graph, vocabulary):
    broken = rdflib.Graph()
    broken += graph
    broken.remove((None, rdflib.URIRef(f"{OURS}page"), None))
    assert not conforms(broken, vocabulary)[0]


def test_pyld_reads_the_same_as_rdflib(package):
    from pyld import jsonld

    def plain(text):
        # The two differ in how they write letters, not in what they read.
        return set(rdflib.Graph().parse(data=text, format="nt"))

    for path in sorted(package.rglob("*.jsonld")):
        told = json.loads(path.read_text(encoding="utf-8"))
        theirs = jsonld.to_rdf(told, {"format": "application/n-quads"})
        assert plain(theirs) == set(rdflib.Graph().parse(path, format="json-ld")), path


def test_sparql_answers_who_reserved_against_what(graph):
    rows = graph.query(
        """PREFIX d: <urn:diarium:vocabulary:1#> PREFIX foaf: <http://xmlns.com/foaf/0.1/>
        PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
        SELECT ?name ?party ?against WHERE {
          ?act a d:Reservation ; d:contribution ?part ; d:demand d:rejection ; d:about ?about ; d:date ?date .
          ?part d:agent/foaf:name ?name ; d:onBehalfOf/skos:prefLabel ?party .
          ?about a d:Decision ; d:text ?against .
          FILTER(year(?date) = 2006) } ORDER BY ?name"""
    )
    assert [(str(row.name), str(row.party)) for row in rows] == [
        ("Carin Jämtin", "Socialdemokraterna"),
        ("Roger Mogert", "Socialdemokraterna"),
    ]
    assert "tillstyrker" in str(next(iter(rows)).against)


def test_uris_are_made_of_what_they_name(graph):
    subjects = {str(one) for one in graph.subjects()}
    assert f"{BASE}eli/se-0180/pm/2006-11-09/2006-ri" in subjects
    assert f"{BASE}document/{sample_record().id}/a4" in subjects
    assert f"{BASE}organisation/se-älvsby/kommunstyrelsen" in subjects
    assert f"{BASE}party/s" in subjects
    assert not [one for one in subjects if not one.startswith(BASE)]


def test_every_term_that_is_used_is_defined_and_the_other_way(graph, vocabulary):
    defined = {str(one) for one in vocabulary.subjects() if str(one).startswith(OURS)}
    used = {str(one) for triple in graph for one in triple if str(one).startswith(OURS)}
    assert used <= defined
    keys = {
        told["@id"] if isinstance(told, dict) else told
        for told in context(BASE).values()
        if not isinstance(told, float)
    }
    properties = {OURS + key.removeprefix("d:") for key in keys if key.startswith("d:")}
    is_property = (
        rdflib.URIRef("http://www.w3.org/2002/07/owl#ObjectProperty"),
        rdflib.URIRef("http://www.w3.org/2002/07/owl#DatatypeProperty"),
    )
    told = {str(one) for kind in is_property for one in vocabulary.subjects(rdflib.RDF.type, kind)}
    assert told == properties
    assert all(vocabulary.value(rdflib.URIRef(one), rdflib.RDFS.comment) for one in defined)


def test_terms_of_others_are_theirs(graph):
    """By the lists of terms that rdflib has; of ELI it has none."""
    from rdflib import namespace

    lists = {str(one): one for one in (namespace.FOAF, namespace.ORG, namespace.OWL, namespace.PROV, namespace.SKOS)}
    checked = 0
    for term in {one for _, predicate, kind in graph for one in (predicate, kind)}:
        for begins, known in lists.items():
            if str(term).startswith(begins):
                assert term in known, term
                checked += 1
    assert checked > 15


def test_every_kind_and_value_of_the_record_is_in_the_vocabulary(vocabulary):
    from parser.export.linked_acts import _ANSWERS, class_of
    from parser.record.types import Answer, BallotSource, Demand, Kind

    names = [class_of(kind.value) for kind in Kind] + [one.value for one in (*Demand, *BallotSource)]
    names += [_ANSWERS[one.value] for one in Answer]
    defined = {str(one) for one in vocabulary.subjects()}
    assert [name for name in names if OURS + name not in defined] == []


def test_n_triples_say_the_same_as_json_ld(sample, graph, tmp_path):
    exported(sample, "ntriples", tmp_path / "out", base=BASE)
    assert set(rdflib.Graph().parse(tmp_path / "out" / "corpus.nt")) == set(graph)


def test_nothing_is_fetched_to_read_it(package):
    for path in package.rglob("*.jsonld"):
        assert isinstance(json.loads(path.read_text(encoding="utf-8"))["@context"], dict)


def test_another_base_changes_addresses_only(sample, package, tmp_path):
    other = exported(sample, "jsonld", tmp_path / "out", base="http://a.example/")
    ours, theirs = content(package), content(other)
    assert ours.keys() == theirs.keys()
    for name in ours:
        if name.startswith("documents/"):
            assert ours[name].replace(BASE.encode(), b"http://a.example/") == theirs[name]


def test_what_is_in_a_document_does_not_depend_on_the_others(tmp_path):
    """But for persons, who are linked over the corpus."""
    alone = exported(corpus(tmp_path / "one", [sample_minutes()]), "jsonld", tmp_path / "alone")
    among = exported(corpus(tmp_path / "all"), "jsonld", tmp_path / "among")
    name = f"documents/se-alvsby/{sample_minutes().id}.jsonld"
    assert (alone / name).read_bytes() == (among / name).read_bytes()


@pytest.mark.long
@settings(max_examples=25, deadline=None)
@given(corpora)
def test_any_corpus_keeps_the_shapes(vocabulary, made):
    directory = gather(in_memory(made))
    told = rdflib.Graph()
    parts = [document(record, directory, BASE) for record in made]
    parts.append({"@context": context(BASE), "@graph": list(agent_nodes(directory))})
    for part in parts:
        told.parse(data=b"".join(lines(part)), format="nt")
    holds, text = conforms(told, vocabulary)
    # A defended act may be of any kind in a record that keeps the schema; the converter makes moved proposals only.
    assert holds or "inFavourOf" in text, text
