"""The order of the stages: bytes → pages → blocks → matters and acts → attributed acts → record → JSON and XML.

`convert` is the usual case; the stages are functions of their own, to be called one by one.
"""

import functools
import hashlib
import re
from collections.abc import Callable, Sequence
from importlib import metadata

import msgspec

from parser.attribute.acts import attribute
from parser.attribute.attendance import AttendanceContext, read_attendance
from parser.attribute.finder import Finder
from parser.attribute.local_parties import learn_local_parties
from parser.attribute.parties import PartyRegister, load_parties
from parser.attribute.used import parties_used, with_present
from parser.attribute.votes import VoteContext
from parser.errors import InvalidRecord, UnreadableDocument
from parser.language.engine import Engine, engine_for
from parser.language.lexicon import load_lexicon
from parser.language.mending import Lexicon, mend
from parser.layout import Layout, PageInfo, lay_out
from parser.model import Finding, Layer
from parser.profile import load_profile
from parser.read import open_pdf
from parser.record.akn import to_akoma_ntoso
from parser.record.assemble import Provenance, assemble
from parser.record.completeness import completeness_problems
from parser.record.json import encode
from parser.record.problem import Problem, Weight
from parser.record.types import ProfileUsed, Record, Software, TextLayer, Warning
from parser.record.validate import akn_problems, preload, reference_problems, schema_problems
from parser.segment import Names, before_matters, segment
from parser.segment.facts import GENERIC, plain_municipality, profile_of, read_facts, recognise


class Options(msgspec.Struct, frozen=True):
    """How to convert. `municipality` overrides what the document says; `ocr` is auto, never or always."""

    municipality: str | None = None
    engine: str | None = None
    ocr: str = "auto"
    xml: bool = True


class Origin(msgspec.Struct, frozen=True):
    """Where a document comes from: its file's name, the digest and size of its bytes, what read it."""

    name: str
    sha256: str
    size: int
    engine: Software


class Conversion(msgspec.Struct, frozen=True):
    """A document converted: the record, its validated JSON and XML (empty when not asked for), the pages' measures."""

    record: Record
    json: bytes
    xml: bytes
    pages: tuple[PageInfo, ...]


@functools.cache
def version() -> str:
    """The converter's version."""
    try:
        return metadata.version("diarium")
    except metadata.PackageNotFoundError:
        return "0.0.0"


@functools.cache
def _preload_once() -> None:
    """Lets the official XML schema compile in the background while the first PDF is read."""
    preload()


def convert(data: bytes, *, name: str, options: Options | None = None) -> Conversion:
    """Converts a PDF's bytes to a validated record, its JSON and its Akoma Ntoso XML.

    `name` is the file's name, for the record and for messages. Raises `UnreadableDocument` where the PDF cannot be
    read, `BadProfile` where a profile cannot be used, `InvalidRecord` where the record would break its contract
    (a fault of the program, never silently written).
    """
    options = options or Options()
    _preload_once()
    with open_pdf(data, name=name, engine=options.engine, ocr=options.ocr) as document:
        layout = lay_out(document.pages(), load_lexicon())
        findings = (*document.findings, *(f for f in layout.findings if f not in document.findings))
        engine_used = Software(name=document.engine.name, version=document.engine.version)
    if not layout.blocks:
        raise UnreadableDocument(f"{name}: no text could be read on any page; if it is a scan, convert it with OCR.")
    origin = Origin(name, hashlib.sha256(data).hexdigest(), len(data), engine_used)
    return written(record_of(layout, origin, options, findings), layout, options)


