"""Pages that are pictures, read by Tesseract: drawn, straightened, read, and each word given a size and a baseline.

Postconditions of a page read so:

1. One span a word, in Tesseract's order, with its confidence; places are those on the straightened page (a scan that
   stands askew by half a degree is read as if it stood straight), in points from its top left corner.
2. The words of one printed line share a baseline and a size; lines whose sizes differ by less than the error of
   measurement share the page's usual size.
3. A hyphen at a line's end is ``-``, whatever dash Tesseract took it for.
"""

from collections.abc import Iterable, Sequence
from statistics import mean
from typing import TYPE_CHECKING

import msgspec
import pypdfium2
import pypdfium2.raw as c

from parser.errors import MissingProgram
from parser.model import BBox, Finding, Layer, Page, Rule, Span
from parser.read.lettering import Lettering, Sizes, measure, tightened
from parser.read.passed_over import levelled, read_letter, shows_section, with_passed_over, without_stacks
from parser.read.picture import Ink, ink_of, skew_of, straighten, whitened
from parser.read.pieces import dotted_lines, pieces_of
from parser.read.render import page_image
from parser.read.ruling import find_rules, painted_over
from parser.read.second_look import settle_words, split_glued
from parser.read.section_signs import with_section_signs
from parser.read.spaced_lines import reread_spaced
from parser.read.spans import ASCENT, DESCENT
from parser.read.standing import box_of, parted, spans_of
from parser.read.tesseract import INSTALL, ReadWord, Tesseract, find_tesseract

if TYPE_CHECKING:
    from PIL.Image import Image

FONT = "OCR"
LOW = 0.6
"""A word whose confidence is lower is reported."""

_MOST_FINDINGS = 20  # a page; the rest is told as a number
_INVISIBLE = c.FPDF_TEXTRENDERMODE_INVISIBLE
_COARSE, _FINE, _DPI = 190, 350, 300
_AUTOMATIC = 3  # page segmentation; measured against 4, 6 and 11 in decision 0002
_ENOUGH_WORDS, _UPRIGHT_ENOUGH = 15, 0.6  # words of four letters and more; mean confidence
_UPRIGHT = frozenset("Il1|!")
_SPECK = 0.012  # inches: no letter is so small, nor the dot of an i
_MARGINS = (6, 3, 9)  # pixels of paper that a word is shown with


class Recogniser:
    """Reads pages of one PDF by OCR. Where Tesseract is missing it says so once, and the pages stay as they are."""

    def __init__(self, data: bytes, name: str) -> None:
        """Nothing is opened before the first page is asked for."""
        self._data = data
        self._name = name
        self._pdf: pypdfium2.PdfDocument | None = None
        self._tesseract: Tesseract | None = None
        self._sizes = Sizes()
        self.findings: list[Finding] = []
        self.remedy = "OCR found no words on them: look at the pages, or scan them anew."

    def close(self) -> None:
        """Give back the memory."""
        if self._tesseract is not None:
            self._tesseract.close()
        if self._pdf is not None:
            self._pdf.close()

    def page(self, page: Page) -> Page:
        """The page as read from its picture; as it was, with a finding, where that cannot be done."""
        self._open()
        if self._pdf is None or self._tesseract is None:
            return page
        number = page.number
        try:
            image, dpi = page_picture(self._pdf, number)
            read = read_image(image, dpi, self._tesseract, self._sizes)
        except (RuntimeError, OSError, ValueError) as fault:
            message = f"Page {number} could not be read by OCR ({fault}); the others were. Look at the page."
            return _with(page, (Finding("ocr-failed", message, number),))
        findings = doubts(read.spans, number)
        width, height = page.width, page.height
        if read.turned:
            message = f"Page {number} lies on its side or head in the scan; it was turned by {read.turned} degrees."
            findings.insert(0, Finding("turned-page", message, number))
            if read.turned != 180:
                width, height = height, width
        done = Page(number, width, height, Layer.OCR, read.spans, read.rules, page.findings)
        return _with(done, tuple(findings))

    def _open(self) -> None:
        if self._pdf is not None or self.findings:
            return
        try:
            self._tesseract = find_tesseract()
            self._pdf = pypdfium2.PdfDocument(self._data)
        except MissingProgram:
            self.remedy = f"Reading them takes Tesseract, which is not installed with its Swedish model. {INSTALL}"
            self.findings.append(
                Finding(
                    "ocr-missing",
                    f"{self._name} has pages that are pictures, and they were left out: {self.remedy}",
                )
            )
        except pypdfium2.PdfiumError as fault:
            self.findings.append(Finding("ocr-failed", f"{self._name} cannot be drawn for OCR ({fault})."))


