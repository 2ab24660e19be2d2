"""Tables with ruled borders, by pdfplumber: which cells there are and what stands in each.

pdfplumber is slow (some fifteen pages a second), so that only pages which have rules are asked.
"""

import io
from collections.abc import Iterable, Iterator

import msgspec
import pdfplumber

from parser.model import BBox, Page

_LEAST_RULES = 4  # two lines each way: fewer make no table


class RuledTable(msgspec.Struct, frozen=True):
    """A table as ruled: its rows' cells, top to bottom and left to right; None where a cell is merged into another."""

    page: int
    bbox: BBox
    rows: tuple[tuple[str | None, ...], ...]
    cells: tuple[tuple[BBox | None, ...], ...]


def may_have_table(page: Page) -> bool:
    """Whether the page has enough rules, in both directions, to hold a ruled table."""
    level = sum(rule.x1 - rule.x0 >= rule.bottom - rule.top for rule in page.rules)
    return level >= 2 and len(page.rules) - level >= 2 and len(page.rules) >= _LEAST_RULES


def ruled_tables(data: bytes, numbers: Iterable[int]) -> Iterator[RuledTable]:
    """The ruled tables of the pages of those numbers (counted from 1), page by page, from the top.

    Boxes are in points from the top left corner of the page as shown. A page that pdfplumber cannot read has none.
    """
    wanted = sorted(set(numbers))
    if not wanted:
        return
    with pdfplumber.open(io.BytesIO(data), pages=wanted) as pdf:
        for page in pdf.pages:
            try:
                left, top = page.cropbox[0], page.cropbox[1]
                found = sorted(page.find_tables(), key=lambda table: (table.bbox[1], table.bbox[0]))
                for table in found:
                    texts = table.extract()
                    yield RuledTable(
                        page.page_number,
                        _box(table.bbox, left, top),
                        tuple(tuple(_cell(text) for text in row) for row in texts),
                        tuple(
                            tuple(_box(cell, left, top) if cell else None for cell in row.cells) for row in table.rows
                        ),
                    )
            except (ValueError, TypeError, KeyError, IndexError):  # what pdfminer throws at odd files
                continue
            finally:
                page.close()


def _cell(text: str | None) -> str | None:
    return None if text is None else " ".join(text.split())


def _box(box: tuple[float, float, float, float], left: float, top: float) -> BBox:
    return BBox(float(box[0] - left), float(box[1] - top), float(box[2] - left), float(box[3] - top))
