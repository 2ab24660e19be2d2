"""Where a page's text stands in columns: gutters that nothing crosses, with running text or margin headings beside.

Columns are told from tables by what stands in them: lines of running text fill their column, go on in small letters,
and need not be level with the lines beside them; a table's cells are short, and its rows align.
"""

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from itertools import pairwise

from parser.layout.ruling import Ruling
from parser.layout.segments import Segment

# The column that a line stands in: 0 is the full width of the page, others are numbered from the left; headings that
# stand in the margin beside their text are 3, the text 4. A column in a column has two figures.
FULL = 0
_ONE, _TWO, _MARGIN, _BESIDE = 1, 2, 3, 4


def in_margin(column: int) -> bool:
    """Whether `column` is one of headings beside their text."""
    return column % 10 == _MARGIN


CLUSTER = 3.0  # points within which left edges count as one
FEWEST = 4  # lines without which nothing is a column
_FILL = 0.7  # share of the column's width that the middle line of running text fills
_WORDS = 2.5  # words a line, at least
_NARROW = 0.6  # of the right side's width: a left side that is wider is a column of its own
_DENSE = 0.7  # share of the lines that there is room for which a narrow column has at least
_FEW = 0.5  # as many lines as on the right, at most, where headings stand in the margin
_LOWER = 0.3  # share of lines that begin with a small letter


def rows_in(segments: Iterable[Segment]) -> list[list[Segment]]:
    """`segments` by their rows, from the top, each from left to right."""
    rows: dict[int, list[Segment]] = {}
    for segment in sorted(segments, key=lambda s: (s.row, s.x0)):
        rows.setdefault(segment.row, []).append(segment)
    return list(rows.values())


def is_among(gutter: float, gutters: Iterable[float]) -> bool:
    """Whether a gutter, by its place in points, is one of these."""
    return any(abs(gutter - x) < CLUSTER for x in gutters)


Part = tuple[int, list[Segment]]


def find_columns(
    segments: Sequence[Segment], rules: Ruling | None, known: Sequence[float]
) -> tuple[float, list[Part]] | None:
    """A gutter, and a page cut in bands: each of two columns (numbers 1 and 2) or of the full width (0)."""
    if len(segments) < FEWEST:
        return None
    left = min(s.x0 for s in segments)
    right = max(s.x1 for s in segments)
    best: tuple[int, float, list[Part]] | None = None
    tried = [(x, False) for x in _gutters(segments, left, right)]
    tried += [(x, True) for x in known if left < x < right and not is_among(x, [t for t, _ in tried])]
    for gutter, sure in tried:
        sure = sure or is_among(gutter, known)
        parts, held = _bands(segments, gutter, rules, sure=sure, margin=False)
        if not held:
            parts, held = _bands(segments, gutter, rules, sure=sure, margin=True)
            if held and not sure:
                parts, held = _bands(segments, gutter, rules, sure=True, margin=True)
        if held and (best is None or held > best[0]):
            best = (held, gutter, parts)
    if best is None:
        return _short_second_column(segments, known)
    return best[1:]


