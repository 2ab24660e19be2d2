"""The list of documents, narrowed down by what the acts in them say."""

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from parser.query.question import Question
from parser.web import citing
from parser.web.pages.asking import question_of
from parser.web.pages.search import chosen
from parser.web.pages.tables import exported
from parser.web.rendering import Pages
from parser.web.site import Site

MOST_EXPORTED = 10_000
COLUMNS = (
    "id", "date", "municipality", "body", "type", "number", "title", "diary_numbers", "pages", "acts", "file_name",
    "permalink",
)  # fmt: skip


def add(router: APIRouter, site: Site, pages: Pages) -> None:
    """Add the routes."""

    @router.get("/documents")
    def documents(request: Request) -> Response:
        question = question_of(request, most=site.settings.page_most, default=50)
        found = site.worked_out(("documents", question), lambda: site.corpus.documents(question))
        every = Question(limit=1)
        there = site.worked_out("bodies", lambda: site.corpus.facets(every, ("body", "type"), most=60))
        return pages.render(
            request,
            "documents.html",
            question=question,
            found=found,
            chosen=chosen(site, question),
            municipalities=site.municipalities(),
            bodies=[one.value for one in there["body"]],
            types=[one.value for one in there["type"]],
        )

    @router.get("/documents.{form}")
    def export(request: Request, form: str) -> Response:
        question = question_of(request, most=MOST_EXPORTED).but(limit=MOST_EXPORTED)
        base = citing.base_of(site, request)
        rows = [
            (one.id, one.date, one.municipality, one.body, one.type, one.number, one.title, one.diary_numbers,
             one.pages, one.acts, one.file_name, base + one.permalink)
            for one in site.corpus.documents(question).documents
        ]  # fmt: skip
        return exported(form, "diarium-documents", COLUMNS, rows)
