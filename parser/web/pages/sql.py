"""One SELECT over the corpus's views, in the browser."""

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from parser.errors import BadQuestion
from parser.query.sql import Table, views
from parser.web.pages.asking import only
from parser.web.pages.exports import csv_of
from parser.web.problems import Told
from parser.web.rendering import Pages
from parser.web.site import Site

EXAMPLE = "SELECT party, year, count(*) AS reservations\nFROM reservations\nGROUP BY party, year\nORDER BY year, party"


def add(router: APIRouter, site: Site, pages: Pages) -> None:
    """Add the routes."""

    @router.get("/sql")
    def sql(request: Request) -> Response:
        only(request, ("query",))
        query = (request.query_params.get("query") or "").strip()
        table, fault = None, None
        if query:
            try:
                table = answer(site, query)
            except BadQuestion as error:
                fault = str(error)
        there = site.worked_out("views", lambda: views(site.corpus.index))
        page = pages.render(
            request, "sql.html", query=query or EXAMPLE, asked=query, table=table, fault=fault, views=there,
            settings=site.settings,
        )  # fmt: skip
        if fault:
            page.status_code = 400
        return page

    @router.get("/sql.csv")
    def as_csv(request: Request) -> Response:
        only(request, ("query",))
        table = answer(site, request.query_params.get("query") or "")
        body = "".join(csv_of(table.columns, table.rows))
        headers = {"content-disposition": 'attachment; filename="diarium-sql.csv"'}
        return Response(body, media_type="text/csv; charset=utf-8", headers=headers)


def answer(site: Site, query: str) -> Table:
    """What a query gives, within the site's bounds. Raises BadQuestion, Told."""
    if not site.settings.sql:
        raise Told("not-found", "this server answers no SQL; `diarium sql` does, on the corpus's own machine")
    if not query.strip():
        raise BadQuestion("there is no query; write one SELECT over the views")
    if not site.sql_turns.acquire(timeout=2):
        raise Told("busy", headers={"retry-after": "2"})
    try:
        return site.corpus.sql(query, seconds=site.settings.sql_seconds, rows=site.settings.sql_rows)
    finally:
        site.sql_turns.release()
