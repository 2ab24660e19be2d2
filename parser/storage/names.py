"""What an address is called: its scheme, its name, and where its record goes below the output.

Postcondition of `below`, which a property test checks: whatever the name, the place lies inside the output.
"""

from pathlib import PurePosixPath
from urllib.parse import unquote, urlsplit

from parser.batch.local import is_pdf, record_name
from parser.errors import UnreadableDocument

ARCHIVE = ".zip"
LIST = ".txt"


def scheme(address: str) -> str:
    """`s3` of `s3://bucket/a.pdf`; empty for a local path."""
    head, found, _ = address.partition("://")
    return head.lower() if found else ""


def is_web(address: str) -> bool:
    """Whether it is an address of the web."""
    return scheme(address) in ("http", "https")


def is_archive(name: str) -> bool:
    """Whether a name is that of a zip archive."""
    return _path(name).lower().endswith(ARCHIVE)


def is_list(name: str) -> bool:
    """Whether a name is that of a list of addresses."""
    return _path(name).lower().endswith(LIST)


def is_document(name: str) -> bool:
    """Whether a name is that of a PDF."""
    return is_pdf(_path(name))


def is_hidden(path: str) -> bool:
    """Whether a part of the path begins with a point: the system's own (`.git`, `__MACOSX/._a.pdf`)."""
    return any(part.startswith(".") and part not in (".", "..") for part in path.split("/"))


def below(path: str) -> str:
    """Where the record of the document `path`, named relative to what was given, goes: without its `.pdf`.

    Raises UnreadableDocument where the name would lead out of the output.
    """
    parts = [part for part in path.replace("\\", "/").split("/") if part not in ("", ".")]
    if not parts or ".." in parts or any("\0" in part for part in parts):
        raise UnreadableDocument("its name leads out of the folder that it is in; rename it")
    place = PurePosixPath(*parts)
    return str(place.with_name(record_name(place)))


def web_below(url: str, base: str | None) -> str:
    """Where the record of a document of the web goes: as it lies below `base`, else below its server's name."""
    inside, root = urlsplit(url), urlsplit(base or "")
    path = unquote(inside.path)
    folder = unquote(root.path).rpartition("/")[0] + "/"
    query = f"?{inside.query.replace('/', '_')}" if inside.query else ""
    if base and inside.netloc == root.netloc and path.startswith(folder) and len(path) > len(folder):
        return below(path[len(folder) :] + query)
    return below(f"{inside.netloc.replace(':', '_')}/{path}{query}")


def _path(name: str) -> str:
    return urlsplit(name).path if is_web(name) else name