def _with(page: Page, findings: tuple[Finding, ...]) -> Page:
    return msgspec.structs.replace(page, findings=page.findings + findings)


def page_picture(pdf: pypdfium2.PdfDocument, number: int) -> "tuple[Image, int]":
    """A page's picture in grey and its dots per inch.

    The scan itself where the page is one picture and nothing else, at a resolution that Tesseract can do with: drawing
    it anew would blur it. Else the page is drawn, at its largest picture's resolution or at 300.
    """
    page = pdf[number - 1]
    try:
        width, height = page.get_size()
        best, alone = None, not page.get_rotation()
        for item in page.get_objects(max_depth=4):
            if item.type == c.FPDF_PAGEOBJ_IMAGE:
                x0, y0, x1, y1 = item.get_bounds()
                area = (x1 - x0) * (y1 - y0)
                if x1 > x0 and y1 > y0 and (best is None or area > best[0]):
                    alone = alone and best is None
                    best = (area, 72 * item.get_px_size()[0] / (x1 - x0), item, (x0, y0, x1, y1))
            elif item.type != c.FPDF_PAGEOBJ_TEXT or c.FPDFTextObj_GetTextRenderMode(item) != _INVISIBLE:
                alone = False
        if best is None or best[0] < 0.5 * width * height or not _COARSE <= best[1] <= _FINE:
            return _drawn(pdf, number, _DPI)
        _, dpi, item, (x0, y0, x1, y1) = best
        fits = abs(x0) < 1 and abs(y0) < 1 and abs(x1 - width) < 1 and abs(y1 - height) < 1
        matrix = item.get_matrix()
        if not (alone and fits and matrix.a > 0 and matrix.d > 0 and matrix.b == matrix.c == 0):
            return _drawn(pdf, number, dpi)
        return item.get_bitmap().to_pil().convert("L"), round(dpi)
    finally:
        page.close()


def _drawn(pdf: pypdfium2.PdfDocument, number: int, dpi: float) -> "tuple[Image, int]":
    image = page_image(pdf, number, dpi=dpi, grey=True)
    return image.convert("L"), round(72 * image.width / pdf[number - 1].get_width())


class PictureText(msgspec.Struct, frozen=True):
    """What was read in a page's picture, in points from the top left corner of the page as it was `turned` (degrees
    counter-clockwise) to stand upright.
    """

    spans: tuple[Span, ...]
    rules: tuple[Rule, ...]
    turned: int = 0


def read_image(image: "Image", dpi: int, tesseract: Tesseract, sizes: Sizes, *, turned: int = 0) -> PictureText:
    """The words of a grey picture of a page as spans, and its ruled lines. `sizes` are those met in the document, and
    are added to. `turned` tells that the picture was turned already, and by how much.
    """
    image = whitened(image)
    ink = ink_of(image)
    angle = skew_of(ink)
    if angle:
        image = straighten(image, angle)
        ink = ink_of(image)
    boxes, ruled = find_rules(ink, dpi)
    if boxes:
        image = painted_over(image, ruled)
        ink = ink & ~ruled
    pieces = pieces_of(ink)
    dotted = dotted_lines(pieces, dpi)
    _erase(dotted, image, ink)
    words = tesseract.words(image, dpi=dpi, psm=_AUTOMATIC)
    if not turned and (turn := quarter_turn(words)):
        tried = [
            read_image(image.rotate(angle, expand=True), dpi, tesseract, sizes, turned=angle)
            for angle in ((90, 270) if turn == 90 else (180,))
        ]
        best = max(tried, key=lambda each: _certainty(each.spans))
        if _certainty(best.spans) > max(_UPRIGHT_ENOUGH, mean(word.confidence for word in words)):
            return best
    words, standing = parted(word for word in words if not _is_dirt(word))
    if standing:
        _erase([box_of(line) for line in standing], image, ink)
        pieces = pieces_of(ink)
    words = levelled([word for word in tightened(without_stacks(words), ink) if not _is_speck(word, dpi)])
    words = with_passed_over(words, pieces, image, dpi, tesseract)
    scale = 72 / dpi
    looks = measure(words, ink, dpi, sizes)
    words = [word for word in words if not _is_rule(word, looks[word.line].size / scale)]
    words = split_glued(words, lambda word: looks[word.line].size / scale, ink)
    reread = reread_spaced(words, {line: look.size / scale for line, look in looks.items()}, image, ink, dpi, tesseract)
    if reread != words:
        words = reread
        looks = measure(words, ink, dpi, sizes)

    words = with_section_signs(
        words, ink, lambda word: looks[word.line].size / scale, lambda box: shows_section(box, image, dpi, tesseract)
    )

    def look(word: ReadWord) -> tuple[float, float]:
        return looks[word.line].size / scale, looks[word.line].baseline / scale

    def glance(word: ReadWord) -> str:
        seen = ""
        for margin in _MARGINS:
            box = (word.x0 - margin, word.top - margin, word.x1 + margin, word.bottom + margin)
            seen = tesseract.glance(image.crop(box), dpi=dpi)
            if "§" in seen:
                break
        return seen

    def letter(word: ReadWord) -> str:
        return read_letter((word.x0, word.top, word.x1, word.bottom), image, dpi, tesseract)[0]

    spans = _spans(words, settle_words(words, look, ink, glance, letter), looks, scale)
    spans += [span for line in standing for span in spans_of(line, scale, FONT)]
    rules = tuple(Rule(x0 * scale, y0 * scale, x1 * scale, y1 * scale) for x0, y0, x1, y1 in boxes)
    return PictureText(tuple(spans), rules, turned)


