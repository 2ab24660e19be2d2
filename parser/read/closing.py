"""A PDF that was cut off, closed again: what lay at its end is made anew of the objects that are whole.

A PDF tells at its very end where its objects lie and which of them are pages. Of one that was cut off, a reader
shows nothing, or pages without anything on them, though most of it may be there. Here its objects are looked for from
the beginning, and a table of them, a list of pages where that is missing, and an end mark are written after them, so
that every engine reads the file in the same way.

Postconditions:

1. What was in the file is as it was, and stands where it stood. Of an object that was cut in two what is there of its
   stream is kept: the beginning of a page's text, the upper part of a picture.
2. The pages are those of the file's own list, in its order; where the list is lost, every page that is whole, in the
   order of the file.
3. A page that refers to something that is not there, or not wholly, is among `incomplete`.
"""

import re
import zlib
from collections import Counter
from collections.abc import Iterator

import msgspec

_SPACE = rb"[\x00\t\n\x0c\r ]"
_OBJECT = re.compile(rb"(?<!\d)(\d{1,9})" + _SPACE + rb"+(\d{1,5})" + _SPACE + rb"+obj\b")
_STREAM = re.compile(rb">>" + _SPACE + rb"*stream\r?\n")
_REFERENCE = re.compile(rb"(?<!\d)(\d{1,9})" + _SPACE + rb"+\d{1,5}" + _SPACE + rb"+R\b")
_PAGE = re.compile(rb"/Type" + _SPACE + rb"*/Page\b")
_PAGES = re.compile(rb"/Type" + _SPACE + rb"*/Pages\b")
_CATALOG = re.compile(rb"/Type" + _SPACE + rb"*/Catalog\b")
_PACKED = re.compile(rb"/Type" + _SPACE + rb"*/ObjStm\b")
_KIDS = re.compile(rb"/Kids" + _SPACE + rb"*\[([^\]]*)\]")
_KEY = {name: re.compile(rb"/" + name + _SPACE + rb"+(\d+)") for name in (b"Pages", b"Parent", b"N", b"First")}
_ENCRYPTION = (re.compile(rb"/Encrypt\s+\d+\s+\d+\s+R\b"), re.compile(rb"/ID\s*\[\s*<[^\]]*>\s*\]"))
# What leads away from a page, and what it can be shown without.
_ELSEWHERE = re.compile(
    rb"/(?:Parent|Annots|B|P|Length|Metadata|PieceInfo|OC|StructParents?|Thumb)"
    + _SPACE
    + rb"*(?:\d+\s+\d+\s+R\b|\[[^\]]*\])"
)
_A4 = b"[0 0 595 842]"


class Closed(msgspec.Struct, frozen=True):
    """The file with its end made anew, and the pages (counted from 0) of which something is missing."""

    data: bytes
    incomplete: frozenset[int]


class _Object(msgspec.Struct, frozen=True):
    """An object: where it stands (None: it is written anew), its generation, what it says but for its stream."""

    offset: int | None
    generation: int
    head: bytes
    torn: bool = False
    """Whether the end of its stream is not there."""


def is_cut_off(data: bytes) -> bool:
    """Whether the end of the file, where its table of contents is told, is missing."""
    tail = data[-2048:]
    return b"startxref" not in tail and b"%%EOF" not in tail


def readable(data: bytes) -> bytes:
    """The file as an engine can open it: closed where it was cut off and a page of it is there, else as it is."""
    closed = close(data) if is_cut_off(data) else None
    return data if closed is None else closed.data


def close(data: bytes) -> Closed | None:
    """Close a PDF that was cut off; None where no page of it is whole."""
    data = data[max(0, data.find(b"%PDF-")) :]
    objects = dict(_objects(data))
    catalogs = [number for number, one in objects.items() if _CATALOG.search(one.head)]
    # Above all that is named, too: what is missing must not be taken for what is made here.
    free = max((*objects, *(named for one in objects.values() for named in _references(one.head))), default=0) + 1
    root = _key(objects[catalogs[-1]].head, b"Pages") if catalogs else None
    pages = list(_below(objects, root, set())) if root in objects else []
    if root is None or not pages:
        pages = [number for number, one in objects.items() if _PAGE.search(one.head)]
        if not pages:
            return None
        if root is None or root in objects:
            parents = Counter(_key(objects[page].head, b"Parent") or free for page in pages)
            root = next((one for one, _ in parents.most_common() if one not in objects), free)
        kids = b" ".join(b"%d %d R" % (page, objects[page].generation) for page in pages)
        listed = b"<< /Type /Pages /Kids [%s] /Count %d /MediaBox %s >>" % (kids, len(pages), _A4)
        objects[root] = _Object(None, 0, listed)
    catalog = catalogs[-1] if catalogs else free + 1
    if not catalogs:
        objects[catalog] = _Object(None, 0, b"<< /Type /Catalog /Pages %d 0 R >>" % root)
    lacking = frozenset(at for at, page in enumerate(pages) if not _is_whole(objects, page))
    return Closed(_written(data, objects, catalog), lacking)


