"""JSON-LD: a file a document, `agents.jsonld` for who is who, and the vocabulary and shapes that explain them.

A file holds its context, so nothing is fetched to read it. Terms: `parser/export/data/vocabulary.ttl` on top of ELI,
ORG, FOAF and PROV; docs/exports.md tells how URIs are made and how long they last.
"""

from collections.abc import Iterable, Iterator
from importlib.resources import files
from typing import Any

import msgspec

from parser.corpus.values import CorpusPerson
from parser.export import identifiers
from parser.export.agents import Agents
from parser.export.directory import Directory, Organisation, PartyTold, Seat, Span
from parser.export.index import Index
from parser.export.linked_acts import act_nodes, attendance_nodes, note_nodes
from parser.export.linked_names import Node, context, given
from parser.export.package import Package
from parser.export.source import RecordSource
from parser.record.types import Record

VERSION = "1"
_PDF = "https://www.iana.org/assignments/media-types/application/pdf"
_SWEDISH = "http://publications.europa.eu/resource/authority/language/SWE"


def write_jsonld(records: RecordSource, directory: Directory, package: Package, base: str) -> None:
    """`agents.jsonld`, `vocabulary.ttl`, `shapes.ttl`, `index.csv`, and below `documents/` a file for each document."""
    package.describe(
        title="Decisions of Swedish municipalities, as JSON-LD",
        description="agents.jsonld: persons, organisations, parties. documents/: a file a document.",
        version=VERSION,
        base=base,
    )
    for name in ("vocabulary", "shapes"):
        package.write(f"{name}.ttl", data_file(f"{name}.ttl"), name=name, format="ttl", mediatype="text/turtle")
    with package.open("agents.jsonld", name="agents", format="jsonld", mediatype="application/ld+json") as file:
        file.write(b'{"@context":' + msgspec.json.encode(context(base)) + b',"@graph":[')
        for number, node in enumerate(agent_nodes(directory)):
            file.write((b",\n" if number else b"\n") + msgspec.json.encode(node))
        file.write(b"]}\n")
    with Index(package) as index:
        for record in records:
            data = msgspec.json.format(msgspec.json.encode(document(record, directory, base)), indent=1) + b"\n"
            index.write(record, f"documents/{identifiers.folder(record)}/{record.id}.jsonld", data)


def data_file(name: str) -> bytes:
    """A file of data of this package: `vocabulary.ttl`, `shapes.ttl`."""
    return files("parser.export").joinpath("data", name).read_bytes()


def document(record: Record, directory: Directory, base: str) -> Node:
    """A document as JSON-LD, its context included. Its agents are described by `agent_nodes`."""
    return {"@context": context(base), "@graph": list(document_nodes(record, Agents(record, directory)))}


