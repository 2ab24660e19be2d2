"""Persons, parties, matters."""

import base64
import binascii
from collections.abc import Sequence
from typing import Annotated

import msgspec
from fastapi import APIRouter, Depends, Path, Query
from starlette.requests import Request
from starlette.responses import Response

from parser.errors import BadQuestion
from parser.query.matters import Found
from parser.query.persons import Party, Person
from parser.query.question import Question
from parser.record.types import Kind
from parser.web.api import shapes
from parser.web.api.asking import Only, answer, described, following
from parser.web.problems import Told
from parser.web.site import Site

Limit = Annotated[int, Query(ge=1, le=1000, description="Items on a page.")]
Cursor = Annotated[str | None, Query(max_length=500, description="From the address `next` of a page.")]
_strings = msgspec.json.Decoder(tuple[str, ...])


def add(router: APIRouter, site: Site) -> None:
    """Add the routes."""
    _add_persons(router, site)
    _add_parties(router, site)
    _add_matters(router, site)


def _add_persons(router: APIRouter, site: Site) -> None:
    corpus = site.corpus

    @router.get(
        "/persons", responses=described("Persons"), dependencies=[Depends(Only("name", "limit", "cursor"))],
        summary="Persons", tags=["persons"],
    )  # fmt: skip
    def persons(
        request: Request,
        name: Annotated[str | None, Query(min_length=1, max_length=200, description="Words of the name.")] = None,
        limit: Limit = 100,
        cursor: Cursor = None,
    ) -> Response:
        """All persons by their ids, or those whom a name means, those in most documents first (one page)."""
        if name is not None:
            if cursor is not None:
                raise BadQuestion("persons by name come on one page, without a cursor")
            return answer(shapes.Persons(items=corpus.persons(name, most=limit), next=None, state=corpus.state))
        found, more = _persons(site, _decoded(cursor), limit)
        after = following(request, _encoded(found[-1].id) if more else None)
        return answer(shapes.Persons(items=found, next=after, state=corpus.state), following=after)

    @router.get(
        "/persons/{person}", responses=described("Portrait", problems=[404]), dependencies=[Depends(Only())],
        summary="One person", tags=["persons"],
    )  # fmt: skip
    def person(person: Annotated[str, Path(description="The person's id: `person-…`.")]) -> Response:
        """What one person did, with whom, against what. The acts: `/acts?person=…`."""
        found = site.worked_out(("person", person), lambda: corpus.person(person))
        if found is None:
            raise Told("not-found")
        return answer(found)


def _add_parties(router: APIRouter, site: Site) -> None:
    corpus = site.corpus

    @router.get(
        "/parties", responses=described("Parties"), dependencies=[Depends(Only())], summary="Parties", tags=["parties"]
    )
    def parties() -> Response:
        """All parties, those with most acts first."""
        every, those = Question(limit=1), Question(kind=(Kind.RESERVATION,), limit=1)
        counted = site.worked_out("api-parties", lambda: corpus.facets(every, ("party",), most=1000)["party"])
        reserved = site.worked_out("api-reserved", lambda: corpus.facets(those, ("party",), most=1000)["party"])
        of = {one.value: one.count for one in reserved}
        items = tuple(
            shapes.PartyTold(id=one.value, name=one.label, acts=one.count, reservations=of.get(one.value, 0))
            for one in counted
            if one.value
        )
        return answer(shapes.Parties(items=items, state=corpus.state))

    @router.get(
        "/parties/{party}", responses=described("PartyPortrait", problems=[404]), dependencies=[Depends(Only())],
        summary="One party", tags=["parties"],
    )  # fmt: skip
    def party(party: Annotated[str, Path(description="The party's id: `mp`, `local-…`.")]) -> Response:
        """What a party reserved itself against, where, when, with whom."""
        name = site.worked_out("parties", corpus.parties).get(party)
        if name is None or not party:
            raise Told("not-found")
        reserved = Question(party=(party,), kind=(Kind.RESERVATION,), limit=1)
        counted = corpus.facets(reserved, ("year", "body", "municipality", "demand", "against", "person"), most=500)
        pairs = corpus.together(Question(kind=(Kind.RESERVATION,), limit=1), "party")
        return answer(
            shapes.PartyPortrait(
                id=party,
                name=name,
                kinds=corpus.facets(Question(party=(party,), limit=1), ("kind",))["kind"],
                years=counted["year"],
                bodies=counted["body"],
                municipalities=counted["municipality"],
                demands=counted["demand"],
                against=counted["against"],
                persons=counted["person"],
                company=tuple(one for one in pairs if party in (one.one, one.other)),
            )
        )


