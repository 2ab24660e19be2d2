"""What Akoma Ntoso says about a document outside its body: identity, votes, links, references, and what is ours."""

from collections.abc import Iterable, Mapping
from datetime import date

import msgspec
from lxml import etree

from parser.record.akn_names import Ontology, add, ours, slug
from parser.record.types import Act, Actor, Record, Vote

# The standard demands a date; the first day of the calendar, named so, says that none is printed.
_NO_DATE = "0001-01-01"


class Identity(msgspec.Struct, frozen=True):
    """The names of a document as work, expression and manifestation (FRBR), and what they are made of."""

    is_debate: bool
    subtype: str
    country: str
    date: str | None
    work: str

    @property
    def expression(self) -> str:
        """The work in Swedish, as of its date."""
        return f"{self.work}/swe@{self.date or ''}"


def identify(record: Record, *, is_debate: bool) -> Identity:
    """The names of the document: `/akn/se-0180/doc/pm/2006-11-09/2006-ri`.

    Without a municipality's code the country stands alone and the municipality's name, where it is known, begins
    the last part. Without a date there is `undated`. Without a number, minutes are named after their body, and what
    is left after the document's first diary number or the record's id.
    """
    document = record.document
    subtype = slug(document.type) or "unknown"
    country = f"se-{document.municipality_code}" if document.municipality_code else "se"
    day = _valid_date(document.date)
    own = slug(document.number) or (slug(document.body) if is_debate else "")
    if not own or (is_debate and subtype != "protokoll"):  # an extract: the body has many of a day
        parts = (own, *(slug(number) for number in document.diary_numbers[:1]))
        own = "-".join(part for part in parts if part) or record.id
    name = own if document.municipality_code else "-".join(filter(None, (slug(document.municipality), own)))
    form = "debate" if is_debate else "doc"
    return Identity(is_debate, subtype, country, day, f"/akn/{country}/{form}/{subtype}/{day or 'undated'}/{name}")


def _valid_date(text: str | None) -> str | None:
    try:
        return date.fromisoformat(text).isoformat() if text else None
    except ValueError:
        return None


def write_identification(
    meta: etree._Element, record: Record, identity: Identity, ontology: Ontology, component: str = "main"
) -> None:
    """Write `identification` for the whole document or one of its attachments."""
    document = record.document
    author = document.body or document.department or document.municipality
    by = ontology.organisation(author) if author else "#diarium"
    element = add(meta, "identification", source="#diarium")
    for level, uri in (
        ("Work", identity.work),
        ("Expression", identity.expression),
        ("Manifestation", f"{identity.expression}.akn"),
    ):
        part = add(element, f"FRBR{level}")
        stem, extension = (uri.removesuffix(".akn"), ".akn") if level == "Manifestation" else (uri, "")
        add(part, "FRBRthis", value=f"{stem}/!{component}{extension}")
        add(part, "FRBRuri", value=uri)
        if level == "Work" and component == "main":
            for number in document.diary_numbers:
                add(part, "FRBRalias", value=number, name="diary-number")
        add(part, "FRBRdate", date=identity.date or _NO_DATE, name="document" if identity.date else "unknown")
        add(part, "FRBRauthor", href=by, as_=ontology.role("author"))
        if level == "Work":
            add(part, "FRBRcountry", value=identity.country)
            add(part, "FRBRsubtype", value=identity.subtype)
            if document.number:
                add(part, "FRBRnumber", value=document.number)
            if name := document.title or document.body:
                add(part, "FRBRname", value=name)
        elif level == "Expression":
            add(part, "FRBRlanguage", language="swe")


def write_meta(
    meta: etree._Element, record: Record, identity: Identity, ontology: Ontology, parts: Mapping[str, Iterable[str]]
) -> None:
    """Write all of `meta`; `parts` is what the body says of the elements that each act was written in."""
    write_identification(meta, record, identity, ontology)
    if identity.date:
        label = record.document.body or record.document.type
        event = ontology.event("meeting" if identity.is_debate else "date", f"{label} {identity.date}")
        lifecycle = add(meta, "lifecycle", source="#diarium")
        add(lifecycle, "eventRef", date=identity.date, source="#diarium", refersTo=event, type="generation")
    _write_analysis(meta, record.acts, ontology)
    proprietary = _make_proprietary(record, ontology, parts)
    references = add(meta, "references", source="#diarium")
    converter = record.source.converter
    add(
        references,
        "TLCOrganization",
        eId="diarium",
        href="/akn/ontology/organization/diarium",
        showAs=f"{converter.name} {converter.version}",
    )
    for thing in ontology.things:
        add(references, thing.class_.value, eId=thing.id, href=thing.href, showAs=thing.label)
    meta.append(proprietary)