def document_nodes(record: Record, agents: Agents) -> Iterator[Node]:
    """The document as a work, in Swedish, as a PDF; the record made of it; matters, acts, notes and attendance."""
    told, source = record.document, record.source
    work = identifiers.eli(record)
    pdf, conversion = agents.part("pdf"), agents.part("conversion")
    kind = f"type/{identifiers.label(told.type)}"
    yield given(
        id=work,
        type="eli:LegalResource",
        type_document=kind,
        date_document=agents.date,
        id_local=list(told.diary_numbers),
        number=told.number,
        jurisdiction=agents.municipality,
        passed_by=agents.body(told.body),
        is_realized_by=f"{work}/swe",
    )
    yield given(id=kind, type="skos:Concept", prefLabel=told.type)
    yield given(
        id=f"{work}/swe",
        type="eli:LegalExpression",
        title=told.title or told.body,
        language=_SWEDISH,
        realizes=work,
        is_embodied_by=pdf,
    )
    yield given(
        id=pdf,
        type=["eli:Format", "prov:Entity"],
        format=_PDF,
        embodies=f"{work}/swe",
        fileName=source.file_name,
        sha256=source.sha256,
        byteSize=source.bytes,
        pages=source.pages,
        textLayer=source.text_layer.value,
    )
    yield given(
        id=agents.document,
        type=["Record", "prov:Entity", "foaf:Document"],
        primaryTopic=work,
        wasDerivedFrom=pdf,
        wasGeneratedBy=conversion,
        schemaVersion=record.schema_version,
    )
    software = [(one.name, one.version) for one in (source.converter, source.engine)]
    ids = [f"software/{identifiers.label(f'{name} {version}')}" for name, version in software]
    yield given(id=conversion, type="prov:Activity", used=pdf, wasAssociatedWith=list(dict.fromkeys(ids)))
    for id_, (name, version) in dict(zip(ids, software, strict=True)).items():
        yield given(id=id_, type="prov:SoftwareAgent", label=f"{name} {version}")
    for position, matter in enumerate(record.matters, 1):
        yield given(
            id=agents.part(matter.id),
            type="Matter",
            inRecord=agents.document,
            position=position,
            number=matter.number,
            subject=matter.title,
            diaryNumber=list(matter.diary_numbers),
        )
    for position, act in enumerate(record.acts, 1):
        yield from act_nodes(act, position, agents, work)
    yield from note_nodes(record, agents)
    yield from attendance_nodes(record, agents)


def agent_nodes(directory: Directory) -> Iterator[Node]:
    """Organisations, parties, persons, and the memberships that documents tell of."""
    for one in sorted(directory.organisations.values(), key=lambda one: one.id):
        yield _organisation(one)
    for party in sorted(directory.parties.values(), key=lambda one: one.id):
        yield _party(party)
    for person in directory.persons:
        yield _person(person)
        for told in person.parties:
            yield _membership(person.id, identifiers.party(told.party), None, None, (told.first, told.last))
    yield from _seats(directory.seats())


def _organisation(one: Organisation) -> Node:
    kinds = {"body": "org:OrganizationalUnit", "office": "org:Organization"}
    return given(
        id=one.id,
        type=[kinds.get(one.kind, "org:FormalOrganization"), *(["Body"] if one.kind == "body" else [])],
        prefLabel=one.name,
        altLabel=[name for name in sorted(one.names) if name != one.name],
        unitOf=one.parent if one.kind == "body" else None,
        subOrganizationOf=one.parent if one.kind == "office" else None,
        municipalityCode=one.code,
        firstSeen=one.span.first,
        lastSeen=one.span.last,
    )


def _party(one: PartyTold) -> Node:
    return given(
        id=identifiers.party(one.id),
        type=["org:Organization", "Party"],
        prefLabel=one.name,
        altLabel=[name for name in sorted(one.names) if name != one.name],
        partyCode=sorted(one.codes),
        sameAs=f"http://www.wikidata.org/entity/{one.wikidata}" if one.wikidata else None,
    )


def _person(one: CorpusPerson) -> Node:
    return given(
        id=identifiers.person(one.id),
        type="foaf:Person",
        name=one.name,
        altLabel=[form for form in one.forms if form != one.name],
        firstSeen=one.first,
        lastSeen=one.last,
        certainty=one.certainty.value if one.certainty else None,
    )


def _seats(seats: Iterable[tuple[Seat, Span]]) -> Iterator[Node]:
    for seat, span in seats:
        party = identifiers.party(seat.party) if seat.party else None
        yield _membership(seat.person, seat.organisation, seat.role or None, party, (span.first, span.last))


def _membership(
    person: str, organisation: str, role: str | None, party: str | None, seen: tuple[str | None, str | None]
) -> Node:
    who = identifiers.person(person)
    node: dict[str, Any] = given(
        id=f"membership/{identifiers.digest('|'.join((who, organisation, role or '', party or '')))}",
        type="org:Membership",
        member=who,
        organization=organisation,
        roleName=role,
        onBehalfOf=party,
        firstSeen=seen[0],
        lastSeen=seen[1],
    )
    return node
