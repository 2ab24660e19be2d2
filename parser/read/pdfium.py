"""Pages through pdfium's C functions: boxes, characters, rules, annotations' text, pictures.

Called through ctypes, a call costs more than what it does: three calls a character here, the rest once a text object.
"""

import ctypes
import math
from collections.abc import Iterator
from typing import Any

import pypdfium2
import pypdfium2.raw as c

from parser.model import Rule
from parser.read.fonts import looks_bold, looks_italic, plain_name
from parser.read.runs import Frame, RawPage, Run, angle_of, rules_of_box

_LINK, _POPUP, _HIDDEN_FLAGS = c.FPDF_ANNOT_LINK, c.FPDF_ANNOT_POPUP, 0x02 | 0x20  # hidden, no view
_MANY = 20  # shapes: fewer are rules and frames, more may be letters drawn as outlines
_INVISIBLE = c.FPDF_TEXTRENDERMODE_INVISIBLE
_ITALIC, _FORCE_BOLD = 1 << 6, 1 << 18  # font descriptor flags


class PdfiumPages:
    """An open PDF. Pages count from 0."""

    def __init__(self, data: bytes) -> None:
        """Open a PDF's bytes; raises `pypdfium2.PdfiumError`."""
        self._pdf = pypdfium2.PdfDocument(data)
        self.page_count = len(self._pdf)
        self._fonts: dict[int, tuple[str, bool, bool]] = {}

    def close(self) -> None:
        """Give back the memory."""
        self._pdf.close()

    def size(self, index: int) -> tuple[float, float]:
        """A page's width and height as shown, without parsing its content."""
        width, height = self._pdf.get_page_size(index)
        return float(width), float(height)

    def frame(self, index: int) -> Frame:
        """A page's visible box, inherited boxes included."""
        page = self._pdf[index]
        try:
            return _frame(page)
        finally:
            page.close()

    def page(self, index: int) -> RawPage:
        """A page's runs, those of annotations and form fields after the rest."""
        page = self._pdf[index]
        try:
            frame = _frame(page)
            runs = list(self._runs(page))
            if _has_shown_annotations(page):
                runs += self._flattened(index, runs)
        finally:
            page.close()
        return RawPage(frame, runs, lambda: self.rules(index), lambda: self.pictured(index), lambda: self.shows(index))

    def annotation_runs(self, index: int) -> list[Run]:
        """What annotations and form fields show on a page and its content stream does not hold."""
        page = self._pdf[index]
        try:
            return self._flattened(index, list(self._runs(page))) if _has_shown_annotations(page) else []
        finally:
            page.close()

    def rules(self, index: int) -> tuple[Rule, ...]:
        """The page's ruled lines and the sides of its boxes."""
        page = self._pdf[index]
        try:
            frame = _frame(page)
            rules: list[Rule] = []
            for item in page.get_objects(filter=[c.FPDF_PAGEOBJ_PATH], max_depth=4):
                stroke, fill = ctypes.c_int(), ctypes.c_int()
                c.FPDFPath_GetDrawMode(item, fill, stroke)
                if not (stroke.value or fill.value):
                    continue
                x0, y0, x1, y1 = item.get_bounds()
                if stroke.value:  # the bounds hold half the line's width on each side
                    width = ctypes.c_float()
                    c.FPDFPageObj_GetStrokeWidth(item, width)
                    half = min(width.value / 2, (x1 - x0) / 2, (y1 - y0) / 2)
                    x0, y0, x1, y1 = x0 + half, y0 + half, x1 - half, y1 - half
                rules += rules_of_box(frame, x0, y0, x1, y1)
            return tuple(rules)
        finally:
            page.close()

    def pictured(self, index: int) -> bool:
        """Whether pictures cover more than half of the page."""
        page = self._pdf[index]
        try:
            frame = _frame(page)
            covered = 0.0
            for item in page.get_objects(filter=[c.FPDF_PAGEOBJ_IMAGE], max_depth=4):
                x0, y0, x1, y1 = item.get_bounds()
                wide = max(0.0, min(x1, frame.x1) - max(x0, frame.x0))
                high = max(0.0, min(y1, frame.y1) - max(y0, frame.y0))
                covered += wide * high
            return covered > 0.5 * (frame.x1 - frame.x0) * (frame.y1 - frame.y0)
        finally:
            page.close()

    def shows(self, index: int) -> bool:
        """Whether the page shows a picture, or at least `_MANY` shapes."""
        page = self._pdf[index]
        try:
            shapes = 0
            for item in page.get_objects(max_depth=4):
                if item.type == c.FPDF_PAGEOBJ_IMAGE:
                    return True
                shapes += item.type in (c.FPDF_PAGEOBJ_PATH, c.FPDF_PAGEOBJ_SHADING)
            return shapes >= _MANY
        finally:
            page.close()

    def _flattened(self, index: int, known: list[Run]) -> list[Run]:
        """The runs that appear when annotations are drawn into the page."""
        page = self._pdf[index]
        try:
            if c.FPDFPage_Flatten(page, c.FLAT_NORMALDISPLAY) != c.FLATTEN_SUCCESS:
                return []
            before = {(run.text, round(run.x), round(run.y)) for run in known}
            drawn = self._pdf[index]  # loaded anew: the first still holds the page as it was
            try:
                runs = list(self._runs(drawn))
            finally:
                drawn.close()
            return [run for run in runs if (run.text, round(run.x), round(run.y)) not in before]
        finally:
            page.close()

    def _runs(self, page: Any) -> Iterator[Run]:
        self._fonts.clear()  # a font's address may be another font's on the next page
        text_page = page.get_textpage()
        try:
            yield from self._text_runs(text_page.raw, text_page.count_chars())
        finally:
            text_page.close()

    def _text_runs(self, raw: Any, count: int) -> Iterator[Run]:
        unicode_of, object_of, origin_of = c.FPDFText_GetUnicode, c.FPDFText_GetTextObject, c.FPDFText_GetCharOrigin
        generated = c.FPDFText_IsGenerated
        x, y = ctypes.c_double(), ctypes.c_double()
        xp, yp = ctypes.byref(x), ctypes.byref(y)
        text = ""
        places: list[tuple[float, float]] = []
        gaps: dict[int, int] = {}  # before which letter pdfium saw a gap in the kerning, and the character before it
        current, first, last = None, 0, 0
        for i in range(count):
            code = unicode_of(raw, i)
            if code in (13, 10, 32) and generated(raw, i) == 1:
                gaps[len(text)] = last
                continue
            found = object_of(raw, i)
            owner = ctypes.addressof(found.contents) if found else None
            if owner != current:
                if text:
                    yield self._run(raw, first, last, text, places, gaps)
                text, places, gaps = "", [], {}
                current, first = owner, i
            origin_of(raw, i, xp, yp)
            text += chr(code) if code else "\ufffd"
            places.append((x.value, y.value))
            last = i
        if text:
            yield self._run(raw, first, last, text, places, gaps)

    def _run(
        self, raw: Any, first: int, last: int, text: str, places: list[tuple[float, float]], gaps: dict[int, int]
    ) -> Run:
        matrix = c.FS_MATRIX()
        c.FPDFText_GetMatrix(raw, first, matrix)
        angle = angle_of(matrix.a, matrix.b)
        size = round(c.FPDFText_GetFontSize(raw, first) * math.hypot(matrix.c, matrix.d), 3)
        text_object = c.FPDFText_GetTextObject(raw, first)
        font, bold, italic = self._font(text_object)
        x0, y0 = places[0]
        along, across = math.cos(math.radians(angle)), math.sin(math.radians(angle))

        def end_of(i: int) -> float:
            right, top = _corner(raw, i, angle)
            return (right - x0) * along + (top - y0) * across

        offsets = [(x - x0) * along + (y - y0) * across for x, y in places]
        offsets.append(max(end_of(last), offsets[-1]))
        _share(offsets)
        for at in sorted(gaps, reverse=True):
            if 0 < at < len(text) and not text[at].isspace() and not text[at - 1].isspace():
                end = end_of(gaps[at])
                if end < offsets[at]:
                    text = f"{text[:at]} {text[at:]}"
                    offsets.insert(at, max(end, offsets[at - 1]))
        if " " in text:
            text, offsets = self._double_spaces(text, offsets, text_object, size, across=math.hypot(matrix.a, matrix.b))
        return Run(
            text,
            x0,
            y0,
            offsets,
            size,
            font,
            bold,
            italic,
            angle,
            c.FPDFTextObj_GetTextRenderMode(text_object) != _INVISIBLE,
            c.FPDFText_HasUnicodeMapError(raw, first) != 1,
        )

    def _double_spaces(
        self, text: str, offsets: list[float], text_object: Any, size: float, *, across: float
    ) -> tuple[str, list[float]]:
        """pdfium makes one space of several: those that are as wide as two, and wider than the rest, are two again."""
        wide = ctypes.c_float()
        font = c.FPDFTextObj_GetFont(text_object)
        if not font or not c.FPDFFont_GetGlyphWidth(font, 32, 1.0, wide) or wide.value <= 0:
            return text, offsets
        scale = ctypes.c_float()
        c.FPDFTextObj_GetFontSize(text_object, scale)
        one = wide.value * min(size, scale.value * across)
        widths = {i: offsets[i + 1] - offsets[i] for i, char in enumerate(text) if char == " "}
        least = max(1.8 * one, 1.6 * min(widths.values()) if len(widths) > 1 else 0.0)
        for i in sorted((i for i, width in widths.items() if least <= width < 2.2 * one), reverse=True):
            text = f"{text[:i]} {text[i:]}"
            offsets.insert(i + 1, (offsets[i] + offsets[i + 1]) / 2)
        return text, offsets

    def _font(self, text_object: Any) -> tuple[str, bool, bool]:
        font = c.FPDFTextObj_GetFont(text_object)
        key = ctypes.addressof(font.contents) if font else 0
        known = self._fonts.get(key)
        if known is None:
            name = _font_name(font) if font else ""
            flags = max(0, c.FPDFFont_GetFlags(font)) if font else 0
            known = self._fonts[key] = (
                name,
                looks_bold(name) or bool(flags & _FORCE_BOLD),
                looks_italic(name) or bool(flags & _ITALIC),
            )
        return known


