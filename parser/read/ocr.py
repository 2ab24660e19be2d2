"""Pages that are pictures, read by Tesseract."""

from parser.model import Finding, Page


class Recogniser:
    """Reads pages by OCR (to come)."""

    remedy = "Reading scans is not there yet."

    def __init__(self, data: bytes, name: str) -> None:
        self.findings: list[Finding] = []

    def page(self, page: Page) -> Page:
        """The page, read from its picture."""
        return page
