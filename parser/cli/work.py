"""One document from the PDF to its files. Runs in this process or in another: values in, a value out, no printing."""

import errno
import hashlib
import os
import time
import traceback
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from parser.batch import places
from parser.batch.staff import Death
from parser.batch.values import Content, Fault, Order, Outcome, fault
from parser.cli.digest import counts, digest
from parser.cli.exits import INTERNAL
from parser.errors import DiariumError, UnstableSource, UnwritableOutput
from parser.record.types import Record

if TYPE_CHECKING:
    from parser.pipeline import Conversion

WHOLE_DISK = {errno.ENOSPC, errno.EDQUOT, errno.EROFS}
"""What one document meets when it is written, every other would meet, too."""


def work(order: Order) -> Outcome:
    """Do what an order says, with one document. A fault comes back as a value, never raised."""
    began = time.monotonic()
    try:
        made = _TASKS[order.task](order)
    except UnstableSource as error:
        made = Outcome(order.source, order.target, fault=fault(order.source, error), again=True)
    except DiariumError as error:
        made = _failed(order, error)
    except Exception as error:  # the last line of defence: one document's fault never stops the others
        quarantine = "memory" if isinstance(error, MemoryError) else None
        told = unforeseen(order.source, error)
        made = Outcome(order.source, order.target, fault=told, quarantine=quarantine)
    return msgspec.structs.replace(made, seconds=time.monotonic() - began)


def unforeseen(name: str, error: BaseException) -> Fault:
    """A fault of Diarium's own, as a sentence that asks to report it; the traceback is kept for ``--debug``."""
    trace = "".join(traceback.format_exception(error))
    if isinstance(error, MemoryError):
        return Fault(name, f"there is not enough memory for it; {_MORE_MEMORY}", INTERNAL, trace)
    what = f"{type(error).__name__}: {error}" if str(error) else type(error).__name__
    message = (
        f"Diarium failed on it ({' '.join(what.split())[:300]}); this is a fault of Diarium: "
        "please report it with the file, and with what --debug prints"
    )
    return Fault(name, message, INTERNAL, trace)


def died(order: Order, death: Death) -> Outcome:
    """The outcome of a document whose process died, or had to be ended."""
    again = False
    if death.why == "time":
        took = f"{death.seconds:,.0f}" if death.seconds >= 10 else f"{death.seconds:.1f}"
        message = f"took longer than {took} seconds and was given up; allow it more with --timeout"
    elif death.why == "memory":
        message = f"needed more than {death.peak / 2**20:,.0f} MB of memory and was given up; {_MORE_MEMORY}"
    else:
        # Somebody ended it from outside, and not for what this document is: the system out of memory, perhaps.
        again = death.code in (-9, -15)
        how = f"by signal {-death.code}" if death.code is not None and death.code < 0 else f"with code {death.code}"
        hint = "; perhaps memory ran out: try it alone, with --jobs 1" if death.code == -9 else ""
        message = (
            f"the process that converted it ended abruptly ({how}){hint}; this is a fault of Diarium or of a library "
            "that it reads PDFs with: please report it with the file"
        )
    told = Fault(order.source, message, INTERNAL)
    return Outcome(
        order.source, order.target, fault=told, quarantine=death.why, again=again, seconds=round(death.seconds, 3)
    )


def read_pdf(path: Path) -> bytes:
    """The bytes of a PDF. Raises UnreadableDocument where there is no such file or it may not be read."""
    return places.read(str(path)).data


def name_in_record(path: Path) -> str:
    """The file's name as the record keeps it: without the folders, and always writable as UTF-8."""
    return os.fsencode(path.name).decode("utf-8", "replace")


_MORE_MEMORY = "convert it alone, with --jobs 1, or allow it more with --max-memory"


def _look(order: Order) -> Outcome:
    """Tell the digest of a document's bytes."""
    content = places.read(order.address)
    return _of(order, content)


