"""What one sees, to take away: CSV, JSON, BibTeX, RIS, plain citations. The same parameters as the view."""

import csv
import io
from collections.abc import Iterable, Iterator

import msgspec
from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from parser.query.answers import Answer
from parser.query.question import Question
from parser.query.rows import COLUMNS, cells_of
from parser.web import citing
from parser.web.pages.asking import only, question_of
from parser.web.problems import Told
from parser.web.rendering import words_of
from parser.web.site import Site

MANY = 500


def add(router: APIRouter, site: Site) -> None:
    """Add the routes."""

    @router.get("/search.{form}")
    def export(request: Request, form: str) -> Response:
        if form not in ("csv", "json", *citing.FORMS):
            raise Told("not-found")
        question = question_of(request, most=10_000, default=50)
        base = citing.base_of(site, request)
        if form in citing.FORMS:
            body = "".join(_citations(site, question, form, words_of(request).language))
            return Response(body, media_type=citing.media_type(form), headers=attached(f"diarium.{form}"))
        acts = _first(site.corpus.acts(question), site.settings.export_most)
        # The first act is fetched here, so that a question that cannot be meant is told before anything is sent.
        total = site.corpus.count(question)
        headers = {**attached(f"diarium.{form}"), "x-total-count": str(total)}
        if total > site.settings.export_most:
            headers["x-truncated-at"] = str(site.settings.export_most)
        if form == "csv":
            pieces = csv_of(COLUMNS, (cells_of(one, base) for one in acts))
            return StreamingResponse(pieces, media_type="text/csv; charset=utf-8", headers=headers)
        return StreamingResponse(_json(acts, base), media_type="application/json", headers=headers)

    @router.get("/documents/{document_id}.{form}")
    def document(request: Request, document_id: str, form: str) -> Response:
        return _one(site, request, document_id, None, form)

    @router.get("/documents/{document_id}/{act_id}.{form}")
    def act(request: Request, document_id: str, act_id: str, form: str) -> Response:
        return _one(site, request, document_id, act_id, form)


def _one(site: Site, request: Request, document_id: str, act_id: str | None, form: str) -> Response:
    only(request, ())
    record = site.record(document_id) if form in citing.FORMS else None
    if record is None:
        raise Told("not-found")
    made = citing.citation(site, record, act_id, words_of(request).language)
    if made is None:
        raise Told("not-found")
    name = f"{document_id}{'-' + act_id if act_id else ''}.{form}"
    return Response(citing.written(made, form), media_type=citing.media_type(form), headers=attached(name))


def attached(name: str) -> dict[str, str]:
    """The header that makes an answer a file of this name."""
    return {"content-disposition": f'attachment; filename="{name}"'}


def _first(acts: Iterable[Answer], most: int) -> Iterator[Answer]:
    for number, one in enumerate(acts):
        if number >= most:
            return
        yield one


def _citations(site: Site, question: Question, form: str, language: str) -> Iterator[str]:
    for one in _first(site.corpus.acts(question), site.settings.cite_most):
        record = site.record(one.document)
        made = citing.citation(site, record, one.act, language) if record is not None else None
        if made is not None:
            yield citing.written(made, form) + ("\n" if form != "txt" else "")


def csv_of(columns: Iterable[str], rows: Iterable[Iterable[object]]) -> Iterator[str]:
    """Rows as CSV, some hundred at a time."""
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    writer.writerow(columns)
    for number, cells in enumerate(rows, 1):
        writer.writerow([harmless(cell) for cell in cells])
        if number % MANY == 0:
            yield buffer.getvalue()
            buffer.seek(0)
            buffer.truncate()
    yield buffer.getvalue()


def harmless(cell: object) -> object:
    """A cell that no spreadsheet takes for a formula: what would be one begins with an apostrophe.

    A dash before a space is an item of a list, as decisions are full of, and no formula.
    """
    if isinstance(cell, str) and cell[:1] in ("=", "+", "@", "\t", "\r", "-") and cell[:2] != "- ":
        return f"'{cell}"
    return "" if cell is None else cell


def _json(acts: Iterable[Answer], base: str) -> Iterator[bytes]:
    before = b"[\n"
    for one in acts:
        told = msgspec.structs.replace(one, permalink=base + one.permalink)
        yield before + msgspec.json.encode(told)
        before = b",\n"
    yield b"[]\n" if before == b"[\n" else b"\n]\n"
