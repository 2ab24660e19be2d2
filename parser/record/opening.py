"""A record from bytes that somebody names: what is no record, or one of another version, is told in a sentence."""

import msgspec

from parser.errors import DiariumError, InvalidRecord
from parser.record import json, loose
from parser.record.types import SCHEMA_VERSION, Record


class _Version(msgspec.Struct):
    schema_version: str | None = None


class NoRecord(InvalidRecord):
    """JSON of somebody else's."""


def looks_like_json(data: bytes) -> bool:
    """Whether `data` begins as a JSON object does; a PDF never does."""
    return data[:200].removeprefix(b"\xef\xbb\xbf").lstrip()[:1] == b"{"


def decode(data: bytes) -> Record:
    """The record in `data`.

    Raises InvalidRecord: broken JSON or a version that we cannot read; NoRecord where it is JSON of another kind.
    """
    data = data.removeprefix(b"\xef\xbb\xbf")
    try:
        return json.decode(data)
    except DiariumError as error:
        raise _why(data, error) from error


def decode_in_bulk(data: bytes) -> Record:
    """As `decode`, in half the time: of ids only those of matters, acts and persons are checked for shape.

    What points at one of them is not; an id that nothing has is to be taken for none.
    """
    try:
        record = loose.decode(data)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        return decode(data)  # which says what is wrong
    return decode(data) if loose.misshapen(record) else record


def _why(data: bytes, failed: DiariumError) -> InvalidRecord:
    try:
        version = msgspec.json.decode(data, type=_Version).schema_version
    except msgspec.ValidationError as error:  # a version that is no word: of somebody else's making
        return NoRecord(f"it is broken JSON ({error}); convert the PDF again")
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        return InvalidRecord(f"it is broken JSON ({error}); convert the PDF again")
    if version is None:
        return NoRecord("it is JSON but no record of Diarium's; name a file that `diarium convert` wrote")
    if version.split(".")[0] != SCHEMA_VERSION.split(".")[0]:
        return InvalidRecord(
            f"it is a record of schema version {version}, and this Diarium reads {SCHEMA_VERSION}; "
            "convert the PDF again, or use the Diarium that wrote it"
        )
    cause = str(failed.__cause__ or failed).rstrip(".")
    return InvalidRecord(f"it does not keep the schema of a record ({cause}); convert the PDF again")
