"""TEI in the Parla-CLARIN form: a file a document, and `corpus.xml`, which holds who is who and includes them.

Valid against TEI P5 (`tei_all`) after XInclude. docs/exports.md tells how the record maps to it.
"""

from collections.abc import Iterable, Iterator
from typing import Any

from lxml import etree

from parser.corpus.values import CorpusPerson
from parser.export import identifiers
from parser.export.agents import Agents
from parser.export.directory import Directory, Organisation, PartyTold
from parser.export.index import Index
from parser.export.package import Package
from parser.export.source import RecordSource
from parser.export.tei_names import TEI, XML_ID, XML_LANG, add, alone, document_id, pointer, xml_id
from parser.export.tei_text import write_text
from parser.record.types import Answer, BallotSource, Demand, Kind, NoteKind, Record

VERSION = "P5"
_XI = "http://www.w3.org/2001/XInclude"
_XML = "http://www.w3.org/XML/1998/namespace"
TITLE = "Decisions of Swedish municipalities"


def write_tei(records: RecordSource, directory: Directory, package: Package, base: str) -> None:
    """`corpus.xml`, and below `documents/` a file for each document, which refers to who is who in the corpus."""
    package.describe(
        title=f"{TITLE}, as TEI (Parla-CLARIN)",
        description="corpus.xml includes the documents by XInclude.",
        version=VERSION,
    )
    described = {"name": "corpus", "format": "xml", "mediatype": "application/tei+xml", "encoding": "utf-8"}
    with (
        package.open("corpus.xml", **described) as file,
        etree.xmlfile(file, encoding="utf-8") as out,
        Index(package) as index,
    ):
        out.write_declaration()
        root = out.element(
            f"{{{TEI}}}teiCorpus", {XML_ID: "diarium", XML_LANG: "sv"}, nsmap={None: TEI, "xi": _XI, "xml": _XML}
        )
        with root:
            _write_header(out, directory)
            for record in records:
                path = f"documents/{identifiers.folder(record)}/{document_id(record.id)}.xml"
                index.write(record, path, document(record, directory, base))
                out.write("\n", etree.Element(f"{{{_XI}}}include", href=path))
            out.write("\n")


def document(record: Record, directory: Directory, base: str) -> bytes:
    """A document as TEI, in UTF-8. It refers to persons and organisations that `directory` knows."""
    agents = Agents(record, directory)
    root = etree.Element(f"{{{TEI}}}TEI", {XML_ID: document_id(record.id), XML_LANG: "sv"}, nsmap={None: TEI})
    root.text = "\n"
    header = add(root, "teiHeader")
    text = add(root, "text")
    utterances = write_text(text, record, agents)
    _document_header(header, record, agents, base, utterances)
    data: bytes = etree.tostring(root, xml_declaration=True, encoding="UTF-8")
    return data + b"\n"


def _document_header(header: etree._Element, record: Record, agents: Agents, base: str, utterances: int) -> None:
    told = record.document
    description = add(header, "fileDesc")
    titles = add(description, "titleStmt")
    add(titles, "title", _title(record), type="main")
    for number in told.diary_numbers:
        add(titles, "title", number, type="diary-number")
    if agents.is_meeting and told.body:
        where = pointer(agents.body(told.body) or agents.municipality)
        add(titles, "meeting", " ".join(filter(None, (told.body, agents.date))), corresp=where, ana="#parla.meeting")
    extent = add(description, "extent")
    add(extent, "measure", f"{utterances} acts and parts of acts", unit="utterances", quantity=str(utterances))
    add(extent, "measure", f"{record.source.pages} pages", unit="pages", quantity=str(record.source.pages))
    published = add(description, "publicationStmt")
    add(published, "authority", told.municipality or "unknown")
    add(published, "idno", base + agents.document, type="URI")
    if agents.date:
        add(published, "date", agents.date, when=agents.date)
    source = add(add(description, "sourceDesc"), "bibl")
    add(source, "title", _title(record))
    add(source, "idno", record.source.file_name, type="file")
    add(source, "idno", record.source.sha256, type="sha256")
    if told.number:
        add(source, "idno", told.number, type="number")
    if agents.date:
        add(source, "date", agents.date, when=agents.date)
    application = add(add(add(header, "encodingDesc"), "appInfo"), "application", ident="diarium")
    application.set("version", _version(record.source.converter.version))
    add(application, "label", f"{record.source.converter.name} {record.source.converter.version}")
    profile = add(header, "profileDesc")
    setting = add(add(profile, "settingDesc"), "setting")
    if told.municipality:
        add(setting, "name", told.municipality, type="city")
    add(setting, "name", "Sverige", type="country", key="SE")
    if agents.date:
        add(setting, "date", agents.date, when=agents.date)
    if record.attendance:
        present = add(add(profile, "particDesc"), "listPerson", type="attendance")
        for entry in record.attendance:
            who = agents.person(entry.person)
            person = add(present, "person", sameAs=pointer(who) if who else None, role=entry.capacity)
            add(person, "persName", entry.name)
            if party := agents.party(entry.party_id):
                add(person, "affiliation", entry.party, ref=pointer(party))
            for kind, said in (("role", entry.role), ("paragraphs", entry.paragraphs)):
                if said:
                    add(person, "note", said, type=kind)


