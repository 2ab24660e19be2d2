"""Blocks as the standard's block elements, with marks within their text."""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import TypeAlias

import msgspec
from lxml import etree

from parser.record.akn_names import Ontology, add, clean, inline
from parser.record.types import Actor, ActorType, Block, BlockRole, Record

# A list item's label: a dash or bullet, or a number or letter with a point or parenthesis.
_LABEL = re.compile(r"(?:[-–—−•·●▪■◦*]|\(?\w{1,4}[.)])(?=\s)")
# What may stand between the last name and the words that point elsewhere: a party's code, punctuation.
_AFTER_NAME = re.compile(r"\s*\([^()]*\)[\s,;:]*|[\s,;:]+")
_SENTENCE_END = re.compile(r"[.!?](?=\s+[^\W\d_a-zåäö]|\s*$)")


class Mark(msgspec.Struct, frozen=True):
    """``text[start:end]`` of a block is set in an element of this tag."""

    start: int
    end: int
    tag: str
    attributes: tuple[tuple[str, str], ...] = ()


Marks: TypeAlias = Mapping[str, Sequence[Mark]]


def find_marks(record: Record, ontology: Ontology) -> dict[str, list[Mark]]:
    """For each block, who is named in it and what it points at: actors, those present, cross-references."""
    blocks = {block.id: block for block in record.blocks}
    marks: dict[str, list[Mark]] = {}
    for present in record.attendance:
        if present.block is not None and present.block in blocks:
            tag = (("refersTo", ontology.person(present.person, present.name)),)
            taken = marks.setdefault(present.block, [])
            if mark := find_name(blocks[present.block], present.name, "person", tag, taken, whole=True):
                taken.append(mark)
    for act in record.acts:
        printed = [blocks[id_] for id_ in act.blocks if id_ in blocks and blocks[id_].role is not BlockRole.FURNITURE]
        for actor in act.actors:
            _mark_actor(actor, printed, ontology, marks)
        if act.refers_to is not None and printed:
            _mark_reference(printed[0], act.refers_to, marks)
    return marks


def _mark_actor(actor: Actor, printed: Iterable[Block], ontology: Ontology, marks: dict[str, list[Mark]]) -> None:
    """Mark the first place where the act names the actor."""
    person = actor.type is ActorType.PERSON
    attributes = [("refersTo", ontology.actor(actor))]
    if person and actor.role:
        attributes.append(("as", ontology.role(actor.role)))
    tag = "person" if person else "organization"
    for block in printed:
        taken = marks.get(block.id, ())
        if mark := find_name(block, actor.name, tag, tuple(attributes), taken, whole=person):
            marks.setdefault(block.id, []).append(mark)
            return


def find_name(
    block: Block,
    name: str,
    tag: str,
    attributes: tuple[tuple[str, str], ...],
    taken: Iterable[Mark] = (),
    *,
    whole: bool,
) -> Mark | None:
    """A mark for the first place where the block has the name, in whatever case, outside the marks that are taken.

    `whole` refuses `Berg` in `Bergs`, which is somebody else's name; an office's genitive is still its name.
    """
    text, wanted = block.text, name
    if wanted not in text:
        text, wanted = text.lower(), wanted.lower()
        if len(text) != len(block.text) or not wanted or wanted not in text:
            return None
    start = text.find(wanted)
    while start >= 0:
        end = start + len(wanted)
        begins = start == 0 or not text[start - 1].isalnum()
        ends = end == len(text) or not whole or not text[end].isalnum()
        free = all(mark.end <= start or end <= mark.start for mark in taken)
        if begins and ends and free and not _breaks(text, start, end):
            return Mark(start, end, tag, attributes)
        start = text.find(wanted, start + 1)
    return None


