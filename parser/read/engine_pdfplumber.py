"""The engine pdfplumber (pdfminer.six, MIT): slow, all Python, an independent second opinion for tests."""

import io
import math
from typing import Any

import pdfplumber

from parser.model import Rule
from parser.read.engines import EngineDocument, EngineInfo
from parser.read.fonts import looks_bold, looks_italic, plain_name
from parser.read.runs import Frame, RawPage, Run, angle_of, rules_of_box, visible_box


class PlumberEngine:
    """pdfplumber as an `Engine`."""

    info = EngineInfo("pdfplumber", str(pdfplumber.__version__))

    def open(self, data: bytes) -> EngineDocument:
        """Open a PDF; raises what pdfminer raises."""
        return _Document(data)


class _Document:
    def __init__(self, data: bytes) -> None:
        self._pdf = pdfplumber.open(io.BytesIO(data), unicode_norm=None)
        self.page_count = len(self._pdf.pages)

    def close(self) -> None:
        self._pdf.close()

    def page(self, index: int) -> RawPage:
        page = self._pdf.pages[index]
        try:
            frame = Frame(*visible_box(page.page_obj.mediabox, page.page_obj.cropbox), page.rotation % 360)
            # pdfminer moves a page's media box to the origin and turns it; its characters go back by that.
            shift = _Shift(page.page_obj.mediabox, page.rotation % 360)
            runs = [shift.run(char) for char in page.chars]
            rules: list[Rule] = []
            for item in (*page.rects, *page.lines):
                if item.get("stroke") or item.get("fill"):
                    (ax, ay), (bx, by) = shift.back(item["x0"], item["y0"]), shift.back(item["x1"], item["y1"])
                    rules += rules_of_box(frame, min(ax, bx), min(ay, by), max(ax, bx), max(ay, by))
            covered = sum(image["width"] * image["height"] for image in page.images)
        finally:
            page.close()
        area = frame.width * frame.height
        shown = bool(page.images) or len(page.rects) + len(page.curves) > 20
        return RawPage(frame, runs, lambda: tuple(rules), lambda: bool(covered > 0.5 * area), lambda: shown)


class _Shift:
    """From the coordinates that pdfminer gives a page to the PDF's own."""

    def __init__(self, media: Any, rotate: int) -> None:
        self.x0, self.y0, self.x1, self.y1 = visible_box(media, None)
        self.rotate = rotate

    def back(self, x: float, y: float) -> tuple[float, float]:
        if self.rotate == 90:
            return self.x1 - y, x + self.y0
        if self.rotate == 180:
            return self.x1 - x, self.y1 - y
        if self.rotate == 270:
            return y + self.x0, self.y1 - x
        return x + self.x0, y + self.y0

    def run(self, char: Any) -> Run:
        a, b, c, d, e, f = char["matrix"]
        x, y = self.back(e, f)
        name, text = str(char["fontname"]), str(char["text"])
        if text.startswith("(cid:"):  # pdfminer's way to say that the font does not tell
            text = "\ufffd"
        advance = char["adv"] * math.hypot(a, b)
        offsets = [advance * i / len(text) for i in range(len(text) + 1)]
        # pdfplumber keeps the upright box, not the size: undo the turn.
        down, across = abs(d) / math.hypot(c, d), abs(b) / math.hypot(a, b)
        wide, high = abs(char["x1"] - char["x0"]), abs(char["y1"] - char["y0"])
        size = round((high - advance * across) / down if down > 0.1 else (wide - advance * down) / across, 3)
        return Run(
            text,
            x,
            y,
            offsets,
            size,
            plain_name(name),
            looks_bold(name),
            looks_italic(name),
            (angle_of(a, b) + self.rotate) % 360,
        )
