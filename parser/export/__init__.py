"""Records in the forms that the field reads: tables, Akoma Ntoso, TEI, Popolo, RDF. See docs/exports.md."""

from parser.export.formats import FORMATS, export
from parser.export.source import RecordSource, find_records

__all__ = ["FORMATS", "RecordSource", "export", "find_records"]
