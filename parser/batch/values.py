"""What passes between the parts of a batch, and between its processes: small frozen values."""

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


def fault(name: object, error: DiariumError) -> Fault:
    """An error of ours as a value, with the name of what it happened to."""
    return Fault(str(name), str(error), error.exit_code)
