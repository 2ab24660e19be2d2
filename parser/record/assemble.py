"""Puts the record together from what the stages made of a document."""

from collections.abc import Iterable, Sequence
from typing import Protocol

import msgspec

from parser.model import Block as LaidOut
from parser.model import Finding, MatterDraft, Segmented
from parser.record.types import (
    Act,
    Attendance,
    Block,
    BlockRole,
    Document,
    Edit,
    EditReason,
    Matter,
    Note,
    Party,
    Person,
    Place,
    ProfileUsed,
    Record,
    Software,
    Source,
    TextLayer,
    Warning,
)


class Provenance(msgspec.Struct, frozen=True):
    """The PDF, and what read it. `size` is in bytes."""

    file_name: str
    sha256: str
    size: int
    pages: int
    text_layer: TextLayer
    engine: Software
    converter: Software
    profile: ProfileUsed


class _Attributed(Protocol):
    @property
    def acts(self) -> Sequence[Act]: ...
    @property
    def notes(self) -> Sequence[Note]: ...
    @property
    def findings(self) -> Sequence[Finding]: ...


def assemble(
    source: Provenance,
    cut: Segmented,
    attributed: _Attributed,
    findings: Iterable[Finding],
    parties: Sequence[Party] = (),
    persons: Sequence[Person] = (),
    attendance: Sequence[Attendance] = (),
) -> Record:
    """The record of a document. It holds every block of `cut`, in order; warnings come in the order of the stages."""
    facts = cut.facts
    return Record(
        id=source.sha256[:16],
        source=Source(
            file_name=source.file_name,
            sha256=source.sha256,
            bytes=source.size,
            pages=source.pages,
            text_layer=source.text_layer,
            engine=source.engine,
            converter=source.converter,
            profile=source.profile,
        ),
        document=Document(
            type=facts.type,
            number=facts.number,
            diary_numbers=facts.diary_numbers,
            title=facts.title,
            municipality=facts.municipality,
            municipality_code=facts.municipality_code,
            body=facts.body,
            department=facts.department,
            date=facts.date,
        ),
        matters=tuple(_matter(i, m) for i, m in enumerate(cut.matters, 1)),
        blocks=tuple(_block(b) for b in cut.blocks),
        acts=tuple(attributed.acts),
        notes=tuple(attributed.notes),
        attendance=tuple(attendance),
        persons=tuple(persons),
        parties=tuple(parties),
        warnings=tuple(_warning(f) for f in (*findings, *cut.findings, *attributed.findings)),
    )


def _matter(number: int, draft: MatterDraft) -> Matter:
    return Matter(
        id=f"m{number}", number=draft.number, title=draft.title, diary_numbers=draft.diary_numbers, blocks=draft.blocks
    )


def _block(block: LaidOut) -> Block:
    boxes: dict[int, tuple[float, float, float, float]] = {}
    for placed in block.lines:
        box, page = placed.line.bbox, placed.line.page
        x0, top, x1, bottom = boxes.get(page, (box.x0, box.top, box.x1, box.bottom))
        boxes[page] = (min(x0, box.x0), min(top, box.top), max(x1, box.x1), max(bottom, box.bottom))
    rounded = {p: (round(b[0], 1), round(b[1], 1), round(b[2], 1), round(b[3], 1)) for p, b in boxes.items()}
    places = tuple(Place(page=p, bbox=b) for p, b in sorted(rounded.items()))
    sure = [p.line.confidence for p in block.lines if p.line.confidence is not None]
    return Block(
        id=block.id,
        role=BlockRole(block.role.value),
        page=block.page,
        bbox=rounded[block.page],
        places=places,
        text=block.text,
        edits=tuple(
            Edit(at=e.at, length=e.length, printed=e.printed, why=EditReason(e.why.value)) for e in block.edits
        ),
        level=block.level,
        confidence=round(sum(sure) / len(sure), 3) if sure else None,
    )


def _warning(finding: Finding) -> Warning:
    box = finding.bbox
    return Warning(
        code=finding.code,
        message=finding.message,
        page=finding.page,
        bbox=(round(box.x0, 1), round(box.top, 1), round(box.x1, 1), round(box.bottom, 1)) if box else None,
        block=finding.block,
        act=finding.act,
    )
