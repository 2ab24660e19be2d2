"""The order of the stages: bytes → pages → blocks → matters and acts → attributed acts → record → JSON and XML.

`convert` is the usual case; the stages are functions of their own, to be called one by one.
"""

import functools
import hashlib
import re
from collections.abc import Callable, Sequence
from importlib import metadata

import msgspec

from parser.attribute.acts import Attributed, attribute
from parser.attribute.mentions import Mention, MentionContext, find_mentions, learn_names
from parser.attribute.parties import PartyRegister, load_parties
from parser.attribute.used import parties_used
from parser.attribute.votes import VoteContext
from parser.errors import InvalidRecord, UnreadableDocument
from parser.language.engine import Engine, engine_for
from parser.language.lexicon import load_lexicon
from parser.layout import Layout, PageInfo, lay_out
from parser.model import Block, Layer, Role, Segmented
from parser.profile import load_profile
from parser.read import open_pdf
from parser.record.akn import to_akoma_ntoso
from parser.record.assemble import Provenance, assemble
from parser.record.json import encode
from parser.record.types import ActorType, ProfileUsed, Record, Software, TextLayer
from parser.record.validate import akn_problems, reference_problems, schema_problems
from parser.segment import Names, segment
from parser.segment.facts import plain_municipality, profile_of, read_facts, recognise

_CODED = re.compile(r"\([A-ZÅÄÖa-zåäö!]{1,9}(?:[ -][^()]{1,10})?\)")
_FIRST = 2000


class Options(msgspec.Struct, frozen=True):
    """How to convert. `municipality` overrides what the document says; `ocr` is auto, never or always."""

    municipality: str | None = None
    engine: str | None = None
    ocr: str = "auto"
    xml: bool = True


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


def convert(data: bytes, *, name: str, options: Options | None = None) -> Conversion:
    """Converts a PDF's bytes to a validated record, its JSON and its Akoma Ntoso XML.

    `name` is the file's name, for the record and for messages. Raises `UnreadableDocument` where the PDF cannot be
    read, `BadProfile` where a profile cannot be used, `InvalidRecord` where the record would break its contract
    (a fault of the program, never silently written).
    """
    options = options or Options()
    with open_pdf(data, name=name, engine=options.engine, ocr=options.ocr) as document:
        layout = lay_out(document.pages(), load_lexicon())
        findings = (*document.findings, *(f for f in layout.findings if f not in document.findings))
        engine_used = Software(name=document.engine.name, version=document.engine.version)
    if not layout.blocks:
        raise UnreadableDocument(f"{name}: no text could be read on any page; if it is a scan, convert it with OCR.")
    profile_name, municipality, code = recognise(layout.blocks)
    if options.municipality:
        municipality, code = plain_municipality(options.municipality)
        profile_name = profile_of(municipality)
    engine = engine_for(load_profile(profile_name))
    facts = read_facts(layout.blocks, engine.profile, engine, municipality, code)
    ocr = any(page.layer is Layer.OCR for page in layout.pages)
    find = finder(layout.blocks, engine, facts.date, municipality, ocr=ocr)
    cut = segment(layout.blocks, facts, engine, Names(_names_actor(find), _only_names(find)))
    register = load_parties(engine.profile.folders)
    attributed = attribute(cut, find, engine, VoteContext(_party_of(register, facts.date, municipality)))
    digest = hashlib.sha256(data).hexdigest()
    provenance = Provenance(
        file_name=name,
        sha256=digest,
        size=len(data),
        pages=len(layout.pages),
        text_layer=_layer(layout.pages),
        engine=engine_used,
        converter=Software(name="diarium", version=version()),
        profile=ProfileUsed(name=profile_name, digest=engine.profile.digest),
    )
    used = parties_used(attributed.acts, register, facts.date)
    record = assemble(provenance, cut, attributed, findings, used)
    return _written(record, layout, options)


def _written(record: Record, layout: Layout, options: Options) -> Conversion:
    data = encode(record)
    problems = [*schema_problems(data), *reference_problems(record)]
    xml = b""
    if options.xml:
        xml = to_akoma_ntoso(record)
        problems += akn_problems(xml)
    if problems:
        told = "; ".join(str(p) for p in problems[:3])
        raise InvalidRecord(f"{record.source.file_name}: the record breaks its contract: {told}. Please report this.")
    return Conversion(record, data, xml, layout.pages)


def _layer(pages: Sequence[PageInfo]) -> TextLayer:
    layers = {page.layer for page in pages if page.layer is not Layer.NONE}
    if layers == {Layer.OCR}:
        return TextLayer.OCR
    return TextLayer.MIXED if Layer.OCR in layers else TextLayer.DIGITAL


Find = Callable[[str], Sequence[Mention]]


def finder(blocks: Sequence[Block], engine: Engine, date: str | None, municipality: str | None, *, ocr: bool) -> Find:
    """A function that finds who is named in a text of this document: names learnt anywhere are known everywhere."""
    register = load_parties(engine.profile.folders)
    coded = [b.text[:_FIRST] for b in blocks if b.role is not Role.FURNITURE and _CODED.search(b.text[:_FIRST])]
    codes = [c for text in coded for c in _CODED.findall(text) if len(c) <= 5]
    lower = sum(c.islower() for c in codes) > len(codes) / 2
    base = MentionContext(register=register, date=date, municipality=municipality, ocr=ocr, lower_codes=lower)
    known = learn_names(m for text in coded for m in find_mentions(text, base))
    context = msgspec.structs.replace(base, known=known)

    @functools.lru_cache(maxsize=8192)
    def find(text: str) -> tuple[Mention, ...]:
        return find_mentions(text, context)

    return find


def _names_actor(find: Find) -> Callable[[str], bool]:
    def names_actor(text: str) -> bool:
        return any(not m.genitive and m.type is not ActorType.ORGANISATION for m in find(text))

    return names_actor


def _only_names(find: Find) -> Callable[[str], bool]:
    def only_names(text: str) -> bool:
        if len(text) > 400:
            return False
        held = sum(m.end - m.start for m in find(text) if m.type is not ActorType.ORGANISATION)
        return held >= 0.7 * len(text.strip())

    return only_names


def _party_of(register: PartyRegister, date: str | None, municipality: str | None) -> Callable[[str], str | None]:
    def party_of(code: str) -> str | None:
        party = register.by_code(code, date, municipality) or register.by_name(code, date, municipality)
        return party.id if party else None

    return party_of


__all__ = ["Attributed", "Conversion", "Options", "Segmented", "convert", "finder", "version"]
