"""The record as JSON: UTF-8, in the order of the types' fields, indented by two, the same bytes for the same record."""

import msgspec

from parser.errors import InvalidRecord
from parser.record.types import Record

_ENCODER = msgspec.json.Encoder()
_DECODER = msgspec.json.Decoder(Record)


def encode(record: Record) -> bytes:
    """The record as indented JSON in UTF-8 with a line feed at its end.

    `InvalidRecord` where a text holds half of a surrogate pair, which UTF-8 cannot carry.
    """
    try:
        return msgspec.json.format(_ENCODER.encode(record), indent=2) + b"\n"
    except UnicodeEncodeError as error:
        raise InvalidRecord(
            f"The record {record.id} cannot be written: a text holds half of a surrogate pair "
            f"({error.object[error.start : error.end]!r}), which is no character. Report the PDF as a fault."
        ) from error


def decode(data: bytes) -> Record:
    """The record that the JSON holds. `InvalidRecord` says where it is no JSON or no record."""
    try:
        return _DECODER.decode(data)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise InvalidRecord(f"This is not a record that Diarium can read: {error}.") from error
