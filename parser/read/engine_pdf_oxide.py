"""The engine pdf_oxide (Rust, MIT or Apache): the fastest, and on ugly files the most faithful (decision 0002).

What it leaves to us, each with a test on a file of `tests/files/`:

- it does not see boxes that a page inherits: pdfium gives them;
- a span that holds a ligature, or words that the PDF places one by one, has no exact widths: its single characters
  (`extract_chars`, which is as fast, but costs a Python object each) are looked up for those spans alone;
- two figures that stand near each other it takes for one with decimals and writes a point between them that is not
  in the print (`45` and `19` in two cells as `45.19`): where a point stands between figures, the characters decide;
- text wholly outside the page is left out of its spans: where text touches the edge, the characters are asked too;
- what annotations and form fields show is read through pdfium.
"""

import math
import re
from collections.abc import Sequence
from itertools import accumulate, pairwise
from operator import attrgetter
from typing import Any

import pdf_oxide
import pypdfium2

from parser.model import Rule
from parser.read.core_fonts import may_be_core, true_widths
from parser.read.engines import EngineDocument, EngineInfo
from parser.read.fonts import looks_bold, looks_italic, plain_name
from parser.read.names import names_in
from parser.read.pdfium import PdfiumPages
from parser.read.runs import Frame, RawPage, Run, rule_of, rules_of_box, visible_box

_GAP = 0.12  # of the size: the narrowest gap between words that are placed one by one
_WHITE = (1.0, 1.0, 1.0)
_POINT = re.compile(r"\d\.\d")
_BARE = {"Link", "Popup"}  # annotations that show no text


class OxideEngine:
    """pdf_oxide as an `Engine`."""

    info = EngineInfo("pdf_oxide", str(pdf_oxide.VERSION))

    def open(self, data: bytes) -> EngineDocument:
        """Open a PDF; raises what pdf_oxide raises."""
        pdf_oxide.disable_logging()  # it would log each oddity of a file; ours are findings
        return _Document(data)


