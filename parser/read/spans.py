"""From an engine's runs to a page's spans: the same characters in the same places, whatever engine read them.

Postconditions, for the spans of any page:

1. Every character of the runs that is no space is in exactly one span, unless the same characters are printed again
   in the same place (false bold, a text layer printed twice): then the first printing stays.
2. ``len(edges) == len(text) + 1`` and edges never fall (they run along the writing direction; for upright text they
   are x). ``edges[0] == x0`` and ``edges[-1] == x1`` for upright text.
3. A space in the text is a space printed, or a gap between two runs of the same font, size and line that is wide
   enough for one and narrower than `WIDE` of the size. A wider gap, and three spaces or more, part two spans.
4. No span is empty, blank, or has a space at either end; spaces are U+0020; hyphens that an engine marks otherwise
   are ``-``; presentation ligatures (U+FB00 to U+FB06) are letters. Soft hyphens (U+00AD) and combining marks stay:
   layout decides on them.
"""

import math
import re
from collections.abc import Iterable, Sequence
from operator import sub

from parser.model import Span
from parser.read.runs import Frame, Run

ASCENT, DESCENT = 0.8, 0.2
"""A span's box above and below its baseline, as shares of the size: the same for every font and engine."""

GAP = 0.12
"""The narrowest gap that parts two words, as a share of the size (a space is 0.25 to 0.28 in most fonts)."""

WIDE = 1.0
"""A gap as wide as this share of the size parts two spans: it may be a tab, a column, a table's cell."""

SAME = 0.12
"""The same characters printed again within this share of the size are one: no letter is so narrow."""

LIGATURES = {"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st"}

# The symbol fonts of office programs map their glyphs to U+F020 and on; these are the ones that texts hold.
_SYMBOLS = {
    chr(code): mark
    for mark, codes in {
        "•": (0xF0B7, 0xF06C, 0xF09F, 0xF09E, 0xF0A5),
        "▪": (0xF0A7, 0xF06E, 0xF0D7),
        "–": (0xF02D, 0xF0BE),
        "➢": (0xF0D8,),
        "❖": (0xF076,),
        "→": (0xF0E0, 0xF0E8, 0xF0AE),
        "✓": (0xF0FC, 0xF050),
        "✗": (0xF0FB, 0xF04F),
        "☒": (0xF0FD, 0xF078, 0xF054),
        "☑": (0xF0FE, 0xF052),
        "☐": (0xF0A8, 0xF06F, 0xF0A3),
    }.items()
    for code in codes
}

# Each is one character for one, so that edges stay valid. U+0002 and U+FFFE are pdfium's marks of a line-end hyphen.
_PLAIN = str.maketrans(
    {
        **dict.fromkeys("\t\n\r\f\v\u00a0\u1680\u202f\u205f\u3000", " "),
        **{chr(code): " " for code in range(0x2000, 0x200B)},
        "\u0002": "-",
        "\ufffe": "-",
        "\u2010": "-",
        "\u2011": "-",
        **_SYMBOLS,
    }
)
_ODD = re.compile(r"[^ -~¡-ſ–—‘’“”„•…€]")
_ZERO_WIDTH = re.compile("[\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff\u0000]")


def assemble(runs: Iterable[Run], frame: Frame) -> tuple[list[Span], int]:
    """Make a page's spans of an engine's runs; also the number of characters that were printed twice and left out."""
    spans: list[Span] = []
    seen: _Seen = {}
    doubled = 0
    pen: _Pen | None = None
    rotate, fx0, fy1 = frame.rotate, frame.x0, frame.y1
    for run in runs:
        text, offsets = run.text, run.offsets
        if not run.mapped:
            text = "".join(" " if c == " " else "\ufffd" for c in text)
        if _ODD.search(text):
            text, offsets = _plain(text, offsets)
        angle = run.angle
        if angle == 0 and rotate == 0:
            turn, u, v = 0.0, run.x - fx0, fy1 - run.y
        else:
            turn = frame.turn(angle)
            u, v = _along(*frame.show(run.x, run.y), turn)
        if not text or text.isspace():
            if text and pen is not None and pen.on_line(v, turn):
                pen.add_space(u, u + offsets[-1])
            continue
        size = run.size
        if _seen_before(seen, text, u, v, turn, SAME * size):
            doubled += len(text)
            continue
        edges = [u + offset for offset in offsets]
        style = (run.font, size, run.bold, run.italic, turn)
        if pen is not None:
            if pen.style == style and abs(pen.v - v) < 0.05 * size and pen.join(text, edges):
                continue
            spans.append(pen.span())
        if " " in text and ("   " in text or max(map(sub, edges[1:], edges)) > WIDE * size):
            parts = _parts(text, edges, size)
            for part, part_edges in parts[:-1]:
                spans.append(_Pen(part, part_edges, style, v).span())
            text, edges = parts[-1]
        pen = _Pen(text, edges, style, v)
    if pen is not None:
        spans.append(pen.span())
    return spans, doubled


_Seen = dict[tuple[str, int], list[tuple[float, float, float]]]
_BAND = 4.0  # points: what was printed is looked up by its text and the band of the page that it stands in


