"""The record as Akoma Ntoso 3.0, the OASIS standard for parliamentary and legal documents.

How our kinds map to its elements, and what is left to JSON, is told in docs/akoma-ntoso.md.
"""

from collections.abc import Iterable, Sequence

from lxml import etree

from parser.record.akn_body import Body, act_paths, fill_if_empty, split_tail, write_furniture
from parser.record.akn_meta import Identity, identify, write_identification, write_meta
from parser.record.akn_names import AKN, OURS, Ontology, add, clean, inline, slug
from parser.record.akn_text import Mark, find_marks, find_name, write_block
from parser.record.types import Block, BlockRole, Document, Record

_PREFACE_ROLES = {BlockRole.TITLE, BlockRole.HEADING, BlockRole.PARAGRAPH}
_LONGEST_TITLE = 400


def to_akoma_ntoso(record: Record) -> bytes:
    """The record as an XML document in UTF-8: minutes as `debate`, everything else as `doc`.

    Valid against the official schema for every record that keeps ours and whose references hold. Each block's text
    is in it once (below `preface`, the body or an attachment), in reading order but for the furniture, which is
    together at the body's end. Characters that XML forbids become U+FFFD.
    """
    is_debate = record.document.type.startswith("protokoll") or len(record.matters) > 1
    identity = identify(record, is_debate=is_debate)
    ontology = Ontology(record)
    ontology.unique("diarium")
    paths = act_paths(record)
    marks = find_marks(record, ontology)
    body = Body(record, ontology, marks, paths)

    printed = tuple(block for block in record.blocks if block.role is not BlockRole.FURNITURE)
    first = _preface_end(printed, set(paths), record, is_debate=is_debate)
    last = max(first, split_tail(printed, paths, body.acts))

    root = etree.Element(f"{{{AKN}}}akomaNtoso", nsmap={None: AKN, "diarium": OURS})
    document = add(root, "debate" if is_debate else "doc", name=identity.subtype)
    meta = add(document, "meta")
    _write_preface(document, record.document, identity, printed[:first])
    main = add(document, "debateBody" if is_debate else "mainBody")
    if is_debate:
        body.write_debate(main, printed[first:last], record)
    else:
        body.write_doc(main, printed[first:last])
    write_furniture(main, record.blocks, marks, is_debate=is_debate)
    fill_if_empty(main, is_debate=is_debate)
    _write_attachments(document, record, identity, ontology, body, _by_top_act(printed[last:], paths))
    write_meta(meta, record, identity, ontology, body.parts)
    data: bytes = etree.tostring(root, xml_declaration=True, encoding="UTF-8")
    return data + b"\n"


def _preface_end(blocks: Sequence[Block], in_acts: set[str], record: Record, *, is_debate: bool) -> int:
    """How many blocks at the beginning say what the document is: up to the last title or printed fact.

    They are of no act; in minutes of no matter and no roll call either; running text, a list or a table ends them.
    """
    elsewhere = in_acts | {present.block for present in record.attendance if present.block}
    if is_debate:
        elsewhere |= {id_ for matter in record.matters for id_ in matter.blocks}
    document = record.document
    facts = [fact.casefold() for fact in (document.title, document.number, *document.diary_numbers) if fact]
    end = 0
    for index, block in enumerate(blocks):
        is_line = block.role in _PREFACE_ROLES and len(block.text) <= _LONGEST_TITLE
        if not is_line or block.id in elsewhere:
            break
        if block.role is BlockRole.TITLE or any(fact in block.text.casefold() for fact in facts):
            end = index + 1
    return end


def _write_preface(parent: etree._Element, document: Document, identity: Identity, blocks: Iterable[Block]) -> None:
    """Write `preface`: the blocks with the document's facts marked in them, then the facts that they do not say."""
    facts = [("docTitle", document.title), ("docNumber", document.number), ("docType", document.type)]
    facts += [("docketNumber", number) for number in document.diary_numbers]
    preface = add(parent, "preface")
    for block in blocks:
        found: list[Mark] = []
        for fact in list(facts):
            tag, value = fact
            if value and (mark := find_name(block, value, tag, (), found, whole=True)):
                found.append(mark)
                facts.remove(fact)
        write_block(preface, block, {block.id: found})
    unsaid = [(tag, value) for tag, value in facts if value]
    rest = add(preface, "p", class_="facts")
    for tag, value in unsaid:
        element = inline(rest, tag)
        element.text, element.tail = clean(value), "\n"
    if identity.date:
        inline(rest, "docDate", date=identity.date).text = identity.date


def _by_top_act(blocks: Iterable[Block], paths: dict[str, tuple[str, ...]]) -> list[list[Block]]:
    """The blocks, grouped where the top-level act changes."""
    groups: list[list[Block]] = []
    before: str | None = None
    for block in blocks:
        top = paths[block.id][0]
        if top != before:
            groups.append([])
            before = top
        groups[-1].append(block)
    return groups


def _write_attachments(
    document: etree._Element,
    record: Record,
    identity: Identity,
    ontology: Ontology,
    body: Body,
    groups: Iterable[list[Block]],
) -> None:
    """Write each appendix at the document's end as an attachment, a `doc` with a name and an identity of its own."""
    attachments: etree._Element | None = None
    for number, blocks in enumerate(groups, start=1):
        if attachments is None:
            attachments = add(document, "attachments")
        name = slug("bilaga")
        attachment = add(attachments, "attachment", eId=ontology.unique(f"attachment-{number}"))
        appendix = add(attachment, "doc", name=name)
        meta = add(appendix, "meta")
        write_identification(meta, record, identity, ontology, component=f"{name}-{number}")
        body.write_doc(add(appendix, "mainBody"), blocks)
