"""Spans of a page into rows of segments: words joined, spaces set, wide gaps cut."""

import itertools
import re
from collections.abc import Iterable, Sequence
from operator import attrgetter

from parser.layout.gutters import find_gutters, is_label
from parser.layout.ruling import Ruling
from parser.layout.segments import Segment, main_size
from parser.layout.turning import along
from parser.model import Span

# Shares of the type size. A gap is a word space from WORD_GAP on; it parts cells from WIDE_GAP on, and where it is
# WIDE_FACTOR times the row's usual word space (justified lines have spaces of more than one em).
WORD_GAP = 0.13
WIDE_GAP = 1.5
WIDE_FACTOR = 2.6
LOOSEST = 2.3  # times that gap, which no stretched line has between words
# Spans whose baselines differ by less than this share of the size are one row (OCR jitters by a point).
SAME_BASELINE = 0.25
# A smaller span this far (share of the size) from a row's baseline is a super- or subscript of the row.
SCRIPT_SHIFT = 0.55
SCRIPT_SIZE = 0.8
# A second printing of the same text this near the first is a fake bold or a shadow.
SHADOW = 0.12

_WIDE_IN_SPAN = re.compile(r"\s{3,}|\s*\t\s*")
_TWO_SPACES = re.compile(r"\s{2,}")
_ALIKE = attrgetter("baseline")
_LEFT = attrgetter("x0")


def rows_of(
    spans: Iterable[Span], width: float, ruling: Ruling | None = None
) -> tuple[list[list[Segment]], list[Segment]]:
    """Rows from the top of the page, each a list of segments from left to right; and the shadows (second printings).

    Text that is turned by quarters is taken in its own direction, after the upright text; what is turned otherwise
    (a stamp across the page) is cut in rows where it stands. `width` is the page's, `ruling` its ruled lines.

    Guarantees:
    1. Every non-space character of every span is in exactly one segment, once.
    2. A segment's text neither begins nor ends with white space.
    3. The result does not depend on the order of `spans`, but for spans that lie at one place.
    """
    upright: list[Span] = []
    turned: dict[int, list[Span]] = {}
    shadows: list[Segment] = []
    for span in spans:
        if span.text and not span.text.isspace():
            if span.rotation == 0.0:
                upright.append(span)
            else:
                quarter = round(span.rotation / 90) % 4
                turned.setdefault(quarter, []).append(along(span, quarter) if quarter else span)
    rows: list[list[Segment]] = []
    if upright:
        _add_rows(rows, upright, shadows, width, 0, ruling)
    for quarter in sorted(turned):
        _add_rows(rows, turned[quarter], shadows, width, quarter, None)
    return rows, shadows


def _add_rows(
    rows: list[list[Segment]],
    spans: list[Span],
    shadows: list[Segment],
    width: float,
    turn: int,
    ruling: Ruling | None,
) -> None:
    clustered = _cluster(spans)
    for number, row in enumerate(clustered):
        if len(row) > 1:
            row.sort(key=_LEFT)
            clustered[number] = _without_shadows(row, shadows)
    cuts = find_gutters(clustered, width)
    for number, row in enumerate(clustered):
        ruled = ruling.uprights(row[0].baseline - 0.3 * row[0].size) if ruling and len(row) > 1 else ()
        segments = _segments(row, cuts.get(number, ()), ruled)
        place = len(rows)
        for segment in segments:
            segment.row = place
            segment.turn = turn
        rows.append(segments)


def _cluster(spans: list[Span]) -> list[list[Span]]:
    """Group spans by baseline, then give super- and subscripts to the row that they stand at."""
    spans.sort(key=_ALIKE)
    rows: list[list[Span]] = []
    last = size = 0.0
    current: list[Span] = []
    scripts = False
    for span in spans:
        if current and span.baseline - last <= SAME_BASELINE * min(span.size, size):
            current.append(span)
            if span.size > size:
                size = span.size
        else:
            if current and abs(span.baseline - last) <= SCRIPT_SHIFT * max(span.size, size):
                scripts = True
            current = [span]
            rows.append(current)
            size = span.size
        last = span.baseline
    return _attach_scripts(rows) if scripts else rows


def _attach_scripts(rows: list[list[Span]]) -> list[list[Span]]:
    kept: list[list[Span]] = []
    for number, row in enumerate(rows):
        size = max(s.size for s in row)
        home = None
        for other in (*(rows[number + 1 : number + 2]), *kept[-1:]):
            big = max(s.size for s in other)
            if (
                size <= SCRIPT_SIZE * big
                and abs(other[0].baseline - row[0].baseline) <= SCRIPT_SHIFT * big
                and all(any(_touches(s, o, big) for o in other) for s in row)
            ):
                home = other
                break
        if home is None:
            kept.append(row)
        else:
            home.extend(row)
    return kept


def _touches(small: Span, big: Span, size: float) -> bool:
    return -0.4 * size <= small.x0 - big.x1 <= 0.4 * size or -0.4 * size <= big.x0 - small.x1 <= 0.4 * size


def _without_shadows(row: list[Span], shadows: list[Segment]) -> list[Span]:
    kept = [row[0]]
    for span in row[1:]:
        near = SHADOW * span.size
        twin = next(
            (k for k in reversed(kept[-3:]) if abs(k.x0 - span.x0) <= near and k.text.strip() == span.text.strip()),
            None,
        )
        if twin is not None and abs(twin.baseline - span.baseline) <= near and len(span.text) > 1:
            shadows.append(Segment(span.text.strip(), span.x0, span.x1, (span,), 0.0, span.x0))
        else:
            kept.append(span)
    return kept


