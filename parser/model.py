"""Every value that passes between the stages of the converter.

All are immutable. Lengths are PDF points (1/72 inch); the origin is the top left corner of the page as it is
shown (after its /Rotate and /CropBox), x to the right, y downwards. Pages count from 1. Absent is ``None``.
This module imports nothing of ours; what a *record* holds (the published contract) is in `parser.record.types`.
"""

from enum import StrEnum

import msgspec


class BBox(msgspec.Struct, frozen=True, array_like=True):
    """A rectangle on a page: left, top, right, bottom, in points from the top left corner."""

    x0: float
    top: float
    x1: float
    bottom: float


class Layer(StrEnum):
    """Where a page's text came from."""

    DIGITAL = "digital"
    OCR = "ocr"
    NONE = "none"


class Finding(msgspec.Struct, frozen=True):
    """A doubt: something a stage was unsure of, with its place. It becomes a warning of the record.

    `code` is a stable kebab-case word (`unreadable-text`), `message` a sentence for a person.
    """

    code: str
    message: str
    page: int | None = None
    bbox: BBox | None = None
    block: str | None = None
    act: str | None = None


class Span(msgspec.Struct, frozen=True):
    """A run of characters set in one go: one font, one size, one baseline.

    `edges` holds the x of the left edge of each character and of the right edge of the last,
    so ``len(edges) == len(text) + 1``. `baseline` is the y of the baseline. `rotation` is that of the text
    in degrees clockwise (0, 90, 180, 270 or between). `confidence` is the OCR engine's (0..1), `None` for digital text.
    """

    text: str
    x0: float
    top: float
    x1: float
    bottom: float
    baseline: float
    font: str
    size: float
    bold: bool
    italic: bool
    edges: tuple[float, ...]
    rotation: float = 0.0
    confidence: float | None = None


class Rule(msgspec.Struct, frozen=True):
    """A ruled line or the thin side of a drawn box: a table's border, a divider."""

    x0: float
    top: float
    x1: float
    bottom: float


class Page(msgspec.Struct, frozen=True):
    """One page as read: its spans in the order of the content stream, its rules, where its text came from."""

    number: int
    width: float
    height: float
    layer: Layer
    spans: tuple[Span, ...]
    rules: tuple[Rule, ...] = ()
    findings: tuple[Finding, ...] = ()


class Cell(msgspec.Struct, frozen=True):
    """A part of a printed line that a wide gap parts from the rest: a table's cell, one of several signatures."""

    text: str
    x0: float
    x1: float


class Line(msgspec.Struct, frozen=True):
    """One printed line, left to right. `text` is its cells' texts joined by one space.

    `column_x1` is the right edge of the column of text that the line stands in: where the next word would have
    had room before it, the line was ended on purpose.
    """

    page: int
    text: str
    bbox: BBox
    baseline: float
    size: float
    bold: bool
    italic: bool
    cells: tuple[Cell, ...]
    column_x0: float
    column_x1: float
    confidence: float | None = None


class Role(StrEnum):
    """What a block is on the page."""

    TITLE = "title"
    HEADING = "heading"
    PARAGRAPH = "paragraph"
    LIST_ITEM = "list_item"
    TABLE = "table"
    SIGNATURE = "signature"
    FURNITURE = "furniture"


class Why(StrEnum):
    """Why a block's text differs from the print at a place."""

    LINE_BREAK = "line_break"
    HYPHEN = "hyphen"
    LIGATURE = "ligature"
    SOFT_HYPHEN = "soft_hyphen"
    SPACED = "spaced"
    COMPOSED = "composed"
    OCR = "ocr"


class Edit(msgspec.Struct, frozen=True):
    """``text[at:at + length]`` was printed as `printed`. All edits of a text, undone from the last, give the print."""

    at: int
    length: int
    printed: str
    why: Why


class PlacedLine(msgspec.Struct, frozen=True):
    """A line of a block and the offset in the block's text at which its characters begin."""

    at: int
    line: Line


class Block(msgspec.Struct, frozen=True):
    """A paragraph, heading, list item, table or piece of furniture, in reading order.

    `text` is its lines joined by one space, words rejoined; a table's lines and a signature's are joined by a
    line feed instead, its cells by a tab. `edits` gives the print back. `level` is a heading's rank by its look
    (1 the largest), None where the block is no heading. `label` is a list item's printed label (`1.`, `–`, `•`),
    which is a part of `text` too.
    """

    id: str
    role: Role
    text: str
    lines: tuple[PlacedLine, ...]
    edits: tuple[Edit, ...] = ()
    level: int | None = None
    label: str | None = None

    @property
    def page(self) -> int:
        """The page that the block begins on."""
        return self.lines[0].line.page

    @property
    def recognised(self) -> bool:
        """Whether OCR read any of its lines."""
        return any(placed.line.confidence is not None for placed in self.lines)

    @property
    def bold(self) -> bool:
        """Whether all of it is set in bold."""
        return all(placed.line.bold for placed in self.lines)

    @property
    def size(self) -> float:
        """The size of its first line, in points."""
        return self.lines[0].line.size

    @property
    def x0(self) -> float:
        """Its left edge, in points."""
        return min(placed.line.bbox.x0 for placed in self.lines)


class Facts(msgspec.Struct, frozen=True):
    """What a document says that it is. `family` decides how it is segmented: `memorandum` or `minutes`."""

    family: str
    type: str
    number: str | None = None
    diary_numbers: tuple[str, ...] = ()
    title: str | None = None
    municipality: str | None = None
    municipality_code: str | None = None
    body: str | None = None
    department: str | None = None
    date: str | None = None
    front: tuple[str, ...] = ()


class MatterDraft(msgspec.Struct, frozen=True):
    """A matter (ärende) as found: its number as printed, its title, the ids of its heading's blocks."""

    number: str | None = None
    title: str | None = None
    diary_numbers: tuple[str, ...] = ()
    blocks: tuple[str, ...] = ()


class ActDraft(msgspec.Struct, frozen=True):
    """An act as segmented, before it is attributed.

    `matter` and `parent` are indices (of matters, of acts). `heading` counts how many of its blocks, from the
    first, are headings that belong to it. `rule` opened it; `cue` is where the rule's words stand, as offsets into
    the text of the block after the heading (None where a heading alone opened it). `subject` says where those who
    act are named (see `parser.profile.Opening`). `named` is the body that its heading or its words name.
    """

    kind: str
    blocks: tuple[Block, ...]
    rule: str
    matter: int | None = None
    parent: int | None = None
    body: str | None = None
    named: str | None = None
    heading: int = 0
    cue: tuple[int, int] | None = None
    subject: str = "around"
    weight: float = 1.0
    consultation: bool = False

    @property
    def announcement(self) -> str:
        """The text of its first block that is no heading; of its last heading where there is none."""
        if not self.blocks:
            return ""
        return self.blocks[min(self.heading, len(self.blocks) - 1)].text


class Segmented(msgspec.Struct, frozen=True):
    """A document cut into matters and acts. `blocks` are the layout's, split where one held two acts."""

    facts: Facts
    blocks: tuple[Block, ...]
    matters: tuple[MatterDraft, ...]
    acts: tuple[ActDraft, ...]
    notes: tuple[ActDraft, ...] = ()
    attendance: tuple[Block, ...] = ()
    findings: tuple[Finding, ...] = ()
