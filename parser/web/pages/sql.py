"""One SELECT over the corpus's views, in the browser."""

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from parser.errors import BadQuestion
from parser.query.sql import Table, views
from parser.web.faults import told
from parser.web.pages.asking import only
from parser.web.pages.tables import exported
from parser.web.problems import Told
from parser.web.rendering import Pages, words_of
from parser.web.site import Site

EXAMPLES = (
    "SELECT party, year, count(*) AS reservations\nFROM reservations\nGROUP BY party, year\nORDER BY year, party",
    "SELECT name, party, municipality, count(*) AS reservations\nFROM reservations\nWHERE name IS NOT NULL\n"
    "GROUP BY person_id, party\nORDER BY reservations DESC\nLIMIT 50",
    "SELECT act_id, date, municipality, body, text\nFROM acts\nWHERE act IN (SELECT rowid FROM act_words "
    "WHERE act_words MATCH '\"till förmån för\"')\nORDER BY date DESC\nLIMIT 20",
)
"""Shown on the page, each as a link that runs it."""


def add(router: APIRouter, site: Site, pages: Pages) -> None:
    """Add the routes."""

    @router.get("/sql")
    def sql(request: Request) -> Response:
        only(request, ("query",))
        query = (request.query_params.get("query") or "").strip()
        table, fault, language = None, None, ""
        if query:
            try:
                table = answer(site, query)
            except BadQuestion as error:
                fault, language = told(str(error), words_of(request))
        there = site.worked_out("views", lambda: views(site.corpus.index))
        page = pages.render(
            request, "sql.html", query=query or EXAMPLES[0], examples=EXAMPLES, asked=query, table=table, fault=fault,
            fault_language=language, views=there,
            settings=site.settings,
        )  # fmt: skip
        if fault:
            page.status_code = 400
        return page

    @router.get("/sql.{form}")
    def export(request: Request, form: str) -> Response:
        only(request, ("query",))
        table = answer(site, request.query_params.get("query") or "")
        return exported(form, "diarium-sql", table.columns, table.rows)


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
