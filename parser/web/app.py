"""The application: pages, API, files and the guard before them, put together over one corpus."""

import hashlib
import mimetypes
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib.metadata import PackageNotFoundError, version
from importlib.resources import files
from typing import Any

from fastapi import APIRouter, FastAPI
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response

from parser.errors import DiariumError
from parser.web.api import routes
from parser.web.compressing import Compressing
from parser.web.guard import Guard
from parser.web.limits import Buckets
from parser.web.pages import (
    document_list,
    documents,
    exports,
    home,
    matters,
    parties,
    people,
    plots,
    prints,
    search,
    sql,
    values,
)
from parser.web.problems import Problems, Told
from parser.web.rendering import Pages, path, static_files
from parser.web.site import Site

ROBOTS = "User-agent: *\nDisallow: /search\nDisallow: /plots\nDisallow: /sql\nDisallow: /api\n"
"""Crawlers need not walk through every combination of facets."""


def create_app(site: Site) -> FastAPI:
    """The ASGI application that serves a site."""
    data = {name: files("parser.web").joinpath("static", name).read_bytes() for name in static_files()}
    digest = hashlib.sha256(b"".join(data.values())).hexdigest()[:12]
    pages = Pages(diarium_version(), digest)
    problems = Problems(pages)

    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        yield
        site.pictures.close()

    app = FastAPI(
        title="Diarium",
        version=diarium_version(),
        docs_url=None,
        redoc_url=None,
        openapi_url=None,
        redirect_slashes=False,
        lifespan=lifespan,
    )
    handlers: list[tuple[Any, Any]] = [
        (HTTPException, problems.of_http),
        (RequestValidationError, problems.of_validation),
        (DiariumError, problems.of_diarium),
        (Exception, problems.of_anything),
    ]
    for fault, handler in handlers:
        app.add_exception_handler(fault, handler)

    router = APIRouter(include_in_schema=False)
    prints.add(router, site)  # before the exports, whose addresses have any ending
    exports.add(router, site)
    for module in (home, search, values, document_list, documents, people, parties, matters, plots, sql):
        module.add(router, site, pages)

    @router.get("/favicon.ico")
    def icon() -> Response:
        """For browsers that show what is no page: a picture, the API's JSON."""
        return RedirectResponse(f"/static/{digest}/icon.svg", 303)

    app.include_router(router)
    routes.add(app, site, pages, diarium_version())

    @app.get("/static/{version_of}/{name}", include_in_schema=False)
    def static(version_of: str, name: str) -> Response:
        if name not in data:
            raise Told("not-found")
        kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
        lasting = version_of == digest
        caching = "public, max-age=31536000, immutable" if lasting else "no-cache"
        return Response(data[name], media_type=kind, headers={"cache-control": caching})

    # The addresses of exports, whose URIs begin with this server's address (`diarium export --base`).
    @app.get("/document/{rest:path}", include_in_schema=False)
    def exported_document(rest: str) -> Response:
        return RedirectResponse(path("documents", *rest.split("/")), 303)

    @app.get("/person/{rest}", include_in_schema=False)
    def exported_person(rest: str) -> Response:
        return RedirectResponse(path("persons", f"person-{rest}"), 303)

    @app.get("/party/{rest}", include_in_schema=False)
    def exported_party(rest: str) -> Response:
        return RedirectResponse(path("parties", rest), 303)

    @app.get("/robots.txt", include_in_schema=False)
    def robots(_request: Request) -> Response:
        return PlainTextResponse(ROBOTS)

    rate = site.settings.rate
    app.add_middleware(Compressing)
    app.add_middleware(
        Guard,
        hosts=site.settings.hosts,
        version=site.version,
        refuse=problems.refuse,
        buckets=Buckets(rate) if rate else None,
    )
    return app


def diarium_version() -> str:
    """Diarium's version."""
    try:
        return version("diarium")
    except PackageNotFoundError:
        return "0"
