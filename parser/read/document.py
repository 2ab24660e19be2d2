"""An open PDF: its pages one at a time, whatever their trouble. This is the reading stage's front.

Postconditions of `OpenDocument.pages`:

1. One `Page` for each page of the file, numbered from 1, in order; a page that cannot be read has `Layer.NONE`, no
   spans and a finding, and the others go on.
2. Only one page is held at a time.
3. A page's spans hold what `parser.read.spans` promises; text that cannot be read is not among them.
4. Where no page holds any text, `UnreadableDocument` is raised after the last, and says why.
5. Of a file that was cut off the pages are read that can be restored (`parser.read.closing`); one of which something
   is missing has a finding.
"""

import contextlib
import re
from collections.abc import Iterator
from types import TracebackType
from typing import TYPE_CHECKING, Self

import msgspec

from parser.errors import UnreadableDocument
from parser.model import Finding, Layer, Page
from parser.read import closing, faults
from parser.read.engines import DEFAULT, EngineDocument, EngineInfo, engine_named
from parser.read.quality import LexiconShare, sift, suspect_text_layer
from parser.read.runs import RawPage
from parser.read.spans import assemble

if TYPE_CHECKING:
    from parser.read.ocr import Recogniser

FALLBACK = "pypdfium2"
OCR_CHOICES = ("auto", "never", "always")
_PICTURE = re.compile(rb"/Subtype\s*/Image\b")
_STAMP = 150  # characters: a page-wide picture with fewer than these over it is a scan with a stamp


class OpenDocument:
    """A PDF that is open for reading. Use it as a context manager."""

    def __init__(
        self, data: bytes, name: str, engine: str | None, ocr: str, lexicon_share: LexiconShare | None
    ) -> None:
        """As `open_pdf`, which says what goes in."""
        if ocr not in OCR_CHOICES:
            raise ValueError(f"There is no way of OCR {ocr!r}: choose one of {', '.join(OCR_CHOICES)}.")
        chosen = engine_named(engine)
        self._findings = faults.check_bytes(data, name)
        self._given = data
        closed = closing.close(data) if closing.is_cut_off(data) else None
        data = closed.data if closed is not None else data
        self._incomplete = closed.incomplete if closed is not None else frozenset()
        self._data = data
        self._name = name
        self._ocr = ocr
        self._share = lexicon_share
        self._has_pictures = _PICTURE.search(data) is not None
        self._other: EngineDocument | None = None
        self._recogniser: Recogniser | None = None
        try:
            self._document = chosen.open(data)
            if self._document.page_count == 0 and (engine or DEFAULT) != FALLBACK:
                raise ValueError("no pages")
        except _FATAL:
            raise
        except BaseException as fault:
            chosen = engine_named(FALLBACK)
            try:
                self._document = chosen.open(data)
            except _FATAL:
                raise
            except BaseException:
                wrong = faults.no_pages if str(fault) == "no pages" else faults.cannot_open
                raise wrong(self._given, name) from fault
        self.engine: EngineInfo = chosen.info
        self.page_count: int = self._document.page_count
        if self.page_count == 0:
            raise faults.no_pages(self._given, name)

    @property
    def findings(self) -> tuple[Finding, ...]:
        """What was found of the whole file so far; a page's own findings are the page's."""
        return tuple(self._findings)

    def __enter__(self) -> Self:
        """Itself: leaving the block closes it."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Give back the memory."""
        self.close()

    def close(self) -> None:
        """Give back the memory."""
        self._document.close()
        if self._other is not None:
            self._other.close()

    def pages(self) -> Iterator[Page]:
        """Read the pages, one at a time, in order. Raises `UnreadableDocument` where there is no text in any."""
        texts = pictures = broken = 0
        try:
            for index in range(self.page_count):
                page, drawn = self._page(index)
                if self._ocr == "always" or (self._ocr == "auto" and page.layer is Layer.NONE and drawn):
                    page = self._recognised(page)
                elif drawn and not page.spans and not page.findings:
                    page = msgspec.structs.replace(page, findings=(_not_read(page.number),))
                texts += bool(page.spans)
                pictures += drawn and not page.spans
                broken += not page.spans and any(one.code == "unreadable-page" for one in page.findings)
                yield page
        finally:
            if self._recogniser is not None:
                self._findings += self._recogniser.findings
                self._recogniser.close()
        if texts:
            return
        if broken and broken >= pictures:
            raise faults.cannot_open(self._given, self._name)
        if pictures:
            raise faults.only_pictures(self._name, self._recogniser.remedy if self._recogniser else _LET_OCR)
        raise faults.blank(self._name)

    def _recognised(self, page: Page) -> Page:
        if self._recogniser is None:
            from parser.read.ocr import Recogniser  # its libraries take longer to load than a text layer to read

            self._recogniser = Recogniser(self._data, self._name)
        return self._recogniser.page(page)

    def _page(self, index: int) -> tuple[Page, bool]:
        """A page by its text layer, and whether a person sees anything on it."""
        raw, findings = self._raw(index)
        if raw is None:
            return Page(index + 1, 595.0, 842.0, Layer.NONE, (), (), tuple(findings)), True
        try:
            return self._of(raw, index)
        except _FATAL:
            raise
        except BaseException as fault:  # what is looked up late, too: the pictures and rules of a damaged page
            other = self._read_by_fallback(index) if self._fallback_differs() else None
            for one in (other, _without_drawings(raw)):
                with contextlib.suppress(Exception):
                    if one is not None and (page := self._of(one, index))[0].spans:
                        return page
            found = _unreadable_page(index + 1, f"{type(fault).__name__}: {fault}")
            return Page(index + 1, raw.frame.width, raw.frame.height, Layer.NONE, (), (), (found,)), True

    def _of(self, raw: RawPage, index: int) -> tuple[Page, bool]:
        number = index + 1
        findings = []
        spans, doubled = assemble(raw.runs, raw.frame)
        if not spans and self._fallback_differs():
            raw = self._read_by_fallback(index) or raw
            spans, doubled = assemble(raw.runs, raw.frame)
        width, height = raw.frame.width, raw.frame.height
        if doubled:
            findings.append(
                Finding(
                    "doubled-text",
                    f"Page {number}: {doubled} characters are printed twice in the same place (false bold, or two "
                    "text layers); they were read once.",
                    number,
                )
            )
        if not spans:
            drawn = raw.shows()
            broken = not drawn and (index in self._incomplete or self._is_damaged(index))
            if broken:
                cut_off = index in self._incomplete
                why = "its content lay in what was cut off" if cut_off else "its content is damaged"
                findings.append(_unreadable_page(number, why))
            elif index in self._incomplete:
                findings.append(_not_whole(number))
            layer = Layer.NONE if drawn or broken else Layer.DIGITAL
            return Page(number, width, height, layer, (), (), tuple(findings)), drawn
        if index in self._incomplete:
            findings.append(_not_whole(number))
        kept, unreadable, usable = sift(spans, number, self._share)
        findings += unreadable
        if usable and self._has_pictures and raw.pictured():
            running = " ".join(span.text for span in kept)
            if len(running) < _STAMP and self._ocr != "never":
                usable = False
            elif suspect_text_layer(running, self._share):
                findings.append(
                    Finding(
                        "bad-text-layer",
                        f"Page {number} is a scan whose text layer holds few known words: an old OCR program's work.",
                        number,
                    )
                )
                usable = self._ocr == "never"
        layer = Layer.DIGITAL if usable else Layer.NONE
        return Page(number, width, height, layer, tuple(kept), tuple(raw.rules()), tuple(findings)), True

    def _raw(self, index: int) -> tuple[RawPage | None, list[Finding]]:
        try:
            return self._document.page(index), []
        except _FATAL:
            raise
        except BaseException as fault:  # pdf_oxide's panics are no `Exception`
            raw = self._read_by_fallback(index)
            if raw is not None:
                return raw, []
            return None, [_unreadable_page(index + 1, f"{type(fault).__name__}: {fault}")]

    def _is_damaged(self, index: int) -> bool:
        from parser.read.contents import content_is_damaged  # pdfminer is loaded for blank pages only

        return content_is_damaged(self._data, index)

    def _fallback_differs(self) -> bool:
        return self.engine.name != FALLBACK

    def _read_by_fallback(self, index: int) -> RawPage | None:
        try:
            if self._other is None:
                self._other = engine_named(FALLBACK).open(self._data)
            return self._other.page(index)
        except _FATAL:
            raise
        except BaseException:
            return None