def _write_analysis(meta: etree._Element, acts: Iterable[Act], ontology: Ontology) -> None:
    """Votes as `voting`, what an act points at as references that the text only implies."""
    votes = [(act, counts) for act in acts if act.vote is not None and (counts := _counts(act.vote))]
    links = [
        (relation, act.id, target)
        for act in acts
        for relation, targets in (("about", act.about), ("in_favour_of", act.in_favour_of))
        for target in targets
    ]
    if not votes and not links:
        return
    analysis = add(meta, "analysis", source="#diarium")
    if votes:
        parliamentary = add(analysis, "parliamentary")
    for act, counts in votes:
        printed = act.vote.outcome if act.vote is not None else None
        outcome = ontology.concept(f"outcome {act.id}", printed) if printed else None
        voting = add(
            parliamentary, "voting", eId=ontology.unique(f"voting-{act.id}"), outcome=outcome, href=f"#{act.id}"
        )
        for answer, count in counts:
            add(voting, "count", value=str(count), refersTo=ontology.concept(f"answer_{answer}", answer))
    if links:
        references = add(analysis, "otherReferences", source="#diarium")
    for relation, source, target in links:
        refers = ontology.concept(f"relation_{relation}", relation.replace("_", " "))
        add(references, "implicitReference", for_=f"#{source}", href=f"#{target}", refersTo=refers)


def _counts(vote: Vote) -> list[tuple[str, int]]:
    printed = (("yes", vote.yes), ("no", vote.no), ("abstain", vote.abstain), ("absent", vote.absent))
    return [(answer, count) for answer, count in printed if count is not None]


def _make_proprietary(record: Record, ontology: Ontology, parts: Mapping[str, Iterable[str]]) -> etree._Element:
    """What the standard has no place for, in our namespace."""
    holder = add(etree.Element("holder"), "proprietary", source="#diarium")
    source = record.source
    ours(
        holder,
        "source",
        record=record.id,
        schema=record.schema_version,
        file=source.file_name,
        sha256=source.sha256,
        layer=source.text_layer.value,
        engine=f"{source.engine.name} {source.engine.version}",
        profile=f"{source.profile.name} {source.profile.digest}",
    )
    for matter in record.matters:
        numbers = " ; ".join(matter.diary_numbers) or None
        ours(holder, "matter", id=matter.id, number=matter.number, title=matter.title, diaryNumbers=numbers)
    for act in record.acts:
        _write_act(holder, act, ontology, parts.get(act.id, ()))
    for note in record.notes:
        element = ours(holder, "note", kind=note.kind.value, matter=note.matter, blocks=_hashes(note.blocks))
        _write_actors(element, note.actors, ontology)
    for block in record.blocks:
        for place in block.places:
            box = " ".join(format(value, "g") for value in place.bbox)
            ours(holder, "place", for_=f"#{block.id}", page=str(place.page), box=box)
    return holder


def _write_act(holder: etree._Element, act: Act, ontology: Ontology, parts: Iterable[str]) -> None:
    element = ours(
        holder,
        "act",
        for_=_hashes(parts) or f"#{act.id}",
        body=ontology.organisation(act.body) if act.body else None,
        matter=act.matter,
        confidence=format(act.confidence, "g"),
    )
    _write_actors(element, act.actors, ontology)
    if act.vote is not None:
        vote = ours(element, "vote", meaningYes=act.vote.meaning_yes, meaningNo=act.vote.meaning_no)
        for ballot in act.vote.ballots:
            ours(
                vote,
                "ballot",
                name=ballot.name,
                party=ballot.party,
                answer=ballot.answer.value,
                source=ballot.source.value,
            )


def _write_actors(element: etree._Element, actors: Iterable[Actor], ontology: Ontology) -> None:
    for actor in actors:
        ours(
            element,
            "actor",
            ref=ontology.actor(actor),
            role=ontology.role(actor.role) if actor.role else None,
            party=ontology.party(actor.party_id) if actor.party_id else None,
            code=actor.party,
            andOthers="true" if actor.and_others else None,
        )


def _hashes(ids: Iterable[str]) -> str | None:
    return " ".join(f"#{id_}" for id_ in ids) or None