def _objects(data: bytes) -> Iterator[tuple[int, _Object]]:
    """The objects, in their order, those that are packed into streams among them."""
    at = 0
    while (found := _OBJECT.search(data, at)) is not None:
        end = data.find(b"endobj", found.end())
        stream = _STREAM.search(data, found.end(), end if end >= 0 else len(data))
        if stream is not None:
            after = data.find(b"endstream", stream.end())
            end = data.find(b"endobj", after) if after >= 0 else -1
        if end < 0:
            yield from _last(data, found, stream)
            return
        head = data[found.end() : stream.start() + 2 if stream is not None else end]
        yield int(found[1]), _Object(found.start(), int(found[2]), head)
        if stream is not None and _PACKED.search(head):
            yield from _unpacked(head, data[stream.end() : after])
        at = end + len(b"endobj")


def _last(data: bytes, found: re.Match[bytes], stream: re.Match[bytes] | None) -> Iterator[tuple[int, _Object]]:
    """The object in which the file was cut off, if its dictionary is there."""
    if stream is not None:
        head = data[found.end() : stream.start() + 2]
        torn = data.find(b"endstream", stream.end()) < 0
        if not _PACKED.search(head):
            yield int(found[1]), _Object(found.start(), int(found[2]), head, torn)
        return
    head = data[found.end() :]
    head = head[: head.rfind(b">>") + 2]
    if head.strip() and head.count(b"<<") == head.count(b">>"):
        yield int(found[1]), _Object(None, int(found[2]), head)


def _unpacked(head: bytes, stream: bytes) -> Iterator[tuple[int, _Object]]:
    count, first = _key(head, b"N"), _key(head, b"First")
    try:
        text = zlib.decompressobj().decompress(stream) if b"/FlateDecode" in head else stream
        numbers = [int(one) for one in text[:first].split()]
    except (zlib.error, ValueError):
        return
    if count is None or first is None or len(numbers) < 2 * count:
        return
    starts = [*numbers[1 : 2 * count : 2], len(text) - first]
    for number, start, end in zip(numbers[0 : 2 * count : 2], starts, starts[1:], strict=False):
        yield number, _Object(None, 0, text[first + start : first + end])


def _below(objects: dict[int, _Object], number: int | None, seen: set[int]) -> Iterator[int]:
    """The pages that a list of pages has, those too that are not there."""
    if number is None or number in seen:
        return
    seen.add(number)
    one = objects.get(number)
    if one is None or not _PAGES.search(one.head):
        yield number
        return
    kids = _KIDS.search(one.head)
    for kid in _references(kids[1]) if kids is not None else ():
        yield from _below(objects, kid, seen)


def _is_whole(objects: dict[int, _Object], page: int) -> bool:
    seen, waiting = {page}, [page]
    while waiting:
        one = objects.get(waiting.pop())
        if one is None or one.torn:
            return False
        further = set(_references(_ELSEWHERE.sub(b"", one.head))) - seen
        seen |= further
        waiting += further
    return True


def _written(data: bytes, objects: dict[int, _Object], catalog: int) -> bytes:
    out = bytearray(data)
    if any(one.torn for one in objects.values()):
        out += b"\nendstream\nendobj\n"
    table = []
    for number, one in sorted(objects.items()):
        offset = one.offset
        if offset is None:
            out += b"\n"
            offset = len(out)
            out += b"%d %d obj\n%s\nendobj" % (number, one.generation, one.head)
        table.append(b"%d 1\n%010d %05d n \n" % (number, offset, one.generation))
    kept = b" ".join(found[0] for one in _ENCRYPTION if (found := one.search(data)) is not None)
    start = len(out) + 1
    trailer = b"<< /Size %d /Root %d %d R %s >>" % (max(objects) + 1, catalog, objects[catalog].generation, kept)
    out += b"\nxref\n0 1\n0000000000 65535 f \n%strailer\n%s\n" % (b"".join(table), trailer)
    return bytes(out) + b"startxref\n%d\n%%%%EOF\n" % start


def _references(text: bytes) -> list[int]:
    return [int(found[1]) for found in _REFERENCE.finditer(text)]


def _key(head: bytes, name: bytes) -> int | None:
    found = _KEY[name].search(head)
    return int(found[1]) if found is not None else None
