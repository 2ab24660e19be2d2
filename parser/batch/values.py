"""What passes between the parts of a batch, and between its processes: small frozen values."""

from collections.abc import Callable

import msgspec

from parser.errors import DiariumError


class Item(msgspec.Struct, frozen=True):
    """A document of a source, as a listing gives it.

    `name` is how the user would write it (``raw/a.pdf``, ``s3://archive/a.pdf``, ``1998.zip/a.pdf``): what messages,
    manifest and report call it. `address` is what `parser.batch.places.read` understands, in any process.
    `below` is where its record goes below the output, with ``/`` and without an ending: ``2006/a``.
    `identity` tells that two names are one file (a real path, a URL): the same file listed twice is one document.
    `size` is in bytes, None where a listing does not tell it. `fingerprint` is any text of which equal means that the
    bytes did not change (size and times, an ETag); None where nothing of the kind is known.
    """

    name: str
    address: str
    below: str
    identity: str
    size: int | None = None
    fingerprint: str | None = None


class Content(msgspec.Struct, frozen=True):
    """The bytes of a document, and the fingerprint that it had when they were read (see `Item`)."""

    data: bytes
    fingerprint: str | None = None


class Fault(msgspec.Struct, frozen=True):
    """Something that went wrong with one named thing. `trace` is for ``--debug``."""

    name: str
    message: str
    exit_code: int
    trace: str | None = None


LeftOut = Callable[[str, str], None]
"""Who is told of a file that a folder has and that is no document: its name, and why it is left out."""


def fault(name: object, error: DiariumError) -> Fault:
    """An error of ours as a value, with the name of what it happened to."""
    return Fault(str(name), str(error), error.exit_code)


def printable(text: str) -> str:
    """`text` as UTF-8 can hold it: what is none in a file's name becomes a question mark."""
    return text.encode("utf-8", "replace").decode()


class Order(msgspec.Struct, frozen=True):
    """What to do with one document; travels to the process that does it.

    `task` is ``convert``, ``look`` (only tell the digest of its bytes) or ``copy`` (make its record of that of
    `twin`, a target whose document has the same bytes). `source` is its name, `address` what `places.read` understands,
    `target` the path of its files below `output` (an address) without their endings. A document of at most
    `page_up_to` pages gets a page to look at beside its records. `most` is how many bytes its files may have together.
    """

    source: str
    address: str
    target: str
    output: str
    task: str = "convert"
    twin: str | None = None
    formats: tuple[str, ...] = ("json", "xml")
    page_up_to: int = 0
    municipality: str | None = None
    ocr: str = "auto"
    size: int | None = None
    most: int | None = None


class Counts(msgspec.Struct, frozen=True):
    """A document in figures: pages, top-level acts of each kind, acts quoted inside these, warnings by their code."""

    pages: int
    kinds: dict[str, int] = {}
    quoted: int = 0
    dissents: int = 0
    warnings: dict[str, int] = {}


class Outcome(msgspec.Struct, frozen=True):
    """What became of an order: the files written, each with its stamp, or a fault.

    `digest` is the document in a few lines, in a form that only the command knows. `quarantine` is why the document is
    not to be tried again as it is: ``memory``, ``time``, ``output`` or ``died``. `again` marks a fault that another
    try may mend; `stop` one that every other document would meet, too (a full disk).
    """

    source: str
    target: str
    sha256: str | None = None
    size: int | None = None
    fingerprint: str | None = None
    files: tuple[tuple[str, str], ...] = ()
    profile: str | None = None
    counts: Counts | None = None
    digest: bytes | None = None
    fault: Fault | None = None
    quarantine: str | None = None
    again: bool = False
    stop: bool = False
    twin: str | None = None
    seconds: float = 0.0


class Limits(msgspec.Struct, frozen=True):
    """What one document may take: bytes of memory, seconds, bytes of output; None: as much as it likes.

    Without `seconds` the time depends on the document's size (`allowed` has the rule), unless it is not `timed`. Of
    `sensible` limits the memory is what suits the machine that does the work.
    """

    memory: int | None = None
    seconds: float | None = None
    output: int | None = 512 * 2**20
    timed: bool = True
    sensible: bool = False

    def allowed(self, size: int | None) -> float | None:
        """Seconds for a document of `size` bytes: those given, else five minutes and two more for each megabyte.

        A scanned page takes some seconds to recognise and seldom less than fifty kilobytes.
        """
        if not self.timed:
            return None
        return self.seconds or 300 + 120 * (size or 10 * 2**20) / 2**20