def _title(record: Record) -> str:
    told = record.document
    named = told.title or told.body or record.source.file_name
    number = f"{told.type} {told.number}" if told.number else told.type
    return ", ".join(filter(None, (named, number, told.municipality, told.date)))


def _version(text: str) -> str:
    """A version as TEI wants it: numbers parted by points."""
    parts = []
    for part in text.split("."):
        if not part.isascii() or not part.isdigit():
            break
        parts.append(part)
    return ".".join(parts) or "0"


def _write_header(out: Any, directory: Directory) -> None:
    """The corpus's header; persons, of whom there may be many, are written one at a time."""
    with out.element(f"{{{TEI}}}teiHeader"):
        out.write("\n", _file_description(directory), _encoding_description(), "\n")
        with out.element(f"{{{TEI}}}profileDesc"):
            with out.element(f"{{{TEI}}}particDesc"):
                with out.element(f"{{{TEI}}}listOrg"):
                    out.write("\n", *_each(_organisations(directory)))
                if directory.persons:
                    with out.element(f"{{{TEI}}}listPerson"):
                        out.write("\n")
                        for person in directory.persons:
                            out.write(_person(person), "\n")
            usage = alone("langUsage")
            add(usage, "language", "svenska", ident="sv")
            out.write(usage)
    out.write("\n")


def _each(elements: Iterable[etree._Element]) -> Iterator[etree._Element | str]:
    for element in elements:
        yield element
        yield "\n"


def _file_description(directory: Directory) -> etree._Element:
    description = alone("fileDesc")
    add(add(description, "titleStmt"), "title", TITLE)
    count = str(directory.records)
    add(add(description, "extent"), "measure", f"{count} documents", unit="texts", quantity=count)
    add(add(description, "publicationStmt"), "distributor", "Diarium")
    add(add(description, "sourceDesc"), "p", "Documents of the municipalities, read from their PDFs by Diarium.")
    return description


def _encoding_description() -> etree._Element:
    description = alone("encodingDesc")
    rules = add(description, "editorialDecl")
    for name, said in (
        ("hyphenation", "Words broken at a line's end are rejoined."),
        ("quotation", "Quotation marks are left as printed."),
        (
            "segmentation",
            "Each act, spoken or written, is one utterance (u), or several where a heading or another act interrupts "
            "it; each block of print is a segment (seg).",
        ),
    ):
        add(add(rules, name), "p", said)
    classes = add(description, "classDecl")
    for prefix, told, values in (
        ("act", "Kinds of acts", [one.value for one in Kind]),
        ("demand", "What an act wants", [one.value for one in Demand]),
        ("answer", "Votes", [one.value for one in Answer]),
        ("source", "How a vote is known", [one.value for one in BallotSource]),
        ("note", "What is told of a member", [one.value for one in NoteKind]),
        ("parla", "Parliamentary terms", ["meeting"]),
    ):
        taxonomy = add(classes, "taxonomy")
        add(taxonomy, "desc", told)
        for value in values:
            category = add(taxonomy, "category")
            category.set(XML_ID, f"{prefix}.{value}")
            add(add(category, "catDesc"), "term", value.replace("_", " "))
    return description


def _organisations(directory: Directory) -> Iterator[etree._Element]:
    """The organisations, then the parties. `particDesc` wants one at least, and a record has a municipality."""
    for one in sorted(directory.organisations.values(), key=lambda one: one.id):
        yield _organisation(one)
    for party in sorted(directory.parties.values(), key=lambda one: one.id):
        yield _party(party)


def _organisation(one: Organisation) -> etree._Element:
    element = alone("org", {XML_ID: xml_id(one.id), "role": one.kind})
    add(element, "orgName", one.name, full="yes")
    for name in sorted(one.names):
        if name != one.name:
            add(element, "orgName", name, full="yes")
    if one.code:
        add(element, "idno", one.code, type="SCB")
    if one.parent:
        add(element, "note", type="parent").append(_ref(one.parent))
    return element


def _ref(target: str) -> etree._Element:
    return alone("ref", {"target": pointer(target)})


def _party(one: PartyTold) -> etree._Element:
    element = alone("org", {XML_ID: xml_id(identifiers.party(one.id)), "role": "political_party"})
    for name in sorted(one.names):
        add(element, "orgName", name, full="yes")
    for code in sorted(one.codes):
        add(element, "orgName", code, full="init")
    if one.wikidata:
        add(element, "idno", one.wikidata, type="wikidata")
    return element


def _person(one: CorpusPerson) -> etree._Element:
    element = alone("person", {XML_ID: xml_id(identifiers.person(one.id))})
    for form in dict.fromkeys((one.name, *one.forms)):
        add(element, "persName", form)
    for party in one.parties:
        ref = pointer(identifiers.party(party.party))
        affiliation = add(element, "affiliation", ref=ref, role="member")
        if party.first:  # when documents tell of it, not when it began and ended
            add(affiliation, "date", type="seen", **{"from": party.first, "to": party.last})
    add(element, "idno", one.id, type="diarium")
    return element
