"""Documents: lists, and each as JSON, Akoma Ntoso or JSON-LD, whichever is asked for; the feed of changes."""

import hashlib
import re
from typing import Annotated, Literal

import msgspec
from fastapi import APIRouter, Depends, Path, Query
from starlette.requests import Request
from starlette.responses import Response

from parser.export.directory import Directory
from parser.export.jsonld import agent_nodes
from parser.export.jsonld import document as linked
from parser.record.akn import to_akoma_ntoso
from parser.record.types import Record
from parser.web import citing
from parser.web.api import shapes
from parser.web.api.acts import Asked
from parser.web.api.asking import Only, answer, described, following, preferred
from parser.web.guard import matches
from parser.web.problems import Told
from parser.web.site import Site

JSON, AKN, XML, LINKED = "application/json", "application/akn+xml", "application/xml", "application/ld+json"
FORMATS = {"json": JSON, "akn": AKN, "jsonld": LINKED}
TIME = r"^[0-9]{4}(-[0-9]{2}(-[0-9]{2}(T[0-9:.]{5,15}(Z|\+00:00)?)?)?)?$"
_ID = re.compile(r"[0-9a-f]{16}")


def add(router: APIRouter, site: Site) -> None:
    """Add the routes."""
    corpus = site.corpus

    @router.get(
        "/documents", responses=described("Documents"), dependencies=[Depends(Only(question=True))],
        summary="Documents", tags=["documents"],
    )  # fmt: skip
    def documents(request: Request, question: Asked) -> Response:
        """The documents that have an act which the parameters mean; without any, all, the newest first."""
        found = site.worked_out(("documents", question), lambda: corpus.documents(question))
        after = following(request, found.cursor)
        told = shapes.Documents(items=found.documents, total=found.total, next=after, state=found.state)
        return answer(told, following=after)

    text = {"schema": {"type": "string"}}
    others = [(AKN, text), (XML, text), (LINKED, {"schema": {"type": "object"}})]

    @router.get(
        "/documents/{document}", responses=described("Record.Record", others, problems=[404, 406]),
        dependencies=[Depends(Only("format"))], summary="One document's record", tags=["documents"],
    )  # fmt: skip
    def document(
        request: Request,
        document: Annotated[str, Path(description="The record's id.")],
        form: Annotated[
            Literal["json", "akn", "jsonld"] | None, Query(alias="format", description="Instead of an Accept header.")
        ] = None,
    ) -> Response:
        """The record: JSON by its schema, Akoma Ntoso 3.0, or JSON-LD, by the Accept header or `format`."""
        kind = FORMATS[form] if form else preferred(request.headers.get("accept"), (JSON, AKN, LINKED, XML))
        if kind is None:
            raise Told("not-acceptable", f"there are {JSON}, {AKN}, {LINKED}; ask for one of them")
        data = site.record_bytes(document) if _ID.fullmatch(document) else None
        if data is None:
            raise Told("not-found")
        headers = {"link": f'</documents/{document}>; rel="alternate"; type="text/html"'}
        if kind == JSON:
            # The record's own: it stays while the record does, whatever else of the corpus changes.
            tag = f'"{hashlib.sha256(data[0]).hexdigest()}"'
            headers |= {"etag": tag, "vary": "Accept"}
            if matches(request.headers.get("if-none-match"), tag):
                return Response(status_code=304, headers=headers)
            return Response(data[0], media_type=JSON, headers=headers)
        record = site.record(document)
        if record is None:
            raise Told("not-found")
        if kind in (AKN, XML):
            return Response(to_akoma_ntoso(record), media_type=kind, headers=headers)
        return Response(json_ld(site, record, citing.base_of(site, request) + "/"), media_type=kind, headers=headers)

    @router.get(
        "/documents/{document}/acts", responses=described("Acts", problems=[404]), dependencies=[Depends(Only())],
        summary="All acts of a document", tags=["documents"],
    )  # fmt: skip
    def acts(document: Annotated[str, Path(description="The record's id.")]) -> Response:
        """All acts of a document as printed, also those that others quote or append."""
        if not _ID.fullmatch(document) or corpus.document(document) is None:
            raise Told("not-found")
        found = corpus.acts_of(document)
        return answer(shapes.Acts(items=found, total=len(found), next=None, state=corpus.state))

    @router.get(
        "/changes", responses=described("Changes"), dependencies=[Depends(Only("since", "limit"))],
        summary="What changed since", tags=["documents"],
    )  # fmt: skip
    def changes(
        since: Annotated[str | None, Query(pattern=TIME, description="`latest` of the answer before.")] = None,
        limit: Annotated[int, Query(ge=1, le=10_000, description="So many at least, if there are.")] = 1000,
    ) -> Response:
        """Documents that came or changed (`put`) or went (`gone`), the oldest first. Without `since`: all."""
        found = corpus.changes(since, most=limit)
        latest = found[-1].at if found else since
        more = len(found) >= limit and bool(corpus.changes(latest, most=1))
        return answer(shapes.Changes(items=found, latest=latest, more=more))


def json_ld(site: Site, record: Record, base: str) -> bytes:
    """A document and those who act in it as JSON-LD, persons by their ids of the corpus."""
    directory = Directory()
    directory.take(record)
    directory.link()
    rows = site.corpus.sql(
        "SELECT record_person, person_id FROM person_mentions WHERE document_id = ?", (record.id,), rows=100_000
    ).rows
    known = {(record.id, str(local)): str(person) for local, person in rows if person is not None}
    made = {directory.person_of[key]: person for key, person in known.items() if key in directory.person_of}
    directory.person_of = {**directory.person_of, **known}
    directory.persons = tuple(msgspec.structs.replace(one, id=made.get(one.id, one.id)) for one in directory.persons)
    node = linked(record, directory, base)
    node["@graph"] = [*node["@graph"], *agent_nodes(directory)]
    return msgspec.json.encode(node)