class _Document:
    def __init__(self, data: bytes) -> None:
        self._pdf = pdf_oxide.PdfDocument.from_bytes(data)
        try:
            self._pdfium: PdfiumPages | None = PdfiumPages(data)
        except pypdfium2.PdfiumError:
            self._pdfium = None  # a file that pdf_oxide repairs and pdfium does not
        self._names = names_in(data)
        self.page_count: int = self._pdf.page_count()
        self._fonts: dict[str, tuple[str, bool, bool]] = {}

    def close(self) -> None:
        if self._pdfium:
            self._pdfium.close()

    def page(self, index: int) -> RawPage:
        pdf = self._pdf
        frame, whole = self._frame(index)
        spans = sorted(pdf.extract_spans(index), key=attrgetter("sequence"))
        runs: list[Run] = []
        odd: list[tuple[int, bool]] = []
        pointed: list[int] = []
        left, foot, right, top = frame.x0, frame.y0, frame.x1, frame.y1
        over_edge = not whole
        fonts = self._fonts
        for span in spans:
            text, widths, box, font = span.text, span.char_widths, span.bbox, span.font_name
            x, y, w, size = box
            offsets = list(accumulate(widths, initial=0.0))
            if len(widths) > len(text):  # it leaves out glyphs that its font gives no meaning
                text = "\ufffd" * len(widths)
            exact = len(widths) == len(text) and abs(offsets[-1] - w) <= 0.05 * size
            if not exact or span.page_bbox != box:
                odd.append((len(runs), exact))
            if "." in text and _POINT.search(text):
                pointed.append(len(runs))
            if exact and not text.isascii() and may_be_core(font):
                offsets = [0.0, *accumulate(true_widths(font, text, widths, size))]
            if x < left or x + w > right or y < foot or y > top:
                over_edge = True
            style = fonts.get(font)
            if style is None:
                style = fonts[font] = (plain_name(font), looks_bold(font), looks_italic(font))
            name, bold, italic = style
            runs.append(Run(text, x, y, offsets, round(size, 3), name, bold or span.is_bold, italic or span.is_italic))
        if odd or over_edge or pointed:
            chars = pdf.extract_chars(index)
            parted = {at: _parted(chars, runs[at]) for at in pointed if spans[at].page_bbox == spans[at].bbox}
            for at, exact in odd:
                if len(parted.get(at, ())) < 2:
                    runs[at] = _placed_by(chars, runs[at], spans[at], exact=exact)
            if parted:
                runs = [part for at, run in enumerate(runs) for part in parted.get(at) or (run,)]
            if over_edge:
                runs += _outside(frame, runs, chars)
        if (
            self._pdfium
            and self._names.annotated
            and any(a["subtype"] not in _BARE for a in pdf.get_annotations(index))
        ):
            runs += self._pdfium.annotation_runs(index)
        return RawPage(
            frame,
            runs,
            lambda: self._rules(index, frame),
            lambda: self._pictured(index, frame),
            lambda: self._shows(index),
        )

    def _frame(self, index: int) -> tuple[Frame, bool]:
        """The visible box, and whether it is certain to be the whole page: what is cropped away is text too."""
        pdf, names = self._pdf, self._names
        if self._pdfium and not (names.turned or names.cropped or names.shifted):
            return Frame(0.0, 0.0, *self._pdfium.size(index)), True
        media, crop = pdf.page_media_box(index), pdf.page_crop_box(index)
        frame = Frame(*visible_box(media, crop), pdf.page_rotation(index) % 360)
        if self._pdfium:
            width, height = self._pdfium.size(index)
            if abs(frame.width - width) > 0.01 or abs(frame.height - height) > 0.01:
                return self._pdfium.frame(index), False
        return frame, crop is None or tuple(crop) == tuple(media)

    def _rules(self, index: int, frame: Frame) -> tuple[Rule, ...]:
        rules: list[Rule] = []
        for path in self._pdf.extract_paths(index):
            # Both are None for a path filled in the black that a page begins with; clipping paths are not listed.
            if path["stroke_color"] is None and path["fill_color"] == _WHITE:
                continue
            steps = path["operations"]
            if all(step["op"] in ("move_to", "line_to", "close_path") for step in steps) and len(steps) > 2:
                points = [(step["x"], step["y"]) for step in steps if "x" in step]
                for (ax, ay), (bx, by) in pairwise(points):
                    if abs(ax - bx) < 0.5 or abs(ay - by) < 0.5:
                        rules.append(rule_of(frame, ax, ay, bx, by))
                continue
            x, y, w, h = path["bbox"]
            rules += rules_of_box(frame, x, y, x + w, y + h)
        return tuple(rules)

    def _pictured(self, index: int, frame: Frame) -> bool:
        if self._pdfium:
            return self._pdfium.pictured(index)
        covered = sum(abs(image["bbox"][2] * image["bbox"][3]) for image in self._pdf.page_images(index))
        return bool(covered > 0.5 * frame.width * frame.height)

    def _shows(self, index: int) -> bool:
        return self._pdfium.shows(index) if self._pdfium else bool(self._pdf.page_images(index))


def _placed_by(chars: Sequence[Any], run: Run, span: Any, *, exact: bool) -> Run:
    """The run with the angle and, where its widths are not `exact`, the edges that its single characters have.

    Where the characters are not those of the run (ActualText), its length is shared out.
    """
    length = span.bbox[2]
    angle = _angle(run, span, chars) if span.page_bbox != span.bbox else 0.0
    text, offsets = run.text, run.offsets
    if not exact:
        along, across = math.cos(math.radians(angle)), math.sin(math.radians(angle))
        found = []
        for char in chars:
            dx, dy = char.origin_x - run.x, char.origin_y - run.y
            u = dx * along + dy * across
            if -0.1 < u < length + 0.1 and abs(dy * along - dx * across) < 0.1 and not char.char.isspace():
                found.append((u, char.char, char.advance_width))
        found.sort(key=_first)
        measured = len(offsets) == len(text) + 1 and offsets[-1] > 0
        if "".join(char for _, char, _ in found) == "".join(text.split()):
            text, offsets = _placed(text, found, length, run.size, gaps=measured)
        elif measured:
            offsets = [offset * length / offsets[-1] for offset in offsets]
        else:
            offsets = [length * i / len(text) for i in range(len(text) + 1)]
    return Run(text, run.x, run.y, offsets, run.size, run.font, run.bold, run.italic, angle)


