"""The API put together, and its OpenAPI description."""

from typing import Any

from fastapi import APIRouter, Depends, FastAPI
from fastapi.openapi.utils import get_openapi
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from parser.query.question import Question
from parser.web import citing
from parser.web.api import acts, bulk, documents, page, people, shapes
from parser.web.api.asking import Only, answer, described
from parser.web.rendering import Pages, words_of
from parser.web.site import Site

ROOT = "/api/v1"
DESCRIPTION = (
    "Who reserved themselves against what, in the decisions of Swedish municipalities. Read-only. Lists come in pages: "
    "follow `next` (also in the `Link` header). Every answer has an `ETag`; errors are `application/problem+json`."
)


def add(app: FastAPI, site: Site, pages: Pages, version: str) -> None:
    """Add the API to an application."""
    router = APIRouter(prefix=ROOT)

    @router.get("", responses=described("Entry"), dependencies=[Depends(Only())], summary="Where to begin")
    def entry() -> Response:
        """What there is, and where."""
        numbers = site.worked_out(
            "totals", lambda: site.corpus.sql("SELECT documents, acts, persons FROM corpus").rows[0]
        )
        count_documents, count_acts, count_persons = (int(str(one)) for one in numbers)
        names = ("documents", "acts", "persons", "parties", "matters", "votes", "search", "counts", "together")
        links = {name: f"{ROOT}/{name}" for name in (*names, "unanimity", "changes", "bulk", "openapi.json")}
        return answer(
            shapes.Entry(
                name="Diarium",
                version=version,
                api="1",
                state=site.corpus.state,
                documents=count_documents,
                acts=count_acts,
                persons=count_persons,
                links=links,
            )
        )

    for module in (acts, documents, people, bulk):
        module.add(router, site)
    app.include_router(router)
    described_once: dict[str, Any] = {}

    def openapi() -> dict[str, Any]:
        if not described_once:
            described_once.update(_described(app, version))
        return described_once

    app.openapi = openapi  # type: ignore[method-assign]

    @app.get(f"{ROOT}/openapi.json", include_in_schema=False)
    def description() -> Response:
        return JSONResponse(openapi(), media_type="application/json")

    @app.get("/api", include_in_schema=False)
    def api_page(request: Request) -> Response:
        newest = site.corpus.documents(Question(limit=1)).documents
        told = {name: told for name, ((_, told), _) in bulk.WRITERS.items()}
        return pages.render(
            request,
            "api.html",
            root=ROOT,
            base=citing.base_of(site, request),
            sample=newest[0].id if newest else "0123456789abcdef",
            **page.told(openapi(), ROOT, told, words_of(request)),
        )


def _described(app: FastAPI, version: str) -> dict[str, Any]:
    made = get_openapi(title="Diarium", version=version, description=DESCRIPTION, routes=app.routes)
    made.setdefault("components", {})["schemas"] = {
        **{
            name: schema
            for name, schema in made["components"].get("schemas", {}).items()
            if "ValidationError" not in name
        },
        **shapes.components(),
    }
    for methods in made["paths"].values():
        for operation in methods.values():
            operation["responses"].pop("422", None)  # what is wrong with parameters is told as 400
    made["info"]["license"] = {"name": "MIT", "identifier": "MIT"}
    return made
