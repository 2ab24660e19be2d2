"""Documents in buckets, and in whatever else fsspec has folders for: an object, a prefix, or a pattern."""

import re
from collections.abc import Iterator
from glob import has_magic
from typing import Any

import msgspec

from parser.batch.values import Content, Fault, Item, fault
from parser.errors import DiariumError, UnreadableDocument
from parser.storage.connect import connected
from parser.storage.faults import reading
from parser.storage.names import below, is_document, is_hidden, scheme
from parser.storage.retry import again

EMPTY = "no PDF (*.pdf) lies there; check the address"


class Object(msgspec.Struct, frozen=True):
    """Something that a listing names: its path in the file system, its size, and what changes when its bytes do."""

    path: str
    size: int | None
    fingerprint: str | None


def listed(address: str) -> Iterator[Item | Fault]:
    """The documents at an address, as `parser.batch.places.listed` promises."""
    found = False
    try:
        system, path = connected(address)
        for one in _found(system, path, address):
            found = True
            yield one
    except DiariumError as error:
        yield fault(address, error)
        return
    if not found:
        yield fault(address, UnreadableDocument(EMPTY))


def read(address: str) -> Content:
    """The bytes of an object. Raises UnreadableDocument or UnstableSource."""
    system, path = connected(address)
    with reading(address):
        # What is told before the bytes are fetched: where they change between, the next listing tells another.
        seen = _object(path, system.info(path))
        return Content(system.cat_file(path), seen.fingerprint)


def _found(system: Any, path: str, address: str) -> Iterator[Item | Fault]:
    single = None if address.endswith("/") else _info(system, path, address)
    if single is not None and single.get("type") == "file":
        yield _item(_object(path, single), path.rpartition("/")[2], address)
        return
    pattern = None
    root = path.rstrip("/")
    if has_magic(path):
        fixed = re.split(r"[*?\[]", path, maxsplit=1)[0]
        pattern, root = re.compile(_translated(path)), fixed.rpartition("/")[0]
    for one in objects(system, root, address):
        inside = one.path[len(root) :].lstrip("/")
        if is_document(one.path) and not is_hidden(inside) and (pattern is None or pattern.fullmatch(one.path)):
            name = (
                f"{scheme(address)}://{one.path.lstrip('/')}" if "s3" in scheme(address) else _named(system, one.path)
            )
            # The files of a pattern are as files given by name: each by itself.
            yield _item(one, inside if pattern is None else one.path.rpartition("/")[2], name)


def objects(system: Any, root: str, address: str) -> Iterator[Object]:
    """Everything below `root`, sorted by name. Of S3 a page of a thousand at a time, of others the names at once."""
    if hasattr(system, "call_s3"):
        bucket, _, prefix = root.partition("/")
        yield from _pages(system, bucket, f"{prefix.rstrip('/')}/" if prefix else "", address)
        return
    with reading(address):
        names = again(system, lambda: system.find(root, detail=True))
    for path in sorted(names):
        yield _object(path, names[path])


def _pages(system: Any, bucket: str, prefix: str, address: str) -> Iterator[Object]:
    token: dict[str, str] = {}
    while True:
        with reading(address):
            page = again(system, lambda: system.call_s3("list_objects_v2", Bucket=bucket, Prefix=prefix, **token))  # noqa: B023
        for one in page.get("Contents", ()):
            if not one["Key"].endswith("/"):  # some tools put an empty object there for a folder
                yield Object(f"{bucket}/{one['Key']}", one["Size"], f"{one['ETag'].strip(chr(34))}:{one['Size']}")
        if not page.get("IsTruncated"):
            return
        token = {"ContinuationToken": page["NextContinuationToken"]}


def _info(system: Any, path: str, address: str) -> dict[str, Any] | None:
    """What the store says of one object; None where there is none of the name, but perhaps some below it."""
    with reading(address):
        try:
            told: dict[str, Any] = again(system, lambda: system.info(path))
        except FileNotFoundError:
            return None
        return told


def _object(path: str, told: dict[str, Any]) -> Object:
    size = told.get("size")
    mark = told.get("ETag") or told.get("etag") or told.get("md5Hash") or told.get("mtime") or told.get("LastModified")
    return Object(path, size, f"{str(mark).strip(chr(34))}:{size}" if mark else None)


def _item(one: Object, inside: str, address: str) -> Item | Fault:
    try:
        return Item(address, address, below(inside), address, one.size, one.fingerprint)
    except UnreadableDocument as error:
        return fault(address, error)


def _named(system: Any, path: str) -> str:
    return str(system.unstrip_protocol(path))


def _translated(pattern: str) -> str:
    from fsspec.utils import glob_translate

    return str(glob_translate(pattern))
