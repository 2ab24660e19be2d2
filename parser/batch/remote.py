"""Which part of `parser.storage` an address is for. Imported only where there is such an address."""

from collections.abc import Iterator
from pathlib import Path

from parser.batch.places import Output
from parser.batch.values import Content, Fault, Item
from parser.storage.names import is_archive, is_list, is_web, scheme


def listed(given: str) -> Iterator[Item | Fault]:
    """The documents at an address (see `parser.batch.places.listed`)."""
    if scheme(given) == "zip" or is_archive(given):
        from parser.storage import archives

        return archives.listed(given)
    if is_web(given):
        from parser.storage import web

        return web.listed(given)
    if is_list(given):
        from parser.storage import lists

        return lists.listed_file(given) if not scheme(given) else lists.listed_object(given)
    from parser.storage import buckets

    return buckets.listed(given)


def read(address: str) -> Content:
    """The bytes of a document (see `parser.batch.places.read`)."""
    if scheme(address) == "zip":
        from parser.storage import archives

        return archives.read(address)
    if is_web(address):
        from parser.storage import web

        return web.read(address)
    from parser.storage import buckets

    return buckets.read(address)


def source_link(address: str, seen_from: Path) -> str:
    """A URL that a browser can follow: of the web itself, of an archive the archive; of a bucket none."""
    if is_web(address):
        return address
    if scheme(address) == "zip":
        from parser.batch import places
        from parser.storage.archives import parts

        return places.source_link(parts(address)[1], seen_from)
    if not scheme(address):
        from parser.batch import local

        return local.source_link(address, seen_from)
    return ""


def open_output(address: str) -> Output:
    """The output at an address (see `parser.batch.places.open_output`)."""
    if not scheme(address) and is_archive(address):
        from parser.storage.zip_output import ZipOutput

        return ZipOutput(address)
    from parser.storage.bucket_output import BucketOutput

    return BucketOutput(address)
