"""Does a record keep its schema, do its references hold, does the XML keep Akoma Ntoso's schema?

`jsonschema-rs` decides, since it is some two hundred times faster than `jsonschema`; where it says no,
`jsonschema` explains. Each schema is compiled once in a process and kept.
"""

import threading
from collections.abc import Iterator
from functools import cache
from typing import TYPE_CHECKING, Any

import msgspec

from parser.record.problem import Problem
from parser.record.references import reference_problems
from parser.record.schema_files import akoma_ntoso_xsd, record_schema

if TYPE_CHECKING:
    import jsonschema_rs
    from lxml import etree

__all__ = ["akn_problems", "preload", "reference_problems", "schema_problems"]

_COMPILING = threading.Lock()
_VALIDATING = threading.Lock()


def schema_problems(data: bytes) -> Iterator[Problem]:
    """Where the JSON breaks the schema of the record; nothing where it keeps it."""
    try:
        value = msgspec.json.decode(data)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        yield Problem("", f"This is no JSON: {error}.")
        return
    if not _record_validator().is_valid(value):
        yield from _explained(value)


def akn_problems(data: bytes) -> Iterator[Problem]:
    """Where the XML breaks the official schema of Akoma Ntoso 3.0; nothing where it keeps it."""
    from lxml import etree

    try:
        # No entity is resolved and nothing fetched: the file may come from anybody.
        root = etree.fromstring(data, etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True))
    except etree.XMLSyntaxError as error:
        yield Problem("", f"This is no XML: {error}.")
        return
    schema = _akoma_ntoso()
    # The schema object keeps the log of its last validation, so two threads must not share it at one time.
    with _VALIDATING:
        if schema.validate(root):
            return
        problems = [Problem(f"line {entry.line}", entry.message) for entry in schema.error_log]
    yield from problems


def preload() -> threading.Thread:
    """Begin to compile the schemas in a thread of its own and return it; nobody need wait for it.

    Compiling the XSD takes about 0.15 s and holds no lock of the interpreter meanwhile, so a program that calls
    this before it reads its first PDF does not feel it.
    """
    thread = threading.Thread(target=_compile_all, name="compile-schemas", daemon=True)
    thread.start()
    return thread


def _compile_all() -> None:
    _record_validator()
    _akoma_ntoso()


def _explained(value: Any) -> Iterator[Problem]:
    import jsonschema

    validator = jsonschema.Draft202012Validator(msgspec.json.decode(record_schema()))
    for error in sorted(validator.iter_errors(value), key=lambda error: list(map(str, error.absolute_path))):
        best = jsonschema.exceptions.best_match([error]) or error
        path = best.json_path.removeprefix("$").removeprefix(".")
        yield Problem(path, f"{_shortened(best.message)}.")


def _shortened(message: str, limit: int = 300) -> str:
    """jsonschema prints the whole value first, which for a record is pages long; what is wrong stands at the end."""
    return message if len(message) <= limit else f"{message[: limit // 3]} … {message[-limit // 2 :]}"


@cache
def _record_validator() -> "jsonschema_rs.Draft202012Validator":
    import jsonschema_rs

    return jsonschema_rs.Draft202012Validator(msgspec.json.decode(record_schema()))


_akoma_ntoso_schema: "etree.XMLSchema | None" = None


def _akoma_ntoso() -> "etree.XMLSchema":
    """The compiled XSD: once in a process, also where two threads ask at once."""
    global _akoma_ntoso_schema
    from lxml import etree

    with _COMPILING:
        if _akoma_ntoso_schema is None:
            _akoma_ntoso_schema = etree.XMLSchema(file=str(akoma_ntoso_xsd()))
        return _akoma_ntoso_schema