def _seen_before(seen: _Seen, text: str, u: float, v: float, turn: float, near: float) -> bool:
    """Whether the text was printed here already; if not, it is noted."""
    band = int(v // _BAND)
    key = (text, band)
    here = seen.get(key)
    if here is not None and _is_near(here, u, v, turn, near):
        return True
    low, high = (v - near) // _BAND, (v + near) // _BAND
    if low != high:  # near the edge of a band: it may stand in the next one
        for other in (int(low), int(high)):
            if other != band and _is_near(seen.get((text, other), ()), u, v, turn, near):
                return True
    if here is None:
        seen[key] = [(u, v, turn)]
    else:
        here.append((u, v, turn))
    return False


def _is_near(places: Iterable[tuple[float, float, float]], u: float, v: float, turn: float, near: float) -> bool:
    return any(-near < u - a < near and -near < v - b < near and turn == t for a, b, t in places)


class _Pen:
    """A span that may still grow."""

    __slots__ = ("edges", "space", "style", "text", "v")

    def __init__(self, text: str, edges: list[float], style: tuple[str, float, bool, bool, float], v: float) -> None:
        self.text = text
        self.edges = edges
        self.style = style
        self.v = v
        self.space = False  # whether a space was printed by itself after it

    def on_line(self, v: float, turn: float) -> bool:
        return turn == self.style[4] and abs(self.v - v) < 0.05 * self.style[1]

    def add_space(self, left: float, right: float) -> None:
        """A space printed by itself: set if it stands where the last character ends, else only remembered."""
        self.space = True
        if abs(left - self.edges[-1]) < GAP * self.style[1] and right > left:
            self.text += " "
            self.edges.append(right)

    def join(self, text: str, edges: list[float]) -> bool:
        """Take the next run into the span, with a space where the gap is one; False where it starts another span."""
        size = self.style[1]
        last = self.edges[-1]
        gap = edges[0] - last
        if gap < -0.5 * size or gap > WIDE * size:
            return False
        if " " in text and max(map(sub, edges[1:], edges)) > WIDE * size:
            return False
        if gap > (0.02 if self.space else GAP) * size and not (self.text[-1] == " " or text[0] == " "):
            self.text += " " + text
            self.edges += edges
        else:
            # One edge serves both neighbours; where they overlap, edges must not fall.
            self.text += text
            if gap < 0:
                edges = [max(last, edge) for edge in edges]
            self.edges[-1] = edges[0]
            self.edges += edges[1:]
        self.space = False
        return True

    def span(self) -> Span:
        font, size, bold, italic, turn = self.style
        text, edges, v = self.text, self.edges, self.v
        if text[0] == " " or text[-1] == " ":  # what it is worth shows in the gap to the next span
            start, end = len(text) - len(text.lstrip(" ")), len(text.rstrip(" "))
            text, edges = text[start:end], edges[start : end + 1]
        if edges != sorted(edges):
            edges = _rising(edges)
        up, down = ASCENT * size, DESCENT * size
        if turn == 0:
            return Span(text, edges[0], v - up, edges[-1], v + down, v, font, size, bold, italic, tuple(edges))
        corners = [_back(u, w, turn) for u in (edges[0], edges[-1]) for w in (v - up, v + down)]
        xs, ys = [x for x, _ in corners], [y for _, y in corners]
        baseline = _back(edges[0], v, turn)[1]
        return Span(text, min(xs), min(ys), max(xs), max(ys), baseline, font, size, bold, italic, tuple(edges), turn)


def _along(x: float, y: float, turn: float) -> tuple[float, float]:
    """From the page to a frame in which text turned clockwise by `turn` runs to the right."""
    if turn == 0:
        return x, y
    c, s = math.cos(math.radians(turn)), math.sin(math.radians(turn))
    return x * c + y * s, y * c - x * s


def _back(u: float, v: float, turn: float) -> tuple[float, float]:
    c, s = math.cos(math.radians(turn)), math.sin(math.radians(turn))
    return u * c - v * s, u * s + v * c


def _rising(edges: Sequence[float]) -> list[float]:
    out, high = [], -math.inf
    for edge in edges:
        high = max(high, edge)
        out.append(high)
    return out


def _plain(text: str, offsets: Sequence[float]) -> tuple[str, Sequence[float]]:
    """Spaces and hyphens as plain ones, ligatures as letters that share the glyph's width, marks of no width gone."""
    text = text.translate(_PLAIN)
    if _ZERO_WIDTH.search(text):
        kept = [i for i, c in enumerate(text) if not _ZERO_WIDTH.match(c)]
        offsets = [offsets[i] for i in kept] + [offsets[-1]] if kept else []
        text = "".join(text[i] for i in kept)
    if any(c in LIGATURES for c in text):
        letters, edges = [], [offsets[0]]
        for i, c in enumerate(text):
            apart = LIGATURES.get(c, c)
            left, right = offsets[i], offsets[i + 1]
            letters.append(apart)
            edges += [left + (right - left) * (k + 1) / len(apart) for k in range(len(apart))]
        text, offsets = "".join(letters), edges
    return text, offsets


def _parts(text: str, edges: list[float], size: float) -> list[tuple[str, list[float]]]:
    """Cut where printed spaces make a wide gap; the spaces of the gap go."""
    parts: list[tuple[str, list[float]]] = []
    start = 0
    for gap in re.finditer(" +", text):
        a, b = gap.span()
        if a > start and b < len(text) and (edges[b] - edges[a] > WIDE * size or b - a > 2):
            parts.append((text[start:a], edges[start : a + 1]))
            start = b
    parts.append((text[start:], edges[start:]))
    return parts