def record_of(
    layout: Layout, origin: Origin, options: Options | None = None, findings: Sequence[Finding] = ()
) -> Record:
    """The record of a document that is laid out; `findings` are those of reading and layout. Not yet validated.

    Raises `BadProfile` where a profile cannot be used.
    """
    options = options or Options()
    profile_name, municipality, code = recognise(layout.blocks)
    if options.municipality:
        municipality, code = plain_municipality(options.municipality)
        profile_name = profile_of(municipality)
    engine = engine_for(load_profile(profile_name))
    if any(page.layer is Layer.OCR for page in layout.pages):
        layout, mended = _mended(layout, engine)
        findings = (*findings, *mended)
    facts = read_facts(layout.blocks, engine.profile, engine, municipality, code)
    ocr = any(page.layer is Layer.OCR for page in layout.pages)
    register = load_parties(engine.profile.folders)
    register, local = learn_local_parties(layout.blocks, register, facts.date, municipality)
    party_of = _party_of(register, facts.date, municipality)
    present = read_attendance(before_matters(layout.blocks, facts, engine), AttendanceContext(party_of))
    find = Finder(
        layout.blocks,
        register,
        date=facts.date,
        municipality=municipality,
        attendance=present.attendance,
        chair_words=engine.profile.words.get("chair", ()),
        ordinary=load_lexicon().knows,
        ocr=ocr,
    )
    cut = segment(layout.blocks, facts, engine, Names(find.names_actor, find.only_names, find.announces_by_name))
    attributed = attribute(cut, find, engine, VoteContext(party_of, ocr=ocr), present.attendance, digital=not ocr)
    provenance = Provenance(
        file_name=origin.name,
        sha256=origin.sha256,
        size=origin.size,
        pages=len(layout.pages),
        text_layer=_layer(layout.pages),
        engine=origin.engine,
        converter=Software(name="diarium", version=version()),
        profile=ProfileUsed(name=profile_name, digest=engine.profile.digest),
    )
    persons, attendance = with_present(attributed.persons, present.attendance)
    used = parties_used(attributed.acts, attributed.notes, attendance, persons, register, facts.date)
    doubts = [*findings, *present.findings, *local]
    if profile_name == GENERIC:
        whose = f"{municipality} has no profile of its own" if municipality else "The municipality could not be told"
        doubts.append(Finding("generic-profile", f"{whose}: the document was read with what all councils share."))
    record = assemble(provenance, cut, attributed, doubts, used, persons, attendance)
    alarms = [re.compile(pattern) for pattern in engine.profile.facts.alarm]
    left_out = [_to_warning(problem) for problem in completeness_problems(record, alarms)]
    return msgspec.structs.replace(record, warnings=(*record.warnings, *left_out))


def _to_warning(problem: Problem) -> Warning:
    """What a witness to completeness tells, as a warning of the record."""
    return Warning(code="incomplete", message=problem.message, page=problem.page, bbox=problem.bbox)


def _mended(layout: Layout, engine: Engine) -> tuple[Layout, list[Finding]]:
    """The layout with words mended that OCR misread."""
    lexicon = load_lexicon()
    parties = load_parties(engine.profile.folders).parties
    codes = frozenset(code.code.casefold() for party in parties for code in party.codes)
    blocks, findings = mend(layout.blocks, Lexicon(lexicon.knows, lexicon.frequency), engine.vocabulary, codes)
    return msgspec.structs.replace(layout, blocks=blocks), findings


def written(record: Record, layout: Layout, options: Options | None = None) -> Conversion:
    """A record in its written forms. Raises `InvalidRecord` where it breaks its contract."""
    options = options or Options()
    data = encode(record)
    problems = [*schema_problems(data), *reference_problems(record)]
    xml = b""
    if options.xml:
        xml = to_akoma_ntoso(record)
        problems += akn_problems(xml)
    faults = [p for p in problems if p.weight is Weight.FAULT]
    if faults:
        told = "; ".join(str(p) for p in faults[:3])
        raise InvalidRecord(f"{record.source.file_name}: the record breaks its contract: {told}. Please report this.")
    return Conversion(record, data, xml, layout.pages)


def _layer(pages: Sequence[PageInfo]) -> TextLayer:
    layers = {page.layer for page in pages if page.layer is not Layer.NONE}
    if layers == {Layer.OCR}:
        return TextLayer.OCR
    return TextLayer.MIXED if Layer.OCR in layers else TextLayer.DIGITAL


def _party_of(register: PartyRegister, date: str | None, municipality: str | None) -> Callable[[str], str | None]:
    def party_of(code: str) -> str | None:
        party = register.by_code(code, date, municipality) or register.by_name(code, date, municipality)
        return party.id if party else None

    return party_of


__all__ = ["Conversion", "Options", "Origin", "convert", "record_of", "version", "written"]
