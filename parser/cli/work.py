"""One document from the PDF to its files. Runs in this process or in another: values in, a value out, no printing."""

import os
import stat
import traceback
from pathlib import Path

import msgspec

from parser.cli.digest import Digest, digest
from parser.cli.exits import INTERNAL
from parser.cli.sources import Fault, fault
from parser.errors import DiariumError, UnreadableDocument, UnwritableOutput


class Order(msgspec.Struct, frozen=True):
    """What to do with one document.

    `target` is the path of its files without their extensions. A document of at most `page_up_to` pages gets a page
    to look at beside its records.
    """

    source: str
    target: str
    formats: tuple[str, ...] = ("json", "xml")
    page_up_to: int = 0
    municipality: str | None = None
    ocr: str = "auto"


class Outcome(msgspec.Struct, frozen=True):
    """What became of a document: its files and its digest, or a fault."""

    source: str
    written: tuple[str, ...] = ()
    digest: Digest | None = None
    fault: Fault | None = None


def work(order: Order) -> Outcome:
    """Convert one document and write it, validated by the pipeline. A fault comes back as a value, never raised."""
    try:
        return _work(order)
    except DiariumError as error:
        return Outcome(order.source, fault=fault(order.source, error))
    except Exception as error:  # the last line of defence: one document's fault never stops the others
        return Outcome(order.source, fault=unforeseen(order.source, error))


def unforeseen(name: str, error: BaseException) -> Fault:
    """A fault of Diarium's own, as a sentence that asks to report it; the traceback is kept for ``--debug``."""
    trace = "".join(traceback.format_exception(error))
    if isinstance(error, MemoryError):
        return Fault(name, "there is not enough memory for it; convert it alone, with --jobs 1", INTERNAL, trace)
    what = f"{type(error).__name__}: {error}" if str(error) else type(error).__name__
    message = (
        f"Diarium failed on it ({' '.join(what.split())[:300]}); this is a fault of Diarium: "
        "please report it with the file, and with what --debug prints"
    )
    return Fault(name, message, INTERNAL, trace)


def died(order: Order, code: int | None) -> Outcome:
    """The outcome of a document whose process died."""
    how = f"by signal {-code}" if code is not None and code < 0 else f"with code {code}"
    hint = "; perhaps memory ran out: try it alone, with --jobs 1" if code == -9 else ""
    message = (
        f"the process that converted it ended abruptly ({how}){hint}; this is a fault of Diarium or of a library "
        "that it reads PDFs with: please report it with the file"
    )
    return Outcome(order.source, fault=Fault(order.source, message, INTERNAL))


def read_pdf(path: Path) -> bytes:
    """The bytes of a PDF. Raises UnreadableDocument where there is no such file or it may not be read."""
    try:
        if not stat.S_ISREG(path.stat().st_mode):
            kind = "a folder" if path.is_dir() else "no ordinary file"
            raise UnreadableDocument(f"it is {kind}; name a PDF")
        return path.read_bytes()
    except FileNotFoundError:
        raise UnreadableDocument("there is no such file; check the path") from None
    except PermissionError:
        raise UnreadableDocument("it may not be read (permission denied); check the file's permissions") from None
    except OSError as error:
        raise UnreadableDocument(f"it cannot be read ({(error.strerror or 'unknown reason').lower()})") from error


def name_in_record(path: Path) -> str:
    """The file's name as the record keeps it: without the folders, and always writable as UTF-8."""
    return os.fsencode(path.name).decode("utf-8", "replace")


def _work(order: Order) -> Outcome:
    from parser import pipeline

    source = Path(order.source)
    data = read_pdf(source)
    options = pipeline.Options(municipality=order.municipality, ocr=order.ocr, xml="xml" in order.formats)
    conversion = pipeline.convert(data, name=name_in_record(source), options=options)
    files: list[tuple[Path, bytes]] = []
    if "json" in order.formats:
        files.append((_with_suffix(order.target, ".json"), conversion.json))
    if "xml" in order.formats:
        files.append((_with_suffix(order.target, ".xml"), conversion.xml))
    if 1 <= conversion.record.source.pages <= order.page_up_to:
        from parser.cli.page import html_page

        page = html_page(conversion.record, data, conversion.pages)
        files.append((_with_suffix(order.target, ".html"), page.encode("utf-8", "replace")))
    return Outcome(order.source, _write(files), digest(conversion.record))


def _with_suffix(target: str, suffix: str) -> Path:
    # Not Path.with_suffix, which would make `2006.041` into `2006.json`.
    return Path(target + suffix)


def _write(files: list[tuple[Path, bytes]]) -> tuple[str, ...]:
    """Write all files or none: those that are new are taken back where a later one cannot be written."""
    from parser.record.files import write_atomically

    new: list[Path] = []
    try:
        for path, data in files:
            existed = os.path.lexists(path)  # Path.exists raises where a name is too long
            write_atomically(path, data)
            if not existed:
                new.append(path)
    except UnwritableOutput:
        for path in new:
            path.unlink(missing_ok=True)
        raise
    return tuple(str(path) for path, _ in files)
