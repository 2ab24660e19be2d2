"""Whole documents for the tests of the pipeline: pages without a PDF, their record, and what must hold of any."""

import hashlib
from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import pairwise
from pathlib import Path

import msgspec

from layout_sheets import make_span
from parser.language.lexicon import load_lexicon
from parser.layout import lay_out
from parser.model import Block as LaidOut
from parser.model import Layer, Page, Span
from parser.pipeline import Conversion, Options, Origin, convert, record_of, written
from parser.record.types import BlockRole, Record, Software
from typesetter import LAYOUTS, parse, set_document

ROOT = Path(__file__).parent.parent
SOURCE = ROOT / "corpus" / "raw" / "pm-2006-ri-041-4239.pdf"


class Set(msgspec.Struct, frozen=True):
    """A line to set: its text, in bold or not, in points, and the room above it in lines."""

    text: str
    bold: bool = False
    size: float = 11.0
    above: float = 0.0


def pages_of(lines: Iterable[Set | None], *, room: float = 760.0) -> list[Page]:
    """Pages with these lines, one below the other; `None` begins a new page, as does a full one."""
    pages: list[list[Span]] = [[]]
    y = 60.0
    for line in lines:
        if line is None or y > room:
            pages.append([])
            y = 60.0
        if line is not None and line.text:
            y += line.size * (1.2 + line.above)
            font = "Times-Bold" if line.bold else "Times-Roman"
            width = line.size * 0.45 * len(line.text)
            pages[-1].append(make_span(line.text, 85.0, y, font, line.size, width=width))
    return [Page(n, 595.0, 842.0, Layer.DIGITAL, tuple(spans)) for n, spans in enumerate(pages, 1)]


def converted(
    pages: Sequence[Page], *, name: str = "x.pdf", xml: bool = True
) -> tuple[tuple[LaidOut, ...], Conversion]:
    """The stages after reading, one by one: the layout's blocks, and the validated conversion."""
    layout = lay_out(pages, load_lexicon())
    origin = Origin(name, hashlib.sha256(name.encode()).hexdigest(), 1, Software(name="none", version="0"))
    options = Options(xml=xml)
    return layout.blocks, written(record_of(layout, origin, options, layout.findings), layout, options)


def record_of_marked(text: str, layout: str = "word-times", seed: int = 0) -> Record:
    """The record of a marked text, set as a PDF."""
    document = set_document(parse(text, name="test"), LAYOUTS[layout], seed)
    return convert(document.pdf, name="test.pdf", options=Options(ocr="never")).record


def check_whole(blocks: Sequence[LaidOut], record: Record) -> None:
    """What must hold of the record of any document: checked without the program's own checks."""
    parts: dict[str, str] = {}
    for block in record.blocks:
        stem = block.id.partition(".")[0]
        assert stem not in parts or [*parts][-1] == stem, f"the parts of {stem} are not one after another"
        parts[stem] = parts.get(stem, "") + _ink(block.text)
    assert parts == {block.id: _ink(block.text) for block in blocks}
    assert [*parts] == [block.id for block in blocks]

    order = {block.id: place for place, block in enumerate(record.blocks)}
    furniture = {block.id for block in record.blocks if block.role is BlockRole.FURNITURE}
    held = Counter(id_ for act in record.acts if act.parent is None for id_ in act.blocks)
    assert not [id_ for id_, times in held.items() if times > 1], "top-level acts share a block"
    acts = {act.id: act for act in record.acts}
    assert [*acts] == [f"a{number}" for number in range(1, len(acts) + 1)]
    for act in record.acts:
        assert all(order[here] < order[there] for here, there in pairwise(act.blocks)), f"{act.id} is out of order"
        assert not set(act.blocks) <= furniture
        if act.parent is not None:
            assert set(act.blocks) <= set(acts[act.parent].blocks), f"{act.id} sticks out of {act.parent}"
            assert acts[act.parent].parent is None
        for link in (*act.about, *act.in_favour_of, *([act.refers_to] if act.refers_to else [])):
            assert acts[link].matter == act.matter, f"{act.id} is linked to another matter's {link}"


def _ink(text: str) -> str:
    return "".join(text.split())