def _convert(order: Order) -> Outcome:
    from parser import pipeline

    content = places.read(order.address)
    base = _of(order, content)
    options = pipeline.Options(municipality=order.municipality, ocr=order.ocr, xml="xml" in order.formats)
    try:
        made = pipeline.convert(content.data, name=name_in_record(Path(order.source)), options=options)
        return _write(order, base, made, content.data)
    except DiariumError as error:
        # With its digest: the bytes are known, whatever became of them.
        failed = _failed(order, error)
        return msgspec.structs.replace(
            base, fault=failed.fault, quarantine=failed.quarantine, stop=failed.stop, again=failed.again
        )


def _copy(order: Order) -> Outcome:
    """Make a document's record of that of its twin: the same, but for the file's name."""
    from parser import pipeline
    from parser.cli.open_record import decode
    from parser.layout import Layout
    from parser.read import open_pdf

    assert order.twin is not None  # who orders a copy says of what
    output = places.open_output(order.output)
    try:
        twin = decode(output.read(f"{order.twin}.json"))
    except OSError as error:
        raise UnstableSource(f"the record of {order.twin} cannot be read ({error})") from error
    source = msgspec.structs.replace(twin.source, file_name=name_in_record(Path(order.source)))
    record = msgspec.structs.replace(twin, source=source)
    options = pipeline.Options(xml="xml" in order.formats)
    content = places.read(order.address)
    base = _of(order, content)
    if base.sha256 != twin.source.sha256:
        raise UnstableSource("it changed while it was read; convert it again when it is finished")
    made = pipeline.written(record, Layout((), (), ()), options)
    if 1 <= record.source.pages <= order.page_up_to:
        try:
            with open_pdf(content.data, name=source.file_name, ocr="never") as document:
                sizes = tuple(document.pages())
        except DiariumError:
            sizes = ()
        made = msgspec.structs.replace(made, pages=sizes)
    return msgspec.structs.replace(_write(order, base, made, content.data), twin=order.twin)


_TASKS = {"look": _look, "convert": _convert, "copy": _copy}


def _of(order: Order, content: Content) -> Outcome:
    return Outcome(
        order.source,
        order.target,
        sha256=hashlib.sha256(content.data).hexdigest(),
        size=len(content.data),
        fingerprint=content.fingerprint,
    )


def _failed(order: Order, error: DiariumError) -> Outcome:
    number = getattr(error.__cause__, "errno", None) if isinstance(error, UnwritableOutput) else None
    return Outcome(
        order.source,
        order.target,
        fault=fault(order.source, error),
        stop=number in WHOLE_DISK,
        quarantine="output" if number == errno.EFBIG else None,
    )


def _write(order: Order, base: Outcome, made: "Conversion", data: bytes) -> Outcome:
    # The JSON first: it is put in place last, and where it is, the rest is.
    files: list[tuple[str, bytes]] = []
    if "json" in order.formats:
        files.append((order.target + ".json", made.json))
    if "xml" in order.formats:
        files.append((order.target + ".xml", made.xml))
    record: Record = made.record
    if 1 <= record.source.pages <= order.page_up_to:
        from parser.cli.page import html_page

        page = html_page(record, data, made.pages)
        files.append((order.target + ".html", page.encode("utf-8", "replace")))
    size = sum(len(one) for _, one in files)
    if order.most is not None and size > order.most:
        error = UnwritableOutput(
            f"its record would take {size / 2**20:,.0f} MB and was not written; allow it more with --max-output"
        )
        return msgspec.structs.replace(base, fault=fault(order.source, error), quarantine="output")
    stamps = places.open_output(order.output).write(files)
    names = [name for name, _ in files]
    return msgspec.structs.replace(
        base,
        files=tuple(zip(names, stamps, strict=True)),
        profile=record.source.profile.name,
        counts=counts(record),
        digest=msgspec.msgpack.encode(digest(record)),
    )
