"""The engines that read a PDF, behind one small interface. An engine is exchanged in one file and one line here."""

from collections.abc import Callable
from typing import Protocol

import msgspec

from parser.read.runs import RawPage

DEFAULT = "pdf_oxide"


class EngineInfo(msgspec.Struct, frozen=True):
    """An engine's name and the version of its library."""

    name: str
    version: str


class EngineDocument(Protocol):
    """An open PDF. Pages count from 0 here, as in the libraries."""

    @property
    def page_count(self) -> int:
        """How many pages there are."""

    def page(self, index: int) -> RawPage:
        """Read one page. Whatever the library raises comes through: the caller makes a finding of it."""

    def close(self) -> None:
        """Give back the memory."""


class Engine(Protocol):
    """A library that reads PDFs."""

    info: EngineInfo

    def open(self, data: bytes) -> EngineDocument:
        """Open a PDF; whatever the library raises comes through."""


def _pdf_oxide() -> Engine:
    from parser.read.engine_pdf_oxide import OxideEngine

    return OxideEngine()


def _pypdfium2() -> Engine:
    from parser.read.engine_pypdfium2 import PdfiumEngine

    return PdfiumEngine()


def _pdfplumber() -> Engine:
    from parser.read.engine_pdfplumber import PlumberEngine

    return PlumberEngine()


# Loaded when asked for: importing a library costs more than reading a page with it.
ENGINES: dict[str, Callable[[], Engine]] = {
    "pdf_oxide": _pdf_oxide,
    "pypdfium2": _pypdfium2,
    "pdfplumber": _pdfplumber,
}


def engine_named(name: str | None) -> Engine:
    """The engine of that name, or the default one. Raises `ValueError` naming those that there are."""
    try:
        return ENGINES[name or DEFAULT]()
    except KeyError:
        known = ", ".join(ENGINES)
        raise ValueError(f"There is no engine {name!r}: choose one of {known}.") from None
