"""The page that `inspect` writes: the print with what was found outlined on it, and the record beside.

One HTML file that asks nothing of anybody else: pictures, style and script are inside, and its content security
policy forbids the rest. Every word of the document passes the template's escaping. Without JavaScript all is shown
and its links work; the script adds highlighting, keys and scrolling.
"""

from collections.abc import Iterable

import msgspec

from parser.cli import words
from parser.cli.pictures import Picture, picture
from parser.cli.template import inside, template
from parser.cli.view import RecordView
from parser.layout import PageInfo
from parser.record.types import Act, ActId, Block, BlockId, BlockRole, Box, Record, Warning

DPI = 110
LONG = 80
"""Documents of more pages than this are drawn coarser, so that a browser can hold the page."""
LONG_DPI = 72
MARGINS = (3.0, 0.5, 3.0, 0.5)
"""Points by which an outline stands off its block at its left, top, right and bottom, clear of the letters."""


class Outline(msgspec.Struct, frozen=True):
    """A block's rectangle on a sheet, in percent of it.

    `first` is where its innermost act begins on the sheet; `room` is how much of the sheet's width is to its right.
    """

    id: str
    block: Block
    style: str
    acts: tuple[Act, ...]
    kind: str
    first: bool
    room: float


class Mark(msgspec.Struct, frozen=True):
    """A warning's place on a sheet."""

    number: int
    style: str
    message: str


class Sheet(msgspec.Struct, frozen=True):
    """A page: its picture, the outlines of its blocks and its warnings' marks."""

    picture: Picture
    outlines: tuple[Outline, ...]
    marks: tuple[Mark, ...]


class Card(msgspec.Struct, frozen=True):
    """An act beside the print, with the acts that it holds. `warnings` are pairs of number and warning."""

    act: Act
    pages: tuple[int, ...]
    anchor: str | None
    about: tuple[Act, ...]
    in_favour_of: tuple[Act, ...]
    refers_to: tuple[Act, ...]
    pointed_at_by: tuple[Act, ...]
    warnings: tuple[tuple[int, Warning], ...]
    children: tuple["Card", ...]


def html_page(record: Record, data: bytes, pages: Iterable[PageInfo] = (), *, dpi: int | None = None) -> str:
    """The whole page as text.

    `record` is what was made of the PDF in `data`; `pages` are the measures of its pages, where they are known;
    `dpi` is the pictures' resolution (default: 110, for long documents 72). The same in gives the same out.
    """
    view = RecordView(record)
    resolution = dpi or (DPI if record.source.pages <= LONG else LONG_DPI)
    sizes = {one.number: (one.width, one.height) for one in pages if one.width > 0 and one.height > 0}
    pictures = [picture(data, n, sizes.get(n), dpi=resolution) for n in range(1, record.source.pages + 1)]
    return page(view, pictures)


def page(view: RecordView, pictures: list[Picture]) -> str:
    """The page of a record with the pictures given."""
    record = view.record
    line = words.document_line(record.document)
    return template("page").render(
        record=record,
        title=record.document.title or line,
        line=f"{line} · {record.source.file_name}" if record.document.title else record.source.file_name,
        **inside("page"),
        kinds=[(kind, words.KINDS[kind], number) for kind, number in words.count_kinds(record.acts)],
        sheets=_sheets(view, pictures),
        matters=[(matter, tuple(_card(view, act) for act in acts)) for matter, acts in view.by_matter()],
        warnings=list(enumerate(record.warnings, start=1)),
        acts_of=_acts_of(view),
        first_place=lambda block: _anchor(view, block),
        pages_of=view.pages_of,
        said=view.said,
        words=words,
    )


def _sheets(view: RecordView, pictures: list[Picture]) -> list[Sheet]:
    by_page: dict[int, list[tuple[Block, Box, int]]] = {}
    for block in view.record.blocks:
        for turn, place in enumerate(view.places(block.id)):
            by_page.setdefault(place.page, []).append((block, place.bbox, turn))
    acts_of = _acts_of(view)
    sheets = []
    for one in pictures:
        seen: set[ActId] = set()
        outlines = [
            _outline(one, *placed, acts_of.get(placed[0].id, ()), seen) for placed in by_page.get(one.number, ())
        ]
        sheets.append(Sheet(one, tuple(outlines), tuple(_marks(view, one))))
    return sheets


def _acts_of(view: RecordView) -> dict[BlockId, tuple[Act, ...]]:
    return {block: tuple(view.acts[one] for one in ids) for block, ids in view.innermost().items()}


def _outline(sheet: Picture, block: Block, box: Box, turn: int, acts: tuple[Act, ...], seen: set[ActId]) -> Outline:
    furniture = block.role is BlockRole.FURNITURE
    kind = acts[0].kind.value if acts else "furniture" if furniture else "none"
    first = bool(acts) and acts[0].id not in seen
    seen.update(act.id for act in acts[:1])
    room = 100 * (1 - (box[2] + MARGINS[2]) / sheet.width)
    name = block.id if turn == 0 else f"{block.id}-{turn + 1}"
    return Outline(name, block, _style(sheet, box), acts, kind.replace("_", "-"), first, room)


def _style(sheet: Picture, box: Box) -> str:
    """The rectangle in percent of the sheet, so that it fits at any size; kept inside the sheet."""
    left, above, right, below = MARGINS
    x0, x1 = (min(max(edge, 0.0), sheet.width) for edge in (box[0] - left, box[2] + right))
    top, bottom = (min(max(edge, 0.0), sheet.height) for edge in (box[1] - above, box[3] + below))
    across, down = 100 / sheet.width, 100 / sheet.height
    return (
        f"left:{x0 * across:.2f}%;top:{top * down:.2f}%;"
        f"width:{max(x1 - x0, 1) * across:.2f}%;height:{max(bottom - top, 1) * down:.2f}%"
    )


def _marks(view: RecordView, sheet: Picture) -> list[Mark]:
    marks = []
    for number, warning in enumerate(view.record.warnings, start=1):
        places = [(place.page, place.bbox) for place in view.places(warning.block)[:1]] if warning.block else []
        if warning.page is not None and warning.bbox is not None:
            places = [(warning.page, warning.bbox)]
        marks += [Mark(number, _style(sheet, box), warning.message) for on, box in places if on == sheet.number]
    return marks


def _card(view: RecordView, act: Act, above: frozenset[ActId] = frozenset()) -> Card:
    above = above | {act.id}
    return Card(
        act=act,
        pages=tuple(view.pages_of(act)),
        anchor=next((found for block in act.blocks if (found := _anchor(view, block))), None),
        about=tuple(view.known(act.about)),
        in_favour_of=tuple(view.known(act.in_favour_of)),
        refers_to=tuple(view.known((act.refers_to,) if act.refers_to else ())),
        pointed_at_by=tuple(
            other
            for other in view.record.acts
            if act.id in other.about or act.id in other.in_favour_of or act.id == other.refers_to
        ),
        warnings=tuple((number, one) for number, one in enumerate(view.record.warnings, start=1) if one.act == act.id),
        children=tuple(_card(view, child, above) for child in view.children(act) if child.id not in above),
    )


def _anchor(view: RecordView, block: BlockId) -> str | None:
    return block if view.places(block) else None
