"""The first page, and what Diarium is."""

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from parser.query.question import Question
from parser.record.types import Kind
from parser.web.pages.asking import only
from parser.web.rendering import Pages
from parser.web.site import Site


def add(router: APIRouter, site: Site, pages: Pages) -> None:
    """Add the routes."""

    @router.get("/")
    def home(request: Request) -> Response:
        only(request, ())
        corpus = site.corpus
        everything = Question(limit=1)
        counted = site.worked_out(
            "home", lambda: corpus.facets(everything, ("kind", "party", "year", "body", "municipality"), most=200)
        )
        totals = site.worked_out("totals", lambda: corpus.sql("SELECT documents, acts, persons FROM corpus").rows[0])
        newest = corpus.ask(Question(kind=(Kind.RESERVATION,), limit=5))
        years = [one.value for one in counted["year"] if one.value]
        return pages.render(
            request,
            "home.html",
            totals=totals,
            counted=counted,
            newest=newest,
            span=(min(years), max(years)) if years else None,
        )

    @router.get("/about")
    def about(request: Request) -> Response:
        only(request, ())
        return pages.render(request, "about.html", settings=site.settings)
