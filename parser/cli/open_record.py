"""A record from what the user names: a JSON record, or a PDF that is converted on the fly."""

from pathlib import Path
from typing import TYPE_CHECKING

from parser.batch.local import find
from parser.cli.work import name_in_record, read_pdf
from parser.errors import InvalidRecord, UnreadableDocument
from parser.record.opening import decode, looks_like_json
from parser.record.types import Record

if TYPE_CHECKING:
    from parser.pipeline import Conversion

__all__ = ["convert_pdf", "decode", "existing", "looks_like_json", "open_record"]


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