_FATAL = (KeyboardInterrupt, SystemExit, GeneratorExit, MemoryError, UnreadableDocument)
_LET_OCR = "Let it be read by OCR (--ocr auto), for which Tesseract and its Swedish model must be installed."


def _unreadable_page(number: int, why: str) -> Finding:
    return Finding(
        "unreadable-page",
        f"Page {number} cannot be read ({why}); the others were. Look at the page in a PDF program, or fetch the file "
        "again.",
        number,
    )


def _not_whole(number: int) -> Finding:
    return Finding(
        "damaged-file",
        f"Page {number} is not whole: something of it (a font, a picture) lay in what was cut off. What is there was "
        "read.",
        number,
    )


def _without_drawings(raw: RawPage) -> RawPage:
    return RawPage(raw.frame, raw.runs, lambda: (), lambda: False, lambda: True)


def _not_read(number: int) -> Finding:
    return Finding(
        "page-without-text",
        f"Page {number} shows something (a scan, perhaps) but holds no text, and was not read. {_LET_OCR}",
        number,
    )


def open_pdf(
    data: bytes,
    *,
    name: str,
    engine: str | None = None,
    ocr: str = "auto",
    lexicon_share: LexiconShare | None = None,
) -> OpenDocument:
    """Open a PDF for reading.

    `data` is the file, `name` what messages call it. `engine` is one of `parser.read.engines.ENGINES` (None: the
    default). `ocr` is `auto` (pages without a usable text layer), `never` or `always`. `lexicon_share` tells how
    many of a text's words are known; with it, wrong Unicode maps and bad old text layers are found more surely.

    Raises `UnreadableDocument` with a sentence for the user, `ValueError` for an unknown engine or way of OCR.
    """
    return OpenDocument(data, name, engine, ocr, lexicon_share)