def _mark_reference(block: Block, target: str, marks: dict[str, list[Mark]]) -> None:
    """Mark the words that point at another act: what is left of the sentence after the last actor that it names.

    Where no actor is marked, that is the first sentence of the act.
    """
    start = max((mark.end for mark in marks.get(block.id, ())), default=0)
    end_found = _SENTENCE_END.search(block.text, start)
    end = end_found.end() if end_found else len(block.text)
    if start and (code := _AFTER_NAME.match(block.text, start, end)):
        start = code.end()
    start += len(block.text[start:end]) - len(block.text[start:end].lstrip())
    if start < end and not _breaks(block.text, start, end):
        marks.setdefault(block.id, []).append(Mark(start, end, "ref", (("href", f"#{target}"),)))


def _breaks(text: str, start: int, end: int) -> bool:
    """Whether a cell or line ends between: an element cannot reach from one into the next."""
    return "\t" in text[start:end] or "\n" in text[start:end]


def write_block(parent: etree._Element, block: Block, marks: Marks) -> None:
    """Write the block as the last child of an element that holds blocks, its text once, its eId the block's id."""
    text, found = clean(block.text), marks.get(block.id, ())
    match block.role:
        case BlockRole.LIST_ITEM:
            before = parent[-1] if len(parent) else None
            is_list = before is not None and etree.QName(before).localname == "blockList"
            items = before if before is not None and is_list else add(parent, "blockList")
            _write_item(add(items, "item", eId=block.id), text, found)
        case BlockRole.TABLE:
            _write_table(add(parent, "table", eId=block.id), text, found)
        case BlockRole.SIGNATURE:
            _write_lines(add(parent, "p", eId=block.id, class_="signature"), text, found)
        case BlockRole.PARAGRAPH:
            _write_lines(add(parent, "p", eId=block.id), text, found)
        case BlockRole.TITLE | BlockRole.HEADING | BlockRole.FURNITURE:
            level = f"level-{block.level}" if block.level is not None else None
            _write_lines(add(parent, "block", name=block.role.value, eId=block.id, class_=level), text, found)


def write_heading(parent: etree._Element, block: Block, marks: Marks, number: str | None = None) -> None:
    """Write the block as `heading`, what it begins with of `number` as `num` before it."""
    text, start = clean(block.text), 0
    if number and text.startswith(clean(number)):
        start = len(number)
        start += len(text[start:]) - len(text[start:].lstrip())
        fill(add(parent, "num", eId=block.id if start == len(text) else None), text, (), 0, len(number))
    if start < len(text) or not start:
        fill(add(parent, "heading", eId=block.id), text, marks.get(block.id, ()), start, len(text))


def _write_item(item: etree._Element, text: str, marks: Sequence[Mark]) -> None:
    start = 0
    if label := _LABEL.match(text):
        add(item, "num").text = label.group()
        start = label.end() + 1
    fill(add(item, "p"), text, marks, start, len(text))


def _write_table(table: etree._Element, text: str, marks: Sequence[Mark]) -> None:
    at = 0
    for line in text.split("\n"):
        row = add(table, "tr")
        for cell in line.split("\t"):
            fill(add(inline(row, "td"), "p"), text, marks, at, at + len(cell))
            at += len(cell) + 1


def _write_lines(element: etree._Element, text: str, marks: Sequence[Mark]) -> None:
    at = 0
    for index, line in enumerate(text.split("\n")):
        if index:
            inline(element, "eol")
        fill(element, text, marks, at, at + len(line))
        at += len(line) + 1


def fill(element: etree._Element, text: str, marks: Iterable[Mark], start: int, end: int) -> None:
    """Append ``text[start:end]`` to the element's content, with the marks that lie wholly within it."""
    at = start
    for mark in sorted(marks, key=lambda mark: mark.start):
        if at <= mark.start and mark.end <= end:
            _append(element, text[at : mark.start])
            inline(element, mark.tag, **dict(mark.attributes)).text = text[mark.start : mark.end]
            at = mark.end
    _append(element, text[at:end])


def _append(element: etree._Element, text: str) -> None:
    if len(element):
        element[-1].tail = (element[-1].tail or "") + text
    else:
        element.text = (element.text or "") + text
