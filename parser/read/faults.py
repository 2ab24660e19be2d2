"""What is wrong with a file that cannot be opened, in a sentence that says what to do."""

import re

import pypdfium2
import pypdfium2.raw as c

from parser.errors import UnreadableDocument
from parser.model import Finding
from parser.read.closing import is_cut_off

_HEAD = 1024  # bytes: a PDF's header may stand after some noise

_COUNTS_NONE = re.compile(rb"/Type\s*/Pages\b[^>]*/Count\s+0\b")

_KINDS = (
    (b"PK\x03\x04", "a Word, LibreOffice or zip file"),
    (b"\xd0\xcf\x11\xe0", "an old Word or Office file"),
    (b"{\\rtf", "an RTF file"),
    (b"\x89PNG", "a PNG picture"),
    (b"\xff\xd8\xff", "a JPEG picture"),
    (b"II*\x00", "a TIFF picture"),
    (b"MM\x00*", "a TIFF picture"),
)


def check_bytes(data: bytes, name: str) -> list[Finding]:
    """Raise `UnreadableDocument` where these bytes are no PDF that can be opened; else what is odd about them."""
    if not data:
        raise UnreadableDocument(f"{name} is empty (0 bytes). Fetch the file again.")
    if b"%PDF-" not in data[:_HEAD]:
        raise UnreadableDocument(f"{name} is not a PDF{_what(data)}. Give a PDF, or convert the file to PDF first.")
    if needs_password(data):
        raise UnreadableDocument(
            f"{name} is encrypted and asks for a password to be opened. Ask its owner for a copy without one, "
            "or remove it with a PDF program that knows the password."
        )
    if is_cut_off(data):
        return [
            Finding(
                "damaged-file",
                f"{name} ends before its end mark: it was cut off. What could be restored was read; pages may be "
                "missing. Fetch the file again.",
            )
        ]
    return []


def needs_password(data: bytes) -> bool:
    """Whether the file cannot be opened without the user's password (one for changing it only does not count)."""
    if b"/Encrypt" not in data:
        return False
    try:
        pypdfium2.PdfDocument(data).close()
    except pypdfium2.PdfiumError:
        return bool(c.FPDF_GetLastError() == c.FPDF_ERR_PASSWORD)
    return False


def cannot_open(data: bytes, name: str) -> UnreadableDocument:
    """The fault of a file that begins like a PDF and that no engine opens."""
    if _COUNTS_NONE.search(data):
        return UnreadableDocument(f"{name} has no pages. Check that the right file was given, or fetch it again.")
    if is_cut_off(data):
        return UnreadableDocument(
            f"{name} is cut off: it ends after {len(data)} bytes, and no page can be restored. Fetch the file again."
        )
    return UnreadableDocument(
        f"{name} is damaged: its structure cannot be read. Fetch it again, or repair it with a PDF program "
        "(open it and save it anew)."
    )


def no_pages(data: bytes, name: str) -> UnreadableDocument:
    """The fault of a PDF that opens and holds no page."""
    if is_cut_off(data):
        return cannot_open(data, name)
    return UnreadableDocument(f"{name} has no pages. Check that the right file was given, or fetch it again.")


def only_pictures(name: str, why: str) -> UnreadableDocument:
    """The fault of a scan that may or can not be read by OCR. `why` is a sentence that says what to do."""
    return UnreadableDocument(f"{name} has no text that can be read: its pages are pictures (a scan). {why}")


def blank(name: str) -> UnreadableDocument:
    """The fault of a PDF on whose pages there is nothing: neither text nor a picture that OCR could read."""
    return UnreadableDocument(
        f"{name} is blank: there is neither text nor a picture on its pages. Check that the right file was given."
    )


def _what(data: bytes) -> str:
    for magic, kind in _KINDS:
        if data.startswith(magic):
            return f" but {kind}"
    if re.match(rb"\s*<(!doctype|html|\?xml|head|body)", data[:200], re.IGNORECASE):
        return " but a web page (an error page saved in its place?)"
    return ""