def _erase(boxes: Iterable[Sequence[int]], image: "Image", ink: Ink) -> None:
    """Leave paper where these stand, in the picture and in what was found of its ink."""
    for x0, y0, x1, y1 in boxes:
        image.paste(255, (int(x0) - 1, int(y0) - 1, int(x1) + 1, int(y1) + 1))
        ink[y0:y1, x0:x1] = False


def quarter_turn(words: list[ReadWord]) -> int:
    """90 where the words stand on end, 180 where they make no sense (the page may stand on its head), else 0."""
    long = [word for word in words if len(word.text) >= 4]
    if len(long) < _ENOUGH_WORDS:
        return 0
    if sum(word.bottom - word.top > 1.5 * (word.x1 - word.x0) for word in long) > 0.5 * len(long):
        return 90
    return 180 if mean(word.confidence for word in words) < _UPRIGHT_ENOUGH else 0


def _certainty(spans: tuple[Span, ...]) -> float:
    return mean(span.confidence or 0.0 for span in spans) if spans else 0.0


def _spans(
    words: list[ReadWord], texts: list[str], letterings: dict[tuple[int, int, int], Lettering], scale: float
) -> list[Span]:
    last = {word.line: i for i, word in enumerate(words)}
    spans = []
    for i, word in enumerate(words):
        look = letterings[word.line]
        text = texts[i]
        if last[word.line] == i and len(text) > 2 and text[-1] in "–—¬=~" and text[-2].isalpha():
            text = text[:-1] + "-"
        size, baseline = look.size, look.baseline
        x0, x1 = word.x0 * scale, word.x1 * scale
        step = (x1 - x0) / len(text)
        edges = (*(x0 + step * k for k in range(len(text))), x1)
        spans.append(
            Span(
                text,
                x0,
                baseline - ASCENT * size,
                x1,
                baseline + DESCENT * size,
                baseline,
                FONT,
                round(size, 1),
                look.bold,
                False,
                edges,
                0.0,
                round(word.confidence, 3),
            )
        )
    return spans


def _is_dirt(word: ReadWord) -> bool:
    """Specks and ruled lines that were taken for characters."""
    if (word.confidence >= LOW and word.text != "|") or any(char.isalnum() for char in word.text):
        return word.bottom - word.top > 20 * (word.x1 - word.x0)
    return word.text.strip("|_—–-=~.,:;'`´°^*¦‘’“”\"<>«»\\/!{}[]") == ""


def _is_speck(word: ReadWord, dpi: int) -> bool:
    """A speck that was taken for a letter or a figure."""
    large = max(word.x1 - word.x0, word.bottom - word.top) > _SPECK * dpi
    return not large and any(char.isalnum() for char in word.text)


def _is_rule(word: ReadWord, size: float) -> bool:
    """A piece of a table's upright rule that was taken for a letter."""
    return word.text in _UPRIGHT and word.bottom - word.top > 1.1 * size


def doubts(spans: tuple[Span, ...], number: int) -> list[Finding]:
    """A finding for each word of low confidence, and one for those beyond the first `_MOST_FINDINGS`."""
    low = [span for span in spans if (span.confidence or 0) < LOW and any(char.isalnum() for char in span.text)]
    found = [
        Finding(
            "low-confidence-ocr",
            f"Page {number}: “{span.text}” was read by OCR with a confidence of {span.confidence or 0:.0%}. "
            "Compare with the page.",
            number,
            BBox(span.x0, span.top, span.x1, span.bottom),
        )
        for span in low[:_MOST_FINDINGS]
    ]
    if len(low) > _MOST_FINDINGS:
        more = len(low) - _MOST_FINDINGS
        found.append(
            Finding(
                "low-confidence-ocr",
                f"Page {number}: {more} more words were read by OCR with low confidence. Compare with the page.",
                number,
            )
        )
    return found