def _short_second_column(segments: Sequence[Segment], known: Sequence[float]) -> tuple[float, list[Part]] | None:
    """A right column of a few lines, where a text ends: level with the left one's top, right beside its lines' ends.

    Too short to show by itself, it is known by the left column, none of whose many lines passes it: running text, but
    for a gutter that other pages have (`known`).
    """
    left = min(s.x0 for s in segments)
    middle = left + 0.35 * (max(s.x1 for s in segments) - left)
    starts = sorted((s for s in segments if s.x0 > middle), key=lambda s: (s.base, s.x0))
    for first in starts[:FEWEST] if len(starts) < 2 * FEWEST else ():
        gutter = first.x0 - 1.0
        twos = [s for s in segments if s.x0 >= gutter and s.base >= first.base]
        ones = [s for s in segments if s.x1 <= gutter and s.base >= first.base - 0.5 * first.size]
        if len(ones) < 3 * FEWEST or not len(twos) < 2 * FEWEST or len(ones) + len(twos) < 0.8 * len(segments):
            continue
        above = [s for s in segments if s.base < first.base and s not in ones]
        if len(above) + len(ones) + len(twos) < len(segments):
            continue  # something passes the gutter
        sure = is_among(gutter, known)
        near = sure or sorted(s.x1 for s in ones)[-len(ones) // 4] > gutter - 4 * first.size
        small = sure or sum(s.text[0].islower() for s in ones) > 0.2 * len(ones)
        level = min(s.base for s in ones) > first.base - 1.5 * first.size
        words = sum(1 + s.text.count(" ") for s in twos) / len(twos)
        if near and level and small and words >= _WORDS:
            parts: list[Part] = [(FULL, above)] if above else []
            return gutter, [*parts, (_ONE, ones), (_TWO, twos)]
    return None


def _gutters(segments: Sequence[Segment], left: float, right: float) -> list[float]:
    """Left edges that several segments share, away from the page's own: the likeliest first, three at most."""
    starts = sorted(s.x0 for s in segments if s.x0 > left + 0.15 * (right - left))
    clusters: list[tuple[int, float]] = []
    begin = 0
    for end in range(1, len(starts) + 1):
        if end == len(starts) or starts[end] - starts[end - 1] > CLUSTER:
            if end - begin >= FEWEST:
                clusters.append((end - begin, starts[begin]))
            begin = end
    clusters.sort(key=lambda c: (-c[0], c[1]))
    return [x - 1.0 for _, x in clusters[:3]]


def _bands(
    segments: Sequence[Segment], gutter: float, rules: Ruling | None, *, sure: bool, margin: bool
) -> tuple[list[Part], int]:
    """Bands between the segments that cross the gutter, and how many segments stand in columns.

    `margin`: look for headings in the margin beside their text, not for columns.
    """
    parts: list[Part] = []
    held = 0
    ones: list[Segment] = []
    twos: list[Segment] = []

    def close() -> None:
        nonlocal held
        if not ones and not twos:
            return
        head, body_ones, body_twos = _trim(ones, twos)
        if not margin and body_twos and _are_columns(body_ones, body_twos, gutter, rules, sure=sure):
            if head:
                parts.append((FULL, head))
            parts.append((_ONE, body_ones))
            parts.append((_TWO, body_twos))
            held += len(body_ones) + len(body_twos)
        elif margin and twos and _are_margin_headings(ones, twos, gutter, sure=sure):
            parts.extend(_beside(ones, twos))
            held += len(ones) + len(twos)
        else:
            parts.append((FULL, ones + twos))
        ones.clear()
        twos.clear()

    crossing: list[Segment] = []
    whole = _rows_of_one_look(segments, gutter) if margin else set()
    for segment in sorted(segments, key=lambda s: (s.base, s.x0)):
        if segment.row in whole:
            side = None
        elif segment.x1 <= gutter + 1.0:
            side = ones
        elif segment.x0 >= gutter:
            side = twos
        else:
            side = None
        if side is None:
            if ones or twos:
                # What stands in the crossing segment's own row belongs with it.
                same = [s for s in ones + twos if s.row == segment.row]
                for s in same:
                    (ones if s in ones else twos).remove(s)
                if crossing:
                    parts.append((0, crossing))
                    crossing = []
                close()
                crossing = same
            crossing.append(segment)
            continue
        if crossing:
            if crossing[-1].row == segment.row:
                crossing.append(segment)
                continue
            parts.append((0, crossing))
            crossing = []
        side.append(segment)
    if crossing:
        parts.append((0, crossing))
    close()
    return _merge_full(parts), held


def _rows_of_one_look(segments: Sequence[Segment], gutter: float) -> set[int]:
    """Rows over the gutter that are headings on both sides (`§ 14   Dnr 123`): one line, no columns."""
    left: dict[int, Segment] = {}
    right: dict[int, Segment] = {}
    for s in segments:
        (left if s.x1 <= gutter + 1.0 else right)[s.row] = s
    return {
        row
        for row, s in left.items()
        if row in right
        and s.bold
        and right[row].bold
        and abs(s.size - right[row].size) < 0.5
        and right[row].x0 - gutter > 3 * s.size
    }


def _trim(ones: Sequence[Segment], twos: Sequence[Segment]) -> tuple[list[Segment], list[Segment], list[Segment]]:
    """What stands above where the right column begins is full width, unless it is the left column's own text."""
    if not ones or not twos:
        return [], list(ones), list(twos)
    start = twos[0].base - 0.6 * twos[0].size
    head = [s for s in ones if s.base < start]
    if not head:
        return [], list(ones), list(twos)
    gap = min((s.base for s in ones if s.base >= start), default=start) - head[-1].base
    if gap > 2.0 * head[-1].size or head[-1].size > 1.15 * twos[0].size:
        return head, [s for s in ones if s.base >= start], list(twos)
    return [], list(ones), list(twos)


def _merge_full(parts: list[Part]) -> list[Part]:
    merged: list[Part] = []
    for number, part in parts:
        if not number and merged and not merged[-1][0]:
            merged[-1] = (0, merged[-1][1] + part)
        else:
            merged.append((number, part))
    return merged


def _are_columns(ones: list[Segment], twos: list[Segment], gutter: float, rules: Ruling | None, *, sure: bool) -> bool:
    """Whether both sides of a gutter are running text. `sure`: the document has columns there on another page."""
    if len(ones) < FEWEST:
        return False
    top, bottom = ones[0].top, max(ones[-1].bottom, twos[-1].bottom)
    if rules is not None and rules.across(gutter, top, bottom) > 1:
        return False
    if _is_margin(ones, twos, gutter):
        return False
    if min(len(ones), len(twos)) >= 2 * FEWEST and not _is_level(ones, twos):
        # Rows of a table would be level; a few signs of running text are enough here.
        return any(sum(s.text[0].islower() or s.text[-1] == "-" for s in side) > 3 for side in (ones, twos))
    if not (_is_running(ones) or find_columns(ones, rules, ()) is not None):
        return False
    if sure and any(abs(s.x0 - gutter) < CLUSTER for s in twos):
        return True
    return (
        _is_running(twos)
        or find_columns(twos, rules, ()) is not None
        or (len(twos) < 2 * FEWEST and _goes_on(ones, twos))
    )


def _is_margin(ones: Sequence[Segment], twos: Sequence[Segment], gutter: float) -> bool:
    """Whether the left side is much narrower than the right one, and heavy or full of holes: headings in the margin."""
    wide = max(s.x1 for s in twos) - gutter
    if gutter - min(s.x0 for s in ones) > _NARROW * wide:
        return False
    if _stand_out(ones, twos):
        return True
    return _has_holes(ones, twos)


def _has_holes(ones: Sequence[Segment], twos: Sequence[Segment]) -> bool:
    """Whether the left side leaves much of the room that it has beside the right one empty."""
    bases = sorted({s.base for s in twos})
    steps = sorted(b - a for a, b in pairwise(bases) if b - a > 0.5 * twos[0].size)
    leading = steps[len(steps) // 4] if steps else 1.2 * twos[0].size
    top, bottom = min(ones[0].base, twos[0].base), max(ones[-1].base, twos[-1].base)
    return len({s.row for s in ones}) < _DENSE * (bottom - top) / leading


def _is_level(ones: Sequence[Segment], twos: Sequence[Segment]) -> bool:
    """Whether most lines of the side with fewer have one level with them on the other side."""
    few, many = sorted((ones, twos), key=len)
    bases = sorted(s.base for s in many)
    level = 0
    for s in few:
        near = (0.1 if s.conf is None else 0.25) * s.size
        place = bisect_left(bases, s.base - near)
        level += place < len(bases) and bases[place] <= s.base + near
    return level > 0.6 * len(few)


def _are_margin_headings(ones: Sequence[Segment], twos: Sequence[Segment], gutter: float, *, sure: bool) -> bool:
    """Whether the left side holds headings of sentences on the right: of another look, or short and few."""
    twos = [s for s in twos if ones and s.base > ones[0].base - s.size]  # above the first heading there is none
    rows = {s.row for s in twos}
    beside = [s for s in ones if s.row in rows]
    if not beside:
        return False
    few = _few_at_an_edge(ones, twos, gutter, sure=sure)
    if len(beside) < 2 and not sure and (len(ones) < 3 or not (few or _stand_out(ones, twos))):
        return False
    length = sum(len(s.text) for s in twos)
    prose = sum(len(s.text) for s in twos if s.text[0].islower() or s.text[-1] in ".:")
    if not sure and prose < (0.15 if few else 0.25) * length:
        return False  # a form: labels, and names or figures beside them
    if few or _stand_out(beside, twos):
        return True
    if len(ones) > 0.7 * len(rows) + 2 or sum(len(s.text) for s in ones) > 0.35 * length:
        return False
    return len(beside) < 0.4 * len(rows) and _is_running(twos)


def _few_at_an_edge(ones: Sequence[Segment], twos: Sequence[Segment], gutter: float, *, sure: bool) -> bool:
    """Whether a narrow left side has few lines, and they and those on the right begin at an edge each.

    In a picture nothing else tells a heading in the margin: neither weight nor slant is read surely.
    """
    left = min(s.x0 for s in ones)
    if gutter - left > _NARROW * (max(s.x1 for s in twos) - gutter):
        return False
    if not sure and (len(twos) < 2 * FEWEST or (len(ones) > _FEW * len(twos) and not _has_holes(ones, twos))):
        return False
    flush = sum(s.x0 - left < CLUSTER for s in ones), sum(s.x0 - gutter < 2 * CLUSTER for s in twos)
    return flush[0] > 0.9 * len(ones) and flush[1] > 0.6 * len(twos)


def _stand_out(headings: Sequence[Segment], text: Sequence[Segment]) -> bool:
    """Whether most `headings` are of a look that little of the `text` has: heavy, slanted or larger."""
    usual = sorted(s.size for s in text)[len(text) // 2]

    def stands_out(s: Segment) -> bool:
        return s.bold or s.italic or s.size > 1.08 * usual

    heavy = sum(len(s.text) for s in text if stands_out(s))
    return sum(map(stands_out, headings)) > 0.8 * len(headings) and heavy < 0.3 * sum(len(s.text) for s in text)


def _beside(ones: Sequence[Segment], twos: Sequence[Segment]) -> list[Part]:
    """Each heading in the margin, over its lines, then the text beside it down to the next."""
    parts: list[Part] = []
    headings: list[list[Segment]] = []
    for segment in ones:
        if headings and segment.base - headings[-1][-1].base < 1.6 * segment.size:
            headings[-1].append(segment)
        else:
            headings.append([segment])
    done = 0
    for heading in headings:
        start = heading[0].base - 0.5 * heading[0].size
        upto = done
        while upto < len(twos) and twos[upto].base < start:
            upto += 1
        if upto > done:
            parts.append((_BESIDE, list(twos[done:upto])))
        parts.append((_MARGIN, heading))
        done = upto
    if done < len(twos):
        parts.append((_BESIDE, list(twos[done:])))
    return parts


def _is_running(segments: Sequence[Segment]) -> bool:
    """Whether a column's lines are running text."""
    lines = rows_in(segments)
    if len(lines) < FEWEST:
        return False
    x0 = min(line[0].x0 for line in lines)
    x1 = max(line[-1].x1 for line in lines)
    fills = sorted((line[-1].x1 - line[0].x0) / (x1 - x0 or 1.0) for line in lines)
    words = sum(1 + s.text.count(" ") for line in lines for s in line) / len(lines)
    small = sum(line[0].text[0].islower() for line in lines[1:]) / (len(lines) - 1)
    cut = sum(line[-1].text[-1] == "-" for line in lines)
    return fills[len(fills) // 2] >= _FILL and words >= _WORDS and (small >= _LOWER or cut >= 2)


def _goes_on(ones: Sequence[Segment], twos: Sequence[Segment]) -> bool:
    """Whether a short right column, the end of a text, continues the left one."""
    last, first = ones[-1].text, twos[0].text
    level = twos[0].base - ones[0].base
    words = sum(1 + s.text.count(" ") for s in twos) / len(twos)
    return level < 1.5 * ones[0].size and (
        last[-1] == "-" or first[0].islower() or (words >= 2 * _WORDS and last[-1] in ".:;!?")
    )
