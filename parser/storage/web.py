"""Documents on web servers: one PDF, the PDFs that a page links to, or a list of addresses."""

import asyncio
from collections.abc import Iterator, Sequence
from typing import Any
from urllib.parse import urldefrag, urljoin, urlsplit

from parser.batch.values import Content, Fault, Item, fault
from parser.errors import DiariumError, UnreadableDocument
from parser.storage.connect import connected
from parser.storage.faults import reading
from parser.storage.names import is_document, is_list, web_below
from parser.storage.retry import again

AT_ONCE = 16
"""So many addresses are asked for their sizes and marks at one time."""
PAGES = ("text/html", "application/xhtml+xml")


def listed(url: str) -> Iterator[Item | Fault]:
    """The documents at an address of the web, as `parser.batch.places.listed` promises.

    A page gives the PDFs that it links to, in its order, on whatever server; those pages' own links are not followed.
    """
    try:
        if is_document(url):
            yield from items([url], url)
            return
        kind = _kind(url)
        if kind in PAGES:
            links = _links(url)
            if not links:
                raise UnreadableDocument("the page links to no PDF (*.pdf); check the address")
            yield from items(links, url)
        elif is_list(url):
            from parser.storage import lists

            yield from lists.listed(url, _text(url))
        elif kind in ("application/zip", "application/x-zip-compressed"):
            from parser.storage import archives

            yield from archives.listed(url)
        else:
            yield from items([url], url)
    except DiariumError as error:
        yield fault(url, error)


def read(url: str) -> Content:
    """The bytes of a document. Raises UnreadableDocument or UnstableSource."""
    system, path = connected(url)
    with reading(url):
        return Content(system.cat_file(path), _mark(_told(system, path)))


def items(urls: Sequence[str], base: str | None) -> Iterator[Item | Fault]:
    """Documents of the web, each with the size and the mark that its server tells, where it does.

    Their records lie as they do below `base`; without one each below its server's name.
    """
    system, _ = connected(urls[0])
    for start in range(0, len(urls), AT_ONCE):
        some = urls[start : start + AT_ONCE]
        for url, told in zip(some, _told_all(system, some), strict=True):
            try:
                yield Item(url, url, web_below(url, base), urldefrag(url).url, told.get("size"), _mark(told))
            except UnreadableDocument as error:
                yield fault(url, error)


def _told_all(system: Any, urls: Sequence[str]) -> list[dict[str, Any]]:
    """What the servers say of each address; nothing where one does not answer: reading it will tell why."""
    from fsspec.asyn import sync

    async def ask() -> list[Any]:
        return await asyncio.gather(*(system._info(url) for url in urls), return_exceptions=True)

    return [told if isinstance(told, dict) else {} for told in sync(system.loop, ask)]


def _told(system: Any, url: str) -> dict[str, Any]:
    return _told_all(system, [url])[0]


def _mark(told: dict[str, Any]) -> str | None:
    mark = told.get("ETag") or told.get("Last-Modified")
    return f"{mark}:{told.get('size')}" if mark else None


def _kind(url: str) -> str:
    system, path = connected(url)
    with reading(url):
        told = again(system, lambda: system.info(path))
    return str(told.get("mimetype") or "").partition(";")[0].strip().lower()


def _links(url: str) -> list[str]:
    from lxml import html

    system, path = connected(url)
    with reading(url):
        data = again(system, lambda: system.cat_file(path))
    try:
        page = html.document_fromstring(data)
    except Exception as error:  # lxml raises several kinds, all of which mean: no page
        raise UnreadableDocument(f"the page cannot be read ({error}); name the PDFs themselves") from None
    base = next((urljoin(url, one) for one in page.xpath("//base/@href")), url)
    found = (urldefrag(urljoin(base, one.strip())).url for one in page.xpath("//a/@href"))
    return list(dict.fromkeys(one for one in found if urlsplit(one).scheme in ("http", "https") and is_document(one)))


def _text(url: str) -> bytes:
    system, path = connected(url)
    with reading(url):
        data: bytes = again(system, lambda: system.cat_file(path))
    return data
