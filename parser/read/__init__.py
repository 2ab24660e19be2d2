"""The reading stage: a PDF's bytes in, pages of spans out. The only part that knows PDF libraries and OCR.

>>> with open_pdf(data, name="protokoll.pdf") as document:  # doctest: +SKIP
...     for page in document.pages():
...         ...
"""

from parser.read.document import OpenDocument, open_pdf
from parser.read.engines import EngineInfo

__all__ = ["EngineInfo", "OpenDocument", "open_pdf"]
