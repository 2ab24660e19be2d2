"""A text file that names documents, one a line: addresses, local paths, or what lies beside the list.

Empty lines and those that begin with `#` say nothing. A line may be whatever `diarium convert` takes, but for another
list. The record of a single document goes where its address says, so that two of one name in different folders do
not meet.
"""

import codecs
from collections.abc import Iterator, Sequence
from pathlib import Path
from urllib.parse import urljoin

import msgspec

from parser.batch.values import Fault, Item, fault
from parser.errors import DiariumError, UnreadableDocument
from parser.storage.names import below, is_document, is_list, is_web, scheme

TOGETHER = 256


def listed_file(path: str) -> Iterator[Item | Fault]:
    """The documents that a local list names."""
    try:
        data = Path(path).read_bytes()
    except OSError as error:
        reason = (error.strerror or "unknown reason").lower()
        yield fault(path, UnreadableDocument(f"the list cannot be read ({reason}); check its permissions"))
        return
    if data.startswith(b"%PDF"):  # whatever its name says
        from parser.batch import local

        yield from local.listed(path)
        return
    yield from listed(path, data)


def listed_object(address: str) -> Iterator[Item | Fault]:
    """The documents that a list in a bucket names."""
    from parser.storage import buckets

    try:
        data = buckets.read(address).data
    except DiariumError as error:
        yield fault(address, error)
        return
    yield from listed(address, data)


def listed(given: str, data: bytes) -> Iterator[Item | Fault]:
    """The documents that the list `given`, whose bytes are `data`, names; in its order."""
    from parser.batch import places

    try:
        lines = data.removeprefix(codecs.BOM_UTF8).decode("utf-8").splitlines()
    except UnicodeDecodeError as error:
        yield fault(given, UnreadableDocument(f"the list is no text in UTF-8 ({error.reason}); save it as such"))
        return
    empty = True
    together: list[str] = []
    """Documents of the web that follow each other: their servers are asked about them together."""
    for number, line in enumerate(lines, 1):
        name = line.strip()
        if not name or name.startswith("#"):
            continue
        empty = False
        address = _resolved(name, given)
        if is_web(address) and is_document(address):
            together.append(address)
            if len(together) == TOGETHER:
                yield from _of_web(together, given)
                together.clear()
            continue
        yield from _of_web(together, given)
        together.clear()
        if is_list(address):
            told = UnreadableDocument(f"line {number} names another list, {name}; name that one itself")
            yield fault(given, told)
        else:
            yield from (_placed(one, address, given) for one in places.listed(address))
    yield from _of_web(together, given)
    if empty:
        yield fault(given, UnreadableDocument("the list names nothing; write an address or a path on each line"))


def _of_web(urls: Sequence[str], given: str) -> Iterator[Item | Fault]:
    if urls:
        from parser.storage import web

        yield from web.items(urls, given if is_web(given) else None)


def _resolved(name: str, given: str) -> str:
    """What a line names, seen from the list."""
    if scheme(name):
        return name
    if is_web(given):
        return urljoin(given, name)
    if scheme(given):
        return given.rpartition("/")[0] + "/" + name
    return str(Path(given).parent / name)


def _placed(one: Item | Fault, address: str, given: str) -> Item | Fault:
    """A single document with the place that its address says; what a folder gave stays where it is in that."""
    if isinstance(one, Fault) or one.address != address:
        return one
    try:
        root = "" if scheme(address) else str(Path(given).parent)
        inside = address.partition("://")[2] if scheme(address) else address
        if root and Path(inside).is_relative_to(root):
            inside = str(Path(inside).relative_to(root))
        return msgspec.structs.replace(one, below=below(inside))
    except UnreadableDocument as error:
        return fault(address, error)
