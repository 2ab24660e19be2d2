"""The engine pypdfium2 (pdfium, BSD or Apache): slower from Python, and as good on most files (decision 0002)."""

import pypdfium2

from parser.read.engines import EngineDocument, EngineInfo
from parser.read.pdfium import PdfiumPages


class PdfiumEngine:
    """pdfium as an `Engine`."""

    info = EngineInfo("pypdfium2", str(pypdfium2.PYPDFIUM_INFO))

    def open(self, data: bytes) -> EngineDocument:
        """Open a PDF; raises `pypdfium2.PdfiumError`."""
        return PdfiumPages(data)
