"""A document: its text by act beside the printed page, with the act's place on it."""

from collections.abc import Sequence

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from parser.query.answers import Answer, permalink
from parser.record.types import Record
from parser.web import citing
from parser.web.pages.asking import only
from parser.web.pages.layout import Part, layout_of
from parser.web.problems import Told
from parser.web.rendering import Pages, words_of
from parser.web.site import Site

A4 = (595.0, 842.0)


def add(router: APIRouter, site: Site, pages: Pages) -> None:
    """Add the routes."""

    @router.get("/documents/{document_id}")
    def document(request: Request, document_id: str) -> Response:
        return _document(site, pages, request, document_id, None)

    @router.get("/documents/{document_id}/{act_id}")
    def act(request: Request, document_id: str, act_id: str) -> Response:
        return _document(site, pages, request, document_id, act_id)


def _document(site: Site, pages: Pages, request: Request, document_id: str, act_id: str | None) -> Response:
    only(request, ("page", "part"))
    found = site.corpus.document(document_id)
    record = site.record(document_id) if found is not None else None
    if found is None or record is None:
        raise Told("not-found")
    acts = {one.act: one for one in site.corpus.acts_of(document_id)}
    act = acts.get(act_id) if act_id else None
    if act_id and act is None:
        raise Told("not-found")
    layout = site.worked_out(("layout", document_id), lambda: layout_of(record))
    parts, places = layout.parts, layout.places
    shown = _part(request, parts, act)
    number = _number(request, "page", found.pages)
    if number is None:
        number = act.page if act else (shown.first_page if shown.number > 1 else 1)
    pdf = site.pictures.find(found, record.source.bytes)
    size = site.pictures.size(found, pdf, number) if pdf is not None else None
    base, language = citing.base_of(site, request), words_of(request).language
    cited = citing.citation(site, record, act_id, language)
    return pages.render(
        request,
        "document.html",
        citation=citing.written(cited, "txt").strip() if cited else "",
        address=base + permalink(document_id, act_id),
        document=found,
        record=record,
        acts=acts,
        chosen=act,
        parts=parts,
        part=shown,
        contents=_contents(record, parts),
        page=number,
        pdf=pdf,
        size=size,
        sheet=size or A4,
        highlights=[box for page, box in places[act.act] if page == number] if act else [],
        pointing=site.corpus.pointing_at(act.id) if act else (),
    )


def _part(request: Request, parts: Sequence[Part], chosen: Answer | None) -> Part:
    number = _number(request, "part", len(parts))
    if number is not None:
        return parts[number - 1]
    if chosen is not None:
        for part in parts:
            if any(one.act == chosen.act for one in part.segments):
                return part
    page = _number(request, "page", 1 << 20)
    if page is not None:
        return next((one for one in parts if one.last_page >= page), parts[-1])
    return parts[0]


def _number(request: Request, name: str, most: int) -> int | None:
    given = request.query_params.get(name)
    if given is None:
        return None
    if not given.isascii() or not given.isdigit() or not 1 <= int(given[:9]) <= most:
        raise Told("not-found")
    return int(given)


def _contents(record: Record, parts: Sequence[Part]) -> list[tuple[str, str | None, str | None, int]]:
    """The matters: id, number, title, and the part that has the heading."""
    where = {block.id: part.number for part in parts for segment in part.segments for block in segment.blocks}
    return [
        (one.id, one.number, one.title, next((where[block] for block in one.blocks if block in where), 1))
        for one in record.matters
    ]
