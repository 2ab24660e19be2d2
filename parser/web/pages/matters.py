"""Matters: a diary number through the bodies."""

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from parser.web.pages.asking import only
from parser.web.problems import Told
from parser.web.rendering import Pages, link, path
from parser.web.site import Site

LONGEST = 200
_LIST = (
    "WITH newest AS (SELECT document, date, municipality FROM documents WHERE date IS NOT NULL "
    "ORDER BY date DESC, document DESC LIMIT 40) "
    "SELECT min(g.number), (SELECT count(DISTINCT o.document) FROM diary_numbers o WHERE o.folded = g.folded), "
    "max((SELECT m.title FROM matters m WHERE m.matter = g.matter)), n.date, n.municipality "
    "FROM newest n JOIN diary_numbers g ON g.document = n.document "
    "GROUP BY g.folded, n.municipality ORDER BY n.date DESC, g.folded LIMIT 100"
)
"""The matters of the newest documents."""


def add(router: APIRouter, site: Site, pages: Pages) -> None:
    """Add the routes."""

    @router.get("/matters")
    def matters(request: Request) -> Response:
        only(request, ("number",))
        number = (request.query_params.get("number") or "").strip()[:LONGEST]
        if number and site.corpus.matter(number) is not None:
            return RedirectResponse(path("matters", number), 303)
        near = site.corpus.matters_near(number, most=30) if number else ()
        rows = site.worked_out("matters", lambda: site.corpus.sql(_LIST).rows) if not number else ()
        return pages.render(request, "matters.html", number=number, near=near, rows=rows)

    @router.get("/matters/{number:path}")
    def matter(request: Request, number: str) -> Response:
        only(request, ("municipality",))
        if len(number) > LONGEST:
            raise Told("not-found")
        place = request.query_params.get("municipality") or None
        trail = site.corpus.matter(number, place)
        if trail is None:
            near = site.corpus.matters_near(number, most=10)
            if near:
                return RedirectResponse(link("/matters", None, [("number", number)]), 303)
            raise Told("not-found")
        return pages.render(request, "matter.html", trail=trail, number=number, place=place)
