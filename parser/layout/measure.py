"""What is usual in a document: its column's edges, its leading, its body size, how it parts paragraphs."""

import itertools
from collections import Counter, defaultdict
from collections.abc import Sequence

from parser.layout.columns import FULL
from parser.layout.order import Printed

# Lines whose right ends lie within so many ems of the rightmost show that the column ends there.
_EDGE = 1.5
_ENOUGH = 5
_WIDE = 1.6  # ems from which on a distance of baselines may be one between paragraphs
_CLOSER = 0.75
_FEW_WORDS = 3
_SPACED_WORD = 18  # characters of a word of nine letters, a space after each


class Measures:
    """`leading(size)` in points; `body` is the usual type size; the rest tells how paragraphs are parted.

    `spacing`: paragraphs have space between them. `indent`: their first lines are indented by so many points, 0.0
    where they are not. `largest_text` is the largest size in which running text is set, `justified` the columns
    (page, column) whose lines are stretched to the edge.
    """

    __slots__ = ("_leadings", "_usual", "body", "indent", "justified", "largest_text", "spacing")

    def __init__(self, lines: Sequence[Printed]) -> None:
        """Measure `lines`, in reading order, furniture left out; sets the lines' column edges."""
        _set_columns(lines)
        weight: Counter[float] = Counter()
        for line in lines:
            weight[round(line.size * 2) / 2] += len(line.text)
        self.body = max(weight, key=lambda s: (weight[s], -s)) if weight else 10.0
        gaps: defaultdict[float, list[float]] = defaultdict(list)
        for above, below in itertools.pairwise(lines):
            gap = below.base - above.base
            if (
                above.page == below.page
                and above.column == below.column
                and 0 < gap < 3 * below.size
                and abs(above.size - below.size) < 0.6
                and not ends_early(above, below)
            ):
                gaps[round(below.size * 2) / 2].append(gap)
        running = sum(len(g) for g in gaps.values())
        self.largest_text = max((s for s, g in gaps.items() if len(g) > 0.04 * running + 2), default=self.body)
        self.justified = _justified(lines)
        self._leadings = {size: _usual_gap(size, sorted(g)) for size, g in gaps.items() if len(g) >= 3}
        if self.body in self._leadings:
            self._usual = self._leadings[self.body] / self.body
        else:
            every = sorted(g / s for s, gs in gaps.items() for g in gs)
            self._usual = every[len(every) // 2] if every else 1.2
        self._learn_habits(lines)

    def leading(self, size: float) -> float:
        """The usual distance of two baselines of one paragraph, in points."""
        key = round(size * 2) / 2
        return self._leadings.get(key) or self._usual * size

    def _learn_habits(self, lines: Sequence[Printed]) -> None:
        spaced = close = 0
        indents: Counter[float] = Counter()
        for number in range(1, len(lines) - 1):
            above, line, below = lines[number - 1 : number + 2]
            if not (above.page == line.page == below.page and above.column == line.column == below.column):
                continue
            if ends_early(above, line):
                if line.base - above.base > 1.15 * self.leading(line.size):
                    spaced += 1
                else:
                    close += 1
            step = line.x0 - below.x0
            if 0.6 * line.size < step < 4 * line.size and abs(above.x0 - below.x0) < 1.5:
                indents[round(step)] += 1
        self.spacing = spaced > 2 and spaced > close
        best = indents.most_common(1)
        self.indent = best[0][0] if best and best[0][1] > 2 else 0.0


def _usual_gap(size: float, gaps: Sequence[float]) -> float:
    """The distance within paragraphs, of all those (in order) of lines that were not ended on purpose.

    It is the one in the middle; where most paragraphs are of one line, that is the distance between these.
    """
    middle = gaps[len(gaps) // 2]
    closer = [gap for gap in gaps if gap < _CLOSER * middle]
    return closer[len(closer) // 2] if middle > _WIDE * size and len(closer) > 1 else middle


def room_left(above: Printed, below: Printed) -> float:
    """How much farther, in points, the next line's first word would have fitted on the line above."""
    space = 0.25 * above.size
    word = below.first_width
    text = below.text
    if len(text) > 3 and text[1] == text[3] == " ":
        # Letters set apart: the word ends where two spaces are, or is taken for a long one.
        end = text.find("  ")
        word = (below.x1 - below.x0) * (end if end > 0 else min(_SPACED_WORD, len(text))) / len(text)
    return above.column_x1 - above.x1 - space - word


def ends_early(above: Printed, below: Printed) -> bool:
    """Whether the next line's first word would have had room: the line was ended on purpose."""
    return room_left(above, below) > 0.3 * above.size


def _set_columns(lines: Sequence[Printed]) -> None:
    groups: defaultdict[tuple[int, int], list[Printed]] = defaultdict(list)
    for line in lines:
        groups[line.page, line.column].append(line)
    edges: dict[tuple[int, int], tuple[float, float, int]] = {}
    overall: defaultdict[int, list[tuple[float, int]]] = defaultdict(list)
    for key, group in groups.items():
        x0 = min(line.x0 for line in group)
        x1, support = _right_edge(group)
        edges[key] = (x0, x1, support)
        overall[key[1]].append((x1, support))
    extent: dict[int, float] = {}
    for (page, _), group in groups.items():
        extent[page] = max(extent.get(page, 0.0), *(line.x1 for line in group), 0.0)
    usual = {column: _agreed(found) for column, found in overall.items()}
    for key, group in groups.items():
        x0, x1, support = edges[key]
        if support < _ENOUGH and key[1] == FULL:
            # Too few full lines to tell: the column reaches as far as anything on the page, and as on other pages.
            x1 = max(x1, usual[FULL], extent[key[0]])
        for line in group:
            line.column_x0 = x0
            line.column_x1 = max(x1, line.x1) if len(line.segments) == 1 else x1


def _justified(lines: Sequence[Printed]) -> set[tuple[int, int]]:
    full: Counter[tuple[int, int]] = Counter()
    every: Counter[tuple[int, int]] = Counter()
    for line in lines:
        if line.text.count(" ") >= _FEW_WORDS and line.conf is None:
            key = (line.page, line.column)
            every[key] += 1
            full[key] += abs(line.x1 - line.column_x1) < 1.0
    return {key for key, count in every.items() if full[key] >= 4 and full[key] >= 0.5 * count}


def _right_edge(group: Sequence[Printed]) -> tuple[float, int]:
    """The right edge of running lines: the rightmost that others reach as well; and how many reach it."""
    ends = sorted(line.x1 for line in group if len(line.segments) == 1 and line.text.count(" ") >= _FEW_WORDS - 1)
    if not ends:
        return max(line.x1 for line in group), 0
    near = _EDGE * group[0].size
    for place in range(len(ends) - 1, -1, -1):
        support = sum(1 for e in ends if ends[place] - near <= e <= ends[place])
        if support >= max(2, min(_ENOUGH, len(ends) // 8)):
            return ends[place], support
    return ends[-1], 1


def _agreed(found: Sequence[tuple[float, int]]) -> float:
    sure = sorted(x1 for x1, support in found if support >= _ENOUGH)
    return sure[len(sure) // 2] if sure else max(x1 for x1, _ in found)