def _frame(page: Any) -> Frame:
    """The visible box by what pdfium maps the device's corners to: its own box calls leave out inherited boxes."""
    rotate = page.get_rotation()
    width, height = page.get_size()
    x, y = ctypes.c_double(), ctypes.c_double()
    corners = []
    # The device is a thousand times larger, since its coordinates are whole numbers.
    wide, high = round(width * 1000), round(height * 1000)
    for device in ((0, 0), (wide, high)):
        c.FPDF_DeviceToPage(page, 0, 0, wide, high, 0, *device, x, y)
        corners.append((round(x.value, 2), round(y.value, 2)))
    (ax, ay), (bx, by) = corners
    return Frame(min(ax, bx), min(ay, by), max(ax, bx), max(ay, by), rotate)


def _has_shown_annotations(page: Any) -> bool:
    for i in range(c.FPDFPage_GetAnnotCount(page)):
        annotation = c.FPDFPage_GetAnnot(page, i)
        kind, flags = c.FPDFAnnot_GetSubtype(annotation), c.FPDFAnnot_GetFlags(annotation)
        c.FPDFPage_CloseAnnot(annotation)
        if kind not in (_LINK, _POPUP) and not flags & _HIDDEN_FLAGS:
            return True
    return False


def _corner(raw: Any, i: int, angle: float) -> tuple[float, float]:
    """The corner of a character's loose box at which it ends, by its direction."""
    box = c.FS_RECTF()
    c.FPDFText_GetLooseCharBox(raw, i, box)
    quarter = round(angle / 90) % 4
    return (
        box.right if quarter in (0, 3) else box.left,
        box.top if quarter in (0, 1) else box.bottom,
    )


def _share(offsets: list[float]) -> None:
    """Letters of one glyph (a ligature) all begin at its left edge: give each its share of the glyph's width."""
    at = 0
    while at < len(offsets) - 1:
        end = at + 1
        while end < len(offsets) - 1 and abs(offsets[end] - offsets[at]) < 1e-3:
            end += 1
        if end - at > 1:
            step = (offsets[end] - offsets[at]) / (end - at)
            for k in range(at + 1, end):
                offsets[k] = offsets[at] + step * (k - at)
        at = end


def _font_name(font: Any) -> str:
    length = c.FPDFFont_GetBaseFontName(font, None, 0)
    buffer = ctypes.create_string_buffer(max(1, length))
    c.FPDFFont_GetBaseFontName(font, buffer, length)
    return plain_name(buffer.value.decode("utf-8", "replace"))