def _add_matters(router: APIRouter, site: Site) -> None:
    corpus = site.corpus

    @router.get(
        "/matters", responses=described("Matters"), dependencies=[Depends(Only("number", "limit", "cursor"))],
        summary="Diary numbers", tags=["matters"],
    )  # fmt: skip
    def matters(
        request: Request,
        number: Annotated[str | None, Query(min_length=1, max_length=200, description="What it has in it.")] = None,
        limit: Limit = 100,
        cursor: Cursor = None,
    ) -> Response:
        """All diary numbers in the order of their folded form, or those that have `number` in them (one page)."""
        if number is not None:
            if cursor is not None:
                raise BadQuestion("matters by number come on one page, without a cursor")
            return answer(shapes.Matters(items=corpus.matters_near(number, most=limit), next=None, state=corpus.state))
        rows = corpus.sql(
            "WITH page AS (SELECT DISTINCT folded FROM diary_numbers WHERE folded > ? ORDER BY folded LIMIT ?) "
            "SELECT min(g.number), g.folded, count(DISTINCT g.document), "
            "max((SELECT m.title FROM matters m WHERE m.matter = g.matter)) "
            "FROM page p JOIN diary_numbers g ON g.folded = p.folded GROUP BY g.folded ORDER BY g.folded",
            (_decoded(cursor), limit + 1),
        ).rows
        items = tuple(
            Found(
                number=str(one),
                folded=str(folded),
                documents=int(str(many)),
                title=None if title is None else str(title),
            )
            for one, folded, many, title in rows[:limit]
        )
        after = following(request, _encoded(items[-1].folded) if len(rows) > limit else None)
        return answer(shapes.Matters(items=items, next=after, state=corpus.state), following=after)

    @router.get(
        "/matters/{number:path}", responses=described("Trail", problems=[404]),
        dependencies=[Depends(Only("municipality"))], summary="One matter through the bodies", tags=["matters"],
    )  # fmt: skip
    def matter(
        number: Annotated[str, Path(description="A diary number, however it is set.")],
        municipality: Annotated[
            str | None, Query(min_length=1, max_length=200, description="Where, if several use the number.")
        ] = None,
    ) -> Response:
        """All that the documents tell of a matter, in the order of time."""
        found = corpus.matter(number, municipality) if len(number) <= 200 else None
        if found is None:
            raise Told("not-found")
        return answer(found)


def _persons(site: Site, after: str, limit: int) -> tuple[tuple[Person, ...], bool]:
    rows = site.corpus.sql(
        "SELECT person_id, name, forms, municipalities, bodies, roles, first, last, documents, reservations, "
        "certainty, permalink FROM persons WHERE person_id > ? ORDER BY person_id LIMIT ?",
        (after, limit + 1),
    ).rows
    shown = rows[:limit]
    parties: dict[object, list[Party]] = {}
    ids = [row[0] for row in shown]
    for id_, party, name, first, last in site.corpus.sql(
        "SELECT y.person_id, y.party, coalesce(p.name, y.party), y.first, y.last FROM person_parties y "
        f"LEFT JOIN parties p ON p.party = y.party WHERE y.person_id IN ({','.join('?' * len(ids))}) "
        "ORDER BY y.person_id, y.first, y.party",
        ids,
        rows=100_000,
    ).rows:
        told = {"party": party, "name": name, "first": first, "last": last}
        parties.setdefault(id_, []).append(msgspec.convert(told, Party))
    return tuple(_person(row, parties.get(row[0], ())) for row in shown), len(rows) > limit


def _person(row: tuple[object, ...], parties: Sequence[Party]) -> Person:
    names = (
        "id", "name", "forms", "municipalities", "bodies", "roles", "first", "last", "documents", "reservations",
        "certainty", "permalink",
    )  # fmt: skip
    told = dict(zip(names, row, strict=True))
    for name in ("forms", "municipalities", "bodies", "roles"):
        told[name] = _strings.decode(str(told[name]))
    return msgspec.convert({**told, "parties": tuple(parties)}, Person)


def _encoded(last: str) -> str:
    return base64.urlsafe_b64encode(last.encode()).decode().rstrip("=")


def _decoded(cursor: str | None) -> str:
    if cursor is None:
        return ""
    try:
        return base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)).decode()
    except (ValueError, binascii.Error):
        raise BadQuestion("the cursor is none that Diarium gave; begin at the first page") from None
