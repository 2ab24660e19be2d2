"""A document: its text by act beside the printed page, with the act's place on it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from parser.query.answers import Answer
from parser.query.documents import Document
from parser.record.types import Block, BlockRole, Record
from parser.web import citing
from parser.web.drawing import Undrawable
from parser.web.pages.asking import only, question_of
from parser.web.problems import Told
from parser.web.rendering import Pages, words_of
from parser.web.site import Site

A4 = (595.0, 842.0)
PART = 120
"""Blocks of text that one page shows, about: a book of minutes has thousands."""
Box = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Segment:
    """Blocks that stand together and belong to one act (None: to none), innermost first of those that quote it."""

    act: str | None
    blocks: tuple[Block, ...]
    depth: int
    begins: bool
    """Whether the act begins here, and is not only gone on with."""


@dataclass(frozen=True, slots=True)
class Part:
    """What one page shows of a document."""

    number: int
    segments: tuple[Segment, ...]
    first_page: int
    last_page: int


@dataclass(frozen=True, slots=True)
class Layout:
    """A document's parts, and of each act its boxes on the pages."""

    parts: tuple[Part, ...]
    places: dict[str, list[tuple[int, Box]]]


def add(router: APIRouter, site: Site, pages: Pages) -> None:
    """Add the routes."""

    @router.get("/documents")
    def documents(request: Request) -> Response:
        question = question_of(request, most=site.settings.page_most, default=50)
        found = site.worked_out(("documents", question), lambda: site.corpus.documents(question))
        return pages.render(request, "documents.html", question=question, found=found)

    @router.get("/documents/{document_id}")
    def document(request: Request, document_id: str) -> Response:
        return _document(site, pages, request, document_id, None)

    @router.get("/documents/{document_id}/{act_id}")
    def act(request: Request, document_id: str, act_id: str) -> Response:
        return _document(site, pages, request, document_id, act_id)

    @router.get("/documents/{document_id}/pages/{page}.png")
    def picture(document_id: str, page: int) -> Response:
        found = site.corpus.document(document_id)
        record = site.record(document_id) if found is not None else None
        pdf = site.pictures.find(found, record.source.bytes) if found is not None and record is not None else None
        if found is None or pdf is None or not 1 <= page <= found.pages:
            raise Told("not-found")
        try:
            data = site.pictures.picture(found, pdf, page)
        except Undrawable:
            raise Told("not-found") from None
        caching = {"cache-control": "public, max-age=604800, immutable", "etag": f'"{found.sha256[:24]}-{page}"'}
        return Response(data, media_type="image/png", headers=caching)


def _document(site: Site, pages: Pages, request: Request, document_id: str, act_id: str | None) -> Response:
    only(request, ("page", "part"))
    found = site.corpus.document(document_id)
    record = site.record(document_id) if found is not None else None
    if found is None or record is None:
        raise Told("not-found")
    acts = {one.act: one for one in site.corpus.acts_of(document_id)}
    chosen = acts.get(act_id) if act_id else None
    if act_id and chosen is None:
        raise Told("not-found")
    layout = site.worked_out(("layout", document_id), lambda: layout_of(record))
    parts, places = layout.parts, layout.places
    shown = _part(request, parts, chosen)
    number = _number(request, "page", found.pages)
    if number is None:
        number = chosen.page if chosen else (shown.first_page if shown.number > 1 else 1)
    pdf = site.pictures.find(found, record.source.bytes)
    size = site.pictures.size(found, pdf, number) if pdf is not None else None
    titles = {matter.id: matter for matter in record.matters}
    base, language = citing.base_of(site, request), words_of(request).language
    cited = citing.citation(record, act_id, base, language)
    return pages.render(
        request,
        "document.html",
        citation=citing.written(cited, "txt").strip() if cited else "",
        document=found,
        record=record,
        acts=acts,
        chosen=chosen,
        parts=parts,
        part=shown,
        matters=titles,
        contents=_contents(record, parts),
        page=number,
        pdf=pdf,
        size=size,
        sheet=size or A4,
        highlights=[box for page, box in places[chosen.act] if page == number] if chosen else [],
        pointing=site.corpus.pointing_at(chosen.id) if chosen else (),
    )


def layout_of(record: Record) -> Layout:
    """The document's text in reading order, in parts of about `PART` blocks that begin where an act or matter does."""
    parents = {act.id: act.parent for act in record.acts}
    depths = {act.id: _depth(parents, act.id) for act in record.acts}
    owner = {block: act.id for act in sorted(record.acts, key=lambda one: depths[one.id]) for block in act.blocks}
    heads = {block for matter in record.matters for block in matter.blocks}
    segments: list[Segment] = []
    begun: set[str] = set()
    run: list[Block] = []
    current: str | None = None

    def close() -> None:
        if run:
            segments.append(Segment(current, tuple(run), depths.get(current or "", 0), current not in begun))
            begun.add(current or "")
            run.clear()

    for block in record.blocks:
        if block.role is BlockRole.FURNITURE:
            continue
        mine = owner.get(block.id)
        if mine != current or (block.id in heads and run and run[-1].id not in heads):
            close()
            current = mine
        run.append(block)
    close()
    blocks = {block.id: block for block in record.blocks}
    places = {act.id: _places([blocks[one] for one in act.blocks]) for act in record.acts}
    return Layout(tuple(_cut(segments)), places)


def _cut(segments: Sequence[Segment]) -> list[Part]:
    parts: list[Part] = []
    held: list[Segment] = []
    size = 0
    for segment in segments:
        if size >= PART and segment.depth == 0:
            parts.append(_made(len(parts) + 1, held))
            held, size = [], 0
        held.append(segment)
        size += len(segment.blocks)
    if held or not parts:
        parts.append(_made(len(parts) + 1, held))
    return parts


def _made(number: int, segments: Sequence[Segment]) -> Part:
    pages = [place.page for segment in segments for block in segment.blocks for place in block.places] or [1]
    return Part(number, tuple(segments), min(pages), max(pages))


def _depth(parents: Mapping[str, str | None], act_id: str) -> int:
    depth, at = 0, parents.get(act_id)
    while at is not None and depth < 8:
        depth, at = depth + 1, parents.get(at)
    return depth


def _places(blocks: Iterable[Block]) -> list[tuple[int, Box]]:
    """The boxes of blocks on the pages that they touch: those that stand below each other are one."""
    boxes: list[tuple[int, Box]] = []
    for block in blocks:
        for place in block.places:
            last = boxes[-1] if boxes else None
            if last and last[0] == place.page and _below(last[1], place.bbox):
                boxes[-1] = (place.page, _round(last[1], place.bbox))
            else:
                boxes.append((place.page, place.bbox))
    return boxes


def _below(one: Box, other: Box) -> bool:
    """Whether the second box stands under the first, in one column, with no more than a few lines between."""
    overlap = min(one[2], other[2]) - max(one[0], other[0])
    return overlap > 0 and -4 <= other[1] - one[3] <= 40


def _round(one: Box, other: Box) -> Box:
    return min(one[0], other[0]), min(one[1], other[1]), max(one[2], other[2]), max(one[3], other[3])


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


__all__ = ["Document", "Part", "Segment", "add", "layout_of"]