def _segments(row: list[Span], cuts: Sequence[float], ruled: Sequence[float]) -> list[Segment]:
    if len(row) == 1:
        span = row[0]
        text = span.text
        if "   " in text or "\t" in text:
            return [_build([piece]) for piece in _pieces(span, _WIDE_IN_SPAN)]
        return [_build([(text, span.x0, span.x1, span)])]
    wide = WIDE_GAP * main_size(row)
    widest = max([b.x0 - a.x1 for a, b in itertools.pairwise(row)])
    if widest >= wide:
        wide = _wide_gap(row, wide)
    expand = _WIDE_IN_SPAN if widest < wide else _TWO_SPACES
    groups: list[list[_Piece]] = []
    current: list[_Piece] = []
    for span in row:
        text = span.text
        pieces = (
            _pieces(span, expand)
            if "   " in text or "\t" in text or (expand is _TWO_SPACES and "  " in text)
            else [(text, span.x0, span.x1, span)]
        )
        for number, piece in enumerate(pieces):
            if (current and ruled and _cut(current[-1][2], piece[1], ruled)) or (
                current
                and (number or piece[1] - current[-1][2] >= wide or _cut(current[-1][2], piece[1], cuts))
                and not (
                    len(current) == 1
                    and is_label(current[0][0], piece[1] - current[0][1])
                    # A dash amid a row is an empty cell's.
                    and not (groups and current[0][0][0] in "-–—")
                )
            ):
                groups.append(current)
                current = []
            current.append(piece)
    groups.append(current)
    return [_build(group) for group in groups]


def _cut(end: float, start: float, cuts: Sequence[float]) -> bool:
    return any(end < x < start for x in cuts)


def _wide_gap(row: Sequence[Span], wide: float) -> float:
    """From where on a gap of this row parts cells; `wide` is so for a row of ordinary spaces.

    A stretched line has wider spaces, all alike; in a row of a table they differ from cell to cell.
    """
    gaps = [b.x0 - a.x1 for a, b in itertools.pairwise(row) if b.x0 - a.x1 > WORD_GAP * b.size]
    for span in row:
        if len(span.edges) == len(span.text) + 1:
            gaps += [span.edges[i + 1] - span.edges[i] for i, c in enumerate(span.text) if c == " "]
    gaps.sort()
    if sum(gap < wide for gap in gaps) > 1:
        return max(wide, WIDE_FACTOR * gaps[len(gaps) // 2])
    stretched = len(gaps) > 1 and gaps[-1] < LOOSEST * wide and gaps[-1] - gaps[0] < 0.15 * gaps[-1]
    return gaps[-1] + 1.0 if stretched else wide


_Piece = tuple[str, float, float, Span]


def _pieces(span: Span, wide: re.Pattern[str]) -> list[_Piece]:
    """Cut a span at its wide runs of white space."""
    text = span.text
    pieces: list[_Piece] = []
    start = len(text) - len(text.lstrip())
    end = len(text.rstrip())
    for gap in wide.finditer(text, start, end):
        pieces.append((text[start : gap.start()], _edge(span, start), _edge(span, gap.start()), span))
        start = gap.end()
    pieces.append((text[start:end], _edge(span, start), _edge(span, end), span))
    return pieces


def _edge(span: Span, index: int) -> float:
    """The x of the left edge of a character (the right edge of the last for the length)."""
    if len(span.edges) == len(span.text) + 1:
        return span.edges[index]
    return span.x0 + (span.x1 - span.x0) * index / len(span.text)


def _build(pieces: list[_Piece]) -> Segment:
    text, x0, x1, span = pieces[0]
    if len(pieces) == 1:
        plain = text.strip()
        if len(plain) != len(text):
            lead = text.index(plain[0])
            if text is span.text:
                x0, x1 = _edge(span, lead), _edge(span, lead + len(plain))
            text = plain
        space = text.find(" ")
        if space < 0:
            return Segment(text, x0, x1, (span,), x1 - x0, x1)
        if text is span.text and len(span.edges) == len(text) + 1:
            return Segment(text, x0, x1, (span,), span.edges[space] - x0, span.edges[space + 1])
        step = (x1 - x0) / len(text)
        return Segment(text, x0, x1, (span,), step * space, x0 + step * (space + 1))
    parts = [text.lstrip()]
    end = x1
    for text, left, right, span in pieces[1:]:
        gap = left - end
        apart = gap > WORD_GAP * span.size or span.confidence is not None
        if apart and not parts[-1][-1].isspace() and not text[0].isspace():
            parts.append(" ")
        parts.append(text)
        if right > end:
            end = right
    whole = "".join(parts).rstrip()
    space = whole.find(" ")
    first, text_x = end - x0, end
    if space > 0:
        passed = 0
        for place, (text, left, right, _) in enumerate(pieces):
            stripped = text.strip()
            if passed + len(stripped) >= space:
                inner = stripped.find(" ")
                step = (right - left) / len(stripped)
                first = (right if inner < 0 else left + step * inner) - x0
                text_x = left + step * (inner + 1) if inner >= 0 or place + 1 == len(pieces) else pieces[place + 1][1]
                break
            passed += len(stripped)
    return Segment(whole, x0, end, [p[3] for p in pieces], first, text_x)
