"""The release as a catalogue entry by DCAT-AP-SE 3, the Swedish profile of the EU's for open data.

The properties that the profile asks for are in `dcat-ap-se.ttl`, as SHACL shapes: `problems` tests against them. No
node is blank and statements are added in one order, so that the same release gives the same bytes.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from parser.release.about import About
from parser.release.datapackage import JSON_LINES, PARQUET, description
from parser.release.extras import needed
from parser.release.values import RECORD_SCHEMA, RECORDS, TABLES_FOLDER, TABLES_SCHEMA, Manifest

TURTLE = "dcat.ttl"
RDF_XML = "dcat.rdf"
SHAPES = Path(__file__).parent / "dcat-ap-se.ttl"

CC0 = "http://creativecommons.org/publicdomain/zero/1.0/"
"""The profile asks that the catalogue itself, not the data, be under this licence."""
DCAT = "http://www.w3.org/ns/dcat#"
DCTERMS = "http://purl.org/dc/terms/"
FOAF = "http://xmlns.com/foaf/0.1/"
VCARD = "http://www.w3.org/2006/vcard/ns#"
ADMS = "http://www.w3.org/ns/adms#"
OWL = "http://www.w3.org/2002/07/owl#"
SPDX = "http://spdx.org/rdf/terms#"
RDFS = "http://www.w3.org/2000/01/rdf-schema#"
XSD = "http://www.w3.org/2001/XMLSchema#"
RDF_TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
EU = "http://publications.europa.eu/resource/authority/"
LANGUAGES = {"sv": "SWE", "en": "ENG"}


class _Statements:
    """A graph that is told in the order in which it is written."""

    def __init__(self) -> None:
        self.rdf = needed("rdflib")
        self.graph = self.rdf.Graph()
        for prefix, space in (("dcat", DCAT), ("dcterms", DCTERMS), ("foaf", FOAF), ("vcard", VCARD), ("adms", ADMS)):
            self.graph.bind(prefix, space)
        self.graph.bind("spdx", SPDX)
        self.graph.bind("owl", OWL)

    def link(self, subject: str, predicate: str, target: str) -> None:
        self.graph.add((self.rdf.URIRef(subject), self.rdf.URIRef(predicate), self.rdf.URIRef(target)))

    def say(
        self, subject: str, predicate: str, text: str, *, lang: str | None = None, type_: str | None = None
    ) -> None:
        datatype = self.rdf.URIRef(XSD + type_) if type_ else None
        literal = self.rdf.Literal(text, lang=lang, datatype=datatype)
        self.graph.add((self.rdf.URIRef(subject), self.rdf.URIRef(predicate), literal))


def graph_of(about: About, manifest: Manifest, sums: dict[str, str], *, created: str | None, notes: str | None) -> Any:
    """The statements, as an rdflib graph. Raises MissingProgram without rdflib."""
    said = _Statements()
    base = about.base_url or ""
    if base and not base.endswith("/"):
        base += "/"
    catalogue, dataset = f"{base}{TURTLE}#catalogue", f"{base}{TURTLE}#dataset"
    said.link(catalogue, RDF_TYPE, DCAT + "Catalog")
    said.link(dataset, RDF_TYPE, DCAT + "Dataset")
    for subject in (catalogue, dataset):
        for language, title in sorted(about.title.items()):
            said.say(subject, DCTERMS + "title", title, lang=language)
        for language in sorted({"sv", "en", *about.description}):
            said.say(subject, DCTERMS + "description", description(about, manifest, language), lang=language)
        if created:
            said.say(subject, DCTERMS + "issued", created, type_="date")
        if about.publisher:
            said.link(subject, DCTERMS + "publisher", about.publisher.url or f"{base}{TURTLE}#publisher")
        for place in about.spatial:
            said.link(subject, DCTERMS + "spatial", place)
    said.link(catalogue, DCTERMS + "license", CC0)
    said.link(catalogue, DCAT + "dataset", dataset)
    said.link(catalogue, DCAT + "themeTaxonomy", EU + "data-theme")
    for language in LANGUAGES.values():
        said.link(catalogue, DCTERMS + "language", f"{EU}language/{language}")
    if about.homepage:
        said.link(catalogue, FOAF + "homepage", about.homepage)
        said.link(dataset, DCAT + "landingPage", about.homepage)
    _parties(said, about, base, dataset)
    _dataset(said, about, manifest, base, dataset, notes)
    _distributions(said, about, sums, base, dataset)
    return said.graph


def written(graph: Any) -> dict[str, bytes]:
    """The graph as files by name: Turtle for people, RDF/XML for those who harvest."""
    return {
        TURTLE: graph.serialize(format="turtle", encoding="utf-8"),
        RDF_XML: _in_order(graph.serialize(format="xml", encoding="utf-8")),
    }


def _in_order(data: bytes) -> bytes:
    """RDF/XML with its descriptions sorted: rdflib takes them out of a set, in another order each time."""
    from lxml import etree

    root = etree.fromstring(data)
    root[:] = sorted(root, key=lambda one: sorted(one.attrib.items()))
    etree.indent(root)
    return bytes(etree.tostring(root, xml_declaration=True, encoding="utf-8")) + b"\n"


def problems(data: bytes) -> Iterator[str]:
    """What the profile asks for and the Turtle in `data` does not say, a sentence each."""
    rdf, shacl = needed("rdflib"), needed("pyshacl")
    graph = rdf.Graph()
    try:
        graph.parse(data=data, format="turtle", publicID="https://release.invalid/")
    except Exception as error:  # rdflib's parsers raise what they like
        yield f"it is no Turtle ({' '.join(str(error).split())[:200]})"
        return
    shapes = rdf.Graph().parse(SHAPES, format="turtle")
    _, results, _ = shacl.validate(graph, shacl_graph=shapes, advanced=False, meta_shacl=False)
    vocabulary = rdf.Namespace("http://www.w3.org/ns/shacl#")
    told = {str(message) for message in results.objects(None, vocabulary.resultMessage)}
    yield from sorted(told)


def _parties(said: _Statements, about: About, base: str, dataset: str) -> None:
    if about.publisher:
        publisher = about.publisher.url or f"{base}{TURTLE}#publisher"
        said.link(publisher, RDF_TYPE, FOAF + "Agent")
        said.say(publisher, FOAF + "name", about.publisher.name)
        if about.publisher.type:
            said.link(publisher, DCTERMS + "type", f"http://purl.org/adms/publishertype/{about.publisher.type}")
    if about.contact:
        contact = f"{base}{TURTLE}#contact"
        said.link(dataset, DCAT + "contactPoint", contact)
        said.link(contact, RDF_TYPE, VCARD + "Organization")
        said.say(contact, VCARD + "fn", about.contact.name)
        said.link(contact, VCARD + "hasEmail", f"mailto:{about.contact.email}")


def _dataset(said: _Statements, about: About, manifest: Manifest, base: str, dataset: str, notes: str | None) -> None:
    for language, words in sorted(about.keywords.items()):
        for word in words:
            said.say(dataset, DCAT + "keyword", word, lang=language)
    for theme in about.themes:
        said.link(dataset, DCAT + "theme", f"{EU}data-theme/{theme}")
    if about.access_rights:
        said.link(dataset, DCTERMS + "accessRights", f"{EU}access-right/{about.access_rights}")
    said.link(dataset, DCTERMS + "language", EU + "language/SWE")
    said.say(dataset, DCTERMS + "identifier", f"{about.name}-{manifest.version}")
    # DCAT 3 has a word of its own; harvesters of DCAT 2 look for the other one.
    said.say(dataset, DCAT + "version", manifest.version)
    said.say(dataset, OWL + "versionInfo", manifest.version)
    if notes:
        said.say(dataset, ADMS + "versionNotes", notes, lang="en")
    if manifest.first and manifest.last:
        period = f"{base}{TURTLE}#period"
        said.link(dataset, DCTERMS + "temporal", period)
        said.link(period, RDF_TYPE, DCTERMS + "PeriodOfTime")
        said.say(period, DCAT + "startDate", manifest.first, type_="date")
        said.say(period, DCAT + "endDate", manifest.last, type_="date")


def _distributions(said: _Statements, about: About, sums: dict[str, str], base: str, dataset: str) -> None:
    """One a format: the profile asks for one distribution of many files, not for many distributions."""
    for name, folder, media, titles in (
        ("json-lines", RECORDS, JSON_LINES + "+gzip", {"sv": "Poster som JSON Lines", "en": "Records as JSON Lines"}),
        ("parquet", TABLES_FOLDER, PARQUET, {"sv": "Tabeller som Parquet", "en": "Tables as Parquet"}),
    ):
        one = f"{base}{TURTLE}#{name}"
        said.link(dataset, DCAT + "distribution", one)
        said.link(one, RDF_TYPE, DCAT + "Distribution")
        for language, title in titles.items():
            said.say(one, DCTERMS + "title", title, lang=language)
        said.say(one, DCTERMS + "format", media)
        said.link(one, DCAT + "accessURL", f"{base}datapackage.json")
        files = sorted(file for file in sums if file.startswith(f"{folder}/"))
        for file in files:
            said.link(one, DCAT + "downloadURL", base + file)
        if about.licence:
            said.link(one, DCTERMS + "license", about.licence.url)
        schema = RECORD_SCHEMA if folder == RECORDS else TABLES_SCHEMA
        said.link(one, DCTERMS + "conformsTo", base + schema)
        said.link(base + schema, RDF_TYPE, DCTERMS + "Standard")
        said.say(base + schema, DCTERMS + "title", Path(schema).name)
