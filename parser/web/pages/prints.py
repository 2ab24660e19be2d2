"""The print itself: a page of a document as a picture, and the PDF as it is."""

from pathlib import Path

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import FileResponse, Response

from parser.query.documents import Document
from parser.web.drawing import Undrawable
from parser.web.pages.asking import only
from parser.web.problems import Told
from parser.web.site import Site

CACHED = "private, max-age=86400"
"""A day, and in the reader's browser only: a document that is taken away is not to live on in a proxy."""


def add(router: APIRouter, site: Site) -> None:
    """Add the routes."""

    @router.get("/documents/{document_id}/pages/{page}.png")
    def picture(document_id: str, page: int) -> Response:
        document, pdf = _found(site, document_id)
        if not 1 <= page <= document.pages:
            raise Told("not-found")
        try:
            data = site.pictures.picture(document, pdf, page)
        except Undrawable:
            raise Told("not-found") from None
        caching = {"cache-control": CACHED, "etag": f'"{document.sha256[:24]}-{page}"'}
        return Response(data, media_type="image/png", headers=caching)

    @router.get("/documents/{document_id}.pdf")
    def pdf(request: Request, document_id: str) -> Response:
        only(request, ())
        document, path = _found(site, document_id)
        headers = {"cache-control": CACHED, "etag": f'"{document.sha256[:24]}"'}
        return FileResponse(
            path,
            media_type="application/pdf",
            filename=f"{document_id}.pdf",
            content_disposition_type="inline",
            headers=headers,
        )


def _found(site: Site, document_id: str) -> tuple[Document, Path]:
    """A document and its PDF. Raises Told where either is missing."""
    document = site.corpus.document(document_id)
    record = site.record(document_id) if document is not None else None
    path = site.pictures.find(document, record.source.bytes) if document is not None and record is not None else None
    if document is None or path is None:
        raise Told("not-found")
    return document, path
