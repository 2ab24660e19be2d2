"""A record from what the user names: a JSON record, or a PDF that is converted on the fly."""

from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from parser.batch.local import find
from parser.cli.work import name_in_record, read_pdf
from parser.errors import DiariumError, InvalidRecord, UnreadableDocument
from parser.record.types import SCHEMA_VERSION, Record

if TYPE_CHECKING:
    from parser.pipeline import Conversion


class _Version(msgspec.Struct):
    schema_version: str | None = None


def open_record(given: str, *, municipality: str | None = None, ocr: str = "auto") -> Record:
    """The record in, or of, the file `given`. Raises a DiariumError, its message without the file's name."""
    path = existing(given)
    data = read_pdf(path)
    if looks_like_json(data):
        return decode(data)
    if path.suffix.lower() in (".json", ".xml", ".html"):
        raise InvalidRecord("it is no JSON record; name the .json that `diarium convert` wrote, or the PDF")
    return convert_pdf(path, data, municipality=municipality, ocr=ocr).record


def existing(given: str) -> Path:
    """The path that `given` names. Raises UnreadableDocument where there is none."""
    path = find(given)
    if path is None:
        raise UnreadableDocument("there is no such file; check the path")
    return path


def convert_pdf(path: Path, data: bytes, *, municipality: str | None, ocr: str) -> "Conversion":
    """A PDF converted, nothing written."""
    from parser import pipeline

    options = pipeline.Options(municipality=municipality, ocr=ocr, xml=False)
    return pipeline.convert(data, name=name_in_record(path), options=options)


def looks_like_json(data: bytes) -> bool:
    """Whether `data` begins as a JSON object does; a PDF never does."""
    return data[:200].removeprefix(b"\xef\xbb\xbf").lstrip()[:1] == b"{"


def decode(data: bytes) -> Record:
    """The record in `data`. Raises InvalidRecord: broken JSON, no record, or one of a version that we cannot read."""
    from parser.record import json

    data = data.removeprefix(b"\xef\xbb\xbf")
    try:
        version = msgspec.json.decode(data, type=_Version).schema_version
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise InvalidRecord(f"it is broken JSON ({error}); convert the PDF again") from error
    if version is None:
        raise InvalidRecord("it is JSON but no record of Diarium's; name a file that `diarium convert` wrote")
    if version.split(".")[0] != SCHEMA_VERSION.split(".")[0]:
        raise InvalidRecord(
            f"it is a record of schema version {version}, and this Diarium reads {SCHEMA_VERSION}; "
            "convert the PDF again, or use the Diarium that wrote it"
        )
    try:
        return json.decode(data)
    except DiariumError as error:
        raise InvalidRecord(
            f"it does not keep the schema of a record ({_reason(error)}); convert the PDF again"
        ) from None


def _reason(error: DiariumError) -> str:
    cause = error.__cause__ or error
    return str(cause).rstrip(".")
