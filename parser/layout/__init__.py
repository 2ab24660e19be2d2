"""Pages of spans → lines → blocks in reading order, with words rejoined.

`lay_out` is all that others call; `undo` and `printed_form` lead from a block's text back to the print.
"""

from collections.abc import Iterable, Sequence

import msgspec

from parser.layout.assemble import to_block
from parser.layout.blocks import Group, group_lines
from parser.layout.columns import FULL
from parser.layout.cues import load_cues
from parser.layout.furniture import Rows, counting_lines, dividing_lines, take_furniture
from parser.layout.hyphens import Vocabulary, WordList
from parser.layout.lines import rows_of
from parser.layout.margins import stamp_words
from parser.layout.measure import Measures
from parser.layout.order import Orderer, Printed
from parser.layout.rank import heading_levels
from parser.layout.ruling import Ruling
from parser.layout.undo import printed_form, undo
from parser.model import Block, Finding, Layer, Page, Role

__all__ = ["Layout", "PageInfo", "lay_out", "printed_form", "undo"]


class PageInfo(msgspec.Struct, frozen=True):
    """What is kept of a page: its number, its size in points, where its text came from."""

    number: int
    width: float
    height: float
    layer: Layer


class Layout(msgspec.Struct, frozen=True):
    """A document laid out: its blocks in reading order, the pages' measures, and what was doubtful."""

    blocks: tuple[Block, ...]
    findings: tuple[Finding, ...]
    pages: tuple[PageInfo, ...]


def lay_out(pages: Iterable[Page], lexicon: WordList) -> Layout:
    """Lay out a document: `pages` as they are read, one at a time; `lexicon` tells which words are words.

    Guarantees:
    1. Every non-space character of every span is in exactly one block, once.
    2. Ids are b1, b2, … in reading order; the same pages give the same layout.
    3. `printed_form(block)` is the block's lines' texts joined by line feeds.
    4. A line's place `at` is where its characters begin in the block's text.
    5. Any pages at all can be laid out: none, empty ones, with spans anywhere, in any order.

    Raises `BadProfile` where the layout's own data is broken, and nothing of its own else.
    """
    cues = load_cues()
    infos: list[PageInfo] = []
    findings: list[Finding] = []
    rows_by_page: list[Rows] = []
    rulings: dict[int, Ruling] = {}
    strays: list[list[Printed]] = []
    for page in pages:
        infos.append(PageInfo(page.number, page.width, page.height, page.layer))
        findings += page.findings
        ruling = Ruling(page.rules)
        if ruling:
            rulings[page.number] = ruling
        rows, shadows = rows_of(page.spans, page.width, ruling)
        rows_by_page.append(rows)
        strays.append([Printed(page.number, [shadow], FULL) for shadow in shadows])
    parted = take_furniture([(info.height, rows) for info, rows in zip(infos, rows_by_page, strict=True)], cues)
    bodies: list[tuple[int, Rows, Ruling | None]] = []
    heads: list[list[Printed]] = []
    feet: list[list[Printed]] = []
    for info, (header, rows, footer), stray in zip(infos, parted, strays, strict=True):
        bodies.append((info.number, rows, rulings.get(info.number)))
        heads.append([Printed(info.number, row, FULL) for row in header])
        feet.append([Printed(info.number, row, FULL) for row in footer] + stray)
    body = Orderer().all_in_order(bodies)
    measures = Measures(body)
    apart = counting_lines(body, measures.leading(measures.body)) | dividing_lines(body, cues)
    amid = [line for place, line in enumerate(body) if place in apart]
    text = [line for place, line in enumerate(body) if place not in apart] if apart else body
    words = Vocabulary(lexicon, cues)
    words.add(line.text for line in text)
    groups = group_lines(text, measures, cues, rulings)
    ordered = _interleave(groups, infos, heads, amid, feet)
    levels = heading_levels(ordered, measures)
    blocks = [to_block(group, number, levels.get(id(group)), words) for number, group in enumerate(ordered, 1)]
    return Layout(stamp_words(blocks), tuple(findings), tuple(infos))


def _interleave(
    groups: Sequence[Group],
    infos: Sequence[PageInfo],
    heads: Sequence[list[Printed]],
    amid: Sequence[Printed],
    feet: Sequence[list[Printed]],
) -> list[Group]:
    """Put furniture where it is printed; what interrupts a block comes after it."""
    begin: dict[int, list[Group]] = {}
    for group in groups:
        begin.setdefault(group.lines[0].page, []).append(group)
    between: dict[int, list[Printed]] = {}
    for line in amid:
        between.setdefault(line.page, []).append(line)
    ordered: list[Group] = []
    for info, header, footer in zip(infos, heads, feet, strict=True):
        ordered += [Group(Role.FURNITURE, [line]) for line in header]
        numbers = between.get(info.number, [])
        for group in begin.get(info.number, []):
            first = group.lines[0]
            while numbers and numbers[0].column == first.column and numbers[0].base < first.base:
                ordered.append(Group(Role.FURNITURE, [numbers.pop(0)]))
            ordered.append(group)
        ordered += [Group(Role.FURNITURE, [line]) for line in (*numbers, *footer)]
    return ordered