def _parted(chars: Sequence[Any], run: Run) -> list[Run]:
    """The runs that the print has where a level run holds points between figures that are not in the print.

    Empty where all are, or where the characters are not those of the run.
    """
    found = []
    for char in chars:
        u = char.origin_x - run.x
        if -0.1 < u < run.offsets[-1] + 0.1 and abs(char.origin_y - run.y) < 0.1 and not char.char.isspace():
            found.append((u, char.char, char.advance_width))
    found.sort(key=_first)
    pieces: list[tuple[list[str], list[tuple[float, str, float]]]] = [([], [])]
    rest = iter(found)
    after = next(rest, None)
    for char in run.text:
        if after is not None and char == after[1]:
            pieces[-1][0].append(char)
            pieces[-1][1].append(after)
            after = next(rest, None)
        elif char == ".":
            pieces.append(([], []))
        elif char.isspace():
            pieces[-1][0].append(char)
        else:
            return []
    if after is not None or len(pieces) == 1 or not all(held for _, held in pieces):
        return []
    parts = []
    for letters, held in pieces:
        begin, end = held[0][0], held[-1][0] + held[-1][2]
        moved = [(u - begin, char, advance) for u, char, advance in held]
        text, offsets = _placed("".join(letters).strip(), moved, end - begin, run.size, gaps=True)
        parts.append(Run(text, run.x + begin, run.y, offsets, run.size, run.font, run.bold, run.italic))
    return parts


def _first(found: tuple[float, str, float]) -> float:
    return found[0]


def _placed(
    text: str, found: Sequence[tuple[float, str, float]], length: float, size: float, *, gaps: bool
) -> tuple[str, list[float]]:
    """The text with each letter where it was found; with `gaps`, a space also where a gap parts two letters."""
    letters, offsets = [], []
    end = 0.0
    rest = iter(found)
    spaced = False
    for char in text:
        if char.isspace():
            if not spaced:
                letters.append(" ")
                offsets.append(end)
            spaced = True
            continue
        u, _, advance = next(rest)
        # pdf_oxide does not know how wide the letters outside ASCII are in the fonts that every reader has.
        least = _GAP if letters and letters[-1].isascii() else 2 * _GAP
        if gaps and not spaced and letters and u - end > least * size:
            letters.append(" ")
            offsets.append(end)
        letters.append(char)
        offsets.append(u)
        end, spaced = u + advance, False
    return "".join(letters), [*offsets, max(length, offsets[-1])]


def _angle(run: Run, span: Any, chars: Sequence[Any]) -> float:
    """The direction of a turned span: that of its first character, else by the hull that pdf_oxide gives it."""
    for char in chars:
        if abs(char.origin_x - run.x) < 0.1 and abs(char.origin_y - run.y) < 0.1 and run.text.startswith(char.char):
            return float(char.rotation_degrees)
    x, y, w, h = span.page_bbox
    if h > w:
        return 90.0 if y + h / 2 > run.y else 270.0
    return 180.0 if x + w / 2 < run.x else 0.0


def _outside(frame: Frame, runs: Sequence[Run], chars: Sequence[Any]) -> list[Run]:
    """Runs of one character each for what stands outside the page and is in no span."""
    found = []
    for char in chars:
        x, y = char.origin_x, char.origin_y
        if (frame.x0 <= x <= frame.x1 and frame.y0 <= y <= frame.y1) or char.rotation_degrees:
            continue
        if any(abs(y - run.y) < 1 and run.x - 1 < x < run.x + run.offsets[-1] + 1 for run in runs):
            continue
        name = char.font_name
        bold, italic = char.font_weight in ("Bold", "SemiBold", "ExtraBold", "Black"), char.is_italic
        found.append(
            Run(
                char.char,
                x,
                y,
                [0.0, char.advance_width],
                round(char.font_size, 3),
                plain_name(name),
                bold or looks_bold(name),
                italic or looks_italic(name),
            )
        )
    return found
